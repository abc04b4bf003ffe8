//! What happened behind a request of the page: the hops between the developer's backend and WeChat, with their virtual times.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::trace::{Body, Lane};

/// One thing that happened behind a request, to be recorded as an event at its virtual time.
#[derive(Debug, Clone, PartialEq)]
pub struct Hop {
    /// Virtual milliseconds: after the page sent its request; in the inbox, since the scenario's start.
    pub after: u64,
    /// Who did it.
    pub lane: Lane,
    /// What happened. In a `Response` the member `of` is 0 and means [`Hop::of`].
    pub body: Body,
    /// For a response: the index of the hop that it answers.
    pub of: Option<usize>,
    /// The index of the hop that led to this one; `None`: the page's request itself, or nothing in the inbox.
    pub cause: Option<usize>,
}

/// The end of an exchange.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outcome {
    /// What happened behind the request, in order.
    pub hops: Vec<Hop>,
    /// Virtual milliseconds from the page's request to the arrival of its reply; `None`: the request never reached an embedded server.
    pub total_latency: Option<u64>,
}

/// A shared log of exchanges. Clones write into the same log.
///
/// Exchanges that run at the same time take effect in the order of their tickets, whichever connection is faster, so that a run never
/// depends on real speed.
#[derive(Debug, Clone, Default)]
pub struct ExchangeLog {
    inner: Arc<Mutex<Inner>>,
    progress: Arc<Notify>,
}

#[derive(Debug, Default)]
struct Inner {
    last: u64,
    open: BTreeMap<u64, Entry>,
    inbox: Vec<Hop>,
}

#[derive(Debug)]
struct Entry {
    requested: u64,
    /// Whether it went to a server that is not ours.
    outside: bool,
    effective: bool,
    outcome: Outcome,
}

/// One exchange of the page, from its sending until its end. Dropping it gives the exchange up.
#[derive(Debug)]
pub struct Ticket {
    id: u64,
    log: ExchangeLog,
}

impl Ticket {
    /// The number to send in the internal header.
    pub fn id(&self) -> u64 {
        self.id
    }

    /// What happened so far; complete once the reply's headers have arrived.
    pub fn outcome(&self) -> Outcome {
        self.log.lock().open.get(&self.id).map(|entry| entry.outcome.clone()).unwrap_or_default()
    }

    /// Ends the exchange and takes what happened.
    pub fn finish(self) -> Outcome {
        self.log.lock().open.remove(&self.id).map(|entry| entry.outcome).unwrap_or_default()
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.log.lock().open.remove(&self.id);
        self.log.progress.notify_waiters();
    }
}

impl ExchangeLog {
    /// An empty log.
    pub fn new() -> Self {
        Self::default()
    }

    /// The page sends a request to an embedded server at virtual time `now`. Take tickets in the order of sending, and only right before sending: a ticket
    /// whose request is not under way holds up those after it.
    pub fn begin(&self, now: u64) -> Ticket {
        self.open(now, false)
    }

    /// The page sends a request to a server that is not ours, and waits for it before anything else happens. Until the ticket's end,
    /// what reaches the platform from outside is that server's doing, and belongs to this exchange.
    pub fn begin_outside(&self, now: u64) -> Ticket {
        self.open(now, true)
    }

    fn open(&self, now: u64, outside: bool) -> Ticket {
        let mut inner = self.lock();
        inner.last += 1;
        let id = inner.last;
        // Nobody waits for the turn of a server that is not ours: it may ask nothing at all.
        inner.open.insert(id, Entry { requested: now, outside, effective: outside, outcome: Outcome::default() });
        Ticket { id, log: self.clone() }
    }

    /// The exchange with a server that is not ours, if one is under way: its number, when it was requested, and when its reply
    /// arrives as far as is known.
    pub(super) fn outside(&self) -> Option<(u64, u64, Option<u64>)> {
        let inner = self.lock();
        let (id, entry) = inner.open.iter().find(|(_, entry)| entry.outside)?;
        Some((*id, entry.requested, entry.outcome.total_latency))
    }

    /// Takes what happened between a user's own backend and the platform since the last time.
    pub fn take_inbox(&self) -> Vec<Hop> {
        std::mem::take(&mut self.lock().inbox)
    }

    /// When the page sent the request of an exchange; `None`: there is no such exchange.
    pub(super) fn requested(&self, id: u64) -> Option<u64> {
        self.lock().open.get(&id).map(|entry| entry.requested)
    }

    /// Waits until all earlier exchanges have taken effect; the guard's end says that this one has.
    pub(super) async fn turn(&self, id: u64) -> Turn {
        let turn = Turn { id, log: self.clone() };
        loop {
            let progress = self.progress.notified();
            if self.lock().open.range(..id).all(|(_, entry)| entry.effective) {
                return turn;
            }
            progress.await;
        }
    }

    /// Adds a hop to an exchange and returns its index.
    pub(super) fn push(&self, id: u64, hop: Hop) -> usize {
        let mut inner = self.lock();
        let Some(entry) = inner.open.get_mut(&id) else { return 0 };
        entry.outcome.hops.push(hop);
        entry.outcome.hops.len() - 1
    }

    /// Adds hops to an exchange; their indices are relative to the first of them.
    pub(super) fn push_all(&self, id: u64, hops: Vec<Hop>) {
        if let Some(entry) = self.lock().open.get_mut(&id) {
            append(&mut entry.outcome.hops, hops);
        }
    }

    /// When the newest hop of an exchange happened, in virtual milliseconds since the request.
    pub(super) fn newest_at(&self, id: u64) -> Option<u64> {
        self.lock().open.get(&id)?.outcome.hops.last().map(|hop| hop.after)
    }

    /// The index of the newest hop of an exchange.
    pub(super) fn newest(&self, id: u64) -> Option<usize> {
        self.lock().open.get(&id).and_then(|entry| entry.outcome.hops.len().checked_sub(1))
    }

    /// Sets when the reply of an exchange arrives.
    pub(super) fn arrives(&self, id: u64, total_latency: u64) {
        if let Some(entry) = self.lock().open.get_mut(&id) {
            entry.outcome.total_latency = Some(total_latency);
        }
    }

    /// Adds hops of a user's own backend; their indices are relative to the first of them.
    pub(super) fn push_inbox(&self, hops: Vec<Hop>) {
        append(&mut self.lock().inbox, hops);
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Adds hops whose indices are relative to the first of them.
fn append(all: &mut Vec<Hop>, hops: Vec<Hop>) {
    let base = all.len();
    all.extend(hops.into_iter().map(|mut hop| {
        hop.of = hop.of.map(|index| index + base);
        hop.cause = hop.cause.map(|index| index + base);
        hop
    }));
}

/// An exchange's turn to take effect.
#[derive(Debug)]
pub(super) struct Turn {
    id: u64,
    log: ExchangeLog,
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(entry) = self.log.lock().open.get_mut(&self.id) {
            entry.effective = true;
        }
        self.log.progress.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(flavor = "current_thread")]
    async fn exchanges_take_effect_in_the_order_of_their_tickets() {
        let log = ExchangeLog::new();
        let (first, second, third) = (log.begin(0), log.begin(0), log.begin(0));
        let order = Arc::new(Mutex::new(Vec::new()));
        let take_turn = |id: u64| {
            let (log, order) = (log.clone(), Arc::clone(&order));
            async move {
                let turn = log.turn(id).await;
                order.lock().unwrap().push(id);
                drop(turn);
            }
        };
        tokio::join!(take_turn(third.id()), take_turn(first.id()), async {
            tokio::task::yield_now().await;
            drop(second);
        });
        assert_eq!(*order.lock().unwrap(), [1, 3]);
    }
}
