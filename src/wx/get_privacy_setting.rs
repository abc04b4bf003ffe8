//! `wx.getPrivacySetting`: whether the user still has to agree to the app's privacy contract, and what it is called.

use boa_engine::JsResult;
use serde_json::Map;

use super::api::{Api, Run};
use super::call::{Call, Reply};
use super::privacy;
use crate::lang::Text;

pub(super) const API: Api = Api {
    since: "2.32.3",
    ..Api::new(
        "getPrivacySetting",
        Text { zh: "查询隐私授权情况", en: "Tells whether the user has to agree to the privacy contract" },
        "open-api/privacy/wx.getPrivacySetting.html",
        Run::Async(run),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    let mut members = Map::new();
    members.insert("needAuthorization".into(), privacy::is_needed(&call.wx).into());
    members.insert("privacyContractName".into(), privacy::CONTRACT.into());
    Ok(Reply::ok(call.wx.latency.device, members))
}

#[cfg(test)]
mod tests {
    use super::super::testing::check_in;

    #[test]
    fn tells_whether_agreement_is_missing() {
        let js = "wx.getPrivacySetting({ success: (r) => console.log(r.needAuthorization, r.privacyContractName) })";
        check_in("user.privacy = 'needed'", js, "true 《小程序隐私保护指引》");
        check_in("", js, "false 《小程序隐私保护指引》");
        check_in("base_library = '2.30.0'", "console.log(typeof wx.getPrivacySetting)", "undefined");
    }
}
