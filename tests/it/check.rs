//! `wxhost check` and what belongs to it, through the built command: which files it writes, what it says, how it exits.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use crate::support::{Ran, Wxhost, root};

const PROGRAM: &str = "function greet(n) { for (var i = 0; i < n; i++) console.log('hello ' + i) }\n";
const SCENARIOS: &str = "[[scenario]]\nname = 'one'\ncall = ['greet(1)']\n\n[[scenario]]\nname = 'two'\ncall = ['greet(2)']\n\n\
                         [[scenario]]\nname = 'three'\ncall = ['greet(3)']\n";

/// A project of one script with three scenarios.
struct Project(tempfile::TempDir);

impl Project {
    fn new() -> Self {
        let project = Self(tempfile::tempdir().expect("a folder"));
        project.write("a.js", PROGRAM);
        project.write("a.js.toml", SCENARIOS);
        project
    }

    /// With everything approved.
    fn approved() -> Self {
        let project = Self::new();
        project.check(&[]).expect(0, &["3 scenarios: 3 written"]);
        project
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(name)).unwrap_or_default()
    }

    fn run(&self, args: &[&str]) -> Ran {
        Wxhost::new(args).within(self.path()).run()
    }

    fn check(&self, args: &[&str]) -> Ran {
        self.run(&[&["check"], args].concat())
    }

    fn in_ci(&self, args: &[&str]) -> Ran {
        Wxhost::new([&["check"], args].concat()).within(self.path()).env("CI", "true").run()
    }

    /// The greeting changes.
    fn change(&self) {
        self.write("a.js", &PROGRAM.replace("hello", "good day"));
    }

    /// The files below `snapshots` with their texts.
    fn snapshots(&self) -> BTreeMap<String, String> {
        let entries = std::fs::read_dir(self.path().join("snapshots/a")).into_iter().flatten().flatten();
        entries
            .map(|entry| (entry.file_name().to_string_lossy().into_owned(), std::fs::read_to_string(entry.path()).expect("text")))
            .collect()
    }

    fn names(&self) -> Vec<String> {
        self.snapshots().into_keys().collect()
    }
}

#[test]
fn the_repository_is_as_approved() {
    let Some(view) = crate::support::view() else { return };
    Wxhost::new(["check"]).env("CI", "true").env("WXHOST_VIEW", view).run().expect(0, &["as approved"]);
}

#[test]
fn the_first_check_writes_what_is_missing_and_the_second_agrees() {
    let project = Project::approved();
    assert_eq!(project.names(), ["one.snap", "three.snap", "two.snap"]);
    assert!(project.read("snapshots/a/one.snap").starts_with("---\nsource: a.js.toml\n---\n"));
    let before = project.snapshots();
    let ran = project.check(&[]).expect(0, &[]);
    assert_eq!(ran.out, "3 scenarios: 3 as approved\n");
    assert_eq!(project.snapshots(), before);
    project.check(&["--lang", "zh"]).expect(0, &["3 个场景：3 个与批准的一致"]);
    project.check(&["-v"]).expect(0, &["ok  one  a.js.toml:2:1\n"]);
}

#[test]
fn a_difference_fails_leaves_a_pending_file_and_says_how_to_go_on() {
    let project = Project::approved();
    project.change();
    let before = project.snapshots();
    let ran = project.check(&["-g", "^two$"]).expect(
        1,
        &[
            "FAILED  two",
            "--> a.js.toml:6:1",
            "hello 1",
            "good day 1",
            "wxhost check a.js.toml -g '^two$'",
            "wxhost accept snapshots/a/two.snap",
        ],
    );
    assert_eq!(ran.out.lines().last(), Some("1 scenario: 1 differs"));
    assert_eq!(project.snapshots()["two.snap"], before["two.snap"], "the approved one stays");
    assert_eq!(project.names(), ["one.snap", "three.snap", "two.snap", "two.snap.new"]);
    assert_eq!(project.run(&["pending"]).out, "snapshots/a/two.snap\n");

    let accept = ran.out.lines().find_map(|line| line.trim().strip_prefix("accept:")).expect("the command").trim().to_owned();
    crate::support::shell(&accept, project.path()).expect(0, &["accepted snapshots/a/two.snap"]);
    project.check(&["-g", "^two$"]).expect(0, &["1 as approved"]);
    assert_eq!(project.names(), ["one.snap", "three.snap", "two.snap"]);

    project.check(&["-g", "one"]).expect(1, &[]);
    project.run(&["reject", "one"]).expect(0, &["rejected snapshots/a/one.snap"]);
    assert_eq!(project.snapshots()["one.snap"], before["one.snap"]);
    project.run(&["accept", "one"]).expect(7, &["does not wait"]);
    project.run(&["review"]).expect(0, &["nothing waits"]);
}

#[test]
fn a_change_taken_back_takes_the_pending_file_away() {
    let project = Project::approved();
    project.change();
    project.check(&[]).expect(1, &["3 scenarios: 3 differ"]);
    assert_eq!(project.names().len(), 6);
    project.write("a.js", PROGRAM);
    project.check(&[]).expect(0, &["3 as approved"]);
    assert_eq!(project.names().len(), 3);
}

#[test]
fn update_writes_what_it_is_asked_to() {
    for (mode, after_change, after_removal) in [("none", 1, 1), ("missing", 1, 0), ("changed", 0, 0), ("all", 0, 0)] {
        let project = Project::approved();
        project.change();
        project.check(&["--update", mode]).expect(after_change, &[]);
        let project = Project::approved();
        std::fs::remove_file(project.path().join("snapshots/a/two.snap")).expect("a file");
        project.check(&["--update", mode]).expect(after_removal, &[]);
        assert_eq!(project.snapshots().contains_key("two.snap"), after_removal == 0, "{mode}");
        assert_eq!(project.snapshots().contains_key("two.snap.new"), after_removal == 1, "{mode}");
    }
}

#[test]
fn ci_never_writes_what_is_approved() {
    let project = Project::new();
    project.in_ci(&[]).expect(1, &["3 not approved yet"]);
    assert_eq!(project.names(), ["one.snap.new", "three.snap.new", "two.snap.new"]);
    for mode in ["all", "changed", "missing"] {
        project.in_ci(&["--update", mode]).expect(1, &["CI is set"]);
        assert!(project.names().iter().all(|name| name.ends_with(".new")), "{mode}");
    }
    let accept = Wxhost::new(["accept", "--all"]).within(project.path()).env("CI", "1").run();
    accept.expect(2, &["CI is set"]);
    project.run(&["accept", "--all"]).expect(0, &[]);
    project.in_ci(&[]).expect(0, &["3 as approved"]);
}

#[test]
fn stale_snapshots_are_told_and_only_a_whole_run_touches_them() {
    let project = Project::approved();
    project.write("snapshots/a/old.snap", "---\nsource: a.js.toml\n---\nx\n");
    let has_old = || project.names().contains(&"old.snap".to_owned());
    project.check(&[]).expect(0, &["no scenario has this snapshot", "snapshots/a/old.snap", "1 stale snapshot"]);
    project.check(&["--unreferenced", "ignore"]).expect(0, &["3 scenarios: 3 as approved\n"]);
    project.check(&["--unreferenced", "reject"]).expect(1, &["old.snap"]);
    for filter in [&["-g", "one"][..], &["--grep-invert", "one"], &["--shard", "1/2"], &["--last-failed"]] {
        let ran = project.check(&[&["--unreferenced", "delete"], filter].concat());
        assert!(!ran.out.contains("stale") && has_old(), "{filter:?}");
    }
    project.in_ci(&["--unreferenced", "delete"]).expect(1, &["old.snap"]);
    assert!(has_old());
    project.check(&["--unreferenced", "delete"]).expect(0, &["deleted"]);
    assert!(!has_old());
}

#[test]
fn what_is_selected() {
    let project = Project::approved();
    let list = |args: &[&str]| -> Vec<String> {
        let ran = project.check(&[&["--list"], args].concat());
        ran.out.lines().map(|line| line.split("  ").next().unwrap_or_default().to_owned()).collect()
    };
    assert_eq!(list(&[]), ["one", "two", "three"]);
    assert_eq!(list(&["-g", "^t"]), ["two", "three"]);
    assert_eq!(list(&["-g", "^t", "--grep-invert", "w"]), ["three"]);
    assert_eq!(list(&["a.js"]), ["one", "two", "three"]);
    project.check(&["-g", "nothing like it"]).expect(7, &["no scenario was selected"]);
    project.check(&["-g", "("]).expect(2, &["--grep"]);
    project.check(&["none"]).expect(2, &["none"]);
    project.check(&["--shard", "4/3"]).expect(2, &["--shard"]);
    project.check(&["--last-failed"]).expect(7, &["no scenario failed last time"]);
    project.change();
    project.check(&["-g", "one"]).expect(1, &[]);
    assert_eq!(list(&["--last-failed"]), ["one"]);
    project.check(&["--max-failures", "2"]).expect(1, &["2 scenarios: 2 differ; ended early"]);
}

#[test]
fn the_shards_together_are_the_whole() {
    let project = Project::approved();
    project.change();
    project.check(&["-j", "1", "--report-json", "whole.json"]).expect(1, &[]);
    for (index, variable) in [("0", "0"), ("1", "1")] {
        let args = ["check", "--report-json", &format!("part{index}.json")].map(str::to_owned);
        let shard = Wxhost::new(args).within(project.path()).env("JOB_COMPLETION_INDEX", variable).env("JOB_COMPLETIONS", "2");
        shard.run().expect(1, &["part "]);
    }
    let files = ["--report-json", "merged.json", "--report-junit", "merged.xml"];
    project.run(&[&["merge", "part1.json", "part0.json"][..], &files].concat()).expect(1, &["3 scenarios: 3 differ"]);
    assert_eq!(project.read("merged.json"), project.read("whole.json"));
    assert!(project.read("merged.xml").contains("tests=\"3\" failures=\"3\""));
    project.run(&["merge", "part0.json"]).expect(1, &["parts are missing: 2/2"]);
    project.run(&["merge", "a.js"]).expect(3, &["not a saved result"]);
}

#[test]
fn the_number_of_workers_does_not_show() {
    let ran = |jobs: &str| {
        let project = Project::approved();
        project.change();
        let ran = project.check(&["-v", "-j", jobs, "--report-json", "r.json", "--repeat-each", "2"]);
        (ran.code, ran.out, ran.err, project.read("r.json"), project.snapshots())
    };
    let one = ran("1");
    assert_eq!(one.0, 1);
    assert_eq!(ran("4"), one);
}

#[test]
fn a_broken_snapshot_or_scenario_file_is_told_and_the_others_still_run() {
    let project = Project::approved();
    project.write("snapshots/a/two.snap", "no snapshot");
    let ran = project.check(&[]).expect(3, &["FAILED  two", "its first line should be ---", "snapshots/a/two.snap"]);
    assert_eq!(ran.out.lines().last(), Some("3 scenarios: 2 as approved, 1 could not be checked"));
    assert_eq!(project.read("snapshots/a/two.snap"), "no snapshot");
    project.check(&["--update", "all"]).expect(0, &["1 written"]);
    project.write("b.js.toml", "[[scenario]\n");
    project.check(&[]).expect(3, &["b.js.toml:1", "3 as approved", "1 unreadable file"]);
    project.write("b.js.toml", "[[scenario]]\nname = 'x'\nseeed = 1\n");
    project.check(&[]).expect(2, &["b.js.toml:3", "`seed`"]);
    project.write("b.js.toml", "[[scenario]]\nname = 'x'\n");
    project.write("b.js", "var = 1\n");
    project.check(&[]).expect(3, &["b.js:1:5", "3 as approved, 1 could not be checked"]);
}

#[test]
fn two_scenarios_cannot_share_a_snapshot() {
    let project = Project::new();
    project.write("a.js.toml", "[[scenario]]\nname = 'a b'\n[[scenario]]\nname = 'a-b'\n");
    project.check(&[]).expect(2, &["share the snapshot", "a-b.snap"]);
}

#[test]
fn a_limit_has_its_exit_code_and_the_others_their_results() {
    let project = Project::approved();
    let endless = "[[scenario]]\nname = 'endless'\ncall = ['while (true) {}']\nlimits.loop_iterations = 1000\n";
    project.write("b.js", "\n");
    project.write("b.js.toml", endless);
    project.check(&[]).expect(6, &["FAILED  endless", "limits.", "3 as approved, 1 reached a limit"]);
}

#[test]
fn a_scenario_that_holds_too_much_does_not_end_its_neighbours() {
    let project = Project::new();
    let hungry =
        "[defaults]\ncall = ['var all = []; while (true) all.push(new Array(1000).fill(1))']\nlimits.memory = 33554432\n";
    let names: String = (0..3).map(|n| format!("[[scenario]]\nname = 'hungry {n}'\n")).collect();
    project.write("a.js.toml", &format!("{hungry}{names}"));
    let quiet: String = (0..12).map(|n| format!("[[scenario]]\nname = 'quiet {n}'\ncall = ['greet({n})']\n")).collect();
    project.write("b.js", PROGRAM);
    project.write("b.js.toml", &quiet);
    project.check(&["-j", "3"]).expect(6, &["15 scenarios: 12 written, 3 reached a limit", "limits.memory"]);
}

/// Fifty scenarios, of which the last never comes to an end by itself.
#[cfg(unix)]
fn long_project() -> Project {
    let project = Project::new();
    let many: String = (0..50).map(|n| format!("[[scenario]]\nname = 'n{n:02}'\ncall = ['greet({n})']\n")).collect();
    let endless = "[[scenario]]\nname = 'endless'\ncall = ['while (true) {}']\nlimits.loop_iterations = 1000000000000\nlimits.deadline = '60s'\n";
    project.write("a.js.toml", &format!("{many}{endless}"));
    project
}

#[cfg(unix)]
fn signal(name: &str, child: &std::process::Child) {
    let kill = std::process::Command::new("kill").args([name, &child.id().to_string()]).status().expect("kill");
    assert!(kill.success());
}

#[cfg(unix)]
#[test]
fn a_killed_check_leaves_whole_snapshots_only() {
    for pause in [40, 120, 250] {
        let project = long_project();
        let child = Wxhost::new(["check", "-j", "2"]).within(project.path()).start();
        // Long enough to be in the middle of writing, on most machines; whenever it is, no file may be half written.
        std::thread::sleep(std::time::Duration::from_millis(pause));
        signal("-KILL", &child);
        let _ = child.wait_with_output();
        for (name, text) in project.snapshots().into_iter().filter(|(name, _)| name.ends_with(".snap")) {
            assert!(text.starts_with("---\nsource: a.js.toml\n---\n") && text.ends_with("no findings\n"), "{name}: {text}");
        }
        project.check(&["--grep-invert", "endless"]).expect(0, &["50 scenarios: "]);
    }
}

#[cfg(unix)]
#[test]
fn an_interrupted_check_keeps_what_was_finished() {
    let project = long_project();
    project.check(&["--grep-invert", "endless"]).expect(0, &["50 written"]);
    let child =
        Wxhost::new(["check", "-j", "2", "--report-json", "r.json", "--unreferenced", "delete"]).within(project.path()).start();
    std::thread::sleep(std::time::Duration::from_millis(2500));
    signal("-INT", &child);
    let ran = Ran::of(child).expect(130, &["50 as approved, 1 interrupted", "ended early"]);
    assert!(ran.out.contains("FAILED  endless"), "{}", ran.out);
    let json: Value = serde_json::from_str(&project.read("r.json")).expect("JSON");
    assert_eq!((json["complete"].as_bool(), json["cases"].as_array().map(Vec::len)), (Some(false), Some(51)));
    assert_eq!(project.names().len(), 50, "nothing was deleted");
}

#[test]
fn reports_say_the_same_in_their_forms() {
    let project = Project::approved();
    project.change();
    let files = ["--report-junit", "out/r.xml", "--report-tap", "out/r.tap", "--report-json", "out/r.json", "--report-github"];
    let ran =
        project.check(&files).expect(1, &["::error file=a.js.toml,line=2,col=1,title=one::the trace is not as approved%0A"]);
    assert_eq!(ran.out.lines().last(), Some("3 scenarios: 3 differ"));
    let xml = project.read("out/r.xml");
    assert!(xml.contains("<testsuite name=\"a.js.toml\" tests=\"3\" failures=\"3\" errors=\"0\" skipped=\"0\""), "{xml}");
    assert!(project.read("out/r.tap").starts_with("TAP version 14\n1..3\nnot ok 1 - a.js.toml: one\n"));
    let json: Value = serde_json::from_str(&project.read("out/r.json")).expect("JSON");
    assert_eq!((&json["schema"], json["cases"].as_array().map(Vec::len)), (&Value::from("wxhost.check/1"), Some(3)));
    assert_eq!(json["cases"][0]["status"], "differs");
}

#[test]
fn a_project_file_says_where_snapshots_stand_and_what_is_checked() {
    let project = Project::new();
    project.write("wxhost.toml", "[check]\npaths = ['src']\nsnapshots = 'approved'\njobs = 1\n");
    project.write("src/b.js", PROGRAM);
    project.write("src/b.js.toml", SCENARIOS);
    project.write("src/deep/x", "");
    project.check(&[]).expect(0, &["3 scenarios: 3 written"]);
    assert!(project.read("approved/b/one.snap").starts_with("---\nsource: src/b.js.toml\n"));
    let deep = Wxhost::new(["check"]).within(&project.path().join("src/deep")).run();
    deep.expect(0, &["3 as approved"]);
    project.check(&["a.js"]).expect(0, &["3 written"]);
    assert!(!project.read("approved/a/one.snap").is_empty());
    // A structural difference, from the trace that was kept when the text was approved.
    project.write("src/b.js", &PROGRAM.replace("hello", "good day"));
    project.check(&["src", "-g", "one"]).expect(1, &["~ 0 ms: Line 1 writes", "text: \"hello 0\" → \"good day 0\""]);
    project.write("wxhost.toml", "[check]\nsnapshot = 'approved'\n");
    project.check(&[]).expect(2, &["wxhost.toml:2:1", "unknown field `snapshot`"]);
}

#[test]
fn the_settings_in_force_are_shown_with_their_origin() {
    let project = Project::new();
    project.write("wxhost.toml", "[check]\njobs = 3\nupdate = 'none'\n");
    project.write("a.js.toml", "[defaults]\nseed = 7\n[[scenario]]\nname = 'x'\n");
    let shown = |lang: &str| {
        let show = Wxhost::new(["config", "show", "a.js", "--lang", lang]).within(project.path()).env("WXHOST_JOBS", "5").run();
        let lines: Vec<String> =
            show.expect(0, &[]).out.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        lines
    };
    let has = |lines: &[String], line: &str| assert!(lines.iter().any(|known| known == line), "{line} is not in {lines:#?}");
    let lines = shown("en");
    has(&lines, "check.jobs 5 environment variable WXHOST_JOBS");
    has(&lines, "check.update none wxhost.toml");
    has(&lines, "check.unreferenced warn default");
    has(&lines, "defaults.seed 7 a.js.toml");
    has(&shown("zh"), "check.unreferenced warn 默认");
    project.check(&[]).expect(1, &["not approved yet"]);
}

#[test]
fn saved_traces_are_shown_compared_and_told() {
    let project = Project::new();
    for (name, call) in [("a.jsonl", "greet(1)"), ("b.jsonl", "greet(2)")] {
        project.run(&["run", "a.js", "--call", call, "--format", "jsonl", "-o", name]).expect(0, &[]);
    }
    project.run(&["show", "a.jsonl"]).expect(0, &["hello 0", "no findings"]);
    assert_eq!(project.run(&["show", "a.jsonl", "--format", "jsonl"]).out, project.read("a.jsonl"));
    assert_eq!(project.run(&["diff", "a.jsonl", "a.jsonl"]).expect(0, &[]).out, "");
    project.run(&["diff", "a.jsonl", "b.jsonl"]).expect(1, &["+ ", "hello 1", "~ call[0]: \"greet(1)\" → \"greet(2)\""]);
    let json = project.run(&["diff", "a.jsonl", "b.jsonl", "--format", "json"]).expect(1, &[]).out;
    let json: Value = serde_json::from_str(&json).expect("JSON");
    assert!(json["changes"].as_array().is_some_and(|changes| changes.iter().any(|change| change["what"] == "added")), "{json}");
    project.run(&["explain", "a.jsonl"]).expect(0, &["writes console.log: hello 0."]);
    project.run(&["explain", "a.jsonl", "--lang", "zh"]).expect(0, &["输出 console.log：hello 0。"]);
    project.run(&["explain", "a.jsonl", "b.jsonl"]).expect(1, &["because of that", "hello 1"]);
    project.run(&["explain", "a.jsonl", "a.jsonl"]).expect(0, &["tell the same"]);
    project.run(&["show", "a.js"]).expect(3, &["a.js"]);
    project.run(&["diff", "a.jsonl", "none.jsonl"]).expect(2, &["none.jsonl"]);
}

#[test]
fn insta_takes_the_approved_files_of_check() {
    let project = Project::approved();
    let host = wxhost::Host::open(project.path().join("a.js")).and_then(|host| host.scenario("two"));
    let finished = host.and_then(wxhost::Host::run).expect("a run");
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(project.path().join("snapshots/a"));
    settings.set_prepend_module_to_snapshot(false);
    let text = wxhost::report::text::render(&finished.trace, &wxhost::report::text::Options::default());
    settings.bind(|| insta::assert_snapshot!("two", text));
    assert_eq!(project.names(), ["one.snap", "three.snap", "two.snap"], "insta left nothing pending");
    assert!(root().join("wxhost.toml").is_file());
}
