//! The form for wide places: words above the arrows and beside the lanes.

use super::canvas::{Anchor, Head, Row, Shape, Style};
use super::measure::{LEADING, SIZE, SMALL, fit, fit_both, lines_of, widest};
use super::tell::{Kind, Line, Told};
use super::{Diagram, spans};
use crate::report::text::paint::Tone;
use crate::report::text::row::{LANES, PAGE, USER, WX};

const WIDTH: i32 = 940;
/// Where the lanes stand.
const X: [i32; LANES] = [98, 214, 406, 590, 752];
/// Where the axis of time stands.
pub(in crate::report) const AXIS: i32 = 66;
/// Where the numbers of findings stand.
const FLAGS: i32 = WIDTH - 6;
/// Between words and what stands beside them.
const SPACE: i32 = 10;

pub(super) fn draw(told: &Told) -> Diagram {
    let mut rows: Vec<Row> = Vec::with_capacity(told.rows.len());
    let (mut y, mut before) = (8, None);
    for line in &told.rows {
        let row = row(line, before, y);
        y += row.height;
        before = Some(line.t);
        rows.push(row);
    }
    let names = super::narrow::names();
    let lanes = X.iter().zip(names).map(|(x, (name, short))| Head { x: *x, name, short }).collect();
    Diagram { width: WIDTH, height: y + 12, lanes, rows }
}

/// How high a wait is drawn: time is not to scale, but longer waits are always higher.
pub(super) fn height_of(ms: u64) -> i32 {
    let mut height = 0;
    let mut rest = ms;
    // Six pixels for each doubling: a day is 162 high.
    while rest > 0 {
        height += 6;
        rest /= 2;
    }
    height
}

/// From which wait on a row says how long it is.
pub(super) const WORTH_TELLING: u64 = 200;

fn row(line: &Line, before: Option<u64>, y: i32) -> Row {
    let waited = before.map_or(0, |before| line.t.saturating_sub(before));
    let gap = height_of(waited);
    let mut row = Row { y, gap, height: 0, t: line.t, moment: before != Some(line.t), seqs: line.seqs.clone(), parts: vec![] };
    let laid = lay(line);
    // Above the arrows: their words; on both sides of them: the words beside lanes.
    let over = laid.iter().filter(|words| words.over).map(|words| lines_of(&words.lines) * LEADING + 2).max().unwrap_or(0);
    let beside = laid.iter().filter(|words| !words.over).map(|words| lines_of(&words.lines) * LEADING / 2 + 3).max().unwrap_or(0);
    let up = over.max(beside).max(10);
    let line_y = gap + up + 3;
    let flags = i32::try_from(line.findings.len()).unwrap_or(0).saturating_sub(1) * 14;
    row.height = line_y + beside.max(7).max(8 + flags) + 3;

    lasting(&mut row, line, line_y);
    if waited >= WORTH_TELLING {
        wait(&mut row, waited);
    }
    if row.moment {
        row.draw(0, Style::Tick, Shape::Path(format!("M{} {line_y}h6", AXIS - 3)));
        row.words(0, Style::Time, (AXIS - 8, line_y + 4), Anchor::End, one(&line.t.to_string()));
    }
    for arrow in &line.arrows {
        let style = style_of(arrow.kind);
        let clear = if arrow.from < arrow.to { 5 } else { -5 };
        row.arrow(arrow.seq, (X[arrow.from] + clear, X[arrow.to] - clear), line_y, style);
    }
    if let Some((lane, sign)) = line.mark {
        let seq = line.seqs.first().copied().unwrap_or_default();
        mark(&mut row, seq, X[lane], line_y, sign);
    }
    for words in laid {
        let lines = lines_of(&words.lines);
        let top = if words.over { line_y - 6 - (lines - 1) * LEADING } else { line_y + 5 - (lines - 1) * LEADING / 2 };
        if let (Some(style), false) = (box_of(words.tone), words.over) {
            let wide = widest(&words.lines, SIZE) + 12;
            let high = lines * LEADING + 4;
            row.draw(words.seq, style, Shape::Box([words.x - 6, line_y - high / 2, wide, high, 6]));
        }
        row.words(words.seq, tone_of(words.tone), (words.x, top), Anchor::Start, words.lines);
    }
    if !line.place.is_empty() {
        let seq = line.seqs.first().copied().unwrap_or_default();
        let text = fit(&line.place, X[PAGE] - X[USER] - 24, SMALL, 1);
        row.words(seq, Style::Dim, (X[PAGE] - 12, line_y + 4), Anchor::End, (text.clone(), text));
    }
    for (index, (number, seq)) in line.findings.iter().enumerate() {
        let index = i32::try_from(index).unwrap_or(0);
        row.words(*seq, Style::Finding, (FLAGS, line_y + 5 + index * 14), Anchor::End, one(&format!("▲{number}")));
    }
    row
}

/// Words with their place.
struct Laid {
    x: i32,
    lines: (Vec<String>, Vec<String>),
    over: bool,
    seq: u64,
    tone: Tone,
}

/// Decides where the words of a row stand and how they break.
fn lay(line: &Line) -> Vec<Laid> {
    let mut laid = Vec::new();
    for (lane, words) in line.cells.iter().enumerate().filter(|(_, words)| !words.text.en.is_empty()) {
        let out = line.arrows.iter().find(|arrow| arrow.from == lane);
        let (x, room, over, most) = match out {
            Some(arrow) => {
                let (left, right) = (arrow.from.min(arrow.to), arrow.from.max(arrow.to));
                (X[left] + SPACE, X[right] - X[left] - 2 * SPACE, true, 2)
            }
            None => {
                // Up to the next party that takes part, at the right.
                let taken = |lane: &usize| {
                    !line.cells[*lane].text.en.is_empty()
                        || line.arrows.iter().any(|arrow| arrow.from == *lane || arrow.to == *lane)
                };
                let right = (lane + 1..LANES).find(taken).map_or(FLAGS - 26, |right| X[right] - 8);
                let x = X[lane] + SPACE + if box_of(words.tone).is_some() { 8 } else { 4 };
                (x, right - x - 6, false, if right - x > 330 { 2 } else { 3 })
            }
        };
        let lines = fit_both(&words.text, room, SIZE, most);
        laid.push(Laid { x, lines, over, seq: words.seq, tone: words.tone });
    }
    laid
}

/// The bars of what lasts: each from the row's line on, or up to it, or all along.
fn lasting(row: &mut Row, line: &Line, line_y: i32) {
    let mut bar = |part: spans::Part, x: i32, wide: i32, style: Style| {
        let (from, to) = match (part.before, part.after) {
            (true, true) => (0, row.height),
            (true, false) => (0, line_y),
            (false, true) => (line_y, row.height),
            (false, false) => return,
        };
        row.parts.push(super::Part { seq: 0, style, shape: Shape::Box([x - wide / 2, from, wide, to - from, 0]) });
    };
    for (lane, part) in line.spans.busy.iter().enumerate() {
        bar(*part, X[lane], 8, if lane == PAGE { Style::Running } else { Style::Busy });
    }
    bar(line.spans.screen[0], X[WX] + 8, 4, Style::OnScreen);
    bar(line.spans.screen[1], X[WX] + 14, 4, Style::OnScreen);
}

/// A wait that is long enough to be told.
fn wait(row: &mut Row, ms: u64) {
    let (from, to) = (6, row.gap.max(12));
    row.draw(0, Style::Wait, Shape::Path(format!("M{AXIS} {from}V{}", to - 2)));
    let y = i32::midpoint(from, to) + 4;
    row.words(0, Style::Dim, (AXIS - 8, y), Anchor::End, one(&format!("+{}", span(ms))));
}

/// A length of time for people: `980 ms`, `60 s`, `6 min`.
pub(super) fn span(ms: u64) -> String {
    let decimal = |value: u64, unit: u64, name: &str| match (value % unit) * 10 / unit {
        0 => format!("{} {name}", value / unit),
        tenth => format!("{}.{tenth} {name}", value / unit),
    };
    match ms {
        ..1000 => format!("{ms} ms"),
        1000..120_000 => decimal(ms, 1000, "s"),
        120_000..7_200_000 => decimal(ms, 60_000, "min"),
        _ => decimal(ms, 3_600_000, "h"),
    }
}

/// A sign on a lane.
pub(super) fn mark(row: &mut Row, seq: u64, x: i32, y: i32, sign: char) {
    let (style, path) = match sign {
        '✗' => (Style::BadSign, format!("M{} {y}l-5 -5l3 -3l5 5l5 -5l3 3l-5 5l5 5l-3 3l-5 -5l-5 5l-3 -3z", x - 3)),
        '■' => (Style::Sign, format!("M{} {}h10v10h-10z", x - 5, y - 5)),
        '+' => (Style::Sign, format!("M{} {}h4v4h-4z", x - 2, y - 2)),
        '↳' => (Style::Sign, format!("M{x} {}l5 5l-5 5l-5 -5z", y - 5)),
        _ => (Style::Sign, format!("M{} {}l11 6l-11 6z", x - 4, y - 6)),
    };
    row.draw(seq, style, Shape::Path(path));
}

pub(super) fn style_of(kind: Kind) -> Style {
    match kind {
        Kind::Ask => Style::Ask,
        Kind::Reply => Style::Reply,
        Kind::Refusal => Style::Refusal,
        Kind::Touch => Style::Touch,
    }
}

pub(super) fn tone_of(tone: Tone) -> Style {
    match tone {
        Tone::Plain => Style::Plain,
        Tone::Strong => Style::Strong,
        Tone::Dim => Style::Dim,
        Tone::Screen => Style::Screen,
        Tone::Good => Style::Good,
        Tone::Bad => Style::Bad,
        Tone::Warn => Style::Finding,
    }
}

fn box_of(tone: Tone) -> Option<Style> {
    match tone {
        Tone::Screen => Some(Style::ScreenBox),
        Tone::Bad => Some(Style::BadBox),
        _ => None,
    }
}

/// One line that is the same in both languages.
pub(super) fn one(text: &str) -> (Vec<String>, Vec<String>) {
    (vec![text.to_owned()], vec![text.to_owned()])
}
