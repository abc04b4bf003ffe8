//! The embedded servers without sockets: the same handlers, asked by a call, and the answer made to what HTTP would have brought.
//!
//! Hundreds of runs a second would spend most of their time in the loopback's TCP. What a connection adds to an answer is little
//! (`content-length`, no body for `HEAD`), and it is added here; answers whose headers or status say how they are framed are left
//! to real connections.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, LazyLock};

use axum::body::{Body, to_bytes};
use axum::http::header::CONTENT_LENGTH;
use axum::http::{HeaderValue, Method, Request, Response};
use bytes::Bytes;

use super::start::Setup;
use super::{backend, platform};
use crate::scenario::Scenario;
use crate::world::network::{Answer, Handler, Inside, NetFailure};

/// Where the servers seem to be: addresses of the loopback that nobody writes down.
pub(super) const PLATFORM: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::new(127, 201, 53, 7)), 65_533);
pub(super) const BACKEND: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::new(127, 201, 53, 7)), 65_534);

/// Headers that say how a message is framed, which is a connection's business.
const FRAMING: [&str; 7] = ["connection", "content-length", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"];

/// Whether the embedded servers of a scenario can be asked within the process with the same result.
pub fn can_be_asked_inside(scenario: &Scenario) -> bool {
    let is_framing = |name: &String| FRAMING.contains(&name.trim().to_ascii_lowercase().as_str());
    // Answers that have no body by their status are framed in ways of their own.
    let is_bodiless = |status: u16| matches!(status, ..200 | 204 | 205 | 304);
    let mut answers = scenario.backend.values().flatten();
    !answers.any(|answer| answer.status.is_some_and(is_bodiless) || answer.headers.keys().any(is_framing))
        && !scenario.faults.iter().any(|fault| fault.status.is_some_and(is_bodiless))
}

/// The servers of a setup.
pub(super) fn servers(setup: &Setup) -> Inside {
    let backend = Arc::new(backend::Backend::inside(setup));
    let platform = platform::Api::new(setup);
    let backend: Handler = Box::new(move |request, limit| {
        let backend = Arc::clone(&backend);
        ask(request, limit, move |request| backend::handle_inside(backend, request))
    });
    let platform: Handler = Box::new(move |request, limit| {
        let platform = platform.clone();
        ask(request, limit, move |request| platform::handle(axum::extract::State(platform), request.map(Body::from)))
    });
    let [at_backend, at_platform] = addresses();
    Inside { servers: vec![(at_backend, backend), (at_platform, platform)] }
}

/// The backend's and the platform's address as text.
pub(super) fn addresses() -> [&'static str; 2] {
    static TEXTS: LazyLock<[String; 2]> = LazyLock::new(|| [BACKEND, PLATFORM].map(|address| address.to_string()));
    TEXTS.each_ref().map(String::as_str)
}

fn ask<F>(request: Request<Bytes>, limit: u64, handle: impl FnOnce(Request<Bytes>) -> F + Send + 'static) -> Answer
where
    F: Future<Output = Response<Body>> + Send + 'static,
{
    Box::pin(async move {
        let method = request.method().clone();
        let response = handle(request).await;
        let (mut parts, body) = response.into_parts();
        let silent = method == Method::HEAD;
        let known = axum::body::HttpBody::size_hint(&body).exact();
        if let Some(length) = known {
            if length > limit && !silent {
                return Err(NetFailure::TooLarge);
            }
            parts.headers.entry(CONTENT_LENGTH).or_insert_with(|| HeaderValue::from(length));
        }
        let body = if silent { Bytes::new() } else { read(body, &parts.headers, limit).await? };
        Ok(Response::from_parts(parts, body))
    })
}

async fn read(body: Body, headers: &axum::http::HeaderMap, limit: u64) -> Result<Bytes, NetFailure> {
    let length = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| length > limit) {
        return Err(NetFailure::TooLarge);
    }
    // A body that breaks off is a connection that is cut.
    to_bytes(body, usize::try_from(limit).unwrap_or(usize::MAX)).await.map_err(|_| NetFailure::Reset)
}
