//! Whether a realm is as it was before a program ran in it: its global object, its built-ins, and everything reached from them.
//!
//! A program can only leave something behind for the next one in an object that both can reach. The objects of a realm are few
//! (some six hundred) and their state is open: keys, attributes, values, prototype, whether they can be extended. So they are
//! written down once, before any function of a program has run, and compared after each run. Nothing here runs a program's code.

use std::collections::HashSet;
use std::rc::Rc;

use boa_engine::object::shape::Shape;
use boa_engine::property::{PropertyDescriptor, PropertyKey};
use boa_engine::{Context, JsObject, JsResult, JsString, JsValue, Source};

use super::syntax::Writes;

/// Built-ins that no name leads to, but that programs reach.
const HIDDEN: &str = "(function () {
    var proto = Object.getPrototypeOf, found = [];
    [
        function () { return proto([][Symbol.iterator]()); },
        function () { return proto(new Map()[Symbol.iterator]()); },
        function () { return proto(new Set()[Symbol.iterator]()); },
        function () { return proto(''[Symbol.iterator]()); },
        function () { return proto(/x/[Symbol.matchAll]('')); },
        function () { return proto(function* () {}); },
        function () { return proto(async function () {}); },
        function () { return proto(async function* () {}); },
        function () { return proto(Int8Array); },
        function () { return proto(Iterator.from({ next: function () {} })); },
        function () { return proto([].values().map(function (x) { return x; })); },
        function () { 'use strict'; return Object.getOwnPropertyDescriptor(arguments, 'callee').get; },
    ].forEach(function (get) { try { found.push(get()); } catch (none) {} });
    return found;
})()";

/// For how many different programs it is remembered what is looked at; a program may be called in several ways.
const WATCHED: usize = 16;

/// A realm as it was.
pub(super) struct Pristine {
    global: JsObject,
    objects: Vec<Kept>,
    /// What is looked at after programs that write what was asked for lately, the last one first.
    watched: Vec<Watched>,
    /// Keys of the global object whose values every run makes anew.
    renewed: HashSet<PropertyKey>,
}

/// What a program that writes so can have changed and shapes do not tell.
struct Watched {
    /// What its texts write, one by one.
    writes: Vec<Rc<Writes>>,
    /// Whether that can be anything.
    any: bool,
    /// The objects that it can get hold of.
    reached: Vec<usize>,
    /// Values that can have been replaced: an object's and a value's index.
    values: Vec<(usize, usize)>,
    /// Keys that can have been added: an object's index, and the key that it did not have.
    absent: Vec<(usize, PropertyKey)>,
}

/// One object as it was.
struct Kept {
    object: JsObject,
    /// Held, so that no other shape can have its address.
    shape: Shape,
    keys: Vec<PropertyKey>,
    prototype: Option<JsObject>,
    indices: usize,
    extensible: bool,
    values: Vec<(PropertyKey, PropertyDescriptor)>,
}

impl Pristine {
    /// Writes down the realm. `renewed` are the keys of the global object whose values every run makes anew.
    pub(super) fn of(context: &mut Context, renewed: impl IntoIterator<Item = PropertyKey>) -> JsResult<Self> {
        let global = context.global_object();
        let renewed: HashSet<PropertyKey> = renewed.into_iter().collect();
        let hidden = context.eval(Source::from_bytes(HIDDEN))?;
        let mut pristine = Self { global: global.clone(), objects: Vec::new(), watched: Vec::new(), renewed };
        let mut known = HashSet::new();
        let mut next = vec![global];
        if let Some(hidden) = hidden.as_object() {
            let length = hidden.get(JsString::from("length"), context)?.to_length(context)?;
            for index in 0..length {
                next.extend(hidden.get(index, context)?.as_object());
            }
        }
        while let Some(object) = next.pop() {
            if known.insert(object.clone()) {
                let extensible = object.is_extensible(context)?;
                pristine.keep(object, extensible, &mut next);
            }
        }
        Ok(pristine)
    }

    /// The renewed part of this realm as it is now: the values of those keys, and the objects that only they lead to.
    pub(super) fn renewed(&self, context: &mut Context) -> JsResult<Self> {
        let global = self.global.clone();
        let mut known: HashSet<JsObject> = self.objects.iter().map(|kept| kept.object.clone()).collect();
        let mut renewed = Self { global: global.clone(), objects: Vec::new(), watched: Vec::new(), renewed: HashSet::new() };
        renewed.keep(global.clone(), global.is_extensible(context)?, &mut Vec::new());
        for kept in &mut renewed.objects {
            kept.values.retain(|(key, _)| self.renewed.contains(key));
        }
        let values = renewed.objects.iter().flat_map(|kept| &kept.values);
        let mut next: Vec<JsObject> = values.flat_map(|(_, value)| objects_of(value)).collect();
        while let Some(object) = next.pop() {
            if known.insert(object.clone()) {
                let extensible = object.is_extensible(context)?;
                renewed.keep(object, extensible, &mut next);
            }
        }
        Ok(renewed)
    }

    fn keep(&mut self, object: JsObject, extensible: bool, next: &mut Vec<JsObject>) {
        let is_global = JsObject::equals(&object, &self.global);
        let borrowed = object.borrow();
        let shape = borrowed.shape().clone();
        let keys = shape.keys();
        let prototype = shape.prototype();
        next.extend(prototype.clone());
        let properties = borrowed.properties();
        let indices: Vec<PropertyKey> = properties.index_property_keys().map(PropertyKey::from).collect();
        let mut values = Vec::with_capacity(keys.len() + indices.len());
        for key in keys.iter().chain(&indices) {
            let Some(value) = properties.get(key) else { continue };
            if !(is_global && self.renewed.contains(key)) {
                next.extend(objects_of(&value));
            }
            values.push((key.clone(), value));
        }
        let indices = indices.len();
        drop(borrowed);
        self.objects.push(Kept { object, shape, keys, prototype, indices, extensible, values });
    }

    /// Whether the realm is as it was, after a program whose texts write what `writes` says.
    pub(super) fn holds(&mut self, writes: &[Rc<Writes>], context: &mut Context) -> bool {
        let same = |known: &[Rc<Writes>]| {
            known.len() == writes.len() && known.iter().zip(writes).all(|(known, writes)| Rc::ptr_eq(known, writes))
        };
        let known = self.watched.iter().position(|watched| same(&watched.writes));
        let watched = match known {
            Some(index) => self.watched.remove(index),
            None => self.watch(writes.to_vec()),
        };
        let any = watched.any;
        // An object that the program cannot get hold of is as it was; its shape is looked at nevertheless.
        let as_before = (any || self.objects.iter().all(Kept::has_same_shape))
            && watched.reached.iter().all(|object| {
                let kept = &self.objects[*object];
                kept.object.is_extensible(context).is_ok_and(|extensible| extensible == kept.extensible) && kept.has_shape(any)
            })
            && watched.absent.iter().all(|(object, key)| {
                let object = &self.objects[*object].object;
                !object.borrow().properties().contains_key(key)
            })
            && watched.values.iter().all(|(object, value)| self.has_value(*object, *value));
        self.watched.truncate(WATCHED - 1);
        self.watched.insert(0, watched);
        as_before
    }

    fn watch(&self, texts: Vec<Rc<Writes>>) -> Watched {
        let writes = texts.iter().fold(Writes::default(), |all, one| all.and(Writes::clone(one)));
        let (mut values, mut absent) = (Vec::new(), Vec::new());
        let reached = self.reached(&writes);
        let names = writes.names().into_iter().flatten();
        let names: Vec<PropertyKey> = names.map(|name| PropertyKey::from(JsString::from(name))).collect();
        for (object, kept) in reached.iter().map(|object| (*object, &self.objects[*object])) {
            let reached = kept.values.iter().enumerate().filter(|(_, (key, value))| {
                // An accessor is called, not replaced, by an assignment.
                writes.reach(key, value.writable() == Some(true))
            });
            values.extend(reached.map(|(value, _)| (object, value)));
            if kept.shape.is_unique() {
                absent.extend(names.iter().filter(|name| !kept.keys.contains(name)).map(|name| (object, name.clone())));
            }
        }
        Watched { any: writes == Writes::Any, writes: texts, reached, values, absent }
    }

    /// The objects that a program can get hold of which writes so.
    fn reached(&self, writes: &Writes) -> Vec<usize> {
        if writes.leads_anywhere() {
            return (0..self.objects.len()).collect();
        }
        let mut reached = HashSet::from([self.global.clone()]);
        for (key, value) in self.objects.iter().flat_map(|kept| &kept.values) {
            if writes.leads_to(key) {
                reached.extend(value.value().and_then(JsValue::as_object));
            }
        }
        let is_reached = |(index, kept): (usize, &Kept)| reached.contains(&kept.object).then_some(index);
        self.objects.iter().enumerate().filter_map(is_reached).collect()
    }

    /// The same value and attributes; of renewed keys the attributes only.
    fn has_value(&self, object: usize, value: usize) -> bool {
        let kept = &self.objects[object];
        let (key, before) = &kept.values[value];
        let is_renewed = self.renewed.contains(key) && JsObject::equals(&kept.object, &self.global);
        kept.object.borrow().properties().get(key).is_some_and(|now| same(before, &now, is_renewed))
    }
}

impl Kept {
    fn has_same_shape(&self) -> bool {
        self.object.borrow().shape().to_addr_usize() == self.shape.to_addr_usize()
    }

    /// The same prototype, as many elements, and (if anything can have been written) the same keys. Shapes that objects share
    /// never change, so that the address tells; one that an object has for itself can change in place, and be another when
    /// something came and went. Attributes are compared with the values.
    fn has_shape(&self, any: bool) -> bool {
        let object = self.object.borrow();
        let shape = object.shape();
        let same = shape.to_addr_usize() == self.shape.to_addr_usize();
        (same || any)
            && object.properties().index_property_keys().count() == self.indices
            && ((same && !shape.is_unique()) || (shape.prototype() == self.prototype && (!any || shape.keys() == self.keys)))
    }
}

/// The objects that a property holds.
fn objects_of(property: &PropertyDescriptor) -> impl Iterator<Item = JsObject> {
    [property.value(), property.get(), property.set()].into_iter().flatten().filter_map(JsValue::as_object)
}

fn same(before: &PropertyDescriptor, now: &PropertyDescriptor, is_renewed: bool) -> bool {
    let attributes =
        |descriptor: &PropertyDescriptor| (descriptor.writable(), descriptor.enumerable(), descriptor.configurable());
    let equal = |before: Option<&JsValue>, now: Option<&JsValue>| match (before, now) {
        (Some(before), Some(now)) => JsValue::same_value(before, now),
        (None, None) => true,
        _ => false,
    };
    attributes(before) == attributes(now)
        && (is_renewed
            || (equal(before.value(), now.value()) && equal(before.get(), now.get()) && equal(before.set(), now.set())))
}
