//! Project folders: `project.config.json` and `app.json` say where a mini-program is, which pages it has, and which are tabs.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::excerpt::excerpt;
use super::read::read_text;
use super::{SourceError, line_column};
use crate::lang::Message;

/// A mini-program project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// The folder as it was given: where `project.config.json` and `node_modules` are.
    pub folder: PathBuf,
    /// The folder of `app.json`, which every path inside the program starts from.
    pub root: PathBuf,
    /// What `app.json` says.
    pub app: Map<String, Value>,
    /// The pages of the main package, in order, then those of the other packages.
    pub pages: Vec<String>,
    /// The pages in the tab bar, in order.
    pub tabs: Vec<String>,
    /// The page that a launch without a path opens.
    pub entry: String,
    /// The packages besides the main one.
    pub packages: Vec<Package>,
    /// The text of `app.json`.
    pub text: String,
    /// Lower-case hexadecimal SHA-256 of `app.json`.
    pub sha256: String,
    /// The appid of `project.config.json`.
    pub appid: Option<String>,
}

/// A package of its own, from `subPackages`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// Its folder, such as `packageA`.
    pub root: String,
    /// Its pages, with the folder.
    pub pages: Vec<String>,
}

/// The file that describes the program.
const APP: &str = "app.json";
/// The file that describes the project around it.
const CONFIG: &str = "project.config.json";

impl Project {
    /// Whether `folder` looks like a project.
    pub fn is_at(folder: &Path) -> bool {
        folder.join(APP).is_file() || folder.join(CONFIG).is_file()
    }

    /// Opens the project in `folder`; `limit` is the largest size of a file in bytes.
    ///
    /// # Errors
    ///
    /// There is no `app.json`, it or `project.config.json` is no JSON, or what they say does not fit the files.
    pub fn open(folder: &Path, limit: u64) -> Result<Self, SourceError> {
        let config = match folder.join(CONFIG) {
            path if path.is_file() => object(&path, &read_text(&path, limit)?.text)?,
            _ => Map::new(),
        };
        let named = config.get("miniprogramRoot").and_then(Value::as_str).map(|root| root.trim_matches(['.', '/']));
        let root = named.filter(|root| !root.is_empty()).map_or_else(|| folder.to_owned(), |root| folder.join(root));
        let path = root.join(APP);
        if !path.is_file() {
            return Err(SourceError::NotAProject { path: folder.to_owned(), inner: inner_project(folder) });
        }
        let text = read_text(&path, limit)?;
        let (sha256, text) = (text.sha256(), text.text);
        let app = object(&path, &text)?;
        let appid = config.get("appid").and_then(Value::as_str).map(str::to_owned);
        let file = AppFile { path: &path, text: &text, root: &root };
        let (pages, packages) = file.pages(&app)?;
        let tabs = file.tabs(&app, &pages)?;
        let entry = file.entry(&app, &pages)?;
        if !["js", "ts"].iter().any(|end| root.join(format!("app.{end}")).is_file()) {
            return Err(file.wrong("", "项目没有 app.js", "the project has no app.js"));
        }
        Ok(Self { folder: folder.to_owned(), root, app, pages, tabs, entry, packages, text, sha256, appid })
    }

    /// What the tabs are called, in order.
    pub fn tab_texts(&self) -> Vec<String> {
        let list = self.app.get("tabBar").and_then(|bar| bar.get("list")).and_then(Value::as_array);
        let text = |tab: &Value| tab.get("text").and_then(Value::as_str).unwrap_or_default().to_owned();
        list.into_iter().flatten().map(text).collect()
    }

    /// The package that a page belongs to, if it is not the main one.
    pub fn package_of(&self, page: &str) -> Option<&Package> {
        self.packages.iter().find(|package| package.pages.iter().any(|known| known == page))
    }
}

/// `app.json` while it is read.
struct AppFile<'a> {
    path: &'a Path,
    text: &'a str,
    root: &'a Path,
}

impl AppFile<'_> {
    fn pages(&self, app: &Map<String, Value>) -> Result<(Vec<String>, Vec<Package>), SourceError> {
        let mut pages: Vec<String> = Vec::new();
        let mut packages = Vec::new();
        self.list("", app.get("pages"), &mut pages)?;
        if pages.is_empty() {
            if app.get("pages").is_some_and(|pages| !pages.is_array()) {
                return Err(self.wrong(
                    "pages",
                    "`pages` 应当是页面路径的数组",
                    "`pages` should be an array of the pages' paths",
                ));
            }
            return Err(self.wrong("pages", "`pages` 里没有页面", "`pages` names no page"));
        }
        for key in ["subPackages", "subpackages"] {
            for package in app.get(key).and_then(Value::as_array).into_iter().flatten() {
                let root = package.get("root").and_then(Value::as_str).unwrap_or_default().trim_matches('/').to_owned();
                if root.is_empty() {
                    return Err(self.wrong(key, "分包没有 `root`", "a subpackage has no `root`"));
                }
                let before = pages.len();
                self.list(&format!("{root}/"), package.get("pages"), &mut pages)?;
                packages.push(Package { root, pages: pages[before..].to_vec() });
            }
        }
        Ok((pages, packages))
    }

    /// Adds the pages of one list, each of which must have its file and may be named once.
    fn list(&self, before: &str, list: Option<&Value>, pages: &mut Vec<String>) -> Result<(), SourceError> {
        for page in list.and_then(Value::as_array).into_iter().flatten() {
            let Some(name) = page.as_str() else {
                return Err(self.wrong("pages", "页面应为字符串", "a page is named by a string"));
            };
            let route = format!("{before}{}", name.trim_matches('/'));
            if pages.contains(&route) {
                let (zh, en) = (format!("页面 {route} 写了两次"), format!("the page {route} is named twice"));
                return Err(self.wrong_last(name, &zh, &en));
            }
            if !["js", "ts"].iter().any(|end| self.root.join(format!("{route}.{end}")).is_file()) {
                let (zh, en) = (format!("找不到页面 {route}：没有 {route}.js"), format!("the page {route} has no {route}.js"));
                return Err(self.wrong(name, &zh, &en));
            }
            pages.push(route);
        }
        Ok(())
    }

    fn tabs(&self, app: &Map<String, Value>, pages: &[String]) -> Result<Vec<String>, SourceError> {
        let list = app.get("tabBar").and_then(|bar| bar.get("list")).and_then(Value::as_array);
        let paths = list.into_iter().flatten().filter_map(|tab| tab.get("pagePath").and_then(Value::as_str));
        let mut tabs = Vec::new();
        for path in paths {
            let route = path.trim_matches('/').to_owned();
            if !pages.contains(&route) {
                let zh = format!("tabBar 的页面 {route} 不在 `pages` 里");
                return Err(self.wrong_last(path, &zh, &format!("the tab {route} is not in `pages`")));
            }
            tabs.push(route);
        }
        Ok(tabs)
    }

    fn entry(&self, app: &Map<String, Value>, pages: &[String]) -> Result<String, SourceError> {
        let named = app.get("entryPagePath").and_then(Value::as_str);
        let Some(named) = named else { return Ok(pages.first().cloned().unwrap_or_default()) };
        let route = named.trim_matches('/').to_owned();
        if pages.contains(&route) {
            return Ok(route);
        }
        let zh = format!("entryPagePath 的页面 {route} 不在 `pages` 里");
        Err(self.wrong_last(named, &zh, &format!("the entryPagePath {route} is not in `pages`")))
    }

    /// What is wrong, at the first place where `word` stands as a string.
    fn wrong(&self, word: &str, zh: &str, en: &str) -> SourceError {
        self.at(self.text.find(&format!("\"{word}\"")).map_or(0, |at| at + 1), word, zh, en)
    }

    /// The same, at the last such place.
    fn wrong_last(&self, word: &str, zh: &str, en: &str) -> SourceError {
        self.at(self.text.rfind(&format!("\"{word}\"")).map_or(0, |at| at + 1), word, zh, en)
    }

    fn at(&self, offset: usize, word: &str, zh: &str, en: &str) -> SourceError {
        let (line, column) = line_column(self.text, offset);
        let length = u32::try_from(word.encode_utf16().count()).unwrap_or(1).max(1);
        let excerpt = excerpt(self.text, line, column, length);
        SourceError::BadProject { path: self.path.to_owned(), line, column, what: Message::new(zh, en), excerpt }
    }
}

/// The object that a JSON file holds.
///
/// # Errors
///
/// The text is no JSON object; the error says where.
pub fn object(path: &Path, text: &str) -> Result<Map<String, Value>, SourceError> {
    let (line, column, reason) = match serde_json::from_str::<Value>(text) {
        Ok(Value::Object(members)) => return Ok(members),
        Ok(_) => (1, 1, "expected an object".to_owned()),
        Err(error) => {
            let (line, column) = place(text, error.line(), error.column());
            let reason = error.to_string();
            (line, column, reason.rsplit_once(" at line ").map_or(reason.as_str(), |(before, _)| before).to_owned())
        }
    };
    Err(SourceError::BadJson { path: path.to_owned(), line, column, reason, excerpt: excerpt(text, line, column, 1) })
}

/// Turns serde's line and byte column into line and UTF-16 column.
fn place(text: &str, line: usize, column: usize) -> (u32, u32) {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    line_column(text, start + column.saturating_sub(1))
}

/// The folder below `folder` that is a project, where custom says it usually is.
fn inner_project(folder: &Path) -> Option<PathBuf> {
    Some(folder.join("miniprogram")).filter(|path| path.join(APP).is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The project of these files, or the problem with `.` for its folder.
    fn open(files: &[(&str, &str)]) -> Result<Project, String> {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            std::fs::write(path, text).expect("a file");
        }
        let shown = folder.path().display().to_string();
        Project::open(folder.path(), 9999).map_err(|error| error.problem().to_string().replace(&shown, "."))
    }

    #[test]
    fn pages_packages_and_tabs_are_read() {
        let app = r#"{"pages": ["pages/a/a", "pages/b/b"], "tabBar": {"list": [{"pagePath": "pages/b/b"}]},
            "entryPagePath": "pages/b/b", "subPackages": [{"root": "pkg/", "pages": ["c/c"]}]}"#;
        let project = open(&[
            ("project.config.json", r#"{"miniprogramRoot": "./src/", "appid": "wx1"}"#),
            ("src/app.json", app),
            ("src/app.js", ""),
            ("src/pages/a/a.js", ""),
            ("src/pages/b/b.ts", ""),
            ("src/pkg/c/c.js", ""),
        ]);
        let project = project.expect("a project");
        assert_eq!(project.pages, ["pages/a/a", "pages/b/b", "pkg/c/c"]);
        assert_eq!((project.tabs, project.entry.as_str()), (vec!["pages/b/b".to_owned()], "pages/b/b"));
        assert_eq!((project.packages[0].root.as_str(), project.appid.as_deref()), ("pkg", Some("wx1")));
    }

    #[test]
    fn what_does_not_fit_is_told_with_its_place() {
        let check = |files: &[(&str, &str)], expected: &str| {
            let told = open(files).expect_err("a problem");
            assert_eq!(told, expected);
        };
        check(&[], ". is a folder without app.json (give an article (.md), a .js file, or the root of a mini-program project)");
        check(&[("miniprogram/app.json", "{}")], ". is a folder without app.json (there is one in ./miniprogram)");
        check(&[("app.json", "{\n \"a\": ]")], "./app.json:2:7: app.json is not valid JSON: expected value");
        check(
            &[("app.json", "{}"), ("project.config.json", "{,}")],
            "./project.config.json:1:2: project.config.json is not valid JSON: key must be a string",
        );
        check(&[("app.json", "{}")], "./app.json:1:1: `pages` names no page");
        check(&[("app.json", "{\"pages\": \"x\"}")], "./app.json:1:3: `pages` should be an array of the pages' paths");
        check(&[("app.json", "{\"pages\":\n [\"x/x\"]}")], "./app.json:2:4: the page x/x has no x/x.js");
        let page = ("x.js", "");
        check(&[("app.json", r#"{"pages":["x","x"]}"#), page], "./app.json:1:16: the page x is named twice");
        check(
            &[("app.json", r#"{"pages":["x"],"tabBar":{"list":[{"pagePath":"y"}]}}"#), page],
            "./app.json:1:47: the tab y is not in `pages`",
        );
        check(&[("app.json", r#"{"pages":["x"]}"#), page], "./app.json:1:1: the project has no app.js");
    }
}
