//! The body of a request: what `data` becomes under which content-type (facts §4.2).

use boa_engine::object::builtins::JsArrayBuffer;
use boa_engine::property::PropertyKey;
use boa_engine::{Context, JsResult, JsValue};
use serde_json::Value;

use crate::engine::json;
use crate::engine::value::text_of;

/// An encoded body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Body {
    /// There is none.
    None,
    /// Text.
    Text(String),
    /// Raw bytes of an `ArrayBuffer`.
    Bytes(Vec<u8>),
}

impl Body {
    /// The bytes to send.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        match self {
            Self::None => Vec::new(),
            Self::Text(text) => text.into_bytes(),
            Self::Bytes(bytes) => bytes,
        }
    }

    /// The body as a trace shows it: JSON if it is JSON.
    pub(super) fn shown(&self) -> Value {
        match self {
            Self::None => Value::Null,
            Self::Text(text) if text.is_empty() => Value::Null,
            Self::Text(text) => serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.clone())),
            Self::Bytes(bytes) => Value::String(format!("<ArrayBuffer {}>", bytes.len())),
        }
    }
}

/// Encodes `data`: strings and buffers go as they are; a form content-type makes a form; a JSON content-type makes JSON;
/// otherwise objects become JSON and primitives text.
pub(super) fn encode(data: &JsValue, content_type: &str, context: &mut Context) -> JsResult<Body> {
    if data.is_undefined() {
        return Ok(Body::Text(String::new()));
    }
    if let Some(text) = data.as_string() {
        return Ok(Body::Text(text_of(&text)));
    }
    if let Some(object) = data.as_object()
        && let Ok(buffer) = JsArrayBuffer::from_object(object.clone())
    {
        return Ok(Body::Bytes(buffer.data().map_or_else(Vec::new, |bytes| bytes.to_vec())));
    }
    if content_type.contains("application/x-www-form-urlencoded") {
        return form(data, context).map(Body::Text);
    }
    if content_type.contains("application/json") || data.is_object() {
        return Ok(Body::Text(json::stringify(data, context)?.unwrap_or_default()));
    }
    Ok(Body::Text(data.to_string(context)?.to_std_string_lossy()))
}

fn form(data: &JsValue, context: &mut Context) -> JsResult<String> {
    let Some(object) = data.as_object() else { return Ok(String::new()) };
    let mut pairs = Vec::new();
    for key in object.own_property_keys(context)? {
        let name = match &key {
            PropertyKey::String(name) => text_of(name),
            PropertyKey::Index(index) => index.get().to_string(),
            PropertyKey::Symbol(_) => continue,
        };
        let value = object.get(key, context)?.to_string(context)?.to_std_string_lossy();
        pairs.push(format!("{}={}", encode_component(&name), encode_component(&value)));
    }
    Ok(pairs.join("&"))
}

/// `encodeURIComponent`.
pub(super) fn encode_component(text: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'!' | b'~' | b'*' | b'\'' | b'(' | b')' => {
                out.push(char::from(byte));
            }
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn components_are_encoded_as_javascript_does() {
        assert_eq!(encode_component("a b&c=中'()!~*"), "a%20b%26c%3D%E4%B8%AD'()!~*");
    }
}
