//! Which file `require(path)` means: beside the caller, from the root for `/…`, else in `miniprogram_npm` up the tree.

use std::path::{Component, Path, PathBuf};

/// The file that a path means, relative to the root; `None` if there is none.
pub(super) fn resolve(root: &Path, folder: &Path, wanted: &str) -> Option<PathBuf> {
    if wanted.starts_with("./") || wanted.starts_with("../") || wanted == "." || wanted == ".." {
        return file(root, &normal(&folder.join(wanted)));
    }
    if let Some(absolute) = wanted.strip_prefix('/') {
        return file(root, &normal(Path::new(absolute)));
    }
    // The platform also takes a bare path for a relative one.
    if let Some(file) = file(root, &normal(&folder.join(wanted))) {
        return Some(file);
    }
    folder.ancestors().find_map(|up| file(root, &normal(&up.join("miniprogram_npm").join(wanted))))
}

/// What the platform says of a path that means no file (DevTools since base library 2.26; observed).
pub(super) fn not_defined(folder: &Path, wanted: &str) -> String {
    let path = match wanted.strip_prefix('/') {
        Some(absolute) => normal(Path::new(absolute)),
        None => normal(&folder.join(wanted)),
    };
    let mut shown = name(&path);
    if path.extension().is_none_or(|extension| extension != "js") {
        shown.push_str(".js");
    }
    format!("module '{shown}' is not defined, require args is '{wanted}'")
}

/// `x.js`, `x.ts`, or either as `x/index`, whichever is a file inside the root. Only scripts: `x.json` looks for `x.json.js`.
fn file(root: &Path, path: &Path) -> Option<PathBuf> {
    if path.components().any(|part| matches!(part, Component::ParentDir)) {
        return None;
    }
    let with = |extension: &str| PathBuf::from(format!("{}.{extension}", path.display()));
    let mut candidates = vec![with("js"), with("ts"), path.join("index.js"), path.join("index.ts")];
    if path.extension().is_some_and(|extension| extension == "js") {
        candidates.insert(0, path.to_path_buf());
        // A project in TypeScript names its modules as they will be called.
        candidates.push(path.with_extension("ts"));
    }
    candidates.into_iter().find(|candidate| root.join(candidate).is_file())
}

/// A path without `.` and, as far as it goes, `..`.
pub(super) fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                if !out.pop() {
                    out.push("..");
                }
            }
            other => out.push(other),
        }
    }
    out
}

pub(super) fn name(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_normal() {
        assert_eq!(name(&normal(Path::new("a/./b/../c"))), "a/c");
        assert_eq!(name(&normal(Path::new("../c"))), "../c");
    }

    #[test]
    fn the_platform_names_the_file_it_looked_for() {
        let told = |folder: &str, wanted: &str| not_defined(Path::new(folder), wanted);
        assert_eq!(told("utils", "../server"), "module 'server.js' is not defined, require args is '../server'");
        assert_eq!(told("utils", "./a.json"), "module 'utils/a.json.js' is not defined, require args is './a.json'");
        assert_eq!(told("utils", "lodash"), "module 'utils/lodash.js' is not defined, require args is 'lodash'");
        assert_eq!(told("utils", "/lib/x.js"), "module 'lib/x.js' is not defined, require args is '/lib/x.js'");
    }
}
