//! The options of a call: copied, shown, and checked with the base library's texts.

use boa_engine::builtins::object::OrdinaryObject;
use boa_engine::property::{PropertyDescriptor, PropertyKey};
use boa_engine::{Context, JsObject, JsResult, JsValue};
use serde_json::{Map, Value};

use crate::engine::{json, value};
use crate::wx::api::{Api, Default, Kind};

/// `Object.assign({}, options)`; `to` is that new object.
pub(super) fn copy(from: &JsObject, to: &JsObject, context: &mut Context) -> JsResult<()> {
    for key in from.own_property_keys(context)? {
        if let PropertyKey::Symbol(_) = key {
            continue;
        }
        let property = from.borrow().properties().get(&key);
        if property.as_ref().is_some_and(|property| property.enumerable() == Some(false)) {
            continue;
        }
        // What an ordinary object keeps is what it gives, unless a getter gives it.
        let value = match property.as_ref().and_then(PropertyDescriptor::value) {
            Some(value) if from.is::<OrdinaryObject>() => value.clone(),
            _ => from.get(key.clone(), context)?,
        };
        let copied = PropertyDescriptor::builder().value(value).writable(true).enumerable(true).configurable(true);
        to.insert_property(key, copied);
    }
    Ok(())
}

/// The options as data, without the callbacks.
pub(super) fn visible(options: &JsObject, context: &mut Context) -> Value {
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

pub(super) fn raw_args(args: &[JsValue], context: &mut Context) -> Value {
    match args {
        [] => Value::Object(Map::new()),
        [only] if only.is_undefined() => Value::Object(Map::new()),
        [only] => value::data(only, context),
        many => many.iter().map(|arg| value::data(arg, context)).collect(),
    }
}

pub(super) fn check(api: &Api, options: &JsObject, problems: &mut Vec<String>, context: &mut Context) -> JsResult<()> {
    for param in api.params {
        let key = value::name(param.name);
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
            _ => "Object",
        },
    }
}
