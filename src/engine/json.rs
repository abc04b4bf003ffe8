//! JSON as the program itself would do it: `JSON.stringify` and the bridged `JSON.parse`, taken before any script runs.

use boa_engine::object::builtins::JsFunction;
use boa_engine::{Context, JsNativeError, JsResult, JsString, JsValue, js_string};

use super::error::Thrown;
use super::host::Host;
use super::value;
use super::value::text_of;

/// The two intrinsics.
#[derive(Debug, Clone)]
pub(super) struct Json {
    parse: JsFunction,
    stringify: JsFunction,
}

impl Json {
    pub(super) fn take(context: &mut Context) -> JsResult<Self> {
        let json = context.intrinsics().objects().json();
        let mut function = |name: JsString| -> JsResult<JsFunction> {
            let value = json.get(name, context)?;
            let object = value.as_object().and_then(|object| JsFunction::from_object(object.clone()));
            object.ok_or_else(|| JsNativeError::typ().with_message("JSON is not there").into())
        };
        Ok(Self { parse: function(js_string!("parse"))?, stringify: function(js_string!("stringify"))? })
    }
}

/// `JSON.stringify(value)`; `None` where that gives `undefined`.
///
/// # Errors
///
/// Whatever the value's `toJSON` and getters throw, and a `TypeError` for cycles.
pub fn stringify(value: &JsValue, context: &mut Context) -> JsResult<Option<String>> {
    let host = Host::of(context);
    let Some(json) = host.json.get() else { return Ok(None) };
    let text = json.stringify.call(&JsValue::undefined(), std::slice::from_ref(value), context)?;
    Ok(text.as_string().map(|text| text_of(&text)))
}

/// `JSON.parse(text)`.
///
/// # Errors
///
/// A `SyntaxError` when the text is not JSON.
pub fn parse(text: &str, context: &mut Context) -> JsResult<JsValue> {
    let host = Host::of(context);
    let Some(json) = host.json.get() else { return Ok(JsValue::undefined()) };
    json.parse.call(&JsValue::undefined(), &[JsValue::from(JsString::from(text))], context)
}

/// A JavaScript value from host data. `__proto__` becomes an ordinary own property.
///
/// # Errors
///
/// Fails only when the engine is out of resources.
pub fn from_data(value: &serde_json::Value, context: &mut Context) -> JsResult<JsValue> {
    JsValue::from_json(value, context)
}

/// A value as it travels to somebody outside: as `JSON.stringify` gives it, an error with its stack, and where JSON fails (a
/// cycle, a BigInt, a getter that throws) the marks of a trace, so that no value is refused.
pub fn wire(value: &JsValue, context: &mut Context) -> serde_json::Value {
    wire_or_nothing(value, context).unwrap_or_default()
}

/// The same; `None` where JSON has nothing, as for `undefined`.
pub fn wire_or_nothing(value: &JsValue, context: &mut Context) -> Option<serde_json::Value> {
    if value.is_undefined() {
        return None;
    }
    if let Some(object) = value.as_object() {
        if object.is::<boa_engine::builtins::error::Error>() {
            let stack = object.get(js_string!("stack"), context).ok();
            let stack = stack.and_then(|stack| stack.as_string().map(|stack| text_of(&stack)));
            return Some(stack.unwrap_or_else(|| Thrown::of(value, context).text()).into());
        }
        if object.is_callable() {
            return Some(value::console_text(value, context).into());
        }
    }
    match stringify(value, context) {
        Ok(text) => text.and_then(|text| serde_json::from_str(&text).ok()),
        Err(_) => Some(value::data(value, context)),
    }
}
