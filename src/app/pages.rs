//! `getCurrentPages` and the page stack that `wx.navigateTo` and its family change.
//!
//! Facts §7.2, §7.4. The stack begins with the start page (`device.path`, or the project's first page). Without a project every page
//! exists, and all but the start page have no code. Routes follow one another: each waits for the one before.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use boa_engine::object::JsObject;
use boa_engine::object::builtins::{JsArray, JsFunction};
use boa_engine::property::PropertyDescriptor;
use boa_engine::{Context, JsResult, JsValue, NativeFunction, js_string};
use serde_json::{Map, Value, json};

use super::app::AppState;
use super::channel::{Channel, End};
use super::lifecycle::{close, hide, resize, routed, run, show};
use super::page::{Opening, PageState};
use super::registry::Registry;
use super::{project, set_data, view};
use crate::engine::{Host, json as js_json, platform_message};
use crate::trace::{Body, ErrorKind, Lane};

/// The pages of a run.
pub struct Pages {
    start: (String, Map<String, Value>),
    known: Vec<String>,
    tabs: Vec<String>,
    /// Whether the tabs are known: those of a project are, also when there are none.
    tabs_known: bool,
    /// What the tabs are called.
    tab_texts: Vec<String>,
    stack: RefCell<Vec<Rc<PageState>>>,
    /// Tab pages that live on, out of sight.
    hidden: RefCell<Vec<Rc<PageState>>>,
    /// Whether the start page still has to be opened.
    starting: Cell<bool>,
    /// How many pages were opened.
    count: Cell<u64>,
    /// When the last route that was planned is done.
    busy: Cell<u64>,
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

impl Route {
    /// What listeners of routes are told.
    fn open_type(self) -> &'static str {
        match self {
            Self::Push => "navigateTo",
            Self::Replace => "redirectTo",
            Self::Restart => "reLaunch",
            Self::Tab => "switchTab",
        }
    }
}

pub(super) fn begin(host: &Rc<Host>, launch: &super::Launch) {
    let text = |name: &str| launch.options.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let query = launch.options.get("query").and_then(Value::as_object).cloned().unwrap_or_default();
    host.extend(Rc::new(Pages {
        start: (text("path"), query),
        known: launch.pages.clone(),
        tabs: launch.tabs.clone(),
        tabs_known: launch.project.is_some() || !launch.tabs.is_empty(),
        tab_texts: launch.project.as_ref().map(|project| project.tab_texts()).unwrap_or_default(),
        stack: RefCell::default(),
        hidden: RefCell::default(),
        starting: Cell::new(launch.project.is_some()),
        count: Cell::new(0),
        busy: Cell::new(0),
    }));
}

pub(super) fn install(context: &mut Context) -> JsResult<()> {
    let current = NativeFunction::from_copy_closure(|_, _, context| current_pages(context));
    context.register_global_callable(js_string!("getCurrentPages"), 0, current)
}

fn current_pages(context: &mut Context) -> JsResult<JsValue> {
    let host = Host::of(context);
    let array = JsArray::new(context)?;
    if let Some(pages) = host.get::<Pages>() {
        pages.begin(&host, context)?;
        for page in pages.stack() {
            array.push(page.instance.clone(), context)?;
        }
    }
    Ok(array.into())
}

/// Gives expressions that the host evaluates the name `page` for the page on the screen.
///
/// # Errors
///
/// Fails only when the engine is out of resources.
pub fn name_page(context: &mut Context) -> JsResult<()> {
    let getter = NativeFunction::from_copy_closure(|_, _, context| {
        let page = Host::of(context).get::<Pages>().and_then(|pages| pages.current());
        Ok(page.map_or_else(JsValue::undefined, |page| page.instance.clone().into()))
    });
    let getter = getter.to_js_function(context.realm());
    let page = PropertyDescriptor::builder().get(getter).enumerable(false).configurable(true).build();
    context.global_object().define_property_or_throw(js_string!("page"), page, context).map(|_| ())
}

/// Takes the name away again that [`name_page`] gave.
pub fn forget_page(context: &mut Context) {
    // What cannot be taken away is found when the realm is looked at.
    let _ = context.global_object().delete_property_or_throw(js_string!("page"), context);
}

impl Pages {
    /// The stack's first page, if nothing has been opened yet and no `Page` or `App` is about to do so.
    pub(super) fn begin(&self, host: &Rc<Host>, context: &mut Context) -> JsResult<()> {
        let launching = host.get::<AppState>().is_some_and(|app| app.is_launching());
        if self.count.get() == 0 && !self.starting.get() && !launching {
            let (route, query) = self.start.clone();
            let id = self.next_id();
            let page =
                PageState::new(Opening { id, route: &route, query, registered: None, channel: None, made: None }, context)?;
            self.stack.borrow_mut().push(page);
        }
        Ok(())
    }

    fn next_id(&self) -> u64 {
        self.count.set(self.count.get() + 1);
        self.count.get()
    }

    /// Opens the start page in a later turn.
    pub(super) fn start_later(self: &Rc<Self>, host: &Rc<Host>, cause: Option<u64>) {
        self.starting.set(true);
        let pages = Rc::clone(self);
        host.after(0, move |host, context| {
            pages.starting.set(false);
            let start = pages.start.clone();
            pages.stack.take();
            match pages.make((&start.0, start.1), None, host, context) {
                Ok(page) => {
                    routed(&page, "appLaunch", cause, host, context);
                    run(&page, host, context, cause);
                }
                Err(error) => {
                    host.report(ErrorKind::CallbackThrew, &error, context);
                }
            }
        });
    }

    /// The open pages, the one on the screen last.
    pub fn stack(&self) -> Vec<Rc<PageState>> {
        self.stack.borrow().clone()
    }

    /// An open page, or a tab page that lives on out of sight, by its number.
    pub fn find(&self, id: u64) -> Option<Rc<PageState>> {
        let (stack, hidden) = (self.stack.borrow(), self.hidden.borrow());
        stack.iter().chain(hidden.iter()).find(|page| page.id == id).cloned()
    }

    /// The page on the screen.
    pub fn current(&self) -> Option<Rc<PageState>> {
        self.stack.borrow().last().cloned()
    }

    /// The page whose `this` is `instance`.
    pub(super) fn of(&self, instance: &JsObject) -> Option<Rc<PageState>> {
        let (stack, hidden) = (self.stack.borrow(), self.hidden.borrow());
        stack.iter().chain(hidden.iter()).find(|page| JsObject::equals(&page.instance, instance)).cloned()
    }

    /// The route of the page on top.
    pub(crate) fn top(&self) -> String {
        self.stack.borrow().last().map_or_else(|| self.start.0.clone(), |page| page.route.clone())
    }

    /// Whether the page is in the tab bar; `None`: the tab bar is not known.
    pub(crate) fn is_tab(&self, route: &str) -> Option<bool> {
        self.tabs_known.then(|| self.tabs.iter().any(|tab| tab == route))
    }

    /// Whether the app has this page, as far as its pages are known.
    pub(crate) fn exists(&self, route: &str) -> bool {
        self.known.is_empty() || self.known.iter().chain(&self.tabs).any(|page| page == route)
    }

    /// What `onTabItemTap` gets for the tab of a page.
    pub(crate) fn tab_item(&self, route: &str) -> Value {
        let index = self.tabs.iter().position(|tab| tab == route).unwrap_or_default();
        let text = self.tab_texts.get(index).cloned().unwrap_or_default();
        json!({ "index": index, "pagePath": route, "text": text })
    }

    /// How many pages are open.
    pub(crate) fn depth(&self) -> usize {
        self.stack.borrow().len().max(1)
    }

    /// How long a route that takes `after` ms has to wait, behind those that are on their way.
    pub(crate) fn queue(&self, host: &Rc<Host>, after: u64) -> u64 {
        let now = host.clock.now();
        let done = self.busy.get().max(now.saturating_add(after));
        self.busy.set(done);
        done - now
    }

    /// Does a route's work; a page that was just opened is ready before the next route leaves it.
    pub(crate) fn in_turn(&self, host: &Rc<Host>, context: &mut Context, work: impl FnOnce(&Rc<Host>, &mut Context) + 'static) {
        match self.current() {
            Some(page) if page.loaded.get() && !page.ready.get() => {
                host.after(0, work);
            }
            _ => work(host, context),
        }
    }

    /// Calls a function of the page on top, such as `onPullDownRefresh`.
    pub(crate) fn tell_top(&self, host: &Rc<Host>, context: &mut Context, cause: Option<u64>, name: &str, args: &[JsValue]) {
        if let Some(page) = self.current() {
            page.call(host, context, cause, name, args);
        }
    }

    /// The app goes into the background: the page on top is hidden.
    pub(crate) fn hide_top(&self, host: &Rc<Host>, context: &mut Context, cause: Option<u64>) {
        if let Some(page) = self.current() {
            hide(&page, cause, host, context);
        }
    }

    /// The app comes back: the page on top is shown.
    pub(crate) fn show_top(&self, host: &Rc<Host>, context: &mut Context, cause: Option<u64>) {
        if let Some(page) = self.current() {
            show(&page, cause, host, context);
        }
    }

    /// The window of the page on top has another size.
    pub(crate) fn resize_top(&self, size: &Value, host: &Rc<Host>, context: &mut Context, cause: Option<u64>) {
        if let Some(page) = self.current() {
            resize(&page, size, cause, host, context);
        }
    }

    /// A function of the page on top, with its page.
    pub(crate) fn handler(&self, name: &str, context: &mut Context) -> Option<(JsFunction, JsValue)> {
        let page = self.current()?;
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
        match how {
            Route::Push => {
                if let Some(page) = self.current() {
                    hide(&page, Some(cause), host, context);
                }
            }
            Route::Replace => self.close_top(cause, host, context),
            Route::Restart => {
                while self.current().is_some() {
                    self.close_top(cause, host, context);
                }
                let hidden = self.hidden.borrow().clone();
                for page in &hidden {
                    close(page, cause, host, context);
                }
                self.hidden.take();
            }
            Route::Tab => return self.switch_tab((route, query), cause, host, context),
        }
        self.open(how, (route, query), channel, cause, host, context)
    }

    /// Closes the page on top. It stays on the stack while it unloads: programs find the page below it as the last but one then.
    fn close_top(&self, cause: u64, host: &Rc<Host>, context: &mut Context) {
        let Some(page) = self.current() else { return };
        close(&page, cause, host, context);
        self.stack.borrow_mut().retain(|open| !Rc::ptr_eq(open, &page));
    }

    /// The tab page below stays alive; what is above it is closed. A tab that was open before is shown again, not loaded.
    fn switch_tab(
        &self,
        (route, query): (&str, Map<String, Value>),
        cause: u64,
        host: &Rc<Host>,
        context: &mut Context,
    ) -> JsResult<()> {
        let alone = self.depth() == 1;
        while self.depth() > 1 {
            self.close_top(cause, host, context);
        }
        match self.current() {
            Some(page) if self.is_tab(&page.route) == Some(false) => self.close_top(cause, host, context),
            Some(page) if alone && page.route == route => {
                // The tab that is on the screen already.
                self.record(host, cause);
                routed(&page, Route::Tab.open_type(), Some(cause), host, context);
                return Ok(());
            }
            Some(page) => {
                if alone {
                    hide(&page, Some(cause), host, context);
                }
                self.hidden.borrow_mut().extend(self.stack.take());
            }
            None => {}
        }
        let known = self.hidden.borrow().iter().position(|page| page.route == route);
        let Some(known) = known else { return self.open(Route::Tab, (route, query), None, cause, host, context) };
        let page = self.hidden.borrow_mut().remove(known);
        self.stack.replace(vec![Rc::clone(&page)]);
        self.record(host, cause);
        routed(&page, Route::Tab.open_type(), Some(cause), host, context);
        show(&page, Some(cause), host, context);
        Ok(())
    }

    fn open(
        &self,
        how: Route,
        target: (&str, Map<String, Value>),
        channel: Option<&Rc<Channel>>,
        cause: u64,
        host: &Rc<Host>,
        context: &mut Context,
    ) -> JsResult<()> {
        let page = self.make(target, channel, host, context)?;
        self.record(host, cause);
        routed(&page, how.open_type(), Some(cause), host, context);
        run(&page, host, context, Some(cause));
        Ok(())
    }

    /// Puts a new page on the stack. Code that was not loaded at the start is loaded now.
    fn make(
        &self,
        (route, query): (&str, Map<String, Value>),
        channel: Option<&Rc<Channel>>,
        host: &Rc<Host>,
        context: &mut Context,
    ) -> JsResult<Rc<PageState>> {
        project::load_code_of(route, host, context);
        let registered = host.get::<Registry>().and_then(|registry| registry.get(route));
        if registered.is_none() && project::is_running(host) {
            platform_message(host, "error", format!("Page \"{route}\" has not been registered yet."));
        }
        let channel = channel.map(|channel| (Rc::clone(channel), End::Opened));
        let id = self.next_id();
        let is_component = registered.as_ref().is_some_and(|registered| registered.is_component);
        let made = if is_component { view::make_component(id, route, &query, host, context) } else { None };
        let opening = Opening { id, route, query, registered: registered.as_deref(), channel, made };
        let page = PageState::new(opening, context)?;
        self.stack.borrow_mut().push(Rc::clone(&page));
        Ok(page)
    }

    /// Closes pages from the top; the first one always stays.
    pub(crate) fn back(&self, delta: usize, cause: u64, host: &Rc<Host>, context: &mut Context) {
        let keep = self.depth().saturating_sub(delta).max(1);
        while self.depth() > keep {
            self.close_top(cause, host, context);
        }
        self.record(host, cause);
        if let Some(page) = self.current() {
            routed(&page, "navigateBack", Some(cause), host, context);
            show(&page, Some(cause), host, context);
        }
    }

    /// Hands changed data on to the view of the page; before there is one, what it will begin with changes.
    pub(super) fn show_data(&self, instance: &JsObject, changes: &[(String, String)], context: &mut Context) -> JsResult<()> {
        let Some(page) = self.of(instance) else { return Ok(()) };
        if page.live.get() {
            return view::update(&page, changes, &Host::of(context), context);
        }
        let shown = page.shown.borrow().clone();
        if let Some(shown) = shown {
            for (path, text) in changes {
                let value = js_json::parse(text, context)?;
                set_data::set_path(&shown, path, value, context)?;
            }
        }
        Ok(())
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
    fn scrolling_pulling_and_the_end_of_the_page_are_told() {
        check_in(
            "[[scenario.event]]\nat = 1\nwhat = 'scroll'\nvalue = { scrollTop = 300 }\n[[scenario.event]]\nat = 2\nwhat = 'reach-bottom'
             [[scenario.event]]\nat = 3\nwhat = 'pull-down'",
            "Page({ onPageScroll(e) { console.log('scroll', e) }, onReachBottom() { console.log('bottom') },
                onPullDownRefresh() { console.log('pulled') } })",
            "scroll {\"scrollTop\":300}
             bottom
             pulled",
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
