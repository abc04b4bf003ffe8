//! How problems look on stderr: what happened, `--> article.md:92:8`, the line underlined, and what to do.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use super::output::Io;
use crate::source::Problem;

/// The most problems printed at once.
const MOST: usize = 10;

/// Prints problems to stderr.
pub(super) fn print(io: &mut Io<'_>, problems: &[Problem]) {
    let paint = Paint { on: io.color_err };
    let mut text = String::new();
    for problem in problems.iter().take(MOST) {
        one(&mut text, problem, io.lang, paint);
    }
    if let Some(more) = problems.len().checked_sub(MOST).filter(|more| *more > 0) {
        let (zh, en) = (format!("还有 {more} 个类似的问题"), format!("and {more} more"));
        text.push_str(io.lang.pick(&zh, &en));
        text.push('\n');
    }
    io.note(&text);
}

/// Prints a warning to stderr; `--quiet` leaves it out.
pub(super) fn warn(io: &mut Io<'_>, problem: &Problem) {
    if io.quiet {
        return;
    }
    let paint = Paint { on: io.color_err };
    let mut text = String::new();
    let label = paint.with(Style::new().bold().fg_color(Some(AnsiColor::Yellow.into())), io.lang.pick("注意", "note"));
    let _ = writeln!(text, "{label}{}{}", io.lang.pick("：", ": "), problem.what.in_lang(io.lang));
    rest(&mut text, problem, io.lang, paint);
    io.note(&text);
}

/// A problem as [`print`] shows it, as a text.
pub(super) fn text(problem: &Problem, lang: crate::lang::Lang, color: bool) -> String {
    let mut text = String::new();
    one(&mut text, problem, lang, Paint { on: color });
    text
}

fn one(text: &mut String, problem: &Problem, lang: crate::lang::Lang, paint: Paint) {
    let label = paint.with(Style::new().bold().fg_color(Some(AnsiColor::Red.into())), lang.pick("错误", "error"));
    let _ = writeln!(text, "{label}{}{}", lang.pick("：", ": "), problem.what.in_lang(lang));
    rest(text, problem, lang, paint);
}

fn rest(text: &mut String, problem: &Problem, lang: crate::lang::Lang, paint: Paint) {
    let quiet = Style::new().fg_color(Some(AnsiColor::Cyan.into()));
    if let Some(place) = &problem.place {
        let _ = writeln!(text, "  {} {place}", paint.with(quiet, "-->"));
    }
    if let Some(excerpt) = &problem.excerpt {
        text.push_str(excerpt);
        text.push('\n');
    }
    if let Some(help) = &problem.help {
        let label = paint.with(Style::new().bold(), lang.pick("提示", "help"));
        let _ = writeln!(text, "  {label}{}{}", lang.pick("：", ": "), help.in_lang(lang));
    }
}

#[derive(Clone, Copy)]
struct Paint {
    on: bool,
}

impl Paint {
    fn with(self, style: Style, text: &str) -> String {
        if self.on { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }
}
