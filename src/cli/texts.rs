//! The author's texts for pages: those that were just run, or files named with `--source` for a saved trace.

use std::path::{Path, PathBuf};

use super::{Exit, failure::Failure};
use crate::report::html::{Covered, SourceText};
use crate::source::{DEFAULT_LIMIT, Problem, Source, read_text};
use crate::trace::Trace;
use crate::trace::coverage::Coverage;

/// The texts of sources that were run, with what of them ran where that was counted, and of the modules that they loaded.
pub(super) fn texts(sources: &[Source], coverage: Option<&Coverage>) -> Vec<SourceText> {
    let coverage = coverage.map(Coverage::without_packages).unwrap_or_default();
    let covered = |name: &str| coverage.files.iter().find(|file| file.file == name).map(Covered::from);
    let mut texts: Vec<SourceText> = sources
        .iter()
        .map(|source| SourceText {
            file: source.name.clone(),
            sha256: source.sha256.clone(),
            text: source.text.clone(),
            covered: covered(&source.name),
        })
        .collect();
    for file in &coverage.files {
        let known = texts.iter().any(|text| text.file == file.file);
        // What was there a moment ago is shown; what is gone since then is not.
        if let Some(read) = Some(&file.path).filter(|_| !known).and_then(|path| read_text(Path::new(path), DEFAULT_LIMIT).ok()) {
            let (sha256, text) = (read.sha256(), read.text);
            texts.push(SourceText { file: file.file.clone(), sha256, text, covered: Some(Covered::from(file)) });
        }
    }
    texts
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
