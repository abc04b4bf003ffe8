//! `wxhost auto` driven by the clients that people have: npm's `miniprogram-automator`, PyPI's `minium`, both unmodified; and frames
//! by hand.
//!
//! Versions are pinned and kept under `target/`. Without npm, Python or a registry the tests say so and pass; CI has all of them.

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command};
use std::sync::OnceLock;
use std::time::Duration;

use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Message, WebSocket, client};

use crate::support::{Wxhost, npm, packages, root, view};

/// The app of these tests: two pages, no view needed.
const APP: [(&str, &str); 6] = [
    ("app.json", r#"{"pages": ["pages/a/a", "pages/b/b"]}"#),
    ("app.js", "App({ globalData: { n: 1 } })"),
    (
        "pages/a/a.js",
        "Page({
  data: { list: [{ name: 'x' }], n: 0 },
  add(k) { this.setData({ n: this.data.n + k }); return this.data.n },
  async later() { await new Promise((resolve) => setTimeout(resolve, 10)); return 'later' },
  locate() { return new Promise((resolve) => wx.getLocation({ success: (r) => resolve(r.latitude), fail: (r) => resolve(r.errMsg) })) },
  ask() { wx.showModal({ title: 'sure?', success: (r) => this.setData({ answer: r.confirm }) }) },
  talk() { console.log('hello', { a: 1 }, [1, undefined]); console.warn(new Error('bad'), () => 1) },
  boom() { setTimeout(() => { throw new Error('boom') }, 0) },
})",
    ),
    ("pages/a/a.wxml", "<view>a</view>"),
    ("pages/b/b.js", "Page({ data: {}, onLoad({ x }) { this.setData({ x }) } })"),
    ("pages/b/b.wxml", "<view>b</view>"),
];

/// The same with something to touch.
const VIEW: [(&str, &str); 8] = [
    ("app.json", r#"{"pages": ["pages/a/a"], "window": {"navigationBarTitleText": "标题"}, "usingComponents": {"card": "/card"}}"#),
    ("app.js", "App({})"),
    ("app.wxss", ".item { padding: 20rpx }"),
    (
        "pages/a/a.js",
        "Page({ data: { n: 0, name: '', on: false, held: 0, list: ['x', 'y'] },
  onAdd(e) { this.setData({ n: this.data.n + e.currentTarget.dataset.by }) }, onName(e) { this.setData({ name: e.detail.value }) },
  onSwitch(e) { this.setData({ on: e.detail.value }) }, onHold() { this.setData({ held: this.data.held + 1 }) },
  onTold(e) { this.setData({ told: e.detail.n }) } })",
    ),
    (
        "pages/a/a.wxml",
        "<text id='n'>n = {{n}}</text><button class='add' style='color: red' data-by='{{3}}' bindtap='onAdd'>加</button>
<input type='text' value='{{name}}' bindinput='onName'/><switch checked='{{on}}' bindchange='onSwitch'/>
<view id='hold' bindlongpress='onHold'>hold</view><view wx:for='{{list}}' wx:key='*this' class='item'>{{item}}</view>
<card bindtold='onTold'/>",
    ),
    ("card.json", r#"{"component": true}"#),
    (
        "card.js",
        "Component({ data: { n: 1 }, methods: { more() { this.setData({ n: 2 }); this.triggerEvent('told', { n: 2 }) }, twice(a) { return 2 * a } } })",
    ),
    ("card.wxml", "<view class='inside' bindtap='more'>{{n}}</view>"),
];

fn project(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    folder
}

/// A running `wxhost auto`.
struct Auto {
    child: Child,
    out: BufReader<ChildStdout>,
    port: u16,
    _project: tempfile::TempDir,
}

impl Auto {
    fn start(files: &[(&str, &str)], args: &[&str]) -> Self {
        let project = project(files);
        let folder = project.path().display().to_string();
        let args = ["auto", "--project", &folder, "--auto-port", "0"].into_iter().chain(args.iter().copied());
        let mut command = Wxhost::new(args);
        if let Some(view) = view() {
            command = command.env("WXHOST_VIEW", view);
        }
        let mut child = command.start();
        let mut out = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut line = String::new();
        out.read_line(&mut line).expect("the first line");
        let ready: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("not ready: {line}"));
        let port = u16::try_from(ready["port"].as_u64().expect("a port")).expect("a port");
        assert_eq!(ready["automator"], format!("ws://127.0.0.1:{port}"));
        Self { child, out, port, _project: project }
    }

    fn endpoint(&self) -> String {
        format!("ws://localhost:{}", self.port)
    }

    /// Waits for its end: the exit code and what it printed.
    fn end(mut self) -> (i32, String) {
        let mut printed = String::new();
        self.out.read_to_string(&mut printed).expect("the rest");
        (self.child.wait().expect("an end").code().unwrap_or(-1), printed)
    }

    fn socket(&self) -> Socket {
        Socket::open(self.port, None).expect("a connection")
    }
}

impl Drop for Auto {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A client by hand.
struct Socket {
    socket: WebSocket<TcpStream>,
    last: u64,
}

impl Socket {
    fn open(port: u16, origin: Option<&str>) -> Result<Self, String> {
        let stream = TcpStream::connect(("127.0.0.1", port)).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout");
        let mut request = format!("ws://127.0.0.1:{port}/").into_client_request().expect("a request");
        if let Some(origin) = origin {
            request.headers_mut().insert("origin", origin.parse().expect("a header"));
        }
        let (socket, _) = client(request, stream).map_err(|error| error.to_string())?;
        let mut socket = Self { socket, last: 0 };
        assert_eq!(socket.hear(), json!({ "method": "App.initialized", "params": { "from": "devtools" } }));
        Ok(socket)
    }

    fn say(&mut self, text: &str) {
        self.socket.send(Message::text(text.to_owned())).expect("it is sent");
    }

    fn hear(&mut self) -> Value {
        loop {
            let message = self.socket.read().expect("a frame");
            if let Message::Text(text) = message {
                return serde_json::from_str(&text).expect("JSON");
            }
        }
    }

    /// Asks and waits for the answer, events left out.
    fn ask(&mut self, method: &str, params: &Value) -> Value {
        self.last += 1;
        let id = format!("id-{}", self.last);
        self.say(&json!({ "id": id, "method": method, "params": params }).to_string());
        loop {
            let heard = self.hear();
            if heard["id"] == id {
                return heard;
            }
        }
    }

    fn evaluate(&mut self, function: &str) -> Value {
        self.ask("App.callFunction", &json!({ "functionDeclaration": function, "args": [] }))
    }
}

/// The `node_modules` with the client.
pub(crate) fn automator() -> Option<&'static Path> {
    static FOLDER: OnceLock<Option<PathBuf>> = OnceLock::new();
    static MODULES: OnceLock<Option<PathBuf>> = OnceLock::new();
    let wanted = "miniprogram-automator@0.12.1";
    let made = FOLDER.get_or_init(|| packages("npm-automator", wanted, |folder| vec![npm(folder, &[wanted])]));
    MODULES.get_or_init(|| made.as_ref().map(|folder| folder.join("node_modules"))).as_deref()
}

/// Runs a client; gives what it printed as JSON.
fn said(command: &mut Command) -> Value {
    let output = command.output().expect("the client runs");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}{err}");
    let line = out.lines().last().unwrap_or_default();
    serde_json::from_str(line).unwrap_or_else(|_| panic!("{out}{err}"))
}

fn node(client: &str) -> Option<Command> {
    let modules = automator()?;
    let mut node = Command::new("node");
    node.arg(root().join("tests/it/clients").join(client)).env("NODE_PATH", modules);
    Some(node)
}

#[test]
fn the_stock_npm_client_drives_the_app() {
    let Some(mut node) = node("automator.js") else { return };
    let auto = Auto::start(&APP, &[]);
    let said = said(node.arg(auto.endpoint()));
    let expected = json!({
        "evaluate": [3, 1, ["", null, null], "later", "undefined", ["short", true, 2]],
        "errors": ["thrown", "rejected", "_asyncToGenerator is not defined", "the text ends too early: something is not closed"],
        "page": ["pages/a/a", {}, ["pages/a/a"]],
        "data": [{ "list": [{ "name": "x" }], "n": 0 }, "x", 1, "undefined"],
        "call": [[{ "name": "y" }], 5, "later", "pages/a/a has no method none"],
        "wx": ["devtools", ["errMsg", "code"], "wx.nope not exists",
            "showToast:fail parameter error: parameter.title should be String instead of Number;", null, "v"],
        "mocks": [{ "latitude": 1 }, 1, "getLocation:fail auth deny", "getLocation:fail auth deny", { "confirm": true, "text": "a!" },
            "k was v", "request:fail by hand", "v"],
        "binding": [1, { "a": [2] }],
        "native": [true, "cancelModal: no modal is open", "Tool.native shareConfirm unimplemented"],
        "events": [["error", "showToast:fail parameter error: parameter.title should be String instead of Number;"],
            ["log", "hello", { "a": 1 }, [1, null]], ["warn", said["events"][2][1], "[Function]"],
            ["exception", "boom", "at pages/a/a.js:8:37"]],
        "route": ["pages/b/b", { "x": "1" }, "1", "navigateTo:fail page \"pages/none\" is not found", "pages/a/a", "page destroyed"],
        "rest": [{ "width": 375, "height": 603 }, 0, "Tool.getTestAccounts unimplemented"],
    });
    assert_eq!(said, expected, "{said:#}");
    assert!(said["events"][2][1].as_str().is_some_and(|text| text.starts_with("Error: bad")), "{}", said["events"]);
    let (code, printed) = auto.end();
    assert_eq!(code, 4, "the app threw an error that nobody caught");
    for row in ["evaluate (a, b) => a + b", "mockWxMethod getLocation", "mock of showModal", "✗ Error: boom", "■ exited"] {
        assert!(printed.contains(row), "{row} is missing in\n{printed}");
    }
}

#[test]
fn the_stock_npm_client_finds_and_touches_elements() {
    let (Some(mut node), Some(_)) = (node("automator_elements.js"), view()) else { return };
    let auto = Auto::start(&VIEW, &[]);
    let folder = tempfile::tempdir().expect("a folder");
    let said = said(node.arg(auto.endpoint()).arg(folder.path().join("phone.png")));
    let picture = said["picture"].as_str().unwrap_or_default();
    let expected = json!({
        "button": ["button", "加", 3, "red"],
        "tapped": [3, "n = 3", 2],
        "input": ["欧阳", "欧阳", "text", "input.nope not exists"],
        "more": [true, 1],
        "trigger": "by hand",
        "card": ["CustomElement", 2, 8, 2, "<view class=\"inside\">2</view>"],
        "none": [null, []],
        "size": [{ "width": 0, "height": 0 }, { "left": 0, "top": 0 }],
        "picture": picture,
        "signature": said["signature"],
    });
    assert_eq!(said, expected, "{said:#}");
    match said["signature"].as_str() {
        Some(signature) => assert_eq!((picture, signature), ("taken", "PNG")),
        None => assert!(picture.contains("--browser PATH"), "{picture}"),
    }
    assert_eq!(auto.end().0, 0);
}

#[test]
fn the_stock_npm_client_launches_wxhost_in_the_place_of_devtools() {
    let Some(mut node) = node("automator_launch.js") else { return };
    let project = project(&APP);
    let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port").port();
    let said = said(node.arg(env!("CARGO_BIN_EXE_wxhost")).arg(project.path()).arg(port.to_string()));
    assert_eq!(said, json!(["pages/b/b", { "x": "2" }, "2"]));
}

#[test]
fn minium_from_pypi_drives_the_app() {
    let wanted = "minium==1.6.1";
    let installed = packages("venv-minium", wanted, |folder| {
        let mut venv = Command::new("python3");
        venv.args(["-m", "venv"]).arg(folder);
        let mut pip = Command::new(folder.join("bin/python"));
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", wanted]);
        vec![venv, pip]
    });
    let Some(venv) = installed else { return };
    let auto = Auto::start(&APP, &["--min-latency", "15"]);
    let outputs = tempfile::tempdir().expect("a folder");
    let client = root().join("tests/it/clients/minium_client.py");
    let said = said(Command::new(venv.join("bin/python")).arg(client).arg(auto.port.to_string()).arg(outputs.path()));
    let expected = json!({
        "page": "/pages/a/a", "data": { "list": [{ "name": "x" }], "n": 0 }, "call": 5, "evaluate": 5, "next": "/pages/b/b",
        "mock": { "latitude": 1 }, "back": "/pages/a/a", "platform": "devtools",
    });
    assert_eq!(said, expected, "{said:#}");
}

#[test]
fn suites_of_the_projects_pass() {
    let (Some(modules), Some(view)) = (automator(), view()) else { return };
    let suites = ["login", "shop", "form"].map(|name| root().join(format!("js/projects/{name}/automator.test.js")));
    let mut node = Command::new("node");
    node.arg("--test")
        .args(suites)
        .env("NODE_PATH", modules)
        .env("WXHOST", env!("CARGO_BIN_EXE_wxhost"))
        .env("WXHOST_VIEW", view);
    let output = node.output().expect("node runs");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}{err}");
    assert!(out.contains("# pass 9") || out.contains("ℹ pass 9"), "{out}");
}

#[test]
fn a_jest_suite_runs_in_the_harness() {
    let Some(modules) = automator() else { return };
    let wanted = "jest@29.7.0";
    let Some(jest) = packages("npm-jest", wanted, |folder| vec![npm(folder, &[wanted])]) else { return };
    let mut node = Command::new("node");
    node.arg(jest.join("node_modules/jest/bin/jest.js"))
        .args(["--ci", "--rootDir"])
        .arg(root().join("js/harness/example"))
        .current_dir(root().join("js/harness/example"))
        .env("NODE_PATH", modules)
        .env("WXHOST", env!("CARGO_BIN_EXE_wxhost"));
    let output = node.output().expect("jest runs");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && told.contains("2 passed"), "{told}");
}

#[test]
fn frames_that_are_wrong_are_answered() {
    let auto = Auto::start(&APP, &[]);
    let mut socket = auto.socket();
    for (frame, message) in [
        ("{", "the frame is not JSON: EOF while parsing an object at line 1 column 1"),
        ("[1]", "a frame should be a JSON object with id, method and params"),
        (r#"{"id":"a"}"#, "the frame has no method"),
        (r#"{"id":"a","method":"App.exit","params":7}"#, "params should be an object"),
        (r#"{"id":"a","method":"Nothing"}"#, "Nothing unimplemented"),
        (r#"{"id":"a","method":"Tool.enableRemoteDebug"}"#, "Tool.enableRemoteDebug unimplemented"),
        (r#"{"id":"a","method":"App.callFunction"}"#, "params.functionDeclaration should be a string"),
        (r#"{"id":"a","method":"Page.getData"}"#, "params.pageId should be a number"),
        (r#"{"id":"a","method":"Page.getData","params":{"pageId":99}}"#, "page destroyed"),
        (r#"{"id":"a","method":"Element.tap","params":{"pageId":1,"elementId":"9"}}"#, "no such element"),
        (
            r#"{"id":"a","method":"App.callWxMethod","params":{"method":"login","pluginId":"wx1"}}"#,
            "the plugin \"wx1\" is not there: plugins are not modelled",
        ),
    ] {
        socket.say(frame);
        let heard = socket.hear();
        if !frame.contains("Element") {
            assert_eq!(heard["error"]["message"], message, "{frame}");
        }
        assert!(heard.get("error").is_some(), "{frame}");
    }
    let stack = socket.ask("App.getPageStack", &json!({}));
    assert_eq!(stack["result"]["pageStack"][0]["path"], "pages/a/a");
}

#[test]
fn clients_that_vanish_harm_nobody() {
    let auto = Auto::start(&APP, &[]);
    let mut stays = auto.socket();
    for _ in 0..20 {
        let mut gone = auto.socket();
        gone.say(&json!({ "id": "1", "method": "App.enableLog" }).to_string());
        let wait = "() => new Promise((resolve) => setTimeout(() => { console.log('x'); resolve(1) }, 10))";
        gone.say(&json!({ "id": "2", "method": "App.callFunction", "params": { "functionDeclaration": wait } }).to_string());
        gone.socket.get_ref().shutdown(std::net::Shutdown::Both).expect("it can go");
    }
    assert_eq!(
        stays.evaluate("() => new Promise((resolve) => setTimeout(() => resolve('still here'), 50))")["result"]["result"],
        "still here"
    );
    // Half a handshake, and then nothing.
    drop(TcpStream::connect(("127.0.0.1", auto.port)).expect("a connection"));
    assert_eq!(stays.evaluate("() => 1")["result"]["result"], 1);
}

#[test]
fn clients_that_race_are_all_answered_and_hear_all_events() {
    let auto = Auto::start(&APP, &[]);
    let clients: Vec<_> = (0..4)
        .map(|number| {
            let mut socket = auto.socket();
            std::thread::spawn(move || {
                for _ in 0..50 {
                    let answer = socket.evaluate("() => { getApp().globalData.n += 1; return getApp().globalData.n }");
                    assert!(answer["result"]["result"].as_u64().is_some_and(|n| n > 1), "client {number}: {answer}");
                }
            })
        })
        .collect();
    for client in clients {
        client.join().expect("a client");
    }
    let (mut one, mut other) = (auto.socket(), auto.socket());
    assert_eq!(one.evaluate("() => getApp().globalData.n")["result"]["result"], 201, "no answer was lost or doubled");
    other.ask("App.enableLog", &json!({}));
    one.say(r#"{"id":"a","method":"App.callFunction","params":{"functionDeclaration":"() => console.info('to all')"}}"#);
    let told = json!({ "method": "App.logAdded", "params": { "type": "info", "args": ["to all"] } });
    assert_eq!((other.hear(), one.hear()), (told.clone(), told));
}

#[test]
fn only_tools_on_this_machine_may_connect() {
    let auto = Auto::start(&APP, &[]);
    assert!(Socket::open(auto.port, Some("http://127.0.0.1:1")).is_ok());
    let refused = Socket::open(auto.port, Some("https://example.com")).err().unwrap_or_default();
    assert!(refused.contains("403"), "{refused}");
}

#[test]
fn a_limit_ends_the_session_and_keeps_the_trace() {
    let folder = tempfile::tempdir().expect("a folder");
    let trace = folder.path().join("trace.jsonl").display().to_string();
    let auto = Auto::start(&APP, &["--set", "limits.deadline=1s", "--format", "jsonl", "-o", &trace]);
    let mut socket = auto.socket();
    let answer = socket.evaluate("() => { const f = () => f(); f() }");
    assert!(answer["error"]["message"].as_str().is_some_and(|text| text.contains("recursi")), "{answer}");
    assert_eq!(auto.end().0, 6);
    let kept = std::fs::read_to_string(&trace).expect("a trace");
    assert!(kept.lines().last().is_some_and(|line| line.contains("recursion")), "{kept}");

    // A loop after an `await` has no limit inside the engine; the watch outside ends it.
    let auto = Auto::start(&APP, &["--set", "limits.deadline=1s", "-q"]);
    let mut socket = auto.socket();
    socket.say(
        r#"{"id":"a","method":"App.callFunction","params":{"functionDeclaration":"async () => { await null; for (;;) {} }"}}"#,
    );
    assert_eq!(auto.end().0, 6);
}

#[test]
fn what_cannot_be_started_is_told() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let folder = project(&APP);
    let path = folder.path().display().to_string();
    let ran = Wxhost::new(["auto", "--project", &path, "--auto-port", &port]).run();
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("already in use") && ran.err.contains("--auto-port"), "{}", ran.err);
    let ran = Wxhost::new(["auto", "--project", "nowhere", "--auto-port", "0"]).run();
    assert!(ran.code == 2 && ran.err.contains("nowhere"), "{}", ran.err);
    std::fs::write(folder.path().join("x.js"), "let = ;").expect("a file");
    let script = folder.path().join("x.js").display().to_string();
    let ran = Wxhost::new(["auto", "--project", &script, "--auto-port", "0"]).run();
    assert_eq!((ran.code, ran.out.as_str()), (3, ""), "{}", ran.err);
}
