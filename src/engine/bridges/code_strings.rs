//! `eval` and `Function(…)` in a mini-program: code from strings does not run.

use boa_engine::object::FunctionObjectBuilder;
use boa_engine::property::{Attribute, PropertyDescriptor};
use boa_engine::{Context, JsObject, JsResult, JsValue, NativeFunction, js_string};

use super::constructor_of;

/// `eval` is undefined; `Function(…)` gives nothing useful except for the body `return this`, which yields a function
/// that returns an empty object (facts: base library 2.8.2).
pub(super) fn strings_as_code(context: &mut Context) -> JsResult<()> {
    let hidden =
        PropertyDescriptor::builder().value(JsValue::undefined()).writable(true).enumerable(false).configurable(true).build();
    context.global_object().define_property_or_throw(js_string!("eval"), hidden, context)?;
    let intrinsic = context.intrinsics().constructors().function().constructor();
    let prototype = intrinsic.get(js_string!("prototype"), context)?;
    let body = NativeFunction::from_copy_closure(|_, args, context| {
        let last = args.last().and_then(JsValue::as_string).map(|text| text.to_std_string_lossy());
        if last.as_deref() == Some("return this") {
            let empty =
                NativeFunction::from_copy_closure(|_, _, context| Ok(JsObject::with_object_proto(context.intrinsics()).into()));
            return Ok(empty.to_js_function(context.realm()).into());
        }
        Ok(JsValue::undefined())
    });
    let function =
        FunctionObjectBuilder::new(context.realm(), body).name(js_string!("Function")).length(1).constructor(true).build();
    let hidden =
        PropertyDescriptor::builder().value(prototype.clone()).writable(false).enumerable(false).configurable(false).build();
    function.define_property_or_throw(js_string!("prototype"), hidden, context)?;
    if let Some(prototype) = prototype.as_object() {
        constructor_of(&prototype, &function, context)?;
    }
    context.register_global_property(js_string!("Function"), function, Attribute::WRITABLE | Attribute::CONFIGURABLE)
}
