//! The guard around a run: a thread with a large stack, and a watch over the wall clock, the user's interrupt and the memory.
//!
//! Boa cannot be interrupted from outside. When the time is over the guard takes the trace as it is and returns; the thread is
//! left behind, and ends with the process.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use super::header::{header, setting};
use super::memory;
use super::run::{Done, execute};
use super::{Finished, HostError, Kept, Plan, Verdict, coverage};
use crate::clock::Clock;
use crate::engine::Stop;
use crate::trace::{Body, ErrorKind, Event, Lane, Recorder, Trace, findings};
use crate::world::choice::Choices;

/// Boa's parser, compiler and built-ins recurse on the native stack. The memory is only taken when it is used.
const STACK: usize = 1024 * 1024 * 1024;
/// Wall-clock time of one run.
const DEADLINE: Duration = Duration::from_secs(10);
/// Bytes that the script's thread may hold.
const MEMORY: u64 = 512 * 1024 * 1024;
/// How long the guard waits for the recorder, which the stopped thread may be holding.
const PATIENCE: Duration = Duration::from_millis(500);
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
#[expect(clippy::disallowed_methods, reason = "the guard is the one place that looks at the wall clock")]
pub fn run_noting(plan: Plan, interrupt: Arc<AtomicBool>, choices: &Choices) -> Result<Finished, HostError> {
    let setting = setting(&plan)?;
    let clock = Clock::starting_at(setting.start);
    let recorder = Recorder::new(clock.clone());
    let deadline = plan.scenario.limits.deadline.map_or(DEADLINE, |millis| Duration::from_millis(millis.0));
    let first = header(&plan, &setting, Vec::new());
    let (rules, paths) = (setting.rules.clone(), paths(&plan));
    let (sender, receiver) = mpsc::channel();
    let number = memory::new_run();
    let work = {
        let (clock, recorder, choices) = (clock, recorder.clone(), choices.clone());
        move || {
            memory::limit_this_thread(number, plan.scenario.limits.memory.unwrap_or(MEMORY));
            let result = catch_unwind(AssertUnwindSafe(|| execute(&plan, &setting, &clock, &recorder, &choices)));
            let result = result.unwrap_or_else(|panic| Err(HostError::Internal(panic_text(panic.as_ref()))));
            // The receiver is gone only when the guard has given up on this run.
            let _ = sender.send(result);
        }
    };
    let thread = thread::Builder::new().name("javascript".to_owned()).stack_size(STACK).spawn(work);
    let thread = thread.map_err(|error| HostError::Internal(format!("no thread for the script: {error}")))?;
    let end = Instant::now() + deadline;
    let early = loop {
        let left = end.saturating_duration_since(Instant::now());
        match receiver.recv_timeout(left.min(LOOK)) {
            Ok(result) => {
                let _ = thread.join();
                return result.map(|mut done| {
                    let (events, covered) = (recorder.take(), done.covered.take());
                    let exchanges = std::mem::take(&mut done.exchanges);
                    let coverage = covered.map(|covered| coverage::of(covered, &events, &rules, |file| path_of(&paths, file)));
                    Finished { kept: Kept { coverage, exchanges }, ..finish(first, events, done) }
                });
            }
            Err(RecvTimeoutError::Disconnected) => return Err(HostError::Internal("the script's thread is gone".to_owned())),
            Err(RecvTimeoutError::Timeout) => {}
        }
        if interrupt.load(Ordering::Relaxed) {
            break Stop::Interrupted;
        }
        if memory::limit_met(number) {
            break Stop::Limit("memory".to_owned());
        }
        if left.is_zero() {
            break Stop::Limit("deadline".to_owned());
        }
    };
    let done = Done { stop: Some(early), ..Done::default() };
    Ok(finish(first, recorder.snapshot_within(PATIENCE), done))
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "a panic without a message".to_owned())
}

fn finish(mut header: crate::trace::Header, mut events: Vec<Event>, done: Done) -> Finished {
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
    let verdict = verdict(&events, done.stop.as_ref());
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
            ErrorKind::UnsupportedApi | ErrorKind::UnmatchedRequest => return Verdict::UnknownApi,
            ErrorKind::UncaughtException | ErrorKind::CallbackThrew | ErrorKind::UnhandledRejection => {
                verdict = Verdict::ScriptFailed;
            }
            ErrorKind::PromiseThrew | ErrorKind::Caught | ErrorKind::Limit => {}
        }
    }
    verdict
}
