//! Exploring: every way the world can answer a program, up to a bound, each run from the beginning; what can come of it, and how.
//!
//! A run notes the decisions of the world that it meets ([`crate::world::choice`]), each with its alternatives as edits of the
//! scenario. [`explore`] starts from the ordinary day, then tries every alternative of every decision, then every pair, and so on:
//! paths with fewer departures from the ordinary day come first, so the first path to a finding is a shortest one. A path is the
//! scenario with its edits, nothing else; so it can be saved and run again, and gives the same trace.

mod crew;
mod cut;
mod entry;
mod known;
mod outcome;
mod path;
mod report;
mod save;
mod search;
mod speech;
mod text;
mod trace_hash;

pub use crew::Crew;
pub(crate) use crew::answer;
pub use entry::Entry;
pub use report::{Counts, Exploration, Finding, Flow, Outcome, Path, RuleAt, SCHEMA};
pub use save::{Distinct, SaveError, Saved, relative};
pub(crate) use search::Paths;
pub use search::{Bounds, Explored, explore, explore_in};
pub(crate) use speech::Speech;

#[cfg(test)]
mod tests;
