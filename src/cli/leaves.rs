//! `wxhost explore --format html`: the tree of outcomes, each leaf with the trace of a shortest path to it.

use crate::explore::{Exploration, Explored, Flow, Outcome, RuleAt};
use crate::host::{self, HostError, Keep, Plan};
use crate::lang::{Lang, Message};
use crate::report::html::{self, Leaf};

use super::interrupt;
use super::texts::texts;

/// The page. Every leaf's path is run once more: a path gives the same trace whenever it is run.
pub(super) fn page(plan: &Plan, explored: &Explored, lang: Lang) -> Result<String, HostError> {
    let exploration = &explored.exploration;
    let flows = exploration.flows.iter().map(|flow| self::flow(plan, explored, flow)).collect::<Result<Vec<_>, _>>()?;
    let title = exploration.composition.clone();
    Ok(html::outcomes(&title, &flows, &counts(exploration), lang))
}

fn flow(plan: &Plan, explored: &Explored, flow: &Flow) -> Result<html::Flow, HostError> {
    let always: Vec<&RuleAt> = match flow.outcomes.as_slice() {
        [first, rest @ ..] if !rest.is_empty() => {
            first.findings.iter().filter(|what| rest.iter().all(|outcome| outcome.findings.contains(what))).collect()
        }
        _ => Vec::new(),
    };
    let mut groups: Vec<(Message, Vec<Leaf>)> = Vec::new();
    for outcome in &flow.outcomes {
        let Some(leaf) = leaf(plan, explored, outcome, &always)? else { continue };
        match groups.iter_mut().find(|(sees, _)| *sees == outcome.sees) {
            Some((_, leaves)) => leaves.push(leaf),
            None => groups.push((outcome.sees.clone(), vec![leaf])),
        }
    }
    Ok(html::Flow { call: flow.call.clone(), always: always.into_iter().map(rule_at).collect(), groups })
}

fn leaf(plan: &Plan, explored: &Explored, outcome: &Outcome, always: &[&RuleAt]) -> Result<Option<Leaf>, HostError> {
    let Some(saved) = explored.distinct.path(outcome.path.number) else { return Ok(None) };
    let plan = Plan {
        scenario: saved.scenario,
        ad_hoc_calls: Vec::new(),
        last: false,
        keep: Keep { coverage: true, ..plan.keep },
        ..plan.clone()
    };
    let finished = host::run(plan.clone(), interrupt::flag())?;
    let path = match outcome.path.choices.as_slice() {
        [] => Message::new("平常的一天", "on the ordinary day"),
        choices => {
            let join = |pick: fn(&Message) -> &str, between: &str| choices.iter().map(pick).collect::<Vec<_>>().join(between);
            Message::new(join(|words| &words.zh, "；"), join(|words| &words.en, "; "))
        }
    };
    let bad = outcome.end != "clean" || !outcome.findings.is_empty();
    let sources = texts(&plan.sources, finished.kept.coverage.as_ref());
    Ok(Some(Leaf { end: ending(outcome, always), bad, path, trace: finished.trace, sources }))
}

/// How it ends and what is wrong with it, besides what is wrong everywhere.
fn ending(outcome: &Outcome, always: &[&RuleAt]) -> Message {
    let mut parts = Vec::new();
    match outcome.end.as_str() {
        "clean" => {}
        "unparsable" => parts.push(Message::new("有文件无法解析", "a file cannot be parsed")),
        "script-failed" => parts.push(Message::new("脚本出错", "the script failed")),
        "unknown" => parts.push(Message::new("未知的接口或请求", "an unknown API or request")),
        other => parts.push(Message::new(other, other)),
    }
    let own = outcome.findings.iter().filter(|what| !always.contains(what)).map(rule_at);
    parts.extend(own.map(|rule| Message::new(rule.clone(), rule)));
    if parts.is_empty() {
        parts.push(match outcome.findings.is_empty() {
            true => Message::new("没有发现问题", "nothing is wrong"),
            false => Message::new("没有别的问题", "nothing else is wrong"),
        });
    }
    let join = |pick: fn(&Message) -> &str| parts.iter().map(pick).collect::<Vec<_>>().join(" · ");
    Message::new(join(|part| &part.zh), join(|part| &part.en))
}

fn rule_at(what: &RuleAt) -> String {
    match &what.at {
        Some(at) => format!("{}:{}", what.rule, at.line),
        None => what.rule.clone(),
    }
}

fn counts(exploration: &Exploration) -> Message {
    let counts = &exploration.counts;
    let mut words = Message::new(
        format!("运行 {} 条路径：{} 种不同的经过，{} 种结局", counts.run, counts.distinct, counts.outcomes),
        format!("{} paths run: {} distinct traces, {} outcomes", counts.run, counts.distinct, counts.outcomes),
    );
    for cut in &exploration.not_covered {
        words.zh.push_str(&format!("；未覆盖：{}", cut.zh));
        words.en.push_str(&format!("; not covered: {}", cut.en));
    }
    words
}
