//! `wx.getUserProfile`: the user's profile, asked for in a dialog at every tap (base library 2.10.4).
//!
//! Facts §3.3: `desc` is required and at most 30 characters; only a tap may call it; it asks every time; encryptedData holds no
//! openId. From 2022-11-08 on it asks nobody and gives the anonymous profile.

use std::rc::Rc;

use boa_engine::{Context, JsResult};
use serde_json::json;

use super::api::{Api, Default, Kind, Param, Run};
use super::call::{Call, Fail, Payload, Reply, Settler};
use super::get_user_info::{SCOPE, members};
use super::state::{Wx, record_notes};
use super::{dialog, tap};
use crate::engine::Host;
use crate::lang::Text;
use crate::trace::At;
use crate::world::platform::{UserInfoApi, UserInfoRequest};
use crate::world::user::RegionLang;

pub(super) const API: Api = Api {
    since: "2.10.4",
    params: &[Param::required("desc", Kind::String), Param::new("lang", Kind::String).or(Default::Text("en"))],
    failures: &["auth deny"],
    missing: Text {
        zh: "2022-11-08 之后，2.27.1 以下的 PC 与 macOS 客户端仍返回的真实资料",
        en: "real profiles of PC and macOS clients below 2.27.1 after 2022-11-08",
    },
    ..Api::new(
        "getUserProfile",
        Text {
            zh: "获取用户信息，每次都弹窗询问", en: "Gets the user's profile after asking in a dialog, every time"
        },
        "open-api/user-info/wx.getUserProfile.html",
        Run::Async(run),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    if let Some(fail) = tap::refused(call) {
        return Ok(Reply::After(call.wx.latency.device, Err(fail)));
    }
    let desc = call.text("desc").unwrap_or_default();
    if desc.is_empty() || desc.encode_utf16().count() > 30 {
        // The limit is documented, the text is not known (facts §3.3).
        return Ok(Reply::AtOnce(Fail::new("desc length does not meet the requirements").errno(1001)));
    }
    let lang = RegionLang::of(&call.text("lang").unwrap_or_default());
    let request = UserInfoRequest { api: UserInfoApi::GetUserProfile, with_credentials: true, lang };
    let (settler, wx, at) = (call.settler(), Rc::clone(&call.wx), call.at.clone());
    let after = call.slow.unwrap_or(call.wx.latency.account);
    if call.wx.platform().is_anonymous(UserInfoApi::GetUserProfile) {
        let cause = Some(call.seq);
        call.host.after(after, move |host, context| give(host, context, &wx, at.as_ref(), request, cause, &settler));
        return Ok(Reply::Planned);
    }
    let detail = json!({ "scope": SCOPE, "desc": desc });
    dialog::ask(&call.host, &call.wx, call.seq, call.at.as_ref(), detail, move |host, context, answer, allowed| {
        if allowed {
            host.after(after, move |host, context| give(host, context, &wx, at.as_ref(), request, answer, &settler));
        } else {
            settler.settle(host, context, answer, Err(Fail::new("auth deny").errno(103)));
        }
    });
    Ok(Reply::Planned)
}

fn give(
    host: &Rc<Host>,
    context: &mut Context,
    wx: &Wx,
    at: Option<&At>,
    request: UserInfoRequest,
    cause: Option<u64>,
    settler: &Settler,
) {
    let now = host.clock.now();
    let (given, notes) = {
        let mut platform = wx.platform();
        let me = platform.me();
        match platform.user_info(me, request, now) {
            // Without a login there is nothing to encrypt with, but the profile is given all the same.
            (Err(_), _) => platform.user_info(me, UserInfoRequest { with_credentials: false, ..request }, now),
            given => given,
        }
    };
    let cause = record_notes(host, cause, at, notes);
    let result = given.map(|data| Payload::Data(members(data))).map_err(|_| Fail::default());
    settler.settle(host, context, cause, result);
}

#[cfg(test)]
mod tests {
    use super::super::testing::check_in;

    const ASK: &str = "const ask = (o) => wx.getUserProfile({ desc: '用于完善资料', success: (r) => \
        console.log(r.errMsg, r.userInfo.nickName, r.userInfo.is_demote), fail: (e) => console.log(e.errMsg, e.errno), ...o });";

    fn check(toml: &str, expect: &str) {
        check_in(&format!("call = ['ask()']\n{toml}"), ASK, expect);
    }

    #[test]
    fn a_tap_asks_the_user_every_time() {
        check("epoch = '2021-06-01'\nuser.dialog = ['allow']", "getUserProfile:ok 小明 undefined");
        check("epoch = '2021-06-01'\nuser.dialog = ['deny']", "getUserProfile:fail auth deny undefined");
        check("epoch = '2021-06-01'", "");
        check_in(
            "epoch = '2021-06-01'\ncall = ['ask()', 'ask()']\nuser.dialog = ['allow', 'deny']",
            ASK,
            "getUserProfile:ok 小明 undefined\ngetUserProfile:fail auth deny undefined",
        );
    }

    #[test]
    fn since_2022_11_08_nobody_is_asked_and_everybody_is_anonymous() {
        check("epoch = '2022-11-08'\nuser.dialog = ['allow']", "getUserProfile:ok 小明 undefined");
        check("epoch = '2022-11-09'", "getUserProfile:ok 微信用户 true");
    }

    #[test]
    fn only_a_tap_may_call_it() {
        let login =
            "const go = () => wx.login({ success: () => wx.getUserProfile({ desc: 'x', fail: (e) => console.log(e.errMsg) }) });";
        let refused = "getUserProfile:fail can only be invoked by user TAP gesture.";
        check_in("call = ['go()']", login, refused);
        check_in("", &format!("{ASK} ask()"), &format!("{refused} undefined").replace("undefined", "undefined"));
        check_in("call = ['Promise.resolve().then(() => ask())']", ASK, "getUserProfile:ok 微信用户 true");
        check_in("call = ['setTimeout(() => ask(), 0)']", ASK, &format!("{refused} undefined"));
    }

    #[test]
    fn desc_is_required() {
        check_in(
            "call = ['ask({ desc: undefined })', 'ask({ desc: \"一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一\" })']",
            ASK,
            "getUserProfile:fail parameter error: parameter.desc should be String instead of Undefined;
             getUserProfile:fail parameter error: parameter.desc should be String instead of Undefined; 1001
             getUserProfile:fail desc length does not meet the requirements
             getUserProfile:fail desc length does not meet the requirements 1001",
        );
    }

    #[test]
    fn without_callbacks_it_gives_a_promise_and_before_2_10_4_it_is_not_there() {
        let promise = "wx.getUserProfile({ desc: 'x' }).then((r) => console.log(r.errMsg))";
        check_in(&format!("call = [\"{promise}\"]"), "", "getUserProfile:ok");
        check_in("base_library = '2.10.3'", "console.log(typeof wx.getUserProfile)", "undefined");
    }
}
