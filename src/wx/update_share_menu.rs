//! `wx.updateShareMenu`: what sharing this page does. Recorded as state; nothing is drawn.

use boa_engine::JsResult;

use super::api::{Api, Kind, Param, Run};
use super::call::{Call, Reply};
use crate::lang::Text;

pub(super) const API: Api = Api {
    since: "1.2.0",
    params: &[
        Param::new("withShareTicket", Kind::Boolean),
        Param::new("isUpdatableMessage", Kind::Boolean).since("2.4.0"),
        Param::new("activityId", Kind::String).since("2.4.0"),
        Param::new("toDoActivityId", Kind::String).since("2.11.0"),
        Param::new("templateInfo", Kind::Object).since("2.4.0"),
        Param::new("isPrivateMessage", Kind::Boolean).since("2.13.0"),
    ],
    missing: Text { zh: "转发本身", en: "sharing itself" },
    ..Api::new(
        "updateShareMenu",
        Text { zh: "更新转发属性", en: "Changes what sharing this page does" },
        "share/wx.updateShareMenu.html",
        Run::Async(run),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    let given = call.given(&["withShareTicket", "isUpdatableMessage", "activityId", "toDoActivityId", "isPrivateMessage"]);
    call.state("share-menu", given);
    Ok(Reply::done(call.wx.latency.device))
}

#[cfg(test)]
mod tests {
    use super::super::testing::check_all;

    #[test]
    fn is_recorded_and_checked() {
        check_all(
            "",
            "wx.updateShareMenu({ withShareTicket: true }).then((r) => console.log(r.errMsg))",
            "[share-menu] {\"withShareTicket\":true}
             updateShareMenu:ok",
        );
    }
}
