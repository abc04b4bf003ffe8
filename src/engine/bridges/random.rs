//! `Math.random()` follows the scenario's seed, so that a run can be repeated.

use boa_engine::{Context, JsResult, JsValue, NativeFunction, js_string};

use super::define;
use crate::engine::host::Host;

/// `Math.random()` follows the scenario's seed.
pub(super) fn math_random(context: &mut Context) -> JsResult<()> {
    let math = context.global_object().get(js_string!("Math"), context)?;
    if let Some(math) = math.as_object() {
        let random = NativeFunction::from_copy_closure(|_, _, context| Ok(JsValue::from(Host::of(context).random())));
        define(&math, "random", random, 0, context)?;
    }
    Ok(())
}
