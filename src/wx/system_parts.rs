//! `wx.getDeviceInfo`, `wx.getWindowInfo`, `wx.getAppBaseInfo` and `wx.getSystemSetting`: parts of what `wx.getSystemInfo` tells.

use boa_engine::{JsResult, JsValue};
use serde_json::Value;

use super::api::{Api, Run};
use super::call::Call;
use crate::engine::json;
use crate::lang::Text;

pub(super) const APP_BASE: Api = Api {
    since: "2.20.1",
    promise: None,
    ..Api::new(
        "getAppBaseInfo",
        Text { zh: "获取微信 APP 基础信息", en: "Tells about the client and the base library" },
        "base/system/wx.getAppBaseInfo.html",
        Run::Sync(|call| part(call, &["SDKVersion", "enableDebug", "host", "language", "version", "theme", "fontSizeSetting"])),
    )
};

pub(super) const DEVICE: Api = Api {
    since: "2.20.1",
    promise: None,
    missing: Text {
        zh: "abi、deviceAbi、cpuType、memorySize（可由场景的 `device.system` 给出）",
        en: "abi, deviceAbi, cpuType and memorySize, unless the scenario gives them in `device.system`",
    },
    ..Api::new(
        "getDeviceInfo",
        Text { zh: "获取设备基础信息", en: "Tells about the phone" },
        "base/system/wx.getDeviceInfo.html",
        Run::Sync(|call| {
            let names = ["brand", "model", "system", "platform", "abi", "deviceAbi", "cpuType", "benchmarkLevel", "memorySize"];
            part(call, &names)
        }),
    )
};

pub(super) const SETTING: Api = Api {
    since: "2.20.1",
    promise: None,
    ..Api::new(
        "getSystemSetting",
        Text { zh: "获取设备设置", en: "Tells what is switched on" },
        "base/system/wx.getSystemSetting.html",
        Run::Sync(|call| part(call, &["bluetoothEnabled", "locationEnabled", "wifiEnabled", "deviceOrientation"])),
    )
};

pub(super) const WINDOW: Api = Api {
    since: "2.20.1",
    promise: None,
    missing: Text {
        zh: "screenTop（可由场景的 `device.system` 给出）",
        en: "screenTop, unless the scenario gives it in `device.system`",
    },
    ..Api::new(
        "getWindowInfo",
        Text { zh: "获取窗口信息", en: "Tells about the window" },
        "base/system/wx.getWindowInfo.html",
        Run::Sync(|call| {
            let sizes = ["screenWidth", "screenHeight", "windowWidth", "windowHeight"];
            part(call, &[&["pixelRatio"], &sizes[..], &["statusBarHeight", "safeArea", "screenTop"]].concat())
        }),
    )
};

fn part(call: &mut Call<'_>, names: &[&str]) -> JsResult<JsValue> {
    let members = call.wx.device.borrow().system_members(names);
    json::from_data(&Value::Object(members), call.context)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_in};

    #[test]
    fn each_gives_its_part_of_the_system_information() {
        for (api, members) in [
            (
                "getDeviceInfo",
                "{\"brand\":\"devtools\",\"model\":\"iPhone 6/7/8\",\"system\":\"iOS 10.0.1\",\"platform\":\"devtools\",\"benchmarkLevel\":1}",
            ),
            (
                "getSystemSetting",
                "{\"bluetoothEnabled\":true,\"locationEnabled\":true,\"wifiEnabled\":true,\"deviceOrientation\":\"portrait\"}",
            ),
            (
                "getWindowInfo",
                "{\"pixelRatio\":2,\"screenWidth\":375,\"screenHeight\":667,\"windowWidth\":375,\"windowHeight\":603,\"statusBarHeight\":20,\"safeArea\":{\"left\":0,\"right\":375,\"top\":20,\"bottom\":667,\"width\":375,\"height\":647}}",
            ),
        ] {
            check(&format!("console.log(JSON.stringify(wx.{api}()))"), members);
            check_in("base_library = '2.20.0'", &format!("console.log(typeof wx.{api})"), "undefined");
        }
    }

    #[test]
    fn the_app_tells_version_and_theme() {
        let js = "const info = wx.getAppBaseInfo(); console.log(info.SDKVersion, info.theme, info.language, info.host.env)";
        check_in("base_library = '2.20.1'", js, "2.20.1 light zh_CN WeChat");
        let dark = "[[scenario.event]]\nwhat = 'theme'\nvalue = 'dark'";
        check_in(dark, "setTimeout(() => console.log(wx.getAppBaseInfo().theme), 1)", "dark");
        check_in("base_library = '2.20.0'", "console.log(typeof wx.getAppBaseInfo)", "undefined");
    }
}
