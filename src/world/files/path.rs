//! Paths of the app's files: `http://usr/…`, `wxfile://usr/…`, `wxfile://tmp_…` as one.

use super::FileFail;

/// A path as it is kept: area and names, without `.`, `..` and doubled slashes. `None`: none of the three areas.
pub(super) fn key(path: &str) -> Option<String> {
    let rest = path.strip_prefix("http://").or_else(|| path.strip_prefix("wxfile://"))?;
    let rest = match rest.split_once('_') {
        Some((area @ ("tmp" | "store"), name)) => format!("{area}/{name}"),
        _ => rest.to_owned(),
    };
    let mut names: Vec<&str> = Vec::new();
    for name in rest.split('/').filter(|name| !name.is_empty() && *name != ".") {
        if name == ".." {
            names.pop();
        } else {
            names.push(name);
        }
    }
    matches!(names.first(), Some(&("usr" | "tmp" | "store"))).then(|| names.join("/"))
}

pub(super) fn writable(path: &str) -> Result<String, FileFail> {
    key(path).filter(|key| key == "usr" || key.starts_with("usr/")).ok_or(FileFail::Denied)
}

pub(super) fn parent(key: &str) -> Option<&str> {
    key.rsplit_once('/').map(|(folder, _)| folder)
}
