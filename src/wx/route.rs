//! What `wx.navigateTo`, `wx.redirectTo`, `wx.reLaunch` and `wx.switchTab` share: the page's address, the checks, the change.
//!
//! Facts §7.4: relative addresses are resolved against the page on top; the query's values reach `onLoad` as they are written;
//! routes are queued and change the stack in a later task. Pages are only checked where the scenario names the app's pages.

use std::rc::Rc;

use boa_engine::{Context, JsObject, JsResult, JsString};
use serde_json::{Map, Value};

use super::call::{Call, Fail, Payload, Reply};
use crate::app::{Channel, End, LIMIT, Pages, Route};
use crate::engine::{Host, platform_message};
use crate::scenario::Client;
use crate::trace::ErrorKind;

/// A page's address, taken apart.
struct Address {
    route: String,
    query: Map<String, Value>,
}

impl Address {
    fn parse(url: &str, from: &str) -> Self {
        let (path, query) = url.split_once('?').unwrap_or((url, ""));
        let mut parts: Vec<&str> = match path.starts_with('/') {
            true => Vec::new(),
            false => from.rsplit_once('/').map_or(Vec::new(), |(folder, _)| folder.split('/').collect()),
        };
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop();
                }
                part => parts.push(part),
            }
        }
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        let query = pairs.map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (name.to_owned(), Value::from(value))
        });
        Self { route: parts.join("/"), query: query.collect() }
    }
}

/// Changes the stack and answers.
pub(super) fn go(call: &mut Call<'_>, how: Route) -> JsResult<Reply> {
    let Some(pages) = call.host.get::<Pages>() else { return Ok(Reply::Planned) };
    let url = call.text("url").unwrap_or_default();
    let mut address = Address::parse(&url, &pages.top());
    let after = call.slow.unwrap_or(call.wx.latency.device);
    if let Some(fail) = refused(call, how, &pages, &address, &url) {
        return Ok(Reply::After(after, Err(fail)));
    }
    if how == Route::Tab && !address.query.is_empty() {
        platform_message(&call.host, "warn", "wx.switchTab: url 不支持 queryString".to_owned());
        address.query.clear();
    }
    let channel = match how {
        Route::Push if call.wx.at_least("2.7.3") => Some(channel(call)?),
        _ => None,
    };
    let (settler, cause) = (call.settler(), call.seq);
    let after = pages.queue(&call.host, after);
    let queue = Rc::clone(&pages);
    let work = move |host: &Rc<Host>, context: &mut Context| {
        if how == Route::Push && pages.depth() >= LIMIT {
            settler.settle(host, context, Some(cause), Err(Fail::new("webview count limit exceed")));
            return;
        }
        let Address { route, query } = address;
        if let Err(error) = pages.go(how, (&route, query), channel.as_ref(), cause, host, context) {
            host.report(ErrorKind::CallbackThrew, &error, context);
        }
        let payload = match channel {
            None => Payload::Data(Map::new()),
            Some(channel) => Payload::Build(Box::new(move |result: &JsObject, context: &mut Context| {
                let end = channel.object(End::Opener, context)?;
                result.create_data_property_or_throw(JsString::from("eventChannel"), end, context).map(|_| ())
            })),
        };
        settler.settle(host, context, Some(cause), Ok(payload));
    };
    call.host.after(after, move |host, context| queue.in_turn(host, context, work));
    Ok(Reply::Planned)
}

fn refused(call: &Call<'_>, how: Route, pages: &Pages, address: &Address, url: &str) -> Option<Fail> {
    let Address { route, .. } = address;
    if !pages.exists(route) {
        let query = url.split_once('?').map(|(_, query)| format!("?{query}")).unwrap_or_default();
        return Some(Fail::new(format!("page \"{route}{query}\" is not found")));
    }
    match (how, pages.is_tab(route)?) {
        (Route::Push | Route::Replace, true) => Some(Fail::new(format!("can not {} a tabbar page", call.api.name))),
        (Route::Tab, false) if call.wx.rules.client == Client::Android => Some(Fail::native("can not switch to non-TabBar page")),
        (Route::Tab, false) => Some(Fail::new("can not switch to no-tabBar page")),
        _ => None,
    }
}

/// The channel to the page that opens, with the listeners of the option `events`.
fn channel(call: &mut Call<'_>) -> JsResult<Rc<Channel>> {
    let channel = Rc::new(Channel::default());
    if let Some(events) = call.option("events")?.as_object() {
        for key in events.own_property_keys(call.context)? {
            let listener = events.get(key.clone(), call.context)?;
            if let Some(function) = listener.as_object().and_then(boa_engine::object::builtins::JsFunction::from_object) {
                channel.listen(End::Opener, key.to_string(), function, false);
            }
        }
    }
    Ok(channel)
}
