//! What an exploration found: flows, their outcomes, every finding with the shortest path to it, and how much was tried.

use serde::{Deserialize, Serialize};

use crate::lang::Message;
use crate::trace::At;

/// The schema name of an exploration as JSON.
pub const SCHEMA: &str = "wxhost.explore/1";

/// The result of an exploration.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Exploration {
    /// Always [`SCHEMA`].
    pub schema: &'static str,
    /// What was run, as the headers of its traces say it.
    pub composition: String,
    /// The flows, in order.
    pub flows: Vec<Flow>,
    /// Every finding at every place, with a shortest path to it, in the order in which they were found.
    pub findings: Vec<Finding>,
    /// The names of the scenario file's own rules that were broken on some path; their findings say how.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub broken_rules: Vec<String>,
    /// How much was tried.
    pub counts: Counts,
    /// What a bound cut off; empty: everything within the given number of choices was tried.
    pub not_covered: Vec<Message>,
}

/// What happens from one entry point.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Flow {
    /// The expressions evaluated after loading; empty: the text itself does everything.
    pub call: Vec<String>,
    /// The distinct outcomes, those with the shortest paths first.
    pub outcomes: Vec<Outcome>,
}

/// One way for a flow to end: what the user finally sees, what is wrong, how the program ended.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outcome {
    /// What the user finally sees.
    pub sees: Message,
    /// `clean`, `script-failed`, `unparsable`, `unknown`, or `limit: …`.
    pub end: String,
    /// The rules that found something, with their places.
    pub findings: Vec<RuleAt>,
    /// How many different traces end so.
    pub traces: usize,
    /// A shortest path.
    pub path: Path,
}

/// A rule and the place at which it found something.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RuleAt {
    /// The rule's name.
    pub rule: String,
    /// The author's line.
    pub at: Option<At>,
}

/// A path: what went otherwise than on the ordinary day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Path {
    /// Its number, which is also in the name of its scenario.
    pub number: usize,
    /// The choices in words, in the order in which the run met them; empty: the ordinary day.
    pub choices: Vec<Message>,
}

/// A finding and how to get there.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// The rule and its place.
    #[serde(flatten)]
    pub what: RuleAt,
    /// What it means, as on that path.
    pub message: Message,
    /// The flow's expressions.
    pub call: Vec<String>,
    /// A shortest path to it.
    pub path: Path,
}

/// How much was tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Counts {
    /// Paths that were run.
    pub run: usize,
    /// Different traces among them.
    pub distinct: usize,
    /// Paths that gave a trace already known.
    pub duplicates: usize,
    /// Paths in which a choice was never met, so that they are another, shorter path.
    pub pruned: usize,
    /// Distinct outcomes.
    pub outcomes: usize,
}
