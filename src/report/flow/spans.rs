//! What goes on across rows: the program running without time passing, parties at work, things standing on the screen.

use std::collections::BTreeMap;

use crate::report::text::row::{LANES, PAGE, Row};
use crate::trace::story::Story;
use crate::trace::{Body, UiAction};

/// How a row takes part in something that lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Part {
    /// It goes on since an earlier row.
    pub before: bool,
    /// It goes on to a later row.
    pub after: bool,
}

/// What goes on while a row happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Spans {
    /// For each lane, whether it is at work or waited for.
    pub busy: [Part; LANES],
    /// Toast or loading, and modal, sheet or question on the screen.
    pub screen: [Part; 2],
}

/// The spans of each row.
pub(super) fn spans(story: &Story<'_>, rows: &[Row]) -> Vec<Spans> {
    let mut spans = vec![Spans::default(); rows.len()];
    for (index, row) in rows.iter().enumerate() {
        let (before, after) = (index.checked_sub(1).and_then(|index| rows.get(index)), rows.get(index + 1));
        let part = |of: &dyn Fn(&Row) -> bool| Part {
            before: of(row) && before.is_some_and(of),
            after: of(row) && after.is_some_and(of),
        };
        for lane in (0..LANES).filter(|lane| *lane != PAGE) {
            spans[index].busy[lane] = part(&|row| row.busy[lane]);
        }
        spans[index].busy[PAGE] = part(&|other| other.t == row.t && runs(other));
    }
    for (kind, from, to) in on_screen(story, rows) {
        for (index, span) in spans.iter_mut().enumerate().take(to + 1).skip(from) {
            let part = &mut span.screen[kind];
            *part = Part { before: part.before || index > from, after: part.after || index < to };
        }
    }
    spans
}

/// Whether the program runs in this row.
fn runs(row: &Row) -> bool {
    row.arrows.iter().any(|(from, to)| *from == PAGE || *to == PAGE)
        || row.mark.is_some_and(|(lane, _)| lane == PAGE)
        || !row.cells[PAGE].text.is_empty()
}

/// What stood on the screen, from row to row.
fn on_screen(story: &Story<'_>, rows: &[Row]) -> Vec<(usize, usize, usize)> {
    let row_of: BTreeMap<u64, usize> =
        rows.iter().enumerate().flat_map(|(index, row)| row.seqs.iter().map(move |seq| (*seq, index))).collect();
    // An event without a row of its own happens at the last row before it.
    let place = |seq: u64| row_of.range(..=seq).next_back().map(|(_, row)| *row);
    let mut open: [Option<usize>; 2] = [None, None];
    let mut all = Vec::new();
    for event in story.events() {
        let Body::Ui { widget, action, .. } = &event.body else { continue };
        let kind = usize::from(!matches!(widget.as_str(), "toast" | "loading"));
        let Some(row) = place(event.seq) else { continue };
        if let Some(from) = open[kind].take() {
            all.push((kind, from, row));
        }
        if *action == UiAction::Show {
            open[kind] = Some(row);
        }
    }
    let last = rows.len().saturating_sub(1);
    all.extend((0..2).filter_map(|kind| Some((kind, open[kind]?, last))));
    all
}
