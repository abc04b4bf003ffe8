//! What can be wrong with a scenario file or a `--set`: TOML syntax, an unknown key, a wrong value, a name that fits nothing.

use std::sync::Arc;

use super::node::{Document, Span};
use crate::lang::Message;
use crate::source::{Problem, SourceError, excerpt, line_column};

/// Why a scenario could not be read or chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScenarioError {
    /// The file could not be read.
    Read(SourceError),
    /// The file is not TOML.
    Syntax(Vec<Problem>),
    /// The file or an option says something that the format does not know.
    Invalid(Vec<Problem>),
    /// No scenario, or more than one, fits the name asked for.
    NoMatch {
        /// The name asked for.
        wanted: String,
        /// The file's name.
        file: String,
        /// The names it fits (more than one), or the nearest ones when it fits none.
        candidates: Vec<String>,
        /// Whether the name fits all candidates.
        ambiguous: bool,
    },
}

impl ScenarioError {
    /// All problems, in the order in which they stand in the file.
    pub fn problems(&self) -> Vec<Problem> {
        match self {
            Self::Read(error) => vec![error.problem()],
            Self::Syntax(problems) | Self::Invalid(problems) => problems.clone(),
            Self::NoMatch { wanted, file, candidates, ambiguous } => vec![no_match(wanted, file, candidates, *ambiguous)],
        }
    }

    pub(super) fn invalid(mistakes: Vec<Mistake>) -> Self {
        let mut problems: Vec<Problem> = Vec::with_capacity(mistakes.len());
        for problem in mistakes.into_iter().map(Mistake::into_problem) {
            // A mistake in [defaults] is found again in every scenario.
            if !problems.contains(&problem) {
                problems.push(problem);
            }
        }
        Self::Invalid(problems)
    }
}

fn no_match(wanted: &str, file: &str, candidates: &[String], ambiguous: bool) -> Problem {
    let list = |join: &str| candidates.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(join);
    if ambiguous {
        return Problem::new(
            format!("{file} 中有多个场景符合 \"{wanted}\""),
            format!("several scenarios of {file} fit \"{wanted}\""),
        )
        .help(format!("请写得更完整：{}", list("、")), format!("say more of the name: {}", list(", ")));
    }
    let problem = Problem::new(format!("{file} 中没有场景 \"{wanted}\""), format!("{file} has no scenario \"{wanted}\""));
    if candidates.is_empty() {
        return problem.help("这个文件没有任何场景", "the file has no scenarios at all");
    }
    problem
        .help(format!("最接近的是：{}；用 --list 查看全部", list("、")), format!("the nearest: {}; --list shows all", list(", ")))
}

impl std::fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, problem) in self.problems().iter().enumerate() {
            if index > 0 {
                f.write_str("; ")?;
            }
            problem.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for ScenarioError {}

impl From<SourceError> for ScenarioError {
    fn from(error: SourceError) -> Self {
        Self::Read(error)
    }
}

/// One thing wrong at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mistake {
    pub at: Span,
    pub what: Message,
    pub help: Option<Message>,
}

impl Mistake {
    pub fn new(at: &Span, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { at: at.clone(), what: Message::new(zh, en), help: None }
    }

    #[must_use]
    pub fn help(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.help = Some(Message::new(zh, en));
        self
    }

    pub fn syntax(document: &Arc<Document>, error: &toml::de::Error) -> Self {
        let range = error.span().filter(|_| !document.is_option).unwrap_or(0..0);
        let at = Span { document: Arc::clone(document), range };
        let what = error.message();
        Self::new(&at, format!("TOML 语法错误：{what}"), format!("TOML syntax error: {what}"))
    }

    pub fn number(at: &Span, reason: &str) -> Self {
        Self::new(at, format!("无法使用这个值：{reason}"), format!("this value cannot be used: {reason}"))
    }

    pub fn no_item(at: &Span, key: &str, count: usize) -> Self {
        Self::new(
            at,
            format!("列表没有第 `{key}` 项（从 0 数，共 {count} 项）"),
            format!("the list has no item `{key}` (it has {count}, from 0)"),
        )
    }

    pub fn no_table(at: &Span, key: &str) -> Self {
        Self::new(at, format!("`{key}` 前面的值不是表"), format!("what stands before `{key}` is not a table"))
    }

    pub fn into_problem(self) -> Problem {
        let Span { document, range } = self.at;
        let mut problem = Problem { what: self.what, help: self.help, ..Problem::default() };
        if document.is_option {
            problem.place = Some(document.name.clone());
        } else {
            let (line, column) = line_column(&document.text, range.start);
            let shown = document.text.get(range).unwrap_or_default();
            let len = shown.lines().next().unwrap_or_default().encode_utf16().count();
            problem.place = Some(format!("{}:{line}:{column}", document.name));
            problem.excerpt = Some(excerpt(&document.text, line, column, u32::try_from(len).unwrap_or(1)));
        }
        problem
    }
}
