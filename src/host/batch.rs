//! Plans that the script's thread runs one after another, watched from outside: what is left, what is going on, what came of it.

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use super::guard::{MEMORY, PATIENCE, STACK_LIMIT, end_of, finish, panic_text};
use super::header::{header, setting};
use super::run::{Done, execute};
use super::warm::Warm;
use super::{Finished, HostError, Kept, Plan, coverage, memory};
use crate::clock::Clock;
use crate::engine::{Counts, Stop};
use crate::trace::{Header, Recorder};
use crate::world::choice::Choices;
use crate::world::epoch::Rules;

/// A run that is wanted.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// What to run.
    pub plan: Plan,
    /// Where the decisions of the world that it meets are noted.
    pub choices: Choices,
}

type Wants = Box<dyn Fn(usize) -> Wanted + Send + Sync>;
type Then<T> = Box<dyn Fn(Finished, &Choices) -> T + Send + Sync>;

/// Plans and their results.
pub(super) struct Batch<T> {
    state: Mutex<State<T>>,
    /// Makes each plan, on the thread that runs it.
    wanted: Wants,
    then: Then<T>,
    halt: AtomicBool,
}

struct State<T> {
    /// The plans that have not been begun.
    left: Range<usize>,
    now: Option<Now>,
    /// The numbers of the runs that were given up: their results are told.
    given_up: Vec<u64>,
    results: Vec<Result<T, HostError>>,
    /// How many runs were made in a context that had served another.
    reused: usize,
}

/// The run that is going on.
pub(super) struct Now {
    header: Header,
    recorder: Recorder,
    choices: Choices,
    /// What is counted, if that is wanted, and what it takes to make coverage of it.
    counted: Arc<OnceLock<Counts>>,
    rules: Rules,
    paths: Paths,
    /// Its number for the limits of memory.
    pub(super) number: u64,
    /// When its time is over.
    pub(super) end: Option<Instant>,
}

impl<T> Batch<T> {
    pub(super) fn new(count: usize, wanted: Wants, then: Then<T>) -> Self {
        let state = State { results: Vec::with_capacity(count), left: 0..count, now: None, given_up: Vec::new(), reused: 0 };
        Self { state: Mutex::new(state), wanted, then, halt: AtomicBool::new(false) }
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a plan has not been begun.
    pub(super) fn is_left(&self) -> bool {
        !self.state().left.is_empty()
    }

    /// No further plan is to be begun.
    pub(super) fn halt(&self) {
        self.halt.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_halted(&self) -> bool {
        self.halt.load(Ordering::Relaxed)
    }

    /// The next plan cannot be run.
    pub(super) fn fail(&self, error: HostError) {
        self.state().results.push(Err(error));
    }

    /// The results so far, and how many runs were made in a context that had served another.
    pub(super) fn take(&self) -> (Vec<Result<T, HostError>>, usize) {
        let mut state = self.state();
        (std::mem::take(&mut state.results), state.reused)
    }

    /// How long the run that is going on may still take.
    pub(super) fn time_left(&self, at: Instant) -> Option<Duration> {
        self.state().now.as_ref()?.end.map(|end| end.saturating_duration_since(at))
    }

    /// Runs what is left, on the script's thread.
    pub(super) fn work(&self, warm: &mut Warm) {
        while !self.is_halted() {
            let Some(index) = self.state().left.next() else { break };
            let number = memory::new_run();
            let run = || {
                let Wanted { plan, choices } = (self.wanted)(index);
                let setting = setting(&plan)?;
                let clock = Clock::starting_at(setting.start);
                let recorder = Recorder::new(clock.clone());
                let counted = Arc::<OnceLock<Counts>>::default();
                let now = Now {
                    header: header(&plan, &setting, Vec::new()),
                    recorder: recorder.clone(),
                    choices: choices.clone(),
                    counted: Arc::clone(&counted),
                    rules: setting.rules.clone(),
                    paths: if plan.keep.coverage { paths(&plan) } else { Paths::default() },
                    number,
                    end: end_of(&plan.scenario.limits),
                };
                self.state().now = Some(now);
                if plan.sources.iter().any(|source| source.project.is_some()) {
                    memory::make_room_for_a_view();
                }
                memory::limit_this_thread(number, plan.scenario.limits.memory.unwrap_or(MEMORY), STACK_LIMIT);
                let done = execute(&plan, &setting, &clock, &recorder, &choices, &counted, warm);
                memory::free_this_thread();
                let Some(Now { header, paths, .. }) = self.state().now.take_if(|now| now.number == number) else {
                    return Ok(None);
                };
                let mut done = done?;
                let (events, covered) = (recorder.take(), done.covered.take());
                let exchanges = std::mem::take(&mut done.exchanges);
                let coverage =
                    covered.map(|covered| coverage::of(covered, &events, &setting.rules, |file| path_of(&paths, file)));
                let reused = done.reused;
                let finished = Finished { kept: Kept { coverage, exchanges }, ..finish(header, events, done) };
                Ok(Some(((self.then)(finished, &choices), reused)))
            };
            let result = catch_unwind(AssertUnwindSafe(run));
            if result.is_err() {
                memory::free_this_thread();
                warm.forget();
            }
            let mut state = self.state();
            if state.given_up.contains(&number) {
                return;
            }
            state.now = None;
            match result {
                Ok(Ok(Some((result, reused)))) => {
                    state.results.push(Ok(result));
                    state.reused += usize::from(reused);
                }
                Ok(Ok(None)) => return,
                Ok(Err(error)) => state.results.push(Err(error)),
                Err(panic) => state.results.push(Err(HostError::Internal(panic_text(panic.as_ref())))),
            }
        }
    }

    /// Gives up the run that is going on, if `stop` says why.
    pub(super) fn give_up(&self, stop: impl Fn(&Now) -> Option<Stop>) -> bool {
        let mut state = self.state();
        let Some(stop) = state.now.as_ref().and_then(stop) else { return false };
        let Some(now) = state.now.take() else { return false };
        let Now { header, recorder, choices, counted, rules, paths, number, .. } = now;
        state.given_up.push(number);
        drop(state);
        let done = Done { stop: Some(stop), ..Done::default() };
        let events = recorder.snapshot_within(PATIENCE);
        let covered = counted.get().and_then(Counts::read);
        let coverage = covered.map(|covered| coverage::of(covered, &events, &rules, |file| path_of(&paths, file)));
        let finished = Finished { kept: Kept { coverage, ..Kept::default() }, ..finish(header, events, done) };
        let result = (self.then)(finished, &choices);
        self.state().results.push(Ok(result));
        true
    }
}

type Paths = (Vec<(String, PathBuf)>, PathBuf);

/// Where the sources were read, by the names that they have in traces, and the folder beside which modules are found.
fn paths(plan: &Plan) -> Paths {
    let sources = plan.sources.iter().map(|source| (source.name.clone(), source.path.clone()));
    let project = plan.sources.iter().find_map(|source| source.project.as_ref());
    (sources.collect(), project.map_or_else(|| super::run::base(plan), |project| project.root.clone()))
}

fn path_of((sources, base): &Paths, file: &str) -> String {
    let known = sources.iter().find(|(name, _)| name == file).map(|(_, path)| path.clone());
    let path = known.unwrap_or_else(|| base.join(file));
    let path = path.strip_prefix(".").unwrap_or(&path);
    path.to_string_lossy().replace('\\', "/")
}
