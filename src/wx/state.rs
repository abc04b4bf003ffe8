//! The state behind `wx` in one run: the world's parts, listeners, tasks in flight.

use std::cell::{Cell, OnceCell, RefCell};
use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::clock::Clock;
use crate::engine::Host;
use crate::scenario::{Routes, Scenario};
use crate::server::{Addresses, Servers, Setup};
use crate::trace::{At, Body, Lane, Recorder};
use crate::world::choice::Choices;
use crate::world::device::Device;
use crate::world::epoch::{Rules, Version};
use crate::world::faults::Faults;
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
    /// The device.
    pub device: RefCell<Device>,
    /// Routes and the permission to reach addresses.
    pub network: RefCell<Network>,
    /// Failures on demand.
    pub faults: RefCell<Faults>,
    /// How long things take.
    pub latency: Latency,
    /// Where the world's decisions are noted.
    pub choices: Choices,
    /// What the embedded servers work with.
    pub(super) setup: Setup,
    /// Where they listen.
    pub(super) addresses: Addresses,
    /// The embedded servers, started by the first exchange that needs them.
    pub(super) servers: OnceCell<Servers>,
    /// Requests of each kind that are running, and those that wait for a place.
    pub(super) tasks: TaskSlots,
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
    /// Where the world's decisions are noted.
    pub choices: Choices,
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

/// The places for parallel requests (facts §4.7).
#[derive(Debug, Default)]
pub(super) struct TaskSlots {
    /// How many are taken.
    pub(super) running: Cell<usize>,
}

impl Wx {
    /// The state of a run that has not begun.
    pub fn new(parts: Parts) -> Self {
        let Parts { scenario, rules, clock, recorder, routes, allow_hosts, platform_address, choices } = parts;
        let platform = Arc::new(Mutex::new(Platform::new(&scenario, &rules, recorder.clone(), &clock)));
        let network = Network::new(&scenario, &routes, &allow_hosts);
        let setup = Setup::new(&scenario, Arc::clone(&platform), clock, recorder, network.sender().clone());
        Self {
            user: RefCell::new(User::new(&scenario.user).noting(choices.clone())),
            screen: RefCell::new(Screen::new()),
            storage: RefCell::new(Storage::new(&scenario.device.storage)),
            device: RefCell::new(Device::new(&scenario.device, &rules)),
            network: RefCell::new(network),
            faults: RefCell::new(Faults::new(&scenario.faults)),
            latency: Latency::of(&scenario),
            addresses: Addresses { platform: platform_address, backend: None },
            choices,
            servers: OnceCell::new(),
            tasks: TaskSlots::default(),
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
