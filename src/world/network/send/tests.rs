//! Real exchanges with small hand-made servers, well and badly behaved.

use super::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const LIMITS: Limits = Limits { body: 1000, wall: Duration::from_secs(10) };

/// A server that answers the n-th request with the n-th text (the last repeats) and gives back what it was sent.
async fn server(answers: &'static [&'static str]) -> (Url, tokio::sync::mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = Url::parse(&format!("http://{}/start", listener.local_addr().unwrap())).unwrap();
    let (seen, requests) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        for n in 0.. {
            let (mut stream, _) = listener.accept().await.unwrap();
            let request = read_request(&mut stream).await;
            let _ = seen.send(request);
            let answer = answers.get(n).or(answers.last()).unwrap();
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    (url, requests)
}

async fn read_request(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let read = stream.read(&mut buffer).await.unwrap();
        text.extend_from_slice(&buffer[..read]);
        let seen = String::from_utf8_lossy(&text).into_owned();
        let Some((head, body)) = seen.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).map_or(0, |n| n.parse().unwrap());
        if body.len() >= length {
            return seen;
        }
    }
}

fn request(method: &str, url: Url) -> Request {
    Request {
        method: method.into(),
        url,
        headers: Vec::new(),
        body: Body::new(),
        exchange: None,
        follow: true,
        detour: Detour::default(),
    }
}

fn sender() -> Sender {
    Sender::new(Policy::default())
}

#[tokio::test(flavor = "current_thread")]
async fn a_plain_exchange() {
    let (url, mut requests) = server(&["HTTP/1.1 404 Not Found\r\nX-Own: a\r\nX-Own: b\r\ncontent-length: 2\r\n\r\nno"]).await;
    let mut ask = request("POST", url.clone());
    ask.headers = vec![("Content-Type".into(), "text/x".into()), ("Content-Length".into(), "99".into())];
    ask.body = Body::from_static(b"hello");
    let reply = sender().send(ask, LIMITS).await.unwrap();
    assert_eq!((reply.status, &*reply.body, &reply.url), (404, b"no".as_slice(), &url));
    let own: Vec<&str> = reply.headers.iter().filter(|(name, _)| name == "x-own").map(|(_, v)| v.as_str()).collect();
    assert_eq!(own, ["a", "b"]);
    let seen = requests.recv().await.unwrap();
    assert!(seen.starts_with("POST /start HTTP/1.1\r\n") && seen.ends_with("\r\n\r\nhello"), "{seen}");
    assert!(seen.contains("content-type: text/x\r\n") && !seen.contains("accept-encoding") && !seen.contains(EXCHANGE_HEADER));
}

#[tokio::test(flavor = "current_thread")]
async fn redirects_are_followed_as_browsers_do() {
    const MOVED: &str = "HTTP/1.1 302 Found\r\nlocation: /next\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    let (url, mut requests) = server(&[MOVED, "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"]).await;
    let mut ask = request("POST", url.clone());
    ask.body = Body::from_static(b"hello");
    let reply = sender().send(ask.clone(), LIMITS).await.unwrap();
    assert_eq!(reply.url.path(), "/next");
    requests.recv().await.unwrap();
    assert!(requests.recv().await.unwrap().starts_with("GET /next "));

    let (url, _) = server(&[MOVED]).await;
    let reply = sender().send(Request { url, follow: false, ..ask }, LIMITS).await.unwrap();
    assert_eq!(reply.status, 302);
}

#[tokio::test(flavor = "current_thread")]
async fn redirects_end_at_the_limit_and_at_the_policy() {
    let (url, _) = server(&["HTTP/1.1 307 x\r\nlocation: /start\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"]).await;
    assert_eq!(sender().send(request("GET", url), LIMITS).await, Err(NetFailure::TooManyRedirects));
    let (url, _) = server(&["HTTP/1.1 301 x\r\nlocation: https://example.com:8443/\r\ncontent-length: 0\r\n\r\n"]).await;
    let host = "example.com:8443".to_owned();
    assert_eq!(sender().send(request("GET", url), LIMITS).await, Err(NetFailure::NotAllowed { host }));
}

#[tokio::test(flavor = "current_thread")]
async fn bodies_above_the_limit_are_cut_with_or_without_a_length() {
    let (url, _) = server(&["HTTP/1.1 200 OK\r\ncontent-length: 1001\r\n\r\n"]).await;
    assert_eq!(sender().send(request("GET", url), LIMITS).await, Err(NetFailure::TooLarge));
    let (url, _) = server(&["HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"]).await;
    assert_eq!(&*sender().send(request("GET", url.clone()), LIMITS).await.unwrap().body, b"hello");
    let limits = Limits { body: 4, ..LIMITS };
    assert_eq!(sender().send(request("GET", url), limits).await, Err(NetFailure::TooLarge));
}

#[tokio::test(flavor = "current_thread")]
async fn dead_peers_are_named() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
    let hung = Limits { wall: Duration::from_millis(20), ..LIMITS };
    assert_eq!(sender().send(request("GET", url.clone()), hung).await, Err(NetFailure::Timeout));
    drop(listener);
    assert_eq!(sender().send(request("GET", url), LIMITS).await, Err(NetFailure::Refused));
    let (url, _) = server(&[""]).await;
    assert_eq!(sender().send(request("GET", url), LIMITS).await, Err(NetFailure::Reset));
    let (url, _) = server(&["HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf"]).await;
    assert_eq!(sender().send(request("GET", url), LIMITS).await, Err(NetFailure::Reset));
    let (url, _) = server(&["not http at all\r\n\r\n"]).await;
    let failure = sender().send(request("GET", url.clone()), LIMITS).await.unwrap_err();
    assert!(matches!(&failure, NetFailure::Other(text) if !text.contains("127.0.0.1")), "{failure:?}");
}

#[tokio::test(flavor = "current_thread")]
async fn what_http_cannot_carry_is_refused() {
    let url = Url::parse("http://127.0.0.1:1/").unwrap();
    let mut ask = request("GET", url.clone());
    ask.headers = vec![("x-bad".into(), "a\nb".into())];
    assert!(matches!(sender().send(ask, LIMITS).await, Err(NetFailure::Other(_))));
    assert!(matches!(sender().send(request("BAD METHOD", url), LIMITS).await, Err(NetFailure::Other(_))));
}

#[tokio::test(flavor = "current_thread")]
async fn what_is_not_tls_is_not_spoken_to() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = Url::parse(&format!("https://{}/", listener.local_addr().unwrap())).unwrap();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
    });
    let failure = sender().send(request("GET", url), LIMITS).await.unwrap_err();
    assert!(matches!(&failure, NetFailure::Tls(text) if !text.contains("127.0.0.1")), "{failure:?}");
}
