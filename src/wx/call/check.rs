//! The options of a call: copied, shown, and checked with the base library's texts.

use boa_engine::builtins::object::OrdinaryObject;
use boa_engine::property::PropertyDescriptor;
use boa_engine::{Context, JsObject, JsResult, JsValue};
use serde_json::{Map, Value};

use super::options::Options;
use crate::engine::{json, value};
use crate::wx::api::{Api, Default, Kind};

/// What a call is answered with, in the order of a settler.
pub(super) const CALLBACKS: [&str; 3] = ["success", "fail", "complete"];

/// What a call was given in its options.
pub(super) struct Given {
    /// The members that are named as callbacks are.
    pub(super) callbacks: [Option<JsValue>; 3],
    /// The others, as data.
    pub(super) data: Value,
    /// All of them.
    pub(super) options: Options,
}

/// `Object.assign({}, options)`.
pub(super) fn copy(from: &JsObject, context: &mut Context) -> JsResult<Given> {
    let mut callbacks = [const { None }; 3];
    let is_ordinary = from.is::<OrdinaryObject>();
    let keys = from.own_property_keys(context)?;
    let mut members = value::Members::of(from, &CALLBACKS, keys.len());
    let mut copied = Vec::with_capacity(keys.len());
    // The keys of other objects may come in an order of their own.
    let ordered = (!is_ordinary).then(|| value::object(context));
    for key in keys {
        let Some(name) = value::name_of(&key) else { continue };
        let property = from.borrow().properties().get(&key);
        if property.as_ref().is_some_and(|property| property.enumerable() == Some(false)) {
            continue;
        }
        // What an ordinary object keeps is what it gives, unless a getter gives it.
        let value = match property.as_ref().and_then(PropertyDescriptor::value) {
            Some(value) if is_ordinary => value.clone(),
            _ => from.get(key.clone(), context)?,
        };
        if let Some(index) = CALLBACKS.iter().position(|known| *known == name) {
            callbacks[index] = Some(value.clone());
        }
        match &ordered {
            Some(object) => value::put(object, key, value.clone()),
            None => members.add(&name, &value, context),
        }
        copied.push((name.into(), value));
    }
    let data = match ordered {
        Some(object) => value::data_but_functions(&object, &CALLBACKS, context),
        None => members.data(),
    };
    Ok(Given { callbacks, data, options: Options::Copy(copied) })
}

pub(super) fn raw_args(args: &[JsValue], context: &mut Context) -> Value {
    match args {
        [] => Value::Object(Map::new()),
        [only] if only.is_undefined() => Value::Object(Map::new()),
        [only] => value::data(only, context),
        many => many.iter().map(|arg| value::data(arg, context)).collect(),
    }
}

pub(super) fn check(api: &Api, options: &mut Options, problems: &mut Vec<String>, context: &mut Context) -> JsResult<()> {
    for param in api.params {
        let value = match param.default {
            Default::None => None,
            Default::Text(text) => options.default(param.name, || Ok(value::name(text).into()))?,
            default => options.default(param.name, || json::from_data(&default.value(), context))?,
        };
        if param.checked && param.kind != Kind::Any {
            let value = value.map_or_else(|| options.get(param.name, context), Ok)?;
            let actual = type_name(&value, context);
            if actual != param.kind.name() {
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
            // Asked first, because it is what most are.
            Some(object) if object.is::<OrdinaryObject>() => "Object",
            Some(object) if object.is_callable() => "Function",
            Some(object) if object.is_array() => "Array",
            Some(object) if object.is::<boa_engine::builtins::date::Date>() => "Date",
            Some(object) if object.is::<boa_engine::builtins::error::Error>() => "Error",
            Some(object) if object.is::<boa_engine::builtins::regexp::RegExp>() => "RegExp",
            Some(object) if object.is::<boa_engine::builtins::promise::Promise>() => "Promise",
            Some(object) if boa_engine::object::builtins::JsArrayBuffer::from_object(object.clone()).is_ok() => "ArrayBuffer",
            Some(object) if boa_engine::object::builtins::JsMap::from_object(object.clone()).is_ok() => "Map",
            Some(object) if boa_engine::object::builtins::JsSet::from_object(object.clone()).is_ok() => "Set",
            Some(object) if boa_engine::object::builtins::JsDataView::from_object(object.clone()).is_ok() => "DataView",
            Some(object) => typed_array_name(&object).unwrap_or("Object"),
            None => "Object",
        },
    }
}

fn typed_array_name(object: &JsObject) -> Option<&'static str> {
    use boa_engine::builtins::typed_array::TypedArrayKind as Of;
    Some(match boa_engine::object::builtins::JsTypedArray::from_object(object.clone()).ok()?.kind()? {
        Of::Int8 => "Int8Array",
        Of::Uint8 => "Uint8Array",
        Of::Uint8Clamped => "Uint8ClampedArray",
        Of::Int16 => "Int16Array",
        Of::Uint16 => "Uint16Array",
        Of::Int32 => "Int32Array",
        Of::Uint32 => "Uint32Array",
        Of::BigInt64 => "BigInt64Array",
        Of::BigUint64 => "BigUint64Array",
        Of::Float32 => "Float32Array",
        Of::Float64 => "Float64Array",
    })
}
