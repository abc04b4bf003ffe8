//! Which lines of the author's texts the events of a trace touch.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::trace::{At, Body, Trace};

/// How many events a line remembers.
const MOST: usize = 40;

/// For each file, the lines at which something happened, each with the events that happened there; and the lines that only led
/// there, which ran as well.
pub(super) fn places(trace: &Trace) -> BTreeMap<&str, BTreeMap<u32, Vec<u64>>> {
    let mut files: BTreeMap<&str, BTreeMap<u32, Vec<u64>>> = BTreeMap::new();
    for event in trace.events.iter().filter(|event| !matches!(event.body, Body::Finding { .. })) {
        if let Some(at) = &event.at {
            note(&mut files, at, event.seq);
        }
        let others = match &event.body {
            Body::Call { via, .. } => via.as_slice(),
            Body::Error { stack, .. } => stack.as_slice(),
            _ => &[],
        };
        for at in others {
            note(&mut files, at, event.seq);
        }
    }
    files
}

fn note<'t>(files: &mut BTreeMap<&'t str, BTreeMap<u32, Vec<u64>>>, at: &'t At, seq: u64) {
    let seqs = files.entry(&at.file).or_default().entry(at.line).or_default();
    if seqs.len() < MOST && seqs.last() != Some(&seq) {
        seqs.push(seq);
    }
}

/// The lines of one file as data: `[[line, [events]], …]`.
pub(super) fn as_json(lines: Option<&BTreeMap<u32, Vec<u64>>>) -> Value {
    json!(lines.into_iter().flatten().map(|(line, seqs)| json!([line, seqs])).collect::<Vec<_>>())
}
