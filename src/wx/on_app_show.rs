//! `wx.onAppShow` and `wx.offAppShow`: the app comes to the foreground; when, the scenario's events say.

use super::api::Api;
use super::listener::{off, on};
use crate::lang::Text;

pub(super) const API: Api = on(
    "onAppShow",
    "2.1.2",
    Text { zh: "监听小程序切前台事件", en: "Is told when the app comes back to the foreground" },
    "base/app/app-event/wx.onAppShow.html",
);

pub(super) const OFF: Api = off("offAppShow", "2.1.2", "base/app/app-event/wx.offAppShow.html");

#[cfg(test)]
mod tests {
    use super::super::testing::check_in;

    const EVENTS: &str = "[[scenario.event]]\nat = 5\nwhat = 'hide'\n[[scenario.event]]\nat = 6\nwhat = 'show'\n[[scenario.event]]\nat = 7\nwhat = 'hide'\n[[scenario.event]]\nat = 9\nwhat = 'show'";

    #[test]
    fn listeners_are_called_in_order_until_they_are_taken_away() {
        check_in(
            EVENTS,
            "const a = (r) => console.log('a', r.path); const b = (r) => console.log('b', r.path); wx.onAppShow(a); wx.onAppShow(b);
             setTimeout(() => wx.offAppShow(a), 7)",
            "a pages/index/index\nb pages/index/index\nb pages/index/index",
        );
    }

    #[test]
    fn off_without_an_argument_takes_all_away() {
        check_in(EVENTS, "wx.onAppShow((r) => console.log(r)); wx.offAppShow()", "");
    }

    #[test]
    fn only_functions_listen() {
        let text = "onAppShow:fail parameter error: parameter should be Function instead of Undefined;";
        check_in(EVENTS, "wx.onAppShow()", text);
    }
}
