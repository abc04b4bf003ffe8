//! `Page`, `Component` and `Behavior`: which file registers what.
//!
//! In a project each file registers the page or component that it is named after; a plain script's `Page(options)` is the start page.
//! What is wrong is told in the framework's words (facts §7.2) and goes no further.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use boa_engine::object::JsObject;
use boa_engine::{Context, JsArgs, JsResult, JsValue, NativeFunction, js_string};

use super::definition::BehaviorData;
use super::pages::Pages;
use crate::engine::{Host, platform_message, value};
use crate::source::Project;
use crate::trace::{Body, Form, Lane};

/// What a file registered.
pub(super) struct Registration {
    /// The argument of `Page` or `Component`.
    pub(super) options: JsObject,
    /// Whether it was `Component`.
    pub(super) is_component: bool,
    /// The `call` event.
    pub(super) call: u64,
}

/// Everything that was registered, by path.
#[derive(Default)]
pub(super) struct Registry {
    project: Option<Arc<Project>>,
    /// The start page, which a plain script's `Page` describes.
    start: String,
    /// The file of a project that is being loaded, without its extension; none while `app.js` is.
    pub(super) loading: RefCell<Option<String>>,
    known: RefCell<HashMap<String, Rc<Registration>>>,
}

impl Registry {
    /// What the file at `path` registered.
    pub(super) fn get(&self, path: &str) -> Option<Rc<Registration>> {
        self.known.borrow().get(path).cloned()
    }
}

pub(super) fn begin(host: &Rc<Host>, launch: &super::Launch) {
    let start = launch.options.get("path").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
    host.extend(Rc::new(Registry { project: launch.project.clone(), start, ..Registry::default() }));
}

pub(super) fn install(context: &mut Context) -> JsResult<()> {
    let page = NativeFunction::from_copy_closure(|_, args, context| Ok(register("Page", args, context)));
    context.register_global_callable(js_string!("Page"), 1, page)?;
    let component = NativeFunction::from_copy_closure(|_, args, context| Ok(register("Component", args, context)));
    context.register_global_callable(js_string!("Component"), 1, component)?;
    let behavior = NativeFunction::from_copy_closure(|_, args, context| Ok(behavior(args, context)));
    context.register_global_callable(js_string!("Behavior"), 1, behavior)
}

fn register(constructor: &str, args: &[JsValue], context: &mut Context) -> JsValue {
    let host = Host::of(context);
    let Some(registry) = host.get::<Registry>() else { return JsValue::undefined() };
    let given = args.get_or_undefined(0);
    let call = record_call(&host, constructor, given, context);
    let is_component = constructor == "Component";
    let path = match &registry.project {
        None => registry.start.clone(),
        Some(project) => {
            let loading = registry.loading.borrow().clone();
            let Some(path) = loading.filter(|path| is_component || project.pages.contains(path)) else {
                let told = format!(
                    "Please do not call {constructor} constructor in files that not listed in \"pages\" section of app.json or plugin.json"
                );
                platform_message(&host, "error", told);
                return JsValue::undefined();
            };
            path
        }
    };
    let Some(options) = given.as_object() else {
        let shown = value::console_text(given, context);
        platform_message(&host, "error", format!("Options is not object: {shown} in {path}.js"));
        return JsValue::undefined();
    };
    if registry.known.borrow().contains_key(&path) {
        platform_message(&host, "error", format!("Please do not register multiple {constructor}s in {path}.js"));
        return JsValue::undefined();
    }
    registry.known.borrow_mut().insert(path, Rc::new(Registration { options, is_component, call }));
    if registry.project.is_none()
        && let Some(pages) = host.get::<Pages>()
    {
        pages.start_later(&host, Some(call));
    }
    JsValue::undefined()
}

fn behavior(args: &[JsValue], context: &mut Context) -> JsValue {
    let given = args.get_or_undefined(0);
    record_call(&Host::of(context), "Behavior", given, context);
    let Some(options) = given.as_object() else { return JsValue::undefined() };
    JsObject::from_proto_and_data(context.intrinsics().constructors().object().prototype(), BehaviorData { options }).into()
}

fn record_call(host: &Rc<Host>, api: &str, given: &JsValue, context: &mut Context) -> u64 {
    let (at, via) = host.site(context).split();
    let args = value::data(given, context);
    let body = Body::Call { api: api.to_owned(), args, callbacks: Vec::new(), form: Form::Sync, via };
    host.recorder.record(Lane::Page, host.cause(), at, body)
}
