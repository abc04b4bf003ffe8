//! The calls of WeChat's HTTP API: `/sns/jscode2session` and its neighbours, from a request to an answer.

use serde_json::{Map, Value, json};
use url::form_urlencoded;

use super::answer::{Answered, Content};
use super::refused;
use crate::world::platform::{CodeQuery, KeyQuery, Note, Platform, WxError};

/// One call of the API.
#[derive(Debug, Clone)]
pub(super) struct Call {
    pub(super) method: String,
    pub(super) path: String,
    query_text: String,
    query: Vec<(String, String)>,
    body_text: String,
    body: Option<Map<String, Value>>,
}

impl Call {
    pub(super) fn new(method: &str, path: &str, query: &str, body: &[u8]) -> Self {
        let body_text = String::from_utf8_lossy(body).into_owned();
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            query_text: query.to_owned(),
            query: pairs_of(query),
            body: serde_json::from_str(&body_text).ok(),
            body_text,
        }
    }

    pub(super) fn path_and_query(&self) -> String {
        if self.query_text.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, self.query_text) }
    }

    /// As traces show it: the app secret as stars.
    pub(super) fn shown_path_and_query(&self) -> String {
        if self.query_text.is_empty() {
            return self.path.clone();
        }
        let hide = |pair: &str| if pair.starts_with("secret=") { "secret=***".to_owned() } else { pair.to_owned() };
        let query: Vec<String> = self.query_text.split('&').map(hide).collect();
        format!("{}?{}", self.path, query.join("&"))
    }

    /// As traces show it: the app secret as stars.
    pub(super) fn shown_body(&self) -> Value {
        match &self.body {
            Some(body) => {
                let mut body = body.clone();
                if let Some(secret) = body.get_mut("secret") {
                    *secret = json!("***");
                }
                Value::Object(body)
            }
            None if self.body_text.is_empty() => Value::Null,
            None => json!(self.body_text),
        }
    }

    /// A parameter of the query.
    pub(super) fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// What is wrong with a call that must post a JSON object.
    fn not_posted(&self) -> Option<i64> {
        match (&self.body, self.method.as_str()) {
            (_, method) if method != "POST" => Some(43002),
            (None, _) if self.body_text.is_empty() => Some(44002),
            (None, _) => Some(47001),
            (Some(_), _) => None,
        }
    }

    fn field(&self, name: &str) -> Option<&str> {
        self.body.as_ref()?.get(name)?.as_str()
    }
}

/// The names and values of a query. Where nothing is encoded, they are what stands there.
fn pairs_of(query: &str) -> Vec<(String, String)> {
    if query.bytes().any(|byte| matches!(byte, b'%' | b'+')) {
        return form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    }
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// What the platform answers.
pub(super) fn answer(platform: &mut Platform, call: &Call, now: u64) -> (Answered, Vec<Note>) {
    let (result, notes) = match call.path.as_str() {
        "/sns/jscode2session" => jscode2session(platform, call, now),
        "/cgi-bin/token" => {
            let token = platform.token(call.query("grant_type"), call.query("appid"), call.query("secret"), now);
            (body(token), Vec::new())
        }
        "/cgi-bin/stable_token" => (stable_token(platform, call, now), Vec::new()),
        "/wxa/checksession" => (ok(platform.check_session_key(&key_query(call), now)), Vec::new()),
        "/wxa/resetusersessionkey" => {
            let (session, notes) = platform.reset_user_session_key(&key_query(call), now);
            let reset = session.map(|s| json!({"errcode": 0, "errmsg": "ok", "openid": s.openid, "session_key": s.session_key}));
            (reset, notes)
        }
        "/wxa/business/getuserphonenumber" => phone_number(platform, call, now),
        path => {
            let (status, body) = refused::answer(path, &platform.new_rid(now));
            return (Answered::json(status, body), Vec::new());
        }
    };
    (answered(call, result.unwrap_or_else(|error| json!(error))), notes)
}

/// A body with the content type that the real platform sends (facts: observed).
pub(super) fn answered(call: &Call, value: Value) -> Answered {
    match call.path.as_str() {
        "/sns/jscode2session" => Answered { content_type: "text/plain", ..Answered::json(200, value) },
        _ => Answered::json(200, value),
    }
}

impl Answered {
    /// The body as traces show it.
    pub(super) fn shown(&self) -> Value {
        match &self.body {
            Content::Json(value) => value.clone(),
            Content::Text(text) if text.is_empty() => Value::Null,
            Content::Text(text) => serde_json::from_str(text).unwrap_or_else(|_| json!(text)),
            Content::Bytes(length) => json!(format!("({length} bytes)")),
        }
    }
}

type Answer = Result<Value, WxError>;

fn jscode2session(platform: &mut Platform, call: &Call, now: u64) -> (Answer, Vec<Note>) {
    let ask = CodeQuery {
        appid: call.query("appid"),
        secret: call.query("secret"),
        js_code: call.query("js_code"),
        grant_type: call.query("grant_type"),
    };
    let (session, notes) = platform.code2session(&ask, now);
    (body(session), notes)
}

fn stable_token(platform: &mut Platform, call: &Call, now: u64) -> Answer {
    if let Some(errcode) = call.not_posted() {
        return Err(platform.error(errcode, now));
    }
    let force = call.body.as_ref().and_then(|body| body.get("force_refresh")).and_then(Value::as_bool).unwrap_or(false);
    body(platform.stable_token(call.field("grant_type"), call.field("appid"), call.field("secret"), force, now))
}

fn phone_number(platform: &mut Platform, call: &Call, now: u64) -> (Answer, Vec<Note>) {
    if let Some(errcode) = call.not_posted() {
        return (Err(platform.error(errcode, now)), Vec::new());
    }
    let (info, notes) = platform.phone_number(call.query("access_token"), call.field("code"), call.field("openid"), now);
    (info.map(|info| json!({"errcode": 0, "errmsg": "ok", "phone_info": info})), notes)
}

fn key_query(call: &Call) -> KeyQuery<'_> {
    KeyQuery {
        access_token: call.query("access_token"),
        signature: call.query("signature"),
        openid: call.query("openid"),
        sig_method: call.query("sig_method"),
    }
}

fn body<T: serde::Serialize>(result: Result<T, WxError>) -> Answer {
    result.map(|value| json!(value))
}

fn ok(result: Result<(), WxError>) -> Answer {
    result.map(|()| json!({"errcode": 0, "errmsg": "ok"}))
}
