//! `wx.onPageNotFound` and `wx.offPageNotFound`: the page to open does not exist; when, the scenario's events say.

use super::api::Api;
use super::listener::{off, on};
use crate::lang::Text;

pub(super) const API: Api = on(
    "onPageNotFound",
    "2.1.2",
    Text { zh: "监听要打开的页面不存在事件", en: "Is told when the page to open does not exist" },
    "base/app/app-event/wx.onPageNotFound.html",
);

pub(super) const OFF: Api = off("offPageNotFound", "2.1.2", "base/app/app-event/wx.offPageNotFound.html");

#[cfg(test)]
mod tests {
    use super::super::testing::check_in;

    const EVENTS: &str = "[[scenario.event]]\nat = 5\nwhat = 'page-not-found'\nvalue = 'pages/x/x'\n[[scenario.event]]\nat = 9\nwhat = 'page-not-found'\nvalue = 'pages/y/y'";

    #[test]
    fn listeners_are_called_in_order_until_they_are_taken_away() {
        check_in(
            EVENTS,
            "const a = (r) => console.log('a', r); const b = (r) => console.log('b', r); wx.onPageNotFound(a); wx.onPageNotFound(b);
             setTimeout(() => wx.offPageNotFound(a), 7)",
            "a {\"path\":\"pages/x/x\",\"query\":{},\"isEntryPage\":true}\nb {\"path\":\"pages/x/x\",\"query\":{},\"isEntryPage\":true}\nb {\"path\":\"pages/y/y\",\"query\":{},\"isEntryPage\":true}",
        );
    }

    #[test]
    fn off_without_an_argument_takes_all_away() {
        check_in(EVENTS, "wx.onPageNotFound((r) => console.log(r)); wx.offPageNotFound()", "");
    }

    #[test]
    fn only_functions_listen() {
        let text = "onPageNotFound:fail parameter error: parameter should be Function instead of Undefined;";
        check_in(EVENTS, "wx.onPageNotFound()", text);
    }
}
