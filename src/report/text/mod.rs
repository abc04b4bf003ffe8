//! `--format text`: the trace drawn for people, one lane for each party, time running down.
//!
//! Wide terminals get lanes with the words in them, narrow ones five rails with the words beside them. What is drawn comes
//! from `row`, the same for both; `wide` and `compact` lay it out, `frame` writes what stands above and below.

mod busy;
mod compact;
mod frame;
pub(super) mod paint;
mod place;
mod read;
pub(super) mod row;
#[cfg(test)]
mod tests;
mod wide;
pub(super) mod wrap;

pub use paint::{Pieces, Tone};
pub use wrap::wrap;

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

/// Draws a trace and tells its findings.
pub fn render(trace: &Trace, options: &Options) -> String {
    let mut page = lanes(trace, options);
    frame::trees(&mut page, trace, options);
    frame::findings(&mut page, trace, options);
    page.into_text()
}

/// Draws a trace and leaves the findings to the reader.
pub fn render_lanes(trace: &Trace, options: &Options) -> String {
    lanes(trace, options).into_text()
}

fn lanes(trace: &Trace, options: &Options) -> paint::Page {
    let story = Story::new(trace);
    let rows = row::rows(&story, options);
    let mut page = paint::Page::new(options.color);
    frame::header(&mut page, trace, options);
    if options.width >= Options::WIDE {
        wide::draw(&mut page, &rows, options);
    } else {
        compact::draw(&mut page, &rows, options);
    }
    page
}

/// One step of a trace: what belongs together in one moment, such as a call and the toast it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The events that it tells, the first one first.
    pub seqs: Vec<u64>,
    /// Virtual milliseconds.
    pub t: u64,
    /// Its lines between the rails, as [`render`] draws them for a narrow terminal.
    pub lines: Vec<Pieces>,
}

/// The steps of a trace, and before them the lines that name the rails.
pub fn steps(trace: &Trace, options: &Options) -> (Vec<Pieces>, Vec<Step>) {
    let story = Story::new(trace);
    let rows = row::rows(&story, options);
    let (head, drawn) = compact::pieces(&rows, options);
    let steps = rows.into_iter().zip(drawn).map(|(row, lines)| Step { seqs: row.seqs, t: row.t, lines });
    (head, steps.collect())
}
