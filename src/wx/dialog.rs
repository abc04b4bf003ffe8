//! What the user is asked in a dialog of the system (允许 / 拒绝), answered by the scenario's `user.dialog`, and dialogs that wait.
//!
//! A dialog that the scenario does not answer stays open. In a live session somebody outside may still answer it: [`react`].

use std::cell::RefCell;
use std::rc::Rc;

use boa_engine::Context;
use serde_json::{Value, json};

use super::state::{Wx, kept, record_changes};
use crate::engine::Host;
use crate::scenario::DialogAnswer;
use crate::trace::{At, Lane};

/// What somebody does with a dialog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reaction {
    /// Confirms or allows it; the text is what was typed into a modal with an input.
    Confirm(Option<String>),
    /// Cancels or denies it.
    Cancel,
    /// Taps an item of an action sheet, counted from 0.
    Tap(usize),
}

type React = Box<dyn FnOnce(&Rc<Host>, &mut Context, Reaction)>;

/// The dialogs that nobody has answered, oldest first.
#[derive(Default)]
struct Waiting {
    dialogs: RefCell<Vec<(&'static str, React)>>,
}

/// A dialog stays open until somebody reacts; `widget` is what the screen calls it.
pub(super) fn wait(
    host: &Rc<Host>,
    widget: &'static str,
    react: impl FnOnce(&Rc<Host>, &mut Context, Reaction) + 'static,
) {
    kept::<Waiting>(host).dialogs.borrow_mut().push((widget, Box::new(react)));
}

/// Answers the newest open dialog of this kind: `modal`, `action-sheet` or `consent`. Whether there was one.
pub fn react(host: &Rc<Host>, context: &mut Context, widget: &str, reaction: Reaction) -> bool {
    let waiting = kept::<Waiting>(host);
    let found = {
        let mut dialogs = waiting.dialogs.borrow_mut();
        let index = dialogs.iter().rposition(|(known, _)| *known == widget);
        index.map(|index| dialogs.remove(index))
    };
    match found {
        Some((_, react)) => {
            react(host, context, reaction);
            true
        }
        None => false,
    }
}

/// Shows a consent dialog and goes on with the answer's event and whether the user allowed it; without an answer left it stays open.
pub(super) fn ask(
    host: &Rc<Host>,
    wx: &Rc<Wx>,
    cause: u64,
    at: Option<&At>,
    detail: Value,
    then: impl FnOnce(&Rc<Host>, &mut Context, Option<u64>, bool) + 'static,
) {
    let (token, change) = wx.screen.borrow_mut().open("consent", detail, host.clock.now());
    let shown = record_changes(host, Lane::Wx, Some(cause), at, vec![change]);
    if let Some(event) = shown {
        wx.screen.borrow_mut().shown_by(token, event);
    }
    let answer = wx.user.borrow_mut().next_dialog();
    let (world, at) = (Rc::clone(wx), at.cloned());
    let answered = move |host: &Rc<Host>, context: &mut Context, allowed: bool| {
        let told = json!({ "button": if allowed { "allow" } else { "deny" } });
        let change = world.screen.borrow_mut().answer(token, told);
        let answer = record_changes(host, Lane::User, shown, at.as_ref(), change.into_iter().collect());
        then(host, context, answer, allowed);
    };
    match answer {
        Some(answer) => {
            host.after(wx.latency.think, move |host, context| answered(host, context, answer == DialogAnswer::Allow));
        }
        None => wait(host, "consent", move |host, context, reaction| {
            answered(host, context, matches!(reaction, Reaction::Confirm(_)));
        }),
    }
}
