//! `--proxy`: an HTTP proxy that stands for `api.weixin.qq.com` and for no other host.
//!
//! Most SDKs have `https://api.weixin.qq.com` written into them, but follow the proxy variables of their platform. A tunnel to that
//! host ends here, under a certificate of the folder's own authority; whatever else is asked for is refused by name.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::http::uri::{Authority as Place, PathAndQuery};
use axum::http::{HeaderValue, Request, Response, StatusCode, Uri, header};
use hyper::body::Incoming;
use hyper::ext::ReasonPhrase;
use hyper_util::rt::TokioIo;
use serde_json::json;
use tokio_rustls::TlsAcceptor;

use super::answer::JSON;
use super::connections::{Held, Site, talk_tls};
use crate::world::platform::HOST;

/// Told about every host that was refused.
pub(super) type Refused = Arc<dyn Fn(&str) + Send + Sync>;

/// The proxy.
pub(super) struct Proxy {
    pub(super) site: Site,
    pub(super) acceptor: TlsAcceptor,
    pub(super) refused: Refused,
}

/// `CONNECT host:port`.
pub(super) fn connect(proxy: &Arc<Proxy>, mut request: Request<Incoming>, peer: SocketAddr, held: Held) -> Response<Body> {
    let Some(place) = request.uri().authority().cloned() else { return refuse(proxy, "no host") };
    if !is_wechat(&place, 443) {
        return refuse(proxy, place.as_str());
    }
    let proxy = Arc::clone(proxy);
    let tunnel = hyper::upgrade::on(&mut request);
    tokio::spawn(async move {
        if let Ok(tunnel) = tunnel.await {
            talk_tls(TokioIo::new(tunnel), peer, Arc::clone(&proxy.site), &proxy.acceptor, held).await;
        }
    });
    Response::new(Body::empty())
}

/// `GET http://host/path`, and `https://` as well: some clients leave TLS to the proxy.
pub(super) async fn forward(proxy: &Arc<Proxy>, mut request: Request<Body>, peer: SocketAddr) -> Response<Body> {
    let uri = request.uri();
    let port = if uri.scheme_str() == Some("https") { 443 } else { 80 };
    match uri.authority() {
        Some(place) if is_wechat(place, port) => {}
        Some(place) => return refuse(proxy, place.as_str()),
        None => return refuse(proxy, "a request that names no host"),
    }
    let path = uri.path_and_query().cloned().unwrap_or_else(|| PathAndQuery::from_static("/"));
    *request.uri_mut() = Uri::from(path);
    (proxy.site)(request, peer).await
}

fn is_wechat(place: &Place, port: u16) -> bool {
    place.host().eq_ignore_ascii_case(HOST) && place.port_u16().is_none_or(|asked| asked == port)
}

/// Many clients show nothing of a refusal but its reason phrase, so the reason is there as well.
fn refuse(proxy: &Proxy, place: &str) -> Response<Body> {
    (proxy.refused)(place);
    let error = format!("this proxy stands for {HOST} only, not for {place}; keep other hosts away from it with NO_PROXY");
    let mut response = Response::new(Body::from(json!({ "error": error }).to_string()));
    *response.status_mut() = StatusCode::FORBIDDEN;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(JSON));
    if let Ok(reason) = ReasonPhrase::try_from(format!("Forbidden: wxhost stands for {HOST} only").into_bytes()) {
        response.extensions_mut().insert(reason);
    }
    response
}
