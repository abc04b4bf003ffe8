//! `wxhost conform`: runs the conformance suite and prints which facts hold, beside other runtimes' results.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::{Map, Value, json};

use super::output::Io;
use super::{Exit, failure::Failure};
use crate::conform::{Fact, Grid, Verdict, judge, read_folder};
use crate::scenario::Client;
use crate::source::Problem;

/// Run the conformance suite: facts about the platform as small programs
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  wxhost conform\n  wxhost conform tests/wx/login --client android\n  \
    node tests/wx/run.mjs my-mock.mjs > mock.json && wxhost conform --with mock=mock.json")]
pub(super) struct Conform {
    /// Files or folders of facts [default: tests/wx]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The client whose habits are imitated: devtools, android, ios
    #[arg(long, value_enum, env = "WXHOST_CLIENT", hide_env_values = true)]
    client: Option<ClientName>,
    /// Another runtime's results as a column: NAME=FILE, JSON of file name → true or false; repeatable
    #[arg(long = "with", value_name = "NAME=FILE")]
    others: Vec<String>,
    /// What to print: text (a grid, then what differs) or json
    #[arg(long, value_enum, default_value = "text", hide_possible_values = true)]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ClientName {
    Devtools,
    Android,
    Ios,
}

pub(super) fn run(args: &Conform, io: &mut Io<'_>) -> Result<Exit, Failure> {
    let client = args.client.map(|client| match client {
        ClientName::Devtools => Client::Devtools,
        ClientName::Android => Client::Android,
        ClientName::Ios => Client::Ios,
    });
    let default = [PathBuf::from("tests/wx")];
    let paths = if args.paths.is_empty() { &default[..] } else { &args.paths };
    let mut facts = Vec::new();
    for path in paths {
        facts.extend(read_folder(path).map_err(|error| wrong_use(&error.to_string()))?);
    }
    if facts.is_empty() {
        return Ok(Exit::Nothing);
    }
    let judged: Vec<(Fact, Verdict)> = facts
        .into_iter()
        .map(|(path, fact)| {
            let verdict = judge(&path, &fact, client);
            (fact, verdict)
        })
        .collect();
    let mut grid = Grid::default();
    grid.add("wxhost", judged.iter().map(|(fact, verdict)| (fact.clone(), Some(*verdict == Verdict::Holds))));
    for other in &args.others {
        let (name, results) = column(other)?;
        grid.add(&name, judged.iter().map(|(fact, _)| (fact.clone(), results.get(&fact.name).and_then(Value::as_bool))));
    }
    match args.format {
        Format::Text => io.print(&text(&grid, &judged))?,
        Format::Json => io.print(&format!("{:#}\n", document(&judged)))?,
    }
    let all = judged.iter().all(|(_, verdict)| *verdict == Verdict::Holds);
    Ok(if all { Exit::Ok } else { Exit::Differs })
}

fn column(text: &str) -> Result<(String, Map<String, Value>), Failure> {
    let wrong = |reason: &str| wrong_use(&format!("--with {text}: {reason}"));
    let (name, path) = text.split_once('=').ok_or_else(|| wrong("write NAME=FILE"))?;
    let content = std::fs::read_to_string(path).map_err(|error| wrong(&error.to_string()))?;
    match serde_json::from_str(&content) {
        Ok(Value::Object(results)) => Ok((name.to_owned(), results)),
        Ok(_) => Err(wrong("not a JSON object of file name → true or false")),
        Err(error) => Err(wrong(&error.to_string())),
    }
}

fn text(grid: &Grid, judged: &[(Fact, Verdict)]) -> String {
    let mut out = grid.text();
    for (fact, verdict) in judged {
        match verdict {
            Verdict::Holds => {}
            Verdict::Differs { found } => {
                out.push_str(&format!("\n✗ {} · {} ({})\n", fact.name, fact.fact, fact.source));
                for line in fact.expect.lines() {
                    out.push_str(&format!("  - {line}\n"));
                }
                for line in found.lines() {
                    out.push_str(&format!("  + {line}\n"));
                }
            }
            Verdict::Broken { reason } => out.push_str(&format!("\n✗ {} · {}\n  {reason}\n", fact.name, fact.fact)),
        }
    }
    out
}

fn document(judged: &[(Fact, Verdict)]) -> Value {
    let rows = judged.iter().map(|(fact, verdict)| {
        json!({
            "name": fact.name,
            "api": fact.api,
            "fact": fact.fact,
            "since": fact.since,
            "source": fact.source,
            "confidence": fact.confidence,
            "observed": fact.observed,
            "holds": *verdict == Verdict::Holds,
        })
    });
    rows.collect()
}

fn wrong_use(text: &str) -> Failure {
    Failure::new(Exit::Usage, Problem::new(text, text))
}
