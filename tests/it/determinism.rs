//! The same input gives the same bytes: run again, beside other load, and with real replies that come in the wrong order.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use wxhost::Host;
use wxhost::scenario::Answer;

use crate::support::{folder, run_scenario, scenario_names};

fn traces() -> Vec<(String, String)> {
    scenario_names()
        .into_iter()
        .map(|name| (run_scenario(&name).trace.to_jsonl(), name))
        .map(|(text, name)| (name, text))
        .collect()
}

fn assert_same(one: &[(String, String)], two: &[(String, String)]) {
    assert_eq!(one.len(), two.len());
    for ((name, one), (_, two)) in one.iter().zip(two) {
        assert_eq!(one, two, "{name}");
    }
}

#[test]
fn every_scenario_twice_gives_equal_bytes() {
    assert_same(&traces(), &traces());
}

#[test]
fn load_beside_it_changes_nothing() {
    let calm = traces();
    let stop = AtomicBool::new(false);
    let worked = AtomicU64::new(0);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    worked.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        let busy = traces();
        stop.store(true, Ordering::Relaxed);
        assert_same(&calm, &busy);
    });
    assert!(worked.load(Ordering::Relaxed) > 0, "there was no load");
}

#[test]
fn another_seed_gives_other_values_and_the_same_story() {
    let run = |seed: u64| {
        let host = Host::open(crate::support::article()).and_then(|host| host.scenario("login succeeds"));
        host.and_then(|host| host.with(|scenario| scenario.seed = Some(seed)).run()).expect("a run").trace
    };
    let (one, two) = (run(1), run(2));
    assert_ne!(one.to_jsonl(), two.to_jsonl(), "the header names the seed");
    assert_eq!(one.events, two.events, "generated values are placeholders");
    let random = |seed: u64| {
        let folder = folder(&[("a.js", "console.log(Math.random())")]);
        let host = Host::open(folder.path().join("a.js")).expect("a script");
        let finished = host.with(|scenario| scenario.seed = Some(seed)).run().expect("a run");
        wxhost::report::console::render(&finished.trace).stdout
    };
    assert_eq!(random(1), random(1));
    assert_ne!(random(1), random(2));
}

/// Three requests at once; logs in the order of the callbacks.
const PARALLEL: &str = "function get(name, n) {
  wx.request({ url: 'https://api.example/' + name, success(res) { console.log(name, res.data) } })
}
function all() { ['a', 'b', 'c'].forEach(get) }
";

#[test]
fn replies_come_in_the_modelled_order_whatever_they_really_take() {
    // What the three answers take: in virtual and in real milliseconds.
    let run = |real: [u64; 3]| {
        let folder = folder(&[("parallel.js", PARALLEL)]);
        let mut host = Host::open(folder.path().join("parallel.js")).expect("a script").call("all()");
        for (name, (latency, real)) in ["a", "b", "c"].into_iter().zip([80, 10, 80].into_iter().zip(real)) {
            host = host.route(&format!("https://api.example/{name}"), &format!("backend:/{name}")).with(|scenario| {
                let answer = Answer {
                    body: Some(name.to_uppercase()),
                    latency: Some(wxhost::scenario::Millis(latency)),
                    real_delay: Some(real),
                    ..Answer::default()
                };
                scenario.backend.insert(format!("GET /{name}"), vec![answer]);
            });
        }
        host.run().expect("a run").trace
    };
    let calm = run([0, 0, 0]);
    // The first in virtual time is the last in real time; a and c are due together, so they come in the order of the calls.
    assert_eq!(wxhost::report::console::render(&calm).stdout, "b B\na A\nc C\n");
    for real in [[0, 300, 0], [300, 0, 0], [150, 300, 0]] {
        assert_eq!(run(real).to_jsonl(), calm.to_jsonl(), "{real:?}");
    }
}

#[test]
fn a_real_server_that_answers_in_the_wrong_order_changes_nothing() {
    let run = |order: [&'static str; 2]| {
        let server = Reversing::start(order);
        let folder = folder(&[("parallel.js", PARALLEL)]);
        let mut host = Host::open(folder.path().join("parallel.js")).expect("a script").call("get('a')").call("1");
        host = host.call("['a', 'b'].forEach(get)");
        for name in ["a", "b"] {
            host = host.route(&format!("https://api.example/{name}"), &format!("http://127.0.0.1:{}/{name}", server.port));
        }
        let trace = host.run().expect("a run").trace;
        let answered = server.answered.join().expect("the server");
        assert_eq!(answered, order, "the server answers in its own order");
        let text = trace.to_jsonl().replace(&server.port.to_string(), "PORT");
        (wxhost::report::console::render(&trace).stdout, text)
    };
    let (log, right) = run(["/a", "/b"]);
    let (other_log, wrong) = run(["/b", "/a"]);
    assert_eq!(log, "a of /a\na of /a\nb of /b\n");
    assert_eq!(other_log, log);
    assert_eq!(wrong, right);
}

/// A server that answers one request at once, and then waits for two and answers them in a chosen order.
struct Reversing {
    port: u16,
    answered: std::thread::JoinHandle<Vec<String>>,
}

impl Reversing {
    fn start(order: [&'static str; 2]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let answered = std::thread::spawn(move || {
            let connections = Arc::new(std::sync::Mutex::new(Vec::new()));
            let take = || {
                let (stream, _) = listener.accept().expect("a connection");
                stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout");
                let path = read_request(&stream);
                connections.lock().expect("the list").push(path.clone());
                (path, stream)
            };
            let (path, stream) = take();
            answer(&stream, &path);
            drop(stream);
            let mut two = [take(), take()];
            two.sort_by_key(|(path, _)| order.iter().position(|known| known == path));
            let mut answered = Vec::new();
            for (path, stream) in &two {
                answer(stream, path);
                answered.push(path.clone());
                std::thread::sleep(Duration::from_millis(100));
            }
            answered
        });
        Self { port, answered }
    }
}

fn read_request(stream: &TcpStream) -> String {
    let mut reader = BufReader::new(stream);
    let mut first = String::new();
    reader.read_line(&mut first).expect("a request");
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).expect("a header");
        if line.trim().is_empty() {
            break;
        }
    }
    first.split_whitespace().nth(1).unwrap_or_default().to_owned()
}

fn answer(mut stream: &TcpStream, path: &str) {
    let body = format!("of {path}");
    let head =
        format!("HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len());
    stream.write_all(format!("{head}{body}").as_bytes()).expect("an answer");
    stream.flush().expect("an answer");
    stream.shutdown(std::net::Shutdown::Write).expect("the end");
    let _ = stream.read(&mut [0; 1]);
}
