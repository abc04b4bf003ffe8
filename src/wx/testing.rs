//! Runs a JavaScript snippet in a scenario and says what a developer would see: the tests of this room are written with it.

use std::path::Path;

use crate::host::{Finished, Plan, Verdict, run as run_plan};
use crate::scenario::ScenarioFile;
use crate::source::Source;
use crate::trace::{Body, ErrorKind, Open, Trace, UiAction};

/// A snippet that has run.
#[derive(Debug)]
pub(crate) struct Ran {
    /// The console's lines; errors that nobody caught as `! TypeError: …`.
    pub(crate) lines: Vec<String>,
    /// What was left open.
    pub(crate) open: Vec<Open>,
    /// The whole run.
    pub(crate) finished: Finished,
}

impl Ran {
    /// How it ended.
    pub(crate) fn verdict(&self) -> &Verdict {
        &self.finished.verdict
    }
}

/// Runs `js` in the default scenario.
pub(crate) fn run(js: &str) -> Ran {
    run_in("", js)
}

/// Runs `js` in a scenario: the TOML of one `[[scenario]]`, such as `epoch = '2020-10-06'`, whose tables are written `[scenario.user]`.
#[track_caller]
pub(crate) fn run_in(toml: &str, js: &str) -> Ran {
    let folder = tempfile::tempdir().expect("a test that can run");
    let path = folder.path().join("test.js");
    std::fs::write(&path, js).expect("a test that can run");
    let text = format!("[[scenario]]\nname = \"test\"\n{toml}\n");
    let file = ScenarioFile::parse(Path::new("test.js.toml"), &text).expect("a scenario that can be read");
    let plan = Plan {
        sources: [Source::open(&path.display().to_string()).expect("a test that can run")].into(),
        scenario: file.select("test").expect("a test that can run").clone(),
        routes: file.file.routes.clone(),
        keep: crate::host::Keep::default(),
        ..Plan::default()
    };
    let finished = run_plan(plan, std::sync::Arc::default()).expect("a test that can run");
    let events = finished.trace.events.iter();
    let lines = events.clone().filter_map(|event| log(&event.body)).collect();
    let open = events.rev().find_map(|event| match &event.body {
        Body::End { open, .. } => Some(open.clone()),
        _ => None,
    });
    Ran { lines, open: open.unwrap_or_default(), finished }
}

/// The trace of `js` in a scenario.
#[track_caller]
pub(crate) fn trace(toml: &str, js: &str) -> Trace {
    run_in(toml, js).finished.trace
}

/// What the console shows, a line each.
#[track_caller]
pub(crate) fn console(toml: &str, js: &str) -> String {
    run_in(toml, js).lines.join("\n")
}

/// The console, with the screen and the recorded state between its lines.
#[track_caller]
pub(crate) fn everything(toml: &str, js: &str) -> String {
    let trace = trace(toml, js);
    let lines = trace.events.iter().filter_map(|event| match &event.body {
        Body::State { what, detail } => Some(format!("[{what}] {detail}")),
        Body::Ui { widget, action, detail } => {
            let action = match action {
                UiAction::Show => "show",
                UiAction::Hide => "hide",
                UiAction::Expire => "expire",
                UiAction::Replace => "replace",
                UiAction::Answer => "answer",
            };
            Some(format!("[{widget}] {action} {detail}"))
        }
        body => log(body),
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn log(body: &Body) -> Option<String> {
    match body {
        Body::Log { text, .. } => Some(text.clone()),
        Body::Error { what: ErrorKind::PromiseThrew | ErrorKind::Caught, .. } => None,
        Body::Error { name, message, .. } if name.is_empty() => Some(format!("! {message}")),
        Body::Error { name, message, .. } => Some(format!("! {name}: {message}")),
        _ => None,
    }
}

/// What a console is expected to show: a text whose lines may be indented, or a list of lines.
pub(crate) trait Expected {
    /// The lines.
    fn lines(&self) -> String;
}

impl Expected for &str {
    fn lines(&self) -> String {
        str::lines(self).map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
    }
}

impl Expected for &String {
    fn lines(&self) -> String {
        Expected::lines(&self.as_str())
    }
}

impl Expected for &[&str] {
    fn lines(&self) -> String {
        self.join("\n")
    }
}

impl<const N: usize> Expected for &[&str; N] {
    fn lines(&self) -> String {
        self.join("\n")
    }
}

/// The console of `js` on the newest platform is `expect`.
#[track_caller]
pub(crate) fn check(js: &str, expect: impl Expected) {
    check_in("", js, expect);
}

/// The console of `js` in a scenario is `expect`.
#[track_caller]
pub(crate) fn check_in(toml: &str, js: &str, expect: impl Expected) {
    same(&console(toml, js), &expect, js);
}

/// Console, screen and state of `js` in a scenario are `expect`.
#[track_caller]
pub(crate) fn check_all(toml: &str, js: &str, expect: impl Expected) {
    same(&everything(toml, js), &expect, js);
}

#[track_caller]
fn same(found: &str, expect: &impl Expected, js: &str) {
    assert_eq!(found, expect.lines(), "\n--- found ---\n{found}\n--- by ---\n{js}\n");
}
