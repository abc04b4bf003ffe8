//! Traces: the event types, the recorder, JSON Lines in and out, and the findings (rules over traces).
//!
//! This room knows nothing of how anything was run: everything else reads from it or writes into it.

pub mod brief;
pub mod coverage;
pub mod diff;
pub mod escape;
mod event;
pub mod findings;
#[cfg(test)]
pub(crate) mod fixture;
mod jsonl;
pub mod number;
pub mod phone;
mod recorder;
pub mod rules;
mod schema;
pub mod story;
mod wxs;

pub use event::{
    At, Body, DEFAULT_ANSWER, Definition, ErrorKind, Event, Form, GLOBAL_DATA, Header, Lane, Open, Outcome, SCHEMA, SourceInfo,
    Trace, UiAction,
};
pub use jsonl::{TraceError, json_line};
pub use recorder::{Recorder, Secret};
pub use schema::schema;
pub use wxs::Lack;
