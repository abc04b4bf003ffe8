//! `wx.showNavigationBarLoading` and `wx.hideNavigationBarLoading`: the loading mark in the navigation bar. Recorded as state; nothing is drawn.

use boa_engine::JsResult;
use serde_json::json;

use super::api::{Api, Run};
use super::call::{Call, Reply};
use crate::lang::Text;

pub(super) const API: Api = Api {
    since: "1.0.0",
    ..Api::new(
        "showNavigationBarLoading",
        Text { zh: "在当前页面显示导航条加载动画", en: "Shows the loading mark in the navigation bar" },
        "ui/navigation-bar/wx.showNavigationBarLoading.html",
        Run::Async(run),
    )
};

pub(super) const HIDE: Api = Api {
    since: "1.0.0",
    ..Api::new(
        "hideNavigationBarLoading",
        Text { zh: "在当前页面隐藏导航条加载动画", en: "Hides the loading mark in the navigation bar" },
        "ui/navigation-bar/wx.hideNavigationBarLoading.html",
        Run::Async(hide),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    call.state("navigation-bar", json!({ "loading": true }));
    Ok(Reply::done(call.wx.latency.device))
}

fn hide(call: &mut Call<'_>) -> JsResult<Reply> {
    call.state("navigation-bar", json!({ "loading": false }));
    Ok(Reply::done(call.wx.latency.device))
}

#[cfg(test)]
mod tests {
    use super::super::testing::check_all;

    #[test]
    fn is_recorded_and_checked() {
        check_all(
            "",
            "wx.showNavigationBarLoading(); wx.hideNavigationBarLoading({ complete: (r) => console.log(r.errMsg) })",
            "[navigation-bar] {\"loading\":true}
             [navigation-bar] {\"loading\":false}
             hideNavigationBarLoading:ok",
        );
    }
}
