//! One page: the instance that `Page(options)` describes, its lifecycle functions, `setData`, `getOpenerEventChannel`.
//!
//! Facts §7.2: `data` is copied; `setData` changes `this.data` at once, its keys may be paths such as `list[0].name`, undefined is
//! skipped with a warning, and its callback runs later. Not modelled: rendering, `setData`'s size limit, behaviors.

use std::rc::Rc;

use boa_engine::object::builtins::JsFunction;
use boa_engine::object::{JsObject, ObjectInitializer};
use boa_engine::property::PropertyKey;
use boa_engine::{Context, JsArgs, JsResult, JsString, JsValue, NativeFunction, js_string};
use serde_json::{Map, Value};

use super::channel::{Channel, End};
use crate::engine::{Host, json, platform_message, value};
use crate::trace::{Body, ErrorKind, Lane};

/// A page on the stack.
pub(super) struct PageState {
    /// Such as `pages/index/index`.
    pub(super) route: String,
    /// The query, as `onLoad` gets it.
    pub(super) query: Map<String, Value>,
    /// What `this` is in its functions.
    pub(super) instance: JsObject,
}

impl PageState {
    /// Makes the instance; `options` is what `Page` was called with, if the page's code is known.
    pub(super) fn new(
        route: &str,
        query: Map<String, Value>,
        options: Option<&JsObject>,
        channel: Option<(Rc<Channel>, End)>,
        context: &mut Context,
    ) -> JsResult<Rc<Self>> {
        let set_data = NativeFunction::from_copy_closure(set_data);
        let opener = opener_channel(channel, context)?;
        let opener = NativeFunction::from_copy_closure_with_captures(|_, _, opener, _| Ok(opener.clone()), opener);
        let methods = ObjectInitializer::new(context)
            .function(set_data, js_string!("setData"), 2)
            .function(opener, js_string!("getOpenerEventChannel"), 0)
            .build();
        let instance = JsObject::from_proto_and_data(methods, ());
        if let Some(options) = options {
            for key in options.own_property_keys(context)? {
                if !matches!(key, PropertyKey::Symbol(_)) {
                    let member = options.get(key.clone(), context)?;
                    instance.create_data_property_or_throw(key, member, context)?;
                }
            }
        }
        let data = instance.get(js_string!("data"), context)?;
        let data = match json::stringify(&data, context)? {
            Some(text) => json::parse(&text, context)?,
            None => JsObject::with_object_proto(context.intrinsics()).into(),
        };
        instance.create_data_property_or_throw(js_string!("data"), data, context)?;
        for name in ["route", "__route__"] {
            let route = JsValue::from(JsString::from(route));
            instance.create_data_property_or_throw(JsString::from(name), route, context)?;
        }
        let given = json::from_data(&Value::Object(query.clone()), context)?;
        instance.create_data_property_or_throw(js_string!("options"), given, context)?;
        Ok(Rc::new(Self { route: route.to_owned(), query, instance }))
    }

    /// One of its functions.
    pub(super) fn function(&self, name: &str, context: &mut Context) -> Option<JsFunction> {
        let member = self.instance.get(JsString::from(name), context).ok()?;
        member.as_object().and_then(|object| JsFunction::from_object(object.clone()))
    }

    /// Calls one of its functions, if it has it; what it throws is reported and goes no further.
    pub(super) fn call(&self, host: &Rc<Host>, context: &mut Context, cause: Option<u64>, name: &str, args: &[JsValue]) {
        let Some(function) = self.function(name, context) else { return };
        let body = Body::Invoke { what: format!("Page.{name} {}", self.route) };
        let seq = host.recorder.record(Lane::Host, cause, None, body);
        let before = host.set_cause(Some(seq));
        match function.call(&JsValue::from(self.instance.clone()), args, context) {
            Ok(returned) => host.watch(seq, &returned),
            Err(error) => {
                host.report(ErrorKind::CallbackThrew, &error, context);
            }
        }
        host.set_cause(before);
    }

    /// `onLoad`, `onShow` and, with `ready`, `onReady`.
    pub(super) fn open(&self, host: &Rc<Host>, context: &mut Context, cause: Option<u64>) {
        let query = json::from_data(&Value::Object(self.query.clone()), context).unwrap_or_default();
        self.call(host, context, cause, "onLoad", &[query]);
        self.call(host, context, cause, "onShow", &[]);
        self.call(host, context, cause, "onReady", &[]);
    }
}

/// The channel to the page that opened this one; of a page that nobody opened, one whose other end nobody holds.
fn opener_channel(channel: Option<(Rc<Channel>, End)>, context: &mut Context) -> JsResult<JsValue> {
    let (channel, end) = channel.unwrap_or_else(|| (Rc::new(Channel::default()), End::Opened));
    channel.object(end, context)
}

fn set_data(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let host = Host::of(context);
    let Some(page) = this.as_object() else { return Ok(JsValue::undefined()) };
    let given = args.get_or_undefined(0);
    let at = host.site(context).stack.into_iter().next();
    let detail = value::data(given, context);
    let body = Body::State { what: "data".to_owned(), detail };
    let seq = host.recorder.record(Lane::Page, host.cause(), at, body);
    if let (Some(given), Some(data)) = (given.as_object(), page.get(js_string!("data"), context)?.as_object()) {
        for key in given.own_property_keys(context)? {
            let member = given.get(key.clone(), context)?;
            let path = key.to_string();
            if member.is_undefined() {
                platform_message(&host, "warn", format!("Setting data field \"{path}\" to undefined is invalid."));
            } else {
                set_path(data.clone(), &path, member, context)?;
            }
        }
    }
    if let Some(callback) = args.get_or_undefined(1).as_object().and_then(|object| JsFunction::from_object(object.clone())) {
        host.after(0, move |host, context| {
            let body = Body::Invoke { what: "setData callback".to_owned() };
            let seq = host.recorder.record(Lane::Host, Some(seq), None, body);
            host.set_cause(Some(seq));
            if let Err(error) = callback.call(&page.into(), &[], context) {
                host.report(ErrorKind::CallbackThrew, &error, context);
            }
        });
    }
    Ok(JsValue::undefined())
}

/// Sets `a.b[2].c` inside `data`; parents that are missing are made.
fn set_path(data: JsObject, path: &str, value: JsValue, context: &mut Context) -> JsResult<()> {
    let flat = path.replace('[', ".[");
    let parts: Vec<&str> = flat.split('.').filter(|part| !part.is_empty()).collect();
    let key = |part: &str| -> PropertyKey {
        let index = part.strip_prefix('[').and_then(|part| part.strip_suffix(']')).and_then(|part| part.parse::<u32>().ok());
        index.map_or_else(|| PropertyKey::from(JsString::from(part)), PropertyKey::from)
    };
    let mut current = data;
    for (place, part) in parts.iter().enumerate() {
        let key = key(part);
        let Some(next) = parts.get(place + 1) else {
            current.set(key, value, true, context)?;
            return Ok(());
        };
        let inner = current.get(key.clone(), context)?.as_object();
        current = match inner {
            Some(inner) => inner,
            None => {
                let made = match next.starts_with('[') {
                    true => boa_engine::object::builtins::JsArray::new(context)?.into(),
                    false => JsObject::with_object_proto(context.intrinsics()),
                };
                current.create_data_property_or_throw(key, made.clone(), context)?;
                made
            }
        };
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::wx::testing::{check, check_all};

    #[test]
    fn set_data_changes_at_once_and_calls_back_later() {
        check_all(
            "",
            "Page({ data: { list: [] }, onLoad() { this.setData({ 'list[1].name': 'x', 'a.b': 1, gone: undefined }, () => console.log('rendered'));
                console.log(JSON.stringify(this.data)) } })",
            "[data] {\"list[1].name\":\"x\",\"a.b\":1,\"gone\":\"<undefined>\"}
             Setting data field \"gone\" to undefined is invalid.
             {\"list\":[null,{\"name\":\"x\"}],\"a\":{\"b\":1}}
             rendered",
        );
    }

    #[test]
    fn data_is_copied_and_functions_have_the_page_as_this() {
        check(
            "const data = { n: 1 }; Page({ data, name: 'me', onLoad() { this.data.n = 2; this.tell() }, tell() { console.log(data.n, this.data.n, this.name) } })",
            "1 2 me",
        );
    }

    #[test]
    fn a_page_that_nobody_opened_has_a_channel_all_the_same() {
        check("Page({ onLoad() { this.getOpenerEventChannel().emit('x'); console.log('ok') } })", "ok");
    }
}
