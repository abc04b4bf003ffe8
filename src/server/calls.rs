//! The calls of WeChat's HTTP API: `/sns/jscode2session` and its neighbours, from a request to an answer.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use super::answer::{Answered, Content};
use super::{query, refused};
use crate::world::platform::{CodeQuery, KeyQuery, Note, Platform, WxError};

/// One call of the API.
#[derive(Debug, Clone)]
pub(super) struct Call<'a> {
    pub(super) method: &'a str,
    pub(super) path: &'a str,
    query_text: &'a str,
    query: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    body_text: Cow<'a, str>,
    body: Option<Map<String, Value>>,
}

impl<'a> Call<'a> {
    pub(super) fn new(method: &'a str, path: &'a str, query: &'a str, body: &'a [u8]) -> Self {
        let body_text = String::from_utf8_lossy(body);
        let object = if body_text.is_empty() { None } else { serde_json::from_str(&body_text).ok() };
        Self { method, path, query_text: query, query: query::read(query), body: object, body_text }
    }

    pub(super) fn path_and_query(&self) -> String {
        if self.query_text.is_empty() { self.path.to_owned() } else { [self.path, "?", self.query_text].concat() }
    }

    /// As traces show it: the app secret as stars.
    pub(super) fn shown_path_and_query(&self) -> String {
        if self.query_text.is_empty() {
            return self.path.to_owned();
        }
        [self.path, "?", &query::shown(self.query_text)].concat()
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
            None => Value::from(&*self.body_text),
        }
    }

    /// A parameter of the query.
    pub(super) fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_ref())
    }

    /// What is wrong with a call that must post a JSON object.
    fn not_posted(&self) -> Option<i64> {
        match (&self.body, self.method) {
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

/// What the platform answers.
pub(super) fn answer(platform: &mut Platform, call: &Call<'_>, now: u64) -> (Answered, Vec<Note>) {
    let (result, notes) = match call.path {
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
pub(super) fn answered(call: &Call<'_>, value: Value) -> Answered {
    match call.path {
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

fn jscode2session(platform: &mut Platform, call: &Call<'_>, now: u64) -> (Answer, Vec<Note>) {
    let ask = CodeQuery {
        appid: call.query("appid"),
        secret: call.query("secret"),
        js_code: call.query("js_code"),
        grant_type: call.query("grant_type"),
    };
    let (session, notes) = platform.code2session(&ask, now);
    (body(session), notes)
}

fn stable_token(platform: &mut Platform, call: &Call<'_>, now: u64) -> Answer {
    if let Some(errcode) = call.not_posted() {
        return Err(platform.error(errcode, now));
    }
    let force = call.body.as_ref().and_then(|body| body.get("force_refresh")).and_then(Value::as_bool).unwrap_or(false);
    body(platform.stable_token(call.field("grant_type"), call.field("appid"), call.field("secret"), force, now))
}

fn phone_number(platform: &mut Platform, call: &Call<'_>, now: u64) -> (Answer, Vec<Note>) {
    if let Some(errcode) = call.not_posted() {
        return (Err(platform.error(errcode, now)), Vec::new());
    }
    let (info, notes) = platform.phone_number(call.query("access_token"), call.field("code"), call.field("openid"), now);
    (info.map(|info| json!({"errcode": 0, "errmsg": "ok", "phone_info": info})), notes)
}

fn key_query<'a>(call: &'a Call<'_>) -> KeyQuery<'a> {
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
