//! Login codes and session keys: `wx.login`, `wx.checkSession` and `/sns/jscode2session` as WeChat's server sees them.

use serde::Serialize;
use serde_json::json;

use super::change::{Change, SavedCode, SavedKey};
use super::codes::{CODE_LIFETIME_MS, Code};
use super::limits::Counted;
use super::{Account, KeySide, Note, Platform, WxError};
use crate::trace::Secret;

/// What `wx.login` got from the platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginGrant {
    /// The code for the developer's server: 32 characters, single use, five minutes.
    pub code: String,
    /// The session_key that the code stands for. Never shown to the mini-program.
    pub session_key: String,
    /// Whether this login replaced an earlier session_key, valid or expired.
    pub rotated: bool,
}

/// What the developer's server gets for a code. Serialises to the body that the platform sends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Session {
    /// The session_key, base64 of 16 bytes.
    pub session_key: String,
    /// The user's id in the app.
    pub openid: String,
    /// The user's id in the app's Open Platform account, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unionid: Option<String>,
}

/// Why there is no valid session. The platform tells scripts the same in both cases (`errCode` -13001).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("session time out, need relogin")]
pub enum SessionFail {
    /// The user never logged in to this app.
    Never,
    /// The session_key was not used for too long.
    Expired,
}

impl SessionFail {
    /// The `errCode` that clients report (facts: observed).
    pub const ERR_CODE: i64 = -13001;
}

/// The one current session_key of an account.
#[derive(Debug, Clone)]
pub(super) struct KeyState {
    pub(super) key: String,
    /// Virtual milliseconds; negative for keys from before the run.
    issued: i64,
    pub(super) used: u64,
    pub(super) expired: bool,
}

impl KeyState {
    /// A key just old enough that the next login replaces it, and used right before the run.
    pub(super) fn before_the_run(key: String, rotation: u64) -> Self {
        Self { key, issued: -rotation.cast_signed(), used: 0, expired: false }
    }

    pub(super) fn new(key: String, now: u64) -> Self {
        Self { key, issued: now.cast_signed(), used: now, expired: false }
    }

    pub(super) fn saved(saved: SavedKey) -> Self {
        Self { key: saved.key, issued: saved.issued, used: saved.used, expired: saved.expired }
    }

    pub(super) fn to_saved(&self) -> SavedKey {
        SavedKey { key: self.key.clone(), issued: self.issued, used: self.used, expired: self.expired }
    }
}

impl Platform {
    /// `wx.login`: issues a code. The session_key stays the same when it is valid and younger than `platform.rotation`, else a new one
    /// takes its place (facts: docs, "wx.login may rotate the key").
    pub fn login(&mut self, account: Account, now: u64) -> (LoginGrant, Vec<Note>) {
        let kept = match self.keys.get(&account) {
            Some(state) if !self.is_expired(state, now) && now.cast_signed() - state.issued < self.rotation.cast_signed() => {
                Some(state.key.clone())
            }
            _ => None,
        };
        let mut notes = Vec::new();
        let (session_key, rotated) = if let Some(key) = kept {
            self.touch(account, now);
            (key, false)
        } else {
            let (key, note) = self.replace_key(account, now);
            let rotated = note.is_some();
            notes.extend(note);
            (key, rotated)
        };
        let code = ["0", &self.phone.alphanumeric(31)].concat();
        self.recorder.secret(Secret::Code, &code);
        self.forget_dead_codes(now);
        self.codes.insert(&code, Code { account, issued: now, spent: false, session_key: session_key.clone() });
        self.changed(|platform| {
            Change::Code(SavedCode {
                code: code.clone(),
                of: platform.owner(account),
                session_key: Some(session_key.clone()),
                issued: now,
                spent: false,
            })
        });
        notes.insert(0, Note { action: "code-issued", detail: json!({"code": code}) });
        (LoginGrant { code, session_key, rotated }, notes)
    }

    /// `GET /sns/jscode2session`: spends a code. `None` stands for a parameter that is missing.
    ///
    /// A spent code is told apart (40163) for as long as it would have lived; after that, as for any code never issued, the answer is
    /// 40029 (facts: observed). Using the session is what the phone does, so this does not renew the session_key.
    ///
    /// # Errors
    /// The documented errcodes: 41002, 41004, 41008, 40002, 40013, 40125, 40029, 40163.
    pub fn code2session(&mut self, ask: &CodeQuery<'_>, now: u64) -> (Result<Session, WxError>, Vec<Note>) {
        let result = self.exchange(ask, now);
        let code = ask.js_code.unwrap_or_default();
        let note = match &result {
            Ok(session) => Note {
                action: "code-exchanged",
                detail: json!({"code": code, "openid": session.openid, "session_key": session.session_key}),
            },
            Err(error) => {
                Note { action: "code-refused", detail: json!({"code": code, "errcode": error.errcode, "errmsg": error.errmsg}) }
            }
        };
        (result, vec![note])
    }

    fn exchange(&mut self, ask: &CodeQuery<'_>, now: u64) -> Result<Session, WxError> {
        fn given(value: Option<&str>) -> Option<&str> {
            value.filter(|value| !value.is_empty())
        }
        let Some(appid) = given(ask.appid) else { return Err(self.error(41002, now)) };
        let Some(secret) = given(ask.secret) else { return Err(self.error(41004, now)) };
        let Some(js_code) = given(ask.js_code) else { return Err(self.error(41008, now)) };
        if ask.grant_type != Some("authorization_code") {
            return Err(self.error(40002, now));
        }
        let Some(app) = self.app_index(appid) else { return Err(self.error(40013, now)) };
        if !self.secret_is(app, secret) {
            return Err(self.error(40125, now));
        }
        let errcode = match self.codes.get(js_code) {
            Some(code) if code.account.app != app || code.is_dead(now) => 40029,
            Some(code) if code.spent => 40163,
            Some(code) => {
                let (account, session_key) = (code.account, code.session_key.clone());
                // A call beyond the limit leaves the code as it is.
                match self.limits.count(Counted::CodeOf(account), now) {
                    Some(errcode) => errcode,
                    None => {
                        self.spend_code(js_code);
                        return Ok(self.session(account, session_key));
                    }
                }
            }
            None => 40029,
        };
        Err(self.error(errcode, now))
    }

    fn spend_code(&mut self, code: &str) {
        let forgotten = self.codes.spend(code);
        self.changed(|_| Change::Spent { code: code.to_owned() });
        if let Some(code) = forgotten {
            self.changed(|_| Change::Forgotten { code: code.to_string() });
        }
    }

    /// Dead codes and codes never issued are the same to everybody.
    pub(super) fn forget_dead_codes(&mut self, now: u64) {
        let Some(issued) = now.checked_sub(CODE_LIFETIME_MS) else { return };
        if self.codes.forget_until(issued) | self.phone_codes.forget_until(issued) {
            self.changed(|_| Change::ForgottenUntil { issued });
        }
    }

    /// Makes room for new codes: the dead are forgotten.
    pub fn login_room(&mut self, now: u64) {
        self.forget_dead_codes(now);
    }

    /// The valid session_key of an account, as only WeChat and the developer's server know it.
    pub fn current_key(&self, account: Account, now: u64) -> Option<String> {
        self.valid_key(account, now).ok()
    }

    /// How many codes wait to be spent.
    pub fn codes_waiting(&self) -> usize {
        self.codes.waiting() + self.phone_codes.waiting()
    }

    /// `wx.checkSession`: whether the session_key of the last login (not the one the developer's server holds) is valid. Asking counts
    /// as use.
    ///
    /// # Errors
    /// There is no valid session.
    pub fn check_session(&mut self, account: Account, now: u64) -> (Result<(), SessionFail>, Vec<Note>) {
        let result = self.valid_key(account, now).map(|_| ());
        if result.is_ok() {
            self.touch(account, now);
        }
        (result, vec![Note { action: "session-checked", detail: json!({"valid": result.is_ok()}) }])
    }

    /// Lets the session_key expire at once; nothing happens if there is none.
    pub fn expire_session(&mut self, account: Account) -> Vec<Note> {
        match self.keys.get_mut(&account) {
            Some(state) => {
                state.expired = true;
                let note = Note { action: "key-expired", detail: json!({"session_key": state.key}) };
                self.session_changed(account);
                vec![note]
            }
            None => Vec::new(),
        }
    }

    /// Replaces the session_key by a new one, as a login elsewhere or a background pre-fetch does.
    pub fn rotate_session(&mut self, account: Account, now: u64) -> Vec<Note> {
        self.replace_key(account, now).1.into_iter().collect()
    }

    /// Forgets the account's session and codes, as if the user had never logged in.
    pub fn reset(&mut self, account: Account) {
        self.keys.remove(&account);
        self.codes.forget_account(account);
    }

    /// The valid session_key of an account.
    pub(super) fn valid_key(&self, account: Account, now: u64) -> Result<String, SessionFail> {
        match self.keys.get(&account) {
            None => Err(SessionFail::Never),
            Some(state) if self.is_expired(state, now) => Err(SessionFail::Expired),
            Some(state) => Ok(state.key.clone()),
        }
    }

    /// Use renews a session_key (facts: docs).
    pub(super) fn touch(&mut self, account: Account, now: u64) {
        if let Some(state) = self.keys.get_mut(&account) {
            state.used = state.used.max(now);
            self.session_changed(account);
        }
    }

    pub(super) fn session(&self, account: Account, session_key: String) -> Session {
        Session { session_key, openid: self.openid(account).to_owned(), unionid: self.unionid(account).map(str::to_owned) }
    }

    fn is_expired(&self, state: &KeyState, now: u64) -> bool {
        state.expired || now.saturating_sub(state.used) >= self.session_lifetime
    }

    /// Gives the account a new key; the note is there if one was replaced.
    fn replace_key(&mut self, account: Account, now: u64) -> (String, Option<Note>) {
        let key = self.new_key(KeySide::Phone);
        let old = self.keys.insert(account, KeyState::new(key.clone(), now));
        self.session_changed(account);
        let note = old.map(|old| Note { action: "key-rotated", detail: json!({"session_key": key, "replaces": old.key}) });
        (key, note)
    }
}

/// The query of `/sns/jscode2session`.
#[derive(Debug, Clone, Copy, Default)]
pub struct CodeQuery<'a> {
    /// The app.
    pub appid: Option<&'a str>,
    /// Its secret.
    pub secret: Option<&'a str>,
    /// The code from `wx.login`.
    pub js_code: Option<&'a str>,
    /// Must be `authorization_code`.
    pub grant_type: Option<&'a str>,
}
