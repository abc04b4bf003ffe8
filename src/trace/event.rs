//! The event types of schema `wxhost.trace/1`: everything that happened, who did it, when, why and where in the author's text.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::rules::Rule;
use crate::lang::Message;

/// The schema name that the header of every trace carries.
pub const SCHEMA: &str = "wxhost.trace/1";
/// What the [`Body::State`] tells that is recorded when `getApp().globalData` has changed.
pub const GLOBAL_DATA: &str = "global-data";

/// What the [`Body::State`] tells that is recorded when the embedded backend answers what no scenario describes, while others are.
pub const DEFAULT_ANSWER: &str = "default-answer";

/// The first line of a trace: what was run, under which rules.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Header {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// Name and version of the tool, such as `wxhost 0.1.0`.
    pub tool: String,
    /// Name and version of the JavaScript engine, such as `boa_engine 0.22.0`.
    pub engine: String,
    /// The sources, in the order in which they were evaluated.
    pub sources: Vec<SourceInfo>,
    /// How the sources were composed, such as `blocks 1,2 in one global scope`.
    pub composition: String,
    /// The scenario's name, if one was run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scenario: Option<String>,
    /// The expressions evaluated after loading, in order.
    #[serde(default)]
    pub call: Vec<String>,
    /// The day whose platform rules apply, `YYYY-MM-DD`.
    pub epoch: String,
    /// The base library version that the run imitates, such as `2.13.0`.
    pub base_library: String,
    /// The client profile: `devtools`, `android` or `ios`.
    pub client: String,
    /// Virtual time 0 as an ISO 8601 instant in Asia/Shanghai, such as `2020-10-06T10:56:00+08:00`.
    pub start: String,
    /// The scenario's seed; every generated value derives from it.
    pub seed: u64,
    /// Where the host departs from what the author's text says to the engine, each with its reason; empty for most programs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bridges: Vec<String>,
    /// The scenario's own rules, so that a saved trace gives the same findings; empty for most programs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Rule>,
}

/// One source text of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SourceInfo {
    /// The name used in positions, such as `article.md` (never an absolute path).
    pub file: String,
    /// The blocks of a Markdown source that were run, 1-based; empty for other sources.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<usize>,
    /// Lower-case hexadecimal SHA-256 of the whole file.
    pub sha256: String,
}

/// A place in the author's text; both numbers start at 1, columns count UTF-16 units as JavaScript consoles do.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct At {
    /// The source's name.
    pub file: String,
    /// The line.
    pub line: u32,
    /// The column: where a call names its function (`wx.login(` points at `login`), as V8 reports it.
    pub column: u32,
}

impl std::fmt::Display for At {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// Who did something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Lane {
    /// The mini-program's own JavaScript.
    Page,
    /// The `wx` object and the device behind it.
    Wx,
    /// The person holding the phone.
    User,
    /// The developer's server.
    Backend,
    /// WeChat's server.
    Wechat,
    /// wxhost itself.
    Host,
}

/// One event of a trace.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Position in the trace, from 1.
    pub seq: u64,
    /// Virtual milliseconds since the start.
    pub t: u64,
    /// Who did it.
    pub lane: Lane,
    /// The event that led to this one.
    pub cause: Option<u64>,
    /// Where in the author's text it happened.
    pub at: Option<At>,
    /// What happened.
    pub body: Body,
}

/// What happened: the `kind` of an event and what that kind needs. [`Body::KINDS`] lists the kinds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Body {
    /// A source text was evaluated.
    Load {
        /// The source's name and block, such as `article.md#1`.
        source: String,
        /// The names that its top level adds to the global scope; a module, whose names are its own, adds none.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        defines: Vec<Definition>,
    },
    /// The host called into the program: a `call` expression, a lifecycle function, a timer's or listener's callback.
    Invoke {
        /// What was evaluated or called, such as `wxLogin()` or `App.onLaunch`.
        what: String,
    },
    /// The program called an API of `wx` (or of the framework, such as `App`).
    Call {
        /// The API's name without `wx.`, such as `login`.
        api: String,
        /// The arguments as data; callbacks are left out.
        args: Value,
        /// Which of `success`, `fail`, `complete` were given.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        callbacks: Vec<String>,
        /// What the call returned to the program.
        form: Form,
        /// The author's calls that led here, innermost first, without `at` itself.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        via: Vec<At>,
    },
    /// An API answered.
    Settle {
        /// The API's name.
        api: String,
        /// The `seq` of the call that this answers.
        of: u64,
        /// Which callback ran or how the promise was settled.
        outcome: Outcome,
        /// What the program received.
        result: Value,
        /// Whether the program gave a callback (or uses a promise) for this outcome.
        #[serde(default = "yes", skip_serializing_if = "is_true")]
        handled: bool,
    },
    /// An HTTP request left a party: page → backend, or backend → WeChat.
    Request {
        /// The `seq` of the `wx` call or of the request that this one serves.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        of: Option<u64>,
        /// The HTTP method.
        method: String,
        /// The URL as the sender wrote it, with secrets replaced.
        url: String,
        /// Where it was really sent when a route applied, such as `backend:/login`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        route: Option<String>,
        /// The headers the sender set, names in lower case.
        #[serde(default, skip_serializing_if = "is_empty_object")]
        headers: Value,
        /// The body: JSON if it is JSON, else text; null when there is none.
        #[serde(default)]
        body: Value,
    },
    /// The answer to a request, or its failure.
    Response {
        /// The `seq` of the request.
        of: u64,
        /// The HTTP status; absent when no answer came.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        status: Option<u16>,
        /// The headers that matter, names as sent.
        #[serde(default, skip_serializing_if = "is_empty_object")]
        headers: Value,
        /// The body: JSON if it is JSON, else text.
        #[serde(default)]
        body: Value,
        /// Why no answer came: `refused`, `reset`, `timeout`, `aborted` or a message.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        error: Option<String>,
    },
    /// Something on the phone's screen changed, or the user answered it.
    Ui {
        /// What it is: `toast`, `loading`, `modal`, `action-sheet`, `consent`, …
        widget: String,
        /// What happened to it.
        action: UiAction,
        /// Its properties (title, icon, duration …), or the answer.
        #[serde(default, skip_serializing_if = "is_empty_object")]
        detail: Value,
    },
    /// Something changed on WeChat's side.
    Platform {
        /// What: `code-issued`, `code-exchanged`, `code-refused`, `key-rotated`, `key-expired`, `session-checked`, `user-data`, …
        action: String,
        /// Its values, such as `{"code": "<code:1>", "errcode": 40163}`.
        #[serde(default, skip_serializing_if = "is_empty_object")]
        detail: Value,
    },
    /// Recorded state of the app or the device changed: a route, the title, the network type …
    State {
        /// What changed, such as `route` or `navigation-bar`; `global-data`: `getApp().globalData`, told at the end of a task.
        what: String,
        /// Its new values. For `global-data` the members that changed, `<undefined>` for one that is gone, or all of it where it is
        /// no object; what is too large is said to be cut.
        #[serde(default)]
        detail: Value,
    },
    /// The program wrote to the console.
    Log {
        /// `log`, `info`, `warn`, `error`, `debug`.
        level: String,
        /// The arguments as data.
        args: Vec<Value>,
        /// The line as a developer console shows it.
        text: String,
    },
    /// Something went wrong in the program.
    Error {
        /// What kind of error.
        what: ErrorKind,
        /// The error's name, such as `TypeError`; empty for a thrown value that is no error.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        name: String,
        /// The message, or the thrown value as a console shows it.
        message: String,
        /// The author's frames, innermost first, `at` included.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        stack: Vec<At>,
        /// For `caught`: the `seq` of the error that a handler took.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        of: Option<u64>,
    },
    /// A rule over the trace found something worth telling the author.
    Finding {
        /// The rule's name, such as `unhandled-rejection`.
        rule: String,
        /// What it means here, in both languages.
        message: Message,
        /// The events it rests on.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        events: Vec<u64>,
    },
    /// The run ended.
    End {
        /// Why: `drained` (nothing was due or pending), `limit`, `interrupted` or `exited`.
        reason: String,
        /// For `limit`: which one, such as `loop-iterations` or `deadline`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<String>,
        /// What was left open, such as `modal` or `promise`.
        #[serde(default)]
        open: Vec<Open>,
    },
}

impl Body {
    /// Every `kind` there is.
    pub const KINDS: [&'static str; 13] =
        ["load", "invoke", "call", "settle", "request", "response", "ui", "platform", "state", "log", "error", "finding", "end"];

    /// The `kind` as it stands in a trace.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Load { .. } => "load",
            Self::Invoke { .. } => "invoke",
            Self::Call { .. } => "call",
            Self::Settle { .. } => "settle",
            Self::Request { .. } => "request",
            Self::Response { .. } => "response",
            Self::Ui { .. } => "ui",
            Self::Platform { .. } => "platform",
            Self::State { .. } => "state",
            Self::Log { .. } => "log",
            Self::Error { .. } => "error",
            Self::Finding { .. } => "finding",
            Self::End { .. } => "end",
        }
    }
}

/// A name that a source's top level defines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Definition {
    /// The name.
    pub name: String,
    /// `function`, `var`, `let`, `const` or `class`.
    pub what: String,
    /// Where its name stands.
    pub line: u32,
    /// Where its name stands.
    pub column: u32,
    /// For a function: whether its body has no `return` with a value (so that `f().then` cannot work).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub returns_nothing: bool,
}

/// What an API call gave back to the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// Callbacks were given: the call returned `undefined`.
    Callback,
    /// No callbacks: the call returned a promise.
    Promise,
    /// The call returned a task object, such as a RequestTask.
    Task,
    /// The call returned its result.
    Sync,
}

/// How an API answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// The `success` callback.
    Success,
    /// The `fail` callback.
    Fail,
    /// The `complete` callback.
    Complete,
    /// The promise was fulfilled.
    Resolve,
    /// The promise was rejected.
    Reject,
    /// A synchronous API returned.
    Return,
    /// A synchronous API threw.
    Throw,
    /// A listener of a task or of `wx.onX` was called.
    Event,
}

/// What happened to a thing on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum UiAction {
    /// It appeared.
    Show,
    /// The program took it away.
    Hide,
    /// Its time was over.
    Expire,
    /// Something else took its place.
    Replace,
    /// The user answered it.
    Answer,
}

/// The kinds of errors of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ErrorKind {
    /// An exception nobody caught, in a script or a `call` expression.
    UncaughtException,
    /// An exception in a callback of an API, a timer, a listener or a lifecycle function; the platform reports it and goes on.
    CallbackThrew,
    /// A promise rejected that nobody handled.
    UnhandledRejection,
    /// A promise callback threw; whether somebody takes it is told by a later `caught` or `unhandled-rejection`.
    PromiseThrew,
    /// A rejection handler took an earlier `promise-threw`.
    Caught,
    /// The program used an API that wxhost knows by name but does not model.
    UnsupportedApi,
    /// The program asked for an address that no route, scenario or permission covers.
    UnmatchedRequest,
    /// The scenario does something to an element that is not on the page, or that nobody sees.
    NoSuchElement,
    /// The engine or the host ended the program: a limit.
    Limit,
}

/// Something that was still open when a run ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Open {
    /// `modal`, `toast`, `loading`, `action-sheet`, `consent`, `call`, `promise` …
    pub what: String,
    /// The event that opened it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<u64>,
}

/// A whole run.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    /// The first line.
    pub header: Header,
    /// Everything that happened, by `seq`.
    pub events: Vec<Event>,
}

impl Trace {
    /// The event with this `seq`.
    pub fn event(&self, seq: u64) -> Option<&Event> {
        let index = usize::try_from(seq.checked_sub(1)?).ok()?;
        self.events.get(index).filter(|e| e.seq == seq)
    }

    /// All findings, in order.
    pub fn findings(&self) -> impl Iterator<Item = (&Event, &str, &Message)> {
        self.events.iter().filter_map(|event| match &event.body {
            Body::Finding { rule, message, .. } => Some((event, rule.as_str(), message)),
            _ => None,
        })
    }

    /// The findings of the scenario's own rules: each is a promise of the author that the program did not keep.
    pub fn broken_rules(&self) -> impl Iterator<Item = (&Event, &str, &Message)> {
        self.findings().filter(|(_, rule, _)| self.header.rules.iter().any(|own| own.name == *rule))
    }
}

fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's skip_serializing_if passes a reference")]
fn is_true(value: &bool) -> bool {
    *value
}

fn is_empty_object(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Object(map) => map.is_empty(),
        _ => false,
    }
}
