//! `wxhost show TRACE`, `diff A B`, `explain A [B]`: saved traces read, compared, told.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::json;

use super::check::indented;
use super::output::{Io, write_file};
use super::texts::saved;
use super::{Exit, failure::Failure};
use crate::report::{self, changes, sentence::sentence};
use crate::source::{Problem, read_text};
use crate::trace::Trace;
use crate::trace::diff::{Diff, diff};
use crate::trace::story::Story;

/// The largest trace that is read.
const LARGEST: u64 = 1 << 30;

/// Show a saved trace
#[derive(Debug, Args)]
pub(super) struct Show {
    /// A trace, as run --format jsonl writes it
    #[arg(value_name = "TRACE")]
    trace: PathBuf,
    /// What to print: text, jsonl, json, console, html (a page to look at), svg, mermaid (the diagram)
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "text", hide_possible_values = true)]
    format: Format,
    /// The author's text, to be shown on the page; must be the one that was run; may be repeated
    #[arg(long = "source", value_name = "FILE")]
    sources: Vec<PathBuf>,
    /// Write the result to FILE instead of stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Compare two saved traces, event by event
#[derive(Debug, Args)]
pub(super) struct Compare {
    /// The trace before
    #[arg(value_name = "A")]
    old: PathBuf,
    /// The trace after
    #[arg(value_name = "B")]
    new: PathBuf,
    /// What to print: text, json, html (both side by side, to look at)
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "text", hide_possible_values = true)]
    format: DiffFormat,
    /// The author's text, to be shown on the page; must be the one that was run before or after; may be repeated
    #[arg(long = "source", value_name = "FILE")]
    sources: Vec<PathBuf>,
    /// Write the result to FILE instead of stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Tell in sentences what happened in a saved trace, or what changed between two
#[derive(Debug, Args)]
pub(super) struct Explain {
    /// A trace
    #[arg(value_name = "A")]
    old: PathBuf,
    /// Another: tell what changed
    #[arg(value_name = "B")]
    new: Option<PathBuf>,
}

/// What `show` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Jsonl,
    Json,
    Console,
    Html,
    Svg,
    Mermaid,
}

/// What `diff` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DiffFormat {
    Text,
    Json,
    Html,
}

pub(super) fn show(args: &Show, io: &mut Io<'_>) -> Result<Exit, Failure> {
    let trace = read(&args.trace)?;
    let to_file = args.output.as_deref().filter(|path| *path != Path::new("-"));
    let text = match args.format {
        Format::Text => {
            let plain = report::text::Options::default();
            let (width, color) = match to_file {
                Some(_) => (plain.width, false),
                None => (io.width.unwrap_or(plain.width), io.color_out),
            };
            report::text::render(&trace, &report::text::Options { lang: io.lang, width, color, all: io.verbose })
        }
        Format::Jsonl => report::jsonl::render(&trace),
        Format::Json => report::json::render(&trace),
        Format::Console => {
            let console = report::console::render_in(&trace, io.lang);
            io.note(&console.stderr);
            console.stdout
        }
        Format::Html => report::html::render(&trace, &saved(&args.sources, &[&trace])?, io.lang),
        Format::Svg => report::svg::render(&trace, io.lang),
        Format::Mermaid => report::mermaid::render(&trace, io.lang),
    };
    match to_file {
        Some(path) => write_file(path, &text)?,
        None => io.print(&text)?,
    }
    Ok(Exit::Ok)
}

pub(super) fn compare(args: &Compare, io: &mut Io<'_>) -> Result<Exit, Failure> {
    let (old, new) = (read(&args.old)?, read(&args.new)?);
    let found = diff(&old, &new);
    let to_file = args.output.as_deref().filter(|path| *path != Path::new("-"));
    let text = match args.format {
        DiffFormat::Json => format!("{}\n", as_json(&found, &old, &new)),
        DiffFormat::Text => {
            super::check::painted(changes::render(&old, &new).in_lang(io.lang), io.color_out && to_file.is_none())
        }
        DiffFormat::Html => report::html::compare(&old, &new, &saved(&args.sources, &[&old, &new])?, io.lang),
    };
    match to_file {
        Some(path) => write_file(path, &text)?,
        None => io.print(&text)?,
    }
    Ok(if found.is_empty() { Exit::Ok } else { Exit::Differs })
}

pub(super) fn explain(args: &Explain, io: &mut Io<'_>) -> Result<Exit, Failure> {
    let old = read(&args.old)?;
    let Some(new) = &args.new else {
        let story = Story::new(&old);
        let lines: String =
            story.events().map(|event| format!("{:>6} ms  {}\n", event.t, sentence(&story, event).in_lang(io.lang))).collect();
        io.print(&lines)?;
        return Ok(Exit::Ok);
    };
    let new = read(new)?;
    let told = changes::render(&old, &new);
    let counts = diff(&old, &new);
    if counts.is_empty() {
        let text = io.lang.pick("两份轨迹讲的是同一件事。\n", "Both traces tell the same.\n").to_owned();
        io.print(&text)?;
        return Ok(Exit::Ok);
    }
    let roots = counts.changes.iter().filter(|change| change.because.is_none()).count() + counts.header.len();
    let led = counts.changes.len() + counts.header.len() - roots;
    let head = match io.lang {
        crate::lang::Lang::Zh => format!("有 {roots} 处变化，由它们又引出 {led} 处：\n"),
        crate::lang::Lang::En => format!("{roots} changed by itself, {led} because of that:\n"),
    };
    io.print(&head)?;
    let text = indented(told.in_lang(io.lang), io.color_out);
    io.print(&text)?;
    Ok(Exit::Differs)
}

fn as_json(found: &Diff, old: &Trace, new: &Trace) -> serde_json::Value {
    let field = |field: &crate::trace::diff::Field| json!({"path": field.path, "old": field.old, "new": field.new});
    let changes: Vec<_> = found
        .changes
        .iter()
        .map(|change| {
            json!({
                "what": format!("{:?}", change.what).to_lowercase(),
                "old": change.old.and_then(|seq| old.event(seq)),
                "new": change.new.and_then(|seq| new.event(seq)),
                "fields": change.fields.iter().map(field).collect::<Vec<_>>(),
                "because": change.because,
            })
        })
        .collect();
    json!({"header": found.header.iter().map(field).collect::<Vec<_>>(), "changes": changes})
}

fn read(path: &Path) -> Result<Trace, Failure> {
    let text = read_text(path, LARGEST)?.text;
    Trace::from_jsonl(&text).map_err(|error| {
        let problem = Problem::from(error.message()).at(path.display().to_string());
        let help =
            problem.help("用 wxhost run … --format jsonl -o FILE 保存轨迹", "wxhost run … --format jsonl -o FILE saves a trace");
        Failure::new(Exit::Unparsable, help)
    })
}
