//! `default-answer`: the embedded backend answered a request that no scenario describes, while others are described: the answer is not
//! what the author of the scenario thinks of.

use serde_json::Value;

use super::{Found, Rule};
use crate::lang::{Message, Text, told};
use crate::trace::brief::brief_text;
use crate::trace::event::{Body, DEFAULT_ANSWER, Event};
use crate::trace::story::Story;

pub(super) const RULE: Rule = Rule {
    name: "default-answer",
    title: Text {
        zh: "后端的回答是默认的，场景里没有写", en: "an answer of the backend that no scenario describes"
    },
    check,
};

fn check(story: &Story<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for event in story.events() {
        let Body::State { what, detail } = &event.body else { continue };
        let Some(path) = detail.get("path").and_then(Value::as_str).filter(|_| what == DEFAULT_ANSWER) else { continue };
        let path = brief_text(path);
        let message = Message::new(
            told!(
                "场景没有写 {path} 的回答，后端答了默认的 {{\"InfoState\": 0}}：请在 [scenario.backend] 里写 \"{path}\" = [{{ json = … }}]"
            ),
            told!(
                "the scenario does not describe {path}, so the backend answered {{\"InfoState\": 0}}: write \"{path}\" = [{{ json = … }}] in [scenario.backend]"
            ),
        );
        let request = story.causes(event).find(|cause| cause.is_page_request());
        let call: Option<&Event> = request.and_then(|request| story.call_of(request));
        found.push(Found::new(call.and_then(|call| call.at.as_ref()), [event.seq], message));
    }
    found
}
