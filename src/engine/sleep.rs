//! An app in the background, whose thread is suspended: what was planned waits until it is woken.

use std::rc::Rc;

use boa_engine::Context;

use super::host::{Due, Host};

/// What is planned while an app is suspended, and what wakes it.
#[derive(Default)]
pub(super) struct Sleep {
    /// What waits, with its time and number.
    waiting: Vec<((u64, u64), Due)>,
    /// The numbers of tasks that do not wait.
    awake: Vec<u64>,
}

impl Host {
    /// Plans a task as [`Host::after`] does, which runs even while the app is suspended.
    pub fn after_awake(&self, after: u64, task: impl FnOnce(&Rc<Self>, &mut Context) + 'static) {
        let sequence = self.after(after, task);
        self.sleep.borrow_mut().awake.push(sequence);
    }

    /// Suspends the app: nothing that is planned happens before [`Host::wake`]. Whether anything was planned.
    pub fn fall_asleep(&self) -> bool {
        let mut sleep = self.sleep.borrow_mut();
        let (runs, waits) = self.due.take().into_iter().partition(|((_, sequence), _)| sleep.awake.contains(sequence));
        self.due.replace(runs);
        let waits: std::collections::BTreeMap<(u64, u64), Due> = waits;
        let is_anything = !waits.is_empty();
        sleep.waiting.extend(waits);
        is_anything
    }

    /// Wakes the app: what should have happened meanwhile happens now, in its order.
    pub fn wake(&self) {
        let now = self.clock.now();
        let waiting = std::mem::take(&mut self.sleep.borrow_mut().waiting);
        self.due.borrow_mut().extend(waiting.into_iter().map(|((due, sequence), what)| ((due.max(now), sequence), what)));
    }

    /// Takes a task that waits out again.
    pub(super) fn cancel_sleeper(&self, sequence: u64) {
        let mut sleep = self.sleep.borrow_mut();
        if let Some(index) = sleep.waiting.iter().position(|((_, known), _)| *known == sequence) {
            let waited = sleep.waiting.remove(index);
            drop(sleep);
            drop(waited);
        }
    }

    /// Whether anything waits to be woken.
    pub(super) fn is_asleep(&self) -> bool {
        !self.sleep.borrow().waiting.is_empty()
    }

    /// Takes out everything that waits.
    pub(super) fn let_sleepers_go(&self) {
        // Out first and then away: what is dropped may look at the host.
        let sleep = self.sleep.take();
        drop(sleep);
    }
}
