//! The guard around a run: a thread with a large stack, and a watch over the wall clock, the user's interrupt and the memory.
//!
//! Boa cannot be interrupted from outside. When the time is over the guard takes the trace as it is and returns; the thread is
//! left behind, and ends with the process.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::header::{Setting, header, setting};
use super::memory;
use super::run::{Done, execute};
use super::warm::{Contexts, Warm};
use super::{Finished, HostError, Kept, Plan, Verdict, coverage};
use crate::clock::Clock;
use crate::engine::Stop;
use crate::scenario::Limits;
use crate::trace::{Body, ErrorKind, Event, Lane, Recorder, Trace, findings};
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

/// The thread on which scripts run.
#[derive(Debug)]
struct Script {
    jobs: Sender<Job>,
    done: Receiver<Result<Done, HostError>>,
    thread: JoinHandle<()>,
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
    #[expect(clippy::disallowed_methods, reason = "the guard is the one place that looks at the wall clock")]
    pub fn run(&mut self, plan: Plan, interrupt: &AtomicBool, choices: &Choices) -> Result<Finished, HostError> {
        let setting = setting(&plan)?;
        let clock = Clock::starting_at(setting.start);
        let recorder = Recorder::new(clock.clone());
        let deadline = deadline_of(&plan.scenario.limits);
        let first = header(&plan, &setting, Vec::new());
        let (rules, paths) = (setting.rules.clone(), paths(&plan));
        let number = memory::new_run();
        let script = match self.thread.take() {
            Some(script) => script,
            None => Script::start(self.contexts)?,
        };
        let job = Job { plan, setting, clock, recorder: recorder.clone(), choices: choices.clone(), number };
        let gone = || HostError::Internal("the script's thread is gone".to_owned());
        script.jobs.send(job).map_err(|_| gone())?;
        let end = Instant::now().checked_add(deadline);
        let early = loop {
            let left = end.map_or(LOOK, |end| end.saturating_duration_since(Instant::now()));
            match script.done.recv_timeout(left.min(LOOK)) {
                Ok(result) => {
                    self.thread = Some(script);
                    self.reused += usize::from(result.as_ref().is_ok_and(|done| done.reused));
                    return result.map(|mut done| {
                        let (events, covered) = (recorder.take(), done.covered.take());
                        let exchanges = std::mem::take(&mut done.exchanges);
                        let coverage =
                            covered.map(|covered| coverage::of(covered, &events, &rules, |file| path_of(&paths, file)));
                        Finished { kept: Kept { coverage, exchanges }, ..finish(first, events, done) }
                    });
                }
                Err(RecvTimeoutError::Disconnected) => return Err(gone()),
                Err(RecvTimeoutError::Timeout) => {}
            }
            if interrupt.load(Ordering::Relaxed) {
                break Stop::Interrupted;
            }
            if let Some(name) = memory::limit_met(number) {
                break Stop::Limit(name.to_owned());
            }
            if left.is_zero() {
                break Stop::Limit("deadline".to_owned());
            }
        };
        // The thread is left behind; the next run gets another.
        let done = Done { stop: Some(early), ..Done::default() };
        Ok(finish(first, recorder.snapshot_within(PATIENCE), done))
    }
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

    /// As [`Session::run`].
    ///
    /// # Errors
    ///
    /// As [`run`].
    pub fn run(&self, plan: Plan, interrupt: &AtomicBool, choices: &Choices) -> Result<Finished, HostError> {
        let free = || self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = free().pop();
        let mut session = taken.unwrap_or_else(|| Session::new(self.contexts));
        let finished = session.run(plan, interrupt, choices);
        free().push(session);
        finished
    }
}

/// One run to be made.
struct Job {
    plan: Plan,
    setting: Setting,
    clock: Clock,
    recorder: Recorder,
    choices: Choices,
    number: u64,
}

impl Script {
    fn start(contexts: Contexts) -> Result<Self, HostError> {
        let (jobs, coming) = mpsc::channel::<Job>();
        let (sender, done) = mpsc::channel();
        let work = move || {
            memory::make_room();
            let mut warm = Warm::new(contexts);
            for Job { plan, setting, clock, recorder, choices, number } in coming {
                if plan.sources.iter().any(|source| source.project.is_some()) {
                    memory::make_room_for_a_view();
                }
                memory::limit_this_thread(number, plan.scenario.limits.memory.unwrap_or(MEMORY), STACK_LIMIT);
                let run = || execute(&plan, &setting, &clock, &recorder, &choices, &mut warm);
                let result = catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|panic| {
                    warm = Warm::new(contexts);
                    Err(HostError::Internal(panic_text(panic.as_ref())))
                });
                if sender.send(result).is_err() {
                    // The guard has given up on this run.
                    break;
                }
            }
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

/// Where the sources were read, by the names that they have in traces, and the folder beside which modules are found.
fn paths(plan: &Plan) -> (Vec<(String, PathBuf)>, PathBuf) {
    let sources = plan.sources.iter().map(|source| (source.name.clone(), source.path.clone()));
    (sources.collect(), super::run::base(plan))
}

fn path_of((sources, base): &(Vec<(String, PathBuf)>, PathBuf), file: &str) -> String {
    let known = sources.iter().find(|(name, _)| name == file).map(|(_, path)| path.clone());
    let path = known.unwrap_or_else(|| base.join(file));
    let path = path.strip_prefix(".").unwrap_or(&path);
    path.to_string_lossy().replace('\\', "/")
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
