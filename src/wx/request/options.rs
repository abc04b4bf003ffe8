//! The options of `wx.request` as the base library prepares them (facts §4.2).

use boa_engine::property::PropertyKey;
use boa_engine::{JsResult, JsString, JsValue};

use super::super::call::{Call, Fail, type_name};
use super::body::{self, Body};
use crate::engine::{json, platform_message};
use crate::world::network::{Exchange, Plan, Refusal};

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

/// Milliseconds after which a request without its own `timeout` ends.
pub(super) const TIMEOUT: u64 = 60_000;

/// A request that is not sent.
pub(super) struct Unsent {
    pub(super) fail: Fail,
    /// Whether the base library says so inside the call; else the client does, later.
    pub(super) at_once: bool,
}

pub(super) fn prepare(call: &mut Call<'_>) -> JsResult<Result<Prepared, Unsent>> {
    let at_once = |fail| Ok(Err(Unsent { fail, at_once: true }));
    let later = |fail| Ok(Err(Unsent { fail, at_once: false }));
    let mut url = call.text("url").unwrap_or_default();
    let method = call.text("method").map_or_else(|| "GET".to_owned(), |method| method.to_uppercase());
    let mut headers = headers(call)?;
    let content_type = headers.iter().find(|(name, _)| name == "content-type").map(|(_, value)| value.clone());
    let content_type = content_type.unwrap_or_else(|| {
        headers.push(("content-type".to_owned(), "application/json".to_owned()));
        "application/json".to_owned()
    });
    let data = call.option("data")?;
    let mut body = match body::encode(&data, &content_type, call.context) {
        Ok(body) => body,
        Err(error) => {
            let thrown = error.into_opaque(call.context)?;
            let message = crate::engine::Thrown::of(&thrown, call.context).message;
            return at_once(Fail::new(message).errno(600_010));
        }
    };
    if method == "GET" {
        body = Body::None;
        if type_name(&data, call.context) == "Object" {
            url = with_query(&url, &data, call)?;
        }
    }
    let plan = call.wx.network.borrow_mut().plan(&method, &url);
    note(call, &method, &url, plan.as_ref().ok());
    let plan = match plan {
        Ok(plan) => plan,
        Err(Refusal::InvalidUrl { .. }) => return at_once(super::invalid_url(&url)),
        Err(Refusal::BadRoute { url, target }) => {
            let reason = format!("the route for \"{url}\" leads to \"{target}\", which is no target");
            return later(unmatched(call, reason));
        }
        Err(Refusal::Unmatched { host }) => {
            let reason = format!(
                "{url} is answered by nobody: give it a route (\"{url}\" = \"backend:/…\") or allow the address (--allow-host {host})"
            );
            return later(unmatched(call, reason));
        }
    };
    let timeout = call.number("timeout").filter(|timeout| *timeout > 0.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "positive; a cast saturates")]
    let timeout = timeout.map_or(TIMEOUT, |timeout| timeout as u64);
    let data_type = call.text("dataType").unwrap_or_else(|| "json".to_owned());
    let response_type = call.text("responseType").map(|text| text.to_lowercase());
    Ok(Ok(Prepared {
        method,
        url,
        headers,
        body,
        timeout,
        parse_json: data_type == "json",
        binary: response_type.as_deref() == Some("arraybuffer"),
        manual_redirect: call.text("redirect").as_deref() == Some("manual") && call.wx.at_least("3.2.2"),
        plan,
    }))
}

/// Notes how else the exchange can go.
fn note(call: &Call<'_>, method: &str, url: &str, plan: Option<&Plan>) {
    let toast_left = call.wx.screen.borrow().toast_left(call.now());
    let exchange = Exchange { method, url, plan, backend: &call.wx.scenario.backend, toast_left };
    exchange.note(&call.wx.choices);
}

/// An address that no route, no scenario and no permission covers: a diagnosis, and the platform's own failure for a domain
/// that is not in the app's list.
fn unmatched(call: &mut Call<'_>, message: String) -> Fail {
    let body = crate::trace::Body::Error {
        what: crate::trace::ErrorKind::UnmatchedRequest,
        name: "WxhostError".to_owned(),
        message,
        stack: call.at.clone().into_iter().collect(),
        of: Some(call.seq),
    };
    call.record(crate::trace::Lane::Host, body);
    Fail::new("url not in domain list").errno(600_002)
}

/// Header values: strings stay, numbers become decimal, anything else its `Object.prototype.toString` text; only the key
/// `content-type` is lower-cased; of two spellings the last wins.
fn headers(call: &mut Call<'_>) -> JsResult<Vec<(String, String)>> {
    let value = call.option("header")?;
    if value.is_undefined() {
        return Ok(Vec::new());
    }
    let Some(object) = value.as_object().filter(|object| !object.is_callable() && !object.is_array()) else {
        let _ = platform_message(&call.host, "warn", "wx.request: header must be an object".to_owned());
        return Ok(Vec::new());
    };
    let mut headers: Vec<(String, String)> = Vec::new();
    for key in object.own_property_keys(call.context)? {
        let name = match &key {
            PropertyKey::String(name) => name.to_std_string_lossy(),
            PropertyKey::Index(index) => index.get().to_string(),
            PropertyKey::Symbol(_) => continue,
        };
        let value = object.get(key, call.context)?;
        let text = match (value.as_string(), value.as_number()) {
            (Some(text), _) => text.to_std_string_lossy(),
            (None, Some(_)) => value.to_string(call.context)?.to_std_string_lossy(),
            (None, None) => format!("[object {}]", type_name(&value, call.context)),
        };
        let name = if name.eq_ignore_ascii_case("content-type") { "content-type".to_owned() } else { name };
        match headers.iter_mut().find(|(known, _)| *known == name) {
            Some((_, old)) => *old = text,
            None => headers.push((name, text)),
        }
    }
    Ok(headers)
}

/// Merges data into a URL's query: new names replace old ones; objects become JSON; an empty object changes nothing.
fn with_query(url: &str, data: &JsValue, call: &mut Call<'_>) -> JsResult<String> {
    let Some(object) = data.as_object() else { return Ok(url.to_owned()) };
    let mut fresh: Vec<(String, String)> = Vec::new();
    for key in object.own_property_keys(call.context)? {
        let name = match &key {
            PropertyKey::String(name) => name.to_std_string_lossy(),
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

/// A string for JavaScript.
pub(super) fn js(text: &str) -> JsValue {
    JsValue::from(JsString::from(text))
}
