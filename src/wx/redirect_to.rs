//! `wx.redirectTo`: closes this page and opens another in its place.

use boa_engine::JsResult;

use super::api::{Api, Kind, Param, Run};
use super::call::{Call, Reply};
use super::route;
use crate::app::Route;
use crate::lang::Text;

pub(super) const API: Api = Api {
    since: "1.0.0",
    params: &[Param::required("url", Kind::String)],
    missing: Text { zh: "启动页以外各页面的代码", en: "the code of pages other than the start page" },
    ..Api::new(
        "redirectTo",
        Text {
            zh: "关闭当前页面，跳转到应用内的某个页面", en: "Closes this page and opens another in its place"
        },
        "route/wx.redirectTo.html",
        Run::Async(run),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    route::go(call, Route::Replace)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_in};

    #[test]
    fn the_page_on_top_is_replaced() {
        check(
            "Page({ onUnload() { console.log(\"unload\") } });
             setTimeout(() => wx.redirectTo({ url: \"/pages/b/b\" }).then(() => console.log(getCurrentPages().map((p) => p.route))), 5)",
            "unload
             [\"pages/b/b\"]",
        );
    }

    #[test]
    fn not_to_a_tab() {
        check_in(
            "app.tabs = [\"pages/me/me\"]",
            "wx.redirectTo({ url: \"/pages/me/me\", fail: (e) => console.log(e.errMsg) })",
            "redirectTo:fail can not redirectTo a tabbar page",
        );
    }
}
