//! `wx.getDeviceInfo`: the phone: brand, model, system, platform.

use boa_engine::{JsResult, JsValue};
use serde_json::Value;

use super::api::{Api, Run};
use super::call::Call;
use crate::engine::json;
use crate::lang::Text;

pub(super) const API: Api = Api {
    since: "2.20.1",
    promise: None,
    missing: "abi, deviceAbi, cpuType and memorySize, unless the scenario gives them in `device.system`",
    ..Api::new(
        "getDeviceInfo",
        Text { zh: "获取设备基础信息", en: "Tells about the phone" },
        "base/system/wx.getDeviceInfo.html",
        Run::Sync(run),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<JsValue> {
    let members = call.wx.device.borrow().system_members(&[
        "brand",
        "model",
        "system",
        "platform",
        "abi",
        "deviceAbi",
        "benchmarkLevel",
        "memorySize",
    ]);
    json::from_data(&Value::Object(members), call.context)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_in};

    #[test]
    fn gives_its_part_of_the_system_information() {
        check(
            "console.log(JSON.stringify(wx.getDeviceInfo()))",
            "{\"brand\":\"devtools\",\"model\":\"iPhone 6/7/8\",\"system\":\"iOS 10.0.1\",\"platform\":\"devtools\",\"benchmarkLevel\":1}",
        );
        check_in("base_library = '2.13.0'", "console.log(typeof wx.getDeviceInfo)", "undefined");
    }
}
