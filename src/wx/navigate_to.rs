//! `wx.navigateTo`: opens another page and keeps this one, ten pages at most.

use boa_engine::JsResult;

use super::api::{Api, Kind, Param, Run};
use super::call::{Call, Reply};
use super::route;
use crate::app::Route;
use crate::lang::Text;

pub(super) const API: Api = Api {
    since: "1.0.0",
    params: &[Param::required("url", Kind::String), Param::new("events", Kind::Object).since("2.7.3")],
    missing: Text {
        zh: "启动页以外各页面的代码；routeType", en: "the code of pages other than the start page; routeType"
    },
    ..Api::new(
        "navigateTo",
        Text { zh: "保留当前页面，跳转到另一个页面", en: "Opens another page and keeps this one" },
        "route/wx.navigateTo.html",
        Run::Async(run),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    route::go(call, Route::Push)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_all, check_in};

    #[test]
    fn the_stack_grows_and_the_query_reaches_the_page() {
        check_all(
            "",
            "wx.navigateTo({ url: \"../detail/detail?id=7&t=a%20b&flag\", success: (r) => { const pages = getCurrentPages(); \
             console.log(r.errMsg, pages.length, pages[1].route, pages[1].options) } })",
            "[route] {\"page\":\"pages/detail/detail\",\"stack\":[\"pages/index/index\",\"pages/detail/detail\"],\
             \"query\":{\"id\":\"7\",\"t\":\"a%20b\",\"flag\":\"\"}}
             navigateTo:ok 2 pages/detail/detail {\"id\":\"7\",\"t\":\"a%20b\",\"flag\":\"\"}",
        );
    }

    #[test]
    fn ten_pages_at_most() {
        check(
            "const go = (n) => wx.navigateTo({ url: `/pages/p${n}/p`, success: () => go(n + 1), fail: (e) => console.log(n, e.errMsg) }); go(1)",
            "10 navigateTo:fail webview count limit exceed",
        );
    }

    #[test]
    fn pages_are_checked_where_they_are_known() {
        let app = "app.pages = [\"pages/index/index\", \"pages/me/me\"]\napp.tabs = [\"pages/me/me\"]";
        check_in(
            app,
            "const go = (url) => wx.navigateTo({ url }).catch((e) => console.log(e.errMsg)); go(\"/pages/x/x?a=1\"); go(\"../me/me\")",
            "navigateTo:fail page \"pages/x/x?a=1\" is not found
             navigateTo:fail can not navigateTo a tabbar page",
        );
    }

    #[test]
    fn the_two_pages_talk_through_the_event_channel() {
        check(
            "wx.navigateTo({ url: \"/pages/b/b\", events: { back: (data) => console.log(\"back\", data) }, success: (r) => {
                const opener = getCurrentPages()[1].getOpenerEventChannel();
                opener.on(\"to\", (data) => { console.log(\"to\", data); opener.emit(\"back\", { ok: true }) });
                opener.once(\"to\", () => console.log(\"once\"));
                r.eventChannel.emit(\"to\", 1); r.eventChannel.emit(\"to\", 2) } })",
            "to 1
             back {\"ok\":true}
             once
             to 2
             back {\"ok\":true}",
        );
        check_in(
            "base_library = \"2.7.2\"",
            "wx.navigateTo({ url: \"/a/a\", success: (r) => console.log(r) })",
            "{\"errMsg\":\"navigateTo:ok\"}",
        );
    }

    #[test]
    fn url_is_required_and_fails_inside_the_call() {
        let text = "navigateTo:fail parameter error: parameter.url should be String instead of Undefined;";
        check("wx.navigateTo({ fail: (e) => console.log(e.errMsg) }); console.log(\"after\")", &format!("{text}\n{text}\nafter"));
    }
}
