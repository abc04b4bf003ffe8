//! How fast `wxhost serve` exchanges codes, and whether its memory stays the same: `cargo bench --bench serve`.
//!
//! A million codes in memory, then a fifth of that with `--state`, each code fresh and each user within the documented limits. The
//! load comes from this process, on the same machine, over connections that are kept open. `-- N` makes it N thousand codes.

#![expect(clippy::disallowed_methods, clippy::print_stdout, reason = "it measures real time, and prints")]

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Connections that ask at the same time.
const CONNECTIONS: usize = 64;
/// Users and codes of each in one part of the load; 100 a minute are allowed.
const USERS: usize = 200;
const CODES: usize = 100;

fn main() {
    let thousands = std::env::args().skip(1).find_map(|arg| arg.parse::<usize>().ok()).unwrap_or(1000);
    let parts = |share: usize| (thousands * 1000 / share).div_ceil(USERS * CODES);
    let folder = tempfile::tempdir().expect("a folder");
    let state = folder.path().join("state");
    println!("{CONNECTIONS} connections, load generator on the same machine");
    println!(
        "{:10} {:>9} {:>10} {:>9} {:>9} {:>9} {:>13} {:>10}",
        "state", "requests", "per second", "median", "p99", "max", "memory before", "after"
    );
    measure("in memory", &[], parts(1));
    measure("SQLite", &["--state", state.to_str().expect("UTF-8")], parts(5));
}

fn measure(name: &str, args: &[&str], parts: usize) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wxhost"));
    command.args(["serve", "-q", "--clock", "virtual", "--app", "wx1:s"]).args(args).stdout(Stdio::piped());
    let mut server = Server(command.spawn().expect("the server starts"));
    let mut line = String::new();
    BufReader::new(server.0.stdout.take().expect("stdout")).read_line(&mut line).expect("a first line");
    let line: Value = serde_json::from_str(&line).expect("JSON");
    let at = line["platform"].as_str().expect("an address").trim_start_matches("http://").to_owned();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let (mut spent, mut latencies, mut before) = (Duration::ZERO, Vec::new(), 0);
    for part in 0..parts {
        let codes = runtime.block_on(codes(&at));
        let begin = Instant::now();
        latencies.extend(runtime.block_on(exchange(&at, codes)));
        spent += begin.elapsed();
        // What was spent is remembered up to a number; from then on the memory must stay.
        if part == (parts / 10).max(6).min(parts - 1) {
            before = server.memory();
        }
    }
    let after = server.memory();
    latencies.sort_unstable();
    let at = |percent: usize| millis(latencies[(latencies.len() - 1) * percent / 100]);
    let rate = f64::from(u32::try_from(latencies.len()).expect("a number")) / spent.as_secs_f64();
    println!(
        "{name:10} {:>9} {rate:>10.0} {:>9} {:>9} {:>9} {:>10} MB {:>7} MB",
        latencies.len(),
        at(50),
        at(99),
        at(100),
        before >> 20,
        after >> 20
    );
}

fn millis(latency: Duration) -> String {
    format!("{:.2} ms", latency.as_secs_f64() * 1000.0)
}

struct Server(Child);

impl Server {
    /// Bytes in memory; 0 where the system does not tell.
    fn memory(&mut self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or_default() << 10
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A minute passes, and every user logs in a hundred times.
async fn codes(at: &str) -> Vec<String> {
    let mut connection = Connection::new(at).await;
    connection.post("/__wxhost/clock", r#"{"advance":"1m"}"#).await;
    let mut codes = Vec::new();
    for user in 0..USERS {
        let answer = connection.post("/__wxhost/codes", &format!(r#"{{"user":"u{user}","count":{CODES}}}"#)).await;
        let answer: Value = serde_json::from_str(&answer).expect("JSON");
        codes.extend(answer["codes"].as_array().expect("codes").iter().map(|code| code.as_str().expect("a code").to_owned()));
    }
    codes
}

/// Spends the codes over many connections; how long each took.
async fn exchange(at: &str, codes: Vec<String>) -> Vec<Duration> {
    let codes = Arc::new(Mutex::new(codes));
    let tasks: Vec<_> = (0..CONNECTIONS)
        .map(|_| {
            let (at, codes) = (at.to_owned(), Arc::clone(&codes));
            tokio::spawn(async move {
                let mut connection = Connection::new(&at).await;
                let mut latencies = Vec::new();
                loop {
                    let Some(code) = codes.lock().expect("the codes").pop() else { return latencies };
                    let begin = Instant::now();
                    let path = format!("/sns/jscode2session?appid=wx1&secret=s&js_code={code}&grant_type=authorization_code");
                    let answer = connection.ask(&format!("GET {path} HTTP/1.1\r\nHost: a\r\n\r\n")).await;
                    latencies.push(begin.elapsed());
                    assert!(answer.contains("openid"), "{answer}");
                }
            })
        })
        .collect();
    let mut all = Vec::new();
    for task in tasks {
        all.extend(task.await.expect("a connection"));
    }
    all
}

struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    async fn new(at: &str) -> Self {
        let stream = TcpStream::connect(at).await.expect("a connection");
        stream.set_nodelay(true).expect("a socket");
        Self { stream, buffer: vec![0; 1 << 16] }
    }

    async fn post(&mut self, path: &str, body: &str) -> String {
        self.ask(&format!("POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {}\r\n\r\n{body}", body.len())).await
    }

    /// Sends a request and takes the body of its answer.
    async fn ask(&mut self, request: &str) -> String {
        self.stream.write_all(request.as_bytes()).await.expect("a request is sent");
        let mut filled = 0;
        loop {
            let read = self.stream.read(&mut self.buffer[filled..]).await.expect("an answer comes");
            assert!(read > 0, "the server is gone");
            filled += read;
            let text = String::from_utf8_lossy(&self.buffer[..filled]);
            let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).expect("a length");
            if body.len() == length.parse::<usize>().expect("a number") {
                return body.to_owned();
            }
        }
    }
}
