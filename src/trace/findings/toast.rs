//! `toast-expired-while-waiting` and `nothing-to-hide`: a toast was over before the work it stood for.

use std::cell::LazyCell;

use serde_json::Value;

use super::{Found, Rule};
use crate::lang::{Message, Text, told};
use crate::trace::brief::{brief_message, brief_text};
use crate::trace::event::{Body, Event, UiAction};
use crate::trace::story::{Story, err_msg};

pub(super) const EXPIRED_WHILE_WAITING: Rule = Rule {
    name: "toast-expired-while-waiting",
    title: Text { zh: "还在等结果，提示已经自己消失", en: "the toast was over before the work" },
    check: expired_while_waiting,
};

pub(super) const NOTHING_TO_HIDE: Rule = Rule {
    name: "nothing-to-hide",
    title: Text { zh: "要关的提示并不在屏幕上", en: "nothing was there to hide" },
    check: nothing_to_hide,
};

/// Calls whose answer comes over the network, so that a user waits for it.
const SLOW: &[&str] = &["request", "login", "uploadFile", "downloadFile", "getUserInfo", "getUserProfile", "checkSession"];

fn expired_while_waiting(story: &Story<'_>) -> Vec<Found> {
    expiries(story).filter_map(|(shown, expiry)| waited(story, shown, expiry)).collect()
}

/// Each toast that says "wait" and that went away by itself.
fn expiries<'t>(story: &Story<'t>) -> impl Iterator<Item = (&'t Event, &'t Event)> + use<'t> {
    let mut shown: Option<&Event> = None;
    story.events().filter_map(move |event| {
        let action = on_screen(event)?;
        if action == UiAction::Show {
            shown = Some(event);
        }
        (action == UiAction::Expire).then(|| Some((shown.take().filter(|shown| says_wait(shown))?, event))).flatten()
    })
}

fn waited(story: &Story<'_>, shown: &Event, expiry: &Event) -> Option<Found> {
    let open = |call: &&Event| {
        call.seq < expiry.seq
            && call.api().is_some_and(|api| SLOW.contains(&api))
            && story.answers(call.seq).next().is_none_or(|answer| answer.t > expiry.t)
    };
    let calls = story.events().filter(|event| matches!(event.body, Body::Call { .. }));
    let call = calls.filter(open).last()?;
    let answer = story.answers(call.seq).next();
    let api = call.api()?;
    let toast = story.trace.event(shown.cause?)?;
    let title = title(shown);
    let place = story.call_in_brackets(Some(call));
    let given = matches!(&toast.body, Body::Call { args, .. } if args.get("duration").is_some());
    let span = expiry.t - shown.t;
    let why = if given {
        Message::new("", told!("after {span} ms"))
    } else {
        Message::new("（没有写 duration）", told!("after {span} ms, the default"))
    };
    let until = match answer {
        Some(answer) => Message::new(
            told!("到 {} ms 才返回，中间 {} ms 用户看不到任何提示", answer.t, answer.t - expiry.t),
            told!("was answered at {} ms: for {} ms the user saw nothing", answer.t, answer.t - expiry.t),
        ),
        None => Message::new("直到最后也没有返回", "was never answered"),
    };
    let message = Message::new(
        told!("“{title}”{span} ms 后自动消失{}，而 wx.{api}{}{}；等待时应改用 wx.showLoading", why.zh, place.zh, until.zh),
        told!("\"{title}\" went away {}, but wx.{api}{} {}; wx.showLoading stays until it is hidden", why.en, place.en, until.en),
    );
    Some(Found::new(
        toast.at.as_ref(),
        [shown.seq, expiry.seq, call.seq].into_iter().chain(answer.map(|answer| answer.seq)),
        message,
    ))
}

fn nothing_to_hide(story: &Story<'_>) -> Vec<Found> {
    let told: LazyCell<Vec<u64>, _> =
        LazyCell::new(|| expired_while_waiting(story).into_iter().flat_map(|found| found.events).collect());
    let mut visible = false;
    let mut expired: Option<&Event> = None;
    let mut found = Vec::new();
    for event in story.events() {
        match on_screen(event) {
            Some(UiAction::Show) => (visible, expired) = (true, None),
            Some(UiAction::Expire) => (visible, expired) = (false, Some(event)),
            Some(UiAction::Hide) => (visible, expired) = (false, None),
            _ => {}
        }
        let Some(api @ ("hideToast" | "hideLoading")) = event.api().filter(|api| event.calls(api)) else { continue };
        if visible || expired.is_some_and(|expired| told.contains(&expired.seq)) {
            continue;
        }
        let why = match expired {
            Some(expired) => {
                Message::new(told!("它在 {} ms 时已自动消失", expired.t), told!("it went away by itself at {} ms", expired.t))
            }
            None => Message::new("没有显示过，或者已经关掉", "none was shown, or it is hidden already"),
        };
        let failure = story.answers(event.seq).find_map(|answer| answer.failure());
        let result = match failure.and_then(err_msg).map(brief_message) {
            Some(text) => Message::new(told!("，结果是 {text}"), told!(" and fails: {text}")),
            None => Message::default(),
        };
        let message = Message::new(
            told!("wx.{api} 时屏幕上没有提示可关（{}）{}", why.zh, result.zh),
            told!("wx.{api} finds nothing to hide ({}){}", why.en, result.en),
        );
        found.push(Found::new(event.at.as_ref(), [event.seq].into_iter().chain(expired.map(|event| event.seq)), message));
    }
    found
}

/// What happened to the slot that toast and loading share.
fn on_screen(event: &Event) -> Option<UiAction> {
    match &event.body {
        Body::Ui { widget, action, .. } if matches!(widget.as_str(), "toast" | "loading") => Some(*action),
        _ => None,
    }
}

fn says_wait(shown: &Event) -> bool {
    let Body::Ui { widget, detail, .. } = &shown.body else { return false };
    widget == "loading" || detail.get("icon").and_then(Value::as_str) == Some("loading")
}

fn title(shown: &Event) -> String {
    let Body::Ui { detail, .. } = &shown.body else { return String::new() };
    brief_text(detail.get("title").and_then(Value::as_str).unwrap_or_default())
}
