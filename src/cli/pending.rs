//! `wxhost pending`, `accept`, `reject`: what waits for a decision, and deciding by name.

use std::path::{Path, PathBuf};

use clap::Args;

use super::check::in_ci;
use super::output::Io;
use super::project::{Project, slashed};
use super::{Exit, failure::Failure};
use crate::snapshot::{Pending, SnapshotError, approve, pending_below, reject, slug};
use crate::source::Problem;

/// List the traces that wait for a decision
#[derive(Debug, Args)]
pub(super) struct List {}

/// Which traces a decision is about.
#[derive(Debug, Args)]
pub(super) struct Names {
    /// Scenarios, snapshots such as article/login-succeeds, or files
    #[arg(value_name = "NAME", required_unless_present = "all", conflicts_with = "all")]
    names: Vec<String>,
    /// Everything that waits
    #[arg(long)]
    all: bool,
}

pub(super) fn list(_: &List, io: &mut Io<'_>) -> Result<Exit, Failure> {
    let pending = everything()?;
    let lines: String = pending.iter().map(|one| format!("{}\n", slashed(&one.path))).collect();
    io.print(&lines)?;
    if pending.is_empty() && !io.quiet {
        let text = io.lang.pick("没有等待决定的轨迹", "nothing waits for a decision").to_owned();
        io.note(&format!("{text}\n"));
    }
    Ok(Exit::Ok)
}

pub(super) fn accept(names: &Names, io: &mut Io<'_>) -> Result<Exit, Failure> {
    refuse_in_ci()?;
    for path in names.chosen()? {
        approve(&path)?;
        done(io, "已接受", "accepted", &path)?;
    }
    Ok(Exit::Ok)
}

pub(super) fn reject_some(names: &Names, io: &mut Io<'_>) -> Result<Exit, Failure> {
    for path in names.chosen()? {
        reject(&path)?;
        done(io, "已拒绝", "rejected", &path)?;
    }
    Ok(Exit::Ok)
}

/// Everything that waits in the project around the current folder.
pub(super) fn everything() -> Result<Vec<Pending>, Failure> {
    let project = Project::of(Path::new("."))?;
    let root = if project.root.as_os_str().is_empty() { Path::new(".") } else { &project.root };
    let mut pending = pending_below(root);
    for one in &mut pending {
        if let Ok(path) = one.path.strip_prefix(".") {
            one.path = path.to_owned();
        }
    }
    Ok(pending)
}

/// Approved traces are a person's decision.
pub(super) fn refuse_in_ci() -> Result<(), Failure> {
    if !in_ci() {
        return Ok(());
    }
    let problem = Problem::new("设置了 CI：不写批准的轨迹", "CI is set: no approved trace is written");
    Err(Failure::new(Exit::Usage, problem.help("在自己的机器上接受，再提交", "accept it on a machine of your own and commit it")))
}

pub(super) fn done(io: &mut Io<'_>, zh: &str, en: &str, path: &Path) -> Result<(), Failure> {
    let line = format!("{} {}\n", io.lang.pick(zh, en), slashed(path));
    io.print(&line)
}

impl Names {
    /// The snapshots meant. A decision about something that does not wait decides nothing.
    fn chosen(&self) -> Result<Vec<PathBuf>, Failure> {
        let pending = everything()?;
        if self.all {
            return Ok(pending.into_iter().map(|one| one.path).collect());
        }
        let mut chosen = Vec::new();
        for name in &self.names {
            let path = by_path(name).or_else(|| by_name(name, &pending));
            chosen.push(path.ok_or_else(|| unknown(name, &pending))?);
        }
        Ok(chosen)
    }
}

/// `snapshots/article/x.snap`, with or without `.new`, wherever it is.
fn by_path(name: &str) -> Option<PathBuf> {
    let path = PathBuf::from(name.strip_suffix(".new").unwrap_or(name));
    let is_snapshot = path.extension().is_some_and(|extension| extension == "snap");
    (is_snapshot && crate::snapshot::pending_path(&path).is_file()).then_some(path)
}

/// `article/login-succeeds`, `login-succeeds` or `login succeeds`, if only one fits.
fn by_name(name: &str, pending: &[Pending]) -> Option<PathBuf> {
    let exact = pending.iter().find(|one| one.name == name);
    let last = |one: &&Pending| one.name.rsplit('/').next() == Some(&slug(name));
    let fitting: Vec<&Pending> = pending.iter().filter(last).collect();
    let only = match fitting.as_slice() {
        [one] => Some(*one),
        _ => None,
    };
    exact.or(only).map(|one| one.path.clone())
}

fn unknown(name: &str, pending: &[Pending]) -> Failure {
    let problem = Problem::new(format!("\"{name}\" 没有在等待决定"), format!("\"{name}\" does not wait for a decision"));
    let names: Vec<&str> = pending.iter().map(|one| one.name.as_str()).take(5).collect();
    let problem = if names.is_empty() {
        problem.help("没有什么在等待决定", "nothing does")
    } else {
        problem.help(format!("在等待的有：{}", names.join("、")), format!("what does: {}", names.join(", ")))
    };
    Failure::new(Exit::Nothing, problem)
}

impl From<SnapshotError> for Failure {
    fn from(error: SnapshotError) -> Self {
        let exit = match error {
            SnapshotError::Broken { .. } => Exit::Unparsable,
            SnapshotError::Io { .. } => Exit::Usage,
        };
        Self::new(exit, Problem::from(error.message()).at(slashed(error.path())))
    }
}
