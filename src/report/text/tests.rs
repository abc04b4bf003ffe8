//! The drawings as a reader sees them.

use super::*;
use crate::trace::{findings, fixture};

/// `SHOW=1 cargo test --lib -- report::text::tests::show --nocapture` draws every fixture.
#[test]
fn show() {
    if std::env::var_os("SHOW").is_none() {
        return;
    }
    for mut trace in fixture::all() {
        findings::append(&mut trace);
        for (lang, width) in [(Lang::En, 120), (Lang::Zh, 120), (Lang::En, 80), (Lang::Zh, 80)] {
            println!("{}", render(&trace, &Options { lang, width, ..Options::default() }));
        }
    }
}
