//! `wx.getSystemInfo` and `wx.getSystemInfoSync`: the device, the client and the base library.

use boa_engine::{JsResult, JsValue};
use serde_json::Value;

use super::api::{Api, Run};
use super::call::{Call, Reply};
use crate::engine::json;
use crate::lang::Text;

const SUMMARY: Text = Text { zh: "获取系统信息", en: "Tells about the device, the client and the base library" };

pub(super) const API: Api = Api::new("getSystemInfo", SUMMARY, "base/system/wx.getSystemInfo.html", Run::Async(run));

pub(super) const SYNC: Api =
    Api { promise: None, ..Api::new("getSystemInfoSync", SUMMARY, "base/system/wx.getSystemInfoSync.html", Run::Sync(run_sync)) };

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    let members = call.wx.device.borrow().system_info().clone();
    Ok(Reply::ok(call.wx.latency.device, members))
}

fn run_sync(call: &mut Call<'_>) -> JsResult<JsValue> {
    let members = call.wx.device.borrow().system_info().clone();
    json::from_data(&Value::Object(members), call.context)
}
