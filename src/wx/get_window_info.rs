//! `wx.getWindowInfo`: the window: sizes, pixel ratio, safe area.

use boa_engine::{JsResult, JsValue};
use serde_json::Value;

use super::api::{Api, Run};
use super::call::Call;
use crate::engine::json;
use crate::lang::Text;

pub(super) const API: Api = Api {
    since: "2.20.1",
    promise: None,
    missing: "screenTop, unless the scenario gives it in `device.system`",
    ..Api::new(
        "getWindowInfo",
        Text { zh: "获取窗口信息", en: "Tells about the window" },
        "base/system/wx.getWindowInfo.html",
        Run::Sync(run),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<JsValue> {
    let members = call.wx.device.borrow().system_members(&[
        "pixelRatio",
        "screenWidth",
        "screenHeight",
        "windowWidth",
        "windowHeight",
        "statusBarHeight",
        "safeArea",
        "screenTop",
    ]);
    json::from_data(&Value::Object(members), call.context)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_in};

    #[test]
    fn gives_its_part_of_the_system_information() {
        check(
            "console.log(JSON.stringify(wx.getWindowInfo()))",
            "{\"pixelRatio\":2,\"screenWidth\":375,\"screenHeight\":667,\"windowWidth\":375,\"windowHeight\":603,\"statusBarHeight\":20,\"safeArea\":{\"left\":0,\"right\":375,\"top\":20,\"bottom\":667,\"width\":375,\"height\":647}}",
        );
        check_in("base_library = '2.13.0'", "console.log(typeof wx.getWindowInfo)", "undefined");
    }
}
