//! `wx.enableAlertBeforeUnload` and `wx.disableAlertBeforeUnload`: whether the page asks before it is left. Recorded as state; nothing is drawn.

use boa_engine::JsResult;
use serde_json::json;

use super::api::{Api, Kind, Param, Run};
use super::call::{Call, Reply};
use crate::lang::Text;

pub(super) const API: Api = Api {
    since: "2.12.0",
    params: &[Param::required("message", Kind::String)],
    missing: Text {
        zh: "询问弹窗本身：用 `wx.navigateBack` 离开时不会询问",
        en: "the question itself: leaving by `wx.navigateBack` does not ask",
    },
    ..Api::new(
        "enableAlertBeforeUnload",
        Text { zh: "开启小程序页面返回询问对话框", en: "Lets the page ask before it is left" },
        "ui/interaction/wx.enableAlertBeforeUnload.html",
        Run::Async(run),
    )
};

pub(super) const DISABLE: Api = Api {
    since: "2.12.0",
    missing: Text {
        zh: "询问弹窗本身：用 `wx.navigateBack` 离开时不会询问",
        en: "the question itself: leaving by `wx.navigateBack` does not ask",
    },
    ..Api::new(
        "disableAlertBeforeUnload",
        Text { zh: "关闭小程序页面返回询问对话框", en: "Takes that question away" },
        "ui/interaction/wx.disableAlertBeforeUnload.html",
        Run::Async(disable),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    let given = call.given(&["message"]);
    call.state("alert-before-unload", given);
    Ok(Reply::done(call.wx.latency.device))
}

fn disable(call: &mut Call<'_>) -> JsResult<Reply> {
    call.state("alert-before-unload", json!({ "message": null }));
    Ok(Reply::done(call.wx.latency.device))
}

#[cfg(test)]
mod tests {
    use super::super::testing::check_all;

    #[test]
    fn is_recorded_and_checked() {
        check_all(
            "",
            "wx.enableAlertBeforeUnload({ message: '离开？' }); wx.disableAlertBeforeUnload({ success: (r) => console.log(r.errMsg) })",
            "[alert-before-unload] {\"message\":\"离开？\"}
             [alert-before-unload] {\"message\":null}
             disableAlertBeforeUnload:ok",
        );
    }
}
