//! `wx.getSystemSetting`: what is switched on: Bluetooth, location, Wi-Fi.

use boa_engine::{JsResult, JsValue};
use serde_json::Value;

use super::api::{Api, Run};
use super::call::Call;
use crate::engine::json;
use crate::lang::Text;

pub(super) const API: Api = Api {
    since: "2.20.1",
    promise: None,
    ..Api::new(
        "getSystemSetting",
        Text { zh: "获取设备设置", en: "Tells what is switched on" },
        "base/system/wx.getSystemSetting.html",
        Run::Sync(run),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<JsValue> {
    let members =
        call.wx.device.borrow().system_members(&["bluetoothEnabled", "locationEnabled", "wifiEnabled", "deviceOrientation"]);
    json::from_data(&Value::Object(members), call.context)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_in};

    #[test]
    fn gives_its_part_of_the_system_information() {
        check(
            "console.log(JSON.stringify(wx.getSystemSetting()))",
            "{\"bluetoothEnabled\":true,\"locationEnabled\":true,\"wifiEnabled\":true,\"deviceOrientation\":\"portrait\"}",
        );
        check_in("base_library = '2.13.0'", "console.log(typeof wx.getSystemSetting)", "undefined");
    }
}
