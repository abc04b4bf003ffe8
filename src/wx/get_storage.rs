//! `wx.getStorage` and `wx.getStorageSync`: read a value kept on the device.
//!
//! Facts §6: a missing key fails with `data not found` in the asynchronous form and gives an empty string in the other.

use boa_engine::{JsArgs, JsObject, JsResult, JsValue, js_string};

use super::api::{Api, Kind, Param, Run};
use super::call::{Call, Fail, Payload, Reply};
use super::set_storage::refuse_key;
use super::storage_value::restore;
use crate::lang::Text;

const SUMMARY: Text = Text { zh: "从本地缓存中获取指定 key 的内容", en: "Reads a value kept on the device" };

pub(super) const API: Api = Api {
    params: &[Param::required("key", Kind::String), Param::new("encrypt", Kind::Boolean).since("2.21.3")],
    ..Api::new("getStorage", SUMMARY, "storage/wx.getStorage.html", Run::Async(run))
};

pub(super) const SYNC: Api = Api {
    params: &[Param::required("key", Kind::String)],
    promise: None,
    ..Api::new("getStorageSync", SUMMARY, "storage/wx.getStorageSync.html", Run::Sync(run_sync))
};

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    let key = call.text("key").unwrap_or_default();
    let after = call.wx.latency.device;
    let encrypt = call.wx.at_least("2.21.3") && call.flag("encrypt");
    let stored = {
        let storage = call.wx.storage.borrow();
        let stored = if encrypt { storage.get_encrypted(&key) } else { storage.get(&key) };
        stored.map(|(name, data)| (name.to_owned(), data.to_owned()))
    };
    let Some((name, data)) = stored else {
        return Ok(Reply::After(after, Err(Fail::native("data not found"))));
    };
    let build = move |object: &JsObject, context: &mut boa_engine::Context| {
        let value = restore(&name, &data, context)?;
        object.create_data_property_or_throw(js_string!("data"), value, context).map(|_| ())
    };
    Ok(Reply::After(after, Ok(Payload::Build(Box::new(build)))))
}

fn run_sync(call: &mut Call<'_>) -> JsResult<JsValue> {
    let key = call.args.get_or_undefined(0);
    let Some(text) = key.as_string() else {
        refuse_key(call, "getStorage", key);
        return Ok(JsValue::undefined());
    };
    let key = text.to_std_string_lossy();
    let stored = call.wx.storage.borrow().get(&key).map(|(name, data)| (name.to_owned(), data.to_owned()));
    match stored {
        Some((name, data)) => restore(&name, &data, call.context),
        None => Ok(super::request::text_value("")),
    }
}
