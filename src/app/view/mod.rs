//! The view layer: WeChat's own component framework renders WXML, instantiates components and delivers events.
//!
//! It takes a while to load, so it is loaded when something needs it: a page that is a component or uses components, a tap on an
//! element, a question about elements, the rendered tree. A page made by `Page(options)` keeps its own object as `this`; the framework
//! renders what `setData` tells it. Nothing is laid out: sizes and positions are 0.

mod framework;
mod gesture;
mod natives;
mod templates;
mod wxs;

use std::cell::Cell;
use std::rc::Rc;

use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsFunction;
use boa_engine::property::PropertyKey;
use boa_engine::{Context, JsResult, JsString, JsValue, NativeFunction, js_string};
use serde_json::{Map, Value, json};

pub use framework::{PACKAGES, VERSION, files_in, set_view_cache};
pub use gesture::{Gesture, NoElement, Wish, do_gesture, hidden_by};

use super::page::PageState;
use super::project::Running;
use super::registry::Registry;
use super::require::Modules;
use crate::engine::{Host, LoadError, Text, json as js_json, platform_message};
use crate::trace::{At, Body, ErrorKind, Lane};
use framework::{Framework, framework};
use templates::{Mistake, Script};

/// Whether the lack of the framework was told.
#[derive(Default)]
struct Told(Cell<bool>);

/// Why there is no view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoView;

impl std::fmt::Display for NoView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WeChat's component framework is not installed; install it with: wxhost setup view")
    }
}

/// The framework, with this page and everything it uses made known to it.
fn prepared(path: &str, host: &Rc<Host>, context: &mut Context) -> Option<Rc<Framework>> {
    let framework = framework(host, context)?;
    if let Err(error) = register(path, &framework, host, context) {
        host.report(ErrorKind::UncaughtException, &error, context);
    }
    Some(framework)
}

/// Makes a page or component known to the framework, what it uses before it.
fn register(path: &str, framework: &Framework, host: &Rc<Host>, context: &mut Context) -> JsResult<()> {
    let (Some(running), Some(modules)) = (host.get::<Running>(), host.get::<Modules>()) else { return Ok(()) };
    let mut fresh = Vec::new();
    collect(path, framework, &running, host, &mut fresh);
    if fresh.is_empty() {
        return Ok(());
    }
    let paths: Vec<String> = fresh.iter().map(|(path, _)| path.clone()).collect();
    let compiled = templates::compile(&modules.files, &paths);
    for mistake in compiled.mistakes {
        tell_mistake(mistake, host);
    }
    // The official tool does not build such a project; here one may be only logic, and is told when it is to be shown.
    for path in compiled.without {
        platform_message(host, "warn", format!("{path}.wxml is not found: {path} shows nothing"));
    }
    let mut scripts = Vec::with_capacity(compiled.scripts.len());
    for script in compiled.scripts {
        scripts.push(script_function(&script, host, context));
    }
    framework.templates(host, (&compiled.text, scripts), context)?;
    for (path, config) in fresh {
        framework.configure(&path, &config, context)?;
        let registered = host.get::<Registry>().and_then(|registry| registry.get(&path));
        let name = JsValue::from(JsString::from(path.as_str()));
        match registered {
            Some(registered) if registered.is_component => {
                framework.call("component", &[name, registered.options.clone().into()], context)?;
            }
            _ if running.project.pages.contains(&path) => {
                framework.call("page", &[name], context)?;
            }
            _ => platform_message(host, "error", format!("Component is not found in path \"{path}\".")),
        }
    }
    Ok(())
}

/// Tells what is wrong with a template.
fn tell_mistake(mistake: Mistake, host: &Rc<Host>) {
    if mistake.is_syntax {
        super::require::not_parsed(host);
    }
    if mistake.is_error {
        let stack = vec![mistake.at.clone()];
        let (what, name) = (ErrorKind::UncaughtException, "TemplateError".to_owned());
        let body = Body::Error { what, name, message: mistake.message, stack, of: None };
        host.recorder.record(Lane::Host, host.cause(), Some(mistake.at), body);
    } else {
        platform_message(host, "warn", format!("{}: {}", mistake.at, mistake.message));
    }
}

/// A WXS script as a function; one that cannot be read is told, and does nothing.
fn script_function(script: &Script, host: &Rc<Host>, context: &mut Context) -> JsFunction {
    let text = Text { file: &script.file, label: &script.file, text: &script.text, shifts: &[] };
    let (at, message) = match host.compile_wxs(&text, templates::SCRIPT_PARAMETERS, context) {
        Ok(function) => return function,
        Err(LoadError::Syntax { at, message }) => (at, message),
        Err(LoadError::Nesting { depth, limit }) => {
            let at = At { file: script.file.clone(), line: 1, column: 1 };
            (at, format!("nested {depth} levels deep, more than limits.nesting = {limit}"))
        }
    };
    tell_mistake(Mistake { at, message, is_error: true, is_syntax: true }, host);
    NativeFunction::from_copy_closure(|_, _, _| Ok(JsValue::undefined())).to_js_function(context.realm())
}

/// What has to be made known for `path`, in the order in which it is to be, each with its configuration.
fn collect(path: &str, framework: &Framework, running: &Running, host: &Rc<Host>, fresh: &mut Vec<(String, Value)>) {
    if !framework.known.borrow_mut().insert(path.to_owned()) {
        return;
    }
    let mut using = Map::new();
    for (name, component) in running.components(path, host) {
        collect(&component, framework, running, host, fresh);
        using.insert(name, format!("/{component}").into());
    }
    let mut config = Map::new();
    let own = running.config(path, host);
    for key in ["componentGenerics", "componentPlaceholder", "styleIsolation", "pureDataPattern", "addGlobalClass"] {
        if let Some(value) = own.get(key) {
            config.insert(key.to_owned(), value.clone());
        }
    }
    config.insert("component".to_owned(), own.get("component").cloned().unwrap_or(Value::Bool(false)));
    config.insert("usingComponents".to_owned(), using.into());
    fresh.push((path.to_owned(), config.into()));
}

/// The instance of a page that is a component, made by the framework; none without it.
pub(super) fn make_component(
    id: u64,
    path: &str,
    query: &Map<String, Value>,
    host: &Rc<Host>,
    context: &mut Context,
) -> Option<JsObject> {
    if !super::project::is_running(host) {
        tell_left_out(path, host);
        return None;
    }
    let Some(framework) = prepared(path, host, context) else {
        tell_missing(path, host);
        let what =
            format!("{path} is made by Component(): its properties are not converted, its observers and relations do not run");
        platform_message(host, "warn", format!("{what} without the component framework"));
        return None;
    };
    let query = js_json::from_data(&Value::Object(query.clone()), context).ok()?;
    let arguments = [number(id), JsString::from(path).into(), query];
    match framework.call("open", &arguments, context) {
        Ok(instance) => instance.as_object(),
        Err(error) => {
            host.report(ErrorKind::UncaughtException, &error, context);
            None
        }
    }
}

/// Says what of a component in a plain script only the framework does, which belongs to a project.
fn tell_left_out(path: &str, host: &Rc<Host>) {
    const DONE_BY_THE_FRAMEWORK: [&str; 2] = ["observers", "relations"];
    let Some(registered) = host.get::<Registry>().and_then(|registry| registry.get(path)) else { return };
    let has = |name: &&&str| {
        let key = PropertyKey::from(JsString::from(**name));
        registered.options.borrow().properties().contains_key(&key)
    };
    let names: Vec<&str> = DONE_BY_THE_FRAMEWORK.iter().filter(has).copied().collect();
    if !names.is_empty() {
        let names = names.join(", ");
        let text = format!("Component() in a plain script: its {names} do not run; the component framework runs in projects");
        platform_message(host, "warn", text);
    }
}

/// Before `onLoad`: what is on the page comes to life, if there are components on it.
pub(super) fn begin(page: &Rc<PageState>, host: &Rc<Host>, context: &mut Context) {
    if page.live.get() {
        run("attach", page, &[], host, context);
        return;
    }
    let Some(running) = host.get::<Running>() else { return };
    if running.components(&page.route, host).is_empty() {
        return;
    }
    if ensure(page, host, context).is_err() {
        tell_missing(&page.route, host);
    }
}

fn tell_missing(path: &str, host: &Rc<Host>) {
    let told = host.get::<Told>().unwrap_or_else(|| {
        let fresh = Rc::new(Told::default());
        host.extend(Rc::clone(&fresh));
        fresh
    });
    if !told.0.replace(true) {
        platform_message(
            host,
            "warn",
            format!("components of {path} do not run: wxhost setup view installs the component framework"),
        );
    }
}

/// Renders a page, unless it is rendered.
///
/// # Errors
///
/// The framework is not installed, or the run is not that of a project.
pub fn ensure(page: &Rc<PageState>, host: &Rc<Host>, context: &mut Context) -> Result<(), NoView> {
    if page.live.get() {
        return Ok(());
    }
    let framework = prepared(&page.route, host, context).ok_or(NoView)?;
    let opened = open(page, &framework, context);
    if let Err(error) = opened {
        host.report(ErrorKind::UncaughtException, &error, context);
        return Ok(());
    }
    page.live.set(true);
    run("attach", page, &[], host, context);
    if page.ready.get() {
        run("ready", page, &[], host, context);
    }
    Ok(())
}

fn open(page: &Rc<PageState>, framework: &Framework, context: &mut Context) -> JsResult<()> {
    let caller = framework.caller(context)?.as_object();
    if let (Some(methods), Some(caller)) = (page.instance.prototype(), caller) {
        methods.set_prototype(Some(caller));
    }
    let data = page.shown.take().map_or_else(JsValue::undefined, JsValue::from);
    let query = JsObject::with_object_proto(context.intrinsics());
    let path = JsString::from(page.route.as_str());
    let arguments = [number(page.id), path.into(), query.into(), page.instance.clone().into(), data];
    framework.call("open", &arguments, context).map(|_| ())
}

/// Calls one of the glue's functions for a page; what goes wrong is reported.
fn run(name: &str, page: &PageState, more: &[JsValue], host: &Rc<Host>, context: &mut Context) {
    let Some(framework) = framework(host, context) else { return };
    let mut arguments = vec![number(page.id)];
    arguments.extend_from_slice(more);
    if let Err(error) = framework.call(name, &arguments, context) {
        host.report(ErrorKind::CallbackThrew, &error, context);
    }
}

/// The components on a page that was rendered are told: `show`, `hide`, `resize`, `routeDone`.
pub(super) fn tell(page: &PageState, lifetime: &str, argument: Option<&Value>, host: &Rc<Host>, context: &mut Context) {
    if !page.live.get() || page.closed.get() {
        return;
    }
    let list = Value::Array(argument.cloned().into_iter().collect());
    let Ok(list) = js_json::from_data(&list, context) else { return };
    run("lifetime", page, &[JsString::from(lifetime).into(), list], host, context);
}

/// After `onShow`: the components on the page are ready.
pub(super) fn ready(page: &PageState, host: &Rc<Host>, context: &mut Context) {
    if page.live.get() {
        run("ready", page, &[], host, context);
    }
}

/// Changes what a page that is rendered shows.
pub(super) fn update(page: &PageState, changes: &[(String, String)], host: &Rc<Host>, context: &mut Context) -> JsResult<()> {
    let copy = JsObject::with_object_proto(context.intrinsics());
    for (path, text) in changes {
        let value = js_json::parse(text, context)?;
        copy.create_data_property_or_throw(JsString::from(path.as_str()), value, context)?;
    }
    run("update", page, &[copy.into()], host, context);
    Ok(())
}

/// The page is gone.
pub(super) fn close(page: &PageState, host: &Rc<Host>, context: &mut Context) {
    if page.live.replace(false) {
        run("close", page, &[], host, context);
    }
}

/// What a page shows: its nodes as `{tag, is?, id?, class?, style?, attributes?, dataset?, children?}`, texts as strings.
///
/// # Errors
///
/// There is no view.
pub fn tree(page: &Rc<PageState>, host: &Rc<Host>, context: &mut Context) -> Result<Value, NoView> {
    ensure(page, host, context)?;
    let framework = framework(host, context).ok_or(NoView)?;
    Ok(framework.ask("tree", &[number(page.id)], context).unwrap_or_default())
}

/// The elements of a page that a selector means, by number; `scope` is an element to look inside of.
///
/// # Errors
///
/// There is no view, or the selector is none.
pub fn select(
    page: &Rc<PageState>,
    scope: Option<u64>,
    (selector, all): (&str, bool),
    host: &Rc<Host>,
    context: &mut Context,
) -> Result<Vec<u64>, String> {
    ensure(page, host, context).map_err(|none| none.to_string())?;
    let framework = framework(host, context).ok_or_else(|| NoView.to_string())?;
    let scope = scope.map_or_else(JsValue::null, number);
    let arguments = [number(page.id), scope, JsString::from(selector).into(), all.into()];
    let found = framework.ask("select", &arguments, context).map_err(|error| thrown(&error, context))?;
    Ok(found.as_array().into_iter().flatten().filter_map(Value::as_u64).collect())
}

/// What is known of an element: `{tag, is, id, class, style, dataset, attributes, text, value}`; `is` is a component's path.
///
/// # Errors
///
/// There is no such element.
pub fn describe(element: u64, host: &Rc<Host>, context: &mut Context) -> Result<Value, String> {
    ask("describe", element, host, context)
}

/// An element as a node of [`tree`].
///
/// # Errors
///
/// There is no such element.
pub fn outer(element: u64, host: &Rc<Host>, context: &mut Context) -> Result<Value, String> {
    ask("outer", element, host, context)
}

fn ask(name: &str, element: u64, host: &Rc<Host>, context: &mut Context) -> Result<Value, String> {
    let framework = framework(host, context).ok_or_else(|| NoView.to_string())?;
    framework.ask(name, &[number(element)], context).map_err(|error| thrown(&error, context))
}

/// The object of a component that an element is: what `selectComponent` gives.
pub fn component(element: u64, host: &Rc<Host>, context: &mut Context) -> Option<JsObject> {
    framework(host, context)?.call("caller", &[number(element)], context).ok()?.as_object()
}

/// The elements inside a page or component, given by its `this`, that a selector means, each described as [`describe`] does.
pub fn query(
    within: Option<&JsObject>,
    (selector, all): (&str, bool),
    host: &Rc<Host>,
    context: &mut Context,
) -> Option<Vec<Value>> {
    let pages = host.get::<super::Pages>()?;
    let page = within.and_then(|instance| pages.of(instance)).or_else(|| within.is_none().then(|| pages.current()).flatten());
    if let Some(page) = &page {
        ensure(page, host, context).ok()?;
    }
    let instance = within.cloned().or_else(|| page.map(|page| page.instance.clone()))?;
    let framework = framework(host, context)?;
    let found = framework.ask("query", &[instance.into(), JsString::from(selector).into(), all.into()], context).ok()?;
    let found: Vec<u64> = found.as_array().into_iter().flatten().filter_map(Value::as_u64).collect();
    Some(found.into_iter().filter_map(|element| describe(element, host, context).ok()).collect())
}

/// Records what the page on the screen shows, as a `state` event `tree`.
pub fn record_tree(host: &Rc<Host>, context: &mut Context) {
    let Some(page) = super::current_page(host) else { return };
    let detail = match tree(&page, host, context) {
        Ok(nodes) => json!({ "page": page.route, "nodes": nodes }),
        Err(none) => {
            let body = Body::Error {
                what: ErrorKind::UnsupportedApi,
                name: "WxhostError".into(),
                message: none.to_string(),
                stack: Vec::new(),
                of: None,
            };
            host.recorder.record(Lane::Host, None, None, body);
            return;
        }
    };
    host.recorder.record(Lane::Wx, None, None, Body::State { what: "tree".to_owned(), detail });
}

/// One of the methods that components have besides their own.
pub(super) fn method(name: &str, host: &Rc<Host>, context: &mut Context) -> JsResult<Option<JsFunction>> {
    let Some(framework) = framework(host, context) else { return Ok(None) };
    let Some(caller) = framework.caller(context)?.as_object() else { return Ok(None) };
    let method = caller.get(JsString::from(name), context)?;
    Ok(method.as_object().and_then(|object| JsFunction::from_object(object.clone())))
}

/// `this.createSelectorQuery()`: that of `wx`, within `this`.
pub(super) fn selector_query(this: &JsValue, context: &mut Context) -> JsResult<JsValue> {
    crate::wx::reach(context, &crate::wx::Reach::of("wx.createSelectorQuery"))?;
    let wx = context.global_object().get(js_string!("wx"), context)?;
    let query = invoke(&wx, "createSelectorQuery", &[], context)?;
    invoke(&query, "in", std::slice::from_ref(this), context)
}

fn invoke(object: &JsValue, method: &str, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some(holder) = object.as_object() else { return Ok(JsValue::undefined()) };
    let method = holder.get(JsString::from(method), context)?;
    let method = method.as_object().and_then(|method| JsFunction::from_object(method.clone()));
    method.map_or(Ok(JsValue::undefined()), |method| method.call(object, args, context))
}

fn number(value: u64) -> JsValue {
    #[expect(clippy::cast_precision_loss, reason = "numbers of pages and elements are small")]
    JsValue::from(value as f64)
}

fn thrown(error: &boa_engine::JsError, context: &mut Context) -> String {
    crate::engine::Thrown::of_error(error, context).message
}
