//! The places of the last run, for one that goes the same way: of calls, and of calls that failed.
//!
//! To find out where a program is, the engine has to make an `Error` and to write down its stack, which is a tenth of what a short
//! run costs. Runs that try what else can happen begin alike: up to the first decision in which two of them differ, the next one
//! stands at the places of the last one, in the same order. So it is told those, until whoever knows the decisions says that it has
//! parted from the last run, or anything is not as it was there: what the program was told, and when, or which functions are running.
//! With debug assertions the engine is asked all the same.

use std::cell::{Cell, RefCell};
use std::fmt::Debug;
use std::hash::{Hash as _, Hasher as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use boa_engine::Context;
use rustc_hash::FxHasher;
use serde_json::Value;

use super::site::{FRAMES, Site};
use crate::trace::{At, Body, Event, Recorder};

/// How many places are kept of a run.
const MOST: usize = 1000;

/// The places of a run, in order.
#[derive(Debug, Default)]
pub(super) struct Way {
    sites: Stops<u64, Site>,
    failed: Stops<(u64, At), Option<(u32, u32)>>,
    story: Story,
    /// Whether this run has parted from the last one; nothing if neither the last run nor the next one wants to know.
    parted: RefCell<Option<Arc<AtomicBool>>>,
}

/// What the program was told so far.
#[derive(Debug, Default)]
struct Story {
    /// How many events were read.
    read: Cell<usize>,
    hash: Cell<u64>,
}

/// Places of one kind, each with what tells it from most others.
#[derive(Debug)]
struct Stops<K, T> {
    known: RefCell<Vec<(K, T)>>,
    /// How many of them this run has come to.
    passed: Cell<usize>,
}

impl<K, T> Default for Stops<K, T> {
    fn default() -> Self {
        Self { known: RefCell::default(), passed: Cell::new(0) }
    }
}

impl Way {
    /// A run begins. `parted` will say when it parts from the last one.
    pub(super) fn begin(&self, parted: Option<Arc<AtomicBool>>) {
        self.sites.begin(parted.is_some());
        self.failed.begin(parted.is_some());
        self.story.read.set(0);
        self.story.hash.set(0);
        self.parted.replace(parted);
    }

    /// Where the program is: where the last run was, or what `find` says.
    pub(super) fn site(&self, recorder: &Recorder, context: &mut Context, mut find: impl FnMut(&mut Context) -> Site) -> Site {
        let parted = self.parted.borrow();
        let Some(parted) = parted.as_deref() else { return find(context) };
        let mut hasher = FxHasher::default();
        self.story.so_far(recorder).hash(&mut hasher);
        running(context, &mut hasher);
        self.sites.next(parted, hasher.finish(), || find(context))
    }

    /// Where the call stands that failed at a place.
    pub(super) fn failed_call(
        &self,
        recorder: &Recorder,
        at: &At,
        mut find: impl FnMut() -> Option<(u32, u32)>,
    ) -> Option<(u32, u32)> {
        let parted = self.parted.borrow();
        let Some(parted) = parted.as_deref() else { return find() };
        self.failed.next(parted, (self.story.so_far(recorder), at.clone()), find)
    }
}

impl<K: PartialEq, T: Clone + PartialEq + Debug> Stops<K, T> {
    /// A run begins, to which those of the last run are of use or not.
    fn begin(&self, of_use: bool) {
        let known = if of_use { self.passed.get() } else { 0 };
        self.known.borrow_mut().truncate(known);
        self.passed.set(0);
    }

    /// The next one: that of the last run, or what `find` says.
    fn next(&self, parted: &AtomicBool, key: K, mut find: impl FnMut() -> T) -> T {
        let place = self.passed.get();
        if place == MOST {
            return find();
        }
        self.passed.set(place + 1);
        if !parted.load(Ordering::Relaxed) {
            let known = self.known.borrow().get(place).filter(|(known, _)| *known == key).map(|(_, found)| found.clone());
            if let Some(known) = known {
                debug_assert_eq!(known, find(), "a run that goes the way of the last one is where that was");
                return known;
            }
            parted.store(true, Ordering::Relaxed);
        }
        let found = find();
        let mut known = self.known.borrow_mut();
        known.truncate(place);
        known.push((key, found.clone()));
        found
    }
}

impl Story {
    /// A hash of everything that the program was told.
    fn so_far(&self, recorder: &Recorder) -> u64 {
        recorder.with(|events| {
            let new = events.get(self.read.replace(events.len())..).unwrap_or_default();
            let mut hasher = FxHasher::default();
            self.hash.get().hash(&mut hasher);
            for event in new {
                told(event, &mut hasher);
            }
            self.hash.set(hasher.finish());
        });
        self.hash.get()
    }
}

/// What an event tells the program; that it calls something itself only as far as that happens at all.
fn told(event: &Event, hasher: &mut FxHasher) {
    event.t.hash(hasher);
    std::mem::discriminant(&event.body).hash(hasher);
    match &event.body {
        Body::Invoke { what } => what.hash(hasher),
        Body::Settle { outcome, result, .. } => {
            std::mem::discriminant(outcome).hash(hasher);
            value(result, hasher);
        }
        Body::Response { status, headers, body, error, .. } => {
            (status, error).hash(hasher);
            value(headers, hasher);
            value(body, hasher);
        }
        Body::Ui { detail, .. } | Body::Platform { detail, .. } | Body::State { detail, .. } => value(detail, hasher),
        Body::Error { message, .. } => message.hash(hasher),
        Body::Load { .. }
        | Body::Call { .. }
        | Body::Request { .. }
        | Body::Log { .. }
        | Body::Finding { .. }
        | Body::End { .. } => {}
    }
}

/// Data in the order in which it stands there.
fn value(data: &Value, hasher: &mut FxHasher) {
    std::mem::discriminant(data).hash(hasher);
    match data {
        Value::Null => {}
        Value::Bool(boolean) => boolean.hash(hasher),
        Value::Number(number) => number.hash(hasher),
        Value::String(text) => text.hash(hasher),
        Value::Array(items) => items.iter().for_each(|item| value(item, hasher)),
        Value::Object(members) => members.iter().for_each(|(name, member)| {
            name.hash(hasher);
            value(member, hasher);
        }),
    }
}

/// What tells the functions that are running from most others.
fn running(context: &Context, hasher: &mut FxHasher) {
    for frame in context.stack_trace().take(FRAMES) {
        std::ptr::from_ref(&**frame.code_block()).addr().hash(hasher);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_of_the_last_run_until_it_is_parted_from() {
        let stops = Stops::<u8, u8>::default();
        let run = |keys: &[u8], parts_at: usize, of_use: bool| {
            let parted = AtomicBool::new(!of_use);
            stops.begin(of_use);
            for (place, key) in keys.iter().enumerate() {
                parted.fetch_or(place == parts_at, Ordering::Relaxed);
                assert_eq!(stops.next(&parted, *key, || key * 10), key * 10);
            }
            (parted.into_inner(), stops.known.borrow().iter().map(|(key, _)| *key).collect::<Vec<_>>())
        };
        assert_eq!(run(&[1, 2, 3], 9, false), (true, vec![1, 2, 3]));
        assert_eq!(run(&[1, 2, 4, 5], 2, true), (true, vec![1, 2, 4, 5]));
        assert_eq!(run(&[1, 2], 9, true), (false, vec![1, 2, 4, 5]));
        // Another place than that of the last run, and one that it had not.
        assert_eq!(run(&[1, 3], 9, true), (true, vec![1, 3]));
        assert_eq!(run(&[1], 9, true), (false, vec![1, 3]));
        assert_eq!(run(&[1, 3], 9, true), (true, vec![1, 3]));
        assert_eq!(run(&[], 9, false), (true, vec![]));
    }
}
