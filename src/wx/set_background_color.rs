//! `wx.setBackgroundColor`: the colour behind the page. Recorded as state; nothing is drawn.

use boa_engine::JsResult;

use super::api::{Api, Kind, Param, Run};
use super::call::{Call, Reply};
use crate::lang::Text;

pub(super) const API: Api = Api {
    since: "2.1.0",
    params: &[
        Param::new("backgroundColor", Kind::String),
        Param::new("backgroundColorTop", Kind::String),
        Param::new("backgroundColorBottom", Kind::String),
    ],
    ..Api::new(
        "setBackgroundColor",
        Text { zh: "动态设置窗口的背景色", en: "Sets the colour behind the page" },
        "ui/background/wx.setBackgroundColor.html",
        Run::Async(run),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    let given = call.given(&["backgroundColor", "backgroundColorTop", "backgroundColorBottom"]);
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
            "wx.setBackgroundColor({ backgroundColor: '#ffffff' }).then((r) => console.log(r.errMsg))",
            "[background] {\"backgroundColor\":\"#ffffff\"}
             setBackgroundColor:ok",
        );
    }
}
