//! The virtual clock that `Date`, timers, the world and the trace read: milliseconds since the scenario's start.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

/// A shared virtual clock. Clones read and move the same time; only the engine's event loop moves it.
#[derive(Debug, Clone)]
pub struct Clock {
    now: Arc<AtomicU64>,
    start: Arc<AtomicI64>,
}

impl Clock {
    /// A clock at 0 ms whose start stands for the instant `start`, in milliseconds since 1970-01-01T00:00:00Z.
    pub fn starting_at(start: i64) -> Self {
        Self { now: Arc::new(AtomicU64::new(0)), start: Arc::new(AtomicI64::new(start)) }
    }

    /// Virtual milliseconds since the scenario's start: the `t` of a trace.
    pub fn now(&self) -> u64 {
        self.now.load(Ordering::Relaxed)
    }

    /// The same instant as milliseconds since 1970, as `Date.now()` shows it.
    pub fn unix_millis(&self) -> i64 {
        self.start.load(Ordering::Relaxed) + self.now().cast_signed()
    }

    /// Moves the clock forward to `t`; a time in the past leaves it where it is.
    pub fn advance_to(&self, t: u64) {
        self.now.fetch_max(t, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_share_the_time_and_it_never_goes_back() {
        let clock = Clock::starting_at(1_000);
        let other = clock.clone();
        clock.advance_to(30);
        clock.advance_to(10);
        assert_eq!((other.now(), other.unix_millis()), (30, 1_030));
    }
}
