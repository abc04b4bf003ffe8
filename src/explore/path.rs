//! A path while it is searched: an entry and the choices that depart from the ordinary day.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::report;
use crate::scenario::Scenario;
use crate::world::choice::{Alternative, Offer};

/// One choice: the decision's key and the alternative taken.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Taken {
    pub(super) key: Arc<str>,
    pub(super) alternative: Arc<Alternative>,
}

/// A path to try.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Trail {
    /// Its number, from 1.
    pub(super) number: usize,
    /// Which entry it begins with.
    pub(super) entry: usize,
    pub(super) taken: Vec<Taken>,
}

impl Trail {
    /// What tells this path from others, whatever the order in which its choices were found.
    pub(super) fn signature(&self) -> String {
        let mut parts: Vec<String> =
            self.taken.iter().map(|taken| format!("{}\u{1}{:?}", taken.key, taken.alternative.edit)).collect();
        parts.sort_unstable();
        format!("{}\u{2}{}", self.entry, parts.join("\u{2}"))
    }

    /// Whether it chooses this decision.
    pub(super) fn takes(&self, key: &str) -> bool {
        self.taken.iter().any(|taken| &*taken.key == key)
    }

    /// The path with one more choice.
    pub(super) fn and(&self, key: &Arc<str>, alternative: &Arc<Alternative>) -> Self {
        let mut taken = self.taken.clone();
        taken.push(Taken { key: Arc::clone(key), alternative: Arc::clone(alternative) });
        Self { number: 0, entry: self.entry, taken }
    }

    /// The name of its scenario.
    pub(super) fn name(&self) -> String {
        format!("path {}", self.number)
    }

    /// The scenario that it stands for.
    pub(super) fn scenario(&self, base: &Scenario, calls: &[String]) -> Scenario {
        let mut scenario = base.clone();
        scenario.name = self.name();
        scenario.call = Some(calls.to_vec());
        for taken in &self.taken {
            taken.alternative.edit.apply(&mut scenario);
        }
        scenario
    }

    /// The path as reports give it: its choices in the order in which the run met them.
    pub(super) fn told(&self, met: &[Offer]) -> report::Path {
        let mut taken: Vec<&Taken> = self.taken.iter().collect();
        taken.sort_by_key(|taken| met.iter().position(|offer| *offer.key == *taken.key));
        report::Path { number: self.number, choices: taken.iter().map(|taken| taken.alternative.words.clone()).collect() }
    }
}
