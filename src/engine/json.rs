//! JSON as the program itself would do it: `JSON.stringify` and the bridged `JSON.parse`, taken before any script runs.

use boa_engine::builtins::object::OrdinaryObject;
use boa_engine::object::builtins::{JsArray, JsFunction};
use boa_engine::property::{PropertyDescriptor, PropertyKey};
use boa_engine::{Context, JsNativeError, JsObject, JsResult, JsString, JsValue, JsVariant, js_string};

use super::error::Thrown;
use super::host::Host;
use super::value;
use super::value::text_of;

/// What the engine says of an object that holds itself.
const CYCLIC: &str = "cyclic object value";

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
    let mut text = String::new();
    if write_plain(value, &mut text, 0, context) {
        return Ok(Some(text));
    }
    stringify_by_engine(value, context)
}

/// Writes an ordinary object of texts, small whole numbers and the like, which has only one way to be written. Whether it is one;
/// anything else is left to the engine. Nothing of the program's is run.
fn write_plain(value: &JsValue, out: &mut String, depth: usize, context: &mut Context) -> bool {
    const DEEPEST: usize = 4;
    match value.variant() {
        JsVariant::Null => out.push_str("null"),
        JsVariant::Boolean(flag) => out.push_str(if flag { "true" } else { "false" }),
        JsVariant::Integer32(number) => out.push_str(&number.to_string()),
        JsVariant::String(text) => match value::whole_text_of(&text).and_then(|text| serde_json::to_string(&text).ok()) {
            Some(text) => out.push_str(&text),
            None => return false,
        },
        JsVariant::Object(object) => {
            let prototype = context.intrinsics().constructors().object().prototype();
            let own = object.prototype().is_some_and(|own| JsObject::equals(&own, &prototype));
            let converts = PropertyKey::from(value::name("toJSON"));
            let is_converted = |object: &JsObject| object.borrow().properties().contains_key(&converts);
            if depth >= DEEPEST || !own || !object.is::<OrdinaryObject>() || is_converted(&object) || is_converted(&prototype) {
                return false;
            }
            let Ok(keys) = object.own_property_keys(context) else { return false };
            out.push('{');
            let mut is_first = true;
            for key in keys {
                let member = object.borrow().properties().get(&key);
                let member = member.as_ref().filter(|member| member.enumerable() == Some(true));
                let (PropertyKey::String(name), Some(member)) = (key, member.and_then(PropertyDescriptor::value)) else {
                    return false;
                };
                if !std::mem::take(&mut is_first) {
                    out.push(',');
                }
                if !write_plain(&name.into(), out, depth, context) {
                    return false;
                }
                out.push(':');
                if !write_plain(member, out, depth + 1, context) {
                    return false;
                }
            }
            out.push('}');
        }
        _ => return false,
    }
    true
}

fn stringify_by_engine(value: &JsValue, context: &mut Context) -> JsResult<Option<String>> {
    let host = Host::of(context);
    let Some(json) = host.json.get() else { return Ok(None) };
    let text = json.stringify.call(&JsValue::undefined(), std::slice::from_ref(value), context);
    // What `wx` fails with then names the reason as V8 does (facts §6).
    let text = text.map_err(|error| match Thrown::of_error(&error, context).message.as_str() {
        CYCLIC => JsNativeError::typ().with_message("Converting circular structure to JSON").into(),
        _ => error,
    })?;
    Ok(text.as_string().map(|text| text_of(&text)))
}

/// `JSON.parse(text)`.
///
/// # Errors
///
/// A `SyntaxError` when the text is not JSON.
pub fn parse(text: &str, context: &mut Context) -> JsResult<JsValue> {
    parse_both(text, context).map(|(value, _)| value)
}

/// The same, and what it holds as data where that is known without reading it.
///
/// # Errors
///
/// As [`parse`].
pub fn parse_both(text: &str, context: &mut Context) -> JsResult<(JsValue, Option<serde_json::Value>)> {
    // The engine reads JSON with its parser for programs. What a plain reader of JSON takes, it takes for the same value; what
    // that refuses (also half a surrogate pair, an endless number, a deep nesting) is left to the engine and its errors.
    if let Ok(data) = serde_json::from_str::<serde_json::Value>(text) {
        let value = plain(&data, context);
        return Ok((value, is_read_as_it_is(&data).then_some(data)));
    }
    Ok((parse_by_engine(text, context)?, None))
}

/// Whether an object that was made of this data is read as the same data: small, of texts, small whole numbers and the like, under
/// names that keep their order.
pub fn is_read_as_it_is(data: &serde_json::Value) -> bool {
    fn fits(data: &serde_json::Value, depth: usize, room: &mut usize) -> bool {
        use serde_json::Value;
        let Some(left) = room.checked_sub(1) else { return false };
        *room = left;
        match data {
            Value::Null | Value::Bool(_) => true,
            Value::Number(number) => number.as_i64().is_some_and(|number| i32::try_from(number).is_ok()),
            Value::String(text) => text.len() < 1024,
            Value::Array(items) => depth > 0 && items.iter().all(|item| fits(item, depth - 1, room)),
            Value::Object(members) => {
                let keeps_order = |name: &String| !name.starts_with(|first: char| first.is_ascii_digit());
                depth > 0 && members.iter().all(|(name, member)| keeps_order(name) && fits(member, depth - 1, room))
            }
        }
    }
    fits(data, 5, &mut 500)
}

fn parse_by_engine(text: &str, context: &mut Context) -> JsResult<JsValue> {
    let host = Host::of(context);
    let Some(json) = host.json.get() else { return Ok(JsValue::undefined()) };
    json.parse.call(&JsValue::undefined(), &[JsValue::from(JsString::from(text))], context)
}

/// The most members of an object that shares its keys with others.
const SMALL: usize = 32;

/// A value of parsed JSON.
fn plain(data: &serde_json::Value, context: &mut Context) -> JsValue {
    use serde_json::Value;
    match data {
        Value::Null => JsValue::null(),
        Value::Bool(boolean) => JsValue::new(*boolean),
        Value::Number(number) => {
            let whole = number.as_i64().and_then(|whole| i32::try_from(whole).ok());
            whole.map_or_else(|| JsValue::new(number.as_f64().unwrap_or(f64::NAN)), JsValue::new)
        }
        Value::String(text) => JsValue::from(JsString::from(text.as_str())),
        Value::Array(items) => {
            let items: Vec<JsValue> = items.iter().map(|item| plain(item, context)).collect();
            JsArray::from_iter(items, context).into()
        }
        Value::Object(members) => {
            let object =
                if members.len() <= SMALL { value::object(context) } else { JsObject::with_object_proto(context.intrinsics()) };
            for (name, member) in members {
                let member = plain(member, context);
                value::put(&object, JsString::from(name.as_str()), member);
            }
            object.into()
        }
    }
}

/// A JavaScript value from host data. `__proto__` becomes an ordinary own property.
///
/// # Errors
///
/// Fails only when the engine is out of resources.
pub fn from_data(value: &serde_json::Value, context: &mut Context) -> JsResult<JsValue> {
    Ok(plain(value, context))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::engine::{Engine, Limits};
    use crate::trace::Recorder;

    fn engine() -> Engine {
        let clock = Clock::starting_at(0);
        let limits = Limits::of(&crate::scenario::Limits::default());
        Engine::new(clock.clone(), Recorder::new(clock), limits, 1).expect("an engine")
    }

    #[test]
    fn json_is_read_as_the_engine_reads_it() {
        let mut engine = engine();
        let context = engine.context();
        for text in [
            "null",
            " [true, false, [], {}] ",
            r#"{"b": 1, "a": {"2": "x", "1": "y", "b": null}, "b": 2, "__proto__": {"c": 1}, "": 0}"#,
            "[0, -0, 1.0, 1e3, 1.5, 2147483647, 2147483648, -2147483648, -2147483649, 12345678901234567890, 1e-7, 0.1, 1e400]",
            r#""\ud83d\ude00 \ud83d \u0000 \n 中文 é 😀""#,
            "{",
            "[1,]",
            "\u{feff}1",
            "",
            "01",
            &"[".repeat(200),
            &format!("{}{}", "[".repeat(200), "]".repeat(200)),
        ] {
            let ours = parse(text, context);
            let theirs = parse_by_engine(text, context);
            let mut tell = |result: JsResult<JsValue>| match result {
                Ok(read) => format!("{:?} {:?}", stringify(&read, context).ok().flatten(), value::data(&read, context)),
                Err(error) => error.to_string(),
            };
            assert_eq!(tell(ours), tell(theirs), "{text}");
        }
    }

    #[test]
    fn json_is_written_as_the_engine_writes_it() {
        let mut engine = engine();
        let context = engine.context();
        let mut plain = 0;
        for source in [
            "null",
            "true",
            "-5",
            "1.5",
            "NaN",
            "undefined",
            "'a\\u0000\\b\\t\\n\\f\\r\\x1f\\x7f\\u2028 / \" \\\\ 中文 é 😀'",
            "'\\ud83d'",
            "({})",
            "({ b: 'x', a: { c: null, d: false, '': 0 }, 中文: 1 })",
            "({ 2: 1, 1: 2, a: 3 })",
            "({ a: undefined, b: () => 1, c: 1 })",
            "({ a: [1, 2] })",
            "({ get a() { return 1 } })",
            "({ a: 1, toJSON() { return 'own' } })",
            "({ a: { toJSON: 1 } })",
            "Object.create({ toJSON() { return 'inherited' } })",
            "Object.create(null)",
            "Object.defineProperty({ a: 1 }, 'b', { value: 2 })",
            "({ [Symbol('s')]: 1, a: 2 })",
            "({ a: { b: { c: { d: { e: 1 } } } } })",
            "({ a: new Date(0), b: new Number(1) })",
            "({ a: 1n })",
            "(() => { const o = {}; o.o = o; return o })()",
            "new Proxy({ a: 1 }, {})",
            "(Object.prototype.toJSON = function () { return 'all' }, { a: 1 })",
        ] {
            let value = context.eval(boa_engine::Source::from_bytes(source)).expect(source);
            plain += usize::from(write_plain(&value, &mut String::new(), 0, context));
            let tell = |result: JsResult<Option<String>>| result.map_err(|error| error.to_string());
            assert_eq!(tell(stringify(&value, context)), tell(stringify_by_engine(&value, context)), "{source}");
        }
        assert_eq!(plain, 6);
    }
}
