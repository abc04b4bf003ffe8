//! `wxhost review`: goes through what waits for a decision, shows what differs, and asks.

use std::io::{BufRead as _, IsTerminal as _};

use clap::Args;

use super::check::{difference, indented, recalled};
use super::output::Io;
use super::pending::{done, everything, refuse_in_ci};
use super::{Exit, failure::Failure};
use crate::snapshot::{Pending, Snapshot, approve, pending_path, reject};
use crate::source::Problem;

/// Decide on the traces that wait, one after another
#[derive(Debug, Args)]
pub(super) struct Review {}

/// What somebody decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Decision {
    Accept,
    Reject,
    Skip,
    Quit,
}

pub(super) fn run(_: &Review, io: &mut Io<'_>) -> Result<Exit, Failure> {
    let pending = everything()?;
    if pending.is_empty() {
        let text = io.lang.pick("没有等待决定的轨迹\n", "nothing waits for a decision\n").to_owned();
        io.note(&text);
        return Ok(Exit::Ok);
    }
    refuse_in_ci()?;
    if !std::io::stdin().is_terminal() {
        let problem = Problem::new("review 要在终端里运行", "review needs a terminal");
        let help = problem.help(
            "用 wxhost pending 列出，用 wxhost accept 或 reject 决定",
            "wxhost pending lists what waits, wxhost accept and reject decide",
        );
        return Err(Failure::new(Exit::Usage, help));
    }
    let mut answers = std::io::stdin().lock().lines();
    go_through(&pending, &mut || answers.next()?.ok(), io)
}

/// Shows each and asks until there is an answer; no more input means quit.
fn go_through(pending: &[Pending], ask: &mut dyn FnMut() -> Option<String>, io: &mut Io<'_>) -> Result<Exit, Failure> {
    let count = pending.len();
    for (index, one) in pending.iter().enumerate() {
        let shown = show(one, io)?;
        io.print(&format!("\n{}/{count}  {}\n{shown}", index + 1, one.name))?;
        let decision = loop {
            let question = io.lang.pick("接受 a，拒绝 r，跳过 s，退出 q？ ", "accept a, reject r, skip s, quit q? ").to_owned();
            io.print(&question)?;
            match ask().as_deref().map(decision) {
                None => break Decision::Quit,
                Some(Some(decision)) => break decision,
                Some(None) => {}
            }
        };
        match decision {
            Decision::Accept => {
                approve(&one.path)?;
                done(io, "已接受", "accepted", &one.path)?;
            }
            Decision::Reject => {
                reject(&one.path)?;
                done(io, "已拒绝", "rejected", &one.path)?;
            }
            Decision::Skip => {}
            Decision::Quit => break,
        }
    }
    Ok(Exit::Ok)
}

fn decision(answer: &str) -> Option<Decision> {
    match answer.trim().to_lowercase().as_str() {
        "a" | "accept" => Some(Decision::Accept),
        "r" | "reject" => Some(Decision::Reject),
        "s" | "skip" => Some(Decision::Skip),
        "q" | "quit" => Some(Decision::Quit),
        _ => None,
    }
}

/// What differs, or the whole text when nothing is approved yet.
fn show(one: &Pending, io: &Io<'_>) -> Result<String, Failure> {
    let new = Snapshot::read(&pending_path(&one.path))?.map(|snapshot| snapshot.body).unwrap_or_default();
    let old = Snapshot::read(&one.path)?.map(|snapshot| snapshot.body);
    Ok(match old {
        Some(old) => {
            let traces = recalled(&old, &new);
            let told = difference((&old, traces.0), (&new, traces.1));
            indented(told.in_lang(io.lang), io.color_out)
        }
        None => indented(&new.lines().map(|line| format!("+ {line}\n")).collect::<String>(), io.color_out),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::snapshot::write_whole;

    #[test]
    fn each_answer_decides_one_and_quitting_leaves_the_rest() {
        let folder = tempfile::tempdir().expect("a folder");
        let pending: Vec<Pending> = ["a", "b", "c", "d"]
            .map(|name| Pending { name: format!("x/{name}"), path: folder.path().join(format!("{name}.snap")) })
            .into();
        for one in &pending {
            write_whole(&one.path, &Snapshot::new("x.toml", "old").to_text()).expect("written");
            write_whole(&pending_path(&one.path), &Snapshot::new("x.toml", "new").to_text()).expect("written");
        }
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let (lang, width) = (Lang::En, None);
        let (color_out, color_err, quiet, verbose) = (false, false, false, false);
        let mut io = Io { out: &mut out, err: &mut err, lang, width, color_out, color_err, quiet, verbose };
        let mut answers = ["a", "what?", "r", "s", "q"].into_iter().map(str::to_owned);
        go_through(&pending, &mut || answers.next(), &mut io).unwrap_or_else(|failure| panic!("{failure:?}"));
        let state = |one: &Pending| {
            let body = Snapshot::read(&one.path).ok().flatten().map(|snapshot| snapshot.body).unwrap_or_default();
            (body, pending_path(&one.path).exists())
        };
        let states: Vec<_> = pending.iter().map(state).collect();
        let expected = [("new", false), ("old", false), ("old", true), ("old", true)];
        assert_eq!(states, expected.map(|(body, waits)| (body.to_owned(), waits)));
        let out = String::from_utf8_lossy(&out);
        assert!(out.contains("1/4  x/a\n    - old\n    + new\n") && out.contains("4/4"), "{out}");
    }
}
