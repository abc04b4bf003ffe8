//! Each rule on the smallest trace that it fires on, and on a near one on which it must not.

use serde_json::json;

use super::*;
use crate::trace::event::{ErrorKind, Open, Outcome, UiAction};
use crate::trace::fixture::{self, Build, at, profile};

/// `rule line: message` of each finding.
fn tell(trace: &Trace) -> Vec<String> {
    of(trace)
        .into_iter()
        .map(|(rule, found)| format!("{} {}: {}", rule.name, found.at.map_or(0, |at| at.line), found.message.en))
        .collect()
}

fn names(trace: &Trace) -> Vec<(&'static str, u32)> {
    of(trace).into_iter().map(|(rule, found)| (rule.name, found.at.map_or(0, |at| at.line))).collect()
}

fn start() -> Build {
    Build::new(&[1], "go()")
}

#[test]
fn a_good_login_has_no_findings() {
    assert_eq!(tell(&fixture::login_succeeds()), Vec::<String>::new());
}
