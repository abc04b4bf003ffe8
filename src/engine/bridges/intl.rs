//! `Intl`, `toLocaleString` and its kin, `localeCompare`: zh-CN, the default, and en-US, exactly as V8 writes them.
//!
//! Known: `Intl.DateTimeFormat`, `NumberFormat`, `Collator` and `PluralRules`. What is real and not modelled (another locale, a time
//! zone with a history, `timeZoneName`, `era`, units, scientific notation) is refused by name. The forms are those of the
//! Unicode CLDR 48; a test compares them with Node.js where that is installed.

mod collation;
mod currency;
mod dates;
mod decimal;
mod numbers;
mod objects;
mod tag;

use std::cell::RefCell;
use std::rc::Rc;

use boa_engine::object::builtins::{JsDate, JsFunction};
use boa_engine::{Context, JsArgs, JsError, JsNativeError, JsObject, JsResult, JsString, JsValue, NativeFunction, js_string};

use super::define;
use crate::engine::host::Host;
use collation::Collation;
use dates::{DateFormat, Wanted};
use numbers::{NumberFormat, Part};

type Method = fn(&JsValue, &[JsValue], &mut Context) -> JsResult<JsValue>;

/// The methods of dates and numbers, which every program has.
pub(super) fn install(context: &mut Context) -> JsResult<()> {
    let date = context.intrinsics().constructors().date().prototype();
    let methods: [(&str, Method); 3] = [
        ("toLocaleString", |this, args, context| date_text(this, args, Wanted::Both, context)),
        ("toLocaleDateString", |this, args, context| date_text(this, args, Wanted::Date, context)),
        ("toLocaleTimeString", |this, args, context| date_text(this, args, Wanted::Time, context)),
    ];
    for (name, method) in methods {
        define(&date, name, NativeFunction::from_fn_ptr(method), 0, context)?;
    }
    let number = context.intrinsics().constructors().number().prototype();
    define(&number, "toLocaleString", NativeFunction::from_fn_ptr(number_text), 0, context)?;
    let whole = context.intrinsics().constructors().bigint().prototype();
    define(&whole, "toLocaleString", NativeFunction::from_fn_ptr(whole_text), 0, context)
}

/// What a text needs that mentions it, and most do without.
pub(super) fn install_for(text: &str, context: &mut Context) -> JsResult<()> {
    if text.contains("localeCompare") {
        let string = context.intrinsics().constructors().string().prototype();
        define(&string, "localeCompare", NativeFunction::from_fn_ptr(compare), 1, context)?;
    }
    if text.contains("Intl") { objects::install(context) } else { Ok(()) }
}

/// The pieces as one text.
fn text(parts: Vec<Part>) -> JsValue {
    JsString::from(parts.into_iter().map(|(_, text)| text).collect::<String>()).into()
}

/// The same for a date: V8 writes the narrow space before `AM`, which only the pieces have, as an ordinary one.
fn text_of_date(parts: Vec<Part>) -> JsValue {
    text(parts.into_iter().map(|(kind, text)| (kind, text.replace('\u{202f}', " "))).collect())
}

fn date_text(this: &JsValue, args: &[JsValue], wanted: Wanted, context: &mut Context) -> JsResult<JsValue> {
    let date = this.as_object().and_then(|object| JsDate::from_object(object.clone()).ok());
    let Some(date) = date else {
        return Err(JsError::from(JsNativeError::typ().with_message("this is not a Date object.")));
    };
    let millis = date.get_time(context)?.to_number(context)?;
    let service = match wanted {
        Wanted::Date => "Date.prototype.toLocaleDateString",
        Wanted::Time => "Date.prototype.toLocaleTimeString",
        _ => "Date.prototype.toLocaleString",
    };
    let format = DateFormat::new(args.get_or_undefined(0), args.get_or_undefined(1), wanted, service, context)?;
    if millis.is_nan() {
        return Ok(js_string!("Invalid Date").into());
    }
    Ok(text_of_date(format.parts(millis)?))
}

fn number_text(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let prototype = context.intrinsics().constructors().number().prototype();
    numeric_text(&prototype, this, args, context)
}

fn whole_text(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let prototype = context.intrinsics().constructors().bigint().prototype();
    numeric_text(&prototype, this, args, context)
}

fn numeric_text(prototype: &JsObject, this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    // The engine's own `valueOf` says whether this is a number at all.
    let value_of = prototype.get(js_string!("valueOf"), context)?;
    let value = match value_of.as_object().and_then(|object| JsFunction::from_object(object.clone())) {
        Some(value_of) => value_of.call(this, &[], context)?,
        None => this.clone(),
    };
    let service = "Number.prototype.toLocaleString";
    let format = NumberFormat::new(args.get_or_undefined(0), args.get_or_undefined(1), service, context)?;
    Ok(text(format.parts(&value, context)?))
}

/// The collation of `a.localeCompare(b)`, which a sort asks for again and again.
#[derive(Default)]
struct Usual(RefCell<Option<Rc<Collation>>>);

fn compare(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    if this.is_null_or_undefined() {
        let message = "String.prototype.localeCompare called on null or undefined";
        return Err(JsNativeError::typ().with_message(message).into());
    }
    let (one, other) = (this.to_string(context)?, args.get_or_undefined(0).to_string(context)?);
    let (locales, options) = (args.get_or_undefined(1), args.get_or_undefined(2));
    let service = "String.prototype.localeCompare";
    if !locales.is_undefined() || !options.is_undefined() {
        return Ok(Collation::new(locales, options, service, context)?.compare(&one, &other).into());
    }
    let host = Host::of(context);
    let usual = host.get::<Usual>().unwrap_or_else(|| {
        let usual = Rc::new(Usual::default());
        host.extend(Rc::clone(&usual));
        usual
    });
    let known = usual.0.borrow().clone();
    let collation = match known {
        Some(collation) => collation,
        None => {
            let made = Rc::new(Collation::new(locales, options, service, context)?);
            usual.0.replace(Some(Rc::clone(&made)));
            made
        }
    };
    Ok(collation.compare(&one, &other).into())
}
