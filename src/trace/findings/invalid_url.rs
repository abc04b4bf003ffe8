//! `invalid-url`: `wx.request` was given what is no address, such as the placeholder of an article, so nothing was sent.

use super::{Found, Rule};
use crate::lang::{Message, Text, told};
use crate::trace::brief::brief_text;
use crate::trace::event::{Body, Outcome};
use crate::trace::story::{Story, err_msg};

pub(super) const RULE: Rule = Rule {
    name: "invalid-url",
    title: Text {
        zh: "请求的地址不是网址，什么也没有发出", en: "a request to what is no address; nothing was sent"
    },
    check,
};

fn check(story: &Story<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for event in story.events() {
        let Body::Settle { outcome: Outcome::Fail, result, .. } = &event.body else { continue };
        let Some(call) = story.call_of(event).filter(|_| err_msg(result).is_some_and(|text| text.contains(":fail invalid url")))
        else {
            continue;
        };
        let Body::Call { args, .. } = &call.body else { continue };
        let url = brief_text(args.get("url").and_then(serde_json::Value::as_str).unwrap_or_default());
        let message = Message::new(
            told!(
                "“{url}”不是网址，请求没有发出；如果它是占位符，请在 [routes] 里说明它代表什么，或用 --route \"{url}=backend:/login\""
            ),
            told!(
                "\"{url}\" is no address, so nothing was sent; if it is a placeholder, say in [routes] what it stands for, \
                 or with --route \"{url}=backend:/login\""
            ),
        );
        found.push(Found::new(call.at.as_ref(), [call.seq, event.seq], message));
    }
    found
}
