//! `/__wxhost/`: what the phone and WeChat's own staff do, for a test to do it: issue codes, expire sessions, move the clock.
//!
//! Only for programs on this machine, and not for web pages that happen to be open there.

use std::net::SocketAddr;

use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, Response, header};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use url::form_urlencoded;

use super::super::answer::Answered;
use super::api;
use super::hub::{Core, Hub};
use super::inject::Injected;
use crate::scenario::{Millis, Profile};
use crate::world::epoch::http_date;
use crate::world::platform::{Account, UserInfoApi, UserInfoRequest};
use crate::world::user::RegionLang;

/// The path under which everything stands.
pub(super) const ROOT: &str = "/__wxhost";

/// The most codes that wait to be spent, which bounds the memory they take.
const CODES: usize = 1_000_000;
/// The most codes in one answer.
const AT_ONCE: usize = 10_000;
/// The most things injected at a time.
const INJECTED: usize = 1000;

/// What there is: method, path, an example body, what it does.
const OFFERS: &[(&str, &str, &str, &str)] = &[
    ("POST", "codes", r#"{"user":"u1"}"#, "a login code for a user, as wx.login gives it; count: several"),
    ("POST", "phone-codes", r#"{"user":"u1"}"#, "the code of the getPhoneNumber button"),
    ("POST", "userinfo", r#"{"user":"u1"}"#, "what wx.getUserInfo gives: rawData, signature, encryptedData, iv"),
    ("POST", "users", r#"{"user":"u1","profile":{"nickName":"小明"}}"#, "who a user is"),
    ("GET", "sessions?user=u1", "", "a user's openid, and their session_key if they have a valid one"),
    ("POST", "sessions/expire", r#"{"user":"u1"}"#, "lets the session_key expire"),
    ("POST", "sessions/rotate", r#"{"user":"u1"}"#, "replaces the session_key"),
    ("POST", "tokens/revoke", r#"{"access_token":"…"}"#, "revokes an access token; without one, all of an app"),
    ("GET", "clock", "", "the time"),
    ("POST", "clock", r#"{"advance":"5m"}"#, "moves the time on; set: to an instant in milliseconds since 1970"),
    (
        "POST",
        "faults",
        r#"{"errcode":45011,"times":3}"#,
        "what the next calls are answered; also status, body, network, delay, path",
    ),
    ("GET", "faults", "", "what is injected"),
    ("DELETE", "faults", "", "injects nothing more"),
    ("GET", "calls", "", "what was called lately; limit"),
    ("DELETE", "calls", "", "forgets what was called"),
    ("GET", "apps", "", "the apps with their secrets"),
    ("GET", "counts", "", "how much of everything there is"),
];

/// Why something is not done.
#[derive(Debug)]
struct Refused(u16, String);

type Done = Result<Value, Refused>;

fn refused(status: u16, error: impl Into<String>) -> Refused {
    Refused(status, error.into())
}

/// Whether a path is the control plane's.
pub(super) fn is_for(path: &str) -> bool {
    path.strip_prefix(ROOT).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Answers a request.
pub(super) async fn answer(hub: &Hub, request: Request<Body>, peer: SocketAddr) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let body = match admit(&parts.headers, peer) {
        Ok(()) => api::read(&parts.headers, body).await.map_err(|unread| refused(unread.status(), unread.text())),
        Err(refused) => Err(refused),
    };
    let ask = body.map(|body| Ask {
        method: parts.method,
        path: parts.uri.path()[ROOT.len()..].trim_matches('/').to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        body: body.to_vec(),
    });
    let pending = hub.work(|core, now| {
        let done = ask.and_then(|ask| ask.answer(core, now));
        (done, http_date(core.platform.unix_millis(core.clock.now())))
    });
    match pending.told().await {
        Ok((Ok(value), date)) => Answered::json(200, value).into_response(&date),
        Ok((Err(Refused(status, error)), date)) => Answered::json(status, json!({ "error": error })).into_response(&date),
        Err(error) => api::unsaved(error),
    }
}

/// Lets programs of this machine in, but not pages of other sites: those tell their origin, or come under another host's name.
fn admit(headers: &HeaderMap, peer: SocketAddr) -> Result<(), Refused> {
    if !peer.ip().to_canonical().is_loopback() {
        return Err(refused(403, "the control plane is for this machine only"));
    }
    let is_here = |name: &str| {
        let name = name.rsplit_once(':').map_or(name, |(host, port)| if port.ends_with(']') { name } else { host });
        name == "localhost" || name.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok()
    };
    let all = |name: header::HeaderName| headers.get_all(name).iter().map(|value| value.to_str().unwrap_or("?"));
    if all(header::HOST).any(|host| !is_here(host)) {
        return Err(refused(403, "ask the control plane by its address, not by another name"));
    }
    if all(header::ORIGIN).any(|origin| !origin.split_once("://").is_some_and(|(_, host)| is_here(host))) {
        return Err(refused(403, "the control plane is not for web pages"));
    }
    Ok(())
}

/// One request.
struct Ask {
    method: Method,
    path: String,
    query: String,
    body: Vec<u8>,
}

/// Of whom something is asked.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Who {
    #[serde(default)]
    user: Option<String>,
    #[serde(default)]
    app: Option<String>,
    #[serde(default)]
    count: Option<usize>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct WhoseInfo {
    #[serde(default)]
    user: Option<String>,
    #[serde(default)]
    app: Option<String>,
    #[serde(default)]
    with_credentials: Option<bool>,
    #[serde(default)]
    lang: Option<String>,
    #[serde(default)]
    api: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Person {
    user: String,
    #[serde(default)]
    profile: Profile,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WhichToken {
    #[serde(default)]
    access_token: Option<String>,
    #[serde(default)]
    app: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Move {
    #[serde(default)]
    advance: Option<Millis>,
    #[serde(default)]
    set: Option<i64>,
}

impl Ask {
    fn answer(&self, core: &mut Core, now: u64) -> Done {
        match (self.method.as_str(), self.path.as_str()) {
            ("GET", "") => Ok(offers()),
            ("POST", "codes") => self.codes(core, now),
            ("POST", "phone-codes") => self.phone_codes(core, now),
            ("POST", "userinfo") => self.user_info(core, now),
            ("POST", "users") => {
                let Person { user, profile } = self.json()?;
                core.platform.set_profile(named(&user)?, &profile);
                Ok(json!({"user": user}))
            }
            ("GET", "sessions") => {
                let who = Who { user: self.parameter("user"), app: self.parameter("app"), count: None };
                let account = account(core, who.app.as_deref(), who.user.as_deref())?;
                Ok(session(core, account, now))
            }
            ("POST", "sessions/expire") => {
                let account = self.account(core)?;
                core.platform.expire_session(account);
                Ok(session(core, account, now))
            }
            ("POST", "sessions/rotate") => {
                let account = self.account(core)?;
                core.platform.rotate_session(account, now);
                Ok(session(core, account, now))
            }
            ("POST", "tokens/revoke") => self.revoke(core),
            ("GET", "clock") => Ok(clock(core)),
            ("POST", "clock") => self.move_clock(core, now),
            ("GET", "faults") => Ok(json!({"faults": core.injected})),
            ("POST", "faults") => {
                let injected: Injected = self.json()?;
                if let Some(mistake) = injected.mistake() {
                    return Err(refused(400, mistake));
                }
                if core.injected.len() >= INJECTED {
                    return Err(refused(429, format!("{INJECTED} faults wait already")));
                }
                core.injected.push(injected);
                Ok(json!({"faults": core.injected}))
            }
            ("DELETE", "faults") => {
                core.injected.clear();
                Ok(json!({"faults": []}))
            }
            ("GET", "calls") => {
                let limit = self.parameter("limit").map(|limit| limit.parse::<usize>());
                let limit = limit.transpose().map_err(|_| refused(400, "limit must be a number"))?;
                Ok(core.calls.shown(limit.unwrap_or(usize::MAX)))
            }
            ("DELETE", "calls") => {
                core.calls.clear();
                Ok(core.calls.shown(0))
            }
            ("GET", "apps") => {
                let apps = core.platform.apps().map(|app| json!({"appid": app.appid, "secret": app.secret}));
                Ok(json!({"apps": apps.collect::<Vec<_>>()}))
            }
            ("GET", "counts") => Ok(core.platform.counts()),
            (method, path) => Err(unknown(method, path)),
        }
    }

    fn codes(&self, core: &mut Core, now: u64) -> Done {
        let who: Who = self.json()?;
        let account = account(core, who.app.as_deref(), who.user.as_deref())?;
        let count = who.count.unwrap_or(1);
        if !(1..=AT_ONCE).contains(&count) {
            return Err(refused(400, format!("count is between 1 and {AT_ONCE}")));
        }
        core.platform.login_room(now);
        if core.platform.codes_waiting() + count > CODES {
            return Err(refused(429, format!("at most {CODES} codes can wait to be spent; each dies after five minutes")));
        }
        let mut codes = (0..count).map(|_| core.platform.login(account, now).0.code);
        match who.count {
            None => Ok(json!({"code": codes.next()})),
            Some(_) => Ok(json!({"codes": codes.collect::<Vec<_>>()})),
        }
    }

    fn phone_codes(&self, core: &mut Core, now: u64) -> Done {
        let account = self.account(core)?;
        if core.platform.codes_waiting() >= CODES {
            return Err(refused(429, format!("at most {CODES} codes can wait to be spent; each dies after five minutes")));
        }
        let (code, _) = core.platform.phone_code(account, now);
        let mut answer = json!({"code": code});
        if let (Some((encrypted, iv)), Value::Object(answer)) = (core.platform.phone_data(account, now), &mut answer) {
            answer.insert("encryptedData".to_owned(), json!(encrypted));
            answer.insert("iv".to_owned(), json!(iv));
        }
        Ok(answer)
    }

    fn user_info(&self, core: &mut Core, now: u64) -> Done {
        let ask: WhoseInfo = self.json()?;
        let account = account(core, ask.app.as_deref(), ask.user.as_deref())?;
        let lang = match ask.lang.as_deref() {
            None | Some("en") => RegionLang::En,
            Some("zh_CN") => RegionLang::ZhCn,
            Some("zh_TW") => RegionLang::ZhTw,
            Some(_) => return Err(refused(400, "lang is en, zh_CN or zh_TW")),
        };
        let api = match ask.api.as_deref() {
            None | Some("getUserInfo") => UserInfoApi::GetUserInfo,
            Some("getUserProfile") => UserInfoApi::GetUserProfile,
            Some(_) => return Err(refused(400, "api is getUserInfo or getUserProfile")),
        };
        let request = UserInfoRequest { api, with_credentials: ask.with_credentials.unwrap_or(true), lang };
        let (data, _) = core.platform.user_info(account, request, now);
        let data =
            data.map_err(|fail| refused(409, format!("{fail}: the user has no valid session; POST codes logs them in")))?;
        let mut answer = Map::new();
        answer.insert("userInfo".to_owned(), Value::Object(data.user_info));
        answer.insert("rawData".to_owned(), json!(data.raw_data));
        answer.insert("signature".to_owned(), json!(data.signature));
        for (name, value) in [("encryptedData", data.encrypted_data), ("iv", data.iv)] {
            if let Some(value) = value {
                answer.insert(name.to_owned(), json!(value));
            }
        }
        Ok(Value::Object(answer))
    }

    fn revoke(&self, core: &mut Core) -> Done {
        let WhichToken { access_token, app } = self.json()?;
        let token = access_token.as_deref();
        let appid = match token {
            Some(token) => core.platform.appid_of_token(token).map(str::to_owned),
            None => Some(appid_or_first(core, app.as_deref())?),
        };
        let Some(appid) = appid else { return Err(refused(404, "there is no such token")) };
        Ok(json!({"revoked": core.platform.revoke(&appid, token)}))
    }

    fn move_clock(&self, core: &mut Core, now: u64) -> Done {
        let by = match self.json()? {
            Move { advance: Some(by), set: None } => by.0,
            Move { advance: None, set: Some(instant) } => u64::try_from(instant - core.platform.unix_millis(now))
                .map_err(|_| refused(409, "that instant is past, and time does not go back"))?,
            _ => return Err(refused(400, "say either advance, such as \"5m\", or set, in milliseconds since 1970")),
        };
        // A hundred years are enough for every lifetime, and keep dates within four digits.
        if by > 3_155_760_000_000 {
            return Err(refused(400, "that is more than a hundred years"));
        }
        core.clock.added += by;
        Ok(clock(core))
    }

    /// The account that a body names.
    fn account(&self, core: &mut Core) -> Result<Account, Refused> {
        let who: Who = self.json()?;
        account(core, who.app.as_deref(), who.user.as_deref())
    }

    fn json<T: DeserializeOwned>(&self) -> Result<T, Refused> {
        let body: &[u8] = if self.body.is_empty() { b"{}" } else { &self.body };
        serde_json::from_slice(body).map_err(|error| refused(400, format!("the body is not what {} takes: {error}", self.path)))
    }

    fn parameter(&self, name: &str) -> Option<String> {
        form_urlencoded::parse(self.query.as_bytes()).find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
    }
}

/// The account of a user, `u1` by default, in an app, the first by default; made at first use.
fn account(core: &mut Core, app: Option<&str>, user: Option<&str>) -> Result<Account, Refused> {
    let appid = appid_or_first(core, app)?;
    let user = named(user.unwrap_or("u1"))?;
    core.platform.account(&appid, user).ok_or_else(|| refused(404, format!("there is no app {appid}")))
}

fn appid_or_first(core: &Core, app: Option<&str>) -> Result<String, Refused> {
    let mut known = core.platform.apps().map(|app| app.appid);
    match app {
        None => known.next().ok_or_else(|| refused(404, "there is no app")),
        Some(app) => known.find(|known| known == app).ok_or_else(|| refused(404, format!("there is no app {app}"))),
    }
}

fn named(user: &str) -> Result<&str, Refused> {
    match user.is_empty() || user.len() > 200 {
        true => Err(refused(400, "a user's name has 1 to 200 bytes")),
        false => Ok(user),
    }
}

fn session(core: &Core, account: Account, now: u64) -> Value {
    let openid = core.platform.openid(account);
    json!({"openid": openid, "unionid": core.platform.unionid(account), "session_key": core.platform.current_key(account, now)})
}

fn clock(core: &mut Core) -> Value {
    let now = core.clock.now();
    let unix_millis = core.platform.unix_millis(now);
    json!({"clock": core.clock.kind().name(), "now": unix_millis, "date": http_date(unix_millis)})
}

fn offers() -> Value {
    let offer = |(method, path, body, what): &(&str, &str, &str, &str)| json!({"method": method, "path": format!("{ROOT}/{path}"), "body": body, "what": what});
    json!({"offers": OFFERS.iter().map(offer).collect::<Vec<_>>()})
}

/// A path or method that is not there, with what was probably meant.
fn unknown(method: &str, path: &str) -> Refused {
    let paths: Vec<&str> = OFFERS.iter().map(|(_, known, ..)| known.split('?').next().unwrap_or_default()).collect();
    if let Some((right, ..)) = OFFERS.iter().find(|(_, known, ..)| known.split('?').next() == Some(path)) {
        return refused(405, format!("{ROOT}/{path} takes {right}, not {method}"));
    }
    let near = paths.iter().copied().max_by(|a, b| strsim::jaro(a, path).total_cmp(&strsim::jaro(b, path)));
    refused(404, format!("there is no {ROOT}/{path}; did you mean {ROOT}/{}? GET {ROOT}/ lists all", near.unwrap_or_default()))
}
