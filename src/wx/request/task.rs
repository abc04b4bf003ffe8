//! The life of one request: waiting for a place, running, answered, aborted; and the RequestTask the program holds.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use boa_engine::object::ObjectInitializer;
use boa_engine::object::builtins::JsFunction;
use boa_engine::{Context, JsArgs, JsObject, JsResult, JsString, JsValue, NativeFunction};

use super::super::call::{Call, Fail, Payload, Settler, run_callback};
use super::super::exchange;
use super::super::state::Wx;
use super::options::Prepared;
use super::reply;
use crate::engine::Host;
use crate::trace::{At, Body, Lane, Outcome};
use crate::world::network::{NetFailure, Reply};

/// How many requests run at once (official page: 10); the others wait.
const PLACES: usize = 10;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Queued,
    Running,
    Done,
}

/// One request.
pub(super) struct Task {
    wx: Rc<Wx>,
    settler: Settler,
    at: Option<At>,
    state: Cell<State>,
    prepared: RefCell<Option<Prepared>>,
    request: Cell<Option<u64>>,
    timer: Cell<Option<u64>>,
    parse_json: bool,
    binary: bool,
    headers_listeners: RefCell<Vec<JsFunction>>,
    slow: Option<u64>,
}

/// Requests that wait for a place, in order.
#[derive(Default)]
struct Queue {
    waiting: RefCell<Vec<Rc<Task>>>,
}

impl Task {
    pub(super) fn new(call: &Call<'_>, settler: Settler, prepared: Prepared) -> Rc<Self> {
        Rc::new(Self {
            wx: Rc::clone(&call.wx),
            settler,
            at: call.at.clone(),
            state: Cell::new(State::Queued),
            parse_json: prepared.parse_json,
            binary: prepared.binary,
            prepared: RefCell::new(Some(prepared)),
            request: Cell::new(None),
            timer: Cell::new(None),
            headers_listeners: RefCell::default(),
            slow: call.slow,
        })
    }

    /// Takes a place or waits for one.
    pub(super) fn enter(self: &Rc<Self>, host: &Rc<Host>, context: &mut Context) {
        if self.wx.tasks.running.get() < PLACES {
            self.start(host, context);
        } else {
            queue(host).waiting.borrow_mut().push(Rc::clone(self));
        }
    }

    fn start(self: &Rc<Self>, host: &Rc<Host>, _: &mut Context) {
        let Some(prepared) = self.prepared.borrow_mut().take() else { return };
        self.state.set(State::Running);
        self.wx.tasks.running.set(self.wx.tasks.running.get() + 1);
        let task = Rc::clone(self);
        let timeout = host.after(prepared.timeout, move |host, context| {
            let fail = Fail::new("timeout").errno(5);
            task.end_early(host, context, "timeout", &fail);
        });
        self.timer.set(Some(timeout));
        let outgoing = exchange::Outgoing {
            method: prepared.method,
            url: prepared.url,
            headers: prepared.headers,
            shown: prepared.body.shown(),
            body: prepared.body.bytes(),
            manual_redirect: prepared.manual_redirect,
            plan: prepared.plan,
            slow: self.slow,
        };
        let task = Rc::clone(self);
        let cause = self.settler.call();
        let wx = Rc::clone(&self.wx);
        let request = exchange::send(host, &wx, cause, self.at.clone(), outgoing, move |host, context, response, result| {
            task.answered(host, context, response, result);
        });
        self.request.set(Some(request));
    }

    /// The reply (or the network's failure) has arrived.
    fn answered(self: &Rc<Self>, host: &Rc<Host>, context: &mut Context, response: u64, result: Result<Reply, NetFailure>) {
        if self.state.get() != State::Running {
            return;
        }
        self.leave(host);
        match result {
            Ok(reply) => {
                let listeners = self.headers_listeners.borrow().clone();
                for listener in listeners {
                    match reply::headers_event(&reply, self.wx.rules.client, context) {
                        Ok(event) => {
                            let data = crate::engine::value::data(&event, context);
                            let body = Body::Settle {
                                api: "RequestTask.onHeadersReceived".to_owned(),
                                of: self.settler.call(),
                                outcome: Outcome::Event,
                                result: data,
                                handled: true,
                            };
                            let seq = host.recorder.record(Lane::Wx, Some(response), self.at.clone(), body);
                            host.set_cause(Some(seq));
                            run_callback(host, context, seq, &listener, &[event], "at onHeadersReceived callback function");
                        }
                        Err(error) => {
                            host.report(crate::trace::ErrorKind::CallbackThrew, &error, context);
                        }
                    }
                }
                let (parse_json, binary, client, cookies) =
                    (self.parse_json, self.binary, self.wx.rules.client, self.wx.at_least("2.10.0"));
                let build = move |object: &JsObject, context: &mut Context| {
                    reply::fill(object, &reply, parse_json, binary, client, cookies, context)
                };
                self.settler.settle(host, context, Some(response), Ok(Payload::Build(Box::new(build))));
            }
            Err(failure) => {
                let fail = reply::failure(&failure, self.wx.rules.client);
                self.settler.settle(host, context, Some(response), Err(fail));
            }
        }
        self.next(host, context);
    }

    /// The request ends before its reply: the script's timeout, or `abort()`.
    fn end_early(self: &Rc<Self>, host: &Rc<Host>, context: &mut Context, error: &str, fail: &Fail) {
        if self.state.get() != State::Running {
            return;
        }
        self.leave(host);
        let Some(of) = self.request.get() else { return };
        let body = Body::Response {
            of,
            status: None,
            headers: serde_json::Value::Null,
            body: serde_json::Value::Null,
            error: Some(error.to_owned()),
        };
        let seq = host.recorder.record(Lane::Wx, Some(of), self.at.clone(), body);
        self.settler.settle(host, context, Some(seq), Err(fail.clone()));
        self.next(host, context);
    }

    fn leave(&self, host: &Rc<Host>) {
        self.state.set(State::Done);
        self.wx.tasks.running.set(self.wx.tasks.running.get().saturating_sub(1));
        if let Some(timer) = self.timer.take() {
            host.cancel(timer);
        }
    }

    fn next(&self, host: &Rc<Host>, context: &mut Context) {
        let queue = queue(host);
        if self.wx.tasks.running.get() < PLACES && !queue.waiting.borrow().is_empty() {
            let task = queue.waiting.borrow_mut().remove(0);
            task.start(host, context);
        }
    }

    /// `abort()`: a waiting request is taken out of the queue without a word; a running one fails; a finished one stays as it is (facts §4.6).
    fn abort(self: &Rc<Self>, host: &Rc<Host>) {
        match self.state.get() {
            State::Queued => {
                self.state.set(State::Done);
                queue(host).waiting.borrow_mut().retain(|task| !Rc::ptr_eq(task, self));
            }
            State::Running => {
                let task = Rc::clone(self);
                host.after(0, move |host, context| task.end_early(host, context, "aborted", &Fail::new("abort")));
            }
            State::Done => {}
        }
    }

    /// The RequestTask.
    pub(super) fn object(self: &Rc<Self>, context: &mut Context) -> JsResult<JsValue> {
        let registry = registry(&Host::of(context));
        let id = registry.add(Rc::clone(self));
        task_object(Some(id), context)
    }
}

/// A task object whose methods do nothing.
pub(super) fn dead(context: &mut Context) -> JsResult<JsValue> {
    task_object(None, context)
}

#[expect(clippy::unnecessary_wraps, reason = "the callers are natives")]
fn task_object(id: Option<usize>, context: &mut Context) -> JsResult<JsValue> {
    let find = move |context: &Context| id.and_then(|id| registry(&Host::of(context)).get(id));
    let mut object = ObjectInitializer::new(context);
    let abort = NativeFunction::from_copy_closure(move |_, _, context| {
        let host = Host::of(context);
        if let Some(task) = find(context) {
            task.abort(&host);
        }
        Ok(JsValue::undefined())
    });
    let on = NativeFunction::from_copy_closure(move |_, args, context| {
        let callback = args.get_or_undefined(0).as_object().and_then(|object| JsFunction::from_object(object.clone()));
        if let (Some(task), Some(callback)) = (find(context), callback) {
            task.headers_listeners.borrow_mut().push(callback);
        }
        Ok(JsValue::undefined())
    });
    let off = NativeFunction::from_copy_closure(move |_, args, context| {
        let callback = args.get_or_undefined(0).as_object();
        if let Some(task) = find(context) {
            task.headers_listeners
                .borrow_mut()
                .retain(|known| callback.as_ref().is_some_and(|callback| !JsObject::equals(callback, known)));
        }
        Ok(JsValue::undefined())
    });
    object.function(abort, JsString::from("abort"), 0);
    object.function(on, JsString::from("onHeadersReceived"), 1);
    object.function(off, JsString::from("offHeadersReceived"), 1);
    Ok(object.build().into())
}

/// The tasks that JavaScript may still hold, by number.
#[derive(Default)]
struct Registry {
    tasks: RefCell<Vec<Rc<Task>>>,
}

impl Registry {
    fn add(&self, task: Rc<Task>) -> usize {
        let mut tasks = self.tasks.borrow_mut();
        tasks.push(task);
        tasks.len() - 1
    }

    fn get(&self, id: usize) -> Option<Rc<Task>> {
        self.tasks.borrow().get(id).cloned()
    }
}

fn registry(host: &Rc<Host>) -> Rc<Registry> {
    kept(host)
}

fn queue(host: &Rc<Host>) -> Rc<Queue> {
    kept(host)
}

fn kept<T: Default + 'static>(host: &Rc<Host>) -> Rc<T> {
    host.get::<T>().unwrap_or_else(|| {
        let fresh = Rc::new(T::default());
        host.extend(Rc::clone(&fresh));
        fresh
    })
}
