//! `undefined-name`: the program used a name that nothing defines (a ReferenceError).

use std::collections::BTreeSet;

use super::{Found, Rule};
use crate::lang::{Message, Text, told};
use crate::trace::brief::brief_text;
use crate::trace::event::{Body, ErrorKind};
use crate::trace::story::Story;

pub(super) const RULE: Rule =
    Rule {
        name: "undefined-name", title: Text { zh: "用到了没有定义的名字", en: "a name that nothing defines" }, check
    };

/// Names that browsers or Node.js define and mini-programs do not.
const ELSEWHERE: &[&str] = &[
    "window",
    "document",
    "navigator",
    "location",
    "localStorage",
    "sessionStorage",
    "fetch",
    "XMLHttpRequest",
    "alert",
    "history",
    "process",
    "Buffer",
    "FormData",
    "Blob",
    "File",
    "URL",
    "URLSearchParams",
    "Image",
    "$",
    "jQuery",
    "axios",
];

fn check(story: &Story<'_>) -> Vec<Found> {
    let mut told = BTreeSet::new();
    let mut found = Vec::new();
    for event in story.events() {
        let Body::Error { what, name, message, .. } = &event.body else { continue };
        let Some(missing) = message.strip_suffix(" is not defined").filter(|_| name == "ReferenceError") else { continue };
        if *what == ErrorKind::Caught || !told.insert((event.at.clone(), missing)) {
            continue;
        }
        let hint = hint(story, missing);
        let missing = brief_text(missing);
        let message = Message::new(
            told!("用到了 {missing}，但运行的代码里没有定义它{}", hint.zh),
            told!("{missing} is used here, but nothing that was run defines it{}", hint.en),
        );
        found.push(Found::new(event.at.as_ref(), [event.seq], message));
    }
    found
}

fn hint(story: &Story<'_>, missing: &str) -> Message {
    if ELSEWHERE.contains(&missing) {
        return Message::new("：浏览器或 Node.js 里有，小程序里没有", ": browsers or Node.js have it, mini-programs do not");
    }
    let defined = story.events().filter_map(|event| match &event.body {
        Body::Load { defines, .. } => Some(defines),
        _ => None,
    });
    let near =
        |known: &str| known.eq_ignore_ascii_case(missing) || strsim::damerau_levenshtein(known, missing) <= missing.len() / 5;
    if let Some(known) = defined.flatten().find(|definition| near(&definition.name)) {
        return Message::new(
            told!("；是不是想写 {}（第 {} 行）", known.name, known.line),
            told!("; {} (line {}) may be meant", known.name, known.line),
        );
    }
    match story.trace.header.sources.iter().find(|source| !source.blocks.is_empty()) {
        Some(source) => {
            let blocks: Vec<_> = source.blocks.iter().map(ToString::to_string).collect();
            Message::new(
                told!("；这次只运行了第 {} 个代码块，它也许在别的块里", blocks.join("、")),
                told!("; only block {} was run, another block may define it", blocks.join(", ")),
            )
        }
        None => Message::default(),
    }
}
