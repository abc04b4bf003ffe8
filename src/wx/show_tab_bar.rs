//! `wx.showTabBar` and `wx.hideTabBar`: whether the tab bar is seen. Recorded as state; nothing is drawn.

use boa_engine::JsResult;
use serde_json::json;

use super::api::{Api, Kind, Param, Run};
use super::call::{Call, Reply};
use super::tab_bar;
use crate::lang::Text;

pub(super) const API: Api = Api {
    since: "1.9.0",
    params: &[Param::new("animation", Kind::Boolean)],
    failures: &["not TabBar page"],
    missing: "the animation",
    ..Api::new(
        "showTabBar",
        Text { zh: "显示 tabBar", en: "Shows the tab bar" },
        "ui/tab-bar/wx.showTabBar.html",
        Run::Async(run),
    )
};

pub(super) const HIDE: Api = Api {
    since: "1.9.0",
    params: &[Param::new("animation", Kind::Boolean)],
    failures: &["not TabBar page"],
    missing: "the animation",
    ..Api::new(
        "hideTabBar",
        Text { zh: "隐藏 tabBar", en: "Hides the tab bar" },
        "ui/tab-bar/wx.hideTabBar.html",
        Run::Async(hide),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    if let Some(fail) = tab_bar::refused(call) {
        return Ok(Reply::After(call.wx.latency.device, Err(fail)));
    }
    call.state("tab-bar", json!({ "visible": true }));
    Ok(Reply::done(call.wx.latency.device))
}

fn hide(call: &mut Call<'_>) -> JsResult<Reply> {
    if let Some(fail) = tab_bar::refused(call) {
        return Ok(Reply::After(call.wx.latency.device, Err(fail)));
    }
    call.state("tab-bar", json!({ "visible": false }));
    Ok(Reply::done(call.wx.latency.device))
}

#[cfg(test)]
mod tests {
    use super::super::testing::check_all;

    #[test]
    fn is_recorded_and_checked() {
        check_all(
            "",
            "wx.hideTabBar(); wx.showTabBar({ success: (r) => console.log(r.errMsg) })",
            "[tab-bar] {\"visible\":false}
             [tab-bar] {\"visible\":true}
             showTabBar:ok",
        );
        check_all(
            "app.tabs = ['pages/me/me']",
            "wx.showTabBar({}).catch((e) => console.log(e.errMsg))",
            "showTabBar:fail not TabBar page",
        );
    }
}
