//! `wx.getExtConfig` and `wx.getExtConfigSync`: the custom part of ext.json, given by the scenario's `app.ext`.

use boa_engine::{JsResult, JsValue};
use serde_json::{Map, Value};

use super::api::{Api, Run};
use super::call::{Call, Reply};
use crate::engine::json;
use crate::lang::Text;

const SUMMARY: Text =
    Text { zh: "获取第三方平台自定义的数据字段", en: "Gives what a third-party platform has configured" };

pub(super) const API: Api =
    Api { since: "1.1.0", ..Api::new("getExtConfig", SUMMARY, "ext/wx.getExtConfig.html", Run::Async(run)) };

pub(super) const SYNC: Api = Api {
    since: "1.1.0",
    promise: None,
    ..Api::new("getExtConfigSync", SUMMARY, "ext/wx.getExtConfigSync.html", Run::Sync(run_sync))
};

fn ext(call: &Call<'_>) -> Value {
    Value::Object(call.wx.scenario.app.ext.clone().unwrap_or_default())
}

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    let members = Map::from_iter([("extConfig".to_owned(), ext(call))]);
    Ok(Reply::ok(call.wx.latency.device, members))
}

fn run_sync(call: &mut Call<'_>) -> JsResult<JsValue> {
    json::from_data(&ext(call), call.context)
}

#[cfg(test)]
mod tests {
    use super::super::testing::check_in;

    #[test]
    fn is_what_the_scenario_says() {
        let js = "console.log(wx.getExtConfigSync()); wx.getExtConfig({ success: (r) => console.log(r.extConfig) })";
        check_in("app.ext = { shop = 7 }", js, "{\"shop\":7}\n{\"shop\":7}");
        check_in("", js, "{}\n{}");
    }
}
