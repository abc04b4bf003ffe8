//! Call sites: which place of the author's text is running, at the right line and column.
//!
//! Boa tells the position of a call's opening parenthesis. Consoles that authors know (V8's) name the callee instead:
//! for `wx.login({` the column of `login`. The difference is taken from the text itself.

use std::cell::{OnceCell, RefCell};
use std::ops::{Deref, Range};
use std::path::Path;
use std::rc::Rc;

use boa_engine::string::JsStrVariant;
use boa_engine::{Context, JsString, JsValue};
use rustc_hash::FxHashMap;

use super::blame::Window;
use super::host::Host;
use super::syntax::{Between, Shifts, author_column, callee, failed};
use super::value::text_of;
use crate::trace::At;

/// How many frames are looked at: enough for a few natives on top of the author's frames.
pub(super) const FRAMES: usize = 12;

/// The name of a frame whose place is already the author's.
pub(super) const AUTHOR: &str = "<source>";

/// The texts that positions refer to.
#[derive(Debug, Default)]
pub(super) struct Sources {
    files: RefCell<FxHashMap<String, Rc<Lines>>>,
    /// What stacks that were read before say in these texts: a program stands at the same places again and again.
    sites: RefCell<Rc<RefCell<FxHashMap<String, Site>>>>,
}

/// How many stacks are remembered.
const STACKS: usize = 500;

/// One text, by lines, as the author wrote it, and the edits made to it before the engine saw it.
#[derive(Debug, Default)]
pub(super) struct Lines {
    lines: Vec<Line>,
    /// The way from the engine's columns to the author's.
    edits: Shifts,
    /// Per line: what to add to a column to find it in the file, because Markdown took something away at its beginning.
    shifts: Vec<i32>,
}

/// A line, whose characters are counted out when somebody wants them: few lines of a text ever are.
#[derive(Debug, Clone)]
struct Line {
    text: Rc<str>,
    range: Range<usize>,
    chars: OnceCell<Vec<char>>,
}

impl Line {
    /// The lines of a text.
    fn all(text: &str) -> Vec<Self> {
        let text: Rc<str> = text.into();
        let mut start = 0;
        let line = |line: &str| {
            let range = start..start + line.len();
            start = range.end + 1;
            Self { text: Rc::clone(&text), range, chars: OnceCell::new() }
        };
        text.split('\n').map(line).collect()
    }

    fn text(&self) -> &str {
        self.text.get(self.range.clone()).unwrap_or_default()
    }
}

impl Deref for Line {
    type Target = [char];

    fn deref(&self) -> &[char] {
        self.chars.get_or_init(|| self.text().chars().collect())
    }
}

impl Sources {
    /// Registers (or completes) a file; lines that the new text leaves empty keep what an earlier block gave.
    pub(super) fn add(&self, file: &str, text: &str, edits: Shifts, shifts: &[i32]) {
        let mut files = self.files.borrow_mut();
        self.sites.take();
        let mut lines = Line::all(text);
        let mut all_edits = edits;
        let mut all_shifts = shifts.to_vec();
        if let Some(old) = files.get(file) {
            for (index, line) in old.lines.iter().enumerate() {
                if index >= lines.len() {
                    lines.push(line.clone());
                } else if lines[index].range.is_empty() {
                    lines[index].clone_from(line);
                }
            }
            for (line, edit) in &old.edits {
                all_edits.entry(*line).or_insert_with(|| edit.clone());
            }
            if all_shifts.len() < old.shifts.len() {
                all_shifts.resize(old.shifts.len(), 0);
            }
            for (index, shift) in old.shifts.iter().enumerate() {
                if all_shifts[index] == 0 {
                    all_shifts[index] = *shift;
                }
            }
        }
        files.insert(file.to_owned(), Rc::new(Lines { lines, edits: all_edits, shifts: all_shifts }));
    }

    /// Takes over the files of another.
    pub(super) fn take(&self, other: &Self) {
        self.files.replace(other.files.borrow().clone());
        self.sites.replace(Rc::clone(&other.sites.borrow()));
    }

    /// Translates a position of the engine into the author's; `None` for files that are not the author's.
    pub(super) fn author(&self, file: &str, line: u32, column: u32, is_call: bool) -> Option<At> {
        let lines = self.files.borrow().get(file).cloned()?;
        if line as usize > lines.lines.len() {
            return None;
        }
        let (line, column) = lines.place(line, column, is_call);
        Some(At { file: file.to_owned(), line, column })
    }

    /// The author's column, in characters of the line, of an engine's column.
    pub(super) fn column(&self, file: &str, line: u32, column: u32) -> u32 {
        let files = self.files.borrow();
        files.get(file).map_or(column, |lines| author_column(lines.edits.get(&line), column))
    }

    /// Where `name` stands for itself (not as a member, not in a comment or string) from a place on.
    pub(super) fn find_name(&self, from: &At, name: &str) -> Option<At> {
        const LINES: usize = 200;
        let lines = self.files.borrow().get(&from.file).cloned()?;
        let first = (from.line as usize).checked_sub(1)?;
        for index in first..lines.lines.len().min(first + LINES) {
            let text = &lines.lines[index];
            let start = if index == first { lines.index(index, from.column) } else { 0 };
            if let Some(found) = word(text, start, name) {
                return Some(At {
                    file: from.file.clone(),
                    line: u32::try_from(index + 1).ok()?,
                    column: lines.column(index, found),
                });
            }
        }
        None
    }

    /// The first line of an author's file that has code on it.
    pub(super) fn start(&self, file: &str) -> Option<At> {
        let lines = self.files.borrow().get(file).cloned()?;
        let first = lines.lines.iter().position(|text| text.iter().any(|c| !c.is_whitespace()))?;
        Some(At { file: file.to_owned(), line: u32::try_from(first + 1).ok()?, column: 1 })
    }

    /// The name of the member (`x` of `a.x`) that stands at this place, if one does.
    pub(super) fn member_at(&self, at: &At) -> Option<String> {
        let lines = self.files.borrow().get(&at.file).cloned()?;
        let index = (at.line as usize).checked_sub(1)?;
        let text = lines.lines.get(index)?;
        let start = lines.index(index, at.column);
        let before = text[..start].iter().rev().find(|c| !c.is_whitespace());
        let name: String = text[start..].iter().take_while(|c| is_name(**c)).collect();
        (before == Some(&'.') && !name.is_empty()).then_some(name)
    }

    /// What the call at an engine's position calls, or what `new` makes there, if that is certain.
    pub(super) fn callee(&self, file: &str, (line, column): (u32, u32), is_new: bool) -> Option<String> {
        let lines = self.files.borrow().get(file).cloned()?;
        let index = (line as usize).checked_sub(1)?;
        let column = author_column(lines.edits.get(&line), column).checked_sub(1)? as usize;
        let row = lines.lines.get(index)?;
        let before = row.get(..column)?;
        callee(&lines.text(), is_typescript(file), lines.start_of(index) + bytes(before), is_new)
    }

    /// Where something was taken apart or gone through and failed, if that is certain.
    pub(super) fn failed(&self, file: &str, window: &Window, iterates: bool) -> Option<At> {
        let lines = self.files.borrow().get(file).cloned()?;
        let offset = |(line, column): (u32, u32)| {
            let index = (line as usize).saturating_sub(1);
            let column = author_column(lines.edits.get(&line), column).max(1) as usize - 1;
            let row = lines.lines.get(index).map_or(&[][..], Deref::deref);
            lines.start_of(index) + bytes(&row[..column.min(row.len())])
        };
        let known = window.known.iter().map(|place| offset(*place)).collect();
        let between = Between { known, before: window.before.map(offset), after: window.after.map(offset), iterates };
        let (line, column) = failed(&lines.text(), is_typescript(file), &between)?;
        let shift = lines.shifts.get((line as usize).checked_sub(1)?).copied().unwrap_or(0);
        Some(At { file: file.to_owned(), line, column: column.saturating_add_signed(shift).max(1) })
    }

    /// Whether this name is one of the author's files.
    fn knows(&self, file: &str) -> bool {
        self.files.borrow().contains_key(file)
    }
}

fn is_typescript(file: &str) -> bool {
    Path::new(file).extension().is_some_and(|extension| extension == "ts")
}

fn bytes(text: &[char]) -> usize {
    text.iter().map(|c| c.len_utf8()).sum()
}

impl Lines {
    /// The whole text.
    fn text(&self) -> String {
        self.lines.iter().map(Line::text).collect::<Vec<_>>().join("\n")
    }

    /// The byte of the whole text at which a line begins.
    fn start_of(&self, line: usize) -> usize {
        self.lines.iter().take(line).map(|line| line.text().len() + 1).sum()
    }

    /// The author's line and column of an engine position.
    fn place(&self, line: u32, column: u32, is_call: bool) -> (u32, u32) {
        let column = author_column(self.edits.get(&line), column).max(1);
        let index = (line as usize).saturating_sub(1);
        let Some(text) = self.lines.get(index) else { return (line, column) };
        let at = (column as usize - 1).min(text.len());
        let (index, at) = match text.get(at) {
            Some('(') if is_call => self.callee(index, at),
            Some('.') => (index, at + 1),
            _ => (index, at),
        };
        (u32::try_from(index + 1).unwrap_or(line), self.column(index, at))
    }

    /// The column, in UTF-16 units of the file, of a character of a line.
    fn column(&self, line: usize, at: usize) -> u32 {
        let units: usize = self.lines.get(line).map_or(0, |text| text[..at.min(text.len())].iter().map(|c| c.len_utf16()).sum());
        let column = u32::try_from(units).unwrap_or(u32::MAX).saturating_add(1);
        column.saturating_add_signed(self.shifts.get(line).copied().unwrap_or(0)).max(1)
    }

    /// The character of a line that stands at a column of the file.
    fn index(&self, line: usize, column: u32) -> usize {
        let shift = self.shifts.get(line).copied().unwrap_or(0);
        let wanted = column.saturating_add_signed(-shift).saturating_sub(1) as usize;
        let text = self.lines.get(line).map_or(&[][..], Deref::deref);
        let mut units = 0;
        for (index, c) in text.iter().enumerate() {
            if units >= wanted {
                return index;
            }
            units += c.len_utf16();
        }
        text.len()
    }

    /// Where the name before an opening parenthesis begins, also on an earlier line; the parenthesis itself when no name
    /// stands there.
    fn callee(&self, line: usize, paren: usize) -> (usize, usize) {
        let (mut row, mut end) = (line, paren);
        loop {
            let text = &self.lines[row];
            while end > 0 && text[end - 1].is_whitespace() {
                end -= 1;
            }
            if end > 0 || row == 0 || line - row > 50 {
                break;
            }
            row -= 1;
            end = code_end(&self.lines[row]);
        }
        let text = &self.lines[row];
        if end >= 2 && text[end - 1] == '.' && text[end - 2] == '?' {
            end -= 2;
        }
        let mut start = end;
        while start > 0 && is_name(text[start - 1]) {
            start -= 1;
        }
        if start == end {
            return (line, paren);
        }
        // `new X(` is named by its `new`.
        let before: String = text[..start].iter().collect();
        let trimmed = before.trim_end();
        if trimmed.ends_with("new") && trimmed.len() < before.len() && !trimmed[..trimmed.len() - 3].ends_with(is_name) {
            return (row, trimmed[..trimmed.len() - 3].chars().count());
        }
        (row, start)
    }
}

/// Where a line's code ends and its `//` comment begins.
fn code_end(text: &[char]) -> usize {
    let mut quote = None;
    for (index, c) in text.iter().enumerate() {
        match (quote, c) {
            (None, '"' | '\'' | '`') => quote = Some(*c),
            (Some(open), c) if open == *c && text[index - 1] != '\\' => quote = None,
            (None, '/') if text.get(index + 1) == Some(&'/') => return index,
            _ => {}
        }
    }
    text.len()
}

/// The first place of a whole word in a line's code.
fn word(text: &[char], from: usize, name: &str) -> Option<usize> {
    let name: Vec<char> = name.chars().collect();
    let end = code_end(text);
    (from..end.saturating_sub(name.len() - 1)).find(|start| {
        let after = start + name.len();
        text[*start..].starts_with(&name)
            && !text.get(after).is_some_and(|c| is_name(*c))
            && !(*start > 0 && (is_name(text[start - 1]) || text[start - 1] == '.'))
            && !in_string(text, *start)
    })
}

fn in_string(text: &[char], at: usize) -> bool {
    let mut quote = None;
    for (index, c) in text[..at].iter().enumerate() {
        match (quote, c) {
            (None, '"' | '\'' | '`') => quote = Some(*c),
            (Some(open), c) if open == *c && text[index - 1] != '\\' => quote = None,
            _ => {}
        }
    }
    quote.is_some()
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$' || c == '#' || c == '\u{200c}' || c == '\u{200d}'
}

/// Where the program is right now.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Site {
    /// The author's frames, innermost first.
    pub stack: Vec<At>,
    /// Whether a native function stands between the host and the author's innermost frame.
    pub through_native: bool,
}

impl Site {
    /// The innermost place and the ones that led to it.
    pub fn split(self) -> (Option<At>, Vec<At>) {
        let mut stack = self.stack.into_iter();
        (stack.next(), stack.collect())
    }
}

impl Host {
    /// The author's frames that are running now.
    ///
    /// Boa's own `stack_trace` looks up the instruction after the call and is wrong for some shapes of code, so an `Error`
    /// is made and its stack read; that one is right.
    pub fn site(&self, context: &mut Context) -> Site {
        if context.stack_trace().next().is_none() {
            return Site::default();
        }
        self.way.site(&self.recorder, context, |context| self.engines_site(context))
    }

    fn engines_site(&self, context: &mut Context) -> Site {
        let old = context.runtime_limits().backtrace_limit();
        context.runtime_limits_mut().set_backtrace_limit(FRAMES);
        let constructor = context.intrinsics().constructors().error().constructor();
        let error = constructor.construct(&[], None, context);
        context.runtime_limits_mut().set_backtrace_limit(old);
        let Some(stack) = error.ok().and_then(|error| self.raw_stack(&error.into(), context)) else { return Site::default() };
        match stack.variant() {
            JsStrVariant::Latin1(bytes) if bytes.is_ascii() => self.known_stack(std::str::from_utf8(bytes).unwrap_or_default()),
            _ => self.known_stack(&text_of(&stack)),
        }
    }

    /// Reads a stack of calls, or remembers what it said.
    pub(super) fn known_stack(&self, text: &str) -> Site {
        let sites = Rc::clone(&self.sources.sites.borrow());
        let known = sites.borrow().get(text).cloned();
        known.unwrap_or_else(|| {
            let site = self.parse_stack(text, true);
            let mut sites = sites.borrow_mut();
            if sites.len() < STACKS {
                sites.insert(text.to_owned(), site.clone());
            }
            site
        })
    }

    /// The engine's stack text of an error, whatever the program has made of its `stack`.
    pub(super) fn raw_stack_of(&self, error: &JsValue, context: &mut Context) -> Option<String> {
        self.raw_stack(error, context).map(|text| text_of(&text))
    }

    fn raw_stack(&self, error: &JsValue, context: &mut Context) -> Option<JsString> {
        self.raw_stack.get()?.call(error, &[], context).ok()?.as_string()
    }

    /// The author's frames of an engine's stack text, with the names of their functions.
    pub(super) fn named_frames(&self, text: &str) -> Vec<(String, At)> {
        let mut frames = Vec::new();
        for line in text.lines() {
            let Some((name, place)) = line.trim_start().strip_prefix("at ").and_then(|frame| frame.rsplit_once(" (")) else {
                continue;
            };
            let mut parts = place.trim_end_matches(')').rsplitn(3, ':');
            let (Some(column), Some(line), Some(file)) = (parts.next(), parts.next(), parts.next()) else { continue };
            let (Ok(line), Ok(column)) = (line.parse(), column.parse()) else { continue };
            let name = if name == "<main>" { "" } else { name };
            frames.extend(self.sources.author(file, line, column, true).map(|at| (name.to_owned(), at)));
        }
        frames
    }

    /// Reads the frames of an engine's stack text, keeping those of the author's files.
    pub(super) fn parse_stack(&self, text: &str, is_call: bool) -> Site {
        let mut site = Site::default();
        let mut innermost = true;
        let mut in_executor = false;
        for line in text.lines() {
            let Some(frame) = line.trim_start().strip_prefix("at ") else { continue };
            let Some(open) = frame.find(" (") else { continue };
            let Some(place) = frame[open + 2..].strip_suffix(')') else { continue };
            if place == "native" || place.starts_with("native at") {
                site.through_native |= site.stack.is_empty();
                // Boa gives its constructors no name in stacks; the one that calls back is `Promise`.
                in_executor = frame[..open].is_empty() && !site.stack.is_empty();
                continue;
            }
            let mut parts = place.rsplitn(3, ':');
            let (Some(column), Some(line), Some(file)) = (parts.next(), parts.next(), parts.next()) else { continue };
            if &frame[..open] == AUTHOR {
                let (Ok(line), Ok(column)) = (line.parse(), column.parse()) else { continue };
                site.stack.push(At { file: file.to_owned(), line, column });
                innermost = false;
                continue;
            }
            // `new Promise(` around an executor says nothing that the executor's own line does not.
            if std::mem::take(&mut in_executor) || !self.sources.knows(file) {
                continue;
            }
            let (Ok(line), Ok(column)) = (line.parse(), column.parse()) else { continue };
            // Outer frames stand at a call in any case; the innermost one only when asked for a call.
            let call = is_call || !innermost;
            innermost = false;
            site.stack.extend(self.sources.author(file, line, column, call));
        }
        site
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(text: &str, is_call: bool) -> u32 {
        let marker = text.find('§').unwrap_or(0);
        let column = u32::try_from(text[..marker].chars().count()).unwrap_or(0) + 1;
        let sources = Sources::default();
        sources.add("a.js", &text.replace("§", ""), Shifts::new(), &[]);
        sources.author("a.js", 1, column, is_call).map_or(0, |at| at.column)
    }

    #[test]
    fn a_call_is_named_by_its_callee() {
        assert_eq!(column("  wx.login§({", true), 6);
        assert_eq!(column("f §(1)", true), 1);
        assert_eq!(column("x = new  Thing§()", true), 5);
        assert_eq!(column("renew Thing§()", true), 7);
        assert_eq!(column("a?.b?.§()", true), 4);
        assert_eq!(column("(0, f)§()", true), 7);
        assert_eq!(column("提示.登录§()", true), 4);
    }

    #[test]
    fn columns_count_utf16_units() {
        assert_eq!(column("'😀'; wx.x§()", true), 10);
    }
}
