//! The sequence diagram of a trace as geometry: lanes, rows, arrows, labels, waits; drawn by `svg` and by the HTML page alike.
//!
//! There is one layout and it is made here. Whole numbers are pixels at scale 1. Rows hold what they draw relative to their own
//! top, so that whoever draws may put rows where they like: beside the rows of another trace, or only those in view. Words exist
//! in both languages over the same geometry.

mod canvas;
mod measure;
mod narrow;
mod spans;
mod tell;
#[cfg(test)]
mod tests;
mod wide;

#[cfg(test)]
use canvas::Style;
pub(super) use canvas::{Anchor, Head, Part, Row, Shape};
pub(super) use measure::width_of;
pub(super) use tell::{findings, points_at};
pub(super) use wide::AXIS;

use crate::trace::story::Story;
use tell::Told;

/// A diagram.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Diagram {
    /// How wide it is.
    pub width: i32,
    /// How high it is, without the heads of the lanes.
    pub height: i32,
    /// The lanes, from left to right.
    pub lanes: Vec<Head>,
    /// The rows, from top to bottom.
    pub rows: Vec<Row>,
}

/// The diagram for wide places, its words in and between the lanes.
pub(super) fn wide(story: &Story<'_>) -> Diagram {
    wide::draw(&Told::of(story))
}

/// The diagram for narrow places: five rails, the words beside them.
pub(super) fn narrow(story: &Story<'_>) -> Diagram {
    narrow::draw(&Told::of(story))
}

/// Both, for pages.
pub(super) fn both(story: &Story<'_>) -> (Diagram, Diagram) {
    let told = Told::of(story);
    (wide::draw(&told), narrow::draw(&told))
}
