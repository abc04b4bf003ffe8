//! `new Date('2020/10/06 10:56')`: the date texts that mini-programs use and the engine alone does not read.

use boa_engine::builtins::date::Date;
use boa_engine::object::FunctionObjectBuilder;
use boa_engine::object::builtins::JsFunction;
use boa_engine::property::{Attribute, PropertyDescriptor};
use boa_engine::{Context, JsArgs, JsObject, JsResult, JsString, JsValue, NativeFunction, js_string};

use super::{constructor_of, define};
use crate::engine::Host;
use crate::engine::hooks::ZONE_SECONDS;

/// `new Date(text)` and `Date.parse(text)` read the texts that mini-programs use (`2020/10/06 10:56`), as every client's engine does.
pub(super) fn dates(context: &mut Context) -> JsResult<()> {
    let intrinsic: JsObject = context.intrinsics().constructors().date().constructor();
    let prototype = intrinsic.get(js_string!("prototype"), context)?;
    let body = NativeFunction::from_copy_closure(|new_target, args, context| {
        let intrinsic: JsObject = context.intrinsics().constructors().date().constructor();
        let Some(new_target) = new_target.as_object().filter(JsObject::is_constructor) else {
            return intrinsic.call(&JsValue::undefined(), &[], context);
        };
        let mut args = args.to_vec();
        if let [only] = args.as_mut_slice() {
            let primitive = match only.as_object() {
                Some(object) if object.is::<Date>() => only.clone(),
                _ => only.to_primitive(context, boa_engine::value::PreferredType::Default)?,
            };
            *only = match primitive.as_string() {
                Some(text) => JsValue::from(parse(&text, context)?),
                None => primitive,
            };
        }
        Ok(intrinsic.construct(&args, Some(&new_target), context)?.into())
    });
    let function = FunctionObjectBuilder::new(context.realm(), body).name(js_string!("Date")).length(7).constructor(true).build();
    for name in ["now", "UTC"] {
        let method = intrinsic.get(JsString::from(name), context)?;
        let hidden = PropertyDescriptor::builder().value(method).writable(true).enumerable(false).configurable(true).build();
        function.define_property_or_throw(JsString::from(name), hidden, context)?;
    }
    let parse_function = NativeFunction::from_copy_closure(|_, args, context| {
        let text = args.get_or_undefined(0).to_string(context)?;
        Ok(JsValue::from(parse(&text, context)?))
    });
    define(&function, "parse", parse_function, 1, context)?;
    let fixed =
        PropertyDescriptor::builder().value(prototype.clone()).writable(false).enumerable(false).configurable(false).build();
    function.define_property_or_throw(js_string!("prototype"), fixed, context)?;
    if let Some(prototype) = prototype.as_object() {
        constructor_of(&prototype, &function, context)?;
    }
    context.register_global_property(js_string!("Date"), function, Attribute::WRITABLE | Attribute::CONFIGURABLE)
}

/// Milliseconds since 1970 of a date text: the engine's own formats first, then the ones it lacks; NaN for neither.
fn parse(text: &JsString, context: &mut Context) -> JsResult<f64> {
    if Host::of(context).reads_few_dates() && is_refused(text.to_std_string_lossy().trim()) {
        return Ok(f64::NAN);
    }
    let intrinsic: JsObject = context.intrinsics().constructors().date().constructor();
    let native = intrinsic.get(js_string!("parse"), context)?;
    if let Some(native) = native.as_object().and_then(|object| JsFunction::from_object(object.clone())) {
        let millis = native.call(&JsValue::undefined(), &[text.clone().into()], context)?;
        if let Some(millis) = millis.as_number().filter(|millis| !millis.is_nan()) {
            return Ok(millis);
        }
    }
    Ok(legacy_millis(&text.to_std_string_lossy()).unwrap_or(f64::NAN))
}

/// Whether iOS 15 and older read no date here: a year first, and the parts joined by `-` or `.`, but not as ISO 8601 has it. What they
/// read instead the DevTools tell in a warning of their own: `2020/10/06 10:56:07`, `2020-10-06`, `2020-10-06T10:56:07+08:00`.
fn is_refused(text: &str) -> bool {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    if !shape.starts_with("0000-") && !shape.starts_with("0000.") {
        return false;
    }
    let (date, time) = shape.split_once('T').map_or((shape.as_str(), None), |(date, time)| (date, Some(time)));
    let is_time = |time: &str| {
        let zone = time.find(['Z', '+', '-']).unwrap_or(time.len());
        let (clock, zone) = time.split_at(zone);
        let clock = clock.split_once('.').map_or(clock, |(clock, fraction)| if fraction.is_empty() { "" } else { clock });
        matches!(clock, "00:00" | "00:00:00") && matches!(zone, "" | "Z" | "+00:00" | "-00:00" | "+0000" | "-0000")
    };
    !(matches!(date, "0000-00" | "0000-00-00") && time.is_none_or(is_time))
}

/// Reads `2020/10/06`, `2020-10-6 10:56`, `2020/10/06 10:56:07.5`, `10/06/2020 …`, `Oct 6, 2020 …`, `6 Oct 2020 …`, with an optional
/// `AM`/`PM` and `Z`, `GMT`, `UTC`, `+0800`; without a zone the time is local (Asia/Shanghai).
fn legacy_millis(text: &str) -> Option<f64> {
    let mut numbers: Vec<(i64, usize)> = Vec::new();
    let mut month_name = None;
    let mut time: Vec<f64> = Vec::new();
    let mut zone = None;
    let mut afternoon = None;
    let bytes = text.as_bytes();
    let digit = |index: Option<usize>| index.and_then(|index| bytes.get(index)).is_some_and(u8::is_ascii_digit);
    let separated = |(index, c): (usize, char)| match c {
        'T' if digit(index.checked_sub(1)) && digit(Some(index + 1)) => ' ',
        ',' | '\t' => ' ',
        other => other,
    };
    let text: String = text.char_indices().map(separated).collect();
    for token in text.split(' ').filter(|token| !token.is_empty()) {
        if token.contains(':') {
            let (clock, rest) = split_zone(token);
            for part in clock.split(':') {
                time.push(part.parse().ok()?);
            }
            if let Some(rest) = rest {
                zone = Some(parse_zone(rest)?);
            }
        } else if token.starts_with(|c: char| c.is_ascii_digit()) {
            for part in token.split(['/', '-', '.']) {
                numbers.push((part.parse().ok()?, part.len()));
            }
        } else {
            let lower = token.to_ascii_lowercase();
            if let Some(index) = month(&lower) {
                month_name = Some(index);
            } else if lower == "am" || lower == "pm" {
                afternoon = Some(lower == "pm");
            } else if let Some(offset) = parse_zone(token) {
                zone = Some(offset);
            } else if !weekday(&lower) && !lower.starts_with('(') {
                return None;
            }
        }
    }
    let values: Vec<i64> = numbers.iter().map(|(value, _)| *value).collect();
    let (year, month, day) = match (month_name, values.as_slice()) {
        (Some(month), [day, year]) if numbers[1].1 >= 3 => (*year, month, *day),
        (Some(month), [year, day]) if numbers[0].1 >= 3 => (*year, month, *day),
        (None, [year, month, day]) if numbers[0].1 >= 3 => (*year, *month, *day),
        (None, [month, day, year]) if numbers[2].1 >= 3 => (*year, *month, *day),
        (None, [year, month]) if numbers[0].1 >= 3 => (*year, *month, 1),
        _ => return None,
    };
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || time.len() > 3 {
        return None;
    }
    let mut hour = time.first().copied().unwrap_or(0.0);
    let minute = time.get(1).copied().unwrap_or(0.0);
    let second = time.get(2).copied().unwrap_or(0.0);
    if let Some(afternoon) = afternoon {
        hour = hour % 12.0 + if afternoon { 12.0 } else { 0.0 };
    }
    if !(0.0..=24.0).contains(&hour) || !(0.0..60.0).contains(&minute) || !(0.0..60.0).contains(&second) {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "days of the calendar")]
    let days = days_from_civil(year, month, day) as f64;
    let local = days * 86_400_000.0 + hour * 3_600_000.0 + minute * 60_000.0 + (second * 1000.0).trunc();
    Some(local - f64::from(zone.unwrap_or(ZONE_SECONDS)) * 1000.0)
}

fn split_zone(token: &str) -> (&str, Option<&str>) {
    match token.find(['+', '-', 'Z', 'z', 'G']) {
        Some(index) => (&token[..index], Some(&token[index..])),
        None => (token, None),
    }
}

/// Seconds east of Greenwich.
fn parse_zone(text: &str) -> Option<i32> {
    let upper = text.to_ascii_uppercase();
    let rest = ["GMT", "UTC", "Z"].iter().find_map(|name| upper.strip_prefix(name)).unwrap_or(&upper);
    if rest.is_empty() {
        return Some(0);
    }
    let sign = match rest.as_bytes()[0] {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits: String = rest[1..].chars().filter(|c| *c != ':').collect();
    let number: i32 = digits.parse().ok()?;
    let (hours, minutes) = if digits.len() <= 2 { (number, 0) } else { (number / 100, number % 100) };
    Some(sign * (hours * 3600 + minutes * 60))
}

fn month(lower: &str) -> Option<i64> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let short = lower.get(..3)?;
    MONTHS.iter().position(|month| *month == short).and_then(|index| i64::try_from(index + 1).ok())
}

fn weekday(lower: &str) -> bool {
    lower.get(..3).is_some_and(|short| ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].contains(&short))
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::{is_refused, legacy_millis};

    #[test]
    fn old_ios_reads_slashes_and_iso_only() {
        for text in
            ["2020-10-07 10:00:00", "2020-10-07 10:00", "2020.10.07", "2020-1-2", "2020-10-07T1:00", "2020-10-07T10:00:00.Z"]
        {
            assert!(is_refused(text), "{text}");
        }
        for text in [
            "2020/10/07 10:00:00",
            "2020-10-07",
            "2020-10",
            "2020-10-07T10:00:00",
            "2020-10-07T10:00:00.123Z",
            "2020-10-07T10:00:00+08:00",
            "Oct 7, 2020",
            "2020",
            "",
        ] {
            assert!(!is_refused(text), "{text}");
        }
    }

    #[test]
    fn reads_the_texts_that_programs_use() {
        const NOON: f64 = 1_601_952_960_000.0; // 2020-10-06T10:56:00+08:00
        for text in [
            "2020/10/06 10:56",
            "2020/10/6 10:56:00",
            "2020-10-06 10:56",
            "10/06/2020 10:56",
            "Oct 6, 2020 10:56",
            "6 October 2020 10:56 GMT+0800",
            "Tue Oct 06 2020 10:56:00 GMT+0800 (CST)",
            "2020/10/06 02:56Z",
        ] {
            assert_eq!(legacy_millis(text), Some(NOON), "{text}");
        }
        for text in ["", "hello", "2020/13/01", "2020/10/06 25:00", "2020年10月6日", "1/2"] {
            assert_eq!(legacy_millis(text), None, "{text}");
        }
    }
}
