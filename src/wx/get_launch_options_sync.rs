//! `wx.getLaunchOptionsSync`: how the app was launched: path, query, scene; what `App.onLaunch` gets.

use boa_engine::{JsResult, JsValue};
use serde_json::Value;

use super::api::{Api, Run};
use super::call::Call;
use crate::engine::json;
use crate::lang::Text;

pub(super) const API: Api = Api {
    since: "2.1.2",
    promise: None,
    missing: "forwardMaterials, chatType, shareTicket; a scenario gives path, query and scene",
    ..Api::new(
        "getLaunchOptionsSync",
        Text { zh: "获取小程序启动时的参数", en: "Tells how the app was launched" },
        "base/app/life-cycle/wx.getLaunchOptionsSync.html",
        Run::Sync(run),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<JsValue> {
    let options = call.wx.device.borrow().launch_options().clone();
    json::from_data(&Value::Object(options), call.context)
}

#[cfg(test)]
mod tests {
    use super::super::testing::check_in;

    #[test]
    fn is_what_on_launch_gets() {
        check_in(
            "device.path = 'pages/a/a'\ndevice.query = { id = '7' }\ndevice.scene = 1047",
            "App({ onLaunch(options) { const own = wx.getLaunchOptionsSync(); \
             console.log(own.path, own.query, own.scene, JSON.stringify(own) === JSON.stringify(options)) } })",
            "pages/a/a {\"id\":\"7\"} 1047 true",
        );
    }
}
