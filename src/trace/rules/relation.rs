//! How events can stand to each other: what comes after or before, what happens too often, what is going on at the same time.

use super::Pattern;
use crate::trace::event::{Body, Event, Outcome, UiAction};
use crate::trace::story::Story;

/// Something that goes on from one event to another.
struct Span<'t> {
    begin: &'t Event,
    /// The event that ends it; absent: it never ends.
    end: Option<u64>,
}

/// Each event that begins while an earlier one that the patterns pick as well is still going on, after that earlier one.
///
/// A call goes on until its first answer, a request until its response, a thing on the screen until it is gone.
pub(in crate::trace) fn overlaps<'t>(
    story: &Story<'t>,
    patterns: &[Pattern],
    together: impl Fn(&Event, &Event) -> bool,
) -> Vec<(&'t Event, &'t Event)> {
    let mut open: Vec<Span<'t>> = Vec::new();
    let mut found = Vec::new();
    for event in story.events().filter(|event| patterns.iter().any(|pattern| pattern.picks(story, event))) {
        let Some(end) = end(story, event) else { continue };
        open.retain(|span| span.end.is_none_or(|end| end > event.seq));
        if let Some(span) = open.iter().rev().find(|span| together(span.begin, event)) {
            found.push((span.begin, event));
        }
        open.push(Span { begin: event, end });
    }
    found
}

/// When what an event begins is over; absent: it begins nothing.
#[expect(clippy::option_option, reason = "no beginning and no end are two things")]
fn end(story: &Story<'_>, event: &Event) -> Option<Option<u64>> {
    match &event.body {
        Body::Call { .. } => {
            let last = |answer: &&Event| !matches!(answer.body, Body::Settle { outcome: Outcome::Event, .. });
            Some(story.answers(event.seq).find(last).map(|answer| answer.seq))
        }
        Body::Request { .. } => Some(story.answers(event.seq).next().map(|answer| answer.seq)),
        Body::Ui { widget, action: UiAction::Show, .. } => {
            let over = |later: &&Event| {
                later.seq > event.seq
                    && matches!(&later.body, Body::Ui { widget: other, action, .. } if other == widget && *action != UiAction::Show)
            };
            Some(story.events().find(over).map(|over| over.seq))
        }
        _ => None,
    }
}
