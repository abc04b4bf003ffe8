//! A WebSocket endpoint on loopback for tools: text comes in, text goes out; what it means is somebody else's business.
//!
//! Whoever can connect can run code in the app, so it listens on loopback only and refuses web pages of other origins.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::net::TcpStream;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio_tungstenite::accept_hdr_async_with_config;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tokio_tungstenite::tungstenite::http::{HeaderValue, StatusCode};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use url::Url;

use super::StartError;

/// The longest message that is taken.
const LONGEST: usize = 32 * 1024 * 1024;
/// How long a client may take for its handshake.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// The clients that are connected. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct Clients {
    known: Arc<Mutex<Known>>,
}

#[derive(Debug, Default)]
struct Known {
    last: u64,
    greeting: Option<String>,
    senders: BTreeMap<u64, UnboundedSender<Message>>,
}

/// One client. It may be gone: what is told to it then is lost.
#[derive(Debug, Clone)]
pub struct Client {
    sender: UnboundedSender<Message>,
}

impl Client {
    /// Sends a text.
    pub fn tell(&self, text: String) {
        let _ = self.sender.send(Message::text(text));
    }
}

impl Clients {
    /// Sends a text to every client.
    pub fn tell_all(&self, text: &str) {
        for sender in self.lock().senders.values() {
            let _ = sender.send(Message::text(text.to_owned()));
        }
    }

    /// From now on every client that connects hears this first.
    pub fn greet(&self, text: String) {
        self.lock().greeting = Some(text);
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.lock().senders.len()
    }

    /// Says goodbye to all, after what was sent before, and waits at most `patience` until they are gone.
    pub async fn close(&self, patience: Duration) {
        for sender in self.lock().senders.values() {
            let _ = sender.send(Message::Close(None));
        }
        let gone = async {
            while self.count() > 0 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let _ = tokio::time::timeout(patience, gone).await;
    }

    fn add(&self, sender: UnboundedSender<Message>) -> u64 {
        let mut known = self.lock();
        known.last += 1;
        if let Some(greeting) = &known.greeting {
            let _ = sender.send(Message::text(greeting.clone()));
        }
        let id = known.last;
        known.senders.insert(id, sender);
        id
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A port that is taken, on one or both loopback addresses.
#[derive(Debug)]
pub struct Listeners(Vec<TcpListener>);

/// Takes a port on both loopback addresses: suites say `localhost` as well as `127.0.0.1`. With port 0 the system chooses.
///
/// # Errors
///
/// Somebody else listens there. A machine without IPv6 has one address, which is no error.
pub fn listen(port: u16) -> Result<(u16, Listeners), StartError> {
    let four = bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
    let address = four.local_addr().map_err(|source| StartError::Bind { address: (Ipv4Addr::LOCALHOST, port).into(), source })?;
    let six = SocketAddr::from((Ipv6Addr::LOCALHOST, address.port()));
    match bind(six) {
        Ok(six) => Ok((address.port(), Listeners(vec![four, six]))),
        // Chosen by the system, it is free for one of the two only.
        Err(StartError::Taken { .. }) if port == 0 => listen(0),
        Err(taken @ StartError::Taken { .. }) => Err(taken),
        Err(_) => Ok((address.port(), Listeners(vec![four]))),
    }
}

fn bind(address: SocketAddr) -> Result<TcpListener, StartError> {
    let failed = |source: std::io::Error| match source.kind() {
        ErrorKind::AddrInUse => StartError::Taken { address },
        _ => StartError::Bind { address, source },
    };
    let listener = TcpListener::bind(address).map_err(failed)?;
    listener.set_nonblocking(true).map_err(failed)?;
    Ok(listener)
}

/// Serves until it is dropped. Each text of each client goes to `hear`, one after the other; with a `latency` each is held back
/// that long first.
///
/// # Errors
///
/// The system does not serve on a listener.
pub async fn serve(
    Listeners(listeners): Listeners,
    clients: Clients,
    latency: Duration,
    hear: impl Fn(&Client, &str) + Clone + 'static,
) -> std::io::Result<()> {
    let tasks = tokio::task::LocalSet::new();
    for listener in listeners {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let (clients, hear) = (clients.clone(), hear.clone());
        tasks.spawn_local(async move {
            loop {
                // What fails is one connection, or there are too many for now.
                let Ok((stream, _)) = listener.accept().await else {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                };
                tokio::task::spawn_local(attend(stream, clients.clone(), latency, hear.clone()));
            }
        });
    }
    tasks.await;
    Ok(())
}

/// One client from its handshake to its end.
async fn attend(stream: TcpStream, clients: Clients, latency: Duration, hear: impl Fn(&Client, &str)) {
    let _ = stream.set_nodelay(true);
    let config = WebSocketConfig::default().max_message_size(Some(LONGEST)).max_frame_size(Some(LONGEST));
    let handshake = accept_hdr_async_with_config(stream, check, Some(config));
    let Ok(Ok(socket)) = tokio::time::timeout(HANDSHAKE, handshake).await else { return };
    let (mut out, mut incoming) = socket.split();
    let (sender, mut messages) = unbounded_channel::<Message>();
    let client = Client { sender: sender.clone() };
    let id = clients.add(sender);
    let write = async {
        while let Some(message) = messages.recv().await {
            let last = message.is_close();
            if out.send(message).await.is_err() || last {
                break;
            }
        }
    };
    let read = async {
        while let Some(Ok(message)) = incoming.next().await {
            let text = match &message {
                Message::Text(text) => text.as_str(),
                Message::Binary(bytes) => std::str::from_utf8(bytes).unwrap_or_default(),
                Message::Close(_) => break,
                _ => continue,
            };
            if !latency.is_zero() {
                tokio::time::sleep(latency).await;
            }
            hear(&client, text);
        }
    };
    tokio::select! {
        () = write => {}
        () = read => {}
    }
    clients.lock().senders.remove(&id);
}

/// Pages of other origins must not connect; tools send no origin, or one of loopback.
fn check(request: &Request, response: Response) -> Result<Response, ErrorResponse> {
    match request.headers().get("origin") {
        Some(origin) if !is_loopback(origin) => {
            let mut refused = ErrorResponse::new(Some("only tools on this machine may connect".to_owned()));
            *refused.status_mut() = StatusCode::FORBIDDEN;
            Err(refused)
        }
        _ => Ok(response),
    }
}

fn is_loopback(origin: &HeaderValue) -> bool {
    let url = origin.to_str().ok().and_then(|origin| Url::parse(origin).ok());
    match url.as_ref().and_then(Url::host) {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_is_an_origin() {
        for (origin, expected) in [
            ("http://127.0.0.1:9420", true),
            ("http://localhost:1", true),
            ("http://[::1]:9420", true),
            ("https://example.com", false),
            ("http://localhost.example.com", false),
            ("null", false),
        ] {
            assert_eq!(is_loopback(&HeaderValue::from_static(origin)), expected, "{origin}");
        }
    }

    #[test]
    fn a_port_is_taken_once() {
        let (port, listeners) = listen(0).expect("a port");
        assert!(!listeners.0.is_empty() && matches!(listen(port), Err(StartError::Taken { .. })));
    }
}
