//! The worker processes of `check` and `explore`: what a program does to one of them harms nobody else, and none outlives its work.
#![cfg(target_os = "linux")]

use std::path::PathBuf;
use std::process::{Child, Command};
use std::time::Duration;

use crate::support::{Ran, Wxhost, folder, shell};

const PROGRAM: &str = "function greet(n) { for (var i = 0; i < n; i++) console.log('hello ' + i) }\n";
const ENDLESS: &str = "call = ['while (true) {}']\nlimits.loop_iterations = 1000000000000\n";

/// Scenarios that greet, and one more.
fn project(count: usize, more: &str) -> tempfile::TempDir {
    let quiet: String = (0..count).map(|n| format!("[[scenario]]\nname = 'quiet {n}'\ncall = ['greet({n})']\n")).collect();
    let more = format!("[[scenario]]\nname = 'wild'\n{more}\n");
    folder(&[("a.js", PROGRAM), ("a.js.toml", &(quiet + &more))])
}

/// The worker processes of a check that is running: as soon as there is one.
fn workers(of: &Child) -> Vec<u32> {
    let tasks = PathBuf::from(format!("/proc/{}/task", of.id()));
    for _ in 0..500 {
        // Each thread has its own children.
        let files = std::fs::read_dir(&tasks).expect("a process").flatten().map(|task| task.path().join("children"));
        let text: String = files.map(|file| std::fs::read_to_string(file).unwrap_or_default()).collect();
        if !text.trim().is_empty() {
            return text.split_whitespace().map(|id| id.parse().expect("a number")).collect();
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("no worker was started");
}

fn signal(name: &str, id: u32) {
    assert!(Command::new("kill").args([name, &id.to_string()]).status().expect("kill").success());
}

/// Waits until a process is gone.
fn gone(id: u32) -> bool {
    let state = || std::fs::read_to_string(format!("/proc/{id}/stat")).ok();
    (0..500).any(|_| {
        std::thread::sleep(Duration::from_millis(10));
        state().is_none_or(|state| state.contains(") Z "))
    })
}

#[test]
fn a_program_that_ends_its_worker_costs_nobody_else() {
    // The machine has less memory than the scenario allows: the allocation fails, and the process with it.
    let folder = project(6, "call = ['let s = \"x\"; for (let i = 0; i < 40; i++) s += s']\nlimits.memory = 100000000000");
    let ran = shell("ulimit -v 3000000; wxhost check -j 2", folder.path());
    let ran = ran.expect(6, &["FAILED  wild", "signal: 6", "ended twice", "7 scenarios: 6 written, 1 reached a limit"]);
    assert!(ran.err.is_empty(), "{}", ran.err);
}

#[test]
fn a_worker_that_somebody_ends_is_replaced() {
    let folder = project(3, &format!("{ENDLESS}limits.deadline = '2s'"));
    let child = Wxhost::new(["check", "-j", "1", "--lang", "zh"]).within(folder.path()).start();
    std::thread::sleep(Duration::from_millis(600));
    signal("-KILL", workers(&child)[0]);
    Ran::of(child).expect(6, &["到达上限 limits.deadline", "4 个场景：3 个新写入，1 个到达上限"]);
}

#[test]
fn a_worker_that_does_not_answer_is_ended() {
    let folder = project(3, &format!("{ENDLESS}limits.deadline = '1s'"));
    let child = Wxhost::new(["check", "-j", "1"]).within(folder.path()).start();
    std::thread::sleep(Duration::from_millis(500));
    let worker = workers(&child)[0];
    signal("-STOP", worker);
    Ran::of(child).expect(6, &["gave no answer for 6 s and was ended (limits.deadline)", "3 written, 1 reached a limit"]);
    assert!(gone(worker));
}

#[test]
fn workers_end_with_the_process_that_started_them() {
    for name in ["-KILL", "-INT"] {
        let folder = project(1, &format!("{ENDLESS}limits.deadline = '60s'"));
        let child = Wxhost::new(["check", "-j", "2"]).within(folder.path()).start();
        std::thread::sleep(Duration::from_millis(300));
        let workers = workers(&child);
        signal(name, child.id());
        let _ = child.wait_with_output();
        assert!(workers.iter().all(|worker| gone(*worker)), "{name}: {workers:?}");
    }
}

#[test]
fn a_worker_that_left_a_thread_behind_is_replaced() {
    // Were it not, the thread would still be running beside the others.
    let folder =
        project(2, &format!("{ENDLESS}limits.deadline = '300ms'\n[[scenario]]\nname = 'slow'\n{ENDLESS}limits.deadline = '2s'"));
    let child = Wxhost::new(["check", "-j", "1"]).within(folder.path()).start();
    std::thread::sleep(Duration::from_millis(200));
    let first = workers(&child)[0];
    std::thread::sleep(Duration::from_millis(800));
    assert_ne!(workers(&child), [first]);
    Ran::of(child).expect(6, &["4 scenarios: 2 written, 2 reached a limit"]);
}

#[test]
fn with_and_without_processes_the_results_are_the_same() {
    let check = |workers: &str| {
        let folder = project(4, "call = ['String(null.x)']");
        let run = |args: &[&str]| Wxhost::new(args).within(folder.path()).env("WXHOST_WORKERS", workers).run();
        let first = run(&["check", "-v", "--report-json", "r.json"]);
        std::fs::write(folder.path().join("a.js"), PROGRAM.replace("hello", "good day")).expect("a file");
        let second = run(&["check", "--repeat-each", "2"]);
        std::fs::write(folder.path().join("a.js"), "var = 1").expect("a file");
        let third = run(&["check"]);
        let json = std::fs::read_to_string(folder.path().join("r.json")).expect("a report");
        [(first.code, first.out, json), (second.code, second.out, second.err), (third.code, third.out, third.err)]
    };
    let with = check("1");
    assert_eq!(with, check("0"));
    assert_eq!([with[0].0, with[1].0, with[2].0], [0, 1, 3]);
}

#[test]
fn explore_gives_the_same_with_and_without_processes() {
    let explore = |workers: &str, jobs: &str| {
        let args = ["explore", "js/seed/article.md#1", "--max-choices", "1", "--format", "json", "-j", jobs];
        Wxhost::new(args).env("WXHOST_WORKERS", workers).run().expect(0, &["\"outcomes\""]).out
    };
    let here = explore("0", "1");
    assert_eq!(explore("1", "1"), here);
    assert_eq!(explore("1", "3"), here);
}

#[test]
fn a_path_that_ends_its_worker_is_an_outcome_among_others() {
    let script = "function go() { wx.login({ success() { console.log('in') }, fail() { let s = 'x'; for (let i = 0; i < 40; i++) s += s } }) }\n";
    let folder = folder(&[("a.js", script)]);
    let line = "ulimit -v 3000000; wxhost explore a.js --set limits.memory=100000000000 -j 2 --format json";
    let ran = shell(line, folder.path()).expect(0, &["the worker process that ran it ended (signal: 6", "\"limit: process\""]);
    let json: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    assert!(json["counts"]["run"].as_u64().is_some_and(|run| run > 1), "{}", ran.out);
    assert!(ran.out.contains("\"end\": \"clean\""), "{}", ran.out);
    assert!(json["not_covered"].as_array().is_some_and(Vec::is_empty), "{}", ran.out);
}
