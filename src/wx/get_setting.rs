//! `wx.getSetting`: which scopes the user was asked for, and what they said.
//!
//! Facts §3.5: a scope that was never asked for has no key at all.

use boa_engine::JsResult;
use serde_json::{Map, Value, json};

use super::api::{Api, Default, Kind, Param, Run};
use super::call::{Call, Reply};
use crate::lang::Text;

pub(super) const API: Api = Api {
    since: "1.2.0",
    params: &[Param::new("withSubscriptions", Kind::Boolean).or(Default::Flag(false)).since("2.10.1")],
    ..Api::new(
        "getSetting",
        Text {
            zh: "获取用户的当前设置（已请求过的权限）", en: "Tells the user's decisions about scopes that were asked for"
        },
        "open-api/setting/wx.getSetting.html",
        Run::Async(run),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    let mut members = Map::new();
    members.insert("authSetting".into(), Value::Object(call.wx.user.borrow().auth_setting()));
    if call.wx.at_least("2.10.1") && call.flag("withSubscriptions") {
        members.insert("subscriptionsSetting".into(), json!({ "mainSwitch": true, "itemSettings": {} }));
    }
    Ok(Reply::ok(call.wx.latency.account, members))
}
