//! `http-error-unnoticed`: the server answered an error status, `wx.request` called `success` as always, and nothing came of it.

use serde_json::Value;

use super::{Found, Rule};
use crate::lang::{Message, Text};
use crate::trace::brief::{brief_json, clip};
use crate::trace::event::{Body, Event};
use crate::trace::story::Story;

pub(super) const RULE: Rule = Rule {
    name: "http-error-unnoticed",
    title: Text { zh: "服务器出错，页面却毫无反应", en: "the server answered an error and the page did not react" },
    check,
};

fn check(story: &Story<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for event in story.events().filter(|event| event.api() == Some("request")) {
        let Some(result) = event.success() else { continue };
        let Some(status) = result.get("statusCode").and_then(Value::as_u64).filter(|status| *status >= 400) else { continue };
        if story.leads_to(event.seq, reacts) {
            continue;
        }
        let data = clip(&brief_json(result.get("data").unwrap_or(&Value::Null)), 40);
        let message = Message::new(
            format!(
                "服务器返回 {status} {data}，但 wx.request 只要收到响应就会走 success；之后页面没有任何反应，请检查 res.statusCode"
            ),
            format!(
                "the server answered {status} {data}, but wx.request calls success for every answer; the page did not react: look at res.statusCode"
            ),
        );
        let call = story.call_of(event);
        let at = call.and_then(|call| call.at.as_ref());
        found.push(Found::new(at, [event.seq].into_iter().chain(call.map(|call| call.seq)), message));
    }
    found
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
