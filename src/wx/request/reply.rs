//! What the program gets of a reply: data, statusCode, header, cookies (facts §4.4).

use std::borrow::Cow;

use boa_engine::object::builtins::{AlignedVec, JsArrayBuffer};
use boa_engine::{Context, JsObject, JsResult, JsValue, js_string};

use super::super::transfer::{cookie_array, header_object, js};
use crate::engine::{json, value};
use crate::scenario::Client;
use crate::world::network::Reply;

/// Sets the members of the success object.
pub(super) fn fill(
    object: &JsObject,
    reply: &Reply,
    parse_json: bool,
    binary: bool,
    client: Client,
    cookies: bool,
    context: &mut Context,
) -> JsResult<()> {
    let data = data(reply, parse_json, binary, context)?;
    value::put(object, js_string!("data"), data);
    value::put(object, js_string!("statusCode"), i32::from(reply.status));
    value::put(object, js_string!("header"), header_object(reply, client, context));
    if cookies {
        value::put(object, js_string!("cookies"), cookie_array(reply, context));
    }
    Ok(())
}

/// Any reply that is not JSON stays a string and is still a success; one leading BOM is dropped.
fn data(reply: &Reply, parse_json: bool, binary: bool, context: &mut Context) -> JsResult<JsValue> {
    if binary {
        let bytes = AlignedVec::from_iter(0, reply.body.iter().copied());
        return Ok(JsArrayBuffer::from_byte_block(bytes, context)?.into());
    }
    let text = std::str::from_utf8(&reply.body).map_or_else(|_| String::from_utf8_lossy(&reply.body), Cow::Borrowed);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    if parse_json
        && !text.is_empty()
        && let Ok(value) = json::parse(text, context)
    {
        return Ok(value);
    }
    Ok(js(text))
}
