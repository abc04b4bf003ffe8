//! The scenario format: what a sidecar (`article.md.toml`) or a `*.scenario.toml` may say, as types.
//!
//! Everything outside the author's JavaScript that decides how a run goes: the calls, the epoch, the user, WeChat, the
//! developer's backend, the faults. All values have defaults, so that an empty scenario is the ordinary day.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::happening::Happening;
use super::people::User;
pub use crate::clock::Millis;
use crate::lang::{Lang, Message};
use crate::trace::rules::Rule;

/// A whole scenario file.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Routes that every scenario of the file has: URL → target (see [`Scenario::routes`]).
    #[serde(default)]
    #[schemars(schema_with = "super::routes::schema")]
    pub routes: Routes,
    /// Rules that the trace of every scenario of the file must keep (see [`Scenario::rules`]).
    #[serde(default, rename = "rule")]
    pub rules: Vec<Rule>,
    /// Values that every scenario of the file starts from, except its name.
    #[serde(default)]
    pub defaults: Option<Scenario>,
    /// The scenarios, in order; `run` without a name takes the first.
    #[serde(default, rename = "scenario")]
    pub scenarios: Vec<Scenario>,
}

/// URL → target: `backend:/login` (the embedded backend), `http://127.0.0.1:3000/login` (a real server), or `false` (no route,
/// whatever the file says), in file order.
pub type Routes = Map<String, Value>;

/// One scenario.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// The name; snapshots are named after it.
    #[serde(default)]
    pub name: String,
    /// What the scenario shows, for readers: a text, or `{ zh = "…", en = "…" }`.
    #[serde(default)]
    pub about: Option<About>,
    /// The source, relative to the scenario file: `#1` or `#1,2` (blocks of the article beside it), a path, or absent for all blocks.
    #[serde(default)]
    pub source: Option<String>,
    /// The page that the app is launched with, such as `pages/a/a?id=7`; default: `device.path`, or the project's first page.
    #[serde(default)]
    pub page: Option<String>,
    /// Expressions evaluated after the script is loaded, in order, each when the one before it has come to rest.
    #[serde(default)]
    pub call: Option<Vec<String>>,
    /// The day whose platform rules apply, `YYYY-MM-DD`.
    #[serde(default)]
    pub epoch: Option<String>,
    /// The base library version to imitate, `X.Y.Z`; overrides what the epoch implies.
    #[serde(default)]
    pub base_library: Option<String>,
    /// The client profile: `devtools`, `android` or `ios`.
    #[serde(default)]
    pub client: Option<Client>,
    /// Seed of every generated value and of `Math.random`.
    #[serde(default)]
    pub seed: Option<u64>,
    /// Virtual time 0: an ISO 8601 instant such as `2020-10-06T10:56:00+08:00`; default: 10:00 in Asia/Shanghai on the epoch's day.
    #[serde(default)]
    pub start: Option<String>,
    /// Routes of this scenario, before those of the file.
    #[serde(default)]
    #[schemars(schema_with = "super::routes::schema")]
    pub routes: Routes,
    /// The app around a snippet that does not call `App` itself.
    #[serde(default)]
    pub app: AppSetup,
    /// The person holding the phone.
    #[serde(default)]
    pub user: User,
    /// WeChat's side.
    #[serde(default)]
    pub platform: Platform,
    /// The embedded developer's backend: `"POST /login"` → answers; the n-th request gets the n-th answer, the last repeats.
    #[serde(default)]
    pub backend: BTreeMap<String, Vec<Answer>>,
    /// WebSocket peers of the embedded backend: path → how it behaves; a URL gets there by a route to `backend:/path`.
    #[serde(default)]
    pub socket: BTreeMap<String, SocketPeer>,
    /// What the device holds and how it behaves.
    #[serde(default)]
    pub device: Device,
    /// How long things take.
    #[serde(default)]
    pub latency: Latency,
    /// Failures on demand.
    #[serde(default, rename = "fault")]
    pub faults: Vec<Fault>,
    /// Which event goes first at each moment, in order, at which events of different calls are due at the same virtual
    /// millisecond: 0 is the one that was planned first, which is also the default.
    #[serde(default)]
    pub order: Vec<usize>,
    /// What happens without the program asking for it: taps, the network, the app in the background.
    #[serde(default, rename = "event")]
    pub events: Vec<Happening>,
    /// Whether what the page on top shows is written into the trace at the end.
    #[serde(default)]
    pub tree: bool,
    /// Limits of this scenario.
    #[serde(default)]
    pub limits: Limits,
    /// Scripted answers for APIs whose result only a person or a device can give, such as `scanCode` or `cloud.callFunction`.
    #[serde(default, rename = "answer")]
    pub answers: Vec<ApiAnswer>,
    /// A recording (`run --record FILE`, or a HAR) that answers instead of all real servers; relative to the scenario file.
    #[serde(default)]
    pub replay: Option<String>,
    /// Rules that the trace must keep, besides those of the file.
    #[serde(default, rename = "rule")]
    pub rules: Vec<Rule>,
    /// Names of the file's rules that this scenario need not keep.
    #[serde(default)]
    pub skip_rules: Vec<String>,
}

/// What a scenario shows, for readers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum About {
    /// One text for everybody.
    Text(String),
    /// The same in both languages.
    Both(Message),
}

impl About {
    /// The text in `lang`.
    pub fn in_lang(&self, lang: Lang) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Both(message) => message.in_lang(lang),
        }
    }
}

/// The client whose habits are imitated where clients differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Client {
    /// WeChat DevTools' simulator.
    #[default]
    Devtools,
    /// The Android client.
    Android,
    /// The iOS client. The Promise of iOS 15 and older is built on `setTimeout`, so that its callbacks run as tasks of their own; the
    /// client is one of these unless `device.system.system` names a newer iOS.
    Ios,
}

impl Client {
    /// The name as it stands in scenarios and traces.
    pub fn name(self) -> &'static str {
        match self {
            Self::Devtools => "devtools",
            Self::Android => "android",
            Self::Ios => "ios",
        }
    }
}

/// The app around a snippet.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AppSetup {
    /// `getApp().globalData`; default `{}`, and no app but its own for a program that calls `App`.
    #[serde(default, rename = "globalData", alias = "global_data")]
    #[schemars(extend("x-alias" = ["global_data"]))]
    pub global_data: Option<Value>,
    /// `none`: no app at all, `getApp()` gives undefined, as before `App()` was called.
    #[serde(default)]
    pub none: bool,
    /// The app's pages, such as `pages/index/index`; empty: every page exists.
    #[serde(default)]
    pub pages: Vec<String>,
    /// The pages in the tab bar; empty: `switchTab` opens every page, and no page is refused for being a tab.
    #[serde(default)]
    pub tabs: Vec<String>,
    /// What `wx.getExtConfig` gives; default `{}`.
    #[serde(default)]
    pub ext: Option<Map<String, Value>>,
    /// The version of the mini-program: `develop`, `trial` or `release`. Default `develop`.
    #[serde(default)]
    pub env: Option<AppEnv>,
}

/// Which version of the mini-program runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AppEnv {
    /// The developer's.
    #[default]
    Develop,
    /// For trial users.
    Trial,
    /// The public one.
    Release,
}

/// WeChat's side.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Platform {
    /// The user's session before the run. Default `none`.
    #[serde(default)]
    pub session: SessionState,
    /// The app's appid. Default a fixed one.
    #[serde(default)]
    pub appid: Option<String>,
    /// The app's secret. Default derives from the seed.
    #[serde(default)]
    pub secret: Option<String>,
    /// Whether the app is bound to an Open Platform account, so that users have a unionid.
    #[serde(default)]
    pub unionid: bool,
    /// Time within which another `wx.login` keeps the session_key. Default 5 minutes.
    #[serde(default, deserialize_with = "super::millis::optional")]
    #[schemars(with = "Option<Millis>")]
    pub rotation: Option<u64>,
    /// Time after which a session_key expires unless used. Default 3 days.
    #[serde(default, deserialize_with = "super::millis::optional")]
    #[schemars(with = "Option<Millis>")]
    pub session_lifetime: Option<u64>,
}

/// A user's session on WeChat's side before the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SessionState {
    /// The user never logged in.
    #[default]
    None,
    /// A valid session_key exists, and the backend has it.
    Valid,
    /// The session_key has expired.
    Expired,
    /// A newer session_key exists than the one the backend has.
    Displaced,
}

/// One answer of the embedded backend.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// HTTP status. Default 200.
    #[serde(default)]
    pub status: Option<u16>,
    /// The body as JSON. TOML has no null: use `body = "null"`.
    #[serde(default)]
    pub json: Option<Value>,
    /// The body as text; the content-type is then `text/plain` unless a header says otherwise.
    #[serde(default)]
    pub body: Option<String>,
    /// A body of this many bytes, for size limits.
    #[serde(default)]
    pub bytes: Option<u64>,
    /// The body as text in pieces, which arrive one after another: for `enableChunked`. The first comes when the reply does, the others
    /// 50 virtual ms after each other.
    #[serde(default)]
    pub chunks: Option<Vec<String>>,
    /// Headers to send.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// Virtual time until the reply arrives; default: the scenario's network latency.
    #[serde(default)]
    pub latency: Option<Millis>,
    /// Real time that the backend waits before answering; must not show in a trace. For tests.
    #[serde(default, deserialize_with = "super::millis::optional")]
    #[schemars(with = "Option<Millis>")]
    pub real_delay: Option<u64>,
    /// Whether the backend exchanges a `code` in the request at WeChat before answering. Default true.
    #[serde(default)]
    pub exchange: Option<bool>,
    /// Instead of answering: `refused`, `reset`, `timeout`.
    #[serde(default)]
    pub network: Option<NetworkFault>,
}

/// A WebSocket peer of the embedded backend.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SocketPeer {
    /// Messages that it sends when a connection opens.
    #[serde(default)]
    pub on_open: Vec<String>,
    /// Whether it sends back every message that `replies` does not answer.
    #[serde(default)]
    pub echo: bool,
    /// Message → the messages it answers with; `"*"` for every other message.
    #[serde(default)]
    pub replies: BTreeMap<String, Vec<String>>,
    /// Time after opening when it closes the connection; absent: never.
    #[serde(default)]
    pub close_after: Option<Millis>,
    /// The code with which it closes. Default 1000.
    #[serde(default)]
    pub close_code: Option<u16>,
    /// The reason with which it closes.
    #[serde(default)]
    pub close_reason: String,
}

/// What the device holds and how it behaves.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Device {
    /// Storage before the run.
    #[serde(default)]
    pub storage: Map<String, Value>,
    /// Files before the run: path, such as `http://tmp/a.png` or `wxfile://usr/notes.txt`, → text.
    #[serde(default)]
    pub files: BTreeMap<String, String>,
    /// `wifi`, `4g`, `none`, … Default `wifi`.
    #[serde(default)]
    pub network: Option<String>,
    /// Members of `getSystemInfoSync()` to replace, such as `model`.
    #[serde(default)]
    pub system: Map<String, Value>,
    /// The launch path. Default `pages/index/index`.
    #[serde(default)]
    pub path: Option<String>,
    /// The launch query.
    #[serde(default)]
    pub query: BTreeMap<String, String>,
    /// The launch scene. Default 1001.
    #[serde(default)]
    pub scene: Option<u32>,
}

/// How long things take, in virtual time.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Latency {
    /// Page ↔ server, there and back. Default 30 ms.
    #[serde(default)]
    pub network: Option<Millis>,
    /// `wx.login`. Default 30 ms.
    #[serde(default)]
    pub login: Option<Millis>,
    /// Backend ↔ WeChat, there and back. Default 30 ms.
    #[serde(default)]
    pub platform: Option<Millis>,
}

/// One failure on demand.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// The API to fail, such as `login`; give this or `exchange`.
    #[serde(default)]
    pub api: Option<String>,
    /// The exchange to disturb: method and URL or route, such as `POST backend:/login` or `GET wechat:/sns/jscode2session`.
    #[serde(default)]
    pub exchange: Option<String>,
    /// Which occurrence, from 1; absent: every one.
    #[serde(default)]
    pub nth: Option<u64>,
    /// The API's failure text, such as `login:fail timeout`.
    #[serde(default, rename = "errMsg", alias = "err_msg")]
    #[schemars(extend("x-alias" = ["err_msg"]))]
    pub err_msg: Option<String>,
    /// The API's `errno`.
    #[serde(default)]
    pub errno: Option<i64>,
    /// The API's `errCode`, or WeChat's `errcode` for an exchange with WeChat.
    #[serde(default, rename = "errCode", alias = "errcode", alias = "err_code")]
    #[schemars(extend("x-alias" = ["errcode", "err_code"]))]
    pub err_code: Option<i64>,
    /// How the network fails.
    #[serde(default)]
    pub network: Option<NetworkFault>,
    /// Virtual time that the call or exchange takes instead.
    #[serde(default)]
    pub latency: Option<Millis>,
    /// The HTTP status to answer instead.
    #[serde(default)]
    pub status: Option<u16>,
    /// The body to answer instead.
    #[serde(default)]
    pub body: Option<String>,
}

/// How a network fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum NetworkFault {
    /// Nobody listens.
    Refused,
    /// The connection is cut.
    Reset,
    /// No answer ever comes.
    Timeout,
}

/// A scripted answer for an API.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApiAnswer {
    /// The API, such as `scanCode` or `cloud.callFunction`.
    pub api: String,
    /// For `cloud.callFunction`: the function's name.
    #[serde(default)]
    pub name: Option<String>,
    /// The members of the success object.
    #[serde(default)]
    pub success: Option<Value>,
    /// The failure text.
    #[serde(default)]
    pub fail: Option<String>,
    /// Virtual time until the answer. Default: the user's thinking time.
    #[serde(default)]
    pub latency: Option<Millis>,
}

/// Limits of one run; each has a default that ordinary programs never meet.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Loop iterations of one function call. Default 50 million.
    #[serde(default)]
    pub loop_iterations: Option<u64>,
    /// Nested calls. Default 8000.
    #[serde(default)]
    pub recursion: Option<u64>,
    /// Virtual time. Default 1 day.
    #[serde(default)]
    pub virtual_time: Option<Millis>,
    /// Events in the trace. Default 100000.
    #[serde(default)]
    pub events: Option<u64>,
    /// Promise jobs within one turn of the event loop. Default 500000.
    #[serde(default)]
    pub microtasks: Option<u64>,
    /// Wall-clock time. Default 10 s.
    #[serde(default)]
    pub deadline: Option<Millis>,
    /// Memory of the program, in bytes. Default 512 MiB.
    #[serde(default)]
    pub memory: Option<u64>,
    /// The largest reply, in bytes. Default 16 MiB.
    #[serde(default)]
    pub response: Option<u64>,
    /// Wall-clock time for which an open socket is listened to when nothing else is left to do. Default 1 s.
    #[serde(default)]
    pub socket_idle: Option<Millis>,
    /// The largest source text, in bytes. Default 4 MiB.
    #[serde(default)]
    pub source: Option<u64>,
}
