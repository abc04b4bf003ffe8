//! Listeners of `wx.onX`: called in the order in which they were registered, taken away by `wx.offX`.

use std::cell::RefCell;
use std::rc::Rc;

use boa_engine::object::builtins::JsFunction;
use boa_engine::{Context, JsArgs, JsObject, JsResult, JsString, JsValue};
use serde_json::Value;

use super::api::{Api, Run};
use super::call::{Call, run_callback, type_name};
use super::state::Wx;
use crate::app::report_text;
use crate::engine::{Failure, Host, json, platform_message, value};
use crate::lang::Text;
use crate::trace::{At, Body, Lane, Outcome};

struct Listener {
    api: &'static str,
    call: u64,
    at: Option<At>,
    function: JsFunction,
}

/// The listeners of a run.
#[derive(Default)]
struct Listeners {
    known: RefCell<Vec<Listener>>,
}

/// A record of a `wx.onX`.
pub(super) const fn on(name: &'static str, since: &'static str, summary: Text, page: &'static str) -> Api {
    Api { since, promise: None, ..Api::new(name, summary, page, Run::Sync(add)) }
}

/// A record of a `wx.offX`.
pub(super) const fn off(name: &'static str, since: &'static str, page: &'static str) -> Api {
    let summary = Text { zh: "移除事件的监听函数", en: "Takes listeners away: the one given, or all" };
    Api { since, promise: None, ..Api::new(name, summary, page, Run::Sync(remove)) }
}

/// Registers a listener that another object than `wx` takes, such as the UpdateManager; anything but a function is ignored.
pub(super) fn listen(host: &Rc<Host>, api: &'static str, function: &JsValue, context: &mut Context) {
    let Some(function) = function.as_object().and_then(JsFunction::from_object) else { return };
    let at = host.site(context).stack.into_iter().next();
    let listener = Listener { api, call: host.cause().unwrap_or_default(), at, function };
    listeners(host).known.borrow_mut().push(listener);
}

pub(super) fn add(call: &mut Call<'_>) -> JsResult<JsValue> {
    let Some(function) = call.callback() else {
        let actual = type_name(call.args.get_or_undefined(0), call.context);
        let text = format!("{}:fail parameter error: parameter should be Function instead of {actual};", call.api.name);
        platform_message(&call.host, "error", text);
        return Ok(JsValue::undefined());
    };
    let listener = Listener { api: call.api.name, call: call.seq, at: call.at.clone(), function };
    listeners(&call.host).known.borrow_mut().push(listener);
    Ok(JsValue::undefined())
}

fn remove(call: &mut Call<'_>) -> JsResult<JsValue> {
    let event = call.api.name.trim_start_matches("off");
    let given = call.args.get_or_undefined(0).as_object();
    let keep = |listener: &Listener| {
        let other = given.as_ref().is_some_and(|given| !JsObject::equals(given, &listener.function));
        listener.api.trim_start_matches("on") != event || other
    };
    listeners(&call.host).known.borrow_mut().retain(keep);
    Ok(JsValue::undefined())
}

/// Takes all listeners of `api` away.
pub(super) fn clear(host: &Rc<Host>, api: &str) {
    listeners(host).known.borrow_mut().retain(|listener| listener.api != api);
}

/// Whether anybody listens to `api`, such as `onThemeChange`.
pub fn any(host: &Rc<Host>, api: &str) -> bool {
    listeners(host).known.borrow().iter().any(|listener| listener.api == api)
}

/// Calls the listeners of `api` with one argument.
pub fn emit(host: &Rc<Host>, context: &mut Context, api: &str, cause: Option<u64>, argument: &Value) {
    match json::from_data(argument, context) {
        Ok(argument) => emit_value(host, context, api, cause, &[argument]),
        Err(error) => {
            host.report(crate::trace::ErrorKind::CallbackThrew, &error, context);
        }
    }
}

/// Calls the listeners of `api` with these arguments.
pub(super) fn emit_value(host: &Rc<Host>, context: &mut Context, api: &str, cause: Option<u64>, arguments: &[JsValue]) {
    let listeners = listeners(host);
    let called: Vec<_> = {
        let known = listeners.known.borrow();
        let called = known.iter().filter(|listener| listener.api == api);
        called.map(|listener| (listener.call, listener.at.clone(), listener.function.clone())).collect()
    };
    for (of, at, function) in called {
        let result = arguments.first().map_or(Value::Null, |argument| value::data(argument, context));
        let body = Body::Settle { api: api.to_owned(), of, outcome: Outcome::Event, result, handled: true };
        let seq = host.recorder.record(Lane::Wx, cause, at, body);
        let before = host.set_cause(Some(seq));
        run_callback(host, context, seq, &function, arguments, &format!("at api {api} callback function"));
        host.set_cause(before);
    }
}

/// `wx.onError` and `wx.onUnhandledRejection`, in a later turn (facts §1.1, §7.1).
pub(super) fn tell_failure(host: &Rc<Host>, failure: &Failure) {
    let api = if failure.promise.is_some() { "onUnhandledRejection" } else { "onError" };
    if !any(host, api) {
        return;
    }
    let failure = failure.clone();
    let old = host.get::<Wx>().is_some_and(|wx| !wx.at_least("3.0.0"));
    host.after(0, move |host, context| {
        let argument = match &failure.promise {
            None => JsValue::from(JsString::from(report_text(&failure, old))),
            Some(promise) => {
                let object = JsObject::with_object_proto(context.intrinsics());
                let _ = object.create_data_property_or_throw(JsString::from("reason"), failure.value.clone(), context);
                let _ = object.create_data_property_or_throw(JsString::from("promise"), promise.clone(), context);
                object.into()
            }
        };
        emit_value(host, context, api, Some(failure.seq), &[argument]);
    });
}

fn listeners(host: &Rc<Host>) -> Rc<Listeners> {
    super::state::kept(host)
}
