//! Which member access or call failed: the right place and name for "cannot convert 'null' or 'undefined' to object" and "not a
//! callable function".
//!
//! Boa 0.22 notes no position for the member that a call looks up (`x` in `a.x()`), so such an error points at whatever
//! surrounds it, often the function's beginning. The code block does say where the next call's parenthesis stands, and that
//! belongs to the very call whose member was looked up. The only public way to the code block's table is the error's debug
//! text, so it is read from there; when the engine notes these positions itself, a test fails and this file can go.

use std::fmt::{self, Write};

use boa_engine::JsError;

/// What the engine says when a member of nothing is looked up.
pub(super) const NOTHING: &str = "cannot convert 'null' or 'undefined' to object";

/// What the engine says when something is called that is no function, and when something is made of what is no class.
pub(super) const NO_FUNCTION: &str = "not a callable function";
pub(super) const NO_CONSTRUCTOR: &str = "not a constructor";

/// Where the engine was when the error was made, as it says itself; `None` in a native function.
pub(super) fn place(error: &JsError) -> Option<(u32, u32)> {
    let reader = Reader::of(error);
    let is_native = reader.is_native;
    let (pc, entries) = reader.innermost()?;
    let last = entries.iter().rev().find(|entry| entry.pc <= pc)?;
    last.place.filter(|_| !is_native)
}

/// The line and column of the parenthesis of the call whose member could not be looked up; `None` when the engine's own
/// position is right. `put_in`: the host put something there that is not the author's.
pub(super) fn failed_call(error: &JsError, put_in: impl Fn((u32, u32)) -> bool) -> Option<(u32, u32)> {
    let reader = Reader::of(error);
    let (pc, entries) = reader.innermost()?;
    let entries = authors(entries, put_in);
    let next = entries.iter().position(|entry| entry.pc > pc)?;
    let place = entries[next].place?;
    // A place that was seen before is an outer construct going on, not a call that begins.
    let begins = entries[..next].iter().all(|entry| entry.place != Some(place));
    begins.then_some(place)
}

/// Where a function was when something without a place of its own failed in it.
#[derive(Debug)]
pub(super) struct Window {
    /// Every place of the function that the engine knows.
    pub(super) known: Vec<(u32, u32)>,
    /// The last place that it reached.
    pub(super) before: Option<(u32, u32)>,
    /// The first place that it did not reach.
    pub(super) after: Option<(u32, u32)>,
    /// Whether the engine gave the error a place in this function.
    pub(super) has_place: bool,
}

/// The surroundings of an error; `None` in a native function.
pub(super) fn window(error: &JsError, put_in: impl Fn((u32, u32)) -> bool) -> Option<Window> {
    let reader = Reader::of(error);
    if reader.is_native {
        return None;
    }
    let (pc, entries) = reader.innermost()?;
    let has_place = entries.iter().rev().find(|entry| entry.pc <= pc).is_some_and(|entry| entry.place.is_some());
    let mut window = Window { known: Vec::new(), before: None, after: None, has_place };
    for entry in authors(entries, put_in) {
        // A place that was seen before is an outer construct going on.
        let Some(place) = entry.place.filter(|place| !window.known.contains(place)) else { continue };
        window.known.push(place);
        if entry.pc <= pc {
            window.before = Some(place);
        } else {
            window.after = window.after.or(Some(place));
        }
    }
    Some(window)
}

/// The entries as they would be without what the host put in, and without the return to what surrounds that.
fn authors(entries: Vec<Entry>, put_in: impl Fn((u32, u32)) -> bool) -> Vec<Entry> {
    let mut kept: Vec<Entry> = Vec::with_capacity(entries.len());
    let mut after = false;
    for entry in entries {
        if entry.place.is_some_and(&put_in) {
            after = true;
            continue;
        }
        let returns = after && kept.last().is_some_and(|last| last.place == entry.place);
        after = false;
        if !returns {
            kept.push(entry);
        }
    }
    kept
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Entry {
    pc: u32,
    place: Option<(u32, u32)>,
}

/// Reads the derived debug text of a backtrace: `Bytecode { pc: 7, source_info: … entries: [Entry { pc: 0, position:
/// Some(Position { line_number: 1, column_number: 2 }) }, …] …`. Source texts inside are skipped.
///
/// Every name and every number is written by itself, what stands between them too.
#[derive(Default)]
struct Reader {
    frame_pc: Option<u32>,
    frames: Vec<(u32, Vec<Entry>)>,
    state: State,
    line: u32,
    /// Whether the innermost frame is a native function's.
    is_native: bool,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    #[default]
    Outside,
    FramePc,
    Frame,
    Entries,
    EntryPc,
    Line,
    Column,
}

impl Reader {
    /// What the debug text of an error says.
    fn of(error: &JsError) -> Self {
        let mut reader = Self::default();
        // An error here only means that the reader has seen enough.
        let _ = write!(reader, "{error:?}");
        reader
    }

    fn innermost(mut self) -> Option<(u32, Vec<Entry>)> {
        self.frames.pop()
    }

    fn word(&mut self, word: &str) {
        self.state = match (self.state, word) {
            (State::Frame, "entries") => {
                self.frames.push((self.frame_pc.unwrap_or(0), Vec::new()));
                State::Entries
            }
            // The table ends with the path of the source; texts follow.
            (State::Entries, "path") => State::Outside,
            (State::Entries, "pc") => State::EntryPc,
            (State::Entries, "line_number") => State::Line,
            (state, _) => state,
        };
    }

    fn number(&mut self, number: u32) {
        self.state = match self.state {
            State::FramePc => {
                self.frame_pc = Some(number);
                State::Frame
            }
            State::EntryPc => {
                self.entry(Entry { pc: number, place: None });
                State::Entries
            }
            State::Line => {
                self.line = number;
                State::Column
            }
            State::Column => {
                let line = self.line;
                if let Some(entry) = self.frames.last_mut().and_then(|(_, entries)| entries.last_mut()) {
                    entry.place = Some((line, number));
                }
                State::Entries
            }
            state => state,
        };
    }

    fn entry(&mut self, entry: Entry) {
        if let Some((_, entries)) = self.frames.last_mut() {
            entries.push(entry);
        }
    }
}

impl Write for Reader {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if self.state == State::Outside {
            // Texts of sources are the most of what is written here, and every word of the engine's is written by itself.
            match text {
                "Bytecode" => (self.state, self.is_native) = (State::FramePc, false),
                "Native" => self.is_native = true,
                _ => {}
            }
            return Ok(());
        }
        match text.as_bytes().first() {
            Some(b'0'..=b'9') => {
                if let Ok(number) = text.parse() {
                    self.number(number);
                }
            }
            Some(b'a'..=b'z') => self.word(text),
            _ => {}
        }
        Ok(())
    }
}
