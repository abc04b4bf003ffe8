//! How an answer reaches the program: `success` or `fail`, then `complete`, with one object; or the promise.

use std::rc::Rc;

use boa_engine::builtins::promise::ResolvingFunctions;
use boa_engine::object::builtins::JsFunction;
use boa_engine::{Context, JsObject, JsResult, JsString, JsValue, js_string};
use serde_json::{Map, Value};

use super::{Fail, Payload};
use crate::engine::{Host, json, value};
use crate::trace::{At, Body, ErrorKind, Lane, Outcome};
use crate::wx::api::Api;
use crate::wx::state::Wx;

/// The three callbacks, or the promise, of one call; answers once.
#[derive(Clone)]
pub struct Settler {
    api: &'static Api,
    call: u64,
    at: Option<At>,
    success: Option<JsFunction>,
    fail: Option<JsFunction>,
    complete: Option<JsFunction>,
    /// The base library's private callback for a user who cancels (facts §1.1).
    cancel: Option<JsFunction>,
    promise: Option<ResolvingFunctions>,
}

impl Settler {
    /// What answers a call: `success`, `fail` and `complete` where they were given, or a promise.
    pub(super) fn new(
        api: &'static Api,
        call: u64,
        at: Option<At>,
        callbacks: [Option<JsFunction>; 3],
        promise: Option<ResolvingFunctions>,
    ) -> Self {
        let [success, fail, complete] = callbacks;
        Self { api, call, at, success, fail, complete, cancel: None, promise }
    }

    /// The same with a private `cancel` callback.
    pub(super) fn with_cancel(self, cancel: Option<JsFunction>) -> Self {
        Self { cancel, ..self }
    }

    /// For a call that returns its result.
    pub(super) fn silent(api: &'static Api, call: u64, at: Option<At>) -> Self {
        Self::new(api, call, at, [None, None, None], None)
    }

    /// The `call` event that this answers.
    pub fn call(&self) -> u64 {
        self.call
    }

    /// The API that was called.
    pub fn api(&self) -> &'static Api {
        self.api
    }

    /// Where it was called.
    pub fn at(&self) -> Option<&At> {
        self.at.as_ref()
    }

    /// Answers with success or failure; `cause` is the event that brought the answer.
    pub fn settle(&self, host: &Rc<Host>, context: &mut Context, cause: Option<u64>, result: Result<Payload, Fail>) {
        match result {
            Ok(payload) => self.success(host, context, cause, payload),
            Err(fail) => self.failure(host, context, cause, &fail),
        }
    }

    fn success(&self, host: &Rc<Host>, context: &mut Context, cause: Option<u64>, payload: Payload) {
        let object = value::object(context);
        let text = [self.api.name, ":ok"].concat();
        let message = JsValue::from(JsString::from(text.as_str()));
        let built = match payload {
            Payload::Data(members) => {
                value::put(&object, js_string!("errMsg"), message);
                fill(&object, &members, context).map(|()| as_read(&members, Some(text)))
            }
            Payload::Build(build) => build(&object, context).map(|()| {
                value::put(&object, js_string!("errMsg"), message);
                None
            }),
            Payload::BuildKnown(build) => build(&object, context).map(|known| {
                value::put(&object, js_string!("errMsg"), message);
                known.map(|mut known| {
                    known.insert("errMsg".to_owned(), text.into());
                    known.into()
                })
            }),
        };
        let data = built.unwrap_or_else(|error| {
            host.report(ErrorKind::CallbackThrew, &error, context);
            None
        });
        self.deliver(host, context, cause, (true, false), &object, data);
    }

    pub(super) fn failure(&self, host: &Rc<Host>, context: &mut Context, cause: Option<u64>, fail: &Fail) {
        let Some(wx) = host.get::<Wx>() else { return };
        let object = value::object(context);
        let mut members = Map::new();
        members.insert("errMsg".into(), fail.message(self.api.name, wx.rules.client).into());
        if let Some(code) = &fail.err_code {
            members.insert("errCode".into(), Value::clone(code));
        }
        if let Some(errno) = fail.errno.filter(|_| wx.at_least("2.24.0")) {
            members.insert("errno".into(), errno.into());
        }
        if let Err(error) = fill(&object, &members, context) {
            host.report(ErrorKind::CallbackThrew, &error, context);
        }
        let cancelled = self.cancel.is_some() && fail.is("cancel", self.api.name);
        self.deliver(host, context, cause, (false, cancelled), &object, as_read(&members, None));
    }

    /// Whether it went well, and whether the user has cancelled; `data`: what reading the object would give, if that is known.
    fn deliver(
        &self,
        host: &Rc<Host>,
        context: &mut Context,
        cause: Option<u64>,
        (ok, cancelled): (bool, bool),
        object: &JsObject,
        data: Option<Value>,
    ) {
        let result = JsValue::from(object.clone());
        debug_assert!(data.as_ref().is_none_or(|data| is_same(data, &value::data(&result, context))), "{data:?} is what is read");
        let data = data.unwrap_or_else(|| value::data(&result, context));
        let api = || self.api.full_name();
        let during = |callback: &str| ["at api ", self.api.name, " ", callback, " callback function"].concat();
        if let Some(promise) = &self.promise {
            let (outcome, settle) = if ok { (Outcome::Resolve, &promise.resolve) } else { (Outcome::Reject, &promise.reject) };
            let body = Body::Settle { api: api(), of: self.call, outcome, result: data, handled: true };
            let seq = host.recorder.record(Lane::Wx, cause, self.at.clone(), body);
            host.set_cause(Some(seq));
            if let Err(error) = settle.call(&JsValue::undefined(), &[result], context) {
                host.report(ErrorKind::CallbackThrew, &error, context);
            }
            return;
        }
        let (outcome, callback) = if ok { (Outcome::Success, &self.success) } else { (Outcome::Fail, &self.fail) };
        let handled = callback.is_some() || self.complete.is_some();
        let complete = self.complete.as_ref().map(|complete| (complete, data.clone()));
        let body = Body::Settle { api: api(), of: self.call, outcome, result: data, handled };
        let seq = host.recorder.record(Lane::Wx, cause, self.at.clone(), body);
        if let Some(callback) = callback {
            host.set_cause(Some(seq));
            run_callback(
                host,
                context,
                seq,
                callback,
                std::slice::from_ref(&result),
                &during(if ok { "success" } else { "fail" }),
            );
        }
        if let Some(cancel) = self.cancel.as_ref().filter(|_| cancelled) {
            run_callback(host, context, seq, cancel, std::slice::from_ref(&result), &during("cancel"));
        }
        if let Some((complete, data)) = complete {
            let body = Body::Settle { api: api(), of: self.call, outcome: Outcome::Complete, result: data, handled: true };
            let seq = host.recorder.record(Lane::Wx, Some(seq), self.at.clone(), body);
            host.set_cause(Some(seq));
            run_callback(host, context, seq, complete, &[result], &during("complete"));
        }
    }
}

/// The same in the same order.
fn is_same(one: &Value, other: &Value) -> bool {
    serde_json::to_string(one).ok() == serde_json::to_string(other).ok()
}

/// What a new object with this `errMsg` and these members is read as, where that is known without reading it.
fn as_read(members: &Map<String, Value>, message: Option<String>) -> Option<Value> {
    let keeps_order = |name: &String| !name.starts_with(|first: char| first.is_ascii_digit());
    if !members.iter().all(|(name, member)| keeps_order(name) && json::is_read_as_it_is(member)) {
        return None;
    }
    let mut data = Map::with_capacity(members.len() + 1);
    data.extend(message.map(|message| ("errMsg".to_owned(), message.into())));
    data.extend(members.iter().map(|(name, member)| (name.clone(), member.clone())));
    Some(data.into())
}

/// Calls a callback as the base library does: `this` is the callback itself, exceptions are caught and reported.
/// `during` is what the platform's report adds to the message, such as `at api login success callback function`.
pub fn run_callback(host: &Rc<Host>, context: &mut Context, seq: u64, callback: &JsFunction, args: &[JsValue], during: &str) {
    match callback.call(&JsValue::from(callback.clone()), args, context) {
        Ok(returned) => host.watch(seq, &returned),
        Err(error) => {
            host.report_during(ErrorKind::CallbackThrew, &error, during, context);
        }
    }
}

/// Sets members of an object that only the host has from data.
///
/// # Errors
///
/// Fails only when the engine is out of resources.
pub fn fill(object: &JsObject, members: &Map<String, Value>, context: &mut Context) -> JsResult<()> {
    for (name, member) in members {
        let member = json::from_data(member, context)?;
        value::put(object, JsString::from(name.as_str()), member);
    }
    Ok(())
}
