//! Whether two traces tell the same story: their events compared as a partial order, not by their numbers.
//!
//! Two runs that only differ in the order of unrelated events of one millisecond have different `seq` numbers. So every event is
//! hashed with what led to it instead of the numbers, and the hashes of one millisecond are sorted.

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::trace::{Body, Trace};

/// A hash that equal stories share.
pub(super) type StoryHash = [u8; 32];

/// The hash of a trace's events; the header is left out.
pub(super) fn story_hash(trace: &Trace) -> StoryHash {
    let mut hashes: Vec<StoryHash> = Vec::with_capacity(trace.events.len());
    let mut sorted: Vec<(u64, StoryHash)> = Vec::with_capacity(trace.events.len());
    for event in &trace.events {
        // What a rule finds follows from the other events, whose numbers it names.
        if matches!(event.body, Body::Finding { .. }) {
            hashes.push(StoryHash::default());
            continue;
        }
        let known = |seq: u64| usize::try_from(seq).ok().and_then(|seq| hashes.get(seq.checked_sub(1)?));
        let mut hasher = Sha256::new();
        hasher.update(event.t.to_le_bytes());
        hasher.update([event.lane as u8]);
        if let Some(cause) = event.cause.and_then(known) {
            hasher.update(cause);
        }
        if let Some(at) = &event.at {
            hasher.update(at.to_string());
        }
        let mut body = serde_json::to_value(&event.body).unwrap_or_default();
        if let Value::Object(members) = &mut body {
            if let Some(of) = members.shift_remove("of").and_then(|of| of.as_u64()).and_then(known) {
                hasher.update(of);
            }
            for open in members.get_mut("open").and_then(Value::as_array_mut).into_iter().flatten() {
                let of = open.get("of").and_then(Value::as_u64).and_then(known);
                open["of"] = of.map_or(Value::Null, |of| of.iter().map(|byte| Value::from(*byte)).collect());
            }
        }
        hasher.update(body.to_string());
        let hash: StoryHash = hasher.finalize().into();
        hashes.push(hash);
        sorted.push((event.t, hash));
    }
    sorted.sort_unstable();
    let mut whole = Sha256::new();
    for (_, hash) in sorted {
        whole.update(hash);
    }
    whole.finalize().into()
}
