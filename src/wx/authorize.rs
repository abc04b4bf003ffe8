//! `wx.authorize`: asks the user for a scope ahead of its use; a decision made before is not asked for again.
//!
//! Facts §3.5: granted succeeds at once, denied fails at once without a dialog; `scope.userInfo` is never asked for by this API.

use std::rc::Rc;

use boa_engine::JsResult;
use serde_json::json;

use super::api::{Api, Kind, Param, Run};
use super::call::{Call, Fail, Payload, Reply};
use super::dialog;
use super::get_user_info::SCOPE;
use crate::lang::Text;
use crate::scenario::Consent;

pub(super) const API: Api = Api {
    since: "1.2.0",
    params: &[Param::required("scope", Kind::String)],
    failures: &["auth deny", "scope unauthorized"],
    missing: Text {
        zh: "位置类 scope 要求 app.json 声明的 `permission` 与 `requiredPrivateInfos`",
        en: "the `permission` and `requiredPrivateInfos` that app.json must declare for location scopes",
    },
    ..Api::new(
        "authorize",
        Text { zh: "提前向用户发起授权请求", en: "Asks the user for a scope ahead of its use" },
        "open-api/authorize/wx.authorize.html",
        Run::Async(run),
    )
};

/// The scopes that a user is asked for.
const SCOPES: [&str; 11] = [
    SCOPE,
    "scope.userLocation",
    "scope.userFuzzyLocation",
    "scope.userLocationBackground",
    "scope.record",
    "scope.camera",
    "scope.bluetooth",
    "scope.writePhotosAlbum",
    "scope.addPhoneContact",
    "scope.addPhoneCalendar",
    "scope.werun",
];
/// The scopes that need no decision any more.
const ALWAYS: [&str; 3] = ["scope.address", "scope.invoiceTitle", "scope.invoice"];

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    let scope = call.text("scope").unwrap_or_default();
    let after = call.wx.latency.account;
    if ALWAYS.contains(&scope.as_str()) {
        return Ok(Reply::done(after));
    }
    if !SCOPES.contains(&scope.as_str()) {
        return Ok(Reply::After(after, Err(Fail::native("invalid scope").code(-12001))));
    }
    let consent = call.wx.user.borrow().consent(&scope);
    match consent {
        Some(Consent::Granted) => return Ok(Reply::done(after)),
        Some(Consent::Denied) => return Ok(Reply::After(after, Err(denied()))),
        None if scope == SCOPE => return Ok(Reply::After(after, Err(Fail::native("scope unauthorized").errno(103)))),
        None => {}
    }
    let (settler, wx) = (call.settler(), Rc::clone(&call.wx));
    let detail = json!({ "scope": scope });
    dialog::ask(&call.host, &call.wx, call.seq, call.at.as_ref(), detail, move |host, context, answer, allowed| {
        let consent = if allowed { Consent::Granted } else { Consent::Denied };
        wx.user.borrow_mut().set_consent(&scope, consent);
        let result = if allowed { Ok(Payload::Data(serde_json::Map::new())) } else { Err(denied()) };
        settler.settle(host, context, answer, result);
    });
    Ok(Reply::Planned)
}

/// The failure of what needs a scope that the user has denied.
pub(super) fn denied() -> Fail {
    Fail::native("auth deny").errno(103)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_all, check_in};

    const ASK: &str = "wx.authorize({ scope: 'scope.record', success: (r) => console.log(r), fail: (e) => console.log(e) })";

    #[test]
    fn an_undecided_scope_asks_and_the_decision_stays() {
        let twice = "const ask = () => wx.authorize({ scope: 'scope.record' }).then((r) => r.errMsg, (e) => e.errMsg);
            ask().then(ask).then((text) => { console.log(text); wx.getSetting({ success: (r) => console.log(r.authSetting) }) })";
        check_all(
            "user.dialog = ['deny']",
            twice,
            "[consent] show {\"scope\":\"scope.record\"}
             [consent] answer {\"button\":\"deny\"}
             authorize:fail auth deny
             {\"scope.record\":false}",
        );
        check_in("user.dialog = ['allow']", ASK, "{\"errMsg\":\"authorize:ok\"}");
        check_in("", ASK, "");
    }

    #[test]
    fn refused_before_means_no_dialog() {
        let denied = "user.consent = { 'scope.record' = 'denied' }\nuser.dialog = ['allow']";
        check_in(denied, ASK, "{\"errMsg\":\"authorize:fail auth deny\",\"errno\":103}");
        check_in(
            &format!("client = 'android'\nbase_library = '2.13.0'\n{denied}"),
            ASK,
            "{\"errMsg\":\"authorize:fail:auth deny\"}",
        );
    }

    #[test]
    fn user_info_is_not_asked_for() {
        check(
            "wx.authorize({ scope: 'scope.userInfo' }).catch((e) => console.log(e.errMsg))",
            "authorize:fail scope unauthorized",
        );
        check("wx.authorize({ scope: 'scope.address' }).then((e) => console.log(e.errMsg))", "authorize:ok");
    }

    #[test]
    fn bad_scopes() {
        let missing = "authorize:fail parameter error: parameter.scope should be String instead of Undefined;";
        check("wx.authorize({ fail: (e) => console.log(e.errMsg) })", &format!("{missing}\n{missing}"));
        check("wx.authorize({ scope: 'scope.moon', fail: (e) => console.log(e.errMsg) })", "authorize:fail invalid scope");
    }
}
