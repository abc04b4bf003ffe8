//! What a page looks like besides its tree: its style sheets, its window, the tab bar.

use std::collections::HashSet;
use std::path::Path;
use std::rc::Rc;

use serde_json::{Map, Value};

use super::project::Running;
use super::require::Modules;
use super::resolve;
use crate::engine::Host;
use crate::source::{DEFAULT_LIMIT, read_text};

/// The style sheets of the app and of the pages and components at `paths`, in the order of the cascade: imports in their places,
/// `rpx` as the pixels of a window that is `width` wide.
pub fn styles(paths: &[String], width: f64, host: &Rc<Host>) -> String {
    let Some(modules) = host.get::<Modules>() else { return String::new() };
    let (mut out, mut seen) = (String::new(), HashSet::new());
    for path in std::iter::once("app").chain(paths.iter().map(String::as_str)) {
        add(Path::new(&format!("{path}.wxss")), &modules, &mut seen, &mut out);
    }
    pixels(&out, width)
}

fn add(file: &Path, modules: &Modules, seen: &mut HashSet<String>, out: &mut String) {
    if !seen.insert(resolve::name(file)) {
        return;
    }
    let text = modules.files.find(file).and_then(|found| read_text(&found, DEFAULT_LIMIT).ok());
    let Some(text) = text else { return };
    for line in text.text.split_inclusive('\n') {
        let imported = line.trim().strip_prefix("@import").map(|rest| rest.trim().trim_end_matches(';').trim_matches(['"', '\'', ' ']));
        match imported {
            Some(imported) => {
                let folder = file.parent().unwrap_or(Path::new(""));
                let target = imported.strip_prefix('/').map_or_else(|| folder.join(imported), |rest| Path::new(rest).to_owned());
                add(&resolve::normal(&target), modules, seen, out);
            }
            None => out.push_str(line),
        }
    }
    out.push('\n');
}

/// `750rpx` are the width of the window.
fn pixels(text: &str, width: f64) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("rpx") {
        let (before, after) = (&rest[..at], &rest[at + 3..]);
        let start = before.rfind(|c: char| !(c.is_ascii_digit() || c == '.')).map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
        match before[start..].parse::<f64>() {
            Ok(number) => out.push_str(&format!("{}{:.3}px", &before[..start], number * width / 750.0)),
            Err(_) => out.push_str(&rest[..at + 3]),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// What `app.json` and the page's own file say of its window: title, colours.
pub fn window(path: &str, host: &Rc<Host>) -> Map<String, Value> {
    let Some(running) = host.get::<Running>() else { return Map::new() };
    let mut window = running.project.app.get("window").and_then(Value::as_object).cloned().unwrap_or_default();
    window.extend(running.config(path, host).iter().map(|(name, value)| (name.clone(), value.clone())));
    window
}

/// The tab bar, if the page is in it.
pub fn tab_bar(path: &str, host: &Rc<Host>) -> Option<Map<String, Value>> {
    let running = host.get::<Running>()?;
    let bar = running.project.app.get("tabBar").and_then(Value::as_object).cloned();
    bar.filter(|_| running.project.tabs.iter().any(|tab| tab == path))
}

#[cfg(test)]
mod tests {
    use super::pixels;

    #[test]
    fn rpx_are_parts_of_the_width() {
        assert_eq!(pixels(".a{width:750rpx;margin:-1.5rpx 宽20rpx}rpx", 375.0), ".a{width:375.000px;margin:-0.750px 宽10.000px}rpx");
    }
}
