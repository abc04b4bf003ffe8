//! `wx.startPullDownRefresh` and `wx.stopPullDownRefresh`: the refreshing at the top of the page, with the page's `onPullDownRefresh`.

use boa_engine::JsResult;
use serde_json::{Map, json};

use super::api::{Api, Run};
use super::call::{Call, Payload, Reply};
use crate::app::Pages;
use crate::lang::Text;

pub(super) const API: Api = Api {
    since: "1.5.0",
    missing: Text { zh: "页面是否启用了下拉刷新", en: "whether the page enables the refresh at all" },
    ..Api::new(
        "startPullDownRefresh",
        Text { zh: "开始下拉刷新", en: "Starts the refreshing as if the user had pulled the page down" },
        "ui/pull-down-refresh/wx.startPullDownRefresh.html",
        Run::Async(run),
    )
};

pub(super) const STOP: Api = Api {
    since: "1.5.0",
    ..Api::new(
        "stopPullDownRefresh",
        Text { zh: "停止当前页面下拉刷新", en: "Ends the refreshing" },
        "ui/pull-down-refresh/wx.stopPullDownRefresh.html",
        Run::Async(stop),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    let cause = call.state("pull-down-refresh", json!({ "refreshing": true }));
    let settler = call.settler();
    call.host.after(call.slow.unwrap_or(call.wx.latency.device), move |host, context| {
        settler.settle(host, context, Some(cause), Ok(Payload::Data(Map::new())));
        if let Some(pages) = host.get::<Pages>() {
            pages.tell_top(host, context, Some(cause), "onPullDownRefresh", &[]);
        }
    });
    Ok(Reply::Planned)
}

fn stop(call: &mut Call<'_>) -> JsResult<Reply> {
    call.state("pull-down-refresh", json!({ "refreshing": false }));
    Ok(Reply::done(call.wx.latency.device))
}

#[cfg(test)]
mod tests {
    use super::super::testing::check_all;

    #[test]
    fn the_page_is_told() {
        check_all(
            "",
            "Page({ onPullDownRefresh() { console.log('pulled', this.route); wx.stopPullDownRefresh() } });
             setTimeout(() => wx.startPullDownRefresh(), 5)",
            "[pull-down-refresh] {\"refreshing\":true}
             pulled pages/index/index
             [pull-down-refresh] {\"refreshing\":false}",
        );
    }
}
