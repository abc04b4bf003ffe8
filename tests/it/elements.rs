//! What WeChat's own elements do when the user does something to them, through the built binary.
//!
//! The view needs WeChat's component framework from npm; without npm these tests say so and pass.

use crate::projects::project;
use crate::support::{Ran, Wxhost, view};

/// Runs a page whose user does `events`, a list in TOML; none without the framework.
fn run((wxml, js): (&str, &str), events: &str, format: &str) -> Option<Ran> {
    let view = view()?;
    let files = [("app.json", r#"{"pages": ["a"]}"#), ("app.js", "App({})"), ("a.js", js), ("a.wxml", wxml)];
    let folder = project(&files);
    let (path, events) = (folder.path().display().to_string(), format!("event=[{events}]"));
    Some(Wxhost::new(["run", &path, "--set", &events, "--format", format]).env("WXHOST_VIEW", view).run())
}

/// What the page logs.
#[track_caller]
fn logs(page: (&str, &str), events: &str, expected: &[&str]) {
    let Some(ran) = run(page, events, "console") else { return };
    assert_eq!(ran.out.lines().collect::<Vec<_>>(), expected, "{}", ran.err);
}

#[test]
fn a_button_shares_the_page() {
    let page = |js: &'static str| {
        ("<view><button id=\"s\" data-n=\"1\" open-type=\"share\" bindtap=\"t\"><text>分享</text></button></view>", js)
    };
    let asked = page(
        "Page({ t() { console.log('tap') },
           onShareAppMessage(o) { console.log(JSON.stringify(o), 'webViewUrl' in o); return { title: 't' } } })",
    );
    let target = r#"{"id":"s","offsetLeft":0,"offsetTop":0,"dataset":{"n":"1"}}"#;
    logs(asked, "{target='text'}", &["tap", &format!(r#"{{"from":"button","target":{target}}} true"#)]);
    let Some(ran) = run(asked, "{target='#s'}", "jsonl") else { return };
    ran.expect(0, &[r#""detail":{"to":"chat","from":"button","title":"t","path":"/a","default":["path","imageUrl"]}"#]);
    let none = page("Page({ t() {} })");
    let Some(ran) = run(none, "{target='#s'}", "jsonl") else { return };
    ran.expect(0, &["was tapped, but the page has no onShareAppMessage: nothing happens"]);
}
