//! Two traces compared event by event: what was added, removed, moved or changed, and which change led to which.

use std::collections::BTreeMap;

use serde_json::Value;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::event::{Body, Event, Lane, Trace};

/// What differs between two traces.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Diff {
    /// Fields of the headers that differ.
    pub header: Vec<Field>,
    /// Events that differ, in the order of the new trace, removed ones where they stood.
    pub changes: Vec<Change>,
}

/// One event that differs.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// How.
    pub what: What,
    /// Its number in the old trace.
    pub old: Option<u64>,
    /// Its number in the new trace.
    pub new: Option<u64>,
    /// The fields that differ, of an event that both traces have.
    pub fields: Vec<Field>,
    /// The change that led to this one: its place in [`Diff::changes`].
    pub because: Option<usize>,
}

/// How an event differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum What {
    /// Only the new trace has it.
    Added,
    /// Only the old trace has it.
    Removed,
    /// Both have it, at another place in the order of events.
    Moved,
    /// Both have it, with other values.
    Changed,
}

/// One field that differs.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Its path, such as `result.errMsg`.
    pub path: String,
    /// Its value in the old trace, if it is there.
    pub old: Option<Value>,
    /// Its value in the new trace, if it is there.
    pub new: Option<Value>,
}

impl Diff {
    /// Whether the traces tell the same.
    pub fn is_empty(&self) -> bool {
        self.header.is_empty() && self.changes.is_empty()
    }
}

/// What an event is about: events about the same are compared with each other.
type Key = (&'static str, Lane, String);

/// Compares two traces.
pub fn diff(old: &Trace, new: &Trace) -> Diff {
    let pairs = pairs(&old.events, &new.events);
    let seqs: BTreeMap<u64, u64> = pairs.iter().map(|(a, b, _)| (old.events[*a].seq, new.events[*b].seq)).collect();
    let partner: BTreeMap<usize, (usize, bool)> = pairs.iter().map(|(a, b, moved)| (*b, (*a, *moved))).collect();
    let mut rows: Vec<(f64, Change)> = Vec::new();
    let mut before = -1.0;
    for (index, event) in new.events.iter().enumerate() {
        let Some((old_index, moved)) = partner.get(&index) else {
            let change = Change { what: What::Added, old: None, new: Some(event.seq), fields: vec![], because: None };
            rows.push((place(index), change));
            continue;
        };
        let was = &old.events[*old_index];
        let fields = fields_of(was, event, &seqs, old, new);
        let what = if *moved { What::Moved } else { What::Changed };
        if *moved || !fields.is_empty() {
            rows.push((place(index), Change { what, old: Some(was.seq), new: Some(event.seq), fields, because: None }));
        }
    }
    // What was removed stands behind the event that it followed.
    let home: BTreeMap<usize, usize> = pairs.iter().map(|(a, b, _)| (*a, *b)).collect();
    for (index, event) in old.events.iter().enumerate() {
        match home.get(&index) {
            Some(new_index) => before = place(*new_index),
            None => {
                let change = Change { what: What::Removed, old: Some(event.seq), new: None, fields: vec![], because: None };
                rows.push((before + 0.5, change));
            }
        }
    }
    rows.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    let mut changes: Vec<Change> = rows.into_iter().map(|(_, change)| change).collect();
    follow_causes(&mut changes, old, new);
    Diff { header: header_fields(old, new), changes }
}

#[expect(clippy::cast_precision_loss, reason = "only an order; traces have far fewer events")]
fn place(index: usize) -> f64 {
    index as f64
}

/// Which events of both traces are the same event: by the order of what they are about, then, of what is left, by occurrence.
fn pairs(old: &[Event], new: &[Event]) -> Vec<(usize, usize, bool)> {
    let keys = |events: &[Event]| events.iter().map(key).collect::<Vec<_>>();
    let (old_keys, new_keys) = (keys(old), keys(new));
    let mut pairs = Vec::new();
    let (mut old_left, mut new_left): (Vec<usize>, Vec<usize>) = (vec![], vec![]);
    for op in capture_diff_slices(Algorithm::Patience, &old_keys, &new_keys) {
        if let DiffOp::Equal { old_index, new_index, len } = op {
            pairs.extend((0..len).map(|step| (old_index + step, new_index + step, false)));
        } else {
            old_left.extend(op.old_range());
            new_left.extend(op.new_range());
        }
    }
    let mut waiting: BTreeMap<&Key, Vec<usize>> = BTreeMap::new();
    for index in old_left.into_iter().rev() {
        waiting.entry(&old_keys[index]).or_default().push(index);
    }
    for index in new_left {
        if let Some(old_index) = waiting.get_mut(&new_keys[index]).and_then(Vec::pop) {
            pairs.push((old_index, index, true));
        }
    }
    pairs
}

fn key(event: &Event) -> Key {
    let about = match &event.body {
        Body::Load { source, .. } => source.clone(),
        Body::Invoke { what } | Body::State { what, .. } => what.clone(),
        Body::Call { api, .. } => api.clone(),
        Body::Settle { api, outcome, .. } => {
            // Whether by callback or by promise, a success is a success.
            let word = format!("{outcome:?}");
            format!(
                "{api} {}",
                if matches!(word.as_str(), "Success" | "Fail" | "Resolve" | "Reject") { "answer" } else { word.as_str() }
            )
        }
        Body::Request { method, url, .. } => format!("{method} {}", url.split('?').next().unwrap_or_default()),
        Body::Response { .. } | Body::End { .. } => String::new(),
        Body::Ui { widget, action, .. } => format!("{widget} {action:?}"),
        Body::Platform { action, .. } => action.clone(),
        Body::Log { level, .. } => level.clone(),
        Body::Error { what, .. } => format!("{what:?}"),
        Body::Finding { rule, .. } => rule.clone(),
    };
    (event.body.kind(), event.lane, about)
}

/// The fields of an event that differ. Numbers of events are compared as the events they mean; a time that only follows from
/// another time that differs is not told again.
fn fields_of(was: &Event, is: &Event, seqs: &BTreeMap<u64, u64>, old: &Trace, new: &Trace) -> Vec<Field> {
    let mut fields = Vec::new();
    let waited = |event: &Event, trace: &Trace| {
        let cause = event.cause.and_then(|cause| trace.event(cause)).filter(|cause| cause.seq < event.seq);
        event.t.saturating_sub(cause.map_or(0, |cause| cause.t))
    };
    let same_cause = was.cause.map(|cause| seqs.get(&cause).copied().unwrap_or(0)) == is.cause;
    if was.t != is.t
        && (!same_cause || waited(was, old) != waited(is, new))
        && !matches!(is.body, Body::End { .. } | Body::Finding { .. })
    {
        fields.push(Field { path: "t".into(), old: Some(was.t.into()), new: Some(is.t.into()) });
    }
    if !same_cause && was.cause.is_some() != is.cause.is_some() {
        fields.push(Field { path: "cause".into(), old: was.cause.map(Value::from), new: is.cause.map(Value::from) });
    }
    let at = |event: &Event| event.at.as_ref().map(|at| Value::from(at.to_string()));
    if was.at != is.at {
        fields.push(Field { path: "at".into(), old: at(was), new: at(is) });
    }
    let body = |event: &Event| {
        let mut value = serde_json::to_value(&event.body).unwrap_or_default();
        if let Some(map) = value.as_object_mut() {
            for key in ["kind", "of", "events", "via", "stack"] {
                map.remove(key);
            }
            for open in map.get_mut("open").and_then(Value::as_array_mut).into_iter().flatten() {
                open.as_object_mut().and_then(|open| open.remove("of"));
            }
        }
        value
    };
    compare("", Some(&body(was)), Some(&body(is)), &mut fields);
    fields
}

fn header_fields(old: &Trace, new: &Trace) -> Vec<Field> {
    let value = |trace: &Trace| serde_json::to_value(&trace.header).unwrap_or_default();
    let mut fields = Vec::new();
    compare("", Some(&value(old)), Some(&value(new)), &mut fields);
    fields
}

/// Adds every place at which two values differ.
fn compare(path: &str, old: Option<&Value>, new: Option<&Value>, fields: &mut Vec<Field>) {
    match (old, new) {
        _ if old == new => {}
        (Some(Value::Object(a)), Some(Value::Object(b))) => {
            let keys = a.keys().chain(b.keys().filter(|key| !a.contains_key(*key)));
            for key in keys {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                compare(&path, a.get(key), b.get(key), fields);
            }
        }
        (Some(Value::Array(a)), Some(Value::Array(b))) if a.len() == b.len() => {
            for (index, (a, b)) in a.iter().zip(b).enumerate() {
                compare(&format!("{path}[{index}]"), Some(a), Some(b), fields);
            }
        }
        _ => fields.push(Field { path: path.to_owned(), old: old.cloned(), new: new.cloned() }),
    }
}

/// Finds for each change the nearest change among what led to its event.
fn follow_causes(changes: &mut [Change], old: &Trace, new: &Trace) {
    let index = |seq: fn(&Change) -> Option<u64>, changes: &[Change]| -> BTreeMap<u64, usize> {
        changes.iter().enumerate().filter_map(|(index, change)| Some((seq(change)?, index))).collect()
    };
    let (by_old, by_new) = (index(|change| change.old, changes), index(|change| change.new, changes));
    for change in changes.iter_mut() {
        let (trace, known, mut seq) = match (change.new, change.old) {
            (Some(seq), _) => (new, &by_new, seq),
            (None, Some(seq)) => (old, &by_old, seq),
            (None, None) => continue,
        };
        while let Some(event) = trace.event(seq) {
            let before = match &event.body {
                Body::Settle { of, .. } | Body::Response { of, .. } => event.cause.or(Some(*of)),
                _ => event.cause,
            };
            let Some(cause) = before.filter(|cause| *cause < seq) else { break };
            if let Some(found) = known.get(&cause) {
                change.because = Some(*found);
                break;
            }
            seq = cause;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::fixture;
    use serde_json::json;

    /// `what key` of each change, `<n` naming the change that led to it.
    fn told(old: &Trace, new: &Trace) -> Vec<String> {
        let diff = diff(old, new);
        let line = |change: &Change| {
            let event = change.new.and_then(|seq| new.event(seq)).or_else(|| old.event(change.old?)).expect("an event");
            let because = change.because.map(|because| format!(" <{because}")).unwrap_or_default();
            let fields: Vec<&str> = change.fields.iter().map(|field| field.path.as_str()).collect();
            format!("{:?} {} {}{}{because}", change.what, event.body.kind(), key(event).2, fields.join(","))
        };
        diff.changes.iter().map(line).collect()
    }

    #[test]
    fn the_same_trace_does_not_differ() {
        for trace in fixture::all() {
            assert!(diff(&trace, &trace).is_empty());
        }
    }

    #[test]
    fn a_field_that_changed_is_named() {
        let old = fixture::login_succeeds();
        let mut new = old.clone();
        for event in &mut new.events {
            if let Body::Response { body, status, .. } = &mut event.body {
                (*body, *status) = (json!({"InfoState": 1}), Some(500));
            }
        }
        let fields: Vec<_> =
            diff(&old, &new).changes.into_iter().flat_map(|change| change.fields).map(|field| field.path).collect();
        assert!(fields.contains(&"status".to_owned()), "{fields:?}");
    }

    #[test]
    fn an_event_that_is_gone_takes_its_consequences_along() {
        let old = fixture::login_succeeds();
        let login = old.events.iter().find(|event| event.calls("login")).expect("a login").seq;
        let mut new = old.clone();
        new.events.truncate(usize::try_from(login).expect("small") - 1);
        let told = told(&old, &new);
        assert!(told.iter().all(|line| line.starts_with("Removed")), "{told:?}");
        assert!(told[0].starts_with("Removed call login") && !told[0].contains('<'), "{told:?}");
        assert!(told[1..].iter().any(|line| line.ends_with("<0")), "{told:?}");
    }

    #[test]
    fn two_calls_that_changed_places_moved() {
        let mut old = fixture::login_succeeds();
        old.events.truncate(3);
        let mut new = old.clone();
        let body = |api: &str| Body::Invoke { what: api.into() };
        for (trace, order) in [(&mut old, ["a", "b"]), (&mut new, ["b", "a"])] {
            for what in order {
                let seq = trace.events.len() as u64 + 1;
                trace.events.push(Event { seq, t: 9, lane: Lane::Page, cause: None, at: None, body: body(what) });
            }
        }
        let told = told(&old, &new);
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].starts_with("Moved invoke"), "{told:?}");
    }
}
