//! `wx.checkSession`: whether the session_key of the last login is still valid.
//!
//! Facts §2.2: it judges the key that the last code-obtaining operation gave, not the one on the developer's server.

use boa_engine::JsResult;
use serde_json::{Map, Value};

use super::api::{Api, Run};
use super::call::{Call, Fail, Payload, Reply};
use super::state::record_notes;
use crate::lang::Text;
use crate::scenario::Client;

pub(super) const API: Api = Api {
    failures: &["session time out, need relogin", "cgi fail"],
    ..Api::new(
        "checkSession",
        Text { zh: "检查登录态是否过期", en: "Tells whether the login session has expired" },
        "open-api/login/wx.checkSession.html",
        Run::Async(run),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    let android = call.wx.rules.client == Client::Android;
    if !call.wx.device.borrow().is_connected() {
        let code = if android { Value::from("-1") } else { Value::from(-1) };
        return Ok(Reply::After(call.wx.latency.account, Err(Fail::native("cgi fail").code(code))));
    }
    call.wx.choices.session(call.wx.scenario.platform.session);
    let (checked, notes) = {
        let mut platform = call.wx.platform();
        let me = platform.me();
        platform.check_session(me, call.now())
    };
    let cause = record_notes(&call.host, Some(call.seq), call.at.as_ref(), notes);
    let result = if checked.is_ok() {
        let mut members = Map::new();
        if android {
            // Left in the result by the Android client, as a string (facts §2.2).
            members.insert("errCode".into(), "0".into());
        }
        Ok(Payload::Data(members))
    } else {
        let code = if android { Value::from("-13001") } else { Value::from(-13001) };
        Err(Fail::native("session time out, need relogin").code(code))
    };
    let settler = call.settler();
    let after = call.slow.unwrap_or(call.wx.latency.account);
    call.host.after(after, move |host, context| settler.settle(host, context, cause, result));
    Ok(Reply::Planned)
}
