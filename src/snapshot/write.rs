//! Writing a file whole or not at all: into a new file beside it, synced, which then takes its place.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use super::SnapshotError;

/// Writes `text` to `path`, making its folder first. A process that is killed meanwhile leaves the old file, or none.
///
/// # Errors
///
/// The file system refuses; the old file is then as it was.
pub fn write_whole(path: &Path, text: &str) -> Result<(), SnapshotError> {
    write(path, |file| file.write_all(text.as_bytes())).map_err(|error| SnapshotError::io("write", path, &error))
}

fn write(path: &Path, fill: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
    // A link keeps pointing where it points.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let (temporary, mut file) = beside(&target)?;
    let done = fill(&mut file).and_then(|()| file.sync_all()).and_then(|()| fs::rename(&temporary, &target));
    if done.is_err() {
        let _ = fs::remove_file(&temporary);
        return done;
    }
    // The new name is kept by the folder; systems that cannot sync a folder keep it anyway.
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
    Ok(())
}

/// Creates a new file in the folder of `target`, under a name that nobody takes for a snapshot.
fn beside(target: &Path) -> io::Result<(PathBuf, File)> {
    let name = target.file_name().ok_or(ErrorKind::InvalidFilename)?.to_string_lossy();
    let mut attempt = 0;
    loop {
        let path = target.with_file_name(format!(".{name}.{}-{attempt}.tmp", std::process::id()));
        match File::create_new(&path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists && attempt < 100 => attempt += 1,
            other => return other.map(|file| (path, file)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_made_and_nothing_is_left_beside() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("snapshots/a/b.snap");
        for text in ["first", "second"] {
            write_whole(&path, text).expect("written");
            assert_eq!(fs::read_to_string(&path).ok().as_deref(), Some(text));
        }
        assert_eq!(fs::read_dir(path.parent().expect("a folder")).expect("a folder").count(), 1);
    }

    #[test]
    fn a_write_that_breaks_off_leaves_the_old_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("b.snap");
        write_whole(&path, "old").expect("written");
        let broken = write(&path, |file| {
            file.write_all(b"half of the n")?;
            // The old file is there, whole, at every moment before the end.
            assert_eq!(fs::read_to_string(&path).ok().as_deref(), Some("old"));
            Err(io::Error::from(ErrorKind::StorageFull))
        });
        assert!(broken.is_err());
        assert_eq!(fs::read_to_string(&path).ok().as_deref(), Some("old"));
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1, "the half file is gone");
    }

    #[test]
    fn says_what_could_not_be_written() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("file"), "").expect("a file");
        let error = write_whole(&folder.path().join("file/b.snap"), "x").expect_err("unwritable");
        assert!(error.message().en.starts_with("could not write the snapshot: "), "{error}");
    }
}
