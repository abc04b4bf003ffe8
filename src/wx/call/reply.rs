//! What an API decides: success with its members, or failure with the text that becomes `errMsg`.

use boa_engine::{Context, JsObject, JsResult};
use serde_json::{Map, Value};

use crate::scenario::Client;

/// What an asynchronous API decided.
#[derive(Debug)]
pub enum Reply {
    /// It answers after this many virtual milliseconds.
    After(u64, Result<Payload, Fail>),
    /// It fails inside the call, before it returns.
    AtOnce(Fail),
    /// It has planned its answer itself with [`Call::settler`], or leaves it open.
    Planned,
}

impl Reply {
    /// Success with these members.
    pub fn ok(after: u64, members: Map<String, Value>) -> Self {
        Self::After(after, Ok(Payload::Data(members)))
    }

    /// Success with nothing but `errMsg`.
    pub fn done(after: u64) -> Self {
        Self::ok(after, Map::new())
    }

    /// Failure with this reason.
    pub fn fail(after: u64, reason: impl Into<String>) -> Self {
        Self::After(after, Err(Fail::new(reason)))
    }
}

type Build = Box<dyn FnOnce(&JsObject, &mut Context) -> JsResult<()>>;
type BuildKnown = Box<dyn FnOnce(&JsObject, &mut Context) -> JsResult<Option<Map<String, Value>>>>;

/// The members of a success object besides `errMsg`.
pub enum Payload {
    /// Plain data, before which `errMsg` stands.
    Data(Map<String, Value>),
    /// Set by a function, after which `errMsg` stands.
    Build(Build),
    /// The same by one that may know what reading them would give.
    BuildKnown(BuildKnown),
}

impl std::fmt::Debug for Payload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Data(map) => f.debug_tuple("Data").field(map).finish(),
            Self::Build(_) | Self::BuildKnown(_) => f.write_str("Build"),
        }
    }
}

/// Why an API failed; becomes `errMsg`, `errCode` and `errno`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Fail {
    /// The reason behind `api:fail `; empty for `api:fail` alone.
    pub reason: String,
    /// Whether the client's native half says it: on Android a colon then stands before the reason.
    pub native: bool,
    /// The whole `errMsg`, where a scenario gave it.
    pub whole: Option<String>,
    /// The `errno` (shown since base library 2.24.0).
    pub errno: Option<i64>,
    /// The `errCode`.
    pub err_code: Option<Box<Value>>,
}

impl Fail {
    /// A failure with this reason, as the base library words it.
    pub fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), ..Self::default() }
    }

    /// A failure that comes from the client's native half.
    pub fn native(reason: impl Into<String>) -> Self {
        Self { native: true, ..Self::new(reason) }
    }

    /// Whether this is the reason, wherever the failure comes from.
    pub(super) fn is(&self, reason: &str, api: &str) -> bool {
        match &self.whole {
            Some(whole) => whole.strip_prefix(api).and_then(|rest| rest.strip_prefix(":fail ")) == Some(reason),
            None => self.reason == reason,
        }
    }

    /// The same with an `errno`.
    #[must_use]
    pub fn errno(self, errno: i64) -> Self {
        Self { errno: Some(errno), ..self }
    }

    /// The same with an `errCode`.
    #[must_use]
    pub fn code(self, code: impl Into<Value>) -> Self {
        Self { err_code: Some(Box::new(code.into())), ..self }
    }

    /// The `errMsg`.
    pub fn message(&self, api: &str, client: Client) -> String {
        if let Some(whole) = &self.whole {
            return if whole.starts_with(&format!("{api}:")) || whole.contains(":fail ") {
                whole.clone()
            } else {
                format!("{api}:{whole}")
            };
        }
        match (self.reason.as_str(), self.native && client == Client::Android) {
            ("", _) => format!("{api}:fail"),
            (reason, true) => format!("{api}:fail:{reason}"),
            (reason, false) => format!("{api}:fail {reason}"),
        }
    }
}
