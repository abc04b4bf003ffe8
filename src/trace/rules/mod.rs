//! The author's own rules over traces: `[[rule]]` in a scenario file, such as "every request carries a token".
//!
//! A rule picks events with patterns and says how they must stand to each other. The built-in findings pick theirs with the
//! same patterns and the same relations, as far as a pattern can say what they look for.

mod check;
mod pattern;
mod relation;
mod words;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::event::{Lane, Outcome, UiAction};
use crate::clock::Millis;
use crate::lang::{Lang, Message};

pub use pattern::PATHS;
pub(super) use relation::overlaps;

/// A rule of the author's own over a trace. It has one of `must`, `must_not`, `followed_by`, `preceded_by`, `at_most` or
/// `at_least` for the events that `each` picks, or it is `never` or `never_together` alone.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The name, which stands in front of what the rule finds.
    pub name: String,
    /// What is wrong when the rule is broken, in the author's words: a text, or `{ zh = "…", en = "…" }`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<Words>,
    /// The events that the rule is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub each: Option<Pattern>,
    /// What each of them must be as well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub must: Option<Pattern>,
    /// What none of them may be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub must_not: Option<Pattern>,
    /// What must come after each of them, before the run ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub followed_by: Option<Pattern>,
    /// What must have come before each of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preceded_by: Option<Pattern>,
    /// How many of them there may be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<u64>,
    /// How many of them there must be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<u64>,
    /// What may never happen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub never: Option<Pattern>,
    /// Calls, requests or things on the screen of which one must be over before the next one begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub never_together: Option<Vec<Pattern>>,
    /// The virtual time in which `followed_by` must come, `preceded_by` must have come, or `at_most` counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Millis>,
    /// Only events with the same value here belong together, such as `url`, `api` or `body.code`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per: Option<String>,
}

/// Which events are meant: all that is said must hold. `*` in a text stands for anything; a table is compared member by member.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pattern {
    /// The kind of event; without it, the other keys say it: `api` alone is a `call`, `api` with `outcome` a `settle`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<EventKind>,
    /// Who did it. Without it, requests and responses are the mini-program's own, not those between servers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lane: Option<Lane>,
    /// The API of a call or of its answer, without `wx.`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api: Option<String>,
    /// How an API answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// Whether the program gave a callback, or uses a promise, for the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handled: Option<bool>,
    /// The URL of a request or a response, as the program wrote it or as a route leads; of a call, its `url`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The HTTP method.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Headers of a request or a response.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub header: Map<String, Value>,
    /// The body of a request or a response.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    /// The arguments of a call, or of the call that is answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub args: Option<Value>,
    /// What an API answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<Value>,
    /// The HTTP status: a number, or a text such as `5*`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Value>,
    /// A thing on the screen: `toast`, `loading`, `modal`, `action-sheet`, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub widget: Option<String>,
    /// What happened to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<UiAction>,
    /// The values of a thing on the screen, of a change of state, or of an event on WeChat's side.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<Value>,
    /// The level of a console message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// The text of a console message, the message of an error, or why no response came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// What changed (`state`, `platform`), was called (`invoke`), or went wrong (`error`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub what: Option<String>,
}

/// The kinds of events that a pattern can pick.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum EventKind {
    /// The program called an API.
    Call,
    /// An API answered.
    Settle,
    /// A request was sent.
    Request,
    /// A request was answered, or failed.
    Response,
    /// Something on the screen changed.
    Ui,
    /// Something changed on WeChat's side.
    Platform,
    /// The app or the device changed.
    State,
    /// The program wrote to the console.
    Log,
    /// Something went wrong in the program.
    Error,
    /// The host called into the program.
    Invoke,
}

/// A text of the author's, in one language or in both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Words {
    /// One text for everybody.
    Text(String),
    /// The same in both languages.
    Both(Message),
}

impl Words {
    /// The text in both languages.
    pub fn message(&self) -> Message {
        match self {
            Self::Text(text) => Message::new(text, text),
            Self::Both(message) => message.clone(),
        }
    }

    /// The text in `lang`.
    pub fn in_lang(&self, lang: Lang) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Both(message) => message.in_lang(lang),
        }
    }
}

/// The keys that say how events must stand to each other.
pub const RELATIONS: [&str; 8] =
    ["must", "must_not", "followed_by", "preceded_by", "at_most", "at_least", "never", "never_together"];

#[cfg(test)]
mod tests;
