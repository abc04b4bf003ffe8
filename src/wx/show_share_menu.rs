//! `wx.showShareMenu` and `wx.hideShareMenu`: whether the page can be shared from the menu. What it holds then counts for the scenario's `share`.

use boa_engine::JsResult;
use serde_json::{Map, Value};

use super::api::{Api, Default, Kind, Param, Run};
use super::call::{Call, Reply};
use crate::app::Pages;
use crate::lang::Text;

pub(super) const API: Api = Api {
    since: "1.1.0",
    params: &[
        Param::new("withShareTicket", Kind::Boolean).or(Default::Flag(false)),
        Param::new("menus", Kind::Array).since("2.11.3"),
    ],
    missing: Text { zh: "shareTicket", en: "shareTicket" },
    ..Api::new(
        "showShareMenu",
        Text { zh: "显示当前页面的转发按钮", en: "Lets the page be shared from the menu" },
        "share/wx.showShareMenu.html",
        Run::Async(run),
    )
};

pub(super) const HIDE: Api = Api {
    since: "1.1.0",
    params: &[Param::new("menus", Kind::Array).since("2.11.3")],
    ..Api::new(
        "hideShareMenu",
        Text { zh: "隐藏当前页面的转发按钮", en: "Takes sharing out of the menu" },
        "share/wx.hideShareMenu.html",
        Run::Async(hide),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    let mut detail = call.given(&["withShareTicket", "menus"]);
    remember(call, &detail, &["shareAppMessage"], true);
    detail.insert("visible".into(), true.into());
    call.state("share-menu", detail);
    Ok(Reply::done(call.wx.latency.device))
}

fn hide(call: &mut Call<'_>) -> JsResult<Reply> {
    let mut detail = call.given(&["menus"]);
    remember(call, &detail, &["shareAppMessage", "shareTimeline"], false);
    detail.insert("visible".into(), false.into());
    call.state("share-menu", detail);
    Ok(Reply::done(call.wx.latency.device))
}

/// The page on the screen keeps which entries its menu has; `usual` are those that are meant without `menus` (official pages).
fn remember(call: &Call<'_>, given: &Map<String, Value>, usual: &[&str], visible: bool) {
    let Some(page) = call.host.get::<Pages>().and_then(|pages| pages.current()) else { return };
    let named = given.get("menus").and_then(Value::as_array);
    let named: Option<Vec<&str>> = named.map(|menus| menus.iter().filter_map(Value::as_str).collect());
    for entry in named.as_deref().unwrap_or(usual) {
        page.menu.borrow_mut().insert((*entry).to_owned(), visible);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::check_all;

    #[test]
    fn is_recorded_and_checked() {
        check_all(
            "",
            "wx.showShareMenu({ menus: ['shareAppMessage'] }); wx.hideShareMenu({ success: (r) => console.log(r.errMsg) })",
            "[share-menu] {\"withShareTicket\":false,\"menus\":[\"shareAppMessage\"],\"visible\":true}
             [share-menu] {\"visible\":false}
             hideShareMenu:ok",
        );
    }
}
