//! The author's texts for pages: those that were just run, or files named with `--source` for a saved trace.

use std::path::PathBuf;

use super::{Exit, failure::Failure};
use crate::report::html::SourceText;
use crate::source::{DEFAULT_LIMIT, Problem, Source, read_text};
use crate::trace::Trace;

/// The texts of sources that were run.
pub(super) fn texts(sources: &[Source]) -> Vec<SourceText> {
    sources
        .iter()
        .map(|source| SourceText {
            file: source.name.clone(),
            sha256: source.sha256.clone(),
            text: source.text.clone(),
            covered: None,
        })
        .collect()
}

/// The texts of files for traces that were saved: each must be byte for byte what one of the traces was made from.
pub(super) fn saved(paths: &[PathBuf], traces: &[&Trace]) -> Result<Vec<SourceText>, Failure> {
    let mut texts = Vec::new();
    for path in paths {
        let text = read_text(path, DEFAULT_LIMIT)?;
        let (sha256, text) = (text.sha256(), text.text);
        let known = traces.iter().flat_map(|trace| &trace.header.sources).find(|info| info.sha256 == sha256);
        let Some(info) = known else {
            let problem = Problem::new(
                "这个文件不是产生轨迹的那一份：SHA-256 不同",
                "this is not the file that the trace was made from: its SHA-256 is another",
            );
            let help = problem
                .at(path.display().to_string())
                .help("换成当时的版本，或重新运行一次", "give the version of that time, or run the program again");
            return Err(Failure::new(Exit::Usage, help));
        };
        texts.push(SourceText { file: info.file.clone(), sha256, text, covered: None });
    }
    Ok(texts)
}
