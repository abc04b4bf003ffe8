//! Lessons on the login flow: each a scenario of the article, a few sentences, and one question whose answer is found by running.
//!
//! A lesson stands in `js/lessons/`. Every choice of its question is an experiment: a run of the article, with something
//! changed or not, and what its trace must have and must not have for the choice to be true. Nothing says which choice is right;
//! the run does.

use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::host::{self, Finished, HostError, Keep, Plan};
use crate::lang::{Lang, Message};
use crate::scenario::{ScenarioError, ScenarioFile, Set};
use crate::source::{Source, SourceError};
use crate::trace::{Event, Trace};

/// The lessons' texts, in order: the name of the file without its number, and what it says.
const LESSONS: [(&str, &str); 5] = [
    ("two-blocks", include_str!("../../js/lessons/1-two-blocks.toml")),
    ("one-code", include_str!("../../js/lessons/2-one-code.toml")),
    ("check-session", include_str!("../../js/lessons/3-check-session.toml")),
    ("silent-failure", include_str!("../../js/lessons/4-silent-failure.toml")),
    ("slow-reply", include_str!("../../js/lessons/5-slow-reply.toml")),
];

/// The article that the lessons are about, and its scenarios, as they stand in the repository.
const ARTICLE: &str = include_str!("../../js/seed/article.md");
const SIDECAR: &str = include_str!("../../js/seed/article.md.toml");

/// One lesson.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lesson {
    /// The name that chooses it, such as `two-blocks`.
    #[serde(skip_deserializing)]
    pub name: String,
    /// The scenario of the article that it shows.
    pub scenario: String,
    /// What it is about, in a line.
    pub title: Message,
    /// A few sentences; empty lines part paragraphs.
    pub text: Message,
    /// The question.
    pub question: Message,
    /// What may be answered.
    #[serde(rename = "choice")]
    pub choices: Vec<Choice>,
}

/// One answer, and the experiment that shows whether it is true.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The answer, in 中文.
    pub zh: String,
    /// The answer, in English.
    pub en: String,
    /// What the run shows about it, told afterwards.
    pub because: Message,
    /// The blocks of the article to run instead of the scenario's.
    #[serde(default)]
    pub blocks: Option<Vec<usize>>,
    /// What to change in the scenario, as `--set` writes it.
    #[serde(default)]
    pub set: Vec<String>,
    /// Events that the trace must have, each described by some of its members.
    #[serde(default)]
    pub has: Vec<Value>,
    /// Events that the trace must not have.
    #[serde(default)]
    pub lacks: Vec<Value>,
}

/// What an answer came to.
#[derive(Debug, Clone)]
pub struct Tried {
    /// Whether the run showed what the answer says.
    pub right: bool,
    /// The run.
    pub finished: Finished,
}

/// Why a lesson could not be given: it is part of wxhost, so each of these is a mistake of ours.
#[derive(Debug, thiserror::Error)]
pub enum LessonError {
    /// A lesson's text does not say what a lesson says.
    #[error("lesson {0}: {1}")]
    Text(&'static str, String),
    /// Its scenario cannot be used.
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
    /// The article cannot be used.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The run failed.
    #[error(transparent)]
    Host(#[from] HostError),
}

/// All lessons, in order.
///
/// # Errors
///
/// A lesson's text is not what it should be.
pub fn all() -> Result<Vec<Lesson>, LessonError> {
    let read = |(name, text): (&'static str, &str)| {
        let lesson: Lesson = toml::from_str(text).map_err(|error| LessonError::Text(name, error.to_string()))?;
        Ok(Lesson { name: name.to_owned(), ..lesson })
    };
    LESSONS.into_iter().map(read).collect()
}

impl Lesson {
    /// Runs the lesson's scenario as it is.
    ///
    /// # Errors
    ///
    /// The run could not be made.
    pub fn run(&self) -> Result<Finished, LessonError> {
        self.run_with(None, &[])
    }

    /// The article with the blocks that the lesson shows.
    ///
    /// # Errors
    ///
    /// The scenario or its blocks are not there.
    pub fn source(&self) -> Result<Source, LessonError> {
        let file = sidecar()?;
        let scenario = file.select(&self.scenario)?;
        let blocks = scenario.source.as_deref().unwrap_or_default().trim_start_matches('#');
        let blocks: Vec<usize> = blocks.split(',').filter_map(|block| block.trim().parse().ok()).collect();
        article(&blocks)
    }

    /// Makes the experiment of a choice.
    ///
    /// # Errors
    ///
    /// The run could not be made.
    pub fn attempt(&self, choice: &Choice) -> Result<Tried, LessonError> {
        let finished = self.run_with(choice.blocks.as_deref(), &choice.set)?;
        Ok(Tried { right: choice.holds(&finished.trace), finished })
    }

    fn run_with(&self, blocks: Option<&[usize]>, sets: &[String]) -> Result<Finished, LessonError> {
        let file = sidecar()?;
        let sets = sets.iter().map(|set| Set::parse(set)).collect::<Result<Vec<_>, _>>()?;
        let scenario = file.scenario(file.find(&self.scenario)?, &sets)?;
        let source = match blocks {
            Some(blocks) => article(blocks)?,
            None => self.source()?,
        };
        // Whoever shows it can show which lines ran.
        let keep = Keep { coverage: true, ..Keep::default() };
        let plan = Plan { sources: [source].into(), scenario, routes: file.file.routes.clone(), keep, ..Plan::default() };
        Ok(host::run(plan, Arc::default())?)
    }
}

impl Choice {
    /// The answer in a language.
    pub fn in_lang(&self, lang: Lang) -> &str {
        lang.pick(&self.zh, &self.en)
    }

    /// Whether a trace shows what this choice says.
    pub fn holds(&self, trace: &Trace) -> bool {
        let told = |wanted: &Value| trace.events.iter().any(|event| is_like(event, wanted));
        self.has.iter().all(told) && !self.lacks.iter().any(told)
    }
}

fn sidecar() -> Result<ScenarioFile, ScenarioError> {
    ScenarioFile::parse(Path::new("article.md.toml"), SIDECAR)
}

fn article(blocks: &[usize]) -> Result<Source, LessonError> {
    Ok(Source::of_text(Path::new("article.md"), ARTICLE, Some(blocks))?)
}

/// Whether an event has every member that is wanted.
fn is_like(event: &Event, wanted: &Value) -> bool {
    serde_json::to_value(event).is_ok_and(|event| contains(&event, wanted))
}

fn contains(value: &Value, wanted: &Value) -> bool {
    match (value, wanted) {
        (Value::Object(members), Value::Object(wanted)) => {
            wanted.iter().all(|(key, wanted)| members.get(key).is_some_and(|value| contains(value, wanted)))
        }
        _ => value == wanted,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_lesson_has_one_answer_that_its_run_shows_to_be_right() {
        let lessons = all().expect("the lessons");
        assert_eq!(lessons.len(), LESSONS.len());
        for lesson in lessons {
            let right: Vec<bool> = lesson.choices.iter().map(|choice| lesson.attempt(choice).expect("a run").right).collect();
            assert_eq!(right.iter().filter(|right| **right).count(), 1, "{}: {right:?}", lesson.name);
            for choice in &lesson.choices {
                assert!(!(choice.has.is_empty() && choice.lacks.is_empty()), "{}: a choice that says nothing", lesson.name);
            }
        }
    }

    #[test]
    fn lessons_are_told_in_both_languages() {
        for lesson in all().expect("the lessons") {
            let texts = [&lesson.title, &lesson.text, &lesson.question];
            let because = lesson.choices.iter().map(|choice| &choice.because);
            for message in texts.into_iter().chain(because) {
                assert!(message.zh.chars().any(|c| c > '\u{2e7f}') && !message.en.trim().is_empty(), "{message:?}");
            }
            assert!(!lesson.run().expect("a run").trace.events.is_empty());
        }
    }

    #[test]
    fn an_event_is_told_by_some_of_its_members() {
        let value = json!({"kind": "platform", "detail": {"errcode": 40163, "code": "x"}, "seq": 1});
        assert!(contains(&value, &json!({"kind": "platform", "detail": {"errcode": 40163}})));
        assert!(!contains(&value, &json!({"kind": "platform", "detail": {"errcode": 40029}})));
        assert!(!contains(&value, &json!({"kind": "platform", "more": 1})));
    }
}
