//! Starting the embedded servers: on the caller's runtime, on loopback, on free ports or on fixed ones.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::serve::ListenerExt;
use hyper::service::Service as _;
use hyper_util::service::TowerToHyperService;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use url::Url;

use super::authority::{Authority, CertificateError};
use super::connections::{Behind, Connections, Site};
use super::proxy::Proxy;
use super::{ExchangeLog, backend, inside, platform};
use crate::clock::Clock;
use crate::scenario::{Answer, Scenario};
use crate::trace::{Recorder, Secret};
use crate::world::network::Sender;
use crate::world::platform::Platform;

/// How long things take in virtual milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Latencies {
    /// Page ↔ backend, there and back, without what the backend waits for.
    pub network: u64,
    /// Backend ↔ WeChat, there and back.
    pub platform: u64,
}

impl Latencies {
    /// The latencies of a scenario: 30 ms each by default.
    pub fn of(scenario: &Scenario) -> Self {
        let or_30 = |millis: Option<crate::scenario::Millis>| millis.map_or(30, |millis| millis.0);
        Self { network: or_30(scenario.latency.network), platform: or_30(scenario.latency.platform) }
    }

    /// The part of [`Latencies::network`] until the request reaches the server.
    pub fn uplink(&self) -> u64 {
        self.network.min(1)
    }
}

/// What the servers work with.
#[derive(Debug, Clone)]
pub struct Setup {
    /// WeChat's state, shared with the phone's side.
    pub platform: Arc<Mutex<Platform>>,
    /// The virtual clock, for requests that no exchange's ticket stands behind.
    pub clock: Clock,
    /// Where generated values are registered as secrets.
    pub recorder: Recorder,
    /// Where what happens behind a request is written.
    pub log: ExchangeLog,
    /// What the backend sends with; usually the network's own.
    pub sender: Sender,
    /// The backend's scripted answers.
    pub answers: Arc<BTreeMap<String, Vec<Answer>>>,
    /// How long things take.
    pub latencies: Latencies,
    /// The scenario's seed.
    pub seed: u64,
}

impl Setup {
    /// The setup of a scenario.
    pub fn new(scenario: &Scenario, platform: Arc<Mutex<Platform>>, clock: Clock, recorder: Recorder, sender: Sender) -> Self {
        Self {
            platform,
            clock,
            recorder,
            log: ExchangeLog::new(),
            sender,
            answers: Arc::new(scenario.backend.clone()),
            latencies: Latencies::of(scenario),
            seed: scenario.seed.unwrap_or(1),
        }
    }
}

/// Where the servers listen; absent: 127.0.0.1 and a free port.
#[derive(Debug, Clone, Default)]
pub struct Addresses {
    /// The platform's address.
    pub platform: Option<SocketAddr>,
    /// The backend's address.
    pub backend: Option<SocketAddr>,
    /// The address of a proxy that stands for WeChat's host, if there is to be one, and the folder of its authority.
    pub proxy: Option<(SocketAddr, PathBuf)>,
}

/// Why the servers could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Somebody else listens there.
    #[error("{address} is already in use")]
    Taken {
        /// The address asked for.
        address: SocketAddr,
    },
    /// The system does not let us listen there.
    #[error("could not listen on {address}")]
    Bind {
        /// The address asked for.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// The proxy's authority cannot be used.
    #[error("{0}")]
    Certificate(#[from] CertificateError),
    /// The operating system gives no random numbers.
    #[error("no random numbers for a token")]
    NoToken,
    /// There is no tokio runtime to run on.
    #[error("no runtime to serve on")]
    NoRuntime,
}

impl StartError {
    /// The address that cannot be used, if that is the reason.
    pub fn address(&self) -> Option<SocketAddr> {
        match self {
            Self::Taken { address } | Self::Bind { address, .. } => Some(*address),
            Self::Certificate(_) | Self::NoToken | Self::NoRuntime => None,
        }
    }
}

/// The running servers. They end when this is dropped.
#[derive(Debug)]
pub struct Servers {
    platform: SocketAddr,
    backend: SocketAddr,
    log: ExchangeLog,
    tasks: Vec<JoinHandle<()>>,
    /// What asks them within this process; it holds them, and they hold it.
    inside: Option<Sender>,
    /// The proxy's; they end with their owner.
    _connections: Option<Connections>,
}

impl Servers {
    /// Starts both servers as tasks of the current tokio runtime; no threads are made. Their addresses are registered as secrets, since
    /// free ports differ from run to run.
    ///
    /// # Errors
    /// An address is taken or cannot be listened on, the proxy's authority cannot be used, or there is no runtime.
    pub fn start(setup: &Setup, addresses: &Addresses) -> Result<Self, StartError> {
        let runtime = tokio::runtime::Handle::try_current().map_err(|_| StartError::NoRuntime)?;
        let _inside = runtime.enter();
        let (platform_listener, platform) = listen(addresses.platform)?;
        let (backend_listener, backend) = listen(addresses.backend)?;
        for address in [backend, platform] {
            setup.recorder.secret(Secret::Address, &address.to_string());
        }
        let proxy = addresses.proxy.as_ref().map(|(address, folder)| proxy_of(setup, *address, folder)).transpose()?;
        let platform_task = serve(platform_listener, platform::router(setup));
        let backend_task = serve(backend_listener, backend::router(setup, platform));
        Ok(Self {
            platform,
            backend,
            log: setup.log.clone(),
            tasks: vec![platform_task, backend_task],
            inside: None,
            _connections: proxy,
        })
    }

    /// The same servers without sockets: the setup's sender reaches them within this process, and nobody else does.
    pub fn inside(setup: &Setup) -> Self {
        let (backend, platform) = (inside::BACKEND, inside::PLATFORM);
        for address in inside::addresses() {
            setup.recorder.secret(Secret::Address, address);
        }
        setup.sender.ask_inside(Some(inside::servers(setup)));
        Self {
            platform,
            backend,
            log: setup.log.clone(),
            tasks: Vec::new(),
            inside: Some(setup.sender.clone()),
            _connections: None,
        }
    }

    /// The log in which these servers write.
    pub fn log(&self) -> &ExchangeLog {
        &self.log
    }

    /// Where the platform listens.
    pub fn platform_address(&self) -> SocketAddr {
        self.platform
    }

    /// Where the backend listens.
    pub fn backend_address(&self) -> SocketAddr {
        self.backend
    }

    /// Where the backend and the platform answer.
    pub fn addresses(&self) -> (SocketAddr, SocketAddr) {
        (self.backend, self.platform)
    }

    /// The address of a path of the backend.
    pub fn backend_url(&self, path_and_query: &str) -> Url {
        url_at(self.backend, path_and_query)
    }

    /// The address of a path of the platform.
    pub fn platform_url(&self, path_and_query: &str) -> Url {
        url_at(self.platform, path_and_query)
    }
}

impl Drop for Servers {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
        if let Some(sender) = &self.inside {
            sender.ask_inside(None);
        }
    }
}

thread_local! {
    /// What was asked for before: where, the path with its query, and the whole.
    static KNOWN: RefCell<Vec<(SocketAddr, String, Url)>> = const { RefCell::new(Vec::new()) };
}

/// How many addresses are remembered.
const ADDRESSES: usize = 8;

/// `http://ADDRESS/path?query`, whatever stands in the path.
pub(super) fn url_at(address: SocketAddr, path_and_query: &str) -> Url {
    KNOWN.with_borrow_mut(|known| {
        if let Some((.., url)) = known.iter().find(|(at, text, _)| *at == address && text == path_and_query) {
            return url.clone();
        }
        #[expect(clippy::expect_used, reason = "the text of a socket address is always a valid host")]
        let root = || Url::parse(&format!("http://{address}/")).expect("an address is a valid host");
        let mut url = known.iter().find(|(at, ..)| *at == address).map_or_else(root, |(.., url)| url.clone());
        let (path, query) = path_and_query.split_once('?').map_or((path_and_query, None), |(path, query)| (path, Some(query)));
        url.set_path(path);
        url.set_query(query);
        if known.len() == ADDRESSES {
            known.clear();
        }
        known.push((address, path_and_query.to_owned(), url.clone()));
        url
    })
}

pub(super) fn listen(wanted: Option<SocketAddr>) -> Result<(tokio::net::TcpListener, SocketAddr), StartError> {
    let address = wanted.unwrap_or_else(|| SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
    let failed = |source: std::io::Error| match source.kind() {
        ErrorKind::AddrInUse => StartError::Taken { address },
        _ => StartError::Bind { address, source },
    };
    let listener = TcpListener::bind(address).map_err(failed)?;
    listener.set_nonblocking(true).map_err(failed)?;
    let bound = listener.local_addr().map_err(failed)?;
    Ok((tokio::net::TcpListener::from_std(listener).map_err(failed)?, bound))
}

/// A proxy before the platform of this setup.
fn proxy_of(setup: &Setup, address: SocketAddr, folder: &Path) -> Result<Connections, StartError> {
    let (listener, _) = listen(Some(address))?;
    let acceptor = TlsAcceptor::from(Authority::of_folder(folder)?.server_config()?);
    let service = TowerToHyperService::new(platform::router(setup));
    let site: Site = Arc::new(move |request, _| {
        let answering = service.call(request);
        Box::pin(async move { answering.await.unwrap_or_else(|never| match never {}) })
    });
    let connections = Connections::new();
    connections.open(listener, Behind::Proxy(Arc::new(Proxy { site, acceptor, refused: Arc::new(|_| {}) })));
    Ok(connections)
}

fn serve(listener: tokio::net::TcpListener, router: Router) -> JoinHandle<()> {
    let listener = listener.tap_io(|stream| {
        // Without it small answers may wait for an acknowledgement; a failure costs nothing but time.
        let _ = stream.set_nodelay(true);
    });
    tokio::spawn(async move {
        // This never ends by itself: errors of single connections are handled inside.
        let _ = axum::serve(listener, router).await;
    })
}
