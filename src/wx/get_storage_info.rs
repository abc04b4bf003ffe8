//! `wx.getStorageInfo` and `wx.getStorageInfoSync`: which keys are kept on the device, and how much room they take.

use boa_engine::{JsResult, JsValue};
use serde_json::{Map, Value};

use super::api::{Api, Run};
use super::call::{Call, Reply};
use crate::engine::json;
use crate::lang::Text;

const SUMMARY: Text = Text {
    zh: "获取当前 storage 的相关信息",
    en: "Tells which keys are kept on the device and how much room they take",
};

pub(super) const API: Api = Api::new("getStorageInfo", SUMMARY, "storage/wx.getStorageInfo.html", Run::Async(run));

pub(super) const SYNC: Api =
    Api { promise: None, ..Api::new("getStorageInfoSync", SUMMARY, "storage/wx.getStorageInfoSync.html", Run::Sync(run_sync)) };

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    Ok(Reply::ok(call.wx.latency.device, members(call)))
}

fn run_sync(call: &mut Call<'_>) -> JsResult<JsValue> {
    let members = members(call);
    json::from_data(&Value::Object(members), call.context)
}

fn members(call: &Call<'_>) -> Map<String, Value> {
    let info = call.wx.storage.borrow().info();
    let mut members = Map::new();
    members.insert("keys".into(), info.keys.into());
    members.insert("currentSize".into(), info.current_size.into());
    members.insert("limitSize".into(), info.limit_size.into());
    members
}
