//! `--report-…`: every report is made from the saved results, here and by `wxhost merge`.

use std::path::Path;

use super::options::Reports;
use crate::cli::output::{Io, write_file};
use crate::cli::{Exit, failure::Failure};
use crate::report::{github, index, junit, suite::Suite, tap};
use crate::source::Problem;

/// Writes the reports asked for.
pub(in crate::cli) fn write(suite: &Suite, reports: &Reports, io: &mut Io<'_>) -> Result<(), Failure> {
    if let Some(path) = &reports.json {
        put(path, &suite.to_json(), io)?;
    }
    if let Some(path) = &reports.junit {
        put(path, &junit::render(suite, io.lang), io)?;
    }
    if let Some(path) = &reports.tap {
        put(path, &tap::render(suite, io.lang), io)?;
    }
    if let Some(folder) = &reports.html {
        put(&folder.join("index.html"), &index::render(suite, io.lang), io)?;
    }
    if reports.github {
        io.print(&github::render(suite, io.lang))?;
    }
    Ok(())
}

/// `-` is stdout.
fn put(path: &Path, text: &str, io: &mut Io<'_>) -> Result<(), Failure> {
    if path == Path::new("-") {
        return io.print(text);
    }
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|error| {
            let name = folder.display();
            Failure::new(
                Exit::Usage,
                Problem::new(format!("无法建立 {name}：{error}"), format!("could not create {name}: {error}")),
            )
        })?;
    }
    write_file(path, text)
}
