//! Exploring the article finds, with no scenario written for it, what its sidecar shows one by one.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::search::explore_by;
use super::{Bounds, Entry, Explored, Finding, Outcome, explore, relative};
use crate::host::{Contexts, Plan, run};
use crate::scenario::{Scenario, ScenarioFile, load};
use crate::source::Source;
use crate::world::choice::{Choices, Orders};

fn plan_of(source: Source, scenario: Scenario) -> Plan {
    Plan {
        sources: [source].into(),
        scenario,
        routes: serde_json::Map::new(),
        keep: crate::host::Keep::default(),
        ..Plan::default()
    }
}

fn article() -> Plan {
    let file = load(Path::new("js/seed/article.md.toml")).expect("the sidecar");
    let source = Source::open("js/seed/article.md").expect("the article");
    Plan { routes: file.file.routes.clone(), ..plan_of(source, file.ad_hoc(&[]).expect("defaults")) }
}

fn explored(plan: &Plan, bounds: &Bounds) -> Explored {
    let entries = Entry::of(&plan.sources);
    explore(plan, &entries, bounds, &Arc::new(AtomicBool::new(false))).expect("it runs")
}

/// A program in a file of its own.
fn program(text: &str, scenario: Scenario) -> (tempfile::TempDir, Plan) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.js");
    std::fs::write(&path, text).expect("the file");
    let source = Source::open(&path.display().to_string()).expect("the source");
    (folder, plan_of(source, scenario))
}

#[test]
fn the_article_gives_up_its_mistakes_unaided() {
    let plan = article();
    let entries: Vec<_> = Entry::of(&plan.sources).into_iter().flat_map(|entry| entry.calls).collect();
    assert_eq!(entries, ["wxLogin()", "getUserInfo()", "checksession()"]);

    let found = explored(&plan, &Bounds { max_choices: 2, jobs: 2, ..Bounds::default() }).exploration;
    let of = |rule: &str, line: u32| -> &Finding {
        let fits = |finding: &&Finding| finding.what.rule == rule && finding.what.at.as_ref().is_some_and(|at| at.line == line);
        found.findings.iter().find(fits).unwrap_or_else(|| panic!("{rule} at line {line} in {:#?}", found.findings))
    };
    let path = |finding: &Finding| finding.path.choices.iter().map(|words| words.en.clone()).collect::<Vec<_>>();
    // The redefinition turns success into 请求失败 on the most ordinary day.
    assert_eq!(path(of("function-redefined", 138)), Vec::<String>::new());
    assert_eq!(path(of("success-shown-as-failure", 51)), Vec::<String>::new());
    assert_eq!(path(of("code-reused", 57)), ["the user confirms the 1st modal"]);
    assert_eq!(of("callback-threw", 129).call, ["checksession()"]);
    assert!(of("callback-threw", 129).message.en.contains("TypeError"));
    assert_eq!(path(of("silent-failure", 18)), ["the 1st wx.login fails: login:fail timeout"]);
    assert_eq!(path(of("toast-expired-while-waiting", 22)).len(), 1);
    assert_eq!(path(of("unhandled-rejection", 106)).len(), 2, "confirm the retry, and it fails too");
    // The null body makes a success look like a failure even where nothing is redefined.
    let null = found
        .flows
        .iter()
        .flat_map(|flow| &flow.outcomes)
        .any(|outcome| outcome.path.choices.iter().any(|words| words.en.ends_with("is answered with null")));
    assert!(null, "an outcome of its own is reached by the null body");
    assert_eq!(found.not_covered.len(), 1, "the bound on choices is told");
}

#[test]
fn block_1_alone_fails_by_null_and_by_consent() {
    let mut plan = article();
    plan.sources = [Source::open("js/seed/article.md#1").expect("the block")].into();
    let found = explored(&plan, &Bounds { max_choices: 1, ..Bounds::default() }).exploration;
    let by = |rule: &str| -> BTreeMap<u32, String> {
        let found = found.findings.iter().filter(|finding| finding.what.rule == rule);
        let told = |finding: &Finding| finding.path.choices.iter().map(|words| words.en.clone()).collect::<Vec<_>>().join("; ");
        found.map(|finding| (finding.what.at.as_ref().map_or(0, |at| at.line), told(finding))).collect()
    };
    assert_eq!(by("success-shown-as-failure")[&51], "the 1st POST backend:/login is answered with null");
    assert!(
        by("unhandled-rejection").contains_key(&87),
        "the refusal passes the empty then and catch: {:?}",
        by("unhandled-rejection")
    );
}

#[test]
fn the_result_does_not_depend_on_the_number_of_threads() {
    let plan = article();
    let with = |jobs| explored(&plan, &Bounds { max_choices: 1, jobs, ..Bounds::default() });
    let (one, three) = (with(1), with(3));
    assert_eq!(one, three);
    assert_eq!(one.exploration.to_text(crate::lang::Lang::Zh), three.exploration.to_text(crate::lang::Lang::Zh));
}

#[test]
fn what_is_decided_before_the_run_is_chosen_first_where_it_can_be() {
    let counts = explored(&article(), &Bounds::default()).exploration.counts;
    assert!(counts.pruned * 50 < counts.run && counts.distinct > 500, "{counts:?}");
    // Only a login that fails asks for the session, so that the session cannot be chosen before it.
    let text = "function start() { wx.login({ fail() { wx.checkSession({ fail() { wx.showModal({ title: 'expired' }) } }) } }) }";
    let (_folder, plan) = program(text, Scenario::default());
    let found = explored(&plan, &Bounds::default());
    let told = |words: &[crate::lang::Message]| words.iter().map(|words| words.en.clone()).collect::<Vec<_>>().join("; ");
    let all: Vec<String> = found.distinct.iter().map(|saved| told(&saved.choices)).collect();
    assert!(all.iter().any(|choices| choices.contains("login:fail") && choices.contains("session")), "{all:#?}");
    assert!(found.exploration.flows[0].outcomes.iter().any(|outcome| outcome.sees.en.contains("expired")), "{all:#?}");
}

#[test]
fn what_the_program_decides_itself_is_not_made_up() {
    let text = "wx.setStorageSync('token', 'T'); wx.getStorage({ key: 'token', success() {} });
        wx.showLoading({ title: 'L' }); setTimeout(() => wx.hideLoading(), 500)";
    let (_folder, plan) = program(text, Scenario::default());
    let found = explored(&plan, &Bounds::default()).exploration;
    assert!(found.findings.is_empty() && found.counts.run > 0, "{:#?}", found.findings);
}

#[test]
fn orders_of_requests_at_the_server_are_told_by_their_lines() {
    let text =
        "wx.request({ url: 'https://x.cn/a', data: { code: 1 } })\nwx.request({ url: 'https://x.cn/b', data: { code: 1 } })";
    let mut scenario = Scenario::default();
    scenario.routes.insert("https://x.cn/*".into(), "backend:/*".into());
    let (_folder, plan) = program(text, scenario);
    let found = explored(&plan, &Bounds { max_choices: 1, ..Bounds::default() });
    let told: Vec<String> = found.distinct.iter().flat_map(|saved| saved.choices).map(|words| words.en).collect();
    let order = "at 1 ms, wx.request at the server (line 2) comes before wx.request at the server (line 1)";
    assert!(told.iter().any(|words| words == order), "{told:#?}");
}

#[test]
fn bounds_cut_and_say_so() {
    let found = explored(&article(), &Bounds { max_paths: 10, ..Bounds::default() }).exploration;
    assert_eq!(found.counts.run, 10);
    assert!(found.not_covered[0].en.contains("only 10 paths were run, at least "), "{:?}", found.not_covered);
}

#[test]
fn alternatives_that_are_not_asked_for_again_are_known() {
    let plan = article();
    let bounds = Bounds { max_choices: 2, ..Bounds::default() };
    let entries = Entry::of(&plan.sources);
    let flag = Arc::new(AtomicBool::new(false));
    let all = explore_by(&plan, &entries, &bounds, &flag, || Choices::noted().with_repetitions()).expect("it runs");
    let some = explore_by(&plan, &entries, &bounds, &flag, Choices::noted).expect("it runs");
    assert!(all.exploration.counts.run > 200, "{:?}", all.exploration.counts);
    assert_eq!(some, all);
}

/// What a decision is about can be known before it comes up: here `getSetting` tells what the user has granted.
#[test]
fn paths_part_where_the_program_learns_of_it() {
    const TEXT: &str = "function go() {
  wx.getSetting({
    success(res) {
      if (res.authSetting['scope.userLocation']) {
        wx.showToast({ title: 'granted' })
      } else {
        wx.showModal({ title: 'not yet' })
      }
      wx.getLocation({ fail(e) { e.none.none() } })
    }
  })
}";
    let (_folder, plan) = program(TEXT, Scenario { call: Some(vec!["go()".to_owned()]), ..Scenario::default() });
    let bounds = Bounds { max_choices: 2, ..Bounds::default() };
    let reused = explored(&plan, &bounds).exploration;
    assert_eq!(reused, explored(&plan, &Bounds { contexts: Contexts::Fresh, ..bounds }).exploration);
    let toast = |outcome: &&Outcome| outcome.sees.en.contains("toast") && outcome.path.choices.len() == 1;
    let granted = reused.flows.iter().flat_map(|flow| &flow.outcomes).find(toast).expect("a toast");
    assert_eq!(granted.path.choices[0].en, "the user had granted scope.userLocation");
}

#[test]
fn what_the_scenario_pins_is_not_tried() {
    let mut plan = article();
    plan.scenario.user.modal = vec![crate::scenario::ModalAnswer::Button(crate::scenario::ModalButton::Cancel)];
    plan.scenario.faults.push(crate::scenario::Fault {
        api: Some("login".into()),
        latency: Some(crate::scenario::Millis(50)),
        ..Default::default()
    });
    let found = explored(&plan, &Bounds { max_choices: 1, ..Bounds::default() }).exploration;
    let told = serde_json::to_string(&found).expect("JSON");
    assert!(!told.contains("1st modal") && !told.contains("wx.login fails"), "{told}");
}

#[test]
fn every_saved_path_replays_to_the_same_bytes() {
    let plan = article();
    let bounds = Bounds { max_choices: 2, max_paths: 300, jobs: 2, ..Bounds::default() };
    let explored = explored(&plan, &bounds);
    let folder = tempfile::tempdir().expect("a folder");
    let source = relative(Path::new("js/seed/article.md"), folder.path()).expect("a place");
    for saved in explored.distinct.iter() {
        let text = saved.text(&source.display().to_string(), &plan.routes, None).expect("TOML");
        let file = ScenarioFile::parse(&folder.path().join(saved.file_name()), &text)
            .unwrap_or_else(|error| panic!("{error:?}\n{text}"));
        let scenario = file.scenario(0, &[]).expect("the scenario");
        let replay = Plan { scenario: scenario.clone(), routes: file.file.routes.clone(), ..plan.clone() };
        let first = Plan { scenario: saved.scenario.clone(), ..plan.clone() };
        let bytes = |plan| run(plan, Arc::new(AtomicBool::new(false))).expect("it runs").trace.to_jsonl();
        assert_eq!(bytes(replay), bytes(first), "{text}");
    }
    assert!(explored.distinct.len() > 100, "{}", explored.distinct.len());
}

/// Every distinct outcome of a program's orders, and how many paths it took.
fn orders(text: &str, orders: Orders) -> (Vec<String>, usize, usize) {
    let mut scenario = Scenario { call: Some(Vec::new()), ..Scenario::default() };
    scenario.routes.insert("https://x.cn/*".into(), "backend:/*".into());
    let (_folder, plan) = program(text, scenario);
    let bounds = Bounds { max_choices: 8, max_paths: 5000, jobs: 2, ..Bounds::default() };
    let choices = move || Choices::noted().with_orders(orders);
    let flag = Arc::new(AtomicBool::new(false));
    let found = explore_by(&plan, &[Entry::default()], &bounds, &flag, choices).expect("it runs").exploration;
    assert_eq!(found.not_covered, [], "{text}");
    let outcomes = found.flows.iter().flat_map(|flow| &flow.outcomes);
    let mut outcomes: Vec<String> =
        outcomes.map(|outcome| format!("{} {} {:?}", outcome.sees.en, outcome.end, outcome.findings)).collect();
    outcomes.sort();
    (outcomes, found.counts.distinct, found.counts.run)
}

#[test]
fn orders_that_cannot_matter_are_left_out_and_nothing_is_lost() {
    let programs = [
        // Two replies race; the later one decides what the user sees.
        "let n = 0
         wx.request({ url: 'https://x.cn/a', success() { n++; wx.showToast({ title: 'a' + n }) } })
         wx.request({ url: 'https://x.cn/b', success() { n++; wx.showToast({ title: 'b' + n }) } })",
        // Nobody listens to three of the four.
        "wx.getSystemInfo({ success() { wx.showToast({ title: 'info' }) } })
         wx.getNetworkType({ fail() {} }); wx.setStorage({ key: 'a', data: 1, fail() {} }); wx.getStorage({ key: 'b', success() {} })",
        // A timer and two answers, one of which throws when it is first.
        "let ready
         setTimeout(() => { ready = { ok: 1 } }, 1)
         wx.getStorageInfo({ success() { wx.showToast({ title: String(ready.ok) }) } })
         wx.getSystemInfo({ success() { ready = ready || { ok: 2 } } })",
        // What is planned at the same millisecond by one of them.
        "wx.getStorageInfo({ success() { setTimeout(() => wx.showToast({ title: 'late' }), 0) } })
         wx.getSystemInfo({ success() { wx.showToast({ title: 'info' }) } })
         wx.getNetworkType({ fail() {} })",
        // Two exchanges whose hops lie on the same milliseconds.
        "wx.login({ success(r) {
           wx.request({ url: 'https://x.cn/a', method: 'POST', data: { code: r.code }, success(r) { wx.showToast({ title: 'a' + r.data.InfoState }) } })
           wx.request({ url: 'https://x.cn/b', method: 'POST', data: { code: r.code }, success(r) { wx.showToast({ title: 'b' + r.data.InfoState }) } })
         } })",
    ];
    for text in programs {
        let (all, all_stories, all_runs) = orders(text, Orders::AllOnly);
        let (some, some_stories, some_runs) = orders(text, Orders::DependentOnly);
        assert_eq!(some, all, "{text}");
        assert!(some_runs <= all_runs && some_stories <= all_stories, "{text}");
        eprintln!("{some_runs} runs of {all_runs}, {some_stories} stories of {all_stories}, {} outcomes", all.len());
    }
}
