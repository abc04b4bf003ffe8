//! Findings: named rules over a trace, each with the author's line and an explanation in 中文 and English.
//!
//! One file holds one rule or a small family; [`RULES`] lists them all. A rule reads the trace only, so a saved trace gives
//! the same findings as the run that made it.

mod callback_threw;
mod default_answer;
mod function_redefined;
mod http_error_unnoticed;
mod invalid_url;
mod left_open;
mod login_code;
mod modal_and_login_overlap;
mod parallel_login;
mod profile_is_anonymous;
mod session_key_exposed;
mod silent_failure;
mod success_shown_as_failure;
mod toast;
mod told_by_host;
mod uncaught_exception;
mod undefined_name;
mod unhandled_rejection;

use std::cmp::Ordering;
use std::collections::BTreeMap;

pub use told_by_host::host_says;

use super::brief::clip;
use super::escape::visible;
use super::event::{At, Body, Event, Header, Lane, Trace};
use super::story::Story;
use crate::lang::{Message, Text, told};

/// Every rule, in the order in which findings of one line are shown.
pub const RULES: &[Rule] = &[
    function_redefined::RULE,
    undefined_name::RULE,
    uncaught_exception::RULE,
    callback_threw::RULE,
    unhandled_rejection::RULE,
    silent_failure::RULE,
    invalid_url::RULE,
    http_error_unnoticed::RULE,
    success_shown_as_failure::RULE,
    login_code::REUSED,
    login_code::EXPIRED,
    login_code::UNKNOWN,
    parallel_login::RULE,
    session_key_exposed::RULE,
    profile_is_anonymous::RULE,
    modal_and_login_overlap::RULE,
    toast::EXPIRED_WHILE_WAITING,
    toast::NOTHING_TO_HIDE,
    left_open::UI,
    left_open::PROMISE,
    told_by_host::UNSUPPORTED_API,
    told_by_host::NO_SUCH_ELEMENT,
    told_by_host::UNMATCHED_REQUEST,
    default_answer::RULE,
    told_by_host::LIMIT,
];

/// A rule over a trace.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// The name, as it stands in a finding: `code-reused`.
    pub name: &'static str,
    /// What it finds, in a few words.
    pub title: Text,
    /// Everything it finds in a trace.
    pub check: fn(&Story<'_>) -> Vec<Found>,
}

/// What a rule found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The author's line that it is about.
    pub at: Option<At>,
    /// The events it rests on.
    pub events: Vec<u64>,
    /// What it means here.
    pub message: Message,
}

impl Found {
    pub(super) fn new(at: Option<&At>, events: impl IntoIterator<Item = u64>, message: Message) -> Self {
        let mut events: Vec<u64> = events.into_iter().collect();
        events.sort_unstable();
        events.dedup();
        Self { at: at.cloned(), events, message }
    }
}

/// The rule with this name.
pub fn rule(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.name == name)
}

/// What the rules find in a trace, those of its scenario after the others, in the order of the author's lines, with the name of
/// the rule of each.
pub fn of(trace: &Trace) -> Vec<(&str, Found)> {
    let story = Story::new(trace);
    let mut found: Vec<(usize, Found)> = Vec::new();
    for (index, rule) in RULES.iter().enumerate() {
        push_all(&mut found, index, (rule.check)(&story));
    }
    for (index, rule) in trace.header.rules.iter().enumerate() {
        push_all(&mut found, RULES.len() + index, rule.check(&story));
    }
    found.sort_by(|(rule, one), (other_rule, other)| {
        let by_place = in_order(&trace.header, one.at.as_ref(), other.at.as_ref());
        by_place.then_with(|| (rule, &one.events).cmp(&(other_rule, &other.events)))
    });
    let name = |index: usize| match RULES.get(index) {
        Some(rule) => rule.name,
        None => trace.header.rules.get(index - RULES.len()).map_or("", |rule| rule.name.as_str()),
    };
    found.into_iter().map(|(rule, found)| (name(rule), found)).collect()
}

/// Adds what a rule found; most find nothing.
fn push_all(found: &mut Vec<(usize, Found)>, rule: usize, all: Vec<Found>) {
    if !all.is_empty() {
        found.extend(once_per_place(all).into_iter().map(|found| (rule, found)));
    }
}

/// Writes the findings into the trace, before its `end`; findings that stand there already are replaced.
pub fn append(trace: &mut Trace) {
    let found: Vec<(String, Found)> = of(trace).into_iter().map(|(rule, found)| (rule.to_owned(), found)).collect();
    let end = trace.events.pop_if(|event| matches!(event.body, Body::End { .. }));
    while trace.events.pop_if(|event| matches!(event.body, Body::Finding { .. })).is_some() {}
    let t = end.as_ref().or(trace.events.last()).map_or(0, |event| event.t);
    for (rule, Found { at, events, message }) in found {
        let cause = events.last().copied();
        push(trace, Event { seq: 0, t, lane: Lane::Host, cause, at, body: Body::Finding { rule, message, events } });
    }
    if let Some(end) = end {
        push(trace, end);
    }
}

fn push(trace: &mut Trace, mut event: Event) {
    event.seq = trace.events.len() as u64 + 1;
    trace.events.push(event);
}

/// Places in the order of the author's lines; what has none comes last.
fn in_order(header: &Header, one: Option<&At>, other: Option<&At>) -> Ordering {
    match (one, other) {
        (Some(one), Some(other)) if one.file == other.file => one.cmp(other),
        (Some(one), Some(other)) => (file_rank(header, &one.file), one).cmp(&(file_rank(header, &other.file), other)),
        _ => one.is_none().cmp(&other.is_none()),
    }
}

/// Files in the order in which they were loaded, others after them.
fn file_rank(header: &Header, file: &str) -> usize {
    header.sources.iter().position(|source| source.file == file).unwrap_or(usize::MAX)
}

/// How many of the times that a rule found the same give their events.
const TOLD: u64 = 20;

/// What a rule found several times at one place, such as in a loop, is told once with its count.
fn once_per_place(mut all: Vec<Found>) -> Vec<Found> {
    if let [] | [_] = all.as_mut_slice() {
        for found in &mut all {
            found.events.sort_unstable();
            found.events.dedup();
        }
        return all;
    }
    let mut kept: Vec<(Found, u64)> = Vec::new();
    let mut places: BTreeMap<At, usize> = BTreeMap::new();
    for found in all {
        let known = found.at.as_ref().and_then(|at| places.get(at).copied());
        match (known.and_then(|index| kept.get_mut(index)), &found.at) {
            (Some((first, count)), _) => {
                if *count < TOLD {
                    first.events.extend(found.events);
                }
                *count += 1;
            }
            (None, at) => {
                places.extend(at.clone().map(|at| (at, kept.len())));
                kept.push((found, 1));
            }
        }
    }
    let tell = |(mut found, count): (Found, u64)| {
        found.events.sort_unstable();
        found.events.dedup();
        if count > 1 {
            let Message { zh, en } = &found.message;
            found.message = Message::new(told!("{zh}（同一处共 {count} 次）"), told!("{en} ({count} times here)"));
        }
        found
    };
    kept.into_iter().map(tell).collect()
}

/// An error as the messages name it: `TypeError: …`, or the thrown value.
fn error_text(name: &str, message: &str) -> String {
    let text = if name.is_empty() { visible(message) } else { visible(&told!("{name}: {message}")) };
    clip(&text, 120)
}

/// The same with what the host knows about a function that is not there, which stands behind the message (`wx::explain`).
fn error_words(name: &str, message: &str) -> Message {
    let known = message.strip_suffix(')').and_then(|message| message.rsplit_once(" is not a function ("));
    let Some((callee, about)) = known else {
        let text = error_text(name, message);
        return Message { zh: text.clone(), en: text };
    };
    let text = error_text(name, &told!("{callee} is not a function"));
    if let Some((since, base_library)) =
        about.strip_prefix("since base library ").and_then(|about| about.split_once("; this run has "))
    {
        return Message::new(
            told!("{text}（{callee} 从基础库 {since} 起才有，这次运行的是 {base_library}）"),
            told!("{text} ({callee} came with base library {since}, and this run has {base_library})"),
        );
    }
    let near = about.strip_prefix("did you mean ").and_then(|about| about.strip_suffix('?')).unwrap_or(about);
    Message::new(told!("{text}（是不是想写 {near}？）"), told!("{text} (did you mean {near}?)"))
}

#[cfg(test)]
mod tests;
