//! The embedded servers over real sockets.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};

use super::*;
use crate::clock::Clock;
use crate::scenario::{Client, Scenario};
use crate::trace::{Body, Lane, Recorder, Secret};
use crate::world::epoch::Rules;
use crate::world::network::{self, Limits, NetFailure, Policy, Reply, Sender};
use crate::world::platform::Platform;

struct World {
    platform: Arc<Mutex<Platform>>,
    clock: Clock,
    recorder: Recorder,
    sender: Sender,
    servers: Servers,
}

fn world(scenario: &str) -> World {
    let scenario: Scenario = toml::from_str(scenario).unwrap();
    let clock = Clock::starting_at(1_601_952_960_000);
    let recorder = Recorder::new(clock.clone());
    let rules = Rules::resolve(Some("2020-10-06"), None, Client::Devtools).unwrap();
    let platform = Arc::new(Mutex::new(Platform::new(&scenario, &rules, recorder.clone(), &clock)));
    let sender = Sender::new(Policy::default());
    let setup = Setup::new(&scenario, Arc::clone(&platform), clock.clone(), recorder.clone(), sender.clone());
    let servers = Servers::start(&setup, &Addresses::default()).unwrap();
    World { platform, clock, recorder, sender, servers }
}

impl World {
    fn login(&self, now: u64) -> String {
        let mut platform = self.platform.lock().unwrap();
        let me = platform.me();
        platform.login(me, now).0.code
    }

    fn request(&self, method: &str, path: &str, body: &str, exchange: Option<u64>) -> network::Request {
        network::Request {
            method: method.into(),
            url: self.servers.backend_url(path),
            headers: vec![("content-type".into(), "application/json".into())],
            body: body.to_owned().into(),
            exchange,
            follow: true,
            detour: network::Detour::default(),
        }
    }

    /// The page posts to the backend at virtual time `now`.
    async fn post(&self, path: &str, body: Value, now: u64) -> (Result<Reply, NetFailure>, Outcome) {
        let ticket = self.servers.log().begin(now);
        let request = self.request("POST", path, &body.to_string(), Some(ticket.id()));
        let reply = self.sender.send(request, limits(1 << 20)).await;
        (reply, ticket.finish())
    }

    /// A user's own server asks the platform.
    async fn ask(&self, method: &str, path: &str, body: &str) -> Value {
        let request = network::Request { url: self.servers.platform_url(path), ..self.request(method, "", body, None) };
        json_of(&self.sender.send(request, limits(1 << 20)).await.unwrap())
    }

    fn credentials(&self) -> String {
        let platform = self.platform.lock().unwrap();
        let app = platform.app(platform.me());
        format!("appid={}&secret={}", app.appid, app.secret)
    }

    /// The hops as a trace would show them: after, lane, one word, of, cause.
    fn shown(&self, hops: &[Hop]) -> Vec<String> {
        hops.iter()
            .map(|hop| {
                let what = match &hop.body {
                    Body::Request { method, url, body, .. } => format!("{method} {url} {body}"),
                    Body::Response { status, body, error, .. } => format!("{status:?} {body} {error:?}"),
                    Body::Platform { action, detail } => format!("{action} {detail}"),
                    other => other.kind().to_owned(),
                };
                let (of, cause) = (hop.of, hop.cause);
                format!("{} {:?} {} of {of:?} cause {cause:?}", hop.after, hop.lane, self.recorder.redact(&what))
            })
            .collect()
    }
}

fn limits(body: u64) -> Limits {
    Limits { body, wall: Duration::from_secs(10) }
}

fn json_of(reply: &Reply) -> Value {
    serde_json::from_slice(&reply.body).unwrap_or_else(|_| panic!("{:?}", reply.body))
}

fn header<'a>(reply: &'a Reply, name: &str) -> Option<&'a str> {
    reply.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

#[tokio::test(flavor = "current_thread")]
async fn a_whole_login_exchange() {
    let world = world("");
    let code = world.login(30);
    let (reply, outcome) = world.post("/login", json!({"code": code}), 30).await;
    let reply = reply.unwrap();
    let body = world.recorder.redact(&json_of(&reply).to_string());
    assert_eq!((reply.status, body.as_str()), (200, r#"{"InfoState":0,"token":"<token:1>"}"#));
    assert_eq!(header(&reply, "date"), Some("Tue, 06 Oct 2020 02:56:00 GMT"));
    assert_eq!(header(&reply, "content-type"), Some("application/json; charset=utf-8"));
    assert_eq!(outcome.total_latency, Some(60));
    assert_eq!(
        world.shown(&outcome.hops),
        [
            "1 Backend GET https://api.weixin.qq.com/sns/jscode2session?appid=wx00c0ffee00c0ffee&secret=***&js_code=<code:1>&grant_type=authorization_code null of None cause None",
            r#"1 Wechat code-exchanged {"code":"<code:1>","openid":"<openid:1>","session_key":"<session_key:1>"} of None cause Some(0)"#,
            r#"31 Wechat Some(200) {"session_key":"<session_key:1>","openid":"<openid:1>"} None of Some(0) cause Some(1)"#,
        ]
    );
}

#[tokio::test(flavor = "current_thread")]
async fn the_code_of_the_phone_button_is_exchanged_for_the_number() {
    let world = world("");
    let code = || {
        let mut platform = world.platform.lock().unwrap();
        let me = platform.me();
        platform.phone_code(me, 0).0
    };
    let (first, second) = (code(), code());
    let (reply, outcome) = world.post("/phone", json!({"code": first}), 0).await;
    assert_eq!(json_of(&reply.unwrap()), json!({"InfoState": 0, "phoneNumber": "13800138000"}));
    assert_eq!(outcome.total_latency, Some(90));
    assert_eq!(
        world.shown(&outcome.hops)[..4],
        [
            "1 Backend GET https://api.weixin.qq.com/cgi-bin/token?appid=wx00c0ffee00c0ffee&secret=***&grant_type=client_credential null of None cause None",
            r#"31 Wechat Some(200) {"access_token":"<token:1>","expires_in":7200} None of Some(0) cause Some(0)"#,
            r#"31 Backend POST https://api.weixin.qq.com/wxa/business/getuserphonenumber?access_token=<token:1> {"code":"<code:1>"} of None cause Some(1)"#,
            r#"31 Wechat phone-code-exchanged {"code":"<code:1>"} of None cause Some(2)"#,
        ]
    );
    // The access token is kept; a code is good once.
    let (reply, outcome) = world.post("/phone", json!({"code": second}), 100).await;
    assert_eq!((json_of(&reply.unwrap())["InfoState"].clone(), outcome.total_latency), (json!(0), Some(60)));
    assert_eq!(json_of(&world.post("/phone", json!({"code": second}), 200).await.0.unwrap())["errcode"], 40029);
}

#[tokio::test(flavor = "current_thread")]
async fn a_code_used_twice_and_a_code_used_too_late() {
    let world = world("");
    let code = world.login(0);
    assert_eq!(json_of(&world.post("/login", json!({"code": code}), 0).await.0.unwrap())["InfoState"], 0);
    let (reply, outcome) = world.post("/login", json!({"jsCode": code}), 100).await;
    assert_eq!(json_of(&reply.unwrap())["errcode"], 40163);
    assert!(matches!(&outcome.hops[1].body, Body::Platform { action, .. } if action == "code-refused"));
    let late = world.login(1000);
    let (reply, _) = world.post("/login", json!({"code": late}), 300_999).await;
    let body = world.recorder.redact(&json_of(&reply.unwrap()).to_string());
    assert_eq!(body, r#"{"InfoState":1,"errcode":40029,"errmsg":"invalid code, rid: <rid:2>"}"#);
}

#[tokio::test(flavor = "current_thread")]
async fn ten_at_once_take_effect_in_the_order_of_sending() {
    let world = world("");
    let code = world.login(0);
    let tickets: Vec<Ticket> = (0..10).map(|_| world.servers.log().begin(5)).collect();
    let sends = tickets.iter().rev().map(|ticket| {
        let body = json!({"code": code}).to_string();
        let request = world.request("POST", "/login", &body, Some(ticket.id()));
        world.sender.send(request, limits(1 << 20))
    });
    let mut replies = futures_util::future::join_all(sends).await;
    replies.reverse();
    let states: Vec<Value> = replies.iter().map(|reply| json_of(reply.as_ref().unwrap())["InfoState"].clone()).collect();
    assert_eq!(states, [0, 1, 1, 1, 1, 1, 1, 1, 1, 1].map(Value::from));
    let rids: Vec<String> = replies[1..]
        .iter()
        .map(|reply| world.recorder.redact(json_of(reply.as_ref().unwrap())["errmsg"].as_str().unwrap()))
        .collect();
    assert_eq!((rids[0].as_str(), rids[8].as_str()), ("code been used, rid: <rid:1>", "code been used, rid: <rid:9>"));
    assert!(tickets.into_iter().all(|ticket| ticket.finish().total_latency == Some(60)));
}

#[tokio::test(flavor = "current_thread")]
async fn codes_are_found_in_bodies_forms_and_queries() {
    let world = world("");
    for case in ["json", "form", "query"] {
        let code = world.login(0);
        let (path, body) = match case {
            "json" => ("/l".to_owned(), json!({"a": 1, "loginCode": code}).to_string()),
            "form" => ("/l".to_owned(), format!("a=1&wxcode={code}")),
            _ => (format!("/l?js_code={code}"), String::new()),
        };
        let reply = world.sender.send(world.request("POST", &path, &body, None), limits(1 << 20)).await.unwrap();
        assert!(json_of(&reply).get("token").is_some(), "{case}");
    }
    let (reply, outcome) = world.post("/other", json!({"code": 7}), 0).await;
    assert_eq!((json_of(&reply.unwrap()), outcome.total_latency), (json!({"InfoState": 0}), Some(30)));
}

#[tokio::test(flavor = "current_thread")]
async fn scripted_answers_are_sent_literally_in_order() {
    let world = world(
        r#"
        [backend]
        "POST /登录" = [
            { status = 500, body = "<h1>oops</h1>", headers = { "Set-Cookie" = "a=1", "Content-Type" = "text/html" } },
            { json = { z = 1, a = [true] }, latency = "2s" },
        ]
        "/any" = [{ status = 204 }, { latency = 5, exchange = false }]
        "#,
    );
    let code = world.login(0);
    let (reply, outcome) = world.post("/登录", json!({"code": code}), 0).await;
    let reply = reply.unwrap();
    assert_eq!((reply.status, &*reply.body), (500, b"<h1>oops</h1>".as_slice()));
    assert_eq!((header(&reply, "set-cookie"), header(&reply, "content-type")), (Some("a=1"), Some("text/html")));
    assert_eq!((outcome.total_latency, outcome.hops.len()), (Some(60), 3));
    for _ in 0..2 {
        let (reply, outcome) = world.post("/登录", json!({}), 100).await;
        assert_eq!((&*reply.unwrap().body, outcome.total_latency), (br#"{"z":1,"a":[true]}"#.as_slice(), Some(2000)));
    }
    assert_eq!(world.post("/any", json!({}), 0).await.0.unwrap().status, 204);
    let fresh = world.login(0);
    let (reply, outcome) = world.post("/any?x=1", json!({"code": fresh}), 0).await;
    assert_eq!(json_of(&reply.unwrap()), json!({"InfoState": 0}));
    assert_eq!((outcome.total_latency, outcome.hops.len()), (Some(5), 0));
}

#[tokio::test(flavor = "current_thread")]
async fn wechat_fails_on_demand() {
    let world = world(
        r#"
        [[fault]]
        exchange = "GET wechat:/sns/jscode2session"
        nth = 1
        errcode = -1
        [[fault]]
        exchange = "wechat:/sns/jscode2session"
        nth = 2
        network = "timeout"
        [[fault]]
        exchange = "GET https://api.weixin.qq.com/sns/jscode2session"
        nth = 3
        body = "not json"
        latency = "1s"
        "#,
    );
    let code = world.login(0);
    let mut seen = Vec::new();
    for now in [0, 100, 200, 300] {
        let (reply, outcome) = world.post("/login", json!({"code": code}), now).await;
        let reply = reply.unwrap();
        let body = json_of(&reply);
        seen.push((reply.status, body["errcode"].clone(), body["errmsg"].clone(), outcome.total_latency.unwrap()));
    }
    assert_eq!(
        seen,
        [
            (200, json!(-1), json!("system error"), 60),
            (502, Value::Null, json!("WeChat: timeout"), 5030),
            (502, Value::Null, json!("WeChat: not json"), 1030),
            (200, Value::Null, Value::Null, 60),
        ]
    );
}

#[tokio::test(flavor = "current_thread")]
async fn the_backend_fails_on_demand() {
    let world = world(
        r#"
        [backend]
        "/login" = [{ network = "refused" }, { network = "reset" }, { network = "timeout" }]
        "#,
    );
    let code = world.login(0);
    let mut seen = Vec::new();
    for _ in 0..3 {
        let (reply, outcome) = world.post("/login", json!({"code": code}), 0).await;
        seen.push((reply.unwrap_err(), outcome.hops.len()));
    }
    // Nobody listens: the code is not spent. Cut or silent: it was, only the answer is lost.
    assert_eq!(seen, [(NetFailure::Refused, 0), (NetFailure::Reset, 3), (NetFailure::Timeout, 3)]);
    let cut =
        world.sender.send(world.request("POST", "/login", "{}", None), Limits { wall: Duration::from_millis(50), ..limits(9) });
    assert_eq!(cut.await, Err(NetFailure::Timeout), "somebody else really waits");
}

#[tokio::test(flavor = "current_thread")]
async fn a_gigabyte_is_refused_at_its_length_and_smaller_bodies_arrive() {
    let world = world(
        r#"
        [backend]
        "/huge" = [{ bytes = 1073741824 }]
        "/big" = [{ bytes = 3000000 }]
        "#,
    );
    assert_eq!(world.post("/huge", json!({}), 0).await.0, Err(NetFailure::TooLarge));
    let reply = world.sender.send(world.request("GET", "/big", "", None), limits(3_000_000)).await.unwrap();
    assert!(reply.body.len() == 3_000_000 && reply.body.iter().all(|b| *b == b'x'));
}

#[tokio::test(flavor = "current_thread")]
async fn real_delay_changes_nothing_but_real_time() {
    let world = world(
        r#"
        [backend]
        "/login" = [{ real_delay = 30 }, {}]
        "#,
    );
    let (first, second) = (world.login(0), world.login(0));
    let slow = world.post("/login", json!({"code": first}), 0);
    let fast = world.post("/login", json!({"code": second}), 0);
    let ((slow, slow_outcome), (fast, fast_outcome)) = tokio::join!(slow, fast);
    assert_eq!((slow_outcome.total_latency, fast_outcome.total_latency), (Some(60), Some(60)));
    let token = |reply: Result<Reply, NetFailure>| world.recorder.redact(json_of(&reply.unwrap())["token"].as_str().unwrap());
    assert_eq!((token(slow), token(fast)), ("<token:1>".into(), "<token:2>".into()));
}

#[tokio::test(flavor = "current_thread")]
async fn a_users_own_server_finds_the_real_api() {
    let world = world("[platform]\nsession = \"valid\"");
    world.clock.advance_to(77);
    let code = world.login(77);
    let path = format!("/sns/jscode2session?{}&js_code={code}&grant_type=authorization_code", world.credentials());
    let session = world.ask("GET", &path, "").await;
    assert_eq!(session.as_object().unwrap().keys().collect::<Vec<_>>(), ["session_key", "openid"]);
    let hops = world.servers.log().take_inbox();
    assert_eq!(
        world.shown(&hops),
        [
            "77 Backend GET https://api.weixin.qq.com/sns/jscode2session?appid=wx00c0ffee00c0ffee&secret=***&js_code=<code:1>&grant_type=authorization_code null of None cause None",
            r#"77 Wechat code-exchanged {"code":"<code:1>","openid":"<openid:1>","session_key":"<session_key:2>"} of None cause Some(0)"#,
            r#"77 Wechat Some(200) {"session_key":"<session_key:2>","openid":"<openid:1>"} None of Some(0) cause Some(1)"#,
        ]
    );
    assert!(hops.iter().all(|hop| hop.lane != Lane::Page) && world.servers.log().take_inbox().is_empty());

    let token = world.ask("GET", &format!("/cgi-bin/token?grant_type=client_credential&{}", world.credentials()), "").await;
    let token = token["access_token"].as_str().unwrap().to_owned();
    let (openid, key) = (session["openid"].as_str().unwrap(), session["session_key"].as_str().unwrap());
    let signature = crate::world::crypto::hmac_sha256(key, "");
    let query = format!("access_token={token}&openid={openid}&signature={signature}&sig_method=hmac_sha256");
    let ok = json!({"errcode": 0, "errmsg": "ok"});
    assert_eq!(world.ask("GET", &format!("/wxa/checksession?{query}"), "").await, ok);
    let reset = world.ask("GET", &format!("/wxa/resetusersessionkey?{query}"), "").await;
    assert!(reset["errcode"] == 0 && reset["session_key"] != session["session_key"]);
    assert_eq!(world.ask("GET", &format!("/wxa/checksession?{query}"), "").await["errcode"], 87009);

    let (phone, path) = {
        let mut platform = world.platform.lock().unwrap();
        let me = platform.me();
        (platform.phone_code(me, 77).0, format!("/wxa/business/getuserphonenumber?access_token={token}"))
    };
    let info = world.ask("POST", &path, &json!({"code": phone}).to_string()).await;
    assert_eq!(info["phone_info"]["purePhoneNumber"], "13800138000");
    assert_eq!(world.ask("GET", &path, "").await["errcode"], 43002);
    let ask = json!({"grant_type": "client_credential", "appid": "wx00c0ffee00c0ffee", "secret": "guess"}).to_string();
    assert_eq!(world.ask("POST", "/cgi-bin/stable_token", &ask).await["errcode"], 40125);
    let shown = world.shown(&world.servers.log().take_inbox()).join("\n");
    assert!(!shown.contains("guess") && !shown.contains(&token), "{shown}");
}

#[tokio::test(flavor = "current_thread")]
async fn what_a_users_own_server_asks_belongs_to_the_exchange_under_way() {
    let world = world("[[fault]]\nexchange = \"wechat:/cgi-bin/token\"\nlatency = \"200ms\"\nstatus = 500");
    world.clock.advance_to(100);
    let code = world.login(0);
    let log = world.servers.log();
    let ticket = log.begin_outside(100);
    let path =
        format!("/sns/jscode2session?{}&js_code={code}&grant_type=authorization_code&access_token=old", world.credentials());
    world.ask("GET", &path, "").await;
    let outcome = ticket.outcome();
    assert_eq!((outcome.hops.len(), outcome.total_latency), (3, Some(60)));
    let request = world.request("GET", "", "", None);
    let request = network::Request { url: world.servers.platform_url("/cgi-bin/token"), ..request };
    assert_eq!(world.sender.send(request, limits(1 << 20)).await.unwrap().status, 500);
    let outcome = ticket.finish();
    assert_eq!(
        world.shown(&outcome.hops),
        [
            "1 Backend GET https://api.weixin.qq.com/sns/jscode2session?appid=wx00c0ffee00c0ffee&secret=***&js_code=<code:1>&grant_type=authorization_code&access_token=<token:1> null of None cause None",
            r#"1 Wechat code-exchanged {"code":"<code:1>","openid":"<openid:1>","session_key":"<session_key:1>"} of None cause Some(0)"#,
            r#"31 Wechat Some(200) {"session_key":"<session_key:1>","openid":"<openid:1>"} None of Some(0) cause Some(1)"#,
            "31 Backend GET https://api.weixin.qq.com/cgi-bin/token null of None cause None",
            "231 Wechat Some(500) null None of Some(3) cause Some(3)",
        ]
    );
    assert_eq!(outcome.total_latency, Some(260));
    world.ask("GET", "/no/such/path", "").await;
    assert_eq!(log.take_inbox().len(), 2, "nothing is under way any more");
}

#[tokio::test(flavor = "current_thread")]
async fn the_page_can_ask_the_platform_itself_by_a_route() {
    let world = world("");
    let ticket = world.servers.log().begin(10);
    let url = world.servers.platform_url("/sns/jscode2session?js_code=0x");
    let request = network::Request { url, ..world.request("GET", "", "", Some(ticket.id())) };
    let reply = world.sender.send(request, limits(1 << 20)).await.unwrap();
    assert_eq!((json_of(&reply)["errcode"].clone(), header(&reply, "content-type")), (json!(41002), Some("text/plain")));
    let outcome = ticket.finish();
    assert_eq!((outcome.total_latency, outcome.hops.len(), outcome.hops[0].after), (Some(30), 1, 1));
}

#[tokio::test(flavor = "current_thread")]
async fn a_taken_address_is_named() {
    let world = world("");
    let address = world.servers.platform_address();
    assert_ne!(address, world.servers.backend_address());
    let setup = Setup::new(
        &Scenario::default(),
        Arc::clone(&world.platform),
        world.clock.clone(),
        world.recorder.clone(),
        world.sender.clone(),
    );
    let error = Servers::start(&setup, &Addresses { platform: Some(address), ..Addresses::default() }).unwrap_err();
    assert_eq!(error.to_string(), format!("{address} is already in use"));
    assert_eq!(world.recorder.secret(Secret::Address, &address.to_string()), "<address:2>");
}

#[test]
fn without_a_runtime_nothing_starts() {
    let scenario = Scenario::default();
    let clock = Clock::starting_at(0);
    let recorder = Recorder::new(clock.clone());
    let rules = Rules::resolve(None, None, Client::Devtools).unwrap();
    let platform = Arc::new(Mutex::new(Platform::new(&scenario, &rules, recorder.clone(), &clock)));
    let setup = Setup::new(&scenario, platform, clock, recorder, Sender::new(Policy::default()));
    assert!(matches!(Servers::start(&setup, &Addresses::default()), Err(StartError::NoRuntime)));
}
