//! `wx.env`: where the program may keep files (`USER_DATA_PATH`).

use boa_engine::{Context, JsResult, JsValue};
use serde_json::json;

use super::api::{Api, Run};
use crate::engine::json;
use crate::lang::Text;

pub(super) const API: Api = Api {
    since: "1.0.0",
    promise: None,
    ..Api::new("env", Text { zh: "环境变量", en: "Where the program may keep files" }, "base/wx.env.html", Run::Object(make))
};

fn make(context: &mut Context) -> JsResult<JsValue> {
    json::from_data(&json!({ "USER_DATA_PATH": "wxfile://usr" }), context)
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;

    #[test]
    fn is_an_object() {
        check("console.log(wx.env, Object.keys(wx).includes('env'))", "{\"USER_DATA_PATH\":\"wxfile://usr\"} true");
    }
}
