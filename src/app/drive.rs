//! Driving pages from outside, as automation does: their data, `setData`, their methods; their elements are in `view`.

use std::rc::Rc;

use boa_engine::{Context, JsNativeError, JsObject, JsResult, JsString, JsValue, js_string};
use serde_json::Value;

use super::page::PageState;
use super::set_data;
use crate::engine::{Host, json};
use crate::trace::{Body, Lane};

impl PageState {
    /// Whether the page was closed; what is done to it then reaches nobody.
    pub fn is_closed(&self) -> bool {
        self.closed.get()
    }

    /// The page's data, or what stands at a path in it such as `list[0].name` or `list.length`; `None` if nothing does.
    ///
    /// # Errors
    ///
    /// The path is no path, or a getter of the program threw.
    pub fn data(&self, path: &str, context: &mut Context) -> JsResult<Option<Value>> {
        let data = self.instance.get(js_string!("data"), context)?;
        let found = set_data::get_path(data, path, context)?;
        let text = json::stringify(&found, context)?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
    }

    /// Calls the page's own `setData`.
    ///
    /// # Errors
    ///
    /// What `setData` throws.
    pub fn set_data(&self, data: &Value, context: &mut Context) -> JsResult<()> {
        let data = json::from_data(data, context)?;
        self.call_method("setData", &[data], context).map(|_| ())
    }

    /// Calls a method of the page; the call is an event, and what happens in it has it as its cause.
    ///
    /// # Errors
    ///
    /// There is no such method, or it threw.
    pub fn call_method(&self, name: &str, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
        let host = Host::of(context);
        let method = self.instance.get(JsString::from(name), context)?;
        let Some(method) = method.as_object().filter(JsObject::is_callable) else {
            return Err(JsNativeError::typ().with_message(format!("{} has no method {name}", self.route)).into());
        };
        let seq = host.recorder.record(Lane::Host, host.cause(), None, Body::Invoke { what: format!("{name} {}", self.route) });
        let before = host.set_cause(Some(seq));
        let result = method.call(&self.instance.clone().into(), args, context);
        if let Ok(returned) = &result {
            host.watch(seq, returned);
        }
        host.set_cause(before);
        result
    }
}

/// The page that stands on the screen.
pub fn current_page(host: &Rc<Host>) -> Option<Rc<PageState>> {
    host.get::<super::Pages>().and_then(|pages| pages.current())
}
