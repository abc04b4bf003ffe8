//! `modal-and-login-overlap`: the program asks the user in a modal and logs in without waiting for the answer.

use serde_json::Value;

use super::{Found, Rule};
use crate::lang::{Message, Text, told};
use crate::trace::brief::brief_text;
use crate::trace::event::{Body, Event, UiAction};
use crate::trace::story::{Story, member};

pub(super) const RULE: Rule = Rule {
    name: "modal-and-login-overlap",
    title: Text { zh: "弹窗还没回答，登录已经开始", en: "a login that does not wait for the modal" },
    check,
};

fn check(story: &Story<'_>) -> Vec<Found> {
    let mut open: Option<&Event> = None;
    let mut found = Vec::new();
    for event in story.events() {
        if let Body::Ui { widget, action, .. } = &event.body
            && widget == "modal"
        {
            open = (*action == UiAction::Show).then_some(event);
        }
        let Some(shown) = open.filter(|_| event.calls("login")) else { continue };
        let modal = story.call_of(shown);
        let title = title(shown);
        let place = story.in_brackets(modal.and_then(|call| call.at.as_ref()));
        let message = Message::new(
            told!(
                "弹窗“{title}”{}还没等用户点击，登录就已经开始，用户点哪个按钮结果都一样；应在弹窗的 success 回调里判断 res.confirm 之后再登录",
                place.zh
            ),
            told!(
                "the login starts while the modal \"{title}\"{} is open, so the user's answer changes nothing; log in from its success callback, when res.confirm is true",
                place.en
            ),
        );
        let Body::Call { via, .. } = &event.body else { continue };
        // The outermost caller stands in the code that opened the modal; `wx.login` itself is often in a function for all.
        let at = via.last().or(event.at.as_ref());
        found.push(Found::new(at, [shown.seq, event.seq], message));
    }
    found
}

fn title(shown: &Event) -> String {
    let Body::Ui { detail, .. } = &shown.body else { return String::new() };
    let text = |key: &str| member(detail, key).and_then(Value::as_str).filter(|text| !text.is_empty());
    brief_text(text("content").or(text("title")).unwrap_or_default())
}
