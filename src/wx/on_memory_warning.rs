//! `wx.onMemoryWarning` and `wx.offMemoryWarning`: the system runs short of memory; when, the scenario's events say.

use super::api::Api;
use super::listener::{off, on};
use crate::lang::Text;

pub(super) const API: Api = on(
    "onMemoryWarning",
    "2.0.2",
    Text { zh: "监听内存不足告警事件", en: "Is told when the system runs short of memory" },
    "device/memory/wx.onMemoryWarning.html",
);

pub(super) const OFF: Api = off("offMemoryWarning", "2.9.0", "device/memory/wx.offMemoryWarning.html");

#[cfg(test)]
mod tests {
    use super::super::testing::check_in;

    const EVENTS: &str = "client = 'android'\n[[scenario.event]]\nat = 5\nwhat = 'memory'\nvalue = 15\n[[scenario.event]]\nat = 9\nwhat = 'memory'";

    #[test]
    fn listeners_are_called_in_order_until_they_are_taken_away() {
        check_in(
            EVENTS,
            "const a = (r) => console.log('a', r); const b = (r) => console.log('b', r); wx.onMemoryWarning(a); wx.onMemoryWarning(b);
             setTimeout(() => wx.offMemoryWarning(a), 7)",
            "a {\"level\":15}\nb {\"level\":15}\nb {\"level\":10}",
        );
    }

    #[test]
    fn off_without_an_argument_takes_all_away() {
        check_in(EVENTS, "wx.onMemoryWarning((r) => console.log(r)); wx.offMemoryWarning()", "");
    }

    #[test]
    fn only_functions_listen() {
        let text = "onMemoryWarning:fail parameter error: parameter should be Function instead of Undefined;";
        check_in(EVENTS, "wx.onMemoryWarning()", text);
    }
}
