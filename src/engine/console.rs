//! `console`: every call becomes a `log` event with its arguments as data and the line a console would show.

use std::rc::Rc;

use boa_engine::object::ObjectInitializer;
use boa_engine::property::Attribute;
use boa_engine::{Context, JsResult, JsString, JsValue, NativeFunction, js_string};

use super::host::Host;
use super::{json, value};
use crate::trace::{At, Body, Lane};

/// The methods that write; the platform documents debug, log, info, warn, error, group and groupEnd.
const LEVELS: [&str; 6] = ["log", "info", "warn", "error", "debug", "group"];

pub(super) fn install(context: &mut Context) -> JsResult<()> {
    let mut console = ObjectInitializer::new(context);
    for level in LEVELS {
        let function = NativeFunction::from_copy_closure(move |_, args, context| Ok(write(level, args, context)));
        console.function(function, JsString::from(level), 0);
    }
    console.function(NativeFunction::from_copy_closure(|_, _, _| Ok(JsValue::undefined())), js_string!("groupEnd"), 0);
    let console = console.build();
    context.register_global_property(js_string!("console"), console, Attribute::all())
}

fn write(level: &'static str, args: &[JsValue], context: &mut Context) -> JsValue {
    let host = Host::of(context);
    let at = host.site(context).stack.into_iter().next();
    let data = args.iter().map(|arg| value::data(arg, context)).collect();
    let text = line(args, context);
    if host.is_heard() {
        let heard: Vec<_> = args.iter().map(|arg| json::wire(arg, context)).collect();
        host.tell_log(level, &heard);
    }
    let body = Body::Log { level: level.to_owned(), args: data, text };
    host.recorder.record(Lane::Page, host.cause(), at, body);
    JsValue::undefined()
}

/// The line: arguments separated by blanks; a first string with `%s %d %i %f %o %O %c` takes the following arguments.
fn line(args: &[JsValue], context: &mut Context) -> String {
    let mut rest = args.iter();
    let mut parts = Vec::new();
    if let Some(format) = args.first().and_then(JsValue::as_string)
        && args.len() > 1
    {
        rest.next();
        let format = format.to_std_string_lossy();
        let mut out = String::new();
        let mut chars = format.chars().peekable();
        while let Some(c) = chars.next() {
            let directive = if c == '%' { chars.peek().copied() } else { None };
            match directive {
                Some('%') => out.push('%'),
                Some('s' | 'd' | 'i' | 'f' | 'o' | 'O' | 'c') if rest.len() > 0 => {
                    if let Some(arg) = rest.next()
                        && directive != Some('c')
                    {
                        out.push_str(&value::console_text(arg, context));
                    }
                }
                _ => {
                    out.push(c);
                    continue;
                }
            }
            chars.next();
        }
        parts.push(out);
    }
    for arg in rest {
        parts.push(value::console_text(arg, context));
    }
    parts.join(" ")
}

/// Writes a line to the console on the platform's behalf, as the base library does for mistakes in calls.
pub fn platform_message(host: &Rc<Host>, level: &str, text: String) {
    platform_message_at(host, level, text, None);
}

/// [`platform_message`] about a place in the program.
pub fn platform_message_at(host: &Rc<Host>, level: &str, text: String, at: Option<At>) {
    host.tell_log(level, &[serde_json::Value::String(text.clone())]);
    let body = Body::Log { level: level.to_owned(), args: vec![serde_json::Value::String(text.clone())], text };
    host.recorder.record(Lane::Wx, host.cause(), at, body);
}
