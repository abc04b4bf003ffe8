//! `wxhost learn`: short lessons on the login flow, in the terminal; an answer is checked by running it.

use std::io::{BufRead as _, IsTerminal as _};

use clap::Args;

use super::output::Io;
use super::{Exit, failure::Failure};
use crate::lesson::{self, Choice, Lesson, LessonError};
use crate::report::text::{self, wrap};
use crate::source::Problem;

/// Short lessons on the login flow, each with one question whose answer is checked by running
#[derive(Debug, Args)]
pub(super) struct Learn {
    /// The lesson's number or name [default: list them]
    #[arg(value_name = "LESSON")]
    lesson: Option<String>,
    /// Answer with this choice, instead of being asked in the terminal
    #[arg(long, value_name = "N", requires = "lesson")]
    answer: Option<usize>,
}

pub(super) fn run(args: &Learn, io: &mut Io<'_>) -> Result<Exit, Failure> {
    let lessons = lesson::all().map_err(broken)?;
    let Some(wanted) = &args.lesson else { return list(io, &lessons) };
    let number = wanted.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    let index = number.or_else(|| lessons.iter().position(|lesson| &lesson.name == wanted));
    let Some((index, lesson)) = index.and_then(|index| Some((index, lessons.get(index)?))) else {
        let count = lessons.len();
        let problem = Problem::new(format!("没有第 {wanted} 课"), format!("there is no lesson {wanted}"));
        let problem =
            problem.help(format!("有 1 到 {count}，wxhost learn 列出它们"), format!("1 to {count}; wxhost learn lists them"));
        return Err(Failure::new(Exit::Nothing, problem));
    };
    if let Some(answer) = args.answer {
        let Some(choice) = answer.checked_sub(1).and_then(|index| lesson.choices.get(index)) else {
            return Err(no_choice(&answer.to_string(), lesson.choices.len()));
        };
        return Ok(if judge(io, lesson, choice)? { Exit::Ok } else { Exit::Differs });
    }
    tell(io, index, lesson)?;
    if io.width.is_some() && std::io::stdin().is_terminal() {
        return ask(io, index, lesson, lessons.len());
    }
    let number = index + 1;
    let zh = format!("\n回答：wxhost learn {number} --answer 1\n");
    let en = format!("\nTo answer: wxhost learn {number} --answer 1\n");
    io.print(io.lang.pick(&zh, &en))?;
    Ok(Exit::Ok)
}

fn list(io: &mut Io<'_>, lessons: &[Lesson]) -> Result<Exit, Failure> {
    let rows: String =
        (1..).zip(lessons).map(|(number, lesson)| format!("{number}  {}\n", lesson.title.in_lang(io.lang))).collect();
    let hint = io.lang.pick("\n开始：wxhost learn 1\n", "\nTo begin: wxhost learn 1\n");
    io.print(&format!("{rows}{hint}"))?;
    Ok(Exit::Ok)
}

/// The lesson: its text, what happens, the question and the choices.
fn tell(io: &mut Io<'_>, index: usize, lesson: &Lesson) -> Result<(), Failure> {
    let width = io.width.unwrap_or(100).min(100);
    let finished = lesson.run().map_err(broken)?;
    let options = text::Options { lang: io.lang, width: io.width.unwrap_or(100), color: io.color_out, all: false };
    let title = lesson.title.in_lang(io.lang);
    let mut page = format!("{}. {title}\n\n", index + 1);
    for paragraph in lesson.text.in_lang(io.lang).trim().lines() {
        page.push_str(&lines(paragraph, width, ""));
    }
    page.push('\n');
    // Findings would give the answer away.
    page.push_str(&text::render_lanes(&finished.trace, &options));
    page.push('\n');
    page.push_str(&lines(lesson.question.in_lang(io.lang), width, ""));
    for (number, choice) in (1..).zip(&lesson.choices) {
        page.push_str(&lines(&format!("{number}) {}", choice.in_lang(io.lang)), width, "   "));
    }
    io.print(&page)
}

/// Asks until the answer is right or the user has had enough.
fn ask(io: &mut Io<'_>, index: usize, lesson: &Lesson, count: usize) -> Result<Exit, Failure> {
    let mut right = false;
    let most = lesson.choices.len();
    while !right {
        let prompt = io
            .lang
            .pick(&format!("\n你的回答（1–{most}，q 退出）："), &format!("\nYour answer (1–{most}, q to quit): "))
            .to_owned();
        io.print(&prompt)?;
        let mut line = String::new();
        let read = std::io::stdin().lock().read_line(&mut line);
        let answer = line.trim();
        if !matches!(read, Ok(1..)) || answer.eq_ignore_ascii_case("q") {
            io.print("\n")?;
            return Ok(Exit::Differs);
        }
        let choice = answer.parse::<usize>().ok().and_then(|number| lesson.choices.get(number.checked_sub(1)?));
        right = match choice {
            Some(choice) => judge(io, lesson, choice)?,
            None => {
                let problem = io.lang.pick(&format!("没有选项 {answer}\n"), &format!("there is no choice {answer}\n")).to_owned();
                io.note(&problem);
                false
            }
        };
    }
    if index + 1 < count {
        let next = index + 2;
        io.print(io.lang.pick(&format!("\n下一课：wxhost learn {next}\n"), &format!("\nNext: wxhost learn {next}\n")))?;
    }
    Ok(Exit::Ok)
}

/// Makes the experiment of a choice and tells what came of it.
fn judge(io: &mut Io<'_>, lesson: &Lesson, choice: &Choice) -> Result<bool, Failure> {
    let tried = lesson.attempt(choice).map_err(broken)?;
    let width = io.width.unwrap_or(100).min(100);
    let experiment = experiment(io, choice);
    let verdict = match tried.right {
        true => io.lang.pick("✓ 对。", "✓ Right. "),
        false => io.lang.pick("✗ 不对。", "✗ No. "),
    };
    let mut page = String::new();
    page.push_str(&lines(&experiment, width, ""));
    page.push_str(&lines(&format!("{verdict}{}", choice.because.in_lang(io.lang)), width, "  "));
    io.print(&page)?;
    Ok(tried.right)
}

/// What was run to find out.
fn experiment(io: &Io<'_>, choice: &Choice) -> String {
    let blocks = choice.blocks.as_ref().map(|blocks| {
        let blocks: Vec<_> = blocks.iter().map(ToString::to_string).collect();
        let blocks = blocks.join(", ");
        io.lang.pick(&format!("只用代码块 {blocks}"), &format!("block {blocks} alone")).to_owned()
    });
    let sets = choice.set.iter().map(|set| format!("--set {set}"));
    let changed: Vec<String> = blocks.into_iter().chain(sets).collect();
    if changed.is_empty() {
        return io.lang.pick("在上面那次运行里查看：", "Looked up in the run above:").to_owned();
    }
    let changed = changed.join(io.lang.pick("，", ", "));
    io.lang.pick(&format!("再运行一次（{changed}）："), &format!("Run again ({changed}):")).to_owned()
}

/// A paragraph in lines, the second and later ones indented.
fn lines(paragraph: &str, width: usize, indent: &str) -> String {
    let lines = wrap(paragraph, width - indent.len());
    let line = |(index, line): (usize, &String)| format!("{}{line}\n", if index == 0 { "" } else { indent });
    lines.iter().enumerate().map(line).collect()
}

fn no_choice(answer: &str, count: usize) -> Failure {
    let problem = Problem::new(format!("没有选项 {answer}"), format!("there is no choice {answer}"));
    Failure::new(Exit::Usage, problem.help(format!("有 1 到 {count}"), format!("there are 1 to {count}")))
}

/// A lesson is part of wxhost, so what is wrong with it is our mistake.
fn broken(error: LessonError) -> Failure {
    Failure::new(Exit::Internal, Problem::new(format!("课程无法运行：{error}"), format!("the lesson cannot be run: {error}")))
}
