//! Mini-program projects through the built binary: starting, routing, what is wrong with them, and the view.
//!
//! The view needs WeChat's component framework from npm, pinned and cached under `target/`; without npm those tests say so and pass.

use std::process::Command;

use serde_json::Value;

use crate::support::{Ran, Wxhost, root, view};

/// A folder with these files and the folders they need.
pub(crate) fn project(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    folder
}

/// What the program itself logged, and what went wrong.
fn console(files: &[(&str, &str)], args: &[&str]) -> Ran {
    let folder = project(files);
    let path = folder.path().display().to_string();
    let args = ["run", &path, "--format", "console"].into_iter().chain(args.iter().copied());
    Wxhost::new(args).run()
}

#[track_caller]
pub(crate) fn logs(files: &[(&str, &str)], args: &[&str], expected: &[&str]) {
    let ran = console(files, args);
    assert_eq!(ran.out.lines().collect::<Vec<_>>(), expected, "{}", ran.err);
}

/// The same with the component framework, if it can be had.
#[track_caller]
pub(crate) fn logs_in_view(files: &[(&str, &str)], args: &[&str], expected: &[&str]) {
    let Some(view) = view() else { return };
    let folder = project(files);
    let path = folder.path().display().to_string();
    let args = ["run", &path, "--format", "console"].into_iter().chain(args.iter().copied());
    let ran = Wxhost::new(args).env("WXHOST_VIEW", view).run();
    assert_eq!(ran.out.lines().collect::<Vec<_>>(), expected, "{}", ran.err);
}

const PAGE: &str = "Page({ onLoad(q) { console.log(this.route, 'load', q) }, onShow() { console.log(this.route, 'show') },
    onReady() { console.log(this.route, 'ready') }, onHide() { console.log(this.route, 'hide') },
    onUnload() { console.log(this.route, 'unload') }, go(url) { wx.navigateTo({ url }) },
    tab(url) { wx.switchTab({ url }) }, back() { wx.navigateBack() } })";

const APP: (&str, &str) = (
    "app.js",
    "App({ globalData: { n: 1 }, onLaunch(o) { console.log('launch', o.path, getApp() === undefined, getCurrentPages().length) },
    onShow() { console.log('app show') } })",
);

#[test]
fn the_app_starts_then_its_first_page() {
    let files = [
        ("app.json", r#"{"pages": ["pages/a/a", "pages/b/b"]}"#),
        APP,
        ("pages/a/a.js", PAGE),
        ("pages/b/b.js", "console.log('b is loaded before any page opens', getApp().globalData.n)\nPage({})"),
    ];
    logs(
        &files,
        &["--query", "id=7"],
        &[
            "launch pages/a/a true 0",
            "app show",
            "b is loaded before any page opens 1",
            "pages/a/a load {\"id\":\"7\"}",
            "pages/a/a show",
            "pages/a/a ready",
        ],
    );
    logs(&files, &["--page", "pages/b/b?x=1"], &["launch pages/b/b true 0", "app show", "b is loaded before any page opens 1"]);
}

#[test]
fn routes_keep_their_order_and_tabs_live_on() {
    let files = [
        (
            "app.json",
            r#"{"pages": ["a", "b", "c"], "tabBar": {"list": [{"pagePath": "a", "text": "甲"}, {"pagePath": "b", "text": "乙"}]}}"#,
        ),
        ("app.js", "App({})"),
        ("a.js", PAGE),
        ("b.js", PAGE),
        ("c.js", PAGE),
    ];
    logs(
        &files,
        &["--call", "page.go('c?x=%20'); page.back()", "--call", "page.tab('/b')", "--call", "page.tab('/a')"],
        &[
            "a load {}",
            "a show",
            "a ready",
            "a hide",
            "c load {\"x\":\"%20\"}",
            "c show",
            "c ready",
            "c unload",
            "a show",
            "a hide",
            "b load {}",
            "b show",
            "b ready",
            "b hide",
            "a show",
        ],
    );
    let ran = console(&files, &["--call", "wx.navigateTo({ url: '/b', fail: (e) => console.log(e.errMsg) })"]);
    ran.expect(0, &["navigateTo:fail can not navigateTo a tabbar page"]);
    let ran = console(&files, &["--call", "wx.navigateTo({ url: 'x?y=1', fail: (e) => console.log(e.errMsg) })"]);
    ran.expect(0, &["navigateTo:fail page \"x?y=1\" is not found"]);
}

#[test]
fn packages_are_loaded_when_their_first_page_is_opened() {
    let files = [
        ("app.json", r#"{"pages": ["a"], "subPackages": [{"root": "pkg", "pages": ["x/x", "y/y"]}]}"#),
        ("app.js", "App({})"),
        ("a.js", PAGE),
        ("pkg/x/x.js", "console.log('package'); Page({ onLoad() { console.log('x') } })"),
        ("pkg/y/y.js", "Page({})"),
    ];
    logs(&files, &["--call", "page.go('/pkg/x/x')"], &["a load {}", "a show", "a ready", "a hide", "package", "x"]);
}

#[test]
fn typescript_npm_and_other_roots_are_found() {
    let files = [
        ("project.config.json", r#"{"miniprogramRoot": "src/"}"#),
        ("src/app.json", r#"{"pages": ["a"]}"#),
        ("src/app.ts", "App<{ n: number }>({ n: 1 })"),
        (
            "src/a.ts",
            "import { f } from 'plain'\nimport kit from 'kit/lib/x'\nPage({ onLoad(): void { console.log(f(), kit, require('built')) } })",
        ),
        ("src/miniprogram_npm/built/index.js", "module.exports = 'built'"),
        ("node_modules/plain/package.json", r#"{"main": "dist/main.js"}"#),
        ("node_modules/plain/dist/main.js", "const { g } = require('./g'); exports.f = () => 'plain ' + g + require('dep')"),
        ("node_modules/plain/dist/g.js", "exports.g = 'g'"),
        ("node_modules/dep/package.json", "{}"),
        ("node_modules/dep/index.js", "module.exports = ' dep'"),
        ("node_modules/kit/package.json", r#"{"miniprogram": "build"}"#),
        ("node_modules/kit/build/lib/x.js", "module.exports = 'kit'"),
    ];
    logs(&files, &[], &["plain g dep kit built"]);
}

#[test]
fn aliases_of_modules_are_those_of_app_json() {
    let app = r#"{"pages": ["pages/a"], "resolveAlias": {"~/*": "/*", "@utils/*": "utils/*", "@": "/*"}}"#;
    let page = "import { one } from '@utils/u'\nconsole.log(one, require('~/utils/u.js') === require('../utils/u'), require('@utils/deep'))
        require.async('@utils/u').then((u) => console.log(u.one)); try { require('@utils/gone') } catch (e) { console.log(e.message) }\nPage({})";
    let files = [
        ("project.config.json", r#"{"miniprogramRoot": "src/"}"#),
        ("src/app.json", app),
        ("src/app.js", "App({})"),
        ("src/pages/a.js", page),
        ("src/utils/u.js", "exports.one = 1"),
        ("src/utils/deep/index.js", "module.exports = 'deep' + require('~/utils/u').one"),
    ];
    let told = "module 'utils/gone.js' is not defined, require args is '@utils/gone'";
    logs(&files, &[], &["1 true deep1", told, "1"]);
    console(&files, &[]).expect(0, &["[\"resolveAlias\"][\"@\"]: key and value must end with /*"]);
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let told = |files: &[(&str, &str)], args: &[&str], code: i32, words: &[&str]| {
        console(files, args).expect(code, words);
    };
    let good = [("app.json", r#"{"pages": ["pages/a/a"]}"#), ("app.js", "App({})"), ("pages/a/a.js", "Page({})")];
    told(&[("x.js", "")], &[], 2, &["is a folder without app.json"]);
    told(&[("app.json", "{\n  \"pages\": [,]\n}")], &[], 3, &["app.json is not valid JSON", "app.json:2:13"]);
    told(&[good[0], good[1]], &[], 3, &["the page pages/a/a has no pages/a/a.js", "app.json:1:13"]);
    told(&good, &["--page", "pages/b/b"], 2, &["app.json has no page pages/b/b; it has pages/a/a"]);

    let with = |text: &'static str| [good[0], good[1], ("pages/a/a.js", text)];
    told(&with("Page({})\nPage({})"), &[], 0, &["Please do not register multiple Pages in pages/a/a.js"]);
    told(&with(""), &[], 0, &["Page \"pages/a/a\" has not been registered yet."]);
    told(&with("Page(7)"), &[], 0, &["Options is not object: 7 in pages/a/a.js"]);
    told(&with("Page({\n  onLoad() { this.x() },\n})"), &[], 4, &["pages/a/a.js:2:19"]);
    told(&with("\nPage({ onLoad() { }"), &[], 3, &["SyntaxError", "pages/a/a.js:2"]);
    told(&with("require('./gone')"), &[], 4, &["module 'pages/a/gone.js' is not defined", "pages/a/a.js:1:1"]);
    told(
        &[good[0], ("app.js", "App({})\nPage({})"), good[2]],
        &[],
        0,
        &["Please do not call Page constructor in files that not listed"],
    );

    let uses = |json: &'static str| [good[0], good[1], good[2], ("pages/a/a.json", json)];
    told(&uses("{\n  \"usingComponents\": { \"x\": \"./x\" } }"), &[], 4, &["\"./x\", component not found", "pages/a/a.json:2:"]);
    told(&uses("{"), &[], 3, &["a.json is not valid JSON", "pages/a/a.json:1:1"]);
}

#[test]
fn modules_that_require_each_other_and_components_that_use_each_other_come_to_an_end() {
    let files = [
        ("app.json", r#"{"pages": ["a"], "usingComponents": {"x": "/x"}}"#),
        ("app.js", "App({})"),
        ("a.js", "const m = require('./m'); Page({ onLoad() { console.log(m.n().m === m) } })"),
        ("m.js", "exports.n = () => require('./n')"),
        ("n.js", "exports.m = require('./m')"),
        ("x.json", r#"{"component": true, "usingComponents": {"x": "./x"}}"#),
        ("x.js", "Component({})"),
    ];
    logs(&files, &[], &["true"]);
}

#[test]
fn handlers_work_without_the_view_and_what_is_missing_is_told() {
    let files = [
        ("app.json", r#"{"pages": ["a"], "usingComponents": {"x": "/x"}}"#),
        ("app.js", "App({})"),
        ("a.js", "Page({ onTap(e) { console.log(e.type, e.currentTarget.dataset.id) } })"),
        ("a.wxml", "<x bindtap=\"onTap\"/>"),
        ("x.js", "Component({})"),
    ];
    let folder = project(&files);
    let run = |event: &str| {
        let file = folder.path().join("x.scenario.toml");
        std::fs::write(&file, format!("[[scenario]]\nname = 'x'\n[[scenario.event]]\n{event}")).expect("a file");
        let nowhere = folder.path().join("none").display().to_string();
        Wxhost::new(["run", &file.display().to_string()]).env("WXHOST_VIEW", &nowhere).run()
    };
    let ran = run("handler = 'onTap'\nvalue = { id = 7 }").expect(0, &["console.log tap 7", "components of a do not run"]);
    assert!(ran.out.contains("wxhost setup"), "{}", ran.out);
    run("target = 'x'").expect(5, &["wxhost setup view"]);
}

/// A page with most of what WXML has.
const SHELF: [(&str, &str); 9] = [
    ("app.json", r#"{"pages": ["a", "b"], "usingComponents": {"my-box": "/box"}}"#),
    ("app.js", "App({})"),
    (
        "a.wxml",
        "<wxs module=\"m\">module.exports = { twice: function (n) { return n * 2 } }</wxs>
<import src=\"t.wxml\"/>
<view class=\"list {{on ? 'on' : ''}}\" bindtap=\"onList\">
  <view wx:for=\"{{items}}\" wx:key=\"id\" class=\"item\" data-item-id=\"{{item.id}}\" catchtap=\"onItem\">
    <template is=\"row\" data=\"{{name: item.name, n: m.twice(index)}}\"/>
  </view>
</view>
<text wx:if=\"{{items.length > 1}}\" id=\"many\">many</text>
<text wx:else id=\"few\">few</text>
<input id=\"in\" model:value=\"{{word}}\" bindinput=\"onInput\"/>
<my-box id=\"box\" n=\"{{items.length}}\" bind:grow=\"onGrow\"><text slot=\"foot\">{{word}}</text></my-box>
<button id=\"go\" bindtap=\"go\">去</button>",
    ),
    ("t.wxml", "<template name=\"row\"><text>{{name}} {{n}}</text></template>"),
    (
        "a.js",
        "Page({ data: { items: [{ id: 1, name: '一' }], word: '', on: false },
  onReady() { console.log('ready', this.selectComponent('#box').data.n)
    this.createSelectorQuery().select('#box').boundingClientRect(r => console.log('rect', r.width)).exec() },
  onItem(e) { console.log('item', e.currentTarget.dataset.itemId, JSON.stringify(e).length > 50) },
  onList() { console.log('list') },
  onInput(e) { console.log('input', e.detail.value, this.data.word) },
  onGrow(e) { console.log('grow', e.detail.by, e.currentTarget.id); this.setData({ items: this.data.items.concat({ id: 2, name: '二' }) }) },
  go() { wx.navigateTo({ url: '/b?id=7' }) } })",
    ),
    ("box.json", r#"{"component": true}"#),
    ("box.wxml", "<view class=\"inner\" bindtap=\"tapped\">{{n}}:{{label}}</view><slot name=\"foot\"></slot>"),
    (
        "box.js",
        "const named = Behavior({ data: { label: 'L' } })
Component({ behaviors: [named], options: { multipleSlots: true }, properties: { n: Number },
  observers: { n(n) { console.log('observed', n) } },
  lifetimes: { created() { console.log('created') }, attached() { console.log('attached') }, ready() { console.log('box ready') } },
  pageLifetimes: { show() { console.log('page show') }, hide() { console.log('page hide') } },
  methods: { tapped() { this.setData({ label: 'M' }); this.triggerEvent('grow', { by: 1 }) } } })",
    ),
    ("b.js", "Component({ properties: { id: Number }, methods: { onLoad() { console.log('b', this.data.id, this.route) } } })"),
];

#[test]
fn the_view_renders_and_delivers_events() {
    let Some(view) = view() else { return };
    let events = "[[scenario]]\nname = 'x'\ntree = true\n\
        [[scenario.event]]\nat = 10\ntarget = '.item'\n\
        [[scenario.event]]\nat = 20\ntarget = '#box >>> .inner'\n\
        [[scenario.event]]\nat = 30\nwhat = 'input'\ntarget = '#in'\nvalue = '字'\n\
        [[scenario.event]]\nat = 40\nwhat = 'tree'\n\
        [[scenario.event]]\nat = 50\ntarget = 'button'\n";
    let folder = project(&[&SHELF[..], &[("x.scenario.toml", events), ("b.wxml", "<view>{{id}}</view>")]].concat());
    let path = folder.path().display().to_string();
    let run = |format: &str| {
        let ran = Wxhost::new(["run", &path, "--format", format]).env("WXHOST_VIEW", view).run();
        ran.expect(0, &[]).out
    };
    let expected = "created\nobserved 1\nattached\npage show\nbox ready\nready 1\nrect 0\nitem 1 true\ngrow 1 box\nobserved 2\n\
        input 字 字\npage hide\nb 7 b\n";
    assert_eq!(run("console"), expected);
    let outline = "a
  view.list
    view.item data-item-id=1
      text \"一 0\"
    view.item data-item-id=2
      text \"二 2\"
  text#many \"many\"
  input#in value=字
  my-box#box (box) n=2
    view.inner \"2:M\"
    text \"字\"
  button#go \"去\"

b
  view \"7\"

";
    assert_eq!(
        run("tree").lines().filter(|line| !line.is_empty()).collect::<Vec<_>>(),
        outline.lines().filter(|line| !line.is_empty()).collect::<Vec<_>>()
    );
    let markup = run("wxml");
    assert!(markup.contains("<view class=\"item\" data-item-id=\"2\">\n    <text>二 2</text>\n  </view>"), "{markup}");
    assert_eq!(run("jsonl"), run("jsonl"));
}

/// Published component libraries as npm gives them, straight from `node_modules`: pinned, below `target/`.
#[test]
fn component_libraries_run_unmodified() {
    let Some(view) = view() else { return };
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("components");
    std::fs::create_dir_all(&folder).expect("a folder");
    let packages = ["@vant/weapp@1.11.7", "tdesign-miniprogram@1.16.0"];
    if !folder.join("node_modules/tdesign-miniprogram").is_dir() {
        let npm = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
            .args(["install", "--silent", "--no-audit", "--no-fund", "--prefix", "."])
            .args(packages)
            .current_dir(&folder)
            .status();
        if !npm.is_ok_and(|status| status.success()) {
            eprintln!("SKIPPED: the component libraries could not be fetched with npm");
            return;
        }
    }
    let files = [
        (
            "app.json",
            r#"{"pages": ["a"], "usingComponents": {"van-button": "@vant/weapp/button/index", "van-stepper": "@vant/weapp/stepper/index",
                "van-field": "@vant/weapp/field/index", "t-button": "tdesign-miniprogram/button/button"}}"#,
        ),
        ("app.js", "App({})"),
        (
            "a.js",
            "Page({ data: { n: 1 }, onTap(e) { console.log(e.type) }, onStep(e) { console.log('step', e.detail); this.setData({ n: e.detail }) },
               onField(e) { console.log('field', e.detail) } })",
        ),
        (
            "a.wxml",
            "<van-button id=\"b\" type=\"primary\" bind:click=\"onTap\">按钮</van-button>
<van-stepper id=\"s\" value=\"{{n}}\" bind:change=\"onStep\"/><van-field id=\"f\" bind:change=\"onField\"/>
<t-button id=\"t\" theme=\"primary\" bind:tap=\"onTap\">T</t-button>",
        ),
        (
            "x.scenario.toml",
            "[[scenario]]\nname = 'x'\ntree = true\n[[scenario.event]]\nat = 1\ntarget = '#b >>> .van-button'\n\
             [[scenario.event]]\nat = 200\ntarget = '#s >>> .van-stepper__plus'\n\
             [[scenario.event]]\nat = 400\ntarget = '#f >>> input'\nwhat = 'input'\nvalue = '字'\n\
             [[scenario.event]]\nat = 600\ntarget = '#t'\n",
        ),
    ];
    for (name, text) in files {
        std::fs::write(folder.join(name), text).expect("a file");
    }
    let run = |format: &str| {
        let path = folder.display().to_string();
        Wxhost::new(["run", &path, "--format", format]).env("WXHOST_VIEW", view).run().expect(0, &[]).out
    };
    assert_eq!(run("console"), "click\nstep 2\nfield 字\ntap\n");
    let tree = run("tree");
    for words in
        ["button.custom-class.van-button.van-button--primary.van-button--normal", "t-button--primary", "van-stepper__plus"]
    {
        assert!(tree.contains(words), "{words} is not in {tree}");
    }
}

#[test]
fn mistakes_in_components_and_templates_are_told() {
    let Some(view) = view() else { return };
    let run = |files: &[(&str, &str)], words: &[&str], code: i32| {
        let folder = project(files);
        let path = folder.path().display().to_string();
        Wxhost::new(["run", &path, "--tree"]).env("WXHOST_VIEW", view).run().expect(code, words);
    };
    let base = [("app.json", r#"{"pages": ["a"], "usingComponents": {"x": "/x"}}"#), ("app.js", "App({})"), ("a.js", "Page({})")];
    let with = |wxml: &'static str, component: &'static str| {
        [&base[..], &[("a.wxml", wxml), ("x.wxml", "<view/>"), ("x.js", component)]].concat()
    };
    run(&with("<x/>", "Component({\n  attached() { null.y },\n})"), &["Component.attached x", "x.js:2"], 4);
    run(&with("<x/>", "Component({ observers: { n() { null.y } }, attached() { this.setData({ n: 1 }) } })"), &["x.js:1"], 4);
    run(&with("<view>\n  {{ a + }}\n</view>", "Component({})"), &["a.wxml:2", "the template is wrong"], 3);
    let throws =
        "<view/>\n<view>甲<wxs module=\"m\">var a = 1\n module.exports.f = function (x) { return x.y.z }</wxs></view>{{m.f(1)}}";
    run(&with(throws, "Component({})"), &["cannot read 'z'", "a.wxml:3"], 4);
    let broken = "<view/>\n<wxs module=\"m\">var a = ;</wxs>{{m.f(1)}}";
    run(&with(broken, "Component({})"), &["1 finding", "TemplateError", "a.wxml:2"], 3);
    let other = [("m.wxs", "module.exports = {\n  f: function (x) { return x.g.constructor },\n}")];
    let used = "<wxs module=\"m\" src=\"m.wxs\"/>{{m.f()}}";
    run(&[&with(used, "Component({})")[..], &other].concat(), &["cannot read 'g'", "m.wxs:2"], 4);
    let lost = "<wxs module=\"m\" src=\"./no.wxs\"/><wxs module=\"n\">module.exports.g = function () { return require('./none.wxs').f(2) }</wxs>
        <view>{{m.f(1)}}{{m.name}}{{n.g()}}</view>";
    run(&with(lost, "Component({})"), &["2 findings", "no.wxs is not found", "none.wxs is not found", "  view"], 4);
    run(&with("<x/>", ""), &["Component is not found in path \"x\"."], 0);
    let tap = [("x.scenario.toml", "[[scenario]]\nname = 'x'\n[[scenario.event]]\ntarget = '#none'\n")];
    run(&[&with("<x/>", "Component({})")[..], &tap].concat(), &["no element of a matches #none", "no-such-element"], 5);
    let tap = [("x.scenario.toml", "[[scenario]]\nname = 'x'\n[[scenario.event]]\ntarget = 'view'\n")];
    let told = "Component \"a\" does not have a method \"gone\" to handle event \"tap\".";
    run(&[&with("<view bindtap=\"gone\"/>", "Component({})")[..], &tap].concat(), &[told], 0);
}

#[test]
fn the_three_projects_are_as_approved() {
    let Some(view) = view() else { return };
    let args = ["check", "js/projects", "--update", "none", "-j", "2"];
    let ran = Wxhost::new(args).env("WXHOST_VIEW", view).run();
    let ran = ran.expect(0, &["18 scenarios"]);
    assert!(!ran.out.contains("failed"), "{}", ran.out);
}

#[test]
fn the_projects_are_ordinary_mini_programs() {
    for name in ["login", "shop", "form"] {
        let folder = root().join("js/projects").join(name);
        let json = |file: &str| -> Value {
            let text = std::fs::read_to_string(folder.join(file)).unwrap_or_else(|error| panic!("{name}/{file}: {error}"));
            serde_json::from_str(&text).expect("JSON")
        };
        assert!(json("project.config.json")["appid"].as_str().is_some_and(|appid| appid.starts_with("wx")));
        for page in json("app.json")["pages"].as_array().expect("pages") {
            for end in ["js", "json", "wxml"] {
                let file = folder.join(format!("{}.{end}", page.as_str().expect("a path")));
                assert!(file.is_file(), "{}", file.display());
            }
        }
    }
    // Nothing of the framework is kept here.
    let found = Command::new("git").args(["ls-files", "*glass*easel*"]).current_dir(root()).output();
    assert!(found.is_ok_and(|output| output.stdout.is_empty()));
}

#[test]
fn what_is_not_modelled_is_told_by_name() {
    let app = |more: &str| format!(r#"{{"pages": ["a"]{more}}}"#);
    let run = |app: &str, page: &str, json: &str, code: i32, words: &[&str]| {
        let files = [("app.json", app), ("app.js", "App({})"), ("a.js", page), ("a.json", json), ("a.wxml", "<x/>")];
        let folder = project(&files);
        let nowhere = folder.path().join("none").display().to_string();
        let path = folder.path().display().to_string();
        let ran = Wxhost::new(["run", &path]).env("WXHOST_VIEW", &nowhere).run();
        ran.expect(code, words);
    };
    run(&app(""), "Page({ onLoad() { requirePlugin('x') } })", "{}", 5, &["requirePlugin is a real API of WeChat", "a.js:1"]);
    for name in ["createIntersectionObserver", "createMediaQueryObserver", "animate", "clearAnimation"] {
        let page = format!("Page({{ onLoad() {{ this.{name}() }} }})");
        run(&app(""), &page, "{}", 5, &[&format!("{name} is a real API of WeChat that wxhost does not"), "a.js:1"]);
    }
    let plugin = r#"{"usingComponents": {"x": "plugin://p/x"}}"#;
    run(&app(""), "Page({})", plugin, 0, &["console.warn a.json: [\"usingComponents\"][\"x\"]: \"plugin://p/x\" is not there"]);
    let bar = app(r#", "tabBar": {"custom": true, "list": [{"pagePath": "a", "text": "A"}]}"#);
    run(&bar, "Page({})", "{}", 0, &["console.warn app.json: [\"tabBar\"][\"custom\"]: wxhost does not model"]);
    run(
        &app(""),
        "Component({ observers: { n() {} } })",
        "{}",
        0,
        &["console.warn a is made by Component(): its properties are not"],
    );
}

#[test]
fn a_component_that_asks_for_what_is_not_modelled_is_told_that_there_is_none() {
    let Some(view) = view() else { return };
    for call in ["createIntersectionObserver().observe('view')", "animate('#x', [], 100)", "clearAnimation('#x')"] {
        let component = format!("Component({{ lifetimes: {{ attached() {{ this.{call} }} }} }})");
        let files = [
            ("app.json", r#"{"pages": ["a"], "usingComponents": {"x": "/x"}}"#),
            ("app.js", "App({})"),
            ("a.js", "Page({})"),
            ("a.wxml", "<x/>"),
            ("x.json", r#"{"component": true}"#),
            ("x.wxml", "<view/>"),
            ("x.js", &component),
        ];
        let folder = project(&files);
        let ran = Wxhost::new(["run", &folder.path().display().to_string()]).env("WXHOST_VIEW", view).run();
        let name = call.split('(').next().unwrap_or_default();
        ran.expect(5, &[&format!("{name} is a real API of WeChat that wxhost does not model"), "x.js:1"]);
    }
}
