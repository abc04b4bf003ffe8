//! Whether two traces tell the same story: their events compared as a partial order, not by their numbers.
//!
//! Two runs that only differ in the order of unrelated events of one millisecond have different `seq` numbers. So every event is
//! hashed with what led to it instead of the numbers, and the hashes of one millisecond are sorted.

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::trace::{At, Body, Definition, Event, Open, Trace};

/// A hash that equal stories share.
pub(super) type StoryHash = [u8; 32];

/// A hash of one event; half of the other is enough to tell the events of one trace apart.
type EventHash = u128;

/// The hash of a trace's events; the header is left out.
pub(super) fn story_hash(trace: &Trace) -> StoryHash {
    let count = trace.events.len();
    let mut sorted: Vec<(u64, EventHash)> = Vec::with_capacity(count);
    let mut told = Told { bytes: Vec::with_capacity(1024), hashes: Vec::with_capacity(count) };
    for Event { t, lane, cause, at, body, .. } in &trace.events {
        // What a rule finds follows from the other events, whose numbers it names.
        if matches!(body, Body::Finding { .. }) {
            told.hashes.push(EventHash::default());
            continue;
        }
        told.bytes.clear();
        told.number(*t);
        told.bytes.push(*lane as u8);
        told.event(*cause);
        told.option(at.as_ref(), Told::at);
        told.body(body);
        let hash = EventHash::from_le_bytes(half(&Sha256::digest(&told.bytes).into()));
        told.hashes.push(hash);
        sorted.push((*t, hash));
    }
    // Time does not go back in a trace.
    for moment in sorted.chunk_by_mut(|(one, _), (other, _)| one == other) {
        moment.sort_unstable();
    }
    told.bytes.clear();
    for (_, hash) in sorted {
        told.bytes.extend_from_slice(&hash.to_le_bytes());
    }
    Sha256::digest(&told.bytes).into()
}

fn half(hash: &StoryHash) -> [u8; 16] {
    hash.first_chunk().copied().unwrap_or_default()
}

/// An event as bytes: different events give different bytes, and every part says where it ends.
struct Told {
    bytes: Vec<u8>,
    /// Of the events before.
    hashes: Vec<EventHash>,
}

impl Told {
    /// Seven bits in each byte, as most numbers are small; the eighth tells that another byte follows.
    fn number(&mut self, mut number: u64) {
        while number > 127 {
            self.bytes.push(number.to_le_bytes()[0] | 128);
            number >>= 7;
        }
        self.bytes.push(number.to_le_bytes()[0]);
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.bytes.extend_from_slice(text.as_bytes());
    }

    fn option<T>(&mut self, value: Option<T>, tell: impl FnOnce(&mut Self, T)) {
        self.bytes.push(u8::from(value.is_some()));
        if let Some(value) = value {
            tell(self, value);
        }
    }

    fn all<T>(&mut self, values: &[T], tell: impl Fn(&mut Self, &T)) {
        self.number(values.len() as u64);
        for value in values {
            tell(self, value);
        }
    }

    /// Another event, by its hash.
    fn event(&mut self, seq: Option<u64>) {
        let hash = seq.and_then(|seq| usize::try_from(seq).ok()).and_then(|seq| self.hashes.get(seq.checked_sub(1)?));
        let hash = hash.copied();
        self.option(hash, |told, hash| told.bytes.extend_from_slice(&hash.to_le_bytes()));
    }

    fn at(&mut self, At { file, line, column }: &At) {
        self.text(file);
        self.number(u64::from(*line));
        self.number(u64::from(*column));
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Null => self.bytes.push(0),
            Value::Bool(flag) => self.bytes.push(1 + u8::from(*flag)),
            Value::Number(number) => match (number.as_u64(), number.as_i64()) {
                (Some(number), _) => {
                    self.bytes.push(3);
                    self.number(number);
                }
                (None, Some(number)) => {
                    self.bytes.push(4);
                    self.number(number.cast_unsigned());
                }
                (None, None) => {
                    self.bytes.push(5);
                    self.number(number.as_f64().unwrap_or_default().to_bits());
                }
            },
            Value::String(text) => {
                self.bytes.push(6);
                self.text(text);
            }
            Value::Array(items) => {
                self.bytes.push(7);
                self.all(items, Self::value);
            }
            Value::Object(map) => {
                self.bytes.push(8);
                self.number(map.len() as u64);
                for (key, item) in map {
                    self.text(key);
                    self.value(item);
                }
            }
        }
    }

    fn body(&mut self, body: &Body) {
        self.text(body.kind());
        match body {
            Body::Load { source, defines } => {
                self.text(source);
                self.all(defines, |told, Definition { name, what, line, column, returns_nothing }| {
                    told.text(name);
                    told.text(what);
                    told.number(u64::from(*line));
                    told.number(u64::from(*column));
                    told.bytes.push(u8::from(*returns_nothing));
                });
            }
            Body::Invoke { what } => self.text(what),
            Body::Call { api, args, callbacks, form, via } => {
                self.text(api);
                self.value(args);
                self.all(callbacks, |told, name| told.text(name));
                self.bytes.push(*form as u8);
                self.all(via, Self::at);
            }
            Body::Settle { api, of, outcome, result, handled } => {
                self.text(api);
                self.event(Some(*of));
                self.bytes.extend_from_slice(&[*outcome as u8, u8::from(*handled)]);
                self.value(result);
            }
            Body::Request { of, method, url, route, headers, body } => {
                self.event(*of);
                self.text(method);
                self.text(url);
                self.option(route.as_deref(), Self::text);
                self.value(headers);
                self.value(body);
            }
            Body::Response { of, status, headers, body, error } => {
                self.event(Some(*of));
                self.option(*status, |told, status| told.number(status.into()));
                self.value(headers);
                self.value(body);
                self.option(error.as_deref(), Self::text);
            }
            Body::Ui { widget, action, detail } => {
                self.text(widget);
                self.bytes.push(*action as u8);
                self.value(detail);
            }
            Body::Platform { action: what, detail } | Body::State { what, detail } => {
                self.text(what);
                self.value(detail);
            }
            Body::Log { level, args, text } => {
                self.text(level);
                self.all(args, Self::value);
                self.text(text);
            }
            Body::Error { what, name, message, stack, of } => {
                self.bytes.push(*what as u8);
                self.text(name);
                self.text(message);
                self.all(stack, Self::at);
                self.event(*of);
            }
            // Left out before.
            Body::Finding { .. } => {}
            Body::End { reason, limit, open } => {
                self.text(reason);
                self.option(limit.as_deref(), Self::text);
                self.all(open, |told, Open { what, of }| {
                    told.text(what);
                    told.event(*of);
                });
            }
        }
    }
}
