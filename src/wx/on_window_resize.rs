//! `wx.onWindowResize` and `wx.offWindowResize`: the window's size changes; when, the scenario's events say.

use super::api::Api;
use super::listener::{off, on};
use crate::lang::Text;

pub(super) const API: Api = on(
    "onWindowResize",
    "2.3.0",
    Text { zh: "监听窗口尺寸变化事件", en: "Is told when the window's size changes" },
    "ui/window/wx.onWindowResize.html",
);

pub(super) const OFF: Api = off("offWindowResize", "2.3.0", "ui/window/wx.offWindowResize.html");

#[cfg(test)]
mod tests {
    use super::super::testing::check_in;

    const EVENTS: &str = "[[scenario.event]]\nat = 5\nwhat = 'resize'\nvalue = { windowWidth = 667, windowHeight = 375 }\n[[scenario.event]]\nat = 9\nwhat = 'resize'\nvalue = { windowWidth = 375, windowHeight = 667 }";

    #[test]
    fn listeners_are_called_in_order_until_they_are_taken_away() {
        check_in(
            EVENTS,
            "const a = (r) => console.log('a', r); const b = (r) => console.log('b', r); wx.onWindowResize(a); wx.onWindowResize(b);
             setTimeout(() => wx.offWindowResize(a), 7)",
            "a {\"size\":{\"windowWidth\":667,\"windowHeight\":375}}\nb {\"size\":{\"windowWidth\":667,\"windowHeight\":375}}\nb {\"size\":{\"windowWidth\":375,\"windowHeight\":667}}",
        );
    }

    #[test]
    fn the_page_on_the_screen_is_told_before_the_listeners() {
        let js = "wx.onWindowResize((r) => console.log('wx', r.size.windowWidth)); Page({ onResize(r) { console.log(this.route, r) } })";
        let told = "pages/index/index {\"size\":{\"windowWidth\":667,\"windowHeight\":375}}\nwx 667\n\
            pages/index/index {\"size\":{\"windowWidth\":375,\"windowHeight\":667}}\nwx 375";
        check_in(EVENTS, js, told);
        check_in(&format!("base_library = '2.3.2'\n{EVENTS}"), js, "wx 667\nwx 375");
    }

    #[test]
    fn off_without_an_argument_takes_all_away() {
        check_in(EVENTS, "wx.onWindowResize((r) => console.log(r)); wx.offWindowResize()", "");
    }

    #[test]
    fn only_functions_listen() {
        let text = "onWindowResize:fail parameter error: parameter should be Function instead of Undefined;";
        check_in(EVENTS, "wx.onWindowResize()", text);
    }
}
