//! Calendar days such as `2020-10-06`, and instants in Asia/Shanghai.

use std::fmt;
use std::str::FromStr;

use crate::trace::number::push_padded;

const DAY_MS: i64 = 86_400_000;
/// Asia/Shanghai has been UTC+8 without daylight saving since 1991.
const SHANGHAI_MS: i64 = 8 * 3_600_000;

/// A day of the calendar. Ordered as days are; always a day that exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    y: i32,
    m: u32,
    d: u32,
}

impl Date {
    /// The day, if it exists between the years 1970 and 9999.
    pub const fn new(y: i32, m: u32, d: u32) -> Option<Self> {
        if 1970 <= y && y <= 9999 && 1 <= m && m <= 12 && 1 <= d && d <= days_in_month(y, m) {
            Some(Self { y, m, d })
        } else {
            None
        }
    }

    /// A day known when this program was written; only for constants, so that a mistake does not compile.
    pub(super) const fn known(y: i32, m: u32, d: u32) -> Self {
        assert!(Self::new(y, m, d).is_some(), "not a day that exists");
        Self { y, m, d }
    }

    /// The last day of a month written `YYYY-MM`.
    pub fn end_of_month(text: &str) -> Option<Self> {
        let (y, m) = text.split_once('-')?;
        let (y, m) = (number(y, 4)?, number(m, 2)?);
        if !(1..=12).contains(&m) {
            return None;
        }
        let y = y.cast_signed();
        Self::new(y, m, days_in_month(y, m))
    }

    /// Year, month (1 to 12), day of the month.
    pub const fn ymd(self) -> (i32, u32, u32) {
        (self.y, self.m, self.d)
    }

    /// Milliseconds since 1970-01-01T00:00:00Z of this day at `hour:minute` in Asia/Shanghai.
    pub fn unix_millis_at(self, hour: u32, minute: u32) -> i64 {
        self.days() * DAY_MS + i64::from(hour) * 3_600_000 + i64::from(minute) * 60_000 - SHANGHAI_MS
    }

    /// The day of an instant, in Asia/Shanghai.
    pub fn of_unix_millis(millis: i64) -> Self {
        let (y, m, d) = civil((millis + SHANGHAI_MS).div_euclid(DAY_MS));
        Self { y, m, d }
    }

    /// Days since 1970-01-01 (Howard Hinnant's `days_from_civil`).
    fn days(self) -> i64 {
        let y = i64::from(self.y) - i64::from(self.m <= 2);
        let m = i64::from(self.m);
        let era = y.div_euclid(400);
        let year_of_era = y.rem_euclid(400);
        let day_of_year = (153 * ((m + 9) % 12) + 2) / 5 + i64::from(self.d) - 1;
        era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
    }
}

/// An instant as the `date` header of HTTP writes it, such as `Tue, 06 Oct 2020 02:56:00 GMT`.
pub(crate) fn http_date(unix_millis: i64) -> String {
    const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let days = unix_millis.div_euclid(DAY_MS);
    let seconds = unix_millis.rem_euclid(DAY_MS) / 1000;
    let (y, m, d) = civil(days);
    let weekday = WEEKDAYS[usize::try_from(days.rem_euclid(7)).unwrap_or(0)];
    let month = MONTHS[m as usize - 1];
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let mut text = String::with_capacity("Tue, 06 Oct 2020 02:56:00 GMT".len());
    let two = |text: &mut String, number: i64| text.extend([number / 10, number % 10].map(digit));
    text.push_str(weekday);
    text.push_str(", ");
    two(&mut text, d.into());
    text.extend([" ", month, " "]);
    two(&mut text, i64::from(y) / 100);
    two(&mut text, i64::from(y) % 100);
    for (before, number) in [(' ', hour), (':', minute), (':', second)] {
        text.push(before);
        two(&mut text, number);
    }
    text.push_str(" GMT");
    text
}

/// A digit of a number below ten.
fn digit(number: i64) -> char {
    u32::try_from(number).ok().and_then(|number| char::from_digit(number, 10)).unwrap_or('0')
}

/// Year, month and day of a day number since 1970 (Howard Hinnant's `civil_from_days`).
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "months and days are small, years in range")]
fn civil(days: i64) -> (i32, u32, u32) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year as i32, month as u32, day as u32)
}

const fn days_in_month(y: i32, m: u32) -> u32 {
    match m {
        4 | 6 | 9 | 11 => 30,
        2 if y % 4 == 0 && (y % 100 != 0 || y % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

fn number(text: &str, digits: usize) -> Option<u32> {
    (text.len() == digits && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::with_capacity("2020-10-06".len());
        push_padded(&mut text, self.y.unsigned_abs().into(), 4);
        for number in [self.m, self.d] {
            text.push('-');
            push_padded(&mut text, number.into(), 2);
        }
        f.write_str(&text)
    }
}

impl FromStr for Date {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bad = || format!("`{text}` is not a day; write YYYY-MM-DD, such as 2020-10-06");
        let mut parts = text.split('-');
        let mut next = |digits| parts.next().and_then(|part| number(part, digits)).ok_or_else(bad);
        let (y, m, d) = (next(4)?, next(2)?, next(2)?);
        match parts.next() {
            None => Self::new(y.cast_signed(), m, d).ok_or_else(|| format!("`{text}` is not a day that exists")),
            Some(_) => Err(bad()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_that_do_not_exist_are_refused() {
        for text in ["2020-02-30", "2019-02-29", "2020-13-01", "2020-00-10", "2020-1-1", "20-10-06", "2020-10-06-1", "today", ""]
        {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
        assert_eq!("2020-02-29".parse::<Date>().unwrap().to_string(), "2020-02-29");
        assert_eq!(Date::end_of_month("2021-04").unwrap().to_string(), "2021-04-30");
        assert_eq!(Date::end_of_month("2021-4"), None);
    }

    #[test]
    fn instants_are_in_shanghai_time() {
        let date: Date = "2020-10-06".parse().unwrap();
        assert_eq!(date.unix_millis_at(10, 56), 1_601_952_960_000);
        assert_eq!(Date::of_unix_millis(1_601_952_960_000), date);
        assert_eq!(Date::of_unix_millis(date.unix_millis_at(0, 0) - 1).to_string(), "2020-10-05");
        assert_eq!(http_date(1_601_952_960_000), "Tue, 06 Oct 2020 02:56:00 GMT");
    }

    #[test]
    fn every_day_survives_the_way_to_millis_and_back() {
        let mut millis = Date::known(1999, 12, 31).unix_millis_at(12, 0);
        for _ in 0..3000 {
            let date = Date::of_unix_millis(millis);
            assert_eq!(date.unix_millis_at(12, 0), millis);
            millis += DAY_MS;
        }
    }
}
