//! `wx.setNavigationBarTitle`: the title in the navigation bar. Recorded as state; nothing is drawn.

use boa_engine::JsResult;

use super::api::{Api, Kind, Param, Run};
use super::call::{Call, Reply};
use crate::lang::Text;

pub(super) const API: Api = Api {
    since: "1.0.0",
    params: &[Param::required("title", Kind::String)],
    ..Api::new(
        "setNavigationBarTitle",
        Text { zh: "动态设置当前页面的标题", en: "Sets the page's title" },
        "ui/navigation-bar/wx.setNavigationBarTitle.html",
        Run::Async(run),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    let given = call.given(&["title"]);
    call.state("navigation-bar", given);
    Ok(Reply::done(call.wx.latency.device))
}

#[cfg(test)]
mod tests {
    use super::super::testing::check_all;

    #[test]
    fn is_recorded_and_checked() {
        check_all(
            "",
            "wx.setNavigationBarTitle({ title: '登录' }).then((r) => console.log(r.errMsg))",
            "[navigation-bar] {\"title\":\"登录\"}
             setNavigationBarTitle:ok",
        );
        check_all(
            "",
            "wx.setNavigationBarTitle({ fail: (e) => console.log(e.errMsg) })",
            "setNavigationBarTitle:fail parameter error: parameter.title should be String instead of Undefined;
             setNavigationBarTitle:fail parameter error: parameter.title should be String instead of Undefined;",
        );
    }
}
