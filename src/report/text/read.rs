//! Reading a drawing back, line by line: what an approved snapshot holds, as far as a drawing tells it.

use super::{Options, render, row};
use crate::trace::Trace;
use crate::trace::story::Story;

/// A drawing that was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Drawing {
    /// What was run, as the first line says, its parts in order.
    pub header: Vec<String>,
    /// The rows, in order.
    pub rows: Vec<Drawn>,
    /// The findings: rule, place and message in one line each.
    pub findings: Vec<String>,
}

/// One row of a drawing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// Virtual time.
    pub t: u64,
    /// Its sign: `+`, `►`, `✗`, `↳`, `■`, or none.
    pub mark: Option<char>,
    /// The words of all lanes, from left to right, an arrow between them where one is drawn.
    pub words: String,
    /// What stands at the right: `article.md:96 ◂ 27`, or `of line 18 · 30 ms`.
    pub note: String,
}

impl Drawing {
    /// Reads what [`render`] draws with the default options; none when the text is no such drawing.
    pub fn read(text: &str) -> Option<Self> {
        let mut lines = text.lines().skip_while(|line| line.trim().is_empty());
        let mut drawing = Self::default();
        let mut head = String::new();
        let is_rule = |line: &str| line.trim().len() > 30 && line.trim().chars().all(|c| c == '─');
        for line in lines.by_ref() {
            if is_rule(line) {
                break;
            }
            if !line.trim_start().starts_with("t ms ") {
                head.push_str(line.trim());
                head.push(' ');
            }
        }
        drawing.header = head.split(" · ").map(|part| part.trim().trim_end_matches(" ·").to_owned()).collect();
        let mut t = 0;
        let mut ended = false;
        for line in lines.by_ref() {
            if is_rule(line) {
                ended = true;
                break;
            }
            drawing.rows.extend(drawn(line, &mut t));
        }
        for line in lines {
            match line.trim_start().strip_prefix("▲ ") {
                Some(text) => drawing.findings.push(collapsed(text)),
                None => {
                    if let (Some(last), true) = (drawing.findings.last_mut(), line.starts_with("   ")) {
                        last.push(' ');
                        last.push_str(line.trim());
                    }
                }
            }
        }
        (ended && !drawing.rows.is_empty()).then_some(drawing)
    }

    /// What [`render`] would draw of a trace, with the events that each row tells; none when the two do not go together, as in a
    /// drawing that leaves out its middle.
    pub fn of(trace: &Trace) -> Option<(Self, Vec<Vec<u64>>)> {
        let options = Options::default();
        let drawing = Self::read(&render(trace, &options))?;
        let seqs: Vec<Vec<u64>> = row::rows(&Story::new(trace), &options).into_iter().map(|row| row.seqs).collect();
        (seqs.len() == drawing.rows.len()).then_some((drawing, seqs))
    }
}

/// A row; none for the sign that time went by.
fn drawn(line: &str, t: &mut u64) -> Option<Drawn> {
    let time: String = line.trim_start().chars().take_while(char::is_ascii_digit).collect();
    let rest = line.trim_start();
    if rest.starts_with('⋮') {
        return None;
    }
    if let Ok(number) = time.parse() {
        *t = number;
    }
    let rest = &rest[time.len()..];
    let (rest, note) = note_of(rest);
    let mut mark = None;
    let mut words = String::new();
    for part in rest.split([' ', '┊', '│']).filter(|part| !part.is_empty()) {
        let arrow = part.contains('─') && part.chars().all(|c| matches!(c, '─' | '►' | '◄'));
        match part {
            "►" | "+" | "✗" | "↳" | "■" | "⋮" if words.is_empty() && mark.is_none() => mark = part.chars().next(),
            "►" | "◄" => {}
            _ if arrow => {
                let sign = if part.starts_with('◄') { '←' } else { '→' };
                if !words.ends_with(sign) {
                    words.push(' ');
                    words.push(sign);
                }
            }
            _ => {
                words.push(' ');
                words.push_str(part);
            }
        }
    }
    let trimmed = words.trim().trim_start_matches(['→', '←']).trim_end_matches(['→', '←']).trim();
    Some(Drawn { t: *t, mark, words: trimmed.to_owned(), note })
}

/// Takes the note off the end of a row.
fn note_of(line: &str) -> (&str, String) {
    let line = line.trim_end();
    let begins = |at: usize| line[..at].ends_with([' ', '┊', '│']) || at == 0;
    let of = line.rfind("of ").filter(|at| {
        let rest = &line[at + 3..];
        begins(*at) && (rest.starts_with("line ") || is_place(rest.split(' ').next().unwrap_or_default()))
    });
    let place = || {
        let (head, tail) = match line.rfind(" ◂ ") {
            Some(at) if !line[at + " ◂ ".len()..].trim().contains(' ') => (&line[..at], &line[at..]),
            _ => (line, ""),
        };
        let at = head.rfind([' ', '┊', '│']).map_or(0, |at| at + head[at..].chars().next().map_or(1, char::len_utf8));
        is_place(&head[at..]).then_some((at, tail))
    };
    match of.or_else(|| place().map(|(at, _)| at)) {
        Some(at) => (&line[..at], line[at..].trim().to_owned()),
        None => (line, String::new()),
    }
}

/// `article.md:96`.
fn is_place(text: &str) -> bool {
    text.rsplit_once(':').is_some_and(|(file, line)| {
        file.contains('.') && !line.is_empty() && line.chars().all(|c| c.is_ascii_digit()) && !file.contains(['"', '{', '('])
    })
}

fn collapsed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::fixture;

    #[test]
    fn every_row_of_every_drawing_is_read_with_its_events() {
        for trace in fixture::all() {
            let (drawing, seqs) = Drawing::of(&trace).expect("a drawing");
            assert_eq!(drawing.rows.len(), seqs.len());
            for (row, seqs) in drawing.rows.iter().zip(&seqs) {
                let event = trace.event(seqs[0]).expect("an event");
                assert_eq!(row.t, event.t, "{row:?}");
                assert!(row.mark.is_some() || !row.words.is_empty(), "{row:?}");
                assert!(!row.words.contains(['┊', '│', '─']), "{row:?}");
            }
            assert_eq!(drawing.findings.len(), trace.findings().count());
        }
    }

    #[test]
    fn a_row_is_taken_apart() {
        let mut t = 0;
        let line = "    30 ┊      │ wx.request ────────►│ POST 后端提供的接口 ─►│ {\"code\": <code:1>}                 article.md:96 ◂ 27";
        let row = drawn(line, &mut t).expect("a row");
        assert_eq!((row.t, row.mark), (30, None));
        assert_eq!(row.words, "wx.request → POST 后端提供的接口 → {\"code\": <code:1>}");
        assert_eq!(row.note, "article.md:96 ◂ 27");
        let line =
            "       ┊      │◄────────────────────│ success {code: <code:1>}                 ┊                 of line 18 · 30 ms";
        let row = drawn(line, &mut t).expect("a row");
        assert_eq!((row.t, row.words.as_str(), row.note.as_str()), (30, "success {code: <code:1>}", "of line 18 · 30 ms"));
        let row =
            drawn("    91 ┊      ■ end: nothing left open                      ┊                  ┊", &mut t).expect("a row");
        assert_eq!((row.t, row.mark, row.words.as_str()), (91, Some('■'), "end: nothing left open"));
        assert_eq!(drawn("     ⋮ │      ┊                     │                       ┊                  ┊", &mut t), None);
    }

    #[test]
    fn another_text_is_no_drawing() {
        for text in ["", "hello\nworld", &"─".repeat(40), "a\n──────────────────────────────────────────────\nb\n"]
        {
            assert_eq!(Drawing::read(text), None, "{text}");
        }
    }
}
