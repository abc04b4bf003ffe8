//! Traces: the event types, the recorder, JSON Lines in and out, and the findings (rules over traces).
//!
//! This room knows nothing of how anything was run: everything else reads from it or writes into it.

mod event;
mod recorder;

pub use event::{At, Body, Definition, ErrorKind, Event, Form, Header, Lane, Open, Outcome, SCHEMA, SourceInfo, Trace, UiAction};
pub use recorder::{Recorder, Secret};
