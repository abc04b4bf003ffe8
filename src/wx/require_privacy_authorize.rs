//! `wx.requirePrivacyAuthorize`: plays through the question for the privacy contract without using anything it covers.

use boa_engine::JsResult;

use super::api::{Api, Run};
use super::call::{Call, Reply};
use crate::lang::Text;

pub(super) const API: Api = Api {
    since: "2.32.3",
    failures: &["privacy permission is not authorized"],
    ..Api::new(
        "requirePrivacyAuthorize",
        Text { zh: "模拟隐私接口调用，触发隐私弹窗", en: "Asks for the privacy contract as a covered API would" },
        "open-api/privacy/wx.requirePrivacyAuthorize.html",
        Run::Async(run),
    )
};

/// The question itself is asked before every covered API (see `privacy.rs`).
fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    Ok(Reply::done(call.wx.latency.device))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check_all, check_in};

    const ASK: &str = "wx.requirePrivacyAuthorize({ success: (r) => console.log(r), fail: (e) => console.log(e) })";

    #[test]
    fn the_platform_asks_when_the_program_does_not() {
        check_all(
            "user.privacy = 'needed'\nuser.dialog = ['allow']",
            ASK,
            "[consent] show {\"privacy\":\"《小程序隐私保护指引》\"}
             [consent] answer {\"button\":\"allow\"}
             [privacy] {\"agreed\":true}
             {\"errMsg\":\"requirePrivacyAuthorize:ok\"}",
        );
        check_in(
            "user.privacy = 'needed'\nuser.dialog = ['deny']",
            ASK,
            "{\"errMsg\":\"requirePrivacyAuthorize:fail privacy permission is not authorized\",\"errno\":101102}",
        );
        check_in("", ASK, "{\"errMsg\":\"requirePrivacyAuthorize:ok\"}");
    }

    #[test]
    fn covered_apis_wait_too_and_login_does_not() {
        let js = "wx.getClipboardData({ fail: (e) => console.log(e.errMsg) }); wx.login({ success: () => console.log('in') })";
        check_in(
            "user.privacy = 'needed'\nuser.dialog = ['deny']",
            js,
            "in
             getClipboardData:fail privacy permission is not authorized",
        );
    }
}
