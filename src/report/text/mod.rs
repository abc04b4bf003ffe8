//! `--format text`: the trace drawn for people, one lane for each party, time running down.
//!
//! Wide terminals get lanes with the words in them, narrow ones five rails with the words beside them. What is drawn comes
//! from `row`, the same for both; `wide` and `compact` lay it out, `frame` writes what stands above and below.

mod busy;
mod compact;
mod frame;
mod paint;
mod place;
mod read;
mod row;
#[cfg(test)]
mod tests;
mod wide;
mod wrap;

pub use read::{Drawing, Drawn};

use crate::lang::Lang;
use crate::trace::Trace;
use crate::trace::story::Story;

/// How to draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// The language of everything that the script did not say itself.
    pub lang: Lang,
    /// The width of the terminal in columns; from [`Options::WIDE`] on, the words stand in their lanes.
    pub width: usize,
    /// Whether to write ANSI colours.
    pub color: bool,
    /// Whether to show every event by itself, with its number and its cause, also those that say nothing new.
    pub all: bool,
}

impl Options {
    /// The least width of the form with wide lanes.
    pub const WIDE: usize = 110;
}

impl Default for Options {
    fn default() -> Self {
        Self { lang: Lang::En, width: 120, color: false, all: false }
    }
}

/// Draws a trace.
pub fn render(trace: &Trace, options: &Options) -> String {
    let story = Story::new(trace);
    let rows = row::rows(&story, options);
    let mut page = paint::Page::new(options.color);
    frame::header(&mut page, trace, options);
    if options.width >= Options::WIDE {
        wide::draw(&mut page, &rows, options);
    } else {
        compact::draw(&mut page, &rows, options);
    }
    frame::findings(&mut page, trace, options);
    page.into_text()
}
