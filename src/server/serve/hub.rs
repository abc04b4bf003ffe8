//! The state of `serve`, behind one lock, and the rule that nothing is answered before it is saved.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::oneshot;

use super::clock::ServiceClock;
use super::heard::Calls;
use super::inject::Injected;
use super::store::{Origin, Record, StateError, Store};
use super::writer::{Saved, Writer};
use crate::world::epoch::Rules;
use crate::world::platform::{Limits, Platform};

/// What requests change.
#[derive(Debug)]
pub(super) struct Core {
    pub(super) platform: Platform,
    pub(super) injected: Vec<Injected>,
    pub(super) calls: Calls,
    pub(super) clock: ServiceClock,
    birth: Birth,
}

/// What a platform needs to come into being, at the start and again when something could not be saved.
#[derive(Debug, Clone)]
pub(super) struct Birth {
    pub(super) origin: Origin,
    pub(super) rules: Rules,
    pub(super) limits: bool,
    /// How often it was born in this process.
    pub(super) times: u32,
}

impl Birth {
    fn platform(&mut self) -> Platform {
        self.times += 1;
        let limits = if self.limits { Limits::documented() } else { Limits::off() };
        let generation = format!("{}.{}", self.origin.generation, self.times);
        Platform::of_service(self.origin.seed, &self.rules, self.origin.start, &generation, limits)
    }
}

impl Core {
    /// The state as it was saved, or a new one.
    pub(super) fn new(mut birth: Birth, store: Option<&Store>) -> Result<Self, StateError> {
        let mut platform = birth.platform();
        let mut injected = Vec::new();
        let mut clock = ServiceClock::new(birth.origin.clock, birth.origin.start, 0);
        if let Some(store) = store {
            clock.added = store.added()?;
            store.load(|change| platform.restore(change))?;
            injected = store.injected()?;
            platform.keep_changes();
        }
        Ok(Self { platform, injected, calls: Calls::default(), clock, birth })
    }

    /// Takes the state back to what was saved. If even that cannot be read, the state stays, and saving keeps failing until it can.
    pub(super) fn go_back(&mut self, store: &Store) {
        if let Ok(back) = Self::new(self.birth.clone(), Some(store)) {
            self.birth.times = back.birth.times;
            self.platform = back.platform;
            self.injected = back.injected;
            self.clock = back.clock;
        }
    }
}

/// The state and its writer.
#[derive(Debug)]
pub(super) struct Hub {
    core: Arc<Mutex<Core>>,
    writer: Option<Writer>,
}

/// What a piece of work came to, once it may be told.
#[derive(Debug)]
pub(super) struct Pending<T> {
    result: T,
    saved: Option<oneshot::Receiver<Saved>>,
}

impl<T> Pending<T> {
    /// Waits until what the work changed is saved.
    ///
    /// # Errors
    /// It could not be saved, and nothing has changed.
    pub(super) async fn told(self) -> Result<T, Arc<StateError>> {
        if let Some(saved) = self.saved {
            saved.await.unwrap_or_else(|_| Err(Arc::new(StateError::Sqlite("the state is closed".to_owned()))))?;
        }
        Ok(self.result)
    }
}

impl Hub {
    pub(super) fn new(core: Core, store: Option<Store>) -> std::io::Result<Self> {
        let core = Arc::new(Mutex::new(core));
        let writer = store.map(|store| Writer::start(store, Arc::clone(&core))).transpose()?;
        Ok(Self { core, writer })
    }

    /// Looks at the state, or notes what need not be saved.
    pub(super) fn peek<T>(&self, look: impl FnOnce(&mut Core) -> T) -> T {
        look(&mut self.core.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Works on the state at the clock's time.
    pub(super) fn work<T>(&self, work: impl FnOnce(&mut Core, u64) -> T) -> Pending<T> {
        let mut core = self.core.lock().unwrap_or_else(PoisonError::into_inner);
        let injected = core.injected.iter().map(|injected| injected.times).collect::<Vec<_>>();
        let added = core.clock.added;
        let now = core.clock.now();
        let result = work(&mut core, now);
        let Some(writer) = &self.writer else { return Pending { result, saved: None } };
        let mut records: Vec<Record> = core.platform.take_changes().into_iter().map(Record::Platform).collect();
        if core.injected.iter().map(|injected| injected.times).ne(injected) {
            records.push(Record::Injected(core.injected.clone()));
        }
        if core.clock.added != added {
            records.push(Record::Added(core.clock.added));
        }
        Pending { result, saved: writer.save(records) }
    }
}
