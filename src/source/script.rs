//! A script: JavaScript text, exactly as the author wrote it, that knows its lines and columns in the article.

use super::excerpt::small;

/// One piece of JavaScript to evaluate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// How positions and traces name it: `article.md#1`, `x.js`.
    pub label: String,
    /// Its number among the js blocks of its article, from 1; absent for a `.js` file.
    pub block: Option<usize>,
    /// The code. Inside lists and quotes, Markdown's own indentation and `>` are removed; nothing else is changed.
    pub text: String,
    /// The line of the file where the code begins, from 1.
    pub first_line: u32,
    /// The word after the fence, in lower case: `js` or `javascript`.
    pub language: String,
    /// Where each line of `text`, as JavaScript counts lines, stands in the file.
    origins: Vec<Origin>,
}

/// Where a line of code stands in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Origin {
    /// The line of the file, from 1.
    pub line: u32,
    /// What to add to a column, in UTF-16 units; negative where Markdown turned a tab into spaces.
    pub shift: i32,
}

impl Script {
    /// A script whose lines, as Markdown counts them, come from `origins` (one for each `\n` and one for the rest).
    pub(super) fn new(
        label: String,
        block: Option<usize>,
        language: String,
        text: String,
        first_line: u32,
        origins: &[Origin],
    ) -> Self {
        let origins = javascript_lines(&text, origins, first_line);
        Self { label, block, text, first_line, language, origins }
    }

    /// The text after as many empty lines as its file has before it, so that an engine counts the file's lines.
    ///
    /// Columns, and lines after a U+2028 inside the code, still need [`Self::place`].
    pub fn padded(&self) -> String {
        let before = self.first_line.saturating_sub(1) as usize;
        let mut out = String::with_capacity(before + self.text.len());
        out.extend(std::iter::repeat_n('\n', before));
        out.push_str(&self.text);
        out
    }

    /// Turns a line and column (UTF-16 units, both from 1) of [`Self::padded`] into those of the file.
    pub fn place(&self, line: u32, column: u32) -> (u32, u32) {
        let index = line.saturating_sub(self.first_line) as usize;
        match self.origins.get(index) {
            Some(origin) if line >= self.first_line => (origin.line, column.saturating_add_signed(origin.shift).max(1)),
            _ => (line, column),
        }
    }

    /// For each line of the file up to the script's last: what to add to a column to find it there, the width of what Markdown
    /// removed.
    pub fn column_offsets(&self) -> Vec<i32> {
        let index = |line: u32| line.saturating_sub(1) as usize;
        let last = self.origins.iter().map(|origin| index(origin.line)).max();
        let mut offsets = vec![0; last.map_or(0, |last| last + 1)];
        // Several of JavaScript's lines can be one of the file; the first of them begins where the line does.
        for origin in self.origins.iter().rev() {
            offsets[index(origin.line)] = origin.shift;
        }
        offsets
    }

    /// The last line of the file that belongs to the script.
    pub fn last_line(&self) -> u32 {
        self.origins.last().map_or(self.first_line, |origin| origin.line)
    }
}

/// One origin for each line as JavaScript counts them: `\r`, U+2028 and U+2029 end lines there and not in Markdown.
fn javascript_lines(text: &str, origins: &[Origin], first_line: u32) -> Vec<Origin> {
    let mut lines = Vec::with_capacity(origins.len());
    for (index, line) in text.split('\n').enumerate() {
        let mut origin =
            origins.get(index).copied().unwrap_or(Origin { line: first_line.saturating_add(small(index)), shift: 0 });
        lines.push(origin);
        // A `\r` at the end is half of a `\r\n`.
        let body = line.strip_suffix('\r').unwrap_or(line);
        let mut units = 0_i32;
        for c in body.chars() {
            units = units.saturating_add(if c.len_utf16() == 2 { 2 } else { 1 });
            if matches!(c, '\r' | '\u{2028}' | '\u{2029}') {
                origin.shift = origin.shift.saturating_add(units);
                units = 0;
                lines.push(origin);
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_keeps_the_lines_of_the_file() {
        let script = Script::new("a.md#1".into(), Some(1), "js".into(), "a\nb\n".into(), 4, &[]);
        assert_eq!(script.padded(), "\n\n\na\nb\n");
        assert_eq!((script.place(5, 1), script.last_line()), ((5, 1), 6));
    }

    #[test]
    fn columns_and_unusual_line_ends_find_their_place() {
        let origins = [Origin { line: 3, shift: 2 }, Origin { line: 4, shift: -1 }];
        let script = Script::new("a.md#1".into(), Some(1), "js".into(), "ab\u{2028}cd\n  x".into(), 3, &origins);
        assert_eq!(script.place(3, 1), (3, 3));
        assert_eq!(script.place(4, 2), (3, 7));
        assert_eq!(script.place(5, 3), (4, 2));
        assert_eq!(script.place(99, 7), (99, 7));
        assert_eq!(script.place(1, 7), (1, 7));
    }

    #[test]
    fn windows_line_ends_are_one_line_end() {
        let script = Script::new("x.js".into(), None, "js".into(), "a\r\nb\r\n".into(), 1, &[]);
        assert_eq!(script.place(2, 1), (2, 1));
        assert_eq!(script.last_line(), 3);
    }
}
