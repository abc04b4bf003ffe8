//! A trace with its links followed: what an event led to, which call an answer belongs to, where the author wrote it.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use serde_json::Value;

use super::event::{At, Body, ErrorKind, Event, Lane, Outcome, Trace};
use super::number::push_decimal;
use crate::lang::Message;

/// A read-only view of a trace for rules and reports.
#[derive(Debug)]
pub struct Story<'t> {
    /// The trace.
    pub trace: &'t Trace,
    /// Both are followed when something asks for them.
    effects: OnceCell<Links>,
    answers: OnceCell<Links>,
    errors: Vec<&'t Event>,
    one_file: bool,
}

/// Where events stand in a trace, beside the number of another event that each belongs to; in the order of those numbers.
#[derive(Debug)]
struct Links(Vec<(u64, usize)>);

impl Links {
    fn new(trace: &Trace, to: impl Fn(&Event) -> Option<u64>) -> Self {
        let places = trace.events.iter().enumerate();
        let mut all: Vec<_> = places.filter_map(|(place, event)| Some((to(event)?, place))).collect();
        all.sort_unstable();
        Self(all)
    }

    fn of<'t>(&self, trace: &'t Trace, seq: u64) -> impl ExactSizeIterator<Item = &'t Event> + DoubleEndedIterator {
        let first = self.0.partition_point(|(to, _)| *to < seq);
        let count = self.0[first..].iter().take_while(|(to, _)| *to == seq).count();
        self.0[first..first + count].iter().map(|(_, place)| &trace.events[*place])
    }
}

impl<'t> Story<'t> {
    /// A view of `trace`, whose links are followed at most once.
    pub fn new(trace: &'t Trace) -> Self {
        let mut errors = Vec::new();
        let mut file: Option<&str> = None;
        let mut one_file = true;
        for event in &trace.events {
            if matches!(event.body, Body::Error { .. }) {
                errors.push(event);
            }
            if let Some(at) = &event.at {
                one_file &= file.is_none_or(|file| file == at.file);
                file = Some(&at.file);
            }
        }
        Self { trace, effects: OnceCell::new(), answers: OnceCell::new(), errors, one_file }
    }

    /// All events, in order.
    pub fn events(&self) -> impl Iterator<Item = &'t Event> + use<'t> {
        self.trace.events.iter()
    }

    /// The errors, in order.
    pub fn errors(&self) -> impl Iterator<Item = &'t Event> {
        self.errors.iter().copied()
    }

    /// The events that this event led to directly, in order.
    pub fn effects(&self, seq: u64) -> impl ExactSizeIterator<Item = &'t Event> + DoubleEndedIterator {
        let cause = |event: &Event| event.cause;
        self.effects.get_or_init(|| Links::new(self.trace, cause)).of(self.trace, seq)
    }

    /// Whether this event led, directly or not, to one that `wanted` accepts.
    pub fn leads_to(&self, seq: u64, wanted: impl Fn(&Event) -> bool) -> bool {
        let mut seen = BTreeSet::from([seq]);
        let mut open = vec![seq];
        while let Some(seq) = open.pop() {
            for effect in self.effects(seq) {
                if wanted(effect) {
                    return true;
                }
                if seen.insert(effect.seq) {
                    open.push(effect.seq);
                }
            }
        }
        false
    }

    /// The answers to a call (each callback that ran) or to a request, in order.
    pub fn answers(&self, seq: u64) -> impl ExactSizeIterator<Item = &'t Event> + DoubleEndedIterator {
        let answered = |event: &Event| match event.body {
            Body::Settle { of, .. } | Body::Response { of, .. } => Some(of),
            _ => None,
        };
        self.answers.get_or_init(|| Links::new(self.trace, answered)).of(self.trace, seq)
    }

    /// The event that led to this one. What a handler does after it took an error is led to by that error.
    pub fn cause(&self, event: &Event) -> Option<&'t Event> {
        let cause = match &event.body {
            Body::Error { what: ErrorKind::Caught, of, .. } => of.or(event.cause),
            _ => event.cause,
        };
        // Causes come earlier; a trace made by hand that says otherwise must not make us run in circles.
        self.trace.event(cause.filter(|cause| *cause < event.seq)?)
    }

    /// The events that led to this one, nearest first. Chains that never end, as of a timer that sets itself again, are cut.
    pub fn causes(&self, event: &Event) -> impl Iterator<Item = &'t Event> {
        const LONGEST: usize = 256;
        std::iter::successors(self.cause(event), |event| self.cause(event)).take(LONGEST)
    }

    /// The `wx` call that an answer, a request, an answer to a request or a thing on the screen belongs to.
    pub fn call_of(&self, event: &'t Event) -> Option<&'t Event> {
        let mut event = event;
        loop {
            let next = match &event.body {
                Body::Call { .. } => return Some(event),
                Body::Settle { of, .. } | Body::Response { of, .. } => Some(*of),
                Body::Request { of, .. } => of.or(event.cause),
                Body::Ui { .. } | Body::Platform { .. } | Body::State { .. } => event.cause,
                _ => None,
            };
            event = self.trace.event(next.filter(|next| *next < event.seq)?)?;
        }
    }

    /// Where a caller of this call stands whose line tells it from another call at the same place: `request(…)`, not the
    /// `wx.request` that all requests share. Without another call, the place of the call itself.
    pub fn place_apart(&self, call: &'t Event, other: Option<&Event>) -> Option<&'t At> {
        let other = other.filter(|other| other.at == call.at && other.seq != call.seq);
        let (Body::Call { via, .. }, Some(Body::Call { via: others, .. })) = (&call.body, other.map(|other| &other.body)) else {
            return call.at.as_ref();
        };
        let apart = via.iter().enumerate().find(|(index, at)| others.get(*index) != Some(at));
        apart.map(|(_, at)| at).or(call.at.as_ref())
    }

    /// How a text names a place: by its line alone when the trace knows only one file.
    pub fn place(&self, at: &At) -> Message {
        let (file, line) = (&at.file, at.line);
        if self.one_file {
            let around = |before: &str, after: &str| {
                let mut text = String::with_capacity(24);
                text.push_str(before);
                push_decimal(&mut text, line.into());
                text.push_str(after);
                text
            };
            Message { zh: around("第 ", " 行"), en: around("line ", "") }
        } else {
            Message::new(format!("{file} 第 {line} 行"), format!("{file}:{line}"))
        }
    }

    /// Like [`Story::place`], in brackets after a space; empty when the place is not known.
    pub fn in_brackets(&self, at: Option<&At>) -> Message {
        at.map_or_else(Message::default, |at| {
            let place = self.place(at);
            Message { zh: ["（", &place.zh, "）"].concat(), en: [" (", &place.en, ")"].concat() }
        })
    }

    /// Where a call stands and which line began what led to it, in brackets after a space: ` (line 96, from line 57)`.
    pub fn call_in_brackets(&self, call: Option<&Event>) -> Message {
        let from = match call.map(|call| &call.body) {
            Some(Body::Call { via, .. }) => via.last(),
            _ => None,
        };
        match (call.and_then(|call| call.at.as_ref()), from) {
            (Some(at), Some(from)) => {
                let (at, from) = (self.place(at), self.place(from));
                Message {
                    zh: ["（", &at.zh, "，由", &from.zh, "调用）"].concat(),
                    en: [" (", &at.en, ", from ", &from.en, ")"].concat(),
                }
            }
            (at, _) => self.in_brackets(at),
        }
    }

    /// Whether the trace knows places in one file only, so that a line number says it all.
    pub fn has_one_file(&self) -> bool {
        self.one_file
    }
}

impl Event {
    /// The name of the API that a call or an answer is about.
    pub fn api(&self) -> Option<&str> {
        match &self.body {
            Body::Call { api, .. } | Body::Settle { api, .. } => Some(api),
            _ => None,
        }
    }

    /// Whether this is a call of the API.
    pub fn calls(&self, name: &str) -> bool {
        matches!(&self.body, Body::Call { api, .. } if api == name)
    }

    /// The result if this is an answer of success, as a callback or as a promise.
    pub fn success(&self) -> Option<&Value> {
        match &self.body {
            Body::Settle { outcome: Outcome::Success | Outcome::Resolve | Outcome::Return, result, .. } => Some(result),
            _ => None,
        }
    }

    /// The result if this is an answer of failure, as a callback, a promise or an exception.
    pub fn failure(&self) -> Option<&Value> {
        match &self.body {
            Body::Settle { outcome: Outcome::Fail | Outcome::Reject | Outcome::Throw, result, .. } => Some(result),
            _ => None,
        }
    }

    /// The detail if this is the platform's `action`.
    pub fn platform(&self, name: &str) -> Option<&Value> {
        match &self.body {
            Body::Platform { action, detail } if action == name => Some(detail),
            _ => None,
        }
    }

    /// Whether this is an HTTP request that the mini-program made, not one between servers.
    pub fn is_page_request(&self) -> bool {
        matches!(self.body, Body::Request { .. }) && matches!(self.lane, Lane::Page | Lane::Wx)
    }
}

/// A member of what has few of them, as results and details do: then to look at each is quicker than to hash the name.
pub fn member<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    value.as_object()?.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
}

/// The `errMsg` of a result of `wx`, or a rejection that is a text itself.
pub fn err_msg(result: &Value) -> Option<&str> {
    member(result, "errMsg").or(Some(result)).and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::fixture;

    #[test]
    fn a_requests_caller_tells_it_from_another() {
        let trace = fixture::both_blocks();
        let story = Story::new(&trace);
        let calls: Vec<_> = story.events().filter(|event| event.calls("request")).collect();
        let line = |call, other| story.place_apart(call, other).map(|at| at.line);
        assert_eq!(line(calls[0], None), Some(96));
        assert_eq!(line(calls[1], Some(calls[0])), Some(57));
    }

    #[test]
    fn causes_pass_through_a_caught_error_to_what_threw_it() {
        let trace = fixture::both_blocks();
        let story = Story::new(&trace);
        let modal = story.events().find(|event| event.calls("showModal")).unwrap();
        let kinds: Vec<_> = story.causes(modal).map(|event| event.body.kind()).take(4).collect();
        assert_eq!(kinds, ["error", "error", "settle", "response"]);
    }

    #[test]
    fn a_trace_that_points_at_itself_ends() {
        let mut trace = fixture::login_succeeds();
        for event in &mut trace.events {
            event.cause = Some(event.seq);
        }
        let story = Story::new(&trace);
        assert!(story.events().all(|event| story.causes(event).count() == 0));
        assert!(!story.leads_to(1, |_| false));
    }
}
