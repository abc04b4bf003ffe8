//! WeChat's server: the apps and users it knows, login codes, session keys, user data, access tokens.
//!
//! Pure state: time comes in as virtual milliseconds, results and [`Note`]s go out, and every generated value is registered as a
//! secret with the recorder. What the phone asks for and what servers ask for draw from different sources of generated values, so
//! that the two sides never disturb each other's ids.

mod account;
mod change;
mod codes;
mod error;
mod limits;
mod login;
mod token;
mod user_data;

use std::collections::BTreeMap;

use serde_json::Value;

use super::epoch::Rules;
use super::faults::Faults;
use super::seed::Source;
use super::user::Profile;
use crate::clock::Clock;
use crate::scenario::{self, Fault, SessionState};
use crate::trace::{Recorder, Secret};

pub use account::{Account, AppInfo};
pub use change::{Change, Owner, SavedCode, SavedKey, SavedToken};
pub use codes::CODE_LIFETIME_MS;
pub use error::WxError;
pub use limits::Limits;
pub use login::{CodeQuery, LoginGrant, Session, SessionFail};
pub use token::{AccessToken, KeyQuery, PhoneInfo};
pub use user_data::{UserData, UserInfoApi, UserInfoRequest};

use account::{App, Person};
use codes::Codes;
use login::KeyState;

#[cfg(test)]
mod tests;

/// The appid of a scenario that does not name one.
pub const DEFAULT_APPID: &str = "wx00c0ffee00c0ffee";
/// The host under which the platform's API is known to programs.
pub const HOST: &str = "api.weixin.qq.com";

/// Milliseconds within which another `wx.login` keeps the session_key, unless the scenario says otherwise.
const ROTATION_MS: u64 = 300_000;
/// Milliseconds after which an unused session_key expires, unless the scenario says otherwise. WeChat does not publish the number.
const SESSION_LIFETIME_MS: u64 = 259_200_000;

/// Something that changed on WeChat's side, for the caller to record as a `platform` event.
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    /// `code-issued`, `code-exchanged`, `code-refused`, `key-rotated`, `key-expired`, `session-checked`, `user-data`, …
    pub action: &'static str,
    /// Its values.
    pub detail: Value,
}

/// WeChat's server.
#[derive(Debug)]
pub struct Platform {
    rules: Rules,
    recorder: Recorder,
    start: i64,
    seed: u64,
    rotation: u64,
    session_lifetime: u64,
    apps: Vec<App>,
    people: Vec<Person>,
    /// Where in `people` a user is.
    by_id: BTreeMap<String, usize>,
    /// Which user of an app has an openid.
    by_openid: BTreeMap<String, Account>,
    me: Account,
    keys: BTreeMap<Account, KeyState>,
    codes: Codes,
    phone_codes: Codes,
    known_to_backend: Option<Session>,
    faults: Faults,
    /// How often each may be called; off in a run.
    limits: Limits,
    /// What changed, for who writes it down.
    changes: Option<Vec<Change>>,
    /// Generated values for what the phone asks for.
    phone: Source,
    /// Generated values for what servers ask for.
    server: Source,
}

impl Platform {
    /// The platform of a scenario: one app, one user, and the session that the scenario starts with.
    pub fn new(scenario: &scenario::Scenario, rules: &Rules, recorder: Recorder, clock: &Clock) -> Self {
        let seed = scenario.seed.unwrap_or(1);
        let settings = &scenario.platform;
        let start = clock.unix_millis() - clock.now().cast_signed();
        let mut platform = Self::empty(seed, rules, recorder, start);
        platform.rotation = settings.rotation.unwrap_or(ROTATION_MS);
        platform.session_lifetime = settings.session_lifetime.unwrap_or(SESSION_LIFETIME_MS);
        platform.faults = Faults::new(&scenario.faults);
        let appid = settings.appid.as_deref().unwrap_or(DEFAULT_APPID);
        let app = platform.add_app(appid, settings.secret.as_deref(), settings.unionid);
        let user = scenario.user.id.as_deref().unwrap_or("u1");
        let user = platform.add_user(user, Profile::new(&scenario.user.profile));
        platform.me = platform.join(app, user);
        platform.start_with(settings.session);
        platform
    }

    /// A platform without apps and users, whose time 0 is the instant `start` in milliseconds since 1970. `generation` is to differ
    /// each time that the same state goes on, or the same codes would be issued again.
    pub fn of_service(seed: u64, rules: &Rules, start: i64, generation: &str, limits: Limits) -> Self {
        let recorder = Recorder::deaf(Clock::starting_at(start));
        let mut platform = Self::empty(seed, rules, recorder, start);
        platform.phone = Source::new(seed, &["wechat", "phone", generation]);
        platform.server = Source::new(seed, &["wechat", "server", generation]);
        platform.limits = limits;
        platform
    }

    fn empty(seed: u64, rules: &Rules, recorder: Recorder, start: i64) -> Self {
        Self {
            rules: rules.clone(),
            recorder,
            start,
            seed,
            rotation: ROTATION_MS,
            session_lifetime: SESSION_LIFETIME_MS,
            apps: Vec::new(),
            people: Vec::new(),
            by_id: BTreeMap::new(),
            by_openid: BTreeMap::new(),
            me: Account::default(),
            keys: BTreeMap::new(),
            codes: Codes::default(),
            phone_codes: Codes::default(),
            known_to_backend: None,
            faults: Faults::new(&[]),
            limits: Limits::off(),
            changes: None,
            phone: Source::later(seed, &["wechat", "phone"]),
            server: Source::later(seed, &["wechat", "server"]),
        }
    }

    /// The scenario's user in the scenario's app.
    pub fn me(&self) -> Account {
        self.me
    }

    /// The rules that this platform follows.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// A server's request reaches the platform: the fault that disturbs it, if any. `path` may have a query. Counts the occurrence.
    pub fn disturbance(&mut self, method: &str, path: impl FnOnce() -> String) -> Option<Fault> {
        if !self.faults.has_exchanges() {
            return None;
        }
        let path = path();
        self.faults.on_exchange(method, &[&["wechat:", &path].concat(), &["https://", HOST, &path].concat()])
    }

    /// The answer that a fault's `errcode` stands for.
    pub fn error(&mut self, errcode: i64, now: u64) -> WxError {
        let rid = self.rid(now);
        WxError::of(errcode, &rid)
    }

    /// A fresh request id, as error texts carry it.
    pub fn new_rid(&mut self, now: u64) -> String {
        self.rid(now)
    }

    /// The instant `now` as milliseconds since 1970.
    pub fn unix_millis(&self, now: u64) -> i64 {
        self.start + now.cast_signed()
    }

    /// The instant `now` as seconds since 1970, as watermarks carry it.
    fn unix_seconds(&self, now: u64) -> i64 {
        self.unix_millis(now).div_euclid(1000)
    }

    /// A request id as in error texts: three groups of eight hexadecimal digits, the first being the time (facts: observed).
    fn rid(&mut self, now: u64) -> String {
        let time = self.unix_seconds(now);
        let rid = format!("{time:08x}-{}-{}", self.server.hex(8), self.server.hex(8));
        self.recorder.secret(Secret::Rid, &rid);
        rid
    }

    /// The session that exists before the run.
    fn start_with(&mut self, state: SessionState) {
        if state == SessionState::None {
            return;
        }
        let me = self.me;
        let key = self.new_key(KeySide::Phone);
        self.known_to_backend = Some(self.session(me, key.clone()));
        self.keys.insert(me, KeyState::before_the_run(key, self.rotation));
        match state {
            SessionState::Expired => {
                self.expire_session(me);
            }
            SessionState::Displaced => {
                let newer = self.new_key(KeySide::Phone);
                self.keys.insert(me, KeyState::before_the_run(newer, self.rotation));
            }
            SessionState::None | SessionState::Valid => {}
        }
    }

    /// The session that the developer's server holds from before the run, if any: the current one, or an older one when the scenario
    /// says `displaced`.
    pub fn known_to_backend(&self) -> Option<&Session> {
        self.known_to_backend.as_ref()
    }

    /// 16 random bytes in base64 (facts: docs).
    fn new_key(&mut self, side: KeySide) -> String {
        let source = match side {
            KeySide::Phone => &mut self.phone,
            KeySide::Server => &mut self.server,
        };
        let key = super::crypto::base64(&source.bytes::<16>());
        self.recorder.secret(Secret::SessionKey, &key);
        key
    }
}

/// Which side's action makes a new key.
#[derive(Debug, Clone, Copy)]
enum KeySide {
    Phone,
    Server,
}
