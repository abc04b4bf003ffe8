//! `wx.pageScrollTo`: scrolls the page to a place. Recorded as state; nothing is drawn.

use boa_engine::JsResult;

use super::api::{Api, Default, Kind, Param, Run};
use super::call::{Call, Reply};
use crate::lang::Text;

pub(super) const API: Api = Api {
    since: "1.4.0",
    params: &[
        Param::new("scrollTop", Kind::Number),
        Param::new("duration", Kind::Number).or(Default::Number(300.0)),
        Param::new("selector", Kind::String).since("2.7.3"),
        Param::new("offsetTop", Kind::Number).since("2.23.1"),
    ],
    missing: Text { zh: "页面的真实高度；onPageScroll", en: "the page's real height; onPageScroll" },
    ..Api::new(
        "pageScrollTo",
        Text { zh: "将页面滚动到目标位置", en: "Scrolls the page to a place" },
        "ui/scroll/wx.pageScrollTo.html",
        Run::Async(run),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    let given = call.given(&["scrollTop", "selector", "offsetTop", "duration"]);
    call.state("scroll", given);
    Ok(Reply::done(call.wx.latency.device))
}

#[cfg(test)]
mod tests {
    use super::super::testing::check_all;

    #[test]
    fn is_recorded_and_checked() {
        check_all(
            "",
            "wx.pageScrollTo({ scrollTop: 100, success: (r) => console.log(r.errMsg) })",
            "[scroll] {\"scrollTop\":100,\"duration\":300}
             pageScrollTo:ok",
        );
    }
}
