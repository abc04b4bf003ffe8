//! `Function.prototype.toString` while coverage is counted: a function's text is the author's, without the counters.

use boa_engine::object::builtins::JsFunction;
use boa_engine::{Context, JsResult, JsString, NativeFunction, js_string};

use super::define;
use crate::engine::syntax;

/// Puts a `toString` in the place of the engine's that takes the counters out of what that one gives.
pub(in crate::engine) fn without_counters(context: &mut Context) -> JsResult<()> {
    let prototype = context.intrinsics().constructors().function().prototype();
    let own = prototype.get(js_string!("toString"), context)?;
    let Some(own) = own.as_object().and_then(|own| JsFunction::from_object(own.clone())) else { return Ok(()) };
    let body = NativeFunction::from_copy_closure_with_captures(
        |this, _, own, context| {
            let text = own.call(this, &[], context)?;
            let Some(text) = text.as_string() else { return Ok(text) };
            Ok(JsString::from(syntax::without_counters(&text.to_std_string_lossy())).into())
        },
        own,
    );
    define(&prototype, "toString", body, 0, context)
}
