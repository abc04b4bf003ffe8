//! `wx.getLaunchOptionsSync` and `wx.getEnterOptionsSync`: how the app was launched and how it was entered this time: path, query,
//! scene; what `App.onLaunch` gets. Here an app is always entered as it was launched.

use boa_engine::{JsResult, JsValue};
use serde_json::Value;

use super::api::{Api, Run};
use super::call::Call;
use crate::engine::json;
use crate::lang::Text;

const MISSING: Text = Text {
    zh: "forwardMaterials、chatType、shareTicket；path、query、scene 由场景给出",
    en: "forwardMaterials, chatType, shareTicket; a scenario gives path, query and scene",
};

pub(super) const API: Api = Api {
    since: "2.1.2",
    promise: None,
    missing: MISSING,
    ..Api::new(
        "getLaunchOptionsSync",
        Text { zh: "获取小程序启动时的参数", en: "Tells how the app was launched" },
        "base/app/life-cycle/wx.getLaunchOptionsSync.html",
        Run::Sync(run),
    )
};

pub(super) const ENTER: Api = Api {
    since: "2.9.4",
    promise: None,
    missing: MISSING,
    ..Api::new(
        "getEnterOptionsSync",
        Text { zh: "获取本次小程序启动时的参数", en: "Tells how the app was entered this time" },
        "base/app/life-cycle/wx.getEnterOptionsSync.html",
        Run::Sync(run),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<JsValue> {
    let options = Value::Object((**call.wx.device.borrow().launch_options()).clone());
    json::from_data(&options, call.context)
}

#[cfg(test)]
mod tests {
    use super::super::testing::check_in;

    #[test]
    fn is_what_on_launch_gets() {
        for api in ["getLaunchOptionsSync", "getEnterOptionsSync"] {
            let js = format!(
                "App({{ onLaunch(options) {{ const own = wx.{api}(); \
                 console.log(own.path, own.query, own.scene, JSON.stringify(own) === JSON.stringify(options)) }} }})"
            );
            let toml = "device.path = 'pages/a/a'\ndevice.query = { id = '7' }\ndevice.scene = 1047";
            check_in(toml, &js, "pages/a/a {\"id\":\"7\"} 1047 true");
        }
    }
}
