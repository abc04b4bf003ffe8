//! `--coverage` and `--coverage-lcov` of `run`, `check` and `explore`.

use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::FalseyValueParser;

use super::check::variable;
use super::failure::Failure;
use super::output::{Io, write_file};
use crate::report;
use crate::trace::coverage::Coverage;

/// What to do about coverage.
#[derive(Debug, Clone, Args)]
pub(super) struct CoverageArgs {
    /// Print which functions, statements and callback branches of the script ran
    #[arg(long, env = "WXHOST_COVERAGE", hide_env_values = true, value_parser = FalseyValueParser::new())]
    coverage: bool,
    /// Write the coverage to FILE as an lcov tracefile, for genhtml and other viewers
    #[arg(long, value_name = "FILE", env = "WXHOST_COVERAGE_LCOV", hide_env_values = true)]
    coverage_lcov: Option<PathBuf>,
}

impl CoverageArgs {
    /// The same, with what a settings file says where neither an option nor the environment says anything.
    pub fn or(&self, coverage: Option<bool>, lcov: Option<PathBuf>) -> Self {
        let coverage = self.coverage || (variable("WXHOST_COVERAGE").is_none() && coverage == Some(true));
        Self { coverage, coverage_lcov: self.file().map(Path::to_owned).or(lcov) }
    }

    /// Whether anything is to be counted.
    pub fn wanted(&self) -> bool {
        self.coverage || self.file().is_some()
    }

    fn file(&self) -> Option<&Path> {
        self.coverage_lcov.as_deref().filter(|path| !path.as_os_str().is_empty())
    }

    /// Writes and prints what ran; `beside`: stdout holds something for programs, so the table goes to stderr.
    pub fn tell(&self, coverage: Option<&Coverage>, beside: bool, io: &mut Io<'_>) -> Result<(), Failure> {
        if !self.wanted() {
            return Ok(());
        }
        if coverage.is_none() {
            let text = io.lang.pick(
                "没有覆盖率：什么也没有运行，或运行在载入代码时被中止\n",
                "there is no coverage: nothing ran, or the run was given up while its code was loaded\n",
            );
            io.note(text);
        }
        let coverage = &coverage.map(Coverage::without_packages).unwrap_or_default();
        if let Some(path) = self.file() {
            write_file(path, &report::lcov::render(coverage))?;
        }
        if self.coverage && !coverage.files.is_empty() {
            let text = format!("\n{}", report::coverage::render(coverage, io.lang));
            if beside {
                io.note(&text);
            } else {
                io.print(&text)?;
            }
        }
        Ok(())
    }
}
