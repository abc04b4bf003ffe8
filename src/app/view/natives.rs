//! What the framework gets from this host: errors and warnings, handlers that are events of the trace, `setData` of components.

use boa_engine::object::builtins::JsFunction;
use boa_engine::object::{JsObject, ObjectInitializer};
use boa_engine::{Context, JsArgs, JsError, JsResult, JsString, JsValue, NativeFunction, js_string};
use serde_json::json;

use crate::app::Pages;
use crate::app::definition::BehaviorData;
use crate::app::not_modelled;
use crate::app::set_data;
use crate::engine::{Host, json as js_json, platform_message, value};
use crate::trace::{Body, ErrorKind, Lane};

type Native = fn(&JsValue, &[JsValue], &mut Context) -> JsResult<JsValue>;

/// The object that the glue calls `host`.
pub(super) fn object(context: &mut Context) -> JsObject {
    let natives: [(&str, Native); 11] = [
        ("run", run),
        ("error", error),
        ("warn", warn),
        ("now", now),
        ("definition", definition),
        ("setData", component_set_data),
        ("later", later),
        ("written", written),
        ("refuse", |_, args, context| Err(not_modelled::refuse(&text(args, 0), context))),
        ("wait", set_timeout),
        ("query", |_, args, context| super::selector_query(args.get_or_undefined(0), context)),
    ];
    let mut object = ObjectInitializer::new(context);
    for (name, native) in natives {
        object.function(NativeFunction::from_fn_ptr(native), JsString::from(name), 0);
    }
    object.build()
}

fn text(args: &[JsValue], index: usize) -> String {
    args.get_or_undefined(index).as_string().map(|text| text.to_std_string_lossy()).unwrap_or_default()
}

fn function(value: &JsValue) -> Option<JsFunction> {
    value.as_object().and_then(|object| JsFunction::from_object(object.clone()))
}

/// `run(what, method, this, args)`: a handler or lifetime of the program; what it throws is reported and goes no further.
fn run(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let host = Host::of(context);
    let Some(method) = function(args.get_or_undefined(1)) else { return Ok(JsValue::undefined()) };
    let mut given = Vec::new();
    if let Some(list) = args.get_or_undefined(3).as_object() {
        let count = list.get(js_string!("length"), context)?.to_u32(context)?;
        for index in 0..count {
            given.push(list.get(index, context)?);
        }
    }
    let seq = host.recorder.record(Lane::Host, host.cause(), None, Body::Invoke { what: text(args, 0) });
    let before = host.set_cause(Some(seq));
    let result = method.call(args.get_or_undefined(2), &given, context);
    let returned = match result {
        Ok(returned) => {
            host.watch(seq, &returned);
            Ok(returned)
        }
        Err(error) if error.as_engine().is_some() => Err(error),
        Err(error) => {
            host.report(ErrorKind::CallbackThrew, &error, context);
            Ok(JsValue::undefined())
        }
    };
    host.set_cause(before);
    returned
}

/// What was thrown in an observer, or in the framework itself.
fn error(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let host = Host::of(context);
    let during = format!("at {} {}", text(args, 2), text(args, 1));
    host.report_during(ErrorKind::CallbackThrew, &JsError::from_opaque(args.get_or_undefined(0).clone()), &during, context);
    Ok(JsValue::undefined())
}

fn warn(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let (message, path) = (text(args, 0), text(args, 1));
    let message = if path.is_empty() || message.contains(&path) { message } else { format!("{path}: {message}") };
    platform_message(&Host::of(context), "warn", message);
    Ok(JsValue::undefined())
}

fn now(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    #[expect(clippy::cast_precision_loss, reason = "virtual milliseconds are far below 2^53")]
    Ok(JsValue::from(Host::of(context).clock.now() as f64))
}

/// The options behind what `Behavior` gave.
fn definition(_: &JsValue, args: &[JsValue], _: &mut Context) -> JsResult<JsValue> {
    let given = args.get_or_undefined(0).as_object();
    let options = given.and_then(|object| object.downcast_ref::<BehaviorData>().map(|data| data.options.clone()));
    Ok(options.map_or_else(JsValue::undefined, JsValue::from))
}

/// `setData(component, data, callback, apply)`: as a page's (facts §7.2), but functions stay in the data.
fn component_set_data(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let host = Host::of(context);
    let component = args.get_or_undefined(0).clone();
    let Some(caller) = component.as_object() else { return Ok(JsValue::undefined()) };
    let given = args.get_or_undefined(1);
    let at = host.site(context).stack.into_iter().next();
    let data = value::data(given, context);
    let is_page = host.get::<Pages>().is_some_and(|pages| pages.of(&caller).is_some());
    let path = caller.get(js_string!("is"), context)?.as_string().map(|path| path.to_std_string_lossy());
    let detail = if is_page { data } else { json!({ "component": path, "data": data }) };
    let seq = host.recorder.record(Lane::Page, host.cause(), at, Body::State { what: "data".to_owned(), detail });
    if let (Some(given), Some(apply)) = (given.as_object(), function(args.get_or_undefined(3))) {
        let changes = set_data::copied(&host, &given, context)?;
        let copy = JsObject::with_object_proto(context.intrinsics());
        for (path, text) in &changes {
            let value = js_json::parse(text, context)?;
            copy.create_data_property_or_throw(JsString::from(path.as_str()), value, context)?;
        }
        set_data::keep_functions(&given, &copy, context)?;
        set_data::check_size(&host, &changes);
        apply.call(&JsValue::undefined(), &[copy.into()], context)?;
    }
    set_data::call_back(&host, seq, args.get_or_undefined(2), component);
    Ok(JsValue::undefined())
}

/// `written(page, shown)`: a two-way binding has changed what a page shows; the page's own data follows.
fn written(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let (Some(page), Some(shown)) = (args.get_or_undefined(0).as_object(), args.get_or_undefined(1).as_object()) else {
        return Ok(JsValue::undefined());
    };
    let Some(data) = page.get(js_string!("data"), context)?.as_object() else { return Ok(JsValue::undefined()) };
    for key in shown.own_property_keys(context)? {
        let (old, new) = (data.get(key.clone(), context)?, shown.get(key.clone(), context)?);
        let (old, new) = (js_json::stringify(&old, context)?, js_json::stringify(&new, context)?);
        if let (true, Some(new)) = (old != new, new) {
            let value = js_json::parse(&new, context)?;
            data.set(key, value, false, context)?;
        }
    }
    Ok(JsValue::undefined())
}

/// `later(f)`: in a turn of its own, without an event.
fn later(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    plan(args.get_or_undefined(0), 0, context);
    Ok(JsValue::undefined())
}

/// The framework's own `setTimeout`.
pub(super) fn set_timeout(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the framework waits some milliseconds")]
    let delay = args.get_or_undefined(1).as_number().unwrap_or(0.0).max(0.0) as u64;
    plan(args.get_or_undefined(0), delay, context);
    Ok(JsValue::from(0))
}

fn plan(task: &JsValue, delay: u64, context: &mut Context) {
    let host = Host::of(context);
    let (Some(task), cause) = (function(task), host.cause()) else { return };
    host.after(delay, move |host, context| {
        host.set_cause(cause);
        if let Err(error) = task.call(&JsValue::undefined(), &[], context) {
            host.report(ErrorKind::CallbackThrew, &error, context);
        }
    });
}

/// `getDate`, `getRegExp` and what `constructor` means, which WXS has in its own way.
pub(super) fn wxs(context: &mut Context) -> JsResult<[JsValue; 3]> {
    let host = Host::of(context);
    let date = host.load_library("wxs", "function(...a){return new Date(...a)}", context)?;
    let regexp = host.load_library("wxs", "function(p,f){return new RegExp(p,f)}", context)?;
    let kind = host.load_library("wxs", super::wxs::TYPE_FUNCTION, context)?;
    Ok([date, regexp, kind])
}
