//! `http-error-unnoticed`: the server answered an error status, `wx.request` called `success` as always, and nothing came of it.

use serde_json::Value;

use super::{Found, Rule};
use crate::lang::{Message, Text, told};
use crate::trace::brief::{brief_json, clip};
use crate::trace::event::{Body, Event};
use crate::trace::story::{Story, member};

pub(super) const RULE: Rule = Rule {
    name: "http-error-unnoticed",
    title: Text { zh: "服务器出错，页面却毫无反应", en: "the server answered an error and the page did not react" },
    check,
};

fn check(story: &Story<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for event in story.events().filter(|event| event.api() == Some("request")) {
        let Some(result) = event.success() else { continue };
        let Some(status) = member(result, "statusCode").and_then(Value::as_u64).filter(|status| *status >= 400) else { continue };
        if story.leads_to(event.seq, reacts) || is_tried_again(story, event) {
            continue;
        }
        let data = clip(&brief_json(result.get("data").unwrap_or(&Value::Null)), 40);
        let message = Message::new(
            told!(
                "服务器返回 {status} {data}，但 wx.request 只要收到响应就会走 success；之后页面没有任何反应，请检查 res.statusCode"
            ),
            told!(
                "the server answered {status} {data}, but wx.request calls success for every answer; the page did not react: look at res.statusCode"
            ),
        );
        let call = story.call_of(event);
        let at = call.and_then(|call| call.at.as_ref());
        found.push(Found::new(at, [event.seq].into_iter().chain(call.map(|call| call.seq)), message));
    }
    found
}

/// Whether the same is asked for again later and answered well: as where a queue waits for a new token.
fn is_tried_again(story: &Story<'_>, answer: &Event) -> bool {
    let asked = |event: &Event| match &event.body {
        Body::Call { args, .. } => Some((args.get("url").cloned(), args.get("method").cloned())),
        _ => None,
    };
    let Some(call) = story.trace.event(answer.seq).and_then(|answer| story.call_of(answer)).and_then(asked) else { return false };
    let is_well = |answer: &Event| {
        let status = answer.success().and_then(|result| result.get("statusCode")).and_then(Value::as_u64);
        status.is_some_and(|status| status < 400)
    };
    let later = story.events().filter(|event| event.seq > answer.seq && event.calls("request"));
    later.filter(|event| asked(event).as_ref() == Some(&call)).any(|event| story.answers(event.seq).any(is_well))
}

/// Whether an event is something that the user or the developer can notice; taking a toast away is not.
fn reacts(event: &Event) -> bool {
    match &event.body {
        Body::Call { api, .. } => !matches!(api.as_str(), "hideToast" | "hideLoading" | "stopPullDownRefresh"),
        Body::Log { .. } => true,
        Body::Error { .. } => event.at.is_some(),
        _ => false,
    }
}
