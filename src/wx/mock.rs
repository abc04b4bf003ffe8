//! Mocks: a member of `wx` that somebody outside has replaced by a value or by a function, and its return.
//!
//! Told apart by what the API is: a `…Sync` one returns what the mock gives; the others hand it to `success`, or to `fail` when
//! its `errMsg` says so, then to `complete`, or settle the promise when there are no callbacks. A mock function that gives
//! nothing has answered by itself or not at all; nobody is called twice.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use boa_engine::gc::{Finalize, Trace};
use boa_engine::object::builtins::{JsFunction, JsPromise};
use boa_engine::object::{FunctionObjectBuilder, JsObject};
use boa_engine::property::PropertyKey;
use boa_engine::{Context, JsResult, JsString, JsValue, NativeFunction, js_string};
use serde_json::Value;

use super::remote::{answers_later, place};
use super::state::kept;
use crate::engine::{Host, json, once, value, when_settled};
use crate::trace::{At, Body, ErrorKind, Form, Lane, Outcome};

/// What takes an API's place.
#[derive(Debug, Clone, PartialEq)]
pub enum Mock {
    /// A value, or what a promise of the API comes to.
    Value(Value),
    /// A function from its source, and arguments that follow those of each call.
    Function(String, Vec<Value>),
}

/// What stood in `wx` before the mocks; `None`: nothing.
#[derive(Default)]
struct Originals {
    known: RefCell<HashMap<String, Option<JsValue>>>,
}

/// Mocks `wx.path` (such as `login`, or `cloud.callFunction`); a mock that was there before gives way.
///
/// # Errors
///
/// There is no object to put it into, or the source is no function.
pub fn mock(host: &Rc<Host>, context: &mut Context, path: &str, mock: &Mock) -> Result<(), String> {
    let (holder, name) = place(host, context, path)?;
    let key = PropertyKey::from(JsString::from(name));
    let originals = kept::<Originals>(host);
    if !originals.known.borrow().contains_key(path) {
        let known = holder.has_own_property(key.clone(), context).unwrap_or_default();
        let original = if known { holder.get(key.clone(), context).ok() } else { None };
        originals.known.borrow_mut().insert(path.to_owned(), original);
    }
    let origin = originals.known.borrow().get(path).cloned().flatten().unwrap_or_default();
    let made = replacement(host, context, path, mock, origin).and_then(|function| {
        holder.create_data_property_or_throw(key, function, context)
    });
    made.map(|_| ()).map_err(|error| host.told(&error, context))
}

/// Gives `wx.path` back; without a mock there is nothing to do.
///
/// # Errors
///
/// The object that held it is gone.
pub fn restore(host: &Rc<Host>, context: &mut Context, path: &str) -> Result<(), String> {
    let Some(original) = kept::<Originals>(host).known.borrow_mut().remove(path) else { return Ok(()) };
    let (holder, name) = place(host, context, path)?;
    let key = PropertyKey::from(JsString::from(name));
    let result = match original {
        Some(original) => holder.create_data_property_or_throw(key, original, context).map(|_| ()),
        None => holder.delete_property_or_throw(key, context).map(|_| ()),
    };
    result.map_err(|error| host.told(&error, context))
}

#[derive(Debug, Clone, Trace, Finalize)]
struct Replacement {
    #[unsafe_ignore_trace]
    api: String,
    origin: JsValue,
    /// The function; `None`: the value stands for itself.
    function: Option<JsFunction>,
    value: JsValue,
    args: Vec<JsValue>,
}

fn replacement(host: &Rc<Host>, context: &mut Context, path: &str, mock: &Mock, origin: JsValue) -> JsResult<JsFunction> {
    let mut replacement =
        Replacement { api: path.to_owned(), origin, function: None, value: JsValue::undefined(), args: Vec::new() };
    match mock {
        Mock::Value(value) => replacement.value = json::from_data(value, context)?,
        Mock::Function(source, args) => {
            replacement.function = Some(host.function_from(source, context)?);
            replacement.args = args.iter().map(|arg| json::from_data(arg, context)).collect::<JsResult<_>>()?;
        }
    }
    let body = NativeFunction::from_copy_closure_with_captures(
        |_, args, replacement: &Replacement, context| replacement.call(args, context),
        replacement,
    );
    let name = JsString::from(path.rsplit('.').next().unwrap_or(path));
    Ok(FunctionObjectBuilder::new(context.realm(), body).name(name).length(1).build())
}

impl Replacement {
    fn call(&self, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
        let host = Host::of(context);
        let (at, via) = host.site(context).split();
        let options = args.first().and_then(JsValue::as_object).filter(|options| !options.is_callable());
        let later = answers_later(&host, &self.api);
        let callbacks = Callbacks::of(options.as_ref(), context)?;
        let form = match (later, callbacks.is_empty()) {
            (false, _) => Form::Sync,
            (true, true) => Form::Promise,
            (true, false) => Form::Callback,
        };
        let mut told = args.first().map_or(Value::Object(serde_json::Map::new()), |first| value::data(first, context));
        if let Value::Object(members) = &mut told {
            callbacks.names().for_each(|name| drop(members.shift_remove(name)));
        }
        let names = callbacks.names().map(str::to_owned).collect();
        let body = Body::Call { api: self.api.clone(), args: told, callbacks: names, form, via };
        let seq = host.recorder.record(Lane::Page, host.cause(), at.clone(), body);
        let answering = Rc::new(Answering { api: self.api.clone(), seq, at, answered: Cell::new(false) });
        if !later {
            let result = self.value(&host, args, seq, context);
            let (outcome, shown) = match &result {
                Ok(returned) => (Outcome::Return, value::data(returned, context)),
                Err(error) => (Outcome::Throw, host.told(error, context).into()),
            };
            answering.record(&host, outcome, shown);
            return result;
        }
        let (promise, functions) = JsPromise::new_pending(context);
        let promised = callbacks.is_empty();
        let callbacks = Rc::new(callbacks);
        let mut own = args.to_vec();
        if let (Some(options), false) = (&options, promised) {
            own[0] = guarded(options, &callbacks, &answering, context)?.into();
        }
        let given = self.value(&host, &own, seq, context)?;
        // A value that stands for itself is an answer even if it is nothing; a function that gives nothing has given none.
        let is_value = self.function.is_none();
        when_settled(&given, context, move |host, _, result| {
            let nothing = result.as_ref().is_ok_and(JsValue::is_undefined);
            if nothing && !is_value {
                return;
            }
            host.after(0, move |host, context| {
                if answering.answered.replace(true) {
                    return;
                }
                let (good, result) = outcome(&answering.api, result, context);
                let shown = value::data(&result, context);
                if promised {
                    let seq = answering.record(host, if good { Outcome::Resolve } else { Outcome::Reject }, shown);
                    host.set_cause(Some(seq));
                    let settle = if good { &functions.resolve } else { &functions.reject };
                    // Native functions that cannot fail.
                    let _ = settle.call(&JsValue::undefined(), &[result], context);
                    return;
                }
                let seq = answering.record(host, if good { Outcome::Success } else { Outcome::Fail }, shown);
                for name in [if good { "success" } else { "fail" }, "complete"] {
                    if let Some(callback) = callbacks.get(name) {
                        host.set_cause(Some(seq));
                        let during = format!("at api {} {name} callback function", answering.api);
                        super::call::run_callback(host, context, seq, callback, std::slice::from_ref(&result), &during);
                    }
                }
            });
        });
        Ok(if promised { promise.into() } else { JsValue::undefined() })
    }

    /// What the mock gives for this call.
    fn value(&self, host: &Rc<Host>, args: &[JsValue], seq: u64, context: &mut Context) -> JsResult<JsValue> {
        let Some(function) = &self.function else { return Ok(self.value.clone()) };
        let this = JsObject::with_object_proto(context.intrinsics());
        this.create_data_property_or_throw(js_string!("origin"), self.origin.clone(), context)?;
        let body = Body::Invoke { what: format!("mock of {}", self.api) };
        let invoked = host.recorder.record(Lane::Host, Some(seq), None, body);
        let before = host.set_cause(Some(invoked));
        let args: Vec<JsValue> = args.iter().chain(&self.args).cloned().collect();
        let result = function.call(&this.into(), &args, context);
        host.set_cause(before);
        result
    }
}

/// Whether a mock's result is a success, and what the program gets.
fn outcome(api: &str, result: Result<JsValue, JsValue>, context: &mut Context) -> (bool, JsValue) {
    let message = |text: String, context: &mut Context| {
        let object = JsObject::with_object_proto(context.intrinsics());
        let _ = object.create_data_property_or_throw(js_string!("errMsg"), JsString::from(text), context);
        JsValue::from(object)
    };
    match result {
        // The client sends `undefined` as null; programs read at least `errMsg`.
        Ok(value) if value.is_null_or_undefined() => (true, message(format!("{api}:ok"), context)),
        Ok(value) => {
            let text = value.as_object().and_then(|object| object.get(js_string!("errMsg"), context).ok());
            let text = text.and_then(|text| text.as_string().map(|text| text.to_std_string_lossy())).unwrap_or_default();
            (!text.contains(":fail") && !text.starts_with("fail"), value)
        }
        Err(thrown) if value::data(&thrown, context).get("errMsg").is_some() => (false, thrown),
        Err(thrown) => {
            let reason = crate::engine::reason(&thrown, context);
            (false, message(format!("{api}:fail {reason}"), context))
        }
    }
}

/// The callbacks of one call.
struct Callbacks {
    known: Vec<(&'static str, JsFunction)>,
}

impl Callbacks {
    fn of(options: Option<&JsObject>, context: &mut Context) -> JsResult<Self> {
        let mut known = Vec::new();
        for name in ["success", "fail", "complete"] {
            let value = options.map_or(Ok(JsValue::undefined()), |options| options.get(JsString::from(name), context))?;
            if let Some(function) = value.as_object().and_then(|object| JsFunction::from_object(object.clone())) {
                known.push((name, function));
            }
        }
        Ok(Self { known })
    }

    fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    fn names(&self) -> impl Iterator<Item = &'static str> {
        self.known.iter().map(|(name, _)| *name)
    }

    fn get(&self, name: &str) -> Option<&JsFunction> {
        self.known.iter().find(|(known, _)| *known == name).map(|(_, function)| function)
    }
}

/// The answer to one call of a mocked API.
struct Answering {
    api: String,
    seq: u64,
    at: Option<At>,
    answered: Cell<bool>,
}

impl Answering {
    fn record(&self, host: &Rc<Host>, outcome: Outcome, result: Value) -> u64 {
        let body = Body::Settle { api: self.api.clone(), of: self.seq, outcome, result, handled: true };
        host.recorder.record(Lane::Wx, Some(self.seq), self.at.clone(), body)
    }
}

/// A copy of the options whose `success` and `fail` note that the mock has answered by itself.
fn guarded(
    options: &JsObject,
    callbacks: &Rc<Callbacks>,
    answering: &Rc<Answering>,
    context: &mut Context,
) -> JsResult<JsObject> {
    let copy = JsObject::with_object_proto(context.intrinsics());
    for key in options.own_property_keys(context)? {
        let member = options.get(key.clone(), context)?;
        copy.create_data_property_or_throw(key, member, context)?;
    }
    for (name, outcome) in [("success", Outcome::Success), ("fail", Outcome::Fail), ("complete", Outcome::Complete)] {
        if callbacks.get(name).is_none() {
            continue;
        }
        let (callbacks, answering) = (Rc::clone(callbacks), Rc::clone(answering));
        let function = once(context, move |host, context, result| {
            if name != "complete" && answering.answered.replace(true) {
                return;
            }
            let seq = answering.record(host, outcome, value::data(&result, context));
            if let Some(callback) = callbacks.get(name) {
                let before = host.set_cause(Some(seq));
                if let Err(error) = callback.call(&JsValue::undefined(), &[result], context) {
                    host.report(ErrorKind::CallbackThrew, &error, context);
                }
                host.set_cause(before);
            }
        });
        copy.create_data_property_or_throw(JsString::from(name), function, context)?;
    }
    Ok(copy)
}
