//! `callback-threw`: a callback, a lifecycle function or a listener ended with an exception.

use super::{Found, Rule, error_words};
use crate::lang::{Message, Text, told};
use crate::trace::brief::brief_text;
use crate::trace::event::{Body, ErrorKind, Event, Outcome};
use crate::trace::story::Story;

pub(super) const RULE: Rule =
    Rule { name: "callback-threw", title: Text { zh: "回调里抛出了异常", en: "a callback threw" }, check };

fn check(story: &Story<'_>) -> Vec<Found> {
    let thrown = story.errors().filter_map(|event| match &event.body {
        Body::Error { what: ErrorKind::CallbackThrew, name, message, .. } => Some((event, error_words(name, message))),
        _ => None,
    });
    thrown
        .map(|(event, error)| {
            let (whose, cause) = callback(story, event);
            let message = Message::new(
                told!("{}抛出 {}，后面的代码没有执行", whose.zh, error.zh),
                told!("{} threw {}; the rest of it did not run", whose.en, error.en),
            );
            Found::new(event.at.as_ref(), [event.seq].into_iter().chain(cause), message)
        })
        .collect()
}

/// Names the callback that ran: `the fail callback of wx.checkSession (line 118)`.
fn callback(story: &Story<'_>, event: &Event) -> (Message, Option<u64>) {
    for cause in story.causes(event) {
        match &cause.body {
            Body::Settle { api, outcome, .. } => {
                let place = story.call_in_brackets(story.call_of(cause));
                let name = match outcome {
                    Outcome::Success => "success",
                    Outcome::Fail => "fail",
                    Outcome::Complete => "complete",
                    _ => "",
                };
                let space = if name.is_empty() { "" } else { " " };
                let after_api = if place.zh.is_empty() { " " } else { "" };
                let zh = told!("wx.{api}{}{after_api}的{space}{name}{space}回调", place.zh);
                let en = told!("the{space}{name} callback of wx.{api}{}", place.en);
                return (Message::new(zh, en), Some(cause.seq));
            }
            Body::Invoke { what } => {
                let what = brief_text(what);
                // The host names a timer's callback in English.
                let message = match what.strip_suffix(" callback") {
                    Some(name) => Message::new(told!("{name} 的回调"), told!("the {what}")),
                    None => Message::new(told!("{what} "), what),
                };
                return (message, Some(cause.seq));
            }
            _ => {}
        }
    }
    (Message::new("回调", "a callback"), None)
}
