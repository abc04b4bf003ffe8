//! The page's own files, put together: modules into one script, style sheets into one sheet, each with its hash.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

/// The modules, each after those that it imports.
const MODULES: &[(&str, &str)] = &[
    ("dom", include_str!("page/dom.js")),
    ("words", include_str!("page/words.js")),
    ("data", include_str!("page/data.js")),
    ("player", include_str!("page/player.js")),
    ("values", include_str!("page/values.js")),
    ("highlight", include_str!("page/highlight.js")),
    ("diagram", include_str!("page/diagram.js")),
    ("article", include_str!("page/article.js")),
    ("phone", include_str!("page/phone.js")),
    ("details", include_str!("page/details.js")),
    ("transport", include_str!("page/transport.js")),
    ("search", include_str!("page/search.js")),
    ("tools", include_str!("page/tools.js")),
    ("viewer", include_str!("page/viewer.js")),
    ("compare", include_str!("page/compare.js")),
    ("outcomes", include_str!("page/outcomes.js")),
    ("main", include_str!("page/main.js")),
];

/// The modules of the page of `play`, in the place of `main`.
const PLAY: &[(&str, &str)] = &[
    ("play_words", include_str!("page/play_words.js")),
    ("editor", include_str!("page/editor.js")),
    ("controls", include_str!("page/controls.js")),
    ("lessons", include_str!("page/lessons.js")),
    ("play", include_str!("page/play.js")),
];

/// The style sheets, in order.
const SHEETS: &[&str] = &[
    include_str!("page/base.css"),
    include_str!("page/frame.css"),
    include_str!("page/diagram.css"),
    include_str!("page/text.css"),
    include_str!("page/phone.css"),
    include_str!("page/details.css"),
];

/// The sheets of pages that run no script.
const STILL: &[&str] = &[include_str!("page/base.css"), include_str!("page/diagram.css"), include_str!("page/still.css")];

/// The script of every page.
pub(super) fn script() -> String {
    let mut out = String::from("'use strict'\n");
    for (name, text) in MODULES {
        module(&mut out, name, text);
    }
    out
}

/// The script of the page of `play`.
pub(super) fn play_script() -> String {
    let mut out = String::from("'use strict'\n");
    for (name, text) in MODULES.iter().filter(|(name, _)| *name != "main").chain(PLAY) {
        module(&mut out, name, text);
    }
    out
}

/// A module as a function of its own, so that names inside it stay its own.
fn module(out: &mut String, name: &str, text: &str) {
    let mut exports = Vec::new();
    let _ = writeln!(out, "const module_{name} = (() => {{");
    for line in text.lines() {
        let import = line.strip_prefix("import ").and_then(|rest| rest.split_once(" from './"));
        if let Some((names, from)) = import {
            let from = from.split(".js'").next().unwrap_or_default();
            let _ = writeln!(out, "const {names} = module_{from}");
            continue;
        }
        let line = match line.strip_prefix("export ") {
            Some(rest) => {
                let names = rest.trim_start_matches("async ");
                let word = names.split_once(' ').map(|(_, rest)| rest).unwrap_or_default();
                exports.push(word.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default());
                rest
            }
            None => line,
        };
        let _ = writeln!(out, "{line}");
    }
    let _ = writeln!(out, "return {{ {} }}\n}})()", exports.join(", "));
}

/// The sheet of every page with a script.
pub(super) fn style() -> String {
    SHEETS.concat()
}

/// The sheet of the page of `play`.
pub(super) fn play_style() -> String {
    style() + include_str!("page/play.css")
}

/// The sheet of pages without one.
pub(super) fn still() -> String {
    STILL.concat()
}

/// What a Content-Security-Policy calls this text: `'sha256-…'`.
pub(super) fn hash(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_become_one_script() {
        let mut out = String::new();
        module(&mut out, "a", "import { b, c } from './x.js'\nexport const d = 1\nexport function e() {}\nexport class F {}\n");
        assert_eq!(
            out,
            "const module_a = (() => {\nconst { b, c } = module_x\nconst d = 1\nfunction e() {}\nclass F {}\nreturn { d, e, F }\n})()\n"
        );
        for script in [script(), play_script()] {
            assert!(!script.contains("\nimport ") && !script.contains("\nexport "));
            // Nothing in it ends the element that it stands in.
            assert!(!script.contains("</") && !script.contains("<!--") && !play_style().contains("</"));
        }
    }

    #[test]
    fn each_module_stands_after_what_it_imports() {
        for (index, (name, text)) in MODULES.iter().chain(PLAY).enumerate() {
            for from in text.lines().filter_map(|line| line.strip_prefix("import ")?.split_once("'./")) {
                let from = from.1.trim_end_matches(".js'");
                let at = MODULES.iter().chain(PLAY).position(|(known, _)| *known == from);
                assert!(at.is_some_and(|at| at < index), "{name} imports {from}");
            }
        }
    }
}
