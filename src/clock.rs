//! The virtual clock that `Date`, timers, the world and the trace read: milliseconds since the scenario's start.

pub(crate) mod millis;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

pub use millis::Millis;

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

/// An instant, in milliseconds since 1970, as ISO 8601 in Asia/Shanghai: `2020-10-06T10:56:00+08:00`.
pub fn iso(millis: i64) -> String {
    let local = millis + 8 * 3_600_000;
    let days = local.div_euclid(86_400_000);
    let of_day = local.rem_euclid(86_400_000);
    let (year, month, day) = civil_from_days(days);
    let (hours, minutes, seconds) = (of_day / 3_600_000, of_day / 60_000 % 60, of_day / 1000 % 60);
    let fraction = match of_day % 1000 {
        0 => String::new(),
        millis => format!(".{millis:03}"),
    };
    format!("{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{seconds:02}{fraction}+08:00")
}

/// Year, month and day of a number of days since 1970-01-01, in the proleptic Gregorian calendar.
pub fn civil_from_days(days: i64) -> (i64, u32, u32) {
    // By eras of 400 years that begin on 1 March, so that the leap day comes last.
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let day_of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, u32::try_from(month).unwrap_or(1), u32::try_from(day).unwrap_or(1))
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

    #[test]
    fn days_are_those_of_the_calendar() {
        assert_eq!(civil_from_days(0), (1970, 1, 1));
        assert_eq!(civil_from_days(18_541), (2020, 10, 6));
        assert_eq!(civil_from_days(11_016), (2000, 2, 29));
        assert_eq!(civil_from_days(-1), (1969, 12, 31));
    }
}
