//! `wx.getBatteryInfo` and `wx.getBatteryInfoSync`: a battery that is always full and not charging.

use boa_engine::{JsResult, JsValue};
use serde_json::{Map, Value, json};

use super::api::{Api, Run};
use super::call::{Call, Reply};
use super::state::Wx;
use crate::engine::json as engine_json;
use crate::lang::Text;

const SUMMARY: Text = Text { zh: "获取设备电量", en: "Tells the state of the battery" };

pub(super) const API: Api = Api {
    since: "1.0.0",
    missing: Text {
        zh: "未充满的电池（可由场景作答）", en: "a battery that is not full, unless the scenario answers the call"
    },
    ..Api::new("getBatteryInfo", SUMMARY, "device/battery/wx.getBatteryInfo.html", Run::Async(run))
};

pub(super) const SYNC: Api = Api {
    since: "1.0.0",
    promise: None,
    missing: Text {
        zh: "未充满的电池（可由场景作答）", en: "a battery that is not full, unless the scenario answers the call"
    },
    ..Api::new("getBatteryInfoSync", SUMMARY, "device/battery/wx.getBatteryInfoSync.html", Run::Sync(run_sync))
};

fn battery(wx: &Wx) -> Map<String, Value> {
    let mut battery = Map::from_iter([("level".to_owned(), json!(100)), ("isCharging".to_owned(), json!(false))]);
    if wx.at_least("3.5.0") {
        battery.insert("isLowPowerModeEnabled".into(), false.into());
    }
    battery
}

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    Ok(Reply::ok(call.wx.latency.device, battery(&call.wx)))
}

fn run_sync(call: &mut Call<'_>) -> JsResult<JsValue> {
    engine_json::from_data(&Value::Object(battery(&call.wx)), call.context)
}

#[cfg(test)]
mod tests {
    use super::super::testing::check_in;

    #[test]
    fn is_full() {
        let js = "console.log(wx.getBatteryInfoSync()); wx.getBatteryInfo().then((r) => console.log(r))";
        check_in(
            "base_library = '2.13.0'",
            js,
            "{\"level\":100,\"isCharging\":false}
             {\"errMsg\":\"getBatteryInfo:ok\",\"level\":100,\"isCharging\":false}",
        );
    }
}
