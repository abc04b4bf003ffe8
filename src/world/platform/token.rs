//! Access tokens and what servers do with them: `/cgi-bin/token`, `/cgi-bin/stable_token`, the session-key services, phone numbers.

use serde::Serialize;
use serde_json::{Value, json};

use super::change::{Change, SavedCode, SavedToken};
use super::codes::Code;
use super::limits::Counted;
use super::{Account, KeySide, Note, Platform, Session, WxError};
use crate::trace::Secret;
use crate::world::crypto;

/// Seconds that an access token lives (docs).
const TOKEN_LIFETIME_S: u64 = 7200;
/// Milliseconds that an older token still works after a newer one was issued, and before whose end a stable one is renewed.
const OVERLAP_MS: u64 = 300_000;
/// How many tokens of one app are remembered; beyond it the oldest is no longer valid. WeChat's own number is not known.
const TOKENS: usize = 64;

/// The answer of the token endpoints. Serialises to the body that the platform sends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AccessToken {
    /// The token.
    pub access_token: String,
    /// Seconds that it still lives.
    pub expires_in: u64,
}

/// A user's phone number. Serialises to the `phone_info` that the platform sends.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PhoneInfo {
    /// The number, with a country code for numbers outside China.
    pub phone_number: String,
    /// The number without country code.
    pub pure_phone_number: String,
    /// The country code.
    pub country_code: String,
    /// When and for which app.
    pub watermark: Value,
}

#[derive(Debug)]
pub(super) struct Issued {
    pub(super) token: String,
    pub(super) stable: bool,
    pub(super) ends: u64,
}

impl Platform {
    /// `GET /cgi-bin/token`: a new token each time; older ones of this kind work five minutes longer (facts: recollection).
    ///
    /// # Errors
    /// 40002, 41002, 41004, 40013, 40125.
    pub fn token(
        &mut self,
        grant_type: Option<&str>,
        appid: Option<&str>,
        secret: Option<&str>,
        now: u64,
    ) -> Result<AccessToken, WxError> {
        let app = self.app_of_credentials(grant_type, appid, secret, now)?;
        let mut shortened = Vec::new();
        for (index, issued) in self.apps[app].tokens.iter_mut().enumerate().filter(|(_, issued)| !issued.stable) {
            if issued.ends > now + OVERLAP_MS {
                issued.ends = now + OVERLAP_MS;
                shortened.push(index);
            }
        }
        for index in shortened {
            self.token_changed(app, index);
        }
        Ok(self.issue_token(app, false, now))
    }

    /// `POST /cgi-bin/stable_token`: the same token until five minutes before its end; `force_refresh` makes a new one and ends the old.
    ///
    /// # Errors
    /// 40002, 41002, 41004, 40013, 40125; where limits are on, 45009 and 45011.
    pub fn stable_token(
        &mut self,
        grant_type: Option<&str>,
        appid: Option<&str>,
        secret: Option<&str>,
        force_refresh: bool,
        now: u64,
    ) -> Result<AccessToken, WxError> {
        let app = self.app_of_credentials(grant_type, appid, secret, now)?;
        let counted = [Some(Counted::StableToken(app)), force_refresh.then_some(Counted::ForcedRefresh(app))];
        for counted in counted.into_iter().flatten() {
            if let Some(errcode) = self.limits.count(counted, now) {
                return Err(self.error(errcode, now));
            }
        }
        if force_refresh {
            self.drop_tokens(app, |issued| issued.stable);
        }
        let current = self.apps[app].tokens.iter().find(|issued| issued.stable && now + OVERLAP_MS < issued.ends);
        if let Some(issued) = current {
            return Ok(AccessToken { access_token: issued.token.clone(), expires_in: (issued.ends - now) / 1000 });
        }
        Ok(self.issue_token(app, true, now))
    }

    /// `GET /wxa/checksession`: whether the developer's session_key of a user is still the current one.
    ///
    /// # Errors
    /// 41001, 40001, 42001, 40003, 87008, 87007, 87009.
    pub fn check_session_key(&mut self, ask: &KeyQuery<'_>, now: u64) -> Result<(), WxError> {
        self.verify_key(ask, now).map(|_| ())
    }

    /// `GET /wxa/resetusersessionkey`: replaces a user's session_key; the new one inherits the old one's end (facts: docs).
    ///
    /// # Errors
    /// As [`Platform::check_session_key`].
    pub fn reset_user_session_key(&mut self, ask: &KeyQuery<'_>, now: u64) -> (Result<Session, WxError>, Vec<Note>) {
        let account = match self.verify_key(ask, now) {
            Ok(account) => account,
            Err(error) => return (Err(error), Vec::new()),
        };
        if let Some(errcode) = self.limits.count(Counted::ResetKey(account), now) {
            return (Err(self.error(errcode, now)), Vec::new());
        }
        let key = self.new_key(KeySide::Server);
        let mut notes = Vec::new();
        if let Some(state) = self.keys.get_mut(&account) {
            let old = std::mem::replace(&mut state.key, key.clone());
            self.session_changed(account);
            notes.push(Note { action: "key-rotated", detail: json!({"session_key": key, "replaces": old}) });
        }
        (Ok(self.session(account, key)), notes)
    }

    /// The code that the `getPhoneNumber` button gives: 64 hexadecimal digits, single use, five minutes.
    pub fn phone_code(&mut self, account: Account, now: u64) -> (String, Vec<Note>) {
        let code = self.phone.hex(64);
        self.recorder.secret(Secret::Code, &code);
        self.forget_dead_codes(now);
        self.phone_codes.insert(&code, Code::for_phone(account, now));
        self.changed(|platform| {
            let of = platform.owner(account);
            Change::Code(SavedCode { code: code.clone(), of, session_key: None, issued: now, spent: false })
        });
        let note = Note { action: "phone-code-issued", detail: json!({"code": code}) };
        (code, vec![note])
    }

    /// Whether this is such a code, spent or not.
    pub fn is_phone_code(&self, code: &str) -> bool {
        self.phone_codes.get(code).is_some()
    }

    /// What the button gives beside the code: the number, encrypted with the current session_key, and the iv; `None` without a session.
    pub fn phone_data(&mut self, account: Account, now: u64) -> Option<(String, String)> {
        let key = self.valid_key(account, now).ok()?;
        let number = self.people[account.user].profile.phone_number.clone();
        let plain = json!({
            "phoneNumber": number,
            "purePhoneNumber": number,
            "countryCode": "86",
            "watermark": self.watermark(account.app, now),
        });
        let iv = crypto::base64(&self.phone.bytes::<16>());
        let encrypted = crypto::encrypt(&plain.to_string(), &key, &iv).ok()?;
        self.recorder.secret(Secret::Encrypted, &encrypted);
        self.recorder.secret(Secret::Iv, &iv);
        Some((encrypted, iv))
    }

    /// `POST /wxa/business/getuserphonenumber`: spends such a code.
    ///
    /// # Errors
    /// 41001, 40001, 42001, 41008, 40029, 40003.
    pub fn phone_number(
        &mut self,
        access_token: Option<&str>,
        code: Option<&str>,
        openid: Option<&str>,
        now: u64,
    ) -> (Result<PhoneInfo, WxError>, Vec<Note>) {
        let result = self.spend_phone_code(access_token, code, openid, now);
        let code = code.unwrap_or_default();
        let note = match &result {
            Ok(_) => Note { action: "phone-code-exchanged", detail: json!({"code": code}) },
            Err(error) => {
                Note { action: "code-refused", detail: json!({"code": code, "errcode": error.errcode, "errmsg": error.errmsg}) }
            }
        };
        (result, vec![note])
    }

    fn spend_phone_code(
        &mut self,
        access_token: Option<&str>,
        code: Option<&str>,
        openid: Option<&str>,
        now: u64,
    ) -> Result<PhoneInfo, WxError> {
        let app = self.app_of_token(access_token, now)?;
        let Some(code) = code.filter(|code| !code.is_empty()) else { return Err(self.error(41008, now)) };
        let account = match self.phone_codes.get(code) {
            Some(known) if known.account.app == app && !known.spent && !known.is_dead(now) => known.account,
            _ => return Err(self.error(40029, now)),
        };
        self.phone_codes.spend(code);
        self.changed(|_| Change::Spent { code: code.to_owned() });
        if openid.is_some_and(|openid| openid != self.openid(account)) {
            return Err(self.error(40003, now));
        }
        let number = self.people[account.user].profile.phone_number.clone();
        Ok(PhoneInfo {
            phone_number: number.clone(),
            pure_phone_number: number,
            country_code: "86".to_owned(),
            watermark: self.watermark(app, now),
        })
    }

    fn verify_key(&mut self, ask: &KeyQuery<'_>, now: u64) -> Result<Account, WxError> {
        let app = self.app_of_token(ask.access_token, now)?;
        if ask.sig_method != Some("hmac_sha256") {
            return Err(self.error(87008, now));
        }
        let Some(account) = ask.openid.and_then(|openid| self.by_openid(app, openid)) else {
            return Err(self.error(40003, now));
        };
        let Ok(key) = self.valid_key(account, now) else { return Err(self.error(87007, now)) };
        match ask.signature {
            Some(signature) if signature.eq_ignore_ascii_case(&crypto::hmac_sha256(&key, "")) => Ok(account),
            _ => Err(self.error(87009, now)),
        }
    }

    fn app_of_credentials(
        &mut self,
        grant_type: Option<&str>,
        appid: Option<&str>,
        secret: Option<&str>,
        now: u64,
    ) -> Result<usize, WxError> {
        let errcode = match (grant_type, appid, secret) {
            (Some("client_credential"), Some(appid), Some(secret)) => match self.app_index(appid) {
                Some(app) if self.secret_is(app, secret) => return Ok(app),
                Some(_) => 40125,
                None => 40013,
            },
            (Some("client_credential"), None, _) => 41002,
            (Some("client_credential"), _, None) => 41004,
            _ => 40002,
        };
        Err(self.error(errcode, now))
    }

    /// The app that an access token stands for.
    pub(super) fn app_of_token(&mut self, token: Option<&str>, now: u64) -> Result<usize, WxError> {
        let Some(token) = token.filter(|token| !token.is_empty()) else { return Err(self.error(41001, now)) };
        let found =
            self.apps.iter().enumerate().find_map(|(index, app)| {
                app.tokens.iter().find(|issued| issued.token == token).map(|issued| (index, issued.ends))
            });
        match found {
            Some((app, ends)) if now < ends => Ok(app),
            Some(_) => Err(self.error(42001, now)),
            None => Err(self.error(40001, now)),
        }
    }

    fn issue_token(&mut self, app: usize, stable: bool, now: u64) -> AccessToken {
        let token = self.server.url_safe(136);
        self.recorder.secret(Secret::Token, &token);
        self.drop_tokens(app, |issued| issued.ends + OVERLAP_MS <= now);
        let surplus = (self.apps[app].tokens.len() + 1).saturating_sub(TOKENS);
        let oldest: Vec<String> = self.apps[app].tokens.iter().take(surplus).map(|issued| issued.token.clone()).collect();
        self.drop_tokens(app, |issued| oldest.contains(&issued.token));
        self.apps[app].tokens.push(Issued { token: token.clone(), stable, ends: now + TOKEN_LIFETIME_S * 1000 });
        self.token_changed(app, self.apps[app].tokens.len() - 1);
        AccessToken { access_token: token, expires_in: TOKEN_LIFETIME_S }
    }

    /// Revokes an access token, or all of an app. Returns how many there were.
    pub fn revoke(&mut self, appid: &str, token: Option<&str>) -> usize {
        match self.app_index(appid) {
            Some(app) => self.drop_tokens(app, |issued| token.is_none_or(|token| issued.token == token)),
            None => 0,
        }
    }

    /// Hides a token that a server sent, also one that was issued before this run.
    pub fn hide_token(&self, token: &str) {
        self.recorder.secret(Secret::Token, token);
    }

    /// The appid of the app that issued a token.
    pub fn appid_of_token(&self, token: &str) -> Option<&str> {
        let app = self.apps.iter().find(|app| app.tokens.iter().any(|issued| issued.token == token))?;
        Some(&app.appid)
    }

    fn drop_tokens(&mut self, app: usize, gone: impl Fn(&Issued) -> bool) -> usize {
        let (dropped, kept): (Vec<_>, Vec<_>) = std::mem::take(&mut self.apps[app].tokens).into_iter().partition(gone);
        self.apps[app].tokens = kept;
        let count = dropped.len();
        for issued in dropped {
            self.changed(|_| Change::TokenGone { token: issued.token });
        }
        count
    }

    fn token_changed(&mut self, app: usize, index: usize) {
        self.changed(|platform| {
            let app = &platform.apps[app];
            let Issued { token, stable, ends } = &app.tokens[index];
            Change::Token(SavedToken { token: token.clone(), appid: app.appid.clone(), stable: *stable, ends: *ends })
        });
    }
}

/// The query of `/wxa/checksession` and `/wxa/resetusersessionkey`.
#[derive(Debug, Clone, Copy, Default)]
pub struct KeyQuery<'a> {
    /// The app's access token.
    pub access_token: Option<&'a str>,
    /// `hmac_sha256` of the empty text, keyed with the session_key.
    pub signature: Option<&'a str>,
    /// The user.
    pub openid: Option<&'a str>,
    /// Must be `hmac_sha256`.
    pub sig_method: Option<&'a str>,
}
