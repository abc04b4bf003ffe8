//! What was asked of `serve` lately, for `GET /__wxhost/calls`. Kept in memory only, and only the newest.

use std::collections::VecDeque;

use axum::http::Uri;
use bytes::Bytes;
use serde_json::{Value, json};
use url::form_urlencoded;

use crate::world::epoch::http_date;

/// How many calls are kept.
const KEPT: usize = 1000;
/// How much of a body is shown.
const SHOWN: usize = 4096;

/// One call and its answer.
#[derive(Debug)]
pub(super) struct Heard {
    pub(super) unix_millis: i64,
    pub(super) method: String,
    pub(super) uri: Uri,
    pub(super) body: Bytes,
    pub(super) status: u16,
    pub(super) answer: String,
}

/// The newest calls.
#[derive(Debug, Default)]
pub(super) struct Calls {
    total: u64,
    newest: VecDeque<Heard>,
}

impl Calls {
    pub(super) fn push(&mut self, heard: Heard) {
        self.total += 1;
        if self.newest.len() == KEPT {
            self.newest.pop_front();
        }
        self.newest.push_back(heard);
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// How many there were, and the newest `limit`, oldest first.
    pub(super) fn shown(&self, limit: usize) -> Value {
        let skipped = self.newest.len().saturating_sub(limit);
        let first = self.total - self.newest.len() as u64 + 1;
        let calls = (first..).zip(&self.newest).skip(skipped).map(|(number, heard)| heard.shown(number));
        json!({"total": self.total, "calls": calls.collect::<Vec<_>>()})
    }
}

impl Heard {
    /// As it is shown: the app secret as stars.
    fn shown(&self, number: u64) -> Value {
        let query = form_urlencoded::parse(self.uri.query().unwrap_or_default().as_bytes());
        let query = query.map(|(name, value)| {
            let value = if name == "secret" { "***".into() } else { value };
            (name.into_owned(), json!(value))
        });
        let query: serde_json::Map<String, Value> = query.collect();
        let mut body = text_or_json(&self.body);
        if let Some(secret) = body.get_mut("secret") {
            *secret = json!("***");
        }
        json!({
            "number": number,
            "at": http_date(self.unix_millis),
            "method": self.method,
            "path": if self.uri.path().is_empty() { self.uri.to_string() } else { self.uri.path().to_owned() },
            "query": query,
            "body": body,
            "status": self.status,
            "answer": text_or_json(self.answer.as_bytes()),
        })
    }
}

fn text_or_json(bytes: &[u8]) -> Value {
    if bytes.is_empty() {
        return Value::Null;
    }
    if bytes.len() > SHOWN {
        return json!(format!("({} bytes)", bytes.len()));
    }
    serde_json::from_slice(bytes).unwrap_or_else(|_| json!(String::from_utf8_lossy(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_are_kept_and_secrets_are_stars() {
        let mut calls = Calls::default();
        for n in 0..KEPT + 5 {
            let uri = format!("/sns/jscode2session?appid=wx&secret=s3cret&js_code={n}").parse().unwrap();
            let body = Bytes::from(r#"{"secret":"s3cret"}"#);
            calls.push(Heard { unix_millis: 0, method: "GET".into(), uri, body, status: 200, answer: "{}".into() });
        }
        let shown = calls.shown(2);
        assert_eq!((&shown["total"], shown["calls"].as_array().map(Vec::len)), (&json!(KEPT + 5), Some(2)));
        assert_eq!(shown["calls"][1]["number"], json!(KEPT + 5));
        assert_eq!(shown["calls"][1]["query"]["js_code"], json!((KEPT + 4).to_string()));
        assert!(!shown.to_string().contains("s3cret"), "{shown}");
        assert_eq!(calls.newest.len(), KEPT);
    }
}
