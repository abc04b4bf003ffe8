//! Whether the running code is the user's tap, which `wx.getUserProfile` and `wx.openSetting` insist on.
//!
//! A `call` expression of a scenario, a tap among its events, and the tap on a modal's or sheet's button count, with everything in
//! the same turn of the event loop (promise callbacks that follow at once). Timers, answers of other APIs and the loading of
//! scripts do not: the platform's known trap of calling `wx.getUserProfile` in the `success` of `wx.login`.

use std::rc::Rc;

use super::call::{Call, Fail};
use super::state::Wx;
use crate::engine::Host;

impl Wx {
    /// The turn that begins next is the user's tap.
    pub fn tap_next(&self, host: &Rc<Host>) {
        self.tap.set(Some(host.turn() + 1));
    }

    /// The running turn is the user's tap.
    pub fn tap_now(&self, host: &Rc<Host>) {
        self.tap.set(Some(host.turn()));
    }
}

/// The failure of an API that insists on a tap, unless there is one.
pub(super) fn refused(call: &Call<'_>) -> Option<Fail> {
    let tapped = call.wx.tap.get() == Some(call.host.turn());
    (!tapped).then(|| Fail::new("can only be invoked by user TAP gesture."))
}
