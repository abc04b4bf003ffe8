//! `date.toLocaleString()` gives `2020/10/6 10:56:00` and `number.toLocaleString()` gives `1,234,567.891`, as on a phone set to Chinese.
//!
//! zh-CN is the default, `en-US` is the other locale that is known; of the options those that name parts and digits
//! are read (`year`, `month`, `day`, `weekday`, `hour`, `minute`, `second`, `hour12`, `minimum`/`maximumFractionDigits`,
//! `useGrouping`). Others, and other locales, have no effect.

use boa_engine::object::builtins::{JsDate, JsFunction};
use boa_engine::{Context, JsArgs, JsError, JsNativeError, JsObject, JsResult, JsString, JsValue, NativeFunction, js_string};

use super::define;
use crate::clock::civil_from_days;
use crate::engine::hooks::ZONE_SECONDS;

const ZONE: &str = " GMT+0800 (中国标准时间)";

type Method = fn(&JsValue, &[JsValue], &mut Context) -> JsResult<JsValue>;

pub(super) fn install(context: &mut Context) -> JsResult<()> {
    let date = context.intrinsics().constructors().date().prototype();
    let methods: [(&str, Method); 3] = [
        ("toLocaleString", |this, args, context| localized(this, args, (true, true), context)),
        ("toLocaleDateString", |this, args, context| localized(this, args, (true, false), context)),
        ("toLocaleTimeString", |this, args, context| localized(this, args, (false, true), context)),
    ];
    for (name, method) in methods {
        define(&date, name, NativeFunction::from_fn_ptr(method), 0, context)?;
    }
    define(&date, "toString", NativeFunction::from_fn_ptr(|this, _, context| zoned(this, true, context)), 0, context)?;
    define(&date, "toTimeString", NativeFunction::from_fn_ptr(|this, _, context| zoned(this, false, context)), 0, context)?;
    let number = context.intrinsics().constructors().number().prototype();
    define(&number, "toLocaleString", NativeFunction::from_fn_ptr(number_text), 0, context)
}

/// The parts of a date in Asia/Shanghai.
struct Parts {
    year: i64,
    month: i64,
    day: i64,
    weekday: usize,
    hour: i64,
    minute: i64,
    second: i64,
}

fn parts(this: &JsValue, context: &mut Context) -> JsResult<Option<Parts>> {
    let date = this.as_object().and_then(|object| JsDate::from_object(object.clone()).ok());
    let Some(date) = date else {
        return Err(JsError::from(JsNativeError::typ().with_message("this is not a Date object.")));
    };
    let millis = date.get_time(context)?.to_number(context)?;
    if millis.is_nan() {
        return Ok(None);
    }
    #[expect(clippy::cast_possible_truncation, reason = "a time value is a whole number below 8.64e15")]
    let local = millis as i64 + i64::from(ZONE_SECONDS) * 1000;
    let (days, of_day) = (local.div_euclid(86_400_000), local.rem_euclid(86_400_000) / 1000);
    let (year, month, day) = civil_from_days(days);
    let weekday = usize::try_from((days + 4).rem_euclid(7)).unwrap_or(0);
    Ok(Some(Parts {
        year,
        month: i64::from(month),
        day: i64::from(day),
        weekday,
        hour: of_day / 3600,
        minute: of_day / 60 % 60,
        second: of_day % 60,
    }))
}

/// `Tue Oct 06 2020 10:56:00 GMT+0800 (中国标准时间)`.
fn zoned(this: &JsValue, with_date: bool, context: &mut Context) -> JsResult<JsValue> {
    const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let Some(p) = parts(this, context)? else { return Ok(js_string!("Invalid Date").into()) };
    let time = format!("{:02}:{:02}:{:02}{ZONE}", p.hour, p.minute, p.second);
    let month = usize::try_from(p.month - 1).ok().and_then(|index| MONTHS.get(index)).copied().unwrap_or_default();
    let sign = if p.year < 0 { "-" } else { "" };
    let text =
        if with_date { format!("{} {month} {:02} {sign}{:04} {time}", DAYS[p.weekday], p.day, p.year.abs()) } else { time };
    Ok(JsString::from(text).into())
}

/// Which parts are asked for, and how.
struct Options(Option<JsObject>);

impl Options {
    fn text(&self, name: &str, context: &mut Context) -> JsResult<Option<String>> {
        let Some(object) = &self.0 else { return Ok(None) };
        let value = object.get(JsString::from(name), context)?;
        if value.is_undefined() { Ok(None) } else { Ok(Some(value.to_string(context)?.to_std_string_lossy())) }
    }

    fn digits(&self, name: &str, context: &mut Context) -> JsResult<Option<usize>> {
        let Some(text) = self.text(name, context)? else { return Ok(None) };
        match text.parse::<usize>() {
            Ok(digits) if digits <= 100 => Ok(Some(digits)),
            _ => Err(JsNativeError::range().with_message(format!("{name} value is out of range.")).into()),
        }
    }
}

fn is_english(args: &[JsValue]) -> bool {
    args.get_or_undefined(0).as_string().is_some_and(|locale| locale.to_std_string_lossy().starts_with("en"))
}

fn localized(this: &JsValue, args: &[JsValue], default: (bool, bool), context: &mut Context) -> JsResult<JsValue> {
    let Some(p) = parts(this, context)? else { return Ok(js_string!("Invalid Date").into()) };
    let english = is_english(args);
    let options = Options(args.get_or_undefined(1).as_object());
    let mut asked = Vec::new();
    for name in ["weekday", "year", "month", "day", "hour", "minute", "second"] {
        asked.push(options.text(name, context)?);
    }
    let none = asked.iter().all(Option::is_none);
    let numeric = || Some("numeric".to_owned());
    if (none || (default == (true, false) && asked[..4].iter().all(Option::is_none))) && default.0 {
        asked[1..4].fill_with(numeric);
    }
    if (none || (default == (false, true) && asked[4..].iter().all(Option::is_none))) && default.1 {
        asked[4..].fill_with(numeric);
    }
    let twelve = options.text("hour12", context)?.map_or(english, |text| text == "true");
    let date = date_text(&p, &asked, english);
    let time = time_text(&p, &asked, english, twelve);
    let between = if english { ", " } else { " " };
    let both: Vec<String> = [date, time].into_iter().filter(|text| !text.is_empty()).collect();
    Ok(JsString::from(both.join(between)).into())
}

fn date_text(p: &Parts, asked: &[Option<String>], english: bool) -> String {
    const WEEKDAYS: [&str; 7] = ["日", "一", "二", "三", "四", "五", "六"];
    let padded = |value: i64, style: &str| if style == "2-digit" { format!("{:02}", value % 100) } else { value.to_string() };
    let part = |index: usize, value: i64| asked[index].as_deref().map(|style| padded(value, style));
    let (year, month, day) = (part(1, p.year), part(2, p.month), part(3, p.day));
    let words = asked[2].as_deref().is_some_and(|style| style == "long" || style == "short");
    let mut text = if words && !english {
        [(year, "年"), (month, "月"), (day, "日")].into_iter().filter_map(|(part, unit)| Some(part? + unit)).collect()
    } else {
        let order = if english { [month, day, year] } else { [year, month, day] };
        order.into_iter().flatten().collect::<Vec<_>>().join("/")
    };
    if let Some(style) = asked[0].as_deref().filter(|_| !english) {
        text.push_str(if style == "long" { "星期" } else { "周" });
        text.push_str(WEEKDAYS[p.weekday]);
    }
    text
}

fn time_text(p: &Parts, asked: &[Option<String>], english: bool, twelve: bool) -> String {
    let mut units = Vec::new();
    if let Some(style) = asked[4].as_deref() {
        let hour = if twelve { (p.hour + 11) % 12 + 1 } else { p.hour };
        // zh-CN writes hours with two digits unless it counts to twelve.
        units.push(if style == "2-digit" || !(twelve || english) { format!("{hour:02}") } else { hour.to_string() });
    }
    for (index, value) in [(5, p.minute), (6, p.second)] {
        if asked[index].is_some() {
            units.push(format!("{value:02}"));
        }
    }
    let text = units.join(":");
    match (asked[4].is_some() && twelve, english, p.hour < 12) {
        (false, ..) => text,
        (_, true, morning) => format!("{text} {}", if morning { "AM" } else { "PM" }),
        (_, false, morning) => format!("{}{text}", if morning { "上午" } else { "下午" }),
    }
}

fn number_text(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let prototype = context.intrinsics().constructors().number().prototype();
    let value_of = prototype.get(js_string!("valueOf"), context)?;
    let value_of = value_of.as_object().and_then(|object| JsFunction::from_object(object.clone()));
    let number = match value_of {
        Some(value_of) => value_of.call(this, &[], context)?.to_number(context)?,
        None => this.to_number(context)?,
    };
    if !number.is_finite() {
        let text = if number.is_nan() {
            "NaN"
        } else if number > 0.0 {
            "∞"
        } else {
            "-∞"
        };
        return Ok(JsString::from(text).into());
    }
    let options = Options(args.get_or_undefined(1).as_object());
    let least = options.digits("minimumFractionDigits", context)?;
    let most = options.digits("maximumFractionDigits", context)?;
    let least = least.unwrap_or(0);
    let most = most.unwrap_or(3).max(least);
    let grouped = options.text("useGrouping", context)?.is_none_or(|text| text != "false");
    Ok(JsString::from(decimal(number, least, most, grouped)).into())
}

/// A number in decimal digits; halves are rounded away from zero, as seen in its shortest form.
fn decimal(number: f64, least: usize, most: usize, grouped: bool) -> String {
    let shortest = format!("{}", number.abs());
    let (whole, fraction) = shortest.split_once('.').unwrap_or((&shortest, ""));
    let mut digits: Vec<u8> = whole.bytes().chain(fraction.bytes().take(most)).map(|byte| byte - b'0').collect();
    if fraction.as_bytes().get(most).is_some_and(|next| *next >= b'5') {
        let carried = digits.iter_mut().rev().all(|digit| {
            *digit = (*digit + 1) % 10;
            *digit == 0
        });
        if carried {
            digits.insert(0, 1);
        }
    }
    let kept = fraction.len().min(most);
    let (whole, fraction) = digits.split_at(digits.len() - kept);
    let text = |digits: &[u8]| digits.iter().map(|digit| char::from(b'0' + digit)).collect::<String>();
    let mut fraction = text(fraction);
    while fraction.len() > least && fraction.ends_with('0') {
        fraction.pop();
    }
    while fraction.len() < least {
        fraction.push('0');
    }
    let mut out = String::from(if number.is_sign_negative() { "-" } else { "" });
    for (index, digit) in text(whole).chars().enumerate() {
        if grouped && index > 0 && (whole.len() - index) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if fraction.is_empty() { out } else { out + "." + &fraction }
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn numbers_are_grouped_and_rounded() {
        assert_eq!(decimal(1_234_567.891, 0, 3, true), "1,234,567.891");
        assert_eq!(decimal(0.1 + 0.2, 0, 3, true), "0.3");
        assert_eq!(decimal(999.9996, 0, 3, true), "1,000");
        assert_eq!(decimal(-1234.5, 2, 2, true), "-1,234.50");
        assert_eq!(decimal(1.005, 2, 2, false), "1.01");
        assert_eq!(decimal(1e21, 0, 3, false), "1000000000000000000000");
    }
}
