//! `unhandled-rejection`: a promise was rejected and no `.catch` took it.

use serde_json::Value;

use super::{Found, Rule, error_words};
use crate::lang::{Message, Text, told};
use crate::trace::brief::brief_message;
use crate::trace::event::{Body, ErrorKind, Event};
use crate::trace::story::{Story, err_msg};

pub(super) const RULE: Rule = Rule {
    name: "unhandled-rejection",
    title: Text { zh: "Promise 被 reject，却没有 .catch 处理", en: "a promise was rejected and no .catch takes it" },
    check,
};

fn check(story: &Story<'_>) -> Vec<Found> {
    let rejections = story.errors().filter_map(|event| match &event.body {
        Body::Error { what: ErrorKind::UnhandledRejection, name, message, .. } => Some((event, name, message)),
        _ => None,
    });
    rejections.map(|(event, name, message)| tell(story, event, name, message)).collect()
}

/// The failure that the reason repeats, in the same moment: a promise that comes from another one, as `.then` makes it, does not
/// say what rejected the first.
fn failure_of_the_moment<'t>(story: &Story<'t>, event: &Event, message: &str) -> Option<(&'t Event, &'t Value)> {
    let before = story.trace.events.get(..usize::try_from(event.seq).ok()?)?;
    let moment = before.iter().rev().take_while(|earlier| earlier.t == event.t);
    let mut failures = moment.filter_map(|earlier| Some((earlier, earlier.failure()?)));
    failures.find(|(_, result)| err_msg(result).is_some_and(|text| !text.is_empty() && message.contains(text)))
}

fn tell(story: &Story<'_>, event: &Event, name: &str, message: &str) -> Found {
    let reason = error_words(name, message);
    let origin =
        story.causes(event).take_while(|cause| cause.success().is_none()).find_map(|cause| Some((cause, cause.failure()?)));
    let origin = origin.or_else(|| failure_of_the_moment(story, event, message));
    let call = origin.and_then(|(settle, _)| story.call_of(settle));
    let events = [Some(event.seq), origin.map(|(settle, _)| settle.seq), call.map(|call| call.seq)];
    let at = event.at.as_ref().or(call.and_then(|call| call.at.as_ref()));
    let text = match (origin, call.map(|call| (call, &call.body))) {
        (Some((_, result)), Some((call, Body::Call { api, callbacks, .. }))) => {
            let why = brief_message(err_msg(result).unwrap_or_default());
            let elsewhere = at != call.at.as_ref();
            let place = if elsewhere { story.call_in_brackets(Some(call)) } else { Message::default() };
            // `fail: reject` hands the failure on as it is; a reason of the program's own is worth telling.
            let (zh_own, en_own) = if reason.en.is_empty() || reason.en.contains(&why) {
                (String::new(), String::new())
            } else {
                (told!("（“{}”）", reason.zh), told!(" with \"{}\"", reason.en))
            };
            if callbacks.is_empty() {
                Message::new(
                    told!("wx.{api}(){} 没有传回调，返回的是 Promise；它失败了（{why}），又没有 .catch，失败无人处理", place.zh),
                    told!(
                        "wx.{api}(){} got no callbacks and so returned a promise; it failed ({why}) and no .catch takes it",
                        place.en
                    ),
                )
            } else {
                Message::new(
                    told!(
                        "wx.{api}{} 失败（{why}），Promise 随之 reject{zh_own}，但后面没有有效的 .catch（不带参数的 .catch() 不起作用），失败无人处理",
                        place.zh
                    ),
                    told!(
                        "wx.{api}{} failed ({why}) and the promise was rejected{en_own}; no .catch takes it (a .catch() without a function takes nothing)",
                        place.en
                    ),
                )
            }
        }
        _ => Message::new(
            told!(
                "Promise 被 reject（“{}”），但后面没有有效的 .catch（不带参数的 .catch() 不起作用），后续的 .then 都不会执行",
                reason.zh
            ),
            told!(
                "a promise was rejected with \"{}\"; no .catch takes it (a .catch() without a function takes nothing), and what should follow does not run",
                reason.en
            ),
        ),
    };
    let text = Message { zh: text.zh.replacen("） ", "）", 1), ..text };
    Found::new(at, events.into_iter().flatten(), text)
}
