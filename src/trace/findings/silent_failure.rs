//! `silent-failure`: an API failed and the program gave no `fail` callback.

use super::{Found, Rule};
use crate::lang::{Message, Text, told};
use crate::trace::brief::brief_message;
use crate::trace::event::{Body, Outcome};
use crate::trace::story::{Story, err_msg};

pub(super) const RULE: Rule = Rule {
    name: "silent-failure",
    title: Text { zh: "调用失败了，却没有 fail 回调", en: "a call failed and nobody handles it" },
    check,
};

fn check(story: &Story<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for event in story.events() {
        let Body::Settle { api, result, outcome: Outcome::Fail, handled: false, .. } = &event.body else { continue };
        let call = story.call_of(event);
        // `complete` learns of the failure as well.
        if call.is_some_and(
            |call| matches!(&call.body, Body::Call { callbacks, .. } if callbacks.iter().any(|name| name == "complete")),
        ) {
            continue;
        }
        let why = brief_message(err_msg(result).unwrap_or_default());
        let message = Message::new(
            told!("wx.{api} 失败了（{why}），但没有传 fail 回调，失败无人处理"),
            told!("wx.{api} failed ({why}); no fail callback was given, so nobody learns of it"),
        );
        let at = call.and_then(|call| call.at.as_ref());
        found.push(Found::new(at, [event.seq].into_iter().chain(call.map(|call| call.seq)), message));
    }
    found
}
