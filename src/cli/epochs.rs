//! `wxhost epochs SOURCE`: the same code under the rules of every epoch, and on which day its outcome changed, and why.

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::output::Io;
use super::select::{Request, select};
use super::{Exit, failure::Failure, interrupt};
use crate::host::{self, Plan, Verdict};
use crate::report::changes::render;
use crate::scenario::Set;
use crate::trace::Trace;
use crate::trace::diff::diff;
use crate::world::epoch::{Change, changes};

/// Run the same code under every epoch's rules; report on which day its outcome changed, and why
#[derive(Debug, Args)]
pub(super) struct Epochs {
    /// What to run: article.md, article.md#1,2 (chosen blocks), script.js
    #[arg(value_name = "SOURCE", required = true)]
    sources: Vec<String>,
    /// Evaluate EXPR after the sources are loaded, instead of running a scenario; may be repeated
    #[arg(long, value_name = "EXPR", allow_hyphen_values = true)]
    call: Vec<String>,
    /// Run the scenario with this name [default: the first]
    #[arg(long, value_name = "NAME", conflicts_with = "call")]
    scenario: Option<String>,
    /// Change one value of the scenario; may be repeated
    #[arg(long = "set", value_name = "KEY=VALUE", allow_hyphen_values = true)]
    sets: Vec<String>,
    /// Ignore the scenario file beside the source
    #[arg(long, conflicts_with = "scenario")]
    no_sidecar: bool,
    /// What to print: text, json
    #[arg(long, value_enum, default_value = "text", hide_possible_values = true)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// Where every run's clock starts unless the scenario says it.
const START: &str = "2020-10-06T10:00:00+08:00";

/// The outcome from one day on.
struct Era {
    /// The changes of that day.
    because: Vec<Change>,
    library: String,
    trace: Trace,
    verdict: Verdict,
}

pub(super) fn run(args: &Epochs, io: &mut Io<'_>) -> Result<Exit, Failure> {
    let mut eras: Vec<Era> = Vec::new();
    let all = changes();
    let mut days: Vec<_> = all.iter().map(|change| change.date).collect();
    days.dedup();
    for day in days {
        let because: Vec<Change> = all.iter().filter(|change| change.date == day).cloned().collect();
        let (mut trace, verdict) = run_on(args, &day.to_string())?;
        let library = std::mem::take(&mut trace.header.base_library);
        if let Some(first) = eras.first() {
            trace.header = first.trace.header.clone();
        }
        if interrupt::flag().load(std::sync::atomic::Ordering::Relaxed) {
            return Ok(Exit::Interrupted);
        }
        if eras.last().is_none_or(|last| !diff(&last.trace, &trace).is_empty()) {
            eras.push(Era { because, library, trace, verdict });
        }
    }
    match args.format {
        Format::Text => io.print(&text(&eras, io.lang))?,
        Format::Json => io.print(&format!("{:#}\n", document(&eras)))?,
    }
    Ok(Exit::Ok)
}

fn run_on(args: &Epochs, day: &str) -> Result<(Trace, Verdict), Failure> {
    let mut sets = Vec::new();
    for set in &args.sets {
        sets.push(Set::parse(set)?);
    }
    sets.push(Set::option(&format!("--epoch {day}"), &["epoch"], day));
    let selection = select(&Request {
        sources: &args.sources,
        name: args.scenario.as_deref(),
        ad_hoc: !args.call.is_empty(),
        no_sidecar: args.no_sidecar,
        sets: &sets,
    })?;
    let mut scenario = selection.scenario.clone();
    // The epoch alone decides here: everything else, the hour of the clock included, is the same in every run.
    scenario.base_library = None;
    scenario.start.get_or_insert_with(|| START.to_owned());
    let plan = Plan {
        sources: selection.sources.clone().into(),
        scenario,
        routes: selection.file.file.routes.clone(),
        ad_hoc_calls: args.call.clone(),
        keep: host::Keep::default(),
        ..Plan::default()
    };
    let calls = if args.call.is_empty() { selection.scenario.call.as_deref().unwrap_or_default() } else { &args.call };
    let finished = host::run(plan, interrupt::flag()).map_err(|error| Failure::of_host(error, &selection.sources, calls));
    let finished = finished?;
    Ok((finished.trace, finished.verdict))
}

fn text(eras: &[Era], lang: crate::lang::Lang) -> String {
    use std::fmt::Write as _;
    let mut out = String::new();
    let mut before: Option<&Era> = None;
    for era in eras {
        let Some(first) = era.because.first() else { continue };
        let _ = writeln!(out, "{}  {}", first.date, ending(era, lang));
        if let Some(before) = before {
            for change in &era.because {
                let _ = writeln!(out, "            ▲ {} ({})", change.what.in_lang(lang), change.source);
            }
            for line in render(&before.trace, &era.trace).in_lang(lang).lines().take(12) {
                let _ = writeln!(out, "            {line}");
            }
        }
        before = Some(era);
    }
    let _ = match eras.len() {
        0 | 1 => writeln!(out, "{}", lang.pick("结果在所有时期都一样", "the outcome is the same in every epoch")),
        many => writeln!(
            out,
            "{}",
            lang.pick(&format!("结果变了 {} 次", many - 1), &format!("the outcome changed {} times", many - 1))
        ),
    };
    out
}

/// How a run ended, in a few words.
fn ending(era: &Era, lang: crate::lang::Lang) -> String {
    let findings: Vec<&str> = era.trace.findings().map(|(_, rule, _)| rule).collect();
    let verdict = match &era.verdict {
        Verdict::Clean => lang.pick("正常结束", "comes to rest"),
        Verdict::ScriptFailed => lang.pick("脚本出错", "the script fails"),
        Verdict::Unparsable => lang.pick("有文件无法解析", "a file cannot be parsed"),
        Verdict::UnknownApi => lang.pick("用到了没有的接口或地址", "uses what is not there"),
        Verdict::Limit(_) => lang.pick("到达限制", "meets a limit"),
        Verdict::Interrupted => lang.pick("被中断", "interrupted"),
    };
    if findings.is_empty() { verdict.to_owned() } else { format!("{verdict} · {}", findings.join(", ")) }
}

fn document(eras: &[Era]) -> Value {
    let rows = eras.iter().map(|era| {
        let because: Vec<Value> = era
            .because
            .iter()
            .map(|change| json!({ "zh": change.what.zh, "en": change.what.en, "source": change.source }))
            .collect();
        let findings: Vec<&str> = era.trace.findings().map(|(_, rule, _)| rule).collect();
        json!({
            "since": era.because.first().map(|change| change.date.to_string()),
            "base_library": era.library,
            "because": because,
            "verdict": format!("{:?}", era.verdict),
            "findings": findings,
        })
    });
    rows.collect()
}
