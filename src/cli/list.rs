//! `wxhost run article.md --list`: the scenarios beside a source.

use serde_json::json;

use super::output::Io;
use super::table::aligned;
use super::{failure::Failure, message};
use crate::scenario::ScenarioFile;
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
    let heading = match io.lang {
        crate::lang::Lang::Zh => ["名字", "来源", "调用", "说明"],
        crate::lang::Lang::En => ["NAME", "SOURCE", "CALL", "ABOUT"],
    };
    let scenarios = file.file.scenarios.iter().map(|scenario| {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let call = scenario.call.as_deref().unwrap_or_default().join("; ");
        [scenario.name.clone(), text(&scenario.source), call, text(&scenario.about)]
            .map(|cell| cell.replace(char::is_control, " "))
    });
    let heading = (!io.quiet).then(|| heading.map(str::to_owned));
    let rows: Vec<_> = heading.into_iter().chain(scenarios).collect();
    io.print(&aligned(&rows))
}

/// Prints the scenarios of `file` as JSON Lines.
pub(super) fn print_json(io: &mut Io<'_>, file: &ScenarioFile) -> Result<(), Failure> {
    let lines = file.file.scenarios.iter().map(|scenario| {
        let line = json!({"name": scenario.name, "source": scenario.source, "call": scenario.call, "about": scenario.about});
        format!("{line}\n")
    });
    io.print(&lines.collect::<String>())
}
