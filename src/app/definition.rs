//! What `Page(options)`, `Component(options)` and `Behavior(options)` describe, put together: data, members, lifetimes.
//!
//! Behaviors come first, in order and with their own behaviors before them; what stands nearer to the page wins. Lifetimes are all
//! called, those of behaviors first.

use boa_engine::builtins::object::OrdinaryObject;
use boa_engine::gc::{Finalize, Trace};
use boa_engine::object::JsObject;
use boa_engine::object::builtins::{JsArray, JsFunction};
use boa_engine::property::PropertyKey;
use boa_engine::{Context, JsData, JsResult, JsString, JsValue, js_string};

use super::set_data::keep_functions;
use crate::engine::json;

/// Sets a member of data over one that may be there: objects are put together, anything else takes the other's place (official page:
/// behaviors; how deep, as the component framework does).
fn put_over(to: &JsObject, key: &PropertyKey, value: &JsValue, depth: usize, context: &mut Context) -> JsResult<()> {
    const DEEPEST: usize = 32;
    let plain = |value: &JsValue| value.as_object().filter(|object| object.is::<OrdinaryObject>());
    let before = if to.has_own_property(key.clone(), context)? { to.get(key.clone(), context)? } else { JsValue::undefined() };
    let (Some(before), Some(after)) = (plain(&before), plain(value).filter(|_| depth < DEEPEST)) else {
        return to.create_data_property_or_throw(key.clone(), value.clone(), context).map(|_| ());
    };
    // The author's own objects stay as they are.
    let together = JsObject::with_object_proto(context.intrinsics());
    for part in [before, after] {
        for key in part.own_property_keys(context)? {
            let value = part.get(key.clone(), context)?;
            put_over(&together, &key, &value, depth + 1, context)?;
        }
    }
    to.create_data_property_or_throw(key.clone(), together, context).map(|_| ())
}

/// What `Behavior(options)` gives: its options, for `behaviors` of others.
#[derive(Debug, Clone, Trace, Finalize, JsData)]
pub(super) struct BehaviorData {
    pub(super) options: JsObject,
}

/// The lifetimes of components that a page can have too.
const LIFETIMES: [&str; 4] = ["created", "attached", "ready", "detached"];

/// A definition with everything it is put together from.
#[derive(Debug, Default)]
pub(super) struct Definition {
    /// Members of the instance, later ones over earlier ones.
    pub(super) members: Vec<(PropertyKey, JsValue)>,
    /// Initial data, later ones over earlier ones.
    data: Vec<(PropertyKey, JsValue)>,
    /// Lifetimes by name, in the order in which they are called.
    lifetimes: Vec<(&'static str, JsFunction)>,
}

impl Definition {
    /// Reads the options of `Page`.
    pub(super) fn page(options: &JsObject, context: &mut Context) -> JsResult<Self> {
        let mut whole = Self::default();
        whole.behaviors(options, 0, context)?;
        whole.take_data(options, context)?;
        for key in options.own_property_keys(context)? {
            if matches!(key, PropertyKey::Symbol(_)) || is_one_of(&key, &["data", "behaviors"]) {
                continue;
            }
            let member = options.get(key.clone(), context)?;
            whole.members.push((key, member));
        }
        Ok(whole)
    }

    /// Reads the options of a `Component` that is a page, as far as it needs no view: `methods`, `data`, `properties`, lifetimes.
    pub(super) fn component(options: &JsObject, context: &mut Context) -> JsResult<Self> {
        let mut whole = Self::default();
        whole.part(options, 0, context)?;
        Ok(whole)
    }

    /// The lifetimes of this name.
    pub(super) fn lifetimes(&self, name: &str) -> Vec<JsFunction> {
        self.lifetimes.iter().filter(|(known, _)| *known == name).map(|(_, function)| function.clone()).collect()
    }

    /// The initial data: a copy as JSON that keeps functions, which component libraries let pages hand to their components
    /// (observed: `formatter` in the `data` of a page, in the documents of Vant Weapp and wot-design-mini).
    pub(super) fn data(&self, context: &mut Context) -> JsResult<JsObject> {
        let all = JsObject::with_object_proto(context.intrinsics());
        for (key, value) in &self.data {
            put_over(&all, key, value, 0, context)?;
        }
        let copy = json::stringify(&all.clone().into(), context)?.map(|text| json::parse(&text, context)).transpose()?;
        let Some(copy) = copy.and_then(|copy| copy.as_object()) else { return Ok(all) };
        keep_functions(&all, &copy, context)?;
        Ok(copy)
    }

    fn behaviors(&mut self, options: &JsObject, depth: usize, context: &mut Context) -> JsResult<()> {
        let Some(list) = options.get(js_string!("behaviors"), context)?.as_object() else { return Ok(()) };
        let Ok(list) = JsArray::from_object(list.clone()) else { return Ok(()) };
        for index in 0..list.length(context)? {
            let behavior = list.get(index, context)?;
            let inner =
                behavior.as_object().and_then(|object| object.downcast_ref::<BehaviorData>().map(|data| data.options.clone()));
            if let (Some(inner), true) = (inner, depth < 32) {
                self.part(&inner, depth + 1, context)?;
            }
        }
        Ok(())
    }

    fn part(&mut self, options: &JsObject, depth: usize, context: &mut Context) -> JsResult<()> {
        self.behaviors(options, depth, context)?;
        self.take_properties(options, context)?;
        self.take_data(options, context)?;
        if let Some(methods) = options.get(js_string!("methods"), context)?.as_object() {
            for key in methods.own_property_keys(context)? {
                let member = methods.get(key.clone(), context)?;
                self.members.push((key, member));
            }
        }
        let lifetimes = options.get(js_string!("lifetimes"), context)?.as_object();
        for name in LIFETIMES {
            // What stands under `lifetimes` wins over the old place beside it.
            let mut found = None;
            for place in lifetimes.iter().chain([options]) {
                let member = place.get(JsString::from(name), context)?;
                found = found.or_else(|| member.as_object().and_then(|object| JsFunction::from_object(object.clone())));
            }
            self.lifetimes.extend(found.map(|function| (name, function)));
        }
        Ok(())
    }

    fn take_data(&mut self, options: &JsObject, context: &mut Context) -> JsResult<()> {
        if let Some(data) = options.get(js_string!("data"), context)?.as_object() {
            for key in data.own_property_keys(context)? {
                let value = data.get(key.clone(), context)?;
                self.data.push((key, value));
            }
        }
        Ok(())
    }

    /// Properties stand in `data` with their `value`, or the empty value of their type.
    fn take_properties(&mut self, options: &JsObject, context: &mut Context) -> JsResult<()> {
        let Some(properties) = options.get(js_string!("properties"), context)?.as_object() else { return Ok(()) };
        for key in properties.own_property_keys(context)? {
            let declared = properties.get(key.clone(), context)?;
            let described = declared.as_object().filter(|object| !object.is_callable());
            let (kind, value) = match described {
                Some(object) => (object.get(js_string!("type"), context)?, object.get(js_string!("value"), context)?),
                None => (declared, JsValue::undefined()),
            };
            let value = if value.is_undefined() { empty(&kind, context)? } else { value };
            self.data.push((key, value));
        }
        Ok(())
    }
}

/// The value of a property that nobody gives: `''` for `String`, `0` for `Number` and so on.
fn empty(kind: &JsValue, context: &mut Context) -> JsResult<JsValue> {
    let Some(kind) = kind.as_object() else { return Ok(JsValue::null()) };
    let name = kind.get(js_string!("name"), context)?;
    let name = name.as_string().map(|name| name.to_std_string_lossy()).unwrap_or_default();
    Ok(match name.as_str() {
        "String" => js_string!("").into(),
        "Number" => 0.into(),
        "Boolean" => false.into(),
        "Array" => JsArray::new(context)?.into(),
        _ => JsValue::null(),
    })
}

fn is_one_of(key: &PropertyKey, names: &[&str]) -> bool {
    match key {
        PropertyKey::String(key) => names.iter().any(|name| *key == *name),
        _ => false,
    }
}
