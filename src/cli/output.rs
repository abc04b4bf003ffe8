//! Where results go: stdout, or `-o FILE` written whole or not at all.

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::{Exit, failure::Failure};
use crate::lang::Lang;
use crate::report;
use crate::source::Problem;

/// The streams of a command and how to write to them.
pub(super) struct Io<'a> {
    pub out: &'a mut dyn Write,
    pub err: &'a mut dyn Write,
    pub lang: Lang,
    /// The columns of stdout, if it is a terminal.
    pub width: Option<usize>,
    pub color_out: bool,
    pub color_err: bool,
    pub quiet: bool,
    pub verbose: bool,
}

impl Io<'_> {
    /// Writes a result to stdout. A reader that went away (`| head`) is no failure.
    pub fn print(&mut self, text: &str) -> Result<(), Failure> {
        match self.out.write_all(text.as_bytes()).and_then(|()| self.out.flush()) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(unwritable("stdout", &error)),
            _ => Ok(()),
        }
    }

    /// Writes a message to stderr; if that cannot be written, there is nobody left to tell.
    pub fn note(&mut self, text: &str) {
        let _ = self.err.write_all(text.as_bytes()).and_then(|()| self.err.flush());
    }

    /// Writes a message to stderr if `--verbose` asks for it.
    pub fn tell(&mut self, zh: &str, en: &str) {
        if self.verbose {
            let text = self.lang.pick(zh, en);
            self.note(&format!("{text}\n"));
        }
    }
}

/// The columns of the terminal that stdout is.
#[expect(clippy::disallowed_methods, reason = "this is the room that reads the environment")]
pub(super) fn terminal_width() -> usize {
    let columns = || std::env::var("COLUMNS").ok()?.parse().ok().filter(|columns| *columns > 0);
    match terminal_size::terminal_size() {
        Some((width, _)) if width.0 > 0 => usize::from(width.0),
        _ => columns().unwrap_or(report::text::Options::default().width),
    }
}

/// Writes `text` to the file at `path`: into a new file beside it, which then takes its place, so that nobody ever sees half a file.
pub(super) fn write_file(path: &Path, text: &str) -> Result<(), Failure> {
    let failed = |error: std::io::Error| unwritable(&path.display().to_string(), &error);
    // A link keeps pointing where it points; a device or pipe is written to and stays.
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if target.is_dir() {
        return Err(unwritable(&path.display().to_string(), &std::io::Error::from(ErrorKind::IsADirectory)));
    }
    if target.exists() && !target.is_file() {
        return match std::fs::write(&target, text) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(failed(error)),
            _ => Ok(()),
        };
    }
    let (temporary, mut file) = beside(&target).map_err(failed)?;
    let keep_permissions = || match std::fs::metadata(&target) {
        Ok(metadata) => std::fs::set_permissions(&temporary, metadata.permissions()),
        Err(_) => Ok(()),
    };
    let written = file
        .write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .and_then(|()| keep_permissions())
        .and_then(|()| std::fs::rename(&temporary, &target));
    written.map_err(|error| {
        let _ = std::fs::remove_file(&temporary);
        failed(error)
    })
}

/// Creates a new file in the folder of `target`.
fn beside(target: &Path) -> std::io::Result<(PathBuf, std::fs::File)> {
    let name = target.file_name().ok_or(ErrorKind::InvalidFilename)?.to_string_lossy();
    let mut attempt = 0;
    loop {
        let path = target.with_file_name(format!(".{name}.{}-{attempt}.tmp", std::process::id()));
        match std::fs::File::create_new(&path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists && attempt < 100 => attempt += 1,
            other => return other.map(|file| (path, file)),
        }
    }
}

fn unwritable(place: &str, error: &std::io::Error) -> Failure {
    let problem = Problem::new(format!("无法写入 {place}：{error}"), format!("could not write {place}: {error}"));
    let problem = match error.kind() {
        ErrorKind::NotFound => problem.help("先建立它所在的文件夹", "create its folder first"),
        ErrorKind::IsADirectory => problem.help("它是一个文件夹，请写文件名", "it is a folder; name a file"),
        _ => problem,
    };
    Failure::new(Exit::Usage, problem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("trace.jsonl");
        for text in ["first", "second"] {
            write_file(&path, text).unwrap_or_else(|failure| panic!("{failure:?}"));
            assert_eq!(std::fs::read_to_string(&path).ok().as_deref(), Some(text));
        }
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1);
    }

    #[test]
    fn says_why_a_file_cannot_be_written() {
        let folder = tempfile::tempdir().expect("a folder");
        for path in [folder.path().to_owned(), folder.path().join("no/such/folder.txt")] {
            let failure = write_file(&path, "x").expect_err("unwritable");
            assert_eq!(failure.exit, Exit::Usage);
            assert!(failure.problems[0].help.is_some(), "{}", failure.problems[0]);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link() {
        let folder = tempfile::tempdir().expect("a folder");
        let (file, link) = (folder.path().join("a"), folder.path().join("b"));
        std::fs::write(&file, "old").expect("a file");
        std::os::unix::fs::symlink(&file, &link).expect("a link");
        write_file(&link, "new").unwrap_or_else(|failure| panic!("{failure:?}"));
        assert!(link.is_symlink());
        assert_eq!(std::fs::read_to_string(&file).ok().as_deref(), Some("new"));
    }
}
