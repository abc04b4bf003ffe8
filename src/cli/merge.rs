//! `wxhost merge REPORT.json…`: the results of several shards as one, and every report of the whole.

use std::path::{Path, PathBuf};

use clap::Args;

use super::check::{Reports, summary, write_reports};
use super::output::Io;
use super::{Exit, failure::Failure};
use crate::report::suite::{Status, Suite};
use crate::source::{Problem, read_text};

/// The largest report that is read.
const LARGEST: u64 = 1 << 30;

/// Put the results of several shards together
#[derive(Debug, Args)]
pub(super) struct Merge {
    /// Results that check --report-json wrote
    #[arg(value_name = "REPORT", required = true)]
    reports: Vec<PathBuf>,
    /// Write the results of the whole as JSON
    #[arg(long, value_name = "FILE")]
    report_json: Option<PathBuf>,
    /// Write a JUnit XML report
    #[arg(long, value_name = "FILE")]
    report_junit: Option<PathBuf>,
    /// Write a TAP 14 report
    #[arg(long, value_name = "FILE")]
    report_tap: Option<PathBuf>,
    /// Write an HTML report into folder DIR
    #[arg(long, value_name = "DIR")]
    report_html: Option<PathBuf>,
    /// Print GitHub annotations
    #[arg(long)]
    report_github: bool,
}

pub(super) fn run(args: &Merge, io: &mut Io<'_>) -> Result<Exit, Failure> {
    let parts: Vec<Suite> = args.reports.iter().map(|path| read(path)).collect::<Result<_, _>>()?;
    let missing = missing(&parts);
    let mut whole = Suite::merged(parts);
    if !missing.is_empty() {
        whole.complete = false;
        let list = missing.join(", ");
        let problem = Problem::new(format!("缺少这几份：{list}"), format!("parts are missing: {list}"));
        super::message::print(io, &[problem]);
    }
    let reports = Reports {
        junit: args.report_junit.clone(),
        json: args.report_json.clone(),
        tap: args.report_tap.clone(),
        html: args.report_html.clone(),
        github: args.report_github,
    };
    write_reports(&whole, &reports, io)?;
    for case in whole.cases.iter().filter(|case| case.status.failed()) {
        let message = case.message.as_ref().map_or("", |message| message.in_lang(io.lang));
        io.print(&format!("{}:{}:{}: {}: {message}\n", case.file, case.line, case.column, case.name))?;
    }
    io.print(&format!("{}\n", summary(&whole, io)))?;
    Ok(exit_of(&whole))
}

/// The exit code that `check` would have had, as far as results tell.
fn exit_of(suite: &Suite) -> Exit {
    let any = |wanted: fn(Status) -> bool| suite.cases.iter().any(|case| wanted(case.status));
    if any(|status| status == Status::Interrupted) {
        Exit::Interrupted
    } else if !suite.broken.is_empty() || any(|status| status == Status::Error) {
        Exit::Unparsable
    } else if any(|status| status == Status::Limit) {
        Exit::Limit
    } else if any(Status::failed) || !suite.complete {
        Exit::Differs
    } else {
        Exit::Ok
    }
}

/// The parts that nobody gave: `2/3`.
fn missing(parts: &[Suite]) -> Vec<String> {
    let given: Vec<&str> = parts.iter().filter_map(|part| part.shard.as_deref()).collect();
    let totals = given.iter().filter_map(|shard| shard.split_once('/')?.1.parse::<usize>().ok());
    let Some(total) = totals.max() else { return Vec::new() };
    (1..=total).map(|index| format!("{index}/{total}")).filter(|shard| !given.contains(&shard.as_str())).collect()
}

fn read(path: &Path) -> Result<Suite, Failure> {
    let text = read_text(path, LARGEST)?.text;
    Suite::from_json(&text).map_err(|why| Failure::new(Exit::Unparsable, Problem::from(why).at(path.display().to_string())))
}
