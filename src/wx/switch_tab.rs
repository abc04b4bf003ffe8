//! `wx.switchTab`: shows a page of the tab bar and closes all others.

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
        "switchTab",
        Text {
            zh: "跳转到 tabBar 页面，并关闭其他所有非 tabBar 页面", en: "Shows a page of the tab bar and closes all others"
        },
        "route/wx.switchTab.html",
        Run::Async(run),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    route::go(call, Route::Tab)
}

#[cfg(test)]
mod tests {
    use super::super::testing::check_in;

    const APP: &str = "app.tabs = [\"pages/index/index\", \"pages/me/me\"]";

    #[test]
    fn tabs_live_on_and_are_shown_again() {
        check_in(
            APP,
            "Page({ onLoad: () => console.log(\"load\"), onShow: () => console.log(\"show\"), onHide: () => console.log(\"hide\") });
             const to = (name) => wx.switchTab({ url: `/pages/${name}/${name}?a=1` }).then(() => console.log(getCurrentPages()[0].route));
             setTimeout(() => to(\"me\").then(() => to(\"index\")), 5)",
            "load
             show
             wx.switchTab: url 不支持 queryString
             hide
             pages/me/me
             wx.switchTab: url 不支持 queryString
             show
             pages/index/index",
        );
    }

    #[test]
    fn only_to_tabs() {
        let js = "wx.switchTab({ url: \"/pages/a/a\", fail: (e) => console.log(e.errMsg) })";
        check_in(APP, js, "switchTab:fail can not switch to no-tabBar page");
        let android = format!("client = \"android\"\napp.pages = [\"pages/a/a\"]\n{APP}");
        check_in(&android, js, "switchTab:fail:can not switch to non-TabBar page");
        check_in(&format!("app.pages = [\"pages/b/b\"]\n{APP}"), js, "switchTab:fail page \"pages/a/a\" is not found");
        check_in("", "wx.switchTab({ url: \"/pages/a/a\" }).then((r) => console.log(r.errMsg))", "switchTab:ok");
    }
}
