//! The conformance suite: every fact holds here, and the runner for other runtimes fills a column of its own.

use std::process::Command;

use serde_json::Value;

use crate::support::{Wxhost, root};

#[test]
fn every_fact_holds() {
    let ran = Wxhost::new(["conform", "--format", "json"]).run();
    let facts: Vec<Value> = serde_json::from_str(&ran.out).expect("a list of facts");
    let broken: Vec<&Value> = facts.iter().filter(|fact| fact["holds"] != true).collect();
    assert!(broken.is_empty(), "{broken:#?}");
    assert!(facts.len() >= 250, "only {} facts", facts.len());
    assert_eq!(ran.code, 0);
}

#[test]
fn a_mock_fills_its_own_column() {
    let node = Command::new("node").args(["tests/wx/run.mjs", "tests/wx/mock.mjs"]).current_dir(root()).output();
    let Ok(node) = node else {
        eprintln!("skipped: node is not there");
        return;
    };
    let results: Value = serde_json::from_slice(&node.stdout).expect("results");
    let held = |name: &str| results[name].as_bool();
    // What a mock that answers at once hides, and what it gets right.
    assert_eq!(held("convention/login-answers-later.js"), Some(false));
    assert_eq!(held("runtime/microtasks-first.js"), Some(true));
    assert_eq!(held("session/expired.js"), None, "a fact with a scenario needs a scripted world");
}

#[test]
fn a_fact_that_does_not_hold_is_shown() {
    let folder = tempfile::tempdir().expect("a folder");
    let header = "/*---\napi = \"login\"\nfact = \"x\"\nsource = \"nobody\"\nconfidence = \"recollected\"\n---*/\n";
    std::fs::write(folder.path().join("a.js"), format!("{header}console.log(1)\n\n/* prints:\n2\n*/\n")).expect("a file");
    let ran = Wxhost::new(["conform".as_ref(), folder.path().as_os_str()]).run();
    assert!(ran.out.contains("  - 2\n  + 1\n"), "{}", ran.out);
    assert_eq!(ran.code, 1);
}
