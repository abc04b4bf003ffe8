//! The guard around a run: a thread with a large stack, and a watch over the wall clock, the user's interrupt and the memory.
//!
//! Boa cannot be interrupted from outside. When the time is over the guard takes the trace as it is and returns; the thread is
//! left behind, and ends with the process.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::batch::{Batch, Now, Wanted};
use super::memory;
use super::run::Done;
use super::warm::{Contexts, Warm};
use super::{Finished, HostError, Kept, Plan, Verdict};
use crate::engine::Stop;
use crate::scenario::Limits;
use crate::trace::{Body, ErrorKind, Event, Lane, Trace, findings};
use crate::world::choice::Choices;

/// Boa's parser, compiler and built-ins recurse on the native stack. The memory is only taken when it is used.
pub(super) const STACK: usize = 1024 * 1024 * 1024;
/// Of which the script may use this much; the rest is for whoever is at the end of a deep recursion. Deep enough for every nesting
/// of calls and sources that the other limits allow.
pub(super) const STACK_LIMIT: usize = STACK / 2;
/// Wall-clock time of one run.
pub(super) const DEADLINE: Duration = Duration::from_secs(10);
/// Bytes that the script's thread may hold.
pub(super) const MEMORY: u64 = 512 * 1024 * 1024;
/// Bytes of free blocks that a script's thread keeps from one run for the next.
const KEPT_BLOCKS: usize = 13 * 512 * 1024;
/// How long the guard waits for the recorder, which the stopped thread may be holding.
pub(super) const PATIENCE: Duration = Duration::from_millis(500);
/// How often the guard looks at the interrupt flag. A run that ends is noticed at once.
const LOOK: Duration = Duration::from_millis(50);

/// Runs a plan to its end, its deadline or an interrupt.
///
/// # Errors
///
/// The plan cannot be run at all: see [`HostError`]. What the program does wrong is in the trace.
pub fn run(plan: Plan, interrupt: Arc<AtomicBool>) -> Result<Finished, HostError> {
    run_noting(plan, interrupt, &Choices::default())
}

/// The real time after which a run with these limits is ended.
pub fn deadline_of(limits: &Limits) -> Duration {
    limits.deadline.map_or(DEADLINE, |millis| Duration::from_millis(millis.0))
}

/// When a run with these limits that begins now is ended.
#[expect(clippy::disallowed_methods, reason = "the guard is the one place that looks at the wall clock")]
pub(super) fn end_of(limits: &Limits) -> Option<Instant> {
    Instant::now().checked_add(deadline_of(limits))
}

/// Tells whether so much real time has gone by since now: for work that is many runs.
#[expect(clippy::disallowed_methods, reason = "the guard is the one place that looks at the wall clock")]
pub fn time_over(after: Duration) -> impl Fn() -> bool + Sync {
    let end = Instant::now().checked_add(after);
    move || end.is_some_and(|end| Instant::now() >= end)
}

/// Runs a plan as [`run`] does; the decisions of the world that it meets are noted in `choices`.
///
/// # Errors
///
/// As [`run`].
pub fn run_noting(plan: Plan, interrupt: Arc<AtomicBool>, choices: &Choices) -> Result<Finished, HostError> {
    let last = plan.last;
    let mut session = Session::new(Contexts::Fresh);
    let finished = session.run(plan, &interrupt, choices);
    if last {
        // Ending the script's thread would collect the engine's whole heap, which the end of the process gives back anyway.
        std::mem::forget(session);
    }
    finished
}

/// Runs plans one after another, each under guard, on one thread as long as that is possible.
#[derive(Debug)]
pub struct Session {
    contexts: Contexts,
    thread: Option<Script>,
    reused: usize,
}

impl Session {
    /// A session that has not run anything yet.
    pub fn new(contexts: Contexts) -> Self {
        Self { contexts, thread: None, reused: 0 }
    }

    /// How many runs were made in a context that had served another.
    pub fn reused(&self) -> usize {
        self.reused
    }

    /// Runs a plan to its end, its deadline or an interrupt; the decisions of the world that it meets are noted in `choices`.
    ///
    /// # Errors
    ///
    /// As [`run`].
    pub fn run(&mut self, plan: Plan, interrupt: &AtomicBool, choices: &Choices) -> Result<Finished, HostError> {
        let wanted = Wanted { plan, choices: choices.clone() };
        let only = move |_| wanted.clone();
        self.run_all(1, only, interrupt, &|| false, |finished, _| finished).pop().unwrap_or_else(|| Err(gone()))
    }

    /// Runs so many plans one after another, and makes of each result what `then` says. The script's thread goes from one to the
    /// next by itself, because waking another thread costs as much as a part of a run; and it asks `wanted` for each, from 0, because
    /// what one thread makes and another gives back costs both. No plan is begun after `halt` says so or after an interrupt; then
    /// there are fewer results than plans.
    pub fn run_all<T: Send + 'static>(
        &mut self,
        count: usize,
        wanted: impl Fn(usize) -> Wanted + Send + Sync + 'static,
        interrupt: &AtomicBool,
        halt: &dyn Fn() -> bool,
        then: impl Fn(Finished, &Choices) -> T + Send + Sync + 'static,
    ) -> Vec<Result<T, HostError>> {
        let batch = Arc::new(Batch::new(count, Box::new(wanted), Box::new(then)));
        while batch.is_left() && !halt() {
            let script = match self.thread.take().map_or_else(|| Script::start(self.contexts), Ok) {
                Ok(script) => script,
                Err(error) => {
                    batch.fail(error);
                    break;
                }
            };
            let at_work = Arc::clone(&batch);
            if script.jobs.send(Box::new(move |warm| at_work.work(warm))).is_err() {
                batch.fail(gone());
                break;
            }
            match watch(&script, &batch, interrupt, halt) {
                Watched::Done => self.thread = Some(script),
                // The thread is left behind; the next run gets another.
                Watched::GivenUp => {}
                Watched::Interrupted => break,
                Watched::Gone => {
                    batch.fail(gone());
                    break;
                }
            }
            if batch.is_halted() {
                break;
            }
        }
        let (results, reused) = batch.take();
        self.reused += reused;
        results
    }
}

/// What came of watching the script's thread.
enum Watched {
    /// It has nothing more to do.
    Done,
    /// A run was given up.
    GivenUp,
    /// A run was given up because of an interrupt.
    Interrupted,
    /// The thread has ended.
    Gone,
}

/// Waits for the script's thread, and gives up what it runs when the time is over, memory is used up, or somebody interrupts.
#[expect(clippy::disallowed_methods, reason = "the guard is the one place that looks at the wall clock")]
fn watch<T>(script: &Script, batch: &Batch<T>, interrupt: &AtomicBool, halt: &dyn Fn() -> bool) -> Watched {
    loop {
        let wait = batch.time_left(Instant::now()).map_or(LOOK, |left| left.min(LOOK));
        match script.done.recv_timeout(wait) {
            Ok(()) => return Watched::Done,
            Err(RecvTimeoutError::Disconnected) => return Watched::Gone,
            Err(RecvTimeoutError::Timeout) => {}
        }
        if halt() {
            batch.halt();
        }
        let interrupted = interrupt.load(Ordering::Relaxed);
        let stop = |now: &Now| match memory::limit_met(now.number) {
            _ if interrupted => Some(Stop::Interrupted),
            Some(name) => Some(Stop::Limit(name.to_owned())),
            None => now.end.is_some_and(|end| Instant::now() >= end).then(|| Stop::Limit("deadline".to_owned())),
        };
        if batch.give_up(stop) {
            return if interrupted { Watched::Interrupted } else { Watched::GivenUp };
        }
    }
}

fn gone() -> HostError {
    HostError::Internal("the script's thread is gone".to_owned())
}

impl Drop for Session {
    fn drop(&mut self) {
        if let Some(Script { jobs, thread, .. }) = self.thread.take() {
            drop(jobs);
            let _ = thread.join();
        }
    }
}

/// Sessions for several threads: each run takes one that is free, or a new one.
#[derive(Debug, Default)]
pub struct Sessions {
    contexts: Contexts,
    free: Mutex<Vec<Session>>,
}

impl Sessions {
    /// No sessions yet.
    pub fn new(contexts: Contexts) -> Self {
        Self { contexts, free: Mutex::default() }
    }

    /// As [`Session::run_all`].
    pub fn run_all<T: Send + 'static>(
        &self,
        count: usize,
        wanted: impl Fn(usize) -> Wanted + Send + Sync + 'static,
        interrupt: &AtomicBool,
        halt: &dyn Fn() -> bool,
        then: impl Fn(Finished, &Choices) -> T + Send + Sync + 'static,
    ) -> Vec<Result<T, HostError>> {
        let free = || self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = free().pop();
        let mut session = taken.unwrap_or_else(|| Session::new(self.contexts));
        let results = session.run_all(count, wanted, interrupt, halt, then);
        free().push(session);
        results
    }
}

type Job = Box<dyn FnOnce(&mut Warm) + Send>;

/// The thread on which scripts run.
#[derive(Debug)]
struct Script {
    jobs: Sender<Job>,
    done: Receiver<()>,
    thread: JoinHandle<()>,
}

impl Script {
    fn start(contexts: Contexts) -> Result<Self, HostError> {
        let (jobs, coming) = mpsc::channel::<Job>();
        let (sender, done) = mpsc::channel();
        let work = move || {
            memory::make_room();
            memory::keep_blocks(KEPT_BLOCKS);
            let mut warm = Warm::new(contexts);
            for job in coming {
                job(&mut warm);
                if sender.send(()).is_err() {
                    // The guard has given up on this thread.
                    break;
                }
            }
            drop(warm);
            memory::let_blocks_go();
        };
        let thread = thread::Builder::new().name("javascript".to_owned()).stack_size(STACK).spawn(work);
        let thread = thread.map_err(|error| HostError::Internal(format!("no thread for the script: {error}")))?;
        Ok(Self { jobs, done, thread })
    }
}

pub(super) fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "a panic without a message".to_owned())
}

pub(super) fn finish(mut header: crate::trace::Header, mut events: Vec<Event>, done: Done) -> Finished {
    header.bridges = done.bridges;
    let (reason, limit) = match &done.stop {
        None => ("drained", None),
        Some(Stop::Exited) => ("exited", None),
        Some(Stop::Interrupted) => ("interrupted", None),
        Some(Stop::Limit(name)) => ("limit", Some(name.clone())),
    };
    if let Some(name) = &limit
        && !events.iter().any(|event| matches!(&event.body, Body::Error { what: ErrorKind::Limit, .. }))
    {
        let message = limit_text(name).to_owned();
        let body = Body::Error { what: ErrorKind::Limit, name: "Limit".to_owned(), message, stack: Vec::new(), of: None };
        push(&mut events, body);
    }
    let body = Body::End { reason: reason.to_owned(), limit, open: done.open };
    push(&mut events, body);
    let verdict = match verdict(&events, done.stop.as_ref()) {
        Verdict::ScriptFailed if done.unparsable => Verdict::Unparsable,
        verdict => verdict,
    };
    let mut trace = Trace { header, events };
    findings::append(&mut trace);
    Finished { trace, verdict, kept: Kept::default() }
}

fn push(events: &mut Vec<Event>, body: Body) {
    let (seq, t) = events.last().map_or((1, 0), |event| (event.seq + 1, event.t));
    events.push(Event { seq, t, lane: Lane::Host, cause: None, at: None, body });
}

/// What a limit that the engine cannot tell itself means.
fn limit_text(name: &str) -> &'static str {
    match name {
        "deadline" => "the run took too long in real time (limits.deadline)",
        "memory" => "the program held too much memory (limits.memory)",
        "stack" => "a built-in function recursed too deep over nested data",
        "virtual_time" => "the program was still going on in virtual time (limits.virtual_time)",
        "events" => "the trace grew too long (limits.events)",
        "microtasks" => "promise callbacks kept following each other without an end (limits.microtasks)",
        _ => "a limit was reached",
    }
}

fn verdict(events: &[Event], stop: Option<&Stop>) -> Verdict {
    match stop {
        Some(Stop::Limit(name)) => return Verdict::Limit(name.clone()),
        Some(Stop::Interrupted) => return Verdict::Interrupted,
        Some(Stop::Exited) | None => {}
    }
    let mut verdict = Verdict::Clean;
    for event in events {
        let Body::Error { what, .. } = &event.body else { continue };
        match what {
            ErrorKind::UnsupportedApi | ErrorKind::UnmatchedRequest | ErrorKind::NoSuchElement => return Verdict::UnknownApi,
            ErrorKind::UncaughtException | ErrorKind::CallbackThrew | ErrorKind::UnhandledRejection => {
                verdict = Verdict::ScriptFailed;
            }
            ErrorKind::PromiseThrew | ErrorKind::Caught | ErrorKind::Limit => {}
        }
    }
    verdict
}
