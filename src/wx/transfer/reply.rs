//! The parts of a reply that all transfers show, and how a network failure is worded (facts §4.4, §4.5).

use std::borrow::Cow;

use boa_engine::object::builtins::{AlignedVec, JsArray, JsArrayBuffer};
use boa_engine::{Context, JsObject, JsResult, JsString, JsValue, js_string};

use super::super::call::Fail;
use super::options::js;
use crate::engine::value;
use crate::scenario::Client;
use crate::world::network::{NetFailure, Reply};

/// The value of `onHeadersReceived`; DevTools leaves out the status (facts §4.6).
pub(super) fn headers_event(reply: &Reply, client: Client, context: &mut Context) -> JsValue {
    let object = value::object(context);
    value::put(&object, js_string!("header"), header_object(&header_members(reply, client), context));
    value::put(&object, js_string!("cookies"), cookie_array(reply, context));
    if client != Client::Devtools {
        value::put(&object, js_string!("statusCode"), i32::from(reply.status));
    }
    object.into()
}

/// The value of `onChunkReceived` (facts §4.6).
pub(super) fn chunk_event(bytes: &[u8], context: &mut Context) -> JsResult<JsValue> {
    let object = value::object(context);
    let block = AlignedVec::from_iter(0, bytes.iter().copied());
    let data = JsArrayBuffer::from_byte_block(block, context)?;
    value::put(&object, js_string!("data"), data);
    Ok(object.into())
}

/// Header names: as the server sent them on Android and in DevTools, `Canonical-Case` on iOS; repeated ones joined by commas.
pub(in super::super) fn header_members(reply: &Reply, client: Client) -> Headers<'_> {
    let mut merged = Headers::new();
    for (name, value) in &reply.headers {
        let name = if client == Client::Ios { Cow::Owned(canonical(name)) } else { Cow::Borrowed(name.as_str()) };
        match merged.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(&name)) {
            Some((_, old)) => {
                let old = old.to_mut();
                old.push(',');
                old.push_str(value);
            }
            None => merged.push((name, Cow::Borrowed(value))),
        }
    }
    merged
}

/// The names and values of headers.
pub(in super::super) type Headers<'r> = Vec<(Cow<'r, str>, Cow<'r, str>)>;

/// Headers as an object.
pub(in super::super) fn header_object(headers: &Headers<'_>, context: &mut Context) -> JsObject {
    let object = value::object(context);
    for (name, value) in headers {
        value::put(&object, JsString::from(&**name), js(value));
    }
    object
}

/// The cookies that a reply sets.
pub(in super::super) fn cookies_of(reply: &Reply) -> impl Iterator<Item = &str> {
    let cookies = reply.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"));
    cookies.map(|(_, value)| value.as_str())
}

pub(in super::super) fn cookie_array(reply: &Reply, context: &mut Context) -> JsValue {
    let cookies: Vec<JsValue> = cookies_of(reply).map(js).collect();
    JsArray::from_iter(cookies, context).into()
}

fn canonical(name: &str) -> String {
    let capital = |part: &str| {
        let mut chars = part.chars();
        chars
            .next()
            .map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + &chars.as_str().to_ascii_lowercase())
    };
    name.split('-').map(capital).collect::<Vec<_>>().join("-")
}

/// The failure of a request whose reply never came.
pub(super) fn failure(failure: &NetFailure, client: Client) -> Fail {
    let chromium = |name: &str, number: i32| {
        match client {
            Client::Devtools => Fail::new(format!("net::{name}")),
            // The Android client's network stack words it like this, after a space (facts §4.5).
            Client::Android => Fail::new(format!("errcode:{number} cronet_error_code:{number} error_msg:net::{name}")),
            Client::Ios => Fail::new(String::new()),
        }
        .errno(600_001)
    };
    match failure {
        NetFailure::Offline => chromium("ERR_INTERNET_DISCONNECTED", -106),
        NetFailure::Refused => chromium("ERR_CONNECTION_REFUSED", -102),
        NetFailure::Reset => chromium("ERR_CONNECTION_RESET", -101),
        NetFailure::Timeout => Fail::new("timeout").errno(5),
        NetFailure::TooLarge => chromium("ERR_FAILED", -2),
        NetFailure::TooManyRedirects => Fail::new("network reach the max redirect count").errno(600_008),
        NetFailure::NotAllowed { .. } | NetFailure::NotRecorded => Fail::new("url not in domain list").errno(600_002),
        NetFailure::Tls(_) => Fail::new("对应的服务器证书无效。").errno(600_001),
        NetFailure::Other(message) => Fail::new(message.clone()).errno(600_000),
    }
}
