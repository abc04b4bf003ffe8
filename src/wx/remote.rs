//! `wx` as somebody outside calls it: by name, with JSON, answered when the API has answered.

use std::rc::Rc;

use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsFunction;
use boa_engine::{Context, JsResult, JsString, JsValue, js_string};
use serde_json::Value;

use super::api::Run;
use super::state::Wx;
use super::{Made, record};
use crate::engine::{Answer, Host, answer, json, once, reason};

/// The object that holds `wx.path`, and the last name of the path.
pub(super) fn place<'a>(host: &Rc<Host>, context: &mut Context, path: &'a str) -> Result<(JsObject, &'a str), String> {
    let mut holder = host.get::<Made>().map(|made| made.object.clone()).ok_or("there is no wx")?;
    let (parents, name) = path.rsplit_once('.').map_or(("", path), |(parents, name)| (parents, name));
    for parent in parents.split('.').filter(|parent| !parent.is_empty()) {
        let next = holder.get(JsString::from(parent), context).ok().and_then(|next| next.as_object());
        holder = next.ok_or_else(|| format!("wx.{parent} not exists"))?;
    }
    if name.is_empty() {
        return Err("the name of a method of wx is missing".to_owned());
    }
    Ok((holder, name))
}

/// Whether an API answers through callbacks or a promise, by its record, else by its name.
pub(super) fn answers_later(host: &Rc<Host>, path: &str) -> bool {
    let scripted = host.get::<Wx>().is_some_and(|wx| wx.answers.borrow().knows(path));
    match record(path).map(|api| api.run) {
        Some(Run::Async(_) | Run::Task(_)) => true,
        Some(Run::Sync(_) | Run::Stub(_) | Run::Object(_)) => false,
        Some(Run::Refused) | None if path.ends_with("Sync") => false,
        Some(Run::Refused) if scripted => true,
        Some(Run::Refused) | None => {
            let name = path.rsplit('.').next().unwrap_or(path);
            let starts = |start: &str| {
                name.strip_prefix(start).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()))
            };
            !(starts("create") || starts("on") || starts("off") || name.ends_with("Manager") || name == "canIUse")
        }
    }
}

/// Calls `wx.path` with these arguments. What answers later gets `success` and `fail` of ours; `fail` becomes an error with its
/// `errMsg`.
pub fn call(host: &Rc<Host>, context: &mut Context, path: &str, args: &[Value], then: Answer) {
    let found = place(host, context, path).map(|(holder, name)| {
        let member = holder.get(JsString::from(name), context).unwrap_or_default();
        (holder, member)
    });
    let (holder, member) = match found {
        Ok((_, member)) if member.is_undefined() => return then(Err(format!("wx.{path} not exists"))),
        Ok(found) => found,
        Err(reason) => return then(Err(reason)),
    };
    let Some(function) = member.as_object().and_then(|object| JsFunction::from_object(object.clone())) else {
        return then(Err(format!("wx.{path} is not a function")));
    };
    let args: JsResult<Vec<JsValue>> = args.iter().map(|arg| json::from_data(arg, context)).collect();
    let mut args = match args {
        Ok(args) => args,
        Err(error) => return then(Err(host.told(&error, context))),
    };
    let this = JsValue::from(holder);
    let refused = matches!(record(path).map(|api| api.run), Some(Run::Refused)) && !answers(host, path);
    if !answers_later(host, path) || refused {
        let called = function.call(&this, &args, context);
        return answer(called, context, then);
    }
    if args.first().is_none_or(JsValue::is_null_or_undefined) {
        args = vec![JsObject::with_object_proto(context.intrinsics()).into()];
    }
    let Some(options) = args[0].as_object() else {
        let called = function.call(&this, &args, context);
        return answer(called, context, then);
    };
    if path == "navigateBack" {
        // The client sends `url: undefined` with it.
        let _ = options.delete_property_or_throw(js_string!("url"), context);
    }
    let told = Rc::new(std::cell::RefCell::new(Some(then)));
    let listen = |good: bool, context: &mut Context| {
        let told = Rc::clone(&told);
        once(context, move |_, context, result| {
            let then = told.borrow_mut().take();
            if let Some(then) = then {
                then(match good {
                    true => Ok(Some(json::wire(&result, context))),
                    false => Err(reason(&result, context)),
                });
            }
        })
    };
    for (name, good) in [("success", true), ("fail", false)] {
        let listener = listen(good, context);
        let _ = options.create_data_property_or_throw(JsString::from(name), listener, context);
    }
    let called = function.call(&this, &args, context);
    let taken = |told: &Rc<std::cell::RefCell<Option<Answer>>>| told.borrow_mut().take();
    match called {
        // A function that somebody has put into `wx` may give a promise instead.
        Ok(returned) if returned.as_promise().is_some() => {
            if let Some(then) = taken(&told) {
                answer(Ok(returned), context, then);
            }
        }
        Ok(_) => {}
        Err(error) => {
            if let Some(then) = taken(&told) {
                then(Err(host.told(&error, context)));
            }
        }
    }
}

/// Whether the scenario answers an API that is otherwise refused.
fn answers(host: &Rc<Host>, path: &str) -> bool {
    host.get::<Wx>().is_some_and(|wx| wx.answers.borrow().knows(path))
}
