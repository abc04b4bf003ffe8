//! What the user is asked in a dialog of the system (允许 / 拒绝), answered by the scenario's `user.dialog`.

use std::rc::Rc;

use boa_engine::Context;
use serde_json::{Value, json};

use super::state::{Wx, record_changes};
use crate::engine::Host;
use crate::scenario::DialogAnswer;
use crate::trace::{At, Lane};

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
    let Some(answer) = wx.user.borrow_mut().next_dialog() else { return };
    let allowed = answer == DialogAnswer::Allow;
    let (world, at) = (Rc::clone(wx), at.cloned());
    host.after(wx.latency.think, move |host, context| {
        let told = json!({ "button": if allowed { "allow" } else { "deny" } });
        let change = world.screen.borrow_mut().answer(token, told);
        let answer = record_changes(host, Lane::User, shown, at.as_ref(), change.into_iter().collect());
        then(host, context, answer, allowed);
    });
}
