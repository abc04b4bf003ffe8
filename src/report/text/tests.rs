//! The drawings as a reader sees them, and what must hold for every drawing.

use serde_json::{Value, json};

use super::*;
use crate::trace::brief::columns;
use crate::trace::escape::deceives;
use crate::trace::fixture::{self, Build, at};
use crate::trace::{Body, ErrorKind, Form, Lane, Open, Outcome, UiAction, findings};

fn draw(mut trace: Trace, lang: Lang, width: usize) -> String {
    findings::append(&mut trace);
    render(&trace, &Options { lang, width, ..Options::default() })
}

/// Every event kind, with values that want to break the drawing.
fn hostile() -> Trace {
    let evil = "a\u{1b}[2J\u{1b}]0;x\u{7}\r\n\t\u{202e}b\u{200b}\u{9b}31m数据\u{e0041}";
    let mut build = Build::new(&[1, 2], evil);
    let call = build.call(2, at(5, 1), &[at(9, 1)], evil, "success", json!({evil: evil.repeat(50)}));
    build.ui(Lane::Wx, call, evil, UiAction::Show, json!({"title": evil}));
    build.platform(call, evil, json!({evil: [evil]}));
    let body = Body::Request {
        of: Some(call),
        method: evil.into(),
        url: evil.into(),
        route: None,
        headers: Value::Null,
        body: json!(evil),
    };
    let post = build.add(Lane::Wx, Some(call), None, body);
    build.wait_until(123_456_789);
    build.respond(Lane::Backend, post, 200, json!(evil.repeat(50)));
    build.settle(post, call, Outcome::Success, json!({evil: evil}));
    build.ui(Lane::User, call, "modal", UiAction::Answer, json!({"text": evil}));
    build.log(call, at(7, 1), evil, evil);
    for what in [ErrorKind::CallbackThrew, ErrorKind::UnhandledRejection, ErrorKind::Limit, ErrorKind::Caught] {
        build.error(what, call, at(8, 1), evil, evil);
    }
    build.add(Lane::Wx, None, None, Body::State { what: evil.into(), detail: json!({"a": evil}) });
    let open = vec![Open { what: evil.into(), of: Some(call) }, Open { what: "modal".into(), of: Some(9999) }];
    build.add(Lane::Host, None, None, Body::End { reason: evil.into(), limit: Some(evil.into()), open });
    let mut trace = build.trace();
    trace.header.scenario = Some(evil.into());
    trace.header.composition = evil.into();
    trace.header.bridges = vec![evil.into()];
    trace
}

#[test]
fn nothing_in_a_trace_can_move_the_cursor_or_break_a_line() {
    for lang in [Lang::Zh, Lang::En] {
        for width in [0, 40, 80, 110, 120, 200, 1000] {
            for all in [false, true] {
                let mut trace = hostile();
                findings::append(&mut trace);
                let text = render(&trace, &Options { lang, width, color: false, all });
                assert!(!text.contains(|c| deceives(c) && c != '\n'), "{text}");
            }
        }
    }
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for trace in fixture::all().into_iter().chain([hostile()]) {
        for lang in [Lang::Zh, Lang::En] {
            for width in 60..180 {
                let text = draw(trace.clone(), lang, width);
                let wide = text.lines().find(|line| columns(line) > width);
                assert!(wide.is_none(), "{width}: {} {wide:?}\n{text}", columns(wide.unwrap_or_default()));
            }
        }
    }
}

#[test]
fn rails_stand_below_each_other() {
    for (lang, width) in [(Lang::Zh, 120), (Lang::En, 120), (Lang::En, 150)] {
        let text = draw(fixture::both_blocks(), lang, width);
        // The user's rail: in every row between the two rules.
        let rows: Vec<_> = text
            .lines()
            .skip_while(|line| !line.starts_with(" ──"))
            .skip(1)
            .take_while(|line| !line.starts_with(" ──"))
            .collect();
        assert!(rows.len() > 20 && rows.iter().all(|row| matches!(row.chars().nth(7), Some('┊' | '│'))), "{text}");
    }
}

#[test]
fn the_same_trace_gives_the_same_text_and_colours_change_no_letter() {
    for trace in fixture::all() {
        let plain = Options::default();
        let text = render(&trace, &plain);
        assert_eq!(render(&trace, &plain), text);
        let colored = render(&trace, &Options { color: true, ..plain });
        let mut stripped = String::new();
        let mut inside = false;
        for c in colored.chars() {
            match (inside, c) {
                (false, '\u{1b}') => inside = true,
                (true, 'm') => inside = false,
                (false, _) => stripped.push(c),
                _ => {}
            }
        }
        assert_eq!(stripped, text);
    }
}

#[test]
fn a_trace_that_was_cut_or_is_empty_can_be_drawn() {
    let mut trace = fixture::both_blocks();
    while trace.events.pop().is_some() {
        assert!(render(&trace, &Options::default()).contains("article.md#1,2"));
    }
}

#[test]
fn each_event_has_a_row_of_its_own_when_all_are_wanted() {
    for trace in fixture::all() {
        let text = render(&trace, &Options { all: true, ..Options::default() });
        for event in &trace.events {
            assert!(text.contains(&format!("#{} ", event.seq)), "#{}\n{text}", event.seq);
        }
    }
}

#[test]
fn a_very_long_trace_is_cut_in_the_middle_and_drawn_quickly() {
    let mut build = Build::new(&[1], "go()");
    let mut last = 2;
    for t in 0..20_000 {
        build.wait_until(t * 100);
        last = build.add(Lane::Host, Some(last), at(3, 1), Body::Invoke { what: "setInterval callback".into() });
        build.call(last, at(4, 1), &[], "request", "", json!({"url": "x"}));
        build.error(ErrorKind::CallbackThrew, last, at(5, 1), "TypeError", "x");
    }
    let text = draw(build.end(&[]), Lang::En, 120);
    assert!(text.contains(" rows are left out here") && text.lines().count() < 4000, "{}", text.lines().count());
}

#[test]
fn a_login_that_succeeds() {
    insta::assert_snapshot!(draw(fixture::login_succeeds(), Lang::En, 120), @r#"
    article.md#1 · wxLogin() · rules of 2020-10-06 (base library 2.13.0, devtools) · seed 1

     t ms user   mini-program          wx / device             developer's server WeChat
    ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
        0 ┊      + article.md#1 defines wxLogin, getUserInfo, request             ┊
          ┊      ► wxLogin()           ┊                       ┊                  ┊
          ┊      │ wx.login ──────────►│─────────────────────────────────────────►│ issues <code:1> article.md:18
       30 ┊      │◄────────────────────│ success {code: <code:1>}                 ┊                 of line 18 · 30 ms
          ┊      │ wx.showToast ──────►│ ⟳ 数据加载中          ┊                  ┊                 article.md:22
          ┊      │ wx.request ────────►│ POST 后端提供的接口 ─►│ {"code": <code:1>}                 article.md:96 ◂ 27
       31 ┊      ┊                     │                       │ jscode2session ─►│ spends <code:1>
       61 ┊      ┊                     │                       │◄─────────────────│ <openid:1>, <session_key:1>
       90 ┊      │◄────────────────────│ success ◄─────────────│ 200 {"InfoState": 0}               of line 96 ◂ 27 · 60 ms
          ┊      │ wx.hideToast ──────►│ toast hidden (60 of its 1500 ms)         ┊                 article.md:38
          ┊      │ wx.getUserInfo ────►│                       ┊                  ┊                 article.md:81 ◂ 40
      110 ┊      │◄────────────────────│ success {userInfo: {nickName: "小明",… ◄─│ the profile     of line 81 ◂ 40 · 20 ms
          ┊      ■ end: nothing left open                      ┊                  ┊
    ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
    no findings
    "#);
}

#[test]
fn both_blocks_in_one_scope() {
    insta::assert_snapshot!(draw(fixture::both_blocks(), Lang::En, 120), @r#"
    article.md#1,2 · wxLogin() · rules of 2020-10-06 (base library 2.13.0, devtools) · seed 1
    blocks 1, 2 of article.md, one after another in one global scope

     t ms user   mini-program          wx / device             developer's server WeChat
    ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
        0 ┊      + article.md#1 defines wxLogin, getUserInfo, request             ┊
          ┊      + article.md#2 defines checksession, getUserInfo (again)         ┊
          ┊      ► wxLogin()           ┊                       ┊                  ┊
          ┊      │ wx.login ──────────►│─────────────────────────────────────────►│ issues <code:1> article.md:18
       30 ┊      │◄────────────────────│ success {code: <code:1>}                 ┊                 of line 18 · 30 ms
          ┊      │ wx.showToast ──────►│ ⟳ 数据加载中          ┊                  ┊                 article.md:22
          ┊      │ wx.request ────────►│ POST 后端提供的接口 ─►│ {"code": <code:1>}                 article.md:96 ◂ 27
       31 ┊      ┊                     │                       │ jscode2session ─►│ spends <code:1>
       61 ┊      ┊                     │                       │◄─────────────────│ <openid:1>, <session_key:1>
       90 ┊      │◄────────────────────│ success ◄─────────────│ 200 {"InfoState": 0}               of line 96 ◂ 27 · 60 ms
          ┊      │ wx.hideToast ──────►│ toast hidden (60 of its 1500 ms)         ┊                 article.md:38
          ┊      │ wx.getUserInfo ────►│                       ┊                  ┊                 article.md:139 ◂ 40
          ┊      ✗ TypeError: cannot read property 'then' of undefined            ┊                 article.md:41
          ┊      ↳ caught here         │                       ┊                  ┊                 article.md:49
          │      │ wx.showModal ──────►│ ▢ 提示 · 请求失败 · [取消] [重新请求]    ┊                 article.md:51
      110 │      │◄────────────────────│ success {userInfo: {nickName: "小明",… ◄─│ the profile     of line 139 · 20 ms
          │      ┊ console.log {"nickName":"小明","city":"Guangzhou"}             ┊                 article.md:141
          │      ✗ TypeError: cannot convert 'null' or 'undefined' to object      ┊                 article.md:142
        ⋮ │      ┊                     │                       ┊                  ┊
     1090 │ taps 重新请求 ────────────►│ ▢ modal               ┊                  ┊                 of line 51
          ┊      │◄────────────────────│ success {confirm: true, cancel: false}   ┊                 of line 51 · 1000 ms
          ┊      │ wx.request ────────►│ POST 后端提供的接口 ─►│ {"code": <code:1>}                 article.md:96 ◂ 57
     1091 ┊      ┊                     │                       │ jscode2session ─►│ ✗ refuses: 40163 code been used
     1121 ┊      ┊                     │                       │◄─────────────────│ {"errcode": 40163, "errmsg": "code bee…
     1150 ┊      │◄────────────────────│ success ◄─────────────│ 200 {"InfoState": 1, "errcode": 4… of line 96 ◂ 57 · 60 ms
          ┊      ■ end: nothing left open                      ┊                  ┊
    ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
    4 findings
    ▲ success-shown-as-failure  article.md:51   the server had answered 200 {"InfoState": 0}; the TypeError at line 41 led
                                                here, and the user was told "请求失败"
    ▲ code-reused               article.md:57   <code:1> was spent at 31 ms (by the request of line 27); a login code
                                                works once, WeChat refuses it (40163 code been used); call wx.login again
                                                before a retry
    ▲ function-redefined        article.md:138  getUserInfo replaces the one at line 79; this one returns nothing, so code
                                                that uses its result (such as getUserInfo().then) breaks
    ▲ callback-threw            article.md:142  the success callback of wx.getUserInfo (line 139, from line 40) threw
                                                TypeError: cannot convert 'null' or 'undefined' to object; the rest of it
                                                did not run
    "#);
}

#[test]
fn an_expired_session_in_chinese_on_a_narrow_terminal() {
    insta::assert_snapshot!(draw(fixture::session_expired(), Lang::Zh, 80), @r#"
    article.md#1,2 · checksession() ·
    2020-10-06 的规则（基础库 2.13.0，devtools） · 种子 1
    article.md 的代码块 1, 2 依次放在同一个全局作用域里运行

     t ms 人 程 机 服 微 人 用户  程 小程序  机 wx/手机  服 开发者服务器  微 微信
    ──────────────────────────────────────────────────────────────────────────────
        0 ┊  +  ┊  ┊  ┊  article.md#1：定义 wxLogin, getUserInfo, request
          ┊  +  ┊  ┊  ┊  article.md#2：定义 checksession, getUserInfo（重复）
          ┊  ►  ┊  ┊  ┊  checksession()
          ┊  │─►│────►│  wx.checkSession  登录态失效                 article.md:118
       20 ┊  │◄─│  ┊  ┊  ✗ checkSession:fail session time out, need relogin
          ┊  ┊  │  ┊  ┊  {errCode: -13001}                      答第 118 行 · 20 ms
          ┊  ●  ┊  ┊  ┊  console.log 登录过期                        article.md:123
          │  │─►│  ┊  ┊  wx.showModal  ▢ 提示 · 你的登录信息过期了，请重新登录 ·
          │  ┊  ┊  ┊  ┊  [取消] [确定]                               article.md:124
          │  │─►│────►│  wx.login  签发 <code:1>                article.md:18 ◂ 129
          │  ✗  │  ┊  ┊  TypeError: cannot read property 'then' of undefined
          │  ┊  │  ┊  ┊                                              article.md:129
       50 │  │◄─│  ┊  ┊  success {code: <code:1>}          答第 18 行 ◂ 129 · 30 ms
          │  │─►│  ┊  ┊  wx.showToast  ⟳ 数据加载中                   article.md:22
          │  │─►│─►│  ┊  wx.request  POST 后端提供的接口  {"code": <code:1>}
          │  ┊  │  │  ┊                                          article.md:96 ◂ 27
        ⋮ │  ┊  │  │  ┊
     1550 │  ┊  ●  │  ┊  toast 自动消失（1500 ms）
        ⋮ │  ┊  │  │  ┊
     3050 │  │◄─│◄─│  ┊  success  500 Internal Server Error
          │  ┊  │  │  ┊                                   答第 96 行 ◂ 27 · 3000 ms
          │  │─►│  ┊  ┊  wx.hideToast                                 article.md:38
          │  │◄─│  ┊  ┊  ✗ reject hideToast:fail:toast can't be found    答第 38 行
          │  ■  ┊  ┊  ┊  结束，遗留：弹窗（第 124 行）
    ──────────────────────────────────────────────────────────────────────────────
    发现 6 个问题
    ▲ toast-expired-while-waiting  article.md:22
      “数据加载中”1500 ms 后自动消失（没有写 duration），而 wx.request（第 96 行，
      由第 27 行调用）到 3050 ms 才返回，中间 1500 ms 用户看不到任何提示；等待时应
      改用 wx.showLoading
    ▲ http-error-unnoticed  article.md:96
      服务器返回 500 "Internal Server Error"，但 wx.request 只要收到响应就会走
      success；之后页面没有任何反应，请检查 res.statusCode
    ▲ ui-left-open  article.md:124
      弹窗“你的登录信息过期了，请重新登录”到最后也没有人点
    ▲ modal-and-login-overlap  article.md:129
      弹窗“你的登录信息过期了，请重新登录”（第 124 行）还没等用户点击，登录就已经
      开始，用户点哪个按钮结果都一样；应在弹窗的 success 回调里判断 res.confirm 之
      后再登录
    ▲ callback-threw  article.md:129
      wx.checkSession（第 118 行）的 fail 回调抛出 TypeError: cannot read property
      'then' of undefined，后面的代码没有执行
    ▲ function-redefined  article.md:138
      getUserInfo 覆盖了第 79 行的同名函数；这一个没有返回值，用到返回值的代码（如
      getUserInfo().then）会出错
    "#);
}

#[test]
fn calls_that_return_throw_replace_and_print() {
    let mut build = Build::new(&[], "go()");
    let sync = |build: &mut Build, line, api: &str, args: Value, outcome, result: Value| {
        let body = Body::Call { api: api.into(), args, callbacks: vec![], form: Form::Sync, via: vec![] };
        let call = build.add(Lane::Page, Some(1), at(line, 3), body);
        let body = Body::Settle { api: api.into(), of: call, outcome, result, handled: true };
        build.add(Lane::Wx, Some(call), None, body);
    };
    sync(&mut build, 1, "setStorageSync", json!(["token", "<token:1>"]), Outcome::Return, json!("<undefined>"));
    sync(&mut build, 2, "getStorageSync", json!("token"), Outcome::Return, json!("<token:1>"));
    sync(&mut build, 3, "getStorageSync", json!({}), Outcome::Throw, json!("<Error: APP-SERVICE-SDK:no key>"));
    let toast = build.call(1, at(4, 3), &[], "showLoading", "", json!({"title": "加载中"}));
    build.ui(Lane::Wx, toast, "toast", UiAction::Replace, json!({"title": "请稍候", "shown_ms": 20, "of_ms": 1500}));
    build.ui(Lane::Wx, toast, "loading", UiAction::Show, json!({"title": "加载中"}));
    let sheet = build.call(1, at(5, 3), &[], "showActionSheet", "success", json!({"itemList": ["拍照", "相册"]}));
    let shown = build.ui(Lane::Wx, sheet, "action-sheet", UiAction::Show, json!({"itemList": ["拍照", "相册"]}));
    build.add(
        Lane::Wx,
        None,
        None,
        Body::Log { level: "error".into(), args: vec![], text: "请注意 showToast 与 hideToast 必须配对使用".into() },
    );
    build.wait_until(2000);
    let answer = build.ui(Lane::User, shown, "action-sheet", UiAction::Answer, json!({"tapIndex": 1, "text": "相册"}));
    build.settle(answer, sheet, Outcome::Success, json!({"tapIndex": 1, "errMsg": "showActionSheet:ok"}));
    build.add(Lane::Wx, None, None, Body::State { what: "route".into(), detail: json!({"path": "pages/index/index"}) });
    insta::assert_snapshot!(draw(build.end(&[("loading", 10)]), Lang::En, 120), @r#"
    article.md · go() · rules of 2020-10-06 (base library 2.13.0, devtools) · seed 1

     t ms user   mini-program          wx / device             developer's server WeChat
    ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
        0 ┊      ► go()                ┊                       ┊                  ┊
          ┊      │ wx.setStorageSync ─►│ "token", <token:1>    ┊                  ┊                 article.md:1
          ┊      │ wx.getStorageSync ─►│ "token" = <token:1>   ┊                  ┊                 article.md:2
          ┊      │ wx.getStorageSync ─►│ ✗ throw <Error: APP-SERVICE-SDK:no key>  ┊                 article.md:3
          ┊      │ wx.showLoading ────►│ ⟳ 加载中 (replaces 请稍候)               ┊                 article.md:4
          │      │ wx.showActionSheet ►│ ▤ [拍照] [相册]       ┊                  ┊                 article.md:5
          │      ┊                     │ console.error 请注意 showToast 与 hideToast 必须配对使用
        ⋮ │      ┊                     │                       ┊                  ┊
     2000 │ taps 相册 ────────────────►│ ▢ action sheet        ┊                  ┊                 of line 5
          ┊      │◄────────────────────│ success {tapIndex: 1} ┊                  ┊                 of line 5 · 2000 ms
          ┊      ┊                     ┊ route path: "pages/index/index"          ┊
          ┊      ■ end: left open: loading (line 4)            ┊                  ┊
    ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
    1 finding
    ▲ ui-left-open  article.md:4  "加载中" never went away: without wx.hideLoading the user waits forever
    "#);
}
