//! How long an automator call takes: round trips on loopback to a running `wxhost auto`.
//!
//! `cargo bench --bench automator`. The client is this program: a bare WebSocket, so that what is measured is the host. For
//! each call the median and the 99th percentile of a thousand round trips are printed, one after the other, as a suite makes them.

#![expect(clippy::print_stdout, clippy::disallowed_methods, reason = "a benchmark prints what it measured")]

use std::io::{BufRead as _, BufReader};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::Instant;

use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::{Message, WebSocket, client};

const ROUNDS: usize = 1_000;
const WARM_UP: usize = 50;

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir_all(folder.path().join("pages")).expect("a folder");
    for (name, text) in [
        ("app.json", r#"{"pages": ["pages/a"]}"#),
        ("app.js", "App({ globalData: { n: 1 } })"),
        ("pages/a.js", "Page({ data: { list: [1, 2, 3] }, add(n) { this.setData({ n }); return n } })"),
        ("pages/a.wxml", "<view/>"),
    ] {
        std::fs::write(folder.path().join(name), text).expect("a file");
    }
    let mut wxhost = Command::new(env!("CARGO_BIN_EXE_wxhost"));
    wxhost.args(["auto", "-q", "--auto-port", "0", "--project"]).arg(folder.path()).stdout(Stdio::piped());
    let mut child = wxhost.spawn().expect("wxhost starts");
    let mut line = String::new();
    let out = child.stdout.take().expect("a pipe");
    BufReader::new(out).read_line(&mut line).expect("the first line");
    let ready: Value = serde_json::from_str(&line).expect("JSON");
    let endpoint = ready["automator"].as_str().expect("an address").to_owned();
    let stream = TcpStream::connect(endpoint.trim_start_matches("ws://")).expect("a connection");
    stream.set_nodelay(true).expect("a socket");
    let (mut socket, _) = client(format!("{endpoint}/"), stream).expect("a client");

    let calls = [
        ("evaluate", "App.callFunction", json!({ "functionDeclaration": "(a, b) => a + b", "args": [1, 2] })),
        (
            "evaluate, new source each time",
            "App.callFunction",
            json!({ "functionDeclaration": "(a) => getApp().globalData.n + a + #", "args": [1] }),
        ),
        ("callWxMethod getStorageSync", "App.callWxMethod", json!({ "method": "getStorageSync", "args": ["k"] })),
        ("page.data", "Page.getData", json!({ "pageId": 1, "path": "list" })),
        ("page.callMethod with setData", "Page.callMethod", json!({ "pageId": 1, "method": "add", "args": [7] })),
    ];
    println!("{:<32} {:>10} {:>10}", "call", "median", "99 %");
    for (name, method, params) in calls {
        let mut micros: Vec<u128> =
            (0..ROUNDS + WARM_UP).map(|round| round_trip(&mut socket, method, &params, round)).skip(WARM_UP).collect();
        micros.sort_unstable();
        println!("{name:<32} {:>7} µs {:>7} µs", micros[ROUNDS / 2], micros[ROUNDS * 99 / 100]);
    }
    child.kill().expect("wxhost ends");
    child.wait().expect("wxhost ends");
}

fn round_trip(socket: &mut WebSocket<TcpStream>, method: &str, params: &Value, round: usize) -> u128 {
    let frame =
        json!({ "id": round.to_string(), "method": method, "params": params }).to_string().replace('#', &round.to_string());
    let began = Instant::now();
    socket.send(Message::text(frame)).expect("it is sent");
    // Events, such as the one that greets a client, have no id.
    let (answer, took) = loop {
        let message = socket.read().expect("an answer");
        let took = began.elapsed().as_micros();
        let message: Value = serde_json::from_str(message.to_text().expect("a text")).expect("JSON");
        if message.get("id").is_some() {
            break (message, took);
        }
    };
    assert!(answer["id"].as_str() == Some(round.to_string().as_str()) && answer.get("result").is_some(), "{answer}");
    took
}
