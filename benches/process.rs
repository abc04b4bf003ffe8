//! One scenario as a whole process, against a bare Boa program and against node: CPU, memory, ratios, all in one run.
//!
//! `cargo bench --bench process`. The bare program is this very binary called with `--bare`: it makes a Boa context and
//! evaluates the article's first block, nothing else. node runs `benches/equivalent.mjs`: the same login over real HTTP on a
//! hand-made `wx`. CPU is user and system time of the children, so that waiting costs nothing and a busy machine disturbs
//! little; the runs alternate.

#![expect(clippy::print_stdout, clippy::disallowed_methods, reason = "a benchmark prints what it measured")]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use boa_engine::{Context, Source};
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;

const ROUNDS: usize = 40;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    if let [_, flag, file] = args.as_slice()
        && flag == "--bare"
    {
        bare(Path::new(file));
        return;
    }
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let me = std::env::current_exe().expect("this binary has a path");
    let block = root.join("js/seed/wx_login.js");
    let article = root.join("js/seed/article.md");
    let programs: Vec<(&str, Vec<String>)> = vec![
        ("bare Boa", vec![text(&me), "--bare".into(), text(&block)]),
        ("wxhost run", vec![env!("CARGO_BIN_EXE_wxhost").into(), "run".into(), text(&article)]),
        ("node", vec!["node".into(), text(&root.join("benches/equivalent.mjs")), text(&block)]),
    ];
    let mut times = vec![Vec::new(); programs.len()];
    for round in 0..=ROUNDS {
        for (index, (_, command)) in programs.iter().enumerate() {
            let Some(micros) = cpu(command) else { continue };
            // The first round only warms the caches.
            if round > 0 {
                times[index].push(micros);
            }
        }
    }
    let base = median(&mut times[0]);
    println!("{:<12} {:>12} {:>12} {:>10}", "program", "CPU median", "CPU least", "ratio");
    for (index, (name, _)) in programs.iter().enumerate() {
        if times[index].is_empty() {
            println!("{name:<12} not there");
            continue;
        }
        let middle = median(&mut times[index]);
        println!("{name:<12} {:>9.2} ms {:>9.2} ms {:>10.2}", middle / 1000.0, times[index][0] / 1000.0, middle / base);
    }
    if !times[2].is_empty() {
        println!("wxhost is {:.1} times cheaper than node", median(&mut times[2]) / median(&mut times[1]));
    }
}

fn bare(file: &Path) {
    let text = std::fs::read(file).expect("the script");
    let mut context = Context::default();
    context.eval(Source::from_bytes(&text)).expect("it evaluates");
}

/// User and system time of one run in microseconds; `None` when the program is not there.
fn cpu(command: &[String]) -> Option<f64> {
    let used = || {
        let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("usage of children");
        usage.user_time().num_microseconds() + usage.system_time().num_microseconds()
    };
    let before = used();
    let status = Command::new(&command[0]).args(&command[1..]).stdout(Stdio::null()).stderr(Stdio::null()).status().ok()?;
    assert!(status.success(), "{command:?} failed");
    #[expect(clippy::cast_precision_loss, reason = "microseconds of a run")]
    Some((used() - before) as f64)
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}

fn text(path: &Path) -> String {
    path.display().to_string()
}
