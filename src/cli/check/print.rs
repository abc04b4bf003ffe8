//! What `check` prints: a line for each scenario with `--verbose`, each failure with what to do about it, and a last line.

use std::io::IsTerminal as _;

use anstyle::{AnsiColor, Style};

use super::find::Item;
use crate::cli::output::Io;
use crate::cli::table::aligned;
use crate::cli::{failure::Failure, message};
use crate::lang::Lang;
use crate::report::suite::{Case, Status, Suite};
use crate::source::Problem;

/// The most lines of a difference that are printed.
const MOST: usize = 60;

/// Prints results as they come, and the progress if somebody watches.
pub(super) struct Printer<'p, 'io> {
    io: &'p mut Io<'io>,
    total: usize,
    done: usize,
    progress: bool,
}

impl<'p, 'io> Printer<'p, 'io> {
    pub fn new(total: usize, io: &'p mut Io<'io>) -> Self {
        let progress = !io.quiet && total > 1 && std::io::stderr().is_terminal();
        let mut printer = Self { io, total, done: 0, progress };
        printer.tick();
        printer
    }

    /// Tells of one scenario.
    pub fn case(&mut self, case: &Case, problems: &[Problem]) -> Result<(), Failure> {
        self.done += 1;
        let lang = self.io.lang;
        let text = if case.status.failed() {
            failure(case, problems, lang, self.io.color_out)
        } else if self.io.verbose || (case.status != Status::Passed && !self.io.quiet) {
            line(case, lang, self.io.color_out)
        } else {
            String::new()
        };
        if !text.is_empty() {
            self.wipe();
            self.io.print(&text)?;
        }
        self.tick();
        Ok(())
    }

    /// Takes the progress away.
    pub fn end(&mut self) {
        self.wipe();
    }

    fn tick(&mut self) {
        if self.progress {
            let text = format!("\r{}/{} ", self.done, self.total);
            self.io.note(&text);
        }
    }

    fn wipe(&mut self) {
        if self.progress {
            self.io.note("\r\u{1b}[K");
        }
    }
}

/// `ok  login succeeds  js/seed/article.md.toml:24:8`.
fn line(case: &Case, lang: Lang, color: bool) -> String {
    let words = match case.status {
        Status::Passed => lang.pick("通过", "ok"),
        Status::Written => lang.pick("新写入", "written"),
        _ => lang.pick("已更新", "updated"),
    };
    let words = paint(color, AnsiColor::Green, words);
    let file = match case.status {
        Status::Passed => format!("{}:{}:{}", case.file, case.line, case.column),
        _ => case.snapshot.clone(),
    };
    format!("{words}  {}  {file}\n", case.name)
}

fn failure(case: &Case, problems: &[Problem], lang: Lang, color: bool) -> String {
    let mut out = format!("\n{}  {}\n", paint(color, AnsiColor::Red, lang.pick("失败", "FAILED")), case.name);
    out.push_str(&format!("  --> {}:{}:{}\n", case.file, case.line, case.column));
    if problems.is_empty() {
        let what = case.message.as_ref().map_or("", |message| message.in_lang(lang));
        out.push_str(&format!("  {what}\n"));
    }
    for problem in problems {
        for line in message::text(problem, lang, color).lines() {
            out.push_str(&format!("  {line}\n"));
        }
    }
    if let Some(diff) = &case.diff {
        let legend = match case.status {
            Status::Unstable => lang.pick("- 第一次  + 再一次", "- the first time  + again"),
            _ => lang.pick("- 批准的  + 现在的  ~ 变化  > 移动", "- expected (approved)  + actual  ~ changed  > moved"),
        };
        out.push_str(&format!("  {}\n  {legend}\n", case.snapshot));
        out.push_str(&indented(diff.in_lang(lang), color));
        let more = diff.in_lang(lang).lines().count().saturating_sub(MOST);
        if more > 0 {
            out.push_str(lang.pick(&format!("    还有 {more} 行\n"), &format!("    and {more} more lines\n")));
        }
    } else if case.accept.is_some() {
        out.push_str(&format!("  {}\n", case.snapshot));
    }
    let mut rows = vec![[format!("  {}", lang.pick("只重跑它：", "rerun:")), case.rerun.clone()]];
    if let Some(accept) = &case.accept {
        rows.push([format!("  {}", lang.pick("接受：", "accept:")), accept.clone()]);
    }
    out.push_str(&aligned(&rows));
    out
}

/// The lines of a difference, each in the colour of its mark.
pub(in crate::cli) fn indented(diff: &str, color: bool) -> String {
    let lines: String = diff.lines().take(MOST).map(|line| format!("{line}\n")).collect();
    painted(&lines, color).lines().map(|line| format!("    {line}\n")).collect()
}

/// All lines of a difference, each in the colour of its mark.
pub(in crate::cli) fn painted(diff: &str, color: bool) -> String {
    let line = |line: &str| match line.chars().next() {
        Some('-') => paint(color, AnsiColor::Red, line),
        Some('+') => paint(color, AnsiColor::Green, line),
        Some('~') => paint(color, AnsiColor::Yellow, line),
        Some('>') => paint(color, AnsiColor::Cyan, line),
        _ => line.to_owned(),
    };
    diff.lines().map(|text| format!("{}\n", line(text))).collect()
}

/// A scenario file that cannot be read.
pub(super) fn broken(io: &mut Io<'_>, file: &str, failure: &Failure) {
    let problems = failure.problems.clone();
    // The problem names the file without its folder; a check may find several of the name.
    let places = |problem: Problem| {
        let place = problem.place.clone().unwrap_or_default();
        let name = file.rsplit('/').next().unwrap_or(file);
        let whole = place.strip_prefix(name).map_or_else(|| file.to_owned(), |rest| format!("{file}{rest}"));
        problem.at(whole)
    };
    message::print(io, &problems.into_iter().map(places).collect::<Vec<_>>());
}

/// `--list`.
pub(super) fn list(io: &mut Io<'_>, items: &[Item]) -> Result<(), Failure> {
    let rows: Vec<_> = items
        .iter()
        .map(|item| {
            let (line, column) = item.place;
            [item.name.clone(), format!("{}:{line}:{column}", item.path)].map(|cell| cell.replace(char::is_control, " "))
        })
        .collect();
    io.print(&aligned(&rows))
}

/// The last line.
pub(in crate::cli) fn summary(suite: &Suite, io: &Io<'_>) -> String {
    let failed = suite.cases.iter().any(|case| case.status.failed()) || !suite.broken.is_empty() || !suite.complete;
    let shard =
        suite.shard.as_ref().map(|shard| io.lang.pick(&format!("第 {shard} 份："), &format!("part {shard}: ")).to_owned());
    let text = format!("{}{}", shard.unwrap_or_default(), suite.summary().in_lang(io.lang));
    paint(io.color_out, if failed { AnsiColor::Red } else { AnsiColor::Green }, &text)
}

fn paint(on: bool, color: AnsiColor, text: &str) -> String {
    let style = Style::new().fg_color(Some(color.into()));
    if on { format!("{style}{text}{style:#}") } else { text.to_owned() }
}
