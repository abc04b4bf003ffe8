//! `wx.setTabBarBadge` and `wx.removeTabBarBadge`: a short text at the upper right of a tab. Recorded as state; nothing is drawn.

use boa_engine::JsResult;

use super::api::{Api, Kind, Param, Run};
use super::call::{Call, Reply};
use super::tab_bar;
use crate::lang::Text;

pub(super) const API: Api = Api {
    since: "1.9.0",
    params: &[Param::required("index", Kind::Number), Param::required("text", Kind::String)],
    failures: &["not TabBar page"],
    missing: "the check of `index` against the tab bar",
    ..Api::new(
        "setTabBarBadge",
        Text { zh: "为 tabBar 某一项的右上角添加文本", en: "Puts a short text on a tab" },
        "ui/tab-bar/wx.setTabBarBadge.html",
        Run::Async(run),
    )
};

pub(super) const REMOVE: Api = Api {
    since: "1.9.0",
    params: &[Param::required("index", Kind::Number)],
    failures: &["not TabBar page"],
    missing: "the check of `index` against the tab bar",
    ..Api::new(
        "removeTabBarBadge",
        Text { zh: "移除 tabBar 某一项右上角的文本", en: "Takes the text of a tab away" },
        "ui/tab-bar/wx.removeTabBarBadge.html",
        Run::Async(remove),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    if let Some(fail) = tab_bar::refused(call) {
        return Ok(Reply::After(call.wx.latency.device, Err(fail)));
    }
    let given = call.given(&["index", "text"]);
    call.state("tab-bar", given);
    Ok(Reply::done(call.wx.latency.device))
}

fn remove(call: &mut Call<'_>) -> JsResult<Reply> {
    if let Some(fail) = tab_bar::refused(call) {
        return Ok(Reply::After(call.wx.latency.device, Err(fail)));
    }
    let mut detail = call.given(&["index"]);
    detail.insert("text".into(), serde_json::Value::Null);
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
            "wx.setTabBarBadge({ index: 1, text: '9' }); wx.removeTabBarBadge({ index: 1 }).then((r) => console.log(r.errMsg))",
            "[tab-bar] {\"index\":1,\"text\":\"9\"}
             [tab-bar] {\"index\":1,\"text\":null}
             removeTabBarBadge:ok",
        );
        check_all(
            "",
            "wx.setTabBarBadge({ index: '1', text: 9 }).catch(() => {})",
            "setTabBarBadge:fail parameter error: parameter.index should be Number instead of String;parameter.text should be String instead of Number;",
        );
        check_all(
            "app.tabs = ['pages/me/me']",
            "wx.setTabBarBadge({ index: 0, text: '1' }).catch((e) => console.log(e.errMsg))",
            "setTabBarBadge:fail not TabBar page",
        );
    }
}
