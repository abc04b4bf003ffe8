//! A reused context, and servers that are asked within the process, give the bytes of a fresh context and real connections.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use wxhost::conform::read_folder;
use wxhost::explore::{Bounds, Entry, explore};
use wxhost::host::{Contexts, Plan, Session};
use wxhost::scenario::{Answer, Routes, Scenario, ScenarioFile, load};
use wxhost::source::{DEFAULT_LIMIT, Source, Spec};
use wxhost::world::choice::Choices;

use crate::support::root;

fn plan(source: Source, scenario: Scenario, routes: Routes) -> Plan {
    Plan { sources: [source].into(), scenario, routes, ..Plan::default() }
}

/// The trace, or why there is none.
fn trace(session: &mut Session, plan: &Plan) -> String {
    let finished = session.run(plan.clone(), &AtomicBool::new(false), &Choices::default());
    finished.map_or_else(|error| error.to_string(), |finished| finished.trace.to_jsonl())
}

/// Runs every plan so often in one session, and compares each with a run of its own; how many contexts were reused.
#[track_caller]
fn compare(plans: &[(String, Plan)], times: usize) -> usize {
    let mut reusing = Session::new(Contexts::Reused);
    for (name, plan) in plans {
        let fresh = trace(&mut Session::new(Contexts::Fresh), plan);
        for time in 1..=times {
            assert_eq!(trace(&mut reusing, plan), fresh, "{name}, time {time}");
        }
    }
    reusing.reused()
}

/// Every scenario of a file.
fn scenarios(path: &Path) -> Vec<(String, Plan)> {
    let file = load(path).expect("a scenario file");
    let article = path.with_extension("");
    let plans = file.file.scenarios.iter().map(|scenario| {
        let blocks = scenario.source.clone().unwrap_or_default();
        let spec = Spec::parse(&format!("{}{blocks}", article.display())).expect("a source");
        let source = Source::open_spec(&spec, DEFAULT_LIMIT).expect("a source");
        (scenario.name.clone(), plan(source, scenario.clone(), file.file.routes.clone()))
    });
    plans.collect()
}

/// A program without a file.
fn program(text: &str, toml: &str) -> Plan {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("program.js");
    std::fs::write(&path, text).expect("a file");
    let source = Source::open(&path.display().to_string()).expect("a source");
    let file = ScenarioFile::parse(Path::new("program.js.toml"), &format!("[[scenario]]\nname = 'x'\n{toml}")).expect("TOML");
    let mut scenario = file.file.scenarios[0].clone();
    scenario.call.get_or_insert_with(|| vec!["program()".to_owned()]);
    plan(source, scenario, file.file.routes)
}

#[test]
fn every_scenario_of_the_article_gives_equal_bytes() {
    let plans = scenarios(&root().join("js/seed/article.md.toml"));
    let reused = compare(&plans, 3);
    assert!(reused > plans.len() * 2, "only {reused} contexts were reused");
    // In another order, so that each follows another.
    let backwards: Vec<_> = plans.into_iter().rev().collect();
    compare(&backwards, 1);
}

#[test]
fn every_program_of_the_conformance_suite_gives_equal_bytes() {
    let facts = read_folder(&root().join("tests/wx")).expect("the suite");
    let mut plans = Vec::new();
    for (path, fact) in facts {
        let file = ScenarioFile::parse(&path, &fact.scenario).expect("its scenario");
        let scenario = file.file.scenarios.first().cloned().unwrap_or_else(|| file.ad_hoc(&[]).expect("its defaults"));
        let source = Source::open(&path.display().to_string()).expect("a source");
        plans.push((path.display().to_string(), plan(source, scenario.clone(), file.file.routes.clone())));
        // The same with a top level that only declares a function, so that its context can be reused.
        let text = std::fs::read_to_string(&path).expect("a file");
        let mut wrapped = program(&format!("function program() {{ {text}\n}}"), "");
        wrapped.scenario = Scenario { call: wrapped.scenario.call, ..scenario };
        plans.push((format!("{} in a function", path.display()), wrapped));
    }
    let reused = compare(&plans, 3);
    assert!(reused > plans.len() / 4, "only {reused} contexts were reused by {} programs", plans.len());
}

#[test]
fn an_exploration_is_the_same_either_way() {
    let source = Source::open(&root().join("js/seed/article.md").display().to_string()).expect("the article");
    let file = load(&root().join("js/seed/article.md.toml")).expect("the sidecar");
    let entries = Entry::of(std::slice::from_ref(&source));
    let plan = plan(source, file.ad_hoc(&[]).expect("the defaults"), file.file.routes);
    let explored = |contexts| {
        let bounds = Bounds { max_choices: 2, contexts, ..Bounds::default() };
        explore(&plan, &entries, &bounds, &Arc::default()).expect("an exploration")
    };
    assert_eq!(explored(Contexts::Reused), explored(Contexts::Fresh));
}

/// What programs leave behind, and whether their context may be used again nevertheless.
const LEFT_BEHIND: [(&str, &str); 61] = [
    ("nothing", "console.log(typeof left); let a = { b: 1 }; a.b = 2; [3, 1].sort(); JSON.parse('[1]')"),
    ("a global", "console.log(typeof left); left = 1"),
    ("a global by this", "console.log(typeof left); (function () { this.left = 1 })()"),
    ("a deleted global", "console.log(typeof escape); delete globalThis.escape"),
    ("a replaced global", "console.log(typeof parseInt); parseInt = 1"),
    ("a replaced global by a computed name", "console.log(typeof parseInt); globalThis['parse' + 'Int'] = 1"),
    ("a replaced function of wx", "console.log(typeof wx.login); wx.login = 1"),
    ("a deleted function of wx", "console.log(typeof wx.login); delete wx.login"),
    ("a frozen wx", "console.log(Object.isFrozen(wx)); Object.freeze(wx)"),
    ("a frozen global object", "console.log(Object.isExtensible(globalThis)); Object.preventExtensions(globalThis)"),
    ("a new method", "console.log(typeof [].left); Array.prototype.left = 1"),
    ("a replaced method", "console.log([1, 2].map(x => x)); Array.prototype.map = () => 'left'"),
    (
        "a replaced method by a variable",
        "console.log([1].map(x => x)); const p = Array.prototype, k = 'map'; p[k] = () => 'left'",
    ),
    ("a replaced method by assign", "console.log(Math.max(1)); Object.assign(Math, { max: () => 'left' })"),
    ("a replaced method by an alias", "console.log(Math.max(1)); const { assign } = Object; assign(Math, { max: () => 'left' })"),
    ("a replaced method by Reflect", "console.log(Math.max(1)); Reflect.set(Math, 'max', () => 'left')"),
    (
        "an attribute",
        "console.log(Object.getOwnPropertyDescriptor(Math, 'max').writable); Object.defineProperty(Math, 'max', { writable: false })",
    ),
    ("a function's name", "console.log(Math.max.name); Object.defineProperty(Math.max, 'name', { value: 'left' })"),
    ("a built-in function found by an instance", "console.log(typeof ({}).toString.left); ({}).toString.left = 1"),
    (
        "a built-in function found by a function",
        "console.log(typeof (() => 1).call.left); const { call } = () => 1; call.left = 1",
    ),
    ("an object handed to a callback", "console.log(typeof Math.left); [Math].forEach(m => { m.left = 1 })"),
    ("an object among others", "console.log(typeof JSON.left); Object.entries({ JSON }).forEach(([, o]) => { o.left = 1 })"),
    (
        "an object that JSON comes across",
        "JSON.stringify(this || globalThis, (k, v) => { if (k && v) v.left = 1; return k ? 1 : v })",
    ),
    (
        "an object among all",
        "console.log(typeof Atomics.left); Object.values(this || globalThis).forEach(o => { if (o && typeof o === 'object') o.left = 1 })",
    ),
    ("a getter", "console.log(typeof Object.prototype.left); Object.prototype.__defineGetter__('left', () => 1)"),
    ("a prototype", "console.log(Object.getPrototypeOf(Math) === Object.prototype); Object.setPrototypeOf(Math, null)"),
    ("a prototype by __proto__", "console.log(typeof Math.left); Math.__proto__ = { left: 1 }"),
    ("a frozen prototype", "console.log(Object.isFrozen(Array.prototype)); Object.freeze(Array.prototype)"),
    ("an element", "console.log([][0]); Array.prototype.push('left')"),
    ("an element that is taken away again", "console.log([][0]); Array.prototype.push('left'); Array.prototype.pop()"),
    ("a length", "console.log(typeof Math.length); [].push.call(Math)"),
    ("a lastIndex", "console.log(typeof RegExp.prototype.lastIndex); 'x'.search(RegExp.prototype)"),
    ("a field", "class B { constructor() { return Math } } class D extends B { max = 1 } console.log(typeof Math.max); new D()"),
    (
        "a new field",
        "class B { constructor() { return Math } } class D extends B { left = 1 } console.log(typeof Math.left); new D()",
    ),
    ("a symbol", "console.log(typeof [][Symbol.toStringTag]); Array.prototype[Symbol.toStringTag] = 'left'"),
    (
        "a hidden prototype",
        "const p = Object.getPrototypeOf([][Symbol.iterator]()); console.log(typeof p.left, [...[1]]); p.left = 1; p.next = () => ({ done: true })",
    ),
    ("a generator's prototype", "const p = Object.getPrototypeOf(function* () {}); console.log(typeof p.left); p.left = 1"),
    ("a property of an own function", "console.log(typeof program.left); program.left = 1"),
    ("a replaced own function", "console.log(typeof other); other = 1"),
    ("own: the prototype of a function", "console.log(typeof new other().left); other.prototype.left = 1"),
    ("own: a replaced prototype", "console.log(typeof new other().left); other.prototype = { left: 1 }"),
    ("own: a function by its object", "console.log(typeof other.left); new other().constructor.left = 1"),
    ("own: a function by itself", "console.log(typeof arguments.callee.left); arguments.callee.left = 1"),
    ("own: a function by a callback", "console.log(typeof other.left); [other].forEach(f => { f.left = 1 })"),
    ("own: a frozen function", "console.log(Object.isFrozen(other)); Object.freeze(other)"),
    ("own: a member of wx of a function", "console.log(typeof wx.login.left); wx.login.left = 1"),
    ("own: a new member of wx", "console.log(typeof wx.left); wx.left = 1"),
    ("own: a member of App", "console.log(typeof App.left); App.left = 1"),
    ("own: what is put on global", "console.log(Object.keys(global).join()); (global.left = global.left || []).push(1)"),
    (
        "own: what is put on global by a computed name",
        "console.log(Object.keys(global).join()); (global['le' + 'ft'] = global['le' + 'ft'] || []).push(1)",
    ),
    ("own: another global", "console.log(typeof global); global = 1"),
    ("own: a replaced App", "console.log(typeof Page); Page = 1"),
    ("own: what is exported", "console.log(typeof exports.left, typeof module.exports); exports.left = 1; module.exports = 1"),
    (
        "own: a member of require",
        "console.log(typeof require.left, typeof require.async.left); require.left = require.async.left = 1",
    ),
    ("own: a function of the same name", "console.log(typeof other); (function () { other = () => 1 })(); console.log(other())"),
    ("own: globalData", "const app = getApp(); console.log(app && app.globalData); if (app) app.globalData = { left: 1 }"),
    ("a timer that never ends", "let n = 0; console.log(n); const id = setInterval(() => { if (++n > 3) clearInterval(id) }, 5)"),
    ("a listener", "wx.onAppShow && wx.onAppShow(() => console.log('left')); console.log('x')"),
    ("storage", "console.log(wx.getStorageSync('left')); wx.setStorageSync('left', 1)"),
    ("an error and a rejection", "console.log(1); Promise.reject(new Error('left')); null.left"),
    ("a match", "console.log(RegExp.$1, /(l)eft/.test('left'), RegExp.$1)"),
];

/// What of [`LEFT_BEHIND`] belongs to the run or is given back by itself, wherever it is done.
const HARMLESS: [&str; 9] =
    ["nothing", "own: ", "a timer", "a listener", "storage", "an error", "a property of an own", "a replaced own", "a lastIndex"];

/// Runs a program four times, and checks that its context was only used again if what it leaves behind is harmless: of [`HARMLESS`],
/// or by a name that begins like one of `also`. Whether it was used again.
#[track_caller]
fn is_reused(name: &str, plan: Plan, also: &[&str]) -> bool {
    let reused = compare(&[(name.to_owned(), plan)], 4);
    // The second run makes the context that the third one may have.
    assert!(reused == 0 || reused == 2, "{name}: {reused}");
    let harmless = HARMLESS.iter().chain(also).any(|harmless| name.starts_with(harmless));
    let of_wx = name.contains("of wx") || name == "a frozen wx";
    assert!(reused == 0 || harmless || of_wx || name.ends_with("again"), "{name} was not noticed");
    reused > 0
}

#[test]
fn what_a_program_leaves_behind_does_not_reach_the_next_run() {
    for (name, text) in LEFT_BEHIND {
        let plan = program(&format!("function other() {{}}\nfunction program() {{ {text} }}"), "");
        assert!(is_reused(name, plan, &["a match"]) || name != "nothing", "nothing is left behind");
    }
}

/// A project of one page whose `app.js` is this text.
fn project(folder: &Path, app: &str) -> Plan {
    std::fs::create_dir_all(folder.join("pages/a")).expect("a folder");
    for (name, text) in [("app.json", r#"{"pages":["pages/a/a"]}"#), ("app.js", app), ("pages/a/a.js", "Page({})")] {
        std::fs::write(folder.join(name), text).expect("a file");
    }
    let source = Source::open(&folder.display().to_string()).expect("a project");
    plan(source, Scenario { name: "x".to_owned(), ..Scenario::default() }, Routes::default())
}

#[test]
fn every_scenario_of_the_projects_gives_equal_bytes() {
    if let Some(view) = crate::support::view() {
        wxhost::app::view::set_view_cache(view.into());
    }
    for name in ["form", "login", "shop"] {
        let folder = root().join("js/projects").join(name);
        let file = load(&folder.join(format!("{name}.scenario.toml"))).expect("its scenarios");
        let source = Source::open(&folder.display().to_string()).expect("a project");
        let scenario = |scenario: &Scenario| {
            (format!("{name}: {}", scenario.name), plan(source.clone(), scenario.clone(), file.file.routes.clone()))
        };
        let plans: Vec<_> = file.file.scenarios.iter().map(scenario).collect();
        // The first two runs are those of a fresh context.
        assert_eq!(compare(&plans, 3), plans.len() * 3 - 2, "{name}");
        let mut called = plans[0].clone();
        called.1.scenario.call = Some(vec!["page.setData({ called: 1 })".to_owned(), "getCurrentPages().length".to_owned()]);
        let backwards: Vec<_> = [called].into_iter().chain(plans.into_iter().rev()).collect();
        assert_eq!(compare(&backwards, 2), backwards.len() * 2 - 2, "{name}");
    }
}

#[test]
fn what_a_project_leaves_behind_does_not_reach_the_next_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let more = [
        ("a text that notices the collector", "console.log(typeof WeakRef)"),
        ("a page that has a name", "console.log(typeof page)"),
        ("a top level of its own", "let left = 1; const other = 2; class Left {} console.log(left)"),
        ("a language", "console.log(new Intl.NumberFormat('zh-CN').format(12345))"),
    ];
    for (name, text) in LEFT_BEHIND.into_iter().chain(more) {
        let plan = project(folder.path(), &format!("function program() {{ {text} }}\nfunction other() {{}}\nprogram()"));
        let is_reused = is_reused(name, plan, &["a page that", "a top level"]);
        assert!(is_reused || name != "nothing", "nothing is left behind");
    }
}

#[test]
fn a_file_that_has_changed_is_read_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut session = Session::new(Contexts::Reused);
    for text in ["1", "1", "1", "2", "1"] {
        let plan = project(folder.path(), &format!("console.log('is {text}')"));
        assert!(trace(&mut session, &plan).contains(&format!("is {text}")));
    }
    assert_eq!(session.reused(), 3);
}

#[test]
fn texts_that_do_more_than_declare_functions_are_not_reused() {
    for text in ["var left = 1; function program() {}", "let n = 0; function program() { console.log(++n) }", "class program {}"]
    {
        assert_eq!(compare(&[(text.to_owned(), program(text, ""))], 3), 0, "{text}");
    }
    let calls = "call = ['let left = 1', 'console.log(left)']";
    assert_eq!(compare(&[("a call".to_owned(), program("function f() {}", calls))], 3), 0);
}

#[test]
fn answers_without_connections_are_those_of_connections() {
    let request = |method: &str, more: &str| {
        format!(
            "function program() {{ wx.request({{ url: 'u', method: '{method}', {more}
                complete: res => console.log(JSON.stringify(res)) }}) }}"
        )
    };
    let answer = |answer: Answer, method: &str, more: &str| {
        let mut plan = program(&request(method, more), "routes = { u = 'backend:/a?x=1' }");
        plan.scenario.backend.insert("/a".to_owned(), vec![answer]);
        plan
    };
    let header = |name: &str, value: &str| Answer {
        headers: [(name.to_owned(), value.to_owned())].into(),
        body: Some("text".to_owned()),
        ..Answer::default()
    };
    let status = |status: u16| Answer { status: Some(status), body: Some("text".to_owned()), ..Answer::default() };
    let mut plans = Vec::new();
    for (name, given) in [
        ("nothing scripted", Answer::default()),
        ("json", Answer { json: Some(serde_json::json!({"a": [1, null]})), ..Answer::default() }),
        ("an empty body", Answer { body: Some(String::new()), ..Answer::default() }),
        ("bytes", Answer { bytes: Some(70_000), ..Answer::default() }),
        ("too many bytes", Answer { bytes: Some(20 << 20), ..Answer::default() }),
        ("a real delay", Answer { real_delay: Some(5), ..Answer::default() }),
        ("204", status(204)),
        ("205", status(205)),
        ("304", status(304)),
        ("404", status(404)),
        ("599", status(599)),
        ("999", status(999)),
        ("a cookie", header("Set-Cookie", "a=b; Path=/")),
        ("a charset", header("Content-Type", "text/html; charset=gbk")),
        ("a date", header("date", "never")),
        ("a redirect to itself", Answer { status: Some(302), ..header("location", "/b") }),
        ("a redirect out", Answer { status: Some(307), ..header("location", "http://else.example/") }),
        ("its own length", header("content-length", "4")),
        ("a header that cannot be sent", header("a b", "c")),
    ] {
        for method in ["GET", "POST", "HEAD", "OPTIONS", "DELETE"] {
            plans.push((format!("{name}, {method}"), answer(given.clone(), method, "")));
        }
    }
    plans.push(("a body".to_owned(), answer(status(200), "POST", "data: { code: 'x' }, header: { 'X-A': '中' },")));
    plans.push((
        "redirects by hand".to_owned(),
        answer(Answer { status: Some(301), ..header("location", "/b") }, "GET", "redirect: 'manual',"),
    ));
    let answered = trace(&mut Session::new(Contexts::Fresh), &answer(status(404), "GET", ""));
    assert!(answered.contains("\"statusCode\":404") && answered.contains("content-length"), "{answered}");
    assert!(compare(&plans, 2) == 0, "each program came twice only");
    assert!(compare(&plans[..5], 4) > 0);
}
