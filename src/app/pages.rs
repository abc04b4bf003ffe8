//! `Page`, `getCurrentPages` and the page stack that `wx.navigateTo` and its family change.
//!
//! Facts §7.2, §7.4. Without a project the stack begins with the start page (`device.path`); a plain script's `Page(options)` is
//! that page, and every other page exists but has no code. `Component` and `Behavior` are refused by name.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use boa_engine::object::JsObject;
use boa_engine::object::builtins::{JsArray, JsFunction};
use boa_engine::{Context, JsArgs, JsNativeError, JsResult, JsString, JsValue, NativeFunction, js_string};
use serde_json::{Map, Value, json};

use super::app::AppState;
use super::channel::{Channel, End};
use super::page::PageState;
use crate::engine::{Host, platform_message, value};
use crate::trace::{Body, ErrorKind, Form, Lane};

/// The pages of a run.
pub struct Pages {
    start: (String, Map<String, Value>),
    known: Vec<String>,
    tabs: Vec<String>,
    stack: RefCell<Vec<Rc<PageState>>>,
    /// Tab pages that live on, out of sight.
    hidden: RefCell<Vec<Rc<PageState>>>,
    registered: RefCell<Option<JsObject>>,
    /// Whether the start page still has to be opened.
    starting: Cell<bool>,
}

/// How many pages the stack holds (facts §7.4).
pub(crate) const LIMIT: usize = 10;

/// How a route changes the stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Route {
    /// `wx.navigateTo`.
    Push,
    /// `wx.redirectTo`.
    Replace,
    /// `wx.reLaunch`.
    Restart,
    /// `wx.switchTab`.
    Tab,
}

pub(super) fn install(host: &Rc<Host>, launch: &super::Launch, context: &mut Context) -> JsResult<()> {
    let text = |name: &str| launch.options.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let query = launch.options.get("query").and_then(Value::as_object).cloned().unwrap_or_default();
    host.extend(Rc::new(Pages {
        start: (text("path"), query),
        known: launch.pages.clone(),
        tabs: launch.tabs.clone(),
        stack: RefCell::default(),
        hidden: RefCell::default(),
        registered: RefCell::default(),
        starting: Cell::new(false),
    }));
    let page = NativeFunction::from_copy_closure(|_, args, context| call_page(args, context));
    context.register_global_callable(js_string!("Page"), 1, page)?;
    let current = NativeFunction::from_copy_closure(|_, _, context| current_pages(context));
    context.register_global_callable(js_string!("getCurrentPages"), 0, current)?;
    for name in ["Component", "Behavior"] {
        let refused = NativeFunction::from_copy_closure(move |_, args, context| refuse(name, args, context));
        context.register_global_callable(JsString::from(name), 1, refused)?;
    }
    Ok(())
}

fn call_page(args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let host = Host::of(context);
    let Some(pages) = host.get::<Pages>() else { return Ok(JsValue::undefined()) };
    let given = args.get_or_undefined(0);
    let call = record_call(&host, "Page", given, context);
    let route = pages.start.0.clone();
    let Some(options) = given.as_object() else {
        let shown = value::console_text(given, context);
        platform_message(&host, "error", format!("Options is not object: {shown} in {route}.js"));
        return Ok(JsValue::undefined());
    };
    if pages.registered.borrow().is_some() {
        platform_message(&host, "error", format!("Please do not register multiple Pages in {route}.js"));
        return Ok(JsValue::undefined());
    }
    pages.registered.replace(Some(options));
    pages.starting.set(true);
    host.after(0, move |host, context| {
        pages.starting.set(false);
        if let Err(error) = pages.open_start(Some(call), host, context) {
            host.report(ErrorKind::CallbackThrew, &error, context);
        }
    });
    Ok(JsValue::undefined())
}

fn record_call(host: &Rc<Host>, api: &str, given: &JsValue, context: &mut Context) -> u64 {
    let (at, via) = host.site(context).split();
    let args = value::data(given, context);
    let body = Body::Call { api: api.to_owned(), args, callbacks: Vec::new(), form: Form::Sync, via };
    host.recorder.record(Lane::Page, host.cause(), at, body)
}

fn refuse(name: &str, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let host = Host::of(context);
    let call = record_call(&host, name, args.get_or_undefined(0), context);
    let message = format!("{name} is a real function of WeChat that wxhost does not model");
    let what = ErrorKind::UnsupportedApi;
    let at = host.site(context).stack.into_iter().next();
    let stack = at.clone().into_iter().collect();
    let body = Body::Error { what, name: "WxhostError".into(), message: message.clone(), stack, of: Some(call) };
    host.recorder.record(Lane::Host, Some(call), at, body);
    Err(JsNativeError::error().with_message(message).into())
}

fn current_pages(context: &mut Context) -> JsResult<JsValue> {
    let host = Host::of(context);
    let array = JsArray::new(context)?;
    if let Some(pages) = host.get::<Pages>() {
        pages.begin(&host, context)?;
        let stack = pages.stack.borrow().clone();
        for page in stack {
            array.push(page.instance.clone(), context)?;
        }
    }
    Ok(array.into())
}

impl Pages {
    /// The stack's first page, if nothing has been opened yet and no `Page` or `App` is about to do so.
    fn begin(&self, host: &Rc<Host>, context: &mut Context) -> JsResult<()> {
        let launching = host.get::<AppState>().is_some_and(|app| app.is_launching());
        if self.stack.borrow().is_empty() && !self.starting.get() && !launching {
            let (route, query) = self.start.clone();
            let page = PageState::new(&route, query, None, None, context)?;
            self.stack.borrow_mut().push(page);
        }
        Ok(())
    }

    fn open_start(&self, cause: Option<u64>, host: &Rc<Host>, context: &mut Context) -> JsResult<()> {
        let (route, query) = self.start.clone();
        let options = self.registered.borrow().clone();
        let page = PageState::new(&route, query, options.as_ref(), None, context)?;
        self.stack.replace(vec![Rc::clone(&page)]);
        page.open(host, context, cause);
        Ok(())
    }

    /// The route of the page on top.
    pub(crate) fn top(&self) -> String {
        self.stack.borrow().last().map_or_else(|| self.start.0.clone(), |page| page.route.clone())
    }

    /// Whether the page is in the tab bar; `None`: the tab bar is not known.
    pub(crate) fn is_tab(&self, route: &str) -> Option<bool> {
        (!self.tabs.is_empty()).then(|| self.tabs.iter().any(|tab| tab == route))
    }

    /// Whether the app has this page, as far as its pages are known.
    pub(crate) fn exists(&self, route: &str) -> bool {
        self.known.is_empty() || self.known.iter().chain(&self.tabs).any(|page| page == route)
    }

    /// How many pages are open.
    pub(crate) fn depth(&self) -> usize {
        self.stack.borrow().len().max(1)
    }

    /// Calls a function of the page on top, such as `onPullDownRefresh`.
    pub(crate) fn tell_top(&self, host: &Rc<Host>, context: &mut Context, cause: Option<u64>, name: &str, args: &[JsValue]) {
        let top = self.stack.borrow().last().cloned();
        if let Some(page) = top {
            page.call(host, context, cause, name, args);
        }
    }

    /// A function of the page on top, with its page.
    pub(crate) fn handler(&self, name: &str, context: &mut Context) -> Option<(JsFunction, JsValue)> {
        let page = self.stack.borrow().last().cloned()?;
        page.function(name, context).map(|function| (function, page.instance.clone().into()))
    }

    /// Opens a page.
    pub(crate) fn go(
        &self,
        how: Route,
        (route, query): (&str, Map<String, Value>),
        channel: Option<&Rc<Channel>>,
        cause: u64,
        host: &Rc<Host>,
        context: &mut Context,
    ) -> JsResult<()> {
        self.begin(host, context)?;
        let mut stack = self.stack.take();
        let (closed, hidden) = match how {
            Route::Push => (Vec::new(), stack.last().cloned()),
            Route::Replace => (stack.pop().into_iter().collect(), None),
            Route::Restart => (stack.drain(..).rev().chain(self.hidden.take()).collect(), None),
            Route::Tab => return self.switch_tab(stack, (route, query), cause, host, context),
        };
        self.stack.replace(stack);
        for page in &closed {
            page.call(host, context, Some(cause), "onUnload", &[]);
        }
        if let Some(page) = hidden {
            page.call(host, context, Some(cause), "onHide", &[]);
        }
        self.open((route, query), channel, cause, host, context)
    }

    /// The tab page below stays alive; what is above it is closed. A tab that was open before is shown again, not loaded.
    fn switch_tab(
        &self,
        mut stack: Vec<Rc<PageState>>,
        (route, query): (&str, Map<String, Value>),
        cause: u64,
        host: &Rc<Host>,
        context: &mut Context,
    ) -> JsResult<()> {
        let above = stack.split_off(stack.len().min(1));
        for page in above.iter().rev() {
            page.call(host, context, Some(cause), "onUnload", &[]);
        }
        for page in stack {
            if self.is_tab(&page.route) == Some(false) {
                page.call(host, context, Some(cause), "onUnload", &[]);
                continue;
            }
            if above.is_empty() && page.route != route {
                page.call(host, context, Some(cause), "onHide", &[]);
            }
            if above.is_empty() && page.route == route {
                // The tab that is on the screen already.
                self.stack.replace(vec![page]);
                self.record(host, cause);
                return Ok(());
            }
            self.hidden.borrow_mut().push(page);
        }
        let known = self.hidden.borrow().iter().position(|page| page.route == route);
        let Some(known) = known else { return self.open((route, query), None, cause, host, context) };
        let page = self.hidden.borrow_mut().remove(known);
        self.stack.replace(vec![Rc::clone(&page)]);
        self.record(host, cause);
        page.call(host, context, Some(cause), "onShow", &[]);
        Ok(())
    }

    fn open(
        &self,
        (route, query): (&str, Map<String, Value>),
        channel: Option<&Rc<Channel>>,
        cause: u64,
        host: &Rc<Host>,
        context: &mut Context,
    ) -> JsResult<()> {
        let options = self.registered.borrow().clone().filter(|_| route == self.start.0);
        let opener = channel.map(|channel| (Rc::clone(channel), End::Opened));
        let page = PageState::new(route, query, options.as_ref(), opener, context)?;
        self.stack.borrow_mut().push(Rc::clone(&page));
        self.record(host, cause);
        page.open(host, context, Some(cause));
        Ok(())
    }

    /// Closes pages from the top; the first one always stays.
    pub(crate) fn back(&self, delta: usize, cause: u64, host: &Rc<Host>, context: &mut Context) {
        let closed: Vec<_> = {
            let mut stack = self.stack.borrow_mut();
            let keep = stack.len().saturating_sub(delta).max(1);
            stack.drain(keep..).rev().collect()
        };
        for page in closed {
            page.call(host, context, Some(cause), "onUnload", &[]);
        }
        self.record(host, cause);
        self.tell_top(host, context, Some(cause), "onShow", &[]);
    }

    fn record(&self, host: &Rc<Host>, cause: u64) {
        let stack = self.stack.borrow();
        let routes: Vec<&str> = stack.iter().map(|page| page.route.as_str()).collect();
        let query = stack.last().map(|page| page.query.clone()).unwrap_or_default();
        let mut detail = json!({ "page": routes.last(), "stack": routes });
        if !query.is_empty() {
            detail["query"] = Value::Object(query);
        }
        host.recorder.record(Lane::Wx, Some(cause), None, Body::State { what: "route".to_owned(), detail });
    }
}

#[cfg(test)]
mod tests {
    use crate::wx::testing::{check, check_in};

    const LIFE: &str =
        "Page({ onLoad(q) { console.log('onLoad', q, getCurrentPages().length, this.route) }, onShow() { console.log('onShow') },
        onReady() { console.log('onReady') }, onHide() { console.log('onHide') }, onUnload() { console.log('onUnload') } });";

    #[test]
    fn the_start_page_opens_after_the_app() {
        check_in(
            "device.path = 'pages/a/a'\ndevice.query = { id = '7' }",
            &format!("{LIFE} App({{ onLaunch() {{ console.log('launch', getCurrentPages().length) }} }}); console.log('loaded')"),
            "launch 0
             loaded
             onLoad {\"id\":\"7\"} 1 pages/a/a
             onShow
             onReady",
        );
    }

    #[test]
    fn background_and_foreground_reach_page_and_app() {
        check_in(
            "[[scenario.event]]\nat = 5\nwhat = 'hide'\n[[scenario.event]]\nat = 9\nwhat = 'show'",
            "App({ onShow() { console.log('app show') }, onHide() { console.log('app hide') } });
             Page({ onShow() { console.log('page show') }, onHide() { console.log('page hide') } })",
            "app show
             page show
             page hide
             app hide
             app show
             page show",
        );
    }

    #[test]
    fn a_page_that_throws_is_reported_and_goes_on() {
        check("Page({ onLoad() { throw new Error('boom') }, onShow() { console.log('show') } })", "! Error: boom\nshow");
    }

    #[test]
    fn wrong_calls_are_told_in_the_platforms_words() {
        check("Page(7)", "Options is not object: 7 in pages/index/index.js");
        check("Page({}); Page({})", "Please do not register multiple Pages in pages/index/index.js");
    }

    #[test]
    fn without_page_there_is_a_bare_start_page() {
        check("const [page] = getCurrentPages(); console.log(page.route, page.options, page.data)", "pages/index/index {} {}");
    }
}
