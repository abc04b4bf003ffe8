//! `String(date)` ends with the zone's name in Chinese, as on a phone set to it: `GMT+0800 (中国标准时间)`.

use boa_engine::object::builtins::JsDate;
use boa_engine::{Context, JsError, JsNativeError, JsResult, JsString, JsValue, NativeFunction, js_string};

use super::define;
use crate::clock::civil_from_days;
use crate::engine::hooks::ZONE_SECONDS;

const ZONE: &str = " GMT+0800 (中国标准时间)";

pub(super) fn install(context: &mut Context) -> JsResult<()> {
    let date = context.intrinsics().constructors().date().prototype();
    define(&date, "toString", NativeFunction::from_fn_ptr(|this, _, context| zoned(this, true, context)), 0, context)?;
    define(&date, "toTimeString", NativeFunction::from_fn_ptr(|this, _, context| zoned(this, false, context)), 0, context)
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
