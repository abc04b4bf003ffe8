//! Where a flow begins: the expressions given, or every top-level function that can be called without arguments.

use crate::engine;
use crate::source::Source;

/// The expressions that are evaluated after loading, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entry {
    /// The expressions; empty: loading is all.
    pub calls: Vec<String>,
}

impl Entry {
    /// The entries of some sources when the user names none: each top-level function without a required parameter by itself, as a
    /// tap or a lifecycle would call it. A text without such functions does everything while it is loaded.
    pub fn of(sources: &[Source]) -> Vec<Self> {
        let mut names: Vec<String> = Vec::new();
        for name in sources.iter().flat_map(|source| &source.scripts).flat_map(|script| engine::entries(&script.text)) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        if names.is_empty() {
            return vec![Self::default()];
        }
        names.into_iter().map(|name| Self { calls: vec![format!("{name}()")] }).collect()
    }
}
