//! `wx.getUserInfo`: the user's profile, by the rules of the run's epoch.
//!
//! Facts §3.1-3.2: since 2018 the API asks nobody: it works only if `scope.userInfo` was granted; from 2021-04-28 on it always
//! succeeds with anonymous data. With credentials (the default) a login with a live session_key has to come before.

use boa_engine::JsResult;
use serde_json::{Map, Value};

use super::api::{Api, Default, Kind, Param, Run};
use super::call::{Call, Fail, Payload, Reply};
use super::state::{record_changes, record_notes};
use crate::lang::Text;
use crate::scenario::{Client, Consent, DialogAnswer};
use crate::trace::Lane;
use crate::world::epoch::UserInfoEra;
use crate::world::platform::{UserData, UserInfoApi, UserInfoRequest};
use crate::world::user::RegionLang;

pub(super) const SCOPE: &str = "scope.userInfo";

pub(super) const API: Api = Api {
    params: &[
        Param::new("withCredentials", Kind::Boolean).since("1.1.0"),
        Param::new("lang", Kind::String).or(Default::Text("en")).since("1.4.0"),
        Param::new("timeout", Kind::Number).since("1.9.92"),
    ],
    failures: &["auth deny", "scope unauthorized"],
    missing: Text { zh: "插件", en: "plugins" },
    ..Api::new(
        "getUserInfo",
        Text { zh: "获取用户信息", en: "Gets the user's profile, real or anonymous by epoch and consent" },
        "open-api/user-info/wx.getUserInfo.html",
        Run::Async(run),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    let with_credentials = call.option("withCredentials")?;
    let with_credentials = with_credentials.as_boolean().unwrap_or(true);
    let era = call.wx.rules.user_info;
    if matches!(era, UserInfoEra::Anonymous2021 | UserInfoEra::NoProfile2022) {
        return Ok(give(call, with_credentials, Some(call.seq), 0));
    }
    let consent = call.wx.user.borrow().consent(SCOPE);
    match (era, consent) {
        (_, Some(Consent::Granted)) => Ok(give(call, with_credentials, Some(call.seq), 0)),
        (UserInfoEra::Prompt, None) => Ok(ask(call, with_credentials)),
        _ => Ok(Reply::After(call.wx.latency.account, Err(denied(call.wx.rules.client)))),
    }
}

/// DevTools' text is not matched by the base library's mapping to `auth deny` (facts §3.2).
fn denied(client: Client) -> Fail {
    match client {
        Client::Devtools => Fail::new("scope unauthorized"),
        Client::Android | Client::Ios => Fail::new("auth deny"),
    }
    .errno(103)
}

fn request(call: &mut Call<'_>, with_credentials: bool) -> UserInfoRequest {
    let lang = RegionLang::of(&call.text("lang").unwrap_or_default());
    UserInfoRequest { api: UserInfoApi::GetUserInfo, with_credentials, lang }
}

fn give(call: &mut Call<'_>, with_credentials: bool, cause: Option<u64>, after: u64) -> Reply {
    let request = request(call, with_credentials);
    let (settler, wx, at) = (call.settler(), call.wx.clone(), call.at.clone());
    let after = after + call.slow.unwrap_or(call.wx.latency.account);
    call.host.after(after, move |host, context| {
        let (given, notes) = {
            let mut platform = wx.platform();
            let me = platform.me();
            platform.user_info(me, request, host.clock.now())
        };
        let cause = record_notes(host, cause, at.as_ref(), notes);
        let result = match given {
            Ok(data) => Ok(Payload::Data(members(data))),
            // The precise text is not known (facts §3.2); this one says what is missing.
            Err(_) => Err(Fail::new("need login")),
        };
        settler.settle(host, context, cause, result);
    });
    Reply::Planned
}

/// Until 2018 the first call asks the user.
fn ask(call: &mut Call<'_>, with_credentials: bool) -> Reply {
    let detail = Value::Object(Map::from_iter([("scope".to_owned(), Value::from(SCOPE))]));
    let (token, change) = call.wx.screen.borrow_mut().open("consent", detail, call.now());
    let shown = record_changes(&call.host, Lane::Wx, Some(call.seq), call.at.as_ref(), vec![change]);
    if let Some(event) = shown {
        call.wx.screen.borrow_mut().shown_by(token, event);
    }
    let Some(answer) = call.wx.user.borrow_mut().next_dialog() else { return Reply::Planned };
    let allowed = answer == DialogAnswer::Allow;
    call.wx.user.borrow_mut().set_consent(SCOPE, if allowed { Consent::Granted } else { Consent::Denied });
    let (wx, at) = (call.wx.clone(), call.at.clone());
    let think = call.wx.latency.think;
    let settler = call.settler();
    let client = call.wx.rules.client;
    call.host.after(think, move |host, context: &mut boa_engine::Context| {
        let told = Map::from_iter([("button".to_owned(), Value::from(if allowed { "allow" } else { "deny" }))]);
        let change = wx.screen.borrow_mut().answer(token, Value::Object(told));
        let answer = record_changes(host, Lane::User, shown, at.as_ref(), change.into_iter().collect());
        if !allowed {
            settler.settle(host, context, answer, Err(denied(client)));
        }
    });
    if allowed { give(call, with_credentials, shown, think) } else { Reply::Planned }
}

/// The success object's members, but for `errMsg`.
pub(super) fn members(data: UserData) -> Map<String, Value> {
    let mut members = Map::new();
    members.insert("userInfo".into(), Value::Object(data.user_info));
    members.insert("rawData".into(), data.raw_data.into());
    members.insert("signature".into(), data.signature.into());
    for (name, value) in [("encryptedData", data.encrypted_data), ("iv", data.iv), ("cloudID", data.cloud_id)] {
        if let Some(value) = value {
            members.insert(name.into(), value.into());
        }
    }
    members
}

#[cfg(test)]
mod tests {
    use super::super::testing::check_in;

    const ASK: &str = "const ask = (o) => wx.getUserInfo({ withCredentials: false, success: (r) => console.log(r.errMsg, r.userInfo.nickName, \
        r.userInfo.city, r.userInfo.is_demote), fail: (e) => console.log(e.errMsg), ...o }); ask()";

    #[test]
    fn each_era_has_its_rules() {
        let granted = "user.consent = { 'scope.userInfo' = 'granted' }";
        check_in("epoch = '2017-06-01'\nuser.dialog = ['allow']", ASK, "getUserInfo:ok 小明 Guangzhou undefined");
        check_in("epoch = '2017-06-01'\nclient = 'ios'\nuser.dialog = ['deny']", ASK, "getUserInfo:fail auth deny");
        check_in("epoch = '2020-10-06'", ASK, "getUserInfo:fail scope unauthorized");
        check_in("epoch = '2020-10-06'\nclient = 'android'", ASK, "getUserInfo:fail auth deny");
        check_in(&format!("epoch = '2020-10-06'\n{granted}"), ASK, "getUserInfo:ok 小明 Guangzhou undefined");
        check_in("epoch = '2021-04-29'", ASK, "getUserInfo:ok 微信用户  undefined");
        check_in("epoch = '2022-11-09'", ASK, "getUserInfo:ok 微信用户  true");
    }

    #[test]
    fn credentials_need_a_login_and_are_wanted_unless_refused() {
        let js = "const show = (r) => console.log(r.errMsg, 'encryptedData' in r, 'iv' in r, JSON.stringify(r.userInfo) === r.rawData);
            const after = (o) => wx.getUserInfo({ success: show, fail: (e) => console.log(e.errMsg), ...o });
            after(); after({ withCredentials: 'no', complete: () =>
            wx.login({ success: () => { after(); after({ withCredentials: false }) } }) })";
        check_in(
            "epoch = '2020-10-06'\nuser.consent = { 'scope.userInfo' = 'granted' }",
            js,
            "getUserInfo:fail need login
             getUserInfo:fail need login
             getUserInfo:ok true true true
             getUserInfo:ok false false true",
        );
    }

    #[test]
    fn the_language_is_that_of_the_region() {
        check_in(
            "epoch = '2020-10-06'\nuser.consent = { 'scope.userInfo' = 'granted' }",
            "wx.getUserInfo({ withCredentials: false, lang: 'zh_CN' }).then((r) => console.log(r.userInfo.city))",
            "广州",
        );
    }
}
