//! An exploration for reading: a tree of outcomes for each flow, then every finding with the shortest way to it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::report::{Exploration, Finding, Flow, Outcome, Path, RuleAt};
use crate::lang::{Lang, Message};
use crate::trace::brief::brief_text;
use crate::trace::findings;

impl Exploration {
    /// The whole exploration as text.
    pub fn to_text(&self, lang: Lang) -> String {
        let mut out = format!("{}\n", self.composition);
        for flow in &self.flows {
            out.push('\n');
            tree(&mut out, flow, lang);
        }
        if !self.findings.is_empty() {
            let _ = writeln!(out, "\n{}", lang.pick("发现，各附最短的路径", "Findings, each with a shortest path to it"));
            for finding in &self.findings {
                told(&mut out, finding, lang);
            }
        }
        let counts = &self.counts;
        let (run, distinct, duplicates) = (counts.run, counts.distinct, counts.duplicates);
        let (pruned, outcomes) = (counts.pruned, counts.outcomes);
        let zh = format!("运行 {run} 条路径：{distinct} 种不同的经过，{outcomes} 种结局；重复 {duplicates}，剪去 {pruned}");
        let en =
            format!("{run} paths run: {distinct} distinct traces, {outcomes} outcomes; {duplicates} duplicates, {pruned} pruned");
        let _ = writeln!(out, "\n{}", lang.pick(&zh, &en));
        match self.not_covered.as_slice() {
            [] => {
                let _ =
                    writeln!(out, "{}", lang.pick("没有遗漏：所有选择都试过了", "nothing was left out: every choice was tried"));
            }
            cuts => cuts.iter().for_each(|cut| {
                let _ = writeln!(out, "{}{}", lang.pick("未覆盖：", "not covered: "), text(cut, lang));
            }),
        }
        out
    }
}

/// A flow's outcomes, by what the user finally sees.
fn tree(out: &mut String, flow: &Flow, lang: Lang) {
    let _ = writeln!(out, "{}", called(&flow.call, lang));
    let mut order: Vec<&Message> = Vec::new();
    let mut groups: BTreeMap<&str, Vec<&Outcome>> = BTreeMap::new();
    for outcome in &flow.outcomes {
        let group = groups.entry(outcome.sees.en.as_str()).or_default();
        if group.is_empty() {
            order.push(&outcome.sees);
        }
        group.push(outcome);
    }
    let always = always(flow);
    if !always.is_empty() {
        let rules: Vec<String> = always.iter().map(|what| rule_at(what)).collect();
        let _ = writeln!(out, "│  {}{}", lang.pick("每种结局都有：", "in every outcome: "), rules.join(" · "));
    }
    for (index, sees) in order.iter().enumerate() {
        let last = index + 1 == order.len();
        let _ = writeln!(out, "{} {}", if last { "└─" } else { "├─" }, text(sees, lang));
        let stem = if last { "   " } else { "│  " };
        let group = groups.get(sees.en.as_str()).map_or(&[][..], Vec::as_slice);
        for (index, outcome) in group.iter().enumerate() {
            let last = index + 1 == group.len();
            let _ = writeln!(out, "{stem}{} {}", if last { "└─" } else { "├─" }, ending(outcome, &always, lang));
            let _ = writeln!(out, "{stem}{} {}", if last { "  " } else { "│ " }, way(&outcome.path, lang));
        }
    }
}

/// What is wrong in every outcome of a flow.
fn always(flow: &Flow) -> Vec<&RuleAt> {
    let Some(first) = flow.outcomes.first().filter(|_| flow.outcomes.len() > 1) else { return Vec::new() };
    let everywhere = |what: &&RuleAt| flow.outcomes.iter().all(|outcome| outcome.findings.contains(what));
    first.findings.iter().filter(everywhere).collect()
}

fn called(call: &[String], lang: Lang) -> String {
    match call {
        [] => lang.pick("（只加载）", "(loading only)").to_owned(),
        calls => calls.join(lang.pick("，然后 ", ", then ")),
    }
}

/// How it ended and what is wrong with it.
fn ending(outcome: &Outcome, always: &[&RuleAt], lang: Lang) -> String {
    let mut parts = Vec::new();
    match outcome.end.as_str() {
        "clean" => {}
        "unparsable" => parts.push(lang.pick("有文件无法解析", "a file cannot be parsed").to_owned()),
        "script-failed" => parts.push(lang.pick("脚本出错", "the script failed").to_owned()),
        "unknown" => parts.push(lang.pick("未知的接口或请求", "an unknown API or request").to_owned()),
        end => parts.push(end.to_owned()),
    }
    parts.extend(outcome.findings.iter().filter(|what| !always.contains(what)).map(rule_at));
    if parts.is_empty() {
        let clean = outcome.findings.is_empty();
        let words =
            if clean { ("没有发现问题", "nothing is wrong") } else { ("没有别的问题", "nothing else is wrong") };
        parts.push(lang.pick(words.0, words.1).to_owned());
    }
    if outcome.traces > 1 {
        let (zh, en) = (format!("{} 种经过", outcome.traces), format!("{} traces", outcome.traces));
        parts.push(lang.pick(&zh, &en).to_owned());
    }
    parts.join(" · ")
}

fn rule_at(what: &RuleAt) -> String {
    match &what.at {
        Some(at) => format!("{}:{}", what.rule, at.line),
        None => what.rule.clone(),
    }
}

/// A path's choices in words.
fn way(path: &Path, lang: Lang) -> String {
    let number = path.number;
    match path.choices.as_slice() {
        [] => format!("[{number}] {}", lang.pick("平常的一天", "on the ordinary day")),
        choices => {
            let words: Vec<&str> = choices.iter().map(|words| text(words, lang)).collect();
            format!("[{number}] {}", words.join(lang.pick("；", "; ")))
        }
    }
}

fn told(out: &mut String, finding: &Finding, lang: Lang) {
    let place = finding.what.at.as_ref().map(|at| format!(" {}:{}:{}", brief_text(&at.file), at.line, at.column));
    let own = lang.pick("场景文件里的规则", "a rule of the scenario file");
    let title = findings::rule(&finding.what.rule).map_or(own, |rule| rule.title.in_lang(lang));
    let _ = writeln!(out, "\n  {}{} — {title}", brief_text(&finding.what.rule), place.unwrap_or_default());
    let _ = writeln!(out, "    {}", text(&finding.message, lang));
    let _ = writeln!(out, "    {} {}", called(&finding.call, lang), way(&finding.path, lang));
}

fn text(message: &Message, lang: Lang) -> &str {
    lang.pick(&message.zh, &message.en)
}
