//! A path while it is searched: an entry and the choices that depart from the ordinary day.

use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use super::known::Decision;
use crate::lang::Message;
use crate::scenario::Scenario;
use crate::trace::number::decimal;
use crate::world::choice::Alternative;

/// One choice: the decision's key and the alternative taken.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Taken {
    pub(super) key: Arc<str>,
    pub(super) alternative: Arc<Alternative>,
    /// Whether the decision is about the state before the run.
    pub(super) initial: bool,
    /// What tells it from other choices.
    pub(super) mark: Mark,
}

/// A hash of a decision's key and the change that was chosen.
pub(super) type Mark = [u8; 32];

impl Taken {
    /// The choice of an alternative.
    pub(super) fn new(key: &Arc<str>, alternative: Alternative, initial: bool) -> Self {
        let mut hasher = Sha256::new_with_prefix(key.as_bytes());
        hasher.update([0]);
        // An edit is data and can always be written.
        hasher.update(serde_json::to_vec(&alternative.edit).unwrap_or_default());
        Self { key: Arc::clone(key), alternative: Arc::new(alternative), initial, mark: hasher.finalize().into() }
    }
}

/// A path to try.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Trail {
    /// Its number, from 1.
    pub(super) number: usize,
    /// Which entry it begins with.
    pub(super) entry: usize,
    pub(super) taken: Vec<Taken>,
}

impl Trail {
    /// What tells this path from others, whatever the order in which its choices were found.
    pub(super) fn signature(&self) -> (usize, Vec<Mark>) {
        let mut marks: Vec<Mark> = self.taken.iter().map(|taken| taken.mark).collect();
        marks.sort_unstable();
        (self.entry, marks)
    }

    /// Whether it chooses anything about the run itself.
    pub(super) fn begins_later(&self) -> bool {
        self.taken.iter().any(|taken| !taken.initial)
    }

    /// What tells the path from others that makes this choice and, of those of this path, only the ones about the state before the run.
    pub(super) fn before_the_run(&self, choice: &Taken) -> (usize, Vec<Mark>) {
        let initial = self.taken.iter().filter(|taken| taken.initial).chain([choice]);
        let mut marks: Vec<Mark> = initial.map(|taken| taken.mark).collect();
        marks.sort_unstable();
        (self.entry, marks)
    }

    /// Whether it chooses this decision.
    pub(super) fn takes(&self, key: &str) -> bool {
        self.taken.iter().any(|taken| &*taken.key == key)
    }

    /// The path with one more choice.
    pub(super) fn and(&self, choice: Taken) -> Self {
        let mut taken = Vec::with_capacity(self.taken.len() + 1);
        taken.extend_from_slice(&self.taken);
        taken.push(choice);
        Self { number: 0, entry: self.entry, taken }
    }

    /// The name of its scenario.
    pub(super) fn name(&self) -> String {
        ["path ", &decimal(self.number as u64)].concat()
    }

    /// The scenario that it stands for; `day` is the ordinary one of its entry.
    pub(super) fn scenario(&self, day: &Scenario) -> Scenario {
        let mut scenario = day.clone();
        scenario.name = self.name();
        for taken in &self.taken {
            taken.alternative.edit.apply(&mut scenario);
        }
        scenario
    }

    /// What it chose, in the order in which the run met the decisions.
    pub(super) fn chosen(&self, met: &[Arc<Decision>]) -> Vec<Arc<Alternative>> {
        let mut taken: Vec<&Taken> = self.taken.iter().collect();
        taken.sort_by_key(|taken| met.iter().position(|decision| *decision.offer.key == *taken.key));
        taken.into_iter().map(|taken| Arc::clone(&taken.alternative)).collect()
    }
}

/// Choices in words.
pub(super) fn words(chosen: &[Arc<Alternative>]) -> Vec<Message> {
    chosen.iter().map(|alternative| alternative.words.clone()).collect()
}
