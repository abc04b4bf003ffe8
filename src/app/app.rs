//! `App(options)` and `getApp()`: the one app instance, its lifecycle functions and its error handlers.
//!
//! Facts §7.1: `onLaunch`, then `onShow` run synchronously inside `App()`; `getApp()` gives undefined until `App()` has returned;
//! functions are bound to the instance and their exceptions caught; other members are taken over by reference.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use boa_engine::gc::{Finalize, Trace};
use boa_engine::object::builtins::JsFunction;
use boa_engine::object::{FunctionObjectBuilder, JsObject};
use boa_engine::property::PropertyKey;
use boa_engine::{Context, JsArgs, JsResult, JsString, JsValue, NativeFunction, js_string};
use serde_json::{Map, Value};

use super::global_data;
use crate::engine::{Failure, Host, json, value};
use crate::source::Project;
use crate::trace::{Body, ErrorKind, Lane};

/// What the app gets when it is launched.
#[derive(Debug, Clone)]
pub struct Launch {
    /// The argument of `onLaunch` and `onShow`.
    pub options: Rc<Map<String, Value>>,
    /// Whether errors are reported in the words of base libraries before 3.0.
    pub old_reports: bool,
    /// `globalData` of the app that stands around a snippet; `None`: there is no app until `App()` is called.
    pub around: Option<Value>,
    /// The app's pages; empty: every page exists.
    pub pages: Vec<String>,
    /// The pages in the tab bar; empty: not known.
    pub tabs: Vec<String>,
    /// The project that is run, if it is one.
    pub project: Option<Arc<Project>>,
}

/// The app of a run.
#[derive(Debug)]
pub struct AppState {
    launch: Launch,
    instance: RefCell<Option<JsObject>>,
    /// The object that `getApp({allowDefault: true})` gave before `App()` was called.
    default: RefCell<Option<JsObject>>,
    called: Cell<bool>,
    /// What the trace tells of `globalData` so far.
    pub(super) told: RefCell<Value>,
}

impl AppState {
    /// Whether `App()` has been called and not returned yet.
    pub(super) fn is_launching(&self) -> bool {
        self.called.get() && self.instance.borrow().is_none()
    }

    /// The app, once it is there.
    pub(super) fn instance(&self) -> Option<JsObject> {
        self.instance.borrow().clone()
    }

    /// Calls a lifecycle function of the app, such as `onHide`, if it has it.
    pub fn lifecycle(&self, host: &Rc<Host>, context: &mut Context, cause: Option<u64>, name: &str, argument: &Value) {
        let Some(instance) = self.instance.borrow().clone() else { return };
        let Ok(function) = instance.get(JsString::from(name), context) else { return };
        let Some(function) = function.as_object().and_then(|object| JsFunction::from_object(object.clone())) else { return };
        let body = Body::Invoke { what: format!("App.{name}") };
        let seq = host.recorder.record(Lane::Host, cause, None, body);
        let before = host.set_cause(Some(seq));
        let argument = json::from_data(argument, context).unwrap_or_default();
        // The function is bound and catches its own exceptions.
        if let Ok(returned) = function.call(&JsValue::undefined(), &[argument], context) {
            host.watch(seq, &returned);
        }
        host.set_cause(before);
    }
}

pub(super) fn begin(host: &Rc<Host>, launch: Launch) {
    host.extend(Rc::new(AppState {
        launch,
        instance: RefCell::default(),
        default: RefCell::default(),
        called: Cell::new(false),
        told: RefCell::default(),
    }));
    host.on_failure(tell_handlers);
}

pub(super) fn install(context: &mut Context) -> JsResult<()> {
    let app = NativeFunction::from_copy_closure(|_, args, context| call_app(args, context));
    context.register_global_callable(js_string!("App"), 1, app)?;
    let get_app = NativeFunction::from_copy_closure(|_, args, context| get_app(args, context));
    context.register_global_callable(js_string!("getApp"), 0, get_app)
}

fn call_app(args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let host = Host::of(context);
    let Some(state) = host.get::<AppState>() else { return Ok(JsValue::undefined()) };
    let (at, via) = host.site(context).split();
    let given = args.get_or_undefined(0);
    let data = value::data(given, context);
    let body = Body::Call { api: "App".into(), args: data, callbacks: Vec::new(), form: crate::trace::Form::Sync, via };
    let call = host.recorder.record(Lane::Page, host.cause(), at, body);
    if state.called.replace(true) {
        crate::engine::platform_message(&host, "warn", "App() should be called exactly once".to_owned());
    }
    // The call's own event tells of it.
    let declared = given.as_object().map_or(Value::from(global_data::GONE), |options| global_data::of(&options, context));
    global_data::watch(&host, &state, declared);
    let instance = JsObject::with_object_proto(context.intrinsics());
    if let Some(options) = given.as_object() {
        for key in options.own_property_keys(context)? {
            if matches!(key, PropertyKey::Symbol(_)) {
                continue;
            }
            let member = options.get(key.clone(), context)?;
            let member = match member.as_object().and_then(|object| JsFunction::from_object(object.clone())) {
                Some(function) => bound(&function, &instance, &key, context),
                None => member,
            };
            instance.create_data_property_or_throw(key, member, context)?;
        }
    }
    // What was put on the default object is kept; the app's own members give way (facts §7.1).
    if let Some(default) = state.default.take() {
        for key in default.own_property_keys(context)? {
            let member = default.get(key.clone(), context)?;
            instance.create_data_property_or_throw(key, member, context)?;
        }
    }
    let argument = json::from_data(&Value::Object((*state.launch.options).clone()), context)?;
    for lifecycle in ["onLaunch", "onShow"] {
        let function = instance.get(JsString::from(lifecycle), context)?;
        if let Some(function) = function.as_object().and_then(|object| JsFunction::from_object(object.clone())) {
            let body = Body::Invoke { what: format!("App.{lifecycle}") };
            let seq = host.recorder.record(Lane::Host, Some(call), None, body);
            let before = host.set_cause(Some(seq));
            let returned = function.call(&JsValue::undefined(), std::slice::from_ref(&argument), context)?;
            host.watch(seq, &returned);
            host.set_cause(before);
        }
    }
    state.instance.replace(Some(instance));
    Ok(JsValue::undefined())
}

#[derive(Debug, Clone, Trace, Finalize)]
struct Bound {
    function: JsFunction,
    instance: JsObject,
    #[unsafe_ignore_trace]
    during: String,
}

/// A function of the app, bound to its instance; what it throws is reported and goes no further.
fn bound(function: &JsFunction, instance: &JsObject, key: &PropertyKey, context: &mut Context) -> JsValue {
    let name = key.to_string();
    let during = match name.as_str() {
        "onLaunch" | "onShow" | "onHide" => format!("at App lifeCycleMethod {name} function"),
        _ => format!("at App {name} function"),
    };
    let captures = Bound { function: function.clone(), instance: instance.clone(), during };
    let body = NativeFunction::from_copy_closure_with_captures(
        |_, args, captures, context| match captures.function.call(&JsValue::from(captures.instance.clone()), args, context) {
            Ok(value) => Ok(value),
            Err(error) if error.as_engine().is_some() => Err(error),
            Err(error) => {
                Host::of(context).report_during(ErrorKind::CallbackThrew, &error, &captures.during, context);
                Ok(JsValue::undefined())
            }
        },
        captures,
    );
    let name = JsString::from(name);
    FunctionObjectBuilder::new(context.realm(), body).name(name).length(0).build().into()
}

fn get_app(args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let host = Host::of(context);
    let Some(state) = host.get::<AppState>() else { return Ok(JsValue::undefined()) };
    if let Some(instance) = state.instance.borrow().as_ref() {
        return Ok(instance.clone().into());
    }
    if !state.called.get()
        && let Some(around) = &state.launch.around
    {
        // A snippet without an app.js stands in an app that has nothing but its globalData.
        let instance = JsObject::with_object_proto(context.intrinsics());
        let data = json::from_data(around, context)?;
        instance.create_data_property_or_throw(js_string!("globalData"), data, context)?;
        state.instance.replace(Some(instance.clone()));
        global_data::watch(&host, &state, Value::Object(Map::new()));
        return Ok(instance.into());
    }
    let options = args.get_or_undefined(0).as_object();
    let allowed = match options {
        Some(options) => options.get(js_string!("allowDefault"), context)?.to_boolean(),
        None => false,
    };
    if !allowed {
        return Ok(JsValue::undefined());
    }
    let default = state.default.borrow().clone();
    let default = default.unwrap_or_else(|| JsObject::with_object_proto(context.intrinsics()));
    state.default.replace(Some(default.clone()));
    Ok(default.into())
}

/// `App.onError(text)` and `App.onUnhandledRejection({reason, promise})`, in a later turn (facts §1.1, §7.1).
fn tell_handlers(host: &Rc<Host>, failure: &Failure) {
    let Some(state) = host.get::<AppState>() else { return };
    let failure = failure.clone();
    let old = state.launch.old_reports;
    host.after(0, move |host, context| {
        // By now an app whose own `onLaunch` failed is there too.
        let Some(instance) = state.instance.borrow().clone() else { return };
        let name = if failure.promise.is_some() { "onUnhandledRejection" } else { "onError" };
        let Ok(handler) = instance.get(JsString::from(name), context) else { return };
        let Some(handler) = handler.as_object().and_then(|object| JsFunction::from_object(object.clone())) else { return };
        let body = Body::Invoke { what: format!("App.{name}") };
        let seq = host.recorder.record(Lane::Host, Some(failure.seq), None, body);
        host.set_cause(Some(seq));
        let argument = match &failure.promise {
            Some(promise) => {
                let object = JsObject::with_object_proto(context.intrinsics());
                let _ = object.create_data_property_or_throw(js_string!("reason"), failure.value.clone(), context);
                let _ = object.create_data_property_or_throw(js_string!("promise"), promise.clone(), context);
                object.into()
            }
            None => JsValue::from(JsString::from(report_text(&failure, old))),
        };
        // The handler is bound and catches its own exceptions.
        let _ = handler.call(&JsValue::undefined(), &[argument], context);
    });
}

/// The text that `onError` gets: message and stack (facts §1.1: `thirdScriptError` in 2.8.2, `MiniProgramError` in 3.3.2; where
/// the words changed in between is not known, 3.0.0 is taken).
pub fn report_text(failure: &Failure, old: bool) -> String {
    let message = &failure.thrown.message;
    let during = if failure.during.is_empty() { String::new() } else { format!(";{}", failure.during) };
    let mut text = if old { format!("thirdScriptError\n{message}{during}") } else { format!("MiniProgramError\n{message}") };
    text.push('\n');
    text.push_str(&failure.thrown.text());
    for at in &failure.stack {
        text.push_str("\n    at ");
        text.push_str(&at.to_string());
    }
    text
}
