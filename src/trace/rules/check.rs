//! What a rule of the author's finds in a trace.

use std::collections::BTreeMap;

use super::pattern::value_at;
use super::relation::overlaps;
use super::words::{self, Broken};
use super::{Pattern, Rule};
use crate::trace::event::{At, Body, Event, Trace, UiAction};
use crate::trace::findings::Found;
use crate::trace::story::Story;

impl Rule {
    /// Every place at which the trace breaks the rule.
    pub fn check(&self, story: &Story<'_>) -> Vec<Found> {
        let picked = |pattern: &Option<Pattern>| -> Vec<&Event> {
            pattern.iter().flat_map(|pattern| story.events().filter(|event| pattern.picks(story, event))).collect()
        };
        let each = picked(&self.each);
        let mut found = Vec::new();
        let mut tell = |events: &[&Event], broken: &Broken<'_>| {
            let about = events.last().copied();
            let place = about.and_then(|event| place(story, event));
            let message = words::message(self, story, about, broken);
            found.push(Found::new(place, events.iter().map(|event| event.seq), message));
        };
        if let Some(must) = &self.must {
            for event in &each {
                if let Some(mismatch) = must.mismatch(story, event) {
                    tell(&[event], &Broken::IsNot(&mismatch));
                }
            }
        }
        if let Some(must_not) = &self.must_not {
            for event in each.iter().filter(|event| must_not.mismatch(story, event).is_none()) {
                tell(&[event], &Broken::Is(must_not));
            }
        }
        for event in picked(&self.never) {
            tell(&[event], &Broken::Happened);
        }
        if let Some(wanted) = &self.followed_by {
            for event in each.iter().filter(|event| !self.has_near(story, event, wanted, true)) {
                tell(&[event], &Broken::NotFollowed(wanted));
            }
        }
        if let Some(wanted) = &self.preceded_by {
            for event in each.iter().filter(|event| !self.has_near(story, event, wanted, false)) {
                tell(&[event], &Broken::NotPreceded(wanted));
            }
        }
        if let Some(most) = self.at_most {
            for (count, event) in self.too_many(story, &each, most) {
                tell(&[event], &Broken::TooMany { count, most });
            }
        }
        if let Some(least) = self.at_least.filter(|least| (each.len() as u64) < *least) {
            tell(&each, &Broken::TooFew { count: each.len() as u64, least });
        }
        if let Some(patterns) = &self.never_together {
            for (first, second) in overlaps(story, patterns, |a, b| self.belong(story, a, b)) {
                tell(&[first, second], &Broken::Together(first));
            }
        }
        found
    }

    /// Whether the trace has any event that the rule is about; a rule about what may never happen is always about something.
    pub fn applies(&self, trace: &Trace) -> bool {
        let story = Story::new(trace);
        self.at_least.is_some() || self.each.as_ref().is_none_or(|each| story.events().any(|event| each.picks(&story, event)))
    }

    /// Whether two events have the same value at `per`.
    fn belong(&self, story: &Story<'_>, a: &Event, b: &Event) -> bool {
        let Some(per) = &self.per else { return true };
        let (a, b) = (value_at(story, a, per), value_at(story, b, per));
        a.is_some() && a == b
    }

    fn has_near(&self, story: &Story<'_>, event: &Event, wanted: &Pattern, after: bool) -> bool {
        let near = |other: &&Event| {
            let distance = if after { other.t.saturating_sub(event.t) } else { event.t.saturating_sub(other.t) };
            let right = if after { other.seq > event.seq } else { other.seq < event.seq };
            right && self.within.is_none_or(|within| distance <= within.0)
        };
        story.events().filter(near).any(|other| wanted.picks(story, other) && self.belong(story, event, other))
    }

    /// The events that are one more than there may be, each with how many there are by then.
    fn too_many<'t>(&self, story: &Story<'t>, each: &[&'t Event], most: u64) -> Vec<(u64, &'t Event)> {
        let mut groups: BTreeMap<String, Vec<&Event>> = BTreeMap::new();
        let mut found = Vec::new();
        for event in each {
            let key = match &self.per {
                None => String::new(),
                Some(per) => match value_at(story, event, per) {
                    Some(value) => value.to_string(),
                    None => continue,
                },
            };
            let group = groups.entry(key).or_default();
            if let Some(within) = self.within {
                group.retain(|earlier| event.t - earlier.t <= within.0);
            }
            group.push(event);
            if group.len() as u64 > most {
                found.push((group.len() as u64, *event));
            }
        }
        found
    }
}

/// The author's line that an event is about.
fn place<'t>(story: &Story<'t>, event: &'t Event) -> Option<&'t At> {
    let call = || story.call_of(event).and_then(|call| call.at.as_ref());
    match &event.body {
        // What is gone from the screen was put there by a call.
        Body::Ui { action, .. } if *action != UiAction::Show => event.at.as_ref().or_else(call),
        _ => event.at.as_ref().or_else(call),
    }
}
