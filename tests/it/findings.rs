//! Every finding fires on a small script that deserves it, and not on a near one that does not.

use std::collections::BTreeSet;

use wxhost::Host;
use wxhost::scenario::{Answer, Scenario};

use crate::support::{Wxhost, folder, run_scenario, scenario_names, view};

/// The rules that fire on a script, with the line of each.
fn findings(script: &str, call: &str, change: impl FnOnce(&mut Scenario)) -> Vec<(String, u32)> {
    let folder = folder(&[("a.js", script)]);
    let host = Host::open(folder.path().join("a.js")).expect("a script").route("https://api.example/login", "backend:/login");
    let host = if call.is_empty() { host } else { host.call(call) };
    let trace = host.with(change).run().expect("a run").trace;
    trace.findings().map(|(event, rule, _)| (rule.to_owned(), event.at.as_ref().map_or(0, |at| at.line))).collect()
}

/// The script must have this finding on this line, and lose it when `from` becomes `to`.
#[track_caller]
fn check(script: &str, (rule, line): (&str, u32), (from, to): (&str, &str)) -> String {
    assert!(script.contains(from), "{from} is not in the script");
    let found = findings(script, "", |_| {});
    assert!(found.contains(&(rule.to_owned(), line)), "{rule} is not found on line {line}: {found:?}");
    let other = findings(&script.replacen(from, to, 1), "", |_| {});
    assert!(!other.iter().any(|(name, _)| name == rule), "{rule} is still found: {other:?}");
    rule.to_owned()
}

/// A tap on an element that is not there, and one on an element that is.
fn missing_element() -> String {
    let rule = "no-such-element".to_owned();
    let Some(view) = view() else { return rule };
    let told = |target: &str| {
        let scenario = format!("[[scenario]]\nname = 'x'\n[[scenario.event]]\ntarget = '{target}'\n");
        let files = [
            ("app.json", "{\"pages\": [\"a\"]}"),
            ("app.js", "App({})"),
            ("a.js", "Page({})"),
            ("a.wxml", "<view id=\"there\"/>"),
            ("x.scenario.toml", &scenario),
        ];
        let folder = crate::projects::project(&files);
        Wxhost::new(["run", &folder.path().display().to_string()]).env("WXHOST_VIEW", view).run().out.contains(&rule)
    };
    assert!(told("#gone") && !told("#there"));
    rule
}

#[test]
fn every_rule_fires_where_it_should_and_only_there() {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    seen.insert(check("nothing()\n", ("undefined-name", 1), ("nothing()", "String()")));
    seen.insert(check("\nnull.x\n", ("uncaught-exception", 2), ("null.x", "try { null.x } catch (e) {}")));
    seen.insert(check("Promise.reject(1)\n", ("unhandled-rejection", 1), ("reject(1)", "reject(1).catch(() => {})")));
    seen.insert(check("wx.login({ success() { null.x } })\n", ("callback-threw", 1), ("null.x", "")));
    seen.insert(check("wx.request({ url: 'nowhere' })\n", ("silent-failure", 1), ("'nowhere'", "'nowhere', fail() {}")));
    seen.insert(check(
        "wx.request({ url: 'nowhere', fail() {} })\n",
        ("invalid-url", 1),
        ("nowhere", "https://api.example/login"),
    ));
    seen.insert(check(
        "wx.request({ url: 'https://other.example/', fail() {} })\n",
        ("unmatched-request", 1),
        ("other.example/", "api.example/login"),
    ));
    seen.insert(check(
        "wx.request({ url: 'https://api.example/login', data: { code: 'none' }, success() {} })\n",
        ("code-unknown", 1),
        ("code: 'none'", "name: 'none'"),
    ));
    let described = |path: &str| {
        let path = path.to_owned();
        findings("wx.request({ url: 'https://api.example/login', success() {} })\n", "", |scenario| {
            scenario.backend.insert(path, vec![Answer::default()]);
        })
    };
    assert_eq!((described("POST /login"), described("/login")), (vec![("default-answer".to_owned(), 1)], vec![]));
    seen.insert("default-answer".to_owned());
    seen.insert(check("wx.addPhoneCalendar({})\n", ("unsupported-api", 1), ("addPhoneCalendar", "login")));
    seen.insert(check("wx.login({})\nwx.login({})\n", ("parallel-login", 2), ("wx.login({})\n", "\n")));
    seen.insert(check("wx.showModal({ title: 'x' })\n", ("ui-left-open", 1), ("showModal", "showToast")));
    seen.insert(check(
        "wx.hideToast()\n",
        ("nothing-to-hide", 1),
        ("wx.hideToast()", "wx.showToast({ title: 'x' }); wx.hideToast()"),
    ));
    seen.insert(missing_element());
    for name in scenario_names() {
        seen.extend(run_scenario(&name).trace.findings().map(|(_, rule, _)| rule.to_owned()));
    }
    let found = findings("function never() { return new Promise(() => {}) }\n", "never()", |_| {});
    assert_eq!(found.iter().map(|(rule, _)| rule.as_str()).collect::<Vec<_>>(), ["promise-never-settled"]);
    seen.extend(found.into_iter().map(|(rule, _)| rule));
    let found = findings("while (true) {}\n", "", |scenario| scenario.limits.loop_iterations = Some(100));
    assert_eq!(found.iter().map(|(rule, _)| rule.as_str()).collect::<Vec<_>>(), ["limit"]);
    seen.extend(found.into_iter().map(|(rule, _)| rule));

    // Only a backend of one's own can make this mistake; the trace of one that does:
    let saved = run_scenario("login succeeds").trace.to_jsonl();
    let leaking = saved.replace(r#""body":{"InfoState":0}"#, r#""body":{"InfoState":0,"session_key":"<session_key:1>"}"#);
    assert_ne!(leaking, saved);
    let mut trace = wxhost::trace::Trace::from_jsonl(&leaking).expect("a trace");
    wxhost::trace::findings::append(&mut trace);
    seen.extend(trace.findings().map(|(_, rule, _)| rule.to_owned()));

    let silent: Vec<&str> =
        wxhost::trace::findings::RULES.iter().map(|rule| rule.name).filter(|name| !seen.contains(*name)).collect();
    assert!(silent.is_empty(), "no test makes these rules fire: {silent:?}");
}

#[test]
fn findings_of_a_saved_trace_are_those_of_the_run() {
    for name in scenario_names() {
        let trace = run_scenario(&name).trace;
        let mut read = wxhost::trace::Trace::from_jsonl(&trace.to_jsonl()).expect("a trace");
        assert_eq!(read, trace, "{name}");
        wxhost::trace::findings::append(&mut read);
        assert_eq!(read, trace, "{name}: the findings are made from the trace alone");
    }
}
