//! `--format html`: a trace as a page to look at: diagram, the author's text, the phone, every value, all at one moment in time.
//!
//! A page is one file without any address in it. What it shows is data ([`view`]); the modules in `page/` draw it, here and
//! wherever else a trace is shown. Scripts of the page are named by their hash in its Content-Security-Policy, and the data is
//! never markup, so nothing that a program said can run.

mod article;
mod assets;
mod compare;
mod data;
mod frame;
mod outcomes;
mod places;
mod play;
mod prose;
mod state;
#[cfg(test)]
mod tests;

pub use article::{Block, Ran, Scripted, article, badge};
pub use compare::compare;
pub use data::view;
pub use outcomes::{Flow, Leaf, outcomes};
pub use play::{Desk, play};

use crate::lang::Lang;
use crate::trace::Trace;
use crate::trace::coverage::FileCoverage;

/// An author's text, which a trace names but does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SourceText {
    /// Its name, as positions give it.
    pub file: String,
    /// Lower-case hexadecimal SHA-256 of the file.
    pub sha256: String,
    /// The whole text.
    pub text: String,
    /// Which of its lines ran, when that was measured; without it, the page knows only the lines at which something happened.
    pub covered: Option<Covered>,
}

/// The lines of a text that ran, and those that could have run but never did; the others hold no code.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Covered {
    /// Lines that ran, from 1.
    pub ran: Vec<u32>,
    /// Lines with code that never ran.
    pub never: Vec<u32>,
}

impl From<&FileCoverage> for Covered {
    fn from(file: &FileCoverage) -> Self {
        let (ran, never): (Vec<_>, Vec<_>) = file.code.iter().partition(|(_, count)| *count > 0);
        let lines = |counted: Vec<(u32, u64)>| counted.into_iter().map(|(line, _)| line).collect();
        Self { ran: lines(ran), never: lines(never) }
    }
}

/// A page that runs no script, around `body`, which must be markup already.
pub(super) fn still(title: &str, body: &str, lang: Lang) -> String {
    frame::still_page(title, body, lang)
}

/// The page of a trace. `sources` are the texts that it names, as far as they are known.
pub fn render(trace: &Trace, sources: &[SourceText], lang: Lang) -> String {
    let title = super::svg::title(trace, lang);
    frame::page("trace", &title, lang, data::parts(trace, sources))
}
