//! Record and replay: what a real server answered is answered again without it, byte for byte; HARs that others accept.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;

use crate::coverage::package;
use crate::support::{Wxhost, folder};

/// A server that counts its requests: `/n` answers their number, `/pic` bytes, `/gone` moves to `/n`, `/cut` breaks off.
struct Server {
    address: String,
    asked: Arc<AtomicUsize>,
}

impl Server {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let mut buffer = [0; 8192];
                let read = stream.read(&mut buffer).unwrap_or(0);
                let head = String::from_utf8_lossy(&buffer[..read]).into_owned();
                let path = head.split(' ').nth(1).unwrap_or_default();
                let number = count.fetch_add(1, Ordering::Relaxed) + 1;
                let reply = |status: &str, headers: &str, body: &[u8]| {
                    let mut reply =
                        format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n", body.len())
                            .into_bytes();
                    reply.extend_from_slice(body);
                    reply
                };
                let reply = match path {
                    "/pic" => reply("200 OK", "content-type: image/png\r\n", &[0xff, 0, 1, 2]),
                    "/gone" => reply("302 Found", "location: /n\r\n", b""),
                    "/cut" => Vec::new(),
                    _ => reply(
                        "200 OK",
                        "content-type: application/json\r\nset-cookie: sid=s1\r\n",
                        format!("{{\"n\":{number}}}").as_bytes(),
                    ),
                };
                let _ = stream.write_all(&reply);
            }
        });
        Self { address, asked }
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }
}

fn program(server: &Server) -> String {
    format!(
        "const at = '{}'
const ask = (path, data) => new Promise(done => wx.request({{
  url: at + path, method: data ? 'POST' : 'GET', data, header: {{ Authorization: 'secret' }}, responseType: path === '/pic' ? 'arraybuffer' : 'text',
  success: r => done(path + ' ' + r.statusCode + ' ' + (r.data.byteLength || JSON.stringify(r.data))), fail: e => done(path + ' ' + e.errMsg),
}}))
const all = async () => {{
  for (const path of ['/n', '/n', '/pic', '/gone', '/cut']) console.log(await ask(path))
  const {{ code }} = await wx.login()
  console.log(await ask('/login?code=' + code, {{ code, a: 1 }}))
}}
",
        server.address
    )
}

#[test]
fn what_was_recorded_is_replayed_byte_for_byte_without_a_network() {
    for name in ["tape.jsonl", "tape.har"] {
        let server = Server::start();
        let folder = folder(&[("a.js", &program(&server))]);
        let run = |args: &[&str]| {
            let all = ["run", "a.js", "--call", "all()", "--format", "jsonl"];
            Wxhost::new(all.iter().chain(args)).within(folder.path()).run()
        };
        let real = run(&["--record", name])
            .expect(0, &["/n 200 {\\\"n\\\":1}", "/n 200 {\\\"n\\\":2}", "/pic 200 4", "/gone 200", "/cut request:fail"]);
        let asked = server.asked();
        assert!(asked >= 7, "{asked}");
        let text = std::fs::read_to_string(folder.path().join(name)).expect("the tape");
        assert!(!text.contains("secret") && text.contains("<masked>") && text.contains("<code:1>"), "{text}");
        let replayed = run(&["--replay", name]).expect(0, &[]);
        assert_eq!(replayed.out, real.out, "{name}");
        assert_eq!(server.asked(), asked, "nothing was sent");
        // Other generated values are as good.
        run(&["--replay", name, "--seed", "7"]).expect(0, &["/login?code=<code:1> 200"]);
        assert_eq!(server.asked(), asked, "nothing was sent");
        if name.ends_with(".har") {
            valid_har(&folder.path().join(name));
        }
    }
}

/// Checks a HAR with the validator that its consumers use.
fn valid_har(path: &std::path::Path) {
    let Some(validator) = package("har-validator", "5.1.5") else { return };
    let script = "const v = require(process.argv[1] + '/lib/promise'); const h = JSON.parse(require('fs').readFileSync(process.argv[2]));\
        v.har(h).then(() => console.log('valid', h.log.entries.length), e => { console.log(JSON.stringify(e.errors)); process.exit(1) })";
    let output = Command::new("node").args(["-e", script]).arg(validator).arg(path).output().expect("node");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(said, "valid 6\n", "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn an_unmatched_request_fails_with_the_nearest_and_the_field() {
    let server = Server::start();
    let folder = folder(&[("a.js", &program(&server))]);
    let run = |args: &[&str]| Wxhost::new(["run", "a.js"].iter().chain(args)).within(folder.path()).run();
    run(&["--call", "ask('/login', { a: { b: 1 } })", "--record", "t.jsonl"]).expect(0, &[]);
    let call = "ask('/login', { a: { b: 2 } }).then(console.log)";
    let asked = server.asked();
    let words = ["unmatched-request", "a.js:2", "was recorded with another body.a.b: 1 then, 2 now"];
    let ran = run(&["--call", call, "--replay", "t.jsonl", "--format", "text"]).expect(5, &words);
    assert!(ran.out.contains("request:fail url not in domain list"), "{}", ran.out);
    run(&["--call", call, "--replay", "t.jsonl", "--lang", "zh"]).expect(5, &["body.a.b", "录制的是 1，现在是 2"]);
    run(&["--call", "ask('/other')", "--replay", "t.jsonl"]).expect(5, &["differs in method"]);
    run(&["--call", "wx.connectSocket({ url: 'ws://127.0.0.1:1/' })", "--replay", "t.jsonl"])
        .expect(5, &["the recording has no a connection to"]);
    assert_eq!(server.asked(), asked, "nothing was sent");
    run(&["--replay", "none.jsonl"]).expect(2, &["no such file or folder: none.jsonl"]);
    run(&["--replay", "a.js"]).expect(2, &["a.js: 1:1: this is not JSON"]);
    run(&["--call", "1", "--record", "e.har"]).expect(0, &["nothing was recorded"]);
    run(&["--call", "ask('/n')", "--replay", "e.har"]).expect(5, &["nothing is"]);
}

#[test]
fn a_scenario_can_name_its_recording() {
    let server = Server::start();
    let sidecar = "[[scenario]]\nname = 'kept'\ncall = ['all()']\nreplay = 'tapes/t.jsonl'\n";
    let folder = folder(&[("a.js", &program(&server)), ("a.js.toml", sidecar)]);
    std::fs::create_dir(folder.path().join("tapes")).expect("a folder");
    let within = |args: &[&str]| Wxhost::new(args).within(folder.path()).run();
    within(&["run", "a.js", "--call", "all()", "--record", "tapes/t.jsonl"]).expect(0, &[]);
    let asked = server.asked();
    within(&["check", "--update", "missing"]).expect(0, &["1 scenario: 1 written"]);
    within(&["check", "a.js.toml"]).expect(0, &["1 scenario: 1 as approved"]);
    let path = folder.path().join("a.js.toml").display().to_string();
    Wxhost::new(["run", &path, "--quiet"]).run().expect(0, &[]);
    let save = ["explore", "a.js", "--scenario", "kept", "--max-choices", "0", "--save", "paths", "-q"];
    within(&save).expect(0, &[]);
    within(&["run", "paths/path-0001.scenario.toml", "-q"]).expect(0, &["no findings"]);
    assert_eq!(server.asked(), asked, "nothing was sent");
}

#[test]
fn a_browsers_har_becomes_a_scenario_that_runs() {
    let header = |name: &str, value: &str| json!({ "name": name, "value": value });
    let entry = json!({
        "_resourceType": "xhr", "startedDateTime": "2026-01-01T00:00:00.000Z", "time": 12.5,
        "request": {
            "method": "POST", "url": "https://api.example.com/login?v=2", "httpVersion": "h2", "headers": [header(":authority", "x"), header("cookie", "sid=1")],
            "postData": { "mimeType": "application/json", "text": "{\"code\":\"081abc\"}" },
        },
        "response": {
            "status": 200, "headers": [header("content-type", "application/json"), header("content-encoding", "gzip"), header("set-cookie", "sid=2")],
            "content": { "size": 40, "mimeType": "application/json", "text": "eyJJbmZvU3RhdGUiOjAsInRva2VuIjoidCJ9", "encoding": "base64" },
        },
    });
    let har = json!({ "log": { "version": "1.2", "creator": {}, "entries": [entry] } }).to_string();
    let script = "function login() {
  wx.login({ success: r => wx.request({ url: 'https://api.example.com/login?v=2', method: 'POST', data: { code: r.code }, success: r => console.log(r.data.InfoState, r.data.token), fail: console.log }) })
}
";
    let folder = folder(&[("a.js", script), ("app.har", &har), ("broken.har", "{\"log\":{\"entries\":[1]}}")]);
    let within = |args: &[&str]| Wxhost::new(args).within(folder.path()).run();
    let made = within(&["import", "har", "app.har", "--source", "a.js", "--name", "登录", "-o", "app.scenario.toml"]);
    made.expect(0, &["masked: set-cookie ×1, token ×1"]);
    within(&["run", "app.scenario.toml", "--set", "call=['login()']", "--format", "console"]).expect(0, &["0 <masked>\n"]);
    within(&["check", "app.scenario.toml", "--list"]).expect(0, &["登录"]);
    // The same file answers as it is, whatever the code was then.
    within(&["run", "a.js", "--call", "login()", "--replay", "app.har", "--format", "console"]).expect(0, &["0 t\n"]);
    within(&["import", "har", "app.har", "--lang", "zh"]).expect(0, &["[routes]", "已遮盖：set-cookie ×1、token ×1"]);
    within(&["import", "har", "app.har", "--host", "*.other.com"]).expect(7, &["no entry was taken"]);
    within(&["import", "har", "broken.har"]).expect(3, &["it must be an object\n  --> broken.har: log.entries[0].request"]);
    within(&["import", "har", "none.har"]).expect(2, &["no such file or folder"]);
}
