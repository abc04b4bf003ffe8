//! The documented place where the engine's own behaviour is bridged to the platform's.
//!
//! | what | bridge |
//! |--|--|
//! | `new Date('2020/10/06 10:56')` is invalid in Boa | `dates.rs` |
//! | no `Intl`; `toLocaleString` and its kin, `localeCompare` know no zh-CN | `intl.rs`; `Intl` and `localeCompare` are made when a text mentions them |
//! | `Date.toString` names no zone | `zone.rs` |
//! | `Error.captureStackTrace`, the first line of `err.stack`, the author's places in it | `errors.rs` |
//! | no `Array.fromAsync` | `from_async.rs`, made when a text mentions it |
//! | on iOS 15 and older fewer texts are dates | `dates.rs`, when the run's device is one |
//! | `JSON.parse` reads 127 levels | `json_depth.rs` |
//! | `JSON.parse` words its errors as Rust's reader does | `json_mistake.rs` |
//! | `text.split(separator)` takes quadratic time | `split.rs` |
//! | `RegExp.$1` … `RegExp.$9`, `RegExp.lastMatch` | `regexp.rs`, made when a text mentions them |
//! | `eval` and `Function` are not what mini-programs have | `code_strings.rs` |
//! | the text of a function, when its coverage is counted | `counters.rs` |
//! | `Math.random` has no seed | `random.rs` |
//! | `x.length = n` is wrong from the second time on | the `length` edit of `syntax` |
//! | an arrow function inside an arrow function loses `this` | the `nested_this` edit of `syntax` |
//! | the position of a failed member access | `blame.rs` |
//!
//! Not bridged: the name of the member in an engine's error (`cannot read 'a' of null or undefined`) inside the program's own
//! `catch`. Which member failed is only read from the engine's error itself (`blame.rs`); the object that `catch` gets knows
//! nothing but a place, which is often that of another call, and a wrong name is worse than none. What nobody catches is named,
//! and so is what promises are rejected with where the place says it.
//!
//! Nearly all bridges are natives: a prelude in JavaScript would have to be parsed in each run.

mod code_strings;
mod counters;
mod dates;
mod errors;
mod from_async;
mod intl;
mod json_depth;
mod json_mistake;
mod random;
mod regexp;
mod split;
#[cfg(test)]
mod tests;
mod zone;

use boa_engine::object::FunctionObjectBuilder;
use boa_engine::object::builtins::JsFunction;
use boa_engine::property::{PropertyDescriptor, PropertyKey};
use boa_engine::{Context, JsObject, JsResult, JsString, NativeFunction, js_string};

pub(super) use counters::without_counters;
pub(super) use regexp::Matches;

pub(super) fn install(context: &mut Context) -> JsResult<()> {
    random::math_random(context)?;
    code_strings::strings_as_code(context)?;
    errors::install(context)?;
    dates::dates(context)?;
    intl::install(context)?;
    zone::install(context)?;
    split::install(context)?;
    json_depth::install(context)
}

/// Makes what a text needs and most do without.
pub(super) fn install_for(text: &str, context: &mut Context) -> JsResult<()> {
    intl::install_for(text, context)?;
    from_async::install_for(text, context)?;
    if regexp::is_mentioned(text) { regexp::install(context) } else { Ok(()) }
}

fn constructor_of(prototype: &JsObject, function: &JsFunction, context: &mut Context) -> JsResult<()> {
    let hidden =
        PropertyDescriptor::builder().value(function.clone()).writable(true).enumerable(false).configurable(true).build();
    prototype.define_property_or_throw(js_string!("constructor"), hidden, context)?;
    Ok(())
}

fn define(object: &JsObject, name: &str, body: NativeFunction, length: usize, context: &mut Context) -> JsResult<()> {
    let name = JsString::from(name);
    let function = FunctionObjectBuilder::new(context.realm(), body).name(name.clone()).length(length).build();
    let hidden = PropertyDescriptor::builder().value(function).writable(true).enumerable(false).configurable(true).build();
    object.define_property_or_throw(PropertyKey::from(name), hidden, context)?;
    Ok(())
}
