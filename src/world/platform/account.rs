//! The apps and users that the platform knows: appids, secrets, openids and unionids.

use std::cell::OnceCell;

use super::change::Change;
use super::{Platform, Source};
use crate::scenario;
use crate::trace::Secret;
use crate::world::user::Profile;

/// One user in one app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Account {
    pub(super) app: usize,
    pub(super) user: usize,
}

/// What a developer knows of their app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppInfo {
    /// The appid.
    pub appid: String,
    /// The app secret.
    pub secret: String,
}

#[derive(Debug)]
pub(super) struct App {
    pub(super) appid: String,
    pub(super) secret: String,
    pub(super) has_unionid: bool,
    pub(super) tokens: Vec<super::token::Issued>,
}

#[derive(Debug)]
pub(super) struct Person {
    pub(super) id: String,
    pub(super) profile: Profile,
    /// Made when somebody asks: most apps have no unionid.
    unionid: OnceCell<String>,
    pub(super) openids: Vec<(usize, String)>,
}

impl Platform {
    /// Registers an app; a missing secret derives from the seed. An app registered before is kept, with its secret replaced if one is
    /// given. Returns an account-independent handle: the appid's position.
    pub(super) fn add_app(&mut self, appid: &str, secret: Option<&str>, has_unionid: bool) -> usize {
        if let Some(index) = self.app_index(appid) {
            if let Some(secret) = secret.filter(|secret| **secret != self.apps[index].secret) {
                secret.clone_into(&mut self.apps[index].secret);
                self.app_changed(index);
            }
            return index;
        }
        let secret = secret.map_or_else(|| Source::new(self.seed, &["secret", appid]).hex(32), str::to_owned);
        self.apps.push(App { appid: appid.to_owned(), secret, has_unionid, tokens: Vec::new() });
        self.app_changed(self.apps.len() - 1);
        self.apps.len() - 1
    }

    /// Registers another app, for `serve --app ID:SECRET`; without a secret, one derives from the seed. `unionid`: whether its users
    /// have one; an app known before keeps what it had where nothing is said.
    pub fn register_app(&mut self, appid: &str, secret: Option<&str>, unionid: Option<bool>) -> AppInfo {
        let index = self.add_app(appid, secret, unionid.unwrap_or_default());
        if let Some(unionid) = unionid.filter(|unionid| *unionid != self.apps[index].has_unionid) {
            self.apps[index].has_unionid = unionid;
            self.app_changed(index);
        }
        AppInfo { appid: self.apps[index].appid.clone(), secret: self.apps[index].secret.clone() }
    }

    /// All apps, in the order of their registration.
    pub fn apps(&self) -> impl Iterator<Item = AppInfo> {
        self.apps.iter().map(|app| AppInfo { appid: app.appid.clone(), secret: app.secret.clone() })
    }

    fn app_changed(&mut self, index: usize) {
        self.changed(|platform| {
            let app = &platform.apps[index];
            Change::App { appid: app.appid.clone(), secret: app.secret.clone(), unionid: app.has_unionid }
        });
    }

    /// Says who a user is; one not known before is registered.
    pub fn set_profile(&mut self, id: &str, profile: &scenario::Profile) {
        let user = self.add_user(id, Profile::new(profile));
        self.people[user].profile = Profile::new(profile);
        self.changed(|_| Change::User { id: id.to_owned(), profile: profile.clone() });
    }

    /// Registers a user; one known before keeps its profile.
    pub(super) fn add_user(&mut self, id: &str, profile: Profile) -> usize {
        if let Some(index) = self.by_id.get(id) {
            return *index;
        }
        self.by_id.insert(id.to_owned(), self.people.len());
        self.people.push(Person { id: id.to_owned(), profile, unionid: OnceCell::new(), openids: Vec::new() });
        self.people.len() - 1
    }

    /// The account of user `id` in app `appid`, created at first use; `None`: there is no such app.
    pub fn account(&mut self, appid: &str, id: &str) -> Option<Account> {
        let app = self.app_index(appid)?;
        let user = match self.by_id.get(id) {
            Some(user) => *user,
            None => self.add_user(id, Profile::new(&scenario::Profile::default())),
        };
        Some(self.join(app, user))
    }

    /// What the developer of an account's app knows of it.
    pub fn app(&self, account: Account) -> AppInfo {
        let app = &self.apps[account.app];
        AppInfo { appid: app.appid.clone(), secret: app.secret.clone() }
    }

    /// A user's id in their app: `o` and 27 characters of `[A-Za-z0-9_-]`.
    pub fn openid(&self, account: Account) -> &str {
        let openids = &self.people[account.user].openids;
        openids.iter().find(|(app, _)| *app == account.app).map_or("", |(_, openid)| openid)
    }

    /// A user's id in the app's Open Platform account; `None`: the app is not bound to one.
    pub fn unionid(&self, account: Account) -> Option<&str> {
        let person = &self.people[account.user];
        let make = || ["o", &Source::new(self.seed, &["unionid", &person.id]).url_safe(27)].concat();
        self.apps[account.app].has_unionid.then(|| person.unionid.get_or_init(make).as_str())
    }

    /// The account with this openid in an app.
    pub(super) fn by_openid(&self, app: usize, openid: &str) -> Option<Account> {
        self.by_openid.get(openid).copied().filter(|account| account.app == app)
    }

    pub(super) fn app_index(&self, appid: &str) -> Option<usize> {
        self.apps.iter().position(|app| app.appid == appid)
    }

    /// Gives the user an openid in the app, if they have none yet.
    pub(super) fn join(&mut self, app: usize, user: usize) -> Account {
        let account = Account { app, user };
        if self.openid(account).is_empty() {
            let mut source = Source::new(self.seed, &["openid", &self.apps[app].appid, &self.people[user].id]);
            let openid = ["o", &source.url_safe(27)].concat();
            self.recorder.secret(Secret::Openid, &openid);
            self.by_openid.insert(openid.clone(), account);
            self.people[user].openids.push((app, openid));
            self.session_changed(account);
            if let Some(unionid) = self.unionid(account) {
                self.recorder.secret(Secret::Unionid, unionid);
            }
        }
        account
    }

    /// Whether `secret` is the app's.
    pub(super) fn secret_is(&self, app: usize, secret: &str) -> bool {
        // Every byte is looked at, so that the time taken tells nothing but the length, should anyone serve this on a real network.
        let known = &self.apps[app].secret;
        let differences = known.bytes().zip(secret.bytes()).fold(0, |differences, (known, given)| differences | (known ^ given));
        known.len() == secret.len() && std::hint::black_box(differences) == 0
    }
}
