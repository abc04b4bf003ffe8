//! `ui-left-open` and `promise-never-settled`: something was still open when the run ended.

use serde_json::Value;

use super::{Found, Rule};
use crate::lang::{Message, Text, told};
use crate::trace::brief::{api_name, brief_text};
use crate::trace::event::{Body, Event, Open};
use crate::trace::story::{Story, member};

pub(super) const UI: Rule = Rule {
    name: "ui-left-open",
    title: Text { zh: "结束时界面上还有东西开着", en: "something was left open on the screen" },
    check: ui,
};

pub(super) const PROMISE: Rule =
    Rule {
        name: "promise-never-settled", title: Text { zh: "有结果一直没有等到", en: "an answer never came" }, check: promise
    };

fn ui(story: &Story<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for Open { what, of } in open(story) {
        let event = of.and_then(|of| story.trace.event(of));
        let call = event.and_then(|event| story.call_of(event));
        let title = event.map(title).unwrap_or_default();
        let waits = call.is_some_and(|call| matches!(&call.body, Body::Call { callbacks, .. } if !callbacks.is_empty()));
        let then = if waits {
            Message::new("，它的回调没有执行", ", so its callbacks did not run")
        } else {
            Message::default()
        };
        let message = match what.as_str() {
            "modal" => Message::new(
                told!("弹窗“{title}”到最后也没有人点{}", then.zh),
                told!("nobody answered the modal \"{title}\"{}", then.en),
            ),
            "action-sheet" => {
                Message::new(told!("操作菜单到最后也没有人选{}", then.zh), told!("nobody answered the action sheet{}", then.en))
            }
            "consent" => Message::new(
                told!("授权询问到最后也没有人回答{}", then.zh),
                told!("nobody answered the request for consent{}", then.en),
            ),
            "loading" => Message::new(
                told!("“{title}”一直没有关：缺少 wx.hideLoading，用户会一直看到加载中"),
                told!("\"{title}\" never went away: without wx.hideLoading the user waits forever"),
            ),
            _ => continue,
        };
        found.push(Found::new(call.and_then(|call| call.at.as_ref()), of.iter().copied(), message));
    }
    found
}

fn promise(story: &Story<'_>) -> Vec<Found> {
    let shown: Vec<u64> = open(story).filter(|open| open.what != "call").filter_map(|open| open.of).collect();
    let mut found = Vec::new();
    for Open { what, of } in open(story) {
        let event = of.and_then(|of| story.trace.event(of));
        let at = event.and_then(|event| event.at.as_ref());
        let message = match (what.as_str(), event.and_then(Event::api)) {
            // A modal that waits for the user is told as such.
            ("call", _) if event.is_some_and(|call| story.effects(call.seq).any(|effect| shown.contains(&effect.seq))) => {
                continue;
            }
            ("call", Some(api)) => Message::new(
                told!("wx.{api} 到最后也没有结果，它的回调都没有执行"),
                told!("wx.{api} was never answered, so none of its callbacks ran"),
            ),
            // A decision that nobody took is open under the API's own name.
            (what, Some(api)) if what == api => {
                let name = api_name(api);
                Message::new(
                    told!("没有人回答 {name}，它的回调都没有执行；可以用 [[scenario.answer]] api = \"{api}\" 回答"),
                    told!(
                        "nobody answered {name}, so none of its callbacks ran; answer it with [[scenario.answer]] api = \"{api}\""
                    ),
                )
            }
            ("promise", _) => Message::new(
                "这个 Promise 到最后既没有 resolve 也没有 reject，等它的代码不会执行",
                "this promise was neither resolved nor rejected, so what waits for it never runs",
            ),
            _ => continue,
        };
        found.push(Found::new(at, of.iter().copied(), message));
    }
    found
}

fn open<'t>(story: &Story<'t>) -> impl Iterator<Item = &'t Open> + use<'t> {
    let end = story.trace.events.iter().rev().find_map(|event| match &event.body {
        Body::End { open, .. } => Some(open),
        _ => None,
    });
    end.into_iter().flatten()
}

/// The words on a thing on the screen, the longer ones first.
fn title(event: &Event) -> String {
    let (Body::Ui { detail: words, .. } | Body::Call { args: words, .. }) = &event.body else { return String::new() };
    let text = |key: &str| member(words, key).and_then(Value::as_str).filter(|text| !text.is_empty());
    brief_text(text("content").or(text("title")).unwrap_or_default())
}
