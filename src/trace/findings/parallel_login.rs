//! `parallel-login`: a second `wx.login` began before the first had been answered, or before its code had been exchanged.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Found, Rule};
use crate::lang::{Message, Text, told};
use crate::trace::event::Event;
use crate::trace::rules::{Pattern, overlaps};
use crate::trace::story::Story;

pub(super) const RULE: Rule =
    Rule { name: "parallel-login", title: Text { zh: "两次 wx.login 交叠在一起", en: "two logins at once" }, check };

fn check(story: &Story<'_>) -> Vec<Found> {
    let logins: Vec<&Event> = story.events().filter(|event| event.calls("login")).collect();
    if logins.len() < 2 {
        return Vec::new();
    }
    let waiting = overlaps(story, &[Pattern::calls("login")], |_, _| true);
    let exchanges = exchanges(story);
    let mut found = Vec::new();
    for pair in logins.windows(2) {
        let [first, second] = pair else { continue };
        let answer = story.answers(first.seq).next();
        let waiting = waiting.iter().any(|(earlier, later)| (earlier.seq, later.seq) == (first.seq, second.seq));
        let exchange = answer.and_then(code).and_then(|code| exchanges.get(code));
        if !waiting && exchange.is_none_or(|exchange| exchange.seq < second.seq) {
            continue;
        }
        let place = story.in_brackets(story.place_apart(first, Some(second)));
        let message = if waiting {
            Message::new(
                told!(
                    "上一次 wx.login{}还没有返回，这里又调用了一次：每次登录都可能更换 session_key，另一次的登录态会随之失效",
                    place.zh
                ),
                told!(
                    "the wx.login before{} had not been answered yet: every login may replace the session_key and break the session of the other",
                    place.en
                ),
            )
        } else {
            Message::new(
                told!(
                    "上一次 wx.login{}的 code 还没有换成 session_key，这里又登录了一次：换到的 session_key 可能已被更换",
                    place.zh
                ),
                told!(
                    "the code of the wx.login before{} had not been exchanged yet: this login may replace the session_key that it gets",
                    place.en
                ),
            )
        };
        let events = [Some(first.seq), Some(second.seq), exchange.map(|exchange| exchange.seq)];
        found.push(Found::new(story.place_apart(second, Some(first)), events.into_iter().flatten(), message));
    }
    found
}

/// When each code was spent.
fn exchanges<'t>(story: &Story<'t>) -> BTreeMap<&'t str, &'t Event> {
    let spent = |event: &'t Event| {
        let code = event.platform("code-exchanged")?.get("code").and_then(Value::as_str)?;
        Some((code, event))
    };
    story.events().filter_map(spent).collect()
}

/// The code that a login gave.
fn code(answer: &Event) -> Option<&str> {
    answer.success()?.get("code").and_then(Value::as_str)
}
