//! `wx.setBackgroundTextStyle`: whether the text behind the page is light or dark. Recorded as state; nothing is drawn.

use boa_engine::JsResult;

use super::api::{Api, Kind, Param, Run};
use super::call::{Call, Reply};
use crate::lang::Text;

pub(super) const API: Api = Api {
    since: "2.1.0",
    params: &[Param::required("textStyle", Kind::String)],
    ..Api::new(
        "setBackgroundTextStyle",
        Text {
            zh: "动态设置下拉背景字体、loading 图的样式", en: "Sets whether the text behind the page is light or dark"
        },
        "ui/background/wx.setBackgroundTextStyle.html",
        Run::Async(run),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    let given = call.given(&["textStyle"]);
    call.state("background", given);
    Ok(Reply::done(call.wx.latency.device))
}

#[cfg(test)]
mod tests {
    use super::super::testing::check_all;

    #[test]
    fn is_recorded_and_checked() {
        check_all(
            "",
            "wx.setBackgroundTextStyle({ textStyle: 'dark' }).then((r) => console.log(r.errMsg))",
            "[background] {\"textStyle\":\"dark\"}
             setBackgroundTextStyle:ok",
        );
    }
}
