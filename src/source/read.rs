//! Reading a text file safely: a size limit, UTF-8 only, the byte order mark removed, the checksum of what was read.

use std::fmt::Write as _;
use std::io::Read as _;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::SourceError;
use super::excerpt::line_column;

/// The largest text that is read unless a scenario's `limits.source` says otherwise: 4 MiB.
pub const DEFAULT_LIMIT: u64 = 4 * 1024 * 1024;

/// A text file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// What it says, without a byte order mark.
    pub text: String,
    /// Whether it began with a byte order mark.
    pub marked: bool,
}

/// The byte order mark.
const MARK: char = '\u{feff}';

impl Text {
    /// A text that is already known.
    pub fn of(text: &str) -> Self {
        let bare = text.strip_prefix(MARK);
        Self { text: bare.unwrap_or(text).to_owned(), marked: bare.is_some() }
    }

    /// Lower-case hexadecimal SHA-256 of the file's bytes.
    pub fn sha256(&self) -> String {
        let mut hash = Sha256::new();
        if self.marked {
            hash.update(MARK.encode_utf8(&mut [0; 3]).as_bytes());
        }
        hash.update(&self.text);
        hash.finalize().iter().fold(String::with_capacity(64), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }
}

/// Reads the file at `path`, which must be UTF-8 and no longer than `limit` bytes.
///
/// # Errors
///
/// When there is no such file, it cannot be read, is too large, or is not UTF-8.
pub fn read_text(path: &Path, limit: u64) -> Result<Text, SourceError> {
    let failed = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => SourceError::Missing { path: path.to_owned() },
        _ => SourceError::Unreadable { path: path.to_owned(), reason: error.to_string() },
    };
    let file = std::fs::File::open(path).map_err(failed)?;
    let length = file.metadata().map_or(0, |about| about.len()).min(limit);
    // Room for the end of the file too, which is found by reading it.
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0).saturating_add(64));
    // One byte more than allowed, so that an endless file (a device, a pipe) ends here too.
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > limit {
        return Err(SourceError::TooLarge { path: path.to_owned(), limit });
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        let bytes = error.into_bytes();
        let (line, column) = line_column(&String::from_utf8_lossy(&bytes[..offset]), offset);
        SourceError::NotUtf8 {
            path: path.to_owned(),
            offset,
            line,
            column,
            utf16: bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]),
        }
    })?;
    Ok(match text.strip_prefix(MARK) {
        Some(rest) => Text { text: rest.to_owned(), marked: true },
        None => Text { text, marked: false },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], limit: u64) -> Result<Text, SourceError> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.js");
        std::fs::write(&path, bytes).expect("a file");
        read_text(&path, limit)
    }

    #[test]
    fn the_checksum_is_of_the_bytes_and_the_mark_is_gone() {
        let text = read(b"\xef\xbb\xbfa", 9).expect("readable");
        assert_eq!(text.text, "a");
        assert_eq!(text.sha256(), "1951c7860e968e742658b3af34e60741eb4aaf2a8d2ecc3993727016b12e81e8");
    }

    #[test]
    fn says_where_the_text_stops_being_utf8() {
        let error = read("a\n后".as_bytes(), 99).and_then(|_| read(b"a\n\xe5\x90\x8e\xb5\xbd", 99)).expect_err("not UTF-8");
        assert!(matches!(error, SourceError::NotUtf8 { offset: 5, line: 2, column: 2, utf16: false, .. }), "{error:?}");
        assert!(matches!(read(b"\xff\xfea\0", 99), Err(SourceError::NotUtf8 { utf16: true, .. })));
    }

    #[test]
    fn a_limit_is_a_limit() {
        assert!(read(b"abc", 3).is_ok());
        assert!(matches!(read(b"abcd", 3), Err(SourceError::TooLarge { limit: 3, .. })));
    }
}
