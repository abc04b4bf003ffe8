//! The answers of the embedded servers: a status, headers, a text or a stream of bytes, or a cut connection.

use std::io;

use axum::body::Body;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, DATE};
use axum::http::{HeaderName, HeaderValue, Response, StatusCode};
use bytes::Bytes;
use futures_util::stream;
use serde_json::Value;

use crate::scenario::NetworkFault;
use crate::world::network::ALREADY_FAILED_HEADER;

/// The internal header by which the platform tells the embedded backend how many virtual milliseconds it took.
pub(super) const TOOK_HEADER: &str = "x-wxhost-took";

/// An answer before it becomes a response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answered {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) content_type: &'static str,
    pub(super) body: Content,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Content {
    /// Becomes text when it is sent; who asks within this process reads it as it is.
    Json(Value),
    Text(String),
    /// So many bytes, made while they are sent.
    Bytes(u64),
}

pub(super) const JSON: &str = "application/json; charset=utf-8";
pub(super) const TEXT: &str = "text/plain; charset=utf-8";

impl Answered {
    pub(super) fn json(status: u16, body: Value) -> Self {
        Self { status, headers: Vec::new(), content_type: JSON, body: Content::Json(body) }
    }

    pub(super) fn text(status: u16, body: impl Into<String>) -> Self {
        Self { status, headers: Vec::new(), content_type: TEXT, body: Content::Text(body.into()) }
    }

    /// The same, with JSON written as text.
    pub(super) fn written(self) -> Self {
        match self.body {
            Content::Json(value) => Self { body: Content::Text(value.to_string()), ..self },
            Content::Text(_) | Content::Bytes(_) => self,
        }
    }

    /// The response. `date` is the virtual time: hyper would add the real one.
    pub(super) fn into_response(self, date: &str) -> Response<Body> {
        let Ok(status) = StatusCode::from_u16(self.status) else {
            return Self::text(500, format!("{} is not an HTTP status", self.status)).into_response(date);
        };
        let mut response = Response::new(match self.body {
            Content::Json(value) => Body::from(serde_json::to_vec(&value).unwrap_or_default()),
            Content::Text(text) => Body::from(text),
            Content::Bytes(length) => {
                let mut response = Response::new(Body::from_stream(filler(length)));
                response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(length));
                *response.status_mut() = status;
                return finish(response, self.content_type, self.headers, date);
            }
        });
        *response.status_mut() = status;
        finish(response, self.content_type, self.headers, date)
    }
}

fn finish(
    mut response: Response<Body>,
    content_type: &'static str,
    headers: Vec<(String, String)>,
    date: &str,
) -> Response<Body> {
    let map = response.headers_mut();
    map.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    if let Ok(date) = HeaderValue::from_str(date) {
        map.insert(DATE, date);
    }
    for (name, value) in headers {
        match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_bytes(value.as_bytes())) {
            (Ok(name), Ok(value)) => {
                map.insert(name, value);
            }
            _ => return Answered::text(500, format!("the header `{name}` cannot be sent")).into_response(date),
        }
    }
    response
}

/// So many bytes in chunks of the same memory.
fn filler(length: u64) -> impl futures_util::Stream<Item = Result<Bytes, io::Error>> + Send + 'static {
    const CHUNK: u64 = 64 * 1024;
    let chunk = Bytes::from(vec![b'x'; usize::try_from(CHUNK.min(length)).unwrap_or(0)]);
    stream::unfold(length, move |left| {
        let chunk = chunk.clone();
        async move {
            let size = left.min(CHUNK);
            (size > 0).then(|| (Ok(chunk.slice(..usize::try_from(size).unwrap_or(0))), left - size))
        }
    })
}

/// A network failure told to our own side, which turns it into a real one.
pub(super) fn told(fault: NetworkFault, date: &str) -> Response<Body> {
    let mut answer = Answered::text(502, "");
    answer.headers.push((ALREADY_FAILED_HEADER.to_owned(), name(fault).to_owned()));
    answer.into_response(date)
}

/// A network failure for somebody else: the connection is cut, or no answer ever comes. A port that listens cannot refuse, so
/// `refused` cuts as well.
pub(super) async fn suffered(fault: NetworkFault) -> Response<Body> {
    if fault == NetworkFault::Timeout {
        std::future::pending::<()>().await;
    }
    let cut = stream::once(async { Err::<Bytes, _>(io::Error::from(io::ErrorKind::ConnectionReset)) });
    Response::new(Body::from_stream(cut))
}

pub(super) fn name(fault: NetworkFault) -> &'static str {
    match fault {
        NetworkFault::Refused => "refused",
        NetworkFault::Reset => "reset",
        NetworkFault::Timeout => "timeout",
    }
}
