//! Choice points: the decisions of the world that a run met, each with what else could have happened.
//!
//! The parts of the world that decide something (the user, the network, WeChat, the record of an API) note the decision here
//! when somebody wants to know: a key that names it in every run, whether the scenario had decided it, and the other ways, each
//! as an [`Edit`] of the scenario. So what was chosen is always a scenario that anybody can run again.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::lang::Message;
use crate::scenario::{
    Consent, DialogAnswer, Edit, Fault, ModalAnswer, ModalButton, Scenario, SessionState, SheetAnswer, SheetCancel,
};
use crate::trace::number::{decimal, push_decimal};

/// A decision of the world.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Offer {
    /// Its name, the same in every run in which it comes up: `login #1`, `modal #2`, `session`.
    pub key: String,
    /// Whether the scenario had decided it.
    pub pinned: bool,
    /// Whether it is about the state before the run, so that another choice may change what came before this offer too.
    pub initial: bool,
    /// What else could have happened.
    pub others: Vec<Alternative>,
}

/// Another way for a decision to go.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Alternative {
    /// What happens, in a few words.
    pub words: Message,
    /// The change of the scenario that makes it happen.
    pub edit: Edit,
}

impl Alternative {
    /// An alternative with its words in zh and en.
    pub fn new(zh: impl Into<String>, en: impl Into<String>, edit: Edit) -> Self {
        Self { words: Message::new(zh, en), edit }
    }
}

/// Where decisions are noted; clones note into the same list. The default notes nothing.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    log: Option<Arc<Mutex<Log>>>,
    orders: Orders,
    /// Whether alternatives that are known already are asked for too: for comparison.
    repeated: bool,
}

/// Which orders of events that are due together are alternatives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Orders {
    /// Those that can matter, among all other decisions.
    #[default]
    Dependent,
    /// Those that can matter, and no other decision: for comparison.
    DependentOnly,
    /// All of them, and no other decision: for comparison.
    AllOnly,
}

#[derive(Debug, Default)]
struct Log {
    offers: Vec<Offer>,
    /// The decisions that came up.
    met: FxHashMap<String, Met>,
    counts: FxHashMap<String, usize>,
    /// The decisions that the scenario takes otherwise than the ordinary day: a few.
    taken: Vec<Choice>,
    /// Which ordinary day that is, if runs of it are compared.
    day: Option<Day>,
    /// The decisions in which the run parts from another, and whether one of them has come up.
    parting: Vec<Arc<str>>,
    parted: Arc<AtomicBool>,
}

/// What became of a decision that came up.
#[derive(Debug, Clone, Copy, Default)]
struct Met {
    /// Whether it was noted.
    noted: bool,
    /// Whether nobody asks for its alternatives.
    unasked: bool,
}

/// A decision that the scenario takes.
#[derive(Debug)]
struct Choice {
    key: Arc<str>,
    taken: Taken,
    /// Whether it is one of the run itself and has not come up yet.
    expected: bool,
}

impl Log {
    /// How this decision is taken, if the scenario says so.
    fn taken(&self, key: &str) -> Option<Taken> {
        self.taken.iter().find(|choice| *choice.key == *key).map(|choice| choice.taken)
    }
}

/// As many decisions as most runs meet; a table that grows is made anew each time.
const USUAL: usize = 28;

/// How a decision was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// What tells the alternative that was chosen from the others.
    pub mark: [u8; 32],
    /// Whether the decision is about the state before the run.
    pub initial: bool,
}

/// An ordinary day from which runs depart: one of a list, which is only the same if it is this very list.
#[derive(Debug, Clone)]
pub struct Day {
    /// The list.
    pub of: Arc<[Scenario]>,
    /// Its place there.
    pub place: usize,
}

impl PartialEq for Day {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.of, &other.of) && self.place == other.place
    }
}

impl Choices {
    /// Notes decisions.
    pub fn noted() -> Self {
        let mut log = Log::default();
        log.met.reserve(USUAL);
        log.counts.reserve(USUAL);
        Self { log: Some(Arc::new(log.into())), ..Self::default() }
    }

    /// The same for a run of this day in which these decisions are taken: what else could happen in them, or before the last of
    /// them, is known from the runs that led to this one, and need not be told again.
    #[must_use]
    pub fn taking(self, day: Day, taken: impl IntoIterator<Item = (Arc<str>, Taken)>) -> Self {
        if let Some(mut log) = self.lock().filter(|_| !self.repeated) {
            log.day = Some(day);
            log.taken = taken.into_iter().map(|(key, taken)| Choice { key, taken, expected: !taken.initial }).collect();
        }
        self
    }

    /// Whether more runs of the day will follow.
    pub fn is_one_of_many(&self) -> bool {
        self.lock().is_some_and(|log| log.day.is_some())
    }

    /// Tells when the run that this is for parts from another, as soon as it has: when the first decision comes up that is not the
    /// same in both, or from the beginning. Nothing if nobody has said what is decided.
    pub fn parting_from(&self, other: &Self) -> Option<Arc<AtomicBool>> {
        let mut log = self.lock()?;
        let day = log.day.as_ref()?;
        let other = other.lock().filter(|other| other.day.as_ref() == Some(day));
        let others = other.as_ref().map_or(&[][..], |other| &other.taken);
        let differs = |choice: &&Choice| {
            let in_other = other.as_ref().and_then(|other| other.taken(&choice.key));
            log.taken(&choice.key) != Some(choice.taken) || in_other != Some(choice.taken)
        };
        let parting: Vec<&Choice> = log.taken.iter().chain(others).filter(differs).collect();
        let from_the_beginning = other.is_none() || parting.iter().any(|choice| choice.taken.initial);
        let parting = parting.into_iter().map(|choice| Arc::clone(&choice.key)).collect();
        log.parting = parting;
        log.parted.store(from_the_beginning, Ordering::Relaxed);
        Some(Arc::clone(&log.parted))
    }

    /// The same with every alternative asked for in every run.
    #[cfg(test)]
    #[must_use]
    pub fn with_repetitions(self) -> Self {
        Self { repeated: true, ..self }
    }

    /// Whether the alternatives of a decision are asked for. To be asked before the decision is offered.
    pub fn asks(&self, key: &str, initial: bool, pinned: bool) -> bool {
        let Some(mut log) = self.lock() else { return false };
        let log = &mut *log;
        let (mut is_taken, mut others_expected) = (false, false);
        for choice in &mut log.taken {
            if *choice.key == *key {
                (is_taken, choice.expected) = (true, false);
            }
            others_expected |= choice.expected;
        }
        if log.parting.iter().any(|parting| **parting == *key) {
            log.parted.store(true, Ordering::Relaxed);
        }
        let asks = !pinned && !is_taken && (initial || !others_expected);
        match log.met.get_mut(key) {
            Some(met) => met.unasked |= !asks && !met.noted,
            None => {
                log.met.insert(key.to_owned(), Met { noted: false, unasked: !asks });
            }
        }
        asks && self.orders == Orders::Dependent
    }

    /// The same with these orders of events.
    #[must_use]
    pub fn with_orders(self, orders: Orders) -> Self {
        Self { orders, ..self }
    }

    /// Which orders are alternatives.
    pub fn orders(&self) -> Orders {
        self.orders
    }

    /// Whether anybody wants to know.
    pub fn wanted(&self) -> bool {
        self.log.is_some()
    }

    /// Everything noted so far, in order.
    pub fn take(&self) -> Vec<Offer> {
        self.lock().map(|mut log| std::mem::take(&mut log.offers)).unwrap_or_default()
    }

    /// How many decisions were noted.
    pub fn len(&self) -> usize {
        self.lock().map_or(0, |log| log.offers.len())
    }

    /// Whether nothing was noted yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Counts an occurrence and returns its number, from 1.
    pub fn count(&self, what: &str) -> usize {
        let Some(mut log) = self.lock() else { return 0 };
        if let Some(count) = log.counts.get_mut(what) {
            *count += 1;
            return *count;
        }
        log.counts.insert(what.to_owned(), 1);
        1
    }

    /// Notes a decision; one with a known key is the same decision again.
    pub fn offer(&self, offer: Offer) {
        let Some(mut log) = self.lock() else { return };
        match log.met.get_mut(&offer.key) {
            Some(met) if met.noted => return,
            Some(met) => met.noted = true,
            None => {
                log.met.insert(offer.key.clone(), Met { noted: true, unasked: false });
            }
        }
        let others = if self.orders == Orders::Dependent { offer.others } else { Vec::new() };
        if log.offers.is_empty() {
            log.offers.reserve(USUAL);
        }
        log.offers.push(Offer { others, ..offer });
    }

    /// Sets the alternatives of a decision that was noted before they were known.
    pub fn settle(&self, key: &str, others: Vec<Alternative>) {
        if let Some(mut log) = self.lock()
            && !log.met.get(key).is_some_and(|met| met.unasked)
            && let Some(offer) = log.offers.iter_mut().find(|offer| offer.key == key)
        {
            offer.others = others;
        }
    }

    /// The newest call of an API, which could end with this failure as things are.
    pub fn as_things_are(&self, api: &str, failure: &str) {
        let nth = self.lock().map_or(0, |log| log.counts.get(api).copied().unwrap_or(0));
        self.call(api, nth, &[failure], false);
    }

    /// The `nth` call of an API, which can end with these failures.
    pub fn call(&self, api: &str, nth: usize, failures: &[&str], pinned: bool) {
        if !self.wanted() || (failures.is_empty() && !pinned) {
            return;
        }
        let key = numbered(api, nth);
        if !self.asks(&key, false, pinned) {
            return self.offer(Offer { key, pinned, initial: false, others: Vec::new() });
        }
        let (zh, en) = occurrence(nth);
        let other = |reason: &&str| {
            let err_msg = [api, ":fail ", reason].concat();
            let words =
                ([&zh, " wx.", api, " 失败：", &err_msg].concat(), ["the ", &en, " wx.", api, " fails: ", &err_msg].concat());
            let fault = Fault { api: Some(api.to_owned()), nth: Some(nth as u64), err_msg: Some(err_msg), ..Fault::default() };
            Alternative::new(words.0, words.1, Edit::Fault(Box::new(fault)))
        };
        let others = failures.iter().map(other).collect();
        self.offer(Offer { key, pinned, initial: false, others });
    }

    /// A modal that waits for an answer.
    pub(super) fn modal(&self, pinned: bool) {
        self.dialog_of("modal", ("弹窗", "modal"), pinned, |nth| {
            let button = |button| Edit::Modal(nth, ModalAnswer::Button(button));
            vec![
                (("用户点确定", "the user confirms"), button(ModalButton::Confirm)),
                (("用户点取消", "the user cancels"), button(ModalButton::Cancel)),
            ]
        });
    }

    /// An action sheet that waits for an answer.
    pub(super) fn sheet(&self, pinned: bool) {
        self.dialog_of("sheet", ("操作菜单", "action sheet"), pinned, |nth| {
            // The platform allows six items; an index that is not there counts as a tap beside the sheet.
            let mut others = vec![(("用户取消", "the user cancels"), Edit::Sheet(nth, SheetAnswer::Cancel(SheetCancel::Cancel)))];
            let items = ITEMS.iter().zip(0..).map(|(words, index)| (*words, Edit::Sheet(nth, SheetAnswer::Tap(index))));
            others.extend(items);
            others
        });
    }

    /// A consent dialog that waits for an answer.
    pub(super) fn dialog(&self, pinned: bool) {
        self.dialog_of("consent-dialog", ("授权弹窗", "consent dialog"), pinned, |nth| {
            vec![
                (("用户允许", "the user allows in"), Edit::Dialog(nth, DialogAnswer::Allow)),
                (("用户拒绝", "the user refuses in"), Edit::Dialog(nth, DialogAnswer::Deny)),
            ]
        });
    }

    fn dialog_of(
        &self,
        kind: &str,
        name: (&str, &str),
        pinned: bool,
        others: impl Fn(usize) -> Vec<((&'static str, &'static str), Edit)>,
    ) {
        if !self.wanted() {
            return;
        }
        let nth = self.count(kind);
        let key = numbered(kind, nth);
        if !self.asks(&key, false, pinned) {
            return self.offer(Offer { key, pinned, initial: false, others: Vec::new() });
        }
        let (zh, en) = occurrence(nth);
        let others = others(nth).into_iter().map(|((does_zh, does_en), edit)| {
            Alternative::new([&zh, name.0, "：", does_zh].concat(), [does_en, " the ", &en, " ", name.1].concat(), edit)
        });
        self.offer(Offer { key, pinned, initial: false, others: others.collect() });
    }

    /// The user's decision about a scope is asked for.
    pub(super) fn consent(&self, scope: &str, pinned: bool) {
        if !self.wanted() {
            return;
        }
        let key = ["consent ", scope].concat();
        if !self.asks(&key, false, pinned) {
            return self.offer(Offer { key, pinned, initial: false, others: Vec::new() });
        }
        let other = |zh: &str, en: &str, decision| {
            let edit = Edit::Consent(scope.to_owned(), decision);
            Alternative::new(["用户", zh, " ", scope].concat(), ["the user had ", en, " ", scope].concat(), edit)
        };
        let others = vec![other("已允许", "granted", Consent::Granted), other("已拒绝", "denied", Consent::Denied)];
        self.offer(Offer { key, pinned, initial: false, others });
    }

    /// The session from before the run is asked for.
    pub fn session(&self, now: SessionState) {
        if !self.wanted() {
            return;
        }
        let (key, pinned) = ("session".to_owned(), now != SessionState::None);
        if !self.asks(&key, true, pinned) {
            return self.offer(Offer { key, pinned, initial: true, others: Vec::new() });
        }
        let other = |state, zh: &str, en: &str| Alternative::new(zh, en, Edit::Session(state));
        let others = vec![
            other(SessionState::Valid, "用户上次的登录态仍有效", "the session from before is valid"),
            other(SessionState::Expired, "用户上次的登录态已过期", "the session from before has expired"),
        ];
        self.offer(Offer { key, pinned, initial: true, others });
    }

    fn lock(&self) -> Option<MutexGuard<'_, Log>> {
        self.log.as_ref().map(|log| log.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A tap on each item that an action sheet can have.
const ITEMS: [(&str, &str); 6] = [
    ("用户选第 1 项", "the user taps item 1 of"),
    ("用户选第 2 项", "the user taps item 2 of"),
    ("用户选第 3 项", "the user taps item 3 of"),
    ("用户选第 4 项", "the user taps item 4 of"),
    ("用户选第 5 项", "the user taps item 5 of"),
    ("用户选第 6 项", "the user taps item 6 of"),
];

/// The key of the `nth` decision of a kind: `login #2`.
pub fn numbered(kind: &str, nth: usize) -> String {
    let mut key = String::with_capacity(kind.len() + " #12".len());
    key.push_str(kind);
    key.push_str(" #");
    push_decimal(&mut key, nth as u64);
    key
}

/// `第 2 次` and `2nd`.
pub(super) fn occurrence(nth: usize) -> (String, String) {
    let suffix = match (nth % 10, nth % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    let nth = decimal(nth as u64);
    (["第 ", &nth, " 次"].concat(), [&nth, suffix].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_parts_from_another_where_the_first_decision_differs() {
        let days: Arc<[Scenario]> = vec![Scenario::default(), Scenario::default()].into();
        let taking = |place: usize, taken: &[(&str, u8, bool)]| {
            let taken = taken.iter().map(|(key, mark, initial)| ((*key).into(), Taken { mark: [*mark; 32], initial: *initial }));
            Choices::noted().taking(Day { of: Arc::clone(&days), place }, taken)
        };
        let parts = |run: &Choices, other: &Choices, met: &[&str]| {
            let parted = run.parting_from(other).expect("runs of a day");
            let mut parts = vec![parted.load(Ordering::Relaxed)];
            for key in met {
                run.asks(key, false, false);
                parts.push(parted.load(Ordering::Relaxed));
            }
            parts
        };
        let met = ["a", "b", "c"];
        let run = || taking(0, &[("a", 1, false), ("b", 1, false)]);
        assert_eq!(parts(&run(), &taking(0, &[("a", 1, false)]), &met), [false, false, true, true]);
        assert_eq!(parts(&run(), &taking(0, &[("a", 1, false), ("b", 2, false)]), &met), [false, false, true, true]);
        assert_eq!(
            parts(&run(), &taking(0, &[("b", 1, false), ("a", 1, false), ("c", 1, false)]), &met),
            [false, false, false, true]
        );
        assert_eq!(parts(&run(), &run(), &met), [false; 4]);
        assert_eq!(parts(&run(), &taking(0, &[("a", 1, false), ("b", 1, false), ("x", 1, true)]), &met), [true; 4]);
        assert_eq!(parts(&run(), &taking(1, &[("a", 1, false), ("b", 1, false)]), &met), [true; 4]);
        assert_eq!(parts(&run(), &Choices::noted(), &met), [true; 4]);
        assert!(Choices::noted().parting_from(&run()).is_none() && Choices::default().parting_from(&run()).is_none());
    }
}
