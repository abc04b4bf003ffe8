//! `wxhost.toml`: the settings of a project, found in the folder or above it.

use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Exit, failure::Failure};
use crate::source::{DEFAULT_LIMIT, Problem, excerpt, line_column, read_text};

/// The file's name.
pub(super) const NAME: &str = "wxhost.toml";

/// A project: its folder and what its `wxhost.toml` says.
#[derive(Debug, Clone, Default)]
pub(super) struct Project {
    /// The folder of `wxhost.toml`, as seen from the current folder; without the file, the current folder itself.
    pub root: PathBuf,
    /// Whether there is a `wxhost.toml`.
    pub found: bool,
    /// What it says.
    pub settings: Settings,
}

/// What a `wxhost.toml` may say.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Settings {
    /// `[check]`.
    #[serde(default)]
    pub check: CheckSettings,
}

/// `[check]`; each value has an option of the same name.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct CheckSettings {
    /// What to check when no PATH is given, from the file's folder.
    pub paths: Option<Vec<String>>,
    /// The folder of approved traces, from the file's folder; without it, `snapshots` beside each scenario file.
    pub snapshots: Option<String>,
    /// The folder for what `--last-failed` and structural differences need, from the file's folder.
    pub state: Option<String>,
    pub jobs: Option<usize>,
    pub update: Option<String>,
    pub unreferenced: Option<String>,
    pub max_failures: Option<usize>,
    pub repeat_each: Option<usize>,
    pub grep: Option<String>,
    pub grep_invert: Option<String>,
    pub report_junit: Option<String>,
    pub report_json: Option<String>,
    pub report_tap: Option<String>,
    pub report_html: Option<String>,
    pub report_github: Option<bool>,
    pub coverage: Option<bool>,
    pub coverage_lcov: Option<String>,
}

impl Project {
    /// The project that `start` belongs to: the nearest `wxhost.toml` in its folder or above, not above a repository's root.
    pub fn of(start: &Path) -> Result<Self, Failure> {
        let current = std::env::current_dir().unwrap_or_default();
        let current = std::fs::canonicalize(&current).unwrap_or(current);
        let start = std::fs::canonicalize(current.join(start)).unwrap_or_else(|_| current.join(start));
        let mut folder = if start.is_dir() { Some(start.as_path()) } else { start.parent() };
        while let Some(here) = folder {
            let file = here.join(NAME);
            if file.is_file() {
                let root = from(&current, here);
                let settings = read(&root.join(NAME))?;
                return Ok(Self { root, found: true, settings });
            }
            if here.join(".git").exists() {
                break;
            }
            folder = here.parent();
        }
        Ok(Self::default())
    }

    /// A path that the file gives, as seen from the current folder.
    pub fn path(&self, written: &str) -> PathBuf {
        self.root.join(written)
    }

    /// The path as the project calls it: from its root, with `/`.
    pub fn name_of(&self, path: &Path) -> String {
        let whole = |path: &Path| {
            let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
            std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
        };
        let (root, path) = (whole(&self.root), whole(path));
        slashed(path.strip_prefix(&root).unwrap_or(&path))
    }

    /// The keys of `[check]` that the file gives, with their values.
    pub fn written(&self) -> serde_json::Map<String, serde_json::Value> {
        match serde_json::to_value(&self.settings.check) {
            Ok(serde_json::Value::Object(map)) => map.into_iter().filter(|(_, value)| !value.is_null()).collect(),
            _ => serde_json::Map::new(),
        }
    }

    /// The folder for what one check keeps for the next.
    pub fn state(&self) -> PathBuf {
        self.path(self.settings.check.state.as_deref().unwrap_or(".wxhost"))
    }
}

/// A path with `/` between its parts.
pub(super) fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// `folder` as seen from `current`; both whole.
fn from(current: &Path, folder: &Path) -> PathBuf {
    let (here, there): (Vec<Component<'_>>, Vec<Component<'_>>) = (current.components().collect(), folder.components().collect());
    let common = here.iter().zip(&there).take_while(|(a, b)| a == b).count();
    if common == 0 {
        return folder.to_owned();
    }
    let up = here[common..].iter().map(|_| Component::ParentDir);
    up.chain(there[common..].iter().copied()).collect()
}

fn read(path: &Path) -> Result<Settings, Failure> {
    let text = read_text(path, DEFAULT_LIMIT)?.text;
    toml::from_str(&text).map_err(|error| {
        let message = error.message().lines().next().unwrap_or_default().to_owned();
        let (line, column) = error.span().map_or((1, 1), |span| line_column(&text, span.start));
        let problem = Problem::new(format!("{NAME}：{message}"), format!("{NAME}: {message}"))
            .at(format!("{}:{line}:{column}", slashed(path)))
            .showing(excerpt(&text, line, column, 1))
            .help("wxhost config show 列出全部设置", "wxhost config show lists every setting");
        Failure::new(Exit::Usage, problem)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_found_upwards_and_paths_are_seen_from_here() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir_all(folder.path().join("a/b")).expect("a folder");
        std::fs::write(folder.path().join(NAME), "[check]\nsnapshots = 'approved'\n").expect("a file");
        let project = Project::of(&folder.path().join("a/b")).expect("a project");
        assert!(project.found && project.settings.check.snapshots.as_deref() == Some("approved"));
        assert_eq!(project.name_of(&folder.path().join("a/b")), "a/b");
        std::fs::create_dir(folder.path().join("a/.git")).expect("a folder");
        assert!(!Project::of(&folder.path().join("a/b")).expect("no project").found, "not above a repository's root");
    }

    #[test]
    fn a_slip_is_shown_where_it_is() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join(NAME), "[check]\njbos = 2\n").expect("a file");
        let failure = Project::of(folder.path()).expect_err("a slip");
        assert_eq!(failure.exit, Exit::Usage);
        let problem = &failure.problems[0];
        assert!(problem.what.en.contains("unknown field `jbos`"), "{problem}");
        assert!(problem.place.as_deref().is_some_and(|place| place.ends_with("wxhost.toml:2:1")), "{problem}");
    }

    #[test]
    fn folders_are_seen_from_the_current_one() {
        let check = |current: &str, folder: &str, expected: &str| {
            assert_eq!(from(Path::new(current), Path::new(folder)), Path::new(expected), "{current} {folder}");
        };
        check("/a/b", "/a/b", "");
        check("/a/b", "/a", "..");
        check("/a/b", "/a/c/d", "../c/d");
    }
}
