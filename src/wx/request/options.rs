//! The options of `wx.request` as the base library prepares them (facts §4.2).

use boa_engine::property::PropertyKey;
use boa_engine::{JsResult, JsValue, js_string};

use super::super::call::{Call, Fail, type_name};
use super::super::transfer::{Unsent, headers, plan, timeout};
use super::body::{self, Body};
use crate::engine::json;
use crate::engine::value::text_of;
use crate::world::network::Plan;

/// A request ready to be sent.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) method: String,
    /// The URL as the program will have sent it, with its query.
    pub(super) url: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Body,
    pub(super) timeout: u64,
    pub(super) parse_json: bool,
    pub(super) binary: bool,
    pub(super) manual_redirect: bool,
    pub(super) plan: Plan,
}

pub(super) fn prepare(call: &mut Call<'_>) -> JsResult<Result<Prepared, Unsent>> {
    let mut url = call.text("url").unwrap_or_default();
    let method = call.text("method").map_or_else(|| "GET".to_owned(), |method| method.to_uppercase());
    let mut headers = headers(call)?;
    let content_type = headers.iter().find(|(name, _)| name == "content-type").map(|(_, value)| value.clone());
    let content_type = content_type.unwrap_or_else(|| {
        headers.push(("content-type".to_owned(), "application/json".to_owned()));
        "application/json".to_owned()
    });
    let data = call.option("data")?;
    // A quirk of the base library: it means functions and meets the word (facts §4.2).
    if data.as_string().is_some_and(|text| text == js_string!("function")) {
        return Ok(Err(Unsent::at_once(Fail::new("data should not be Function"))));
    }
    let mut body = match body::encode(&data, &content_type, call.context) {
        Ok(body) => body,
        Err(error) => {
            let thrown = error.into_opaque(call.context)?;
            let message = crate::engine::Thrown::of(&thrown, call.context).message;
            return Ok(Err(Unsent::at_once(Fail::new(message).errno(600_010))));
        }
    };
    if method == "GET" {
        body = Body::None;
        if type_name(&data, call.context) == "Object" {
            url = with_query(&url, &data, call)?;
        }
    }
    let plan = match plan(call, &method, &url) {
        Ok(plan) => plan,
        Err(unsent) => return Ok(Err(unsent)),
    };
    let data_type = call.text("dataType").unwrap_or_else(|| "json".to_owned());
    let response_type = call.text("responseType").map(|text| text.to_lowercase());
    Ok(Ok(Prepared {
        method,
        url,
        headers,
        body,
        timeout: timeout(call),
        parse_json: data_type == "json",
        binary: response_type.as_deref() == Some("arraybuffer"),
        manual_redirect: call.text("redirect").as_deref() == Some("manual") && call.wx.at_least("3.2.2"),
        plan,
    }))
}

/// Merges data into a URL's query: new names replace old ones; objects become JSON; an empty object changes nothing.
fn with_query(url: &str, data: &JsValue, call: &mut Call<'_>) -> JsResult<String> {
    let Some(object) = data.as_object() else { return Ok(url.to_owned()) };
    let mut fresh: Vec<(String, String)> = Vec::new();
    for key in object.own_property_keys(call.context)? {
        let name = match &key {
            PropertyKey::String(name) => text_of(name),
            PropertyKey::Index(index) => index.get().to_string(),
            PropertyKey::Symbol(_) => continue,
        };
        let value = object.get(key, call.context)?;
        let text = if value.is_null() || value.is_object() {
            json::stringify(&value, call.context)?.unwrap_or_else(|| "undefined".to_owned())
        } else {
            value.to_string(call.context)?.to_std_string_lossy()
        };
        fresh.push((body::encode_component(&name), body::encode_component(&text)));
    }
    if fresh.is_empty() {
        return Ok(url.to_owned());
    }
    let (base, query) = url.split_once('?').unwrap_or((url, ""));
    let mut pairs: Vec<(String, String)> = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let mut parts = pair.split('=');
        // What follows a second `=` is lost (facts §4.2).
        pairs.push((parts.next().unwrap_or_default().to_owned(), parts.next().unwrap_or_default().to_owned()));
    }
    for (name, value) in fresh {
        match pairs.iter_mut().find(|(known, _)| *known == name) {
            Some((_, old)) => *old = value,
            None => pairs.push((name, value)),
        }
    }
    let query: Vec<String> = pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    Ok(format!("{base}?{}", query.join("&")))
}
