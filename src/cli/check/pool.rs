//! Running scenarios on several workers; their results come back in order, whatever the number of workers.
//!
//! Each worker is a process of its own, started when there is something for it to do, and replaced when it died, did not
//! answer, or holds too much. Where processes cannot be started, the same work is done on threads.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use super::find::Item;
use super::ran::{Ran, Reply};
use super::work::{Job, Workshop};
use crate::cli::{Exit, failure::Failure};
use crate::host::worker::{Answer, Program, Worker};
use crate::host::{Contexts, Keep};
use crate::source::Problem;

/// How far the workers may run ahead of the results taken, for each of them; more would only fill the memory.
const AHEAD: usize = 4;
/// How much longer than its own deadline a scenario may keep a worker, which ends it at the deadline by itself.
const GRACE: Duration = Duration::from_secs(5);
/// How often a scenario is tried whose worker dies: others may be to blame for the first time, such as a full memory.
const TRIES: usize = 2;

/// How scenarios are run.
#[derive(Debug)]
pub(super) struct Crew {
    /// How many at a time.
    pub jobs: usize,
    /// How often each.
    pub repeat: usize,
    /// What to keep of each besides its trace.
    pub keep: Keep,
    /// Another number each time that files may have changed.
    pub round: usize,
    /// How worker processes are started; without it, threads do the work.
    pub program: Option<Program>,
    /// What scenarios that run one after another share.
    pub contexts: Contexts,
    pub interrupt: Arc<AtomicBool>,
}

impl Crew {
    /// Runs all items and hands each result to `take` in the order of the items, until that breaks.
    pub fn run_all(&self, items: &[Item], mut take: impl FnMut(usize, Result<Ran, Failure>) -> ControlFlow<()>) {
        let (send_job, receive_job) = mpsc::channel::<usize>();
        let receive_job = Mutex::new(receive_job);
        let (send_result, receive_result) = mpsc::channel();
        thread::scope(|scope| {
            for _ in 0..self.jobs.min(items.len()) {
                let (receive_job, send_result) = (&receive_job, send_result.clone());
                scope.spawn(move || {
                    let mut hand = Hand { crew: self, worker: None, shop: Workshop::default() };
                    loop {
                        let job = receive_job.lock().unwrap_or_else(PoisonError::into_inner).recv();
                        let Ok(index) = job else { break };
                        if send_result.send((index, hand.run(&items[index]))).is_err() {
                            break;
                        }
                    }
                });
            }
            drop(send_result);
            let (mut sent, mut taken) = (0, 0);
            let mut early = BTreeMap::new();
            while taken < items.len() {
                while sent < items.len() && sent < taken + self.jobs * AHEAD && send_job.send(sent).is_ok() {
                    sent += 1;
                }
                let Ok((index, result)) = receive_result.recv() else { break };
                early.insert(index, result);
                while let Some(result) = early.remove(&taken) {
                    if take(taken, result).is_break() || self.interrupt.load(Ordering::Relaxed) {
                        // What is still in the queue is not begun.
                        drop(send_job);
                        let _ = receive_job.lock().map(|queue| queue.try_iter().count());
                        return;
                    }
                    taken += 1;
                }
            }
            drop(send_job);
        });
    }
}

/// One of the crew.
struct Hand<'c> {
    crew: &'c Crew,
    worker: Option<Worker>,
    /// For work without a process.
    shop: Workshop,
}

impl Hand<'_> {
    fn run(&mut self, item: &Item) -> Result<Ran, Failure> {
        let crew = self.crew;
        let (repeat, keep, round) = (crew.repeat, crew.keep, crew.round);
        let (file, name) = (item.path.to_string().into(), item.name.clone());
        let job = Job { file, index: item.index, name, repeat, keep, round, contexts: crew.contexts };
        let times = u32::try_from(repeat).unwrap_or(u32::MAX);
        let within = item.deadline.saturating_mul(times).saturating_add(GRACE);
        let mut ended = String::new();
        for _ in 0..TRIES {
            let Some(worker) = self.worker() else { return self.shop.run(&job, &crew.interrupt) };
            worker.ask(&serde_json::to_vec(&job).unwrap_or_default());
            match worker.answer(within, &crew.interrupt) {
                Answer::Told(message) => {
                    let reply: Reply = match serde_json::from_slice(&message) {
                        Ok(reply) => reply,
                        Err(error) => {
                            ended = error.to_string();
                            self.worker = None;
                            continue;
                        }
                    };
                    if reply.spent {
                        self.worker = None;
                    }
                    return reply.into_result();
                }
                Answer::Died(how) => ended = how,
                Answer::Late => {
                    self.worker = None;
                    return Err(late(within));
                }
                Answer::Interrupted => {
                    self.worker = None;
                    return Ok(Ran::interrupted());
                }
            }
            self.worker = None;
            if crew.interrupt.load(Ordering::Relaxed) {
                return Ok(Ran::interrupted());
            }
        }
        Err(died(&ended))
    }

    /// A worker that lives; none where there can be none.
    fn worker(&mut self) -> Option<&mut Worker> {
        if self.worker.is_none() {
            self.worker = Worker::start(self.crew.program.as_ref()?).ok();
        }
        self.worker.as_mut()
    }
}

fn died(how: &str) -> Failure {
    let problem = Problem::new(
        format!("运行它的工作进程两次意外结束（{how}）：程序用完了内存或栈，或有人结束了进程"),
        format!("its worker process ended twice ({how}): the program used up memory or stack, or somebody ended the process"),
    );
    Failure::new(Exit::Limit, problem.help("减小 limits.memory，或单独运行它看看", "lower limits.memory, or run it by itself"))
}

fn late(within: Duration) -> Failure {
    let seconds = within.as_secs();
    let problem = Problem::new(
        format!("工作进程 {seconds} 秒没有回应，被结束（limits.deadline）"),
        format!("its worker process gave no answer for {seconds} s and was ended (limits.deadline)"),
    );
    Failure::new(Exit::Limit, problem)
}
