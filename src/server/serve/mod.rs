//! `wxhost serve`: WeChat's platform and the developer's backend on fixed addresses, for servers, SDKs and clients that are not ours.
//!
//! The platform is the same as in a run ([`crate::world::platform`]); here it lives on, in real time or in time that is told, is saved
//! before it answers, and has a control plane (`control.rs`) in place of a phone.

mod api;
mod clock;
mod control;
mod heard;
mod hub;
mod inject;
mod store;
mod writer;

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use axum::http::Method;
use hyper::service::Service as _;
use hyper_util::service::TowerToHyperService;
use serde::Serialize;
use tokio_rustls::TlsAcceptor;

use super::authority::{self, Authority, CertificateError};
use super::connections::{Behind, Connections, Site};
use super::proxy::Proxy;
use super::start::{StartError, listen};
use super::{ExchangeLog, Latencies, Setup, backend};
use crate::clock::Clock;
use crate::scenario::{Answer, Profile};
use crate::trace::Recorder;
use crate::world::epoch::{Date, Rules};
use crate::world::network::{Policy, Sender};
use crate::world::platform::{DEFAULT_APPID, Limits, Platform};

pub use clock::ClockKind;
pub use store::StateError;

use heard::Heard;
use hub::{Birth, Core, Hub};
use store::{Origin, Store};

/// What is served, and where.
#[derive(Debug, Clone)]
pub struct Setting {
    /// The apps, besides those that the state knows.
    pub apps: Vec<ServedApp>,
    /// Users about whom something is said.
    pub users: Vec<(String, Profile)>,
    /// What the backend answers, as in a scenario.
    pub answers: BTreeMap<String, Vec<Answer>>,
    /// The folder of the state; without it the state lives in memory.
    pub state: Option<PathBuf>,
    /// A folder of our own, for a proxy without a state: made when needed, and removed at the end.
    pub temporary: PathBuf,
    /// Which time it is.
    pub clock: ClockKind,
    /// The platform's rules; virtual time begins on their day.
    pub rules: Rules,
    /// The seed of every generated value.
    pub seed: u64,
    /// Whether the documented limits hold.
    pub limits: bool,
    /// Where the platform listens.
    pub platform: SocketAddr,
    /// Where the backend listens, if there is to be one.
    pub backend: Option<SocketAddr>,
    /// Where the proxy listens, if there is to be one.
    pub proxy: Option<SocketAddr>,
    /// A certificate and its key for platform and backend.
    pub tls: Option<(PathBuf, PathBuf)>,
}

/// An app to be served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServedApp {
    /// The appid.
    pub appid: String,
    /// The secret; without it one derives from the seed.
    pub secret: Option<String>,
    /// Whether its users have a unionid; unsaid: as before, else not.
    pub unionid: Option<bool>,
}

/// Why it cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The state cannot be used.
    #[error("{folder}: {error}")]
    State {
        /// Its folder.
        folder: PathBuf,
        /// Why.
        error: StateError,
    },
    /// An address cannot be used.
    #[error(transparent)]
    Listen(#[from] StartError),
    /// A certificate cannot be used.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// The system gives no thread.
    #[error("no thread for the state: {0}")]
    Thread(std::io::Error),
}

/// Where everything is: the first line that `serve` prints.
#[derive(Debug, Clone, Serialize)]
pub struct Announcement {
    /// WeChat's API.
    pub platform: String,
    /// The developer's backend.
    pub backend: Option<String>,
    /// The proxy that stands for `https://api.weixin.qq.com`.
    pub proxy: Option<String>,
    /// The certificate that the proxy's clients are to trust.
    pub ca: Option<PathBuf>,
    /// The control plane.
    pub control: String,
    /// The apps that are served.
    pub apps: Vec<AnnouncedApp>,
    /// `real` or `virtual`.
    pub clock: &'static str,
    /// The folder of the state.
    pub state: Option<PathBuf>,
}

/// An app that is served.
#[derive(Debug, Clone, Serialize)]
pub struct AnnouncedApp {
    /// The appid.
    pub appid: String,
    /// The secret.
    pub secret: String,
}

/// A running service.
#[derive(Debug)]
pub struct Service {
    announcement: Announcement,
    connections: Connections,
    /// Removed at the end.
    temporary: Option<PathBuf>,
}

impl Service {
    /// Starts serving, as tasks of the current tokio runtime.
    ///
    /// # Errors
    /// The state, an address or a certificate cannot be used.
    pub fn start(setting: Setting) -> Result<Self, ServeError> {
        let (hub, clock, platform_of_backend) = open(&setting)?;
        let hub = Arc::new(hub);
        let tls = setting.tls.as_ref().map(|(certificate, key)| authority::of_files(certificate, key)).transpose()?;
        let tls = tls.map(TlsAcceptor::from);
        let behind = |site: Site| match &tls {
            Some(acceptor) => Behind::Tls(site, acceptor.clone()),
            None => Behind::Plain(site),
        };
        let scheme = if tls.is_some() { "https" } else { "http" };
        let connections = Connections::new();

        // Everything is listened on before anything is answered.
        let (platform_listener, platform) = listen(Some(setting.platform))?;
        let backend_listener = setting.backend.map(|address| listen(Some(address))).transpose()?;
        let proxy_listener = setting.proxy.map(|address| listen(Some(address))).transpose()?;
        // Under a certificate for another name, tests and our own backend could not talk to the platform.
        let inner_listener = tls.is_some().then(|| listen(None)).transpose()?;

        let inner = inner_listener.as_ref().map_or(platform, |(_, address)| *address);
        let mut service = Self { announcement: announce(&setting, &hub), connections, temporary: None };
        service.announcement.platform = format!("{scheme}://{platform}");
        service.announcement.control = format!("http://{}{}", reachable(inner), control::ROOT);
        let connections = &service.connections;
        if let Some((listener, _)) = inner_listener {
            connections.open(listener, Behind::Plain(api::site(&hub, true)));
        }
        connections.open(platform_listener, behind(api::site(&hub, tls.is_none())));
        if let Some((listener, address)) = backend_listener {
            let setup = backend_setup(&setting, platform_of_backend, clock.clone());
            connections.open(listener, behind(backend_site(&hub, &setup, reachable(inner))));
            service.announcement.backend = Some(format!("{scheme}://{address}"));
        }
        if let Some((listener, address)) = proxy_listener {
            if setting.state.is_none() {
                make_private(&setting.temporary)?;
                service.temporary = Some(setting.temporary.clone());
            }
            let authority = Authority::of_folder(setting.state.as_deref().unwrap_or(&setting.temporary))?;
            let acceptor = TlsAcceptor::from(authority.server_config()?);
            let proxy = Proxy { site: api::site(&hub, false), acceptor, refused: refusals(&hub) };
            service.connections.open(listener, Behind::Proxy(Arc::new(proxy)));
            service.announcement.proxy = Some(format!("http://{address}"));
            let file = authority.file();
            service.announcement.ca = Some(std::fs::canonicalize(file).unwrap_or_else(|_| file.to_owned()));
        }
        Ok(service)
    }

    /// Where everything is.
    pub fn announcement(&self) -> &Announcement {
        &self.announcement
    }

    /// Ends: no new connections, answers under way are finished, what changed is saved.
    pub async fn close(self) {
        self.connections.close().await;
        if let Some(folder) = self.temporary {
            // Somebody may have put something else there; then it stays.
            for file in [folder.join("ca.pem"), folder.join("ca-key.pem")] {
                let _ = std::fs::remove_file(file);
            }
            let _ = std::fs::remove_dir(folder);
        }
    }
}

/// The state, the clock of the embedded backend, and the platform as that backend knows it.
fn open(setting: &Setting) -> Result<(Hub, Clock, Platform), ServeError> {
    let in_folder = |error| ServeError::State { folder: setting.state.clone().unwrap_or_default(), error };
    let start = match setting.clock {
        ClockKind::Real => clock::unix_millis(),
        ClockKind::Virtual => first_instant(setting.rules.date),
    };
    let mut origin = Origin { seed: setting.seed, start, clock: setting.clock, generation: 1 };
    let mut store = None;
    if let Some(folder) = &setting.state {
        let (opened, known) = Store::open(folder, &origin).map_err(in_folder)?;
        (store, origin) = (Some(opened), known);
    }
    let birth = Birth { origin: origin.clone(), rules: setting.rules.clone(), limits: setting.limits, times: 0 };
    let mut core = Core::new(birth, store.as_ref()).map_err(in_folder)?;
    for app in &setting.apps {
        core.platform.register_app(&app.appid, app.secret.as_deref(), app.unionid);
    }
    if core.platform.apps().next().is_none() {
        core.platform.register_app(DEFAULT_APPID, None, None);
    }
    for (user, profile) in &setting.users {
        core.platform.set_profile(user, profile);
    }
    if let Some(store) = &mut store {
        let changes: Vec<_> = core.platform.take_changes().into_iter().map(store::Record::Platform).collect();
        store.save(changes.iter()).map_err(in_folder)?;
    }
    let mut known = Platform::of_service(origin.seed, &setting.rules, origin.start, "backend", Limits::off());
    for app in core.platform.apps().take(1) {
        known.register_app(&app.appid, Some(&app.secret), None);
    }
    let hub = Hub::new(core, store).map_err(ServeError::Thread)?;
    Ok((hub, Clock::starting_at(origin.start), known))
}

/// Noon in Beijing, as in a run.
fn first_instant(day: Date) -> i64 {
    day.unix_millis_at(12, 0)
}

fn announce(setting: &Setting, hub: &Hub) -> Announcement {
    let apps = hub.peek(|core| {
        let apps = core.platform.apps().map(|app| AnnouncedApp { appid: app.appid, secret: app.secret });
        apps.collect::<Vec<_>>()
    });
    Announcement {
        platform: String::new(),
        backend: None,
        proxy: None,
        ca: None,
        control: String::new(),
        apps,
        clock: setting.clock.name(),
        state: setting.state.clone(),
    }
}

fn backend_setup(setting: &Setting, platform: Platform, clock: Clock) -> Setup {
    Setup {
        platform: Arc::new(Mutex::new(platform)),
        recorder: Recorder::deaf(clock.clone()),
        clock,
        log: ExchangeLog::new(),
        sender: Sender::new(Policy::new(&[])),
        answers: Arc::new(setting.answers.clone()),
        latencies: Latencies { network: 0, platform: 0 },
        seed: setting.seed,
    }
}

fn backend_site(hub: &Arc<Hub>, setup: &Setup, platform: SocketAddr) -> Site {
    let service = TowerToHyperService::new(backend::router(setup, platform));
    let (hub, clock) = (Arc::clone(hub), setup.clock.clone());
    Arc::new(move |request, _| {
        clock.advance_to(hub.peek(|core| core.clock.now()));
        let answering = service.call(request);
        Box::pin(async move { answering.await.unwrap_or_else(|never| match never {}) })
    })
}

/// Hosts that the proxy refused stand among the calls, for those who wonder why nothing works.
fn refusals(hub: &Arc<Hub>) -> super::proxy::Refused {
    let hub = Arc::clone(hub);
    Arc::new(move |place| {
        hub.peek(|core| {
            let now = core.clock.now();
            let heard = Heard {
                unix_millis: core.platform.unix_millis(now),
                method: Method::CONNECT.to_string(),
                uri: place.parse().unwrap_or_default(),
                body: bytes::Bytes::new(),
                status: 403,
                answer: String::new(),
            };
            core.calls.push(heard);
        });
    })
}

/// An address at which this machine reaches a listener.
fn reachable(address: SocketAddr) -> SocketAddr {
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => SocketAddr::from((Ipv4Addr::LOCALHOST, address.port())),
        IpAddr::V6(ip) if ip.is_unspecified() => SocketAddr::from((std::net::Ipv6Addr::LOCALHOST, address.port())),
        _ => address,
    }
}

/// Makes a folder that was not there before, for its owner only.
fn make_private(folder: &Path) -> Result<(), CertificateError> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(folder).map_err(|source| CertificateError::File { file: folder.to_owned(), source })
}
