//! What `wx.request`, `wx.uploadFile` and `wx.downloadFile` share: a place among ten of each kind, the timeout, `abort()`, and
//! the task object with its events.
//!
//! Facts §4.6, §4.7: ten of each kind run at once and the others wait in a queue; a waiting one that is aborted vanishes without
//! a word, a running one fails with `abort`, a finished one stays as it is. With `enableChunked` the body is told in the pieces that
//! the scenario says; that `success` has it whole all the same is inferred. Progress is told in equal steps of virtual time: of
//! an upload while it is on its way, of a download when its reply is there.

mod options;
mod reply;
mod task;
#[cfg(test)]
mod tests;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use boa_engine::object::builtins::JsFunction;
use boa_engine::{Context, JsResult, JsValue};
use serde_json::{Value, json};

use super::call::{Call, Fail, Payload, Settler, run_callback};
use super::state::Wx;
use super::{background, exchange};
use crate::engine::{Host, json as js_json, value};
use crate::scenario::Client;
use crate::trace::{At, Body, Lane, Outcome};
use crate::world::network::{NetFailure, Reply};

pub(super) use options::{Unsent, headers, js, plan, refuse, timeout, unmatched};
pub(super) use reply::{cookie_array, cookies_of, header_members, header_object};
pub(super) use task::dead;

/// How many of a kind run at once (official page: 10); the others wait.
const PLACES: usize = 10;
/// Virtual milliseconds from one piece of a body to the next.
const CHUNK_MS: u64 = 50;
/// Bytes of one step of progress.
const STEP: usize = 64 * 1024;

/// The three kinds, which are counted separately.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `wx.request`.
    Request,
    /// `wx.uploadFile`.
    Upload,
    /// `wx.downloadFile`.
    Download,
}

impl Kind {
    /// The kind of an API.
    fn of(api: &str) -> Self {
        match api {
            "uploadFile" => Self::Upload,
            "downloadFile" => Self::Download,
            _ => Self::Request,
        }
    }

    /// The task's name in traces.
    fn task(self) -> &'static str {
        match self {
            Self::Request => "RequestTask",
            Self::Upload => "UploadTask",
            Self::Download => "DownloadTask",
        }
    }

    /// The events one can listen to, with the methods that begin and end it.
    fn events(self) -> [(&'static str, &'static str, &'static str); 2] {
        let headers = ("HeadersReceived", "onHeadersReceived", "offHeadersReceived");
        match self {
            Self::Request => [headers, ("ChunkReceived", "onChunkReceived", "offChunkReceived")],
            Self::Upload | Self::Download => [headers, ("ProgressUpdate", "onProgressUpdate", "offProgressUpdate")],
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Queued,
    Running,
    Done,
}

/// What becomes of a reply: the members of the success object, or a failure.
type Accept = Box<dyn FnOnce(&Rc<Host>, &Wx, Reply) -> Result<Payload, Fail>>;

/// One request, upload or download.
pub(super) struct Transfer {
    kind: Kind,
    wx: Rc<Wx>,
    settler: Settler,
    at: Option<At>,
    state: Cell<State>,
    aborting: Cell<bool>,
    /// Whether the body is told piece by piece.
    chunked: bool,
    work: RefCell<Option<(exchange::Outgoing, u64)>>,
    accept: RefCell<Option<Accept>>,
    request: Cell<Option<u64>>,
    timer: Cell<Option<u64>>,
    listeners: RefCell<Vec<(&'static str, JsFunction)>>,
}

/// The transfers of one kind: those that run, those that wait, and those whose task objects the program may still hold.
#[derive(Default)]
pub(super) struct Lanes {
    lanes: [LaneOf; 3],
    known: RefCell<Vec<Rc<Transfer>>>,
}

#[derive(Default)]
struct LaneOf {
    running: Cell<usize>,
    waiting: RefCell<Vec<Rc<Transfer>>>,
}

impl Lanes {
    /// Forgets every transfer: each holds the `wx` that this belongs to, and what holds itself is never freed.
    pub(super) fn let_go(&self) {
        self.known.borrow_mut().clear();
        for lane in &self.lanes {
            lane.waiting.borrow_mut().clear();
        }
    }

    fn lane(&self, kind: Kind) -> &LaneOf {
        &self.lanes[kind as usize]
    }
}

/// Begins a transfer, or queues it; returns its task object.
///
/// # Errors
///
/// Fails only when the engine is out of resources.
pub(super) fn begin(
    call: &mut Call<'_>,
    outgoing: exchange::Outgoing,
    timeout: u64,
    accept: impl FnOnce(&Rc<Host>, &Wx, Reply) -> Result<Payload, Fail> + 'static,
) -> JsResult<JsValue> {
    if let Some(fail) = background::refused(&call.wx, &call.host) {
        return refuse(call, Unsent::later(fail));
    }
    let transfer = Rc::new(Transfer {
        kind: Kind::of(call.api.name),
        wx: Rc::clone(&call.wx),
        settler: call.settler(),
        at: call.at.clone(),
        state: Cell::new(State::Queued),
        aborting: Cell::new(false),
        chunked: outgoing.chunked,
        work: RefCell::new(Some((outgoing, timeout))),
        accept: RefCell::new(Some(Box::new(accept))),
        request: Cell::new(None),
        timer: Cell::new(None),
        listeners: RefCell::default(),
    });
    let lanes = &call.wx.transfers;
    lanes.known.borrow_mut().push(Rc::clone(&transfer));
    let id = lanes.known.borrow().len() - 1;
    let object = task::object(transfer.kind, Some(id), call.context)?;
    let lane = lanes.lane(transfer.kind);
    if lane.running.get() < PLACES {
        transfer.start(&call.host);
    } else {
        lane.waiting.borrow_mut().push(transfer);
    }
    Ok(object)
}

/// Ends every transfer that is under way; those that wait for a place fail without having begun.
pub(super) fn end_all(wx: &Rc<Wx>, host: &Rc<Host>, context: &mut Context, error: &str, fail: &Fail) {
    let waiting: Vec<Rc<Transfer>> = wx.transfers.lanes.iter().flat_map(|lane| lane.waiting.take()).collect();
    let known = wx.transfers.known.borrow().clone();
    for transfer in known {
        transfer.end_early(host, context, error, fail);
    }
    for transfer in waiting {
        transfer.state.set(State::Done);
        transfer.settler.settle(host, context, Some(transfer.settler.call()), Err(fail.clone()));
    }
}

/// The failure of a transfer without a network.
pub(super) fn offline(client: Client) -> Fail {
    reply::failure(&NetFailure::Offline, client)
}

impl Transfer {
    fn start(self: &Rc<Self>, host: &Rc<Host>) {
        let Some((outgoing, timeout)) = self.work.borrow_mut().take() else { return };
        self.state.set(State::Running);
        let lane = self.wx.transfers.lane(self.kind);
        lane.running.set(lane.running.get() + 1);
        let transfer = Rc::clone(self);
        let timer = host.after(timeout, move |host, context| {
            transfer.end_early(host, context, "timeout", &Fail::new("timeout").errno(5));
        });
        self.timer.set(Some(timer));
        let sent = (self.kind == Kind::Upload).then_some((outgoing.body.len(), outgoing.slow));
        let transfer = Rc::clone(self);
        let answered = move |host: &Rc<Host>, context: &mut Context, response, result| {
            transfer.answered(host, context, response, result);
        };
        let request = exchange::send(host, &self.wx, self.settler.call(), self.at.clone(), outgoing, answered);
        self.request.set(Some(request));
        if let Some((total, slow)) = sent {
            let latency = slow.unwrap_or(self.wx.network_latency());
            let steps = steps(total);
            for step in 1..=steps {
                let transfer = Rc::clone(self);
                host.after(latency * step / (steps + 1), move |host, context| {
                    if transfer.state.get() == State::Running {
                        transfer.progress(host, context, request, total, step, steps);
                    }
                });
            }
        }
    }

    /// The reply (or the network's failure) has arrived.
    fn answered(self: &Rc<Self>, host: &Rc<Host>, context: &mut Context, response: u64, result: Result<Reply, NetFailure>) {
        if self.state.get() != State::Running {
            return;
        }
        let reply = match result {
            Ok(reply) => reply,
            Err(failure) => {
                self.leave(host);
                let fail = reply::failure(&failure, self.wx.rules.client);
                self.settler.settle(host, context, Some(response), Err(fail));
                self.next(host);
                return;
            }
        };
        if self.listens("HeadersReceived") {
            let event = reply::headers_event(&reply, self.wx.rules.client, context);
            self.emit(host, context, response, "HeadersReceived", &event);
        }
        if self.chunked && self.listens("ChunkReceived") {
            return self.piece(host, context, response, reply, (0, 0));
        }
        if self.kind != Kind::Download {
            return self.succeed(host, context, response, reply);
        }
        let (total, steps) = (reply.body.len(), steps(reply.body.len()));
        self.progress(host, context, response, total, 1, steps);
        if steps == 1 {
            return self.succeed(host, context, response, reply);
        }
        for step in 2..=steps {
            let transfer = Rc::clone(self);
            let last = (step == steps).then(|| reply.clone());
            host.after(step - 1, move |host, context| {
                if transfer.state.get() != State::Running {
                    return;
                }
                transfer.progress(host, context, response, total, step, steps);
                if let Some(reply) = last {
                    transfer.succeed(host, context, response, reply);
                }
            });
        }
    }

    /// Tells the piece of this number, which begins at this byte, and the ones behind it in their time. A reply that does not say how
    /// it comes is one piece.
    fn piece(
        self: &Rc<Self>,
        host: &Rc<Host>,
        context: &mut Context,
        response: u64,
        reply: Reply,
        (number, from): (usize, usize),
    ) {
        if self.state.get() != State::Running {
            return;
        }
        let whole = reply.body.len();
        let is_last = number + 1 >= reply.pieces.len();
        let to = if is_last { whole } else { whole.min(from + reply.pieces[number]) };
        if to > from {
            match reply::chunk_event(&reply.body[from..to], context) {
                Ok(event) => self.emit(host, context, response, "ChunkReceived", &event),
                Err(error) => {
                    host.report(crate::trace::ErrorKind::CallbackThrew, &error, context);
                }
            }
        }
        if is_last {
            return self.succeed(host, context, response, reply);
        }
        let transfer = Rc::clone(self);
        host.after(CHUNK_MS, move |host, context| transfer.piece(host, context, response, reply, (number + 1, to)));
    }

    fn succeed(self: &Rc<Self>, host: &Rc<Host>, context: &mut Context, response: u64, reply: Reply) {
        if self.aborting.get() {
            return; // a listener has aborted it just now
        }
        self.leave(host);
        let accept = self.accept.borrow_mut().take();
        if let Some(accept) = accept {
            let result = accept(host, &self.wx, reply);
            self.settler.settle(host, context, Some(response), result);
        }
        self.next(host);
    }

    /// It ends before its reply: the script's timeout, or `abort()`.
    fn end_early(self: &Rc<Self>, host: &Rc<Host>, context: &mut Context, error: &str, fail: &Fail) {
        if self.state.get() != State::Running {
            return;
        }
        self.leave(host);
        let Some(of) = self.request.get() else { return };
        let body = Body::Response { of, status: None, headers: Value::Null, body: Value::Null, error: Some(error.to_owned()) };
        let seq = host.recorder.record(Lane::Wx, Some(of), self.at.clone(), body);
        self.settler.settle(host, context, Some(seq), Err(fail.clone()));
        self.next(host);
    }

    fn leave(&self, host: &Rc<Host>) {
        self.state.set(State::Done);
        let lane = self.wx.transfers.lane(self.kind);
        lane.running.set(lane.running.get().saturating_sub(1));
        if let Some(timer) = self.timer.take() {
            host.cancel(timer);
        }
    }

    fn next(&self, host: &Rc<Host>) {
        let lane = self.wx.transfers.lane(self.kind);
        if lane.running.get() < PLACES && !lane.waiting.borrow().is_empty() {
            let transfer = lane.waiting.borrow_mut().remove(0);
            transfer.start(host);
        }
    }

    fn abort(self: &Rc<Self>, host: &Rc<Host>) {
        match self.state.get() {
            State::Queued => {
                self.state.set(State::Done);
                let lane = self.wx.transfers.lane(self.kind);
                lane.waiting.borrow_mut().retain(|waiting| !Rc::ptr_eq(waiting, self));
            }
            State::Running if !self.aborting.replace(true) => {
                let transfer = Rc::clone(self);
                host.after(0, move |host, context| transfer.end_early(host, context, "aborted", &Fail::new("abort")));
            }
            State::Running | State::Done => {}
        }
    }

    fn listens(&self, event: &str) -> bool {
        self.listeners.borrow().iter().any(|(known, _)| *known == event)
    }

    /// `{progress, totalBytesSent, totalBytesExpectedToSend}`, or `…Written` and `…ToWrite` for a download.
    fn progress(&self, host: &Rc<Host>, context: &mut Context, cause: u64, total: usize, step: u64, steps: u64) {
        if self.aborting.get() || !self.listens("ProgressUpdate") {
            return;
        }
        let done = if step == steps { total } else { STEP.max(total.div_ceil(4)) * usize::try_from(step).unwrap_or(1) };
        let (so_far, expected) = match self.kind {
            Kind::Download => ("totalBytesWritten", "totalBytesExpectedToWrite"),
            _ => ("totalBytesSent", "totalBytesExpectedToSend"),
        };
        let percent = (done * 100).checked_div(total).unwrap_or(100);
        let event = json!({ "progress": percent, so_far: done, expected: total });
        if let Ok(event) = js_json::from_data(&event, context) {
            self.emit(host, context, cause, "ProgressUpdate", &event);
        }
    }

    fn emit(&self, host: &Rc<Host>, context: &mut Context, cause: u64, event: &str, argument: &JsValue) {
        let listeners: Vec<JsFunction> =
            self.listeners.borrow().iter().filter(|(known, _)| *known == event).map(|(_, listener)| listener.clone()).collect();
        for listener in listeners {
            let body = Body::Settle {
                api: format!("{}.on{event}", self.kind.task()),
                of: self.settler.call(),
                outcome: Outcome::Event,
                result: value::data(argument, context),
                handled: true,
            };
            let seq = host.recorder.record(Lane::Wx, Some(cause), self.at.clone(), body);
            host.set_cause(Some(seq));
            run_callback(
                host,
                context,
                seq,
                &listener,
                std::slice::from_ref(argument),
                &format!("at on{event} callback function"),
            );
        }
    }
}

/// In how many steps a body travels: one for each 64 KB, at most four.
fn steps(total: usize) -> u64 {
    total.div_ceil(STEP).clamp(1, 4) as u64
}
