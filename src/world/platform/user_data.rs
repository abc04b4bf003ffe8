//! User data: what `wx.getUserInfo` and `wx.getUserProfile` give, signed and encrypted as WeChat does.

use serde_json::{Map, Value, json};

use super::{Account, Note, Platform, SessionFail};
use crate::trace::Secret;
use crate::world::crypto;
use crate::world::epoch::UserInfoEra;
use crate::world::user::RegionLang;

/// The avatar of anonymous users (facts: observed).
const ANONYMOUS_AVATAR: &str = "https://thirdwx.qlogo.cn/mmopen/vi_32/POgEwh4mIHO4nibH0KlMECNjjGxQUq24ZEaGT4poC6icRiccVGKSyXwibcPq4BWmiaIGuG1icwxaQX6grC9VemZoJ8rg/132";

/// Which of the two APIs asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UserInfoApi {
    /// `wx.getUserInfo`, or the button with `open-type="getUserInfo"`.
    #[default]
    GetUserInfo,
    /// `wx.getUserProfile`: its encrypted data has no openId and no unionId.
    GetUserProfile,
}

/// What a script asks for. Consent is the caller's business.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UserInfoRequest {
    /// The API.
    pub api: UserInfoApi,
    /// Whether `encryptedData` and `iv` are wanted; that needs a valid session.
    pub with_credentials: bool,
    /// The language of country, province and city.
    pub lang: RegionLang,
}

/// The members of the success object, but for `errMsg`.
#[derive(Debug, Clone, PartialEq)]
pub struct UserData {
    /// `userInfo`, in the documented order.
    pub user_info: Map<String, Value>,
    /// `rawData`: `user_info` as JSON text.
    pub raw_data: String,
    /// `signature`; empty without a session.
    pub signature: String,
    /// `encryptedData`, if asked for.
    pub encrypted_data: Option<String>,
    /// `iv`, if `encryptedData` was asked for.
    pub iv: Option<String>,
    /// `cloudID`: only for apps that use cloud development, which this platform does not offer.
    pub cloud_id: Option<String>,
}

impl Platform {
    /// Whether `api` gives anonymous data on this platform's day (facts: eras of `wx.getUserInfo`).
    pub fn is_anonymous(&self, api: UserInfoApi) -> bool {
        match api {
            UserInfoApi::GetUserInfo => self.rules.user_info >= UserInfoEra::Anonymous2021,
            UserInfoApi::GetUserProfile => self.rules.user_info >= UserInfoEra::NoProfile2022,
        }
    }

    /// The user's data, signed with the current session_key, and encrypted if asked for. Counts as use of the session.
    ///
    /// # Errors
    /// Encrypted data is wanted and there is no valid session.
    pub fn user_info(&mut self, account: Account, ask: UserInfoRequest, now: u64) -> (Result<UserData, SessionFail>, Vec<Note>) {
        let key = match self.valid_key(account, now) {
            Ok(key) => Some(key),
            Err(fail) if ask.with_credentials => return (Err(fail), Vec::new()),
            Err(_) => None,
        };
        let user_info = self.user_info_members(account, ask);
        let raw_data = Value::Object(user_info.clone()).to_string();
        let mut data = UserData { user_info, raw_data, signature: String::new(), encrypted_data: None, iv: None, cloud_id: None };
        if let Some(key) = key {
            self.touch(account, now);
            data.signature = crypto::sign(&data.raw_data, &key);
            self.recorder.secret(Secret::Signature, &data.signature);
            if ask.with_credentials {
                let plain = self.plain_data(account, ask.api, &data.user_info, now);
                let iv = crypto::base64(&self.phone.bytes::<16>());
                // Key and iv are made here and have the right length, so this cannot fail.
                data.encrypted_data = crypto::encrypt(&plain.to_string(), &key, &iv).ok();
                if let Some(encrypted) = &data.encrypted_data {
                    self.recorder.secret(Secret::Encrypted, encrypted);
                }
                self.recorder.secret(Secret::Iv, &iv);
                data.iv = Some(iv);
            }
        }
        let detail = json!({"anonymous": self.is_anonymous(ask.api), "encrypted": data.encrypted_data.is_some()});
        (Ok(data), vec![Note { action: "user-data", detail }])
    }

    /// nickName, gender, language, city, province, country, avatarUrl[, is_demote] (facts: order of the official sample).
    fn user_info_members(&self, account: Account, ask: UserInfoRequest) -> Map<String, Value> {
        let profile = &self.people[account.user].profile;
        let anonymous = self.is_anonymous(ask.api);
        let region = if anonymous || !self.rules.profile_region { [""; 3] } else { profile.region(ask.lang) };
        let gender = if anonymous || !self.rules.profile_region { 0 } else { profile.gender };
        let mut members = Map::new();
        let mut put = |name: &str, value: Value| members.insert(name.to_owned(), value);
        put("nickName", json!(if anonymous { "微信用户" } else { &profile.nick_name }));
        put("gender", json!(gender));
        put("language", json!(if anonymous { "" } else { &profile.language }));
        put("city", json!(region[0]));
        put("province", json!(region[1]));
        put("country", json!(region[2]));
        put("avatarUrl", json!(if anonymous { ANONYMOUS_AVATAR } else { &profile.avatar_url }));
        if anonymous && self.rules.user_info >= UserInfoEra::NoProfile2022 {
            put("is_demote", json!(true));
        }
        members
    }

    /// What `encryptedData` holds: openId, the members of `userInfo`, unionId, watermark (facts: order of the official sample).
    fn plain_data(&self, account: Account, api: UserInfoApi, user_info: &Map<String, Value>, now: u64) -> Value {
        let with_ids = api == UserInfoApi::GetUserInfo;
        let mut plain = Map::new();
        if with_ids {
            plain.insert("openId".into(), json!(self.openid(account)));
        }
        plain.extend(user_info.iter().map(|(name, value)| (name.clone(), value.clone())));
        if let Some(unionid) = self.unionid(account).filter(|_| with_ids) {
            plain.insert("unionId".into(), json!(unionid));
        }
        plain.insert("watermark".into(), self.watermark(account.app, now));
        Value::Object(plain)
    }

    pub(super) fn watermark(&self, app: usize, now: u64) -> Value {
        json!({"timestamp": self.unix_seconds(now), "appid": self.apps[app].appid})
    }
}
