//! How values are stored: a type name and a text, as the base library does (facts §6).
//!
//! String, Number, Boolean, Date, Undefined, Null, Array and Object survive; anything else is stored as an empty string.

use boa_engine::object::builtins::JsDate;
use boa_engine::{Context, JsResult, JsString, JsValue};

use super::call::type_name;
use crate::engine::json;

/// Serialises a value at the time of the call.
///
/// # Errors
///
/// What `toJSON` and getters throw, and the `TypeError` of cyclic values.
pub(super) fn store(value: &JsValue, context: &mut Context) -> JsResult<(&'static str, String)> {
    let name = type_name(value, context);
    Ok(match name {
        "String" | "Number" | "Boolean" => (name, value.to_string(context)?.to_std_string_lossy()),
        "Undefined" => (name, "undefined".to_owned()),
        "Null" => (name, "null".to_owned()),
        "Array" | "Object" => (name, json::stringify(value, context)?.unwrap_or_default()),
        "Date" => (name, value.to_number(context)?.to_string()),
        _ => ("String", String::new()),
    })
}

/// Reads a stored value back.
///
/// # Errors
///
/// Fails only when the engine is out of resources.
pub(super) fn restore(name: &str, data: &str, context: &mut Context) -> JsResult<JsValue> {
    Ok(match name {
        "Number" => JsValue::from(match data {
            "Infinity" => f64::INFINITY,
            "-Infinity" => f64::NEG_INFINITY,
            text => text.parse().unwrap_or(f64::NAN),
        }),
        "Boolean" => JsValue::from(data == "true"),
        "Undefined" => JsValue::undefined(),
        "Null" => JsValue::null(),
        "Array" | "Object" => json::parse(data, context)?,
        "Date" => {
            let millis = data.parse::<f64>().unwrap_or(f64::NAN);
            let date = JsDate::new(context);
            date.set_time(millis, context)?;
            date.into()
        }
        _ => JsValue::from(JsString::from(data)),
    })
}

/// The message of what a value's serialisation threw, for `setStorage:fail …`.
pub(super) fn reason(error: &boa_engine::JsError, context: &mut Context) -> String {
    match error.clone().into_opaque(context) {
        Ok(value) => crate::engine::Thrown::of(&value, context).message,
        Err(_) => String::new(),
    }
}
