//! `RegExp.$1` … `RegExp.$9`, `RegExp.lastMatch` and their kin: what the last successful match left behind.

use std::cell::RefCell;

use boa_engine::object::FunctionObjectBuilder;
use boa_engine::object::builtins::{JsFunction, JsRegExp};
use boa_engine::property::{PropertyDescriptor, PropertyKey};
use boa_engine::{Context, JsArgs, JsResult, JsString, JsValue, NativeFunction, js_string};

use super::define;
use crate::engine::host::Host;

/// The last match: the input, where the match begins and ends, the groups.
#[derive(Debug, Default)]
pub(in crate::engine) struct Matches {
    exec: RefCell<Option<JsFunction>>,
    last: RefCell<Last>,
}

impl Matches {
    /// The matches of the next run in the same context: none, by the same `exec`.
    pub(in crate::engine) fn next(&self) -> Self {
        Self { exec: self.exec.clone(), last: RefCell::default() }
    }
}

#[derive(Debug, Default)]
struct Last {
    input: JsString,
    start: usize,
    groups: Vec<JsString>,
}

/// What a property of `RegExp` reads.
type Read = fn(&Last) -> JsString;

/// Whether a text may read the last match.
pub(super) fn is_mentioned(text: &str) -> bool {
    ["RegExp.$", "RegExp[", "RegExp.last", "RegExp.left", "RegExp.right", "RegExp.input"].iter().any(|name| text.contains(name))
}

/// Every way of matching calls `RegExp.prototype.exec` once that is not the engine's own, so one wrapper sees all.
pub(super) fn install(context: &mut Context) -> JsResult<()> {
    let host = Host::of(context);
    if host.matches.exec.borrow().is_some() {
        return Ok(());
    }
    let constructor = context.intrinsics().constructors().regexp().constructor();
    let prototype = context.intrinsics().constructors().regexp().prototype();
    let exec = prototype.get(js_string!("exec"), context)?;
    *host.matches.exec.borrow_mut() = exec.as_object().and_then(|exec| JsFunction::from_object(exec.clone()));
    let wrapper = NativeFunction::from_copy_closure(|this, args, context| {
        let host = Host::of(context);
        let Some(exec) = host.matches.exec.borrow().clone() else { return Ok(JsValue::undefined()) };
        let result = exec.call(this, args, context)?;
        if this.as_object().is_some_and(|this| JsRegExp::from_object(this.clone()).is_ok()) {
            remember(&host, &result, args.get_or_undefined(0), context)?;
        }
        Ok(result)
    });
    define(&prototype, "exec", wrapper, 1, context)?;
    for group in 1..10_usize {
        let name = format!("${group}");
        let body = NativeFunction::from_copy_closure(move |_, _, context| {
            let host = Host::of(context);
            let text = host.matches.last.borrow().groups.get(group).cloned();
            Ok(text.unwrap_or_default().into())
        });
        getter(&constructor, &[&name], body, context)?;
    }
    let reads: [([&str; 2], Read); 5] = [
        (["lastMatch", "$&"], |last| last.groups.first().cloned().unwrap_or_default()),
        (["lastParen", "$+"], |last| last.groups.get(1..).and_then(<[_]>::last).cloned().unwrap_or_default()),
        (["input", "$_"], |last| last.input.clone()),
        (["leftContext", "$`"], |last| last.input.get(..last.start).unwrap_or_default()),
        (["rightContext", "$'"], |last| {
            let end = last.start + last.groups.first().map_or(0, JsString::len);
            last.input.get(end..).unwrap_or_default()
        }),
    ];
    for (names, read) in reads {
        let body =
            NativeFunction::from_copy_closure(move |_, _, context| Ok(read(&Host::of(context).matches.last.borrow()).into()));
        getter(&constructor, &names, body, context)?;
    }
    Ok(())
}

fn getter(object: &boa_engine::JsObject, names: &[&str], body: NativeFunction, context: &mut Context) -> JsResult<()> {
    let getter = FunctionObjectBuilder::new(context.realm(), body).build();
    for name in names {
        let property = PropertyDescriptor::builder().get(getter.clone()).enumerable(false).configurable(true).build();
        object.define_property_or_throw(PropertyKey::from(JsString::from(*name)), property, context)?;
    }
    Ok(())
}

fn remember(host: &Host, result: &JsValue, input: &JsValue, context: &mut Context) -> JsResult<()> {
    let Some(result) = result.as_object() else { return Ok(()) };
    let start = result.get(js_string!("index"), context)?.to_length(context)?;
    let count = result.get(js_string!("length"), context)?.to_length(context)?;
    let mut groups = Vec::new();
    for index in 0..count.min(64) {
        let group = result.get(index, context)?;
        groups.push(group.as_string().unwrap_or_default());
    }
    let last = Last { input: input.to_string(context)?, start: usize::try_from(start).unwrap_or(0), groups };
    host.matches.last.replace(last);
    Ok(())
}
