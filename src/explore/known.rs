//! What paths gave, each thing kept once: most of what a path gives was given by one before it, the same decisions, the same
//! findings. So the thread that runs paths hands over what it knows already, and makes nothing anew that the searching thread would
//! have to give back.

use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::path::Taken;
use super::report::RuleAt;
use crate::lang::Message;
use crate::world::choice::Offer;

/// A decision that paths met, and the choices that it offers.
#[derive(Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Decision {
    pub(super) offer: Offer,
    #[serde(skip)]
    choices: OnceLock<Vec<Taken>>,
}

impl From<Offer> for Decision {
    fn from(offer: Offer) -> Self {
        Self { offer, choices: OnceLock::new() }
    }
}

impl Decision {
    /// The choices of its alternatives, in order.
    pub(super) fn choices(&self) -> &[Taken] {
        self.choices.get_or_init(|| {
            let Offer { key, initial, others, .. } = &self.offer;
            let key: Arc<str> = key.as_str().into();
            others.iter().map(|alternative| Taken::new(&key, alternative.clone(), *initial)).collect()
        })
    }
}

/// A finding of a path and what it says.
pub(super) type Found = (RuleAt, Message);

/// Things of one kind, by a name that tells most of them apart.
#[derive(Debug)]
pub(super) struct Things<T>(FxHashMap<String, Vec<Arc<T>>>);

impl<T> Default for Things<T> {
    fn default() -> Self {
        Self(FxHashMap::default())
    }
}

impl<T> Things<T> {
    /// The thing of this name that is so; made if there is none yet.
    pub(super) fn keep(&mut self, name: &str, is_so: impl Fn(&T) -> bool, make: impl FnOnce() -> T) -> Arc<T> {
        if let Some(known) = self.0.get(name).and_then(|known| known.iter().find(|known| is_so(known))) {
            return Arc::clone(known);
        }
        let new = Arc::new(make());
        self.0.entry(name.to_owned()).or_default().push(Arc::clone(&new));
        new
    }
}

/// Everything that the paths of one program gave.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) decisions: Things<Decision>,
    pub(super) findings: Things<Found>,
    pub(super) messages: Things<Message>,
    pub(super) compositions: Things<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_things_are_one_and_others_of_the_name_are_not() {
        let mut things = Things::<(String, u8)>::default();
        let mut keep = |name: &str, number: u8| things.keep(name, |thing| thing.1 == number, || (name.to_owned(), number));
        let (first, other, again) = (keep("a", 1), keep("a", 2), keep("a", 1));
        assert!(Arc::ptr_eq(&first, &again) && !Arc::ptr_eq(&first, &other));
        assert_eq!((&*keep("b", 1), &*other), (&("b".to_owned(), 1), &("a".to_owned(), 2)));
    }
}
