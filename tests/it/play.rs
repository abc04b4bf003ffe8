//! `wxhost play` as a browser meets it: over its socket, with and without its token, and what it does to files.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::Child;
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::{Value, json};

use crate::support::{Wxhost, folder};

const ARTICLE: &str = "# 试试\n\n```js\nfunction go() {\n  wx.showModal({ title: '重试？', success: (r) => console.log('confirm', r.confirm) })\n}\nfunction unused() {\n  return 1\n}\n```\n";
const SIDECAR: &str = "[[scenario]]\nname = 'one'\nsource = '#1'\ncall = ['go()']\n[scenario.user]\nmodal = ['confirm']\n";

/// A page that is served until its owner ends.
struct Playing {
    child: Child,
    url: String,
}

impl Playing {
    fn start(args: &[&str], folder: &Path) -> Self {
        Self::start_with(Wxhost::new(["play", "-q"].iter().chain(args)).within(folder))
    }

    fn start_with(command: Wxhost) -> Self {
        let mut child = command.start();
        let mut first = String::new();
        BufReader::new(child.stdout.as_mut().expect("stdout")).read_line(&mut first).expect("a first line");
        assert!(first.starts_with("http://127.0.0.1:") && first.ends_with("/\n"), "{first:?}");
        Self { child, url: first.trim().to_owned() }
    }

    /// The address and the token.
    fn parts(&self) -> (&str, &str) {
        self.url.trim_start_matches("http://").trim_end_matches('/').split_once('/').expect("a token")
    }

    /// Status, head and body.
    fn ask(&self, request: &str, headers: &str, body: &str) -> (u16, String, String) {
        let (address, _) = self.parts();
        let mut stream = TcpStream::connect(address).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a timeout");
        let length = body.len();
        let text = format!("{request} HTTP/1.1\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}");
        stream.write_all(text.as_bytes()).expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        (status, head.to_ascii_lowercase(), body.to_owned())
    }

    /// What the page asks, answered.
    fn question(&self, what: &str, body: &Value) -> Value {
        let (address, token) = self.parts();
        let headers = format!("host: {address}\r\norigin: http://{address}\r\ncontent-type: application/json\r\n");
        let (status, _, body) = self.ask(&format!("POST /{token}/{what}"), &headers, &body.to_string());
        assert_eq!(status, 200, "{body}");
        serde_json::from_str(&body).unwrap_or_else(|error| panic!("{error}: {body}"))
    }

    fn run(&self, code: &str, sets: &[&str]) -> Value {
        self.question("run", &json!({ "code": code, "scenario": "one", "sets": sets }))
    }
}

impl Drop for Playing {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn place() -> tempfile::TempDir {
    folder(&[("a.md", ARTICLE), ("a.md.toml", SIDECAR)])
}

#[test]
fn the_page_is_for_its_own_reader_only() {
    let place = place();
    let playing = Playing::start(&["a.md"], place.path());
    let (address, token) = playing.parts();
    let own = format!("host: {address}\r\n");
    let (status, head, page) = playing.ask(&format!("GET /{token}/"), &own, "");
    assert_eq!(status, 200);
    for word in ["nosniff", "no-store", "default-src 'none'", "connect-src 'self'", "frame-ancestors 'none'", "same-origin"] {
        assert!(head.contains(word), "{word} is not in {head}");
    }
    assert!(page.contains("重试？") && page.contains("a.md"));
    let json = "content-type: application/json\r\n";
    for (request, headers) in [
        ("GET /".to_owned(), own.clone()),
        (format!("GET /{token}"), own.clone()),
        (format!("GET /{}/", "0".repeat(32)), own.clone()),
        ("POST /run".to_owned(), format!("{own}{json}")),
        (format!("GET /{token}/"), "host: evil.example\r\n".to_owned()),
        (format!("POST /{token}/run"), format!("{own}{json}origin: http://evil.example\r\n")),
        (format!("POST /{token}/run"), format!("{own}{json}origin: null\r\n")),
    ] {
        let (status, _, body) = playing.ask(&request, &headers, "{}");
        assert_eq!((status, body.contains("wx.showModal")), (403, false), "{request} {headers}");
    }
    // A form of another page can post without being asked, but not JSON.
    assert_eq!(playing.ask(&format!("POST /{token}/run"), &format!("{own}content-type: text/plain\r\n"), "{}").0, 404);
    assert_eq!(playing.ask(&format!("POST /{token}/other"), &format!("{own}{json}"), "{}").0, 404);
    assert_eq!(playing.ask(&format!("POST /{token}/run"), &format!("{own}{json}"), "{").0, 400);
}

#[test]
fn whatever_is_changed_shows_in_the_next_run() {
    let place = place();
    let playing = Playing::start(&["a.md"], place.path());
    let told = |answer: &Value, words: &str| answer["view"]["chunks"].to_string().contains(words);
    let plain = playing.run(ARTICLE, &[]);
    assert!(told(&plain, "\"confirm\":true") && plain["clean"] == true && plain["problems"] == json!([]), "{plain}");
    let changed = playing.run(ARTICLE, &["user.modal=[\"cancel\"]"]);
    assert!(told(&changed, "\"confirm\":false") && !told(&changed, "\"confirm\":true"));
    assert!(changed["toml"]["Ok"].as_str().is_some_and(|toml| toml.contains("[[scenario]]") && toml.contains("cancel")));
    assert!(told(&playing.run(&ARTICLE.replace("重试？", "再来？"), &[]), "再来？"));

    let broken = playing.run(&ARTICLE.replace("go() {", "go( {"), &[]);
    assert!(broken["problems"][0]["place"].as_str().is_some_and(|place| place.starts_with("a.md:")), "{broken}");
    // An endless loop ends at its limit, and whoever waits is served again.
    let endless = ARTICLE.replace("wx.showModal", "for (;;) {}\n  wx.showModal");
    let limit = playing.run(&endless, &["limits.deadline=200"]);
    assert_eq!(limit["limit"], "deadline", "{}", limit["verdict"]);
    assert!(told(&playing.run(ARTICLE, &[]), "\"confirm\":true"));
    assert_eq!(std::fs::read_to_string(place.path().join("a.md")).expect("the article"), ARTICLE, "running saves nothing");
}

#[test]
fn the_page_works_in_a_browser() {
    let place = place();
    let playing = Playing::start(&["a.md", "--lang", "en"], place.path());
    let pictures = Path::new(env!("CARGO_TARGET_TMPDIR")).join("play");
    std::fs::create_dir_all(&pictures).expect("a folder");
    crate::pages::drive("play.mjs", &[Path::new(&playing.url), &pictures, &place.path().join("a.md")], "played");
}

/// The command that opens an address is looked for as any other, so one that stands first on the path is taken.
#[cfg(unix)]
#[test]
fn the_page_is_opened_with_the_systems_own_command() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = place();
    let (told, program) = (place.path().join("told"), if cfg!(target_os = "macos") { "open" } else { "xdg-open" });
    let opener = place.path().join("bin").join(program);
    std::fs::create_dir(place.path().join("bin")).expect("a folder");
    // Renamed when it is whole, so that nobody reads half of it.
    let script = format!("#!/bin/sh\nprintf '%s %s' \"$#\" \"$1\" > '{0}.part' && mv '{0}.part' '{0}'\n", told.display());
    std::fs::write(&opener, script).expect("a script");
    std::fs::set_permissions(&opener, std::fs::Permissions::from_mode(0o755)).expect("a program");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(std::iter::once(place.path().join("bin")).chain(std::env::split_paths(&path)));
    let path = path.expect("a path").into_string().expect("UTF-8");
    let playing = Playing::start_with(Wxhost::new(["play", "-q", "a.md", "--open"]).within(place.path()).env("PATH", &path));
    let end = std::time::Instant::now() + Duration::from_secs(120);
    while !told.exists() {
        assert!(std::time::Instant::now() < end, "nobody opened the page");
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(std::fs::read_to_string(&told).expect("an address"), format!("1 {}", playing.url));
}

#[test]
fn a_page_that_nobody_can_open_is_served_all_the_same() {
    let place = place();
    let nowhere = place.path().join("empty").display().to_string();
    let mut playing =
        Playing::start_with(Wxhost::new(["play", "-q", "a.md", "--open"]).within(place.path()).env("PATH", &nowhere));
    let (address, token) = playing.parts();
    assert_eq!(playing.ask(&format!("GET /{token}/"), &format!("host: {address}\r\n"), "").0, 200);
    kill(Pid::from_raw(i32::try_from(playing.child.id()).expect("a process")), Signal::SIGTERM).expect("a signal");
    let mut said = String::new();
    playing.child.stderr.take().expect("stderr").read_to_string(&mut said).expect("UTF-8");
    assert!(said.contains("the browser cannot be opened"), "{said}");
    assert_eq!(playing.child.wait().expect("an end").code(), Some(0));
}

#[test]
fn the_file_is_written_on_purpose_and_never_over_somebody_elses_work() {
    let place = place();
    let path = place.path().join("a.md");
    std::fs::write(&path, ARTICLE.replace('\n', "\r\n")).expect("a file");
    let playing = Playing::start(&["a.md"], place.path());
    let (address, token) = playing.parts();
    let (_, _, page) = playing.ask(&format!("GET /{token}/"), &format!("host: {address}\r\n"), "");
    let sha = page.split("\"sha256\":\"").nth(1).map(|rest| rest[..64].to_owned()).expect("a checksum");
    let saved = playing.question("save", &json!({ "code": "mine\nnew\n", "sha256": sha }));
    // The file keeps its own line ends.
    assert_eq!(std::fs::read_to_string(&path).expect("the article"), "mine\r\nnew\r\n", "{saved}");
    assert!(saved["sha256"].is_string() && saved["sha256"] != json!(sha));
    std::fs::write(&path, "theirs\n").expect("a file");
    let refused = playing.question("save", &json!({ "code": "mine again\n", "sha256": saved["sha256"] }));
    assert!(refused["problems"][0]["what"]["en"].as_str().is_some_and(|what| what.contains("changed on disk")), "{refused}");
    assert_eq!(std::fs::read_to_string(&path).expect("the article"), "theirs\n");
}

#[test]
fn lessons_are_judged_by_running() {
    let place = place();
    let playing = Playing::start(&["a.md"], place.path());
    let lessons = playing.question("lessons", &json!({}));
    let lesson = &lessons["lessons"][1];
    let choices = lesson["choices"].as_array().expect("choices").len();
    assert!(playing.question("lesson", &json!({ "lesson": lesson["name"] }))["view"].is_object());
    let right = (0..choices)
        .filter(|choice| playing.question("attempt", &json!({ "lesson": lesson["name"], "choice": choice }))["right"] == true);
    assert_eq!(right.count(), 1);
}

#[test]
fn it_ends_as_it_is_asked_to_and_says_what_it_cannot_open() {
    let place = place();
    for (signal, code) in [(Signal::SIGINT, 130), (Signal::SIGTERM, 0)] {
        let mut playing = Playing::start(&["a.md"], place.path());
        kill(Pid::from_raw(i32::try_from(playing.child.id()).expect("a process")), signal).expect("a signal");
        assert_eq!(playing.child.wait().expect("an end").code(), Some(code));
    }
    let play = |args: &[&str]| Wxhost::new(["play"].iter().chain(args)).within(place.path()).run();
    play(&["none.md"]).expect(2, &["no such file"]);
    play(&["a.md#7"]).expect(2, &["no js block 7"]);
    play(&["a.md", "--scenario", "none like it"]).expect(7, &["no scenario"]);
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    play(&["a.md", "--port", &port]).expect(2, &["already in use", "another --port"]);
}
