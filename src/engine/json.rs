//! JSON as the program itself would do it: `JSON.stringify` and the bridged `JSON.parse`, taken before any script runs.

use boa_engine::object::builtins::JsFunction;
use boa_engine::{Context, JsNativeError, JsResult, JsString, JsValue, js_string};

use super::host::Host;

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
    Ok(text.as_string().map(|text| text.to_std_string_lossy()))
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
