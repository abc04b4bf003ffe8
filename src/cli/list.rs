//! `wxhost run article.md --list`: the scenarios beside a source.

use serde_json::json;
use unicode_width::UnicodeWidthStr as _;

use super::failure::Failure;
use super::message;
use super::output::Io;
use super::table::aligned;
use crate::lang::Lang;
use crate::scenario::{Scenario, ScenarioFile};
use crate::source::Problem;

/// Prints the scenarios of `file`; `source` is what the user called the article.
pub(super) fn print(io: &mut Io<'_>, file: &ScenarioFile, source: &str) -> Result<(), Failure> {
    if file.file.scenarios.is_empty() {
        let problem = Problem::new(format!("{source} 没有场景"), format!("{source} has no scenarios")).help(
            format!("场景写在旁边的 {source}.toml 里；wxhost schema scenario 给出它的格式"),
            format!("they would stand in {source}.toml beside it; wxhost schema scenario prints the format"),
        );
        message::warn(io, &problem);
        return Ok(());
    }
    let rows: Vec<[String; 4]> = file.file.scenarios.iter().map(|scenario| row(scenario, io.lang)).collect();
    let heading = match io.lang {
        Lang::Zh => ["名字", "来源", "调用", "说明"],
        Lang::En => ["NAME", "SOURCE", "CALL", "ABOUT"],
    };
    let heading = (!io.quiet).then(|| heading.map(str::to_owned));
    let table = aligned(&heading.into_iter().chain(rows.iter().cloned()).collect::<Vec<_>>());
    let fits = io.width.is_none_or(|width| table.lines().all(|line| line.width() <= width));
    io.print(&if fits { table } else { stacked(&rows) })
}

fn row(scenario: &Scenario, lang: Lang) -> [String; 4] {
    let about = scenario.about.as_ref().map(|about| about.in_lang(lang).to_owned()).unwrap_or_default();
    let call = scenario.call.as_deref().unwrap_or_default().join("; ");
    [scenario.name.clone(), scenario.source.clone().unwrap_or_default(), call, about]
        .map(|cell| cell.replace(char::is_control, " "))
}

/// For terminals too narrow for the table: what a scenario is about stands below its name.
fn stacked(rows: &[[String; 4]]) -> String {
    let heads: Vec<[String; 3]> =
        rows.iter().map(|[name, source, call, _]| [name.clone(), source.clone(), call.clone()]).collect();
    let heads = aligned(&heads);
    let lines = heads.lines().zip(rows).flat_map(|(head, [.., about])| {
        let about = (!about.is_empty()).then(|| format!("    {about}\n"));
        std::iter::once(format!("{head}\n")).chain(about)
    });
    lines.collect()
}

/// Prints the scenarios of `file` as JSON Lines.
pub(super) fn print_json(io: &mut Io<'_>, file: &ScenarioFile) -> Result<(), Failure> {
    let lines = file.file.scenarios.iter().map(|scenario| {
        let line = json!({"name": scenario.name, "source": scenario.source, "call": scenario.call, "about": scenario.about});
        format!("{line}\n")
    });
    io.print(&lines.collect::<String>())
}
