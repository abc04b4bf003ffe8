//! Running paths in worker processes: the searching side sends trails, the working side answers with what each run gave.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use sha2::{Digest as _, Sha256};

use super::cut::Cut;
use super::known::Decision;
use super::path::Trail;
use super::search::{Paths, Ran};
use super::speech::{Question, Slim, Speech, Told};
use crate::host::worker::{Answer, Program, Worker};
use crate::host::{Finished, HostError, Verdict};
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

/// How many trails a worker is sent at a time.
const WINDOW: usize = 8;
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
    idle: Mutex<Vec<Hand>>,
}

/// A worker, and what it has said.
#[derive(Debug)]
struct Hand {
    worker: Worker,
    heard: Speech,
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
    fn window(&self, trails: &[Trail], hand: &mut Option<Hand>, interrupt: &AtomicBool) -> Vec<Result1> {
        let mut results = Vec::new();
        // When a worker ends, its trails are run one by one, to find the one that ends it.
        let (mut tries, mut at_once) = (0, trails.len());
        while results.len() < trails.len() {
            let left = &trails[results.len()..];
            let asked = &left[..left.len().min(at_once)];
            let Hand { worker, heard } = match self.take(hand, interrupt) {
                Ok(Some(at_work)) => at_work,
                Ok(None) => return all_absent(results, trails.len()),
                Err(error) => {
                    results.push(Some(Err(error)));
                    return all_absent(results, trails.len());
                }
            };
            let questions: Vec<Question> = asked.iter().map(Question::of).collect();
            worker.ask(&serde_json::to_vec(&questions).unwrap_or_default());
            let within = self.within.saturating_mul(u32::try_from(asked.len()).unwrap_or(u32::MAX));
            let end = match worker.answer(within, interrupt) {
                Answer::Told(message) => match heard_in(&message, asked.len(), heard) {
                    Ok((told, spent)) => {
                        tries = 0;
                        results.extend(told.into_iter().map(Some));
                        if spent {
                            // The rest goes to the next worker.
                            *hand = None;
                        }
                        continue;
                    }
                    Err(error) => ("process", error),
                },
                Answer::Died(how) => ("process", how),
                Answer::Late => ("deadline", "deadline".to_owned()),
                Answer::Interrupted => {
                    *hand = None;
                    return all_absent(results, trails.len());
                }
            };
            *hand = None;
            if asked.len() > 1 {
                at_once = 1;
                continue;
            }
            tries += 1;
            let (limit, how) = end;
            if tries >= TRIES || limit == "deadline" {
                tries = 0;
                results.push(Some(Ok(Ran::ended(&left[0], limit, &how))));
            }
        }
        results
    }

    /// The worker at hand, an idle one, or a new one; none when the search was interrupted.
    fn take<'w>(&self, hand: &'w mut Option<Hand>, interrupt: &AtomicBool) -> Result<Option<&'w mut Hand>, HostError> {
        if hand.is_none() {
            *hand = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        }
        if hand.is_none() {
            let internal = |why: String| HostError::Internal(format!("no worker process: {why}"));
            let mut new = Worker::start(&self.crew.program).map_err(|error| internal(error.to_string()))?;
            new.ask(&self.crew.setup);
            match new.answer(self.within, interrupt) {
                Answer::Told(message) if message.is_empty() => *hand = Some(Hand { worker: new, heard: Speech::default() }),
                Answer::Told(message) => return Err(internal(String::from_utf8_lossy(&message).into_owned())),
                Answer::Died(how) => return Err(internal(how)),
                Answer::Late => return Err(internal("it does not begin".to_owned())),
                Answer::Interrupted => return Ok(None),
            }
        }
        Ok(hand.as_mut())
    }
}

/// The results in a worker's answer to so many trails, and whether the worker should be replaced.
fn heard_in(message: &[u8], asked: usize, heard: &mut Speech) -> Result<(Vec<Result<Ran, HostError>>, bool), String> {
    let Told { results, spent } = serde_json::from_slice(message).map_err(|error| error.to_string())?;
    if results.is_empty() || results.len() > asked {
        return Err(format!("{} answers to {asked} paths", results.len()));
    }
    let unheard = || "it speaks of what it has not told".to_owned();
    let hear = |result: Result<Slim, HostError>| match result {
        Ok(slim) => heard.hear(slim).map(Ok).ok_or_else(unheard),
        Err(error) => Ok(Err(error)),
    };
    Ok((results.into_iter().map(hear).collect::<Result<_, _>>()?, spent))
}

fn all_absent(mut results: Vec<Result1>, count: usize) -> Vec<Result1> {
    results.resize_with(count, || None);
    results
}

impl Ran {
    /// What is known of a path whose worker ended.
    fn ended(trail: &Trail, limit: &str, how: &str) -> Self {
        // Its choices were met, or the path would count as one that never came to them.
        let met = |key: &Arc<str>| {
            Arc::new(Decision::from(Offer { key: key.to_string(), pinned: true, initial: false, others: Vec::new() }))
        };
        Self {
            offers: trail.taken.iter().map(|taken| met(&taken.key)).collect(),
            story: Sha256::digest(format!("{limit}\n{how}")).into(),
            sees: Arc::new(Message::new(
                format!("不知道：运行它的工作进程结束了（{how}）"),
                format!("unknown: the worker process that ran it ended ({how})"),
            )),
            findings: Vec::new(),
            end: format!("limit: {limit}").into(),
            verdict: Verdict::Limit(limit.to_owned()),
            composition: Arc::default(),
            coverage: None,
        }
    }
}

/// The working side: answers trails of these paths until it is dropped.
pub(crate) fn answer(paths: &Paths, message: &[u8], full: bool, said: &mut Speech) -> Vec<u8> {
    let told = match serde_json::from_slice::<Vec<Question>>(message) {
        Ok(questions) => {
            let trails: Vec<Trail> = questions.into_iter().map(Question::trail).collect();
            // A path that leaves a thread behind is this worker's last.
            let left_behind = Arc::new(AtomicBool::new(false));
            let note = Arc::clone(&left_behind);
            let known = Arc::clone(&paths.known);
            let then = move |finished: Finished, choices: &Choices| {
                let ran = Ran::of(finished, choices, &known);
                let leaves = matches!(&ran.verdict, Verdict::Limit(name) if name != "loop_iterations");
                note.fetch_or(leaves, Ordering::Relaxed);
                ran
            };
            let halt = || left_behind.load(Ordering::Relaxed);
            let results = paths.run(&trails, &AtomicBool::new(false), &halt, Choices::noted, then);
            let results = results.into_iter().map(|result| result.map(|ran| said.say(ran))).collect();
            Told { results, spent: full || halt() }
        }
        Err(error) => Told { results: vec![Err(HostError::Internal(error.to_string()))], spent: full },
    };
    serde_json::to_vec(&told).unwrap_or_default()
}
