//! Real HTTP: one request and its answer, with redirects inside the policy, a size limit and a wall-clock guard.

use std::error::Error as _;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue, LOCATION};
use reqwest::{Client, Method, Response, StatusCode};
use url::{Origin, Url};

use super::policy::{Policy, host_of};
use super::routes::{Router, http_url};

/// How many redirects are followed. The platform documents no number.
pub const REDIRECT_LIMIT: usize = 20;
/// The internal header by which the embedded servers know an exchange. Only sent to the address asked for, never shown.
pub const EXCHANGE_HEADER: &str = "x-wxhost-exchange";
/// The internal header by which an embedded server says that the answer to an exchange is a scripted network failure.
pub const ALREADY_FAILED_HEADER: &str = "x-wxhost-network";

/// The internal header by which the embedded backend says how many bytes each piece of a body has.
pub const PIECES_HEADER: &str = "x-wxhost-pieces";

/// `EXCHANGE_HEADER`, `ALREADY_FAILED_HEADER` and `PIECES_HEADER` as the HTTP library reads them.
pub static EXCHANGE: HeaderName = HeaderName::from_static(EXCHANGE_HEADER);
static ALREADY_FAILED: HeaderName = HeaderName::from_static(ALREADY_FAILED_HEADER);
static PIECES: HeaderName = HeaderName::from_static(PIECES_HEADER);

/// The body of a request.
pub type Body = Bytes;

/// One request.
#[derive(Debug, Clone)]
pub struct Request {
    /// The method; anything HTTP allows.
    pub method: String,
    /// The address.
    pub url: Url,
    /// The headers, in order, names in any case.
    pub headers: Vec<(String, String)>,
    /// The body; empty: none is sent.
    pub body: Body,
    /// The exchange's number, for the embedded servers only.
    pub exchange: Option<u64>,
    /// Whether redirects are followed (`redirect: "follow"`); if not, the answer with the status 3xx is the reply.
    pub follow: bool,
    /// Where redirects to other addresses lead.
    pub detour: Detour,
}

/// Where a redirect leads: a script's addresses are the routes' business, whoever names them.
#[derive(Debug, Clone, Default)]
pub struct Detour {
    /// The routes of the run.
    pub router: Arc<Router>,
    /// The backend's and the platform's address, where they are running.
    pub servers: Option<(SocketAddr, SocketAddr)>,
}

impl Detour {
    /// Where this address leads by the routes, and whether an embedded server answers there.
    fn of(&self, url: &Url) -> Option<(Url, bool)> {
        let routed = self.router.route(url.as_str())?;
        let ours = |server: SocketAddr, path: &str| {
            let path = path.strip_prefix('/').unwrap_or(path);
            Url::parse(&format!("http://{server}/{path}")).ok().map(|url| (url, true))
        };
        match (routed.split_once(':'), self.servers) {
            (Some(("backend", path)), Some((backend, _))) => ours(backend, path),
            (Some(("wechat", path)), Some((_, platform))) => ours(platform, path),
            _ => Some((http_url(&routed)?, false)),
        }
    }
}

/// Bounds of one exchange.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The most bytes a body may have.
    pub body: u64,
    /// Wall-clock time after which a hung peer is given up.
    pub wall: Duration,
}

/// The answer to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The headers, names as the HTTP library gives them (lower case), in the order received.
    pub headers: Vec<(String, String)>,
    /// The whole body, as sent (no decompression).
    pub body: Bytes,
    /// The address that answered, after redirects.
    pub url: Url,
    /// In how many bytes each the body arrives, if it comes in pieces.
    pub pieces: Vec<usize>,
}

/// Why no answer came.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NetFailure {
    /// The device is not connected to any network.
    #[error("offline")]
    Offline,
    /// Nobody listens there.
    #[error("refused")]
    Refused,
    /// The connection was cut.
    #[error("reset")]
    Reset,
    /// The wall-clock guard ended it, or the peer's system did.
    #[error("timeout")]
    Timeout,
    /// The body is larger than [`Limits::body`].
    #[error("the body is too large")]
    TooLarge,
    /// More than [`REDIRECT_LIMIT`] redirects.
    #[error("too many redirects")]
    TooManyRedirects,
    /// A redirect leads to a host that is not allowed.
    #[error("{host} is not an allowed host")]
    NotAllowed {
        /// Host, and port if the URL names one.
        host: String,
    },
    /// A recording has no answer to it.
    #[error("not in the recording")]
    NotRecorded,
    /// The encrypted connection could not be made.
    #[error("tls: {0}")]
    Tls(String),
    /// Anything else; the text has no address in it.
    #[error("{0}")]
    Other(String),
}

/// What sends requests: clients made at first use, and the policy for redirects. Cheap to clone; clones share the clients.
#[derive(Debug, Clone, Default)]
pub struct Sender {
    policy: Policy,
    plain: Arc<OnceLock<Client>>,
    tls: Arc<OnceLock<Client>>,
    inside: Arc<Mutex<Option<Arc<Inside>>>>,
}

/// Servers within this process, which answer at these addresses without a connection being made.
pub struct Inside {
    /// Where each answers, as `host:port`.
    pub servers: Vec<(&'static str, Handler)>,
}

/// A server within this process: gets the request as it would arrive, and the most bytes that its answer may have.
pub type Handler = Box<dyn Fn(axum::http::Request<Bytes>, u64) -> Answer + Send + Sync>;

/// What a [`Handler`] gives.
pub type Answer = Pin<Box<dyn Future<Output = Result<Inner, NetFailure>> + Send>>;

/// The answer of a server within this process.
pub type Inner = axum::http::Response<Bytes>;

/// An answer that may still be on its way.
enum Answered {
    Real(Response),
    Inside(Inner),
}

impl Answered {
    fn status(&self) -> StatusCode {
        match self {
            Self::Real(response) => response.status(),
            Self::Inside(response) => response.status(),
        }
    }

    fn headers(&self) -> &HeaderMap {
        match self {
            Self::Real(response) => response.headers(),
            Self::Inside(response) => response.headers(),
        }
    }

    /// The whole body, if it is not larger than `limit`.
    async fn body(self, limit: u64) -> Result<Bytes, NetFailure> {
        let mut response = match self {
            Self::Real(response) => response,
            Self::Inside(response) if response.body().len() as u64 > limit => return Err(NetFailure::TooLarge),
            Self::Inside(response) => return Ok(response.into_body()),
        };
        if response.content_length().is_some_and(|length| length > limit) {
            return Err(NetFailure::TooLarge);
        }
        let mut body = BytesMut::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| failure(&error))? {
            if body.len() as u64 + chunk.len() as u64 > limit {
                return Err(NetFailure::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body.freeze())
    }
}

impl std::fmt::Debug for Inside {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.servers.iter().map(|(address, _)| address)).finish()
    }
}

impl Sender {
    /// A sender whose redirects obey `policy`.
    pub fn new(policy: Policy) -> Self {
        Self { policy, ..Self::default() }
    }

    /// Sends a request. The policy is checked for redirects only; deciding about the first address is planning's business.
    /// Connections are kept between requests, so all requests of one sender belong on one runtime.
    ///
    /// # Errors
    /// No answer came: every [`NetFailure`].
    pub fn send(&self, request: Request, limits: Limits) -> impl Future<Output = Result<Reply, NetFailure>> + Send + 'static {
        let sender = self.clone();
        async move {
            match tokio::time::timeout(limits.wall, sender.follow(request, limits.body)).await {
                Ok(result) => result,
                Err(_) => Err(NetFailure::Timeout),
            }
        }
    }

    /// From now on requests to these servers are answered within this process; with none, no more.
    pub fn ask_inside(&self, inside: Option<Inside>) {
        *self.inside.lock().unwrap_or_else(PoisonError::into_inner) = inside.map(Arc::new);
    }

    /// Whether any connection was made.
    pub fn has_connected(&self) -> bool {
        self.plain.get().is_some() || self.tls.get().is_some()
    }

    /// The servers within this process, if the address is one of theirs, and which of them it is.
    fn inside(&self, url: &Url) -> Option<(Arc<Inside>, usize)> {
        let inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner).clone()?;
        let authority = url.authority();
        let index = inside.servers.iter().position(|(address, _)| url.scheme() == "http" && *address == authority)?;
        Some((inside, index))
    }

    async fn exchange(
        &self,
        method: &Method,
        url: &Url,
        headers: &HeaderMap,
        body: &Body,
        limit: u64,
    ) -> Result<Answered, NetFailure> {
        if let Some((inside, index)) = self.inside(url) {
            let mut request = axum::http::Request::new(body.clone());
            *request.method_mut() = method.clone();
            *request.uri_mut() = arriving(url)?;
            request.headers_mut().clone_from(headers);
            return inside.servers[index].1(request, limit).await.map(Answered::Inside);
        }
        let mut builder = self.client(url)?.request(method.clone(), url.clone()).headers(headers.clone());
        if !body.is_empty() {
            builder = builder.body(body.clone());
        }
        builder.send().await.map(Answered::Real).map_err(|error| failure(&error))
    }

    async fn follow(self, request: Request, limit: u64) -> Result<Reply, NetFailure> {
        let mut method = Method::from_bytes(request.method.as_bytes())
            .map_err(|_| NetFailure::Other(format!("`{}` is not an HTTP method", request.method)))?;
        let mut headers = header_map(&request.headers)?;
        if let Some(id) = request.exchange {
            headers.insert(&EXCHANGE, HeaderValue::from(id));
        }
        let (mut url, mut body) = (request.url, request.body);
        let mut shown = url.clone();
        for _ in 0..=REDIRECT_LIMIT {
            let response = self.exchange(&method, &url, &headers, &body, limit).await?;
            let next = if request.follow { redirect(&response, &url) } else { None };
            let Some(next) = next else { return reply(response, url, limit, request.exchange.is_some()).await };
            let (to, is_ours) = match request.detour.of(&next) {
                Some((to, is_ours)) => (to, is_ours),
                None => (next.clone(), origin(&next) == origin(&url)),
            };
            if !is_ours && !self.policy.allows(&to) {
                return Err(NetFailure::NotAllowed { host: host_of(&next) });
            }
            if drops_body(response.status(), &method) {
                method = if method == Method::HEAD { Method::HEAD } else { Method::GET };
                body = Bytes::new();
                for name in ["content-type", "content-length", "content-encoding", "transfer-encoding"] {
                    headers.remove(name);
                }
            }
            if !is_ours {
                headers.remove(&EXCHANGE);
            }
            // A relative address stays where the answer came from.
            if origin(&next) != origin(&shown) && origin(&next) != origin(&url) {
                for name in ["authorization", "cookie", "proxy-authorization"] {
                    headers.remove(name);
                }
            }
            (url, shown) = (to, next);
        }
        Err(NetFailure::TooManyRedirects)
    }

    fn client(&self, url: &Url) -> Result<&Client, NetFailure> {
        let (cell, make): (_, fn() -> Result<Client, NetFailure>) =
            if url.scheme() == "https" { (&self.tls, tls_client) } else { (&self.plain, plain_client) };
        if let Some(client) = cell.get() {
            return Ok(client);
        }
        let client = make()?;
        Ok(cell.get_or_init(|| client))
    }
}

/// The address as it stands in a request.
fn arriving(url: &Url) -> Result<axum::http::Uri, NetFailure> {
    let uri = match url.query() {
        Some(query) => format!("{}?{query}", url.path()).parse(),
        None => url.path().parse(),
    };
    uri.map_err(|error: axum::http::uri::InvalidUri| NetFailure::Other(error.to_string()))
}

fn builder() -> reqwest::ClientBuilder {
    let builder = Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).referer(false).http1_only();
    // A run is over in seconds: probing for dead peers would only cost system calls.
    builder.tcp_keepalive(None).tcp_keepalive_interval(None).tcp_keepalive_retries(None)
}

/// A client that trusts nobody, so that making it costs nothing: for plain HTTP only.
fn plain_client() -> Result<Client, NetFailure> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| NetFailure::Tls(error.to_string()))?
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    builder().tls_backend_preconfigured(config).build().map_err(|error| NetFailure::Other(error.to_string()))
}

/// A client that trusts what the system trusts. TLS 1.2 is the least that the platform accepts (facts: docs).
fn tls_client() -> Result<Client, NetFailure> {
    // An error only says that somebody installed a provider before, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    builder().tls_version_min(reqwest::tls::Version::TLS_1_2).build().map_err(|error| NetFailure::Tls(innermost(&error)))
}

/// Headers that say where a message ends or what becomes of the connection: the HTTP library's business, not a script's.
const FRAMING: [&str; 7] = ["connection", "content-length", "expect", "keep-alive", "te", "transfer-encoding", "upgrade"];

fn header_map(headers: &[(String, String)]) -> Result<HeaderMap, NetFailure> {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        if FRAMING.iter().any(|framing| framing.eq_ignore_ascii_case(name)) {
            continue;
        }
        let name_bytes =
            HeaderName::from_bytes(name.as_bytes()).map_err(|_| NetFailure::Other(format!("`{name}` is not a header name")))?;
        let value = HeaderValue::from_bytes(value.as_bytes())
            .map_err(|_| NetFailure::Other(format!("the value of header `{name}` cannot be sent")))?;
        map.append(name_bytes, value);
    }
    Ok(map)
}

/// Where a response redirects to, if it does.
fn redirect(response: &Answered, from: &Url) -> Option<Url> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let location = std::str::from_utf8(response.headers().get(LOCATION)?.as_bytes()).ok()?;
    from.join(location).ok().filter(|url| matches!(url.scheme(), "http" | "https"))
}

/// 303 always becomes a GET, 301 and 302 only after a POST, as browsers do.
fn drops_body(status: StatusCode, method: &Method) -> bool {
    match status.as_u16() {
        303 => true,
        301 | 302 => *method == Method::POST,
        _ => false,
    }
}

fn origin(url: &Url) -> Origin {
    url.origin()
}

async fn reply(response: Answered, url: Url, limit: u64, from_us: bool) -> Result<Reply, NetFailure> {
    if from_us && let Some(scripted) = response.headers().get(&ALREADY_FAILED) {
        return Err(match scripted.as_bytes() {
            b"refused" => NetFailure::Refused,
            b"reset" => NetFailure::Reset,
            _ => NetFailure::Timeout,
        });
    }
    let status = response.status().as_u16();
    let pieces = response.headers().get(&PIECES).filter(|_| from_us).and_then(|pieces| pieces.to_str().ok());
    let pieces = pieces.map(|pieces| pieces.split(',').filter_map(|piece| piece.parse().ok()).collect()).unwrap_or_default();
    let headers = response
        .headers()
        .iter()
        .filter(|(name, _)| *name != PIECES)
        .map(|(name, value)| (name.as_str().to_owned(), text_of(value)))
        .collect();
    Ok(Reply { status, headers, body: response.body(limit).await?, url, pieces })
}

/// The value of a header; bytes that are no text become replacement characters.
fn text_of(value: &HeaderValue) -> String {
    match std::str::from_utf8(value.as_bytes()) {
        Ok(text) => text.to_owned(),
        Err(_) => String::from_utf8_lossy(value.as_bytes()).into_owned(),
    }
}

/// What a failed exchange means, from the errors behind the library's one.
fn failure(error: &reqwest::Error) -> NetFailure {
    if error.is_timeout() {
        return NetFailure::Timeout;
    }
    let mut source = error.source();
    while let Some(current) = source {
        if let Some(failure) = known_failure(current) {
            return failure;
        }
        source = current.source();
    }
    let text = innermost(error);
    if text.contains("before message completed") || text.contains("end of file before") || text.contains("connection closed") {
        return NetFailure::Reset;
    }
    if error.is_connect() && (text.contains("lookup") || text.contains("resolve")) {
        return NetFailure::Other("the host's name could not be resolved".to_owned());
    }
    NetFailure::Other(text)
}

/// What one error of the chain means, if it tells. An I/O error hides the one that it wraps from its own `source`.
fn known_failure(error: &(dyn std::error::Error + 'static)) -> Option<NetFailure> {
    if let Some(tls) = error.downcast_ref::<rustls::Error>() {
        return Some(NetFailure::Tls(tls.to_string()));
    }
    let io = error.downcast_ref::<std::io::Error>()?;
    if let Some(failure) = io.get_ref().and_then(|inner| known_failure(inner)) {
        return Some(failure);
    }
    match io.kind() {
        ErrorKind::ConnectionRefused => Some(NetFailure::Refused),
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe | ErrorKind::UnexpectedEof => {
            Some(NetFailure::Reset)
        }
        ErrorKind::TimedOut => Some(NetFailure::Timeout),
        _ => None,
    }
}

/// The text of the innermost error: the outer ones contain addresses.
fn innermost(error: &reqwest::Error) -> String {
    let mut text = None;
    let mut source = error.source();
    while let Some(current) = source {
        text = Some(current.to_string());
        source = current.source();
    }
    text.unwrap_or_else(|| "the request failed".to_owned())
}

#[cfg(test)]
mod tests;
