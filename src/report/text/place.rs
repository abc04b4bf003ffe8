//! What stands at the right of a row: the author's line (`article.md:96 ◂ 27`), or which call is answered (`of line 18 · 30 ms`).

use crate::lang::Lang;
use crate::trace::brief::{clip, columns};
use crate::trace::escape::visible;
use crate::trace::story::Story;
use crate::trace::{At, Body, Event};

/// A note in several lengths, the longest first.
#[derive(Debug, Default)]
pub(in crate::report) struct Note(Vec<String>);

impl Note {
    /// The author's line of an event, and after ◂ the line it was called from.
    pub(super) fn at(event: &Event) -> Self {
        let Some(at) = &event.at else { return Self::default() };
        let (file, base) = (visible(&at.file), base_name(&at.file));
        Self(vec![
            format!("{file}:{}{}", at.line, caller(event, at, visible)),
            format!("{base}:{}{}", at.line, caller(event, at, base_name)),
            format!("{base}:{}", at.line),
        ])
    }

    /// The line of the call that an answer belongs to, and how long it took if that is to be told.
    pub(super) fn answer(story: &Story<'_>, lang: Lang, call: &Event, waited: Option<u64>) -> Self {
        let Some(at) = &call.at else { return Self::default() };
        let waited = waited.filter(|ms| *ms > 0).map(|ms| format!(" · {}", span(ms))).unwrap_or_default();
        let of = |file: String, caller: String| {
            let line = at.line;
            if story.has_one_file() {
                lang.pick(&format!("答第 {line} 行{caller}{waited}"), &format!("of line {line}{caller}{waited}")).to_owned()
            } else {
                lang.pick(&format!("答 {file}:{line}{caller}{waited}"), &format!("of {file}:{line}{caller}{waited}")).to_owned()
            }
        };
        Self(vec![
            of(visible(&at.file), caller(call, at, visible)),
            of(base_name(&at.file), caller(call, at, base_name)),
            of(base_name(&at.file), String::new()),
        ])
    }

    /// The longest form that fits.
    pub(super) fn fit(&self, width: usize) -> String {
        let fitting = self.0.iter().find(|text| columns(text) <= width);
        fitting.cloned().or_else(|| self.0.last().map(|text| clip(text, width))).unwrap_or_default()
    }

    /// The width of the longest form; 0 when there is no note.
    pub(super) fn width(&self) -> usize {
        self.0.first().map_or(0, |text| columns(text))
    }
}

/// ` ◂ 27`: the line that began the calls which led here, with its file if that is another one. The steps between are in the trace.
fn caller(event: &Event, at: &At, name: fn(&str) -> String) -> String {
    match &event.body {
        Body::Call { via, .. } => match via.last() {
            Some(caller) if caller.file == at.file => format!(" ◂ {}", caller.line),
            Some(caller) => format!(" ◂ {}:{}", name(&caller.file), caller.line),
            None => String::new(),
        },
        _ => String::new(),
    }
}

/// Milliseconds, and from ten seconds on seconds.
fn span(ms: u64) -> String {
    match (ms, ms % 1000) {
        (..10_000, _) => format!("{ms} ms"),
        (_, 0) => format!("{} s", ms / 1000),
        (_, rest) => format!("{}.{} s", ms / 1000, rest / 100),
    }
}

fn base_name(file: &str) -> String {
    visible(file.rsplit(['/', '\\']).next().unwrap_or(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_notes_lose_folders_then_callers() {
        let note = Note(vec!["pages/index/index.js:12 ◂ 30".into(), "index.js:12 ◂ 30".into(), "index.js:12".into()]);
        assert_eq!(note.fit(40), "pages/index/index.js:12 ◂ 30");
        assert_eq!(note.fit(20), "index.js:12 ◂ 30");
        assert_eq!(note.fit(12), "index.js:12");
        assert_eq!(note.fit(8), "index.j…");
        assert_eq!(Note::default().fit(8), "");
    }
}
