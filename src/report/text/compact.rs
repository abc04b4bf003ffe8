//! The form for narrow terminals: five rails with arrows, the words beside them.

use super::Options;
use super::paint::{Line, Page, Pieces, Tone};
use super::row::{LANES, Row, time_width};
use super::wrap::wrap;
use crate::lang::Lang;
use crate::trace::brief::{clip, columns};

/// How far apart the rails are.
const STEP: usize = 3;

/// How many lines the words of a row may take.
const MOST_LINES: usize = 2;

/// Draws the heads of the rails and all rows.
pub(super) fn draw(page: &mut Page, rows: &[Row], options: &Options) {
    let width = options.width.max(60);
    let at = time_width(rows) + 1;
    legend(page, options.lang, width, at);
    page.say(1, &"─".repeat(width - 2), Tone::Dim);
    let mut t = None;
    for row in rows {
        if t.is_some_and(|t| row.t >= t + 500) {
            let mut line = Line::default();
            line.put(at - 2, "⋮", Tone::Dim);
            rails(&mut line, row, at);
            page.push(&line);
        }
        draw_row(page, row, t != Some(row.t), (width, at), options.all);
        t = Some(row.t);
    }
    page.say(1, &"─".repeat(width - 2), Tone::Dim);
}

/// Draws each row by itself: its lines, with the time if it differs from the row's before.
pub(super) fn pieces(rows: &[Row], options: &Options) -> (Vec<Pieces>, Vec<Vec<Pieces>>) {
    let (width, at) = (options.width.max(60), time_width(rows) + 1);
    let mut page = Page::in_pieces();
    legend(&mut page, options.lang, width, at);
    let head = page.take();
    let mut t = None;
    let draw = |row: &Row| {
        draw_row(&mut page, row, t.replace(row.t) != Some(row.t), (width, at), options.all);
        page.take()
    };
    (head, rows.iter().map(draw).collect())
}

fn legend(page: &mut Page, lang: Lang, width: usize, at: usize) {
    let (short, long) = match lang {
        Lang::Zh => (["人", "程", "机", "服", "微"], "人 用户  程 小程序  机 wx/手机  服 开发者服务器  微 微信"),
        Lang::En => (["U", "M", "X", "S", "W"], "U user  M mini-program  X wx/device  S server  W WeChat"),
    };
    let mut line = Line::default();
    line.put(at - 5, "t ms", Tone::Dim);
    for (lane, name) in short.into_iter().enumerate() {
        line.put(at + lane * STEP, name, Tone::Strong);
    }
    let start = words(at);
    line.put(start, &clip(long, width - start), Tone::Dim);
    page.push(&line);
}

/// The column where the words begin, after rails from column `at` on.
fn words(at: usize) -> usize {
    at + (LANES - 1) * STEP + 3
}

fn rails(line: &mut Line, row: &Row, at: usize) {
    for lane in 0..LANES {
        line.put(at + lane * STEP, if row.busy[lane] { "│" } else { "┊" }, Tone::Dim);
    }
}

fn draw_row(page: &mut Page, row: &Row, new_time: bool, (width, at): (usize, usize), all: bool) {
    let mut line = Line::default();
    if new_time {
        line.put(0, &format!("{:>width$}", row.t, width = at - 1), Tone::Plain);
    }
    rails(&mut line, row, at);
    for (from, to) in row.arrows.iter().copied() {
        let (left, right) = (from.min(to), from.max(to));
        let shaft = "─".repeat((right - left) * STEP - 2);
        let text = if from < to { format!("{shaft}►") } else { format!("◄{shaft}") };
        line.put(at + left * STEP + 1, &text, Tone::Plain);
        line.put(at + left * STEP, "│", Tone::Dim);
        line.put(at + right * STEP, "│", Tone::Dim);
    }
    if let Some((lane, sign)) = row.mark {
        line.put(at + lane * STEP, &sign.to_string(), if sign == '✗' { Tone::Bad } else { Tone::Strong });
    } else if row.arrows.is_empty() {
        for (lane, _) in row.cells.iter().enumerate().filter(|(_, cell)| !cell.text.is_empty()) {
            line.put(at + lane * STEP, "●", Tone::Plain);
        }
    }
    let mut column = words(at);
    if all {
        let seq = row.seqs.first().copied().unwrap_or_default();
        let cause = row.cause.map(|cause| format!("←{cause}")).unwrap_or_default();
        column = line.put(column, &format!("#{seq}{cause} "), Tone::Dim);
    }
    let cells: Vec<_> = row.cells.iter().filter(|cell| !cell.text.is_empty()).collect();
    let text = cells.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join("  ");
    // One tone for all the words, but for the name of a call, which stands out.
    let tones: Vec<_> = cells.iter().map(|cell| cell.tone).collect();
    let (first, tone) = match tones[..] {
        [] => (Tone::Plain, Tone::Plain),
        [only] => (only, only),
        [first, .., last] => (first, last),
    };
    let head = cells.first().map(|cell| cell.text.clone()).unwrap_or_default();
    let room = width - column;
    let mut lines = wrap(&text, room);
    if lines.len() > MOST_LINES {
        lines.truncate(MOST_LINES);
        if let Some(last) = lines.last_mut() {
            *last = clip(&format!("{last}…"), room);
        }
    }
    for (index, part) in lines.iter().enumerate() {
        if index > 0 {
            page.push(&line);
            line = Line::default();
            rails(&mut line, row, at);
        }
        line.put(column, part, tone);
        if index == 0 && part.starts_with(&head) {
            line.put(column, &head, first);
        }
    }
    let note = row.note.fit(room);
    if !note.is_empty() {
        if line.len() + 2 + columns(&note) > width {
            page.push(&line);
            line = Line::default();
            rails(&mut line, row, at);
        }
        line.put(width - columns(&note), &note, Tone::Dim);
    }
    page.push(&line);
}
