//! `check --watch`: waits for files to change, and runs again what they affect.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

use notify::{RecommendedWatcher, RecursiveMode, Watcher as _};
use sha2::{Digest as _, Sha256};

use super::args::Check;
use super::find::{Item, PASSED_OVER};
use super::options::Options;
use super::{Round, once};
use crate::cli::output::Io;
use crate::cli::project::{Project, slashed};
use crate::cli::{Exit, failure::Failure, message};
use crate::source::Problem;

/// Editors write a file in several steps; this long after the last of them the file is taken as written.
const QUIET: Duration = Duration::from_millis(120);
/// How often the interrupt flag is looked at.
const LOOK: Duration = Duration::from_millis(100);

/// What the waiting hears of.
enum Heard {
    /// These files may have changed.
    Files(Vec<PathBuf>),
    /// A line that the user typed.
    Line(String),
}

/// What changed since the last run.
#[derive(Debug, Default)]
pub(super) struct Changed {
    /// The whole names of the files.
    files: BTreeSet<PathBuf>,
}

impl Changed {
    /// Whether a scenario has to be run again: its own files changed, or a file in its source's folder that it may load.
    pub fn affects(&self, item: &Item) -> bool {
        let is_changed = |path: &Path| self.files.contains(&whole(path));
        if is_changed(Path::new(&*item.path)) || is_changed(&item.source) || is_changed(&item.snapshot) {
            return true;
        }
        let folder = item.source.parent().map(whole).unwrap_or_default();
        let others: Vec<&PathBuf> = self.files.iter().filter(|file| file.starts_with(&folder) && is_code(file)).collect();
        !others.is_empty() && loads_modules(&item.source)
    }
}

/// Whether a file can be part of a program. What `check` itself writes is not.
fn is_code(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    ["js", "ts", "mjs", "cjs", "wxs", "json", "wxml"].contains(&extension)
}

/// Whether a source may load others: a folder, or a text that says so.
fn loads_modules(source: &Path) -> bool {
    let text = fs::read_to_string(source).unwrap_or_default();
    source.is_dir() || ["require", "import", "export"].iter().any(|word| text.contains(word))
}

/// Checks, and again whenever something changes, until the user ends it.
pub(super) fn run(
    args: &Check,
    project: &Project,
    options: &Options,
    interrupt: &Arc<AtomicBool>,
    io: &mut Io<'_>,
) -> Result<Exit, Failure> {
    let (sender, heard) = mpsc::channel();
    let mut watch = Watch::new(sender.clone())?;
    listen_to_lines(sender);
    let mut only = None;
    for number in 0.. {
        let round = Round { number, only: only.as_ref(), interrupt, fresh: args.fresh };
        let items = match once(args, project, options, &round, io) {
            Ok((_, items)) => items,
            // What cannot be read now may be mended with the next change.
            Err(failure) => {
                message::print(io, &failure.problems);
                Vec::new()
            }
        };
        if interrupt.load(Ordering::Relaxed) {
            return Ok(Exit::Interrupted);
        }
        watch.look_at(args, project, &items);
        if number == 0 && !io.quiet {
            let text = io.lang.pick(
                "等待文件改动；回车重跑全部，q 回车退出\n",
                "waiting for files to change; Enter runs everything again, q and Enter ends\n",
            );
            io.note(text);
        }
        match watch.wait(&heard, interrupt) {
            Next::Everything => only = None,
            Next::These(changed) => {
                if !io.quiet {
                    let names: Vec<String> = changed.files.iter().map(|file| shown(file)).collect();
                    io.note(&format!("\n{} {}\n", io.lang.pick("改动：", "changed:"), names.join(", ")));
                }
                only = Some(changed);
            }
            Next::End => return Ok(Exit::Ok),
            Next::Interrupted => return Ok(Exit::Interrupted),
        }
    }
    Ok(Exit::Ok)
}

/// What is to be done next.
enum Next {
    Everything,
    These(Changed),
    End,
    Interrupted,
}

/// The files watched.
struct Watch {
    watcher: RecommendedWatcher,
    folders: BTreeSet<PathBuf>,
    /// What each file held when it was last looked at; absent: nothing.
    known: BTreeMap<PathBuf, Option<[u8; 32]>>,
}

impl Watch {
    fn new(sender: Sender<Heard>) -> Result<Self, Failure> {
        let tell = move |event: notify::Result<notify::Event>| {
            if let Ok(event) = event
                && !event.kind.is_access()
            {
                let _ = sender.send(Heard::Files(event.paths));
            }
        };
        let watcher = notify::recommended_watcher(tell).map_err(|error| cannot(&error))?;
        Ok(Self { watcher, folders: BTreeSet::new(), known: BTreeMap::new() })
    }

    /// Watches every folder that scenarios, their sources or their snapshots stand in, and remembers what the files hold.
    fn look_at(&mut self, args: &Check, project: &Project, items: &[Item]) {
        let mut roots: Vec<PathBuf> = match (args.paths.as_slice(), &project.settings.check.paths) {
            ([], Some(paths)) => paths.iter().map(|path| project.path(path)).collect(),
            ([], None) => vec![project.root.clone()],
            (paths, _) => paths.to_vec(),
        };
        roots.extend(items.iter().map(|item| item.source.clone()));
        let mut folders = BTreeSet::new();
        for root in &roots {
            let root = whole(root);
            let folder = if root.is_dir() { Some(root.as_path()) } else { root.parent() };
            if let Some(folder) = folder.filter(|folder| !folders.contains(*folder)) {
                walk(folder, &mut folders);
            }
        }
        folders.extend(items.iter().filter_map(|item| item.snapshot.parent().filter(|folder| folder.is_dir()).map(whole)));
        for gone in self.folders.difference(&folders) {
            let _ = self.watcher.unwatch(gone);
        }
        for folder in folders.difference(&self.folders) {
            // A folder that cannot be watched is one whose changes do not show; Enter still runs everything.
            let _ = self.watcher.watch(folder, RecursiveMode::NonRecursive);
        }
        self.folders = folders;
        let files = items.iter().flat_map(|item| [whole(Path::new(&*item.path)), whole(&item.source), whole(&item.snapshot)]);
        for file in files.collect::<BTreeSet<_>>() {
            let holds = held(&file);
            // What changed during the run is still to be noticed, but for what the run itself wrote.
            if file.extension().is_some_and(|extension| extension == "snap") {
                self.known.insert(file, holds);
            } else {
                self.known.entry(file).or_insert(holds);
            }
        }
    }

    /// Waits for a file that really changed, or for the user.
    fn wait(&mut self, heard: &Receiver<Heard>, interrupt: &AtomicBool) -> Next {
        let mut touched = BTreeSet::new();
        loop {
            let patience = if touched.is_empty() { LOOK } else { QUIET };
            match heard.recv_timeout(patience) {
                Ok(Heard::Line(line)) => match line.trim() {
                    "q" | "quit" | "exit" => return Next::End,
                    _ => return Next::Everything,
                },
                Ok(Heard::Files(files)) => touched.extend(files),
                Err(RecvTimeoutError::Timeout) if interrupt.load(Ordering::Relaxed) => return Next::Interrupted,
                // Only now are the files as they will stay: many programs empty a file before they write it.
                Err(RecvTimeoutError::Timeout) => {
                    let news = std::mem::take(&mut touched).into_iter().map(|file: PathBuf| whole(&file));
                    let files: BTreeSet<PathBuf> = news.filter(|file| self.is_news(file)).collect();
                    if !files.is_empty() {
                        return Next::These(Changed { files });
                    }
                }
                Err(RecvTimeoutError::Disconnected) => return Next::End,
            }
        }
    }

    /// Whether a file matters and holds something else than when it was last looked at.
    fn is_news(&mut self, file: &Path) -> bool {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let end = name.rsplit('.').next().unwrap_or_default();
        let matters = !name.starts_with('.') && (is_code(file) || ["md", "markdown", "toml", "snap"].contains(&end));
        if !matters {
            return false;
        }
        let holds = held(file);
        self.known.insert(file.to_owned(), holds) != Some(holds)
    }
}

/// The hash of what a file holds; none when it is not there, or is half written.
fn held(file: &Path) -> Option<[u8; 32]> {
    fs::read(file).ok().map(|bytes| Sha256::digest(bytes).into())
}

/// The folders below this one, itself among them, that people write in.
fn walk(folder: &Path, found: &mut BTreeSet<PathBuf>) {
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if entry.file_type().is_ok_and(|kind| kind.is_dir())
                && !name.starts_with('.')
                && !PASSED_OVER.contains(&name.as_str())
            {
                open.push(entry.path());
            }
        }
        found.insert(folder);
    }
}

/// The whole name of a file, also of one that is not there now.
fn whole(path: &Path) -> PathBuf {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    fs::canonicalize(path).unwrap_or_else(|_| {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned()).join(path.file_name().unwrap_or_default())
    })
}

/// The name as seen from the current folder.
fn shown(file: &Path) -> String {
    let here = whole(Path::new("."));
    slashed(file.strip_prefix(&here).unwrap_or(file))
}

/// Reads what the user types; the end of the input is no wish to end.
fn listen_to_lines(sender: Sender<Heard>) {
    let read = move || {
        for line in std::io::stdin().lines() {
            let Ok(line) = line else { break };
            if sender.send(Heard::Line(line)).is_err() {
                break;
            }
        }
    };
    let _ = std::thread::Builder::new().name("keyboard".to_owned()).spawn(read);
}

fn cannot(error: &notify::Error) -> Failure {
    let problem = Problem::new(format!("无法监视文件改动：{error}"), format!("could not watch for changed files: {error}"));
    Failure::new(Exit::Usage, problem)
}
