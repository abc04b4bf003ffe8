//! Running scenarios on several threads; their results come back in order, whatever the number of threads.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;

use super::find::Item;
use crate::cli::failure::Failure;
use crate::cli::select;
use crate::host::{self, Finished, Plan};
use crate::report::text::{Options, render};

/// How far the threads may run ahead of the results taken, for each thread; more would only fill the memory.
const AHEAD: usize = 4;

/// What came of one scenario.
#[derive(Debug)]
pub(super) struct Ran {
    pub finished: Finished,
    /// The trace as it is approved.
    pub text: String,
    /// The first repetition that was not the same.
    pub unlike: Option<Box<Finished>>,
}

/// Runs all items, `repeat` times each, and hands each result to `take` in the order of the items, until that breaks.
pub(super) fn run_all(
    items: &[Item],
    (jobs, repeat): (usize, usize),
    interrupt: &Arc<AtomicBool>,
    mut take: impl FnMut(usize, Result<Ran, Failure>) -> ControlFlow<()>,
) {
    let (send_job, receive_job) = mpsc::channel::<usize>();
    let receive_job = Mutex::new(receive_job);
    let (send_result, receive_result) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..jobs.min(items.len()) {
            let (receive_job, send_result) = (&receive_job, send_result.clone());
            scope.spawn(move || {
                loop {
                    let job = receive_job.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok(index) = job else { break };
                    if send_result.send((index, run_one(&items[index], repeat, interrupt))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(send_result);
        let (mut sent, mut taken) = (0, 0);
        let mut early = BTreeMap::new();
        while taken < items.len() {
            while sent < items.len() && sent < taken + jobs * AHEAD && send_job.send(sent).is_ok() {
                sent += 1;
            }
            let Ok((index, result)) = receive_result.recv() else { break };
            early.insert(index, result);
            while let Some(result) = early.remove(&taken) {
                if take(taken, result).is_break() || interrupt.load(Ordering::Relaxed) {
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

fn run_one(item: &Item, repeat: usize, interrupt: &Arc<AtomicBool>) -> Result<Ran, Failure> {
    let (sources, scenario) = select::open(&item.file, item.index)?;
    let calls = scenario.call.clone().unwrap_or_default();
    let run = || {
        let plan = Plan {
            sources: sources.clone(),
            scenario: scenario.clone(),
            routes: item.file.file.routes.clone(),
            ad_hoc_calls: Vec::new(),
            allow_hosts: Vec::new(),
            platform_addr: None,
            proxy: None,
            last: false,
        };
        host::run(plan, Arc::clone(interrupt)).map_err(|error| Failure::of_host(error, &sources, &calls))
    };
    let finished = run()?;
    let mut unlike = None;
    for _ in 1..repeat {
        if interrupt.load(Ordering::Relaxed) {
            break;
        }
        let again = run()?;
        if again.trace != finished.trace {
            unlike = Some(Box::new(again));
            break;
        }
    }
    Ok(Ran { text: render(&finished.trace, &Options::default()), finished, unlike })
}
