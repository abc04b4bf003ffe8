//! JavaScript values as data for traces and as text for consoles, read without running any of the program's code.

use std::cell::RefCell;

use boa_engine::builtins::object::OrdinaryObject;
use boa_engine::builtins::promise::Promise;
use boa_engine::builtins::proxy::Proxy;
use boa_engine::object::ObjectInitializer;
use boa_engine::object::builtins::{JsArrayBuffer, JsMap, JsSet};
use boa_engine::property::{PropertyDescriptor, PropertyKey};
use boa_engine::string::JsStrVariant;
use boa_engine::{Context, JsObject, JsString, JsValue, JsVariant};
use rustc_hash::FxHashMap;
use serde_json::{Map, Number, Value};

use super::error::Thrown;
use crate::trace::number::{float_text, number_text};

const DEPTH: usize = 12;
const WIDTH: usize = 2_000;
const TEXT: usize = 64 * 1024;
/// What a member takes besides its name and texts.
const MEMBER: usize = 8;

/// A new `{}` whose keys are kept as those of an object literal: objects with the same keys share them, so that a small one is made
/// quickly. One with many keys of its own is better made by `JsObject::with_object_proto`.
pub fn object(context: &mut Context) -> JsObject {
    ObjectInitializer::with_native_data(OrdinaryObject, context).build()
}

/// Sets a member of an ordinary object that only the host has.
pub fn put(object: &JsObject, key: impl Into<PropertyKey>, value: impl Into<JsValue>) {
    let property = PropertyDescriptor::builder().value(value).writable(true).enumerable(true).configurable(true);
    object.insert_property(key, property);
}

thread_local! {
    /// Strings of the engine for names in this crate's own text, by where they stand.
    static NAMES: RefCell<FxHashMap<(usize, usize), JsString>> = RefCell::default();
}

/// A name of this crate as the engine's string, made once for each thread.
pub fn name(text: &'static str) -> JsString {
    let place = (text.as_ptr().addr(), text.len());
    NAMES.with_borrow_mut(|names| names.entry(place).or_insert_with(|| JsString::from(text)).clone())
}

/// A value as data. What JSON cannot say stands in angle brackets: `<undefined>`, `<function f>`, `<Map 2>`, `<getter>`.
pub fn data(value: &JsValue, context: &mut Context) -> Value {
    Reader { seen: Vec::new(), left: WIDTH * 10, text: TEXT, bytes: usize::MAX, without: &[] }.read(value, context)
}

/// The members of an object as data, one by one, without functions that have certain names.
pub struct Members<'n> {
    reader: Reader<'n>,
    map: Map<String, Value>,
    count: usize,
}

impl<'n> Members<'n> {
    /// None yet of this object, which has about so many.
    pub fn of(object: &JsObject, without: &'n [&'static str], count: usize) -> Self {
        let reader = Reader { seen: vec![object.clone()], left: WIDTH * 10, text: TEXT, bytes: usize::MAX, without };
        Self { reader, map: Map::with_capacity(count.min(WIDTH)), count: 0 }
    }

    /// Adds an enumerable member; those beyond the ones that are ever shown are left out.
    pub fn add(&mut self, name: &str, value: &JsValue, context: &mut Context) {
        self.count += 1;
        if self.count <= WIDTH && !self.reader.leaves_out(name, value) {
            self.reader.left = self.reader.left.saturating_sub(1);
            self.map.insert(name.to_owned(), self.reader.read(value, context));
        }
    }

    /// All of them.
    pub fn data(self) -> Value {
        Value::Object(self.map)
    }
}

/// The name of a property; none for a symbol.
pub fn name_of(key: &PropertyKey) -> Option<String> {
    match key {
        PropertyKey::String(name) => Some(text_of(name)),
        PropertyKey::Index(index) => Some(index.get().to_string()),
        PropertyKey::Symbol(_) => None,
    }
}

/// The same of an object without those of its members that have these names and are functions.
pub fn data_but_functions(object: &JsObject, without: &[&'static str], context: &mut Context) -> Value {
    let mut members = Members::of(object, without, 0);
    members.reader.members(object, context)
}

/// The same in about so many bytes at the most. What there is no room for is said to be cut: `<… 7 more>`; a text is cut after `text` bytes.
pub fn data_within(value: &JsValue, bytes: usize, text: usize, context: &mut Context) -> Value {
    Reader { seen: Vec::new(), left: WIDTH * 10, text, bytes, without: &[] }.read(value, context)
}

/// A string of the engine as text; half a surrogate pair becomes a replacement character. The engine's own way goes through a
/// formatter, a character at a time.
pub fn text_of(string: &JsString) -> String {
    match string.variant() {
        JsStrVariant::Latin1(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) if bytes.is_ascii() => text.to_owned(),
            _ => bytes.iter().copied().map(char::from).collect(),
        },
        JsStrVariant::Utf16(units) => {
            // What is not ASCII is mostly Chinese, with three bytes for each character.
            let mut text = String::with_capacity(units.len() * 3);
            text.extend(char::decode_utf16(units.iter().copied()).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)));
            text
        }
    }
}

/// The same; `None` where half a surrogate pair stands in it.
pub fn whole_text_of(string: &JsString) -> Option<String> {
    match string.variant() {
        JsStrVariant::Latin1(_) => Some(text_of(string)),
        JsStrVariant::Utf16(units) => String::from_utf16(units).ok(),
    }
}

/// A value as a developer console shows it inside a line: strings bare, objects as JSON.
pub fn console_text(value: &JsValue, context: &mut Context) -> String {
    match value.variant() {
        JsVariant::String(text) => text_of(&text),
        _ => {
            let value = data(value, context);
            show(&value)
        }
    }
}

/// Data as a console shows it: marks such as `<undefined>` without quotes or brackets.
fn show(value: &Value) -> String {
    match value {
        Value::String(text) => match text.strip_prefix('<').and_then(|text| text.strip_suffix('>')) {
            Some(mark) if mark.starts_with("function") => {
                format!("[{}]", mark.replacen("function", "Function:", 1).trim_end_matches(':'))
            }
            Some(mark) => mark.to_owned(),
            None => serde_json::to_string(text).unwrap_or_default(),
        },
        Value::Array(items) => format!("[{}]", items.iter().map(show).collect::<Vec<_>>().join(",")),
        Value::Object(map) => {
            let members: Vec<_> =
                map.iter().map(|(key, item)| format!("{}:{}", Value::String(key.clone()), show(item))).collect();
            format!("{{{}}}", members.join(","))
        }
        Value::Number(number) if number.as_f64() == Some(0.0) && number.is_f64() => "-0".to_owned(),
        Value::Number(number) => number_text(number),
        other => other.to_string(),
    }
}

struct Reader<'n> {
    seen: Vec<JsObject>,
    left: usize,
    /// The most bytes of one text.
    text: usize,
    /// The bytes that are left for everything.
    bytes: usize,
    /// Functions that are left out of the outermost object.
    without: &'n [&'static str],
}

/// Whether a value is a function, but no proxy of one.
fn is_function(value: &JsValue) -> bool {
    value.as_object().is_some_and(|object| object.is_callable() && !object.is::<Proxy>())
}

impl Reader<'_> {
    fn read(&mut self, value: &JsValue, context: &mut Context) -> Value {
        match value.variant() {
            JsVariant::Undefined => mark("undefined"),
            JsVariant::Null => Value::Null,
            JsVariant::Boolean(boolean) => Value::Bool(boolean),
            JsVariant::Integer32(number) => Value::Number(number.into()),
            JsVariant::Float64(number) => float(number),
            JsVariant::BigInt(number) => mark(&format!("{number}n")),
            JsVariant::Symbol(symbol) => mark(&symbol.descriptive_string().to_std_string_lossy()),
            JsVariant::String(text) => {
                let text = shorten(text_of(&text), self.text);
                self.bytes = self.bytes.saturating_sub(text.len());
                Value::String(text)
            }
            JsVariant::Object(object) => self.object(&object.clone(), context),
        }
    }

    fn object(&mut self, object: &JsObject, context: &mut Context) -> Value {
        if self.seen.iter().any(|known| JsObject::equals(known, object)) {
            return mark("cyclic");
        }
        if self.seen.len() >= DEPTH || self.left == 0 {
            return mark("…");
        }
        // Asked first, because it is what most are.
        if object.is::<OrdinaryObject>() || object.is_array() {
            self.seen.push(object.clone());
            let value = if object.is_array() { self.array(object, context) } else { self.members(object, context) };
            self.seen.pop();
            return value;
        }
        if object.is::<Proxy>() {
            return mark("Proxy");
        }
        if object.is_callable() {
            let name = object.borrow().properties().get(&PropertyKey::from(boa_engine::js_string!("name")));
            let name = name.and_then(|name| name.value().and_then(JsValue::as_string).map(|name| text_of(&name)));
            return mark(format!("function {}", name.unwrap_or_default()).trim_end());
        }
        if object.is::<boa_engine::builtins::error::Error>() {
            return mark(&Thrown::of(&JsValue::from(object.clone()), context).text());
        }
        if object.is::<Promise>() {
            return mark("Promise");
        }
        if let Ok(map) = JsMap::from_object(object.clone()) {
            let size = map.get_size(context).unwrap_or_default();
            return mark(&format!("Map {}", size.display()));
        }
        if let Ok(set) = JsSet::from_object(object.clone()) {
            return mark(&format!("Set {}", set.size()));
        }
        if let Ok(buffer) = JsArrayBuffer::from_object(object.clone()) {
            let size = buffer.data().map_or(0, |data| data.len());
            return mark(&format!("ArrayBuffer {size}"));
        }
        if let Ok(date) = boa_engine::object::builtins::JsDate::from_object(object.clone()) {
            let text = date.to_json(context).ok().and_then(|text| text.as_string().map(|text| text_of(&text)));
            return text.map_or_else(|| mark("Invalid Date"), Value::String);
        }
        if let Ok(regexp) = boa_engine::object::builtins::JsRegExp::from_object(object.clone()) {
            return mark(&regexp.to_string(context).unwrap_or_default());
        }
        self.seen.push(object.clone());
        let value = self.members(object, context);
        self.seen.pop();
        value
    }

    fn array(&mut self, object: &JsObject, context: &mut Context) -> Value {
        let length = object.borrow().properties().get(&PropertyKey::from(boa_engine::js_string!("length")));
        let length = length.and_then(|length| length.value().and_then(JsValue::as_number)).unwrap_or(0.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an array's length is below 2^32")]
        let length = length as usize;
        let mut items = Vec::new();
        for index in 0..length.min(WIDTH) {
            if self.bytes == 0 {
                items.push(mark(&format!("… {} more", length - index)));
                return Value::Array(items);
            }
            let property = object.borrow().properties().get(&PropertyKey::from(index as u64));
            items.push(self.property(property, context));
        }
        if length > WIDTH {
            items.push(mark(&format!("… {} more", length - WIDTH)));
        }
        Value::Array(items)
    }

    fn members(&mut self, object: &JsObject, context: &mut Context) -> Value {
        let Ok(keys) = object.own_property_keys(context) else { return mark("object") };
        let count = keys.len();
        let mut map = Map::with_capacity(count.min(WIDTH));
        for (index, key) in keys.into_iter().take(WIDTH).enumerate() {
            if self.bytes == 0 {
                map.insert("<…>".to_owned(), mark(&format!("… {} more", count - index)));
                break;
            }
            let Some(name) = name_of(&key) else { continue };
            let property = object.borrow().properties().get(&key);
            if property.as_ref().is_some_and(|property| property.enumerable() == Some(false)) {
                continue;
            }
            if property.as_ref().and_then(PropertyDescriptor::value).is_some_and(|value| self.leaves_out(&name, value)) {
                continue;
            }
            self.bytes = self.bytes.saturating_sub(name.len());
            let value = self.property(property, context);
            map.insert(name, value);
        }
        Value::Object(map)
    }

    /// Whether this is one of the functions that are left out.
    fn leaves_out(&self, name: &str, value: &JsValue) -> bool {
        self.seen.len() == 1 && self.without.contains(&name) && is_function(value)
    }

    fn property(&mut self, property: Option<PropertyDescriptor>, context: &mut Context) -> Value {
        self.left = self.left.saturating_sub(1);
        self.bytes = self.bytes.saturating_sub(MEMBER);
        match property {
            None => mark("undefined"),
            Some(property) => match property.value() {
                Some(value) => self.read(&value.clone(), context),
                None => mark("getter"),
            },
        }
    }
}

fn mark(text: &str) -> Value {
    Value::String(format!("<{text}>"))
}

/// A number in the digits that the program would see, where JSON has room for them; it reads back as the same number in any case.
fn float(number: f64) -> Value {
    if number.fract() == 0.0 && !(number == 0.0 && number.is_sign_negative()) {
        #[expect(clippy::cast_possible_truncation, reason = "checked to be a safe integer")]
        if number.abs() < 9_007_199_254_740_992.0 {
            return Value::Number((number as i64).into());
        }
        let text = float_text(number);
        if let Ok(whole) = text.parse::<i64>() {
            return Value::Number(whole.into());
        }
        if let Ok(whole) = text.parse::<u64>() {
            return Value::Number(whole.into());
        }
    }
    Number::from_f64(number).map_or_else(|| mark(&float_text(number)), Value::Number)
}

fn shorten(text: String, most: usize) -> String {
    if text.len() <= most {
        return text;
    }
    let mut end = most;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}… ({} bytes)", &text[..end], text.len())
}
