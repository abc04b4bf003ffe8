//! What the engine runs differs from what the author wrote by a list of edits; every position leads back to the author's text.

use std::collections::HashMap;

/// Changes to one text, collected in any order.
#[derive(Debug)]
pub(in crate::engine) struct Edits<'t> {
    text: &'t str,
    head: String,
    list: Vec<Edit>,
}

#[derive(Debug)]
struct Edit {
    start: usize,
    end: usize,
    text: String,
}

/// The text for the engine, and the way back.
#[derive(Debug, Default)]
pub(in crate::engine) struct Edited {
    pub(in crate::engine) text: String,
    pub(in crate::engine) shifts: Shifts,
}

/// Per line (from 1), in order of columns: which columns of the engine stand for which of the author. Lines never move.
pub(in crate::engine) type Shifts = HashMap<u32, Vec<Shift>>;

/// The columns `from..to` of the engine's text replace `author..end` of the author's; columns count characters from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine) struct Shift {
    from: u32,
    to: u32,
    author: u32,
    end: u32,
}

/// The author's column of an engine's column.
pub(in crate::engine) fn author_column(shifts: Option<&Vec<Shift>>, column: u32) -> u32 {
    let last = shifts.and_then(|shifts| shifts.iter().rev().find(|shift| shift.from <= column));
    match last {
        None => column,
        Some(shift) if column < shift.to => shift.author,
        Some(shift) => shift.end + (column - shift.to),
    }
}

impl<'t> Edits<'t> {
    pub(in crate::engine) fn new(text: &'t str) -> Self {
        Self { text, head: String::new(), list: Vec::new() }
    }

    /// The author's text.
    pub(super) fn text(&self) -> &'t str {
        self.text
    }

    /// Writes `text` before everything, after what was written there earlier.
    pub(super) fn head(&mut self, text: &str) {
        self.head.push_str(text);
    }

    /// Writes `text` before the byte `at`; of several texts at one place the first comes first.
    pub(in crate::engine) fn insert(&mut self, at: usize, text: impl Into<String>) {
        self.list.push(Edit { start: at, end: at, text: text.into() });
    }

    /// Writes `text` for `start..end`. Line breaks in there stay, at the end.
    pub(super) fn replace(&mut self, start: usize, end: usize, text: impl Into<String>) {
        let mut text = text.into();
        let lost = newlines(&self.text[start..end]).saturating_sub(newlines(&text));
        text.extend(std::iter::repeat_n('\n', lost));
        self.list.push(Edit { start, end, text });
    }

    /// Turns `start..end` into blanks, so that nothing else moves.
    pub(super) fn blank(&mut self, start: usize, end: usize) {
        let text = self.text[start..end].chars().map(blank).collect();
        self.list.push(Edit { start, end, text });
    }

    /// Like [`Self::blank`], with a semicolon for its first character: nothing before and after grows together.
    pub(super) fn blank_statement(&mut self, start: usize, end: usize) {
        let mut text: String = self.text[start..end].chars().map(blank).collect();
        text.replace_range(..1, ";");
        self.list.push(Edit { start, end, text });
    }

    /// Whether a text that was put in mentions a name.
    pub(super) fn mentions(&self, name: &str) -> bool {
        self.list.iter().any(|edit| edit.text.contains(name))
    }

    /// Every change in order: from where to where, and what stands there then.
    pub(super) fn listed(&mut self) -> impl Iterator<Item = (usize, usize, &str)> {
        self.sort();
        self.list.iter().map(|edit| (edit.start, edit.end, edit.text.as_str()))
    }

    /// Stable: texts inserted at one place keep their order; they come before what is replaced from there on.
    fn sort(&mut self) {
        self.list.sort_by_key(|edit| (edit.start, edit.start != edit.end, usize::MAX - edit.end));
    }

    /// Whether nothing is to be changed.
    pub(super) fn is_empty(&self) -> bool {
        self.head.is_empty() && self.list.is_empty()
    }

    /// Carries the changes out. A change inside a larger one is dropped with it.
    pub(in crate::engine) fn apply(mut self) -> Edited {
        self.sort();
        let mut out =
            Writer { text: String::with_capacity(self.text.len() + 64), shifts: Shifts::new(), engine: START, author: START };
        if !self.head.is_empty() {
            out.edit("", &self.head);
        }
        let mut from = 0;
        for edit in &self.list {
            if edit.start < from {
                continue;
            }
            out.copy(&self.text[from..edit.start]);
            out.edit(&self.text[edit.start..edit.end], &edit.text);
            from = edit.end;
        }
        out.copy(&self.text[from..]);
        Edited { text: out.text, shifts: out.shifts }
    }
}

const START: (u32, u32) = (1, 1);

struct Writer {
    text: String,
    shifts: Shifts,
    engine: (u32, u32),
    author: (u32, u32),
}

impl Writer {
    fn copy(&mut self, text: &str) {
        self.text.push_str(text);
        self.engine = advance(self.engine, text);
        self.author = advance(self.author, text);
    }

    fn edit(&mut self, old: &str, new: &str) {
        let (engine, author) = (self.engine, self.author);
        self.text.push_str(new);
        self.engine = advance(engine, new);
        self.author = advance(author, old);
        if same_shape(old, new) {
            return;
        }
        if engine.0 == self.engine.0 {
            self.shift(engine.0, Shift { from: engine.1, to: self.engine.1, author: author.1, end: self.author.1 });
            return;
        }
        // Over several lines: all of the first ones stands for the beginning, the last goes on after the end.
        self.shift(engine.0, Shift { from: engine.1, to: u32::MAX, author: author.1, end: author.1 });
        for line in engine.0 + 1..self.engine.0 {
            self.shift(line, Shift { from: 1, to: u32::MAX, author: 1, end: 1 });
        }
        self.shift(self.engine.0, Shift { from: 1, to: self.engine.1, author: 1, end: self.author.1 });
    }

    fn shift(&mut self, line: u32, shift: Shift) {
        self.shifts.entry(line).or_default().push(shift);
    }
}

fn advance((line, column): (u32, u32), text: &str) -> (u32, u32) {
    let width = |text: &str| u32::try_from(text.chars().count()).unwrap_or(u32::MAX / 2);
    match text.rsplit_once('\n') {
        None => (line, column.saturating_add(width(text))),
        Some((_, last)) => (line + u32::try_from(newlines(text)).unwrap_or(0), 1 + width(last)),
    }
}

fn newlines(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b'\n').count()
}

fn same_shape(old: &str, new: &str) -> bool {
    old.split('\n').count() == new.split('\n').count()
        && old.split('\n').zip(new.split('\n')).all(|(old, new)| old.chars().count() == new.chars().count())
}

fn blank(c: char) -> char {
    if matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}') { c } else { ' ' }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The author's place of every `(` of the edited text.
    fn parens(edited: &Edited) -> Vec<(u32, u32)> {
        let mut found = Vec::new();
        for (index, line) in edited.text.split('\n').enumerate() {
            let number = u32::try_from(index).unwrap_or(0) + 1;
            for (column, _) in line.chars().enumerate().filter(|(_, c)| *c == '(') {
                let column = u32::try_from(column).unwrap_or(0) + 1;
                found.push((number, author_column(edited.shifts.get(&number), column)));
            }
        }
        found
    }

    #[test]
    fn positions_survive_any_mixture_of_edits() {
        let text = "import {\n  a, 登录😀\n} from './x'; f(1); g(2)\nh(3)";
        let mut edits = Edits::new(text);
        edits.head("header;");
        edits.replace(0, text.find("; f").unwrap_or(0), "const x = 1");
        let f = text.find("f(1)").unwrap_or(0);
        edits.replace(f, f + 1, "longer.name");
        let g = text.find("g(2)").unwrap_or(0);
        edits.blank(g, g + 1);
        let h = text.find("h(3)").unwrap_or(0);
        edits.insert(h, "a");
        edits.insert(h, "b");
        edits.replace(h, h + 1, "");
        let edited = edits.apply();
        assert_eq!(edited.text, "header;const x = 1\n\n; longer.name(1);  (2)\nab(3)");
        assert_eq!(parens(&edited), [(3, 16), (3, 22), (4, 2)]);
        assert_eq!(author_column(edited.shifts.get(&1), 9), 1);
    }

    #[test]
    fn an_edit_inside_a_larger_one_goes_with_it() {
        let mut edits = Edits::new("abc def");
        edits.replace(1, 2, "X");
        edits.blank_statement(0, 3);
        assert_eq!(edits.apply().text, ";   def");
    }
}
