//! What came of one scenario, as far as it is needed to judge it; a worker process sends it as JSON.

use serde::{Deserialize, Serialize};

use crate::cli::{Exit, failure::Failure};
use crate::host::{Finished, Verdict};
use crate::lang::Message;
use crate::report::suite::Found;
use crate::report::text::{Options, render};
use crate::source::Problem;
use crate::trace::Trace;
use crate::trace::coverage::Coverage;

/// A scenario that was run.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Ran {
    pub verdict: Verdict,
    /// Virtual milliseconds that it took.
    pub virtual_ms: u64,
    pub findings: Vec<Found>,
    /// The trace as it is approved.
    pub text: String,
    /// The trace as JSON Lines, read again only where it is needed.
    pub jsonl: String,
    /// What the scenario's own rules found, a line each.
    pub broken: Option<Message>,
    /// The rules of the scenario, and whether each met anything that it is about.
    pub rules: Vec<(String, bool)>,
    /// What of the code ran, if that was wanted.
    pub coverage: Option<Coverage>,
    /// The first repetition that was not the same: its text and its JSON Lines.
    pub unlike: Option<(String, String)>,
}

impl Ran {
    pub fn of(finished: Finished) -> Self {
        let trace = &finished.trace;
        let findings = trace.findings().map(|(event, rule, message)| Found {
            rule: rule.to_owned(),
            at: event.at.as_ref().map(ToString::to_string),
            message: message.clone(),
        });
        Self {
            virtual_ms: trace.events.last().map_or(0, |event| event.t),
            findings: findings.collect(),
            text: render(trace, &Options::default()),
            jsonl: trace.to_jsonl(),
            broken: broken_rules(trace),
            rules: trace.header.rules.iter().map(|rule| (rule.name.clone(), rule.applies(trace))).collect(),
            coverage: finished.kept.coverage,
            unlike: None,
            verdict: finished.verdict,
        }
    }

    /// A run that was interrupted before it could tell anything.
    pub fn interrupted() -> Self {
        let (text, jsonl) = (String::new(), String::new());
        Self { verdict: Verdict::Interrupted, virtual_ms: 0, findings: Vec::new(), text, jsonl, broken: None, rules: Vec::new(), coverage: None, unlike: None }
    }

    /// The trace.
    pub fn trace(&self) -> Option<Trace> {
        Trace::from_jsonl(&self.jsonl).ok()
    }
}

/// What the scenario's own rules found, a line each.
fn broken_rules(trace: &Trace) -> Option<Message> {
    let told: Vec<Message> = trace
        .broken_rules()
        .map(|(event, rule, message)| {
            let place = event.at.as_ref().map(|at| format!("{at}: ")).unwrap_or_default();
            Message::new(
                format!("违反规则“{rule}”\n    {place}{}", message.zh),
                format!("it breaks the rule \"{rule}\"\n    {place}{}", message.en),
            )
        })
        .collect();
    let all = |pick: fn(&Message) -> &str| told.iter().map(pick).collect::<Vec<_>>().join("\n  ");
    (!told.is_empty()).then(|| Message::new(all(|message| &message.zh), all(|message| &message.en)))
}

/// What a worker answers.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Reply {
    /// The scenario's result, or the exit code and the problems of its failure.
    pub result: Result<Ran, (u8, Vec<Problem>)>,
    /// Whether the worker should be replaced: it holds what a run left behind.
    pub spent: bool,
}

impl Reply {
    pub fn of(result: Result<Ran, Failure>, spent: bool) -> Self {
        Self { result: result.map_err(|failure| (failure.exit.code(), failure.problems)), spent }
    }

    pub fn into_result(self) -> Result<Ran, Failure> {
        self.result.map_err(|(code, problems)| {
            let exit = Exit::ALL.into_iter().find(|exit| exit.code() == code).unwrap_or(Exit::Internal);
            Failure { problems, exit }
        })
    }
}
