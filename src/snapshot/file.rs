//! One `.snap` file: a YAML header between two lines `---`, then the approved text.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::lang::Message;

/// A snapshot as insta reads and writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The lines between the two `---`, each as it was written; insta's `source:` is among them.
    pub header: Vec<String>,
    /// The approved text, without blank ends.
    pub body: String,
}

/// Why a snapshot could not be read or written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SnapshotError {
    /// The file is no snapshot.
    #[error("{}: {}", .path.display(), .why.en)]
    Broken {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: Message,
    },
    /// The file system refused.
    #[error("could not {doing} {}: {why}", .path.display())]
    Io {
        /// `read`, `write` or `delete`.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        why: String,
    },
}

impl SnapshotError {
    /// The same in both languages, without the file's name.
    pub fn message(&self) -> Message {
        match self {
            Self::Broken { why, .. } => {
                Message::new(format!("快照文件已损坏：{}", why.zh), format!("broken snapshot: {}", why.en))
            }
            Self::Io { doing, why, .. } => {
                let verb = match *doing {
                    "read" => "读取",
                    "delete" => "删除",
                    _ => "写入",
                };
                Message::new(format!("无法{verb}快照：{why}"), format!("could not {doing} the snapshot: {why}"))
            }
        }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        match self {
            Self::Broken { path, .. } | Self::Io { path, .. } => path,
        }
    }

    pub(super) fn io(doing: &'static str, path: &Path, error: &std::io::Error) -> Self {
        Self::Io { doing, path: path.to_owned(), why: error.to_string() }
    }
}

impl Snapshot {
    /// A new snapshot of `body`; `source` says where it comes from, such as `js/seed/article.md.toml`.
    pub fn new(source: &str, body: &str) -> Self {
        Self { header: vec![format!("source: {}", yaml_text(source))], body: normal(body) }
    }

    /// Reads the snapshot at `path`; none when there is no such file.
    ///
    /// # Errors
    ///
    /// The file cannot be read, is not UTF-8, or is no snapshot.
    pub fn read(path: &Path) -> Result<Option<Self>, SnapshotError> {
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(SnapshotError::io("read", path, &error)),
        };
        let broken = |zh: &str, en: &str| SnapshotError::Broken { path: path.to_owned(), why: Message::new(zh, en) };
        let text = String::from_utf8(bytes).map_err(|_| broken("它不是 UTF-8 文本", "it is not UTF-8 text"))?;
        if ["<<<<<<<", ">>>>>>>"].iter().all(|mark| text.lines().any(|line| line.starts_with(mark))) {
            return Err(broken("里面有合并冲突的标记 <<<<<<<", "it holds the marks <<<<<<< of a merge conflict"));
        }
        Self::parse(&text).map(Some).map_err(|why| SnapshotError::Broken { path: path.to_owned(), why })
    }

    /// Reads the text of a snapshot.
    ///
    /// # Errors
    ///
    /// What is missing.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let mut lines = text.strip_prefix('\u{feff}').unwrap_or(text).split('\n');
        if lines.next().map(str::trim_end) != Some("---") {
            return Err(Message::new("第一行应当是 ---", "its first line should be ---"));
        }
        let mut header = Vec::new();
        for line in lines.by_ref() {
            let line = line.trim_end();
            if line == "---" {
                let body: Vec<&str> = lines.collect();
                return Ok(Self { header, body: normal(&body.join("\n")) });
            }
            header.push(line.to_owned());
        }
        Err(Message::new("文件头没有以 --- 结束", "its header has no closing ---"))
    }

    /// The whole file, byte for byte as insta writes it.
    pub fn to_text(&self) -> String {
        let header: String = self.header.iter().map(|line| format!("{line}\n")).collect();
        format!("---\n{header}---\n{}\n", self.body)
    }

    /// Whether insta would call `body` the same text.
    pub fn holds(&self, body: &str) -> bool {
        self.body == normal(body)
    }

    /// The value of `source:` in the header.
    pub fn source(&self) -> Option<&str> {
        let value = self.header.iter().find_map(|line| line.strip_prefix("source:"))?;
        Some(value.trim().trim_matches('"'))
    }

    /// With another text under the same header; what insta keeps only while a snapshot is pending goes.
    #[must_use]
    pub fn with_body(&self, body: &str) -> Self {
        let lasting = self.header.iter().filter(|line| !line.starts_with("assertion_line:"));
        Self { header: lasting.cloned().collect(), body: normal(body) }
    }
}

/// As insta compares texts: without blank ends, `\n` at the end of lines.
fn normal(text: &str) -> String {
    text.trim_end().replace("\r\n", "\n")
}

/// A text in YAML; quoted when it could be read as something else.
fn yaml_text(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | '+');
    let safe = text.starts_with(|c: char| c.is_alphabetic()) && text.chars().all(plain);
    if safe { text.to_owned() } else { format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_insta_wrote_comes_back_byte_for_byte() {
        let text = "---\nsource: tests/it/scenarios.rs\nexpression: \"a: b\"\n---\n first\n\nlast\n";
        let snapshot = Snapshot::parse(text).expect("a snapshot");
        assert_eq!((snapshot.source(), snapshot.to_text().as_str()), (Some("tests/it/scenarios.rs"), text));
        assert!(snapshot.holds(" first\n\nlast\n\n") && snapshot.holds(" first\r\n\r\nlast"));
        assert!(!snapshot.holds("first\n\nlast"));
    }

    #[test]
    fn a_line_of_hyphens_in_the_text_is_text() {
        let snapshot = Snapshot::new("a.md.toml", "one\n---\ntwo");
        assert_eq!(Snapshot::parse(&snapshot.to_text()), Ok(snapshot));
    }

    #[test]
    fn a_pending_line_does_not_outlive_its_approval() {
        let snapshot = Snapshot::parse("---\nsource: a.rs\nassertion_line: 7\n---\nx\n").expect("a snapshot");
        assert_eq!(snapshot.with_body("y").to_text(), "---\nsource: a.rs\n---\ny\n");
    }

    #[test]
    fn sources_that_yaml_could_misread_are_quoted() {
        assert_eq!(Snapshot::new("a b: \"c\".toml", "").header, ["source: \"a b: \\\"c\\\".toml\""]);
        assert_eq!(Snapshot::new("js/seed/article.md.toml", "").header, ["source: js/seed/article.md.toml"]);
    }

    #[test]
    fn says_what_is_broken() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.snap");
        assert_eq!(Snapshot::read(&path), Ok(None));
        for (text, expected) in [
            (&b"just text"[..], "its first line should be ---"),
            (b"", "its first line should be ---"),
            (b"---\nsource: x\n", "its header has no closing ---"),
            (b"---\n---\n\xff", "it is not UTF-8 text"),
            (b"---\n---\n<<<<<<< a\n=======\n>>>>>>> b\n", "it holds the marks <<<<<<< of a merge conflict"),
        ] {
            fs::write(&path, text).expect("a file");
            let error = Snapshot::read(&path).expect_err("broken");
            assert_eq!(error.message().en, format!("broken snapshot: {expected}"));
            assert_eq!(error.to_string(), format!("{}: {expected}", path.display()));
        }
    }
}
