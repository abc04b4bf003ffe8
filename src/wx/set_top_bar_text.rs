//! `wx.setTopBarText`: the text at the top of the chat list, for an app that is pinned there. Recorded as state; nothing is drawn.

use boa_engine::JsResult;

use super::api::{Api, Kind, Param, Run};
use super::call::{Call, Reply};
use crate::lang::Text;

pub(super) const API: Api = Api {
    since: "1.4.3",
    params: &[Param::required("text", Kind::String)],
    missing: Text {
        zh: "小程序是否已置顶；5 秒内只能调用一次的限制",
        en: "whether the app is pinned at all; the limit of one call in 5 s",
    },
    ..Api::new(
        "setTopBarText",
        Text { zh: "动态设置置顶栏文字内容", en: "Sets the text of the app that is pinned to the top" },
        "ui/sticky/wx.setTopBarText.html",
        Run::Async(run),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    let given = call.given(&["text"]);
    call.state("top-bar", given);
    Ok(Reply::done(call.wx.latency.device))
}

#[cfg(test)]
mod tests {
    use super::super::testing::check_all;

    #[test]
    fn is_recorded_and_checked() {
        check_all(
            "",
            "wx.setTopBarText({ text: 'hello' }).then((r) => console.log(r.errMsg))",
            "[top-bar] {\"text\":\"hello\"}
             setTopBarText:ok",
        );
    }
}
