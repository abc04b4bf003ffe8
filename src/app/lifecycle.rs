//! What becomes of a page: it is loaded, shown, hidden and closed, and its components with it (facts §7.2).

use std::rc::Rc;

use boa_engine::Context;
use serde_json::{Value, json};

use super::page::PageState;
use super::view;
use crate::engine::{Host, json as js_json};
use crate::wx;

/// Tells listeners which page a route leads to, and in a later turn that it has led there.
pub(super) fn routed(page: &Rc<PageState>, open_type: &str, cause: Option<u64>, host: &Rc<Host>, context: &mut Context) {
    let told = json!({
        "path": page.route, "query": page.query, "openType": open_type, "notFound": false, "renderer": "webview",
        "webviewId": page.id,
    });
    wx::emit(host, context, "onAppRoute", cause, &told);
    if wx::listens(host, "onAppRouteDone") {
        host.after(1, move |host, context| wx::emit(host, context, "onAppRouteDone", cause, &told));
    }
}

/// Components are told before their page (facts §7.2).
fn tell_components(
    page: &PageState,
    (lifetime, argument): (&str, Option<&Value>),
    cause: Option<u64>,
    host: &Rc<Host>,
    context: &mut Context,
) {
    let before = host.set_cause(cause);
    view::tell(page, lifetime, argument, host, context);
    host.set_cause(before);
}

pub(super) fn show(page: &Rc<PageState>, cause: Option<u64>, host: &Rc<Host>, context: &mut Context) {
    tell_components(page, ("show", None), cause, host, context);
    page.call(host, context, cause, "onShow", &[]);
}

/// The lifecycle of a page that was just opened. Components come before their page (facts §7.2).
pub(super) fn run(page: &Rc<PageState>, host: &Rc<Host>, context: &mut Context, cause: Option<u64>) {
    for lifetime in ["created", "attached"] {
        page.lifetime(host, context, cause, lifetime);
    }
    let before = host.set_cause(cause);
    view::begin(page, host, context);
    host.set_cause(before);
    let query = js_json::from_data(&Value::Object(page.query.clone()), context).unwrap_or_default();
    page.call(host, context, cause, "onLoad", &[query]);
    show(page, cause, host, context);
    // The view tells that it has rendered the page: a message, so that the promise jobs of `onLoad` and `onShow` have run by then
    // (official page: the life cycle of pages). How long the view takes is not modelled.
    page.loaded.set(true);
    let page = Rc::clone(page);
    host.after(0, move |host, context| ready(&page, host, context, cause));
}

fn ready(page: &PageState, host: &Rc<Host>, context: &mut Context, cause: Option<u64>) {
    if page.closed.get() || page.ready.replace(true) {
        return;
    }
    page.lifetime(host, context, cause, "ready");
    let before = host.set_cause(cause);
    view::ready(page, host, context);
    host.set_cause(before);
    page.call(host, context, cause, "onReady", &[]);
}

pub(super) fn hide(page: &Rc<PageState>, cause: Option<u64>, host: &Rc<Host>, context: &mut Context) {
    tell_components(page, ("hide", None), cause, host, context);
    page.call(host, context, cause, "onHide", &[]);
}

/// `pageLifetimes.resize`, then `onResize`, with `{ size }` (official page: display area). On a phone only pages that may turn get
/// there (`pageOrientation`), on a tablet or PC those of a `resizable` app; a scenario that changes the size says that it can.
pub(super) fn resize(page: &PageState, size: &Value, cause: Option<u64>, host: &Rc<Host>, context: &mut Context) {
    tell_components(page, ("resize", Some(size)), cause, host, context);
    let size = js_json::from_data(size, context).unwrap_or_default();
    page.call(host, context, cause, "onResize", &[size]);
}

pub(super) fn close(page: &Rc<PageState>, cause: u64, host: &Rc<Host>, context: &mut Context) {
    page.call(host, context, Some(cause), "onUnload", &[]);
    page.lifetime(host, context, Some(cause), "detached");
    let before = host.set_cause(Some(cause));
    view::close(page, host, context);
    host.set_cause(before);
    page.closed.set(true);
}
