//! A page of lines on a grid of terminal columns, coloured only if asked.

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthChar;

/// What a piece of text is, which decides its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Ordinary text.
    #[default]
    Plain,
    /// Names of calls and rules.
    Strong,
    /// Rails, arrows, places: what guides the eye.
    Dim,
    /// What the user sees or does.
    Screen,
    /// Success.
    Good,
    /// Failure.
    Bad,
    /// A finding.
    Warn,
}

impl Tone {
    fn style(self) -> Style {
        let color = |color: AnsiColor| Style::new().fg_color(Some(color.into()));
        match self {
            Self::Plain => Style::new(),
            Self::Strong => Style::new().bold(),
            Self::Dim => Style::new().dimmed(),
            Self::Screen => color(AnsiColor::Cyan),
            Self::Good => color(AnsiColor::Green),
            Self::Bad => color(AnsiColor::Red).bold(),
            Self::Warn => color(AnsiColor::Yellow).bold(),
        }
    }
}

/// One line: every column holds a character, or the second half of a wide one.
#[derive(Debug, Default)]
pub(super) struct Line {
    columns: Vec<Cell>,
}

/// One column.
#[derive(Debug, Clone, Copy)]
struct Cell {
    /// The character; none in the second half of a wide one.
    base: Option<char>,
    /// Marks on it, such as accents: the first few of them.
    marks: [Option<char>; 3],
    tone: Tone,
}

impl Cell {
    const BLANK: Self = Self { base: Some(' '), marks: [None; 3], tone: Tone::Plain };

    fn is_blank(self) -> bool {
        self.base == Some(' ') && self.marks[0].is_none()
    }

    fn write(&self, text: &mut String) {
        if let Some(base) = self.base {
            text.push(base);
        }
        for mark in self.marks.iter().map_while(|mark| *mark) {
            text.push(mark);
        }
    }
}

impl Line {
    /// Writes text from a column on, over what stands there; returns the column after it.
    pub(super) fn put(&mut self, column: usize, text: &str, tone: Tone) -> usize {
        let mut column = column;
        for c in text.chars() {
            let width = if c.is_ascii_graphic() || c == ' ' { 1 } else { c.width().unwrap_or(0) };
            match width {
                0 => self.attach(column, c),
                width => {
                    self.set(column, Some(c), tone);
                    for half in 1..width {
                        self.set(column + half, None, tone);
                    }
                    column += width;
                }
            }
        }
        column
    }

    /// The line in pieces of one tone, without blanks at its end.
    fn pieces(&self) -> Pieces {
        let end = self.columns.iter().rposition(|cell| !cell.is_blank()).map_or(0, |last| last + 1);
        let mut pieces = Pieces::new();
        for cell in self.columns.iter().take(end) {
            match pieces.last_mut() {
                // Blanks look the same in every tone.
                Some((text, tone)) if *tone == cell.tone || cell.is_blank() => cell.write(text),
                _ => {
                    let mut text = String::new();
                    cell.write(&mut text);
                    pieces.push((text, if cell.is_blank() { Tone::Plain } else { cell.tone }));
                }
            }
        }
        pieces
    }

    /// The column after the last one written.
    pub(super) fn len(&self) -> usize {
        self.columns.len()
    }

    fn set(&mut self, column: usize, base: Option<char>, tone: Tone) {
        if self.columns.len() <= column {
            self.columns.resize(column + 1, Cell::BLANK);
        }
        if let Some(cell) = self.columns.get_mut(column) {
            *cell = Cell { base, tone, ..Cell::BLANK };
        }
    }

    /// A mark on the character before it, such as an accent: a few at most. Variation selectors, which change widths, are left out.
    fn attach(&mut self, column: usize, c: char) {
        let mut before = self.columns.iter_mut().take(column).rev().skip_while(|cell| cell.base.is_none());
        if let Some(cell) = before.next()
            && !matches!(c, '\u{fe00}'..='\u{fe0f}')
            && let Some(free) = cell.marks.iter_mut().find(|mark| mark.is_none())
        {
            *free = Some(c);
        }
    }
}

/// A line in pieces of one tone, for those who colour it themselves.
pub type Pieces = Vec<(String, Tone)>;

/// Lines written one after another.
#[derive(Debug)]
pub(super) struct Page {
    text: String,
    color: bool,
    pieces: Option<Vec<Pieces>>,
}

impl Page {
    pub(super) fn new(color: bool) -> Self {
        Self { text: String::new(), color, pieces: None }
    }

    /// A page whose lines are taken away in pieces.
    pub(super) fn in_pieces() -> Self {
        Self { text: String::new(), color: false, pieces: Some(Vec::new()) }
    }

    /// The lines that were written since the last time.
    pub(super) fn take(&mut self) -> Vec<Pieces> {
        self.pieces.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// Adds a line, without blanks at its end.
    pub(super) fn push(&mut self, line: &Line) {
        if let Some(pieces) = &mut self.pieces {
            return pieces.push(line.pieces());
        }
        let end = line.columns.iter().rposition(|cell| !cell.is_blank()).map_or(0, |last| last + 1);
        self.text.reserve(end + 1);
        let mut tone = Tone::Plain;
        for cell in line.columns.iter().take(end) {
            // Blanks look the same in every tone.
            if !cell.is_blank() {
                self.change(&mut tone, cell.tone);
            }
            cell.write(&mut self.text);
        }
        self.change(&mut tone, Tone::Plain);
        self.text.push('\n');
    }

    /// Adds a line of one tone.
    pub(super) fn say(&mut self, column: usize, text: &str, tone: Tone) {
        let mut line = Line::default();
        line.put(column, text, tone);
        self.push(&line);
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }

    fn change(&mut self, tone: &mut Tone, next: Tone) {
        if self.color && *tone != next {
            if *tone != Tone::Plain {
                self.text.push_str(&tone.style().render_reset().to_string());
            }
            self.text.push_str(&next.style().render().to_string());
        }
        *tone = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_take_two_columns_and_marks_none() {
        let mut line = Line::default();
        assert_eq!(line.put(1, "数据e\u{301}\u{301}\u{301}\u{301}\u{301}!", Tone::Plain), 7);
        line.put(9, "x", Tone::Bad);
        let mut page = Page::new(false);
        page.push(&line);
        assert_eq!(page.into_text(), " 数据e\u{301}\u{301}\u{301}!  x\n");
    }

    #[test]
    fn a_line_comes_in_pieces_of_one_tone() {
        let mut line = Line::default();
        line.put(1, "a b", Tone::Strong);
        line.put(5, "数", Tone::Bad);
        let mut page = Page::in_pieces();
        page.push(&line);
        let pieces = [(" ", Tone::Plain), ("a b ", Tone::Strong), ("数", Tone::Bad)].map(|(text, tone)| (text.to_owned(), tone));
        assert_eq!(page.take(), [pieces.to_vec()]);
        assert!(page.take().is_empty());
    }

    #[test]
    fn colours_are_written_only_if_asked() {
        let mut page = Page::new(true);
        page.say(1, "a b", Tone::Strong);
        assert_eq!(page.into_text(), " \u{1b}[1ma b\u{1b}[0m\n");
    }
}
