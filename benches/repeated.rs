//! Many scenarios in one process: what each costs in CPU and memory, against bare Boa contexts that evaluate the same script.
//!
//! `cargo bench --bench repeated`. Every kind runs in a process of its own (this very binary), for which CPU is user and system
//! time without its start; the kinds alternate, and the medians are compared. `--kind NAME COUNT` is how a child is called.

#![expect(clippy::print_stdout, clippy::disallowed_methods, reason = "a benchmark prints what it measured")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use boa_engine::{Context, Source as BoaSource};
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;
use wxhost::explore::{Bounds, Entry, explore};
use wxhost::host::{Contexts, Guarded, Plan, Session, Wanted};
use wxhost::scenario::load;
use wxhost::source::{DEFAULT_LIMIT, Source, Spec};
use wxhost::world::choice::Choices;

/// As in the binary. A thread that runs no scripts only counts.
#[global_allocator]
static GUARDED: Guarded = Guarded;

const ROUNDS: usize = 7;
/// How many runs are wanted at a time.
const BATCH: usize = 32;

/// Name, how often it is done in a round, and what it is.
const KINDS: [(&str, usize, &str); 6] = [
    ("bare", 200, "a bare context evaluates the script"),
    ("load", 200, "fresh context, the script is loaded"),
    ("fresh", 200, "fresh context, login over real connections"),
    ("reused", 1000, "reused context, login within the process"),
    ("explore-fresh", 1, "a path of the article, fresh"),
    ("explore", 1, "a path of the article, reused"),
];

fn main() {
    let args: Vec<String> = std::env::args().collect();
    if let [_, flag, kind, count] = args.as_slice()
        && flag == "--kind"
    {
        return child(kind, count.parse().expect("a count"));
    }
    let me = std::env::current_exe().expect("this binary has a path");
    let mut times = vec![Vec::new(); KINDS.len()];
    for _ in 0..ROUNDS {
        for (index, (kind, count, _)) in KINDS.iter().enumerate() {
            times[index].push(measure(&me, kind, *count).0);
        }
    }
    let mut medians = times.iter_mut().map(|times| median(times));
    let base = medians.next().unwrap_or(f64::NAN);
    println!("{:<46} {:>10} {:>7}", "each", "CPU", "ratio");
    println!("{:<46} {base:>7.0} us {:>7.2}", KINDS[0].2, 1.0);
    for ((_, _, what), middle) in KINDS[1..].iter().zip(medians) {
        println!("{what:<46} {middle:>7.0} us {:>7.2}", middle / base);
    }
    println!();
    for kind in ["reused", "fresh"] {
        let (ten, many) = (measure(&me, kind, 10).1, measure(&me, kind, 10_000).1);
        #[expect(clippy::cast_precision_loss, reason = "kilobytes")]
        let ratio = many as f64 / ten as f64;
        println!("{kind}: 10 scenarios in {ten} KB, 10000 in {many} KB: {ratio:.2}");
    }
}

/// Microseconds of CPU for each, and the most kilobytes of memory.
fn measure(me: &Path, kind: &str, count: usize) -> (f64, u64) {
    let output = Command::new(me).args(["--kind", kind, &count.to_string()]).output().expect("a child");
    assert!(output.status.success(), "{kind} failed: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout);
    let mut numbers = text.split_whitespace();
    let micros = numbers.next().and_then(|micros| micros.parse().ok()).expect("microseconds");
    (micros, numbers.next().and_then(|memory| memory.parse().ok()).expect("kilobytes"))
}

fn child(kind: &str, count: usize) {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let block = std::fs::read(root.join("js/seed/wx_login.js")).expect("the script");
    let article = root.join("js/seed/article.md");
    let file = load(&root.join("js/seed/article.md.toml")).expect("the sidecar");
    let open = |blocks: &str| {
        let spec = Spec::parse(&format!("{}{blocks}", article.display())).expect("a source");
        Source::open_spec(&spec, DEFAULT_LIMIT).expect("a source")
    };
    let plan = |source: Source, scenario| Plan {
        sources: [source].into(),
        scenario,
        routes: file.file.routes.clone(),
        ..Plan::default()
    };
    let login = plan(open("#1"), file.select("login succeeds").expect("the scenario").clone());
    let mut loaded = login.clone();
    loaded.scenario.call = Some(Vec::new());
    let scenarios = |plan: &Plan, contexts| {
        let mut session = Session::new(contexts);
        // Twice, so that there is a context to reuse.
        run(&mut session, plan, 2);
        let before = used();
        for done in (0..count).step_by(BATCH) {
            run(&mut session, plan, BATCH.min(count - done));
        }
        (used() - before, count)
    };
    let explored = |contexts| {
        let source = open("");
        let entries = Entry::of(std::slice::from_ref(&source));
        let plan = plan(source, file.ad_hoc(&[]).expect("the defaults"));
        let before = used();
        let explored = explore(&plan, &entries, &Bounds { contexts, ..Bounds::default() }, &Arc::default());
        (used() - before, explored.expect("an exploration").exploration.counts.run)
    };
    let (micros, done) = match kind {
        "bare" => {
            let before = used();
            for _ in 0..count {
                Context::default().eval(BoaSource::from_bytes(&block)).expect("it evaluates");
            }
            (used() - before, count)
        }
        "load" => scenarios(&loaded, Contexts::Fresh),
        "fresh" => scenarios(&login, Contexts::Fresh),
        "reused" => scenarios(&login, Contexts::Reused),
        "explore" => explored(Contexts::Reused),
        _ => explored(Contexts::Fresh),
    };
    let memory = getrusage(UsageWho::RUSAGE_SELF).expect("usage").max_rss();
    #[expect(clippy::cast_precision_loss, reason = "microseconds of a run")]
    let each = micros as f64 / done as f64;
    println!("{each} {memory}");
}

/// Runs the plan so often, one run after another, as `explore` does.
fn run(session: &mut Session, plan: &Plan, times: usize) {
    let plan = plan.clone();
    let wanted = move |_| Wanted { plan: plan.clone(), choices: Choices::default() };
    let events = session.run_all(times, wanted, &AtomicBool::new(false), &|| false, |finished, _| finished.trace.events.len());
    assert_eq!(events.len(), times);
    assert!(events.into_iter().all(|events| events.is_ok_and(|events| events > 1)));
}

fn used() -> i64 {
    let usage = getrusage(UsageWho::RUSAGE_SELF).expect("usage");
    usage.user_time().num_microseconds() + usage.system_time().num_microseconds()
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}
