//! `--unreferenced`: approved traces that no scenario has any more.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::args::Unreferenced;
use super::options::Options;
use crate::cli::output::Io;
use crate::cli::project::{Project, slashed};
use crate::cli::{Exit, failure::Failure, message};
use crate::report::suite::Suite;
use crate::snapshot::{Snapshot, reject, snapshots_below};
use crate::source::Problem;

/// The snapshots in the folders of the files found that belong to no scenario; when the whole project was looked at, also those
/// in other folders that a scenario file once wrote.
pub(super) fn find(wanted: &[PathBuf], folders: &BTreeSet<PathBuf>, everything: bool, project: &Project) -> Vec<PathBuf> {
    let wanted: BTreeSet<&PathBuf> = wanted.iter().collect();
    let below = |folder: &Path| -> Vec<PathBuf> {
        snapshots_below(folder).into_iter().filter(|path| path.parent() == Some(folder) && !wanted.contains(path)).collect()
    };
    let mut found: BTreeSet<PathBuf> = folders.iter().flat_map(|folder| below(folder)).collect();
    if let (true, Some(all)) = (everything, &project.settings.check.snapshots) {
        let others = snapshots_below(&project.path(all)).into_iter().filter(|path| !wanted.contains(path));
        found.extend(others.filter(|path| is_ours(path)));
    }
    found.into_iter().collect()
}

/// Whether a scenario file wrote it: folders of snapshots are shared with other tools.
fn is_ours(path: &Path) -> bool {
    Snapshot::read(path).ok().flatten().is_some_and(|snapshot| snapshot.source().is_some_and(|source| source.ends_with(".toml")))
}

/// Tells of them, or deletes them.
pub(super) fn settle(found: Vec<PathBuf>, options: &Options, suite: &mut Suite, io: &mut Io<'_>) -> Result<Exit, Failure> {
    if found.is_empty() {
        return Ok(Exit::Ok);
    }
    if options.unreferenced == Unreferenced::Delete && !options.ci {
        for path in &found {
            let name = slashed(path);
            let failed = |error: std::io::Error| {
                Failure::new(
                    Exit::Usage,
                    Problem::new(format!("无法删除 {name}：{error}"), format!("could not delete {name}: {error}")),
                )
            };
            fs::remove_file(path).map_err(failed)?;
            let _ = reject(path);
            if !io.quiet {
                let text = io.lang.pick("已删除多余的快照", "deleted, no scenario has it").to_owned();
                io.note(&format!("{text}: {name}\n"));
            }
        }
        return Ok(Exit::Ok);
    }
    let rejected = options.unreferenced != Unreferenced::Warn;
    for path in &found {
        let problem = Problem::new("没有哪个场景有这份快照", "no scenario has this snapshot").at(slashed(path));
        if rejected { message::print(io, &[problem]) } else { message::warn(io, &problem) }
    }
    suite.stale = found.iter().map(|path| slashed(path)).collect();
    Ok(if rejected { Exit::Differs } else { Exit::Ok })
}
