//! `wxhost render article.md -o DIR`: the article as a page, with every scenario's diagram and findings at its block, and a badge.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;

use super::output::{Io, write_file};
use super::select::{self, scenario_file};
use super::texts::texts;
use super::{Exit, failure::Failure, interrupt};
use crate::host::{self, Census, Finished, Keep, Plan, Verdict};
use crate::lang::Message;
use crate::report::html::{self, Block, Ran, Scripted};
use crate::scenario::{About, Scenario, ScenarioFile};
use crate::source::{Problem, Source, Spec};
use crate::trace::coverage::Coverage;

/// Make a page of an article: every block with its scenarios, their diagrams and findings, and a badge
///
/// Example: wxhost render article.md -o site
#[derive(Debug, Args)]
pub(super) struct Render {
    /// The article: article.md
    #[arg(value_name = "ARTICLE")]
    source: String,
    /// Write the pages into folder DIR
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
}

pub(super) fn run(args: &Render, io: &mut Io<'_>) -> Result<Exit, Failure> {
    let spec = Spec::parse(&args.source)?;
    let source = Source::open_spec(&Spec { path: spec.path.clone(), blocks: None }, crate::source::DEFAULT_LIMIT)?;
    let file = scenario_file(std::slice::from_ref(&args.source), false)?;
    let census = host::census(&source);
    let folder = &args.output;
    std::fs::create_dir_all(folder).map_err(|error| {
        let shown = folder.display();
        Failure::new(
            Exit::Usage,
            Problem::new(format!("无法建立 {shown}：{error}"), format!("could not create {shown}: {error}")),
        )
    })?;

    let mut names = PageNames::default();
    let mut scenarios = Vec::new();
    let mut coverage = None;
    for (sources, scenario) in planned(&file, &source, &census)? {
        let mut finished = run_one(&file, &sources, &scenario)?;
        if finished.verdict == Verdict::Interrupted {
            return Ok(Exit::Interrupted);
        }
        let page = names.of(&scenario.name);
        write_file(
            &folder.join(&page),
            &html::render(&finished.trace, &texts(&sources, finished.kept.coverage.as_ref()), io.lang),
        )?;
        Coverage::sum(&mut coverage, finished.kept.coverage.take());
        scenarios.push(ran(&scenario, &sources, finished, page));
    }
    let scripted = Scripted {
        source: texts(std::slice::from_ref(&source), coverage.as_ref()).remove(0),
        title: source.title.clone().unwrap_or_else(|| source.name.clone()),
        blocks: blocks(&census),
        scenarios,
    };
    write_file(&folder.join("index.html"), &html::article(&scripted, io.lang))?;
    write_file(&folder.join("badge.svg"), &html::badge(&scripted, io.lang))?;
    let (shown, count) = (folder.join("index.html").display().to_string(), scripted.scenarios.len());
    let found: usize = scripted.scenarios.iter().map(|ran| ran.trace.findings().count()).sum();
    io.print(io.lang.pick(
        &format!("{shown}：{count} 个场景，{found} 个发现\n"),
        &format!("{shown}: {count} scenarios, {found} findings\n"),
    ))?;
    Ok(Exit::Ok)
}

/// The scenarios of the file beside the article; without one, each block that is a program by itself.
fn planned(file: &ScenarioFile, source: &Source, census: &[Census]) -> Result<Vec<(Vec<Source>, Scenario)>, Failure> {
    if !file.file.scenarios.is_empty() {
        return (0..file.file.scenarios.len()).map(|index| select::open(file, index)).collect();
    }
    let mut all = Vec::new();
    for found in census.iter().filter(|found| found.mistake.is_none()) {
        let Some(block) = found.block else { continue };
        let spec = Spec { path: source.path.clone(), blocks: Some(vec![block]) };
        let about = About::Both(Message::new("只加载这个代码块", "this block is loaded, nothing is called"));
        let scenario = Scenario { name: format!("block {block}"), about: Some(about), ..file.ad_hoc(&[])? };
        all.push((vec![Source::open_spec(&spec, crate::source::DEFAULT_LIMIT)?], scenario));
    }
    Ok(all)
}

fn run_one(file: &ScenarioFile, sources: &[Source], scenario: &Scenario) -> Result<Finished, Failure> {
    let plan = Plan {
        sources: sources.to_vec().into(),
        scenario: scenario.clone(),
        routes: file.file.routes.clone(),
        keep: Keep { coverage: true, ..Keep::default() },
        ..Plan::default()
    };
    let calls = scenario.call.clone().unwrap_or_default();
    host::run(plan, interrupt::flag()).map_err(|error| Failure::of_host(error, sources, &calls))
}

fn ran(scenario: &Scenario, sources: &[Source], finished: Finished, page: String) -> Ran {
    let about = match &scenario.about {
        Some(About::Both(message)) => message.clone(),
        Some(About::Text(text)) => Message::new(text, text),
        None => Message::default(),
    };
    let failed = match &finished.verdict {
        Verdict::Clean | Verdict::Interrupted => None,
        Verdict::ScriptFailed => Some(Message::new("脚本出错", "the script fails")),
        Verdict::Unparsable => Some(Message::new("有文件无法解析", "a file cannot be parsed")),
        Verdict::UnknownApi => Some(Message::new("未知的接口或请求", "an unknown API or request")),
        Verdict::Limit(name) => Some(Message::new(format!("到达上限：{name}"), format!("a limit is reached: {name}"))),
    };
    let blocks = sources.iter().flat_map(Source::chosen_blocks).collect();
    Ran { name: scenario.name.clone(), about, blocks, failed, trace: finished.trace, page }
}

/// The blocks, each with what it takes from those before it and what it replaces.
fn blocks(census: &[Census]) -> Vec<Block> {
    let home = |name: &str, not: Option<usize>| {
        census.iter().find(|other| other.block != not && other.defines.iter().any(|definition| definition.name == name))
    };
    let mut before: BTreeMap<&str, u32> = BTreeMap::new();
    let mut blocks = Vec::new();
    for found in census {
        let redefines = found.defines.iter().filter_map(|definition| {
            before.get(definition.name.as_str()).map(|line| (definition.name.clone(), definition.line, *line))
        });
        blocks.push(Block {
            number: found.block.unwrap_or_default(),
            defines: found.defines.iter().map(|definition| (definition.name.clone(), definition.line)).collect(),
            redefines: redefines.collect(),
            needs: found.needs.iter().map(|name| (name.clone(), home(name, found.block).and_then(|other| other.block))).collect(),
            fragment: found.mistake.as_ref().map(|mistake| Message::new(format!("解析不了：{mistake}"), mistake.clone())),
        });
        before.extend(found.defines.iter().map(|definition| (definition.name.as_str(), definition.line)));
    }
    blocks
}

/// Names of files that scenarios get: what of their name a file can be called, each once.
#[derive(Debug, Default)]
pub(super) struct PageNames {
    used: BTreeMap<String, usize>,
}

impl PageNames {
    /// A name that no other page has.
    pub(super) fn of(&mut self, name: &str) -> String {
        let mut slug = String::new();
        for c in name.to_lowercase().chars().take(60) {
            match c.is_alphanumeric() {
                true => slug.push(c),
                false if slug.ends_with('-') || slug.is_empty() => {}
                false => slug.push('-'),
            }
        }
        let slug = slug.trim_end_matches('-');
        // `index` is the page of them all.
        let slug = if slug.is_empty() || slug == "index" { "scenario" } else { slug };
        let count = *self.used.entry(slug.to_owned()).and_modify(|count| *count += 1).or_insert(1);
        if count == 1 { format!("{slug}.html") } else { self.of(&format!("{slug} {count}")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_has_a_name_of_its_own() {
        let mut names = PageNames::default();
        let all = ["login succeeds", "Login: succeeds!", "登录 成功", "index", "../..", "login succeeds", "login succeeds 2"];
        let pages: Vec<String> = all.iter().map(|name| names.of(name)).collect();
        assert_eq!(pages[..4], ["login-succeeds.html", "login-succeeds-2.html", "登录-成功.html", "scenario.html"]);
        let mut unique = pages.clone();
        unique.sort();
        unique.dedup();
        assert_eq!(unique.len(), pages.len(), "{pages:?}");
    }
}
