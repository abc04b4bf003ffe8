//! The embedded developer's backend: it exchanges a `code` at WeChat, keeps the session, and answers what the scenario scripts.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::{Body as HttpBody, to_bytes};
use axum::extract::State;
use axum::http::request::Parts;
use axum::http::{Request, Response};
use bytes::Bytes;
use serde_json::{Value, json};
use url::{Url, form_urlencoded};

use super::Hop;
use super::answer::{self, Answered, Content, TOOK_HEADER};
use super::calls::Call;
use super::platform::{Api, ON_BEHALF_HEADER};
use super::start::{Setup, url_at};
use super::{inside, query};
use crate::scenario::{Answer, NetworkFault};
use crate::trace::{Body, DEFAULT_ANSWER, Lane, Secret};
use crate::world::epoch::http_date;
use crate::world::network::{self, NetFailure, Reply};
use crate::world::platform::{HOST, Session};
use crate::world::seed::Source;

/// The largest request body that the backend reads.
const BODY_LIMIT: usize = 16 << 20;
/// The largest answer of WeChat that the backend reads.
const ANSWER_LIMIT: u64 = 1 << 20;
/// Up to how many bytes of a question there is no limit that could matter.
const SHORT: usize = 4 * 1024;
/// Virtual milliseconds after which the backend gives WeChat up.
const PATIENCE_MS: u64 = 5_000;
/// How many sessions the backend keeps.
const SESSIONS: usize = 10_000;
/// Under which names pages send a login code.
const CODE_NAMES: [&str; 5] = ["code", "js_code", "jsCode", "wxcode", "loginCode"];

#[derive(Debug)]
pub(super) struct Backend {
    setup: Setup,
    platform: SocketAddr,
    /// The platform itself, where it can be asked without a connection.
    inside: Option<Api>,
    memory: Mutex<Memory>,
}

/// What the backend remembers.
#[derive(Debug)]
struct Memory {
    counts: BTreeMap<String, usize>,
    sessions: BTreeMap<String, Session>,
    tokens: Source,
    /// The app's access token, once it was needed; a backend keeps it for two hours.
    access_token: Option<String>,
}

pub(super) fn router(setup: &Setup, platform: SocketAddr) -> Router {
    Router::new().fallback(handle).with_state(Arc::new(Backend::new(setup, platform)))
}

/// What WeChat answered.
#[derive(Debug)]
struct Heard {
    status: u16,
    /// Virtual milliseconds that it took, if it says so.
    took: Option<u64>,
    /// JSON, or a text that is none.
    body: Result<Value, String>,
}

/// What came of asking WeChat.
#[derive(Debug)]
enum Asked {
    /// There was no code, or the scenario says not to.
    Nothing,
    /// The session, under this token.
    Token(String),
    /// The user's phone number.
    Number(Value),
    /// WeChat's `errcode` and `errmsg`.
    Refused(i64, String),
    /// No usable answer.
    Unreachable(String),
}

async fn handle(State(backend): State<Arc<Backend>>, request: Request<HttpBody>) -> Response<HttpBody> {
    let (parts, body) = request.into_parts();
    let body = async { to_bytes(body, BODY_LIMIT).await.ok() };
    respond(backend, parts, body).await
}

/// The same for a request whose body is there already.
pub(super) async fn handle_inside(backend: Arc<Backend>, request: Request<Bytes>) -> Response<HttpBody> {
    let (parts, body) = request.into_parts();
    respond(backend, parts, std::future::ready((body.len() <= BODY_LIMIT).then_some(body))).await
}

/// Answers a request; `None` of `body`: it is too large, or did not come whole.
async fn respond(backend: Arc<Backend>, parts: Parts, body: impl Future<Output = Option<Bytes>> + Send) -> Response<HttpBody> {
    let log = &backend.setup.log;
    let header = parts.headers.get(&network::EXCHANGE).and_then(|id| id.to_str().ok()?.parse::<u64>().ok());
    let exchange = header.and_then(|id| Some((id, log.requested(id)?)));
    let uplink = backend.setup.latencies.uplink();
    let now = exchange.map_or_else(|| backend.setup.clock.now(), |(_, requested)| requested + uplink);
    let date = backend.date(now);
    let turn = match exchange {
        Some((id, _)) => Some(log.turn(id).await),
        None => None,
    };
    let Some(body) = body.await else { return Answered::text(413, "").into_response(&date) };

    let scripted = backend.scripted(parts.method.as_str(), parts.uri.path());
    let script = scripted.clone().unwrap_or_default();
    let code = find_code(parts.uri.query().unwrap_or_default(), &body);
    let wants_exchange = script.exchange != Some(false) && script.network != Some(NetworkFault::Refused);
    let (asked, took) = match code.filter(|_| wants_exchange) {
        Some(code) => backend.ask_wechat(&code, exchange.map(|(id, _)| id)).await,
        None => (Asked::Nothing, 0),
    };
    if let (Some((id, _)), None, Asked::Nothing) = (exchange, &scripted, &asked)
        && !backend.setup.answers.is_empty()
    {
        let detail = json!({ "path": format!("{} {}", parts.method, parts.uri.path()) });
        let body = Body::State { what: DEFAULT_ANSWER.to_owned(), detail };
        log.push(id, Hop { after: uplink, lane: Lane::Backend, body, of: None, cause: None });
    }
    if let Some((id, _)) = exchange {
        let network = backend.setup.latencies.network;
        let total = script.latency.map_or(network + took, |latency| latency.0.max(uplink + took));
        log.arrives(id, total);
    }
    drop(turn);

    if let Some(delay) = script.real_delay {
        tokio::time::sleep(Duration::from_millis(delay)).await;
    }
    match script.network {
        Some(fault) if exchange.is_some() => answer::told(fault, &date),
        Some(fault) => answer::suffered(fault).await,
        None => {
            let mut answered = compose(script, asked);
            // How a body is cut is said to the page only.
            answered.headers.retain(|(name, _)| exchange.is_some() || name != network::PIECES_HEADER);
            answered.into_response(&date)
        }
    }
}

impl Backend {
    /// A backend that remembers nothing yet and asks WeChat at this address.
    pub(super) fn new(setup: &Setup, platform: SocketAddr) -> Self {
        let memory = Memory {
            counts: BTreeMap::new(),
            sessions: BTreeMap::new(),
            tokens: Source::later(setup.seed, &["backend"]),
            access_token: None,
        };
        Self { setup: setup.clone(), platform, inside: None, memory: Mutex::new(memory) }
    }

    /// The same where both are asked within this process.
    pub(super) fn inside(setup: &Setup) -> Self {
        Self { inside: Some(Api::new(setup)), ..Self::new(setup, inside::PLATFORM) }
    }

    /// The answer scripted for this request, if any: the n-th to the n-th request, the last one repeats. `POST /login` comes before
    /// `/login`, which stands for every method.
    fn scripted(&self, method: &str, path: &str) -> Option<Answer> {
        let answers = &self.setup.answers;
        let (key, list) = answers
            .iter()
            .find(|(key, _)| key.split_once(' ').is_some_and(|(m, p)| m.eq_ignore_ascii_case(method) && same_path(p, path)))
            .or_else(|| answers.iter().find(|(key, _)| !key.contains(' ') && same_path(key, path)))?;
        let mut memory = self.memory();
        let count = memory.counts.entry(key.clone()).or_default();
        let answer = list.get(*count).or_else(|| list.last()).cloned();
        *count += 1;
        answer
    }

    /// Exchanges a code at WeChat over HTTP: one of `wx.login` for a session, one of the `getPhoneNumber` button for the number (facts
    /// §8.4), for which a backend needs an access token. Returns what came of it and the virtual milliseconds that it took.
    async fn ask_wechat(&self, code: &str, exchange: Option<u64>) -> (Asked, u64) {
        if self.setup.platform.lock().unwrap_or_else(PoisonError::into_inner).is_phone_code(code) {
            return self.ask_for_number(code, exchange).await;
        }
        let query = self.query(&[("js_code", code), ("grant_type", "authorization_code")]);
        let (result, took) = self.call("GET", &["/sns/jscode2session?", &query].concat(), Value::Null, exchange, 0).await;
        (self.keep(result), took)
    }

    async fn ask_for_number(&self, code: &str, exchange: Option<u64>) -> (Asked, u64) {
        let known = self.memory().access_token.clone();
        let (token, mut took) = match known {
            Some(token) => (token, 0),
            None => {
                let path = format!("/cgi-bin/token?{}", self.query(&[("grant_type", "client_credential")]));
                let (result, took) = self.call("GET", &path, Value::Null, exchange, 0).await;
                match answer_of(result) {
                    Ok((status, body)) => match body.get("access_token").and_then(Value::as_str) {
                        Some(token) => (token.to_owned(), took),
                        None => return (refused(status, &body), took),
                    },
                    Err(why) => return (Asked::Unreachable(why), took),
                }
            }
        };
        let path = format!("/wxa/business/getuserphonenumber?access_token={token}");
        let (result, took_again) = self.call("POST", &path, json!({ "code": code }), exchange, took).await;
        took += took_again;
        let asked = match answer_of(result) {
            Ok((status, body)) => match body.get("phone_info") {
                Some(info) => {
                    self.memory().access_token = Some(token);
                    Asked::Number(info.get("phoneNumber").cloned().unwrap_or_default())
                }
                None => {
                    self.memory().access_token = None;
                    refused(status, &body)
                }
            },
            Err(why) => Asked::Unreachable(why),
        };
        (asked, took)
    }

    /// One request to WeChat, begun so many virtual milliseconds after the page's arrived, and what it took.
    async fn call(
        &self,
        method: &str,
        path_and_query: &str,
        body: Value,
        exchange: Option<u64>,
        begun: u64,
    ) -> (Result<Heard, NetFailure>, u64) {
        let latencies = self.setup.latencies;
        let after = latencies.uplink() + begun;
        let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
        let sent = if body.is_null() { String::new() } else { body.to_string() };
        let request = Body::Request {
            of: None,
            method: method.to_owned(),
            url: ["https://", HOST, path, "?", &query::shown(query)].concat(),
            route: None,
            headers: Value::Null,
            body,
        };
        let cause = exchange.filter(|_| begun > 0).and_then(|id| self.setup.log.newest(id));
        let hop = Hop { after, lane: Lane::Backend, body: request, of: None, cause };
        let asked_hop = exchange.map(|id| self.setup.log.push(id, hop));
        let result = match self.ask_inside(method, (path, query), &sent, exchange) {
            Some(result) => result,
            None => self.send(method, path_and_query, sent.into(), exchange).await,
        };
        let took = match &result {
            Ok(heard) => heard.took.unwrap_or(latencies.platform),
            Err(NetFailure::Timeout) => PATIENCE_MS,
            Err(_) => latencies.platform,
        };
        if let (Some(id), Some(asked_hop)) = (exchange, asked_hop) {
            let (status, body, error) = match &result {
                Ok(heard) => (Some(heard.status), heard.shown(), None),
                Err(failure) => (None, Value::Null, Some(failure.to_string())),
            };
            let response = Body::Response { of: 0, status, headers: Value::Null, body, error };
            let cause = self.setup.log.newest(id);
            self.setup.log.push(id, Hop { after: after + took, lane: Lane::Wechat, body: response, of: Some(asked_hop), cause });
        }
        (result, took)
    }

    /// Keeps the session that WeChat gave under a new token.
    fn keep(&self, result: Result<Heard, NetFailure>) -> Asked {
        let (status, body) = match answer_of(result) {
            Ok(answer) => answer,
            Err(why) => return Asked::Unreachable(why),
        };
        let text = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
        match (text("openid"), text("session_key")) {
            (Some(openid), Some(session_key)) => {
                let mut memory = self.memory();
                let token = memory.tokens.hex(32);
                self.setup.recorder.secret(Secret::Token, &token);
                // A backend that lives on does not keep everybody who ever logged in.
                if memory.sessions.len() >= SESSIONS {
                    memory.sessions.pop_first();
                }
                memory.sessions.insert(token.clone(), Session { session_key, openid, unionid: text("unionid") });
                Asked::Token(token)
            }
            _ => refused(status, &body),
        }
    }

    /// Asks the platform without a connection. `None`: there has to be one, or it would change what is asked.
    fn ask_inside(
        &self,
        method: &str,
        (path, query): (&str, &str),
        body: &str,
        exchange: Option<u64>,
    ) -> Option<Result<Heard, NetFailure>> {
        let api = self.inside.as_ref()?;
        if query.len() + body.len() > SHORT || !query::is_plain(query) {
            return None;
        }
        let (outcome, took) = api.answer_within(exchange?, &Call::new(method, path, query, body.as_bytes()))?;
        Some(match outcome {
            Ok(Answered { body: Content::Text(text), .. }) if text.len() as u64 > ANSWER_LIMIT => Err(NetFailure::TooLarge),
            Ok(answered) => Ok(Heard::inside(answered, took)),
            Err(NetworkFault::Refused) => Err(NetFailure::Refused),
            Err(NetworkFault::Reset) => Err(NetFailure::Reset),
            Err(NetworkFault::Timeout) => Err(NetFailure::Timeout),
        })
    }

    async fn send(
        &self,
        method: &str,
        path_and_query: &str,
        body: network::Body,
        exchange: Option<u64>,
    ) -> Result<Heard, NetFailure> {
        let request = network::Request {
            method: method.to_owned(),
            url: self.platform_url(path_and_query),
            headers: vec![(ON_BEHALF_HEADER.to_owned(), "backend".to_owned())],
            body,
            exchange,
            follow: false,
            detour: network::Detour::default(),
        };
        let limits = network::Limits { body: ANSWER_LIMIT, wall: Duration::from_secs(10) };
        self.setup.sender.send(request, limits).await.map(Heard::from)
    }

    fn platform_url(&self, path_and_query: &str) -> Url {
        url_at(self.platform, path_and_query)
    }

    /// The app's credentials and what else is asked, as a query.
    fn query(&self, more: &[(&str, &str)]) -> String {
        let app = {
            let platform = self.setup.platform.lock().unwrap_or_else(PoisonError::into_inner);
            platform.app(platform.me())
        };
        let credentials = [("appid", &*app.appid), ("secret", &*app.secret)];
        query::write(credentials.iter().chain(more))
    }

    fn date(&self, now: u64) -> String {
        http_date(self.setup.platform.lock().unwrap_or_else(PoisonError::into_inner).unix_millis(now))
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl From<Reply> for Heard {
    fn from(reply: Reply) -> Self {
        let took = reply.headers.iter().find(|(known, _)| known == TOOK_HEADER).and_then(|(_, took)| took.parse().ok());
        let body = serde_json::from_slice(&reply.body).map_err(|_| String::from_utf8_lossy(&reply.body).into_owned());
        Self { status: reply.status, took, body }
    }
}

impl Heard {
    /// What came without a connection.
    fn inside(answered: Answered, took: u64) -> Self {
        let body = match answered.body {
            Content::Json(value) => Ok(value),
            Content::Text(text) => serde_json::from_str(&text).map_err(|_| text),
            // The platform sends nothing of the kind.
            Content::Bytes(_) => Err(String::new()),
        };
        Self { status: answered.status, took: Some(took), body }
    }

    /// The body as traces show it.
    fn shown(&self) -> Value {
        match &self.body {
            Ok(value) => value.clone(),
            Err(text) if text.is_empty() => Value::Null,
            Err(text) => json!(text),
        }
    }
}

/// What WeChat answered, as JSON, or why there is nothing to read.
fn answer_of(result: Result<Heard, NetFailure>) -> Result<(u16, Value), String> {
    let heard = result.map_err(|failure| failure.to_string())?;
    let body = heard.body.map_err(|_| "not json".to_owned())?;
    Ok((heard.status, body))
}

/// An answer that is a refusal.
fn refused(status: u16, body: &Value) -> Asked {
    let errmsg = body.get("errmsg").and_then(Value::as_str).unwrap_or_default().to_owned();
    match body.get("errcode").and_then(Value::as_i64) {
        Some(errcode) => Asked::Refused(errcode, errmsg),
        None => Asked::Unreachable(format!("status {status}")),
    }
}

/// The answer to the page: what the scenario scripts, literally, or the default.
fn compose(script: Answer, asked: Asked) -> Answered {
    let is_scripted = script.status.is_some()
        || script.json.is_some()
        || script.body.is_some()
        || script.bytes.is_some()
        || script.chunks.is_some();
    let mut answered = if is_scripted {
        let status = script.status.unwrap_or(200);
        match (script.json, script.body, script.bytes) {
            (Some(value), _, _) => Answered::json(status, value),
            (None, Some(text), _) => Answered::text(status, text),
            (None, None, Some(length)) => Answered { body: Content::Bytes(length), ..Answered::text(status, "") },
            (None, None, None) => chunked(status, script.chunks.as_deref().unwrap_or_default()),
        }
    } else {
        match asked {
            Asked::Nothing => Answered::json(200, json!({"InfoState": 0})),
            Asked::Token(token) => Answered::json(200, json!({"InfoState": 0, "token": token})),
            Asked::Number(number) => Answered::json(200, json!({"InfoState": 0, "phoneNumber": number})),
            Asked::Refused(errcode, errmsg) => Answered::json(200, json!({"InfoState": 1, "errcode": errcode, "errmsg": errmsg})),
            Asked::Unreachable(why) => Answered::json(502, json!({"InfoState": 1, "errmsg": format!("WeChat: {why}")})),
        }
    };
    answered.headers.extend(script.headers);
    answered
}

/// A body in pieces; none: an empty one.
fn chunked(status: u16, chunks: &[String]) -> Answered {
    let mut answered = Answered::text(status, chunks.concat());
    if !chunks.is_empty() {
        let lengths: Vec<String> = chunks.iter().map(|chunk| chunk.len().to_string()).collect();
        answered.headers.push((network::PIECES_HEADER.to_owned(), lengths.join(",")));
    }
    answered
}

/// The login code in a request: a member of a JSON body, of a form body, or of the query.
fn find_code(query: &str, body: &[u8]) -> Option<String> {
    let in_pairs = |text: &[u8]| {
        let pairs: Vec<(String, String)> = form_urlencoded::parse(text).into_owned().collect();
        CODE_NAMES.iter().find_map(|name| pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()))
    };
    let in_json = |value: &Value| CODE_NAMES.iter().find_map(|name| value.get(name)?.as_str().map(str::to_owned));
    let found = match serde_json::from_slice::<Value>(body) {
        Ok(value) => in_json(&value),
        Err(_) => in_pairs(body),
    };
    found.or_else(|| in_pairs(query.as_bytes())).filter(|code| !code.is_empty())
}

/// Whether a path as a scenario writes it is the path of a request, which arrives percent-encoded.
fn same_path(written: &str, path: &str) -> bool {
    let written = written.trim();
    written == path || url_at(SocketAddr::from(([127, 0, 0, 1], 80)), written).path() == path
}
