//! Each rule on the smallest trace that it fires on, and on a near one on which it must not.

use serde_json::{Value, json};

use super::*;
use crate::trace::event::{ErrorKind, Open, Outcome, UiAction};
use crate::trace::fixture::{self, Build, at, profile};

fn start() -> Build {
    Build::new(&[1], "go()")
}

/// The rule's name, the line and the message of each finding.
fn tell(trace: &Trace) -> Vec<String> {
    of(trace)
        .into_iter()
        .map(|(rule, found)| format!("{} {}: {}", rule, found.at.map_or(0, |at| at.line), found.message.en))
        .collect()
}

#[track_caller]
fn check(build: Build, expected: &[(&str, u32)]) {
    let trace = build.trace();
    let found: Vec<_> = of(&trace).into_iter().map(|(rule, found)| (rule, found.at.map_or(0, |at| at.line))).collect();
    assert_eq!(found, expected, "{:#?}", tell(&trace));
}

#[test]
fn a_good_login_has_no_findings() {
    assert_eq!(tell(&fixture::login_succeeds()), Vec::<String>::new());
}

#[test]
fn both_blocks_in_one_scope() {
    insta::assert_snapshot!(tell(&fixture::both_blocks()).join("\n"), @r#"
    success-shown-as-failure 51: the server had answered 200 {"InfoState": 0}; the TypeError at line 41 led here, and the user was told "请求失败"
    code-reused 57: <code:1> was spent at 31 ms (by the request of line 27); a login code works once, WeChat refuses it (40163 code been used); call wx.login again before a retry
    function-redefined 138: getUserInfo replaces the one at line 79; this one returns nothing, so code that uses its result (such as getUserInfo().then) breaks
    callback-threw 142: the success callback of wx.getUserInfo (line 139, from line 40) threw TypeError: cannot convert 'null' or 'undefined' to object; the rest of it did not run
    "#);
}

#[test]
fn session_expired_and_not_granted() {
    insta::assert_snapshot!(tell(&fixture::session_expired()).join("\n"), @r#"
    toast-expired-while-waiting 22: "数据加载中" went away after 1500 ms, the default, but wx.request (line 96, from line 27) was answered at 3050 ms: for 1500 ms the user saw nothing; wx.showLoading stays until it is hidden
    http-error-unnoticed 96: the server answered 500 "Internal Server Error", but wx.request calls success for every answer; the page did not react: look at res.statusCode
    ui-left-open 124: nobody answered the modal "你的登录信息过期了，请重新登录"
    modal-and-login-overlap 129: the login starts while the modal "你的登录信息过期了，请重新登录" (line 124) is open, so the user's answer changes nothing; log in from its success callback, when res.confirm is true
    callback-threw 129: the fail callback of wx.checkSession (line 118) threw TypeError: cannot read property 'then' of undefined; the rest of it did not run
    function-redefined 138: getUserInfo replaces the one at line 79; this one returns nothing, so code that uses its result (such as getUserInfo().then) breaks
    "#);
    insta::assert_snapshot!(tell(&fixture::not_granted()).join("\n"), @r#"unhandled-rejection 87: wx.getUserInfo (line 81, from line 40) failed (getUserInfo:fail auth deny) and the promise was rejected with "我还没有授权"; no .catch takes it (a .catch() without a function takes nothing)"#);
}

#[test]
fn findings_stand_before_the_end_and_writing_them_again_changes_nothing() {
    let mut trace = fixture::both_blocks();
    let events = trace.events.len();
    append(&mut trace);
    assert_eq!(trace.events.len(), events + 4);
    assert!(matches!(trace.events.last().unwrap().body, Body::End { .. }));
    assert!(trace.events.iter().zip(1..).all(|(event, seq)| event.seq == seq));
    assert!(
        trace
            .findings()
            .all(|(event, rule, message)| event.at.is_some() && super::rule(rule).is_some() && message.zh != message.en)
    );
    let once = trace.clone();
    append(&mut trace);
    assert_eq!(trace, once);
}

#[test]
fn rule_names_are_unique_and_titled_in_both_languages() {
    for (index, rule) in RULES.iter().enumerate() {
        assert!(RULES.iter().skip(index + 1).all(|other| other.name != rule.name), "{}", rule.name);
        assert!(!rule.title.zh.is_empty() && !rule.title.en.is_empty());
    }
}

#[test]
fn what_happens_often_at_one_place_is_told_once() {
    let mut build = start();
    for _ in 0..1000 {
        build.error(ErrorKind::CallbackThrew, 2, at(7, 1), "Error", "no");
    }
    let trace = build.trace();
    let found = of(&trace);
    assert_eq!(found.len(), 1);
    assert!(found[0].1.message.en.ends_with("(1000 times here)") && found[0].1.events.len() < 50);
}

#[test]
fn unhandled_rejection_names_the_promise_form() {
    let mut build = start();
    let hide = build.call(2, at(5, 1), &[], "hideToast", "", json!({}));
    let failed = build.settle(hide, hide, Outcome::Reject, json!({"errMsg": "hideToast:fail:toast can't be found"}));
    build.error(ErrorKind::UnhandledRejection, failed, at(5, 1), "", "{}");
    let told = tell(&build.trace());
    assert_eq!(
        told[0],
        "unhandled-rejection 5: wx.hideToast() got no callbacks and so returned a promise; it failed (hideToast:fail:toast can't be found) and no .catch takes it"
    );
    assert_eq!(
        told[1],
        "nothing-to-hide 5: wx.hideToast finds nothing to hide (none was shown, or it is hidden already) and fails: hideToast:fail:toast can't be found"
    );
}

#[test]
fn unhandled_rejection_of_the_programs_own() {
    let mut build = start();
    let threw = build.error(ErrorKind::PromiseThrew, 2, at(9, 1), "Error", "boom");
    build.error(ErrorKind::UnhandledRejection, threw, at(9, 1), "Error", "boom");
    check(build, &[("unhandled-rejection", 9)]);
}

#[test]
fn errors_that_stop_something() {
    let mut build = start();
    build.error(ErrorKind::UncaughtException, 2, at(3, 1), "RangeError", "too far");
    build.error(ErrorKind::Limit, 2, at(4, 1), "Limit", "loops");
    let call = build.call(2, at(5, 1), &[], "scanCode", "", json!({}));
    build.error(ErrorKind::UnsupportedApi, call, at(5, 1), "WxhostError", "no scanCode");
    let call = build.call(2, at(6, 1), &[], "request", "", json!({"url": "https://a.example/"}));
    build.error(ErrorKind::UnmatchedRequest, call, None, "WxhostError", "nobody");
    let told = tell(&build.trace());
    assert_eq!(
        told,
        [
            "uncaught-exception 3: threw RangeError: too far; nothing caught it, and the script stopped here",
            "limit 4: a limit ended the program here (loops)",
            "unsupported-api 5: wxhost does not model wx.scanCode; on a phone it goes on differently from here",
            "unmatched-request 6: no route and no permission covers \"https://a.example/\": map it in [routes], or name its host with --allow-host",
        ]
    );
}

#[test]
fn what_is_known_of_a_missing_function_is_told_in_both_languages() {
    let words = |message: &str| error_words("TypeError", message);
    let near = words("wx.shwoToast is not a function (did you mean wx.showToast?)");
    assert_eq!(near.zh, "TypeError: wx.shwoToast is not a function（是不是想写 wx.showToast？）");
    assert_eq!(near.en, "TypeError: wx.shwoToast is not a function (did you mean wx.showToast?)");
    let newer = words("wx.a is not a function (since base library 2.20.1; this run has 2.13.0)");
    assert_eq!(newer.zh, "TypeError: wx.a is not a function（wx.a 从基础库 2.20.1 起才有，这次运行的是 2.13.0）");
    assert_eq!(newer.en, "TypeError: wx.a is not a function (wx.a came with base library 2.20.1, and this run has 2.13.0)");
    assert_eq!(words("f(...) is not a function").zh, "TypeError: f(...) is not a function");
}

#[test]
fn undefined_name_gives_a_hint() {
    let told = |name: &str| {
        let mut build = start();
        build.error(ErrorKind::PromiseThrew, 2, at(3, 1), "ReferenceError", &format!("{name} is not defined"));
        build.error(ErrorKind::Caught, 4, at(8, 1), "", "");
        tell(&build.trace()).remove(0)
    };
    assert!(told("wxLogIn").ends_with("; wxLogin (line 16) may be meant"));
    assert!(told("localStorage").ends_with(": browsers or Node.js have it, mini-programs do not"));
    assert!(told("checkAll").ends_with("; only block 1 was run, another block may define it"));
}

#[test]
fn silent_failure_only_when_no_callback_learns_of_it() {
    for (callbacks, expected) in
        [("success", vec![("silent-failure", 4)]), ("success fail", vec![]), ("success complete", vec![])]
    {
        let mut build = start();
        let call = build.call(2, at(4, 1), &[], "login", callbacks, json!({}));
        build.settle(call, call, Outcome::Fail, json!({"errMsg": "login:fail timeout"}));
        check(build, &expected);
    }
}

/// A request that is answered, and what its `success` callback then does.
fn answered(status: u64, data: Value, then: impl FnOnce(&mut Build, u64)) -> Build {
    let mut build = start();
    let call = build.call(2, at(4, 1), &[], "request", "success", json!({}));
    let post = build.post(call, Value::Null);
    let response = build.respond(Lane::Backend, post, 200, data.clone());
    let answer = build.settle(response, call, Outcome::Success, json!({"statusCode": status, "data": data}));
    then(&mut build, answer);
    build
}

fn show(build: &mut Build, cause: u64, widget: &str, detail: Value) {
    let call = build.call(cause, at(20, 1), &[], if widget == "modal" { "showModal" } else { "showToast" }, "", json!({}));
    build.ui(Lane::Wx, call, widget, UiAction::Show, detail);
}

#[test]
fn http_error_unnoticed_unless_the_page_reacts() {
    check(answered(404, json!(""), |_, _| {}), &[("http-error-unnoticed", 4)]);
    check(
        answered(404, json!(""), |build, answer| {
            build.log(answer, at(9, 1), "log", "404");
        }),
        &[],
    );
    check(
        answered(404, json!(""), |build, answer| show(build, answer, "toast", json!({"title": "出错了", "icon": "none"}))),
        &[],
    );
    check(answered(200, json!(""), |_, _| {}), &[]);
    // A queue asks again by itself; what is asked in vain again is not noticed.
    let again = |status: u64, args: Value| {
        answered(401, json!(""), move |build, _| {
            let call = build.call(1, at(14, 1), &[], "request", "success", args);
            let post = build.post(call, Value::Null);
            let response = build.respond(Lane::Backend, post, 200, Value::Null);
            let answer = build.settle(response, call, Outcome::Success, json!({"statusCode": status}));
            build.log(answer, at(15, 1), "log", "x");
        })
    };
    check(again(200, json!({})), &[]);
    check(again(401, json!({})), &[("http-error-unnoticed", 4)]);
    check(again(200, json!({"url": "https://a.cn/other"})), &[("http-error-unnoticed", 4)]);
}

#[test]
fn success_shown_as_failure_needs_an_accident_and_a_good_answer() {
    let flow = |status: u64, error: &'static str, widget: &'static str, detail: Value| {
        answered(status, json!({"ok": 1}), move |build, answer| {
            let threw = build.error(ErrorKind::PromiseThrew, answer, at(10, 1), error, "x");
            let caught = build.error(ErrorKind::Caught, threw, at(12, 1), "", "");
            show(build, caught, widget, detail);
        })
    };
    let expected = [("success-shown-as-failure", 20)];
    check(flow(200, "TypeError", "modal", json!({"title": "提示", "content": "网络异常"})), &expected);
    check(flow(201, "ReferenceError", "toast", json!({"title": "Error!", "icon": "none"})), &expected);
    check(flow(200, "TypeError", "toast", json!({"title": "提示", "icon": "error"})), &expected);
    // `throw new Error(…)` is the author's own decision, and a bad answer is a failure.
    check(flow(200, "Error", "modal", json!({"content": "请求失败"})), &[]);
    check(flow(500, "TypeError", "modal", json!({"content": "请求失败"})), &[]);
    check(flow(200, "TypeError", "modal", json!({"content": "请重试"})), &[]);
}

#[test]
fn success_shown_as_failure_not_after_another_failure() {
    let build = answered(200, json!({}), |build, answer| {
        let call = build.call(answer, at(6, 1), &[], "getUserInfo", "fail", json!({}));
        let failed = build.settle(call, call, Outcome::Fail, json!({"errMsg": "getUserInfo:fail auth deny"}));
        let threw = build.error(ErrorKind::PromiseThrew, failed, at(10, 1), "TypeError", "x");
        show(build, threw, "modal", json!({"content": "请求失败"}));
    });
    check(build, &[]);
}

#[test]
fn code_reused_in_parallel_is_the_refused_one() {
    let mut build = start();
    let mut posts = vec![];
    for line in [30, 31] {
        let call = build.call(2, at(4, 1), &[at(line, 1)], "request", "success fail", json!({}));
        posts.push(build.post(call, json!({"deep": [{"code": "x<code:7>"}]})));
    }
    let hops: Vec<_> = posts.iter().map(|post| build.jscode2session(*post, "<code:7>")).collect();
    build.platform(hops[1], "code-exchanged", json!({"code": "<code:7>"}));
    build.platform(hops[0], "code-refused", json!({"code": "<code:7>", "errcode": 40163, "errmsg": "code been used"}));
    check(build, &[("code-reused", 30)]);
}

#[test]
fn code_unknown_to_wechat() {
    let mut build = start();
    let call = build.call(2, at(4, 1), &[], "request", "success", json!({}));
    let post = build.post(call, json!({"code": "undefined"}));
    let hop = build.jscode2session(post, "undefined");
    build.platform(hop, "code-refused", json!({"code": "undefined", "errcode": 40029, "errmsg": "invalid code"}));
    check(build, &[("code-unknown", 4)]);
}

#[test]
fn code_expired_after_five_minutes() {
    for (t, expected) in [(299_999, vec![]), (300_000, vec![("code-expired", 4)])] {
        let mut build = start();
        build.platform(2, "code-issued", json!({"code": "<code:1>"}));
        build.wait_until(t);
        let call = build.call(2, at(4, 1), &[], "request", "success fail", json!({}));
        build.post(call, json!({"code": "<code:1>"}));
        check(build, &expected);
    }
}

#[test]
fn parallel_login_at_once_or_before_the_exchange() {
    let mut build = start();
    build.call(2, at(4, 1), &[], "login", "success", json!({}));
    build.call(2, at(5, 1), &[], "login", "success", json!({}));
    check(build, &[("parallel-login", 5)]);

    let flow = |exchanged_first: bool| {
        let mut build = start();
        let login = build.call(2, at(4, 1), &[], "login", "success", json!({}));
        let answer = build.settle(login, login, Outcome::Success, json!({"code": "<code:1>"}));
        let exchange = |build: &mut Build| build.platform(answer, "code-exchanged", json!({"code": "<code:1>"}));
        if exchanged_first {
            exchange(&mut build);
        }
        build.call(2, at(5, 1), &[], "login", "success", json!({}));
        if !exchanged_first {
            exchange(&mut build);
        }
        build
    };
    check(flow(false), &[("parallel-login", 5)]);
    check(flow(true), &[]);
}

#[test]
fn session_key_exposed_to_the_page_only() {
    check(answered(200, json!({"session": {"key": "<session_key:1>"}}), |_, _| {}), &[("session-key-exposed", 4)]);
    check(answered(200, json!({"openid": "<openid:1>"}), |_, _| {}), &[]);
}

#[test]
fn profile_is_anonymous() {
    for (name, expected) in [("微信用户", vec![("profile-is-anonymous", 4)]), ("小明", vec![])] {
        let mut build = start();
        let call = build.call(2, at(4, 1), &[], "getUserProfile", "success", json!({}));
        build.settle(call, call, Outcome::Success, profile(name));
        check(build, &expected);
    }
}

#[test]
fn function_redefined_only_for_functions() {
    let mut build = start();
    let definition = |what: &str, line| super::super::Definition {
        name: "request".into(),
        what: what.into(),
        line,
        column: 1,
        returns_nothing: false,
    };
    build.add(
        Lane::Host,
        None,
        None,
        Body::Load { source: "b#c.js".into(), defines: vec![definition("var", 3), definition("function", 9)] },
    );
    let trace = build.trace();
    assert_eq!(tell(&trace), ["function-redefined 9: request replaces the one at article.md:94; every call reaches this one"]);
    assert_eq!(of(&trace)[0].1.at.as_ref().map(|at| at.file.as_str()), Some("b#c.js"));
}

/// A toast of 1500 ms, a request that is answered at `answer`, and `hideToast` after it.
fn waiting(icon: &str, answer: u64) -> Build {
    let mut build = start();
    let toast = build.call(2, at(5, 1), &[], "showToast", "", json!({"title": "请稍候", "icon": icon, "duration": 1500}));
    let shown = build.ui(Lane::Wx, toast, "toast", UiAction::Show, json!({"title": "请稍候", "icon": icon}));
    let call = build.call(2, at(6, 1), &[], "request", "success fail", json!({}));
    if answer > 1500 {
        build.wait_until(1500);
        build.ui(Lane::Wx, shown, "toast", UiAction::Expire, json!({}));
    }
    build.wait_until(answer);
    let answer = build.settle(call, call, Outcome::Success, json!({"statusCode": 200}));
    let hide = build.call(answer, at(7, 1), &[], "hideToast", "", json!({}));
    if build.t() <= 1500 {
        build.ui(Lane::Wx, hide, "toast", UiAction::Hide, json!({}));
    }
    build
}

#[test]
fn toast_expired_while_waiting() {
    check(waiting("loading", 1400), &[]);
    check(waiting("loading", 1600), &[("toast-expired-while-waiting", 5)]);
    // Not a sign of waiting; but hiding it comes too late.
    check(waiting("none", 1600), &[("nothing-to-hide", 7)]);
}

#[test]
fn what_is_left_open() {
    let mut build = start();
    let loading = build.call(2, at(5, 1), &[], "showLoading", "", json!({"title": "加载中"}));
    let loading = build.ui(Lane::Wx, loading, "loading", UiAction::Show, json!({"title": "加载中"}));
    let call = build.call(2, at(6, 1), &[], "showModal", "success", json!({}));
    let modal = build.ui(Lane::Wx, call, "modal", UiAction::Show, json!({"title": "确认"}));
    let never = build.call(2, at(7, 1), &[], "login", "success", json!({}));
    let open = |what: &str, of| Open { what: what.into(), of: Some(of) };
    let open =
        vec![open("loading", loading), open("modal", modal), open("call", call), open("call", never), open("toast", loading)];
    build.add(Lane::Host, None, None, Body::End { reason: "drained".into(), limit: None, open });
    assert_eq!(
        tell(&build.trace()),
        [
            "ui-left-open 5: \"加载中\" never went away: without wx.hideLoading the user waits forever",
            "ui-left-open 6: nobody answered the modal \"确认\", so its callbacks did not run",
            "modal-and-login-overlap 7: the login starts while the modal \"确认\" (line 6) is open, so the user's answer changes nothing; log in from its success callback, when res.confirm is true",
            "promise-never-settled 7: wx.login was never answered, so none of its callbacks ran",
        ]
    );
}
