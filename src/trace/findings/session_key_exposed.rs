//! `session-key-exposed`: the developer's server sent the session_key to the mini-program.

use serde_json::Value;

use super::{Found, Rule};
use crate::lang::{Message, Text};
use crate::trace::event::{Body, Event, Lane};
use crate::trace::story::Story;

pub(super) const RULE: Rule = Rule {
    name: "session-key-exposed",
    title: Text { zh: "session_key 被发到了小程序", en: "the session_key left the server" },
    check,
};

/// Whether a session key stands anywhere in the data.
fn has_key(data: &Value) -> bool {
    let in_text = |text: &String| text.contains("<session_key:");
    match data {
        Value::String(text) => in_text(text),
        Value::Array(items) => items.iter().any(has_key),
        Value::Object(members) => members.iter().any(|(name, member)| in_text(name) || has_key(member)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

fn check(story: &Story<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for event in story.events().filter(|event| event.lane == Lane::Backend) {
        let Body::Response { of, headers, body, .. } = &event.body else { continue };
        let to_page = story.trace.event(*of).is_some_and(Event::is_page_request);
        if !to_page || !(has_key(body) || has_key(headers)) {
            continue;
        }
        // https://developers.weixin.qq.com/miniprogram/dev/framework/open-ability/login.html
        let message = Message::new(
            "服务器把 session_key 发给了小程序：它只应留在服务器上，拿到它的人可以解密和伪造用户数据",
            "the server sends the session_key to the mini-program: it belongs on the server only, whoever has it can decrypt and forge user data",
        );
        let call = story.call_of(event);
        found.push(Found::new(call.and_then(|call| call.at.as_ref()), [*of, event.seq], message));
    }
    found
}
