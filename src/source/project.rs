//! Project folders: whether a folder is a mini-program project, judged by its `app.json`.

use std::path::{Path, PathBuf};

use super::excerpt::excerpt;
use super::read::read_text;
use super::{SourceError, line_column};

/// Checks that `folder` holds an `app.json` that can be parsed.
///
/// # Errors
///
/// When it does not, or when the file is no JSON object.
pub(super) fn check(folder: &Path, limit: u64) -> Result<(), SourceError> {
    let path = folder.join("app.json");
    if !path.is_file() {
        return Err(SourceError::NotAProject { path: folder.to_owned(), inner: inner_project(folder) });
    }
    let text = read_text(&path, limit)?.text;
    let (line, column, reason) = match serde_json::from_str::<serde_json::Value>(&text) {
        Ok(serde_json::Value::Object(_)) => return Ok(()),
        Ok(_) => (1, 1, "expected an object".to_owned()),
        Err(error) => {
            let (line, column) = place(&text, error.line(), error.column());
            let reason = error.to_string();
            (line, column, reason.rsplit_once(" at line ").map_or(reason.as_str(), |(before, _)| before).to_owned())
        }
    };
    Err(SourceError::BadAppJson { path, line, column, reason, excerpt: excerpt(&text, line, column, 1) })
}

/// Turns serde's line and byte column into line and UTF-16 column.
fn place(text: &str, line: usize, column: usize) -> (u32, u32) {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    line_column(text, start + column.saturating_sub(1))
}

/// The folder below `folder` that is a project, where `project.config.json` or custom says it usually is.
fn inner_project(folder: &Path) -> Option<PathBuf> {
    let named = std::fs::read_to_string(folder.join("project.config.json"))
        .ok()
        .and_then(|text| serde_json::from_str::<serde_json::Value>(&text).ok())
        .and_then(|config| Some(config.get("miniprogramRoot")?.as_str()?.trim_matches('/').to_owned()));
    named.into_iter().chain(["miniprogram".to_owned()]).map(|name| folder.join(name)).find(|path| path.join("app.json").is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_project_has_an_app_json() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        assert!(matches!(check(root, 99), Err(SourceError::NotAProject { inner: None, .. })));
        std::fs::create_dir(root.join("miniprogram")).expect("a folder");
        std::fs::write(root.join("miniprogram/app.json"), "{}").expect("a file");
        assert!(matches!(check(root, 99), Err(SourceError::NotAProject { inner: Some(_), .. })));
        std::fs::write(root.join("app.json"), "{\n \"页\": x}").expect("a file");
        let Err(SourceError::BadAppJson { line: 2, column: 7, reason, .. }) = check(root, 99) else { panic!("no error") };
        assert_eq!(reason, "expected value");
        std::fs::write(root.join("app.json"), "{\"pages\": []}").expect("a file");
        assert_eq!(check(root, 99), Ok(()));
    }
}
