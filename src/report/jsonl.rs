//! `--format jsonl`: the trace itself, one event a line.

use crate::trace::Trace;

/// The trace as JSON Lines.
pub fn render(trace: &Trace) -> String {
    trace.to_jsonl()
}
