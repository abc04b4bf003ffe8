//! One change of a scenario that makes one thing go differently: the second login fails, the first modal is cancelled.
//!
//! Edits are how `explore` says what it chose: a path is a scenario and some edits, and so can be saved and run again. They can
//! be applied in any order, and each touches only the occurrence that it names.

use serde::{Deserialize, Serialize};

use super::{Answer, Consent, DialogAnswer, Fault, ModalAnswer, ModalButton, Scenario, SessionState, SheetAnswer, SheetCancel};

/// A change of a scenario.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Edit {
    /// A call or an exchange is disturbed.
    Fault(Box<Fault>),
    /// The backend gives this answer to the `nth` request (from 1) that its key covers.
    Answer {
        /// The key of `[scenario.backend]`, such as `POST /login`.
        key: String,
        /// Which request, from 1.
        nth: usize,
        /// What it answers.
        answer: Box<Answer>,
    },
    /// The user answers the `nth` modal, from 1.
    Modal(usize, ModalAnswer),
    /// The user answers the `nth` action sheet, from 1.
    Sheet(usize, SheetAnswer),
    /// The user answers the `nth` consent dialog, from 1.
    Dialog(usize, DialogAnswer),
    /// What the user has decided about a scope before the run.
    Consent(String, Consent),
    /// The session before the run.
    Session(SessionState),
    /// At the `nth` moment (from 1) at which several events are due together, this one of them goes first (from 0).
    Order(usize, usize),
}

impl Edit {
    /// Makes the change.
    pub fn apply(&self, scenario: &mut Scenario) {
        match self {
            Self::Fault(fault) => scenario.faults.push((**fault).clone()),
            Self::Answer { key, nth, answer } => {
                let list = scenario.backend.entry(key.clone()).or_default();
                // The last answer repeats: what comes after the new one has to be written down before it is.
                let next = list.get(*nth).or(list.last()).cloned().unwrap_or_default();
                let before = list.last().cloned().unwrap_or_default();
                if list.len() <= *nth {
                    list.resize(*nth, before);
                    list.push(next);
                }
                list[*nth - 1] = (**answer).clone();
            }
            Self::Modal(nth, answer) => put(&mut scenario.user.modal, *nth, answer, &ModalAnswer::Button(ModalButton::Ignore)),
            Self::Sheet(nth, answer) => put(&mut scenario.user.sheet, *nth, answer, &SheetAnswer::Cancel(SheetCancel::Ignore)),
            Self::Dialog(nth, answer) => put(&mut scenario.user.dialog, *nth, answer, &DialogAnswer::Ignore),
            Self::Consent(scope, decision) => {
                scenario.user.consent.insert(scope.clone(), *decision);
            }
            Self::Session(state) => scenario.platform.session = *state,
            Self::Order(nth, pick) => put(&mut scenario.order, *nth, pick, &0),
        }
    }
}

/// Puts an answer at a place from 1; places before it that had none get `none`.
fn put<T: Clone>(list: &mut Vec<T>, nth: usize, answer: &T, none: &T) {
    if list.len() < nth {
        list.resize(nth, none.clone());
    }
    list[nth - 1] = answer.clone();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(status: u16) -> Answer {
        Answer { status: Some(status), ..Answer::default() }
    }

    fn edited(base: &[Answer], nths: &[usize]) -> Vec<Option<u16>> {
        let mut scenario = Scenario::default();
        scenario.backend.insert("POST /a".to_owned(), base.to_vec());
        for nth in nths {
            Edit::Answer { key: "POST /a".into(), nth: *nth, answer: Box::new(status(500)) }.apply(&mut scenario);
        }
        scenario.backend["POST /a"].iter().map(|answer| answer.status).collect()
    }

    #[test]
    fn one_answer_changes_and_those_around_it_stay() {
        assert_eq!(edited(&[], &[1]), [Some(500), None]);
        assert_eq!(edited(&[], &[3]), [None, None, Some(500), None]);
        assert_eq!(edited(&[status(200), status(201)], &[1]), [Some(500), Some(201)]);
        assert_eq!(edited(&[status(200), status(201)], &[2]), [Some(200), Some(500), Some(201)]);
        assert_eq!(edited(&[status(200)], &[3]), [Some(200), Some(200), Some(500), Some(200)]);
    }

    #[test]
    fn the_order_of_edits_does_not_matter() {
        assert_eq!(edited(&[status(200), status(201)], &[1, 4]), edited(&[status(200), status(201)], &[4, 1]));
    }

    #[test]
    fn a_modal_before_the_answered_one_stays_open() {
        let mut scenario = Scenario::default();
        Edit::Modal(2, ModalAnswer::Button(ModalButton::Confirm)).apply(&mut scenario);
        assert_eq!(scenario.user.modal, [ModalAnswer::Button(ModalButton::Ignore), ModalAnswer::Button(ModalButton::Confirm)]);
    }
}
