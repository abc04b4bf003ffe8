//! What pages and the components on them live through, in projects, through the built binary.

use crate::projects::{logs, logs_in_view};

const TABS: (&str, &str) = (
    "app.json",
    r#"{"pages": ["a", "b", "c"], "tabBar": {"list": [{"pagePath": "a", "text": "甲"}, {"pagePath": "b", "text": "乙"}]}}"#,
);

const OPEN: &str = "getCurrentPages().map((page) => page.route).join()";

#[test]
fn a_page_that_unloads_is_still_on_the_stack_and_nothing_opens_in_its_place() {
    let page = format!("Page({{ onUnload() {{ console.log('unload', {OPEN}) }}, onHide() {{ console.log('hide', {OPEN}) }} }})");
    let files = [TABS, ("app.js", "App({})"), ("a.js", &page), ("b.js", &page), ("c.js", &page)];
    let open = format!("console.log('open', {OPEN})");
    let back = "wx.navigateBack({ complete: (r) => console.log(r.errMsg) })";
    let check = |calls: &[&str], expected: &[&str]| {
        let calls: Vec<&str> = calls.iter().chain([&open.as_str()]).flat_map(|call| ["--call", call]).collect();
        logs(&files, &calls, expected);
    };
    check(&["wx.reLaunch({ url: '/c' })"], &["unload a", "open c"]);
    check(
        &["wx.reLaunch({ url: '/c' })", back],
        &["unload a", "navigateBack:fail cannot navigate back at first page.", "open c"],
    );
    check(&["wx.redirectTo({ url: '/c' })"], &["unload a", "open c"]);
    check(&["wx.navigateTo({ url: '/c' })", back], &["hide a", "unload a,c", "navigateBack:ok", "open a"]);
    check(
        &["wx.navigateTo({ url: '/c' })", "wx.navigateTo({ url: '/c' })", "wx.reLaunch({ url: '/b' })"],
        &["hide a", "hide a,c", "unload a,c,c", "unload a,c", "unload a", "open b"],
    );
    check(&["wx.navigateTo({ url: '/c' })", "wx.switchTab({ url: '/b' })"], &["hide a", "unload a,c", "open b"]);
    check(&["wx.reLaunch({ url: '/c' })", "wx.switchTab({ url: '/b' })"], &["unload a", "unload c", "open b"]);
}

#[test]
fn components_that_ask_for_the_pages_when_they_are_detached_change_nothing() {
    let files = [
        ("app.json", r#"{"pages": ["a", "b"], "usingComponents": {"x": "/x"}}"#),
        ("app.js", "App({})"),
        ("a.js", "Page({})"),
        ("a.wxml", "<x/>"),
        ("b.js", "Page({})"),
        ("b.wxml", "<view/>"),
        ("x.js", &format!("Component({{ lifetimes: {{ detached() {{ console.log('detached', {OPEN}) }} }} }})")),
        ("x.json", r#"{"component": true}"#),
        ("x.wxml", "<view/>"),
    ];
    let open = format!("console.log({OPEN})");
    logs_in_view(&files, &["--call", "wx.reLaunch({ url: '/b' })", "--call", &open], &["detached a", "b"]);
}

#[test]
fn functions_stay_in_the_data_of_components() {
    let page = "Page({ onReady() { const c = this.selectComponent('#c'), o = { f: () => 1, list: [() => 2, { g() { return 3 } }], d: new Date(0) }
        c.setData({ cb: () => 'new', f: () => 1, o, 'path.to[1]': () => 4 }); o.f = 0
        const d = c.data; console.log(d.cb(), d.f(), d.o.f(), d.o.list[0](), d.o.list[1].g(), typeof d.o.d, d.path.to[1]())
        const cyclic = { f() {} }; cyclic.cyclic = cyclic; try { c.setData({ cyclic }) } catch (e) { console.log(e.name) } } })";
    let files = [
        ("app.json", r#"{"pages": ["a"], "usingComponents": {"c": "/c", "inner": "/inner"}}"#),
        ("app.js", "App({})"),
        ("a.js", page),
        ("a.wxml", "<c id=\"c\"/>"),
        ("c.js", "Component({ data: { cb: () => 'old' } })"),
        ("c.json", r#"{"component": true}"#),
        ("c.wxml", "<inner done=\"{{cb}}\"/>"),
        ("inner.js", "Component({ properties: { done: null }, observers: { done(done) { console.log('inner', done()) } } })"),
        ("inner.json", r#"{"component": true}"#),
        ("inner.wxml", "<view/>"),
    ];
    logs_in_view(&files, &[], &["inner old", "inner new", "new 1 1 2 3 string 4", "TypeError"]);
}

#[test]
fn on_ready_comes_after_the_promises_of_on_load_and_on_show() {
    let page = "const long = async (name, n) => { for (let i = 0; i < n; i++) await null; console.log(name) }
        Page({ async onLoad() { console.log('load'); this.chart = await Promise.resolve({ draw: () => console.log('drawn') }); await long('loaded', 9) },
            onShow() { console.log('show'); long('shown', 20) }, onReady() { this.chart.draw(); Promise.resolve().then(() => console.log('after')) },
            onHide() { console.log('hide') }, onUnload() { console.log('unload') } })";
    let files = [("app.json", r#"{"pages": ["a", "b"]}"#), ("app.js", "App({})"), ("a.js", page), ("b.js", page)];
    let opened = ["load", "show", "loaded", "shown", "drawn", "after"];
    logs(&files, &[], &opened);
    let pushed = [&opened[..], &["hide", "load", "show", "opened", "loaded", "shown", "drawn", "after"]].concat();
    logs(&files, &["--call", "wx.navigateTo({ url: '/b', success: () => console.log('opened') })"], &pushed);
}

#[test]
fn a_page_is_ready_before_it_is_left() {
    let page = "Page({ onLoad() { wx.reLaunch({ url: '/b' }) }, onReady() { console.log('a ready') }, onUnload() { console.log('a unload') } })";
    let other = "Page({ onReady() { console.log('b ready') } })";
    let files = [("app.json", r#"{"pages": ["a", "b"]}"#), ("app.js", "App({})"), ("a.js", page), ("b.js", other)];
    logs(&files, &[], &["a ready", "a unload", "b ready"]);
}

#[test]
fn functions_in_the_data_of_a_page_reach_its_components() {
    let page = "const data = { format() { return 'formatted' }, o: { list: [() => 2] }, d: new Date(0) }
        Page({ data, onReady() { console.log(this.data.format(), this.data.o.list[0](), this.data.o === data.o, typeof this.data.d) } })";
    let files = [
        ("app.json", r#"{"pages": ["a"], "usingComponents": {"x": "/x"}}"#),
        ("app.js", "App({})"),
        ("a.js", page),
        ("a.wxml", "<x format=\"{{format}}\" o=\"{{o}}\"/>"),
        (
            "x.js",
            "Component({ properties: { format: null, o: Object }, attached() { console.log(this.data.format(), this.data.o.list[0]()) } })",
        ),
        ("x.json", r#"{"component": true}"#),
        ("x.wxml", "<view/>"),
    ];
    logs_in_view(&files, &[], &["formatted 2", "formatted 2 false string"]);
}

/// A page made by `Page`, one made by `Component`, and a component on both that tells its page's lifetimes.
const WINDOW: [(&str, &str); 10] = [
    ("app.json", r#"{"pages": ["a", "b"], "usingComponents": {"x": "/x"}}"#),
    ("app.js", "App({ onShow() { console.log('app show') }, onHide() { console.log('app hide') } })"),
    (
        "a.js",
        "Page({ onShow() { console.log('a show') }, onHide() { console.log('a hide') }, onResize(r) { console.log('a', r.size.windowWidth) } })",
    ),
    ("a.wxml", "<x/>"),
    ("a.json", r#"{"pageOrientation": "auto"}"#),
    (
        "b.js",
        "Component({ pageLifetimes: { show() { console.log('b') }, hide() { console.log('b away') }, resize(r) { console.log('b', r) } },
            methods: { onShow() { console.log('b show') }, onHide() { console.log('b hide') }, onResize(r) { console.log('b.onResize', r) } } })",
    ),
    ("b.wxml", "<x/>"),
    (
        "x.js",
        "Component({ pageLifetimes: { show() { console.log('x show') }, hide() { console.log('x hide') }, resize(r) { console.log('x', r) } } })",
    ),
    ("x.json", r#"{"component": true}"#),
    ("x.wxml", "<view/>"),
];

#[test]
fn components_are_told_of_background_and_foreground() {
    let away = ["--set", "event=[{at=100,what=\"hide\"},{at=200,what=\"show\"}]"];
    let expected = ["app show", "x show", "a show", "x hide", "a hide", "app hide", "app show", "x show", "a show"];
    logs_in_view(&WINDOW, &away, &expected);
    let page = [&away[..], &["--page", "b"]].concat();
    let expected =
        ["app show", "b", "x show", "b show", "b away", "x hide", "b hide", "app hide", "app show", "b", "x show", "b show"];
    logs_in_view(&WINDOW, &page, &expected);
}

#[test]
fn pages_and_their_components_are_told_of_another_size() {
    let turn = ["--set", "event=[{at=100,what=\"resize\",value={windowWidth=667,windowHeight=375}}]"];
    let size = r#"{"size":{"windowWidth":667,"windowHeight":375}}"#;
    logs_in_view(&WINDOW, &turn, &["app show", "x show", "a show", &format!("x {size}"), "a 667"]);
    let page = [&turn[..], &["--page", "b"]].concat();
    let resized = ["b", "x", "b.onResize"].map(|who| format!("{who} {size}"));
    let expected = ["app show", "b", "x show", "b show", &resized[0], &resized[1], &resized[2]];
    logs_in_view(&WINDOW, &page, &expected);
}

#[test]
fn only_pages_in_the_tab_bar_can_change_it() {
    let calls = [
        "showTabBar()",
        "hideTabBar()",
        "setTabBarItem({ index: 0 })",
        "setTabBarStyle()",
        "setTabBarBadge({ index: 0, text: '9' })",
        "removeTabBarBadge({ index: 0 })",
        "showTabBarRedDot({ index: 0 })",
        "hideTabBarRedDot({ index: 0 })",
    ];
    let page = ("c.js", "Page({})");
    let tabs = [TABS, ("app.js", "App({})"), ("a.js", "Page({})"), ("b.js", "Page({})"), page];
    let none = [("app.json", r#"{"pages": ["c"]}"#), ("app.js", "App({})"), page];
    for call in calls {
        let name = call.split('(').next().unwrap_or_default();
        let tell = format!("wx.{call}.then((r) => console.log(r.errMsg), (e) => console.log(e.errMsg))");
        logs(&tabs, &["--call", &tell], &[&format!("{name}:ok")]);
        let refused = format!("{name}:fail not TabBar page");
        logs(&tabs, &["--page", "c", "--call", &tell], &[&refused]);
        logs(&none, &["--call", &tell], &[&refused]);
    }
    let switch = "wx.switchTab({ url: '/c', fail: (e) => console.log(e.errMsg) })";
    logs(&none, &["--call", switch], &["switchTab:fail can not switch to no-tabBar page"]);
}
