//! When each base library version came out, as far as WeChat's own pages tell the day.

use super::{Date, Version};

/// One dated release of the base library.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Release {
    /// The day the changelog gives.
    pub date: Date,
    /// The version.
    pub version: Version,
}

const fn release(y: i32, m: u32, d: u32, major: u32, minor: u32, patch: u32) -> Release {
    Release { date: Date::known(y, m, d), version: Version(major, minor, patch) }
}

/// Dated releases, oldest first. Not every release: those whose day the official changelog (`framework/release`, its v1 and v2
/// pages) or an announcement in the official community states. A day between two entries gets the earlier one.
///
/// Two entries are not from there: the first stands for the day mini-programs opened to the public, and the last for the newest
/// version this program knows, dated by the day its documentation was read.
pub const RELEASES: &[Release] = &[
    release(2017, 1, 9, 1, 0, 0),
    release(2017, 3, 31, 1, 1, 0),
    release(2017, 12, 7, 1, 7, 0),
    release(2018, 3, 5, 1, 9, 92),
    release(2018, 3, 8, 1, 9, 93),
    release(2018, 3, 15, 1, 9, 94),
    release(2018, 3, 20, 1, 9, 95),
    release(2018, 3, 22, 1, 9, 96),
    release(2018, 3, 30, 1, 9, 97),
    release(2018, 4, 4, 1, 9, 98),
    release(2018, 11, 5, 2, 4, 0),
    release(2019, 4, 2, 2, 6, 5),
    release(2019, 9, 9, 2, 8, 2),
    release(2020, 2, 20, 2, 10, 2),
    release(2020, 7, 2, 2, 12, 0),
    release(2020, 9, 7, 2, 13, 0),
    release(2020, 10, 23, 2, 14, 0),
    release(2021, 3, 3, 2, 16, 0),
    release(2021, 10, 21, 2, 20, 1),
    release(2022, 4, 12, 2, 24, 0),
    release(2023, 5, 24, 2, 32, 1),
    release(2023, 6, 8, 2, 32, 2),
    release(2023, 6, 15, 2, 32, 3),
    release(2023, 6, 29, 2, 33, 0),
    release(2024, 3, 7, 3, 3, 5),
    release(2025, 10, 14, 3, 11, 0),
    release(2026, 7, 1, 3, 16, 2),
];

/// The newest release out by `date`.
pub(super) fn at(date: Date) -> Option<Release> {
    RELEASES.iter().rev().find(|release| release.date <= date).copied()
}

/// A day on which `version` was current: the day of the first release that is at least as new, or the last release's day.
pub(super) fn day_of(version: Version) -> Date {
    let last = RELEASES[RELEASES.len() - 1].date;
    RELEASES.iter().find(|release| release.version >= version).map_or(last, |release| release.date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_versions_grow_together() {
        assert!(RELEASES.windows(2).all(|two| two[0].date < two[1].date && two[0].version < two[1].version));
    }

    #[test]
    fn a_day_between_two_releases_has_the_earlier_one() {
        assert_eq!(at(Date::known(2020, 10, 6)).unwrap().version, Version(2, 13, 0));
        assert_eq!(at(Date::known(2016, 1, 1)), None);
        assert_eq!(day_of(Version(2, 13, 0)), Date::known(2020, 9, 7));
        assert_eq!(day_of(Version(2, 10, 4)), Date::known(2020, 7, 2));
        assert_eq!(day_of(Version(99, 0, 0)), Date::known(2026, 7, 1));
    }
}
