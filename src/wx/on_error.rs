//! `wx.onError` and `wx.offError`: errors that nobody caught, as text with a stack.
//!
//! Facts §7.1: listeners get a string; exceptions in callbacks of APIs are errors too, told in a later task.

use super::api::Api;
use super::listener::{off, on};
use crate::lang::Text;

pub(super) const API: Api = on(
    "onError",
    "2.1.2",
    Text { zh: "监听小程序错误事件", en: "Is told about errors that nobody caught" },
    "base/app/app-event/wx.onError.html",
);

pub(super) const OFF: Api = off("offError", "2.1.2", "base/app/app-event/wx.offError.html");

#[cfg(test)]
mod tests {
    use super::super::testing::check;

    #[test]
    fn every_listener_is_told() {
        check(
            "const a = (text) => console.log('a', text.split('\\n').slice(0, 2).join(' ')); wx.onError(a); wx.onError((text) => console.log('b', text.split('\\n').slice(0, 2).join(' ')));
             setTimeout(() => wx.offError(a), 50); setTimeout(() => { throw new Error('boom') }, 1); setTimeout(() => { throw new Error('boom') }, 60)",
            "! Error: boom
             a MiniProgramError boom
             b MiniProgramError boom
             ! Error: boom
             b MiniProgramError boom",
        );
    }
}
