//! Dates and times as zh-CN and en-US write them. The combinations of parts are a table, `patterns.txt`.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use boa_engine::{Context, JsNativeError, JsResult, JsValue};
use serde_json::{Map, Value};

use super::numbers::Part;
use super::tag::{Language, Options, Tag, negotiate, refuse};
use crate::clock::civil_from_days;
use crate::engine::hooks::ZONE_SECONDS;

/// The parts of a date that can be asked for, in the order of the table's keys, and the values of their options.
const FIELDS: [(&str, &[&str]); 7] = [
    ("weekday", &["narrow", "short", "long"]),
    ("year", &["2-digit", "numeric"]),
    ("month", &["2-digit", "numeric", "narrow", "short", "long"]),
    ("day", &["2-digit", "numeric"]),
    ("hour", &["2-digit", "numeric"]),
    ("minute", &["2-digit", "numeric"]),
    ("second", &["2-digit", "numeric"]),
];
const STYLES: &[&str] = &["full", "long", "medium", "short"];

/// Which parts are needed, and which are taken when none is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// `toLocaleString`.
    Both,
    /// `toLocaleDateString`.
    Date,
    /// `toLocaleTimeString`.
    Time,
    /// `Intl.DateTimeFormat`: any part will do, a date is the default.
    Any,
}

/// An `Intl.DateTimeFormat`.
#[derive(Debug, Clone)]
pub(super) struct DateFormat {
    tag: Tag,
    fields: [Option<&'static str>; 7],
    fraction: usize,
    /// `h11`, `h12`, `h23` or `h24`.
    cycle: &'static str,
    date_style: Option<&'static str>,
    time_style: Option<&'static str>,
    zone: String,
    /// Seconds east of Greenwich.
    offset: i64,
    pattern: String,
}

impl DateFormat {
    /// Reads the arguments of `Intl.DateTimeFormat` or one of Date's methods.
    pub(super) fn new(
        locales: &JsValue,
        options: &JsValue,
        wanted: Wanted,
        service: &'static str,
        context: &mut Context,
    ) -> JsResult<Self> {
        let tag = negotiate(locales, context)?;
        let options = Options::new(options, service, context)?;
        let mut fields = [None; 7];
        for (field, (name, values)) in fields.iter_mut().zip(FIELDS) {
            *field = options.one_of(name, values, context)?;
        }
        let fraction = options.number("fractionalSecondDigits", 1, 3, context)?.unwrap_or(0);
        let hour12 = options.flag("hour12", context)?;
        let hour_cycle = options.one_of("hourCycle", &["h11", "h12", "h23", "h24"], context)?;
        let (zone, offset) = zone(options.text("timeZone", context)?, context)?;
        let date_style = options.one_of("dateStyle", STYLES, context)?;
        let time_style = options.one_of("timeStyle", STYLES, context)?;
        let others: [(&str, &[&str]); 6] = [
            ("timeZoneName", &[]),
            ("era", &[]),
            ("dayPeriod", &[]),
            ("calendar", &["gregory"]),
            ("numberingSystem", &["latn"]),
            ("formatMatcher", &["best fit"]),
        ];
        options.refuse_others(&others, context)?;
        let style = date_style.map(|_| "dateStyle").or(time_style.map(|_| "timeStyle"));
        if let Some(style) = style {
            let given = fields.iter().position(Option::is_some).map(|index| FIELDS[index].0);
            let message = match (given, wanted, date_style, time_style) {
                (Some(name), ..) => format!("Can't set option {name} when {style} is used"),
                (None, Wanted::Date, _, Some(_)) => "Invalid option : timeStyle".to_owned(),
                (None, Wanted::Time, Some(_), _) => "Invalid option : dateStyle".to_owned(),
                _ => String::new(),
            };
            if !message.is_empty() {
                return Err(JsNativeError::typ().with_message(message).into());
            }
        } else {
            let (of_date, of_time) = fields.split_at_mut(4);
            let has_date = of_date.iter().any(Option::is_some);
            let has_time = of_time.iter().any(Option::is_some) || fraction > 0;
            let numeric = Some("numeric");
            let date = [None, numeric, numeric, numeric];
            match wanted {
                Wanted::Date if !has_date => of_date.copy_from_slice(&date),
                Wanted::Time if !has_time => of_time.fill(numeric),
                Wanted::Both if !has_date && !has_time => {
                    of_date.copy_from_slice(&date);
                    of_time.fill(numeric);
                }
                Wanted::Any if !has_date && !has_time => of_date.copy_from_slice(&date),
                _ => {}
            }
        }
        // V8's choice: `hour12` turns the locale's own clock of 24 hours into one that begins at 0, and that of 12 into one that ends at 24.
        let default = tag.language.pick("h23", "h12");
        let cycle = match hour12 {
            Some(true) => tag.language.pick("h11", "h12"),
            Some(false) => tag.language.pick("h23", "h24"),
            None => hour_cycle.unwrap_or(default),
        };
        let twelve = ["h11", "h12"].contains(&cycle);
        let fraction = usize::try_from(fraction).unwrap_or(0);
        let mut format = Self { tag, fields, fraction, cycle, date_style, time_style, zone, offset, pattern: String::new() };
        let pattern = match style {
            Some(_) => format.styled(twelve),
            None => format.combined(twelve),
        };
        format.pattern = pattern.ok_or_else(|| refuse("this combination of a date's parts", context))?;
        Ok(format)
    }

    fn styled(&self, twelve: bool) -> Option<String> {
        let (zh, en) = match self.date_style {
            Some("full") => ("y年M月d日EEEE", "EEEE, MMMM d, y"),
            Some("long") => ("y年M月d日", "MMMM d, y"),
            Some("medium") => ("y年M月d日", "MMM d, y"),
            Some(_) => ("y/M/d", "M/d/yy"),
            None => ("", ""),
        };
        let language = self.tag.language;
        let date = language.pick(zh, en);
        let seconds = if self.time_style == Some("short") { "" } else { ":ss" };
        let zone = match self.time_style {
            Some("full") => "zzzz",
            Some("long") => "z",
            _ => "",
        };
        let time = match (self.time_style, language, twelve) {
            (None, ..) => return Some(date.to_owned()),
            (_, Language::Zh, false) => format!("{zone}{}hh:mm{seconds}", if zone.is_empty() { "" } else { " " }),
            // With a date the clock of twelve changes the date as well, in ways of its own.
            (_, Language::Zh, true) if self.date_style.is_some() => return None,
            (_, Language::Zh, true) => format!("{zone}ahh:mm{seconds}"),
            (_, Language::En, true) => format!("h:mm{seconds}\u{202f}a{}{zone}", if zone.is_empty() { "" } else { " " }),
            (_, Language::En, false) => format!("hh:mm{seconds}{}{zone}", if zone.is_empty() { "" } else { " " }),
        };
        let between = match (self.date_style, language) {
            (None, _) => "",
            (_, Language::Zh) => " ",
            (Some("full" | "long"), Language::En) => " 'at' ",
            _ => ", ",
        };
        Some(format!("{date}{between}{time}"))
    }

    fn combined(&self, twelve: bool) -> Option<String> {
        let letter = |index: usize| match self.fields[index] {
            None => '-',
            Some("narrow") => 'w',
            Some(value) => value.chars().next().unwrap_or('-'),
        };
        let date: String = (0..4).map(letter).collect();
        let clock = match self.fields[4] {
            Some(_) if twelve => 'h',
            Some(_) => 'H',
            None => '-',
        };
        let time: String = std::iter::once(clock).chain((4..7).map(letter)).collect();
        let language = self.tag.language;
        let find = |kind: &str, key: &str| patterns().get(format!("{}{kind} {key}", language.pick("zh", "en")).as_str()).copied();
        let (date, between) = match date.as_str() {
            "----" => ("", ""),
            key => find("D", key)?.split_once('|')?,
        };
        let mut time = match time.as_str() {
            "----" => String::new(),
            key => find("T", key)?.to_owned(),
        };
        if self.fraction > 0 {
            // Only behind seconds is there a form for it; in words it would be `├F14: 0┤`.
            let digits = "S".repeat(self.fraction);
            match (time.rfind('s'), time.is_empty()) {
                (Some(at), _) => time.insert_str(at + 1, &format!(".{digits}")),
                (None, true) => time = digits,
                (None, false) => return None,
            }
        }
        let only_weekday = self.fields[0].is_some() && self.fields[1..4].iter().all(Option::is_none);
        let (hour, minute) = (self.fields[4].is_some(), self.fields[5].is_some());
        let between = match (date.is_empty() || time.is_empty(), only_weekday, language) {
            (true, ..) => "",
            (_, false, _) => between,
            (_, true, Language::Zh) if hour && minute => {
                if !twelve && !time.starts_with("hh") {
                    time.insert(0, 'h');
                }
                ""
            }
            (_, true, Language::Zh) => " ",
            // An hour without its minutes goes its own way on a clock of twenty-four.
            (_, true, Language::En) if !hour || (self.fields[6].is_some() && !minute && !twelve) => ", ",
            (_, true, Language::En) => " ",
        };
        Some(format!("{date}{between}{time}"))
    }

    /// A point in time in pieces.
    ///
    /// # Errors
    ///
    /// `Invalid time value` for NaN.
    pub(super) fn parts(&self, millis: f64) -> JsResult<Vec<Part>> {
        if !(-8.64e15..=8.64e15).contains(&millis) {
            return Err(JsNativeError::range().with_message("Invalid time value").into());
        }
        #[expect(clippy::cast_possible_truncation, reason = "checked to be a time value")]
        let local = millis.floor() as i64 + self.offset * 1000;
        let (days, of_day) = (local.div_euclid(86_400_000), local.rem_euclid(86_400_000));
        let time = Time { days, of_day };
        let mut parts: Vec<Part> = Vec::new();
        let mut chars = self.pattern.chars().peekable();
        let mut quoted = false;
        while let Some(c) = chars.next() {
            if c == '\'' {
                quoted = !quoted;
                continue;
            }
            if quoted || !c.is_ascii_alphabetic() {
                match parts.last_mut() {
                    Some((kind, text)) if *kind == "literal" => text.push(c),
                    _ => parts.push(("literal", c.to_string())),
                }
                continue;
            }
            let mut width = 1;
            while chars.next_if_eq(&c).is_some() {
                width += 1;
            }
            parts.push(self.field(c, width, time));
        }
        Ok(parts)
    }

    fn field(&self, letter: char, width: usize, time: Time) -> Part {
        const ZH_DAYS: [&str; 7] = ["日", "一", "二", "三", "四", "五", "六"];
        const EN_DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
        const ZH_MONTHS: [&str; 12] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"];
        const EN_MONTHS: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        let language = self.tag.language;
        let (year, month, day) = civil_from_days(time.days);
        let seconds = time.of_day / 1000;
        let hour = seconds / 3600;
        let padded = |number: i64| if width == 2 { format!("{:02}", number.rem_euclid(100)) } else { number.to_string() };
        match letter {
            'y' => ("year", padded(year)),
            'M' => {
                let index = usize::try_from(month - 1).unwrap_or(0);
                let text = match (width, language) {
                    (3, Language::Zh) => format!("{month}月"),
                    (4, Language::Zh) => format!("{}月", ZH_MONTHS[index]),
                    (5, Language::Zh) => month.to_string(),
                    (3, Language::En) => EN_MONTHS[index][..3].to_owned(),
                    (4, Language::En) => EN_MONTHS[index].to_owned(),
                    (5, Language::En) => EN_MONTHS[index][..1].to_owned(),
                    _ => padded(i64::from(month)),
                };
                ("month", text)
            }
            'd' => ("day", padded(i64::from(day))),
            'E' => {
                let index = usize::try_from((time.days + 4).rem_euclid(7)).unwrap_or(0);
                let text = match (width, language) {
                    (4, Language::Zh) => format!("星期{}", ZH_DAYS[index]),
                    (5, Language::Zh) => ZH_DAYS[index].to_owned(),
                    (_, Language::Zh) => format!("周{}", ZH_DAYS[index]),
                    (4, Language::En) => EN_DAYS[index].to_owned(),
                    (5, Language::En) => EN_DAYS[index][..1].to_owned(),
                    (_, Language::En) => EN_DAYS[index][..3].to_owned(),
                };
                ("weekday", text)
            }
            'h' => {
                let shown = match self.cycle {
                    "h11" => hour % 12,
                    "h12" => (hour + 11) % 12 + 1,
                    "h24" if hour == 0 => 24,
                    _ => hour,
                };
                ("hour", padded(shown))
            }
            'm' => ("minute", padded(seconds / 60 % 60)),
            's' => ("second", padded(seconds % 60)),
            'S' => ("fractionalSecond", format!("{:03}", time.of_day % 1000)[..width.min(3)].to_owned()),
            'a' => ("dayPeriod", if hour < 12 { language.pick("上午", "AM") } else { language.pick("下午", "PM") }.to_owned()),
            _ => ("timeZoneName", self.zone_name(width == 4)),
        }
    }

    fn zone_name(&self, long: bool) -> String {
        let language = self.tag.language;
        match (self.zone.as_str(), long) {
            ("UTC", true) => language.pick("协调世界时", "Coordinated Universal Time").to_owned(),
            ("UTC", false) => "UTC".to_owned(),
            (zone, true) if zone.contains('/') => language.pick("中国标准时间", "China Standard Time").to_owned(),
            _ => {
                let (sign, offset) = (if self.offset < 0 { '-' } else { '+' }, self.offset.abs() / 60);
                match (long, offset % 60) {
                    (true, _) => format!("GMT{sign}{:02}:{:02}", offset / 60, offset % 60),
                    (false, 0) => format!("GMT{sign}{}", offset / 60),
                    (false, minutes) => format!("GMT{sign}{}:{minutes:02}", offset / 60),
                }
            }
        }
    }

    /// `resolvedOptions()`.
    pub(super) fn resolved(&self) -> Map<String, Value> {
        let mut resolved = Map::new();
        let mut say = |name: &str, value: Value| drop(resolved.insert(name.to_owned(), value));
        say("locale", self.tag.name.clone().into());
        say("calendar", "gregory".into());
        say("numberingSystem", "latn".into());
        say("timeZone", self.zone.clone().into());
        if self.fields[4].is_some() || self.time_style.is_some() {
            say("hourCycle", self.cycle.into());
            say("hour12", ["h11", "h12"].contains(&self.cycle).into());
        }
        // What is shown, which is not always what was asked for.
        for ((name, _), letter) in FIELDS.iter().zip(['E', 'y', 'M', 'd', 'h', 'm', 's']) {
            let width = self.pattern.chars().filter(|c| *c == letter).count();
            let shown = match (width, letter) {
                (0, _) => continue,
                (1, _) => "numeric",
                (2, _) => "2-digit",
                (3, _) => "short",
                (4, _) => "long",
                _ => "narrow",
            };
            if self.date_style.is_none() && self.time_style.is_none() {
                say(name, shown.into());
            }
        }
        if self.fraction > 0 {
            say("fractionalSecondDigits", self.fraction.into());
        }
        for (name, style) in [("dateStyle", self.date_style), ("timeStyle", self.time_style)] {
            if let Some(style) = style {
                say(name, style.into());
            }
        }
        resolved
    }
}

/// A local time: days since 1970 and milliseconds of the day.
#[derive(Debug, Clone, Copy)]
struct Time {
    days: i64,
    of_day: i64,
}

/// A time zone's name and its seconds east of Greenwich.
fn zone(asked: Option<String>, context: &mut Context) -> JsResult<(String, i64)> {
    let own = i64::from(ZONE_SECONDS);
    let Some(asked) = asked else { return Ok(("Asia/Shanghai".to_owned(), own)) };
    let upper = asked.to_ascii_uppercase();
    match upper.as_str() {
        "ASIA/SHANGHAI" | "PRC" | "ASIA/CHONGQING" | "ASIA/HARBIN" | "ASIA/CHUNGKING" => {
            return Ok(("Asia/Shanghai".to_owned(), own));
        }
        "UTC" | "GMT" | "ETC/UTC" | "ETC/GMT" => return Ok(("UTC".to_owned(), 0)),
        _ => {}
    }
    let offset = |text: &str| -> Option<i64> {
        let sign = match text.chars().next()? {
            '+' => 1,
            '-' => -1,
            _ => return None,
        };
        let digits: String = text[1..].chars().filter(|c| *c != ':').collect();
        let number: i64 = digits.parse().ok().filter(|_| [2, 4].contains(&digits.len()))?;
        let (hours, minutes) = if digits.len() == 2 { (number, 0) } else { (number / 100, number % 100) };
        (hours < 24 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
    };
    match offset(&asked) {
        Some(seconds) => {
            let (sign, minutes) = (if seconds < 0 { '-' } else { '+' }, seconds.abs() / 60);
            Ok((format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60), seconds))
        }
        None if asked.contains('/') => Err(refuse(&format!("the time zone {asked}"), context)),
        None => Err(JsNativeError::range().with_message(format!("Invalid time zone specified: {asked}")).into()),
    }
}

/// The table of patterns, by `zhD -nnn` and its like.
fn patterns() -> &'static BTreeMap<&'static str, &'static str> {
    static PATTERNS: OnceLock<BTreeMap<&str, &str>> = OnceLock::new();
    PATTERNS.get_or_init(|| {
        let lines = include_str!("patterns.txt").lines().filter(|line| !line.starts_with('#'));
        // The key is the first eight columns: `zhD -nnn`.
        lines.filter_map(|line| Some((line.get(..8)?, line.get(9..)?))).collect()
    })
}
