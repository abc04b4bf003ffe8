//! What a diagram tells, before it has a shape: the rows of the text form in both languages, with findings pinned to them.

use std::collections::BTreeMap;

use super::spans::{Spans, spans};
use crate::lang::{Lang, Message};
use crate::report::text::paint::Tone;
use crate::report::text::row::{LANES, Row, all_rows};
use crate::trace::brief::clip;
use crate::trace::escape::visible;
use crate::trace::story::Story;
use crate::trace::{Body, Event, Outcome};

/// A trace told in rows.
pub(super) struct Told {
    pub rows: Vec<Line>,
}

/// One row.
pub(super) struct Line {
    pub t: u64,
    pub seqs: Vec<u64>,
    pub mark: Option<(usize, char)>,
    pub cells: [Words; LANES],
    pub arrows: Vec<Arrow>,
    /// Where it stands in the author's text, in short: `96 ◂ 27`.
    pub place: String,
    /// Numbers of the findings that point here, each with the event that tells it.
    pub findings: Vec<(usize, u64)>,
    /// What goes on while this row happens.
    pub spans: Spans,
}

/// What a party says.
#[derive(Default)]
pub(super) struct Words {
    pub text: Message,
    pub tone: Tone,
    pub seq: u64,
}

/// From lane to lane.
pub(super) struct Arrow {
    pub from: usize,
    pub to: usize,
    pub seq: u64,
    pub kind: Kind,
}

/// What goes along an arrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Ask,
    Reply,
    Refusal,
    Touch,
}

impl Told {
    pub(super) fn of(story: &Story<'_>) -> Self {
        let (zh, en) = (all_rows(story, Lang::Zh, false), all_rows(story, Lang::En, false));
        let flags = findings(story);
        let spans = spans(story, &en);
        let rows = zh.into_iter().zip(en).zip(spans).map(|((zh, en), spans)| line(story, zh, en, &flags, spans)).collect();
        Self { rows }
    }
}

fn line(story: &Story<'_>, zh: Row, en: Row, flags: &BTreeMap<u64, Vec<(usize, u64)>>, spans: Spans) -> Line {
    let mut cells: [Words; LANES] = Default::default();
    for (words, (zh, en)) in cells.iter_mut().zip(zh.cells.into_iter().zip(en.cells)) {
        *words = Words { text: Message::new(zh.text, en.text), tone: en.tone, seq: en.seq };
    }
    let first = en.seqs.first().copied().unwrap_or_default();
    let arrows = en.arrows.iter().map(|(from, to)| {
        let seq = [*from, *to].into_iter().map(|lane| cells[lane].seq).find(|seq| *seq > 0).unwrap_or(first);
        Arrow { from: *from, to: *to, seq, kind: kind(story, seq) }
    });
    let arrows = arrows.collect();
    let findings = en.seqs.iter().filter_map(|seq| flags.get(seq)).flatten().copied().collect();
    let place = story.trace.event(first).map(|event| place(story, event)).unwrap_or_default();
    Line { t: en.t, mark: en.mark, place, seqs: en.seqs, cells, arrows, findings, spans }
}

fn kind(story: &Story<'_>, seq: u64) -> Kind {
    let Some(event) = story.trace.event(seq) else { return Kind::Ask };
    match &event.body {
        Body::Settle { outcome: Outcome::Fail | Outcome::Reject | Outcome::Throw, .. } => Kind::Refusal,
        Body::Response { status, error, .. } if error.is_some() || status.is_some_and(|status| status >= 400) => Kind::Refusal,
        Body::Settle { .. } | Body::Response { .. } => Kind::Reply,
        // What WeChat tells of an answer stands in the answer's row.
        Body::Platform { .. }
            if story.effects(seq).any(|effect| matches!(effect.body, Body::Settle { .. }) && effect.t == event.t) =>
        {
            Kind::Reply
        }
        Body::Ui { action: crate::trace::UiAction::Answer, .. } => Kind::Touch,
        _ => Kind::Ask,
    }
}

/// Where a call or an error stands: its line, and after ◂ the line that it was called from.
fn place(story: &Story<'_>, event: &Event) -> String {
    let (Some(at), true) = (&event.at, tells_place(event)) else { return String::new() };
    let name = |file: &str| clip(&visible(file.rsplit(['/', '\\']).next().unwrap_or(file)), 16);
    let line = if story.has_one_file() { at.line.to_string() } else { format!("{}:{}", name(&at.file), at.line) };
    match &event.body {
        Body::Call { via, .. } => match via.last() {
            Some(caller) if caller.file == at.file => format!("{line} ◂ {}", caller.line),
            _ => line,
        },
        _ => line,
    }
}

fn tells_place(event: &Event) -> bool {
    matches!(event.body, Body::Call { .. } | Body::Log { .. } | Body::Error { .. } | Body::Invoke { .. })
}

/// The findings by the event that they point at: their number in the trace, from 1, and the event that tells them.
pub(in crate::report) fn findings(story: &Story<'_>) -> BTreeMap<u64, Vec<(usize, u64)>> {
    let mut flags: BTreeMap<u64, Vec<(usize, u64)>> = BTreeMap::new();
    for (index, (event, _, _)) in story.trace.findings().enumerate() {
        flags.entry(points_at(event)).or_default().push((index + 1, event.seq));
    }
    flags
}

/// The event at which a finding is to be looked at: what led to it, else the last that it rests on.
pub(in crate::report) fn points_at(finding: &Event) -> u64 {
    let Body::Finding { events, .. } = &finding.body else { return finding.seq };
    finding.cause.or(events.last().copied()).filter(|seq| *seq < finding.seq).unwrap_or(finding.seq)
}
