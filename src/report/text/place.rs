//! What stands at the right of a row: the author's line (`article.md:96 ◂ 27`), or which call is answered (`of line 18 · 30 ms`).

use crate::lang::Lang;
use crate::trace::escape::visible;
use crate::trace::story::Story;
use crate::trace::{At, Body, Event};

/// The author's line of an event, and after ◂ the line it was called from.
pub(super) fn of_event(event: &Event) -> String {
    let Some(at) = &event.at else { return String::new() };
    format!("{}:{}{}", visible(&at.file), at.line, caller(event, at))
}

/// The line of the call that an answer belongs to, and how long it took.
pub(super) fn of_answer(story: &Story<'_>, lang: Lang, call: &Event, answer: &Event) -> String {
    let Some(at) = &call.at else { return String::new() };
    let waited = match answer.t.saturating_sub(call.t) {
        0 => String::new(),
        ms => format!(" · {ms} ms"),
    };
    let caller = caller(call, at);
    if story.has_one_file() {
        lang.pick(&format!("第 {} 行{caller}{waited}", at.line), &format!("of line {}{caller}{waited}", at.line)).to_owned()
    } else {
        let place = format!("{}:{}{caller}", visible(&at.file), at.line);
        lang.pick(&format!("{place}{waited}"), &format!("of {place}{waited}")).to_owned()
    }
}

fn caller(event: &Event, at: &At) -> String {
    match &event.body {
        Body::Call { via, .. } => match via.first() {
            Some(caller) if caller.file == at.file => format!(" ◂ {}", caller.line),
            Some(caller) => format!(" ◂ {}:{}", visible(&caller.file), caller.line),
            None => String::new(),
        },
        _ => String::new(),
    }
}
