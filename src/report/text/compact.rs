//! The form for narrow terminals: five rails with arrows, the words beside them.

use super::Options;
use super::paint::{Line, Page, Tone};
use super::row::{LANES, Row};
use super::wrap::wrap;
use crate::lang::Lang;
use crate::trace::brief::{clip, columns};

/// Where the first rail stands, and how far apart the rails are.
const RAILS: usize = 8;
const STEP: usize = 3;

/// Draws the heads of the rails and all rows.
pub(super) fn draw(page: &mut Page, rows: &[Row], options: &Options) {
    let width = options.width.max(60);
    legend(page, options.lang, width);
    page.say(1, &"─".repeat(width - 2), Tone::Dim);
    let mut t = None;
    for row in rows {
        if t.is_some_and(|t| row.t >= t + 500) {
            let mut line = Line::default();
            line.put(5, "⋮", Tone::Dim);
            rails(&mut line, row);
            page.push(&line);
        }
        draw_row(page, row, t != Some(row.t), width, options.all);
        t = Some(row.t);
    }
    page.say(1, &"─".repeat(width - 2), Tone::Dim);
}

fn legend(page: &mut Page, lang: Lang, width: usize) {
    let (short, long) = match lang {
        Lang::Zh => (["人", "程", "机", "服", "微"], "人 用户 · 程 小程序 · 机 wx／手机 · 服 开发者服务器 · 微 微信服务器"),
        Lang::En => (["U", "M", "X", "S", "W"], "U user · M mini-program · X wx/device · S server · W WeChat"),
    };
    let mut line = Line::default();
    line.put(2, "t ms", Tone::Dim);
    for (lane, name) in short.into_iter().enumerate() {
        line.put(RAILS + lane * STEP, name, Tone::Strong);
    }
    let start = words();
    line.put(start, &clip(long, width - start), Tone::Dim);
    page.push(&line);
}

/// The column where the words begin.
fn words() -> usize {
    RAILS + (LANES - 1) * STEP + 3
}

fn rails(line: &mut Line, row: &Row) {
    for lane in 0..LANES {
        line.put(RAILS + lane * STEP, if row.busy[lane] { "│" } else { "┊" }, Tone::Dim);
    }
}

fn draw_row(page: &mut Page, row: &Row, new_time: bool, width: usize, all: bool) {
    let mut line = Line::default();
    if new_time {
        line.put(0, &format!("{:>6}", row.t), Tone::Plain);
    }
    rails(&mut line, row);
    for (from, to) in row.arrows.iter().copied() {
        let (left, right) = (from.min(to), from.max(to));
        let shaft = "─".repeat((right - left) * STEP - 2);
        let text = if from < to { format!("{shaft}►") } else { format!("◄{shaft}") };
        line.put(RAILS + left * STEP + 1, &text, Tone::Plain);
        line.put(RAILS + left * STEP, "│", Tone::Dim);
        line.put(RAILS + right * STEP, "│", Tone::Dim);
    }
    if let Some((lane, sign)) = row.mark {
        line.put(RAILS + lane * STEP, &sign.to_string(), if sign == '✗' { Tone::Bad } else { Tone::Strong });
    } else if row.arrows.is_empty() {
        for (lane, _) in row.cells.iter().enumerate().filter(|(_, cell)| !cell.text.is_empty()) {
            line.put(RAILS + lane * STEP, "●", Tone::Plain);
        }
    }
    let mut column = words();
    if all {
        let seq = row.seqs.first().copied().unwrap_or_default();
        let cause = row.cause.map(|cause| format!("←{cause}")).unwrap_or_default();
        column = line.put(column, &format!("#{seq}{cause} "), Tone::Dim);
    }
    let cells: Vec<_> = row.cells.iter().filter(|cell| !cell.text.is_empty()).collect();
    let text = cells.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join("  ");
    let tone = cells.first().map(|cell| cell.tone).unwrap_or_default();
    let note = clip(&row.note, width - column - 1);
    let beside = !note.is_empty() && column + columns(&text) + 2 + columns(&note) <= width;
    let room = width - column;
    let lines = wrap(&clip(&text, room * 2), room);
    for (index, part) in lines.iter().enumerate() {
        if index > 0 {
            page.push(&line);
            line = Line::default();
            rails(&mut line, row);
        }
        line.put(column, part, tone);
    }
    if !note.is_empty() {
        if !beside {
            page.push(&line);
            line = Line::default();
            rails(&mut line, row);
        }
        line.put(width - columns(&note), &note, Tone::Dim);
    }
    page.push(&line);
}
