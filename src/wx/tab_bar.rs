//! The calls on the tab bar, such as `wx.setTabBarBadge`: they work only on a page that is in it (observed: `fail not TabBar page`).
//! Recorded as state; nothing is drawn.

use boa_engine::JsResult;
use serde_json::{Value, json};

use super::api::{Api, Kind, Param, Run};
use super::call::{Call, Fail, Reply};
use crate::app::Pages;
use crate::lang::Text;

const INDEX: Text = Text { zh: "`index` 是否在 tabBar 范围内", en: "the check of `index` against the tab bar" };
const ICONS: Text = Text {
    zh: "`index` 是否在 tabBar 范围内；图标是否存在",
    en: "the check of `index` against the tab bar; whether the icons exist",
};
const ANIMATION: Text = Text { zh: "动画", en: "the animation" };

const fn api(name: &'static str, summary: Text, page: &'static str, run: Run) -> Api {
    Api { since: "1.9.0", ..Api::new(name, summary, page, run) }
}

pub(super) const SET_BADGE: Api = Api {
    params: &[Param::required("index", Kind::Number), Param::required("text", Kind::String)],
    missing: INDEX,
    ..api(
        "setTabBarBadge",
        Text { zh: "为 tabBar 某一项的右上角添加文本", en: "Puts a short text on a tab" },
        "ui/tab-bar/wx.setTabBarBadge.html",
        Run::Async(|call| change(call, &["index", "text"], None)),
    )
};

pub(super) const REMOVE_BADGE: Api = Api {
    params: &[Param::required("index", Kind::Number)],
    missing: INDEX,
    ..api(
        "removeTabBarBadge",
        Text { zh: "移除 tabBar 某一项右上角的文本", en: "Takes the text of a tab away" },
        "ui/tab-bar/wx.removeTabBarBadge.html",
        Run::Async(|call| change(call, &["index"], Some(("text", Value::Null)))),
    )
};

pub(super) const SHOW_RED_DOT: Api = Api {
    params: &[Param::required("index", Kind::Number)],
    missing: INDEX,
    ..api(
        "showTabBarRedDot",
        Text { zh: "显示 tabBar 某一项的右上角的红点", en: "Puts a red dot on a tab" },
        "ui/tab-bar/wx.showTabBarRedDot.html",
        Run::Async(|call| change(call, &["index"], Some(("redDot", json!(true))))),
    )
};

pub(super) const HIDE_RED_DOT: Api = Api {
    params: &[Param::required("index", Kind::Number)],
    missing: INDEX,
    ..api(
        "hideTabBarRedDot",
        Text { zh: "隐藏 tabBar 某一项的右上角的红点", en: "Takes the red dot of a tab away" },
        "ui/tab-bar/wx.hideTabBarRedDot.html",
        Run::Async(|call| change(call, &["index"], Some(("redDot", json!(false))))),
    )
};

pub(super) const SET_ITEM: Api = Api {
    params: &[
        Param::required("index", Kind::Number),
        Param::new("text", Kind::String),
        Param::new("iconPath", Kind::String),
        Param::new("selectedIconPath", Kind::String),
    ],
    missing: ICONS,
    ..api(
        "setTabBarItem",
        Text { zh: "动态设置 tabBar 某一项的内容", en: "Sets the text and the icons of a tab" },
        "ui/tab-bar/wx.setTabBarItem.html",
        Run::Async(|call| change(call, &["index", "text", "iconPath", "selectedIconPath"], None)),
    )
};

pub(super) const SET_STYLE: Api = Api {
    params: &[
        Param::new("color", Kind::String),
        Param::new("selectedColor", Kind::String),
        Param::new("backgroundColor", Kind::String),
        Param::new("borderStyle", Kind::String),
    ],
    ..api(
        "setTabBarStyle",
        Text { zh: "动态设置 tabBar 的整体样式", en: "Sets the tab bar's colours" },
        "ui/tab-bar/wx.setTabBarStyle.html",
        Run::Async(|call| change(call, &["color", "selectedColor", "backgroundColor", "borderStyle"], None)),
    )
};

pub(super) const SHOW: Api = Api {
    params: &[Param::new("animation", Kind::Boolean)],
    missing: ANIMATION,
    ..api(
        "showTabBar",
        Text { zh: "显示 tabBar", en: "Shows the tab bar" },
        "ui/tab-bar/wx.showTabBar.html",
        Run::Async(|call| change(call, &[], Some(("visible", json!(true))))),
    )
};

pub(super) const HIDE: Api = Api {
    params: &[Param::new("animation", Kind::Boolean)],
    missing: ANIMATION,
    ..api(
        "hideTabBar",
        Text { zh: "隐藏 tabBar", en: "Hides the tab bar" },
        "ui/tab-bar/wx.hideTabBar.html",
        Run::Async(|call| change(call, &[], Some(("visible", json!(false))))),
    )
};

/// Records what was given, and what the call itself says; fails on a page that is known not to be in the tab bar.
fn change(call: &mut Call<'_>, given: &[&'static str], says: Option<(&str, Value)>) -> JsResult<Reply> {
    if let Some(pages) = call.host.get::<Pages>()
        && pages.is_tab(&pages.top()) == Some(false)
    {
        return Ok(Reply::After(call.wx.latency.device, Err(Fail::new("not TabBar page"))));
    }
    let mut detail = call.given(given);
    detail.extend(says.map(|(name, value)| (name.to_owned(), value)));
    call.state("tab-bar", detail);
    Ok(Reply::done(call.wx.latency.device))
}

#[cfg(test)]
mod tests {
    use super::super::testing::check_all;

    #[test]
    fn every_call_is_recorded() {
        for (api, options, detail) in [
            ("setTabBarBadge", "{ index: 1, text: '9' }", r#"{"index":1,"text":"9"}"#),
            ("removeTabBarBadge", "{ index: 1 }", r#"{"index":1,"text":null}"#),
            ("showTabBarRedDot", "{ index: 0 }", r#"{"index":0,"redDot":true}"#),
            ("hideTabBarRedDot", "{ index: 0 }", r#"{"index":0,"redDot":false}"#),
            ("setTabBarItem", "{ index: 0, text: '首页' }", r#"{"index":0,"text":"首页"}"#),
            ("setTabBarStyle", "{ color: '#FF0000' }", r##"{"color":"#FF0000"}"##),
            ("showTabBar", "", r#"{"visible":true}"#),
            ("hideTabBar", "", r#"{"visible":false}"#),
        ] {
            let js = format!("wx.{api}({options}).then(r => console.log(r.errMsg), e => console.log(e.errMsg))");
            check_all("", &js, &format!("[tab-bar] {detail}\n{api}:ok"));
            check_all("app.tabs = ['pages/me/me']", &js, &format!("{api}:fail not TabBar page"));
        }
    }

    #[test]
    fn types_are_checked() {
        check_all(
            "",
            "wx.setTabBarBadge({ index: '1', text: 9 }).catch(() => {})",
            "setTabBarBadge:fail parameter error: parameter.index should be Number instead of String;parameter.text should be String instead of Number;",
        );
    }
}
