//! What changes in WeChat's state, told so that `serve --state` can write it down, and the state put together again from it.

use serde_json::json;

use super::codes::Code;
use super::login::KeyState;
use super::token::Issued;
use super::{Account, Platform};
use crate::scenario;

/// One change. Written down in their order, changes give the state; each says everything about what it names.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// An app is known, with this secret.
    App {
        /// The appid.
        appid: String,
        /// The app secret.
        secret: String,
        /// Whether its users have a unionid.
        unionid: bool,
    },
    /// A user is known.
    User {
        /// The user's name inside this world.
        id: String,
        /// What was said about them.
        profile: scenario::Profile,
    },
    /// A user of an app, and their session_key if they have one.
    Session {
        /// Whose.
        of: Owner,
        /// The key; `None`: never logged in.
        key: Option<SavedKey>,
    },
    /// A code was issued.
    Code(SavedCode),
    /// A code was spent.
    Spent {
        /// The code.
        code: String,
    },
    /// A code is no longer remembered.
    Forgotten {
        /// The code.
        code: String,
    },
    /// No code that was issued up to this time is remembered.
    ForgottenUntil {
        /// Milliseconds on the platform's clock.
        issued: u64,
    },
    /// An access token is known.
    Token(SavedToken),
    /// An access token is no longer known.
    TokenGone {
        /// The token.
        token: String,
    },
}

/// One user in one app, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// The app.
    pub appid: String,
    /// The user.
    pub user: String,
}

/// A session_key. Times are milliseconds on the platform's clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedKey {
    /// The key.
    pub key: String,
    /// When it was made.
    pub issued: i64,
    /// When it was last used.
    pub used: u64,
    /// Whether it has expired before its time.
    pub expired: bool,
}

/// A login code or a phone number's code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedCode {
    /// The code.
    pub code: String,
    /// Whose.
    pub of: Owner,
    /// The session_key that it stands for; `None`: it stands for a phone number.
    pub session_key: Option<String>,
    /// When it was issued.
    pub issued: u64,
    /// Whether it was spent.
    pub spent: bool,
}

/// An access token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedToken {
    /// The token.
    pub token: String,
    /// The app.
    pub appid: String,
    /// Whether it came from `stable_token`.
    pub stable: bool,
    /// When it ends.
    pub ends: u64,
}

impl Platform {
    /// From now on every change is kept for [`Platform::take_changes`].
    pub fn keep_changes(&mut self) {
        self.changes.get_or_insert_default();
    }

    /// The changes since the last time.
    pub fn take_changes(&mut self) -> Vec<Change> {
        self.changes.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// Makes a change that was told before. An app that a change needs must have been told earlier; otherwise the change is left out.
    pub fn restore(&mut self, change: Change) {
        match change {
            Change::App { appid, secret, unionid } => {
                let app = self.add_app(&appid, Some(&secret), unionid);
                self.apps[app].has_unionid = unionid;
            }
            Change::User { id, profile } => self.set_profile(&id, &profile),
            Change::Session { of, key } => {
                let Some(account) = self.account(&of.appid, &of.user) else { return };
                match key {
                    Some(key) => self.keys.insert(account, KeyState::saved(key)),
                    None => self.keys.remove(&account),
                };
            }
            Change::Code(saved) => {
                let Some(account) = self.account(&saved.of.appid, &saved.of.user) else { return };
                let code = Code {
                    account,
                    issued: saved.issued,
                    spent: saved.spent,
                    session_key: saved.session_key.clone().unwrap_or_default(),
                };
                let codes = if saved.session_key.is_some() { &mut self.codes } else { &mut self.phone_codes };
                codes.insert(&saved.code, code);
            }
            Change::Spent { code } => {
                self.codes.spend(&code);
                self.phone_codes.spend(&code);
            }
            Change::Forgotten { code } => {
                self.codes.remove(&code);
                self.phone_codes.remove(&code);
            }
            Change::ForgottenUntil { issued } => {
                self.codes.forget_until(issued);
                self.phone_codes.forget_until(issued);
            }
            Change::Token(saved) => {
                let Some(app) = self.app_index(&saved.appid) else { return };
                let tokens = &mut self.apps[app].tokens;
                tokens.retain(|issued| issued.token != saved.token);
                tokens.push(Issued { token: saved.token, stable: saved.stable, ends: saved.ends });
            }
            Change::TokenGone { token } => {
                for app in &mut self.apps {
                    app.tokens.retain(|issued| issued.token != token);
                }
            }
        }
    }

    /// Tells a change, if anybody wants to know.
    pub(super) fn changed(&mut self, change: impl FnOnce(&Self) -> Change) {
        if self.changes.is_some() {
            let change = change(self);
            if let Some(changes) = &mut self.changes {
                changes.push(change);
            }
        }
    }

    /// Tells the state of an account's session.
    pub(super) fn session_changed(&mut self, account: Account) {
        self.changed(|platform| Change::Session {
            of: platform.owner(account),
            key: platform.keys.get(&account).map(KeyState::to_saved),
        });
    }

    /// Whose an account is, by name.
    pub fn owner(&self, account: Account) -> Owner {
        Owner { appid: self.apps[account.app].appid.clone(), user: self.people[account.user].id.clone() }
    }

    /// What this platform holds, in numbers, for those who watch it.
    pub fn counts(&self) -> serde_json::Value {
        json!({
            "apps": self.apps.len(),
            "users": self.people.len(),
            "sessions": self.keys.len(),
            "codes": self.codes.len(),
            "phoneCodes": self.phone_codes.len(),
            "tokens": self.apps.iter().map(|app| app.tokens.len()).sum::<usize>(),
        })
    }
}
