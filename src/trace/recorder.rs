//! The recorder: gives events their `seq` and replaces secrets by placeholders that keep identity.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;

use super::event::{At, Body, Event, Lane};
use super::number::push_decimal;
use crate::clock::Clock;

/// What a placeholder stands for; its name is the word inside the angle brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Secret {
    /// A login code.
    Code,
    /// A user's id in one app.
    Openid,
    /// A user's id in one Open Platform account.
    Unionid,
    /// A session key.
    SessionKey,
    /// `encryptedData`.
    Encrypted,
    /// An initialisation vector.
    Iv,
    /// `signature`.
    Signature,
    /// The request id in an error text of WeChat.
    Rid,
    /// Any token.
    Token,
    /// A `cloudID`.
    CloudId,
    /// A loopback address that differs from run to run.
    Address,
}

impl Secret {
    fn word(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Openid => "openid",
            Self::Unionid => "unionid",
            Self::SessionKey => "session_key",
            Self::Encrypted => "encrypted",
            Self::Iv => "iv",
            Self::Signature => "signature",
            Self::Rid => "rid",
            Self::Token => "token",
            Self::CloudId => "cloudID",
            Self::Address => "address",
        }
    }
}

/// How many kinds of secrets there are.
const KINDS: usize = Secret::Address as usize + 1;

/// A shared recorder; clones write into the same trace. Usable from any thread, so that a guard can read what happened so far.
#[derive(Debug, Clone)]
pub struct Recorder {
    clock: Clock,
    /// Whether nothing is kept.
    deaf: bool,
    inner: Arc<Mutex<Inner>>,
}

#[derive(Debug, Default)]
struct Inner {
    events: Vec<Event>,
    secrets: Vec<Known>,
    /// The length of the shortest of them: most texts are shorter.
    shortest: Option<usize>,
    counts: [u32; KINDS],
}

/// As many events and secrets as most runs have; a list that grows is copied each time.
const USUAL: usize = 64;
const USUAL_SECRETS: usize = 16;

/// A value that is not to be shown.
#[derive(Debug)]
struct Known {
    value: String,
    placeholder: String,
    letters: Letters,
}

impl Known {
    fn new(value: &str, placeholder: &str) -> Self {
        Self { value: value.to_owned(), placeholder: placeholder.to_owned(), letters: Letters::of(value) }
    }
}

/// Which bytes there are in a text, those with the same last six bits as one. Generated values have so many different ones that
/// few texts have all of them, and only those are searched.
#[derive(Debug, Clone, Copy)]
struct Letters(u64);

impl Letters {
    fn of(text: &str) -> Self {
        Self(text.bytes().fold(0, |letters, byte| letters | 1 << (byte & 63)))
    }

    fn has_all(self, other: Self) -> bool {
        other.0 & !self.0 == 0
    }
}

/// The text with every `value` replaced, if it has one. Values look like noise, so that a search from each place where one could
/// begin ends at once.
fn replaced(text: &str, value: &str, placeholder: &str) -> Option<String> {
    let first = value.chars().next()?;
    if text == value {
        return Some(placeholder.to_owned());
    }
    let find = |from: usize| text[from..].match_indices(first).find(|(at, _)| text[from + at..].starts_with(value));
    let mut found = find(0)?.0;
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    loop {
        out.push_str(&text[from..found]);
        out.push_str(placeholder);
        from = found + value.len();
        match find(from) {
            Some((at, _)) => found = from + at,
            None => break,
        }
    }
    out.push_str(&text[from..]);
    Some(out)
}

impl Recorder {
    /// An empty recorder whose events take their `t` from `clock`.
    pub fn new(clock: Clock) -> Self {
        Self { clock, deaf: false, inner: Arc::default() }
    }

    /// A recorder that keeps nothing: for a world that goes on without end, and of which no trace is made.
    pub fn deaf(clock: Clock) -> Self {
        Self { clock, deaf: true, inner: Arc::default() }
    }

    /// Registers a generated value; from now on every event shows its placeholder instead. Returns the placeholder.
    /// The same value registered twice keeps its first placeholder.
    pub fn secret(&self, kind: Secret, value: &str) -> String {
        if self.deaf {
            return String::new();
        }
        let mut inner = self.lock();
        if let Some(known) = inner.secrets.iter().find(|known| known.value == value) {
            return known.placeholder.clone();
        }
        let count = &mut inner.counts[kind as usize];
        *count += 1;
        let mut placeholder = String::with_capacity("<session_key:12>".len());
        placeholder.push('<');
        placeholder.push_str(kind.word());
        placeholder.push(':');
        push_decimal(&mut placeholder, (*count).into());
        placeholder.push('>');
        if inner.secrets.is_empty() {
            inner.secrets.reserve(USUAL_SECRETS);
        }
        inner.secrets.push(Known::new(value, &placeholder));
        // Encoded it is not shorter.
        inner.shortest = Some(inner.shortest.map_or(value.len(), |shortest| shortest.min(value.len())));
        let needs_no_encoding = |byte: u8| byte.is_ascii_alphanumeric() || b"*-._".contains(&byte);
        if !value.bytes().all(needs_no_encoding) {
            let mut encoded = String::with_capacity(value.len() * 2);
            encoded.extend(url::form_urlencoded::byte_serialize(value.as_bytes()));
            inner.secrets.push(Known::new(&encoded, &placeholder));
        }
        placeholder
    }

    /// Records an event now and returns its `seq`.
    pub fn record(&self, lane: Lane, cause: Option<u64>, at: Option<At>, mut body: Body) -> u64 {
        if self.deaf {
            return 0;
        }
        let t = self.clock.now();
        let mut inner = self.lock();
        inner.redact_body(&mut body);
        let seq = inner.events.len() as u64 + 1;
        if seq == 1 {
            inner.events.reserve(USUAL);
        }
        inner.events.push(Event { seq, t, lane, cause, at, body });
        seq
    }

    /// How many events there are.
    pub fn len(&self) -> usize {
        self.lock().events.len()
    }

    /// Whether nothing was recorded yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Takes a copy of everything recorded so far.
    pub fn snapshot(&self) -> Vec<Event> {
        self.lock().events.clone()
    }

    /// Takes a copy of everything recorded so far, even if the thread that writes has been stopped in the middle: after
    /// `patience` without a chance to read, the copy is empty.
    pub fn snapshot_within(&self, patience: std::time::Duration) -> Vec<Event> {
        const PAUSE: std::time::Duration = std::time::Duration::from_millis(5);
        let tries = patience.as_millis() / PAUSE.as_millis();
        for _ in 0..=tries {
            match self.inner.try_lock() {
                Ok(inner) => return inner.events.clone(),
                Err(std::sync::TryLockError::Poisoned(poisoned)) => return poisoned.into_inner().events.clone(),
                Err(std::sync::TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
            }
        }
        Vec::new()
    }

    /// Looks at everything recorded so far.
    pub fn with<T>(&self, look: impl FnOnce(&[Event]) -> T) -> T {
        look(&self.lock().events)
    }

    /// Takes everything out of the recorder.
    pub fn take(&self) -> Vec<Event> {
        std::mem::take(&mut self.lock().events)
    }

    /// Replaces registered values in `text` by their placeholders.
    pub fn redact(&self, text: &str) -> String {
        self.lock().redact_text(text).unwrap_or_else(|| text.to_owned())
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn redact_text(&self, text: &str) -> Option<String> {
        let mut out: Option<String> = None;
        if self.shortest.is_none_or(|shortest| text.len() < shortest) {
            return out;
        }
        let mut letters = Letters::of(text);
        for Known { value, placeholder, letters: needed } in &self.secrets {
            if !letters.has_all(*needed) {
                continue;
            }
            if let Some(new) = replaced(out.as_deref().unwrap_or(text), value, placeholder) {
                letters = Letters::of(&new);
                out = Some(new);
            }
        }
        out
    }

    fn redact_string(&self, text: &mut String) {
        if let Some(new) = self.redact_text(text) {
            *text = new;
        }
    }

    fn redact_value(&self, value: &mut Value) {
        match value {
            Value::String(text) => self.redact_string(text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.redact_value(item)),
            Value::Object(map) => {
                let shortest = self.shortest.unwrap_or(usize::MAX);
                if map.keys().any(|key| key.len() >= shortest) && map.keys().any(|key| self.redact_text(key).is_some()) {
                    let old = std::mem::take(map);
                    for (key, item) in old {
                        map.insert(self.redact_text(&key).unwrap_or(key), item);
                    }
                }
                map.values_mut().for_each(|item| self.redact_value(item));
            }
            _ => {}
        }
    }

    fn redact_body(&self, body: &mut Body) {
        if self.secrets.is_empty() {
            return;
        }
        match body {
            Body::Call { args, .. } => self.redact_value(args),
            Body::Settle { result, .. } => self.redact_value(result),
            Body::Request { url, headers, body, .. } => {
                self.redact_string(url);
                self.redact_value(headers);
                self.redact_value(body);
            }
            Body::Response { headers, body, error, .. } => {
                self.redact_value(headers);
                self.redact_value(body);
                if let Some(error) = error {
                    self.redact_string(error);
                }
            }
            Body::Ui { detail, .. } | Body::Platform { detail, .. } | Body::State { detail, .. } => self.redact_value(detail),
            Body::Log { args, text, .. } => {
                for item in args.iter_mut() {
                    self.redact_value(item);
                }
                self.redact_string(text);
            }
            Body::Error { message, .. } => self.redact_string(message),
            Body::Invoke { what } => self.redact_string(what),
            Body::Load { .. } | Body::Finding { .. } | Body::End { .. } => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn placeholders_keep_identity() {
        let recorder = Recorder::new(Clock::starting_at(0));
        assert_eq!(recorder.secret(Secret::Code, "0abc"), "<code:1>");
        assert_eq!(recorder.secret(Secret::Code, "0def"), "<code:2>");
        assert_eq!(recorder.secret(Secret::Code, "0abc"), "<code:1>");
        let detail = json!({"0abc": ["x0defx", 1]});
        recorder.record(Lane::Wechat, None, None, Body::Platform { action: "a".into(), detail });
        let Body::Platform { detail, .. } = recorder.take().remove(0).body else { unreachable!() };
        assert_eq!(detail, json!({"<code:1>": ["x<code:2>x", 1]}));
    }

    #[test]
    fn a_secret_is_found_wherever_it_stands() {
        let recorder = Recorder::new(Clock::starting_at(0));
        assert_eq!(recorder.redact("abcdef"), "abcdef");
        recorder.secret(Secret::Token, "abc1");
        recorder.secret(Secret::Token, "数据def2");
        for before in ["", "a", "ab1", "x", "xyz", "数据", "xxxxxxx", "abcx1"] {
            for after in ["", "b", "c1a", "y", "数", "xyzxyz"] {
                let (text, expected) = (format!("{before}abc1{after}"), format!("{before}<token:1>{after}"));
                assert_eq!(recorder.redact(&text), expected);
                let (text, expected) = (format!("{before}数据def2{after}"), format!("{before}<token:2>{after}"));
                assert_eq!(recorder.redact(&text), expected);
            }
        }
        assert_eq!(recorder.redact("abc数据def"), "abc数据def");
    }

    #[test]
    fn percent_encoded_values_are_replaced_too() {
        let recorder = Recorder::new(Clock::starting_at(0));
        recorder.secret(Secret::SessionKey, "a+b/c==");
        assert_eq!(recorder.redact("k=a%2Bb%2Fc%3D%3D&a+b/c=="), "k=<session_key:1>&<session_key:1>");
    }
}
