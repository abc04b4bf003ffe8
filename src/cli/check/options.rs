//! What `check` goes by: option, then environment variable, then `wxhost.toml`, then the default.

use std::path::PathBuf;

use clap::ValueEnum;
use regex::Regex;

use super::args::{Check, Unreferenced, Update};
use super::shard::Shard;
use crate::cli::coverage::CoverageArgs;
use crate::cli::project::Project;
use crate::cli::{Exit, failure::Failure};
use crate::host::Keep;
use crate::source::Problem;

/// Everything decided.
#[derive(Debug)]
pub(super) struct Options {
    pub grep: Option<Regex>,
    pub grep_invert: Option<Regex>,
    pub jobs: usize,
    pub max_failures: Option<usize>,
    pub repeat_each: usize,
    pub shard: Option<Shard>,
    pub update: Update,
    pub unreferenced: Unreferenced,
    /// Whether approved files must not be written.
    pub ci: bool,
    pub reports: Reports,
    /// What to keep of each run besides its trace.
    pub keep: Keep,
    /// What to do about coverage.
    pub coverage: CoverageArgs,
}

/// The reports to be made.
#[derive(Debug, Default)]
pub(in crate::cli) struct Reports {
    pub junit: Option<PathBuf>,
    pub json: Option<PathBuf>,
    pub tap: Option<PathBuf>,
    pub html: Option<PathBuf>,
    pub github: bool,
}

impl Reports {
    /// Whether any is to be made.
    pub fn any(&self) -> bool {
        self.github || [&self.junit, &self.json, &self.tap, &self.html].iter().any(|path| path.is_some())
    }
}

impl Options {
    pub fn of(args: &Check, project: &Project) -> Result<Self, Failure> {
        let file = &project.settings.check;
        let ci = in_ci();
        let path = |option: &Option<PathBuf>, written: &Option<String>| {
            let option = option.clone().filter(|path| !path.as_os_str().is_empty());
            option.or_else(|| Some(project.path(written.as_deref()?)))
        };
        let update = args.update.map_or_else(|| named("update", file.update.as_deref()), |update| Ok(Some(update)))?;
        let update = update.unwrap_or(if ci { Update::None } else { Update::Missing });
        let unreferenced =
            args.unreferenced.map_or_else(|| named("unreferenced", file.unreferenced.as_deref()), |given| Ok(Some(given)))?;
        let coverage = args.coverage.or(file.coverage, file.coverage_lcov.as_deref().map(|written| project.path(written)));
        let processors = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Ok(Self {
            grep: pattern("--grep", args.grep.as_deref().or(file.grep.as_deref()))?,
            grep_invert: pattern("--grep-invert", args.grep_invert.as_deref().or(file.grep_invert.as_deref()))?,
            jobs: args.jobs.or(file.jobs).filter(|jobs| *jobs > 0).unwrap_or_else(processors),
            max_failures: args.max_failures.or(file.max_failures).filter(|most| *most > 0),
            repeat_each: args.repeat_each.or(file.repeat_each).unwrap_or(1).max(1),
            shard: Shard::find(args.shard.as_deref(), variable)?,
            update: if ci { Update::None } else { update },
            unreferenced: unreferenced.unwrap_or(Unreferenced::Warn),
            ci,
            // A page shows which lines ran.
            keep: Keep {
                coverage: coverage.wanted() || args.report_html.is_some() || file.report_html.is_some(),
                ..Keep::default()
            },
            coverage,
            reports: Reports {
                junit: path(&args.report_junit, &file.report_junit),
                json: path(&args.report_json, &file.report_json),
                tap: path(&args.report_tap, &file.report_tap),
                html: path(&args.report_html, &file.report_html),
                github: args.report_github || file.report_github.unwrap_or_else(|| set("GITHUB_ACTIONS")),
            },
        })
    }

    /// Whether only a part of the scenarios found is run.
    pub fn filtered(&self, args: &Check) -> bool {
        self.grep.is_some() || self.grep_invert.is_some() || self.shard.is_some() || args.last_failed
    }
}

/// Whether this is a machine's run: `CI` is set, and not to `false`.
pub(in crate::cli) fn in_ci() -> bool {
    set("CI")
}

/// An environment variable; an empty one is none.
#[expect(clippy::disallowed_methods, reason = "this is the room that reads the environment")]
pub(in crate::cli) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn set(name: &str) -> bool {
    variable(name).is_some_and(|value| !["0", "false", "no"].contains(&value.to_lowercase().as_str()))
}

fn pattern(option: &str, text: Option<&str>) -> Result<Option<Regex>, Failure> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    Regex::new(text).map(Some).map_err(|error| {
        let why = error.to_string();
        let why = why.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
        let problem = Problem::new(
            format!("{option} 的正则表达式无效：{why}"),
            format!("the regular expression of {option} is not valid: {why}"),
        );
        Failure::new(Exit::Usage, problem.at(format!("{option} {text}")))
    })
}

/// The value of an enumeration in `wxhost.toml`.
fn named<T: ValueEnum>(key: &str, text: Option<&str>) -> Result<Option<T>, Failure> {
    let Some(text) = text else { return Ok(None) };
    T::from_str(text, true).map(Some).map_err(|_| {
        let valid: Vec<String> =
            T::value_variants().iter().filter_map(|value| Some(value.to_possible_value()?.get_name().to_owned())).collect();
        let valid = valid.join(", ");
        let problem = Problem::new(
            format!("wxhost.toml 中 check.{key} = \"{text}\" 无效"),
            format!("check.{key} = \"{text}\" in wxhost.toml is not valid"),
        );
        Failure::new(Exit::Usage, problem.help(format!("可用的值：{valid}"), format!("one of: {valid}")))
    })
}
