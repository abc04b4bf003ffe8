//! `wxhost check [PATH…]`: runs every scenario found and compares with the approved traces.

mod args;
mod find;
mod idle;
mod judge;
mod options;
mod pages;
mod pool;
mod print;
mod ran;
mod reports;
mod shard;
mod stale;
mod state;
mod watch;
mod work;

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

pub(super) use args::Check;
use args::Unreferenced;
use find::{Found, Item, find, select};
use idle::IdleRules;
pub(super) use judge::difference;
use judge::{Judged, judge};
use options::Options;
pub(super) use options::in_ci;
pub(super) use options::{Reports, variable};
use pages::Pages;
use pool::Crew;
use print::Printer;
pub(super) use print::{indented, painted, summary};
use ran::Ran;
pub(super) use reports::write as write_reports;
use state::{Names, State};
pub(super) use work::serve;

use super::output::Io;
use super::project::{Project, slashed};
use super::{Exit, failure::Failure, interrupt, message, worker};
use crate::host::Contexts;
use crate::report::suite::{Broken, Status, Suite};
use crate::source::Problem;
use crate::trace::Trace;
use crate::trace::coverage::Coverage;

pub(super) fn run(args: &Check, io: &mut Io<'_>) -> Result<Exit, Failure> {
    let project = Project::of(args.paths.first().map_or(Path::new("."), |path| path))?;
    let options = Options::of(args, &project)?;
    if options.ci && args.update.is_some_and(|update| update != args::Update::None) {
        let problem = Problem::new("设置了 CI：不写批准的轨迹", "CI is set: no approved trace is written");
        message::warn(io, &problem);
    }
    let flag = interrupt::flag();
    if args.watch {
        return watch::run(args, &project, &options, &flag, io);
    }
    once(args, &project, &options, &Round { number: 0, only: None, interrupt: &flag, fresh: args.fresh }, io)
        .map(|(exit, _)| exit)
}

/// One of the checks that a process makes; `--watch` makes many.
struct Round<'r> {
    /// Which.
    number: usize,
    /// What changed since the last one; none: everything is to be run.
    only: Option<&'r watch::Changed>,
    interrupt: &'r Arc<AtomicBool>,
    /// Every scenario in a context of its own.
    fresh: bool,
}

/// Checks once; tells also which scenarios there are.
fn once(
    args: &Check,
    project: &Project,
    options: &Options,
    round: &Round<'_>,
    io: &mut Io<'_>,
) -> Result<(Exit, Vec<Item>), Failure> {
    let state = State::of(project);
    let Found { items, broken, folders } = find(args, project)?;
    let last = args.last_failed.then(|| state.failed());
    let all: Vec<_> = items.iter().map(|item| item.snapshot.clone()).collect();
    let (items, any) = select(items, options, last.as_ref());
    let there = if args.watch { items.clone() } else { Vec::new() };
    let items = match round.only {
        Some(changed) => items.into_iter().filter(|item| changed.affects(item)).collect(),
        None => items,
    };
    if round.only.is_some() && items.is_empty() && broken.is_empty() {
        return Ok((Exit::Ok, there));
    }
    if args.list {
        for (file, failure) in &broken {
            print::broken(io, file, failure);
        }
        print::list(io, &items)?;
        let none = items.is_empty() && broken.is_empty();
        let exit = broken.first().map_or(if none { Exit::Nothing } else { Exit::Ok }, |(_, failure)| failure.exit);
        return Ok((exit, there));
    }
    if !any && broken.is_empty() {
        return Err(nothing(args));
    }

    let mut suite = Suite::new(options.shard.map(|shard| shard.to_string()));
    let mut exit = Exit::Ok;
    for (file, failure) in &broken {
        print::broken(io, file, failure);
        exit = worse(exit, failure.exit);
        let problems = |lang| failure.problems.iter().map(|problem| problem.text(lang)).collect::<Vec<_>>().join("\n");
        let message = crate::lang::Message::new(problems(crate::lang::Lang::Zh), problems(crate::lang::Lang::En));
        suite.broken.push(Broken { file: file.clone(), message });
    }
    let mut coverage = None;
    exit = worse(exit, run_items(&items, options, &state, &mut suite, &mut coverage, round, io)?);

    // A run of a part, or one that ended early, cannot tell what nobody needs.
    let whole = suite.complete && broken.is_empty() && !options.filtered(args) && round.only.is_none();
    if whole && options.unreferenced != Unreferenced::Ignore {
        let found = stale::find(&all, &folders, args.paths.is_empty(), project);
        exit = worse(exit, stale::settle(found, options, &mut suite, io)?);
    }
    write_reports(&suite, &options.reports, io)?;
    options.coverage.tell(coverage.as_ref(), false, io)?;
    io.print(&format!("{}\n", summary(&suite, io)))?;
    Ok((exit, there))
}

/// The traces behind two texts, where a check in this project has seen them.
pub(super) fn recalled(old: &str, new: &str) -> (Option<Trace>, Option<Trace>) {
    let Ok(project) = Project::of(Path::new(".")) else { return (None, None) };
    let state = State::of(&project);
    (state.recall(old), state.recall(new))
}

/// Runs the items in order and tells of each; what ran of the code is added to `coverage`.
fn run_items(
    items: &[Item],
    options: &Options,
    state: &State,
    suite: &mut Suite,
    coverage: &mut Option<Coverage>,
    round: &Round<'_>,
    io: &mut Io<'_>,
) -> Result<Exit, Failure> {
    let interrupt = round.interrupt;
    let (mut exit, mut failures) = (Exit::Ok, 0);
    let before = state.failed();
    let (mut run, mut failed) = (Names::new(), Names::new());
    let mut pages = Pages::new(options.reports.html.as_ref(), io.lang)?;
    let mut printer = Printer::new(items.len(), io);
    let mut unwritable = None;
    let crew = Crew {
        jobs: options.jobs,
        repeat: options.repeat_each,
        keep: options.keep,
        round: round.number,
        program: worker::program("check"),
        contexts: if round.fresh { Contexts::Fresh } else { Contexts::Reused },
        interrupt: Arc::clone(interrupt),
    };
    let mut idle = IdleRules::default();
    crew.run_all(items, |index, mut ran| {
        let item = &items[index];
        idle.look(item, ran.as_ref().ok());
        let covered = ran.as_mut().ok().and_then(|ran| ran.coverage.take());
        let trace = ran.as_ref().ok().filter(|_| pages.is_some()).and_then(Ran::trace);
        let page = match (&mut pages, trace) {
            (Some(pages), Some(trace)) => pages.write(item, &trace, covered.as_ref()).map(Some),
            _ => Ok(None),
        };
        Coverage::sum(coverage, covered);
        let Judged { mut case, exit: asked, problems } = judge(item, ran, options, state);
        match page {
            Ok(page) => case.page = page,
            Err(failure) => unwritable = Some(failure),
        }
        let name = (item.origin.to_string(), item.name.clone());
        exit = worse(exit, asked);
        if case.status.failed() {
            failures += 1;
            failed.insert(name.clone());
        }
        if before.contains(&name) {
            run.insert(name);
        }
        let printed = printer.case(&case, &problems);
        // Ten thousand scenarios as approved are a number, unless a report is to name them.
        if case.status == Status::Passed && !options.reports.any() {
            suite.passed += 1;
        } else {
            suite.cases.push(case);
        }
        if let Err(failure) = printed {
            unwritable = Some(failure);
        }
        if unwritable.is_some() {
            return ControlFlow::Break(());
        }
        let enough = asked == Exit::Interrupted || options.max_failures.is_some_and(|most| failures >= most);
        if enough { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    printer.end();
    state.keep_failed(&run, &failed);
    if let Some(failure) = unwritable {
        return Err(failure);
    }
    suite.complete = suite.len() == items.len() && exit != Exit::Interrupted;
    if suite.complete {
        idle.tell(io);
    }
    Ok(if interrupt.load(Ordering::Relaxed) { Exit::Interrupted } else { exit })
}

/// The exit code that says more: what keeps a result from being trusted comes before a result.
fn worse(a: Exit, b: Exit) -> Exit {
    const ORDER: [Exit; 7] =
        [Exit::Interrupted, Exit::Internal, Exit::Usage, Exit::Unparsable, Exit::Limit, Exit::Differs, Exit::Nothing];
    ORDER.into_iter().find(|exit| *exit == a || *exit == b).unwrap_or(Exit::Ok)
}

fn nothing(args: &Check) -> Failure {
    let problem = if args.last_failed {
        Problem::new("上次没有失败的场景", "no scenario failed last time")
    } else {
        Problem::new("没有选中任何场景", "no scenario was selected")
    };
    let problem = problem.help(
        "场景写在文章旁边的 article.md.toml 或 *.scenario.toml 里；wxhost check --list 列出找到的",
        "scenarios stand in article.md.toml beside an article, or in *.scenario.toml; wxhost check --list shows those found",
    );
    let paths: Vec<String> = args.paths.iter().map(|path| slashed(path)).collect();
    Failure::new(Exit::Nothing, if paths.is_empty() { problem } else { problem.at(paths.join(" ")) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exit_code_that_says_more_wins() {
        assert_eq!(worse(Exit::Differs, Exit::Ok), Exit::Differs);
        assert_eq!(worse(Exit::Differs, Exit::Limit), Exit::Limit);
        assert_eq!(worse(Exit::Unparsable, Exit::Differs), Exit::Unparsable);
        assert_eq!(worse(Exit::Interrupted, Exit::Usage), Exit::Interrupted);
    }
}
