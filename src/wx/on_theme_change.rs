//! `wx.onThemeChange` and `wx.offThemeChange`: the theme changes; when, the scenario's events say.

use super::api::Api;
use super::listener::{off, on};
use crate::lang::Text;

pub(super) const API: Api = on(
    "onThemeChange",
    "2.11.0",
    Text { zh: "监听系统主题改变事件", en: "Is told when the theme changes" },
    "base/app/app-event/wx.onThemeChange.html",
);

pub(super) const OFF: Api = off("offThemeChange", "2.11.0", "base/app/app-event/wx.offThemeChange.html");

#[cfg(test)]
mod tests {
    use super::super::testing::check_in;

    const EVENTS: &str =
        "[[scenario.event]]\nat = 5\nwhat = 'theme'\nvalue = 'dark'\n[[scenario.event]]\nat = 9\nwhat = 'theme'\nvalue = 'light'";

    #[test]
    fn listeners_are_called_in_order_until_they_are_taken_away() {
        check_in(
            EVENTS,
            "const a = (r) => console.log('a', r); const b = (r) => console.log('b', r); wx.onThemeChange(a); wx.onThemeChange(b);
             setTimeout(() => wx.offThemeChange(a), 7)",
            "a {\"theme\":\"dark\"}\nb {\"theme\":\"dark\"}\nb {\"theme\":\"light\"}",
        );
    }

    #[test]
    fn off_without_an_argument_takes_all_away() {
        check_in(EVENTS, "wx.onThemeChange((r) => console.log(r)); wx.offThemeChange()", "");
    }

    #[test]
    fn only_functions_listen() {
        let text = "onThemeChange:fail parameter error: parameter should be Function instead of Undefined;";
        check_in(EVENTS, "wx.onThemeChange()", text);
    }
}
