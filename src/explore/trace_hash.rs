//! Whether two traces tell the same story: their events compared as a partial order, not by their numbers.
//!
//! Two runs that only differ in the order of unrelated events of one millisecond have different `seq` numbers. So every event is
//! hashed with what led to it instead of the numbers, and the hashes of one millisecond are sorted.

use sha2::{Digest as _, Sha256};

use crate::trace::{At, Body, Event, Trace};

/// A hash that equal stories share.
pub(super) type StoryHash = [u8; 32];

/// The hash of a trace's events; the header is left out.
pub(super) fn story_hash(trace: Trace) -> StoryHash {
    let mut hashes: Vec<StoryHash> = Vec::with_capacity(trace.events.len());
    let mut sorted: Vec<(u64, StoryHash)> = Vec::with_capacity(trace.events.len());
    let mut text = Vec::new();
    for Event { t, lane, cause, at, mut body, .. } in trace.events {
        // What a rule finds follows from the other events, whose numbers it names.
        if matches!(body, Body::Finding { .. }) {
            hashes.push(StoryHash::default());
            continue;
        }
        let known = |seq: u64| usize::try_from(seq).ok().and_then(|seq| hashes.get(seq.checked_sub(1)?));
        let mut hasher = Sha256::new();
        hasher.update(t.to_le_bytes());
        hasher.update([lane as u8]);
        if let Some(cause) = cause.and_then(known) {
            hasher.update(cause);
        }
        if let Some(At { file, line, column }) = &at {
            hasher.update(file);
            hasher.update(line.to_le_bytes());
            hasher.update(column.to_le_bytes());
        }
        // The numbers of other events are taken out of what is hashed, and those events hashed instead.
        if let Some(of) = take_of(&mut body).and_then(known) {
            hasher.update(of);
        }
        if let Body::End { open, .. } = &mut body {
            for thing in open {
                hasher.update(thing.of.take().and_then(known).copied().unwrap_or_default());
            }
        }
        // An event is data and can always be written.
        text.clear();
        let _ = serde_json::to_writer(&mut text, &body);
        hasher.update(&text);
        let hash: StoryHash = hasher.finalize().into();
        hashes.push(hash);
        sorted.push((t, hash));
    }
    sorted.sort_unstable();
    let mut whole = Sha256::new();
    for (_, hash) in sorted {
        whole.update(hash);
    }
    whole.finalize().into()
}

/// Takes out the number of the event that this one is about.
fn take_of(body: &mut Body) -> Option<u64> {
    match body {
        Body::Request { of, .. } | Body::Error { of, .. } => of.take(),
        Body::Settle { of, .. } | Body::Response { of, .. } => Some(std::mem::take(of)),
        Body::Load { .. }
        | Body::Invoke { .. }
        | Body::Call { .. }
        | Body::Ui { .. }
        | Body::Platform { .. }
        | Body::State { .. }
        | Body::Log { .. }
        | Body::Finding { .. }
        | Body::End { .. } => None,
    }
}
