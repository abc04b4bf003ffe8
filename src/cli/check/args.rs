//! The options of `wxhost check`.

use std::path::PathBuf;

use clap::builder::FalseyValueParser;
use clap::{Args, ValueEnum};

use crate::cli::coverage::CoverageArgs;

/// Run every scenario found and compare with the approved traces
#[derive(Debug, Args)]
pub(in crate::cli) struct Check {
    /// Scenario files (.toml), sources beside which one stands, or folders [default: the project]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Only scenarios whose name matches this regular expression
    #[arg(short, long, value_name = "REGEX", env = "WXHOST_GREP", hide_env_values = true, allow_hyphen_values = true)]
    pub grep: Option<String>,
    /// Only scenarios whose name does not match
    #[arg(long, value_name = "REGEX", env = "WXHOST_GREP_INVERT", hide_env_values = true, allow_hyphen_values = true)]
    pub grep_invert: Option<String>,
    /// How many scenarios run at a time [default: one for each processor]
    #[arg(short, long, value_name = "N", env = "WXHOST_JOBS", hide_env_values = true)]
    pub jobs: Option<usize>,
    /// Give every scenario a fresh context and real connections, instead of reusing what is provably as before
    #[arg(long, env = "WXHOST_FRESH", hide_env_values = true, value_parser = FalseyValueParser::new())]
    pub fresh: bool,
    /// List what would run and run nothing
    #[arg(long)]
    pub list: bool,
    /// Only the scenarios that failed last time
    #[arg(long, env = "WXHOST_LAST_FAILED", hide_env_values = true, value_parser = FalseyValueParser::new())]
    pub last_failed: bool,
    /// Stop after N failures
    #[arg(long, value_name = "N", env = "WXHOST_MAX_FAILURES", hide_env_values = true)]
    pub max_failures: Option<usize>,
    /// Run each scenario N times; all must be the same
    #[arg(long, value_name = "N", env = "WXHOST_REPEAT_EACH", hide_env_values = true)]
    pub repeat_each: Option<usize>,
    /// Run the i-th of n parts only [default: from JOB_COMPLETION_INDEX and the like]
    #[arg(long, value_name = "I/N", env = "WXHOST_SHARD", hide_env_values = true)]
    pub shard: Option<String>,
    /// Which approved traces to write: all, changed (and missing), missing, none [default: missing; none when CI is set]
    #[arg(long, value_enum, value_name = "WHICH", env = "WXHOST_UPDATE", hide_env_values = true, hide_possible_values = true)]
    pub update: Option<Update>,
    /// Approved traces that no scenario has: warn, reject, delete, ignore [default: warn]
    #[arg(
        long,
        value_enum,
        value_name = "WHAT",
        env = "WXHOST_UNREFERENCED",
        hide_env_values = true,
        hide_possible_values = true
    )]
    pub unreferenced: Option<Unreferenced>,
    /// Stay, and run again what a changed file affects; Enter runs everything again, q and Enter ends
    #[arg(long, conflicts_with_all = ["list", "last_failed"])]
    pub watch: bool,
    /// Write a JUnit XML report
    #[arg(long, value_name = "FILE", env = "WXHOST_REPORT_JUNIT", hide_env_values = true)]
    pub report_junit: Option<PathBuf>,
    /// Write the results as JSON, which wxhost merge reads
    #[arg(long, value_name = "FILE", env = "WXHOST_REPORT_JSON", hide_env_values = true)]
    pub report_json: Option<PathBuf>,
    /// Write a TAP 14 report
    #[arg(long, value_name = "FILE", env = "WXHOST_REPORT_TAP", hide_env_values = true)]
    pub report_tap: Option<PathBuf>,
    /// Write an HTML report into folder DIR
    #[arg(long, value_name = "DIR", env = "WXHOST_REPORT_HTML", hide_env_values = true)]
    pub report_html: Option<PathBuf>,
    /// Print GitHub annotations as well [default: when GITHUB_ACTIONS is set]
    #[arg(long, env = "WXHOST_REPORT_GITHUB", hide_env_values = true, value_parser = FalseyValueParser::new())]
    pub report_github: bool,
    #[command(flatten)]
    pub coverage: CoverageArgs,
}

/// `--update`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Update {
    All,
    Changed,
    Missing,
    None,
}

/// `--unreferenced`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Unreferenced {
    Warn,
    Reject,
    Delete,
    Ignore,
}
