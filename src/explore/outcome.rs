//! What came of one run: what the user finally sees, what the rules found, how it ended.

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::Value;

use super::known::{Found, Things};
use super::report::RuleAt;
use crate::lang::Message;
use crate::trace::story::member;
use crate::trace::{Body, Trace, UiAction, brief::brief_text};

/// Something on the screen.
struct Thing<'t> {
    widget: &'t str,
    detail: &'t Value,
    /// Absent: it is still there.
    gone: Option<(UiAction, &'t str)>,
}

/// What the user sees when everything has come to rest: what is still on the screen, else the last thing that was.
pub(super) fn sees(trace: &Trace) -> Message {
    let mut things: Vec<Thing> = Vec::new();
    for event in &trace.events {
        let Body::Ui { widget, action, detail } = &event.body else { continue };
        if *action == UiAction::Show {
            things.push(Thing { widget, detail, gone: None });
            continue;
        }
        let told = member(detail, "text").or_else(|| member(detail, "button")).and_then(Value::as_str).unwrap_or_default();
        let title = member(detail, "title").and_then(Value::as_str);
        let ends = |thing: &&mut Thing| {
            thing.gone.is_none() && thing.widget == *widget && title.is_none_or(|title| text(thing.detail).starts_with(title))
        };
        if let Some(thing) = things.iter_mut().rev().find(ends) {
            thing.gone = Some((*action, told));
        }
    }
    let open: Vec<Message> = things.iter().filter(|thing| thing.gone.is_none()).map(Thing::told).collect();
    if !open.is_empty() {
        let join = |pick: fn(&Message) -> &str, between: &str| open.iter().map(pick).collect::<Vec<_>>().join(between);
        return Message::new(join(|message| &message.zh, "，"), join(|message| &message.en, ", "));
    }
    things.last().map_or_else(|| Message::new("屏幕上什么也没有出现", "nothing ever appears on the screen"), Thing::told)
}

impl Thing<'_> {
    fn told(&self) -> Message {
        let Self { widget, detail, gone } = *self;
        let text = text(detail);
        let zh = match widget {
            "modal" => "弹窗",
            "toast" => "提示",
            "loading" => "加载提示",
            "action-sheet" => "操作菜单",
            "consent" => "授权弹窗",
            other => other,
        };
        let (end_zh, end_en): (Cow<'_, str>, Cow<'_, str>) = match gone {
            None => ("开着，没有人回答".into(), "is open and waits".into()),
            Some((UiAction::Hide, _)) => ("被程序收起".into(), "was taken away by the program".into()),
            Some((UiAction::Answer, answer)) => {
                (["：用户选了“", answer, "”"].concat().into(), ["was answered with \"", answer, "\""].concat().into())
            }
            Some((UiAction::Replace, _)) => ("被别的提示取代".into(), "was replaced".into()),
            Some(_) => ("自己消失".into(), "disappeared by itself".into()),
        };
        Message { zh: [zh, "“", &text, "”", &end_zh].concat(), en: ["the ", widget, " \"", &text, "\" ", &end_en].concat() }
    }
}

/// What a thing says: its title and content, its items or its scope.
fn text(detail: &Value) -> String {
    let member = |name: &str| member(detail, name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let parts: Vec<&str> = ["title", "content", "scope"].into_iter().filter_map(member).collect();
    if !parts.is_empty() {
        let text = parts.join("：");
        return brief_text(&if text.contains('\n') { text.replace('\n', " ") } else { text });
    }
    let items = detail.get("itemList").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    brief_text(&items.collect::<Vec<_>>().join(" / "))
}

/// Every finding of a trace, once for each place.
pub(super) fn findings(trace: &Trace, known: &mut Things<Found>) -> Vec<Arc<Found>> {
    let mut all: Vec<Arc<Found>> = trace
        .findings()
        .map(|(event, rule, message)| {
            let is_so = |(what, words): &Found| what.rule == rule && what.at == event.at && words == message;
            known.keep(&message.en, is_so, || (RuleAt { rule: rule.to_owned(), at: event.at.clone() }, message.clone()))
        })
        .collect();
    all.dedup_by(|next, known| next.0 == known.0);
    all
}
