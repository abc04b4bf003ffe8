//! `wx.showTabBarRedDot` and `wx.hideTabBarRedDot`: a red dot at the upper right of a tab. Recorded as state; nothing is drawn.

use boa_engine::JsResult;

use super::api::{Api, Kind, Param, Run};
use super::call::{Call, Reply};
use super::tab_bar;
use crate::lang::Text;

pub(super) const API: Api = Api {
    since: "1.9.0",
    params: &[Param::required("index", Kind::Number)],
    failures: &["not TabBar page"],
    missing: "the check of `index` against the tab bar",
    ..Api::new(
        "showTabBarRedDot",
        Text { zh: "显示 tabBar 某一项的右上角的红点", en: "Puts a red dot on a tab" },
        "ui/tab-bar/wx.showTabBarRedDot.html",
        Run::Async(run),
    )
};

pub(super) const HIDE: Api = Api {
    since: "1.9.0",
    params: &[Param::required("index", Kind::Number)],
    failures: &["not TabBar page"],
    missing: "the check of `index` against the tab bar",
    ..Api::new(
        "hideTabBarRedDot",
        Text { zh: "隐藏 tabBar 某一项的右上角的红点", en: "Takes the red dot of a tab away" },
        "ui/tab-bar/wx.hideTabBarRedDot.html",
        Run::Async(hide),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    if let Some(fail) = tab_bar::refused(call) {
        return Ok(Reply::After(call.wx.latency.device, Err(fail)));
    }
    let mut detail = call.given(&["index"]);
    detail.insert("redDot".into(), true.into());
    call.state("tab-bar", detail);
    Ok(Reply::done(call.wx.latency.device))
}

fn hide(call: &mut Call<'_>) -> JsResult<Reply> {
    if let Some(fail) = tab_bar::refused(call) {
        return Ok(Reply::After(call.wx.latency.device, Err(fail)));
    }
    let mut detail = call.given(&["index"]);
    detail.insert("redDot".into(), false.into());
    call.state("tab-bar", detail);
    Ok(Reply::done(call.wx.latency.device))
}

#[cfg(test)]
mod tests {
    use super::super::testing::check_all;

    #[test]
    fn is_recorded_and_checked() {
        check_all(
            "",
            "wx.showTabBarRedDot({ index: 0 }); wx.hideTabBarRedDot({ index: 0, success: (r) => console.log(r.errMsg) })",
            "[tab-bar] {\"index\":0,\"redDot\":true}
             [tab-bar] {\"index\":0,\"redDot\":false}
             hideTabBarRedDot:ok",
        );
        check_all(
            "app.tabs = ['pages/me/me']",
            "wx.showTabBarRedDot({ index: 0 }).catch((e) => console.log(e.errMsg))",
            "showTabBarRedDot:fail not TabBar page",
        );
    }
}
