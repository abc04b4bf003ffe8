//! `wx.openPrivacyContract`: shows the text of the app's privacy contract.

use boa_engine::JsResult;
use serde_json::json;

use super::api::{Api, Run};
use super::call::{Call, Reply};
use super::privacy;
use crate::lang::Text;

pub(super) const API: Api = Api {
    since: "2.32.3",
    missing: Text { zh: "隐私协议正文", en: "the contract's text" },
    ..Api::new(
        "openPrivacyContract",
        Text { zh: "跳转至隐私协议页面", en: "Shows the privacy contract" },
        "open-api/privacy/wx.openPrivacyContract.html",
        Run::Async(run),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    call.state("privacy", json!({ "shows": privacy::CONTRACT }));
    Ok(Reply::done(call.wx.latency.device))
}

#[cfg(test)]
mod tests {
    use super::super::testing::check_all;

    #[test]
    fn shows_the_contract() {
        check_all(
            "",
            "wx.openPrivacyContract().then((r) => console.log(r.errMsg))",
            "[privacy] {\"shows\":\"《小程序隐私保护指引》\"}
             openPrivacyContract:ok",
        );
    }
}
