//! The page of `play`: an editor and the scenario's controls beside the viewer; what it shows next, its server tells.

use serde_json::{Value, json};

use super::{data, frame};
use crate::lang::{Lang, Message};
use crate::trace::Trace;

/// What lies before the user of `play`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Desk {
    /// The file's name.
    pub file: String,
    /// Its text.
    pub text: String,
    /// Lower-case hexadecimal SHA-256 of the file.
    pub sha256: String,
    /// The scenarios that can be chosen: name, and what each shows.
    pub scenarios: Vec<(String, Message)>,
    /// The scenario that is chosen at first.
    pub chosen: Option<String>,
}

/// The page, and its Content-Security-Policy. `first` is shown until the first run has been made.
pub fn play(desk: &Desk, first: &Trace, lang: Lang) -> (String, String) {
    let scenarios: Vec<Value> =
        desk.scenarios.iter().map(|(name, about)| json!({ "name": name, "about": [about.zh, about.en] })).collect();
    let index = json!({
        "kind": "play", "lang": lang, "file": desk.file, "text": desk.text, "sha256": desk.sha256,
        "scenarios": scenarios, "chosen": desk.chosen,
    });
    frame::asking(&format!("{} · wxhost play", desk.file), &index, lang, data::parts(first, &[]))
}
