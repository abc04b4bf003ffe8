//! A real WebSocket connection for `wx.connectSocket`: what is sent goes in through one channel, what happens comes out of another.

use std::net::IpAddr;
use std::sync::Arc;

use futures_util::{SinkExt as _, StreamExt as _};
use rustls::pki_types::ServerName;
use rustls_platform_verifier::ConfigVerifierExt as _;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::{HeaderName, HeaderValue};
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Message};
use tokio_tungstenite::{WebSocketStream, client_async};
use url::{Host, Url};

/// The content of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Frame {
    /// Text.
    Text(String),
    /// Bytes.
    Binary(Vec<u8>),
}

/// What a connection is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Send this.
    Send(Frame),
    /// Say goodbye.
    Close(u16, String),
}

/// What happens on a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happening {
    /// The handshake is done.
    Open,
    /// The peer sent this.
    Message(Frame),
    /// The peer closed it, with code and reason; 1006 without a goodbye.
    Closed(u16, String),
    /// It could not be made; the text has no address in it.
    Failed(String),
}

/// Where to connect.
#[derive(Debug, Clone)]
pub struct Dial {
    /// A `ws://` or `wss://` address, allowed by the policy.
    pub url: Url,
    /// Headers of the handshake.
    pub headers: Vec<(String, String)>,
    /// Subprotocols to offer.
    pub protocols: Vec<String>,
}

/// Connects and serves the connection to its end. Every happening is sent with `id`.
pub async fn serve(
    id: usize,
    dial: Dial,
    mut commands: UnboundedReceiver<Command>,
    happenings: UnboundedSender<(usize, Happening)>,
) {
    // The receiver is gone only when the run has ended.
    let tell = |happening| drop(happenings.send((id, happening)));
    let mut stream = match connect(&dial).await {
        Ok(stream) => stream,
        Err(reason) => return tell(Happening::Failed(reason)),
    };
    tell(Happening::Open);
    loop {
        tokio::select! {
            command = commands.recv() => {
                let message = match command {
                    Some(Command::Send(Frame::Text(text))) => Message::Text(text.into()),
                    Some(Command::Send(Frame::Binary(bytes))) => Message::Binary(bytes.into()),
                    Some(Command::Close(code, reason)) => Message::Close(Some(CloseFrame { code: code.into(), reason: reason.into() })),
                    None => return,
                };
                if stream.send(message).await.is_err() {
                    return tell(Happening::Closed(1006, "abnormal closure".to_owned()));
                }
            }
            message = stream.next() => match message {
                Some(Ok(Message::Text(text))) => tell(Happening::Message(Frame::Text(text.as_str().to_owned()))),
                Some(Ok(Message::Binary(bytes))) => tell(Happening::Message(Frame::Binary(bytes.to_vec()))),
                Some(Ok(Message::Close(frame))) => {
                    let (code, reason) = frame.map_or((1005, String::new()), |frame| (frame.code.into(), frame.reason.as_str().to_owned()));
                    // The library answers the goodbye when the stream is driven once more.
                    let _ = stream.flush().await;
                    return tell(Happening::Closed(code, reason));
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return tell(Happening::Closed(1006, "abnormal closure".to_owned())),
            },
        }
    }
}

/// A connection with or without TLS.
trait Wire: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Wire for T {}

async fn connect(dial: &Dial) -> Result<WebSocketStream<Box<dyn Wire>>, String> {
    let secure = dial.url.scheme() == "wss";
    let mut request = dial.url.as_str().into_client_request().map_err(|_| "invalid url".to_owned())?;
    for (name, value) in &dial.headers {
        let reserved = name.to_lowercase().starts_with("sec-websocket")
            || ["host", "connection", "upgrade"].contains(&name.to_lowercase().as_str());
        if let (false, Ok(name), Ok(value)) = (reserved, HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
            request.headers_mut().append(name, value);
        }
    }
    if let (false, Ok(value)) = (dial.protocols.is_empty(), HeaderValue::from_str(&dial.protocols.join(", "))) {
        request.headers_mut().insert("sec-websocket-protocol", value);
    }
    let port = dial.url.port_or_known_default().unwrap_or(if secure { 443 } else { 80 });
    let stream = match dial.url.host() {
        Some(Host::Ipv4(address)) => TcpStream::connect((IpAddr::V4(address), port)).await,
        Some(Host::Ipv6(address)) => TcpStream::connect((IpAddr::V6(address), port)).await,
        Some(Host::Domain(name)) => TcpStream::connect((name, port)).await,
        None => return Err("invalid url".to_owned()),
    };
    let refused = "Error in connection establishment: net::ERR_CONNECTION_REFUSED";
    let stream = stream.map_err(|_| refused.to_owned())?;
    let _ = stream.set_nodelay(true);
    let stream: Box<dyn Wire> = if secure { Box::new(encrypted(&dial.url, stream).await?) } else { Box::new(stream) };
    match client_async(request, stream).await {
        Ok((stream, _)) => Ok(stream),
        Err(tokio_tungstenite::tungstenite::Error::Http(response)) => {
            Err(format!("Error during WebSocket handshake: Unexpected response code: {}", response.status().as_u16()))
        }
        Err(_) => Err("Error during WebSocket handshake".to_owned()),
    }
}

/// TLS 1.2 or newer (facts: docs) with a peer that the system trusts.
async fn encrypted(url: &Url, stream: TcpStream) -> Result<TlsStream<TcpStream>, String> {
    let untrusted = |error: rustls::Error| format!("Error in connection establishment: {error}");
    // An error only says that somebody installed a provider before, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let config = rustls::ClientConfig::with_platform_verifier().map_err(untrusted)?;
    let name = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']').to_owned();
    let name = ServerName::try_from(name).map_err(|_| "invalid url".to_owned())?;
    TlsConnector::from(Arc::new(config)).connect(name, stream).await.map_err(|error| {
        let tls = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()).cloned();
        tls.map_or_else(|| "Error in connection establishment: net::ERR_SSL_PROTOCOL_ERROR".to_owned(), untrusted)
    })
}
