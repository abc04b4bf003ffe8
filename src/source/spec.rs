//! What a user writes as SOURCE: `article.md`, `article.md#2`, `article.md#1,2`, `x.js`, a folder.

use std::path::{Path, PathBuf};

use super::SourceError;

/// A SOURCE, split into its path and the blocks chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spec {
    /// The file or folder.
    pub path: PathBuf,
    /// The blocks chosen, in the order in which they are to run; absent: all.
    pub blocks: Option<Vec<usize>>,
}

impl Spec {
    /// Splits `spec`. A file whose name really contains `#` wins over a choice of blocks.
    ///
    /// # Errors
    ///
    /// When what follows the last `#` of a Markdown source is not a list of different block numbers.
    pub fn parse(spec: &str) -> Result<Self, SourceError> {
        let whole = || Self { path: PathBuf::from(spec), blocks: None };
        let Some((path, selection)) = spec.rsplit_once('#') else { return Ok(whole()) };
        if path.is_empty() || Path::new(spec).exists() {
            return Ok(whole());
        }
        let blocks = selection_numbers(selection)
            .ok_or_else(|| SourceError::BadSelection { spec: spec.to_owned(), selection: selection.to_owned() })?;
        for (index, block) in blocks.iter().enumerate() {
            if blocks[..index].contains(block) {
                return Err(SourceError::BlockTwice { spec: spec.to_owned(), block: *block });
            }
        }
        Ok(Self { path: PathBuf::from(path), blocks: Some(blocks) })
    }
}

/// Reads `1,2`; spaces around the numbers do no harm.
fn selection_numbers(text: &str) -> Option<Vec<usize>> {
    text.split(',')
        .map(|number| {
            let number = number.trim();
            let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
            if digits { number.parse().ok() } else { None }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(spec: &str) -> Result<(String, Option<Vec<usize>>), SourceError> {
        Spec::parse(spec).map(|spec| (spec.path.display().to_string(), spec.blocks))
    }

    #[test]
    fn splits_path_and_blocks() {
        assert_eq!(parse("a.md"), Ok(("a.md".into(), None)));
        assert_eq!(parse("x/a.md#2"), Ok(("x/a.md".into(), Some(vec![2]))));
        assert_eq!(parse("a.md#2, 1"), Ok(("a.md".into(), Some(vec![2, 1]))));
        assert_eq!(parse("a#b.md#1"), Ok(("a#b.md".into(), Some(vec![1]))));
    }

    #[test]
    fn refuses_what_is_no_choice() {
        for spec in ["a.md#", "a.md#x", "a.md#1,", "a.md#-1", "a.md#1-2", "a.md#99999999999999999999"] {
            assert!(matches!(parse(spec), Err(SourceError::BadSelection { .. })), "{spec}");
        }
        assert!(matches!(parse("a.md#1,2,1"), Err(SourceError::BlockTwice { block: 1, .. })));
    }

    #[test]
    fn a_file_with_a_hash_in_its_name_is_a_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("notes.md#1");
        std::fs::write(&path, "x").expect("a file");
        assert_eq!(Spec::parse(&path.display().to_string()), Ok(Spec { path, blocks: None }));
    }
}
