//! One HTTP exchange of the mini-program: really sent, told in virtual time, with what happened behind it.
//!
//! To the embedded servers the request goes out when it would reach them, and the loop waits for the answer before anything
//! else happens: so the world changes in the modelled order whatever the machine does. To real servers it goes out at once,
//! many in parallel, and the answer is waited for when it is due; but with `--platform` or `--proxy` they are treated like our own,
//! so that what they ask WeChat belongs to the exchange that made them ask.

use std::cell::RefCell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;

use boa_engine::Context;
use serde_json::{Map, Value};

use super::state::Wx;
use super::tape::{self, Recording, Replaying};
use crate::engine::{Host, Stop, Task};
use crate::scenario::NetworkFault;
use crate::server::{Hop, Servers, Setup};
use crate::trace::{At, Body, ErrorKind, Lane};
use crate::world::network::{Limits, NetFailure, Plan, Reply, Request, Target};

/// A request that is to be sent.
#[derive(Debug)]
pub(super) struct Outgoing {
    pub(super) method: String,
    pub(super) url: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) shown: Value,
    pub(super) body: Vec<u8>,
    pub(super) manual_redirect: bool,
    /// Whether the body is told piece by piece (`enableChunked`).
    pub(super) chunked: bool,
    pub(super) plan: Plan,
    /// The time it takes, if a fault says so.
    pub(super) slow: Option<u64>,
}

/// Bytes of a reply beyond which the run ends.
const RESPONSE: u64 = 16 * 1024 * 1024;
/// Real time after which a peer counts as hung.
const WALL: Duration = Duration::from_secs(20);

type Done = Box<dyn FnOnce(&Rc<Host>, &mut Context, u64, Result<Reply, NetFailure>)>;

/// One exchange on its way.
struct Exchange {
    host: Rc<Host>,
    wx: Rc<Wx>,
    /// The call that it serves.
    call: u64,
    /// The `request` event.
    seq: u64,
    at: Option<At>,
    /// When it was sent.
    sent: u64,
    slow: Option<u64>,
    done: RefCell<Option<Done>>,
}

/// Sends a request; `done` gets the `response` event and the result when it is due. Returns the `request` event.
pub(super) fn send(
    host: &Rc<Host>,
    wx: &Rc<Wx>,
    cause: u64,
    at: Option<At>,
    mut out: Outgoing,
    done: impl FnOnce(&Rc<Host>, &mut Context, u64, Result<Reply, NetFailure>) + 'static,
) -> u64 {
    let headers: Map<String, Value> =
        out.headers.iter().map(|(name, value)| (name.to_lowercase(), Value::from(value.as_str()))).collect();
    let body = Body::Request {
        of: Some(cause),
        method: out.method.clone(),
        url: out.url.clone(),
        route: out.plan.route.clone(),
        headers: Value::Object(headers),
        body: out.shown.take(),
    };
    let seq = host.recorder.record(Lane::Wx, Some(cause), at.clone(), body);
    let fault = out.plan.fault.clone();
    let slow = out.slow.or_else(|| fault.as_ref().and_then(|fault| fault.latency).map(|latency| latency.0));
    let exchange = Rc::new(Exchange {
        host: Rc::clone(host),
        wx: Rc::clone(wx),
        call: cause,
        seq,
        at,
        sent: host.clock.now(),
        slow,
        done: RefCell::new(Some(Box::new(done))),
    });
    if let Some(fault) = fault.filter(|fault| fault.network.is_some() || fault.status.is_some() || fault.body.is_some()) {
        let after = slow.unwrap_or(wx.network_latency());
        match fault.network {
            // Nothing ever comes back; the request's own timeout ends it.
            Some(NetworkFault::Timeout) => {}
            Some(NetworkFault::Refused) => exchange.finish(after, Err(NetFailure::Refused)),
            Some(NetworkFault::Reset) => exchange.finish(after, Err(NetFailure::Reset)),
            None => exchange.finish(after, Ok(scripted(&fault))),
        }
        return seq;
    }
    if !wx.device.borrow().is_connected() {
        exchange.finish(slow.unwrap_or(wx.latency.device), Err(NetFailure::Offline));
        return seq;
    }
    match &out.plan.target {
        Target::Backend { .. } | Target::Wechat { .. } => exchange.embedded(out),
        // A server that may ask our platform is waited for like our own: what reaches the platform meanwhile is its doing.
        Target::Real { .. } if wx.is_served_outside() => exchange.embedded(out),
        Target::Real { .. } => exchange.real(out),
    }
    seq
}

fn scripted(fault: &crate::scenario::Fault) -> Reply {
    let body = fault.body.clone().unwrap_or_default();
    let kind = if serde_json::from_str::<Value>(&body).is_ok() { "application/json" } else { "text/plain; charset=utf-8" };
    Reply {
        status: fault.status.unwrap_or(200),
        headers: vec![("content-type".to_owned(), kind.to_owned())],
        body: body.into(),
        url: blank_url(),
        pieces: Vec::new(),
    }
}

#[expect(clippy::expect_used, reason = "a constant that parses")]
fn blank_url() -> url::Url {
    url::Url::parse("http://127.0.0.1/").expect("a valid URL")
}

impl Exchange {
    fn limits(&self) -> Limits {
        Limits { body: self.wx.scenario.limits.response.unwrap_or(RESPONSE), wall: WALL }
    }

    /// To the embedded servers: processed when it arrives, before anything else.
    fn embedded(self: &Rc<Self>, out: Outgoing) {
        let exchange = Rc::clone(self);
        let uplink = self.wx.network_latency().min(1);
        let io = async move {
            let servers = match exchange.wx.servers() {
                Ok(servers) => servers,
                Err(message) => return exchange.failed(message),
            };
            let url = match &out.plan.target {
                Target::Wechat { path_and_query } => servers.platform_url(path_and_query),
                Target::Backend { path_and_query } => {
                    let query = out.url.split_once('?').map(|(_, query)| query).filter(|_| !path_and_query.contains('?'));
                    match query {
                        Some(query) => servers.backend_url(&format!("{path_and_query}?{query}")),
                        None => servers.backend_url(path_and_query),
                    }
                }
                Target::Real { url } => url.clone(),
            };
            let is_ours = !matches!(out.plan.target, Target::Real { .. });
            let log = servers.log();
            let ticket = if is_ours { log.begin(exchange.sent) } else { log.begin_outside(exchange.sent) };
            let request = Request {
                method: out.method,
                url,
                headers: out.headers,
                body: out.body.into(),
                exchange: is_ours.then(|| ticket.id()),
                follow: !out.manual_redirect,
                detour: exchange.wx.network.borrow().detour(Some(servers.addresses())),
            };
            let sending = exchange.wx.network.borrow().send(request, exchange.limits());
            let result = sending.await;
            let outcome = ticket.finish();
            let strays = log.take_inbox();
            let task: Task = Box::new(move |host: &Rc<Host>, _: &mut Context| {
                record_strays(host, strays);
                let last = exchange.replay(host, outcome.hops);
                let total = exchange.slow.or(outcome.total_latency).unwrap_or(exchange.wx.network_latency());
                let left = total.saturating_sub(host.clock.now() - exchange.sent);
                if matches!(result, Err(NetFailure::Timeout)) {
                    return; // the request's own timeout ends it
                }
                exchange.finish_after(left, last, result);
            });
            task
        };
        self.host.after_io(uplink, io);
    }

    /// To a real server: sent at once, awaited when it is due.
    fn real(self: &Rc<Self>, out: Outgoing) {
        let Target::Real { url } = &out.plan.target else { return };
        let after = self.slow.unwrap_or(self.wx.network_latency());
        if let Some(tape) = self.host.get::<Replaying>() {
            let result = tape.answer(&self.host, &out, url, self.limits().body);
            return self.replayed(after, result);
        }
        let kept = self.host.get::<Recording>().map(|recording| (recording, tape::begun(&self.host, &out, url, after)));
        let request = Request {
            method: out.method,
            url: url.clone(),
            headers: out.headers,
            body: out.body.into(),
            exchange: None,
            follow: !out.manual_redirect,
            detour: self.wx.network.borrow().detour(self.wx.servers.get().map(Servers::addresses)),
        };
        let sending = self.wx.network.borrow().send(request, self.limits());
        self.host.spawns();
        let handle = match self.host.runtime() {
            Ok(runtime) => runtime.spawn(sending),
            Err(error) => return self.finish(after, Err(NetFailure::Other(error.to_string()))),
        };
        let exchange = Rc::clone(self);
        self.host.after_io(after, async move {
            let result = handle.await.unwrap_or_else(|error| Err(NetFailure::Other(error.to_string())));
            if let Some((recording, begun)) = kept {
                recording.keep(begun, &result);
            }
            let task: Task = Box::new(move |host: &Rc<Host>, context: &mut Context| {
                let hops = exchange.wx.servers.get().map(|servers| servers.log().take_inbox()).unwrap_or_default();
                let last = exchange.record_now(host, hops);
                if !matches!(result, Err(NetFailure::Timeout)) {
                    exchange.deliver(host, context, last, result);
                }
            });
            task
        });
    }

    /// From a recording: the answer comes when a real one would.
    fn replayed(self: &Rc<Self>, after: u64, result: Result<Result<Reply, NetFailure>, String>) {
        match result {
            Ok(Err(NetFailure::Timeout)) => {} // the request's own timeout ends it
            Ok(result) => self.finish(after, result),
            Err(message) => {
                let body = Body::Error {
                    what: ErrorKind::UnmatchedRequest,
                    name: "WxhostError".to_owned(),
                    message,
                    stack: self.at.clone().into_iter().collect(),
                    of: Some(self.call),
                };
                self.host.recorder.record(Lane::Host, Some(self.seq), self.at.clone(), body);
                self.finish(after, Err(NetFailure::NotRecorded));
            }
        }
    }

    fn failed(self: &Rc<Self>, message: String) -> Task {
        let exchange = Rc::clone(self);
        Box::new(move |_: &Rc<Host>, _: &mut Context| exchange.finish(0, Err(NetFailure::Other(message))))
    }

    /// Plans the hops behind the request at their virtual times; they record their `seq` as they go.
    fn replay(self: &Rc<Self>, host: &Rc<Host>, hops: Vec<Hop>) -> Last {
        let last = Last::default();
        let seqs: Rc<RefCell<Vec<u64>>> = Rc::default();
        for hop in hops {
            let (exchange, seqs, last) = (Rc::clone(self), Rc::clone(&seqs), last.clone());
            // Hops count from the request; it has reached the server by now.
            let after = (self.sent + hop.after).saturating_sub(host.clock.now());
            host.after(after, move |host, _| {
                if exchange.done.borrow().is_some() {
                    let seq = exchange.record_hop(host, hop, &seqs.borrow());
                    seqs.borrow_mut().push(seq);
                    last.0.replace(Some(seq));
                }
            });
        }
        last
    }

    fn record_now(&self, host: &Rc<Host>, hops: Vec<Hop>) -> Last {
        let mut seqs = Vec::new();
        for hop in hops {
            let seq = self.record_hop(host, hop, &seqs);
            seqs.push(seq);
        }
        Last(Rc::new(RefCell::new(seqs.last().copied())))
    }

    fn record_hop(&self, host: &Rc<Host>, hop: Hop, seqs: &[u64]) -> u64 {
        let find = |index: Option<usize>| index.and_then(|index| seqs.get(index).copied()).unwrap_or(self.seq);
        let mut body = hop.body;
        match &mut body {
            Body::Request { of, .. } => *of = Some(find(hop.of)),
            Body::Response { of, .. } => *of = find(hop.of),
            _ => {}
        }
        host.recorder.record(hop.lane, Some(find(hop.cause)), None, body)
    }

    fn finish(self: &Rc<Self>, after: u64, result: Result<Reply, NetFailure>) {
        self.finish_after(after, Last::default(), result);
    }

    fn finish_after(self: &Rc<Self>, after: u64, last: Last, result: Result<Reply, NetFailure>) {
        let exchange = Rc::clone(self);
        self.host.after(after, move |host, context| exchange.deliver(host, context, last, result));
    }

    fn deliver(&self, host: &Rc<Host>, context: &mut Context, last: Last, result: Result<Reply, NetFailure>) {
        let Some(done) = self.done.borrow_mut().take() else { return };
        let body = match &result {
            Ok(reply) => Body::Response {
                of: self.seq,
                status: Some(reply.status),
                headers: shown_headers(reply),
                body: shown_body(reply),
                error: None,
            },
            Err(failure) => Body::Response {
                of: self.seq,
                status: None,
                headers: Value::Null,
                body: Value::Null,
                error: Some(failure.to_string()),
            },
        };
        let cause = last.0.borrow().or(Some(self.seq));
        let seq = host.recorder.record(Lane::Backend, cause, self.at.clone(), body);
        if let Err(NetFailure::NotAllowed { host: named }) = &result {
            let message = format!(
                "a redirect leads to {named}, where nobody answers: give its address a route (\"https://{named}/*\" = \"backend:/*\") or allow it (--allow-host {named})"
            );
            let stack = self.at.clone().into_iter().collect();
            let of = Some(self.call);
            let body = Body::Error { what: ErrorKind::UnmatchedRequest, name: "WxhostError".to_owned(), message, stack, of };
            host.recorder.record(Lane::Host, Some(seq), self.at.clone(), body);
        }
        if matches!(result, Err(NetFailure::TooLarge)) {
            let limit = self.limits().body;
            let body = Body::Error {
                what: ErrorKind::Limit,
                name: "Limit".to_owned(),
                message: format!("the reply is larger than {limit} bytes (limits.response)"),
                stack: self.at.clone().into_iter().collect(),
                of: Some(self.seq),
            };
            host.recorder.record(Lane::Host, Some(seq), self.at.clone(), body);
            host.stop(Stop::Limit("response".to_owned()));
            return;
        }
        done(host, context, seq, result);
    }
}

/// What a server that is not ours asked the platform by itself, while nothing was asked of it.
fn record_strays(host: &Rc<Host>, hops: Vec<Hop>) {
    let mut seqs: Vec<u64> = Vec::new();
    for mut hop in hops {
        let find = |index: Option<usize>| index.and_then(|index| seqs.get(index).copied());
        if let Body::Response { of, .. } = &mut hop.body {
            *of = find(hop.of).unwrap_or_default();
        }
        let seq = host.recorder.record(hop.lane, find(hop.cause), None, hop.body);
        seqs.push(seq);
    }
}

/// The `seq` of the last hop that was replayed.
#[derive(Clone, Default)]
struct Last(Rc<RefCell<Option<u64>>>);

const SHOWN: [&str; 4] = ["content-type", "set-cookie", "location", "www-authenticate"];

fn shown_headers(reply: &Reply) -> Value {
    let is_shown = |name: &str| SHOWN.iter().any(|shown| shown.eq_ignore_ascii_case(name));
    let headers = reply.headers.iter().filter(|(name, _)| is_shown(name));
    Value::Object(headers.map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect())
}

/// Characters of a text body that a trace keeps.
const SHOWN_TEXT: usize = 16 * 1024;

fn shown_body(reply: &Reply) -> Value {
    if reply.body.is_empty() {
        return Value::Null;
    }
    if reply.body.len() > SHOWN_TEXT {
        return Value::String(format!("<{} bytes>", reply.body.len()));
    }
    match std::str::from_utf8(&reply.body) {
        Ok(text) => serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned())),
        Err(_) => Value::String(format!("<{} bytes>", reply.body.len())),
    }
}

impl Wx {
    /// Page ↔ server, there and back, in virtual milliseconds.
    pub(super) fn network_latency(&self) -> u64 {
        self.setup.latencies.network
    }

    /// Whether a server that is not ours has been told where the platform is.
    fn is_served_outside(&self) -> bool {
        self.addresses.platform.is_some() || self.addresses.proxy.is_some()
    }

    /// The embedded servers, started when first needed.
    ///
    /// # Errors
    ///
    /// The message of the operating system.
    pub(super) fn servers(&self) -> Result<&Servers, String> {
        if self.servers.get().is_none() {
            let servers = match self.inside {
                true => Servers::inside(&self.setup),
                false => Servers::start(&self.setup, &self.addresses).map_err(|error| error.to_string())?,
            };
            let _ = self.servers.set(servers);
        }
        self.servers.get().ok_or_else(|| "the servers are not there".to_owned())
    }

    /// Starts the embedded servers at once, inside a tokio runtime.
    ///
    /// # Errors
    ///
    /// The address that cannot be used, if that is the reason, and what is wrong.
    pub fn start_servers(&self) -> Result<(), (Option<SocketAddr>, String)> {
        let servers = Servers::start(&self.setup, &self.addresses).map_err(|error| (error.address(), error.to_string()))?;
        let _ = self.servers.set(servers);
        Ok(())
    }

    /// Whether a connection was made that the runtime may still be busy with.
    pub fn has_connected(&self) -> bool {
        self.network.borrow().sender().has_connected()
    }

    /// What the embedded servers work with.
    pub fn setup(&self) -> &Setup {
        &self.setup
    }
}
