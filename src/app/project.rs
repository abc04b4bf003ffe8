//! Running a project: `app.js`, the components that its pages use, and its pages are loaded in the platform's order, then the start
//! page is opened. Other packages are loaded when their first page is; with `"lazyCodeLoading": "requiredComponents"` every page is
//! loaded when it is first opened, with the components that it and `app.json` name (official page: 按需注入, base library 2.11.1).

use std::cell::RefCell;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use boa_engine::Context;
use serde_json::{Map, Value};

use super::files::Files;
use super::not_modelled;
use super::pages::Pages;
use super::registry::Registry;
use super::require::{self, Modules};
use super::resolve;
use crate::engine::{Host, platform_message};
use crate::source::{DEFAULT_LIMIT, Project, SourceError, line_column, object, read_text};
use crate::trace::{At, Body, ErrorKind, Lane};
use crate::wx::Wx;

/// The project of a run.
pub(super) struct Running {
    pub(super) project: Arc<Project>,
    /// What has been loaded: paths without extension.
    loaded: RefCell<HashSet<String>>,
    /// What the JSON files of pages and components say, by path without extension.
    configs: RefCell<std::collections::HashMap<String, Rc<Map<String, Value>>>>,
}

pub(super) fn install(host: &Rc<Host>, project: Arc<Project>) {
    host.extend(Rc::new(Running { project, loaded: RefCell::default(), configs: RefCell::default() }));
}

/// The files of a project, as its paths name them.
pub(super) fn files(host: &Rc<Host>, project: &Project) -> Files {
    let files = Files::new(&project.root, Some(&project.folder));
    let Some(rules) = project.app.get("resolveAlias").and_then(Value::as_object) else { return files };
    let (files, wrong) = files.with_aliases(rules);
    for key in wrong {
        let message = format!("app.json: [\"resolveAlias\"][\"{key}\"]: key and value must end with /*; the rule is ignored");
        platform_message(host, "warn", message);
    }
    files
}

/// Whether this run is that of a project.
pub fn is_running(host: &Rc<Host>) -> bool {
    host.get::<Running>().is_some()
}

/// Loads the program and plans the opening of its start page. What its files throw is an event.
pub fn start(host: &Rc<Host>, context: &mut Context) {
    let (Some(running), Some(pages)) = (host.get::<Running>(), host.get::<Pages>()) else { return };
    running.load("app", host, context);
    let project = Arc::clone(&running.project);
    if project.app.get("tabBar").and_then(|bar| bar.get("custom")) == Some(&Value::Bool(true)) {
        not_modelled::custom_tab_bar(host);
    }
    if !running.is_lazy(host) {
        let main: Vec<&String> = project.pages.iter().filter(|page| project.package_of(page).is_none()).collect();
        running.load_all(&main, host, context);
    }
    let start = pages.top();
    load_code_of(&start, host, context);
    let cause = host.get::<Registry>().and_then(|registry| registry.get(&start)).map(|registered| registered.call);
    pages.start_later(host, cause);
}

/// Loads what a page needs before it opens, unless it is loaded: the package that it belongs to, or the page alone.
pub(super) fn load_code_of(page: &str, host: &Rc<Host>, context: &mut Context) {
    let Some(running) = host.get::<Running>() else { return };
    let project = Arc::clone(&running.project);
    if running.is_lazy(host) {
        if let Some(page) = project.pages.iter().find(|known| *known == page) {
            running.load_all(&[page], host, context);
        }
    } else if let Some(package) = project.package_of(page) {
        running.load_all(&package.pages.iter().collect::<Vec<_>>(), host, context);
    }
}

impl Running {
    /// Whether pages are loaded one by one.
    fn is_lazy(&self, host: &Rc<Host>) -> bool {
        let wanted = self.project.app.get("lazyCodeLoading").and_then(Value::as_str) == Some("requiredComponents");
        wanted && host.get::<Wx>().is_some_and(|wx| wx.at_least("2.11.1"))
    }

    /// Loads pages, the components that they use before them.
    fn load_all(&self, pages: &[&String], host: &Rc<Host>, context: &mut Context) {
        for page in pages {
            self.load_components(page, host, context);
        }
        for page in pages {
            self.load(page, host, context);
        }
    }

    /// Loads the components that the page or component at `path` uses, and theirs.
    fn load_components(&self, path: &str, host: &Rc<Host>, context: &mut Context) {
        for component in self.components(path, host).into_iter().map(|(_, component)| component) {
            if !self.loaded.borrow().contains(&component) {
                // Marked before it is loaded, since components may use each other in a circle.
                self.loaded.borrow_mut().insert(component.clone());
                self.load_components(&component, host, context);
                run(&component, host, context);
            }
        }
    }

    /// The components that the page or component at `path` names, those of `app.json` included: name and path.
    pub(super) fn components(&self, path: &str, host: &Rc<Host>) -> Vec<(String, String)> {
        let Some(modules) = host.get::<Modules>() else { return Vec::new() };
        let config = self.config(path, host);
        let own = config.get("usingComponents").and_then(Value::as_object);
        let of_app = self.project.app.get("usingComponents").and_then(Value::as_object);
        let folder = Path::new(path).parent().unwrap_or(Path::new("")).to_owned();
        let named = own.into_iter().flatten().map(|one| (one, folder.as_path(), format!("{path}.json")));
        let shared = of_app.into_iter().flatten().filter(|(name, _)| own.is_none_or(|own| !own.contains_key(*name)));
        let shared = shared.map(|one| (one, Path::new(""), "app.json".to_owned()));
        let mut found = Vec::new();
        for ((name, wanted), folder, file) in named.chain(shared) {
            let wanted = wanted.as_str().unwrap_or_default();
            if wanted.starts_with("plugin://") {
                if self.loaded.borrow_mut().insert(format!("{file} {name}")) {
                    not_modelled::plugin(host, &file, name, wanted);
                }
                continue;
            }
            match resolve::component(&modules.files, folder, wanted) {
                Some(component) => found.push((name.clone(), component)),
                None => self.missing(host, &modules, &file, name, wanted),
            }
        }
        found
    }

    /// A component that is not there is told once, at its line.
    fn missing(&self, host: &Rc<Host>, modules: &Modules, file: &str, name: &str, wanted: &str) {
        if !self.loaded.borrow_mut().insert(format!("{file} {name}")) {
            return;
        }
        let text = modules.files.find(Path::new(file)).and_then(|path| read_text(&path, DEFAULT_LIMIT).ok());
        let place = text.and_then(|text| text.text.find(&format!("\"{name}\"")).map(|at| line_column(&text.text, at)));
        let at = place.map(|(line, column)| At { file: file.to_owned(), line, column });
        let message = format!("{file}: [\"usingComponents\"][\"{name}\"]: \"{wanted}\", component not found");
        let stack = at.clone().into_iter().collect();
        let body = Body::Error { what: ErrorKind::UncaughtException, name: "Error".into(), message, stack, of: None };
        host.recorder.record(Lane::Host, None, at, body);
    }

    /// What the JSON file of a page or component says; empty if there is none.
    pub(super) fn config(&self, path: &str, host: &Rc<Host>) -> Rc<Map<String, Value>> {
        if let Some(known) = self.configs.borrow().get(path) {
            return Rc::clone(known);
        }
        let name = format!("{path}.json");
        let file = host.get::<Modules>().and_then(|modules| modules.files.find(Path::new(&name)));
        let read = file.map(|file| read_text(&file, DEFAULT_LIMIT).and_then(|text| object(&file, &text.text)));
        let config = match read {
            None => Map::new(),
            Some(Ok(config)) => config,
            Some(Err(error)) => {
                require::not_parsed(host);
                unreadable(host, &name, &error);
                Map::new()
            }
        };
        let config = Rc::new(config);
        self.configs.borrow_mut().insert(path.to_owned(), Rc::clone(&config));
        config
    }

    /// Loads a file, unless it is loaded.
    fn load(&self, path: &str, host: &Rc<Host>, context: &mut Context) {
        if self.loaded.borrow_mut().insert(path.to_owned()) {
            run(path, host, context);
        }
    }
}

/// Runs the file of a page or component, or `app`.
fn run(path: &str, host: &Rc<Host>, context: &mut Context) {
    let (Some(modules), Some(registry)) = (host.get::<Modules>(), host.get::<Registry>()) else { return };
    let file = ["js", "ts"].map(|end| PathBuf::from(format!("{path}.{end}")));
    let Some(file) = file.into_iter().find(|file| modules.files.find(file).is_some()) else { return };
    let body = Body::Load { source: resolve::name(&file), defines: Vec::new() };
    let seq = host.recorder.record(Lane::Host, None, None, body);
    let before = host.set_cause(Some(seq));
    let outer = registry.loading.replace((path != "app").then(|| path.to_owned()));
    if let Err(error) = require::load(host, &modules, &file, context) {
        host.report(ErrorKind::UncaughtException, &error, context);
    }
    registry.loading.replace(outer);
    host.set_cause(before);
}

/// A JSON file that cannot be read is an error of the program, at its place.
fn unreadable(host: &Rc<Host>, name: &str, error: &SourceError) {
    let at = match error {
        SourceError::BadJson { line, column, .. } => Some(At { file: name.to_owned(), line: *line, column: *column }),
        _ => None,
    };
    let message = error.problem().what.en;
    let stack = at.clone().into_iter().collect();
    let body = Body::Error { what: ErrorKind::UncaughtException, name: "SyntaxError".into(), message, stack, of: None };
    host.recorder.record(Lane::Host, None, at, body);
}
