//! What scripts and servers can see of the platform's state.

use serde_json::{Value, json};

use super::*;
use crate::scenario::{Client, Platform as Settings, Scenario};
use crate::world::crypto;
use crate::world::user::RegionLang;

const START: i64 = 1_601_952_960_000;

fn platform_of(settings: Settings, epoch: &str) -> Platform {
    let scenario = Scenario { platform: settings, seed: Some(1), ..Default::default() };
    let clock = Clock::starting_at(START);
    let rules = Rules::resolve(Some(epoch), None, Client::Devtools).unwrap();
    Platform::new(&scenario, &rules, Recorder::new(clock.clone()), &clock)
}

fn platform(session: SessionState) -> Platform {
    platform_of(Settings { session, ..Default::default() }, "2020-10-06")
}

fn exchange(platform: &mut Platform, code: &str, now: u64) -> Result<Session, i64> {
    let app = platform.app(platform.me());
    let ask = CodeQuery {
        appid: Some(&app.appid),
        secret: Some(&app.secret),
        js_code: Some(code),
        grant_type: Some("authorization_code"),
    };
    platform.code2session(&ask, now).0.map_err(|error| error.errcode)
}

fn ask(with_credentials: bool) -> UserInfoRequest {
    UserInfoRequest { api: UserInfoApi::GetUserInfo, with_credentials, lang: RegionLang::En }
}

#[test]
fn a_code_works_once_and_for_five_minutes() {
    let mut platform = platform(SessionState::None);
    let me = platform.me();
    let (first, notes) = platform.login(me, 0);
    assert_eq!((first.code.len(), first.code.starts_with('0')), (32, true));
    assert_eq!(notes, [Note { action: "code-issued", detail: json!({"code": first.code}) }]);
    let (second, _) = platform.login(me, 10);
    assert_ne!(first.code, second.code);

    let session = exchange(&mut platform, &first.code, 31).unwrap();
    assert_eq!((session.session_key.len(), session.openid.len(), session.unionid), (24, 28, None));
    assert_eq!(exchange(&mut platform, &first.code, 299_999), Err(40163));
    assert_eq!(exchange(&mut platform, &first.code, 300_000), Err(40029));
    assert!(exchange(&mut platform, &second.code, 300_009).is_ok());
    let (late, _) = platform.login(me, 400_000);
    assert_eq!(exchange(&mut platform, &late.code, 700_000), Err(40029));
    assert_eq!(exchange(&mut platform, "0nonsense", 700_000), Err(40029));
}

#[test]
fn every_wrong_parameter_has_its_errcode() {
    let mut platform = platform(SessionState::None);
    let me = platform.me();
    let (grant, _) = platform.login(me, 0);
    let app = platform.app(me);
    let good = CodeQuery {
        appid: Some(&app.appid),
        secret: Some(&app.secret),
        js_code: Some(&grant.code),
        grant_type: Some("authorization_code"),
    };
    let mut errcode = |ask: CodeQuery<'_>| platform.code2session(&ask, 0).0.unwrap_err().errcode;
    assert_eq!(errcode(CodeQuery { appid: None, ..good }), 41002);
    assert_eq!(errcode(CodeQuery { secret: Some(""), ..good }), 41004);
    assert_eq!(errcode(CodeQuery { js_code: None, ..good }), 41008);
    assert_eq!(errcode(CodeQuery { grant_type: None, ..good }), 40002);
    assert_eq!(errcode(CodeQuery { appid: Some("wx0"), ..good }), 40013);
    assert_eq!(errcode(CodeQuery { secret: Some("guess"), ..good }), 40125);
    assert!(exchange(&mut platform, &grant.code, 0).is_ok(), "a refusal for another reason spends no code");
}

#[test]
fn a_code_belongs_to_its_app() {
    let mut platform = platform(SessionState::None);
    let other = platform.register_app("wx1111111111111111", None, None);
    let account = platform.account(&other.appid, "u2").unwrap();
    assert_ne!(platform.openid(account), platform.openid(platform.me()));
    let (grant, _) = platform.login(account, 0);
    assert_eq!(exchange(&mut platform, &grant.code, 0), Err(40029));
    assert_eq!(platform.account("wx0", "u2"), None);
}

#[test]
fn error_texts_carry_a_request_id_that_begins_with_the_time() {
    let mut platform = platform(SessionState::None);
    let error = platform.error(40163, 1000);
    let rid = error.errmsg.strip_prefix("code been used, rid: ").unwrap();
    let lengths: Vec<usize> = rid.split('-').map(str::len).collect();
    assert_eq!((lengths.as_slice(), &rid[..8]), ([8, 8, 8].as_slice(), "5f7bdcc1"));
    assert_eq!(platform.error(-1, 0).to_string(), "-1 system error");
    assert_eq!(platform.recorder.redact(rid), "<rid:1>");
}

#[test]
fn quick_logins_keep_the_key_and_late_ones_replace_it() {
    let mut platform = platform(SessionState::None);
    let me = platform.me();
    let (first, _) = platform.login(me, 0);
    let (second, _) = platform.login(me, 299_999);
    assert_eq!((&first.session_key, first.rotated, second.rotated), (&second.session_key, false, false));
    let (third, notes) = platform.login(me, 300_000);
    assert!(third.rotated && third.session_key != first.session_key);
    assert_eq!(notes[1].detail, json!({"session_key": third.session_key, "replaces": first.session_key}));
    let old = exchange(&mut platform, &second.code, 300_000).unwrap();
    assert_eq!(old.session_key, first.session_key, "a code stands for the key of its own login");
}

#[test]
fn check_session_judges_the_last_login_and_use_renews_it() {
    let never = platform(SessionState::None).check_session(Account::default(), 0).0;
    assert_eq!(never, Err(SessionFail::Never));
    assert_eq!(never.unwrap_err().to_string(), "session time out, need relogin");
    assert_eq!(platform(SessionState::Expired).check_session(Account::default(), 0).0, Err(SessionFail::Expired));
    let mut displaced = platform(SessionState::Displaced);
    assert_eq!(displaced.check_session(Account::default(), 0).0, Ok(()));
    let held = displaced.known_to_backend().unwrap().session_key.clone();
    assert_ne!(displaced.valid_key(displaced.me(), 0), Ok(held));

    let mut valid =
        platform_of(Settings { session: SessionState::Valid, session_lifetime: Some(1000), ..Default::default() }, "2020-10-06");
    let me = valid.me();
    assert_eq!(valid.check_session(me, 999).0, Ok(()));
    assert_eq!(valid.check_session(me, 1998).0, Ok(()));
    assert_eq!(valid.check_session(me, 2998).0, Err(SessionFail::Expired));
    valid.login(me, 3000);
    assert_eq!(valid.check_session(me, 3000).0, Ok(()));
    assert_eq!(valid.expire_session(me)[0].action, "key-expired");
    assert_eq!(valid.check_session(me, 3000).0, Err(SessionFail::Expired));
    valid.reset(me);
    assert_eq!((valid.check_session(me, 3000).0, valid.expire_session(me)), (Err(SessionFail::Never), vec![]));
}

#[test]
fn user_data_is_signed_and_encrypted_with_the_current_key() {
    let mut platform = platform_of(Settings { unionid: true, ..Default::default() }, "2020-10-06");
    let me = platform.me();
    assert_eq!(platform.user_info(me, ask(true), 0).0, Err(SessionFail::Never));
    assert_eq!(platform.user_info(me, ask(false), 0).0.unwrap().signature, "");
    let (grant, _) = platform.login(me, 0);
    let data = platform.user_info(me, ask(true), 2500).0.unwrap();
    assert_eq!(data.signature, crypto::sign(&data.raw_data, &grant.session_key));
    assert_eq!(serde_json::from_str::<Value>(&data.raw_data).unwrap(), Value::Object(data.user_info.clone()));
    let keys: Vec<&String> = data.user_info.keys().collect();
    assert_eq!(keys, ["nickName", "gender", "language", "city", "province", "country", "avatarUrl"]);
    let plain = crypto::decrypt(&data.encrypted_data.unwrap(), &grant.session_key, &data.iv.unwrap()).unwrap();
    let plain: Value = serde_json::from_str(&plain).unwrap();
    assert_eq!(plain["openId"], json!(platform.openid(me)));
    assert_eq!(plain["unionId"], json!(platform.unionid(me)));
    assert_eq!(plain["watermark"], json!({"timestamp": 1_601_952_962, "appid": DEFAULT_APPID}));
    let keys: Vec<&String> = plain.as_object().unwrap().keys().collect();
    assert_eq!(keys[0], "openId");
    assert_eq!(keys[8..], ["unionId", "watermark"]);
}

#[test]
fn eras_decide_who_is_anonymous() {
    let data = |epoch: &str, api: UserInfoApi| {
        let mut platform = platform_of(Settings { session: SessionState::Valid, ..Default::default() }, epoch);
        let me = platform.me();
        platform.user_info(me, UserInfoRequest { api, ..ask(true) }, 0).0.unwrap().user_info
    };
    let (info, profile) = (UserInfoApi::GetUserInfo, UserInfoApi::GetUserProfile);
    assert_eq!(data("2021-04-28", info)["nickName"], json!("小明"));
    let anonymous = data("2021-04-29", info);
    assert_eq!((&anonymous["nickName"], &anonymous["city"], anonymous.get("is_demote")), (&json!("微信用户"), &json!(""), None));
    assert_eq!(data("2021-04-29", profile)["city"], json!("Guangzhou"));
    let profile_2022 = data("2022-11-08", profile);
    assert_eq!(
        (&profile_2022["nickName"], &profile_2022["gender"], &profile_2022["city"]),
        (&json!("小明"), &json!(0), &json!(""))
    );
    assert_eq!(data("2022-11-09", profile)["is_demote"], json!(true));
}

#[test]
fn a_profile_has_no_ids_in_its_encrypted_data() {
    let mut platform = platform_of(Settings { unionid: true, ..Default::default() }, "2021-05-01");
    let me = platform.me();
    let (grant, _) = platform.login(me, 0);
    let request = UserInfoRequest { api: UserInfoApi::GetUserProfile, ..ask(true) };
    let data = platform.user_info(me, request, 0).0.unwrap();
    let plain = crypto::decrypt(&data.encrypted_data.unwrap(), &grant.session_key, &data.iv.unwrap()).unwrap();
    assert!(!plain.contains("openId") && !plain.contains("unionId") && plain.contains("watermark"));
}

#[test]
fn tokens_overlap_and_stable_ones_stay() {
    let mut platform = platform(SessionState::None);
    let app = platform.app(platform.me());
    let grant = Some("client_credential");
    let mut token = |now| platform.token(grant, Some(&app.appid), Some(&app.secret), now).unwrap().access_token;
    let (old, new) = (token(0), token(1000));
    assert_ne!(old, new);
    assert!(platform.app_of_token(Some(&old), 300_999).is_ok());
    assert_eq!(platform.app_of_token(Some(&old), 301_000).unwrap_err().errcode, 42001);
    assert!(platform.app_of_token(Some(&new), 7_200_999).is_ok());
    assert_eq!(platform.app_of_token(Some("guess"), 0).unwrap_err().errcode, 40001);
    assert_eq!(platform.app_of_token(None, 0).unwrap_err().errcode, 41001);

    let mut stable = |force, now| platform.stable_token(grant, Some(&app.appid), Some(&app.secret), force, now).unwrap();
    let first = stable(false, 0);
    let again = stable(false, 6_899_000);
    assert_eq!((&again.access_token, again.expires_in), (&first.access_token, 301));
    assert_ne!(stable(false, 6_900_000).access_token, first.access_token);
    let forced = stable(true, 6_901_000);
    assert_eq!(forced.expires_in, 7200);
    assert_eq!(platform.app_of_token(Some(&first.access_token), 6_901_000).unwrap_err().errcode, 40001);
    let mut errcode = |grant, appid, secret| platform.token(grant, appid, secret, 0).unwrap_err().errcode;
    assert_eq!(errcode(Some("x"), None, None), 40002);
    assert_eq!(errcode(grant, None, None), 41002);
    assert_eq!(errcode(grant, Some("wx"), None), 41004);
    assert_eq!(errcode(grant, Some("wx"), Some("x")), 40013);
    assert_eq!(errcode(grant, Some(DEFAULT_APPID), Some("x")), 40125);
}

#[test]
fn servers_check_and_reset_session_keys() {
    let mut platform = platform(SessionState::Valid);
    let me = platform.me();
    let app = platform.app(me);
    let token = platform.token(Some("client_credential"), Some(&app.appid), Some(&app.secret), 0).unwrap().access_token;
    let key = platform.known_to_backend().unwrap().session_key.clone();
    let (openid, signature) = (platform.openid(me).to_owned(), crypto::hmac_sha256(&key, ""));
    let good = KeyQuery {
        access_token: Some(&token),
        signature: Some(&signature),
        openid: Some(&openid),
        sig_method: Some("hmac_sha256"),
    };
    assert_eq!(platform.check_session_key(&good, 0), Ok(()));
    let mut errcode = |ask: KeyQuery<'_>| platform.check_session_key(&ask, 0).unwrap_err().errcode;
    assert_eq!(errcode(KeyQuery { sig_method: None, ..good }), 87008);
    assert_eq!(errcode(KeyQuery { openid: Some("o"), ..good }), 40003);
    assert_eq!(errcode(KeyQuery { signature: Some("00"), ..good }), 87009);
    let (reset, notes) = platform.reset_user_session_key(&good, 0);
    assert_ne!(reset.unwrap().session_key, key);
    assert_eq!(notes[0].action, "key-rotated");
    assert_eq!(platform.check_session_key(&good, 0).unwrap_err().errcode, 87009);
    platform.expire_session(me);
    assert_eq!(platform.check_session_key(&good, 0).unwrap_err().errcode, 87007);
}

#[test]
fn phone_codes_work_once() {
    let mut platform = platform(SessionState::None);
    let me = platform.me();
    let app = platform.app(me);
    let token = platform.token(Some("client_credential"), Some(&app.appid), Some(&app.secret), 0).unwrap().access_token;
    let (code, _) = platform.phone_code(me, 0);
    assert_eq!(code.len(), 64);
    let mut ask = |code: &str, now| platform.phone_number(Some(&token), Some(code), None, now).0;
    assert_eq!(ask(&code, 0).unwrap().phone_number, "13800138000");
    assert_eq!(ask(&code, 0).unwrap_err().errcode, 40029);
    assert_eq!(ask("", 0).unwrap_err().errcode, 41008);
    let (late, _) = platform.phone_code(me, 0);
    assert_eq!(platform.phone_number(Some(&token), Some(&late), None, 300_000).0.unwrap_err().errcode, 40029);
}

#[test]
fn the_same_seed_gives_the_same_world_whatever_servers_do_in_between() {
    let run = |refusals: usize| {
        let mut platform = platform(SessionState::None);
        let me = platform.me();
        let (first, _) = platform.login(me, 0);
        for _ in 0..refusals {
            assert!(exchange(&mut platform, "0unknown", 0).is_err());
        }
        (first.code, platform.login(me, 400_000).0)
    };
    assert_eq!(run(0), run(3));
}
