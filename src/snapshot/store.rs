//! What `check`, `review`, `accept` and `reject` do with snapshots: compare, leave a `.snap.new`, approve it, reject it.

use std::fs;
use std::path::{Path, PathBuf};

use super::file::{Snapshot, SnapshotError};
use super::write::write_whole;

/// How a text compares with the approved one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Compared {
    /// It is the approved text.
    Same,
    /// It is another text.
    Differs {
        /// The approved snapshot.
        approved: Snapshot,
    },
    /// Nothing is approved yet.
    Missing,
}

/// A text that waits for a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// Its name: `article/login-succeeds`.
    pub name: String,
    /// The approved file it would become.
    pub path: PathBuf,
}

/// Compares `body` with what is approved at `path`.
///
/// # Errors
///
/// The approved file cannot be read or is no snapshot.
pub fn compare(path: &Path, body: &str) -> Result<Compared, SnapshotError> {
    Ok(match Snapshot::read(path)? {
        None => Compared::Missing,
        Some(approved) if approved.holds(body) => Compared::Same,
        Some(approved) => Compared::Differs { approved },
    })
}

/// Where the text waits that would replace the snapshot at `path`: `x.snap.new`.
pub fn pending_path(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    path.with_file_name(name)
}

/// Makes the pending text of the snapshot at `path` the approved one.
///
/// # Errors
///
/// There is no pending text, or it cannot be read or written.
pub fn approve(path: &Path) -> Result<(), SnapshotError> {
    let waiting = pending_path(path);
    let Some(new) = Snapshot::read(&waiting)? else {
        let gone = std::io::Error::from(std::io::ErrorKind::NotFound);
        return Err(SnapshotError::io("read", &waiting, &gone));
    };
    write_whole(path, &new.with_body(&new.body).to_text())?;
    reject(path).map(|_| ())
}

/// Takes the pending text of the snapshot at `path` away; tells whether there was one.
///
/// # Errors
///
/// It cannot be deleted.
pub fn reject(path: &Path) -> Result<bool, SnapshotError> {
    let waiting = pending_path(path);
    match fs::remove_file(&waiting) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(SnapshotError::io("delete", &waiting, &error)),
    }
}

/// Everything that waits for a decision below `folder`, by path.
pub fn pending_below(folder: &Path) -> Vec<Pending> {
    let found = files_below(folder, ".snap.new").into_iter().map(|path| path.with_extension(""));
    found.map(|path| Pending { name: name_of(&path), path }).collect()
}

/// Every approved snapshot below `folder`, by path.
pub fn snapshots_below(folder: &Path) -> Vec<PathBuf> {
    files_below(folder, ".snap")
}

/// `snapshots/article/login-succeeds.snap` → `article/login-succeeds`.
fn name_of(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    match path.parent().and_then(Path::file_name) {
        Some(folder) => format!("{}/{stem}", folder.to_string_lossy()),
        None => stem.into_owned(),
    }
}

/// The files below `folder` whose names end with `end`, sorted; what nobody writes by hand is passed over.
fn files_below(folder: &Path, end: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_dir() && !name.starts_with('.') && !["target", "node_modules", "miniprogram_npm"].contains(&name.as_str())
            {
                open.push(entry.path());
            } else if !kind.is_dir() && name.ends_with(end) && !name.starts_with('.') {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_compared_kept_and_approved() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("snapshots/article/a.snap");
        assert_eq!(compare(&path, "x"), Ok(Compared::Missing));
        write_whole(&pending_path(&path), &Snapshot::new("a.toml", "x").to_text()).expect("written");
        assert_eq!(pending_below(folder.path()), [Pending { name: "article/a".into(), path: path.clone() }]);
        approve(&path).expect("approved");
        assert_eq!((compare(&path, "x\n"), pending_below(folder.path())), (Ok(Compared::Same), vec![]));
        assert!(matches!(compare(&path, "y"), Ok(Compared::Differs { .. })));
        assert!(approve(&path).is_err(), "nothing is pending");
        assert_eq!(reject(&path), Ok(false));
        assert_eq!(snapshots_below(folder.path()), [path]);
    }

    #[test]
    fn insta_takes_what_is_written_here() {
        let folder = tempfile::tempdir().expect("a folder");
        let body = " first\n\n  last – 登录 \\ \"quoted\"\n";
        let path = folder.path().join("mine.snap");
        write_whole(&path, &Snapshot::new("a b.md.toml", body).to_text()).expect("written");
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(folder.path());
        settings.set_prepend_module_to_snapshot(false);
        settings.bind(|| insta::assert_snapshot!("mine", body));
        assert!(pending_below(folder.path()).is_empty());
    }
}
