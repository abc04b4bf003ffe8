//! `wx.hideHomeButton`: takes the way home out of the navigation bar. Recorded as state; nothing is drawn.

use boa_engine::JsResult;
use serde_json::json;

use super::api::{Api, Run};
use super::call::{Call, Reply};
use crate::lang::Text;

pub(super) const API: Api = Api {
    since: "2.8.3",
    ..Api::new(
        "hideHomeButton",
        Text { zh: "隐藏返回首页按钮", en: "Hides the button to the home page" },
        "ui/navigation-bar/wx.hideHomeButton.html",
        Run::Async(run),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    call.state("navigation-bar", json!({ "homeButton": false }));
    Ok(Reply::done(call.wx.latency.device))
}

#[cfg(test)]
mod tests {
    use super::super::testing::check_all;

    #[test]
    fn is_recorded_and_checked() {
        check_all(
            "",
            "wx.hideHomeButton({ success: (r) => console.log(r.errMsg) })",
            "[navigation-bar] {\"homeButton\":false}
             hideHomeButton:ok",
        );
    }
}
