//! Sockets to the scenario's peer, and to a real server on loopback.

use std::net::TcpListener;
use std::thread;

use tokio_tungstenite::tungstenite::{Message, accept};

use super::super::testing::{check, check_in, run_in};
use crate::host::Verdict;

const CHAT: &str = r#"
    routes = { "wss://a.cn/chat" = "backend:/chat" }
    [scenario.socket."/chat"]
    on_open = ["hello"]
    echo = true
    replies = { ping = ["pong", "and more"] }"#;

#[test]
fn a_scripted_peer_greets_replies_and_echoes() {
    let js = "const s = wx.connectSocket({url: 'wss://a.cn/chat', success: r => console.log(r.errMsg)}), t0 = Date.now();
        console.log(s.readyState, s.OPEN);
        s.onOpen(e => { console.log('open', Date.now() - t0, s.readyState, typeof e.header); s.send({data: 'ping', success: r => console.log(r.errMsg)}) });
        s.onMessage(m => { console.log(m.data, Date.now() - t0); if (m.data === 'and more') s.send({data: 'x'}); if (m.data === 'x') s.close({code: 3001, reason: 'bye'}) });
        s.onClose(e => console.log(e.code, e.reason, s.readyState))";
    check_in(
        CHAT,
        js,
        &[
            "0 1",
            "connectSocket:ok",
            "open 30 1 object",
            "sendSocketMessage:ok",
            "hello 31",
            "pong 60",
            "and more 61",
            "x 91",
            "3001 bye 3",
        ],
    );
}

#[test]
fn the_old_global_functions_mean_the_newest_socket() {
    let js = "wx.sendSocketMessage({data: 'x', fail: r => console.log(r.errMsg)});
        wx.onSocketOpen(() => { wx.sendSocketMessage({data: 'ping'}); }); wx.onSocketMessage(() => console.log('replaced'));
        wx.onSocketMessage(m => { console.log(m.data); if (m.data === 'pong') wx.closeSocket() }); wx.onSocketClose(e => console.log(e.code));
        wx.connectSocket({url: 'wss://a.cn/chat'})";
    check_in(CHAT, js, &["sendSocketMessage:fail taskID not exist", "hello", "pong", "1000"]);
}

#[test]
fn mistakes_fail_with_the_platforms_words() {
    let invalid = "connectSocket:fail invalid url \"https://a.cn\"";
    check("wx.connectSocket({url: 'https://a.cn', fail: r => console.log(r.errMsg)})", &[invalid, invalid]);
    let js = "const s = wx.connectSocket({url: 'wss://a.cn/chat'}); s.send({data: 'x', fail: r => console.log(r.errMsg)});
        s.onClose(() => s.close({fail: r => console.log(r.errMsg)})); s.onOpen(() => { s.send({data: {}, fail: r => console.log(r.errMsg)}); s.close() })";
    check_in(
        CHAT,
        js,
        &[
            "SocketTask.send:fail SocketTask.readyState is not OPEN",
            "sendSocketMessage:fail data should be String or ArrayBuffer",
            "SocketTask.close:fail SocketTask.readyState is CLOSED",
        ],
    );
    let js = "for (let i = 0; i < 6; i++) wx.connectSocket({url: 'wss://a.cn/chat', fail: r => console.log(r.errMsg)})";
    let ran = run_in(CHAT, js);
    assert_eq!(ran.lines, ["connectSocket:fail exceed max task count"]);
    assert_eq!(ran.open.iter().filter(|open| open.what == "socket").count(), 5);
}

#[test]
fn a_path_without_a_peer_is_a_diagnosis() {
    let toml = r#"routes = { "ws://a.cn/no" = "backend:/no" }"#;
    let ran = run_in(
        toml,
        "const s = wx.connectSocket({url: 'ws://a.cn/no'}); s.onError(e => console.log(e.errMsg)); s.onClose(e => console.log(e.code))",
    );
    assert!(ran.lines[0].contains("no socket listens at backend:/no"), "{:?}", ran.lines);
    assert_eq!(ran.lines[1..], ["connectSocket:fail Error during WebSocket handshake: Unexpected response code: 404", "1006"]);
    assert_eq!(*ran.verdict(), Verdict::UnknownApi);
}

#[test]
fn a_peer_closes_by_itself_and_listeners_may_throw() {
    let toml = "routes = { \"ws://a.cn/c\" = \"backend:/c\" }\n[scenario.socket.\"/c\"]\nclose_after = \"5s\"\nclose_code = 4000";
    let js = "const s = wx.connectSocket({url: 'ws://a.cn/c'}); s.onOpen(() => { throw new Error('mine') }); s.onOpen('no function'); s.onClose(e => console.log(e.code, Date.now()))";
    let ran = run_in(toml, js);
    assert_eq!(ran.lines.len(), 2);
    assert!(ran.lines[0] == "! Error: mine" && ran.lines[1].starts_with("4000 "), "{:?}", ran.lines);
}

/// A real server for one connection: greets, echoes, and closes on `bye`.
fn server() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let mut socket = accept(stream).unwrap();
        socket.send(Message::text("welcome")).unwrap();
        while let Ok(message) = socket.read() {
            match &message {
                Message::Text(text) if text.as_str() == "bye" => drop(socket.close(None)),
                Message::Text(_) | Message::Binary(_) => drop(socket.send(message)),
                _ => {}
            }
        }
    });
    format!("ws://{address}/x")
}

#[test]
fn a_real_server_is_heard_in_virtual_time() {
    let js = "const s = wx.connectSocket({url: 'wss://real.cn/'}), t0 = Date.now();
        s.onOpen(() => { console.log('open', Date.now() - t0); s.send({data: 'a'}); s.send({data: new Uint8Array([1, 2]).buffer}) });
        s.onMessage(m => { const d = typeof m.data === 'string' ? m.data : 'bytes ' + m.data.byteLength; console.log(d); if (d === 'bytes 2') s.send({data: 'bye'}) });
        s.onClose(e => console.log('closed', e.code, s.readyState))";
    let ran = run_in(&format!("routes = {{ \"wss://real.cn/\" = \"{}\" }}", server()), js);
    assert_eq!(ran.lines, ["open 30", "welcome", "a", "bytes 2", "closed 1005 3"]);
    assert_eq!((ran.open.len(), ran.verdict()), (0, &Verdict::Clean));
}

#[test]
fn a_heartbeat_is_answered_while_timers_run_and_an_open_socket_is_told() {
    let js = "const s = wx.connectSocket({url: 'wss://real.cn/'}); let n = 0;
        s.onOpen(() => { const t = setInterval(() => { s.send({data: 'beat ' + ++n}); if (n === 3) clearInterval(t) }, 30000) });
        s.onMessage(m => console.log(m.data))";
    let toml = format!("routes = {{ \"wss://real.cn/\" = \"{}\" }}\nlimits = {{ socket_idle = \"100ms\" }}", server());
    let ran = run_in(&toml, js);
    assert_eq!(ran.lines, ["welcome", "beat 1", "beat 2", "beat 3"]);
    assert_eq!(ran.open.iter().map(|open| open.what.as_str()).collect::<Vec<_>>(), ["socket"]);
}

#[test]
fn nobody_listens() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let js = "const s = wx.connectSocket({url: 'wss://real.cn/', success: () => console.log('made')}); s.onError(e => console.log(e.errMsg)); s.onClose(e => console.log(e.code, e.reason))";
    check_in(
        &format!("routes = {{ \"wss://real.cn/\" = \"ws://127.0.0.1:{port}/\" }}"),
        js,
        &["made", "connectSocket:fail Error in connection establishment: net::ERR_CONNECTION_REFUSED", "1006 abnormal closure"],
    );
}
