//! Every scenario of the article against its approved trace in `snapshots/`.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use wxhost::host::Verdict;
use wxhost::report::text::{Options, render};

use crate::support::{root, run_scenario, scenario_names};

/// The folder of the article's approved traces, from the repository's root.
const FOLDER: &str = "snapshots/article";

/// `session expired, both blocks` → `session-expired-both-blocks`.
fn file_name(scenario: &str) -> String {
    let words = scenario.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("-")
}

#[test]
fn every_scenario_is_as_approved() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(root().join(FOLDER));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let differing: Vec<String> = scenario_names()
        .into_iter()
        .filter(|name| {
            let text = render(&run_scenario(name).trace, &Options::default());
            let compare = || settings.bind(|| insta::assert_snapshot!(file_name(name), text));
            catch_unwind(AssertUnwindSafe(compare)).is_err()
        })
        .collect();
    assert!(differing.is_empty(), "not as approved: {differing:?}");
}

#[test]
fn each_approved_trace_belongs_to_a_scenario() {
    let wanted: BTreeSet<String> = scenario_names().iter().map(|name| format!("{}.snap", file_name(name))).collect();
    assert_eq!(wanted.len(), scenario_names().len(), "two scenarios share a file name");
    let found: BTreeSet<String> = std::fs::read_dir(root().join(FOLDER))
        .expect("the folder of approved traces")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| !name.ends_with(".snap.new"))
        .collect();
    assert_eq!(found, wanted);
}

#[test]
fn scenarios_end_as_their_story_says() {
    let failing: BTreeSet<&str> = [
        "connection refused twice",
        "user info denied",
        "user info never asked",
        "session expired, block 2 alone",
        "session expired, both blocks",
        "profile without an app",
    ]
    .into();
    for name in scenario_names() {
        let expected = if failing.contains(name.as_str()) { Verdict::ScriptFailed } else { Verdict::Clean };
        assert_eq!(run_scenario(&name).verdict, expected, "{name}");
    }
}

#[test]
fn the_findings_that_the_article_is_known_for_are_there() {
    for (name, expected) in [
        ("login succeeds", &[][..]),
        ("answer is null", &["success-shown-as-failure"]),
        ("wx.login fails", &["silent-failure"]),
        ("user info denied", &["unhandled-rejection"]),
        ("slow reply", &["toast-expired-while-waiting"]),
        ("code expired", &["code-expired"]),
        ("rules of 2022-11", &["profile-is-anonymous"]),
        ("nobody answers the modal", &["ui-left-open"]),
        ("session expired, block 2 alone", &["undefined-name", "callback-threw"]),
        ("both blocks in one scope", &["success-shown-as-failure", "code-reused", "function-redefined"]),
    ] {
        let finished = run_scenario(name);
        let rules: Vec<&str> = finished.trace.findings().map(|(_, rule, _)| rule).collect();
        assert_eq!(rules, expected, "{name}");
    }
}

#[test]
fn no_secret_reaches_a_trace() {
    for name in scenario_names() {
        let jsonl = run_scenario(&name).trace.to_jsonl();
        for line in jsonl.lines() {
            let event: serde_json::Value = serde_json::from_str(line).expect("JSON");
            for key in ["code", "openid", "session_key", "encryptedData", "signature", "iv", "token"] {
                values_of(&event, key, &mut |value| {
                    assert!(value.starts_with('<') && value.ends_with('>'), "{name}: {key} is {value} in {line}");
                });
            }
        }
    }
}

/// Visits each string that stands under `key` anywhere in `value`.
fn values_of(value: &serde_json::Value, key: &str, visit: &mut dyn FnMut(&str)) {
    match value {
        serde_json::Value::Object(map) => {
            for (name, value) in map {
                if let (true, Some(text)) = (name == key, value.as_str()) {
                    visit(text);
                }
                values_of(value, key, visit);
            }
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| values_of(item, key, visit)),
        _ => {}
    }
}
