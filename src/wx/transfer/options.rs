//! The options that requests, uploads and downloads share: header, timeout, and where a URL leads (facts §4.2, §4.3).

use boa_engine::property::PropertyKey;
use boa_engine::{JsResult, JsString, JsValue};

use super::super::call::{Call, Fail, type_name};
use crate::engine::platform_message;
use crate::engine::value::text_of;
use crate::world::network::{Exchange, Plan, Refusal};

/// Milliseconds after which a transfer without its own `timeout` ends.
const TIMEOUT: u64 = 60_000;

/// The `timeout` option; zero and less mean the default.
pub(in super::super) fn timeout(call: &mut Call<'_>) -> u64 {
    let timeout = call.number("timeout").filter(|timeout| *timeout > 0.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "positive; a cast saturates")]
    timeout.map_or(TIMEOUT, |timeout| timeout as u64)
}

/// A transfer that is not begun.
pub(in super::super) struct Unsent {
    fail: Fail,
    /// Whether the base library says so inside the call; else the client does, later.
    at_once: bool,
}

impl Unsent {
    /// One that the base library refuses.
    pub(in super::super) fn at_once(fail: Fail) -> Self {
        Self { fail, at_once: true }
    }

    /// One that the client refuses.
    pub(in super::super) fn later(fail: Fail) -> Self {
        Self { fail, at_once: false }
    }
}

/// Fails a call whose transfer is not begun. Inside the call no task is created (facts §4.6).
///
/// # Errors
///
/// Fails only when the engine is out of resources.
pub(in super::super) fn refuse(call: &mut Call<'_>, unsent: Unsent) -> JsResult<JsValue> {
    if unsent.at_once {
        call.fail_at_once(&unsent.fail);
        return Ok(JsValue::undefined());
    }
    let (settler, cause) = (call.settler(), Some(call.seq));
    call.host.after(call.wx.latency.device, move |host, context| settler.settle(host, context, cause, Err(unsent.fail)));
    super::dead(call.api.name, call.context)
}

/// Where a URL leads, or the platform's failure for one that leads nowhere.
pub(in super::super) fn plan(call: &mut Call<'_>, method: &str, url: &str) -> Result<Plan, Unsent> {
    let plan = call.wx.network.borrow_mut().plan(method, url);
    let toast_left = call.wx.screen.borrow().toast_left(call.now());
    let backend = &call.wx.scenario.backend;
    Exchange { method, url, plan: plan.as_ref().ok(), backend, toast_left }.note(&call.wx.choices);
    plan.map_err(|refusal| match refusal {
        Refusal::InvalidUrl { .. } => Unsent::at_once(Fail::new(format!("invalid url \"{url}\"")).errno(600_009)),
        Refusal::BadRoute { url, target } => {
            let reason = format!("the route for \"{url}\" leads to \"{target}\", which is no target");
            Unsent::later(unmatched(call, reason))
        }
        Refusal::Unmatched { host } => {
            let reason = format!(
                "{url} is answered by nobody: give it a route (\"{url}\" = \"backend:/…\") or allow the address (--allow-host {host})"
            );
            Unsent::later(unmatched(call, reason))
        }
    })
}

/// An address that no route, no scenario and no permission covers: a diagnosis, and the platform's own failure for a domain
/// that is not in the app's list.
pub(in super::super) fn unmatched(call: &mut Call<'_>, message: String) -> Fail {
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
pub(in super::super) fn headers(call: &mut Call<'_>) -> JsResult<Vec<(String, String)>> {
    let value = call.option("header")?;
    if value.is_undefined() {
        return Ok(Vec::new());
    }
    let Some(object) = value.as_object().filter(|object| !object.is_callable() && !object.is_array()) else {
        platform_message(&call.host, "warn", format!("wx.{}: header must be an object", call.api.name));
        return Ok(Vec::new());
    };
    let mut headers: Vec<(String, String)> = Vec::new();
    for key in object.own_property_keys(call.context)? {
        let name = match &key {
            PropertyKey::String(name) => text_of(name),
            PropertyKey::Index(index) => index.get().to_string(),
            PropertyKey::Symbol(_) => continue,
        };
        let value = object.get(key, call.context)?;
        let text = match (value.as_string(), value.as_number()) {
            (Some(text), _) => text_of(&text),
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

/// A string for JavaScript.
pub(in super::super) fn js(text: &str) -> JsValue {
    JsValue::from(JsString::from(text))
}
