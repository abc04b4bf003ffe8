//! `function-redefined`: a second function of the same name replaces the first in the global scope.

use std::collections::BTreeMap;

use super::{Found, Rule};
use crate::lang::{Message, Text, told};
use crate::trace::event::{At, Body, Definition, Event};
use crate::trace::story::Story;

pub(super) const RULE: Rule = Rule {
    name: "function-redefined",
    title: Text { zh: "同名函数被后面的定义覆盖", en: "a function was replaced by a later one of the same name" },
    check,
};

fn check(story: &Story<'_>) -> Vec<Found> {
    let mut first: BTreeMap<&str, (&Event, &Definition)> = BTreeMap::new();
    let mut found = Vec::new();
    for event in story.events() {
        let Body::Load { source, defines } = &event.body else { continue };
        for second in defines.iter().filter(|definition| definition.what == "function") {
            if let Some((load, first)) = first.insert(&second.name, (event, second)) {
                let at = place(source, second);
                let earlier = match &load.body {
                    Body::Load { source, .. } => place(source, first),
                    _ => at.clone(),
                };
                if earlier == at {
                    continue;
                }
                found.push(Found::new(Some(&at), [load.seq, event.seq], tell(story, &at, &earlier, first, second)));
            }
        }
    }
    found
}

fn tell(story: &Story<'_>, at: &At, earlier: &At, first: &Definition, second: &Definition) -> Message {
    let name = &second.name;
    let mut place = story.place(earlier);
    if at.file != earlier.file {
        place = Message::new(told!("{} 第 {} 行", earlier.file, earlier.line), told!("{}:{}", earlier.file, earlier.line));
    }
    if second.returns_nothing && !first.returns_nothing {
        Message::new(
            told!("{name} 覆盖了{}的同名函数；这一个没有返回值，用到返回值的代码（如 {name}().then）会出错", place.zh),
            told!(
                "{name} replaces the one at {}; this one returns nothing, so code that uses its result (such as {name}().then) breaks",
                place.en
            ),
        )
    } else {
        Message::new(
            told!("{name} 覆盖了{}的同名函数，所有调用都会落到这一个", place.zh),
            told!("{name} replaces the one at {}; every call reaches this one", place.en),
        )
    }
}

/// Where a definition stands: the source's name is its file, with `#` and the block's number for a Markdown source.
fn place(source: &str, definition: &Definition) -> At {
    let file = match source.rsplit_once('#') {
        Some((file, block)) if !block.is_empty() && block.chars().all(|c| c.is_ascii_digit()) => file,
        _ => source,
    };
    At { file: file.to_owned(), line: definition.line, column: definition.column }
}
