//! Many scenarios: what a second worker brings, and what ten thousand take of memory compared with ten, all in one run.
//!
//! `cargo bench --bench workers`. The suites are made in a temporary folder and approved first. Wall-clock time says something
//! about workers only on a machine that is otherwise idle: the runs alternate, and the best of each kind is taken. CPU time tells
//! what the workers cost besides. Memory is the proportional set size of the supervisor and its workers together, at its highest
//! (Linux only). It is looked at without a pause, and ten scenarios are checked many times over, because once is over after a few
//! looks; of many runs the highest look counts.

#![expect(clippy::print_stdout, clippy::disallowed_methods, reason = "a benchmark prints what it measured")]

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;

const ROUNDS: usize = 5;
/// How often ten scenarios are checked to see what they take.
const TENS: usize = 60;
const PROGRAM: &str = "function go(n) { wx.login({ success(res) { wx.request({ url: 'https://shop.example/login', method: 'POST', \
    data: { code: res.code, n }, success(res) { wx.showToast({ title: String(res.statusCode) }) } }) } }) }\n";

fn main() {
    let folder = std::env::temp_dir().join(format!("wxhost-bench-{}", std::process::id()));
    for (name, files, each) in [("ten", 1, 10), ("many", 4, 150), ("ten-thousand", 100, 100)] {
        suite(&folder.join(name), files, each);
    }
    let check = |name: &str, jobs: usize| {
        let used = || {
            let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("usage of children");
            usage.user_time().num_microseconds() + usage.system_time().num_microseconds()
        };
        let (before, begin) = (used(), Instant::now());
        let peak = run(&folder.join(name), jobs);
        (begin.elapsed(), used() - before, peak)
    };
    for name in ["ten", "many", "ten-thousand"] {
        check(name, 2);
    }
    let (mut one, mut two) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        one.push(check("many", 1));
        two.push(check("many", 2));
    }
    println!("{:<22} {:>10} {:>10}", "600 scenarios", "wall", "CPU");
    for (name, all) in [("one worker", &one), ("two workers", &two)] {
        println!("{name:<22} {:>8.2} s {:>8.2} s", best(all).0, best(all).1);
    }
    println!("two workers are {:.2} times as fast as one", best(&one).0 / best(&two).0);
    let ten = (0..TENS).map(|_| check("ten", 2).2).max().unwrap_or(0);
    let many = check("ten-thousand", 2).2;
    if ten == 0 {
        println!("this system does not tell what processes take of memory");
    } else {
        #[expect(clippy::cast_precision_loss, reason = "kilobytes of memory")]
        let ratio = many as f64 / ten as f64;
        println!(
            "memory at its highest: {:.1} MB for ten scenarios, {:.1} MB for ten thousand: {ratio:.2} times",
            megabytes(ten),
            megabytes(many)
        );
    }
    let _ = std::fs::remove_dir_all(&folder);
}

fn suite(folder: &Path, files: usize, each: usize) {
    std::fs::create_dir_all(folder).expect("a folder");
    for file in 0..files {
        let scenario = |n: usize| format!("[[scenario]]\nname = 'n{n}'\ncall = ['go({})']\n", n % 7);
        let scenarios: String = (0..each).map(scenario).collect();
        let routes = "[routes]\n'https://shop.example/login' = 'backend:/login'\n";
        std::fs::write(folder.join(format!("f{file}.js")), PROGRAM).expect("a file");
        std::fs::write(folder.join(format!("f{file}.js.toml")), format!("{routes}{scenarios}")).expect("a file");
    }
}

/// Checks a suite; the highest memory in kB, or 0 where the system does not tell.
fn run(folder: &Path, jobs: usize) -> u64 {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wxhost"));
    command.args(["check", "-q", "-j", &jobs.to_string()]).current_dir(folder).env_remove("CI");
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("wxhost starts");
    let mut peak = 0;
    loop {
        match child.try_wait().expect("a child") {
            Some(status) => {
                assert!(status.success(), "{}: {status}", folder.display());
                return peak;
            }
            None => {
                peak = peak.max(with_workers(child.id()));
                std::thread::sleep(Duration::from_micros(500));
            }
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "kilobytes of memory")]
fn megabytes(kilobytes: u64) -> f64 {
    kilobytes as f64 / 1024.0
}

/// The memory of a process and its workers; none while a child has not become a worker.
fn with_workers(id: u32) -> u64 {
    let tasks = std::fs::read_dir(format!("/proc/{id}/task")).into_iter().flatten().flatten();
    let children = tasks.map(|task| std::fs::read_to_string(task.path().join("children")).unwrap_or_default());
    let children: Vec<u32> =
        children.flat_map(|ids| ids.split_whitespace().filter_map(|id| id.parse().ok()).collect::<Vec<_>>()).collect();
    // A child that has not become a worker yet still is its parent.
    let is_worker =
        |id: &u32| std::fs::read_to_string(format!("/proc/{id}/cmdline")).is_ok_and(|arguments| arguments.contains("__worker"));
    if !children.iter().all(is_worker) {
        return 0;
    }
    children.into_iter().chain([id]).map(memory).sum()
}

fn memory(id: u32) -> u64 {
    let text = std::fs::read_to_string(format!("/proc/{id}/smaps_rollup")).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"));
    line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok()).unwrap_or(0)
}

/// The least wall and CPU seconds.
fn best(all: &[(Duration, i64, u64)]) -> (f64, f64) {
    #[expect(clippy::cast_precision_loss, reason = "microseconds of a run")]
    let cpu = all.iter().map(|(_, cpu, _)| *cpu as f64 / 1e6).fold(f64::INFINITY, f64::min);
    (all.iter().map(|(wall, ..)| wall.as_secs_f64()).fold(f64::INFINITY, f64::min), cpu)
}
