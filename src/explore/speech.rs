//! What the searching side and a worker say to each other: trails there, results back.
//!
//! Most of what a path gives was given by one before it: the same decisions, the same findings. So each side remembers what was said,
//! and what comes again is only named by its number.

use std::borrow::Cow;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::known::{Decision, Found};
use super::path::{Taken, Trail};
use super::search::Ran;
use super::trace_hash::StoryHash;
use crate::host::{HostError, Verdict};
use crate::lang::Message;
use crate::scenario::Edit;
use crate::trace::coverage::Coverage;
use crate::world::choice::Alternative;

/// A trail without the words for its choices.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Question {
    number: usize,
    entry: usize,
    taken: Vec<(Arc<str>, Edit, bool)>,
}

impl Question {
    pub(super) fn of(trail: &Trail) -> Self {
        let taken = |taken: &Taken| (Arc::clone(&taken.key), taken.alternative.edit.clone(), taken.initial);
        Self { number: trail.number, entry: trail.entry, taken: trail.taken.iter().map(taken).collect() }
    }

    pub(super) fn trail(self) -> Trail {
        let taken = |(key, edit, initial): (Arc<str>, Edit, bool)| {
            Taken::new(&key, Alternative { words: Message::default(), edit }, initial)
        };
        Trail { number: self.number, entry: self.entry, taken: self.taken.into_iter().map(taken).collect() }
    }
}

/// What a worker answers to trails.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Told {
    /// A result for each, in order; fewer when the worker had to stop.
    pub(super) results: Vec<Result<Slim, HostError>>,
    /// Whether the worker should be replaced.
    pub(super) spent: bool,
}

/// Something that may have been said before.
#[derive(Debug, Serialize, Deserialize)]
enum Said<T> {
    #[serde(rename = "n")]
    New(Arc<T>),
    #[serde(rename = "s")]
    Same(usize),
}

/// What one run gave, as it is said.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Slim {
    offers: Vec<Said<Decision>>,
    story: [u64; 4],
    sees: Said<Message>,
    findings: Vec<Said<Found>>,
    end: Cow<'static, str>,
    verdict: Verdict,
    composition: Said<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    coverage: Option<Coverage>,
}

/// What was said of one kind.
#[derive(Debug)]
struct Sayings<T> {
    all: Vec<Arc<T>>,
    /// The number of each, by where it is; it stays there as long as it is among all.
    numbers: FxHashMap<usize, usize>,
}

impl<T> Default for Sayings<T> {
    fn default() -> Self {
        Self { all: Vec::new(), numbers: FxHashMap::default() }
    }
}

impl<T> Sayings<T> {
    fn say(&mut self, value: Arc<T>) -> Said<T> {
        let next = self.all.len();
        let number = *self.numbers.entry(Arc::as_ptr(&value).addr()).or_insert(next);
        if number < next {
            return Said::Same(number);
        }
        self.all.push(Arc::clone(&value));
        Said::New(value)
    }

    fn hear(&mut self, said: Said<T>) -> Option<Arc<T>> {
        match said {
            Said::Same(number) => self.all.get(number).cloned(),
            Said::New(value) => {
                self.all.push(Arc::clone(&value));
                Some(value)
            }
        }
    }
}

/// What one worker has said so far; both sides have the same.
#[derive(Debug, Default)]
pub(crate) struct Speech {
    offers: Sayings<Decision>,
    messages: Sayings<Message>,
    findings: Sayings<Found>,
    compositions: Sayings<String>,
}

impl Speech {
    /// On the worker's side, for things that it knows as one where they are equal.
    pub(super) fn say(&mut self, ran: Ran) -> Slim {
        let Ran { offers, story, sees, findings, end, verdict, composition, coverage } = ran;
        Slim {
            offers: offers.into_iter().map(|offer| self.offers.say(offer)).collect(),
            story: words(&story),
            sees: self.messages.say(sees),
            findings: findings.into_iter().map(|found| self.findings.say(found)).collect(),
            end,
            verdict,
            composition: self.compositions.say(composition),
            coverage,
        }
    }

    /// On the searching side; none if what is named was never said.
    pub(super) fn hear(&mut self, slim: Slim) -> Option<Ran> {
        let Slim { offers, story, sees, findings, end, verdict, composition, coverage } = slim;
        Some(Ran {
            offers: offers.into_iter().map(|offer| self.offers.hear(offer)).collect::<Option<_>>()?,
            story: bytes(story),
            sees: self.messages.hear(sees)?,
            findings: findings.into_iter().map(|found| self.findings.hear(found)).collect::<Option<_>>()?,
            end,
            verdict,
            composition: self.compositions.hear(composition)?,
            coverage,
        })
    }
}

fn words(hash: &StoryHash) -> [u64; 4] {
    let mut words = [0; 4];
    for (word, bytes) in words.iter_mut().zip(hash.as_chunks().0) {
        *word = u64::from_le_bytes(*bytes);
    }
    words
}

fn bytes(words: [u64; 4]) -> StoryHash {
    let mut hash = StoryHash::default();
    for (bytes, word) in hash.as_chunks_mut().0.iter_mut().zip(words) {
        *bytes = word.to_le_bytes();
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::explore::known::Known;
    use crate::explore::report::RuleAt;
    use crate::world::choice::Offer;

    fn ran(known: &mut Known, key: &str, sees: &str) -> Ran {
        let offer = Offer { key: key.to_owned(), pinned: false, initial: true, others: Vec::new() };
        let mut story = StoryHash::default();
        story[31] = 7;
        story[0] = 1;
        let found = (RuleAt { rule: "r".to_owned(), at: None }, Message::new(key, key));
        Ran {
            offers: vec![known.decisions.keep(key, |known| known.offer == offer, || offer.clone().into())],
            story,
            sees: known.messages.keep(sees, |_| true, || Message::new(sees, sees)),
            findings: vec![known.findings.keep("r", |known| *known == found, || found.clone())],
            end: "clean".into(),
            verdict: Verdict::Clean,
            composition: known.compositions.keep("one", |_| true, || "one".to_owned()),
            coverage: None,
        }
    }

    #[test]
    fn what_was_said_is_named_by_its_number_and_heard_as_it_was() {
        let (mut worker, mut search, mut known) = (Speech::default(), Speech::default(), Known::default());
        let mut lengths = Vec::new();
        for (key, sees) in [("login #1", "a"), ("login #1", "a"), ("login #2", "a"), ("login #1", "b"), ("login #2", "b")] {
            let told = Told { results: vec![Ok(worker.say(ran(&mut known, key, sees)))], spent: false };
            let text = serde_json::to_vec(&told).expect("JSON");
            lengths.push(text.len());
            let mut told: Told = serde_json::from_slice(&text).expect("what was told");
            let slim = told.results.pop().expect("a result").expect("a run");
            assert_eq!(format!("{:?}", search.hear(slim)), format!("{:?}", Some(ran(&mut known, key, sees))));
        }
        assert!(lengths[1] < lengths[0] && lengths[4] == lengths[1], "{lengths:?}");
        assert!(Speech::default().hear(worker.say(ran(&mut known, "login #1", "a"))).is_none(), "nothing was said before");
    }
}
