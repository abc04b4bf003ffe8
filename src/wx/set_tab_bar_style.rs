//! `wx.setTabBarStyle`: the colours of the tab bar. Recorded as state; nothing is drawn.

use boa_engine::JsResult;

use super::api::{Api, Kind, Param, Run};
use super::call::{Call, Reply};
use super::tab_bar;
use crate::lang::Text;

pub(super) const API: Api = Api {
    since: "1.9.0",
    params: &[
        Param::new("color", Kind::String),
        Param::new("selectedColor", Kind::String),
        Param::new("backgroundColor", Kind::String),
        Param::new("borderStyle", Kind::String),
    ],
    failures: &["not TabBar page"],
    ..Api::new(
        "setTabBarStyle",
        Text { zh: "动态设置 tabBar 的整体样式", en: "Sets the tab bar's colours" },
        "ui/tab-bar/wx.setTabBarStyle.html",
        Run::Async(run),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    if let Some(fail) = tab_bar::refused(call) {
        return Ok(Reply::After(call.wx.latency.device, Err(fail)));
    }
    let given = call.given(&["color", "selectedColor", "backgroundColor", "borderStyle"]);
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
            "wx.setTabBarStyle({ color: '#FF0000' }).then((r) => console.log(r.errMsg))",
            "[tab-bar] {\"color\":\"#FF0000\"}
             setTabBarStyle:ok",
        );
        check_all(
            "app.tabs = ['pages/me/me']",
            "wx.setTabBarStyle({}).catch((e) => console.log(e.errMsg))",
            "setTabBarStyle:fail not TabBar page",
        );
    }
}
