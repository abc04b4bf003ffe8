//! What WeChat has for pages and components and wxhost does not model: told by name, never silently left out.

use std::rc::Rc;

use boa_engine::object::FunctionObjectBuilder;
use boa_engine::object::builtins::JsFunction;
use boa_engine::property::Attribute;
use boa_engine::{Context, JsError, JsNativeError, JsResult, JsString, JsValue, NativeFunction, js_string};

use crate::engine::{Host, value};
use crate::trace::{Body, ErrorKind, Lane};
use crate::wx::Wx;

/// Records that the program asked for something that is not modelled; the error is for its caller.
pub(super) fn refuse(name: &str, context: &mut Context) -> JsError {
    let host = Host::of(context);
    let stack = host.site(context).stack;
    let at = stack.first().cloned();
    let message = format!("{name} is a real API of WeChat that wxhost does not model");
    let name = "WxhostError".to_owned();
    let body = Body::Error { what: ErrorKind::UnsupportedApi, name, message: message.clone(), stack, of: None };
    host.recorder.record(Lane::Host, host.cause(), at, body);
    JsNativeError::error().with_message(message).into()
}

/// What `WXWebAssembly` has, and since which base library (official page: WXWebAssembly).
const WEB_ASSEMBLY: [(&str, &str); 4] = [
    ("WXWebAssembly.instantiate", "2.13.0"),
    ("WXWebAssembly.Memory", "2.13.0"),
    ("WXWebAssembly.Table", "2.13.0"),
    ("WXWebAssembly.Global", "2.14.0"),
];

/// Makes `requirePlugin` and what `WXWebAssembly` has, all of which refuse.
pub(super) fn install(context: &mut Context) -> JsResult<()> {
    let plugin = refused("requirePlugin", "requirePlugin", context);
    context.register_global_property(js_string!("requirePlugin"), plugin, Attribute::all())?;
    let wx = Host::of(context).get::<Wx>();
    let is_there = |since: &str| wx.as_ref().is_some_and(|wx| wx.at_least(since));
    let mut assembly = None;
    for (name, _) in WEB_ASSEMBLY.iter().filter(|(_, since)| is_there(since)) {
        let member = name.rsplit('.').next().unwrap_or_default();
        let function = refused(name, member, context);
        let object = assembly.get_or_insert_with(|| value::object(context));
        object.create_data_property_or_throw(JsString::from(member), function, context)?;
    }
    match assembly {
        Some(assembly) => context.register_global_property(js_string!("WXWebAssembly"), assembly, Attribute::all()),
        None => Ok(()),
    }
}

/// A function, also for `new`, that refuses.
fn refused(full_name: &'static str, name: &str, context: &mut Context) -> JsFunction {
    let body = NativeFunction::from_copy_closure(move |_, _, context| Err::<JsValue, _>(refuse(full_name, context)));
    FunctionObjectBuilder::new(context.realm(), body).name(JsString::from(name)).constructor(true).build()
}

/// Tells that the program's own tab bar is not shown.
pub(super) fn custom_tab_bar(host: &Rc<Host>) {
    let message = "app.json: [\"tabBar\"][\"custom\"]: wxhost does not model custom tab bars: custom-tab-bar/index is not loaded, \
                   and pages have no getTabBar";
    crate::engine::platform_message(host, "warn", message.to_owned());
}

/// Tells that a component comes from a plugin.
pub(super) fn plugin(host: &Rc<Host>, file: &str, name: &str, wanted: &str) {
    let message = format!("{file}: [\"usingComponents\"][\"{name}\"]: \"{wanted}\" is not there: wxhost does not model plugins");
    crate::engine::platform_message(host, "warn", message);
}
