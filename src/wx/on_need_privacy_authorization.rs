//! `wx.onNeedPrivacyAuthorization`: the program's own question for the privacy contract; covered calls wait for its `resolve`.

use boa_engine::{JsResult, JsValue};

use super::api::{Api, Run};
use super::call::Call;
use super::listener;
use crate::lang::Text;

pub(super) const API: Api = Api {
    since: "2.32.3",
    promise: None,
    missing: Text {
        zh: "`buttonId` 是否真是 open-type 为 agreePrivacyAuthorization 的按钮",
        en: "whether `buttonId` really names a button with open-type agreePrivacyAuthorization",
    },
    ..Api::new(
        "onNeedPrivacyAuthorization",
        Text {
            zh: "监听隐私接口需要用户授权事件", en: "Lets the program ask for the privacy contract in its own way"
        },
        "open-api/privacy/wx.onNeedPrivacyAuthorization.html",
        Run::Sync(run),
    )
};

/// A later registration takes the place of the one before.
fn run(call: &mut Call<'_>) -> JsResult<JsValue> {
    if call.callback().is_some() {
        listener::clear(&call.host, call.api.name);
    }
    listener::add(call)
}

#[cfg(test)]
mod tests {
    use super::super::testing::check_in;

    #[test]
    fn covered_calls_wait_for_resolve() {
        let ask = |event: &str| {
            format!(
                "wx.onNeedPrivacyAuthorization(() => console.log('replaced'));
                wx.onNeedPrivacyAuthorization((resolve, info) => {{ console.log(info.referrer); \
                setTimeout(() => {{ resolve({{ event: 'exposureAuthorization' }}); resolve({{ event: '{event}' }}) }}, 10) }});
                const go = () => wx.requirePrivacyAuthorize().then((r) => console.log(r.errMsg), (e) => console.log(e.errMsg));
                go().then(go)"
            )
        };
        check_in(
            "user.privacy = 'needed'",
            &ask("agree"),
            "requirePrivacyAuthorize
             requirePrivacyAuthorize:ok
             requirePrivacyAuthorize:ok",
        );
        check_in(
            "user.privacy = 'needed'",
            &ask("disagree").replace("go().then(go)", "go()"),
            "requirePrivacyAuthorize
             requirePrivacyAuthorize:fail privacy permission is not authorized",
        );
    }
}
