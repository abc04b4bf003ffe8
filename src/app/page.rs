//! One page: the instance that `Page(options)` describes, its lifecycle functions, `getOpenerEventChannel`.
//!
//! A page keeps its number for life; the same route opened twice is two pages.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use boa_engine::object::builtins::{JsArray, JsFunction};
use boa_engine::object::{JsObject, ObjectInitializer};
use boa_engine::property::PropertyDescriptor;
use boa_engine::{Context, JsResult, JsString, JsValue, NativeFunction, js_string};
use serde_json::{Map, Value};

use super::channel::{Channel, End};
use super::definition::Definition;
use super::not_modelled;
use super::pages::Pages;
use super::registry::Registration;
use super::set_data::set_data;
use super::view;
use crate::engine::{Host, json, platform_message};
use crate::trace::{Body, ErrorKind, Lane};

/// A page that is open.
pub struct PageState {
    /// Its number, from 1, in the order in which pages were opened; never given twice.
    pub id: u64,
    /// Such as `pages/index/index`.
    pub route: String,
    /// The query, as `onLoad` gets it.
    pub query: Map<String, Value>,
    /// What `this` is in its functions.
    pub instance: JsObject,
    pub(super) definition: Definition,
    /// What `wx.showShareMenu` and `wx.hideShareMenu` said of entries of its menu.
    pub(crate) menu: RefCell<BTreeMap<String, bool>>,
    /// Whether it was loaded, and will be told that it is ready.
    pub(super) loaded: Cell<bool>,
    /// Whether `onReady` has run.
    pub(super) ready: Cell<bool>,
    /// Whether it was closed.
    pub(super) closed: Cell<bool>,
    /// Whether the page is rendered.
    pub(super) live: Cell<bool>,
    /// What the view was told to show, until there is a view.
    pub(super) shown: RefCell<Option<JsObject>>,
}

/// How a page comes to be.
pub(super) struct Opening<'a> {
    pub(super) id: u64,
    pub(super) route: &'a str,
    pub(super) query: Map<String, Value>,
    /// What its file registered; absent if the page's code is not known.
    pub(super) registered: Option<&'a Registration>,
    pub(super) channel: Option<(Rc<Channel>, End)>,
    /// The instance that the component framework made, for a page that is a component.
    pub(super) made: Option<JsObject>,
}

impl PageState {
    /// Makes the instance.
    pub(super) fn new(opening: Opening<'_>, context: &mut Context) -> JsResult<Rc<Self>> {
        let Opening { id, route, query, registered, channel, made } = opening;
        let live = made.is_some();
        let definition = match registered {
            Some(Registration { options, is_component: false, .. }) => Definition::page(options, context)?,
            Some(Registration { options, is_component: true, .. }) if !live => Definition::component(options, context)?,
            _ => Definition::default(),
        };
        let opener = opener_channel(channel, context)?;
        let opener = NativeFunction::from_copy_closure_with_captures(|_, _, opener, _| Ok(opener.clone()), opener);
        let (instance, shown) = match made {
            Some(instance) => {
                let opener = opener.to_js_function(context.realm());
                instance.create_data_property_or_throw(js_string!("getOpenerEventChannel"), opener, context)?;
                (instance, None)
            }
            None => own_instance(&definition, opener, registered, &query, context)?,
        };
        for name in ["route", "__route__", "is"] {
            let route = JsValue::from(JsString::from(route));
            instance.create_data_property_or_throw(JsString::from(name), route, context)?;
        }
        let given = json::from_data(&Value::Object(query.clone()), context)?;
        instance.create_data_property_or_throw(js_string!("options"), given, context)?;
        for (name, value) in [("__wxWebviewId__", JsValue::from(id)), ("renderer", js_string!("webview").into())] {
            let hidden = PropertyDescriptor::builder().value(value).writable(true).enumerable(false).configurable(true).build();
            instance.define_property_or_throw(JsString::from(name), hidden, context)?;
        }
        Ok(Rc::new(Self {
            id,
            route: route.to_owned(),
            query,
            instance,
            definition,
            menu: RefCell::default(),
            loaded: Cell::new(false),
            ready: Cell::new(false),
            closed: Cell::new(false),
            live: Cell::new(live),
            shown: RefCell::new(shown),
        }))
    }

    /// One of its functions.
    pub(super) fn function(&self, name: &str, context: &mut Context) -> Option<JsFunction> {
        let member = self.instance.get(JsString::from(name), context).ok()?;
        member.as_object().and_then(|object| JsFunction::from_object(object.clone()))
    }

    /// Whether it has this function.
    pub(crate) fn has(&self, name: &str, context: &mut Context) -> bool {
        self.function(name, context).is_some()
    }

    /// Calls one of its functions, if it has it; what it throws is reported and goes no further.
    pub(crate) fn call(
        &self,
        host: &Rc<Host>,
        context: &mut Context,
        cause: Option<u64>,
        name: &str,
        args: &[JsValue],
    ) -> Option<JsValue> {
        let function = self.function(name, context)?;
        Some(self.run(host, context, cause, (&format!("Page.{name}"), name), &function, args))
    }

    /// Calls its lifetimes of this name: those of components and behaviors.
    pub(super) fn lifetime(&self, host: &Rc<Host>, context: &mut Context, cause: Option<u64>, name: &str) {
        for function in self.definition.lifetimes(name) {
            self.run(host, context, cause, (&format!("Component.{name}"), name), &function, &[]);
        }
    }

    fn run(
        &self,
        host: &Rc<Host>,
        context: &mut Context,
        cause: Option<u64>,
        (what, name): (&str, &str),
        function: &JsFunction,
        args: &[JsValue],
    ) -> JsValue {
        let body = Body::Invoke { what: format!("{what} {}", self.route) };
        let seq = host.recorder.record(Lane::Host, cause, None, body);
        let before = host.set_cause(Some(seq));
        let result = function.call(&JsValue::from(self.instance.clone()), args, context);
        let returned = match result {
            Ok(returned) => {
                host.watch(seq, &returned);
                returned
            }
            Err(error) => {
                let during = format!("at \"{}\" page lifeCycleMethod {name} function", self.route);
                host.report_during(ErrorKind::CallbackThrew, &error, &during, context);
                JsValue::undefined()
            }
        };
        host.set_cause(before);
        returned
    }
}

/// The instance of a page that the framework does not make, and what its view begins with.
fn own_instance(
    definition: &Definition,
    opener: NativeFunction,
    registered: Option<&Registration>,
    query: &Map<String, Value>,
    context: &mut Context,
) -> JsResult<(JsObject, Option<JsObject>)> {
    let mut methods = ObjectInitializer::new(context);
    methods.function(NativeFunction::from_copy_closure(set_data), js_string!("setData"), 2);
    methods.function(opener, js_string!("getOpenerEventChannel"), 0);
    for name in NOT_MODELLED {
        let refused = NativeFunction::from_copy_closure(move |_, _, context| Err(not_modelled::refuse(name, context)));
        methods.function(refused, JsString::from(name), 0);
    }
    for name in VIEW_METHODS {
        let method = NativeFunction::from_copy_closure(move |this, args, context| view_method(name, this, args, context));
        methods.function(method, JsString::from(name), 0);
    }
    let methods = methods.build();
    let instance = JsObject::from_proto_and_data(methods, ());
    for (key, member) in &definition.members {
        let member = copy(member, 0, context)?;
        instance.create_data_property_or_throw(key.clone(), member, context)?;
    }
    let data = definition.data(context)?;
    if registered.is_some_and(|registered| registered.is_component) {
        // A page that is a component gets the query in the properties it declares.
        for (name, value) in query {
            if data.has_own_property(JsString::from(name.as_str()), context)? {
                let value = json::from_data(value, context)?;
                data.set(JsString::from(name.as_str()), value, true, context)?;
            }
        }
    }
    instance.create_data_property_or_throw(js_string!("data"), data, context)?;
    Ok((instance, Some(definition.data(context)?)))
}

/// What a page can ask of its view; the view is made for it.
const VIEW_METHODS: [&str; 5] = ["selectComponent", "selectAllComponents", "createSelectorQuery", "triggerEvent", "groupSetData"];

/// What would need sizes, positions or frames, which nobody computes; for components the same names stand in `view/glue.js`.
const NOT_MODELLED: [&str; 7] = [
    "createIntersectionObserver",
    "createMediaQueryObserver",
    "animate",
    "clearAnimation",
    "applyAnimatedStyle",
    "clearAnimatedStyle",
    "setUpdatePerformanceListener",
];

fn view_method(name: &str, this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let host = Host::of(context);
    if name == "createSelectorQuery" {
        return view::selector_query(this, context);
    }
    let page = this.as_object().and_then(|this| host.get::<Pages>()?.of(&this));
    let Some(page) = page else { return Ok(JsValue::null()) };
    if let Err(none) = view::ensure(&page, &host, context) {
        platform_message(&host, "warn", format!("{name}: {none}"));
        return Ok(JsValue::null());
    }
    let method = view::method(name, &host, context)?;
    method.map_or(Ok(JsValue::null()), |method| method.call(this, args, context))
}

/// Plain objects and arrays are the page's own; everything else is taken over.
fn copy(value: &JsValue, depth: usize, context: &mut Context) -> JsResult<JsValue> {
    let Some(object) = value.as_object() else { return Ok(value.clone()) };
    let plain = object.prototype().is_none_or(|proto| {
        let objects = context.intrinsics().constructors();
        JsObject::equals(&proto, &objects.object().prototype()) || JsObject::equals(&proto, &objects.array().prototype())
    });
    if !plain || object.is_callable() || depth > 64 {
        return Ok(value.clone());
    }
    let made: JsObject =
        if object.is_array() { JsArray::new(context)?.into() } else { JsObject::with_object_proto(context.intrinsics()) };
    for key in object.own_property_keys(context)? {
        if object.is_array() && key.to_string() == "length" {
            continue;
        }
        let member = object.get(key.clone(), context)?;
        let member = copy(&member, depth + 1, context)?;
        made.create_data_property_or_throw(key, member, context)?;
    }
    Ok(made.into())
}

/// The channel to the page that opened this one with `wx.navigateTo`. Any other page gets an object without members (a maintainer's
/// word for the first page, wechat-miniprogram/api-typings#350; inferred for `redirectTo` and other routes).
fn opener_channel(channel: Option<(Rc<Channel>, End)>, context: &mut Context) -> JsResult<JsValue> {
    match channel {
        Some((channel, end)) => channel.object(end, context),
        None => Ok(JsObject::with_object_proto(context.intrinsics()).into()),
    }
}

#[cfg(test)]
mod tests {
    use crate::wx::testing::check;

    #[test]
    fn data_is_copied_and_functions_have_the_page_as_this() {
        check(
            "const data = { n: 1 }; Page({ data, name: 'me', onLoad() { this.data.n = 2; this.tell() }, tell() { console.log(data.n, this.data.n, this.name) } })",
            "1 2 me",
        );
    }

    #[test]
    fn other_members_are_copied_for_each_page() {
        check(
            "const list = [1]; Page({ list, onLoad() { this.list.push({ a: 2 }); console.log(list, this.list) } })",
            "[1] [1,{\"a\":2}]",
        );
    }

    #[test]
    fn a_page_that_nobody_opened_has_a_channel_without_members() {
        check(
            "Page({ onLoad() { const channel = this.getOpenerEventChannel(); console.log(channel);
                try { channel.emit('x') } catch (e) { console.log(e.name) } } })",
            "{}
             TypeError",
        );
        check(
            "const told = () => { const [page] = getCurrentPages().slice(-1); console.log(page.route, typeof page.getOpenerEventChannel().on) };
             wx.navigateTo({ url: '/b/b' }).then(told).then(() => wx.redirectTo({ url: '/c/c' })).then(told)",
            "b/b function
             c/c undefined",
        );
    }

    #[test]
    fn behaviors_give_data_methods_and_lifetimes() {
        check(
            "const inner = Behavior({ data: { a: 1, b: 1 }, methods: { f() { return 'inner' } }, lifetimes: { attached() { console.log('inner attached') } } });
             const outer = Behavior({ behaviors: [inner], data: { b: 2, c: 2 }, methods: { g() { return this.f() } } });
             Page({ behaviors: [outer], data: { c: 3 }, f() { return 'own' }, onLoad() { console.log(this.data, this.g()) } })",
            "inner attached
             {\"a\":1,\"b\":2,\"c\":3} own",
        );
    }

    #[test]
    fn objects_of_the_same_name_in_data_are_put_together() {
        check(
            "const a = { o: { x: 1, n: { a: 1 }, l: [1, 2] }, p: { k: 1 } };
             const b = Behavior({ data: a }), c = Behavior({ data: { o: { z: 3, n: { c: 3 } }, p: 7 } });
             Page({ behaviors: [b, c], data: { o: { y: 2, n: { b: 2 }, l: [3] }, a: 1 }, onLoad() { console.log(this.data); console.log(a) } })",
            "{\"o\":{\"x\":1,\"n\":{\"a\":1,\"c\":3,\"b\":2},\"l\":[3],\"z\":3,\"y\":2},\"p\":7,\"a\":1}
             {\"o\":{\"x\":1,\"n\":{\"a\":1},\"l\":[1,2]},\"p\":{\"k\":1}}",
        );
    }

    #[test]
    fn a_component_can_be_a_page() {
        check(
            "Component({ properties: { id: String, n: { type: Number, value: 5 } }, data: { x: 1 }, lifetimes: { attached() { console.log('attached') } },
                methods: { onLoad() { console.log(this.data) } } })",
            "attached
             {\"id\":\"\",\"n\":5,\"x\":1}",
        );
        check(
            "Component({ data: { x: 1 }, observers: { x() { console.log('observed') } }, methods: { onLoad() { this.setData({ x: 2 }) } } })",
            "Component() in a plain script: its observers do not run; the component framework runs in projects",
        );
    }
}
