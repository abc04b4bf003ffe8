//! What one check keeps for the next: which scenarios failed, and the traces behind approved texts. Losing it does no harm.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use sha2::{Digest as _, Sha256};

use crate::cli::project::Project;
use crate::trace::Trace;

/// The folder for it.
#[derive(Debug)]
pub(super) struct State {
    folder: PathBuf,
    /// Whether traces are kept: only in a project, so that no folder appears where nobody expects one.
    keeps_traces: bool,
}

/// A scenario by its file and its name.
pub(super) type Names = BTreeSet<(String, String)>;

impl State {
    pub fn of(project: &Project) -> Self {
        Self { folder: project.state(), keeps_traces: project.found }
    }

    /// The scenarios that failed when they were last run.
    pub fn failed(&self) -> Names {
        let text = fs::read_to_string(self.folder.join("failed.json")).unwrap_or_default();
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// Remembers which of the scenarios that were `run` have `failed`; of the others the last word stays.
    pub fn keep_failed(&self, run: &Names, failed: &Names) {
        let before = self.failed();
        let now: Names = before.difference(run).chain(failed).cloned().collect();
        if now != before {
            self.write("failed.json", &serde_json::to_string_pretty(&now).unwrap_or_default());
        }
    }

    /// Keeps the trace behind a text that is approved or waits for approval.
    pub fn remember(&self, text: &str, jsonl: &str) {
        let name = name_of(text);
        if self.keeps_traces && !self.folder.join(&name).exists() {
            self.write(&name, jsonl);
        }
    }

    /// The trace behind a text, if it was seen here.
    pub fn recall(&self, text: &str) -> Option<Trace> {
        let jsonl = fs::read_to_string(self.folder.join(name_of(text))).ok()?;
        Trace::from_jsonl(&jsonl).ok()
    }

    /// A folder that cannot be written is no reason to fail.
    fn write(&self, name: &str, text: &str) {
        let path = self.folder.join(name);
        let _ = fs::create_dir_all(path.parent().unwrap_or(&self.folder));
        let ignore = self.folder.join(".gitignore");
        if !ignore.exists() {
            let _ = fs::write(&ignore, "*\n");
        }
        // Half a file, after a kill, reads as none.
        let _ = fs::write(path, text);
    }
}

fn name_of(text: &str) -> String {
    let hash = Sha256::digest(text.trim_end().as_bytes());
    let hex: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("traces/{hex}.jsonl")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_run_keeps_its_last_word() {
        let folder = tempfile::tempdir().expect("a folder");
        let state = State { folder: folder.path().join("state"), keeps_traces: true };
        let names = |names: &[&str]| -> Names { names.iter().map(|name| ("a".to_owned(), (*name).to_owned())).collect() };
        state.keep_failed(&names(&["x", "y", "z"]), &names(&["x", "y"]));
        state.keep_failed(&names(&["y"]), &names(&[]));
        assert_eq!(state.failed(), names(&["x"]));
        assert!(folder.path().join("state/.gitignore").is_file());
    }

    #[test]
    fn the_trace_behind_a_text_is_found_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let state = State { folder: folder.path().join("state"), keeps_traces: true };
        let trace = crate::trace::fixture::login_succeeds();
        state.remember("text\n", &trace.to_jsonl());
        assert_eq!((state.recall("text"), state.recall("other")), (Some(trace), None));
    }
}
