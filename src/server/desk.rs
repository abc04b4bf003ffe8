//! A page for the one person at this machine: on loopback only, behind a token that nobody can guess, for no other page's scripts.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, Request, Response, StatusCode, header};
use serde_json::Value;
use tokio::task::JoinHandle;

use super::StartError;
use super::start::listen;

/// The largest question that is read, in bytes.
const LONGEST: usize = 16 << 20;

/// What is shown and answered; every method may take its time, and is called on a thread of its own.
pub trait Site: Send + Sync + 'static {
    /// The page and its Content-Security-Policy.
    fn page(&self) -> (String, String);
    /// The answer to what the page asks (`what` is the last part of the address); none when there is no such question.
    fn answer(&self, what: &str, body: &Value) -> Option<Value>;
}

/// A page that is served until this is dropped.
#[derive(Debug)]
pub struct Desk {
    address: SocketAddr,
    token: String,
    task: JoinHandle<()>,
}

struct Inner {
    address: SocketAddr,
    token: String,
    site: Box<dyn Site>,
}

impl Desk {
    /// Serves the site on 127.0.0.1 as a task of the current tokio runtime; port 0 is any free one.
    ///
    /// # Errors
    ///
    /// The port is taken or cannot be listened on, or the system has no random numbers to give.
    pub fn open(port: u16, site: Box<dyn Site>) -> Result<Self, StartError> {
        let (listener, address) = listen(Some(SocketAddr::from(([127, 0, 0, 1], port))))?;
        let token = token().ok_or(StartError::NoToken)?;
        let inner = Arc::new(Inner { address, token: token.clone(), site });
        let router = Router::new().fallback(handle).with_state(inner);
        let task = tokio::spawn(async move {
            // This never ends by itself: errors of single connections are handled inside.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { address, token, task })
    }

    /// Where the page is, with its token.
    pub fn url(&self) -> String {
        format!("http://{}/{}/", self.address, self.token)
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// 128 bits from the operating system, in hexadecimal.
fn token() -> Option<String> {
    let mut bytes = [0; 16];
    rustls::crypto::ring::default_provider().secure_random.fill(&mut bytes).ok()?;
    Some(bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    }))
}

async fn handle(State(inner): State<Arc<Inner>>, request: Request<Body>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path().strip_prefix('/').and_then(|path| path.split_once('/'));
    let Some((_, what)) = path.filter(|(token, _)| *token == inner.token && is_ours(&parts.headers, inner.address)) else {
        return told(StatusCode::FORBIDDEN, "text/plain; charset=utf-8", "wxhost: forbidden\n".to_owned(), None);
    };
    let what = what.to_owned();
    if what.is_empty() && parts.method == Method::GET {
        let made = tokio::task::spawn_blocking(move || inner.site.page()).await;
        return match made {
            Ok((page, policy)) => told(StatusCode::OK, "text/html; charset=utf-8", page, Some(&policy)),
            Err(_) => empty(StatusCode::INTERNAL_SERVER_ERROR),
        };
    }
    // A page from elsewhere cannot send JSON without being asked about it first.
    let json = parts.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    if parts.method != Method::POST || !json {
        return empty(StatusCode::NOT_FOUND);
    }
    let Ok(body) = to_bytes(body, LONGEST).await else { return empty(StatusCode::PAYLOAD_TOO_LARGE) };
    let Ok(body) = serde_json::from_slice::<Value>(&body) else { return empty(StatusCode::BAD_REQUEST) };
    match tokio::task::spawn_blocking(move || inner.site.answer(&what, &body)).await {
        Ok(Some(answer)) => told(StatusCode::OK, "application/json", answer.to_string(), None),
        Ok(None) => empty(StatusCode::NOT_FOUND),
        Err(_) => empty(StatusCode::INTERNAL_SERVER_ERROR),
    }
}

/// Whether a request was meant for this address (no name that somebody pointed at loopback) and comes from our page or none.
fn is_ours(headers: &HeaderMap, address: SocketAddr) -> bool {
    let names = [address.to_string(), format!("localhost:{}", address.port())];
    let text = |name: header::HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let host = text(header::HOST);
    let ours = |origin: &str| names.iter().any(|name| origin.strip_prefix("http://") == Some(name));
    host.is_some_and(|host| names.iter().any(|name| name == host)) && text(header::ORIGIN).is_none_or(ours)
}

fn empty(status: StatusCode) -> Response<Body> {
    told(status, "text/plain; charset=utf-8", String::new(), None)
}

fn told(status: StatusCode, kind: &str, text: String, policy: Option<&str>) -> Response<Body> {
    let policy = format!("{}; frame-ancestors 'none'", policy.unwrap_or("default-src 'none'"));
    let response = Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, kind)
        .header(header::CONTENT_SECURITY_POLICY, policy)
        .header(header::CACHE_CONTROL, "no-store")
        .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
        .header(header::X_FRAME_OPTIONS, "DENY")
        .header(header::REFERRER_POLICY, "no-referrer")
        .header("cross-origin-resource-policy", "same-origin")
        .header("cross-origin-opener-policy", "same-origin");
    response.body(Body::from(text)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_long_and_differ() {
        let (a, b) = (token().expect("a token"), token().expect("a token"));
        assert!(a.len() == 32 && a != b);
    }

    #[test]
    fn only_our_own_page_is_answered() {
        let address = SocketAddr::from(([127, 0, 0, 1], 8000));
        let ours = |host: &str, origin: Option<&str>| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, host.parse().expect("a header"));
            if let Some(origin) = origin {
                headers.insert(header::ORIGIN, origin.parse().expect("a header"));
            }
            is_ours(&headers, address)
        };
        assert!(ours("127.0.0.1:8000", None) && ours("localhost:8000", Some("http://localhost:8000")));
        for (host, origin) in [
            ("evil.example:8000", None),
            ("127.0.0.1:8001", None),
            ("127.0.0.1:8000", Some("http://evil.example")),
            ("127.0.0.1:8000", Some("null")),
            ("127.0.0.1:8000", Some("https://127.0.0.1:8000")),
        ] {
            assert!(!ours(host, origin), "{host} {origin:?}");
        }
        assert!(!is_ours(&HeaderMap::new(), address));
    }
}
