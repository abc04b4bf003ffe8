//! Published SDKs for WeChat's server API, as PyPI and npm give them, and the JDK, through `--proxy` with the usual variables.
//!
//! Versions are pinned, and kept under `target/`. Without a language or its registry the tests say so and pass; CI has all of them.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use serde_json::{Value, json};

use crate::serve::Serving;
use crate::support::{Wxhost, npm, packages, root};

const PYPI: [&str; 6] = [
    "wechatpy==1.8.18",
    "cryptography==50.0.2",
    "requests==2.34.2",
    "xmltodict==1.0.4",
    "optionaldict==0.1.2",
    "python-dateutil==2.9.0.post0",
];
// A later node-socialite lacks a file that this node-easywechat needs.
const NPM: [&str; 3] = ["node-easywechat@3.6.2", "node-socialite@1.4.1", "axios@1.21.1"];

fn python_packages() -> Option<&'static Path> {
    static FOLDER: OnceLock<Option<PathBuf>> = OnceLock::new();
    let made = FOLDER.get_or_init(|| {
        packages("pypi", &PYPI.join(" "), |folder| {
            let mut pip = Command::new("python3");
            pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--upgrade", "--target"])
                .arg(folder)
                .args(PYPI);
            vec![pip]
        })
    });
    made.as_deref()
}

fn npm_packages() -> Option<PathBuf> {
    packages("npm-sdk", &NPM.join(" "), |folder| vec![npm(folder, &NPM)])
}

fn client(name: &str) -> PathBuf {
    root().join("tests/it/clients").join(name)
}

/// `serve` with a proxy, on the rules of the article's day.
fn serving() -> Serving {
    Serving::start(&["--proxy", "0", "--epoch", "2020-10-06"])
}

/// The variables of a backend that goes through the proxy, as the READMEs show them.
fn through(command: &mut Command, serving: &Serving) {
    let ca = serving.line["ca"].as_str().expect("a file");
    command.env("HTTPS_PROXY", format!("http://{}", serving.at("proxy"))).env("NO_PROXY", "127.0.0.1,localhost");
    for name in ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"] {
        command.env(name, ca);
    }
    for name in ["https_proxy", "http_proxy", "HTTP_PROXY", "no_proxy", "ALL_PROXY", "all_proxy"] {
        command.env_remove(name);
    }
}

/// Runs a client that prints one JSON object.
fn said(command: &mut Command, serving: &Serving) -> Value {
    through(command, serving);
    let control = serving.line["control"].as_str().expect("an address");
    let Output { status, stdout, stderr } = command.args([control, "wx1", "s3cret"]).output().expect("the client runs");
    let (out, err) = (String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    assert!(status.success(), "{out}{err}");
    serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out}{err}"))
}

#[test]
fn wechatpy_from_pypi_runs_unmodified() {
    let Some(packages) = python_packages() else { return };
    let serving = serving();
    let said = said(Command::new("python3").arg(client("wechatpy_login.py")).env("PYTHONPATH", packages), &serving);
    let expected = json!({
        "openid": true, "nickName": "小明", "appid": "wx1", "signature": true, "key": 16, "token": 136,
        "again": 40163, "refused": [48001, true],
    });
    assert_eq!(said, expected);
}

#[test]
fn node_easywechat_from_npm_runs_unmodified() {
    let Some(packages) = npm_packages() else { return };
    let serving = serving();
    let modules = packages.join("node_modules");
    // It keeps access tokens in a file, and would take one from another day.
    let folder = tempfile::tempdir().expect("a folder");
    let mut node = Command::new("node");
    node.arg(client("easywechat_login.js")).env("NODE_PATH", modules).env("TMPDIR", folder.path()).current_dir(folder.path());
    let said = said(&mut node, &serving);
    let expected = json!({
        "openid": true, "nickName": "小明", "appid": "wx1", "signature": true, "token": 136, "again": 40163,
        "phone": "13800138000",
    });
    assert_eq!(said, expected);
}

#[test]
fn the_jdk_follows_its_usual_properties() {
    let serving = serving();
    let folder = tempfile::tempdir().expect("a folder");
    let trust = folder.path().join("trust.p12");
    let ca = serving.line["ca"].as_str().expect("a file");
    let mut keytool = Command::new("keytool");
    keytool.args([
        "-importcert",
        "-noprompt",
        "-alias",
        "wxhost",
        "-storetype",
        "PKCS12",
        "-storepass",
        "changeit",
        "-file",
        ca,
        "-keystore",
    ]);
    let made = keytool.arg(&trust).output();
    if !made.is_ok_and(|output| output.status.success()) {
        eprintln!("SKIPPED: there is no JDK");
        return;
    }
    let proxy = serving.at("proxy").rsplit_once(':').expect("a port").1;
    let properties = [
        "-Dhttps.proxyHost=127.0.0.1".to_owned(),
        format!("-Dhttps.proxyPort={proxy}"),
        format!("-Djavax.net.ssl.trustStore={}", trust.display()),
        "-Djavax.net.ssl.trustStorePassword=changeit".to_owned(),
    ];
    let session = said(Command::new("java").args(properties).arg(client("Login.java")), &serving);
    assert!(session["openid"].is_string(), "{session}");
}

#[test]
fn a_backend_of_your_own_shows_in_the_trace_of_a_run() {
    let Some(packages) = python_packages() else { return };
    // The authority outlives the service that made it.
    let folder = tempfile::tempdir().expect("a folder");
    let state = folder.path().to_str().expect("UTF-8");
    let serving = Serving::start(&["--proxy", "0", "--state", state]);
    let proxy = serving.at("proxy").to_owned();
    let mut backend = Command::new("python3");
    backend.arg(client("wechatpy_backend.py")).args(["wx00c0ffee00c0ffee", "s3cret"]).env("PYTHONPATH", packages);
    through(&mut backend, &serving);
    drop(serving);
    let mut backend = backend.stdout(Stdio::piped()).spawn().expect("the backend starts");
    let mut port = String::new();
    BufReader::new(backend.stdout.take().expect("stdout")).read_line(&mut port).expect("a port");
    let run = || {
        let route = format!("后端提供的接口=http://127.0.0.1:{}/login", port.trim());
        let set = "platform.secret=\"s3cret\"";
        let args = [
            "run",
            "js/seed/article.md",
            "--format",
            "jsonl",
            "--proxy",
            &proxy,
            "--state",
            state,
            "--route",
            &route,
            "--set",
            set,
        ];
        Wxhost::new(args).run().expect(0, &[]).out
    };
    // The first run also shows how the SDK fetches its access token.
    let first = run();
    let [again, once_more] = [run(), run()];
    let _ = backend.kill();
    let _ = backend.wait();
    assert_eq!(again, once_more);
    assert!(first.contains("/cgi-bin/token?"), "{first}");
    let events: Vec<Value> = again.lines().skip(1).map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let position = |what: &dyn Fn(&Value) -> bool| events.iter().position(what).unwrap_or_else(|| panic!("{again}"));
    let of_page = position(&|event| event["kind"] == "request" && event["lane"] == "wx");
    let of_backend = position(&|event| event["lane"] == "backend" && event["url"].to_string().contains("/sns/jscode2session?"));
    let exchanged = position(&|event| event["action"] == "code-exchanged");
    assert_eq!(events[of_backend]["cause"], events[of_page]["seq"]);
    assert_eq!(events[exchanged]["cause"], events[of_backend]["seq"]);
    let times = [of_page, of_backend, exchanged].map(|index| events[index]["t"].clone());
    assert_eq!(times, [30, 31, 31].map(Value::from));
    assert!(!again.contains("s3cret"), "{again}");
}
