//! Which file `require(path)` means: what `resolveAlias` says, beside the caller, from the root for `/…`, else in `miniprogram_npm` up
//! the tree. `usingComponents` knows no aliases: the official page speaks of `require` only.

use std::path::{Component, Path, PathBuf};

use super::files::{Files, NPM};

/// The file that a path means, as a path of the program; `None` if there is none.
pub(super) fn resolve(files: &Files, folder: &Path, wanted: &str) -> Option<PathBuf> {
    let alias = files.alias(wanted);
    let wanted = alias.as_deref().unwrap_or(wanted);
    if wanted.starts_with("./") || wanted.starts_with("../") || wanted == "." || wanted == ".." {
        return file(files, &normal(&folder.join(wanted)), &SCRIPTS);
    }
    if let Some(absolute) = wanted.strip_prefix('/') {
        return file(files, &normal(Path::new(absolute)), &SCRIPTS);
    }
    // The platform also takes a bare path for a relative one.
    if let Some(file) = file(files, &normal(&folder.join(wanted)), &SCRIPTS) {
        return Some(file);
    }
    let packages = folder.ancestors().map(|up| up.join(NPM).join(wanted));
    packages
        .into_iter()
        .find_map(|path| file(files, &path, &SCRIPTS).or_else(|| files.main(&path).and_then(|main| file(files, &main, &SCRIPTS))))
}

/// The component that `usingComponents` means: its path without an extension.
pub(super) fn component(files: &Files, folder: &Path, wanted: &str) -> Option<String> {
    let at = |path: &Path| file(files, path, &SCRIPTS).map(|found| name(&found.with_extension("")));
    if let Some(absolute) = wanted.strip_prefix('/') {
        return at(&normal(Path::new(absolute)));
    }
    at(&normal(&folder.join(wanted))).or_else(|| folder.ancestors().find_map(|up| at(&up.join(NPM).join(wanted))))
}

const SCRIPTS: [&str; 2] = ["js", "ts"];

/// What the platform says of a path that means no file (DevTools since base library 2.26; observed).
pub(super) fn not_defined(files: &Files, folder: &Path, wanted: &str) -> String {
    let alias = files.alias(wanted);
    let path = match alias.as_deref().unwrap_or(wanted).strip_prefix('/') {
        Some(absolute) => normal(Path::new(absolute)),
        None => normal(&folder.join(wanted)),
    };
    let mut shown = name(&path);
    if path.extension().is_none_or(|extension| extension != "js") {
        shown.push_str(".js");
    }
    format!("module '{shown}' is not defined, require args is '{wanted}'")
}

/// `x.js`, `x.ts`, or either as `x/index`, whichever is a file. Only scripts: `x.json` looks for `x.json.js`.
fn file(files: &Files, path: &Path, extensions: &[&str]) -> Option<PathBuf> {
    if path.components().any(|part| matches!(part, Component::ParentDir)) {
        return None;
    }
    let with = |extension: &&str| PathBuf::from(format!("{}.{extension}", path.display()));
    let mut candidates: Vec<PathBuf> = extensions.iter().map(with).collect();
    candidates.extend(extensions.iter().map(|extension| path.join(format!("index.{extension}"))));
    if path.extension().is_some_and(|extension| extension == "js") {
        candidates.insert(0, path.to_path_buf());
        // A project in TypeScript names its modules as they will be called.
        candidates.push(path.with_extension("ts"));
    }
    candidates.into_iter().find(|candidate| files.find(candidate).is_some())
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
    fn the_longest_alias_that_fits_counts() {
        let rules = serde_json::json!({ "~/*": "/*", "~/origin/*": "lib/*", "@utils/*": "utils/*", "x": "y/*", "z/*": 1 });
        let (files, wrong) = Files::default().with_aliases(rules.as_object().expect("rules"));
        assert_eq!(wrong, ["x", "z/*"]);
        let means = |wanted: &str| files.alias(wanted);
        assert_eq!(means("~/a.js").as_deref(), Some("/a.js"));
        assert_eq!(means("~/origin/a").as_deref(), Some("/lib/a"));
        assert_eq!(means("@utils/a/b").as_deref(), Some("/utils/a/b"));
        assert_eq!((means("@utils"), means("./@utils/a"), means("x")), (None, None, None));
        let told = not_defined(&files, Path::new("pages/a"), "@utils/a");
        assert_eq!(told, "module 'utils/a.js' is not defined, require args is '@utils/a'");
    }

    #[test]
    fn the_platform_names_the_file_it_looked_for() {
        let told = |folder: &str, wanted: &str| not_defined(&Files::default(), Path::new(folder), wanted);
        assert_eq!(told("utils", "../server"), "module 'server.js' is not defined, require args is '../server'");
        assert_eq!(told("utils", "./a.json"), "module 'utils/a.json.js' is not defined, require args is './a.json'");
        assert_eq!(told("utils", "lodash"), "module 'utils/lodash.js' is not defined, require args is 'lodash'");
        assert_eq!(told("utils", "/lib/x.js"), "module 'lib/x.js' is not defined, require args is '/lib/x.js'");
    }
}
