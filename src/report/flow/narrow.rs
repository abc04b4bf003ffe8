//! The form for narrow places: five rails, every word in one column beside them.

use super::Diagram;
use super::canvas::{Anchor, Head, Part, Row, Shape, Style};
use super::measure::{LEADING, SIZE, SMALL, fit, fit_both, lines_of, width_of};
use super::spans;
use super::tell::{Line, Told};
use super::wide::{WORTH_TELLING, height_of, mark, one, span, style_of, tone_of};
use crate::lang::Message;
use crate::report::text::row::{LANES, PAGE, WX};

const WIDTH: i32 = 340;
/// Between rails.
const STEP: i32 = 21;
/// Where the words stand.
const WORDS: i32 = 118;
/// The most lines of one party in a row.
const MOST: usize = 4;

pub(super) fn draw(told: &Told) -> Diagram {
    let mut rows: Vec<Row> = Vec::with_capacity(told.rows.len());
    let (mut y, mut before) = (4, None);
    for line in &told.rows {
        let row = row(line, before, y);
        y += row.height;
        before = Some(line.t);
        rows.push(row);
    }
    let lanes = names().into_iter().enumerate().map(|(lane, (name, short))| Head { x: x(lane), name, short }).collect();
    Diagram { width: WIDTH, height: y + 12, lanes, rows }
}

/// The parties' names, and a letter for each.
pub(super) fn names() -> [(Message, Message); LANES] {
    [
        (Message::new("用户", "user"), Message::new("人", "U")),
        (Message::new("小程序", "mini-program"), Message::new("程", "M")),
        (Message::new("wx / 手机", "wx / phone"), Message::new("机", "X")),
        (Message::new("开发者服务器", "developer's server"), Message::new("服", "S")),
        (Message::new("微信", "WeChat"), Message::new("微", "W")),
    ]
}

fn x(lane: usize) -> i32 {
    14 + STEP * i32::try_from(lane).unwrap_or(0)
}

fn row(line: &Line, before: Option<u64>, y: i32) -> Row {
    let waited = before.map_or(0, |before| line.t.saturating_sub(before));
    let moment = before != Some(line.t);
    // The time stands above the first row of its moment.
    let gap = if moment { (height_of(waited) / 2).max(4) + 16 } else { 0 };
    let mut row = Row { y, gap, height: 0, t: line.t, moment, seqs: line.seqs.clone(), parts: vec![] };
    let first = line.seqs.first().copied().unwrap_or_default();
    let line_y = gap + 13;

    let flags: String = line.findings.iter().map(|(number, _)| format!(" ▲{number}")).collect();
    let flags_wide = if flags.is_empty() { 0 } else { width_of(&flags, SIZE) };
    let place = fit(&line.place, 110, SMALL, 1);
    let place_wide = place.first().map_or(0, |place| width_of(place, SMALL) + 8);
    let mut parts: Vec<Part> = Vec::new();
    let mut bottom = line_y + 5;
    for words in line.cells.iter().filter(|words| !words.text.en.is_empty()) {
        // The first words share their line with the place and the flags.
        let aside = if bottom == line_y + 5 { place_wide + flags_wide } else { 0 };
        let lines = fit_both(&words.text, WIDTH - WORDS - 6 - aside, SIZE, MOST);
        let count = lines_of(&lines);
        let shape = Shape::Words { x: WORDS, y: bottom, anchor: Anchor::Start, zh: lines.0, en: lines.1 };
        parts.push(Part { seq: words.seq, style: tone_of(words.tone), shape });
        bottom += count * LEADING;
    }
    row.height = bottom.max(line_y + LEADING) - LEADING + 11;

    lasting(&mut row, line, line_y);
    if moment {
        let text = if waited >= WORTH_TELLING { format!("{} ms   +{}", line.t, span(waited)) } else { format!("{} ms", line.t) };
        row.words(0, Style::Time, (WORDS, gap - 3), Anchor::Start, one(&text));
        row.draw(0, Style::Tick, Shape::Path(format!("M{WORDS} {gap}H{}", WIDTH - 6)));
    }
    for arrow in &line.arrows {
        let clear = if arrow.from < arrow.to { 4 } else { -4 };
        row.arrow(arrow.seq, (x(arrow.from) + clear, x(arrow.to) - clear), line_y, style_of(arrow.kind));
    }
    match line.mark {
        Some((lane, sign)) => mark(&mut row, first, x(lane), line_y, sign),
        None if line.arrows.is_empty() => {
            let spoken = line.cells.iter().enumerate().filter(|(_, words)| !words.text.en.is_empty());
            for (lane, words) in spoken {
                row.draw(words.seq, Style::Sign, Shape::Path(format!("M{} {line_y}l4 -4l4 4l-4 4z", x(lane) - 4)));
            }
        }
        None => {}
    }
    row.parts.extend(parts);
    if !place.is_empty() {
        row.words(first, Style::Dim, (WIDTH - 6 - flags_wide, line_y + 5), Anchor::End, (place.clone(), place));
    }
    if let Some((_, seq)) = line.findings.first() {
        row.words(*seq, Style::Finding, (WIDTH - 4, line_y + 5), Anchor::End, one(flags.trim()));
    }
    row
}

fn lasting(row: &mut Row, line: &Line, line_y: i32) {
    let mut bar = |part: spans::Part, x: i32, wide: i32, style: Style| {
        let (from, to) = match (part.before, part.after) {
            (true, true) => (0, row.height),
            (true, false) => (0, line_y),
            (false, true) => (line_y, row.height),
            (false, false) => return,
        };
        row.parts.push(Part { seq: 0, style, shape: Shape::Box([x - wide / 2, from, wide, to - from, 0]) });
    };
    for (lane, part) in line.spans.busy.iter().enumerate() {
        bar(*part, x(lane), 6, if lane == PAGE { Style::Running } else { Style::Busy });
    }
    bar(line.spans.screen[0], x(WX) + 5, 3, Style::OnScreen);
    bar(line.spans.screen[1], x(WX) + 9, 3, Style::OnScreen);
}
