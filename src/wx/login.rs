//! `wx.login`: a login code from WeChat, good for one exchange within five minutes.
//!
//! Facts §2.1: no prompt, no scope, a new code with every call; the code belongs to the session_key of that call.

use boa_engine::JsResult;
use serde_json::Map;

use super::api::{Api, Kind, Param, Run};
use super::call::{Call, Payload, Reply};
use super::state::record_notes;
use crate::lang::Text;

pub(super) const API: Api = Api {
    params: &[Param::new("timeout", Kind::Number).since("1.9.90")],
    failures: &["timeout", "internal error", "auth deny"],
    ..Api::new(
        "login",
        Text {
            zh: "获取登录凭证（code）", en: "Gets a login code, to be exchanged for a session by the developer's server"
        },
        "open-api/login/wx.login.html",
        Run::Async(run),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    if !call.wx.device.borrow().is_connected() {
        return Ok(Reply::fail(call.wx.latency.login, "confirm cgi fail"));
    }
    let (grant, notes) = {
        let mut platform = call.wx.platform();
        let me = platform.me();
        platform.login(me, call.now())
    };
    let issued = record_notes(&call.host, Some(call.seq), call.at.as_ref(), notes);
    let after = call.slow.unwrap_or(call.wx.latency.login);
    // A `timeout` shorter than the answer ends the call first; the code has been issued all the same.
    let timeout = call.number("timeout").filter(|timeout| *timeout > 0.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "positive; a cast saturates")]
    if let Some(timeout) = timeout.map(|timeout| timeout as u64).filter(|timeout| *timeout < after) {
        call.slow = None;
        return Ok(Reply::fail(timeout, "timeout"));
    }
    let mut members = Map::with_capacity(1);
    members.insert("code".into(), grant.code.into());
    let settler = call.settler();
    call.host.after(after, move |host, context| settler.settle(host, context, issued, Ok(Payload::Data(members))));
    Ok(Reply::Planned)
}
