//! Runs a JavaScript snippet in a scenario and says what a developer would see: the tests of this room are written with it.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::host::{Plan, run};
use crate::scenario::{Routes, ScenarioFile};
use crate::source::Source;
use crate::trace::{Body, ErrorKind, Outcome, Trace, UiAction};

/// Runs `js` in the scenario that `toml` describes (its keys, such as `epoch = "2020-10-06"`).
pub(crate) fn trace(toml: &str, js: &str) -> Trace {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("test.js");
    std::fs::write(&path, js).expect("a file");
    let text = format!("[[scenario]]\nname = \"test\"\n{toml}\n");
    let file = ScenarioFile::parse(std::path::Path::new("test.scenario.toml"), &text);
    let file = file.unwrap_or_else(|error| panic!("{error}"));
    let scenario = file.select("test").unwrap_or_else(|error| panic!("{error}")).clone();
    let plan = Plan {
        sources: vec![Source::open(&path.display().to_string()).expect("a source")],
        scenario,
        routes: Routes::new(),
        ad_hoc_calls: Vec::new(),
        allow_hosts: Vec::new(),
        platform_addr: None,
        last: false,
    };
    run(plan, Arc::new(AtomicBool::new(false))).expect("a run").trace
}

/// What the console shows, a line each; errors that nobody caught begin with `✗`.
pub(crate) fn console(toml: &str, js: &str) -> String {
    let trace = trace(toml, js);
    lines(trace.events.iter().filter_map(|event| log(&event.body)))
}

/// The console, with the screen and the recorded state between its lines.
pub(crate) fn everything(toml: &str, js: &str) -> String {
    let trace = trace(toml, js);
    lines(trace.events.iter().filter_map(|event| match &event.body {
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
    }))
}

fn lines(lines: impl Iterator<Item = String>) -> String {
    lines.collect::<Vec<_>>().join("\n")
}

fn log(body: &Body) -> Option<String> {
    match body {
        Body::Log { text, .. } => Some(text.clone()),
        Body::Error { what: ErrorKind::PromiseThrew | ErrorKind::Caught, .. } => None,
        Body::Error { name, message, .. } if name.is_empty() => Some(format!("✗ {message}")),
        Body::Error { name, message, .. } => Some(format!("✗ {name}: {message}")),
        Body::Settle { outcome: Outcome::Throw, .. } => None,
        _ => None,
    }
}

/// The console of `js` on the newest platform is `expect`.
#[track_caller]
pub(crate) fn check(js: &str, expect: &str) {
    check_in("", js, expect);
}

/// The console of `js` in a scenario is `expect`.
#[track_caller]
pub(crate) fn check_in(toml: &str, js: &str, expect: &str) {
    same(&console(toml, js), expect);
}

/// Console, screen and state of `js` in a scenario are `expect`.
#[track_caller]
pub(crate) fn check_all(toml: &str, js: &str, expect: &str) {
    same(&everything(toml, js), expect);
}

#[track_caller]
fn same(found: &str, expect: &str) {
    let expect: Vec<&str> = expect.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(found, expect.join("\n"), "\n--- found ---\n{found}\n");
}
