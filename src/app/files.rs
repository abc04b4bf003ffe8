//! The files of a program as its own paths name them, with npm packages where the official tool's build would put them.
//!
//! `miniprogram_npm/x` is that folder if it was built; else the package is taken from `node_modules/x` of the project: the folder that
//! its `package.json` names as `miniprogram` (`miniprogram_dist` by default) or, for ordinary packages, the package itself.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

/// Where npm packages stand in a program's own paths.
pub(super) const NPM: &str = "miniprogram_npm";

/// What a package of `node_modules` says of itself.
#[derive(Debug, Clone)]
struct Package {
    /// The folder that is built from.
    folder: PathBuf,
    /// The main file from there, for packages that are not made for mini-programs.
    main: Option<String>,
}

/// The files.
#[derive(Debug, Default)]
pub(super) struct Files {
    /// The folder that paths start from.
    root: PathBuf,
    /// The folder that has `node_modules`.
    project: Option<PathBuf>,
    packages: RefCell<HashMap<String, Option<Package>>>,
    /// What `resolveAlias` says: beginnings of paths and what they stand for, the longest first.
    aliases: Vec<(String, String)>,
}

impl Files {
    /// The files below `root`; packages are built from the `node_modules` of `project`.
    pub(super) fn new(root: &Path, project: Option<&Path>) -> Self {
        Self { root: root.to_owned(), project: project.map(Path::to_owned), ..Self::default() }
    }

    /// With the rules of `resolveAlias` in `app.json`: `"@utils/*": "utils/*"`, from the root of the program (official page: app.json).
    /// Gives the keys of rules that are none, since both sides have to end with `/*`.
    pub(super) fn with_aliases(mut self, rules: &Map<String, Value>) -> (Self, Vec<String>) {
        let mut wrong = Vec::new();
        for (key, value) in rules {
            match (key.strip_suffix('*'), value.as_str().and_then(|value| value.strip_suffix('*'))) {
                (Some(from), Some(to)) if from.ends_with('/') && to.ends_with('/') => {
                    self.aliases.push((from.to_owned(), format!("/{}", to.trim_start_matches('/'))));
                }
                _ => wrong.push(key.clone()),
            }
        }
        self.aliases.sort_by_key(|(from, _)| std::cmp::Reverse(from.len()));
        (self, wrong)
    }

    /// The absolute path that a path means by the longest rule of `resolveAlias` that fits, if one does.
    pub(super) fn alias(&self, wanted: &str) -> Option<String> {
        self.aliases.iter().find_map(|(from, to)| wanted.strip_prefix(from.as_str()).map(|rest| format!("{to}{rest}")))
    }

    /// The file that a path of the program means, if there is one.
    pub(super) fn find(&self, path: &Path) -> Option<PathBuf> {
        let own = self.root.join(path);
        if own.is_file() {
            return Some(own);
        }
        let (package, rest) = self.packaged(path)?;
        Some(package.folder.join(rest)).filter(|file| file.is_file())
    }

    /// The main file of an ordinary package, as a path of the program: `miniprogram_npm/x` → `miniprogram_npm/x/lib/index.js`.
    pub(super) fn main(&self, path: &Path) -> Option<PathBuf> {
        let (package, rest) = self.packaged(path)?;
        let main = package.main.filter(|_| rest.as_os_str().is_empty())?;
        Some(super::resolve::normal(&path.join(main)))
    }

    /// The package of `node_modules` that a path is in, and the path inside it.
    fn packaged(&self, path: &Path) -> Option<(Package, PathBuf)> {
        let inside = path.strip_prefix(NPM).ok()?;
        let mut parts = inside.components();
        let mut name = parts.next()?.as_os_str().to_string_lossy().into_owned();
        if name.starts_with('@') {
            name = format!("{name}/{}", parts.next()?.as_os_str().to_string_lossy());
        }
        let known = self.packages.borrow().get(&name).cloned();
        let package = known.unwrap_or_else(|| {
            let found = self.project.as_ref().and_then(|project| package(&project.join("node_modules").join(&name)));
            self.packages.borrow_mut().insert(name, found.clone());
            found
        })?;
        Some((package, parts.as_path().to_owned()))
    }
}

fn package(folder: &Path) -> Option<Package> {
    let text = std::fs::read_to_string(folder.join("package.json")).ok()?;
    let json: Value = serde_json::from_str(&text).ok()?;
    let named = json.get("miniprogram").and_then(Value::as_str).unwrap_or("miniprogram_dist");
    let built = folder.join(named);
    if built.is_dir() {
        return Some(Package { folder: built, main: None });
    }
    let main = json.get("main").and_then(Value::as_str).unwrap_or("index.js").to_owned();
    Some(Package { folder: folder.to_owned(), main: Some(main) })
}
