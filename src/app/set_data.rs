//! `setData(data, callback)` of a page.
//!
//! Facts §7.2: `this.data` changes at once and the view later; keys may be paths such as `list[0].name`; values are copied as JSON;
//! undefined is skipped with a warning; more than 1 MiB does not reach the view; the callback runs when the view has changed.

use std::rc::Rc;

use boa_engine::builtins::object::OrdinaryObject;
use boa_engine::object::JsObject;
use boa_engine::object::builtins::{JsArray, JsFunction};
use boa_engine::property::{PropertyDescriptor, PropertyKey};
use boa_engine::{Context, JsArgs, JsNativeError, JsResult, JsString, JsValue, js_string};

use super::pages::Pages;
use crate::engine::{Host, json, platform_message, platform_message_at, value};
use crate::trace::{Body, ErrorKind, Lane};

/// The largest data of one call, in bytes of JSON.
const LIMIT: usize = 1024 * 1024;

pub(super) fn set_data(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let host = Host::of(context);
    let Some(page) = this.as_object() else { return Ok(JsValue::undefined()) };
    let given = args.get_or_undefined(0);
    let at = host.site(context).stack.into_iter().next();
    if let Some(kind) = no_object(given, context)? {
        platform_message_at(&host, "error", format!("setData accepts an Object rather than some {kind}"), at);
        return Ok(JsValue::undefined());
    }
    let detail = value::data(given, context);
    let body = Body::State { what: "data".to_owned(), detail };
    let seq = host.recorder.record(Lane::Page, host.cause(), at, body);
    if let (Some(given), Some(data)) = (given.as_object(), page.get(js_string!("data"), context)?.as_object()) {
        let changes = copied(&host, &given, context)?;
        for (path, text) in &changes {
            let value = json::parse(text, context)?;
            set_path(&data, path, value, context)?;
        }
        if check_size(&host, &changes)
            && let Some(pages) = host.get::<Pages>()
        {
            pages.show_data(&page, &changes, context)?;
        }
    }
    call_back(&host, seq, args.get_or_undefined(1), page.into());
    Ok(JsValue::undefined())
}

/// What a page's `setData` was given instead of an object, as `Object.prototype.toString` names it. Nothing happens then, not even
/// the callback (base libraries of 2017 to 2020). Those of components are not known to look.
fn no_object(given: &JsValue, context: &mut Context) -> JsResult<Option<String>> {
    let to_string = context.intrinsics().constructors().object().prototype().get(js_string!("toString"), context)?;
    let Some(to_string) = to_string.as_object().and_then(|object| JsFunction::from_object(object.clone())) else {
        return Ok(None);
    };
    let told = to_string.call(given, &[], context)?.to_string(context)?.to_std_string_lossy();
    let kind = told.strip_prefix("[object ").and_then(|rest| rest.strip_suffix(']')).unwrap_or("Object");
    Ok((kind != "Object").then(|| kind.to_owned()))
}

/// Whether the data of one call is small enough for the view; what is not is told.
pub(super) fn check_size(host: &Rc<Host>, changes: &[(String, String)]) -> bool {
    let size: usize = changes.iter().map(|(path, text)| path.len() + text.len() + 4).sum();
    if size > LIMIT {
        let told = format!("invokeWebviewMethod 数据传输长度为 {size} 已经超过最大长度 {LIMIT}");
        platform_message(host, "error", told);
    }
    size <= LIMIT
}

/// Plans the callback of a `setData`, if there is one.
pub(super) fn call_back(host: &Rc<Host>, of: u64, callback: &JsValue, this: JsValue) {
    let Some(callback) = callback.as_object().and_then(|object| JsFunction::from_object(object.clone())) else { return };
    host.after(0, move |host, context| {
        let body = Body::Invoke { what: "setData callback".to_owned() };
        let seq = host.recorder.record(Lane::Host, Some(of), None, body);
        host.set_cause(Some(seq));
        if let Err(error) = callback.call(&this, &[], context) {
            host.report(ErrorKind::CallbackThrew, &error, context);
        }
    });
}

/// The members of what `setData` was given, as paths and JSON; what JSON cannot say is left out.
///
/// # Errors
///
/// A `TypeError` for a value that contains itself, and whatever getters throw.
pub(super) fn copied(host: &Rc<Host>, given: &JsObject, context: &mut Context) -> JsResult<Vec<(String, String)>> {
    let mut changes = Vec::new();
    for key in given.own_property_keys(context)? {
        if matches!(key, PropertyKey::Symbol(_)) {
            continue;
        }
        let member = given.get(key.clone(), context)?;
        let path = key.to_string();
        if member.is_undefined() {
            platform_message(host, "warn", format!("Setting data field \"{path}\" to undefined is invalid."));
        } else if let Some(text) = json::stringify(&member, context)? {
            changes.push((path, text));
        }
    }
    Ok(changes)
}

/// Puts the functions of `from` into its copy, where JSON has left them out, also deeper inside.
///
/// The data of a component stays on the logic side as the framework copies it: plain objects and arrays anew, functions as they are
/// (glass-easel's `simple` copy; component libraries keep callbacks there). So does what a page's data begins with. What else JSON changes is changed all the same.
pub(super) fn keep_functions(from: &JsObject, to: &JsObject, context: &mut Context) -> JsResult<()> {
    let converts = PropertyKey::from(js_string!("toJSON"));
    if !(from.is::<OrdinaryObject>() || from.is_array()) || from.has_property(converts, context)? {
        return Ok(());
    }
    for key in from.own_property_keys(context)? {
        let member = from.borrow().properties().get(&key).filter(|member| member.enumerable() == Some(true));
        let value = member.as_ref().and_then(PropertyDescriptor::value).and_then(JsValue::as_object);
        let Some(value) = value.filter(|_| !matches!(key, PropertyKey::Symbol(_))) else { continue };
        if value.is_callable() {
            to.create_data_property_or_throw(key, value, context)?;
        } else if let Some(copy) = to.get(key, context)?.as_object() {
            keep_functions(&value, &copy, context)?;
        }
    }
    Ok(())
}

/// One step of a path such as `a.b[2].c`.
#[derive(Debug, PartialEq, Eq)]
enum Step {
    Name(String),
    Index(u32),
}

impl Step {
    fn key(&self) -> PropertyKey {
        match self {
            Self::Name(name) => PropertyKey::from(JsString::from(name.as_str())),
            Self::Index(index) => PropertyKey::from(*index),
        }
    }
}

/// Takes a path apart.
fn steps(path: &str) -> Result<Vec<Step>, String> {
    let only_digits = || format!("Only digits (0-9) can be put inside [] in the path string: {path}");
    let mut steps = Vec::new();
    for part in path.split('.') {
        let (name, mut rest) = part.split_at(part.find('[').unwrap_or(part.len()));
        if !name.is_empty() {
            steps.push(Step::Name(name.to_owned()));
        }
        while let Some(inner) = rest.strip_prefix('[') {
            let (digits, after) = inner.split_once(']').ok_or_else(|| format!("Unterminated [] in the path string: {path}"))?;
            if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(only_digits());
            }
            steps.push(Step::Index(digits.parse().map_err(|_| only_digits())?));
            rest = after;
        }
    }
    Ok(steps)
}

/// Sets `a.b[2].c` inside `data`; parents that are missing, or of another kind, are made.
///
/// # Errors
///
/// The path is no path; the words are the framework's.
pub(super) fn set_path(data: &JsObject, path: &str, value: JsValue, context: &mut Context) -> JsResult<()> {
    let steps = steps(path).map_err(|message| JsNativeError::error().with_message(message))?;
    let mut current = data.clone();
    for (place, step) in steps.iter().enumerate() {
        let Some(next) = steps.get(place + 1) else {
            current.set(step.key(), value, true, context)?;
            return Ok(());
        };
        let is_list = matches!(next, Step::Index(_));
        let inner = current.get(step.key(), context)?.as_object().filter(|inner| inner.is_array() == is_list);
        current = match inner {
            Some(inner) => inner,
            None => {
                let made =
                    if is_list { JsArray::new(context)?.into() } else { JsObject::with_object_proto(context.intrinsics()) };
                current.create_data_property_or_throw(step.key(), made.clone(), context)?;
                made
            }
        };
    }
    Ok(())
}

/// What stands at `a.b[2].c` inside `data`; an empty path is all of it.
///
/// # Errors
///
/// The path is no path, or a getter threw.
pub(super) fn get_path(data: JsValue, path: &str, context: &mut Context) -> JsResult<JsValue> {
    let steps = steps(path).map_err(|message| JsNativeError::error().with_message(message))?;
    let mut current = data;
    for step in steps {
        let Some(object) = current.as_object() else { return Ok(JsValue::undefined()) };
        current = object.get(step.key(), context)?;
    }
    Ok(current)
}

#[cfg(test)]
mod tests {
    use super::{Step, steps};
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
    fn what_is_no_object_is_refused() {
        check_all(
            "",
            "Page({ data: { a: 1 }, onLoad() { const f = () => console.log('never');
                for (const it of ['x', null, undefined, [1], 7]) this.setData(it, f); this.setData(); console.log(this.data);
                this.setData(Object.create({ b: 2 }), () => console.log('rendered')) } })",
            "setData accepts an Object rather than some String
             setData accepts an Object rather than some Null
             setData accepts an Object rather than some Undefined
             setData accepts an Object rather than some Array
             setData accepts an Object rather than some Number
             setData accepts an Object rather than some Undefined
             {\"a\":1}
             [data] {}
             rendered",
        );
    }

    #[test]
    fn values_are_copied_as_json() {
        check(
            "Page({ onLoad() { const o = { d: new Date(0), f() {}, u: undefined, n: NaN }; this.setData({ o, g: () => 1 }); o.later = 1;
                console.log(JSON.stringify(this.data.o), typeof this.data.o.d, 'g' in this.data) } })",
            "{\"d\":\"1970-01-01T00:00:00.000Z\",\"n\":null} string false",
        );
        check(
            "Page({ onLoad() { const o = {}; o.o = o; try { this.setData({ o }) } catch (e) { console.log(e.name) } } })",
            "TypeError",
        );
    }

    #[test]
    fn too_much_at_once_is_told_and_wrong_paths_throw() {
        check(
            "Page({ onLoad() { this.setData({ big: 'x'.repeat(1100000) }); console.log(this.data.big.length);
                try { this.setData({ 'a[x]': 1 }) } catch (e) { console.log(e.message) } } })",
            "invokeWebviewMethod 数据传输长度为 1100009 已经超过最大长度 1048576
             1100000
             Only digits (0-9) can be put inside [] in the path string: a[x]",
        );
    }

    #[test]
    fn parents_of_another_kind_give_way() {
        check(
            "Page({ data: { a: 1, b: [1], c: {} }, onLoad() { this.setData({ 'a.x': 1, 'b.y': 2, 'c[0]': 3 }); console.log(this.data) } })",
            "{\"a\":{\"x\":1},\"b\":{\"y\":2},\"c\":[3]}",
        );
    }

    #[test]
    fn paths_are_taken_apart() {
        let expected = [Step::Name("a".into()), Step::Name("b".into()), Step::Index(2), Step::Index(0), Step::Name("c".into())];
        assert_eq!(steps("a.b[2][0].c").as_deref(), Ok(expected.as_slice()));
        assert!(steps("a[").is_err() && steps("a[]").is_err() && steps("a[-1]").is_err());
    }
}
