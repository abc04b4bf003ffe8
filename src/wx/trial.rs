//! For the tests of this room: runs a snippet of JavaScript in a scenario and gives back what it wrote to the console.

use std::path::Path;

use crate::host::{Finished, Plan, Verdict, run as run_plan};
use crate::scenario::ScenarioFile;
use crate::source::Source;
use crate::trace::{Body, Open};

/// A snippet that has run.
#[derive(Debug)]
pub(super) struct Ran {
    /// The console's lines; errors of the program as `! TypeError: …`.
    pub(super) lines: Vec<String>,
    /// What was left open.
    pub(super) open: Vec<Open>,
    /// The whole run.
    pub(super) finished: Finished,
}

impl Ran {
    /// How it ended.
    pub(super) fn verdict(&self) -> &Verdict {
        &self.finished.verdict
    }
}

/// Runs `js` in the default scenario.
pub(super) fn run(js: &str) -> Ran {
    run_in("", js)
}

/// Runs `js` in a scenario: the TOML of one `[[scenario]]`, whose tables are written `[scenario.user]`.
pub(super) fn run_in(toml: &str, js: &str) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("test.js");
    std::fs::write(&path, js).unwrap();
    let text = format!("[[scenario]]\nname = \"test\"\n{toml}\n");
    let file = ScenarioFile::parse(Path::new("test.js.toml"), &text).unwrap();
    let plan = Plan {
        sources: vec![Source::open(&path.display().to_string()).unwrap()],
        scenario: file.select("test").unwrap().clone(),
        routes: file.file.routes.clone(),
        ad_hoc_calls: Vec::new(),
        allow_hosts: Vec::new(),
        platform_addr: None,
        last: false,
    };
    let finished = run_plan(plan, std::sync::Arc::default()).unwrap();
    let mut lines = Vec::new();
    let mut open = Vec::new();
    for event in &finished.trace.events {
        match &event.body {
            Body::Log { text, .. } => lines.push(text.clone()),
            Body::Error { name, message, .. } => lines.push(format!("! {name}: {message}")),
            Body::End { open: left, .. } => open.clone_from(left),
            _ => {}
        }
    }
    Ran { lines, open, finished }
}

/// Runs `js` and compares the console's lines.
#[track_caller]
pub(super) fn check(js: &str, expect: &[&str]) {
    check_in("", js, expect);
}

/// Runs `js` in a scenario and compares the console's lines.
#[track_caller]
pub(super) fn check_in(toml: &str, js: &str, expect: &[&str]) {
    let ran = run_in(toml, js);
    assert_eq!(ran.lines, expect, "{js}");
}
