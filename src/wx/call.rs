//! The calling convention that all asynchronous `wx.*` APIs share: copied options, checks, callbacks, order, promise form.
//!
//! Facts (base library 2.8.2 and the official page "API"): `success` or `fail`, then `complete`, in one task, with the same
//! object; `this` is the callback itself; parameter failures come at once, inside the call; everything else comes later; a
//! promise only when none of the three callbacks is given; exceptions in callbacks are caught and reported.

use std::rc::Rc;

use boa_engine::builtins::promise::ResolvingFunctions;
use boa_engine::object::builtins::{JsFunction, JsPromise};
use boa_engine::property::PropertyKey;
use boa_engine::{Context, JsArgs, JsNativeError, JsObject, JsResult, JsString, JsValue, js_string};
use serde_json::{Map, Value};

use super::api::{Api, Default, Kind, PROMISE, Run};
use super::decisions;
use super::privacy;
use super::state::Wx;
use crate::engine::{Host, json, platform_message, value};
use crate::scenario::Client;
use crate::trace::{At, Body, ErrorKind, Form, Lane, Outcome};

/// One call of one API.
pub struct Call<'a> {
    /// The record of the API.
    pub api: &'static Api,
    /// The `call` event.
    pub seq: u64,
    /// Where in the author's text.
    pub at: Option<At>,
    /// A copy of the options object, with defaults merged.
    pub options: JsObject,
    /// The raw arguments.
    pub args: &'a [JsValue],
    /// The program's context.
    pub context: &'a mut Context,
    /// The event loop.
    pub host: Rc<Host>,
    /// The state behind `wx`.
    pub wx: Rc<Wx>,
    settler: Settler,
    /// Extra latency by a fault.
    pub slow: Option<u64>,
    /// For methods of a task: the task's number.
    pub subject: Option<usize>,
}

/// What an asynchronous API decided.
#[derive(Debug)]
pub enum Reply {
    /// It answers after this many virtual milliseconds.
    After(u64, Result<Payload, Fail>),
    /// It fails inside the call, before it returns.
    AtOnce(Fail),
    /// It has planned its answer itself with [`Call::settler`], or leaves it open.
    Planned,
}

impl Reply {
    /// Success with these members.
    pub fn ok(after: u64, members: Map<String, Value>) -> Self {
        Self::After(after, Ok(Payload::Data(members)))
    }

    /// Success with nothing but `errMsg`.
    pub fn done(after: u64) -> Self {
        Self::ok(after, Map::new())
    }

    /// Failure with this reason.
    pub fn fail(after: u64, reason: impl Into<String>) -> Self {
        Self::After(after, Err(Fail::new(reason)))
    }
}

type Build = Box<dyn FnOnce(&JsObject, &mut Context) -> JsResult<()>>;

/// The members of a success object besides `errMsg`.
pub enum Payload {
    /// Plain data, before which `errMsg` stands.
    Data(Map<String, Value>),
    /// Set by a function, after which `errMsg` stands.
    Build(Build),
}

impl std::fmt::Debug for Payload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Data(map) => f.debug_tuple("Data").field(map).finish(),
            Self::Build(_) => f.write_str("Build"),
        }
    }
}

/// Why an API failed; becomes `errMsg`, `errCode` and `errno`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Fail {
    /// The reason behind `api:fail `; empty for `api:fail` alone.
    pub reason: String,
    /// Whether the client's native half says it: on Android a colon then stands before the reason.
    pub native: bool,
    /// The whole `errMsg`, where a scenario gave it.
    pub whole: Option<String>,
    /// The `errno` (shown since base library 2.24.0).
    pub errno: Option<i64>,
    /// The `errCode`.
    pub err_code: Option<Box<Value>>,
}

impl Fail {
    /// A failure with this reason, as the base library words it.
    pub fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), ..Self::default() }
    }

    /// A failure that comes from the client's native half.
    pub fn native(reason: impl Into<String>) -> Self {
        Self { native: true, ..Self::new(reason) }
    }

    /// The same with an `errno`.
    #[must_use]
    pub fn errno(self, errno: i64) -> Self {
        Self { errno: Some(errno), ..self }
    }

    /// The same with an `errCode`.
    #[must_use]
    pub fn code(self, code: impl Into<Value>) -> Self {
        Self { err_code: Some(Box::new(code.into())), ..self }
    }

    /// The `errMsg`.
    pub fn message(&self, api: &str, client: Client) -> String {
        if let Some(whole) = &self.whole {
            return if whole.starts_with(&format!("{api}:")) || whole.contains(":fail ") {
                whole.clone()
            } else {
                format!("{api}:{whole}")
            };
        }
        match (self.reason.as_str(), self.native && client == Client::Android) {
            ("", _) => format!("{api}:fail"),
            (reason, true) => format!("{api}:fail:{reason}"),
            (reason, false) => format!("{api}:fail {reason}"),
        }
    }
}

/// The three callbacks, or the promise, of one call; answers once.
#[derive(Clone)]
pub struct Settler {
    api: &'static Api,
    call: u64,
    at: Option<At>,
    success: Option<JsFunction>,
    fail: Option<JsFunction>,
    complete: Option<JsFunction>,
    promise: Option<ResolvingFunctions>,
}

impl Settler {
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
        let object = JsObject::with_object_proto(context.intrinsics());
        let message = JsValue::from(JsString::from(format!("{}:ok", self.api.name)));
        let built = match payload {
            Payload::Data(members) => object
                .create_data_property_or_throw(js_string!("errMsg"), message, context)
                .and_then(|_| fill(&object, &members, context)),
            Payload::Build(build) => build(&object, context)
                .and_then(|()| object.create_data_property_or_throw(js_string!("errMsg"), message, context).map(|_| ())),
        };
        if let Err(error) = built {
            host.report(ErrorKind::CallbackThrew, &error, context);
        }
        self.deliver(host, context, cause, true, &object);
    }

    fn failure(&self, host: &Rc<Host>, context: &mut Context, cause: Option<u64>, fail: &Fail) {
        let Some(wx) = host.get::<Wx>() else { return };
        let object = JsObject::with_object_proto(context.intrinsics());
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
        self.deliver(host, context, cause, false, &object);
    }

    fn deliver(&self, host: &Rc<Host>, context: &mut Context, cause: Option<u64>, ok: bool, object: &JsObject) {
        let result = JsValue::from(object.clone());
        let data = value::data(&result, context);
        let api = || self.api.full_name();
        let during = |callback: &str| format!("at api {} {callback} callback function", self.api.name);
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
        let body = Body::Settle { api: api(), of: self.call, outcome, result: data.clone(), handled };
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
        if let Some(complete) = &self.complete {
            let body = Body::Settle { api: api(), of: self.call, outcome: Outcome::Complete, result: data, handled: true };
            let seq = host.recorder.record(Lane::Wx, Some(seq), self.at.clone(), body);
            host.set_cause(Some(seq));
            run_callback(host, context, seq, complete, &[result], &during("complete"));
        }
    }
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

/// Sets members of an object from data.
///
/// # Errors
///
/// Fails only when the engine is out of resources.
pub fn fill(object: &JsObject, members: &Map<String, Value>, context: &mut Context) -> JsResult<()> {
    for (name, member) in members {
        let member = json::from_data(member, context)?;
        object.create_data_property_or_throw(JsString::from(name.as_str()), member, context)?;
    }
    Ok(())
}

/// Runs one call of one API: what a function of `wx` does.
///
/// # Errors
///
/// What the program's own getters throw, and the diagnosis of APIs that are not modelled.
pub fn invoke(api: &'static Api, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    invoke_on(api, None, args, context)
}

/// The same for a method of the task with the number `subject`.
///
/// # Errors
///
/// As [`invoke`].
pub fn invoke_on(api: &'static Api, subject: Option<usize>, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let host = Host::of(context);
    let (at, via) = host.site(context).split();
    let Some(wx) = host.get::<Wx>() else { return Ok(JsValue::undefined()) };
    let run = decided(api, &wx);
    match run {
        Run::Refused => return Err(refuse(&host, api, at, via, args, context)),
        Run::Stub(_) | Run::Sync(_) | Run::Object(_) => return run_sync(api, run, subject, &host, wx, at, via, args, context),
        Run::Async(_) | Run::Task(_) => {}
    }
    let first = args.get_or_undefined(0);
    let options = JsObject::with_object_proto(context.intrinsics());
    let given = first.as_object().filter(|object| !object.is_callable());
    if let Some(given) = &given {
        copy(given, &options, context)?;
    }
    let mut callback = |name: &str| -> JsResult<Option<JsFunction>> {
        let value = options.get(JsString::from(name), context)?;
        Ok(value.as_object().and_then(|object| JsFunction::from_object(object.clone())))
    };
    let (success, fail, complete) = (callback("success")?, callback("fail")?, callback("complete")?);
    let names = [("success", &success), ("fail", &fail), ("complete", &complete)];
    let callbacks: Vec<String> = names.iter().filter(|(_, given)| given.is_some()).map(|(name, _)| (*name).to_owned()).collect();
    let is_task = matches!(run, Run::Task(_));
    let promise_since = if matches!(api.run, Run::Refused) { PROMISE } else { api.promise };
    let promised = callbacks.is_empty() && !is_task && promise_since.is_some_and(|since| wx.at_least(since));
    let form = match (is_task, promised) {
        (true, _) => Form::Task,
        (_, true) => Form::Promise,
        _ => Form::Callback,
    };
    let data = if given.is_some() { visible(&options, context) } else { raw_args(args, context) };
    let body = Body::Call { api: api.full_name(), args: data, callbacks, form, via };
    let seq = host.recorder.record(Lane::Page, host.cause(), at.clone(), body);
    let _call = host.inside(seq);

    let (promise, functions) = match promised {
        true => {
            let (promise, functions) = JsPromise::new_pending(context);
            (JsValue::from(promise), Some(functions))
        }
        false => (JsValue::undefined(), None),
    };
    let settler = Settler { api, call: seq, at: at.clone(), success, fail, complete, promise: functions };

    let mut problems = Vec::new();
    if given.is_none() && !first.is_null_or_undefined() {
        problems.push(format!("parameter should be Object instead of {};", type_name(first, context)));
    } else {
        check(api, &options, &mut problems, context)?;
    }
    if !problems.is_empty() {
        let fail = Fail::new(format!("parameter error: {}", problems.concat())).errno(1001);
        at_once(&host, &wx, &settler, &fail, context);
        return Ok(promise);
    }

    let fault = wx.faults.borrow_mut().on_call(api.name);
    let nth = wx.choices.count(api.name);
    let disturbed = fault.is_some();
    if !is_task || disturbed {
        wx.choices.call(api.name, nth, api.failures, disturbed);
    }
    let slow = fault.as_ref().and_then(|fault| fault.latency).map(|latency| latency.0);
    if let Some(fault) = fault.filter(|fault| fault.err_msg.is_some() || fault.errno.is_some() || fault.err_code.is_some()) {
        let fail = Fail {
            whole: fault.err_msg,
            errno: fault.errno,
            err_code: fault.err_code.map(|code| Box::new(Value::from(code))),
            ..Fail::default()
        };
        later(&host, settler, slow.unwrap_or(wx.latency.device), Err(fail));
        return match run {
            // Without callbacks the task is what the program holds on to.
            Run::Task(_) => super::transfer::dead(api.name, context),
            _ => Ok(promise),
        };
    }
    if !is_task && privacy::asks_before(&wx, api.name) {
        let (args, wx, of) = (args.to_vec(), Rc::clone(&wx), settler.clone());
        let go = move |host: &Rc<Host>, context: &mut Context, cause: u64| {
            let mut call =
                Call { api, seq, at, options, args: &args, context, host: Rc::clone(host), wx, settler, slow, subject };
            let before = host.set_cause(Some(cause));
            if let Err(error) = answer(run, &mut call) {
                host.report(ErrorKind::CallbackThrew, &error, call.context);
            }
            host.set_cause(before);
        };
        privacy::ask(&host, context, &of, Box::new(go))?;
        return Ok(promise);
    }
    let mut call = Call { api, seq, at, options, args, context, host, wx, settler, slow, subject };
    match run {
        Run::Task(run) => {
            let (wx, noted) = (Rc::clone(&call.wx), call.wx.choices.len());
            let task = run(&mut call);
            // A call that makes an exchange fails as the exchange does.
            if wx.choices.len() == noted {
                wx.choices.call(api.name, nth, api.failures, disturbed);
            }
            task
        }
        _ => answer(run, &mut call).map(|()| promise),
    }
}

/// Runs an asynchronous API and plans its answer.
fn answer(run: Run, call: &mut Call<'_>) -> JsResult<()> {
    let Run::Async(run) = run else { return Ok(()) };
    match run(call)? {
        Reply::After(after, result) => later(&call.host, call.settler(), call.slow.unwrap_or(after), result),
        Reply::AtOnce(fail) => at_once(&call.host, &call.wx, &call.settler(), &fail, call.context),
        Reply::Planned => {}
    }
    Ok(())
}

/// How a call is run: as its record says, unless the scenario answers it (see [`decisions`]).
fn decided(api: &Api, wx: &Wx) -> Run {
    let answers = wx.answers.borrow();
    match api.run {
        Run::Refused if answers.knows(api.name) && api.name.ends_with("Sync") => Run::Sync(decisions::answer_now),
        Run::Refused if answers.knows(api.name) => Run::Async(decisions::decide),
        Run::Sync(_) | Run::Stub(_) if answers.has(api.name) && api.name.ends_with("Sync") => Run::Sync(decisions::answer_now),
        // A cloud function has answers by its own name.
        Run::Async(_) if answers.has(api.name) && !api.name.starts_with("cloud.") => Run::Async(decisions::decide),
        run => run,
    }
}

fn later(host: &Rc<Host>, settler: Settler, after: u64, result: Result<Payload, Fail>) {
    let cause = settler.call;
    host.after(after, move |host, context| settler.settle(host, context, Some(cause), result));
}

/// A failure inside the call: the base library writes it to the console, then runs `fail` and `complete` before it returns.
fn at_once(host: &Rc<Host>, wx: &Wx, settler: &Settler, fail: &Fail, context: &mut Context) {
    let before = host.set_cause(Some(settler.call));
    platform_message(host, "error", fail.message(settler.api.name, wx.rules.client));
    settler.failure(host, context, Some(settler.call), fail);
    host.set_cause(before);
}

#[expect(clippy::too_many_arguments, reason = "one call site")]
fn run_sync(
    api: &'static Api,
    run: Run,
    subject: Option<usize>,
    host: &Rc<Host>,
    wx: Rc<Wx>,
    at: Option<At>,
    via: Vec<At>,
    args: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    let data = raw_args(args, context);
    let body = Body::Call { api: api.full_name(), args: data, callbacks: Vec::new(), form: Form::Sync, via };
    let seq = host.recorder.record(Lane::Page, host.cause(), at.clone(), body);
    let options = match args.get_or_undefined(0).as_object() {
        Some(object) => object.clone(),
        None => JsObject::with_object_proto(context.intrinsics()),
    };
    let settler = Settler { api, call: seq, at: at.clone(), success: None, fail: None, complete: None, promise: None };
    let fault = wx.faults.borrow_mut().on_call(api.name);
    wx.choices.call(api.name, wx.choices.count(api.name), api.failures, fault.is_some());
    let mut call =
        Call { api, seq, at: at.clone(), options, args, context, host: Rc::clone(host), wx, settler, slow: None, subject };
    let result = match (fault.and_then(|fault| fault.err_msg), run) {
        (Some(message), _) => Err(sync_error(&message)),
        (None, Run::Sync(run)) => run(&mut call),
        (None, _) => Ok(JsValue::undefined()),
    };
    let (outcome, shown) = match &result {
        Ok(returned) => (Outcome::Return, shown_result(value::data(returned, context))),
        Err(error) => {
            let value = error.clone().into_opaque(context).unwrap_or_default();
            (Outcome::Throw, value::data(&value, context))
        }
    };
    let body = Body::Settle { api: api.full_name(), of: seq, outcome, result: shown, handled: true };
    host.recorder.record(Lane::Wx, Some(seq), at, body);
    result
}

/// What a trace shows of a result: an object of many methods, such as a FileSystemManager, by their number.
fn shown_result(result: Value) -> Value {
    let is_method = |value: &Value| value.as_str().is_some_and(|text| text.starts_with("<function"));
    match &result {
        Value::Object(members) if members.len() > 16 && members.values().all(is_method) => {
            format!("<{} methods>", members.len()).into()
        }
        _ => result,
    }
}

/// The error that a `…Sync` API throws (facts: message prefix `APP-SERVICE-SDK:`).
pub fn sync_error(message: &str) -> boa_engine::JsError {
    JsNativeError::error().with_message(format!("APP-SERVICE-SDK:{message}")).into()
}

/// The named diagnosis of an API that wxhost knows but does not model.
fn refuse(
    host: &Rc<Host>,
    api: &'static Api,
    at: Option<At>,
    via: Vec<At>,
    args: &[JsValue],
    context: &mut Context,
) -> boa_engine::JsError {
    let data = raw_args(args, context);
    let body = Body::Call { api: api.full_name(), args: data, callbacks: Vec::new(), form: Form::Sync, via };
    let seq = host.recorder.record(Lane::Page, host.cause(), at.clone(), body);
    let message =
        format!("{} is a real API of WeChat that wxhost does not model", crate::trace::brief::api_name(&api.full_name()));
    let stack = at.clone().into_iter().collect();
    let body = Body::Error {
        what: ErrorKind::UnsupportedApi,
        name: "WxhostError".to_owned(),
        message: message.clone(),
        stack,
        of: Some(seq),
    };
    host.recorder.record(Lane::Host, Some(seq), at, body);
    JsNativeError::error().with_message(message).into()
}

/// `Object.assign({}, options)`.
fn copy(from: &JsObject, to: &JsObject, context: &mut Context) -> JsResult<()> {
    for key in from.own_property_keys(context)? {
        if let PropertyKey::Symbol(_) = key {
            continue;
        }
        let hidden = from.borrow().properties().get(&key).is_some_and(|property| property.enumerable() == Some(false));
        if !hidden {
            let value = from.get(key.clone(), context)?;
            to.create_data_property_or_throw(key, value, context)?;
        }
    }
    Ok(())
}

/// The options as data, without the callbacks.
fn visible(options: &JsObject, context: &mut Context) -> Value {
    let mut data = value::data(&JsValue::from(options.clone()), context);
    if let Value::Object(map) = &mut data {
        for name in ["success", "fail", "complete"] {
            if map.get(name).and_then(Value::as_str).is_some_and(|mark| mark.starts_with("<function")) {
                map.shift_remove(name);
            }
        }
    }
    data
}

fn raw_args(args: &[JsValue], context: &mut Context) -> Value {
    match args {
        [] => Value::Object(Map::new()),
        [only] if only.is_undefined() => Value::Object(Map::new()),
        [only] => value::data(only, context),
        many => many.iter().map(|arg| value::data(arg, context)).collect(),
    }
}

fn check(api: &Api, options: &JsObject, problems: &mut Vec<String>, context: &mut Context) -> JsResult<()> {
    for param in api.params {
        let key = JsString::from(param.name);
        let mut value = options.get(key.clone(), context)?;
        if param.default != Default::None && !options.has_own_property(key.clone(), context)? {
            value = json::from_data(&param.default.value(), context)?;
            options.create_data_property_or_throw(key, value.clone(), context)?;
        }
        if param.checked {
            let actual = type_name(&value, context);
            if actual != param.kind.name() && param.kind != Kind::Any {
                problems.push(format!("parameter.{} should be {} instead of {actual};", param.name, param.kind.name()));
            }
        }
    }
    Ok(())
}

/// The type's name as the base library finds it: `Object.prototype.toString`, without running the program's code.
pub fn type_name(value: &JsValue, _: &mut Context) -> &'static str {
    match value.get_type() {
        boa_engine::value::Type::Undefined => "Undefined",
        boa_engine::value::Type::Null => "Null",
        boa_engine::value::Type::Boolean => "Boolean",
        boa_engine::value::Type::Number => "Number",
        boa_engine::value::Type::String => "String",
        boa_engine::value::Type::Symbol => "Symbol",
        boa_engine::value::Type::BigInt => "BigInt",
        boa_engine::value::Type::Object => match value.as_object() {
            Some(object) if object.is_callable() => "Function",
            Some(object) if object.is_array() => "Array",
            Some(object) if object.is::<boa_engine::builtins::date::Date>() => "Date",
            Some(object) if object.is::<boa_engine::builtins::error::Error>() => "Error",
            Some(object) if object.is::<boa_engine::builtins::regexp::RegExp>() => "RegExp",
            Some(object) if object.is::<boa_engine::builtins::promise::Promise>() => "Promise",
            Some(object) if boa_engine::object::builtins::JsArrayBuffer::from_object(object.clone()).is_ok() => "ArrayBuffer",
            Some(object) if boa_engine::object::builtins::JsMap::from_object(object.clone()).is_ok() => "Map",
            Some(object) if boa_engine::object::builtins::JsSet::from_object(object.clone()).is_ok() => "Set",
            _ => "Object",
        },
    }
}

impl Call<'_> {
    /// A member of the options.
    ///
    /// # Errors
    ///
    /// Nothing in practice: the options are a copy with plain members.
    pub fn option(&mut self, name: &str) -> JsResult<JsValue> {
        self.options.get(JsString::from(name), self.context)
    }

    /// A string member, or `None` for anything else.
    pub fn text(&mut self, name: &str) -> Option<String> {
        self.option(name).ok()?.as_string().map(|text| text.to_std_string_lossy())
    }

    /// A number member, or `None` for anything else.
    pub fn number(&mut self, name: &str) -> Option<f64> {
        self.option(name).ok()?.as_number()
    }

    /// Whether a member is truthy.
    pub fn flag(&mut self, name: &str) -> bool {
        self.option(name).is_ok_and(|value| value.to_boolean())
    }

    /// The first argument if it is a function.
    pub fn callback(&self) -> Option<JsFunction> {
        self.args.get_or_undefined(0).as_object().and_then(|object| JsFunction::from_object(object.clone()))
    }

    /// Records new values of a part of the app's or the device's state.
    pub fn state(&self, what: &str, detail: impl Into<Value>) -> u64 {
        self.record(Lane::Wx, Body::State { what: what.to_owned(), detail: detail.into() })
    }

    /// The options that were given among `names`, as data.
    pub fn given(&mut self, names: &[&str]) -> Map<String, Value> {
        let mut given = Map::new();
        for name in names {
            let Ok(value) = self.option(name) else { continue };
            if !value.is_undefined() {
                given.insert((*name).to_owned(), value::data(&value, self.context));
            }
        }
        given
    }

    /// The handle that answers this call.
    pub fn settler(&self) -> Settler {
        self.settler.clone()
    }

    /// Records an event caused by this call.
    pub fn record(&self, lane: Lane, body: Body) -> u64 {
        self.host.recorder.record(lane, Some(self.seq), self.at.clone(), body)
    }

    /// Virtual milliseconds since the start.
    pub fn now(&self) -> u64 {
        self.host.clock.now()
    }

    /// A failure inside the call, for APIs that return tasks.
    pub fn fail_at_once(&mut self, fail: &Fail) {
        at_once(&self.host, &self.wx, &self.settler, fail, self.context);
    }
}
