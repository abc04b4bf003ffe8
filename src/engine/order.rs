//! Which event goes first when several are due at the same virtual millisecond.
//!
//! Events of one source (one call of an API with all that follows from it; all timers together) keep their order. Of different
//! sources any may be first on a real phone, so such a moment, a tie, is a decision: the scenario's `order` says it, tie by tie,
//! and by default the event that was planned first goes first.
//!
//! Most orders cannot matter. [`Engine::ties`] tells, for every tie of a run that is over, which of its events depend on one
//! before them: both ran the author's code (which shares one heap), or both touched the same part of the world (the screen, the
//! servers, the state). Only those orders need to be tried. This is dynamic partial-order reduction (Flanagan and Godefroid 2005,
//! as in loom): dependence is read off a run that has happened, and an event is only moved before one that it depends on; events
//! that depend on nothing before them would give the same partial order of events, whichever goes first.

use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::host::{Due, Host};
use super::{Engine, Footprint};
use crate::trace::Event;

/// The source of all timers.
pub(super) const TIMERS: u64 = u64::MAX;

/// A moment at which events of different sources were due together.
#[derive(Debug, Clone, PartialEq)]
pub struct Tie<'e> {
    /// Which tie of the run, from 1.
    pub nth: usize,
    /// Virtual milliseconds.
    pub t: u64,
    /// What each event did, in the order in which they were planned; absent: it never came to its turn.
    pub turns: Vec<Option<Turn<'e>>>,
}

/// What one event did.
#[derive(Debug, Clone, PartialEq)]
pub struct Turn<'e> {
    /// The first thing that it recorded.
    pub first: Option<&'e Event>,
    /// The call that it belongs to.
    pub call: Option<&'e Event>,
    /// Whether it waited for a server.
    pub io: bool,
    /// What it touched.
    pub footprint: Footprint,
}

impl Tie<'_> {
    /// Whether it matters that the event at `index` comes after those before it.
    pub fn matters(&self, index: usize) -> bool {
        let Some(Some(this)) = self.turns.get(index) else { return true };
        let depends = |other: &Option<Turn<'_>>| other.as_ref().is_none_or(|other| this.footprint.depends_on(&other.footprint));
        self.turns[..index].iter().any(depends)
    }
}

type Listener = Box<dyn Fn(usize)>;

/// The state of the decisions about order.
#[derive(Default)]
pub(super) struct Order {
    active: Cell<bool>,
    picks: RefCell<Vec<usize>>,
    listener: RefCell<Option<Listener>>,
    source: Cell<Option<u64>>,
    sources: RefCell<FxHashMap<u64, u64>>,
    ties: RefCell<Vec<(u64, Vec<u64>)>>,
    turns: RefCell<FxHashMap<u64, (Range<usize>, bool)>>,
}

/// Inside it, what is planned belongs to one source.
#[derive(Debug)]
pub struct Inside {
    host: Rc<Host>,
    before: Option<u64>,
}

impl Drop for Inside {
    fn drop(&mut self) {
        self.host.order.source.set(self.before);
    }
}

impl Host {
    /// Decides ties as `picks` says, and tells the number of each tie to `listener` when it is met.
    pub fn order_by(&self, picks: &[usize], listener: Option<Listener>) {
        self.order.active.set(!picks.is_empty() || listener.is_some());
        self.order.picks.replace(picks.to_vec());
        self.order.listener.replace(listener);
    }

    /// Until the result is dropped, what is planned belongs to this source: the `seq` of a call.
    pub fn inside(self: &Rc<Self>, source: u64) -> Inside {
        Inside { host: Rc::clone(self), before: self.order.source.replace(Some(source)) }
    }

    /// An event was planned: it belongs to the current source.
    pub(super) fn planned(&self, sequence: u64) {
        if let (true, Some(source)) = (self.order.active.get(), self.order.source.get()) {
            self.order.sources.borrow_mut().insert(sequence, source);
        }
    }

    /// Takes the event whose turn it is.
    pub(super) fn pop_next(&self) -> Option<((u64, u64), Due)> {
        let mut due = self.due.borrow_mut();
        if !self.order.active.get() {
            return due.pop_first();
        }
        let (t, first) = *due.first_key_value()?.0;
        let sources = self.order.sources.borrow();
        let mut candidates: Vec<(u64, u64)> = Vec::new();
        for (_, sequence) in due.range((t, 0)..=(t, u64::MAX)).map(|(key, _)| *key) {
            // An event of no source is a fixed point.
            let Some(source) = sources.get(&sequence) else { break };
            if !candidates.iter().any(|(known, _)| known == source) {
                candidates.push((*source, sequence));
            }
        }
        let mut picked = first;
        if candidates.len() > 1 {
            let candidates: Vec<u64> = candidates.into_iter().map(|(_, sequence)| sequence).collect();
            let mut ties = self.order.ties.borrow_mut();
            let pick = self.order.picks.borrow().get(ties.len()).copied().unwrap_or(0);
            picked = candidates[pick.min(candidates.len() - 1)];
            ties.push((t, candidates));
            if let Some(listener) = self.order.listener.borrow().as_ref() {
                listener(ties.len());
            }
        }
        let what = due.remove(&(t, picked))?;
        self.order.source.set(sources.get(&picked).copied());
        Some(((t, picked), what))
    }

    /// An event's turn is over; `from` is what had been recorded before it.
    pub(super) fn turned(&self, sequence: u64, from: usize, io: bool) {
        if self.order.active.get() {
            self.order.source.set(None);
            self.order.turns.borrow_mut().insert(sequence, (from..self.recorder.len(), io));
        }
    }
}

impl Engine {
    /// Tells the ties of the run so far, one by one.
    pub fn ties(&self, mut tell: impl FnMut(&Tie<'_>)) {
        let order = &self.host().order;
        let ties = order.ties.borrow();
        if ties.is_empty() {
            return;
        }
        let (turns, sources) = (order.turns.borrow(), order.sources.borrow());
        self.host().recorder.with(|events| {
            let turn = |sequence: &u64| {
                let (range, io) = turns.get(sequence)?;
                let recorded = events.get(range.clone())?;
                let source = sources.get(sequence);
                let call = source.and_then(|seq| events.iter().find(|event| event.seq == *seq));
                let first = recorded.first();
                Some(Turn { first, call, io: *io, footprint: Footprint::of(recorded, *io) })
            };
            for (index, (t, candidates)) in ties.iter().enumerate() {
                tell(&Tie { nth: index + 1, t: *t, turns: candidates.iter().map(turn).collect() });
            }
        });
    }
}
