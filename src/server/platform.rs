//! WeChat's HTTP API: what a developer's server asks `https://api.weixin.qq.com`.

use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::{Body as HttpBody, to_bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Request, Response};
use serde_json::{Value, json};

use super::answer::{self, Answered, TOOK_HEADER};
use super::calls::{self, Call};
use super::start::{Latencies, Setup};
use super::{ExchangeLog, Hop};
use crate::clock::Clock;
use crate::scenario::{Fault, NetworkFault};
use crate::trace::{Body, Lane};
use crate::world::epoch::http_date;
use crate::world::network::EXCHANGE;
use crate::world::platform::{HOST, Note, Platform};

/// The internal header by which the embedded backend says that it asks on behalf of an exchange.
pub(super) const ON_BEHALF_HEADER: &str = "x-wxhost-on-behalf";

/// The largest request body that the platform reads.
const BODY_LIMIT: usize = 1 << 20;

#[derive(Debug, Clone)]
pub(super) struct Api {
    platform: Arc<Mutex<Platform>>,
    clock: Clock,
    log: ExchangeLog,
    latencies: Latencies,
}

pub(super) fn router(setup: &Setup) -> Router {
    Router::new().fallback(handle).with_state(Api::new(setup))
}

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Caller {
    /// The embedded backend, within the page's exchange of this number.
    Backend(u64),
    /// The page itself, by a route.
    Page(u64),
    /// A server that is not ours, within the page's exchange of this number.
    Server(u64),
    /// A server that is not ours, by itself.
    Outside,
}

impl Api {
    pub(super) fn new(setup: &Setup) -> Self {
        Self {
            platform: Arc::clone(&setup.platform),
            clock: setup.clock.clone(),
            log: setup.log.clone(),
            latencies: setup.latencies,
        }
    }

    fn caller(&self, headers: &HeaderMap) -> (Caller, u64) {
        let id = headers.get(&EXCHANGE).and_then(|id| id.to_str().ok()?.parse::<u64>().ok());
        match id.and_then(|id| Some((id, self.log.requested(id)?))) {
            Some((id, requested)) if headers.contains_key(ON_BEHALF_HEADER) => {
                (Caller::Backend(id), requested + self.latencies.uplink())
            }
            Some((id, requested)) => (Caller::Page(id), requested + self.latencies.uplink()),
            None => match self.log.outside() {
                Some((id, requested, arrives)) => {
                    // What it asked before has taken its time.
                    let spent = arrives.unwrap_or_default().saturating_sub(self.latencies.network);
                    (Caller::Server(id), requested + self.latencies.uplink() + spent)
                }
                None => (Caller::Outside, self.clock.now()),
            },
        }
    }

    /// What the embedded backend is answered that asks within an exchange, and the virtual milliseconds that it takes; `None`: there
    /// is no such exchange.
    pub(super) fn answer_within(&self, id: u64, call: &Call<'_>) -> Option<(Result<Answered, NetworkFault>, u64)> {
        let now = self.log.requested(id)? + self.latencies.uplink();
        let done = work(self, call, now);
        self.note_behind(id, done.notes);
        Some((done.outcome, done.took.unwrap_or(self.latencies.platform)))
    }

    /// Notes what came of a question of the embedded backend, which is the newest hop.
    fn note_behind(&self, id: u64, notes: Vec<Note>) {
        let after = self.log.newest_at(id).unwrap_or(self.latencies.uplink());
        let cause = self.log.newest(id);
        for note in notes {
            self.log.push(id, Hop { after, lane: Lane::Wechat, body: event(note), of: None, cause });
        }
    }
}

/// What the platform does about a call.
struct Done {
    outcome: Result<Answered, NetworkFault>,
    notes: Vec<Note>,
    /// Virtual milliseconds, if a fault says how many.
    took: Option<u64>,
    /// When, in milliseconds since 1970.
    unix_millis: i64,
}

pub(super) async fn handle(State(api): State<Api>, request: Request<HttpBody>) -> Response<HttpBody> {
    let (parts, body) = request.into_parts();
    let (caller, now) = api.caller(&parts.headers);
    let turn = match caller {
        Caller::Page(id) => Some(api.log.turn(id).await),
        Caller::Backend(_) | Caller::Server(_) | Caller::Outside => None,
    };
    let Ok(body) = to_bytes(body, BODY_LIMIT).await else {
        return Answered::text(413, "").into_response(&http_date(0));
    };
    let call = Call::new(parts.method.as_str(), parts.uri.path(), parts.uri.query().unwrap_or_default(), &body);
    let done = work(&api, &call, now);
    match caller {
        Caller::Backend(id) => api.note_behind(id, done.notes),
        Caller::Page(id) => {
            let after = api.latencies.uplink();
            for note in done.notes {
                api.log.push(id, Hop { after, lane: Lane::Wechat, body: event(note), of: None, cause: None });
            }
            api.log.arrives(id, done.took.map_or(api.latencies.network, |took| took.max(after)));
        }
        Caller::Server(id) => {
            let asked = now - api.log.requested(id).unwrap_or(now);
            let answered = asked + done.took.unwrap_or(api.latencies.platform);
            api.log.push_all(id, hops(&call, &done, asked, answered));
            api.log.arrives(id, answered + api.latencies.network - api.latencies.uplink());
        }
        Caller::Outside => api.log.push_inbox(hops(&call, &done, now, now)),
    }
    drop(turn);
    let date = http_date(done.unix_millis);
    match (done.outcome, caller) {
        (Ok(mut answered), Caller::Backend(_)) => {
            let took = done.took.unwrap_or(api.latencies.platform);
            answered.headers.push((TOOK_HEADER.to_owned(), took.to_string()));
            answered.into_response(&date)
        }
        (Ok(answered), _) => answered.into_response(&date),
        (Err(fault), Caller::Server(_) | Caller::Outside) => answer::suffered(fault).await,
        (Err(fault), _) => answer::told(fault, &date),
    }
}

/// Everything that needs the platform's state, in one go.
fn work(api: &Api, call: &Call<'_>, now: u64) -> Done {
    let mut platform = api.platform.lock().unwrap_or_else(PoisonError::into_inner);
    let unix_millis = platform.unix_millis(now);
    if let Some(token) = call.query("access_token") {
        platform.hide_token(token);
    }
    let fault = platform.disturbance(call.method, || call.path_and_query());
    let took = fault.as_ref().and_then(|fault| fault.latency).map(|latency| latency.0);
    let (outcome, notes) = match fault {
        Some(Fault { network: Some(network), .. }) => (Err(network), Vec::new()),
        Some(Fault { err_code: Some(errcode), err_msg, .. }) => {
            let mut error = platform.error(errcode, now);
            error.errmsg = err_msg.unwrap_or(error.errmsg);
            let mut notes = Vec::new();
            if let Some(code) = call.query("js_code").filter(|_| errcode != 0) {
                let detail = json!({"code": code, "errcode": error.errcode, "errmsg": error.errmsg});
                notes.push(Note { action: "code-refused", detail });
            }
            (Ok(calls::answered(call, json!(error))), notes)
        }
        Some(Fault { status, body: Some(body), .. }) => (Ok(Answered::text(status.unwrap_or(200), body)), Vec::new()),
        Some(Fault { status: Some(status), .. }) => (Ok(Answered::text(status, "")), Vec::new()),
        _ => {
            let (answered, notes) = calls::answer(&mut platform, call, now);
            (Ok(answered), notes)
        }
    };
    Done { outcome, notes, took, unix_millis }
}

fn event(note: Note) -> Body {
    Body::Platform { action: note.action.to_owned(), detail: note.detail }
}

/// The two or more events of a call by a user's own backend, asked and answered at these times.
fn hops(call: &Call<'_>, done: &Done, asked: u64, answered: u64) -> Vec<Hop> {
    let request = Body::Request {
        of: None,
        method: call.method.to_owned(),
        url: ["https://", HOST, &call.shown_path_and_query()].concat(),
        route: None,
        headers: Value::Null,
        body: call.shown_body(),
    };
    let mut hops = vec![Hop { after: asked, lane: Lane::Backend, body: request, of: None, cause: None }];
    for note in &done.notes {
        hops.push(Hop { after: asked, lane: Lane::Wechat, body: event(note.clone()), of: None, cause: Some(0) });
    }
    let (status, body, error) = match &done.outcome {
        Ok(answered) => (Some(answered.status), answered.shown(), None),
        Err(fault) => (None, Value::Null, Some(answer::name(*fault).to_owned())),
    };
    let response = Body::Response { of: 0, status, headers: Value::Null, body, error };
    let cause = Some(hops.len() - 1);
    hops.push(Hop { after: answered, lane: Lane::Wechat, body: response, of: Some(0), cause });
    hops
}
