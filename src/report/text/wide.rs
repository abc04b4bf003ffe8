//! The form for wide terminals: each party has a lane, its words stand in it, arrows run between the lanes.

use super::Options;
use super::paint::{Line, Page, Tone};
use super::row::{LANES, Row, time_width};
use crate::lang::Lang;
use crate::trace::brief::{clip, columns};

/// The least width of the notes at the right; at 120 columns it is the width, whatever the notes are, so that drawings compare well.
const NOTE: usize = 23;

/// Where everything stands on a line.
struct Layout {
    time: usize,
    lanes: [usize; LANES],
    note: usize,
    width: usize,
}

impl Layout {
    fn new(rows: &[Row], options: &Options) -> Self {
        let width = options.width.min(200);
        let time = time_width(rows);
        let gutter = time + 1 + if options.all { 12 } else { 0 };
        // Least widths of the lanes, and how they share what is left after the notes have what they need.
        let least = [7, 22, 24, 19, 18];
        let room = width.saturating_sub(gutter + least.iter().sum::<usize>());
        let needed = rows.iter().map(|row| row.note.width()).max().unwrap_or(0);
        let note_width = needed.clamp(NOTE, NOTE.max(room * 2 / 3)).min(room.max(16));
        let spare = room.saturating_sub(note_width);
        let shares = [0, 20, 35, 25, 20];
        let mut lanes = [0; LANES];
        let mut column = gutter;
        for (lane, (least, share)) in lanes.iter_mut().zip(least.into_iter().zip(shares)) {
            *lane = column;
            column += least + spare * share / 100;
        }
        Self { time, lanes, note: width.saturating_sub(note_width), width }
    }
}

/// Draws the heads of the lanes and all rows.
pub(super) fn draw(page: &mut Page, rows: &[Row], options: &Options) {
    let layout = Layout::new(rows, options);
    let mut heads = Line::default();
    heads.put(layout.time - 4, "t ms", Tone::Dim);
    for (column, name) in layout.lanes.into_iter().zip(names(options.lang)) {
        heads.put(column, name, Tone::Strong);
    }
    page.push(&heads);
    rule(page, layout.width);
    let mut t = None;
    for row in rows {
        if t.is_some_and(|t| row.t >= t + 500) {
            let mut line = Line::default();
            line.put(layout.time - 1, "⋮", Tone::Dim);
            rails(&mut line, &layout, row);
            page.push(&line);
        }
        page.push(&draw_row(row, &layout, t != Some(row.t), options.all));
        t = Some(row.t);
    }
    rule(page, layout.width);
}

/// The names of the lanes.
fn names(lang: Lang) -> [&'static str; LANES] {
    match lang {
        Lang::Zh => ["用户", "小程序", "wx / 手机", "开发者服务器", "微信服务器"],
        Lang::En => ["user", "mini-program", "wx / device", "developer's server", "WeChat"],
    }
}

fn rule(page: &mut Page, width: usize) {
    page.say(1, &"─".repeat(width - 2), Tone::Dim);
}

fn rails(line: &mut Line, layout: &Layout, row: &Row) {
    for (lane, column) in layout.lanes.into_iter().enumerate() {
        line.put(column, if row.busy[lane] { "│" } else { "┊" }, Tone::Dim);
    }
}

fn draw_row(row: &Row, layout: &Layout, new_time: bool, all: bool) -> Line {
    let mut line = Line::default();
    if new_time {
        line.put(0, &format!("{:>width$}", row.t, width = layout.time), Tone::Plain);
    }
    if all {
        let cause = row.cause.map(|cause| format!(" ← {cause}")).unwrap_or_default();
        let seq = row.seqs.first().copied().unwrap_or_default();
        line.put(layout.time + 1, &clip(&format!("#{seq}{cause}"), 11), Tone::Dim);
    }
    rails(&mut line, layout, row);
    let limit = if row.note.width() == 0 { layout.width } else { layout.note - 1 };
    for (lane, cell) in row.cells.iter().enumerate() {
        let start = layout.lanes[lane] + 2;
        let next = row.arrows.iter().copied().find(|(from, to)| *from.min(to) == lane);
        let room = match next {
            // At least a blank and the arrow's head.
            Some((from, to)) => layout.lanes[from.max(to)].saturating_sub(start + 2),
            None => {
                let right = (lane + 1..LANES).find(|right| !row.cells[*right].text.is_empty());
                right.map_or(limit, |right| layout.lanes[right] - 1).saturating_sub(start)
            }
        };
        let text = clip(&cell.text, room);
        if !text.is_empty() {
            line.put(start - 1, " ", Tone::Plain);
            let end = line.put(start, &text, cell.tone);
            if next.is_none() && end < limit {
                line.put(end, " ", Tone::Plain);
            }
        }
        if let Some((from, to)) = next {
            let left = if text.is_empty() { layout.lanes[lane] + 1 } else { start + columns(&text) + 1 };
            arrow(&mut line, left, layout.lanes[from.max(to)], from < to);
            line.put(left - 1, if text.is_empty() { "│" } else { " " }, Tone::Dim);
        }
    }
    for lane in row.arrows.iter().flat_map(|(from, to)| [*from, *to]) {
        line.put(layout.lanes[lane], "│", Tone::Dim);
    }
    if let Some((lane, sign)) = row.mark {
        let tone = if sign == '✗' { Tone::Bad } else { Tone::Strong };
        line.put(layout.lanes[lane], &sign.to_string(), tone);
    }
    line.put(layout.note, &row.note.fit(layout.width - layout.note), Tone::Dim);
    line
}

/// An arrow in the columns from `left` up to, not including, `right`.
fn arrow(line: &mut Line, left: usize, right: usize, to_right: bool) {
    let shaft = "─".repeat(right.saturating_sub(left + 1));
    let text = if to_right { format!("{shaft}►") } else { format!("◄{shaft}") };
    line.put(left, &text, Tone::Dim);
}
