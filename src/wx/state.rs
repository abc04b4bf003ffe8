//! The state behind `wx` in one run: the world's parts, listeners, tasks in flight.

use std::cell::{Cell, OnceCell, RefCell};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::connect_socket::Hub;
use super::transfer::Lanes;
use crate::clock::Clock;
use crate::engine::Host;
use crate::scenario::{Routes, Scenario};
use crate::server::{Addresses, Servers, Setup};
use crate::trace::{At, Body, Lane, Open, Recorder};
use crate::world::answers::Answers;
use crate::world::choice::Choices;
use crate::world::device::Device;
use crate::world::epoch::{Rules, Version};
use crate::world::faults::Faults;
use crate::world::files::Files;
use crate::world::network::Network;
use crate::world::platform::{Note, Platform};
use crate::world::screen::{Change, Screen};
use crate::world::storage::Storage;
use crate::world::user::User;

/// What the natives of `wx` work on.
pub struct Wx {
    /// The platform's rules of the run's day.
    pub rules: Rules,
    /// The scenario.
    pub scenario: Scenario,
    /// WeChat's server.
    pub platform: Arc<Mutex<Platform>>,
    /// The person holding the phone.
    pub user: RefCell<User>,
    /// The phone's screen.
    pub screen: RefCell<Screen>,
    /// The app's storage on the device.
    pub storage: RefCell<Storage>,
    /// The app's files on the device.
    pub files: RefCell<Files>,
    /// The device.
    pub device: RefCell<Device>,
    /// Routes and the permission to reach addresses.
    pub network: RefCell<Network>,
    /// Scripted answers of the user, the device and cloud functions.
    pub answers: RefCell<Answers>,
    /// Calls that nobody has answered: the `call` event and the API.
    pub(super) unanswered: RefCell<Vec<(u64, String)>>,
    /// Failures on demand.
    pub faults: RefCell<Faults>,
    /// How long things take.
    pub latency: Latency,
    /// Where the world's decisions are noted.
    pub choices: Choices,
    /// The turn of the loop that is the user's tap.
    pub(super) tap: Cell<Option<u64>>,
    /// What the embedded servers work with.
    pub(super) setup: Setup,
    /// Where they listen.
    pub(super) addresses: Addresses,
    /// Whether they are asked within the process instead.
    pub(super) inside: bool,
    /// The embedded servers, started by the first exchange that needs them.
    pub(super) servers: OnceCell<Servers>,
    /// Requests, uploads and downloads that are running or wait for a place.
    pub(super) transfers: Lanes,
    /// WebSockets.
    pub(super) sockets: Hub,
    /// How often the app has gone into the background or come back.
    pub(super) turned: Cell<u64>,
    /// The turn in which the app went into the background, as long as it is there.
    pub(super) away_since: Cell<Option<u64>>,
}

/// What a run's `wx` is made of.
#[derive(Debug)]
pub struct Parts {
    /// The scenario.
    pub scenario: Scenario,
    /// The platform's rules.
    pub rules: Rules,
    /// The virtual clock.
    pub clock: Clock,
    /// Where events go.
    pub recorder: Recorder,
    /// Routes of the scenario's file.
    pub routes: Routes,
    /// Addresses besides loopback that may be reached.
    pub allow_hosts: Vec<String>,
    /// A fixed address for the embedded platform.
    pub platform_address: Option<SocketAddr>,
    /// Where a proxy listens that stands for WeChat's host, if one is promised to somebody outside, and the folder of its authority.
    pub proxy: Option<(SocketAddr, PathBuf)>,
    /// Where the world's decisions are noted.
    pub choices: Choices,
    /// Whether the embedded servers are asked within the process instead of over sockets.
    pub inside: bool,
}

/// Modelled durations, in virtual milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Latency {
    /// `wx.login`.
    pub login: u64,
    /// An API that asks WeChat's server from the device, such as `getUserInfo`.
    pub account: u64,
    /// An API that stays on the device.
    pub device: u64,
    /// Whether and how fast the user answers.
    pub think: u64,
}

impl Latency {
    /// The durations of a scenario.
    pub fn of(scenario: &Scenario) -> Self {
        let login = scenario.latency.login.map_or(30, |millis| millis.0);
        Self { login, account: 20, device: 1, think: scenario.user.think.unwrap_or(1000) }
    }
}

impl Wx {
    /// Lets go of what holds this again; nothing can run after it.
    pub fn let_go(&self) {
        self.transfers.let_go();
    }

    /// The state of a run that has not begun.
    pub fn new(parts: Parts) -> Self {
        let Parts { scenario, rules, clock, recorder, routes, allow_hosts, platform_address, proxy, choices, inside } = parts;
        let platform = Arc::new(Mutex::new(Platform::new(&scenario, &rules, recorder.clone(), &clock)));
        let network = Network::new(&scenario, &routes, &allow_hosts);
        let setup = Setup::new(&scenario, Arc::clone(&platform), clock, recorder, network.sender().clone());
        Self {
            user: RefCell::new(User::new(&scenario.user).noting(choices.clone())),
            screen: RefCell::new(Screen::new()),
            storage: RefCell::new(Storage::new(&scenario.device.storage)),
            files: RefCell::new(Files::new(rules.client, scenario.seed.unwrap_or(1), &scenario.device.files)),
            device: RefCell::new(Device::new(&scenario.device, &rules)),
            network: RefCell::new(network),
            answers: RefCell::new(Answers::new(&scenario.answers)),
            unanswered: RefCell::default(),
            faults: RefCell::new(Faults::new(&scenario.faults)),
            latency: Latency::of(&scenario),
            tap: Cell::new(None),
            addresses: Addresses { platform: platform_address, backend: None, proxy },
            inside: inside && crate::server::can_be_asked_inside(&scenario),
            choices,
            servers: OnceCell::new(),
            transfers: Lanes::default(),
            sockets: Hub::default(),
            turned: Cell::new(0),
            away_since: Cell::new(None),
            setup,
            platform,
            rules,
            scenario,
        }
    }

    /// Whether the run's base library is at least `version`.
    pub fn at_least(&self, version: &str) -> bool {
        version.parse::<Version>().is_ok_and(|version| self.rules.base_library >= version)
    }

    /// What waits for somebody when the run ends: things on the screen, calls that nobody answered.
    pub fn open_things(&self) -> Vec<Open> {
        let mut open = self.screen.borrow().open_things();
        open.extend(self.unanswered.borrow().iter().map(|(call, api)| Open { what: api.clone(), of: Some(*call) }));
        open.extend(self.sockets.open().into_iter().map(|call| Open { what: "socket".to_owned(), of: Some(call) }));
        open
    }

    /// WeChat's server, locked for this thread.
    pub fn platform(&self) -> MutexGuard<'_, Platform> {
        self.platform.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Wx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Wx").field("rules", &self.rules).finish_non_exhaustive()
    }
}

/// Records what happened on WeChat's side and returns the `seq` of the last note, or `cause`.
pub fn record_notes(host: &Rc<Host>, cause: Option<u64>, at: Option<&At>, notes: Vec<Note>) -> Option<u64> {
    let mut last = cause;
    for note in notes {
        let body = Body::Platform { action: note.action.to_owned(), detail: note.detail };
        last = Some(host.recorder.record(Lane::Wechat, cause, at.cloned(), body));
    }
    last
}

/// Records changes of the screen and returns the `seq` of the last.
pub fn record_changes(host: &Rc<Host>, lane: Lane, cause: Option<u64>, at: Option<&At>, changes: Vec<Change>) -> Option<u64> {
    let mut last = None;
    for change in changes {
        let body = Body::Ui { widget: change.widget.to_owned(), action: change.action, detail: change.detail };
        last = Some(host.recorder.record(lane, cause, at.cloned(), body));
    }
    last
}

/// What a room keeps beside the engine, made when it is first asked for.
pub(super) fn kept<T: Default + 'static>(host: &Rc<Host>) -> Rc<T> {
    host.get::<T>().unwrap_or_else(|| {
        let fresh = Rc::new(T::default());
        host.extend(Rc::clone(&fresh));
        fresh
    })
}
