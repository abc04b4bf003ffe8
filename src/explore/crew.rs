//! Running paths in worker processes: the searching side sends trails, the working side answers with what each run gave.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use sha2::{Digest as _, Sha256};

use super::cut::Cut;
use super::path::Trail;
use super::search::{Paths, Ran};
use crate::host::worker::{Answer, Program, Worker};
use crate::host::{HostError, Verdict};
use crate::lang::Message;
use crate::world::choice::{Choices, Offer};

/// How worker processes are started, and what each is told first.
#[derive(Debug, Clone)]
pub struct Crew {
    /// The binary and its arguments.
    pub program: Program,
    /// The first message: what is explored. A worker answers it with nothing, or with why it cannot work.
    pub setup: Vec<u8>,
}

/// How many trails a worker is sent at a time, so that it does not wait for the next.
const WINDOW: usize = 4;
/// How much longer than a run's own deadline a path may keep a worker.
const GRACE: Duration = Duration::from_secs(5);
/// How often a path is tried whose worker dies.
const TRIES: usize = 2;

/// The workers of one exploration; each is started when there is something for it to do.
#[derive(Debug)]
pub(super) struct Hands<'c> {
    crew: &'c Crew,
    /// How long one path may take.
    within: Duration,
    idle: Mutex<Vec<Worker>>,
}

type Result1 = Option<Result<Ran, HostError>>;

impl<'c> Hands<'c> {
    pub(super) fn new(crew: &'c Crew, deadline: Duration) -> Self {
        Self { crew, within: deadline.saturating_add(GRACE), idle: Mutex::default() }
    }

    /// Runs paths on so many workers; a result is absent where the search was stopped before.
    pub(super) fn run(
        &self,
        trails: &[Trail],
        jobs: usize,
        interrupt: &AtomicBool,
        stop: &(impl Fn() -> Option<Cut> + Sync),
    ) -> Vec<Result1> {
        let results: Mutex<Vec<Result1>> = Mutex::new(trails.iter().map(|_| None).collect());
        let next = AtomicUsize::new(0);
        // Few paths are spread over the workers rather than given to the first.
        let window = WINDOW.min(trails.len().div_ceil(jobs)).max(1);
        let work = || {
            let mut worker = None;
            while stop().is_none() {
                let first = next.fetch_add(window, Ordering::Relaxed);
                let Some(some) = trails.get(first..).map(|rest| &rest[..rest.len().min(window)]).filter(|some| !some.is_empty())
                else {
                    break;
                };
                let done = self.window(some, &mut worker, interrupt);
                let mut results = results.lock().unwrap_or_else(PoisonError::into_inner);
                for (offset, result) in done.into_iter().enumerate() {
                    results[first + offset] = result;
                }
            }
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).extend(worker);
        };
        thread::scope(|scope| {
            for _ in 1..jobs.min(trails.len()) {
                scope.spawn(work);
            }
            work();
        });
        results.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs some paths on one worker, and on others when it dies.
    fn window(&self, trails: &[Trail], worker: &mut Option<Worker>, interrupt: &AtomicBool) -> Vec<Result1> {
        let mut results = Vec::new();
        let mut tries = 0;
        while results.len() < trails.len() {
            let left = &trails[results.len()..];
            let at_work = match self.take(worker, interrupt) {
                Ok(Some(at_work)) => at_work,
                Ok(None) => return all_absent(results, trails.len()),
                Err(error) => {
                    results.push(Some(Err(error)));
                    return all_absent(results, trails.len());
                }
            };
            for trail in left {
                at_work.ask(&serde_json::to_vec(trail).unwrap_or_default());
            }
            for trail in left {
                let end = match at_work.answer(self.within, interrupt) {
                    Answer::Told(message) => match serde_json::from_slice::<Told>(&message) {
                        Ok(told) => {
                            tries = 0;
                            results.push(Some(told.result));
                            if !told.spent {
                                continue;
                            }
                            // The rest goes to the next worker.
                            None
                        }
                        Err(error) => Some(error.to_string()),
                    },
                    Answer::Died(how) => Some(how),
                    Answer::Late => {
                        results.push(Some(Ok(Ran::ended(trail, "deadline", "deadline"))));
                        None
                    }
                    Answer::Interrupted => {
                        *worker = None;
                        return all_absent(results, trails.len());
                    }
                };
                *worker = None;
                if let Some(how) = end {
                    tries += 1;
                    if tries >= TRIES {
                        tries = 0;
                        results.push(Some(Ok(Ran::ended(trail, "process", &how))));
                    }
                }
                break;
            }
        }
        results
    }

    /// The worker at hand, an idle one, or a new one; none when the search was interrupted.
    fn take<'w>(&self, worker: &'w mut Option<Worker>, interrupt: &AtomicBool) -> Result<Option<&'w mut Worker>, HostError> {
        if worker.is_none() {
            *worker = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        }
        if worker.is_none() {
            let internal = |why: String| HostError::Internal(format!("no worker process: {why}"));
            let mut new = Worker::start(&self.crew.program).map_err(|error| internal(error.to_string()))?;
            new.ask(&self.crew.setup);
            match new.answer(self.within, interrupt) {
                Answer::Told(message) if message.is_empty() => *worker = Some(new),
                Answer::Told(message) => return Err(internal(String::from_utf8_lossy(&message).into_owned())),
                Answer::Died(how) => return Err(internal(how)),
                Answer::Late => return Err(internal("it does not begin".to_owned())),
                Answer::Interrupted => return Ok(None),
            }
        }
        Ok(worker.as_mut())
    }
}

fn all_absent(mut results: Vec<Result1>, count: usize) -> Vec<Result1> {
    results.resize_with(count, || None);
    results
}

impl Ran {
    /// What is known of a path whose worker ended.
    fn ended(trail: &Trail, limit: &str, how: &str) -> Self {
        // Its choices were met, or the path would count as one that never came to them.
        let met = |key: &Arc<str>| Offer { key: key.to_string(), pinned: true, initial: false, others: Vec::new() };
        Self {
            offers: trail.taken.iter().map(|taken| met(&taken.key)).collect(),
            story: Sha256::digest(format!("{limit}\n{how}")).into(),
            sees: Message::new(
                format!("不知道：运行它的工作进程结束了（{how}）"),
                format!("unknown: the worker process that ran it ended ({how})"),
            ),
            findings: Vec::new(),
            end: format!("limit: {limit}"),
            verdict: Verdict::Limit(limit.to_owned()),
            composition: String::new(),
            coverage: None,
        }
    }
}

/// What a worker answers to a trail.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
struct Told {
    result: Result<Ran, HostError>,
    /// Whether the worker should be replaced.
    spent: bool,
}

/// The working side: answers trails of these paths until it is dropped.
pub(crate) fn answer(paths: &Paths, message: &[u8], full: bool) -> Vec<u8> {
    let result = match serde_json::from_slice::<Trail>(message) {
        Ok(trail) => {
            let mut results = paths.run(std::slice::from_ref(&trail), &AtomicBool::new(false), &|| false, Choices::noted);
            results.pop().unwrap_or_else(|| Err(HostError::Internal("a path was not run".to_owned())))
        }
        Err(error) => Err(HostError::Internal(error.to_string())),
    };
    let left_behind = matches!(&result, Ok(Ran { verdict: Verdict::Limit(name), .. }) if name != "loop_iterations");
    serde_json::to_vec(&Told { result, spent: full || left_behind }).unwrap_or_default()
}
