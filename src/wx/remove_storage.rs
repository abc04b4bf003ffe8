//! `wx.removeStorage` and `wx.removeStorageSync`: forget a value kept on the device; a missing key is no failure.

use boa_engine::{JsArgs, JsResult, JsValue};

use super::api::{Api, Kind, Param, Run};
use super::call::{Call, Reply};
use super::set_storage::refuse_key;
use crate::lang::Text;

const SUMMARY: Text = Text { zh: "从本地缓存中移除指定 key", en: "Forgets a value kept on the device" };

pub(super) const API: Api = Api {
    params: &[Param::required("key", Kind::String)],
    ..Api::new("removeStorage", SUMMARY, "storage/wx.removeStorage.html", Run::Async(run))
};

pub(super) const SYNC: Api = Api {
    params: &[Param::required("key", Kind::String)],
    promise: None,
    ..Api::new("removeStorageSync", SUMMARY, "storage/wx.removeStorageSync.html", Run::Sync(run_sync))
};

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    let key = call.text("key").unwrap_or_default();
    call.wx.storage.borrow_mut().remove(&key);
    Ok(Reply::done(call.wx.latency.device))
}

fn run_sync(call: &mut Call<'_>) -> JsResult<JsValue> {
    let key = call.args.get_or_undefined(0);
    match key.as_string() {
        Some(text) => {
            call.wx.storage.borrow_mut().remove(&text.to_std_string_lossy());
        }
        None => refuse_key(call, "removeStorage", key),
    }
    Ok(JsValue::undefined())
}
