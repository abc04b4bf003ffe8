//! Pages and elements as somebody outside asks for them: by number, answered with JSON.

use std::cell::RefCell;
use std::rc::Rc;

use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsFunction;
use boa_engine::{Context, JsNativeError, JsResult, JsString, JsValue, js_string};
use serde_json::{Map, Value};

use super::page::PageState;
use super::pages::Pages;
use super::{set_data, view};
use crate::engine::{Answer, Host, answer, json, once};
use crate::trace::{Body, Lane};

/// A page that is open.
#[derive(Debug, Clone, PartialEq)]
pub struct Open {
    /// Its number; never given twice.
    pub id: u64,
    /// Such as `pages/index/index`.
    pub path: String,
    /// The query, as `onLoad` got it.
    pub query: Map<String, Value>,
}

/// The open pages, the one on the screen last; none while the app is starting.
pub fn stack(host: &Rc<Host>, context: &mut Context) -> Vec<Open> {
    let Some(pages) = host.get::<Pages>() else { return Vec::new() };
    // It fails only when the engine is out of resources.
    let _ = pages.begin(host, context);
    let open = pages.stack().into_iter();
    open.map(|page| Open { id: page.id, path: page.route.clone(), query: page.query.clone() }).collect()
}

/// A page that is open, by its number.
///
/// # Errors
///
/// It was closed.
pub fn page(host: &Rc<Host>, page: u64) -> Result<Rc<PageState>, String> {
    // The words by which a known client recognises it.
    host.get::<Pages>().and_then(|pages| pages.find(page)).ok_or_else(|| "page destroyed".to_owned())
}

/// What has data and methods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// A page, by its number.
    Page(u64),
    /// A component, by the number of its element.
    Component(u64),
}

impl Owner {
    fn object(self, host: &Rc<Host>, context: &mut Context) -> Result<JsObject, String> {
        match self {
            Self::Page(number) => page(host, number).map(|page| page.instance.clone()),
            Self::Component(element) => {
                view::component(element, host, context).ok_or_else(|| "no such element".to_owned())
            }
        }
    }

    /// The data, or what stands at a path in it such as `list[0].name` or `list.length`.
    ///
    /// # Errors
    ///
    /// It is gone, the path is none, or a getter throws.
    pub fn data(self, host: &Rc<Host>, context: &mut Context, path: &str) -> Result<Option<Value>, String> {
        let object = self.object(host, context)?;
        let found = object.get(js_string!("data"), context).and_then(|data| set_data::get_path(data, path, context));
        match found {
            Ok(value) => Ok(json::wire_or_nothing(&value, context)),
            Err(error) => Err(host.told(&error, context)),
        }
    }

    /// `setData`; answered when the view has changed.
    pub fn set_data(self, host: &Rc<Host>, context: &mut Context, data: &Value, then: Answer) {
        let then = Rc::new(RefCell::new(Some(then)));
        let later = Rc::clone(&then);
        let done = once(context, move |_, _, _| {
            if let Some(then) = later.take() {
                then(Ok(None));
            }
        });
        let called = match json::from_data(data, context) {
            Ok(data) => self.invoke(host, context, "setData", &[data, done.into()]),
            Err(error) => Ok(Err(error)),
        };
        let reason = match called {
            Ok(Ok(_)) => return,
            Ok(Err(error)) => host.told(&error, context),
            Err(reason) => reason,
        };
        if let Some(then) = then.take() {
            then(Err(reason));
        }
    }

    /// Calls a method and answers with what it comes to.
    pub fn call(self, host: &Rc<Host>, context: &mut Context, name: &str, args: &[Value], then: Answer) {
        let args = args.iter().map(|arg| json::from_data(arg, context)).collect::<JsResult<Vec<_>>>();
        let called = match args {
            Ok(args) => self.invoke(host, context, name, &args),
            Err(error) => Ok(Err(error)),
        };
        match called {
            Ok(called) => answer(called, context, then),
            Err(reason) => then(Err(reason)),
        }
    }

    /// The call is an event; what happens in it has it as its cause.
    fn invoke(
        self,
        host: &Rc<Host>,
        context: &mut Context,
        name: &str,
        args: &[JsValue],
    ) -> Result<JsResult<JsValue>, String> {
        if let Self::Page(number) = self {
            return page(host, number).map(|page| page.call_method(name, args, context));
        }
        let object = self.object(host, context)?;
        let seq = host.recorder.record(Lane::Host, host.cause(), None, Body::Invoke { what: name.to_owned() });
        let before = host.set_cause(Some(seq));
        let method = object.get(JsString::from(name), context);
        let called = method.and_then(|method| match method.as_object().and_then(|method| JsFunction::from_object(method.clone())) {
            Some(method) => method.call(&object.clone().into(), args, context),
            None => Err(JsNativeError::typ().with_message(format!("the component has no method {name}")).into()),
        });
        host.set_cause(before);
        Ok(called)
    }
}
