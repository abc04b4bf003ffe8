//! Where the walk is: the steps, the place in the author's text that belongs to each, and the findings that rest on it.

use crate::lang::{Lang, Message};
use crate::report::text::{Options, Pieces, Step, steps};
use crate::trace::phone::Phone;
use crate::trace::story::Story;
use crate::trace::{At, Body, Event, Trace};

/// How many steps a page is.
const PAGE: usize = 10;

/// Where to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Move {
    Next,
    Back,
    Page,
    PageBack,
    First,
    Last,
    /// To the next step with a finding, from the last one to the first again.
    Finding,
    FindingBack,
    /// To the step that led to this one.
    Cause,
}

/// A finding and the step that it rests on.
#[derive(Debug)]
pub(super) struct Found {
    pub step: usize,
    pub rule: String,
    pub message: Message,
}

/// A walk through a trace.
#[derive(Debug)]
pub(super) struct Walk<'t> {
    pub trace: &'t Trace,
    /// Name and text of every source.
    pub texts: Vec<(String, String)>,
    pub lang: Lang,
    /// The current step.
    pub here: usize,
    /// By step.
    pub findings: Vec<Found>,
    steps: Vec<Step>,
    places: Vec<Option<(At, bool)>>,
    causes: Vec<Option<usize>>,
}

impl<'t> Walk<'t> {
    pub fn new(trace: &'t Trace, texts: Vec<(String, String)>, lang: Lang) -> Self {
        let story = Story::new(trace);
        let (_, steps) = steps(trace, &Options { lang, ..Options::default() });
        let step_of = |seq: u64| steps.iter().position(|step| step.seqs.contains(&seq));
        let causes = steps.iter().map(|step| {
            let first = trace.event(*step.seqs.first()?)?;
            story.causes(first).find_map(|cause| step_of(cause.seq))
        });
        let places = steps.iter().map(|step| {
            let events = || step.seqs.iter().filter_map(|seq| trace.event(*seq));
            let own = events().find_map(|event| event.at.clone()).map(|at| (at, true));
            // An answer has no place of its own; it belongs to the call that it answers.
            own.or_else(|| events().find_map(loaded).map(|at| (at, false))).or_else(|| {
                let first = events().next()?;
                let at = std::iter::once(first).chain(story.causes(first)).find_map(|event| event.at.clone())?;
                Some((at, false))
            })
        });
        let mut findings: Vec<Found> = trace
            .events
            .iter()
            .filter_map(|event| {
                let Body::Finding { rule, message, events } = &event.body else { return None };
                let step = events.iter().rev().chain(&event.cause).find_map(|seq| step_of(*seq))?;
                Some(Found { step, rule: rule.clone(), message: message.clone() })
            })
            .collect();
        findings.sort_by_key(|found| found.step);
        let (causes, places) = (causes.collect(), places.collect());
        Self { trace, texts, lang, here: 0, findings, steps, places, causes }
    }

    /// Goes somewhere; what is not there is nowhere to go.
    pub fn go(&mut self, to: Move) {
        let last = self.steps.len().saturating_sub(1);
        self.here = match to {
            Move::Next => (self.here + 1).min(last),
            Move::Back => self.here.saturating_sub(1),
            Move::Page => (self.here + PAGE).min(last),
            Move::PageBack => self.here.saturating_sub(PAGE),
            Move::First => 0,
            Move::Last => last,
            Move::Finding => {
                let after = self.findings.iter().find(|found| found.step > self.here);
                after.or(self.findings.first()).map_or(self.here, |found| found.step)
            }
            Move::FindingBack => {
                let before = self.findings.iter().rev().find(|found| found.step < self.here);
                before.or(self.findings.last()).map_or(self.here, |found| found.step)
            }
            Move::Cause => self.causes.get(self.here).copied().flatten().unwrap_or(self.here),
        };
    }

    /// How many steps there are.
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// The current step's virtual time.
    pub fn t(&self) -> u64 {
        self.steps.get(self.here).map_or(0, |step| step.t)
    }

    /// Where the current step stands in the author's text, and whether it is its own place, not that of what led to it.
    pub fn place(&self) -> Option<&(At, bool)> {
        self.places.get(self.here)?.as_ref()
    }

    /// The step that led to the current one.
    pub fn cause(&self) -> Option<usize> {
        self.causes.get(self.here).copied().flatten()
    }

    /// What rests on the current step.
    pub fn found_here(&self) -> impl Iterator<Item = &Found> {
        self.findings.iter().filter(|found| found.step == self.here)
    }

    /// The phone after the current step.
    pub fn phone(&self) -> Phone {
        let last = self.steps.get(self.here).and_then(|step| step.seqs.iter().max());
        Phone::after(self.trace, last.copied().unwrap_or_default())
    }

    /// The drawing: the rails' names, and each step's lines, for a window of this width.
    pub fn lanes(&self, width: usize) -> (Vec<Pieces>, Vec<Step>) {
        steps(self.trace, &Options { lang: self.lang, width, ..Options::default() })
    }

    /// The text of a source.
    pub fn text(&self, file: &str) -> Option<&str> {
        self.texts.iter().find(|(name, _)| name == file).map(|(_, text)| text.as_str())
    }
}

/// Where a source that was loaded begins to define something.
fn loaded(event: &Event) -> Option<At> {
    let Body::Load { source, defines } = &event.body else { return None };
    let first = defines.first()?;
    let file = source.rsplit_once('#').map_or(source.as_str(), |(file, _)| file);
    Some(At { file: file.to_owned(), line: first.line, column: first.column })
}
