//! `diff --format html`: two traces side by side, aligned by what the structural comparison says belongs together.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{SourceText, data, frame};
use crate::lang::Lang;
use crate::report::flow::{self, Diagram, points_at};
use crate::report::svg::title;
use crate::trace::diff::{Change, Diff, What, diff};
use crate::trace::escape::visible;
use crate::trace::story::Story;
use crate::trace::{Body, Trace};

/// The page of two traces.
pub fn compare(old: &Trace, new: &Trace, sources: &[SourceText], lang: Lang) -> String {
    let found = diff(old, new);
    let (before, after) = (Story::new(old), Story::new(new));
    let pairs = pairs(&found, (old, &flow::narrow(&before)), (new, &flow::narrow(&after)));
    let header = found.header.iter().map(field).collect::<Vec<_>>();
    let changes = found.changes.iter().map(|change| change_as_json(change, old, new)).collect::<Vec<_>>();
    let mut index = json!({ "kind": "compare", "lang": lang, "pairs": pairs, "header": header, "changes": changes });
    let heading = format!("{} ⇄ {}", title(old, lang), title(new, lang));
    let (before, mut after) = (data::parts(old, sources), data::parts(new, sources));
    let shared = shared(&before.meta, &mut after.meta);
    index["texts"] = json!(shared);
    frame::document(&heading, &index, lang, &[before, after])
}

/// The texts that both sides have stand in the index, once for both.
fn shared(before: &Value, after: &mut Value) -> Vec<Value> {
    let known = |meta: &Value| meta["texts"].as_array().cloned().unwrap_or_default();
    let mut shared = Vec::new();
    let old = known(before);
    for text in after["texts"].as_array_mut().into_iter().flatten() {
        if old.iter().any(|other| other["file"] == text["file"] && other["sha256"] == text["sha256"]) {
            shared.push(json!({ "file": text["file"], "nodes": text["nodes"].take() }));
        }
    }
    shared
}

fn field(field: &crate::trace::diff::Field) -> Value {
    json!({ "path": visible(&field.path), "old": field.old, "new": field.new })
}

/// A change as data. What concerns a finding is told of the event that the finding points at.
fn change_as_json(change: &Change, old: &Trace, new: &Trace) -> Value {
    let (was, is) = (change.old.and_then(|seq| old.event(seq)), change.new.and_then(|seq| new.event(seq)));
    let rule = |event: Option<&crate::trace::Event>| match event.map(|event| &event.body) {
        Some(Body::Finding { rule, .. }) => Some(visible(rule)),
        _ => None,
    };
    let mut fields: Vec<Value> = change.fields.iter().map(field).collect();
    if (rule(was).is_some() || rule(is).is_some()) && fields.is_empty() {
        fields.push(json!({ "path": "▲", "old": rule(was), "new": rule(is) }));
    }
    json!({ "what": word(change.what), "old": was.map(points_at), "new": is.map(points_at), "fields": fields })
}

fn word(what: What) -> &'static str {
    match what {
        What::Added => "added",
        What::Removed => "removed",
        What::Moved => "moved",
        What::Changed => "changed",
    }
}

/// Rows of both diagrams that stand beside each other, and how they differ: `[old, new, how]`, -1 for no row.
fn pairs(found: &Diff, (old, left): (&Trace, &Diagram), (new, right): (&Trace, &Diagram)) -> Vec<Value> {
    let row_of = |diagram: &Diagram| -> BTreeMap<u64, usize> {
        diagram.rows.iter().enumerate().flat_map(|(index, row)| row.seqs.iter().map(move |seq| (*seq, index))).collect()
    };
    let (left_of, right_of) = (row_of(left), row_of(right));
    // Rows of events that both have, in order; each row is used once.
    let mut together: Vec<(usize, usize)> = Vec::new();
    for (was, is) in partners(found, old, new) {
        let (Some(a), Some(b)) = (left_of.get(&was), right_of.get(&is)) else { continue };
        if together.last().is_none_or(|(x, y)| x < a && y < b) {
            together.push((*a, *b));
        }
    }
    let changed = |seq: fn(&Change) -> Option<u64>, trace: &Trace, rows: &BTreeMap<u64, usize>| {
        let mut how: BTreeMap<usize, &'static str> = BTreeMap::new();
        for change in &found.changes {
            let event = seq(change).and_then(|seq| trace.event(seq));
            let Some(row) = event.and_then(|event| rows.range(..=points_at(event)).next_back()).map(|(_, row)| *row) else {
                continue;
            };
            let is_finding = event.is_some_and(|event| matches!(event.body, Body::Finding { .. }));
            if is_finding {
                how.entry(row).or_insert("changed");
            } else {
                how.insert(row, word(change.what));
            }
        }
        how
    };
    let (was, is) = (changed(|change| change.old, old, &left_of), changed(|change| change.new, new, &right_of));
    let mut out = Vec::new();
    let (mut a, mut b) = (0, 0);
    let ends = std::iter::once((left.rows.len(), right.rows.len()));
    for (x, y) in together.into_iter().chain(ends) {
        out.extend((a..x).map(|row| json!([row, -1, was.get(&row).unwrap_or(&"")])));
        out.extend((b..y).map(|row| json!([-1, row, is.get(&row).unwrap_or(&"")])));
        if x < left.rows.len() && y < right.rows.len() {
            let how = is.get(&y).or(was.get(&x)).copied().unwrap_or_default();
            let how = if matches!(how, "added" | "removed") { "changed" } else { how };
            out.push(json!([x, y, how]));
        }
        (a, b) = (x + 1, y + 1);
    }
    out
}

/// The events that both traces have, in order, those that moved left out.
fn partners(found: &Diff, old: &Trace, new: &Trace) -> Vec<(u64, u64)> {
    let mut told: Vec<(u64, u64)> = Vec::new();
    let (mut left, mut right) = (BTreeSet::new(), BTreeSet::new());
    for change in &found.changes {
        left.extend(change.old);
        right.extend(change.new);
        if let (What::Changed, Some(was), Some(is)) = (change.what, change.old, change.new) {
            told.push((was, is));
        }
    }
    // What no change names stands in both, in the same order.
    let rest = |trace: &Trace, named: &BTreeSet<u64>| {
        trace.events.iter().map(|event| event.seq).filter(|seq| !named.contains(seq)).collect::<Vec<_>>()
    };
    told.extend(rest(old, &left).into_iter().zip(rest(new, &right)));
    told.sort_unstable();
    told
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::fixture;

    fn paired(old: &Trace, new: &Trace) -> Vec<Value> {
        let (before, after) = (Story::new(old), Story::new(new));
        pairs(&diff(old, new), (old, &flow::narrow(&before)), (new, &flow::narrow(&after)))
    }

    #[test]
    fn every_row_stands_once_and_equal_traces_have_no_gaps() {
        let all = fixture::all();
        for old in &all {
            for new in &all {
                let rows = |trace: &Trace| flow::narrow(&Story::new(trace)).rows.len();
                let pairs = paired(old, new);
                for (side, count) in [(0, rows(old)), (1, rows(new))] {
                    let shown: Vec<u64> = pairs.iter().filter_map(|pair| pair[side].as_u64()).collect();
                    assert_eq!(shown, (0..count as u64).collect::<Vec<_>>());
                }
            }
            assert!(paired(old, old).iter().all(|pair| pair[0] == pair[1] && pair[2] == ""));
        }
    }

    #[test]
    fn what_differs_says_how() {
        let pairs = paired(&fixture::login_succeeds(), &fixture::both_blocks());
        for how in ["added", "changed"] {
            assert!(pairs.iter().any(|pair| pair[2] == how), "{how}");
        }
    }
}
