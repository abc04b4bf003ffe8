//! What a function of `wx` does when it is called: the checks, the form of the answer, faults, refusals.

use std::rc::Rc;

use boa_engine::object::builtins::{JsFunction, JsPromise};
use boa_engine::{Context, JsArgs, JsNativeError, JsResult, JsValue};
use serde_json::Value;

use super::check::{CALLBACKS, Given, check, copy, raw_args};
use super::{Call, Fail, Options, Payload, Reply, Settler, type_name};
use crate::engine::{Host, platform_message, value};
use crate::trace::{At, Body, ErrorKind, Form, Lane, Outcome};
use crate::wx::api::{Api, PROMISE, Run};
use crate::wx::state::Wx;
use crate::wx::{decisions, privacy, transfer};

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
    let given = first.as_object().filter(|object| !object.is_callable());
    let copied = given.as_ref().map(|given| copy(given, context)).transpose()?;
    let (own, shown, mut options) = match copied {
        Some(Given { callbacks, data, options }) => (callbacks, Some(data), options),
        None => ([const { None }; 3], None, Options::Copy(Vec::new())),
    };
    let mut callbacks = Vec::new();
    let [mut success, mut fail, mut complete] = [None, None, None];
    for ((name, own), function) in CALLBACKS.iter().zip(own).zip([&mut success, &mut fail, &mut complete]) {
        let value = match own {
            Some(value) => value,
            None => options.get(name, context)?,
        };
        *function = value.as_object().and_then(|object| JsFunction::from_object(object.clone()));
        callbacks.extend(function.is_some().then(|| (*name).to_owned()));
    }
    let is_task = matches!(run, Run::Task(_));
    let promise_since = if matches!(api.run, Run::Refused) { PROMISE } else { api.promise };
    let promised = callbacks.is_empty() && !is_task && promise_since.is_some_and(|since| wx.at_least(since));
    let form = match (is_task, promised) {
        (true, _) => Form::Task,
        (_, true) => Form::Promise,
        _ => Form::Callback,
    };
    let data = shown.unwrap_or_else(|| raw_args(args, context));
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
    let mut settler = Settler::new(api, seq, at.clone(), [success, fail, complete], functions);
    if api.failures.contains(&"cancel") && !promised {
        let cancel = options.get("cancel", context)?;
        settler = settler.with_cancel(cancel.as_object().and_then(|object| JsFunction::from_object(object.clone())));
    }

    let mut problems = Vec::new();
    if given.is_none() && !first.is_null_or_undefined() {
        problems.push(format!("parameter should be Object instead of {};", type_name(first, context)));
    } else {
        check(api, &mut options, &mut problems, context)?;
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
            Run::Task(_) => transfer::dead(api.name, context),
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
    let cause = settler.call();
    host.after(after, move |host, context| settler.settle(host, context, Some(cause), result));
}

/// A failure inside the call: the base library writes it to the console, then runs `fail` and `complete` before it returns.
pub(super) fn at_once(host: &Rc<Host>, wx: &Wx, settler: &Settler, fail: &Fail, context: &mut Context) {
    let before = host.set_cause(Some(settler.call()));
    platform_message(host, "error", fail.message(settler.api().name, wx.rules.client));
    settler.failure(host, context, Some(settler.call()), fail);
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
        Some(object) => Options::Object(object),
        None => Options::Copy(Vec::new()),
    };
    let settler = Settler::silent(api, seq, at.clone());
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
    let is_method = |value: &&Value| value.as_str().is_some_and(|text| text.starts_with("<function"));
    match &result {
        Value::Object(members) if members.len() > 16 => match members.values().filter(is_method).count() {
            methods if methods == members.len() => format!("<{methods} methods>").into(),
            methods if methods > 16 => format!("<{methods} methods and {} members>", members.len() - methods).into(),
            _ => result,
        },
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
