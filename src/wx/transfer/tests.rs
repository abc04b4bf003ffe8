//! Requests beyond their places, and `abort()` before, while and after: the same for all three kinds.

use super::super::testing::{check_in, run_in};

const SETUP: &str = r#"routes = { "https://a.cn/*" = "backend:/*" }"#;

#[test]
fn the_eleventh_request_waits_for_a_place() {
    let js = "for (let i = 1; i <= 11; i++) wx.request({url: 'https://a.cn/' + i, success: () => done.push(i + '@' + (Date.now() - start))});
        var done = [], start = Date.now(); setTimeout(() => console.log(done.join(' ')), 200)";
    check_in(SETUP, js, &["1@30 2@30 3@30 4@30 5@30 6@30 7@30 8@30 9@30 10@30 11@60"]);
}

#[test]
fn the_kinds_are_counted_separately() {
    let js = "var start = Date.now(); for (let i = 1; i <= 10; i++) wx.request({url: 'https://a.cn/' + i});
        wx.downloadFile({url: 'https://a.cn/x', success: () => console.log(Date.now() - start)})";
    check_in(SETUP, js, &["30"]);
}

#[test]
fn abort_while_running_fails_later_and_once() {
    let js = "const t = wx.request({url: 'https://a.cn/', success: () => console.log('ok'), fail: r => console.log(r.errMsg), complete: () => console.log('complete')});
        t.abort(); t.abort(); console.log('called')";
    check_in(SETUP, js, &["called", "request:fail abort", "complete"]);
}

#[test]
fn abort_while_queued_is_silent_and_afterwards_without_effect() {
    let js = "for (let i = 1; i <= 10; i++) wx.request({url: 'https://a.cn/' + i});
        wx.request({url: 'https://a.cn/q', complete: () => console.log('never')}).abort();
        const t = wx.request({url: 'https://a.cn/last', complete: r => { console.log(r.errMsg); t.abort() }})";
    check_in(SETUP, js, &["request:ok"]);
}

#[test]
fn a_listener_may_abort_or_throw() {
    let js = "const t = wx.request({url: 'https://a.cn/', success: () => console.log('ok'), fail: r => console.log(r.errMsg)});
        t.onHeadersReceived(() => { throw new Error('mine') }); t.onHeadersReceived(() => t.abort())";
    check_in(SETUP, js, &["! Error: mine", "request:fail abort"]);
}

#[test]
fn task_methods_work_detached_and_without_functions() {
    let js = "const {abort, onHeadersReceived, offHeadersReceived} = wx.request({url: 'https://a.cn/', fail: r => console.log(r.errMsg)});
        onHeadersReceived(); onHeadersReceived(5); offHeadersReceived('x'); abort()";
    check_in(SETUP, js, &["request:fail abort"]);
}

#[test]
fn a_faulted_task_has_its_methods() {
    let fault = format!("{SETUP}\n[[scenario.fault]]\napi = \"downloadFile\"\nerrMsg = \"downloadFile:fail timeout\"");
    let js = "const t = wx.downloadFile({url: 'https://a.cn/', fail: r => console.log(r.errMsg)}); t.onProgressUpdate(() => {}); t.abort()";
    assert_eq!(run_in(&fault, js).lines, ["downloadFile:fail timeout"]);
}

#[test]
fn a_streamed_reply_is_told_piece_by_piece() {
    let world = "routes = { 'https://a.cn/*' = 'backend:/*' }\nbackend.'GET /chat' = [{ chunks = ['你', '好', '!'] }]\nbackend.'GET /plain' = [{ body = 'whole' }]";
    let js = |options: &str, more: &str| {
        format!("var start = Date.now(); const t = wx.request({{ url: 'https://a.cn/chat', {options} success: (r) => console.log(r.data, Date.now() - start), fail: (r) => console.log(r.errMsg) }});
        t.onChunkReceived((r) => {{ console.log(r.data.byteLength, Date.now() - start); {more} }})")
    };
    check_in(world, &js("enableChunked: true,", ""), &["3 30", "3 80", "1 130", "你好! 130"]);
    check_in(
        world,
        &js("enableChunked: true,", "if (Date.now() - start > 50) t.abort()"),
        &["3 30", "3 80", "request:fail abort"],
    );
    check_in(world, &js("", ""), &["你好! 30"]);
    check_in(world, &js("enableChunked: true,", "").replace("/chat", "/plain"), &["5 30", "whole 30"]);
}
