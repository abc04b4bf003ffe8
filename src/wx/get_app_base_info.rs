//! `wx.getAppBaseInfo`: the client and the base library: version, language, theme, host.

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
        "getAppBaseInfo",
        Text { zh: "获取微信 APP 基础信息", en: "Tells about the client and the base library" },
        "base/system/wx.getAppBaseInfo.html",
        Run::Sync(run),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<JsValue> {
    let names = ["SDKVersion", "enableDebug", "host", "language", "version", "theme", "fontSizeSetting"];
    let members = call.wx.device.borrow().system_members(&names);
    json::from_data(&Value::Object(members), call.context)
}

#[cfg(test)]
mod tests {
    use super::super::testing::check_in;

    #[test]
    fn tells_version_and_theme() {
        let js = "const info = wx.getAppBaseInfo(); console.log(info.SDKVersion, info.theme, info.language, info.host.env)";
        check_in("base_library = '2.20.1'", js, "2.20.1 light zh_CN WeChat");
        let dark = "[[scenario.event]]\nwhat = 'theme'\nvalue = 'dark'";
        check_in(dark, "setTimeout(() => console.log(wx.getAppBaseInfo().theme), 1)", "dark");
        check_in("base_library = '2.20.0'", "console.log(typeof wx.getAppBaseInfo)", "undefined");
    }
}
