//! Which scenarios there are: scenario files under the given paths, and where the approved trace of each scenario stands.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::Arc;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::args::Check;
use super::options::Options;
use crate::cli::project::{Project, slashed};
use crate::cli::select::source_of;
use crate::cli::{Exit, failure::Failure};
use crate::host::deadline_of;
use crate::scenario::{ScenarioFile, load, sidecar_for};
use crate::snapshot::{file_stem, slug};
use crate::source::{Problem, SourceError};

/// Folders that nobody keeps scenarios in.
pub(super) const PASSED_OVER: &[&str] = &["target", "node_modules", "miniprogram_npm"];

/// One scenario to be run.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// The scenario file as seen from the current folder.
    pub path: Arc<str>,
    /// The file as the project calls it; the header of its snapshots says so.
    pub origin: Arc<str>,
    /// Which scenario of the file.
    pub index: usize,
    pub name: String,
    /// The source that it runs, as seen from the current folder.
    pub source: PathBuf,
    /// Where its name stands: line and column.
    pub place: (u32, u32),
    /// Its own limit of real time.
    pub deadline: Duration,
    /// Its place in the order of everything selected, before it was divided into shards.
    pub position: usize,
    /// Where its approved trace stands.
    pub snapshot: PathBuf,
}

/// Everything found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The scenarios, by file and then in the order of the file.
    pub items: Vec<Item>,
    /// Files that cannot be read.
    pub broken: Vec<(String, Failure)>,
    /// The folders in which the snapshots of the files found stand.
    pub folders: BTreeSet<PathBuf>,
}

/// Finds all scenarios under the paths given; without any, those of the project.
pub(super) fn find(args: &Check, project: &Project) -> Result<Found, Failure> {
    let paths = match (args.paths.as_slice(), &project.settings.check.paths) {
        ([], Some(paths)) => paths.iter().map(|path| project.path(path)).collect(),
        ([], None) => vec![project.root.clone()],
        (paths, _) => paths.to_vec(),
    };
    let mut files = BTreeMap::new();
    for path in &paths {
        let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        for file in files_at(path)? {
            let whole = fs::canonicalize(&file).unwrap_or_else(|_| file.clone());
            files.entry(whole).or_insert(file);
        }
    }
    let mut files: Vec<PathBuf> = files.into_values().collect();
    files.sort_by_key(|file| slashed(file));
    let mut found = Found::default();
    for path in files {
        let path = path.strip_prefix(".").map(Path::to_owned).unwrap_or(path);
        let shown = slashed(&path);
        let folder = folder_of(&path, project);
        match load(&path) {
            Ok(file) => add(&mut found, file, shown, &folder, project),
            Err(error) => found.broken.push((shown, error.into())),
        }
        found.folders.insert(folder);
    }
    unlike(&found.items)?;
    for (position, item) in found.items.iter_mut().enumerate() {
        item.position = position;
    }
    Ok(found)
}

/// Takes out what the options do not select; whether anything was there before it was divided.
pub(super) fn select(items: Vec<Item>, options: &Options, last: Option<&BTreeSet<(String, String)>>) -> (Vec<Item>, bool) {
    let matches = |item: &Item| {
        options.grep.as_ref().is_none_or(|grep| grep.is_match(&item.name))
            && options.grep_invert.as_ref().is_none_or(|grep| !grep.is_match(&item.name))
            && last.is_none_or(|last| last.contains(&(item.origin.to_string(), item.name.clone())))
    };
    let mut selected: Vec<Item> = items.into_iter().filter(matches).collect();
    for (position, item) in selected.iter_mut().enumerate() {
        item.position = position;
    }
    let any = !selected.is_empty();
    if let Some(shard) = options.shard {
        selected.retain(|item| shard.has(item.position));
    }
    (selected, any)
}

fn add(found: &mut Found, file: ScenarioFile, path: String, folder: &Path, project: &Project) {
    let (path, origin): (Arc<str>, Arc<str>) = (path.into(), project.name_of(&file.path).into());
    // The file itself is not kept: a suite can have thousands.
    for ((index, scenario), place) in file.file.scenarios.iter().enumerate().zip(file.places()) {
        let name = scenario.name.clone();
        let snapshot = folder.join(format!("{}.snap", slug(&name)));
        let (path, origin) = (Arc::clone(&path), Arc::clone(&origin));
        let deadline = deadline_of(&scenario.limits);
        let source = source_of(&file, index);
        found.items.push(Item { path, origin, index, name, source, place, deadline, position: 0, snapshot });
    }
}

/// `snapshots/article`, in the project's folder for them or beside the file.
fn folder_of(file: &Path, project: &Project) -> PathBuf {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let folder = match &project.settings.check.snapshots {
        Some(folder) => project.path(folder),
        None => file.parent().unwrap_or(Path::new("")).join("snapshots"),
    };
    folder.join(file_stem(&name))
}

/// The scenario files at a path.
fn files_at(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    if path.is_dir() {
        let mut files = Vec::new();
        walk(path, &mut files);
        return Ok(files);
    }
    if !path.exists() {
        return Err(SourceError::Missing { path: path.to_owned() }.into());
    }
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml")) {
        return Ok(vec![path.to_owned()]);
    }
    let name = slashed(path);
    let none = || {
        let problem = Problem::new(format!("{name} 没有场景"), format!("{name} has no scenarios"));
        let help = (format!("场景写在旁边的 {name}.toml 里"), format!("they would stand in {name}.toml beside it"));
        Failure::new(Exit::Nothing, problem.help(help.0, help.1))
    };
    sidecar_for(path).map(|file| vec![file]).ok_or_else(none)
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() {
            if !name.starts_with('.') && !PASSED_OVER.contains(&name.as_str()) {
                walk(&entry.path(), files);
            }
        } else if [".md.toml", ".markdown.toml", ".js.toml", ".ts.toml", ".scenario.toml"].iter().any(|end| name.ends_with(end)) {
            files.push(entry.path());
        }
    }
}

/// Two scenarios must not share a snapshot.
fn unlike(items: &[Item]) -> Result<(), Failure> {
    let mut known: BTreeMap<String, &Item> = BTreeMap::new();
    for item in items {
        // Some file systems do not tell cases of letters apart.
        if let Some(other) = known.insert(item.snapshot.to_string_lossy().to_lowercase(), item) {
            let (a, b) = (format!("{} \"{}\"", other.path, other.name), format!("{} \"{}\"", item.path, item.name));
            let snapshot = slashed(&item.snapshot);
            let problem = Problem::new(
                format!("两个场景的快照是同一个文件 {snapshot}：{a} 和 {b}"),
                format!("two scenarios share the snapshot {snapshot}: {a} and {b}"),
            );
            return Err(Failure::new(Exit::Usage, problem.help("改其中一个的名字", "give one of them another name")));
        }
    }
    Ok(())
}
