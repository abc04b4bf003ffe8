//! `wxhost serve` as other programs meet it: over sockets, through its proxy, and after it was killed.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::{Value, json};

use crate::support::Wxhost;

/// A service that ends with its owner.
pub(crate) struct Serving {
    child: Child,
    pub(crate) line: Value,
}

impl Serving {
    /// `wxhost serve` with these arguments, once it is ready.
    pub(crate) fn start(args: &[&str]) -> Self {
        Self::of(Wxhost::new(["serve", "-q", "--app", "wx1:s3cret"].iter().chain(args)).start())
    }

    pub(crate) fn of(mut child: Child) -> Self {
        let mut first = String::new();
        let mut out = BufReader::new(child.stdout.take().expect("stdout"));
        out.read_line(&mut first).expect("a first line");
        let Ok(line) = serde_json::from_str(&first) else {
            let mut told = String::new();
            let _ = child.stderr.take().expect("stderr").read_to_string(&mut told);
            panic!("{first}{told}");
        };
        child.stdout = Some(out.into_inner());
        Self { child, line }
    }

    /// An address of the first line, without `http://`.
    pub(crate) fn at(&self, name: &str) -> &str {
        self.line[name].as_str().unwrap_or_else(|| panic!("{name} in {}", self.line)).split("://").nth(1).expect("an address")
    }

    fn platform(&self, path: &str) -> Value {
        ask(self.at("platform"), "GET", path, "").1
    }

    /// The control plane: status and answer.
    fn control(&self, method: &str, path: &str, body: &str) -> (u16, Value) {
        ask(self.at("platform"), method, &format!("/__wxhost/{path}"), body)
    }

    fn code(&self, user: &str) -> String {
        let (_, answer) = self.control("POST", "codes", &json!({"user": user}).to_string());
        answer["code"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
    }

    fn exchange(&self, code: &str) -> Value {
        self.platform(&exchange(code))
    }

    fn signal(&self, signal: Signal) {
        kill(Pid::from_raw(self.child.id().cast_signed()), signal).expect("a signal");
    }

    /// Sends a signal and waits for the end: its exit code.
    fn end(mut self, signal: Signal) -> Option<i32> {
        self.signal(signal);
        self.child.wait().expect("an end").code()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn exchange(code: &str) -> String {
    format!("/sns/jscode2session?appid=wx1&secret=s3cret&js_code={code}&grant_type=authorization_code")
}

/// One request over a connection of its own: status and body.
fn ask(address: &str, method: &str, path: &str, body: &str) -> (u16, Value) {
    try_ask(address, method, path, body, "").expect("an answer")
}

fn try_ask(address: &str, method: &str, path: &str, body: &str, headers: &str) -> std::io::Result<(u16, Value)> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{headers}Content-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes())?;
    // A server that refuses a body may be gone before it was sent.
    let _ = stream.write_all(body.as_bytes());
    let mut answer = Vec::new();
    let read = stream.read_to_end(&mut answer);
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let broken = || std::io::Error::from(std::io::ErrorKind::ConnectionReset);
    let (head, body) = answer.split_once("\r\n\r\n").ok_or_else(broken)?;
    let length =
        head.lines().find_map(|line| line.strip_prefix("content-length: ")).and_then(|length| length.parse::<usize>().ok());
    if length.is_none_or(|length| body.len() < length) {
        return Err(read.err().unwrap_or_else(broken));
    }
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or_else(broken)?;
    Ok((status, serde_json::from_str(body).unwrap_or_else(|_| json!(body))))
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

#[test]
fn a_code_is_exchanged_once_and_every_mistake_has_its_errcode() {
    let serving = Serving::start(&["--seed", "7"]);
    assert_eq!(serving.line["apps"], json!([{"appid": "wx1", "secret": "s3cret"}]));
    assert_eq!(
        (&serving.line["proxy"], &serving.line["ca"], &serving.line["backend"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );
    let code = serving.code("u1");
    let session = serving.exchange(&code);
    assert_eq!(session["openid"].as_str().map(str::len), Some(28), "{session}");
    assert_eq!(session.as_object().map(serde_json::Map::len), Some(2), "{session}");
    let errcode = |path: &str| serving.platform(path)["errcode"].as_i64();
    assert_eq!(errcode(&exchange(&code)), Some(40163));
    assert_eq!(errcode(&exchange("0nonsense")), Some(40029));
    for (path, expected) in [
        ("/sns/jscode2session", 41002),
        ("/sns/jscode2session?appid=wx1&secret=wrong&js_code=x&grant_type=authorization_code", 40125),
        ("/sns/jscode2session?appid=wx2&secret=s3cret&js_code=x&grant_type=authorization_code", 40013),
        ("/cgi-bin/token?grant_type=client_credential&appid=wx1&secret=wrong", 40125),
        ("/cgi-bin/stable_token", 43002),
        ("/wxa/checksession?access_token=x", 40001),
        ("/wxa/getpaidunionid?access_token=x", 48001),
        ("/no/such/path", 40066),
    ] {
        assert_eq!(errcode(path), Some(expected), "{path}");
    }
    assert!(serving.platform("/wxa/getpaidunionid")["errmsg"].to_string().contains("getPaidUnionId"));
    let post = |body: &str| ask(serving.at("platform"), "POST", "/cgi-bin/stable_token", body);
    assert_eq!([post("").1["errcode"].as_i64(), post("{").1["errcode"].as_i64()], [Some(44002), Some(47001)]);
    let large = "x".repeat(2 << 20);
    assert_eq!(post(&large), (413, json!({"errcode": 45002, "errmsg": "content size out of limit"})));
    assert_eq!(serving.end(Signal::SIGTERM), Some(0));
}

#[test]
fn the_control_plane_plays_the_phone_and_wechats_staff() {
    let serving = Serving::start(&["--clock", "virtual", "--epoch", "2020-10-06"]);
    assert_eq!(serving.control("POST", "userinfo", "{}").0, 409);
    let key = serving.exchange(&serving.code("u1"))["session_key"].clone();
    let (_, info) = serving.control("POST", "userinfo", r#"{"user":"u1"}"#);
    let decrypted = |info: &Value, key: &Value| {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        wxhost::world::crypto::decrypt(&text(&info["encryptedData"]), &text(key), &text(&info["iv"]))
    };
    let plain: Value = serde_json::from_str(&decrypted(&info, &key).expect("the key fits")).expect("JSON");
    assert_eq!((&plain["nickName"], &plain["watermark"]["timestamp"]), (&json!("小明"), &json!(1_601_956_800)));
    serving.control("POST", "sessions/rotate", r#"{"user":"u1"}"#);
    let (_, info) = serving.control("POST", "userinfo", r#"{"user":"u1"}"#);
    assert!(decrypted(&info, &key).is_err(), "the key was rotated");
    serving.control("POST", "sessions/expire", r#"{"user":"u1"}"#);
    assert_eq!(serving.control("POST", "userinfo", "{}").0, 409);

    let code = serving.code("u1");
    let token = serving.platform("/cgi-bin/token?grant_type=client_credential&appid=wx1&secret=s3cret")["access_token"].clone();
    let with_token = format!("/wxa/checksession?access_token={}", token.as_str().expect("a token"));
    assert_eq!(serving.platform(&with_token)["errcode"], 87008);
    assert_eq!(serving.control("POST", "clock", r#"{"advance":"5m"}"#).1["now"], 1_601_957_100_000_u64);
    assert_eq!(serving.exchange(&code)["errcode"], 40029);
    serving.control("POST", "clock", r#"{"advance":"2h"}"#);
    assert_eq!(serving.platform(&with_token)["errcode"], 42001);
    assert_eq!(serving.control("POST", "clock", r#"{"set":0}"#).0, 409);
    assert_eq!(serving.control("POST", "tokens/revoke", "{}").1["revoked"], 1);
    assert_eq!(serving.platform(&with_token)["errcode"], 40001);

    serving.control("POST", "faults", r#"{"errcode":-1,"times":2,"path":"/sns/jscode2session"}"#);
    serving.control("POST", "faults", r#"{"network":"reset"}"#);
    let code = serving.code("u1");
    let errcodes = [(); 2].map(|()| serving.exchange(&code)["errcode"].clone());
    assert_eq!(errcodes, [-1, -1].map(Value::from));
    assert!(try_ask(serving.at("platform"), "GET", &exchange(&code), "", "").is_err(), "the connection is cut");
    assert!(serving.exchange(&code)["openid"].is_string());
    let (_, calls) = serving.control("GET", "calls?limit=3", "");
    assert_eq!(calls["calls"][0]["answer"]["errcode"], -1);
    assert!(!calls.to_string().contains("s3cret"), "{calls}");

    let number = serving.control("POST", "phone-codes", r#"{"user":"u1"}"#).1["code"].clone();
    let token = serving.platform("/cgi-bin/token?grant_type=client_credential&appid=wx1&secret=s3cret")["access_token"].clone();
    let path = format!("/wxa/business/getuserphonenumber?access_token={}", token.as_str().expect("a token"));
    let (_, phone) = ask(serving.at("platform"), "POST", &path, &json!({"code": number}).to_string());
    assert_eq!(phone["phone_info"]["purePhoneNumber"], "13800138000");
}

#[test]
fn mistakes_at_the_control_plane_are_told() {
    let serving = Serving::start(&[]);
    for (method, path, body, status, word) in [
        ("POST", "code", "{}", 404, "did you mean /__wxhost/codes"),
        ("GET", "codes", "", 405, "takes POST"),
        ("POST", "codes", "{", 400, "the body is not what codes takes"),
        ("POST", "codes", r#"{"usr":"u1"}"#, 400, "unknown field `usr`"),
        ("POST", "codes", r#"{"app":"wx9"}"#, 404, "there is no app wx9"),
        ("POST", "codes", r#"{"count":1000000}"#, 400, "count is between"),
        ("POST", "faults", "{}", 400, "say what happens"),
        ("POST", "clock", r#"{"advance":"soon"}"#, 400, "not a duration"),
        ("POST", "tokens/revoke", r#"{"access_token":"x"}"#, 404, "no such token"),
    ] {
        let (answered, body) = serving.control(method, path, body);
        assert!(answered == status && body["error"].to_string().contains(word), "{method} {path}: {answered} {body}");
    }
    let at = serving.at("platform");
    for headers in ["Origin: https://evil.example\r\n", "Host: evil.example\r\n"] {
        let (status, body) = try_ask(at, "GET", "/__wxhost/apps", "", headers).expect("an answer");
        assert!(status == 403 && !body.to_string().contains("s3cret"), "{status} {body}");
    }
}

#[test]
fn the_documented_limits_hold_until_they_are_lifted() {
    let count = |serving: &Serving| {
        let (_, codes) = serving.control("POST", "codes", r#"{"user":"u1","count":101}"#);
        let codes = codes["codes"].as_array().expect("codes").clone();
        let spent = codes.iter().filter(|code| serving.exchange(code.as_str().expect("a code"))["openid"].is_string());
        (spent.count(), codes)
    };
    let serving = Serving::start(&["--clock", "virtual"]);
    let (spent, codes) = count(&serving);
    assert_eq!(spent, 100);
    let last = codes[100].as_str().expect("a code");
    assert_eq!(serving.exchange(last)["errcode"], 45011);
    serving.control("POST", "clock", r#"{"advance":"1m"}"#);
    assert!(serving.exchange(last)["openid"].is_string(), "the code was not spent");
    assert_eq!(count(&Serving::start(&["--clock", "virtual", "--no-limits"])).0, 101);
}

#[test]
fn nothing_that_was_answered_is_lost_by_kill_9() {
    let folder = folder();
    let state = folder.path().join("state");
    let serving = Serving::start(&["--state", text(&state), "--no-limits"]);
    let (_, codes) = serving.control("POST", "codes", r#"{"count":3000}"#);
    let codes: Vec<String> = serde_json::from_value(codes["codes"].clone()).expect("codes");
    let answered = Mutex::new(Vec::new());
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for part in codes.chunks(codes.len() / 4) {
            let (at, answered, over) = (serving.at("platform").to_owned(), &answered, &over);
            scope.spawn(move || {
                for code in part {
                    match try_ask(&at, "GET", &exchange(code), "", "") {
                        Ok((200, session)) => answered.lock().expect("a list").push((code.clone(), session["openid"].clone())),
                        _ if over.load(Ordering::SeqCst) => return,
                        other => panic!("{other:?}"),
                    }
                }
            });
        }
        while answered.lock().expect("a list").len() < 400 {
            std::thread::yield_now();
        }
        over.store(true, Ordering::SeqCst);
        serving.signal(Signal::SIGKILL);
    });
    let answered = answered.into_inner().expect("a list");
    assert!((400..3000).contains(&answered.len()), "{} were answered", answered.len());
    drop(serving);

    let again = Serving::of(Wxhost::new(["serve", "-q", "--state", text(&state), "--no-limits"]).start());
    assert_eq!(again.line["apps"][0]["secret"], "s3cret");
    for (code, openid) in &answered {
        assert!(openid.is_string(), "{openid}");
        assert_eq!(again.exchange(code)["errcode"], 40163, "{code} was answered");
    }
    let left = codes.iter().find(|code| answered.iter().all(|(spent, _)| spent != *code)).expect("one that was not reached");
    let session = again.exchange(codes.last().unwrap_or(left));
    assert!(session["openid"].is_string() || session["errcode"] == 40163, "{session}");
    assert_ne!(again.code("u1"), codes[0], "codes are not issued twice");
    assert_eq!(again.end(Signal::SIGINT), Some(130));
}

#[test]
fn a_full_disk_is_told_and_nothing_is_half_done() {
    let folder = folder();
    let state = folder.path().join("state");
    drop(Serving::start(&["--state", text(&state)]));
    // Files may grow to so many blocks only; without the trap the signal would end the process.
    let script = format!(
        "trap '' XFSZ; ulimit -f 400; exec {} serve -q --no-limits --state '{}'",
        env!("CARGO_BIN_EXE_wxhost"),
        state.display()
    );
    let mut command = Command::new("sh");
    command.args(["-c", &script]).stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let serving = Serving::of(command.spawn().expect("a shell"));
    let mut answered = Vec::new();
    let refusal = loop {
        let (status, answer) = serving.control("POST", "codes", r#"{"count":200}"#);
        if status != 200 {
            break (status, answer);
        }
        answered.extend(serde_json::from_value::<Vec<String>>(answer["codes"].clone()).expect("codes"));
        assert!(answered.len() < 100_000, "the disk is never full");
    };
    assert!(refusal.0 == 503 && refusal.1["errmsg"].to_string().contains("could not save its state"), "{refusal:?}");
    let counted = serving.control("GET", "counts", "").1["codes"].clone();
    assert_eq!(counted, json!(answered.len()), "what was refused has not happened");
    drop(serving);
    let again = Serving::start(&["--state", text(&state), "--no-limits"]);
    assert_eq!(again.control("GET", "counts", "").1["codes"], json!(answered.len()));
    assert!(again.exchange(&answered[answered.len() - 1])["openid"].is_string());
}

#[test]
fn a_state_that_cannot_be_used_is_told() {
    let folder = folder();
    let state = folder.path().join("state");
    let serve = |state: &Path| Wxhost::new(["serve", "--lang", "en", "--state", text(state)]).run();
    let serving = Serving::start(&["--state", text(&state)]);
    serve(&state).expect(2, &["another process uses it", "choose another --state"]);
    assert_eq!(serving.end(Signal::SIGTERM), Some(0));
    Wxhost::new(["serve", "--state", text(&state), "--clock", "virtual"]).run().expect(2, &["--clock real"]);

    let file = folder.path().join("file");
    std::fs::write(&file, "").expect("a file");
    serve(&file).expect(2, &["the state's folder cannot be made or opened"]);
    let garbage = folder.path().join("garbage");
    std::fs::create_dir(&garbage).expect("a folder");
    std::fs::write(garbage.join("wxhost.sqlite3"), "x".repeat(10_000)).expect("a file");
    serve(&garbage).expect(3, &["is not the state of a wxhost"]);
    let zh = Wxhost::new(["serve", "--lang", "zh", "--state", text(&garbage)]).run();
    zh.expect(3, &["这个文件不是 wxhost 的状态"]);
    Wxhost::new(["serve", "--platform", "127.0.0.1:99999"]).run().expect(2, &["--platform"]);
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    Wxhost::new(["serve", "--lang", "en", "--platform", &address]).run().expect(2, &["already in use"]);
    let run = |folder: &Path| {
        Wxhost::new(["run", "js/seed/article.md", "--lang", "en", "--proxy", &address, "--state", text(folder)]).run()
    };
    run(&folder.path().join("new")).expect(2, &["already in use", &address]);
    drop(taken);
    run(&file).expect(2, &["the proxy cannot be used"]);
}

#[test]
fn a_folder_that_cannot_be_written_to_is_told() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = folder();
    let mode = |mode| std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(mode)).expect("permissions");
    mode(0o555);
    let mut command = Command::new(env!("CARGO_BIN_EXE_wxhost"));
    if nix::unistd::geteuid().is_root() {
        // Root may write everywhere, so the service is somebody else.
        command = Command::new("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups", env!("CARGO_BIN_EXE_wxhost")]);
    }
    let output = command.args(["serve", "--lang", "en", "--state", text(folder.path())]).output();
    mode(0o755);
    let output = output.expect("the command runs");
    let told = String::from_utf8_lossy(&output.stderr);
    if told.contains("setpriv") || told.is_empty() {
        eprintln!("SKIPPED: nobody else can run the command here: {told}");
        return;
    }
    assert!(output.status.code() == Some(2) && told.contains("it cannot be written to"), "{told}");
}

#[test]
fn apps_users_and_the_backend_come_from_a_file() {
    let folder = folder();
    let file = folder.path().join("apps.toml");
    let toml = r#"
        [[app]]
        appid = "wx2"
        secret = "other"
        unionid = true
        [[user]]
        id = "u1"
        profile = { nickName = "小红" }
        [backend]
        "POST /order" = [{ json = { order = 1 } }]
    "#;
    std::fs::write(&file, toml).expect("a file");
    let serving = Serving::start(&["--apps", text(&file), "--backend", "0", "--epoch", "2020-10-06"]);
    let (_, code) = serving.control("POST", "codes", r#"{"app":"wx2"}"#);
    let code = code["code"].as_str().expect("a code");
    let path = format!("/sns/jscode2session?appid=wx2&secret=other&js_code={code}&grant_type=authorization_code");
    assert!(serving.platform(&path)["unionid"].is_string());
    let (_, info) = serving.control("POST", "userinfo", r#"{"app":"wx2"}"#);
    assert_eq!(info["userInfo"]["nickName"], "小红");
    let backend = |path: &str, body: &Value| ask(serving.at("backend"), "POST", path, &body.to_string()).1;
    assert_eq!(backend("/order", &json!({})), json!({"order": 1}));
    let login = backend("/login", &json!({"code": serving.code("u1")}));
    assert!(login["token"].is_string() && login["InfoState"] == 0, "{login}");

    std::fs::write(&file, "[[app]]\nappid = \"wx2\"\nsecrt = \"x\"\n").expect("a file");
    let ran = Wxhost::new(["serve", "--lang", "en", "--apps", text(&file)]).run();
    ran.expect(3, &["unknown field `secrt`", "apps.toml:3:1"]);
    Wxhost::new(["serve", "--app", ":x"]).run().expect(2, &["APPID"]);
}

/// A client that trusts this certificate only, through this proxy if there is one.
fn https(certificate: &[u8], proxy: Option<&str>) -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let certificate = reqwest::Certificate::from_pem(certificate).expect("a certificate");
    let builder = reqwest::Client::builder().tls_certs_only([certificate]);
    let builder = match proxy {
        Some(proxy) => builder.proxy(reqwest::Proxy::all(format!("http://{proxy}")).expect("a proxy")),
        None => builder.no_proxy(),
    };
    builder.build().expect("a client")
}

#[tokio::test(flavor = "current_thread")]
async fn the_proxy_stands_for_one_host_and_no_other() {
    let serving = Serving::start(&["--proxy", "0"]);
    let ca = serving.line["ca"].as_str().expect("a file").to_owned();
    let client = https(&std::fs::read(&ca).expect("the certificate"), Some(serving.at("proxy")));
    let url = format!("https://api.weixin.qq.com{}", exchange(&serving.code("u1")));
    let session = client.get(&url).send().await.expect("an answer").text().await.expect("a body");
    assert!(session.contains("openid"), "{session}");
    let plain = client.get(url.replace("https", "http")).send().await.expect("an answer").text().await.expect("a body");
    assert!(plain.contains("40163"), "{plain}");
    let control = client.get("https://api.weixin.qq.com/__wxhost/apps").send().await.expect("an answer");
    assert_eq!(control.status(), 404);
    assert!(client.get("https://example.com/").send().await.is_err());
    let refused = client.get("http://example.com/").send().await.expect("an answer");
    assert_eq!(refused.status(), 403);
    assert!(refused.text().await.expect("a body").contains("stands for api.weixin.qq.com only, not for example.com"));
    let (_, calls) = serving.control("GET", "calls", "");
    let hosts: Vec<&Value> = calls["calls"].as_array().expect("calls").iter().map(|call| &call["path"]).collect();
    assert!(hosts.contains(&&json!("example.com:443")), "{hosts:?}");
    assert_eq!(serving.end(Signal::SIGTERM), Some(0));
    assert!(!Path::new(&ca).exists(), "the temporary authority is gone");
}

#[tokio::test(flavor = "current_thread")]
async fn platform_and_backend_take_a_certificate() {
    let folder = folder();
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    let (cert, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
    std::fs::write(&cert, made.cert.pem()).expect("a file");
    std::fs::write(&key, made.signing_key.serialize_pem()).expect("a file");
    let serving = Serving::start(&["--backend", "0", "--tls-cert", text(&cert), "--tls-key", text(&key)]);
    let client = https(made.cert.pem().as_bytes(), None);
    let port = |name: &str| serving.at(name).rsplit_once(':').expect("a port").1.to_owned();
    let control = serving.at("control").trim_end_matches("/__wxhost");
    let (_, code) = ask(control, "POST", "/__wxhost/codes", "{}");
    let url = format!("https://localhost:{}/login", port("backend"));
    let login = client.post(url).body(code.to_string()).send().await.expect("an answer").text().await.expect("a body");
    assert!(login.contains("token"), "{login}");
    let url = format!("https://localhost:{}{}", port("platform"), exchange(code["code"].as_str().expect("a code")));
    let again = client.get(url).send().await.expect("an answer").text().await.expect("a body");
    assert!(again.contains("40163"), "{again}");
    let ran = Wxhost::new(["serve", "--lang", "en", "--tls-cert", text(&key), "--tls-key", text(&key)]).run();
    ran.expect(2, &["holds no certificate in PEM form"]);
    Wxhost::new(["serve", "--tls-cert", text(&cert)]).run().expect(2, &["--tls-key"]);
}
