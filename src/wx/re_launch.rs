//! `wx.reLaunch`: closes all pages and opens one.

use boa_engine::JsResult;

use super::api::{Api, Kind, Param, Run};
use super::call::{Call, Reply};
use super::route;
use crate::app::Route;
use crate::lang::Text;

pub(super) const API: Api = Api {
    since: "1.1.0",
    params: &[Param::required("url", Kind::String)],
    missing: Text {
        zh: "启动页以外各页面的代码；在后台调用时的拒绝",
        en: "the code of pages other than the start page; the refusal in the background",
    },
    ..Api::new(
        "reLaunch",
        Text { zh: "关闭所有页面，打开到应用内的某个页面", en: "Closes all pages and opens one" },
        "route/wx.reLaunch.html",
        Run::Async(run),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    route::go(call, Route::Restart)
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;

    #[test]
    fn only_the_new_page_is_left() {
        check(
            "wx.navigateTo({ url: \"/pages/b/b\", success: () => wx.reLaunch({ url: \"/pages/c/c?x=1\" }).then((r) => \
             console.log(r.errMsg, getCurrentPages().map((p) => p.route + p.options.x))) })",
            "reLaunch:ok [\"pages/c/c1\"]",
        );
    }
}
