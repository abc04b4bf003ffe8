//! What came of one run: what the user finally sees, what the rules found, how it ended.

use std::sync::Arc;

use serde_json::Value;

use super::known::{Found, Things};
use super::report::RuleAt;
use crate::lang::Message;
use crate::trace::{Body, Trace, UiAction, brief::brief_text};

/// Something on the screen.
struct Thing {
    widget: String,
    text: String,
    /// Absent: it is still there.
    gone: Option<(UiAction, String)>,
}

/// What the user sees when everything has come to rest: what is still on the screen, else the last thing that was.
pub(super) fn sees(trace: &Trace) -> Message {
    let mut things: Vec<Thing> = Vec::new();
    for event in &trace.events {
        let Body::Ui { widget, action, detail } = &event.body else { continue };
        if *action == UiAction::Show {
            things.push(Thing { widget: widget.clone(), text: text(detail), gone: None });
            continue;
        }
        let told = detail.get("text").or_else(|| detail.get("button")).and_then(Value::as_str).unwrap_or_default();
        let title = detail.get("title").and_then(Value::as_str);
        let ends = |thing: &&mut Thing| {
            thing.gone.is_none() && thing.widget == *widget && title.is_none_or(|title| thing.text.starts_with(title))
        };
        if let Some(thing) = things.iter_mut().rev().find(ends) {
            thing.gone = Some((*action, told.to_owned()));
        }
    }
    let open: Vec<Message> = things.iter().filter(|thing| thing.gone.is_none()).map(Thing::told).collect();
    if !open.is_empty() {
        let join = |pick: fn(&Message) -> &str, between: &str| open.iter().map(pick).collect::<Vec<_>>().join(between);
        return Message::new(join(|message| &message.zh, "，"), join(|message| &message.en, ", "));
    }
    things.last().map_or_else(|| Message::new("屏幕上什么也没有出现", "nothing ever appears on the screen"), Thing::told)
}

impl Thing {
    fn told(&self) -> Message {
        let Self { widget, text, gone } = self;
        let zh = match widget.as_str() {
            "modal" => "弹窗",
            "toast" => "提示",
            "loading" => "加载提示",
            "action-sheet" => "操作菜单",
            "consent" => "授权弹窗",
            other => other,
        };
        let (end_zh, end_en) = match gone {
            None => ("开着，没有人回答".to_owned(), "is open and waits".to_owned()),
            Some((UiAction::Hide, _)) => ("被程序收起".to_owned(), "was taken away by the program".to_owned()),
            Some((UiAction::Answer, answer)) => (format!("：用户选了“{answer}”"), format!("was answered with \"{answer}\"")),
            Some((UiAction::Replace, _)) => ("被别的提示取代".to_owned(), "was replaced".to_owned()),
            Some(_) => ("自己消失".to_owned(), "disappeared by itself".to_owned()),
        };
        Message::new(format!("{zh}“{text}”{end_zh}"), format!("the {widget} \"{text}\" {end_en}"))
    }
}

/// What a thing says: its title and content, its items or its scope.
fn text(detail: &Value) -> String {
    let member = |name: &str| detail.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let parts: Vec<&str> = ["title", "content", "scope"].into_iter().filter_map(member).collect();
    if !parts.is_empty() {
        return brief_text(&parts.join("：").replace('\n', " "));
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
