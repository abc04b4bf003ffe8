//! The record that every `wx` API carries: its name, documentation, parameters and how far it is modelled.
//!
//! From these records come the parameter checks, the promise form, `wx.canIUse`, `Object.keys(wx)`, the `api` command and the
//! support table. Adding an API is one file with one record, and one line in `wx/mod.rs`.

use boa_engine::{Context, JsResult, JsValue};
use serde_json::Value;

use super::call::{Call, Reply};
use crate::lang::Text;

/// One API of `wx`.
#[derive(Debug, Clone, Copy)]
pub struct Api {
    /// The name without `wx.`, such as `login`.
    pub name: &'static str,
    /// The object that it is a method of, such as `FileSystemManager`; empty for `wx` itself. With a dot the method's whole name.
    pub owner: &'static str,
    /// What it does, in a sentence.
    pub summary: Text,
    /// The official page: the path below `developers.weixin.qq.com/miniprogram/dev/api/`.
    pub page: &'static str,
    /// The base library that brought it.
    pub since: &'static str,
    /// The base library since which calling it without callbacks gives a promise; `None`: it never does.
    pub promise: Option<&'static str>,
    /// Its parameters, callbacks left out.
    pub params: &'static [Param],
    /// The failures that the user, the network or WeChat can end it with at any time, as documented: what `explore` tries. Those that
    /// the program's own state decides, such as a key that was never stored, come of themselves and of nothing else.
    pub failures: &'static [&'static str],
    /// What is not modelled, for readers; empty when everything is.
    pub missing: Text,
    /// How it is run.
    pub run: Run,
}

/// How an API is run, which is also what it returns.
#[derive(Debug, Clone, Copy)]
pub enum Run {
    /// Answers later through `success`, `fail`, `complete` or a promise.
    Async(fn(&mut Call<'_>) -> JsResult<Reply>),
    /// Returns a task object and answers later.
    Task(fn(&mut Call<'_>) -> JsResult<JsValue>),
    /// Returns its result.
    Sync(fn(&mut Call<'_>) -> JsResult<JsValue>),
    /// Pretends nothing: exists, does nothing on purpose, and says why.
    Stub(&'static str),
    /// Is no function but an object, such as `wx.env`.
    Object(fn(&mut Context) -> JsResult<JsValue>),
    /// Known by name only; calling it is a diagnosis.
    Refused,
}

/// Nothing is missing.
const NOTHING: Text = Text { zh: "", en: "" };

/// Promises came with base library 2.10.2 (official page: API).
pub const PROMISE: Option<&str> = Some("2.10.2");

/// One parameter.
#[derive(Debug, Clone, Copy)]
pub struct Param {
    /// Its name.
    pub name: &'static str,
    /// Its type.
    pub kind: Kind,
    /// Whether the documentation calls it required.
    pub required: bool,
    /// Whether the base library refuses other types (facts: `beforeInvoke`).
    pub checked: bool,
    /// The default that is merged before the check.
    pub default: Default,
    /// The base library that brought it; empty: as old as the API.
    pub since: &'static str,
}

/// The type of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A string.
    String,
    /// A number.
    Number,
    /// A boolean.
    Boolean,
    /// An object.
    Object,
    /// An array.
    Array,
    /// Anything.
    Any,
}

impl Kind {
    /// The type's name in the platform's error texts.
    pub fn name(self) -> &'static str {
        match self {
            Self::String => "String",
            Self::Number => "Number",
            Self::Boolean => "Boolean",
            Self::Object => "Object",
            Self::Array => "Array",
            Self::Any => "Any",
        }
    }
}

/// A parameter's default.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Default {
    /// There is none.
    None,
    /// A string.
    Text(&'static str),
    /// A number.
    Number(f64),
    /// A boolean.
    Flag(bool),
}

impl Default {
    /// The default as data.
    pub fn value(self) -> Value {
        match self {
            Self::None => Value::Null,
            Self::Text(text) => Value::String(text.to_owned()),
            #[expect(clippy::cast_possible_truncation, reason = "defaults are small whole numbers")]
            Self::Number(number) => Value::from(number as i64),
            Self::Flag(flag) => Value::Bool(flag),
        }
    }
}

impl Param {
    /// An optional parameter without a default or a check.
    pub const fn new(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, required: false, checked: false, default: Default::None, since: "" }
    }

    /// A parameter that must be there and of its type.
    pub const fn required(name: &'static str, kind: Kind) -> Self {
        Self { required: true, checked: true, ..Self::new(name, kind) }
    }

    /// The same with a default that is merged before the check.
    #[must_use]
    pub const fn or(self, default: Default) -> Self {
        Self { default, ..self }
    }

    /// The same with its type checked by the base library.
    #[must_use]
    pub const fn checked(self) -> Self {
        Self { checked: true, ..self }
    }

    /// The same, since this base library.
    #[must_use]
    pub const fn since(self, since: &'static str) -> Self {
        Self { since, ..self }
    }
}

impl Api {
    /// A record to start from: asynchronous, with promise, no parameters. `run` has to be replaced.
    pub const fn new(name: &'static str, summary: Text, page: &'static str, run: Run) -> Self {
        Self {
            name,
            owner: "",
            summary,
            page,
            since: "1.0.0",
            promise: PROMISE,
            params: &[],
            failures: &[],
            missing: NOTHING,
            run,
        }
    }

    /// Its name in traces: `login`, `FileSystemManager.readFile`.
    pub fn full_name(&self) -> String {
        // Some methods have another name than their messages: `SocketTask.send` says `sendSocketMessage:ok`.
        if self.owner.contains('.') {
            return self.owner.to_owned();
        }
        if self.owner.is_empty() { self.name.to_owned() } else { format!("{}.{}", self.owner, self.name) }
    }

    /// How far it is modelled, as the `api` command says it.
    pub fn support(&self) -> &'static str {
        match self.run {
            Run::Refused => "refused",
            Run::Stub(_) => "stub",
            _ => "modelled",
        }
    }

    /// What a call returns: `callback`, `task` or `sync`; `object` for what is no function.
    pub fn form(&self) -> &'static str {
        match self.run {
            Run::Async(_) => "callback",
            Run::Task(_) => "task",
            Run::Object(_) => "object",
            Run::Sync(_) | Run::Stub(_) | Run::Refused => "sync",
        }
    }
}
