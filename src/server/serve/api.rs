//! WeChat's HTTP API as `serve` offers it: one request, its answer, and what is noted about both.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{Request, Response, Uri, header};
use bytes::Bytes;
use serde_json::json;

use super::super::answer::{self, Answered, Content};
use super::super::calls::{self, Call};
use super::super::connections::Site;
use super::control;
use super::heard::Heard;
use super::hub::{Core, Hub};
use super::inject::{self, Injected};
use crate::scenario::NetworkFault;
use crate::world::epoch::http_date;

/// The largest request body.
const BODY_LIMIT: usize = 1 << 20;
/// How long a body may take.
const BODY_TIME: Duration = Duration::from_secs(30);

/// The platform as a site; `with_control`: those on this machine also find the control plane there.
pub(super) fn site(hub: &Arc<Hub>, with_control: bool) -> Site {
    let hub = Arc::clone(hub);
    Arc::new(move |request, peer| {
        let hub = Arc::clone(&hub);
        Box::pin(async move {
            match with_control && control::is_for(request.uri().path()) {
                true => control::answer(&hub, request, peer).await,
                false => answer(&hub, request, peer).await,
            }
        })
    })
}

/// What is answered, and how.
struct Done {
    outcome: Result<Answered, NetworkFault>,
    date: String,
    delay: Option<u64>,
}

async fn answer(hub: &Hub, request: Request<Body>, _: SocketAddr) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let body = match read(&parts.headers, body).await {
        Ok(body) => body,
        Err(unread) => {
            let error = json!({"errcode": 45002, "errmsg": unread.text()});
            let refusal = |core: &mut Core, now| done(core, now, Ok(Answered::json(unread.status(), error)));
            return hub.work(refusal).told().await.map_or_else(unsaved, respond);
        }
    };
    let call = Call::new(parts.method.as_str(), parts.uri.path(), parts.uri.query().unwrap_or_default(), &body);
    let pending = hub.work(|core, now| work(core, &call, parts.uri.clone(), body.clone(), now));
    let done = match pending.told().await {
        Ok(done) => done,
        Err(error) => return unsaved(error),
    };
    if let Some(delay) = done.delay {
        tokio::time::sleep(Duration::from_millis(delay)).await;
    }
    match done.outcome {
        Ok(_) => respond(done),
        Err(fault) => answer::suffered(fault).await,
    }
}

fn respond(done: Done) -> Response<Body> {
    match done.outcome {
        Ok(answered) => answered.into_response(&done.date),
        Err(_) => Answered::text(502, "").into_response(&done.date),
    }
}

fn done(core: &Core, now: u64, outcome: Result<Answered, NetworkFault>) -> Done {
    Done { outcome, date: http_date(core.platform.unix_millis(now)), delay: None }
}

/// Everything that needs the state, in one go.
fn work(core: &mut Core, call: &Call<'_>, uri: Uri, body: Bytes, now: u64) -> Done {
    let injected = match core.injected.is_empty() {
        true => None,
        false => inject::take(&mut core.injected, call.path),
    };
    let delay = injected.as_ref().and_then(|injected| injected.delay).map(|delay| delay.0);
    let outcome = match injected {
        Some(Injected { network: Some(fault), .. }) => Err(fault),
        Some(Injected { errcode: Some(errcode), errmsg, .. }) => {
            let mut error = core.platform.error(errcode, now);
            error.errmsg = errmsg.unwrap_or(error.errmsg);
            Ok(calls::answered(call, json!(error)))
        }
        Some(Injected { status, body, .. }) if status.is_some() || body.is_some() => {
            Ok(Answered::text(status.unwrap_or(200), body.unwrap_or_default()))
        }
        _ => Ok(calls::answer(&mut core.platform, call, now).0),
    }
    .map(Answered::written);
    let (status, answer) = match &outcome {
        Ok(Answered { status, body: Content::Text(text), .. }) => (*status, text.clone()),
        Ok(answered) => (answered.status, String::new()),
        Err(fault) => (0, answer::name(*fault).to_owned()),
    };
    let unix_millis = core.platform.unix_millis(now);
    core.calls.push(Heard { unix_millis, method: call.method.to_owned(), uri, body, status, answer });
    Done { delay, ..done(core, now, outcome) }
}

/// The state could not be saved, so nothing has happened: WeChat is busy, and the real reason stands beside.
pub(super) fn unsaved(error: Arc<super::StateError>) -> Response<Body> {
    let errmsg = format!("system error: wxhost could not save its state: {error}");
    Answered::json(503, json!({"errcode": -1, "errmsg": errmsg})).into_response(&http_date(super::clock::unix_millis()))
}

/// Why a body was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unread {
    /// It is beyond the limit.
    TooLarge,
    /// It does not come.
    TooSlow,
}

impl Unread {
    pub(super) fn status(self) -> u16 {
        match self {
            Self::TooLarge => 413,
            Self::TooSlow => 408,
        }
    }

    pub(super) fn text(self) -> &'static str {
        match self {
            // WeChat's own words.
            Self::TooLarge => "content size out of limit",
            Self::TooSlow => "the body did not come in time",
        }
    }
}

/// Reads a body, if there is one.
pub(super) async fn read(headers: &axum::http::HeaderMap, body: Body) -> Result<Bytes, Unread> {
    if !headers.contains_key(header::CONTENT_LENGTH) && !headers.contains_key(header::TRANSFER_ENCODING) {
        return Ok(Bytes::new());
    }
    let length = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| length > BODY_LIMIT) {
        return Err(Unread::TooLarge);
    }
    match tokio::time::timeout(BODY_TIME, to_bytes(body, BODY_LIMIT)).await {
        Ok(read) => read.map_err(|_| Unread::TooLarge),
        Err(_) => Err(Unread::TooSlow),
    }
}
