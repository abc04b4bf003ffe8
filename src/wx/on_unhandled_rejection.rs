//! `wx.onUnhandledRejection` and `wx.offUnhandledRejection`: promises whose rejection nobody handled.
//!
//! Facts §7.1: listeners get the reason and the promise, for every reason.

use super::api::Api;
use super::listener::{off, on};
use crate::lang::Text;

pub(super) const API: Api = on(
    "onUnhandledRejection",
    "2.10.0",
    Text { zh: "监听未处理的 Promise 拒绝事件", en: "Is told about rejections that nobody handled" },
    "base/app/app-event/wx.onUnhandledRejection.html",
);

pub(super) const OFF: Api = off("offUnhandledRejection", "2.10.0", "base/app/app-event/wx.offUnhandledRejection.html");

#[cfg(test)]
mod tests {
    use super::super::testing::check;

    #[test]
    fn every_listener_is_told() {
        check(
            "const a = (r) => console.log('a', r.reason.message, typeof r.promise.then); wx.onUnhandledRejection(a); wx.onUnhandledRejection((r) => console.log('b', r.reason.message, typeof r.promise.then));
             setTimeout(() => wx.offUnhandledRejection(a), 50); setTimeout(() => { Promise.reject(new Error('boom')) }, 1); setTimeout(() => { Promise.reject(new Error('boom')) }, 60)",
            "! Error: boom
             a boom function
             b boom function
             ! Error: boom
             b boom function",
        );
    }
}
