//! What the user does to an element of the page on top: the scenario's events that have a `target`.
//!
//! The element's handlers run first, then what the element does by itself: a button's `open-type`, a navigator's address.

use std::rc::Rc;

use boa_engine::object::builtins::JsFunction;
use boa_engine::{Context, JsString, JsValue};
use serde_json::{Value, json};

use super::button::{name, press};
use super::state::Wx;
use crate::app::current_page;
use crate::app::view::{self, Gesture, Wish};
use crate::engine::{Host, json as js_json};
use crate::scenario::{Button, Happening, What};
use crate::trace::{Body, ErrorKind, Lane};

/// The user does something to the element that `target` means.
pub(super) fn user_touches(host: &Rc<Host>, context: &mut Context, event: &Happening, target: &str) {
    let value = event.value.clone().unwrap_or_default();
    let gesture = match event.what {
        What::Input => Gesture::Input(value),
        What::LongPress => Gesture::LongPress,
        What::Event => Gesture::Event(event.event.clone().unwrap_or_default(), value, false),
        _ => Gesture::Tap,
    };
    let nth = event.nth.unwrap_or(1);
    let kind = match &gesture {
        Gesture::Tap => "tap",
        Gesture::LongPress => "longpress",
        Gesture::Input(_) => "input",
        Gesture::Touch(name) | Gesture::Event(name, ..) => name,
    };
    let mut detail = json!({ "type": kind, "target": target });
    if nth > 1 {
        detail["nth"] = nth.into();
    }
    if let Gesture::Input(value) = &gesture {
        detail["value"] = value.clone();
    }
    let seq = host.recorder.record(Lane::User, None, None, Body::State { what: "gesture".to_owned(), detail });
    host.set_cause(Some(seq));
    let found = current_page(host).ok_or_else(|| "no page is open".to_owned()).and_then(|page| {
        let found = view::select(&page, None, (target, true), host, context)?;
        let which = if nth > 1 { format!("{target} (number {nth})") } else { target.to_owned() };
        nth.checked_sub(1)
            .and_then(|index| found.get(index).copied())
            .ok_or_else(|| format!("no element of {} matches {which}", page.route))
    });
    // A program may send events to what nobody sees; a finger does not get there.
    let by_hand = !matches!(gesture, Gesture::Event(..));
    let found = found.and_then(|element| match view::hidden_by(element, host, context).filter(|_| by_hand) {
        Some(why) => Err(format!("{target} is on the page, but nobody sees it: {why}")),
        None => Ok(element),
    });
    match found {
        Ok(element) => touch(element, &gesture, seq, host, context),
        Err(message) => refuse(host, seq, message),
    }
}

/// Does something to an element as the user; automation comes here too.
pub fn touch(element: u64, gesture: &Gesture, cause: u64, host: &Rc<Host>, context: &mut Context) {
    let Some(wx) = host.get::<Wx>() else { return };
    if matches!(gesture, Gesture::Tap | Gesture::LongPress) {
        wx.tap_now(host);
    }
    match view::do_gesture(element, gesture, host, context) {
        Ok(None) => {}
        Ok(Some(Wish::Go { how, url })) => go(&how, &url, host, context),
        Ok(Some(Wish::Share(target))) => super::share::share_by_button(&target, cause, host, context),
        Ok(Some(Wish::Open(open))) => {
            let Some(button) = BUTTONS.into_iter().find(|button| name(*button) == open) else {
                if NOT_MODELLED.contains(&&*open) {
                    let message = format!("<button open-type=\"{open}\"> is real, but wxhost does not model what it opens");
                    tell(host, cause, ErrorKind::UnsupportedApi, message);
                }
                return;
            };
            let kind = open.to_lowercase();
            let deliver = move |host: &Rc<Host>, context: &mut Context, cause: Option<u64>, detail: Value| {
                host.set_cause(cause);
                if let Err(message) = view::do_gesture(element, &Gesture::Event(kind, detail, false), host, context) {
                    refuse(host, cause.unwrap_or_default(), message);
                }
            };
            press(host, context, &wx, button, cause, Box::new(deliver));
        }
        Err(message) => refuse(host, cause, message),
    }
}

const BUTTONS: [Button; 6] = [
    Button::GetUserInfo,
    Button::GetPhoneNumber,
    Button::GetRealtimePhoneNumber,
    Button::ChooseAvatar,
    Button::OpenSetting,
    Button::AgreePrivacyAuthorization,
];

/// The other values of `open-type` (official page: button), which lead out of the mini-program. What is none of all these does nothing
/// on the platform either.
const NOT_MODELLED: [&str; 4] = ["contact", "feedback", "launchApp", "liveActivity"];

/// A navigator goes where it points to.
fn go(how: &str, url: &str, host: &Rc<Host>, context: &mut Context) {
    let api = match how {
        "redirect" => "redirectTo",
        "switchTab" => "switchTab",
        "reLaunch" => "reLaunch",
        "navigateBack" => "navigateBack",
        _ => "navigateTo",
    };
    call_api(api, &if api == "navigateBack" { json!({}) } else { json!({ "url": url }) }, host, context);
}

/// Calls an API of `wx` as the platform's own controls do; nobody waits for its answer.
pub fn call_api(api: &str, options: &Value, host: &Rc<Host>, context: &mut Context) {
    let result = super::reach(context, &super::Reach::of(&format!("wx.{api}"))).and_then(|()| {
        let wx = context.global_object().get(JsString::from("wx"), context)?;
        let Some(holder) = wx.as_object() else { return Ok(JsValue::undefined()) };
        let method = holder.get(JsString::from(api), context)?;
        let Some(method) = method.as_object().and_then(|method| JsFunction::from_object(method.clone())) else {
            return Ok(JsValue::undefined());
        };
        let options = js_json::from_data(options, context)?;
        if let Some(options) = options.as_object() {
            // A callback makes it the callback form, whose failure is nobody's unhandled rejection.
            let nothing = boa_engine::NativeFunction::from_copy_closure(|_, _, _| Ok(JsValue::undefined()));
            let nothing = nothing.to_js_function(context.realm());
            options.create_data_property_or_throw(JsString::from("complete"), nothing, context)?;
        }
        method.call(&wx, &[options], context)
    });
    if let Err(error) = result {
        host.report(ErrorKind::CallbackThrew, &error, context);
    }
}

fn refuse(host: &Rc<Host>, cause: u64, message: String) {
    let none = message == view::NoView.to_string();
    tell(host, cause, if none { ErrorKind::UnsupportedApi } else { ErrorKind::NoSuchElement }, message);
}

fn tell(host: &Rc<Host>, cause: u64, what: ErrorKind, message: String) {
    let body = Body::Error { what, name: "WxhostError".into(), message, stack: Vec::new(), of: None };
    host.recorder.record(Lane::Host, Some(cause), None, body);
}
