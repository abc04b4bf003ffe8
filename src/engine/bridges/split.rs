//! `text.split(separator)` in one pass: the engine begins each search at the text's start, so that a long text takes minutes.

use boa_engine::object::builtins::{JsArray, JsFunction};
use boa_engine::string::JsStrVariant;
use boa_engine::{Context, JsArgs, JsResult, JsString, JsValue, NativeFunction, js_string};

use super::define;

/// Puts a `split` in the place of the engine's that splits texts by texts itself. For everything else there is the engine's own.
pub(super) fn install(context: &mut Context) -> JsResult<()> {
    let prototype = context.intrinsics().constructors().string().prototype();
    let own = prototype.get(js_string!("split"), context)?;
    let Some(own) = own.as_object().and_then(|own| JsFunction::from_object(own.clone())) else { return Ok(()) };
    let body = NativeFunction::from_copy_closure_with_captures(
        |this, args, own, context| {
            let (text, separator) = (this.as_string(), args.get_or_undefined(0).as_string());
            match (text, separator) {
                (Some(text), Some(separator)) if !separator.is_empty() && args.get_or_undefined(1).is_undefined() => {
                    let parts = parts(&text, &separator);
                    Ok(JsArray::from_iter(parts.into_iter().map(JsValue::from), context).into())
                }
                _ => own.call(this, args, context),
            }
        },
        own,
    );
    define(&prototype, "split", body, 2, context)
}

fn parts(text: &JsString, separator: &JsString) -> Vec<JsString> {
    let found = match (text.variant(), separator.variant()) {
        (JsStrVariant::Latin1(text), JsStrVariant::Latin1(separator)) => places(text, separator),
        (JsStrVariant::Utf16(text), JsStrVariant::Utf16(separator)) => places(text, separator),
        _ => places(&text.to_vec(), &separator.to_vec()),
    };
    let mut from = 0;
    let mut parts = Vec::with_capacity(found.len() + 1);
    for place in found {
        parts.push(text.slice(from, place));
        from = place + separator.len();
    }
    parts.push(text.slice(from, text.len()));
    parts
}

/// Where the separator stands; the places do not overlap.
fn places<T: PartialEq>(text: &[T], separator: &[T]) -> Vec<usize> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| rest.len() >= separator.len()) {
        if rest.starts_with(separator) {
            found.push(at);
            at += separator.len();
        } else {
            at += 1;
        }
    }
    found
}
