//! `wx.clearStorage` and `wx.clearStorageSync`: forget everything kept on the device.

use boa_engine::{JsResult, JsValue};

use super::api::{Api, Run};
use super::call::{Call, Reply};
use crate::lang::Text;

const SUMMARY: Text = Text { zh: "清理本地数据缓存", en: "Forgets everything kept on the device" };

pub(super) const API: Api = Api::new("clearStorage", SUMMARY, "storage/wx.clearStorage.html", Run::Async(run));

pub(super) const SYNC: Api =
    Api { promise: None, ..Api::new("clearStorageSync", SUMMARY, "storage/wx.clearStorageSync.html", Run::Sync(run_sync)) };

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    call.wx.storage.borrow_mut().clear();
    Ok(Reply::done(call.wx.latency.device))
}

fn run_sync(call: &mut Call<'_>) -> JsResult<JsValue> {
    call.wx.storage.borrow_mut().clear();
    Ok(JsValue::undefined())
}
