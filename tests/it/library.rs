//! The library as a test of somebody's own project uses it.

use wxhost::host::{Host, HostError, Verdict};
use wxhost::report::text::{Options, render};

use crate::support::{article, folder};

#[test]
fn ten_lines_run_the_article() -> Result<(), Box<dyn std::error::Error>> {
    let finished = Host::open(article())?.scenario("both blocks in one scope")?.run()?;
    let rules: Vec<&str> = finished.trace.findings().map(|(_, rule, _)| rule).collect();
    assert!(rules.contains(&"code-reused"), "{rules:?}");
    assert!(render(&finished.trace, &Options::default()).contains("article.md:51"));
    Ok(())
}

#[test]
fn a_script_of_ones_own_can_be_called_and_routed() -> Result<(), Box<dyn std::error::Error>> {
    let folder = folder(&[(
        "pay.js",
        "function pay() { wx.request({ url: 'https://shop.example/pay', success(res) { console.log(res.data.paid) } }) }",
    )]);
    let host = Host::open(folder.path().join("pay.js"))?.call("pay()").route("https://shop.example/pay", "backend:/pay");
    let finished = host
        .with(|scenario| {
            let answer = wxhost::scenario::Answer { json: Some(serde_json::json!({"paid": true})), ..Default::default() };
            scenario.backend.insert("GET /pay".to_owned(), vec![answer]);
        })
        .run()?;
    assert_eq!(finished.verdict, Verdict::Clean);
    assert_eq!(wxhost::report::console::render(&finished.trace).stdout, "true\n");
    Ok(())
}

#[test]
fn a_scenario_that_does_not_exist_is_told_with_its_neighbours() {
    let Err(HostError::Config(message)) = Host::open(article()).and_then(|host| host.scenario("login suceeds")) else {
        panic!("no error")
    };
    assert!(message.en.contains("login succeeds"), "{}", message.en);
    assert!(message.zh.contains("login succeeds") && message.zh != message.en, "{}", message.zh);
}

#[test]
fn hosts_run_side_by_side() {
    let run = |name: &'static str| std::thread::spawn(move || crate::support::run_scenario(name).trace.to_jsonl());
    let (one, two) = (run("login succeeds"), run("user info denied"));
    let (one, two) = (one.join().expect("a trace"), two.join().expect("a trace"));
    assert_eq!(one, crate::support::run_scenario("login succeeds").trace.to_jsonl());
    assert_eq!(two, crate::support::run_scenario("user info denied").trace.to_jsonl());
}

#[test]
fn an_undefined_name_at_the_very_beginning_has_its_place() {
    for (text, line, column) in
        [("nothing()\n", 1, 1), ("\n// nothing\n\nvar a = nothing\n", 4, 9), ("console.log(1)\nnothing()\n", 2, 1)]
    {
        let folder = folder(&[("a.js", text)]);
        let finished = Host::open(folder.path().join("a.js")).and_then(Host::run).expect("a run");
        let (event, rule, _) = finished.trace.findings().next().expect("a finding");
        let at = event.at.as_ref().expect("a place");
        assert_eq!((rule, at.line, at.column), ("undefined-name", line, column), "{text}");
    }
}
