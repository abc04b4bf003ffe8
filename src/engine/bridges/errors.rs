//! `err.stack` as programs know it (`Error: message`, then the author's places) and `Error.captureStackTrace(object)`.

use boa_engine::object::FunctionObjectBuilder;
use boa_engine::object::builtins::JsFunction;
use boa_engine::property::{PropertyDescriptor, PropertyKey};
use boa_engine::{Context, JsArgs, JsObject, JsResult, JsString, JsValue, NativeFunction, js_string};

use super::define;
use crate::engine::host::Host;

/// How many places a stack shows, as in V8.
const PLACES: usize = 10;

pub(super) fn install(context: &mut Context) -> JsResult<()> {
    let host = Host::of(context);
    let prototype = context.intrinsics().constructors().error().prototype();
    let key = PropertyKey::from(js_string!("stack"));
    let accessor = prototype.borrow().properties().get(&key);
    if let Some(accessor) = accessor {
        let getter = accessor.get().and_then(JsValue::as_object).and_then(|getter| JsFunction::from_object(getter.clone()));
        if let Some(getter) = getter {
            let _ = host.raw_stack.set(getter);
        }
        let body = NativeFunction::from_copy_closure(|this, _, context| stack(this, context));
        let getter = FunctionObjectBuilder::new(context.realm(), body).name(js_string!("get stack")).build();
        let set = accessor.set().cloned().unwrap_or_default();
        let bridged = PropertyDescriptor::builder().get(getter).set(set).enumerable(false).configurable(true).build();
        prototype.define_property_or_throw(key, bridged, context)?;
    }
    capture_stack_trace(context)
}

/// The `stack` of an error; undefined for anything else.
fn stack(this: &JsValue, context: &mut Context) -> JsResult<JsValue> {
    let host = Host::of(context);
    let Some(raw) = host.raw_stack_of(this, context) else { return Ok(JsValue::undefined()) };
    let header = header(this, context)?;
    Ok(JsString::from(with_places(&host, header, &raw)).into())
}

fn with_places(host: &Host, header: String, raw: &str) -> String {
    let mut text = header;
    for (name, at) in host.named_frames(raw).into_iter().take(PLACES) {
        text.push_str(&if name.is_empty() { format!("\n    at {at}") } else { format!("\n    at {name} ({at})") });
    }
    text
}

/// `Error: message`, from whatever `name` and `message` the object has.
fn header(this: &JsValue, context: &mut Context) -> JsResult<String> {
    let Some(object) = this.as_object() else { return Ok(String::new()) };
    let text = |key: JsString, default: &str, context: &mut Context| -> JsResult<String> {
        let value = object.get(key, context)?;
        if value.is_undefined() { Ok(default.to_owned()) } else { Ok(value.to_string(context)?.to_std_string_lossy()) }
    };
    let name = text(js_string!("name"), "Error", context)?;
    let message = text(js_string!("message"), "", context)?;
    Ok(match (name.as_str(), message.as_str()) {
        (_, "") => name,
        ("", _) => message,
        _ => format!("{name}: {message}"),
    })
}

/// `Error.captureStackTrace(object)` of V8, used by error classes of libraries.
fn capture_stack_trace(context: &mut Context) -> JsResult<()> {
    let error: JsObject = context.intrinsics().constructors().error().constructor();
    let capture = NativeFunction::from_copy_closure(|_, args, context| {
        if let Some(target) = args.get_or_undefined(0).as_object() {
            let host = Host::of(context);
            let made = context.intrinsics().constructors().error().constructor().construct(&[], None, context)?;
            let raw = host.raw_stack_of(&made.into(), context).unwrap_or_default();
            let header = header(&target.clone().into(), context)?;
            let stack = JsString::from(with_places(&host, header, &raw));
            let hidden = PropertyDescriptor::builder().value(stack).writable(true).enumerable(false).configurable(true).build();
            target.define_property_or_throw(js_string!("stack"), hidden, context)?;
        }
        Ok(JsValue::undefined())
    });
    define(&error, "captureStackTrace", capture, 2, context)
}
