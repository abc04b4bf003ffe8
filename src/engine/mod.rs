//! The JavaScript engine: the only owner of a Boa context, with its event loop, virtual clock, call sites, errors and limits.
//!
//! One [`Engine`] is one app run on one thread. This room knows nothing of `wx` or HTTP: natives above it plan tasks with
//! [`Host::after`] and [`Host::after_io`], and the loop here delivers them in the order of (due time, sequence).

mod blame;
mod bridges;
mod code;
mod compile;
mod console;
mod coverage;
mod entries;
mod error;
mod executor;
mod footprint;
mod function;
mod hooks;
mod host;
pub mod json;
mod library;
mod limits;
mod live;
mod order;
mod pristine;
mod reuse;
mod site;
mod sleep;
mod survey;
mod syntax;
mod timers;
pub mod value;
mod way;

use std::rc::Rc;

pub use boa_engine::Context;
use boa_engine::builtins::promise::{Promise, PromiseState};
use boa_engine::object::builtins::JsPromise;
use boa_engine::property::PropertyKey;
use boa_engine::{JsError, JsObject, JsResult, JsString, JsValue};

pub use compile::Compiled;
pub use console::{platform_message, platform_message_at};
pub use coverage::{Counts, Covered, Promise as CoveredPromise, Settles, Site as CoveredSite};
pub use entries::entries;
pub use error::Thrown;
pub use footprint::Footprint;
pub use function::{Answer, answer, once, reason, when_settled};
pub use host::{Failure, Host, Io, Task};
pub use library::plan as library_plan;
pub use limits::{Limits, Stop};
pub use live::Step;
pub use order::{Inside, Tie, Turn};
pub use reuse::Keepable;

/// An error of the engine itself, as when it is out of resources.
pub type EngineFailure = JsError;

pub use site::Site;
pub use survey::{Survey, calls, survey};
pub use syntax::wxs_lacks;

use crate::clock::Clock;
use crate::trace::{At, Body, ErrorKind, Lane, Open, Recorder};
use executor::Executor;
use host::Due;

/// The engine's name and version, for trace headers.
pub const ENGINE: &str = "boa_engine 0.22.0";

/// One script to evaluate, with the place it has in the author's file.
#[derive(Debug, Clone)]
pub struct Text<'a> {
    /// The file's name in positions.
    pub file: &'a str,
    /// What to call it in the trace, such as `article.md#1`.
    pub label: &'a str,
    /// The text, padded by empty lines so that its lines are the file's.
    pub text: &'a str,
    /// Per line (from 0): what to add to a column to find it in the file.
    pub shifts: &'a [i32],
}

/// Why a text could not be run at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoadError {
    /// It is not JavaScript.
    Syntax {
        /// Where.
        at: At,
        /// What the parser says.
        message: String,
    },
    /// It nests deeper than the limit.
    Nesting {
        /// The depth found.
        depth: usize,
        /// The limit.
        limit: usize,
    },
}

/// A context and its event loop.
pub struct Engine {
    context: Context,
    executor: Rc<Executor>,
    host: Rc<Host>,
    /// In a live session: I/O that is due and has not ended.
    late: Vec<Io>,
    /// In a live session: the I/O that is waited for when nothing is due.
    idle: Option<Io>,
    /// The keys of the global object before the rooms above have installed theirs.
    own_globals: Vec<PropertyKey>,
    kept: Option<reuse::Kept>,
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.host.let_go();
    }
}

impl Engine {
    /// A fresh context with the globals that belong to no room above: console, timers, and the bridges.
    ///
    /// # Errors
    ///
    /// Fails only when the engine is out of resources.
    pub fn new(clock: Clock, recorder: Recorder, limits: Limits, seed: u64) -> Result<Self, JsError> {
        let host = Host::new(clock, recorder, limits.clone(), seed);
        let executor = Executor::new(Rc::clone(&host));
        let mut context = Context::builder()
            .host_hooks(Rc::new(hooks::Hooks { buffer: limits.buffer }))
            .clock(Rc::clone(&executor))
            .job_executor(Rc::clone(&executor))
            .build()?;
        limits.apply(context.runtime_limits_mut());
        console::install(&mut context)?;
        timers::begin(&host);
        timers::install(&mut context)?;
        bridges::install(&mut context)?;
        // Bridged, and before any script can replace it.
        let _ = host.json.set(json::Json::take(&mut context)?);
        let own_globals = context.global_object().borrow().shape().keys();
        Ok(Self { context, executor, host, own_globals, kept: None, late: Vec::new(), idle: None })
    }

    /// The host that natives use.
    pub fn host(&self) -> &Rc<Host> {
        &self.host
    }

    /// The context, for the rooms that install globals.
    pub fn context(&mut self) -> &mut Context {
        &mut self.context
    }

    /// What had to be bridged in the author's texts, for the trace's header.
    pub fn bridges(&self) -> Vec<String> {
        self.host.bridges.borrow().clone()
    }

    /// Evaluates a script in the global scope and lets everything that is due at once happen. What it throws is an event.
    ///
    /// # Errors
    ///
    /// Fails when the text is no JavaScript or nests too deep.
    pub fn load(&mut self, text: &Text<'_>) -> Result<(), LoadError> {
        let compiled = self.host.compile(text, None, &mut self.context)?;
        self.load_compiled(text.label, &compiled);
        Ok(())
    }

    /// Evaluates a script that is compiled in this context.
    fn load_compiled(&mut self, label: &str, compiled: &Compiled) {
        let seq = self.record_load(label, compiled);
        let Compiled { script, is_module, .. } = compiled;
        self.turn(Some(seq), |host, context| {
            let result = script.evaluate(context);
            let result = if *is_module { result.and_then(|function| run_module(&function, context)) } else { result };
            if let Err(error) = result {
                host.report(ErrorKind::UncaughtException, &error, context);
            }
        });
    }

    fn record_load(&self, label: &str, Compiled { defines, .. }: &Compiled) -> u64 {
        let body = Body::Load { source: label.to_owned(), defines: defines.clone() };
        self.host.recorder.record(Lane::Host, None, None, body)
    }

    /// Evaluates an expression such as `wxLogin()` in the global scope.
    ///
    /// # Errors
    ///
    /// Fails when the expression is no JavaScript or nests too deep.
    pub fn call(&mut self, expression: &str) -> Result<(), LoadError> {
        // Not an author's file: its own frames are left out of positions.
        let script = match self.kept_call(expression) {
            Some(script) => script,
            None => self.host.compile_host_text("call", expression, &mut self.context)?,
        };
        self.keep_call(expression, &script);
        let body = Body::Invoke { what: expression.trim().to_owned() };
        let seq = self.host.recorder.record(Lane::Page, None, None, body);
        self.turn(Some(seq), |host, context| match script.evaluate(context) {
            Ok(value) => host.watch(seq, &value),
            Err(error) => {
                host.report(ErrorKind::UncaughtException, &error, context);
            }
        });
        Ok(())
    }

    /// One turn of the loop: a macrotask, then all promise jobs to the end, then the rejections nobody handled.
    pub fn turn(&mut self, cause: Option<u64>, task: impl FnOnce(&Rc<Host>, &mut Context)) {
        let host = Rc::clone(&self.host);
        host.begin_turn(cause);
        task(&host, &mut self.context);
        host.checkpoint(&mut self.context);
        host.end_turn(&mut self.context);
    }

    /// Runs until nothing is due or pending, or until a limit ends the run.
    pub fn run(&mut self) {
        let host = Rc::clone(&self.host);
        while !host.stopped() {
            let next = host.pop_next();
            let next = next.or_else(|| Some(((host.clock.now(), 0), Due::Wait(host.idle_io()?))));
            let Some(((due, sequence), what)) = next else { break };
            let (recorded, io) = (host.recorder.len(), matches!(what, Due::Wait(_)));
            if due > host.limits.virtual_time {
                host.stop(Stop::Limit("virtual_time".to_owned()));
                break;
            }
            host.clock.advance_to(due);
            let task = match what {
                Due::Run(task) => task,
                Due::Wait(io) => match host.runtime() {
                    Ok(runtime) => runtime.block_on(io),
                    Err(_) => {
                        host.stop(Stop::Limit("io".to_owned()));
                        break;
                    }
                },
            };
            self.turn(None, |host, context| task(host, context));
            host.turned(sequence, recorded, io);
            if host.recorder.len() > host.limits.events {
                host.stop(Stop::Limit("events".to_owned()));
            }
        }
    }

    /// Why the run ended early, if it did.
    pub fn stopped(&self) -> Option<Stop> {
        self.host.stop.borrow().clone()
    }

    /// Promises that the host was given (by callbacks and `call` expressions) and that are still pending.
    pub fn pending_promises(&self) -> Vec<Open> {
        let watched = self.host.watched.borrow();
        let pending = watched.iter().filter(|(_, promise)| is_pending(promise));
        pending.map(|(of, _)| Open { what: "promise".to_owned(), of: Some(*of) }).collect()
    }
}

impl Host {
    /// Runs all promise jobs to the end, then reports rejections that nobody handled.
    pub fn checkpoint(self: &Rc<Self>, context: &mut Context) {
        if self.leaves_promises_to_a_task() {
            if !self.micro.borrow().is_empty() {
                return;
            }
        } else {
            self.run_promise_jobs(context);
        }
        context.clear_kept_objects();
        if !self.rejections.borrow().is_empty() {
            self.report_rejections(context);
        }
    }

    /// Runs promise jobs until there are no more.
    fn run_promise_jobs(self: &Rc<Self>, context: &mut Context) {
        let mut left = self.limits.microtasks;
        loop {
            let Some(micro) = self.micro.borrow_mut().pop_front() else { break };
            if self.stopped() {
                self.micro.borrow_mut().clear();
                break;
            }
            if left == 0 {
                self.stop(Stop::Limit("microtasks".to_owned()));
                self.micro.borrow_mut().clear();
                break;
            }
            left -= 1;
            self.set_cause(micro.cause);
            self.origin.replace(micro.origin);
            if let Err(error) = micro.job.call(context) {
                self.report(ErrorKind::CallbackThrew, &error, context);
            }
            self.origin.take();
        }
    }
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("host", &self.host).finish_non_exhaustive()
    }
}

/// Runs a module that stands at the top of a program: its `require` is the global one.
fn run_module(function: &JsValue, context: &mut Context) -> JsResult<JsValue> {
    let Some(function) = compile::function(function) else { return Ok(JsValue::undefined()) };
    let global = context.global_object();
    let mut arguments = Vec::with_capacity(3);
    for name in ["require", "module", "exports"] {
        arguments.push(global.get(JsString::from(name), context)?);
    }
    function.call(&JsValue::undefined(), &arguments, context)
}

fn is_pending(promise: &JsObject<Promise>) -> bool {
    JsPromise::from_object(promise.clone().upcast()).is_ok_and(|promise| matches!(promise.state(), PromiseState::Pending))
}

#[cfg(test)]
mod tests;
