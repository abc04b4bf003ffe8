//! What is said when a rule is broken: the author's own words, if there are any, and what it was this time.

use serde_json::Value;

use super::pattern::Mismatch;
use super::{EventKind, Pattern, Rule};
use crate::lang::Message;
use crate::trace::brief::{api_name, brief, brief_message, brief_text};
use crate::trace::event::{Body, Event};
use crate::trace::story::Story;

/// How a rule was broken.
pub(super) enum Broken<'a> {
    /// An event is not what it must be.
    IsNot(&'a Mismatch),
    /// An event is what it must not be.
    Is(&'a Pattern),
    /// What may never happen happened.
    Happened,
    /// What must follow did not.
    NotFollowed(&'a Pattern),
    /// What must come before did not.
    NotPreceded(&'a Pattern),
    /// It happened too often.
    TooMany { count: u64, most: u64 },
    /// It happened too seldom.
    TooFew { count: u64, least: u64 },
    /// It began while another was going on.
    Together(&'a Event),
}

/// The message of a finding.
pub(super) fn message(rule: &Rule, story: &Story<'_>, event: Option<&Event>, broken: &Broken<'_>) -> Message {
    let what = detail(rule, story, event, broken);
    match rule.message.as_ref().map(super::Words::message) {
        Some(own) => Message::new(format!("{}（{}）", own.zh, what.zh), format!("{} ({})", own.en, what.en)),
        None => what,
    }
}

fn detail(rule: &Rule, story: &Story<'_>, event: Option<&Event>, broken: &Broken<'_>) -> Message {
    let this = event.map_or_else(Message::default, named);
    let within = rule.within.map(|within| within.0);
    let (in_zh, in_en) = within.map_or_else(Default::default, |ms| (format!("在 {ms} ms 内"), format!(" within {ms} ms")));
    match broken {
        Broken::IsNot(Mismatch { path, wanted, found }) => {
            let (path_zh, path_en) = (path.as_str(), path.as_str());
            match (found, wanted) {
                (None, _) => Message::new(format!("{}没有 {path_zh}", this.zh), format!("{} has no {path_en}", this.en)),
                (Some(found), wanted) => {
                    let (found, wanted) = (brief(found), brief(wanted));
                    Message::new(
                        format!("{}的 {path_zh} 是 {found}，应为 {wanted}", this.zh),
                        format!("{path_en} of {} is {found}, not {wanted}", this.en),
                    )
                }
            }
        }
        Broken::Is(pattern) => {
            let what = described(pattern);
            Message::new(format!("{}不应是：{}", this.zh, what.zh), format!("{} must not be: {}", this.en, what.en))
        }
        Broken::Happened => Message::new(format!("{}不应发生", this.zh), format!("{} must never happen", this.en)),
        Broken::NotFollowed(wanted) => {
            let what = described(wanted);
            Message::new(
                format!("{}之后{in_zh}没有出现：{}", this.zh, what.zh),
                format!("{} is not followed by {}{in_en}", this.en, what.en),
            )
        }
        Broken::NotPreceded(wanted) => {
            let what = described(wanted);
            Message::new(
                format!("{}之前{in_zh}没有出现：{}", this.zh, what.zh),
                format!("{} does not come after {}{in_en}", this.en, what.en),
            )
        }
        Broken::TooMany { count, most } => Message::new(
            format!("{}{in_zh}是第 {count} 次，最多 {most} 次", this.zh),
            format!("{} is number {count}{in_en}; at most {most} may be", this.en),
        ),
        Broken::TooFew { count, least } => {
            let what = rule.each.as_ref().map_or_else(Message::default, described);
            Message::new(
                format!("只有 {count} 次：{}；至少应有 {least} 次", what.zh),
                format!("there is {count} of {}; at least {least} must be", what.en),
            )
        }
        Broken::Together(first) => {
            let before = named(first);
            let place = story.in_brackets(first.at.as_ref());
            Message::new(
                format!("{}开始时，{}{}还没有结束", this.zh, before.zh, place.zh),
                format!("{} begins before {}{} is over", this.en, before.en, place.en),
            )
        }
    }
}

/// An event in a few words.
fn named(event: &Event) -> Message {
    let same = |text: String| Message::new(format!("{text} "), text);
    match &event.body {
        Body::Call { api, args, .. } => match args.get("url").and_then(Value::as_str) {
            Some(url) => same(format!("{} {}", api_name(api), brief_text(url))),
            None => same(api_name(api)),
        },
        Body::Settle { api, outcome, .. } => {
            let outcome = format!("{outcome:?}").to_lowercase();
            let api = api_name(api);
            Message::new(format!("{api} 的 {outcome}"), format!("{outcome} of {api}"))
        }
        Body::Request { method, url, .. } => same(format!("{} {}", brief_text(method), brief_text(url))),
        Body::Response { status: Some(status), .. } => Message::new(format!("回答 {status} "), format!("the response {status}")),
        Body::Response { error, .. } => {
            let error = brief_text(error.as_deref().unwrap_or_default());
            Message::new(format!("没有回答的请求（{error}）"), format!("the request without a response ({error})"))
        }
        Body::Ui { widget, action, detail } => {
            let action = format!("{action:?}").to_lowercase();
            let title = detail.get("title").and_then(Value::as_str).filter(|title| !title.is_empty()).map(brief_text);
            let (zh, en) = title.map_or_else(Default::default, |title| (format!("“{title}”"), format!(" \"{title}\"")));
            Message::new(format!("{widget}{zh} 的 {action}"), format!("{action} of the {widget}{en}"))
        }
        Body::Platform { action, .. } => same(brief_text(action)),
        Body::State { what, .. } => same(brief_text(what)),
        Body::Log { level, text, .. } => {
            let text = brief_text(text);
            Message::new(format!("console.{level}“{text}”"), format!("console.{level} \"{text}\""))
        }
        Body::Error { name, message, .. } => {
            let text = if name.is_empty() { brief_message(message) } else { brief_message(&format!("{name}: {message}")) };
            Message::new(format!("错误“{text}”"), format!("the error \"{text}\""))
        }
        Body::Invoke { what } => same(brief_text(what)),
        Body::Load { .. } | Body::Finding { .. } | Body::End { .. } => Message::default(),
    }
}

/// A pattern in a few words: `call, api "hideLoading"`.
fn described(pattern: &Pattern) -> Message {
    let mut parts: Vec<String> = Vec::new();
    let kind = pattern.means().map(|kind| match kind {
        EventKind::Call => Message::new("调用", "a call"),
        EventKind::Settle => Message::new("结果", "an answer"),
        EventKind::Request => Message::new("请求", "a request"),
        EventKind::Response => Message::new("回答", "a response"),
        EventKind::Ui => Message::new("界面变化", "a change of the screen"),
        EventKind::Platform => Message::new("微信侧的变化", "a change on WeChat's side"),
        EventKind::State => Message::new("状态变化", "a change of state"),
        EventKind::Log => Message::new("控制台输出", "a console message"),
        EventKind::Error => Message::new("错误", "an error"),
        EventKind::Invoke => Message::new("宿主的调用", "a call by the host"),
    });
    let kind = kind.unwrap_or_else(|| Message::new("事件", "an event"));
    if let Ok(Value::Object(members)) = serde_json::to_value(pattern) {
        let told = members.iter().filter(|(name, _)| name.as_str() != "kind");
        parts.extend(told.map(|(name, value)| format!("{name} {}", brief(value))));
    }
    let rest = parts.join(", ");
    if rest.is_empty() { kind } else { Message::new(format!("{}（{rest}）", kind.zh), format!("{} ({rest})", kind.en)) }
}
