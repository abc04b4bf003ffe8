//! `wx.openSetting`: the settings page, where the user may change what was decided; the scenario's `user.setting` says what changes.
//!
//! Facts §3.5: since 2.3.0 only a tap may open it.

use std::rc::Rc;

use boa_engine::JsResult;
use serde_json::{Map, Value, json};

use super::api::{Api, Default, Kind, Param, Run};
use super::call::{Call, Payload, Reply};
use super::state::{Wx, record_changes};
use super::tap;
use crate::lang::Text;
use crate::trace::Lane;

pub(super) const API: Api = Api {
    since: "1.1.0",
    params: &[Param::new("withSubscriptions", Kind::Boolean).or(Default::Flag(false)).since("2.10.3")],
    missing: Text { zh: "用户的订阅消息设置", en: "the user's subscriptions" },
    ..Api::new(
        "openSetting",
        Text {
            zh: "调起客户端小程序设置界面", en: "Opens the page on which the user changes decisions about scopes"
        },
        "open-api/setting/wx.openSetting.html",
        Run::Async(run),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    if call.wx.at_least("2.3.0")
        && let Some(fail) = tap::refused(call)
    {
        return Ok(Reply::After(call.wx.latency.device, Err(fail)));
    }
    let subscriptions = call.wx.at_least("2.10.3") && call.flag("withSubscriptions");
    let now = call.wx.user.borrow().auth_setting();
    let (token, change) = call.wx.screen.borrow_mut().open("settings", Value::Object(now), call.now());
    let shown = record_changes(&call.host, Lane::Wx, Some(call.seq), call.at.as_ref(), vec![change]);
    let (settler, wx, at) = (call.settler(), Rc::clone(&call.wx), call.at.clone());
    call.host.after(call.wx.latency.think, move |host, context| {
        wx.user.borrow_mut().visit_settings();
        let mut members = setting(&wx);
        let change = wx.screen.borrow_mut().answer(token, members["authSetting"].clone());
        let answer = record_changes(host, Lane::User, shown, at.as_ref(), change.into_iter().collect());
        if subscriptions {
            members.insert("subscriptionsSetting".into(), json!({ "mainSwitch": true, "itemSettings": {} }));
        }
        settler.settle(host, context, answer, Ok(Payload::Data(members)));
    });
    Ok(Reply::Planned)
}

/// `authSetting` as it is now.
pub(super) fn setting(wx: &Wx) -> Map<String, Value> {
    Map::from_iter([("authSetting".to_owned(), Value::Object(wx.user.borrow().auth_setting()))])
}

#[cfg(test)]
mod tests {
    use super::super::testing::check_in;

    const OPEN: &str =
        "const open = () => wx.openSetting({ success: (r) => console.log(r), fail: (e) => console.log(e.errMsg) });";

    #[test]
    fn the_user_changes_what_the_scenario_says() {
        let denied = "user.consent = { 'scope.record' = 'denied' }";
        check_in(
            &format!("call = ['open()', 'open()']\n{denied}\nuser.setting = [{{ 'scope.record' = 'granted' }}]"),
            OPEN,
            "{\"errMsg\":\"openSetting:ok\",\"authSetting\":{\"scope.record\":true}}
             {\"errMsg\":\"openSetting:ok\",\"authSetting\":{\"scope.record\":true}}",
        );
    }

    #[test]
    fn only_a_tap_opens_it_since_2_3_0() {
        let js = format!("{OPEN} open()");
        check_in("", &js, "openSetting:fail can only be invoked by user TAP gesture.");
        check_in("base_library = '2.2.5'", &js, "{\"errMsg\":\"openSetting:ok\",\"authSetting\":{}}");
    }

    #[test]
    fn the_tap_on_a_modal_is_a_tap() {
        let js = "wx.showModal({ success: () => wx.openSetting({ success: (r) => console.log(r.errMsg) }) })";
        check_in("user.modal = ['confirm']", js, "openSetting:ok");
    }
}
