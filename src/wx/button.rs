//! What `<button open-type="…">` gives its handler: user information, a phone code, an avatar; and plain taps and input.
//!
//! Facts §3.1, §8.4. The scenario's `[[scenario.event]]` says which button is tapped and which function gets the event; the
//! consent dialogs that some buttons bring are answered by `user.dialog`.

use std::rc::Rc;

use boa_engine::object::builtins::JsFunction;
use boa_engine::{Context, JsValue, Source};
use serde_json::{Map, Value, json};

use super::call::run_callback;
use super::state::{Wx, record_notes};
use super::{dialog, open_setting, privacy};
use crate::app::Pages;
use crate::engine::{Host, json, platform_message};
use crate::scenario::{Button, Happening, What};
use crate::trace::{Body, Lane};
use crate::world::epoch::UserInfoEra;
use crate::world::platform::{UserInfoApi, UserInfoRequest};
use crate::world::user::RegionLang;

/// The user taps or types.
pub fn user_does(host: &Rc<Host>, context: &mut Context, event: &Happening) {
    if let Some(target) = &event.target {
        return super::touch::user_touches(host, context, event, target);
    }
    let Some(wx) = host.get::<Wx>() else { return };
    let value = event.value.clone().unwrap_or_else(|| json!({}));
    let handler = event.handler.clone().unwrap_or_default();
    let kind = match (event.what, event.button) {
        (What::Input, _) => "input".to_owned(),
        (_, None) => "tap".to_owned(),
        (_, Some(button)) => name(button).to_lowercase(),
    };
    let shown = json!({ "type": kind, "handler": handler });
    let seq = host.recorder.record(Lane::User, None, None, Body::State { what: "gesture".to_owned(), detail: shown });
    let (dataset, detail) = match event.what {
        What::Input => (json!({}), json!({ "value": value })),
        _ => (value, json!({})),
    };
    let deliver = move |host: &Rc<Host>, context: &mut Context, cause: Option<u64>, detail: Value| {
        give(host, context, cause, &kind, &handler, &dataset, detail);
    };
    match event.button {
        None => {
            wx.tap_now(host);
            deliver(host, context, Some(seq), detail);
        }
        Some(button) => press(host, context, &wx, button, seq, Box::new(deliver)),
    }
}

/// The temporary file that `chooseAvatar` gives; its path is its content.
const AVATAR: &str = "http://tmp/avatar.jpeg";

pub(super) type Deliver = Box<dyn FnOnce(&Rc<Host>, &mut Context, Option<u64>, Value)>;

pub(super) fn press(host: &Rc<Host>, context: &mut Context, wx: &Rc<Wx>, button: Button, seq: u64, deliver: Deliver) {
    let ok = format!("{}:ok", name(button));
    match button {
        Button::ChooseAvatar => {
            wx.tap_now(host);
            wx.files.borrow_mut().hand_out(AVATAR);
            deliver(host, context, Some(seq), json!({ "avatarUrl": AVATAR, "errMsg": ok }));
        }
        Button::OpenSetting => {
            wx.user.borrow_mut().visit_settings();
            let mut detail = open_setting::setting(wx);
            detail.insert("errMsg".into(), ok.into());
            deliver(host, context, Some(seq), Value::Object(detail));
        }
        Button::AgreePrivacyAuthorization => {
            privacy::agree(host, seq);
            wx.tap_now(host);
            deliver(host, context, Some(seq), json!({ "errMsg": ok }));
        }
        Button::GetUserInfo => {
            if wx.rules.user_info >= UserInfoEra::Anonymous2021 {
                let detail = user_info(host, wx, seq);
                return deliver(host, context, Some(seq), detail);
            }
            if wx.user.borrow().allows(super::get_user_info::SCOPE) {
                let detail = user_info(host, wx, seq);
                return deliver(host, context, Some(seq), detail);
            }
            let (world, about) = (Rc::clone(wx), json!({ "scope": super::get_user_info::SCOPE }));
            dialog::ask(host, wx, seq, None, about, move |host, context, answer, allowed| {
                use crate::scenario::Consent::{Denied, Granted};
                let decision = if allowed { Granted } else { Denied };
                world.user.borrow_mut().set_consent(super::get_user_info::SCOPE, decision);
                let detail = match allowed {
                    true => user_info(host, &world, answer.unwrap_or(seq)),
                    false => json!({ "errMsg": "getUserInfo:fail auth deny" }),
                };
                deliver(host, context, answer, detail);
            });
        }
        Button::GetPhoneNumber | Button::GetRealtimePhoneNumber => {
            let (world, about) = (Rc::clone(wx), json!({ "phoneNumber": wx.user.borrow().profile.phone_number }));
            dialog::ask(host, wx, seq, None, about, move |host, context, answer, allowed| {
                let (cause, detail) = match allowed {
                    true => phone(host, &world, answer, button),
                    false => (answer, json!({ "errMsg": format!("{}:fail user deny", name(button)) })),
                };
                deliver(host, context, cause, detail);
            });
        }
    }
}

/// The detail of `bindgetuserinfo`: encrypted data only with a live session.
fn user_info(host: &Rc<Host>, wx: &Wx, cause: u64) -> Value {
    let now = host.clock.now();
    let mut ask = UserInfoRequest { api: UserInfoApi::GetUserInfo, with_credentials: true, lang: RegionLang::default() };
    let (given, notes) = {
        let mut platform = wx.platform();
        let me = platform.me();
        let mut given = platform.user_info(me, ask, now);
        if given.0.is_err() {
            ask.with_credentials = false;
            given = platform.user_info(me, ask, now);
        }
        given
    };
    record_notes(host, Some(cause), None, notes);
    let mut detail = Map::new();
    detail.insert("errMsg".into(), "getUserInfo:ok".into());
    if let Ok(data) = given {
        detail.extend(super::get_user_info::members(data));
    }
    Value::Object(detail)
}

/// The detail of `bindgetphonenumber`: the code since base library 2.21.2, encrypted data with a live session.
fn phone(host: &Rc<Host>, wx: &Wx, cause: Option<u64>, button: Button) -> (Option<u64>, Value) {
    let mut detail = Map::new();
    detail.insert("errMsg".into(), format!("{}:ok", name(button)).into());
    let now = host.clock.now();
    let mut platform = wx.platform();
    let me = platform.me();
    let mut last = cause;
    if wx.at_least("2.21.2") {
        let (code, notes) = platform.phone_code(me, now);
        last = record_notes(host, cause, None, notes);
        detail.insert("code".into(), code.into());
    }
    if let Some((encrypted, iv)) = platform.phone_data(me, now) {
        detail.insert("encryptedData".into(), encrypted.into());
        detail.insert("iv".into(), iv.into());
    }
    (last, Value::Object(detail))
}

/// Calls the handler: a function of the page on top, else a global one.
fn give(host: &Rc<Host>, context: &mut Context, cause: Option<u64>, kind: &str, handler: &str, dataset: &Value, detail: Value) {
    let Some((function, this)) = find(host, context, handler) else {
        let page = host.get::<Pages>().map(|pages| pages.top()).unwrap_or_default();
        let text = format!("Component \"{page}\" does not have a method \"{handler}\" to handle event \"{kind}\".");
        platform_message(host, "warn", text);
        return;
    };
    let target = json!({ "id": "", "offsetLeft": 0, "offsetTop": 0, "dataset": dataset });
    let now = host.clock.now();
    let event =
        json!({ "type": kind, "timeStamp": now, "target": target, "currentTarget": target, "mark": {}, "detail": detail });
    let Ok(event) = json::from_data(&event, context) else { return };
    let seq = host.recorder.record(Lane::Host, cause, None, Body::Invoke { what: handler.to_owned() });
    let before = host.set_cause(Some(seq));
    match this {
        // A page's function has its page as `this`.
        Some(this) => match function.call(&this, &[event], context) {
            Ok(returned) => host.watch(seq, &returned),
            Err(error) => {
                host.report(crate::trace::ErrorKind::CallbackThrew, &error, context);
            }
        },
        None => run_callback(host, context, seq, &function, &[event], handler),
    }
    host.set_cause(before);
}

fn find(host: &Rc<Host>, context: &mut Context, handler: &str) -> Option<(JsFunction, Option<JsValue>)> {
    let own = host.get::<Pages>().and_then(|pages| pages.handler(handler, context));
    if let Some((function, page)) = own {
        return Some((function, Some(page)));
    }
    // `let` and `const` are no members of the global object, so the name is evaluated; scenarios only allow names here.
    let root = handler.split('.').next().unwrap_or_default();
    let text = format!("typeof {root} === 'undefined' ? undefined : {handler}");
    let found = context.eval(Source::from_bytes(&text)).ok()?;
    found.as_object().and_then(JsFunction::from_object).map(|function| (function, None))
}

pub(super) fn name(button: Button) -> &'static str {
    match button {
        Button::GetUserInfo => "getUserInfo",
        Button::GetPhoneNumber => "getPhoneNumber",
        Button::GetRealtimePhoneNumber => "getRealtimePhoneNumber",
        Button::ChooseAvatar => "chooseAvatar",
        Button::OpenSetting => "openSetting",
        Button::AgreePrivacyAuthorization => "agreePrivacyAuthorization",
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check_in, trace};

    fn tap(button: &str, rest: &str) -> String {
        format!("{rest}\n[[scenario.event]]\nat = '1s'\nbutton = '{button}'\nhandler = 'onGet'")
    }

    const SHOW: &str = "const onGet = (e) => console.log(e.type, e.detail.errMsg, Object.keys(e.detail).join());";

    #[test]
    fn the_user_info_button_asks_and_the_api_works_from_then_on() {
        let js = "const onGet = (e) => { console.log(e.type, e.detail.errMsg, e.detail.userInfo && e.detail.userInfo.nickName);
            wx.getUserInfo({ withCredentials: false, success: (r) => console.log(r.errMsg), fail: (r) => console.log(r.errMsg) }) }";
        let at = "epoch = '2020-10-06'";
        check_in(
            &tap("getUserInfo", &format!("{at}\nuser.dialog = ['allow']")),
            js,
            "getuserinfo getUserInfo:ok 小明
             getUserInfo:ok",
        );
        check_in(
            &tap("getUserInfo", &format!("{at}\nuser.dialog = ['deny']")),
            js,
            "getuserinfo getUserInfo:fail auth deny undefined
             getUserInfo:fail scope unauthorized",
        );
        check_in(&tap("getUserInfo", "epoch = '2021-05-01'"), js, "getuserinfo getUserInfo:ok 微信用户\ngetUserInfo:ok");
    }

    #[test]
    fn the_phone_button_gives_a_code_and_with_a_session_encrypted_data() {
        let asked = "user.dialog = ['allow']";
        check_in(&tap("getPhoneNumber", asked), SHOW, "getphonenumber getPhoneNumber:ok errMsg,code");
        let old = format!("base_library = '2.13.0'\nplatform.session = 'valid'\n{asked}");
        check_in(&tap("getPhoneNumber", &old), SHOW, "getphonenumber getPhoneNumber:ok errMsg,encryptedData,iv");
        check_in(&tap("getPhoneNumber", "user.dialog = ['deny']"), SHOW, "getphonenumber getPhoneNumber:fail user deny errMsg");
        let text = trace(&tap("getPhoneNumber", asked), "const onGet = (e) => console.log(e.detail.code)").to_jsonl();
        assert!(text.contains("<code:1>"), "{text}");
    }

    #[test]
    fn taps_reach_the_page_and_count_as_gestures() {
        check_in(
            "[[scenario.event]]\nat = 5\nvalue = { id = 7 }\nhandler = 'onTap'",
            "Page({ onTap(e) { console.log(e.type, e.currentTarget.dataset.id, this.route);
                wx.getUserProfile({ desc: 'x', success: (r) => console.log(r.errMsg) }) } })",
            "tap 7 pages/index/index
             getUserProfile:ok",
        );
    }

    #[test]
    fn input_and_avatars_are_given() {
        check_in(
            "[[scenario.event]]\nwhat = 'input'\nvalue = '小红'\nhandler = 'onName'\n[[scenario.event]]\nat = 5\nbutton = 'chooseAvatar'\nhandler = 'onGet'",
            "const onName = (e) => console.log(e.type, e.detail.value); const onGet = (e) => console.log(e.type, e.detail.avatarUrl)",
            "input 小红
             chooseavatar http://tmp/avatar.jpeg",
        );
    }

    #[test]
    fn the_chosen_avatar_is_a_file() {
        check_in(
            &tap("chooseAvatar", ""),
            "const onGet = (e) => wx.getFileSystemManager().readFile({ filePath: e.detail.avatarUrl, encoding: 'utf8',
                success: (r) => console.log(r.data, e.detail.errMsg), fail: (r) => console.log(r.errMsg) })",
            "http://tmp/avatar.jpeg chooseAvatar:ok",
        );
    }

    #[test]
    fn a_handler_that_is_not_there_is_told() {
        check_in(
            "[[scenario.event]]\nhandler = 'nobody'",
            "",
            "Component \"pages/index/index\" does not have a method \"nobody\" to handle event \"tap\".",
        );
    }
}
