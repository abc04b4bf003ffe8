//! `App.*`: pages on the stack, functions run in the app, `wx` called and mocked, events asked for.

use std::rc::Rc;

use serde_json::{Value, json};

use super::desk::{Reply, Work, desk, note};
use super::frame::Params;
use super::screen;
use crate::app::remote::{self, Open};
use crate::engine::{Context, Host};
use crate::trace::brief;
use crate::wx::{self, Mock};

/// Milliseconds between two looks for the first page, and how many.
const LOOK: (u64, u32) = (10, 1000);

/// Carries a request out, or gives its reply back if it is none of these.
pub(super) fn carry_out(work: &mut Work<'_>, name: &str, params: &Params, reply: Reply) -> Option<Reply> {
    match name {
        "getPageStack" => stack(work, reply),
        "getCurrentPage" => current(work.host, work.context, reply, LOOK.1),
        "callFunction" => call_function(work, params, reply),
        "callWxMethod" => call_wx(work, params, reply),
        "mockWxMethod" => reply.give(mock(work, params).map(|()| json!({}))),
        "addBinding" => reply.give(add_binding(work, params).map(|()| json!({}))),
        "enableLog" => {
            if let Some(desk) = desk(work.host) {
                desk.enable_log();
            }
            reply.done();
        }
        "captureScreenshot" => screen::capture(work, reply),
        "exit" => reply.done(),
        _ => return Some(reply),
    }
    None
}

fn shown(page: &Open) -> Value {
    json!({ "pageId": page.id, "path": page.path, "query": page.query })
}

fn stack(work: &mut Work<'_>, reply: Reply) {
    let pages: Vec<Value> = remote::stack(work.host, work.context).iter().map(shown).collect();
    reply.ok(&json!({ "pageStack": pages }));
}

/// The page on the screen. Clients need one, so the answer waits for the first.
fn current(host: &Rc<Host>, context: &mut Context, reply: Reply, left: u32) {
    match (remote::stack(host, context).last(), left) {
        (Some(page), _) => reply.ok(&shown(page)),
        (None, 0) => reply.fail("the app has opened no page"),
        (None, _) => {
            host.after(LOOK.0, move |host, context| current(host, context, reply, left - 1));
        }
    }
}

fn call_function(work: &mut Work<'_>, params: &Params, reply: Reply) {
    let source = match params.text("functionDeclaration") {
        Ok(source) => source,
        Err(message) => return reply.fail(&message),
    };
    note(work.host, format!("evaluate {}", brief::brief_text(source)));
    work.host.call_source(work.context, source, &params.list("args"), reply.later("result"));
}

/// Plugins are not modelled; the words are those for what is missing.
fn no_plugin(params: &Params) -> Result<(), String> {
    match params.get("pluginId") {
        Some(plugin) => Err(format!("the plugin {plugin} is not there: plugins are not modelled")),
        None => Ok(()),
    }
}

fn call_wx(work: &mut Work<'_>, params: &Params, reply: Reply) {
    let method = match no_plugin(params).and_then(|()| params.text("method")) {
        Ok(method) => method,
        Err(message) => return reply.fail(&message),
    };
    note(work.host, format!("callWxMethod {method}"));
    wx::call_by_name(work.host, work.context, method, &params.list("args"), reply.later("result"));
}

/// Three forms, told apart by what is there: a function, a value (null counts), or neither, which restores. An empty source
/// restores as well.
fn mock(work: &mut Work<'_>, params: &Params) -> Result<(), String> {
    no_plugin(params)?;
    let method = params.text("method")?;
    let source = params.get("functionDeclaration").and_then(Value::as_str);
    let mock = match source {
        Some("") => None,
        Some(source) => Some(Mock::Function(source.to_owned(), params.list("args"))),
        None if params.has("result") => Some(Mock::Value(params.0.get("result").cloned().unwrap_or_default())),
        None => None,
    };
    match mock {
        Some(mock) => {
            note(work.host, format!("mockWxMethod {method}"));
            wx::mock(work.host, work.context, method, &mock)
        }
        None => {
            note(work.host, format!("restoreWxMethod {method}"));
            wx::restore(work.host, work.context, method)
        }
    }
}

/// A function in the app whose calls reach the clients. After a reconnection the same name comes again.
fn add_binding(work: &mut Work<'_>, params: &Params) -> Result<(), String> {
    let name = params.text("name")?.to_owned();
    let Some(desk) = desk(work.host) else { return Ok(()) };
    let told = name.clone();
    let tell = move |args: &[Value]| desk.tell("App.bindingCalled", &json!({ "name": told, "args": args }));
    work.host.expose(work.context, &name, tell).map_err(|error| work.host.told(&error, work.context))
}
