//! Rules of the author's own: `run` shows them, `check` fails by them, `explore` finds the shortest path that breaks one.

use crate::support::{Wxhost, folder};

const SCRIPT: &str = "function login() {
  wx.showLoading({ title: 'x' })
  wx.request({
    url: 'https://api.example.com/login',
    success() { wx.hideLoading() },
    fail() {},
  })
}
";

const SIDECAR: &str = "[routes]
'https://api.example.com/*' = 'backend:/*'

[[rule]]
name = 'loading is hidden'
message = { zh = '加载提示没有关', en = 'the loading stays' }
each = { api = 'showLoading' }
followed_by = { api = 'hideLoading' }

[[scenario]]
name = 'good'
call = ['login()']

[[scenario]]
name = 'refused'
call = ['login()']
[[scenario.fault]]
exchange = 'GET backend:/login'
network = 'refused'
";

#[test]
fn run_shows_a_broken_rule_and_exits_1() {
    let folder = folder(&[("a.js", SCRIPT), ("a.js.toml", SIDECAR)]);
    let run = |args: &[&str]| Wxhost::new(["run", "a.js", "--quiet"].iter().chain(args)).within(folder.path()).run();
    run(&["--scenario", "good"]).expect(0, &["no findings"]);
    let refused = ["--scenario", "refused"];
    run(&refused).expect(1, &["loading is hidden", "a.js:2", "the loading stays (wx.showLoading is not followed by a call"]);
    run(&["--scenario", "refused", "--lang", "zh"]).expect(1, &["加载提示没有关（wx.showLoading 之后没有出现：调用（api"]);
    run(&["--scenario", "refused", "--set", "skip_rules=['loading is hidden']"]).expect(0, &["ui-left-open"]);
    run(&["--call", "login()"]).expect(0, &[]);
    let own = "rule=[{ name = 'token', each = { url = 'https://*' }, must = { header.token = '*' } }]";
    run(&["--scenario", "good", "--set", own]).expect(1, &["a.js:3", "GET https://api.example.com/login has no header.token"]);
    let slip = "rule=[{ name = 'n', never = { api = 'logn' } }]";
    run(&["--set", slip]).expect(2, &["wx has no such API; did you mean \"login\"?"]);
}

#[test]
fn check_fails_by_a_rule_even_where_the_trace_is_new() {
    let folder = folder(&[("a.js", SCRIPT), ("a.js.toml", SIDECAR), ("wxhost.toml", "")]);
    let check = || Wxhost::new(["check", "--update", "all"]).within(folder.path()).run();
    let words = ["it breaks the rule \"loading is hidden\"", "a.js:2:6: the loading stays", "1 written, 1 broke a rule"];
    check().expect(1, &words);
    let fixed = SCRIPT.replace("fail() {}", "complete() { wx.hideLoading() }").replace("success() { wx.hideLoading() },", "");
    std::fs::write(folder.path().join("a.js"), fixed).expect("a file");
    check().expect(0, &["2 scenarios: 1 written, 1 updated"]);
    let slip = SIDECAR.replace("api = 'showLoading' }", "api = 'showLoading', args = { titel = '*' } }");
    std::fs::write(folder.path().join("a.js.toml"), slip).expect("a file");
    check().expect(0, &["note: the rule \"loading is hidden\" met nothing that it is about in any scenario", "a.js.toml"]);
}

#[test]
fn explore_finds_the_shortest_path_that_breaks_a_rule() {
    let folder = folder(&[("a.js", SCRIPT), ("a.js.toml", SIDECAR)]);
    let explore = |call: &str| {
        let args = ["explore", "a.js", "--call", call, "--max-choices", "1", "-j", "1"];
        Wxhost::new(args).within(folder.path()).run()
    };
    let ran = explore("login()").expect(1, &["loading is hidden a.js:2:6 — a rule of the scenario file"]);
    let told = ran.out.split("loading is hidden a.js:2:6 — ").nth(1).expect("the finding");
    assert!(told.lines().nth(2).expect("the path").contains("the 1st GET backend:/login "), "{told}");
    explore("1").expect(0, &[]);
}
