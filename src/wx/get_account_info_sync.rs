//! `wx.getAccountInfoSync`: the mini-program's appid, environment and version.

use boa_engine::{JsResult, JsValue};
use serde_json::{Map, Value, json};

use super::api::{Api, Run};
use super::call::Call;
use crate::engine::json as engine_json;
use crate::lang::Text;
use crate::scenario::AppEnv;

pub(super) const API: Api = Api {
    since: "2.2.2",
    promise: None,
    missing: Text { zh: "插件", en: "plugins" },
    ..Api::new(
        "getAccountInfoSync",
        Text { zh: "获取当前账号信息", en: "Tells the mini-program's appid, environment and version" },
        "open-api/account-info/wx.getAccountInfoSync.html",
        Run::Sync(run),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<JsValue> {
    let appid = call.wx.scenario.platform.appid.clone();
    let mut app = Map::new();
    app.insert("appId".into(), appid.unwrap_or_else(|| crate::world::platform::DEFAULT_APPID.to_owned()).into());
    let env = call.wx.scenario.app.env.unwrap_or_default();
    if call.wx.at_least("2.10.0") {
        app.insert("envVersion".into(), json!(env));
    }
    if call.wx.at_least("2.10.2") {
        // Only the public version has a number (official page).
        app.insert("version".into(), if env == AppEnv::Release { "1.0.0" } else { "" }.into());
    }
    engine_json::from_data(&json!({ "miniProgram": Value::Object(app) }), call.context)
}

#[cfg(test)]
mod tests {
    use super::super::testing::check_in;

    #[test]
    fn tells_appid_and_environment() {
        let js = "console.log(wx.getAccountInfoSync())";
        let member = |text: &str| format!("{{\"miniProgram\":{{\"appId\":\"wx1\"{text}}}}}");
        let app = "platform.appid = 'wx1'";
        check_in(app, js, &member(",\"envVersion\":\"develop\",\"version\":\"\""));
        check_in(&format!("{app}\napp.env = 'release'"), js, &member(",\"envVersion\":\"release\",\"version\":\"1.0.0\""));
        check_in(&format!("{app}\nbase_library = '2.9.0'"), js, &member(""));
    }
}
