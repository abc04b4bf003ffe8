//! Connections from their acceptance to their end: plain, TLS, and those that begin at `--proxy`.

use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Method, Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio_rustls::TlsAcceptor;

use super::proxy::{self, Proxy};

/// How long a client may take for the head of a request, and keep a connection open without one.
const HEAD: Duration = Duration::from_secs(75);
/// How long a client may take for its part of TLS.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// How long to wait before accepting again when the system has no room for more connections.
const NO_ROOM: Duration = Duration::from_millis(50);
/// How long answers that are under way at the end are waited for.
const GOODBYE: Duration = Duration::from_secs(2);

/// An answer that is being made.
pub(super) type Answering = Pin<Box<dyn Future<Output = Response<Body>> + Send>>;

/// Answers requests; the second argument is who asks.
pub(super) type Site = Arc<dyn Fn(Request<Body>, SocketAddr) -> Answering + Send + Sync>;

/// What those who connect to a listener meet.
#[derive(Clone)]
pub(super) enum Behind {
    /// A site.
    Plain(Site),
    /// A site, under a certificate.
    Tls(Site, TlsAcceptor),
    /// A proxy before a site.
    Proxy(Arc<Proxy>),
}

/// All connections, and the word that ends them.
#[derive(Debug)]
pub(super) struct Connections {
    stop: watch::Sender<bool>,
    /// Whoever holds a clone of the sender is still at work.
    work: (mpsc::Sender<()>, mpsc::Receiver<()>),
}

/// What one connection holds.
#[derive(Debug, Clone)]
pub(super) struct Held {
    stop: watch::Receiver<bool>,
    _work: mpsc::Sender<()>,
}

impl Connections {
    pub(super) fn new() -> Self {
        Self { stop: watch::Sender::new(false), work: mpsc::channel(1) }
    }

    /// Accepts connections until the end, as a task of the current runtime.
    pub(super) fn open(&self, listener: TcpListener, behind: Behind) {
        let held = Held { stop: self.stop.subscribe(), _work: self.work.0.clone() };
        tokio::spawn(accept(listener, behind, held));
    }

    /// Ends all connections: those without a request at once, the others after their answer.
    pub(super) async fn close(self) {
        let (sender, mut receiver) = self.work;
        drop(sender);
        self.stop.send_replace(true);
        // A client that does not take its answer is not waited for.
        let _ = tokio::time::timeout(GOODBYE, receiver.recv()).await;
    }
}

/// Waits for the word that ends everything.
async fn word(stop: &mut watch::Receiver<bool>) {
    // Without its sender there is nobody left to go on for.
    let _ = stop.wait_for(|stop| *stop).await;
}

async fn accept(listener: TcpListener, behind: Behind, held: Held) {
    let mut stop = held.stop.clone();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = word(&mut stop) => return,
        };
        let Ok((stream, peer)) = accepted else {
            tokio::time::sleep(NO_ROOM).await;
            continue;
        };
        // Without it small answers may wait for an acknowledgement; a failure costs nothing but time.
        let _ = stream.set_nodelay(true);
        tokio::spawn(meet(stream, peer, behind.clone(), held.clone()));
    }
}

async fn meet(stream: TcpStream, peer: SocketAddr, behind: Behind, held: Held) {
    match behind {
        Behind::Plain(site) => talk(stream, peer, site, held).await,
        Behind::Tls(site, acceptor) => talk_tls(stream, peer, site, &acceptor, held).await,
        Behind::Proxy(proxy) => talk_proxy(stream, peer, proxy, held).await,
    }
}

/// TLS, then a site.
pub(super) async fn talk_tls<I>(stream: I, peer: SocketAddr, site: Site, acceptor: &TlsAcceptor, held: Held)
where
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    // A client that does not trust the certificate says so on its own side.
    if let Ok(Ok(stream)) = tokio::time::timeout(HANDSHAKE, acceptor.accept(stream)).await {
        talk(stream, peer, site, held).await;
    }
}

async fn talk<I>(stream: I, peer: SocketAddr, site: Site, held: Held)
where
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |request: Request<Incoming>| {
        let answering = site(request.map(Body::new), peer);
        async move { Ok::<_, Infallible>(answering.await) }
    });
    let mut connection = pin!(builder().serve_connection(TokioIo::new(stream), service));
    let mut stop = held.stop.clone();
    // What goes wrong on a connection, its client sees.
    tokio::select! {
        _ = connection.as_mut() => {}
        () = word(&mut stop) => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}

async fn talk_proxy(stream: TcpStream, peer: SocketAddr, proxy: Arc<Proxy>, held: Held) {
    let tunnel = held.clone();
    let service = service_fn(move |request: Request<Incoming>| {
        let (proxy, held) = (Arc::clone(&proxy), tunnel.clone());
        async move {
            Ok::<_, Infallible>(match *request.method() {
                Method::CONNECT => proxy::connect(&proxy, request, peer, held),
                _ => proxy::forward(&proxy, request.map(Body::new), peer).await,
            })
        }
    });
    let mut connection = pin!(builder().serve_connection(TokioIo::new(stream), service).with_upgrades());
    let mut stop = held.stop.clone();
    tokio::select! {
        _ = connection.as_mut() => {}
        () = word(&mut stop) => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}

fn builder() -> http1::Builder {
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEAD).pipeline_flush(true);
    builder
}
