//! Pages as somebody outside reads and changes them: by number, with JSON.

use std::rc::Rc;

use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsFunction;
use boa_engine::{Context, JsResult, JsString, JsValue, js_string};
use serde_json::{Map, Value};

use super::pages::Pages;
use crate::engine::{Answer, Host, answer, json, once};

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

/// The data of a page, or what stands at a path in it such as `list[0].name` or `list.length`.
///
/// # Errors
///
/// The page is closed, or a getter throws.
pub fn data(host: &Rc<Host>, context: &mut Context, page: u64, path: &str) -> Result<Option<Value>, String> {
    let instance = instance(host, page)?;
    let found = instance.get(js_string!("data"), context).and_then(|data| at(data, path, context));
    match found {
        Ok(value) => Ok(json::wire_or_nothing(&value, context)),
        Err(error) => Err(host.told(&error, context)),
    }
}

/// What stands at a path below a value; undefined if nothing does.
pub(super) fn at(value: JsValue, path: &str, context: &mut Context) -> JsResult<JsValue> {
    let flat = path.replace('[', ".").replace(']', "");
    let mut current = value;
    for name in flat.split('.').filter(|name| !name.is_empty()) {
        let Some(object) = current.as_object() else { return Ok(JsValue::undefined()) };
        current = object.get(JsString::from(name), context)?;
    }
    Ok(current)
}

/// `setData` of a page; answered when the view has changed.
pub fn set_data(host: &Rc<Host>, context: &mut Context, page: u64, data: &Value, then: Answer) {
    let instance = match instance(host, page) {
        Ok(instance) => instance,
        Err(reason) => return then(Err(reason)),
    };
    let told = Rc::new(std::cell::RefCell::new(Some(then)));
    let later = Rc::clone(&told);
    let done = once(context, move |_, _, _| {
        if let Some(then) = later.borrow_mut().take() {
            then(Ok(None));
        }
    });
    let called = json::from_data(data, context)
        .and_then(|data| method(&instance, "setData", context).map(|set_data| (data, set_data)))
        .and_then(|(data, set_data)| match set_data {
            Some(set_data) => set_data.call(&instance.clone().into(), &[data, done.into()], context),
            None => Ok(JsValue::undefined()),
        });
    if let Err(error) = called {
        let reason = host.told(&error, context);
        if let Some(then) = told.take() {
            then(Err(reason));
        }
    }
}

/// Calls a method of a page and answers with what it comes to.
pub fn call(host: &Rc<Host>, context: &mut Context, page: u64, name: &str, args: &[Value], then: Answer) {
    match instance(host, page) {
        Ok(instance) => call_on(host, context, &instance, name, args, then),
        Err(reason) => then(Err(reason)),
    }
}

/// The same for any object, such as a component.
pub(super) fn call_on(host: &Rc<Host>, context: &mut Context, on: &JsObject, name: &str, args: &[Value], then: Answer) {
    let args = args.iter().map(|arg| json::from_data(arg, context)).collect::<JsResult<Vec<_>>>();
    match (method(on, name, context), args) {
        (Ok(Some(function)), Ok(args)) => {
            let called = function.call(&on.clone().into(), &args, context);
            answer(called, context, then);
        }
        (Ok(None), _) => then(Err(format!("{name} not exists"))),
        (Err(error), _) | (_, Err(error)) => then(Err(host.told(&error, context))),
    }
}

fn method(on: &JsObject, name: &str, context: &mut Context) -> JsResult<Option<JsFunction>> {
    let member = on.get(JsString::from(name), context)?;
    Ok(member.as_object().and_then(|object| JsFunction::from_object(object.clone())))
}

fn instance(host: &Rc<Host>, page: u64) -> Result<JsObject, String> {
    let found = host.get::<Pages>().and_then(|pages| pages.find(page));
    // The words by which a known client recognises it.
    found.map(|page| page.instance.clone()).ok_or_else(|| "page destroyed".to_owned())
}
