//! What the program gets of a reply: data, statusCode, header, cookies (facts §4.4).

use std::borrow::Cow;

use boa_engine::object::builtins::{AlignedVec, JsArrayBuffer};
use boa_engine::{Context, JsObject, JsResult, JsValue, js_string};
use serde_json::{Map, Value};

use super::super::transfer::{cookie_array, cookies_of, header_members, header_object, js};
use crate::engine::{json, value};
use crate::scenario::Client;
use crate::world::network::Reply;

/// Sets the members of the success object; what reading them would give, if that is known.
pub(super) fn fill(
    object: &JsObject,
    reply: &Reply,
    parse_json: bool,
    binary: bool,
    client: Client,
    cookies: bool,
    context: &mut Context,
) -> JsResult<Option<Map<String, Value>>> {
    let (data, known) = data(reply, parse_json, binary, context)?;
    value::put(object, js_string!("data"), data);
    value::put(object, js_string!("statusCode"), i32::from(reply.status));
    let headers = header_members(reply, client);
    value::put(object, js_string!("header"), header_object(&headers, context));
    if cookies {
        value::put(object, js_string!("cookies"), cookie_array(reply, context));
    }
    let headers = headers.into_iter().map(|(name, value)| (name.into_owned(), value.into_owned().into())).collect();
    let (headers, set) = (Value::Object(headers), cookies_of(reply).map(Value::from).collect());
    Ok(known.filter(|_| json::is_read_as_it_is(&headers) && json::is_read_as_it_is(&set)).map(|data| {
        let mut members = Map::with_capacity(5);
        members.insert("data".to_owned(), data);
        members.insert("statusCode".to_owned(), reply.status.into());
        members.insert("header".to_owned(), headers);
        if cookies {
            members.insert("cookies".to_owned(), set);
        }
        members
    }))
}

/// Any reply that is not JSON stays a string and is still a success; one leading BOM is dropped.
fn data(reply: &Reply, parse_json: bool, binary: bool, context: &mut Context) -> JsResult<(JsValue, Option<Value>)> {
    if binary {
        let bytes = AlignedVec::from_iter(0, reply.body.iter().copied());
        return Ok((JsArrayBuffer::from_byte_block(bytes, context)?.into(), None));
    }
    let text = std::str::from_utf8(&reply.body).map_or_else(|_| String::from_utf8_lossy(&reply.body), Cow::Borrowed);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    if parse_json
        && !text.is_empty()
        && let Ok(value) = json::parse_both(text, context)
    {
        return Ok(value);
    }
    Ok((js(text), Some(Value::from(text)).filter(json::is_read_as_it_is)))
}
