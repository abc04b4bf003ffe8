//! `wx.onAppHide` and `wx.offAppHide`: the app goes into the background; when, the scenario's events say.
//!
//! The argument has a `reason` since base library 3.5.7 (facts §7.1); here it is always 3, as for the user leaving.

use super::api::Api;
use super::listener::{off, on};
use crate::lang::Text;

pub(super) const API: Api = on(
    "onAppHide",
    "2.1.2",
    Text { zh: "监听小程序切后台事件", en: "Is told when the app goes into the background" },
    "base/app/app-event/wx.onAppHide.html",
);

pub(super) const OFF: Api = off("offAppHide", "2.1.2", "base/app/app-event/wx.offAppHide.html");

#[cfg(test)]
mod tests {
    use super::super::testing::check_in;

    const EVENTS: &str = "[[scenario.event]]\nat = 5\nwhat = 'hide'\n[[scenario.event]]\nat = 6\nwhat = 'show'\n[[scenario.event]]\nat = 9\nwhat = 'hide'";

    #[test]
    fn listeners_are_called_in_order_until_they_are_taken_away() {
        check_in(
            EVENTS,
            "const a = (r) => console.log('a', r); const b = (r) => console.log('b', r); wx.onAppHide(a); wx.onAppHide(b);
             setTimeout(() => wx.offAppHide(a), 7)",
            "a {\"reason\":3}\nb {\"reason\":3}\nb {\"reason\":3}",
        );
    }

    #[test]
    fn off_without_an_argument_takes_all_away() {
        check_in(EVENTS, "wx.onAppHide((r) => console.log(r)); wx.offAppHide()", "");
    }

    #[test]
    fn only_functions_listen() {
        let text = "onAppHide:fail parameter error: parameter should be Function instead of Undefined;";
        check_in(EVENTS, "wx.onAppHide()", text);
    }
}
