//! Coverage: counting changes no trace, the counts are right, and the tracefile is one that others read.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use wxhost::Host;
use wxhost::host::{Keep, Verdict};
use wxhost::scenario::Millis;
use wxhost::trace::coverage::{Coverage, Share};

use crate::libraries::{npm, run};
use crate::support::{Wxhost, article, folder, scenario_names};

fn counted(host: Host) -> (String, Coverage) {
    let finished = host.keep(Keep { coverage: true, ..Keep::default() }).run().expect("a run");
    (finished.trace.to_jsonl(), finished.kept.coverage.expect("coverage"))
}

#[test]
fn every_scenario_has_the_same_trace_with_and_without_counting() {
    let mut all = Coverage::default();
    for name in scenario_names() {
        let host = || Host::open(article()).and_then(|host| host.scenario(&name)).expect("a scenario");
        let plain = host().run().expect("a run");
        assert_eq!(plain.kept.coverage, None);
        let (trace, coverage) = counted(host());
        assert_eq!(trace, plain.trace.to_jsonl(), "{name}");
        all.add(coverage);
    }
    let [file] = all.files.as_slice() else { panic!("one file: {all:?}") };
    let shares = [&file.functions, &file.statements, &file.branches].map(|all| Share::of(all));
    // Nobody waits for what `wxLogin()` gives, so line 131 never runs.
    assert_eq!(shares.map(|share| share.all - share.ran), [1, 1, 0], "{file:#?}");
    let never: Vec<u32> = file.statements.iter().filter(|one| one.count == 0).map(|one| one.line).collect();
    assert_eq!(never, [131]);
}

#[test]
fn one_scenario_is_counted_as_it_went() {
    let host = Host::open(article()).and_then(|host| host.scenario("user cancels")).expect("a scenario");
    let coverage = counted(host).1;
    let file = &coverage.files[0];
    let branches: BTreeMap<(u32, &str), u64> =
        file.branches.iter().map(|branch| ((branch.line, branch.name.as_str()), branch.count)).collect();
    let count = |line, name| *branches.get(&(line, name)).unwrap_or_else(|| panic!("{name} in {branches:?}"));
    assert_eq!((count(51, "wx.showModal confirm"), count(51, "wx.showModal cancel")), (0, 1));
    assert_eq!((count(96, "wx.request success"), count(96, "wx.request fail")), (0, 1));
    assert_eq!((count(95, "Promise resolve"), count(95, "Promise reject")), (0, 1));
    assert_eq!((count(18, "wx.login success"), count(81, "wx.getUserInfo success")), (1, 0));
    let function = |line| file.functions.iter().find(|function| function.line == line).map(|one| (one.name.as_str(), one.count));
    assert_eq!((function(16), function(79)), (Some(("wxLogin", 1)), Some(("getUserInfo", 0))));
    let lines: BTreeMap<u32, u64> = file.lines().into_iter().collect();
    assert_eq!((lines.get(&18), lines.get(&39), lines.get(&17)), (Some(&1), Some(&0), None), "lines are the article's");
}

/// What a page is told of a view's texts: which lines ran, which never did.
fn texts_of(page: &str, view: usize) -> Vec<Value> {
    let marker = format!("data-view=\"{view}\">");
    let meta = page.split(&marker).nth(1).and_then(|rest| rest.split("</script>").next()).expect("a view");
    let meta: Value = serde_json::from_str(meta).expect("JSON");
    meta["texts"].as_array().expect("texts").clone()
}

#[test]
fn pages_tell_lines_that_ran_from_those_that_never_did_and_from_others() {
    let folder = folder(&[]);
    let at = |name: &str| folder.path().join(name).display().to_string();
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).expect("a page");
    let check = |text: &Value| {
        let has = |list: &str, line: u64| text[list].as_array().is_some_and(|lines| lines.contains(&line.into()));
        // A call and its arguments; a callback that nobody called; what stands behind a bracket; a comment.
        let told = [18, 19, 52, 40, 41, 46, 17].map(|line| (has("ran", line), has("never", line)));
        let (ran, never, none) = ((true, false), (false, true), (false, false));
        assert_eq!(told, [ran, ran, ran, never, never, none, none], "{text}");
        assert_eq!(text["measured"], true);
    };
    let cancelled = ["js/seed/article.md", "--scenario", "user cancels", "--format", "html", "-q", "-o"];
    Wxhost::new(["run"].iter().chain(&cancelled).chain(&[at("run.html").as_str()])).run().expect(0, &[]);
    check(&texts_of(&read("run.html"), 0)[0]);
    let report = at("check");
    Wxhost::new(["check", "js/seed", "-g", "^user cancels$", "-q", "--report-html", &report]).env("CI", "1").run().expect(0, &[]);
    check(&texts_of(&read("check/user-cancels.html"), 0)[0]);
    let site = at("site");
    Wxhost::new(["render", "js/seed/article.md", "-q", "-o", &site]).run().expect(0, &[]);
    check(&texts_of(&read("site/user-cancels.html"), 0)[0]);
    let all = read("site/index.html");
    assert_eq!(all.matches("class=\"l never\"").count(), 1, "only line 131 never runs");
    assert!(all.contains("class=\"l never\"><i>131<span class=\"sr\"> never ran</span></i>") && all.contains("class=\"legend\""));
    let explore =
        ["explore", "js/seed/article.md#1", "--call", "wxLogin()", "--max-choices", "1", "--format", "html", "-q", "-o"];
    Wxhost::new(explore.iter().chain(&[at("explore.html").as_str()])).run().expect(0, &[]);
    let tree = read("explore.html");
    let never = |view| texts_of(&tree, view)[0]["never"].clone();
    assert!(never(0).is_array() && (1..4).any(|view| never(view) != never(0)), "each leaf has its own lines");
    // A saved trace tells what happened, and nothing else of what ran.
    let trace = at("trace.jsonl");
    let jsonl = ["run", "js/seed/article.md", "--format", "jsonl", "-q", "-o", &trace];
    Wxhost::new(jsonl).run().expect(0, &[]);
    let show = Wxhost::new(["show", &trace, "--format", "html", "--source", "js/seed/article.md"]).run().expect(0, &[]);
    let text = &texts_of(&show.out, 0)[0];
    assert!(text["measured"] == false && text["ran"].is_null() && text["nodes"].is_array());
}

#[test]
fn a_project_has_the_same_trace_and_its_page_shows_every_module() {
    for project in ["login", "form"] {
        let path = crate::support::root().join("js/projects").join(project);
        let host = || Host::open(&path).expect("a project");
        let (trace, coverage) = counted(host());
        assert_eq!(trace, host().run().expect("a run").trace.to_jsonl(), "{project}");
        assert!(coverage.files.iter().all(|file| Path::new(&file.path).is_file()), "{coverage:?}");
    }
    let page = Wxhost::new(["run", "js/projects/login", "--format", "html", "-q"]).run().expect(0, &[]);
    let texts = texts_of(&page.out, 0);
    let files: Vec<&str> = texts.iter().filter_map(|text| text["file"].as_str()).collect();
    assert_eq!(files.first(), Some(&"app.js"));
    assert_eq!(files.last(), Some(&"app.json"));
    let auth = texts.iter().find(|text| text["file"] == "utils/auth.js").expect("a module");
    assert!(auth["nodes"].is_array() && auth["never"].as_array().is_some_and(|lines| !lines.is_empty()));
    assert!(auth["lines"].as_array().is_some_and(|lines| !lines.is_empty()), "events are found in modules too");
}

#[test]
fn modules_are_counted_under_their_paths() {
    let files = [
        ("a.js", "const { f } = require('./b')\nf(1)"),
        ("b.ts", "export function f(x: number): number {\n  if (x > 1) return 2\n  return x\n}\nexport const g = () => 1"),
    ];
    let folder = folder(&files);
    let coverage = counted(Host::open(folder.path().join("a.js")).expect("a script")).1;
    let told: Vec<_> =
        coverage.files.iter().map(|file| (file.path.rsplit('/').next().unwrap_or_default(), file.lines())).collect();
    assert_eq!(told, [("a.js", vec![(1, 1), (2, 1)]), ("b.ts", vec![(2, 1), (3, 1), (5, 1)])]);
    assert!(coverage.files.iter().all(|file| Path::new(&file.path).is_file()), "{coverage:?}");
}

#[test]
fn run_check_and_explore_print_it_and_leave_the_rest_alone() {
    let run = |args: &[&str]| Wxhost::new(args.iter().chain(&["--quiet"])).run();
    let plain = run(&["run", "js/seed/article.md"]).expect(0, &[]);
    let told = run(&["run", "js/seed/article.md", "--coverage"])
        .expect(0, &["never run in js/seed/article.md:", "55:13 wx.showModal success"]);
    let added = told.out.strip_prefix(plain.out.as_str()).expect("the same, and a table below");
    assert!(added.lines().all(|line| line.chars().count() <= 80), "{added}");
    let plain = run(&["run", "js/seed/article.md", "--format", "jsonl"]).expect(0, &[]);
    let told =
        run(&["run", "js/seed/article.md", "--format", "jsonl", "--coverage", "--lang", "zh"]).expect(0, &["从未运行的："]);
    assert!(told.out == plain.out && told.err.contains("覆盖率"));
    run(&["check", "js/seed", "--coverage"]).expect(0, &["branches", "24 scenarios: 24 as approved"]);
    let explore = ["explore", "js/seed/article.md#1", "--call", "wxLogin()", "--max-choices", "1"];
    let one = run(&[&explore[..], &["--coverage", "-j", "1"]].concat()).expect(0, &["Coverage", "js/seed/article.md"]);
    let two = run(&[&explore[..], &["--coverage", "-j", "2"]].concat()).expect(0, &[]);
    assert_eq!(one.out, two.out);
}

#[test]
fn a_run_that_is_given_up_has_counted_until_then() {
    let program =
        "function before() { return 1 }\nfunction endless() { before(); wx.login({ success() { for (;;) before() } }) }\n";
    let folder = folder(&[("a.js", program)]);
    let host = Host::open(folder.path().join("a.js")).expect("a program").call("endless()").with(|scenario| {
        scenario.limits.deadline = Some(Millis(300));
        scenario.limits.loop_iterations = Some(u64::MAX);
    });
    let finished = host.keep(Keep { coverage: true, ..Keep::default() }).run().expect("a run");
    assert_eq!(finished.verdict, Verdict::Limit("deadline".to_owned()));
    let coverage = finished.kept.coverage.expect("coverage");
    let functions: Vec<(&str, bool)> = coverage.files[0].functions.iter().map(|one| (&*one.name, one.count > 1)).collect();
    assert_eq!(functions, [("before", true), ("endless", false), ("wx.login success", false)], "{coverage:?}");
    let branches: Vec<(&str, u64)> = coverage.files[0].branches.iter().map(|one| (&*one.name, one.count)).collect();
    assert_eq!(branches, [("wx.login success", 1)], "{coverage:?}");
}

#[test]
fn the_settings_file_can_ask_for_coverage() {
    let toml = "[[scenario]]\nname = 'x'\ncall = ['f()']\n";
    let settings = "[check]\ncoverage = true\ncoverage_lcov = 'all.info'\n";
    let folder = folder(&[("a.js", "function f() { wx.login() }\n"), ("a.js.toml", toml), ("wxhost.toml", settings)]);
    let wxhost = |args: &[&str]| Wxhost::new(args.iter().copied()).within(folder.path());
    let table = "a.js                                       1/1 100%";
    wxhost(&["check", "-q"]).run().expect(0, &[table]);
    let written = || std::fs::read_to_string(folder.path().join("all.info")).unwrap_or_default();
    assert!(written().contains("SF:a.js"), "{}", written());
    wxhost(&["config", "show"]).run().expect(0, &["check.coverage ", "check.coverage_lcov "]);
    // The environment comes first, also when it says no; so does an option.
    let quiet = wxhost(&["check", "-q", "--coverage-lcov", "other.info"]).env("WXHOST_COVERAGE", "0").run();
    let quiet = quiet.expect(0, &[]).out;
    assert!(!quiet.contains(table), "{quiet}");
    assert!(folder.path().join("other.info").is_file());
    let shown = wxhost(&["config", "show"]).env("WXHOST_COVERAGE", "0").run();
    shown.expect(0, &["environment variable WXHOST_COVERAGE"]);
}

#[test]
fn others_read_the_tracefile() {
    let folder = folder(&[]);
    let file = folder.path().join("all.info");
    let shown = file.display().to_string();
    Wxhost::new(["check", "js/seed", "-q", "--coverage-lcov", &shown]).run().expect(0, &[]);
    let Some(parser) = package("lcov-parse", "1.0.0") else { return };
    let script = "require(process.argv[1])(process.argv[2], (e, d) => { if (e) throw e; console.log(JSON.stringify(d)) })";
    let output = Command::new("node").args(["-e", script]).arg(parser).arg(&file).output().expect("node");
    let read: Value =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    let file = &read[0];
    assert_eq!((&read[1], file["file"].as_str()), (&Value::Null, Some("js/seed/article.md")));
    for (part, all, ran) in [("functions", 19, 18), ("branches", 14, 14)] {
        let count = |what: &str| file[part][what].as_u64();
        assert_eq!((count("found"), count("hit")), (Some(all), Some(ran)), "{part}");
        assert_eq!(file[part]["details"].as_array().map(|details| details.len() as u64), Some(all), "{part}");
    }
    let login =
        file["functions"]["details"].as_array().into_iter().flatten().find(|one| one["name"] == "wxLogin").expect("wxLogin");
    assert_eq!((login["line"].as_u64(), login["hit"].as_u64()), (Some(16), Some(20)));
    let line = |number: u64| {
        let all = file["lines"]["details"].as_array().into_iter().flatten();
        all.filter(|line| line["line"] == number).filter_map(|line| line["hit"].as_u64()).collect::<Vec<_>>()
    };
    assert_eq!((line(18), line(131), line(17)), (vec![20], vec![0], vec![]));
}

/// A package of npm, fetched once; `None` (and told) without npm or its registry.
pub(crate) fn package(name: &str, version: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("npm-tools").join(format!("{name}-{version}"));
    let place = folder.join("node_modules").join(name);
    if place.join("package.json").is_file() {
        return Some(place);
    }
    let fetched = std::fs::create_dir_all(&folder).map_err(|error| error.to_string()).and_then(|()| {
        let what = format!("{name}@{version}");
        run(npm()
            .args(["install", "--silent", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", "."])
            .arg(what)
            .current_dir(&folder))
    });
    match fetched {
        Ok(()) => Some(place),
        Err(reason) => {
            eprintln!("SKIPPED: {name} could not be fetched with npm: {reason}");
            None
        }
    }
}
