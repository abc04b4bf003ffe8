//! Which lanes have something open in a row: drawn as a solid rail, so that waits can be seen.

use std::collections::BTreeMap;

use super::row::{BACKEND, LANES, Row, USER, WECHAT, WX};
use crate::trace::story::Story;
use crate::trace::{Body, Event, UiAction};

/// Finds for each row which lanes have something open: a call without its answer, a server at work, a user being asked.
pub(super) fn mark(story: &Story<'_>, rows: &mut [Row]) {
    let row_of: BTreeMap<u64, usize> =
        rows.iter().enumerate().flat_map(|(index, row)| row.seqs.iter().map(move |seq| (*seq, index))).collect();
    let first = |row: &Row| row.seqs.first().copied().unwrap_or_default();
    // Per lane, how many things begin or end before each row.
    let mut changes = vec![[0_i64; LANES]; rows.len() + 1];
    for event in story.events() {
        let Some((lane, until)) = open_until(story, event) else { continue };
        let start = row_of.get(&event.seq).copied().unwrap_or_else(|| rows.partition_point(|row| first(row) < event.seq));
        let end = rows.partition_point(|row| first(row) <= until).max(row_of.get(&until).map_or(0, |row| row + 1));
        if start < end {
            changes[start][lane] += 1;
            changes[end][lane] -= 1;
        }
    }
    let mut open = [0_i64; LANES];
    for (row, change) in rows.iter_mut().zip(changes) {
        for lane in 0..LANES {
            open[lane] += change[lane];
            row.busy[lane] = open[lane] > 0;
        }
    }
}

/// The lane that an event keeps waiting, and the event that ends it; what is never answered stays open to the end.
fn open_until(story: &Story<'_>, event: &Event) -> Option<(usize, u64)> {
    match &event.body {
        Body::Call { .. } => Some((WX, story.answers(event.seq).next_back()?.seq)),
        Body::Request { .. } => {
            let lane = if event.is_page_request() { BACKEND } else { WECHAT };
            Some((lane, story.answers(event.seq).next().map_or(u64::MAX, |answer| answer.seq)))
        }
        Body::Ui { widget, action: UiAction::Show, .. } if !matches!(widget.as_str(), "toast" | "loading") => {
            let over = |later: &&Event| matches!(&later.body, Body::Ui { widget: other, .. } if other == widget);
            Some((USER, story.effects(event.seq).find(over).map_or(u64::MAX, |answer| answer.seq)))
        }
        _ => None,
    }
}
