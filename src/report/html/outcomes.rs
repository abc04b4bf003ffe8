//! `explore --format html`: a tree of everything that can come of a program; its leaves open their trace.

use std::collections::BTreeMap;

use serde_json::json;

use super::{SourceText, data, frame, prose};
use crate::lang::{Lang, Message};
use crate::trace::Trace;

/// What happens from one entry point.
#[derive(Debug, Clone, PartialEq)]
pub struct Flow {
    /// The expressions that begin it.
    pub call: Vec<String>,
    /// What is wrong in every outcome.
    pub always: Vec<String>,
    /// Outcomes by what the user finally sees.
    pub groups: Vec<(Message, Vec<Leaf>)>,
}

/// One outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct Leaf {
    /// How it ends and what is wrong with it.
    pub end: Message,
    /// Whether anything is.
    pub bad: bool,
    /// A shortest path to it, in words.
    pub path: Message,
    /// The trace of that path.
    pub trace: Trace,
    /// The texts that it names, with what of them ran.
    pub sources: Vec<SourceText>,
}

/// The page. `counts` says how much was tried.
pub fn outcomes(title: &str, flows: &[Flow], counts: &Message, lang: Lang) -> String {
    let mut views = Vec::new();
    let leaves = flows.iter().flat_map(|flow| &flow.groups).flat_map(|(_, leaves)| leaves);
    let sources: BTreeMap<&str, &SourceText> =
        leaves.flat_map(|leaf| &leaf.sources).map(|source| (source.file.as_str(), source)).collect();
    let flows: Vec<_> = flows
        .iter()
        .map(|flow| {
            let groups: Vec<_> = flow
                .groups
                .iter()
                .map(|(sees, leaves)| {
                    let leaves: Vec<_> = leaves
                        .iter()
                        .map(|leaf| {
                            // The texts stand in the index, once for all.
                            let mut parts = data::parts(&leaf.trace, &leaf.sources);
                            for text in parts.meta["texts"].as_array_mut().into_iter().flatten() {
                                text["nodes"] = json!(null);
                            }
                            views.push(parts);
                            let (end, path) = (&leaf.end, &leaf.path);
                            json!({ "view": views.len() - 1, "bad": leaf.bad, "end": [end.zh, end.en], "path": [path.zh, path.en] })
                        })
                        .collect();
                    json!({ "sees": [sees.zh, sees.en], "leaves": leaves })
                })
                .collect();
            json!({ "call": flow.call, "always": flow.always, "groups": groups })
        })
        .collect();
    let texts: Vec<_> = sources
        .values()
        .map(|source| {
            let nodes = prose::nodes(&source.file, &source.text);
            json!({ "file": source.file, "nodes": nodes.iter().map(prose::Node::to_json).collect::<Vec<_>>() })
        })
        .collect();
    let index = json!({
        "kind": "outcomes", "lang": lang, "flows": flows, "views": views.len(), "texts": texts, "counts": [counts.zh, counts.en],
    });
    frame::document(title, &index, lang, &views)
}
