//! Days and instants as scenarios write them: `2020-10-06`, `2020-10-06T10:56:00+08:00`.

use crate::source::days_in_month;

/// Asia/Shanghai is eight hours ahead of UTC, without summer time since 1991.
const SHANGHAI: i64 = 8 * 3_600_000;
const DAY: i64 = 86_400_000;

/// Midnight in Asia/Shanghai of a day `YYYY-MM-DD`, in milliseconds since 1970-01-01T00:00:00Z; `None` if there is no such day.
pub fn day_start(day: &str) -> Option<i64> {
    let [year, month, day] = split(day, '-')?;
    let (year, month, day) = (number(year, 4)?, number(month, 2)?, number(day, 2)?);
    let exists = (1..=12).contains(&month) && (1..=days_in_month(year, month)).contains(&day) && (1970..=9999).contains(&year);
    exists.then(|| days_since_1970(year, month, day) * DAY - SHANGHAI)
}

/// An ISO 8601 instant in milliseconds since 1970-01-01T00:00:00Z: `2020-10-06`, `2020-10-06T10:56`, `2020-10-06 10:56:00.5Z`,
/// `2020-10-06T10:56:00+08:00`. Without an offset it is a time in Asia/Shanghai.
pub fn instant(text: &str) -> Option<i64> {
    let text = text.trim();
    let Some((day, time)) = text.split_once(['T', 't', ' ']) else { return day_start(text) };
    let midnight = day_start(day)?;
    let (time, offset) = match time.find(['Z', 'z', '+', '-']) {
        Some(index) => (&time[..index], offset(&time[index..])?),
        None => (time, SHANGHAI),
    };
    let mut parts = time.split(':');
    let (hour, minute) = (number(parts.next()?, 2)?, number(parts.next()?, 2)?);
    let seconds = parts.next().unwrap_or("00");
    if parts.next().is_some() || hour > 23 || minute > 59 {
        return None;
    }
    let (second, fraction) = seconds.split_once('.').unwrap_or((seconds, "0"));
    let second = number(second, 2).filter(|second| *second < 60)?;
    if fraction.is_empty() || fraction.len() > 9 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let thousandths = fraction.bytes().chain([b'0'; 2]).take(3);
    let millis = thousandths.fold(0, |millis, digit| millis * 10 + i64::from(digit - b'0'));
    let within = (i64::from(hour) * 60 + i64::from(minute)) * 60_000 + i64::from(second) * 1_000 + millis;
    Some(midnight + SHANGHAI - offset + within)
}

/// `Z`, `+08:00`, `+0800` → milliseconds ahead of UTC.
fn offset(text: &str) -> Option<i64> {
    if text.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let digits = text.get(1..)?.replace(':', "");
    let (hours, minutes) = (number(digits.get(..2)?, 2)?, number(digits.get(2..)?, 2)?);
    (hours < 24 && minutes < 60).then(|| sign * (i64::from(hours) * 60 + i64::from(minutes)) * 60_000)
}

fn split(text: &str, by: char) -> Option<[&str; 3]> {
    let mut parts = text.split(by);
    let three = [parts.next()?, parts.next()?, parts.next()?];
    parts.next().is_none().then_some(three)
}

fn number(text: &str, digits: usize) -> Option<u32> {
    let valid = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    if valid { text.parse().ok() } else { None }
}

/// Howard Hinnant's `days_from_civil`, <https://howardhinnant.github.io/date_algorithms.html>.
fn days_since_1970(year: u32, month: u32, day: u32) -> i64 {
    let (year, month, day) = (i64::from(year), i64::from(month), i64::from(day));
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_begin_at_midnight_in_shanghai() {
        assert_eq!(day_start("1970-01-02"), Some(16 * 3_600_000));
        assert_eq!(day_start("2020-10-06"), Some(1_601_913_600_000));
        assert_eq!(day_start("2024-02-29"), Some(1_709_136_000_000));
        for no_day in ["2021-02-29", "2020-13-01", "2020-1-1", "20-10-06", "2020-10-06T", "today", ""] {
            assert_eq!(day_start(no_day), None, "{no_day}");
        }
    }

    #[test]
    fn instants_have_an_offset_or_mean_shanghai() {
        let expected = Some(1_601_952_960_000);
        for text in ["2020-10-06T10:56:00+08:00", "2020-10-06 10:56", "2020-10-06T02:56:00Z", "2020-10-05T22:56:00.000-0400"] {
            assert_eq!(instant(text), expected, "{text}");
        }
        assert_eq!(instant("2020-10-06T10:56:00.25"), expected.map(|at| at + 250));
        assert_eq!(instant("2020-10-06"), Some(1_601_913_600_000));
        for wrong in
            ["2020-10-06T24:00", "2020-10-06T10", "2020-10-06T10:56:00+8", "2020-10-06T10:56:61", "10:56", "2020-10-06T1é:56"]
        {
            assert_eq!(instant(wrong), None, "{wrong}");
        }
    }
}
