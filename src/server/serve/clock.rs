//! The clock of `serve`: real or virtual. The one place where a server looks at the wall clock; no trace is made from it.

use std::time::{SystemTime, UNIX_EPOCH};

/// Which time a service lives in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockKind {
    /// Real time, and whatever the control plane adds to it.
    Real,
    /// Time that stands still until the control plane moves it.
    Virtual,
}

impl ClockKind {
    /// `real` or `virtual`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Real => "real",
            Self::Virtual => "virtual",
        }
    }
}

/// Milliseconds since the service's state began. It never goes back.
#[derive(Debug)]
pub(super) struct ServiceClock {
    kind: ClockKind,
    /// The beginning, in milliseconds since 1970.
    start: i64,
    /// What the control plane added.
    pub(super) added: u64,
    last: u64,
}

impl ServiceClock {
    pub(super) fn new(kind: ClockKind, start: i64, added: u64) -> Self {
        Self { kind, start, added, last: 0 }
    }

    pub(super) fn kind(&self) -> ClockKind {
        self.kind
    }

    pub(super) fn now(&mut self) -> u64 {
        let since = match self.kind {
            ClockKind::Real => u64::try_from(unix_millis() - self.start).unwrap_or(0),
            ClockKind::Virtual => 0,
        };
        // The machine's clock may be set back, but codes do not become younger.
        self.last = self.last.max(since + self.added);
        self.last
    }
}

/// The machine's time in milliseconds since 1970.
#[expect(clippy::disallowed_methods, reason = "`serve` lives in real time, unless it is told otherwise")]
pub(super) fn unix_millis() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn virtual_time_moves_only_when_told() {
        let mut clock = ServiceClock::new(ClockKind::Virtual, 0, 5);
        assert_eq!((clock.now(), clock.now()), (5, 5));
        clock.added = 9;
        assert_eq!(clock.now(), 9);
    }

    #[test]
    fn real_time_goes_on_and_never_back() {
        let mut clock = ServiceClock::new(ClockKind::Real, unix_millis() - 1000, 500);
        let first = clock.now();
        assert!((1500..60_000).contains(&first), "{first}");
        clock.added = 0;
        assert!(clock.now() >= first);
    }
}
