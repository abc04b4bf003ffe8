//! Excerpts: the author's line with its number and `^^^` under the place that matters, also for 中文 and tabs.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthChar;

/// The widest piece of a line that is shown; longer lines are cut around the place.
const WIDTH: usize = 120;
/// How much of a cut line is kept before the place.
const BEFORE: usize = 40;

/// Draws line `line` of `text` (both numbers from 1, `column` and `len` in UTF-16 units as JavaScript counts) with `^^^` below.
///
/// A `len` of 0 underlines one character; what lies beyond the end of the line is cut. Control characters are shown as symbols,
/// so that a source cannot send commands to a terminal.
pub fn excerpt(text: &str, line: u32, column: u32, len: u32) -> String {
    let source = text.split('\n').nth(line.saturating_sub(1) as usize).unwrap_or_default().trim_end_matches('\r');
    let cells = cells(source);
    let start = (column.max(1) - 1) as usize;
    let first = cells.iter().position(|cell| cell.unit + cell.units > start).unwrap_or(cells.len());
    let past = start + len.max(1) as usize;
    let last = cells.iter().rposition(|cell| cell.unit < past).map_or(first, |index| (index + 1).max(first));

    let (from, to) = window(&cells, first);
    let mut shown = String::new();
    let mut under = String::new();
    if from > 0 {
        shown.push('…');
        under.push(' ');
    }
    for (index, cell) in cells.iter().enumerate().take(to).skip(from) {
        shown.push_str(&cell.text);
        if index < last {
            under.extend(std::iter::repeat_n(if index < first { ' ' } else { '^' }, cell.width));
        }
    }
    if to < cells.len() {
        shown.push('…');
    }
    if !under.ends_with('^') {
        under.push('^');
    }

    let number = line.to_string();
    let gutter = " ".repeat(number.len().max(4) + 1);
    let mut out = String::new();
    let _ = writeln!(out, "{number:>width$} | {shown}", width = gutter.len());
    let _ = write!(out, "{gutter} | {under}");
    out
}

/// The line and column (from 1, columns in UTF-16 units) of the byte at `offset`.
pub fn line_column(text: &str, offset: usize) -> (u32, u32) {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let before = &text[..offset];
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().encode_utf16().count() + 1;
    (small(line), small(column))
}

/// Line and column numbers of sources, which have a size limit far below `u32::MAX`.
pub(super) fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// One character of a line as it is shown.
struct Cell {
    /// Where it begins, in UTF-16 units from 0.
    unit: usize,
    units: usize,
    text: String,
    width: usize,
}

fn cells(line: &str) -> Vec<Cell> {
    let mut unit = 0;
    line.chars()
        .map(|c| {
            let (text, width) = match c {
                '\t' => ("    ".to_owned(), 4),
                '\0'..='\x1f' => (char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}').to_string(), 1),
                '\x7f' => ('\u{2421}'.to_string(), 1),
                // C1 controls, and marks that reorder text, would change what a reader sees.
                '\u{80}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' => {
                    ('\u{fffd}'.to_string(), 1)
                }
                c => (c.to_string(), c.width().unwrap_or(0)),
            };
            let cell = Cell { unit, units: c.len_utf16(), text, width };
            unit += cell.units;
            cell
        })
        .collect()
}

/// Which cells of a long line are shown so that cell `first` is among them.
fn window(cells: &[Cell], first: usize) -> (usize, usize) {
    if cells.iter().map(|cell| cell.width).sum::<usize>() <= WIDTH {
        return (0, cells.len());
    }
    let mut from = first.min(cells.len());
    let mut before = 0;
    while from > 0 && before + cells[from - 1].width <= BEFORE {
        from -= 1;
        before += cells[from].width;
    }
    let mut to = from;
    let mut width = 0;
    while to < cells.len() && width + cells[to].width <= WIDTH {
        width += cells[to].width;
        to += 1;
    }
    (from, to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn underlines_the_place() {
        let text = "let a\nwx.login({\n";
        assert_eq!(excerpt(text, 2, 4, 5), "    2 | wx.login({\n      |    ^^^^^");
        assert_eq!(excerpt(text, 2, 4, 0), "    2 | wx.login({\n      |    ^");
    }

    #[test]
    fn wide_characters_take_two_columns() {
        let text = "f('后端提供的接口', x)";
        assert_eq!(excerpt(text, 1, 4, 7), "    1 | f('后端提供的接口', x)\n      |    ^^^^^^^^^^^^^^");
        assert_eq!(excerpt(text, 1, 14, 1), "    1 | f('后端提供的接口', x)\n      |                     ^");
    }

    #[test]
    fn tabs_are_widened_and_control_characters_made_visible() {
        assert_eq!(excerpt("\tx\u{1b}[31m\r\n", 1, 2, 1), "    1 |     x␛[31m\n      |     ^");
    }

    #[test]
    fn places_outside_the_text_do_no_harm() {
        assert_eq!(excerpt("ab", 1, 9, 3), "    1 | ab\n      |   ^");
        assert_eq!(excerpt("ab", 7, 1, 1), "    7 | \n      | ^");
        assert_eq!(excerpt("", 0, 0, 0), "    0 | \n      | ^");
        assert_eq!(excerpt("😀b", 1, 2, 1), "    1 | 😀b\n      | ^^");
    }

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let text = format!("{}HERE{}", "a".repeat(500), "b".repeat(500));
        let drawn = excerpt(&text, 1, 501, 4);
        let (first, second) = drawn.split_once('\n').expect("two lines");
        assert!(first.starts_with("    1 | …a") && first.ends_with("b…"), "{first}");
        let chars: Vec<char> = first.chars().collect();
        let under: String = second.chars().enumerate().filter(|(_, c)| *c == '^').map(|(i, _)| chars[i]).collect();
        assert_eq!(under, "HERE");
    }

    #[test]
    fn counts_lines_and_utf16_columns() {
        assert_eq!(line_column("a\n后😀x", 9), (2, 4));
        assert_eq!(line_column("a\n后😀x", 99), (2, 5));
        assert_eq!(line_column("a\n后", 3), (2, 1));
    }
}
