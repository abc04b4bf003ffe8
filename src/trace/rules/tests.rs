//! Each relation on a small trace that breaks it, and on a near one that does not.

use serde_json::json;

use super::*;
use crate::trace::event::{Body, Form, Lane, Trace};
use crate::trace::findings;
use crate::trace::fixture::{Build, at};

fn rule(text: &str) -> Rule {
    toml::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Line and English message of everything that a rule finds.
fn tell(build: Build, text: &str) -> Vec<String> {
    let mut trace = build.trace();
    trace.header.rules = vec![Rule { name: "own".into(), ..rule(&format!("name = 'own'\n{text}")) }];
    findings::append(&mut trace);
    let lines =
        trace.broken_rules().map(|(event, _, message)| format!("{}: {}", event.at.as_ref().map_or(0, |at| at.line), message.en));
    let told: Vec<String> = lines.collect();
    // What is found comes from the saved trace as well.
    let mut read = Trace::from_jsonl(&trace.to_jsonl()).expect("a trace");
    findings::append(&mut read);
    assert_eq!(read.to_jsonl(), trace.to_jsonl());
    told
}

fn call(build: &mut Build, api: &str, args: Value, line: u32) -> u64 {
    let body = Body::Call { api: api.into(), args, callbacks: vec!["success".into()], form: Form::Callback, via: vec![] };
    build.add(Lane::Page, None, at(line, 6), body)
}

fn settle(build: &mut Build, api: &str, of: u64) -> u64 {
    let body = Body::Settle { api: api.into(), of, outcome: Outcome::Success, result: json!({}), handled: true };
    build.add(Lane::Wx, Some(of), None, body)
}

fn request(build: &mut Build, of: u64, headers: Value, body: Value, line: u32) -> u64 {
    let body = Body::Request {
        of: Some(of),
        method: "POST".into(),
        url: "https://x.cn/login".into(),
        route: Some("backend:/login".into()),
        headers,
        body,
    };
    build.add(Lane::Wx, Some(of), at(line, 6), body)
}

#[test]
fn each_must() {
    let build = || {
        let mut build = Build::new(&[1], "go()");
        let of = call(&mut build, "request", json!({}), 20);
        request(&mut build, of, json!({"token": "a"}), Value::Null, 20);
        request(&mut build, of, json!({}), Value::Null, 21);
        build
    };
    let text = "each = { url = 'https://x.cn/*' }\nmust = { header = { Token = '*' } }";
    assert_eq!(tell(build(), text), ["21: POST https://x.cn/login has no header.token"]);
    let text = "message = '要带 token'\neach = { url = 'backend:*' }\nmust = { header.token = 'b*' }";
    assert_eq!(
        tell(build(), text),
        [
            "20: 要带 token (header.token of POST https://x.cn/login is \"a\", not \"b*\")",
            "21: 要带 token (POST https://x.cn/login has no header.token)"
        ]
    );
    assert_eq!(tell(build(), "each = { method = 'post' }\nmust_not = { header.token = '*' }").len(), 1);
    assert_eq!(tell(build(), "each = { method = 'GET' }\nmust = { header.token = '*' }"), Vec::<String>::new());
    assert_eq!(tell(build(), "never = { api = 'request' }"), ["20: wx.request must never happen"]);
}

#[test]
fn what_comes_after_and_before() {
    let build = |hidden_at: Option<u64>| {
        let mut build = Build::new(&[1], "go()");
        let shown = call(&mut build, "showLoading", json!({"title": "…"}), 20);
        settle(&mut build, "showLoading", shown);
        if let Some(t) = hidden_at {
            build.wait_until(t);
            call(&mut build, "hideLoading", json!({}), 22);
        }
        build
    };
    let text = "each = { api = 'showLoading' }\nfollowed_by = { api = 'hideLoading' }";
    assert_eq!(tell(build(Some(50)), text), Vec::<String>::new());
    assert_eq!(tell(build(None), text), ["20: wx.showLoading is not followed by a call (api \"hideLoading\")"]);
    assert_eq!(tell(build(Some(50)), &format!("{text}\nwithin = '49ms'")).len(), 1);
    let text = "each = { api = 'hideLoading' }\npreceded_by = { api = 'showLoading', outcome = 'success' }";
    assert_eq!(tell(build(Some(50)), text), Vec::<String>::new());
    assert_eq!(
        tell(build(Some(50)), "each = { api = 'showLoading' }\npreceded_by = { api = 'login' }"),
        ["20: wx.showLoading does not come after a call (api \"login\")"]
    );
}

#[test]
fn how_often() {
    let build = || {
        let mut build = Build::new(&[1], "go()");
        let of = call(&mut build, "request", json!({}), 20);
        request(&mut build, of, json!({}), json!({"code": "<code:1>"}), 20);
        build.wait_until(100);
        request(&mut build, of, json!({}), json!({"code": "<code:2>"}), 21);
        request(&mut build, of, json!({}), json!({"code": "<code:1>"}), 22);
        build
    };
    let each = "each = { kind = 'request' }";
    assert_eq!(tell(build(), &format!("{each}\nat_most = 2")), ["22: POST https://x.cn/login is number 3; at most 2 may be"]);
    assert_eq!(tell(build(), &format!("{each}\nat_most = 1\nper = 'body.code'")).len(), 1);
    assert_eq!(tell(build(), &format!("{each}\nat_most = 1\nper = 'body.code'\nwithin = 99")), Vec::<String>::new());
    assert_eq!(tell(build(), &format!("{each}\nat_least = 3")), Vec::<String>::new());
    assert_eq!(
        tell(build(), "each = { api = 'login' }\nat_least = 1"),
        ["0: there is 0 of a call (api \"login\"); at least 1 must be"]
    );
}

#[test]
fn what_goes_on_at_the_same_time() {
    let build = |answered: bool| {
        let mut build = Build::new(&[1], "go()");
        let first = call(&mut build, "login", json!({}), 20);
        if answered {
            settle(&mut build, "login", first);
        }
        call(&mut build, "login", json!({}), 21);
        build
    };
    let text = "never_together = [{ api = 'login' }]";
    assert_eq!(tell(build(true), text), Vec::<String>::new());
    assert_eq!(tell(build(false), text), ["21: wx.login begins before wx.login (line 20) is over"]);
    assert_eq!(tell(build(false), &format!("{text}\nper = 'args.key'")), Vec::<String>::new());
}
