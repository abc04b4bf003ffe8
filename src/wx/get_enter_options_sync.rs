//! `wx.getEnterOptionsSync`: how the app was entered this time; here always as it was launched.

use boa_engine::{JsResult, JsValue};
use serde_json::Value;

use super::api::{Api, Run};
use super::call::Call;
use crate::engine::json;
use crate::lang::Text;

pub(super) const API: Api = Api {
    since: "2.9.4",
    promise: None,
    missing: "forwardMaterials, chatType, shareTicket; a scenario gives path, query and scene",
    ..Api::new(
        "getEnterOptionsSync",
        Text { zh: "获取本次小程序启动时的参数", en: "Tells how the app was entered this time" },
        "base/app/life-cycle/wx.getEnterOptionsSync.html",
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
            "App({ onLaunch(options) { const own = wx.getEnterOptionsSync(); \
             console.log(own.path, own.query, own.scene, JSON.stringify(own) === JSON.stringify(options)) } })",
            "pages/a/a {\"id\":\"7\"} 1047 true",
        );
    }
}
