//! Published libraries that live on `wx` alone, as npm gives them, run against a real local HTTP server.
//!
//! Versions are pinned. Without npm or its registry the tests say so and pass; CI has both.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::{Value, json};
use wxhost::Host;
use wxhost::host::{Keep, Verdict};

/// Name, version, and what the official npm build takes of it: a folder, or the file that becomes `index.js`.
const LIBRARIES: [(&str, &str, &str); 9] = [
    ("flyio", "0.6.14", ""),
    ("wx-promise-pro", "3.2.0", "dist/wx-promise-pro.js"),
    ("miniprogram-api-promise", "1.0.4", "src/index.js"),
    ("@escook/request-miniprogram", "0.2.1", "miniprogram_dist/"),
    ("axios-miniprogram", "2.7.2", "dist/axios-miniprogram.cjs.js"),
    ("wafer2-client-sdk", "2.1.0", ""),
    ("weapp-cookie", "1.4.8", "dist/weapp-cookie.umd.js"),
    ("mobx-miniprogram", "6.12.3", "dist/mobx.cjs.production.min.js"),
    ("axios-miniprogram-adapter", "0.3.5", "dist/miniprogram/"),
];

/// A project whose `miniprogram_npm` holds the libraries; `None` without npm.
fn project() -> Option<&'static Path> {
    static PROJECT: OnceLock<Option<PathBuf>> = OnceLock::new();
    let made = PROJECT.get_or_init(|| match make_project() {
        Ok(path) => Some(path),
        Err(reason) => {
            eprintln!("SKIPPED: the libraries could not be fetched with npm: {reason}");
            None
        }
    });
    made.as_deref()
}

fn make_project() -> Result<PathBuf, String> {
    let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("npm-cache");
    let project = cache.join("project");
    for (name, version, build) in LIBRARIES {
        let place = project.join("miniprogram_npm").join(name);
        let done = place.join(format!(".{version}"));
        if done.exists() {
            continue;
        }
        std::fs::create_dir_all(&cache).map_err(|error| error.to_string())?;
        let archive = format!("{}-{version}.tgz", name.trim_start_matches('@').replace('/', "-"));
        run(npm().args(["pack", "--silent", &format!("{name}@{version}")]).current_dir(&cache))?;
        let unpacked = cache.join("unpacked").join(name);
        std::fs::create_dir_all(&unpacked).map_err(|error| error.to_string())?;
        run(Command::new("tar").arg("-xzf").arg(cache.join(&archive)).arg("-C").arg(&unpacked))?;
        let package = unpacked.join("package");
        if build.ends_with('/') {
            copy(&package.join(build), &place)?;
        } else {
            copy(&package, &place)?;
            if !build.is_empty() {
                let index = format!("module.exports = require('./{build}')\n");
                std::fs::write(place.join("index.js"), index).map_err(|error| error.to_string())?;
            }
        }
        std::fs::write(done, "").map_err(|error| error.to_string())?;
    }
    Ok(project)
}

pub(crate) fn npm() -> Command {
    Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
}

pub(crate) fn run(command: &mut Command) -> Result<(), String> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() { Ok(()) } else { Err(format!("{command:?}: {said}")) }
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}: {error}", from.display());
    std::fs::create_dir_all(to).map_err(failed)?;
    for entry in std::fs::read_dir(from).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let target = to.join(entry.file_name());
        if entry.file_type().map_err(failed)?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target).map_err(failed)?;
        }
    }
    Ok(())
}

/// A server that tells what it was asked; it ends with the tests.
fn server() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || answer(stream));
        }
    });
    format!("http://{address}")
}

fn answer(mut stream: TcpStream) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split(' ').map(str::to_owned);
    let (method, url) = (words.next()?, words.next()?);
    let mut headers = serde_json::Map::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim().split_once(": ") else { break };
        headers.insert(name.to_ascii_lowercase(), value.into());
    }
    let length = headers.get("content-length").and_then(Value::as_str).and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let header = |name: &str| headers.get(name).cloned().unwrap_or_default();
    let body = String::from_utf8_lossy(&body);
    let reply = if url.starts_with("/login") {
        let nick = if header("x-wx-code").is_null() { "without a code" } else { "with a code" };
        json!({ "code": 0, "data": { "skey": "k1", "userinfo": { "nick": nick } } })
    } else if url.starts_with("/tunnel") {
        json!({ "code": 0, "data": { "connectUrl": "wss://tunnel.example.com/ws" } })
    } else {
        json!({ "code": 0, "method": method, "url": url, "body": body, "cookie": header("cookie"), "token": header("authorization"), "skey": header("x-wx-skey") })
    };
    let reply = reply.to_string();
    let cookie = if url.starts_with("/set") { "Set-Cookie: sid=s1; Path=/\r\n" } else { "" };
    let mut text = String::from("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n");
    let _ = write!(text, "{cookie}Content-Length: {}\r\n\r\n{reply}", reply.len());
    stream.write_all(text.as_bytes()).ok()
}

/// Runs a program in the project and checks what it logged. `SERVER` in it stands for the server.
fn logs(name: &str, program: &str, expected: &[&str]) {
    let Some(project) = project() else { return };
    let path = project.join(name);
    std::fs::write(&path, program.replace("SERVER", &server())).expect("a file");
    let host = || {
        let host = Host::open(&path).expect("a program");
        match project.join(format!("{name}.toml")).exists() {
            true => host.scenario("tunnel").expect("a scenario"),
            false => host,
        }
    };
    let finished = host().run().expect("a run");
    let jsonl = finished.trace.to_jsonl();
    // Whatever a library does with its own functions, counting what runs changes nothing.
    let counted = host().keep(Keep { coverage: true, ..Keep::default() }).run().expect("a run");
    assert_eq!(counted.trace.to_jsonl(), jsonl);
    let coverage = counted.kept.coverage.expect("coverage");
    let ran = coverage.files.iter().flat_map(|file| &file.functions).filter(|function| function.count > 0).count();
    assert!(coverage.files.len() > 1 && ran > 3, "{ran} functions of {} files ran", coverage.files.len());
    let events = jsonl.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let logged: Vec<String> =
        events.filter(|event| event["kind"] == "log").filter_map(|event| event["text"].as_str().map(str::to_owned)).collect();
    assert_eq!(logged, expected, "{jsonl}");
    assert_eq!(finished.verdict, Verdict::Clean, "{jsonl}");
}

#[test]
fn flyio() {
    logs(
        "fly.js",
        "const Fly = require('flyio/dist/npm/wx')
const fly = new Fly()
fly.config.baseURL = 'SERVER'
fly.interceptors.request.use(request => { request.headers.Authorization = 'token 1'; return request })
fly.post('/user', { name: '小明' }).then(r => console.log(r.status, r.data.method, r.data.body, r.data.token))",
        &["200 POST {\"name\":\"小明\"} token 1"],
    );
}

#[test]
fn wx_promise_pro() {
    logs(
        "promise-pro.js",
        "import { promisifyAll, promisify } from 'wx-promise-pro'
promisifyAll()
wx.pro.login().then(r => console.log('code' in r))
  .then(() => promisify(wx.request)({ url: 'SERVER/x' }))
  .then(r => console.log(r.data.url))
  .finally(() => console.log('finally'))
wx.pro.getStorage({ key: 'none' }).catch(e => console.log(e.errMsg))",
        &["getStorage:fail data not found", "true", "/x", "finally"],
    );
}

#[test]
fn miniprogram_api_promise() {
    logs(
        "api-promise.js",
        "import { promisifyAll, promisify } from 'miniprogram-api-promise'
const wxp = {}
promisifyAll(wx, wxp)
wxp.setStorage({ key: 'a', data: { b: 1 } })
  .then(() => wxp.getStorage({ key: 'a' })).then(r => console.log(r.data.b))
  .then(() => promisify(wx.getSystemInfo)()).then(r => console.log(typeof r.SDKVersion))
  .then(() => wxp.request({ url: 'SERVER/y' })).then(r => console.log(r.statusCode, r.data.url))",
        &["1", "string", "200 /y"],
    );
}

#[test]
fn escook_request_miniprogram() {
    logs(
        "escook.js",
        "import { $http } from '@escook/request-miniprogram'
wx.$http = $http
$http.baseUrl = 'SERVER'
$http.beforeRequest = options => { wx.showLoading({ title: '加载中' }); options.header = { Authorization: 'b' } }
$http.afterRequest = () => wx.hideLoading()
async function go() {
  const { data } = await wx.$http.get('/list', { page: 1 })
  console.log(data.url, data.token)
  const { data: added } = await $http.post('/add', { a: 1 })
  console.log(added.method, added.body)
}
go()",
        &["/list?page=1 b", "POST {\"a\":1}"],
    );
}

#[test]
fn axios_miniprogram() {
    logs(
        "axios.js",
        "import axios from 'axios-miniprogram'
const request = axios.create({ baseURL: 'SERVER' })
request.get('/a', { id: 1 }).then(r => console.log(r.status, r.data.url))
  .then(() => request.post('/b', { x: '1' })).then(r => console.log(r.data.method, r.data.body))",
        &["200 /a?id=1", "POST {\"x\":\"1\"}"],
    );
}

#[test]
fn axios_miniprogram_adapter() {
    logs(
        "adapter.js",
        "const adapter = require('axios-miniprogram-adapter')
const send = adapter.default || adapter
send({ url: 'SERVER/q', method: 'get', params: { a: 1 }, headers: {}, validateStatus: () => true })
  .then(r => console.log(r.status, r.data.url))",
        &["200 /q?a=1"],
    );
}

#[test]
fn wafer2_client_sdk() {
    logs(
        "wafer.js",
        "const { login, setLoginUrl } = require('wafer2-client-sdk/lib/login')
const { request } = require('wafer2-client-sdk/lib/request')
setLoginUrl('SERVER/login')
login({
  success(user) {
    console.log(user.nick)
    request({ url: 'SERVER/me', login: true, success(r) { console.log(r.data.url, r.data.skey) } })
  },
  fail(e) { console.log('failed', e.message) }
})",
        &["with a code", "/me k1"],
    );
}

#[test]
fn wafer2_client_sdk_speaks_through_its_tunnel() {
    // The tunnel asks the server for an address, connects with the old global functions, and keeps itself alive with pings.
    let Some(project) = project() else { return };
    let sidecar = "[routes]\n\"wss://tunnel.example.com/ws\" = \"backend:/ws\"\n[[scenario]]\nname = \"tunnel\"\n\
        [scenario.socket.\"/ws\"]\nreplies = { ping = ['pong', 'message:{\"type\":\"news\",\"content\":7}'], '*' = ['message:{\"type\":\"heard\"}', 'timeout:1'] }\n";
    std::fs::write(project.join("tunnel.js.toml"), sidecar).expect("a file");
    logs(
        "tunnel.js",
        "const { Tunnel } = require('wafer2-client-sdk')
const tunnel = new Tunnel('SERVER/tunnel')
tunnel.on('connect', () => console.log('connect', tunnel.isConnecting()))
tunnel.on('heard', () => console.log('heard', tunnel.isActive()))
tunnel.on('news', (content) => { console.log('news', content); tunnel.close() })
tunnel.on('close', () => console.log('close', tunnel.isClosed()))
tunnel.on('error', (error) => console.log('error', error.message, error.detail && error.detail.errMsg))
tunnel.open()
tunnel.emit('speak', { word: '你好' })",
        &["connect true", "heard true", "news 7", "close true"],
    );
}

#[test]
fn weapp_cookie() {
    logs(
        "cookie.js",
        "import 'weapp-cookie'
const get = url => new Promise((success, fail) => wx.request({ url: 'SERVER' + url, success, fail }))
get('/set').then(() => get('/after')).then(r => console.log(r.data.cookie))",
        &["sid=s1"],
    );
}

#[test]
fn mobx_miniprogram_in_typescript() {
    logs(
        "mobx.ts",
        "import { observable, autorun, action, type IReactionDisposer } from 'mobx-miniprogram'
interface Session { code?: string }
enum Shown { None = 'none', There = 'there' }
const session: Session = observable({ code: undefined } as Session)
const stop: IReactionDisposer = autorun(() => console.log(session.code! ? Shown.There : Shown.None))
wx.login({ success: action((r: { code: string }): void => { session.code = r.code }), complete: () => stop() })",
        &["none", "there"],
    );
}
