//! What WeChat has for pages and components and wxhost does not model: told by name, never silently left out.

use std::rc::Rc;

use boa_engine::{Context, JsError, JsNativeError, JsResult, JsValue, NativeFunction, js_string};

use crate::engine::Host;
use crate::trace::{Body, ErrorKind, Lane};

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

/// Makes `requirePlugin`, which refuses.
pub(super) fn install(context: &mut Context) -> JsResult<()> {
    let refused = NativeFunction::from_copy_closure(|_, _, context| Err::<JsValue, _>(refuse("requirePlugin", context)));
    let plugin = refused.to_js_function(context.realm());
    context.register_global_property(js_string!("requirePlugin"), plugin, boa_engine::property::Attribute::all())
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
