//! What a page shows, as data: what holds for the whole trace, and its events and rows in chunks that are read when they are needed.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::state::Fold;
use super::{SourceText, places, prose};
use crate::report::flow::{self, Anchor, Diagram, Row, Shape, findings, points_at};
use crate::report::sentence::sentence;
use crate::trace::escape::visible;
use crate::trace::findings::rule;
use crate::trace::story::Story;
use crate::trace::{SourceInfo, Trace, brief::clip};

/// How many events, and how many rows, stand in one chunk.
pub(super) const CHUNK: usize = 200;
/// The longest text of one value; what is longer is cut, so that a page stays one that can be opened.
const LONGEST: usize = 20_000;

/// What a page shows, in the order in which it needs it.
pub(super) struct Parts {
    /// What holds for the whole.
    pub meta: Value,
    /// Events and rows, chunk by chunk.
    pub chunks: Vec<Value>,
}

/// A trace as data for the page's modules: `{meta, chunks}`. What `play` and the like send to a page that is already open.
pub fn view(trace: &Trace, sources: &[SourceText]) -> Value {
    let parts = parts(trace, sources);
    json!({ "meta": parts.meta, "chunks": parts.chunks })
}

/// The texts as data; `None` for those that are not known.
pub(super) fn texts(trace: &Trace, sources: &[SourceText]) -> Value {
    let touched = places::places(trace);
    let named = trace
        .header
        .sources
        .iter()
        .map(|info| (info.clone(), sources.iter().find(|source| source.file == info.file && source.sha256 == info.sha256)));
    // What the program loaded besides, such as the modules of a project, which the header does not name.
    let loaded = sources.iter().filter(|source| !trace.header.sources.iter().any(|info| info.file == source.file));
    let loaded = loaded.map(|source| {
        (SourceInfo { file: source.file.clone(), blocks: Vec::new(), sha256: source.sha256.clone() }, Some(source))
    });
    let mut all: Vec<(SourceInfo, Option<&SourceText>)> = named.chain(loaded).collect();
    // A project's list of pages says less than its programs.
    all.sort_by_key(|(info, _)| info.file.ends_with(".json"));
    let texts = all.iter().map(|(info, known)| {
        let covered = known.and_then(|source| source.covered.as_ref());
        json!({
            "file": visible(&info.file),
            "blocks": info.blocks,
            "sha256": info.sha256,
            "nodes": known.map(|source| prose::nodes(&source.file, &source.text).iter().map(prose::Node::to_json).collect::<Vec<_>>()),
            "lines": places::as_json(touched.get(info.file.as_str())),
            "measured": covered.is_some(),
            "ran": covered.map(|covered| &covered.ran),
            "never": covered.map(|covered| &covered.never),
        })
    });
    json!(texts.collect::<Vec<_>>())
}

pub(super) fn parts(trace: &Trace, sources: &[SourceText]) -> Parts {
    let story = Story::new(trace);
    let (wide, narrow) = flow::both(&story);
    let row_of = row_of(trace, &wide);
    let found: Vec<Value> = trace
        .findings()
        .map(|(event, name, message)| {
            json!({
                "seq": event.seq,
                "at": event.at,
                "event": points_at(event),
                "rule": visible(name),
                "title": rule(name).map(|rule| [rule.title.zh, rule.title.en]),
                "message": [visible(&message.zh), visible(&message.en)],
            })
        })
        .collect();
    let header = json!({
        "scenario": trace.header.scenario.as_deref().map(|name| clip(&visible(name), 200)),
        "call": trace.header.call.iter().map(|call| clip(&visible(call), 200)).collect::<Vec<_>>(),
        "sources": trace.header.sources.iter().map(|source| json!({"file": visible(&source.file), "blocks": source.blocks})).collect::<Vec<_>>(),
        "composition": visible(&trace.header.composition),
        "epoch": visible(&trace.header.epoch),
        "library": visible(&trace.header.base_library),
        "client": visible(&trace.header.client),
        "start": visible(&trace.header.start),
        "seed": trace.header.seed,
        "tool": visible(&trace.header.tool),
        "bridges": trace.header.bridges.iter().map(|bridge| visible(bridge)).collect::<Vec<_>>(),
    });
    let meta = json!({
        "schema": "wxhost.view/1",
        "header": header,
        "count": trace.events.len(),
        "chunk": CHUNK,
        "rows": wide.rows.len(),
        "rowOf": row_of,
        "times": trace.events.iter().map(|event| event.t).collect::<Vec<_>>(),
        "wide": outline(&wide),
        "narrow": outline(&narrow),
        "findings": found,
        "texts": texts(trace, sources),
    });
    Parts { meta, chunks: chunks(&story, &wide, &narrow) }
}

/// What is to be known of a diagram before its rows: its size, its lanes, where each row begins.
fn outline(diagram: &Diagram) -> Value {
    let lanes = diagram
        .lanes
        .iter()
        .map(|head| json!({"x": head.x, "name": [head.name.zh, head.name.en], "short": [head.short.zh, head.short.en]}));
    json!({
        "width": diagram.width,
        "height": diagram.height,
        "lanes": lanes.collect::<Vec<_>>(),
        "y": diagram.rows.iter().map(|row| row.y).collect::<Vec<_>>(),
    })
}

/// For each event the row at which it is to be looked at; -1 before the first row.
fn row_of(trace: &Trace, diagram: &Diagram) -> Vec<i64> {
    let mut own: BTreeMap<u64, usize> = BTreeMap::new();
    for (index, row) in diagram.rows.iter().enumerate() {
        own.extend(row.seqs.iter().map(|seq| (*seq, index)));
    }
    let place = |seq: u64| own.get(&seq).or_else(|| own.range(..=seq).next_back().map(|(_, row)| row)).copied();
    let rows = trace.events.iter().map(|event| place(points_at(event)).and_then(|row| i64::try_from(row).ok()).unwrap_or(-1));
    rows.collect()
}

fn chunks(story: &Story<'_>, wide: &Diagram, narrow: &Diagram) -> Vec<Value> {
    let events = &story.trace.events;
    let count = events.len().div_ceil(CHUNK).max(wide.rows.len().div_ceil(CHUNK));
    let flags = findings(story);
    let mut fold = Fold::new(story);
    let slice = |rows: &[Row], index: usize| rows.iter().skip(index * CHUNK).take(CHUNK).map(row).collect::<Vec<_>>();
    let chunk = |index: usize| {
        let before = cut(fold.state().clone());
        let told: Vec<Value> = events
            .iter()
            .skip(index * CHUNK)
            .take(CHUNK)
            .map(|event| {
                let said = sentence(story, event);
                let mut value = json!({
                    "event": cut(serde_json::to_value(event).unwrap_or_default()),
                    "say": [said.zh, said.en],
                });
                let effects: Vec<u64> = story.effects(event.seq).take(50).map(|effect| effect.seq).collect();
                if !effects.is_empty() {
                    value["effects"] = json!(effects);
                }
                if let Some(found) = flags.get(&event.seq) {
                    value["findings"] = json!(found.iter().map(|(_, seq)| seq).collect::<Vec<_>>());
                }
                if let Some(patch) = fold.take(event) {
                    value["patch"] = cut(patch);
                }
                value
            })
            .collect();
        json!({ "state": before, "events": told, "wide": slice(&wide.rows, index), "narrow": slice(&narrow.rows, index) })
    };
    (0..count).map(chunk).collect()
}

/// A row as data. `[y, gap, height, [events], [parts]]`; a part is `[what, event, style, …]`.
fn row(row: &Row) -> Value {
    let parts = row.parts.iter().map(|part| {
        let style = part.style.name();
        match &part.shape {
            Shape::Path(d) => json!(["p", part.seq, style, d]),
            Shape::Box([x, y, width, height, radius]) => json!(["b", part.seq, style, x, y, width, height, radius]),
            Shape::Words { x, y, anchor, zh, en } => {
                let anchor = match anchor {
                    Anchor::Start => "start",
                    Anchor::End => "end",
                };
                if zh == en {
                    json!(["t", part.seq, style, x, y, anchor, zh])
                } else {
                    json!(["t", part.seq, style, x, y, anchor, zh, en])
                }
            }
        }
    });
    json!([row.y, row.gap, row.height, row.seqs, parts.collect::<Vec<_>>()])
}

/// The value with very long texts cut and what is nested too deep left out.
fn cut(value: Value) -> Value {
    fn go(value: &mut Value, depth: usize) {
        match value {
            Value::String(text) if text.len() > LONGEST => {
                let end = (0..=LONGEST).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
                let left = text.len() - end;
                text.truncate(end);
                text.push_str(&format!("… (+{left} bytes)"));
            }
            Value::Array(_) | Value::Object(_) if depth > 64 => *value = Value::String("…".into()),
            Value::Array(items) => items.iter_mut().for_each(|item| go(item, depth + 1)),
            Value::Object(map) => map.values_mut().for_each(|item| go(item, depth + 1)),
            _ => {}
        }
    }
    let mut value = value;
    go(&mut value, 0);
    value
}
