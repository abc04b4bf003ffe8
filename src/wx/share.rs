//! Sharing a page: `onShareAppMessage`, asked for by `<button open-type="share">` or the menu, and what only the menu has:
//! `onShareTimeline` and `onAddToFavorites`.
//!
//! Official pages "Page" and "转发", with the versions they name. What would be shared is recorded as the state `share`, with
//! the members that the platform fills in under `default`; programs are not told whether the user sends it (since 2018-10).

use std::cell::Cell;
use std::rc::Rc;

use boa_engine::object::JsObject;
use boa_engine::{Context, JsString, JsValue};
use serde_json::{Map, Value, json};

use super::state::Wx;
use crate::app::{PageState, Pages};
use crate::engine::{Host, json as js_json, platform_message, value, when_settled};
use crate::scenario::What;
use crate::trace::{Body, ErrorKind, Lane};

/// How long the platform waits for the `promise` that a handler returned (official page).
const PATIENCE: u64 = 3000;

/// Something that can be shared.
#[derive(Debug, Clone, Copy)]
struct Way {
    /// The page's function.
    handler: &'static str,
    /// The menu's entry, as `wx.showShareMenu` calls it.
    entry: &'static str,
    /// What says where the page is: a whole path, or its query alone.
    place: &'static str,
    /// The base library that waits for a `promise` in what the handler returned.
    promise_since: Option<&'static str>,
}

const MESSAGE: Way = Way { handler: "onShareAppMessage", entry: "shareAppMessage", place: "path", promise_since: Some("2.12.0") };
const TIMELINE: Way = Way { handler: "onShareTimeline", entry: "shareTimeline", place: "query", promise_since: Some("3.12.0") };
const FAVORITE: Way = Way { handler: "onAddToFavorites", entry: "addToFavorites", place: "query", promise_since: None };

/// The user taps a `<button open-type="share">`; `target` is the button as events tell it.
pub(super) fn share_by_button(target: &Value, cause: u64, host: &Rc<Host>, context: &mut Context) {
    let Some(page) = host.get::<Pages>().and_then(|pages| pages.current()) else { return };
    if !page.has(MESSAGE.handler, context) {
        let text = "a button with open-type=\"share\" was tapped, but the page has no onShareAppMessage: nothing happens";
        host.set_cause(Some(cause));
        return platform_message(host, "warn", format!("{}: {text}", page.route));
    }
    share(MESSAGE, Some(target), &page, cause, host, context);
}

/// The user chooses an entry of the menu, if it is there.
pub fn share_by_menu(what: What, host: &Rc<Host>, context: &mut Context) {
    let (way, kind, title) = match what {
        What::ShareTimeline => (TIMELINE, "share-timeline", "分享到朋友圈"),
        What::Favorite => (FAVORITE, "favorite", "收藏"),
        _ => (MESSAGE, "share", "转发"),
    };
    let detail = json!({ "type": kind });
    let cause = host.recorder.record(Lane::User, None, None, Body::State { what: "gesture".to_owned(), detail });
    host.set_cause(Some(cause));
    let page = host.get::<Pages>().and_then(|pages| pages.current());
    let missing = match &page {
        None => Some("no page is open".to_owned()),
        Some(page) => missing(way, page, context).map(|why| format!("the menu of {} has no \"{title}\": {why}", page.route)),
    };
    match (page, missing) {
        (Some(page), None) => share(way, None, &page, cause, host, context),
        (_, missing) => {
            let (what, message) = (ErrorKind::NoSuchElement, missing.unwrap_or_default());
            let body = Body::Error { what, name: "WxhostError".into(), message, stack: Vec::new(), of: None };
            host.recorder.record(Lane::Host, Some(cause), None, body);
        }
    }
}

/// Why the menu lacks an entry. A page is in the favorites' menu always, and in Moments only if it can be forwarded (official pages).
fn missing(way: Way, page: &PageState, context: &mut Context) -> Option<String> {
    if way.entry == FAVORITE.entry {
        return None;
    }
    let before = if way.entry == TIMELINE.entry { missing(MESSAGE, page, context) } else { None };
    let own = || match page.menu.borrow().get(way.entry) {
        Some(true) => None,
        Some(false) => Some("wx.hideShareMenu has hidden it".to_owned()),
        None => (!page.has(way.handler, context)).then(|| format!("the page has no {}", way.handler)),
    };
    before.or_else(own)
}

fn share(way: Way, target: Option<&Value>, page: &Rc<PageState>, cause: u64, host: &Rc<Host>, context: &mut Context) {
    let Some(wx) = host.get::<Wx>() else { return };
    let argument = argument(way, target, &wx, context);
    let returned = page.call(host, context, Some(cause), way.handler, argument.as_slice()).unwrap_or_default();
    let from = if target.is_some() { "button" } else { "menu" };
    let told = Told { way, from, page: Rc::clone(page), cause };
    let promise = returned.as_object().filter(|_| way.promise_since.is_some_and(|since| wx.at_least(since)));
    let promise = promise.and_then(|object| object.get(JsString::from("promise"), context).ok());
    let Some(promise) = promise.filter(JsValue::is_object) else {
        return told.record(&returned, host, context);
    };
    // What the promise resolves to counts; after three seconds, and so after a rejection too, what was returned with it.
    let (told, waiting) = (Rc::new(told), Rc::new(Cell::new(true)));
    let (late, still) = (Rc::clone(&told), Rc::clone(&waiting));
    let timer = host.after(PATIENCE, move |host, context| {
        if still.replace(false) {
            late.record(&returned, host, context);
        }
    });
    when_settled(&promise, context, move |host, context, settled| {
        if let Ok(content) = settled
            && waiting.replace(false)
        {
            host.cancel(timer);
            told.record(&content, host, context);
        }
    });
}

/// What the handler gets. A `web-view` is not modelled, so there is never a `webViewUrl`.
fn argument(way: Way, target: Option<&Value>, wx: &Wx, context: &mut Context) -> Option<JsValue> {
    if way.entry == TIMELINE.entry {
        return None;
    }
    let argument = JsObject::with_object_proto(context.intrinsics());
    let mut set = |name: &str, value: JsValue| argument.create_data_property_or_throw(JsString::from(name), value, context);
    if way.entry == MESSAGE.entry && wx.at_least("1.2.4") {
        let from = if target.is_some() { "button" } else { "menu" };
        let _ = set("from", JsString::from(from).into());
        let _ = set("target", JsValue::undefined());
    }
    if wx.at_least("1.6.4") {
        let _ = set("webViewUrl", JsValue::undefined());
    }
    if let Some(target) = target.filter(|_| wx.at_least("1.2.4")) {
        let target = js_json::from_data(target, context).unwrap_or_default();
        let _ = argument.create_data_property_or_throw(JsString::from("target"), target, context);
    }
    Some(argument.into())
}

/// Who shares what, and how.
struct Told {
    way: Way,
    from: &'static str,
    page: Rc<PageState>,
    cause: u64,
}

impl Told {
    /// Records what would be shared; what the handler left out, or left empty (inferred), is the platform's. The name of the
    /// mini-program and a picture of the page are the platform's too, and not known here.
    fn record(&self, content: &JsValue, host: &Rc<Host>, context: &mut Context) {
        let mut detail = Map::new();
        let to = match self.way.entry {
            "shareTimeline" => "timeline",
            "addToFavorites" => "favorites",
            _ => "chat",
        };
        detail.insert("to".into(), to.into());
        detail.insert("from".into(), self.from.into());
        let mut default: Vec<&str> = Vec::new();
        for name in ["title", self.way.place, "imageUrl"] {
            let given = content.as_object().and_then(|object| object.get(JsString::from(name), context).ok());
            let given = given.filter(JsValue::to_boolean).map(|given| value::data(&given, context));
            if given.is_none() {
                default.push(name);
            }
            let own = (name == self.way.place).then(|| self.place().into());
            if let Some(value) = given.or(own) {
                detail.insert(name.into(), value);
            }
        }
        if !default.is_empty() {
            detail.insert("default".into(), json!(default));
        }
        host.recorder.record(Lane::Wx, Some(self.cause), None, Body::State { what: "share".to_owned(), detail: detail.into() });
    }

    /// The page with its query, or its query alone.
    fn place(&self) -> String {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let pairs: Vec<String> = self.page.query.iter().map(|(name, value)| format!("{name}={}", text(value))).collect();
        let query = pairs.join("&");
        match (self.way.place, query.is_empty()) {
            ("query", _) => query,
            (_, true) => format!("/{}", self.page.route),
            (_, false) => format!("/{}?{query}", self.page.route),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::check_all;

    fn menu(what: &str) -> String {
        format!("device.path = 'pages/a/a'\ndevice.query = {{ id = '7' }}\n[[scenario.event]]\nat = 5\nwhat = '{what}'")
    }

    #[test]
    fn the_menu_asks_the_page_and_fills_in_what_it_leaves_out() {
        check_all(
            &menu("share"),
            "Page({ onShareAppMessage(o) { console.log(o.from, o.target, Object.keys(o), this.route); return { title: 't' } } })",
            "[gesture] {\"type\":\"share\"}
             menu undefined [\"from\",\"target\",\"webViewUrl\"] pages/a/a
             [share] {\"to\":\"chat\",\"from\":\"menu\",\"title\":\"t\",\"path\":\"/pages/a/a?id=7\",\"default\":[\"path\",\"imageUrl\"]}",
        );
        check_all(
            &menu("share-timeline"),
            "Page({ onShareAppMessage() {}, onShareTimeline(o) { console.log(o); return { query: 'a=1', imageUrl: '/x.png' } } })",
            "[gesture] {\"type\":\"share-timeline\"}
             undefined
             [share] {\"to\":\"timeline\",\"from\":\"menu\",\"query\":\"a=1\",\"imageUrl\":\"/x.png\",\"default\":[\"title\"]}",
        );
        check_all(
            &menu("favorite"),
            "Page({})",
            "[gesture] {\"type\":\"favorite\"}
             [share] {\"to\":\"favorites\",\"from\":\"menu\",\"query\":\"id=7\",\"default\":[\"title\",\"query\",\"imageUrl\"]}",
        );
    }

    #[test]
    fn an_entry_that_the_menu_lacks_is_told() {
        let why = |what: &str, js: &str, why: &str| {
            let shown = "! WxhostError: the menu of pages/a/a has no";
            check_all(&menu(what), js, &format!("[gesture] {{\"type\":\"{what}\"}}\n{shown} {why}"));
        };
        why("share", "Page({})", "\"转发\": the page has no onShareAppMessage");
        why("share-timeline", "Page({ onShareTimeline() {} })", "\"分享到朋友圈\": the page has no onShareAppMessage");
        why("share-timeline", "Page({ onShareAppMessage() {} })", "\"分享到朋友圈\": the page has no onShareTimeline");
        check_all(
            &menu("share"),
            "Page({ onShareAppMessage() {}, onLoad() { wx.hideShareMenu() } })",
            "[share-menu] {\"visible\":false}
             [gesture] {\"type\":\"share\"}
             ! WxhostError: the menu of pages/a/a has no \"转发\": wx.hideShareMenu has hidden it",
        );
        check_all(
            &menu("share"),
            "Page({ onLoad() { wx.showShareMenu() } })",
            "[share-menu] {\"withShareTicket\":false,\"visible\":true}
             [gesture] {\"type\":\"share\"}
             [share] {\"to\":\"chat\",\"from\":\"menu\",\"path\":\"/pages/a/a?id=7\",\"default\":[\"title\",\"path\",\"imageUrl\"]}",
        );
    }

    #[test]
    fn a_promise_is_waited_for_three_seconds() {
        let page = |wait: u32| {
            format!(
                "Page({{ onShareAppMessage() {{ const promise = new Promise((f) => setTimeout(() => f({{ title: 'late' }}), {wait}));
                    return {{ title: 'now', promise }} }} }}); setTimeout(() => console.log('3 s'), 2999)"
            )
        };
        let shared = |title: &str| {
            format!(
                "[share] {{\"to\":\"chat\",\"from\":\"menu\",\"title\":\"{title}\",\"path\":\"/pages/a/a?id=7\",\"default\":[\"path\",\"imageUrl\"]}}"
            )
        };
        let gesture = "[gesture] {\"type\":\"share\"}";
        check_all(&menu("share"), &page(2000), &format!("{gesture}\n{}\n3 s", shared("late")));
        check_all(&menu("share"), &page(4000), &format!("{gesture}\n3 s\n{}", shared("now")));
        let old = format!("base_library = '2.11.0'\n{}", menu("share"));
        check_all(&old, &page(10), &format!("{gesture}\n{}\n3 s", shared("now")));
        let rejected = "Page({ onShareAppMessage: () => ({ title: 'now', promise: Promise.reject(1) }) })";
        check_all(&menu("share"), rejected, &format!("{gesture}\n{}", shared("now")));
    }
}
