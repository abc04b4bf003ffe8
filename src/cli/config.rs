//! `wxhost config show`: every setting that is not given on a command line, its value, and where that comes from.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::check::{in_ci, variable};
use super::output::Io;
use super::project::{NAME, Project, slashed};
use super::table::aligned;
use super::{Exit, failure::Failure};
use crate::lang::{Lang, Message};
use crate::scenario::{load, sidecar_for};

/// Print the settings in force and where each comes from
#[derive(Debug, Args)]
pub(super) struct Config {
    /// What to do: show
    #[arg(value_enum, value_name = "show", hide_possible_values = true)]
    what: What,
    /// Also show what the scenarios of this source have in common
    #[arg(value_name = "SOURCE")]
    source: Option<PathBuf>,
    /// What to print: text, json
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "text", hide_possible_values = true)]
    format: Format,
}

/// What `config` does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    Show,
}

/// What it prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// One setting.
struct Row {
    key: String,
    value: Value,
    origin: Message,
}

/// Settings with their environment variable and their default in words.
const CHECK: &[(&str, &str, &str)] = &[
    ("paths", "", "."),
    ("snapshots", "", "snapshots beside each scenario file"),
    ("state", "", ".wxhost"),
    ("jobs", "WXHOST_JOBS", "one for each processor"),
    ("update", "WXHOST_UPDATE", "missing"),
    ("unreferenced", "WXHOST_UNREFERENCED", "warn"),
    ("max_failures", "WXHOST_MAX_FAILURES", "no end"),
    ("repeat_each", "WXHOST_REPEAT_EACH", "1"),
    ("grep", "WXHOST_GREP", "every scenario"),
    ("grep_invert", "WXHOST_GREP_INVERT", "no scenario"),
    ("report_junit", "WXHOST_REPORT_JUNIT", "none"),
    ("report_json", "WXHOST_REPORT_JSON", "none"),
    ("report_tap", "WXHOST_REPORT_TAP", "none"),
    ("report_html", "WXHOST_REPORT_HTML", "none"),
    ("report_github", "WXHOST_REPORT_GITHUB", "when GITHUB_ACTIONS is set"),
    ("coverage", "WXHOST_COVERAGE", "false"),
    ("coverage_lcov", "WXHOST_COVERAGE_LCOV", "none"),
];

pub(super) fn run(args: &Config, io: &mut Io<'_>) -> Result<Exit, Failure> {
    let What::Show = args.what;
    let project = Project::of(args.source.as_deref().unwrap_or(Path::new(".")))?;
    let mut rows = check_rows(&project, variable);
    if in_ci()
        && let Some(update) = rows.iter_mut().find(|row| row.key == "check.update")
    {
        (update.value, update.origin) = ("none".into(), from("CI"));
    }
    let lang = match io.lang {
        Lang::Zh => "zh",
        Lang::En => "en",
    };
    let lang_origin = ["WXHOST_LANG", "LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find(|name| variable(name).is_some());
    rows.insert(0, Row { key: "lang".into(), value: lang.into(), origin: lang_origin.map_or_else(default, from) });
    if let Some(source) = &args.source {
        rows.extend(sidecar_rows(source)?);
    }
    let text = match args.format {
        Format::Json => {
            let rows: Vec<Value> =
                rows.iter().map(|row| json!({"key": row.key, "value": row.value, "origin": row.origin.en})).collect();
            format!("{:#}\n", Value::Array(rows))
        }
        Format::Text => {
            let cell = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let rows: Vec<_> =
                rows.iter().map(|row| [row.key.clone(), cell(&row.value), row.origin.in_lang(io.lang).to_owned()]).collect();
            aligned(&rows)
        }
    };
    io.print(&text)?;
    Ok(Exit::Ok)
}

/// The settings of `check`: environment, then file, then default.
fn check_rows(project: &Project, variable: impl Fn(&str) -> Option<String>) -> Vec<Row> {
    let file = slashed(&project.root.join(NAME));
    let written = project.written();
    let row = |(key, name, otherwise): &(&str, &str, &str)| {
        let (value, origin) = match (variable(name), written.get(*key)) {
            (Some(value), _) => (value.into(), from(name)),
            (None, Some(value)) => (value.clone(), Message::new(file.clone(), file.clone())),
            (None, None) => ((*otherwise).into(), default()),
        };
        Row { key: format!("check.{key}"), value, origin }
    };
    CHECK.iter().map(row).collect()
}

/// What a sidecar says for all of its scenarios.
fn sidecar_rows(source: &Path) -> Result<Vec<Row>, Failure> {
    let is_file = source.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"));
    let Some(path) = (if is_file { Some(source.to_owned()) } else { sidecar_for(source) }) else { return Ok(Vec::new()) };
    let file = load(&path)?;
    let name = slashed(&path);
    let origin = || Message::new(name.clone(), name.clone());
    let mut rows: Vec<Row> = Vec::new();
    for (url, target) in &file.file.routes {
        rows.push(Row { key: format!("routes.\"{url}\""), value: target.clone(), origin: origin() });
    }
    for (key, value) in file.defaults() {
        rows.push(Row { key: format!("defaults.{key}"), value, origin: origin() });
    }
    Ok(rows)
}

fn from(variable: &str) -> Message {
    Message::new(format!("环境变量 {variable}"), format!("environment variable {variable}"))
}

fn default() -> Message {
    Message::new("默认", "default")
}
