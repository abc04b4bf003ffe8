//! One fact: the comment at the beginning of its file, and what the console must show.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// How sure the fact is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// The platform's documentation says so.
    Documented,
    /// It was seen: in the platform's own code, in logs, in what programs compare with.
    Observed,
    /// It follows from what is documented or observed.
    Inferred,
    /// It is remembered; nobody has looked.
    Recollected,
    /// It is the language's rule, not the platform's.
    Language,
}

/// What a fact's file says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    /// The API, or a group such as `convention` or `runtime`.
    api: String,
    /// The fact, in a sentence.
    fact: String,
    /// The base library since which it holds.
    #[serde(default)]
    since: Option<String>,
    /// Where it comes from.
    source: String,
    /// How sure it is.
    confidence: Confidence,
    /// On which clients it was observed.
    #[serde(default)]
    observed: Vec<String>,
    /// The scenario it runs in, as TOML (see `wxhost schema scenario`); empty: the ordinary day.
    #[serde(default)]
    scenario: String,
}

/// One fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// The file's path below the suite's folder, such as `login/code-comes-later.js`.
    pub name: String,
    /// The API, or a group such as `convention` or `runtime`.
    pub api: String,
    /// The fact, in a sentence.
    pub fact: String,
    /// The base library since which it holds.
    pub since: Option<String>,
    /// Where it comes from.
    pub source: String,
    /// How sure it is.
    pub confidence: Confidence,
    /// On which clients it was observed.
    pub observed: Vec<String>,
    /// The scenario it runs in, as TOML.
    pub scenario: String,
    /// What the console must show, each line with its end.
    pub expect: String,
}

/// Why a file is no fact.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FactError {
    /// The file or folder cannot be read.
    #[error("{path} could not be read: {reason}")]
    Unreadable {
        /// The path.
        path: String,
        /// Why.
        reason: String,
    },
    /// The comment at the beginning is missing or wrong.
    #[error("{name}: {reason}")]
    Header {
        /// The fact's name.
        name: String,
        /// What is wrong.
        reason: String,
    },
}

const OPEN: &str = "/*---";
const CLOSE: &str = "---*/";
const EXPECT: &str = "/* prints:";

impl Fact {
    /// Reads a fact from its file's text.
    ///
    /// # Errors
    ///
    /// The comment at the beginning or the one with the expected lines is missing or wrong.
    pub fn parse(name: &str, text: &str) -> Result<Self, FactError> {
        let wrong = |reason: String| FactError::Header { name: name.to_owned(), reason };
        let rest = text.trim_start().strip_prefix(OPEN).ok_or_else(|| wrong(format!("it does not begin with `{OPEN}`")))?;
        let (header, rest) = rest.split_once(CLOSE).ok_or_else(|| wrong(format!("its header has no `{CLOSE}`")))?;
        let header: Header = toml::from_str(header).map_err(|error| wrong(error.message().to_owned()))?;
        let (_, expect) = rest.rsplit_once(EXPECT).ok_or_else(|| wrong(format!("it has no `{EXPECT} … */` at its end")))?;
        let (expect, after) = expect.split_once("*/").ok_or_else(|| wrong("its expected lines have no end".to_owned()))?;
        if !after.trim().is_empty() {
            return Err(wrong("something follows its expected lines".to_owned()));
        }
        let expect = expect.trim_matches('\n');
        let expect = if expect.trim().is_empty() { String::new() } else { format!("{}\n", expect.trim_end()) };
        Ok(Self {
            name: name.to_owned(),
            api: header.api,
            fact: header.fact,
            since: header.since,
            source: header.source,
            confidence: header.confidence,
            observed: header.observed,
            scenario: header.scenario,
            expect: expect.trim_start_matches(' ').to_owned(),
        })
    }
}

/// All facts of a folder and its subfolders, by name, with their paths.
///
/// # Errors
///
/// The folder or a file cannot be read, or a file is no fact.
pub fn read_folder(folder: &Path) -> Result<Vec<(PathBuf, Fact)>, FactError> {
    let mut paths = Vec::new();
    collect(folder, &mut paths)?;
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let text = std::fs::read_to_string(&path).map_err(|error| unreadable(&path, &error))?;
            let below = path.strip_prefix(folder).unwrap_or(&path);
            let name = below.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
            let name = if name.is_empty() { path.display().to_string() } else { name };
            Fact::parse(&name, &text).map(|fact| (path, fact))
        })
        .collect()
}

fn collect(path: &Path, into: &mut Vec<PathBuf>) -> Result<(), FactError> {
    if path.is_file() {
        into.push(path.to_path_buf());
        return Ok(());
    }
    for entry in std::fs::read_dir(path).map_err(|error| unreadable(path, &error))? {
        let path = entry.map_err(|error| unreadable(path, &error))?.path();
        if path.is_dir() || path.extension().is_some_and(|extension| extension == "js") {
            collect(&path, into)?;
        }
    }
    Ok(())
}

fn unreadable(path: &Path, error: &std::io::Error) -> FactError {
    FactError::Unreadable { path: path.display().to_string(), reason: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_fact() {
        let text = "/*---\napi = \"login\"\nfact = \"x\"\nsource = \"docs\"\nconfidence = \"documented\"\n---*/\nconsole.log(1)\n\n/* prints:\n1\n2\n*/\n";
        let fact = Fact::parse("a.js", text).expect("a fact");
        assert_eq!((fact.api.as_str(), fact.expect.as_str(), fact.confidence), ("login", "1\n2\n", Confidence::Documented));
        let silent = Fact::parse("a.js", &text.replace("1\n2\n*/", "*/")).expect("a fact");
        assert_eq!(silent.expect, "");
    }

    #[test]
    fn says_what_is_wrong() {
        let error = |text: &str| Fact::parse("a.js", text).expect_err("no fact").to_string();
        assert_eq!(error("1"), "a.js: it does not begin with `/*---`");
        assert!(error("/*---\napi = 1\n---*/").starts_with("a.js: "));
    }
}
