//! `wxhost import har FILE`: the start of a scenario from what a browser or DevTools recorded.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::output::{Io, write_file};
use super::{Exit, failure::Failure};
use crate::source::Problem;
use crate::tape::{Imported, Wanted, import};

/// Make the start of a scenario from a recording of another tool
#[derive(Debug, Args)]
pub(super) struct Import {
    /// Which format: har (HAR 1.2, which the network panel of a browser or of WeChat DevTools exports); secrets are masked
    #[arg(value_enum, value_name = "FORMAT", hide_possible_values = true, display_order = 1)]
    format: Format,
    /// The recording
    #[arg(value_name = "FILE", display_order = 2)]
    file: PathBuf,
    /// Write the scenario to FILE instead of stdout
    #[arg(short, long, value_name = "FILE", env = "WXHOST_OUTPUT", hide_env_values = true)]
    output: Option<PathBuf>,
    /// What the scenario runs, such as pages/login.js
    #[arg(long, value_name = "SOURCE")]
    source: Option<String>,
    /// The scenario's name [default: recorded]
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Only requests to this host, such as api.example.com or *.example.com; may be repeated
    #[arg(long = "host", value_name = "HOST")]
    hosts: Vec<String>,
    /// Also what a page loads for itself: scripts, styles, pictures
    #[arg(long)]
    all: bool,
}

/// The formats that are read.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Har,
}

pub(super) fn run(args: &Import, io: &mut Io<'_>) -> Result<Exit, Failure> {
    let Format::Har = args.format;
    let wanted = Wanted { hosts: args.hosts.clone(), everything: args.all, source: args.source.clone(), name: args.name.clone() };
    let Imported { toml, notes, taken } = import(&args.file, &wanted).map_err(|problem| {
        let exit = if args.file.is_file() { Exit::Unparsable } else { Exit::Usage };
        Failure::new(exit, problem)
    })?;
    for note in notes {
        super::message::warn(io, &Problem::from(note));
    }
    if taken == 0 {
        let problem = Problem::new("没有选中任何条目", "no entry was taken").at(args.file.display().to_string());
        return Err(Failure::new(Exit::Nothing, problem));
    }
    match args.output.as_deref().filter(|path| *path != Path::new("-")) {
        Some(path) => write_file(path, &toml)?,
        None => io.print(&toml)?,
    }
    Ok(Exit::Ok)
}
