//! What differs between two traces, in sentences: what `wxhost diff`, `wxhost explain A B` and a failed check tell.

use std::fmt::Write as _;

use serde_json::Value;

use super::sentence::sentence;
use crate::lang::{Lang, Message};
use crate::trace::Trace;
use crate::trace::brief::brief;
use crate::trace::diff::{Change, Diff, Field, What, diff};
use crate::trace::story::Story;

/// How deep consequences are indented at most.
const DEEPEST: usize = 6;

/// Every change, a line each, consequences below what led to them; empty when the traces tell the same.
///
/// Lines begin with `+` (added), `-` (removed), `>` (moved) or `~` (changed).
pub fn render(old: &Trace, new: &Trace) -> Message {
    let diff = diff(old, new);
    let teller = |lang| Teller { diff: &diff, old: Story::new(old), new: Story::new(new), lang }.tell();
    Message::new(teller(Lang::Zh), teller(Lang::En))
}

/// Goes through changes in order, each followed by what it led to: `show` gets its place and how deep it is indented.
pub(super) fn tree(because: &[Option<usize>], mut show: impl FnMut(usize, usize)) {
    let mut led = vec![Vec::new(); because.len()];
    for (index, because) in because.iter().enumerate() {
        if let Some(because) = because {
            led[*because].push(index);
        }
    }
    let mut shown = vec![false; because.len()];
    let roots = (0..because.len()).filter(|index| because[*index].is_none());
    // Only a trace made by hand can lead in circles; nothing is left out even then.
    for first in roots.chain(0..because.len()) {
        // Depth first, without recursion: chains can be long.
        let mut open = vec![(first, 0_usize)];
        while let Some((index, depth)) = open.pop() {
            if std::mem::replace(&mut shown[index], true) {
                continue;
            }
            show(index, depth.min(DEEPEST));
            open.extend(led[index].iter().rev().map(|index| (*index, depth + 1)));
        }
    }
}

struct Teller<'a> {
    diff: &'a Diff,
    old: Story<'a>,
    new: Story<'a>,
    lang: Lang,
}

impl Teller<'_> {
    fn tell(&self) -> String {
        let mut out = String::new();
        for field in &self.diff.header {
            let _ = writeln!(out, "~ {}", self.field(field));
        }
        let because: Vec<Option<usize>> = self.diff.changes.iter().map(|change| change.because).collect();
        tree(&because, |index, depth| self.change(&mut out, &self.diff.changes[index], depth));
        out
    }

    fn change(&self, out: &mut String, change: &Change, depth: usize) {
        let (mark, story, seq) = match change.what {
            What::Added => ('+', &self.new, change.new),
            What::Removed => ('-', &self.old, change.old),
            What::Moved => ('>', &self.new, change.new),
            What::Changed => ('~', &self.new, change.new),
        };
        let Some(event) = seq.and_then(|seq| story.trace.event(seq)) else { return };
        let indent = "  ".repeat(depth);
        let arrow = if depth > 0 { "└ " } else { "" };
        let sentence = sentence(story, event);
        let when = self.lang.pick("毫秒", "ms");
        let _ = writeln!(out, "{mark} {indent}{arrow}{} {when}: {}", event.t, sentence.in_lang(self.lang));
        if change.what == What::Moved {
            let before = change.old.and_then(|seq| self.old.trace.event(seq.checked_sub(1)?));
            if let Some(before) = before {
                let said = crate::report::sentence::sentence(&self.old, before);
                let said = said.in_lang(self.lang);
                let text = self.lang.pick("原来在这之后：", "it used to come after: ");
                let _ = writeln!(out, "{mark} {indent}    {text}{said}");
            }
        }
        for field in &change.fields {
            let _ = writeln!(out, "{mark} {indent}    {}", self.field(field));
        }
    }

    /// `result.errMsg: "a" → "b"`.
    fn field(&self, field: &Field) -> String {
        let value =
            |value: &Option<Value>| value.as_ref().map_or_else(|| self.lang.pick("（无）", "(nothing)").to_owned(), brief);
        format!("{}: {} → {}", field.path, value(&field.old), value(&field.new))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::{Body, fixture};
    use serde_json::json;

    #[test]
    fn what_changed_is_told_in_both_languages() {
        let old = fixture::login_succeeds();
        let mut new = old.clone();
        for event in &mut new.events {
            if let Body::Response { body, .. } = &mut event.body
                && body.get("InfoState").is_some()
            {
                *body = json!({"InfoState": 7});
            }
        }
        let told = render(&old, &new);
        assert!(told.en.contains("body.InfoState: 0 → 7") && told.en.starts_with("~ "), "{}", told.en);
        assert!(told.zh.contains("毫秒"), "{}", told.zh);
        assert_eq!(render(&old, &old), Message::default());
    }
}
