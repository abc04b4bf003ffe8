//! What is to be said of one scenario that was run, and which files are written for it.

use super::args::Update;
use super::find::Item;
use super::options::Options;
use super::ran::Ran;
use super::state::State;
use crate::cli::project::slashed;
use crate::cli::quote::quoted;
use crate::cli::{Exit, failure::Failure};
use crate::host::Verdict;
use crate::lang::Message;
use crate::report::suite::{Case, Status};
use crate::snapshot::{Compared, Snapshot, SnapshotError, compare, line_diff, pending_path, reject, write_whole};
use crate::source::Problem;
use crate::trace::Trace;

/// A scenario's result, and the exit code that it asks for.
pub(super) struct Judged {
    pub case: Case,
    pub exit: Exit,
    /// What could not be done, to be printed as a problem.
    pub problems: Vec<Problem>,
}

/// Judges one scenario.
pub(super) fn judge(item: &Item, ran: Result<Ran, Failure>, options: &Options, state: &State) -> Judged {
    let mut case = blank(item);
    let ran = match ran {
        Ok(ran) => ran,
        Err(failure) => return failed(case, failure),
    };
    case.virtual_ms = ran.virtual_ms;
    case.ended = Some(ending(&ran.verdict).to_owned());
    case.findings.clone_from(&ran.findings);
    if ran.verdict == Verdict::Interrupted {
        case.status = Status::Interrupted;
        case.message = Some(Message::new("被中断", "it was interrupted"));
        return Judged { case, exit: Exit::Interrupted, problems: vec![] };
    }
    if let Some((second, again)) = &ran.unlike {
        case.status = Status::Unstable;
        case.message = Some(Message::new("再运行一次，结果不同", "run again, it was not the same"));
        case.diff = Some(difference((&ran.text, ran.trace()), (second, Trace::from_jsonl(again).ok())));
        return Judged { case, exit: Exit::Differs, problems: vec![] };
    }
    if let Some(message) = ran.broken.clone() {
        // What breaks a rule is never approved, so nothing is written.
        case.status = Status::RuleBroken;
        case.message = Some(message);
        return Judged { case, exit: Exit::Differs, problems: vec![] };
    }
    match decide(&mut case, item, &ran, options, state) {
        Ok(exit) => Judged { case, exit, problems: vec![] },
        Err(error) => {
            let exit = match error {
                SnapshotError::Broken { .. } => Exit::Unparsable,
                SnapshotError::Io { .. } => Exit::Usage,
            };
            let problem = Problem::from(error.message()).at(slashed(error.path()));
            let problem = match exit {
                Exit::Unparsable => problem
                    .help("从版本库取回它，或删除它再运行一次", "restore it from version control, or delete it and run again"),
                _ => problem,
            };
            failed(case, Failure::new(exit, problem))
        }
    }
}

fn decide(case: &mut Case, item: &Item, ran: &Ran, options: &Options, state: &State) -> Result<Exit, SnapshotError> {
    let path = &item.snapshot;
    let compared = match compare(path, &ran.text) {
        // What is broken can be written anew, if somebody asks for everything to be written.
        Err(SnapshotError::Broken { .. }) if options.update == Update::All => Compared::Missing,
        other => other?,
    };
    let limit = match &ran.verdict {
        Verdict::Limit(name) => Some(name),
        _ => None,
    };
    let write = |snapshot: &Snapshot| {
        write_whole(path, &snapshot.to_text())?;
        state.remember(&ran.text, &ran.jsonl);
        reject(path).map(|_| ())
    };
    let fresh = || Snapshot::new(&item.origin, &ran.text);
    let (snapshot, status) = match (compared, limit) {
        (Compared::Same, _) => {
            state.remember(&ran.text, &ran.jsonl);
            reject(path)?;
            case.status = Status::Passed;
            return Ok(Exit::Ok);
        }
        (_, Some(name)) => {
            case.status = Status::Limit;
            // Not every limit can be changed by a scenario.
            let name = if ["stack", "nesting"].contains(&name.as_str()) { name.clone() } else { format!("limits.{name}") };
            let (zh, en) = (format!("到达上限 {name}"), format!("it reached the limit {name}"));
            case.message = Some(Message::new(zh, en));
            return Ok(Exit::Limit);
        }
        (Compared::Missing, None) if options.update != Update::None => {
            write(&fresh())?;
            case.status = Status::Written;
            return Ok(Exit::Ok);
        }
        (Compared::Missing, None) => {
            case.message = Some(Message::new("还没有批准的轨迹", "no trace is approved yet"));
            (fresh(), Status::Missing)
        }
        (Compared::Differs { approved }, None) if matches!(options.update, Update::All | Update::Changed) => {
            write(&approved.with_body(&ran.text))?;
            case.status = Status::Updated;
            return Ok(Exit::Ok);
        }
        (Compared::Differs { approved }, None) => {
            case.message = Some(Message::new("轨迹与批准的不同", "the trace is not as approved"));
            case.diff = Some(difference((&approved.body, state.recall(&approved.body)), (&ran.text, ran.trace())));
            (approved.with_body(&ran.text), Status::Differs)
        }
    };
    case.status = status;
    case.accept = Some(format!("wxhost accept {}", quoted(&case.snapshot)));
    write_whole(&pending_path(path), &snapshot.to_text())?;
    state.remember(&ran.text, &ran.jsonl);
    Ok(Exit::Differs)
}

fn blank(item: &Item) -> Case {
    let (line, column) = item.place;
    // Outside of brackets a hyphen is just a hyphen.
    let name = format!("^{}$", regex::escape(&item.name).replace(r"\-", "-"));
    Case {
        position: item.position,
        file: item.path.to_string(),
        line,
        column,
        name: item.name.clone(),
        snapshot: slashed(&item.snapshot),
        status: Status::Error,
        ended: None,
        virtual_ms: 0,
        findings: Vec::new(),
        message: None,
        diff: None,
        page: None,
        rerun: format!("wxhost check {} -g {}", quoted(&item.path), quoted(&name)),
        accept: None,
    }
}

fn failed(mut case: Case, failure: Failure) -> Judged {
    use crate::lang::Lang::{En, Zh};
    case.status = if failure.exit == Exit::Limit { Status::Limit } else { Status::Error };
    let texts = |lang| failure.problems.iter().map(|problem| problem.text(lang)).collect::<Vec<_>>().join("\n");
    case.message = Some(Message::new(texts(Zh), texts(En)));
    Judged { case, exit: failure.exit, problems: failure.problems }
}

fn ending(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Clean => "clean",
        Verdict::ScriptFailed => "script-failed",
        Verdict::Unparsable => "unparsable",
        Verdict::UnknownApi => "unknown-api",
        Verdict::Limit(_) => "limit",
        Verdict::Interrupted => "interrupted",
    }
}

/// What differs between two texts: event by event where both traces are at hand, else row by row as drawn, else line by line.
pub(in crate::cli) fn difference(old: (&str, Option<Trace>), new: (&str, Option<Trace>)) -> Message {
    let of_traces = old.1.as_ref().zip(new.1.as_ref()).map(|(old, new)| crate::report::changes::render(old, new));
    let of_traces = of_traces.filter(|message| !message.en.is_empty());
    let of_rows = || crate::report::drawn::render(old.0, new.0, new.1.as_ref());
    of_traces.or_else(of_rows).unwrap_or_else(|| {
        let text = line_diff(old.0, new.0);
        Message::new(text.clone(), text)
    })
}
