//! `wxhost schema trace|scenario`: the JSON Schemas of traces and scenario files.

use clap::{Args, ValueEnum};

use super::output::Io;
use super::{Exit, failure::Failure};
use crate::scenario::schema;

/// Print the JSON Schema of traces or of scenario files
#[derive(Debug, Args)]
pub(super) struct Schema {
    /// Which format: trace (a line of `wxhost run --format jsonl`) or scenario (`article.md.toml`, `*.scenario.toml`)
    #[arg(value_enum, value_name = "FORMAT", hide_possible_values = true)]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Trace,
    Scenario,
}

pub(super) fn run(args: &Schema, io: &mut Io<'_>) -> Result<Exit, Failure> {
    let text = match args.format {
        Format::Trace => schema::trace(),
        Format::Scenario => schema::scenario(),
    };
    io.print(&text)?;
    Ok(Exit::Ok)
}
