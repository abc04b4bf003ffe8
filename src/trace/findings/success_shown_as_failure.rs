//! `success-shown-as-failure`: the server had answered well, the program's own error led to a message of failure for the user.

use serde_json::Value;

use super::{Found, Rule};
use crate::lang::{Message, Text, told};
use crate::trace::brief::{brief_json, brief_text, clip};
use crate::trace::event::{Body, ErrorKind, Event, UiAction};
use crate::trace::story::{Story, member};

pub(super) const RULE: Rule = Rule {
    name: "success-shown-as-failure",
    title: Text {
        zh: "服务器成功了，用户却看到失败", en: "the server succeeded, but the user was told of a failure"
    },
    check,
};

/// Words that tell a user of a failure.
const FAILURE: &[&str] = &["失败", "错误", "异常", "出错", "有误"];
/// Those of them that are written in large or small letters.
const FAILURE_IN_ASCII: &[&str] = &["fail", "error", "wrong"];

/// Errors that a program does not throw on purpose. `throw new Error(…)` on a bad answer is a decision, not an accident.
const ACCIDENTS: &[&str] = &["TypeError", "ReferenceError", "RangeError", "SyntaxError", "URIError", "InternalError"];

fn check(story: &Story<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for event in story.events() {
        let Some(told) = failure_told(event) else { continue };
        let mut accident = None;
        for cause in story.causes(event) {
            if cause.failure().is_some() {
                break;
            }
            if let Some(name) = accidental(cause) {
                accident.get_or_insert((cause, name));
            }
            let (Some((error, name)), Some("request")) = (accident, cause.api()) else { continue };
            let Some(answer) = cause.success().and_then(answer) else { continue };
            let place = error.at.as_ref().map_or_else(|| Message::new("后来", "the next step"), |at| story.place(at));
            let told = brief_text(told);
            let message = Message::new(
                told!("服务器明明返回了 {answer}；是{}抛出的 {name} 把流程带进了失败分支，用户却看到“{told}”", place.zh),
                told!("the server had answered {answer}; the {name} at {} led here, and the user was told \"{told}\"", place.en),
            );
            let call = story.call_of(event);
            let events = [Some(event.seq), call.map(|call| call.seq), Some(error.seq), Some(cause.seq)];
            found.push(Found::new(call.and_then(|call| call.at.as_ref()), events.into_iter().flatten(), message));
            break;
        }
    }
    found
}

/// The words of failure, if the event shows such to the user.
fn failure_told(event: &Event) -> Option<&str> {
    let Body::Ui { widget, action: UiAction::Show, detail } = &event.body else { return None };
    if !matches!(widget.as_str(), "modal" | "toast") {
        return None;
    }
    let text = |key: &str| member(detail, key).and_then(Value::as_str).unwrap_or_default();
    let says = |text: &str| {
        let is_word = |start: usize| {
            let begins = |word: &&str| {
                text.as_bytes()[start..].get(..word.len()).is_some_and(|part| part.eq_ignore_ascii_case(word.as_bytes()))
            };
            match text.as_bytes()[start] {
                0xE0.. => FAILURE.iter().any(begins),
                b'e' | b'E' | b'f' | b'F' | b'w' | b'W' => FAILURE_IN_ASCII.iter().any(begins),
                _ => false,
            }
        };
        (0..text.len()).any(is_word)
    };
    let (title, content) = (text("title"), text("content"));
    match (says(content), says(title) || text("icon") == "error") {
        (true, _) => Some(content),
        (false, true) => Some(title),
        _ => None,
    }
}

/// The name of an error nobody threw on purpose.
fn accidental(event: &Event) -> Option<&str> {
    match &event.body {
        Body::Error { what: ErrorKind::PromiseThrew | ErrorKind::CallbackThrew, name, .. } => {
            ACCIDENTS.contains(&name.as_str()).then_some(name.as_str())
        }
        _ => None,
    }
}

/// `200 {"InfoState": 0}`, if the server answered well.
fn answer(result: &Value) -> Option<String> {
    let status = member(result, "statusCode")?.as_u64().filter(|status| (200..300).contains(status))?;
    let data = member(result, "data").map(|data| clip(&brief_json(data), 40)).unwrap_or_default();
    Some(told!("{status} {data}").trim_end().to_owned())
}
