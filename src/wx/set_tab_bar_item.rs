//! `wx.setTabBarItem`: the text and the icons of a tab. Recorded as state; nothing is drawn.

use boa_engine::JsResult;

use super::api::{Api, Kind, Param, Run};
use super::call::{Call, Reply};
use super::tab_bar;
use crate::lang::Text;

pub(super) const API: Api = Api {
    since: "1.9.0",
    params: &[
        Param::required("index", Kind::Number),
        Param::new("text", Kind::String),
        Param::new("iconPath", Kind::String),
        Param::new("selectedIconPath", Kind::String),
    ],
    failures: &["not TabBar page"],
    missing: "the check of `index` against the tab bar; whether the icons exist",
    ..Api::new(
        "setTabBarItem",
        Text { zh: "动态设置 tabBar 某一项的内容", en: "Sets the text and the icons of a tab" },
        "ui/tab-bar/wx.setTabBarItem.html",
        Run::Async(run),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    if let Some(fail) = tab_bar::refused(call) {
        return Ok(Reply::After(call.wx.latency.device, Err(fail)));
    }
    let given = call.given(&["index", "text", "iconPath", "selectedIconPath"]);
    call.state("tab-bar", given);
    Ok(Reply::done(call.wx.latency.device))
}

#[cfg(test)]
mod tests {
    use super::super::testing::check_all;

    #[test]
    fn is_recorded_and_checked() {
        check_all(
            "",
            "wx.setTabBarItem({ index: 0, text: '首页' }).then((r) => console.log(r.errMsg))",
            "[tab-bar] {\"index\":0,\"text\":\"首页\"}
             setTabBarItem:ok",
        );
        check_all(
            "app.tabs = ['pages/me/me']",
            "wx.setTabBarItem({ index: 0 }).catch((e) => console.log(e.errMsg))",
            "setTabBarItem:fail not TabBar page",
        );
    }
}
