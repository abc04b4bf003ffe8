//! Tapes written and read, requests answered from them, and HARs of every sort.

use serde_json::{Value, json};

use super::*;

fn exchange(method: &str, url: &str, body: &str, answer: &str) -> Exchange {
    let body_of = |text: &str| Bytes(text.as_bytes().to_vec());
    let answer = Answer::Reply {
        status: 200,
        headers: vec![("content-type".into(), "application/json".into())],
        body: Some(body_of(answer)),
        from: None,
    };
    Exchange { method: method.into(), url: url.into(), body: body_of(body), answer, ..Exchange::default() }
}

fn ask(tape: &mut Tape, method: &str, url: &str, body: &str) -> String {
    let asked = Asked { method, url, target: url, body: body.as_bytes(), follow: true };
    match tape.answer(&asked) {
        Ok(Answer::Reply { body, .. }) => body.unwrap_or_default().text().unwrap_or("bytes").to_owned(),
        Ok(Answer::Failure { error }) => format!("failed: {error}"),
        Err(Unanswered::Nearest { recorded, difference: Difference { field, recorded: old, asked } }) => {
            format!("{recorded}: {field} {} {}", old.as_deref().unwrap_or("-"), asked.as_deref().unwrap_or("-"))
        }
        Err(other) => format!("{other:?}"),
    }
}

#[test]
fn the_same_request_gets_its_answers_in_order_and_the_last_repeats() {
    let mut tape = Tape::new(vec![exchange("GET", "http://a/x", "", "1"), exchange("GET", "http://a/x", "", "2")]);
    let told: Vec<String> = (0..3).map(|_| ask(&mut tape, "get", "http://a/x", "")).collect();
    assert_eq!(told, ["1", "2", "2"]);
}

#[test]
fn an_unmatched_request_is_told_the_nearest_and_the_field() {
    let tape = || {
        Tape::new(vec![
            exchange("GET", "http://a/list?page=1&size=2", "", "list"),
            exchange("POST", "http://a/login", r#"{"code":"<code:1>","user":{"id":1}}"#, "login"),
            exchange("POST", "http://a/form", "a=1&b=2", "form"),
        ])
    };
    let check = |method: &str, url: &str, body: &str, expected: &str| assert_eq!(ask(&mut tape(), method, url, body), expected);
    check("GET", "http://a/list?size=2&page=1", "", "list");
    check("GET", "http://a/list?page=3&size=2", "", "GET http://a/list?page=1&size=2: query.page 1 3");
    check("GET", "http://a/list?page=1&size=2&q=x", "", "GET http://a/list?page=1&size=2: query.q - x");
    check("POST", "http://a/login", r#"{"user": {"id": 1.0}, "code": "<code:1>"}"#, "login");
    check("POST", "http://a/login", r#"{"code":"<code:1>","user":{"id":2}}"#, "POST http://a/login: body.user.id 1 2");
    check("PUT", "http://a/login", r#"{"code":"<code:1>","user":{"id":1}}"#, "POST http://a/login: method POST PUT");
    check(
        "POST",
        "http://a/logon",
        r#"{"code":"<code:1>","user":{"id":1}}"#,
        "POST http://a/login: url http://a/login http://a/logon",
    );
    check("POST", "http://a/form", "b=2&a=1", "form");
    check("POST", "http://a/form", "a=1&b=3", "POST http://a/form: body.b 2 3");
    assert_eq!(ask(&mut Tape::default(), "GET", "http://a/", ""), "Empty");
}

#[test]
fn generated_values_may_have_been_others_when_it_was_recorded() {
    let mut tape = Tape::new(vec![exchange("POST", "http://a/login?c=0ab", r#"{"code":"0ab","s":"x0aby"}"#, "yes")]);
    assert_eq!(ask(&mut tape, "POST", "http://a/login?c=<code:1>", r#"{"code":"<code:1>","s":"x<code:1>y"}"#), "yes");
    assert_eq!(
        ask(&mut tape, "POST", "http://a/login?c=<code:1>", r#"{"code":"<code:1>","s":"<code:1>z"}"#),
        "POST http://a/login?c=0ab: body.s x0aby <code:1>z"
    );
}

#[test]
fn both_formats_come_back_as_they_went() {
    let mut all = vec![
        exchange("GET", "http://a/x?q=1", "", "{}"),
        exchange("POST", "http://127.0.0.1/y", "a=1", "\u{0}"),
        Exchange {
            method: "GET".into(),
            url: "占位".into(),
            target: Some("http://127.0.0.1:3000/z".into()),
            answer: Answer::Failure { error: "refused".into() },
            ..Exchange::default()
        },
    ];
    all[1].answer = Answer::Reply {
        status: 404,
        headers: vec![("set-cookie".into(), "a=b".into())],
        body: Some(Bytes(vec![0xff, 0, 1])),
        from: Some("http://127.0.0.1/w".into()),
    };
    all[1].body = Bytes(vec![1, 0xfe]);
    let as_har = har(&all, &|t| format!("2020-10-06T10:00:00.{t:03}+08:00"));
    for text in [jsonl(&all), as_har] {
        let read = if jsonl::is_tape(&text) { jsonl::read(&text) } else { har::read(&text) };
        assert_eq!(read.as_deref(), Ok(all.as_slice()), "{text}");
    }
}

#[test]
fn redirects_of_a_browsers_recording_are_followed() {
    let mut moved = exchange("POST", "http://a/old", "x", "");
    moved.answer = Answer::Reply {
        status: 302,
        headers: vec![("Location".into(), "/new".into())],
        body: Some(Bytes::default()),
        from: None,
    };
    let mut tape = Tape::new(vec![moved.clone(), exchange("GET", "http://a/new", "", "there")]);
    assert_eq!(ask(&mut tape, "POST", "http://a/old", "x"), "there");
    let mut circle = moved;
    circle.answer = Answer::Reply {
        status: 307,
        headers: vec![("Location".into(), "/old".into())],
        body: Some(Bytes::default()),
        from: None,
    };
    assert_eq!(ask(&mut Tape::new(vec![circle]), "POST", "http://a/old", "x"), "");
}

#[test]
fn what_is_no_tape_is_told_with_its_place() {
    let check = |text: &str, expected: &str| {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.har");
        std::fs::write(&path, text).expect("a file");
        let told = Tape::read(&path).err().map(|problem| problem.to_string()).unwrap_or_default();
        let told = told.replace(&format!("{}: ", path.display()), "");
        assert!(told.starts_with(expected), "{told}");
    };
    check("<html>", "1:1: this is not JSON: ");
    check("[]", "this is no HAR: it has no log object");
    check(r#"{"log":{"entries":{}}}"#, "log.entries: it must be a list");
    check(r#"{"log":{"entries":[{}]}}"#, "log.entries[0].request: it must be an object");
    check(r#"{"log":{"entries":[{"request":{"url":1},"response":{}}]}}"#, "log.entries[0].request.url: it must be a text");
    let entry = |response: &str| {
        format!(r#"{{"log":{{"entries":[{{"request":{{"url":"http://a/","method":"GET"}},"response":{response}}}]}}}}"#)
    };
    check(&entry(r#"{"status":1e9}"#), "log.entries[0].response.status: this is no HTTP status");
    check(
        &entry(r#"{"status":200,"content":{"encoding":"base64","text":"%%"}}"#),
        "log.entries[0].response.content.text: this is no base64",
    );
    check(&format!("{{\"log\":{}", "[".repeat(100_000)), "1:");
    check("{\"schema\":\"wxhost.tape/9\"}", "its schema is wxhost.tape/9; this version reads wxhost.tape/1");
    check("{\"schema\":\"wxhost.tape/1\"}\n{\"method\":1}", "2: this line is no exchange");
}

#[test]
fn a_har_becomes_the_start_of_a_scenario_without_its_secrets() {
    let header = |name: &str, value: &str| json!({ "name": name, "value": value });
    let entry = |method: &str, url: &str, kind: &str, response: Value| json!({ "_resourceType": kind, "request": { "method": method, "url": url, "headers": [header("Cookie", "sid=1")] }, "response": response });
    let reply = |text: &str| json!({ "status": 200, "headers": [header("content-type", "application/json"), header("Set-Cookie", "sid=secret"), header("date", "x")], "content": { "text": text, "size": 1 } });
    let log = json!({ "log": { "entries": [
        entry("POST", "https://api.example.com/login?v=1", "xhr", reply(r#"{"InfoState":0,"access_token":"secret","list":[1,{"a b":null}]}"#)),
        entry("GET", "https://api.example.com/me", "fetch", reply(r#"{"name":"小明\n","phone":"123","n":1.5}"#)),
        entry("GET", "https://api.example.com/me", "fetch", reply(r#"{"name":"小明\n","phone":"123","n":1.5}"#)),
        entry("GET", "https://api.example.com/pic", "fetch", json!({ "status": 200, "content": { "text": "/wA=", "encoding": "base64" } })),
        entry("GET", "https://api.example.com/app.js", "script", reply("")),
        entry("OPTIONS", "https://api.example.com/me", "preflight", reply("")),
        entry("GET", "data:image/png;base64,AA", "fetch", reply("")),
        entry("GET", "https://api.example.com/down", "xhr", json!({ "status": 0, "_error": "net::ERR_CONNECTION_REFUSED" })),
    ] } });
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("app.har");
    std::fs::write(&path, log.to_string()).expect("a file");
    let made = import(&path, &Wanted { source: Some("a.js".into()), ..Wanted::default() }).expect("a scenario");
    assert!(!made.toml.contains("secret") && !made.toml.contains("sid="), "{}", made.toml);
    insta::assert_snapshot!(made.toml.lines().skip(3).collect::<Vec<_>>().join("\n"), @r#"
    [routes]
    "https://api.example.com/login" = "backend:/login"
    "https://api.example.com/me" = "backend:/me"
    "https://api.example.com/pic" = "backend:/pic"
    "https://api.example.com/down" = "backend:/down"

    [[scenario]]
    name = "recorded"
    source = "a.js"
    # call = ["login()"]             # what to call then 然后调用什么
    [scenario.backend]
    "POST /login" = [{ status = 200, body = "{\"InfoState\":0,\"access_token\":\"<masked>\",\"list\":[1,{\"a b\":null}]}", headers = { "content-type" = "application/json", "set-cookie" = "<masked>" } }]
    "GET /me" = [{ status = 200, json = { name = "小明\n", phone = "<masked>", n = 1.5 }, headers = { "set-cookie" = "<masked>" } }]
    "GET /pic" = [{ status = 200, bytes = 2 }]
    "GET /down" = [{ network = "refused" }]
    "#);
    let notes: Vec<&str> = made.notes.iter().map(|note| note.en.as_str()).collect();
    assert_eq!((made.taken, notes.len()), (5, 3), "{notes:?}");
    assert!(notes[2].starts_with("masked: access_token ×1, phone ×2, set-cookie ×3;"), "{notes:?}");
    let read = crate::scenario::ScenarioFile::parse(Path::new("app.scenario.toml"), &made.toml);
    assert_eq!(read.map(|file| file.file.scenarios[0].backend.len()).map_err(|error| error.to_string()), Ok(4));
}
