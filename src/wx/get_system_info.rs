//! `wx.getSystemInfo`, `wx.getSystemInfoSync` and `wx.getSystemInfoAsync`: the device, the client and the base library.

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

pub(super) const LATER: Api = Api {
    since: "2.14.1",
    // The typings give it no promise, and the official page flags it as unsupported (facts §1.4).
    promise: None,
    ..Api::new("getSystemInfoAsync", SUMMARY, "base/system/wx.getSystemInfoAsync.html", Run::Async(run))
};

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    let members = call.wx.device.borrow().system_info().clone();
    Ok(Reply::ok(call.wx.latency.device, members))
}

fn run_sync(call: &mut Call<'_>) -> JsResult<JsValue> {
    let members = call.wx.device.borrow().system_info().clone();
    json::from_data(&Value::Object(members), call.context)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_in};

    #[test]
    fn three_ways_to_ask() {
        check(
            "wx.getSystemInfo({ success: (r) => console.log(r.errMsg, r.platform) });
             wx.getSystemInfoAsync({ success: (r) => console.log(r.errMsg, r.platform) });
             console.log(wx.getSystemInfoSync().errMsg, wx.getSystemInfoAsync())",
            "undefined undefined
             getSystemInfo:ok devtools
             getSystemInfoAsync:ok devtools",
        );
        check_in("base_library = '2.14.0'", "console.log(typeof wx.getSystemInfoAsync)", "undefined");
        check_in("client = 'ios'", "wx.getSystemInfo().then((r) => console.log(r.platform))", "ios");
        // What runs there reads fewer dates.
        let date = "console.log(isNaN(new Date('2020-10-07 10:00:00')), isNaN(Date.parse('2020/10/07 10:00:00')))";
        check_in("client = 'ios'", date, "true false");
        check_in("client = 'ios'\ndevice.system = { system = 'iOS 17.0' }", date, "false false");
        check_in("client = 'android'", date, "false false");
    }
}
