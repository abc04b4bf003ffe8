//! The drawings as a reader sees them.

use super::*;
use crate::trace::{findings, fixture};

/// `SHOW=1 cargo test --lib -- report::text::tests::show --nocapture` draws every fixture.
#[test]
fn show() {
    if std::env::var_os("SHOW").is_none() {
        return;
    }
    let traces = match std::env::var("TRACES") {
        Ok(files) => files.split_whitespace().map(|file| Trace::from_jsonl(&std::fs::read_to_string(file).unwrap()).unwrap()).collect(),
        Err(_) => fixture::all(),
    };
    for mut trace in traces {
        findings::append(&mut trace);
        for (lang, width) in [(Lang::En, 120), (Lang::Zh, 120), (Lang::En, 80), (Lang::Zh, 80)] {
            println!("\u{c}\n{}", render(&trace, &Options { lang, width, all: std::env::var_os("ALL").is_some(), ..Options::default() }));
        }
    }
}
