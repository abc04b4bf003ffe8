//! Saving before answering: one thread commits what many requests changed, all together, and only then are they answered.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use tokio::sync::oneshot;

use super::hub::Core;
use super::store::{Record, StateError, Store};

/// The most requests in one commit.
const TOGETHER: usize = 4096;

/// What became of a request's changes: nothing, or why they could not be saved.
pub(super) type Saved = Result<(), Arc<StateError>>;

struct Batch {
    records: Vec<Record>,
    done: oneshot::Sender<Saved>,
}

/// The way to the thread. When it is dropped, the thread saves what is left and ends.
#[derive(Debug)]
pub(super) struct Writer {
    batches: Option<Sender<Batch>>,
    /// How many batches were sent and are not saved yet.
    waiting: Arc<AtomicU64>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread. `core` is where the state is taken back to what was saved if something cannot be saved.
    pub(super) fn start(store: Store, core: Arc<Mutex<Core>>) -> std::io::Result<Self> {
        let (batches, inbox) = mpsc::channel();
        let waiting = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&waiting);
        let work = move || write(store, &inbox, &core, &counted);
        let thread = std::thread::Builder::new().name("state".to_owned()).spawn(work)?;
        Ok(Self { batches: Some(batches), waiting, thread: Some(thread) })
    }

    /// Saves changes. Call it while the state is locked, so that changes are saved in the order in which they were made. `None`: there
    /// is nothing to wait for. Even an answer that changed nothing waits for those before it: it may tell of them.
    pub(super) fn save(&self, records: Vec<Record>) -> Option<oneshot::Receiver<Saved>> {
        if records.is_empty() && self.waiting.load(Ordering::Acquire) == 0 {
            return None;
        }
        let (done, saved) = oneshot::channel();
        self.waiting.fetch_add(1, Ordering::AcqRel);
        // Without its thread the receiver fails, which is told like any failure to save.
        let _ = self.batches.as_ref().map(|batches| batches.send(Batch { records, done }));
        Some(saved)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.batches = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn write(mut store: Store, inbox: &Receiver<Batch>, core: &Mutex<Core>, waiting: &AtomicU64) {
    while let Ok(first) = inbox.recv() {
        let mut together = vec![first];
        together.extend(inbox.try_iter().take(TOGETHER - 1));
        let result = store.save(together.iter().flat_map(|batch| &batch.records));
        let result = result.map_err(|error| {
            // The state goes back to what was saved. Until it has, nothing else may change it; what came since then rests on what is lost.
            let mut core = core.lock().unwrap_or_else(PoisonError::into_inner);
            together.extend(inbox.try_iter());
            core.go_back(&store);
            waiting.fetch_sub(together.len() as u64, Ordering::AcqRel);
            Arc::new(error)
        });
        if result.is_ok() {
            waiting.fetch_sub(together.len() as u64, Ordering::AcqRel);
        }
        for batch in together {
            // Whoever no longer waits need not be told.
            let _ = batch.done.send(result.clone());
        }
    }
}
