//! `code-reused`, `code-expired` and `code-unknown`: a login code was sent after it had been spent, after its five minutes, or was none.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Found, Rule};
use crate::lang::{Message, Text, told};
use crate::trace::brief::brief_text;
use crate::trace::event::{Body, Event};
use crate::trace::story::{Story, member};

pub(super) const REUSED: Rule = Rule {
    name: "code-reused",
    title: Text { zh: "登录 code 用了第二次", en: "a login code was used a second time" },
    check: reused,
};

pub(super) const EXPIRED: Rule = Rule {
    name: "code-expired",
    title: Text { zh: "登录 code 已经过期", en: "a login code was used after it had expired" },
    check: expired,
};

pub(super) const UNKNOWN: Rule = Rule {
    name: "code-unknown",
    title: Text { zh: "发送的不是 wx.login 给的 code", en: "what was sent as a login code is none" },
    check: unknown,
};

/// How long a login code lives:
/// <https://developers.weixin.qq.com/miniprogram/dev/api/open-api/login/wx.login.html>.
const LIFETIME_MS: u64 = 5 * 60 * 1000;

fn reused(story: &Story<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    let spent = by_code(story, "code-exchanged");
    if spent.is_empty() {
        return found;
    }
    let refusals = refusals(story);
    for Sent { request, code } in sent(story) {
        let Some(exchange) = spent.get(code) else { continue };
        let refusal = refusals.get(&(request.seq, code));
        let before = exchange.seq < request.seq;
        // Two requests at once with the same code: only the one that WeChat refuses came too late.
        if !before && (refusal.is_none() || served_by(story, exchange) == Some(request.seq)) {
            continue;
        }
        let call = story.call_of(request);
        let first = served_by(story, exchange).and_then(|seq| story.trace.event(seq)).and_then(|event| story.call_of(event));
        let at = call.and_then(|call| story.place_apart(call, first));
        let by = match first.zip(call).and_then(|(first, call)| story.place_apart(first, Some(call))) {
            Some(at) => {
                let place = story.place(at);
                Message::new(told!("（{}的请求）", place.zh), told!(" (by the request of {})", place.en))
            }
            None => Message::default(),
        };
        let says = says(refusal, 40163);
        let message = Message::new(
            told!(
                "{code} 在 {} ms 时已经用掉{}；登录 code 只能用一次，{}。重试前请重新调用 wx.login",
                exchange.t,
                by.zh,
                says.zh
            ),
            told!(
                "{code} was spent at {} ms{}; a login code works once, {}; call wx.login again before a retry",
                exchange.t,
                by.en,
                says.en
            ),
        );
        let events = [Some(request.seq), Some(exchange.seq), refusal.map(|refusal| refusal.event.seq), call.map(|call| call.seq)];
        found.push(Found::new(at, events.into_iter().flatten(), message));
    }
    found
}

fn expired(story: &Story<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    // Nothing is too old before.
    if story.events().all(|event| event.t < LIFETIME_MS) {
        return found;
    }
    let issued = by_code(story, "code-issued");
    let spent = by_code(story, "code-exchanged");
    let refusals = refusals(story);
    let sent = sent(story);
    for Sent { request, code } in &sent {
        let Some(issue) = issued.get(code) else { continue };
        if spent.contains_key(code) {
            continue;
        }
        let refusal = refusals.get(&(request.seq, *code));
        let seen = refusal.map_or(request.t, |refusal| refusal.event.t);
        let age = seen.saturating_sub(issue.t);
        if age < LIFETIME_MS {
            continue;
        }
        let says = says(refusal, 40029);
        let message = Message::new(
            told!("{code} 拿到 {} 后才使用；登录 code 的有效期是 5 分钟，{}。请在发送前再调用 wx.login", span(age).zh, says.zh),
            told!(
                "{code} was used {} after it was issued; a login code lives 5 minutes, {}; call wx.login right before sending",
                span(age).en,
                says.en
            ),
        );
        let call = story.call_of(request);
        let events = [Some(request.seq), Some(issue.seq), refusal.map(|refusal| refusal.event.seq)];
        let other = sent.iter().find(|other| other.code == *code && other.request.seq != request.seq);
        let other = other.and_then(|other| story.call_of(other.request));
        found.push(Found::new(call.and_then(|call| story.place_apart(call, other)), events.into_iter().flatten(), message));
    }
    found
}

/// Codes that WeChat refused and had never issued: `undefined`, before `wx.login` has answered, is the usual one.
fn unknown(story: &Story<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for ((request, code), refusal) in refusals(story) {
        if code.starts_with("<code:") {
            continue;
        }
        let call = story.trace.event(request).and_then(|request| story.call_of(request));
        let (code, says) = (brief_text(code), says(Some(&refusal), 40029));
        let message = Message::new(
            told!(
                "“{code}”不是 wx.login 给的 code，{}。code 要等 wx.login 的 success（或 await）之后才有，请在那里发送",
                says.zh
            ),
            told!(
                "\"{code}\" is no code that wx.login gave, {}; there is one only after wx.login's success (or its await): send it there",
                says.en
            ),
        );
        let events = [Some(request), Some(refusal.event.seq), call.map(|call| call.seq)];
        found.push(Found::new(call.and_then(|call| call.at.as_ref()), events.into_iter().flatten(), message));
    }
    found
}

/// A request of the mini-program that carries a code.
struct Sent<'t> {
    request: &'t Event,
    code: &'t str,
}

fn sent<'t>(story: &Story<'t>) -> Vec<Sent<'t>> {
    let mut all = Vec::new();
    for request in story.events().filter(|event| event.is_page_request()) {
        let Body::Request { url, headers, body, .. } = &request.body else { continue };
        let mut codes = Vec::new();
        placeholders(url, &mut codes);
        strings(headers, &mut |text| placeholders(text, &mut codes));
        strings(body, &mut |text| placeholders(text, &mut codes));
        codes.sort_unstable();
        codes.dedup();
        all.extend(codes.into_iter().map(|code| Sent { request, code }));
    }
    all
}

/// Finds every `<code:1>` in a text.
fn placeholders<'t>(text: &'t str, found: &mut Vec<&'t str>) {
    for (start, _) in text.match_indices('<') {
        let rest = &text[start..];
        if !rest.starts_with("<code:") {
            continue;
        }
        if let Some(end) = rest.find('>').filter(|end| rest[6..*end].chars().all(|c| c.is_ascii_digit())) {
            found.push(&rest[..=end]);
        }
    }
}

fn strings<'t>(value: &'t Value, visit: &mut impl FnMut(&'t str)) {
    match value {
        Value::String(text) => visit(text),
        Value::Array(items) => items.iter().for_each(|item| strings(item, visit)),
        Value::Object(map) => map.values().for_each(|item| strings(item, visit)),
        _ => {}
    }
}

/// The first event of this platform action for each code.
fn by_code<'t>(story: &Story<'t>, action: &str) -> BTreeMap<&'t str, &'t Event> {
    let mut found = BTreeMap::new();
    for event in story.events() {
        if let Some(code) = event.platform(action).and_then(|detail| member(detail, "code")).and_then(Value::as_str) {
            found.entry(code).or_insert(event);
        }
    }
    found
}

/// WeChat's refusals, by the mini-program's request and the code.
fn refusals<'t>(story: &Story<'t>) -> BTreeMap<(u64, &'t str), Refusal<'t>> {
    let mut found = BTreeMap::new();
    for event in story.events() {
        let Some(detail) = event.platform("code-refused") else { continue };
        let text = |key: &str| member(detail, key).and_then(Value::as_str);
        let (Some(code), Some(request)) = (text("code"), served_by(story, event)) else { continue };
        found.entry((request, code)).or_insert(Refusal { event, detail });
    }
    found
}

/// WeChat's answer to a code that it does not take.
struct Refusal<'t> {
    event: &'t Event,
    detail: &'t Value,
}

impl Refusal<'_> {
    fn says(&self) -> String {
        let number = self.detail.get("errcode").map(ToString::to_string).unwrap_or_default();
        let words = self.detail.get("errmsg").and_then(Value::as_str).unwrap_or_default();
        let words = brief_text(words.split(", rid").next().unwrap_or_default());
        told!("{number} {words}").trim().to_owned()
    }
}

/// What WeChat says, or would say with `errcode`.
fn says(refusal: Option<&Refusal<'_>>, errcode: u32) -> Message {
    match refusal {
        Some(refusal) => {
            let says = refusal.says();
            Message::new(told!("微信拒绝了它（{says}）"), told!("WeChat refuses it ({says})"))
        }
        None => Message::new(told!("微信会拒绝它（{errcode}）"), told!("WeChat refuses it ({errcode})")),
    }
}

/// The mini-program's request that an event on WeChat's side served.
fn served_by(story: &Story<'_>, event: &Event) -> Option<u64> {
    story.causes(event).find(|cause| cause.is_page_request()).map(|request| request.seq)
}

fn span(ms: u64) -> Message {
    let (minutes, seconds) = (ms / 60_000, ms / 1000 % 60);
    match seconds {
        0 => Message::new(told!(" {minutes} 分钟"), told!("{minutes} min")),
        _ => Message::new(told!(" {minutes} 分 {seconds} 秒"), told!("{minutes} min {seconds} s")),
    }
}
