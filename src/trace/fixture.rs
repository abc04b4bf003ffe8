//! Traces made by hand for the tests of this room and of `report`: the article's flows as the host records them.
#![expect(clippy::cast_possible_truncation, reason = "traces in tests are short")]

use serde_json::{Value, json};

use super::event::{
    At, Body, Definition, ErrorKind, Event, Form, Header, Lane, Open, Outcome, SCHEMA, SourceInfo, Trace, UiAction,
};

/// Writes a trace event by event; every method returns the `seq` of what it wrote.
pub(crate) struct Build {
    trace: Trace,
    t: u64,
}

/// A place in `article.md`.
pub(crate) fn at(line: u32, column: u32) -> Option<At> {
    Some(At { file: "article.md".into(), line, column })
}

impl Build {
    pub(crate) fn new(blocks: &[usize], call: &str) -> Self {
        let names: Vec<_> = blocks.iter().map(ToString::to_string).collect();
        let header = Header {
            schema: SCHEMA.into(),
            tool: "wxhost 0.1.0".into(),
            engine: "boa_engine 0.22.0".into(),
            sources: vec![SourceInfo { file: "article.md".into(), blocks: blocks.to_vec(), sha256: "0".repeat(64) }],
            composition: match blocks {
                [_, _, ..] => format!("blocks {} of article.md, one after another in one global scope", names.join(", ")),
                _ => format!("block {} of article.md", names.join("")),
            },
            scenario: None,
            call: vec![call.into()],
            epoch: "2020-10-06".into(),
            base_library: "2.13.0".into(),
            client: "devtools".into(),
            start: "2020-10-06T10:56:00+08:00".into(),
            seed: 1,
            bridges: vec![],
            rules: vec![],
        };
        let mut build = Self { trace: Trace { header, events: vec![] }, t: 0 };
        for block in blocks {
            let defines = match block {
                1 => vec![function("wxLogin", 16, true), function("getUserInfo", 79, false), function("request", 94, false)],
                _ => vec![function("checksession", 117, true), function("getUserInfo", 138, true)],
            };
            build.add(Lane::Host, None, None, Body::Load { source: format!("article.md#{block}"), defines });
        }
        build.add(Lane::Page, None, None, Body::Invoke { what: call.into() });
        build
    }

    pub(crate) fn add(&mut self, lane: Lane, cause: Option<u64>, at: Option<At>, body: Body) -> u64 {
        let seq = self.trace.events.len() as u64 + 1;
        self.trace.events.push(Event { seq, t: self.t, lane, cause, at, body });
        seq
    }

    pub(crate) fn wait_until(&mut self, t: u64) {
        self.t = t;
    }

    pub(crate) fn t(&self) -> u64 {
        self.t
    }

    pub(crate) fn call(
        &mut self,
        cause: u64,
        at: Option<At>,
        via: &[Option<At>],
        api: &str,
        callbacks: &str,
        args: Value,
    ) -> u64 {
        let callbacks: Vec<String> = callbacks.split_whitespace().map(Into::into).collect();
        let form = match api {
            "request" => Form::Task,
            _ if callbacks.is_empty() => Form::Promise,
            _ => Form::Callback,
        };
        let via = via.iter().flatten().cloned().collect();
        self.add(Lane::Page, Some(cause), at, Body::Call { api: api.into(), args, callbacks, form, via })
    }

    /// An answer, caused by `cause`.
    pub(crate) fn settle(&mut self, cause: u64, of: u64, outcome: Outcome, result: Value) -> u64 {
        let Body::Call { api, callbacks, .. } = &self.trace.events[of as usize - 1].body else { panic!("{of} is no call") };
        let wanted = match outcome {
            Outcome::Success => "success",
            Outcome::Fail => "fail",
            _ => "complete",
        };
        let handled = callbacks.iter().any(|name| name == wanted);
        let body = Body::Settle { api: api.clone(), of, outcome, result, handled };
        self.add(Lane::Wx, Some(cause), None, body)
    }

    /// The answer of a call without callbacks: `showToast:ok`, which nobody looks at.
    pub(crate) fn ok(&mut self, of: u64) -> u64 {
        let api = self.trace.events[of as usize - 1].api().unwrap().to_owned();
        self.settle(of, of, Outcome::Resolve, json!({ "errMsg": format!("{api}:ok") }))
    }

    pub(crate) fn ui(&mut self, lane: Lane, cause: u64, widget: &str, action: UiAction, detail: Value) -> u64 {
        self.add(lane, Some(cause), None, Body::Ui { widget: widget.into(), action, detail })
    }

    pub(crate) fn platform(&mut self, cause: u64, action: &str, detail: Value) -> u64 {
        self.add(Lane::Wechat, Some(cause), None, Body::Platform { action: action.into(), detail })
    }

    pub(crate) fn error(&mut self, what: ErrorKind, cause: u64, at: Option<At>, name: &str, message: &str) -> u64 {
        let of = (what == ErrorKind::Caught).then_some(cause);
        let stack = at.iter().cloned().collect();
        let body = Body::Error { what, name: name.into(), message: message.into(), stack, of };
        self.add(Lane::Page, Some(cause), at, body)
    }

    pub(crate) fn log(&mut self, cause: u64, at: Option<At>, level: &str, text: &str) -> u64 {
        let body = Body::Log { level: level.into(), args: vec![json!(text)], text: text.into() };
        self.add(Lane::Page, Some(cause), at, body)
    }

    /// A page's POST to the developer's server.
    pub(crate) fn post(&mut self, of: u64, body: Value) -> u64 {
        let body = Body::Request {
            of: Some(of),
            method: "POST".into(),
            url: "后端提供的接口".into(),
            route: Some("backend:/login".into()),
            headers: json!({"content-type": "application/json"}),
            body,
        };
        self.add(Lane::Wx, Some(of), None, body)
    }

    /// The server's question to WeChat about a code.
    pub(crate) fn jscode2session(&mut self, of: u64, code: &str) -> u64 {
        let url = format!("https://api.weixin.qq.com/sns/jscode2session?appid=wx1&secret=<token:1>&js_code={code}");
        let body =
            Body::Request { of: Some(of), method: "GET".into(), url, route: None, headers: Value::Null, body: Value::Null };
        self.add(Lane::Backend, Some(of), None, body)
    }

    pub(crate) fn respond(&mut self, lane: Lane, of: u64, status: u16, body: Value) -> u64 {
        let body = Body::Response { of, status: Some(status), headers: Value::Null, body, error: None };
        self.add(lane, Some(of), None, body)
    }

    pub(crate) fn end(mut self, open: &[(&str, u64)]) -> Trace {
        let open = open.iter().map(|(what, of)| Open { what: (*what).into(), of: Some(*of) }).collect();
        self.add(Lane::Host, None, None, Body::End { reason: "drained".into(), limit: None, open });
        self.trace
    }

    /// The trace without an `end`, for tests of single rules.
    pub(crate) fn trace(self) -> Trace {
        self.trace
    }
}

/// Every whole flow below.
pub(crate) fn all() -> Vec<Trace> {
    vec![login_succeeds(), both_blocks(), session_expired(), not_granted()]
}

/// `article.md#1`, `wxLogin()`: everything goes well.
pub(crate) fn login_succeeds() -> Trace {
    let mut build = Build::new(&[1], "wxLogin()");
    let answer = up_to_the_answer(&mut build);
    let call = build.call(answer, at(81, 8), &[at(80, 10), at(40, 13)], "getUserInfo", "success fail", json!({}));
    build.ok(call - 2);
    build.wait_until(110);
    let given = build.platform(call, "user-data", json!({"anonymous": false, "encrypted": true}));
    build.settle(given, call, Outcome::Success, profile("小明"));
    build.end(&[])
}

/// `article.md#1,2`, `wxLogin()`: the second `getUserInfo` replaces the first, and the user retries with the spent code.
pub(crate) fn both_blocks() -> Trace {
    let mut build = Build::new(&[1, 2], "wxLogin()");
    let answer = up_to_the_answer(&mut build);
    let call = build.call(answer, at(139, 6), &[at(40, 13)], "getUserInfo", "success", json!({}));
    let threw = "cannot read property 'then' of undefined";
    let threw = build.error(ErrorKind::PromiseThrew, answer, at(41, 16), "TypeError", threw);
    let caught = build.error(ErrorKind::Caught, threw, at(49, 10), "", "");
    let args = json!({"title": "提示", "content": "请求失败", "confirmText": "重新请求"});
    let modal = build.call(caught, at(51, 14), &[], "showModal", "success", args);
    let detail =
        json!({"title": "提示", "content": "请求失败", "showCancel": true, "cancelText": "取消", "confirmText": "重新请求"});
    let shown = build.ui(Lane::Wx, modal, "modal", UiAction::Show, detail);
    build.ok(call - 2);
    build.wait_until(110);
    let given = build.platform(call, "user-data", json!({"anonymous": false, "encrypted": true}));
    let info = build.settle(given, call, Outcome::Success, profile("小明"));
    build.log(info, at(141, 15), "log", r#"{"nickName":"小明","city":"Guangzhou"}"#);
    let message = "cannot convert 'null' or 'undefined' to object";
    build.error(ErrorKind::CallbackThrew, info, at(142, 7), "TypeError", message);
    build.wait_until(1090);
    let answer = build.ui(Lane::User, shown, "modal", UiAction::Answer, json!({"button": "confirm", "text": "重新请求"}));
    let result = json!({"confirm": true, "cancel": false, "errMsg": "showModal:ok"});
    let retry = build.settle(answer, modal, Outcome::Success, result);
    let call = build.call(retry, at(96, 8), &[at(95, 10), at(57, 17)], "request", "success fail", json!({"timeout": 0}));
    let post = build.post(call, json!({"code": "<code:1>"}));
    build.wait_until(1091);
    let hop = build.jscode2session(post, "<code:1>");
    let refusal = json!({"code": "<code:1>", "errcode": 40163, "errmsg": "code been used, rid: <rid:1>"});
    build.platform(hop, "code-refused", refusal);
    build.wait_until(1121);
    build.respond(Lane::Wechat, hop, 200, json!({"errcode": 40163, "errmsg": "code been used, rid: <rid:1>"}));
    build.wait_until(1150);
    let body = json!({"InfoState": 1, "errcode": 40163});
    let response = build.respond(Lane::Backend, post, 200, body.clone());
    build.settle(
        response,
        call,
        Outcome::Success,
        json!({"data": body, "statusCode": 200, "header": {}, "errMsg": "request:ok"}),
    );
    build.end(&[])
}

/// `article.md#1,2`, `checksession()` with an expired session: the modal opens, and the login starts behind it.
pub(crate) fn session_expired() -> Trace {
    let mut build = Build::new(&[1, 2], "checksession()");
    let check = build.call(3, at(118, 6), &[], "checkSession", "success fail", json!({}));
    build.platform(check, "session-checked", json!({"valid": false}));
    build.wait_until(20);
    let result = json!({"errMsg": "checkSession:fail session time out, need relogin", "errCode": -13001});
    let failed = build.settle(check, check, Outcome::Fail, result);
    build.log(failed, at(123, 15), "log", "登录过期");
    let args = json!({"title": "提示", "content": "你的登录信息过期了，请重新登录"});
    let modal = build.call(failed, at(124, 10), &[], "showModal", "", args);
    let detail = json!({"title": "提示", "content": "你的登录信息过期了，请重新登录", "showCancel": true, "cancelText": "取消", "confirmText": "确定"});
    build.ui(Lane::Wx, modal, "modal", UiAction::Show, detail);
    let login = build.call(failed, at(18, 6), &[at(129, 7)], "login", "success", json!({}));
    build.platform(login, "code-issued", json!({"code": "<code:1>"}));
    build.error(ErrorKind::CallbackThrew, failed, at(129, 16), "TypeError", "cannot read property 'then' of undefined");
    build.wait_until(50);
    let code = build.settle(login, login, Outcome::Success, json!({"errMsg": "login:ok", "code": "<code:1>"}));
    let toast = build.call(code, at(22, 10), &[], "showToast", "", json!({"title": "数据加载中", "icon": "loading"}));
    let shown = loading_toast(&mut build, toast);
    let call = build.call(code, at(96, 8), &[at(95, 10), at(27, 7)], "request", "success fail", json!({"timeout": 0}));
    let post = build.post(call, json!({"code": "<code:1>"}));
    build.ok(toast);
    build.wait_until(1550);
    build.ui(Lane::Wx, shown, "toast", UiAction::Expire, json!({"shown_ms": 1500, "of_ms": 1500}));
    build.wait_until(3050);
    let response = build.respond(Lane::Backend, post, 500, json!("Internal Server Error"));
    let result = json!({"data": "Internal Server Error", "statusCode": 500, "header": {}, "errMsg": "request:ok"});
    let answer = build.settle(response, call, Outcome::Success, result);
    let hide = build.call(answer, at(38, 14), &[], "hideToast", "", json!({}));
    build.settle(hide, hide, Outcome::Reject, json!({"errMsg": "hideToast:fail:toast can't be found"}));
    build.end(&[("modal", modal + 1)])
}

/// `article.md#1`, `wxLogin()`: the user never allowed the profile, and nobody takes the rejection.
pub(crate) fn not_granted() -> Trace {
    let mut build = Build::new(&[1], "wxLogin()");
    let answer = up_to_the_answer(&mut build);
    let call = build.call(answer, at(81, 8), &[at(80, 10), at(40, 13)], "getUserInfo", "success fail", json!({}));
    build.ok(call - 2);
    build.wait_until(110);
    let failed = build.settle(call, call, Outcome::Fail, json!({"errMsg": "getUserInfo:fail auth deny"}));
    build.error(ErrorKind::UnhandledRejection, failed, at(87, 9), "", "我还没有授权");
    build.end(&[])
}

/// From `wxLogin()` to `wx.hideToast()`; returns the answer of `wx.request`.
fn up_to_the_answer(build: &mut Build) -> u64 {
    let invoked = build.trace.events.len() as u64;
    let login = build.call(invoked, at(18, 6), &[], "login", "success", json!({}));
    build.platform(login, "code-issued", json!({"code": "<code:1>"}));
    build.wait_until(30);
    let code = build.settle(login, login, Outcome::Success, json!({"errMsg": "login:ok", "code": "<code:1>"}));
    let toast = build.call(code, at(22, 10), &[], "showToast", "", json!({"title": "数据加载中", "icon": "loading"}));
    loading_toast(build, toast);
    let call = build.call(code, at(96, 8), &[at(95, 10), at(27, 7)], "request", "success fail", json!({"timeout": 0}));
    let post = build.post(call, json!({"code": "<code:1>"}));
    build.ok(toast);
    build.wait_until(31);
    let hop = build.jscode2session(post, "<code:1>");
    let exchanged = json!({"code": "<code:1>", "openid": "<openid:1>", "session_key": "<session_key:1>"});
    build.platform(hop, "code-exchanged", exchanged);
    build.wait_until(61);
    build.respond(Lane::Wechat, hop, 200, json!({"openid": "<openid:1>", "session_key": "<session_key:1>"}));
    build.wait_until(90);
    let response = build.respond(Lane::Backend, post, 200, json!({"InfoState": 0}));
    let result = json!({"data": {"InfoState": 0}, "statusCode": 200, "header": {}, "errMsg": "request:ok"});
    let answer = build.settle(response, call, Outcome::Success, result);
    let hide = build.call(answer, at(38, 14), &[], "hideToast", "", json!({}));
    build.ui(Lane::Wx, hide, "toast", UiAction::Hide, json!({"shown_ms": 60, "of_ms": 1500}));
    answer
}

fn loading_toast(build: &mut Build, call: u64) -> u64 {
    build.ui(Lane::Wx, call, "toast", UiAction::Show, json!({"title": "数据加载中", "icon": "loading", "duration": 1500}))
}

/// What `wx.getUserInfo` gives.
pub(crate) fn profile(nick_name: &str) -> Value {
    json!({
        "errMsg": "getUserInfo:ok",
        "userInfo": {"nickName": nick_name, "gender": 1, "city": "Guangzhou", "province": "Guangdong", "country": "China"},
        "rawData": "{\"nickName\":\"小明\"}",
        "signature": "<signature:1>",
        "encryptedData": "<encrypted:1>",
        "iv": "<iv:1>",
    })
}

fn function(name: &str, line: u32, returns_nothing: bool) -> Definition {
    Definition { name: name.into(), what: "function".into(), line, column: 10, returns_nothing }
}
