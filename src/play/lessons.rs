//! The lessons as the page shows them: a lesson with its run, and what came of an answer.

use serde_json::{Value, json};

use super::{problems, shown};
use crate::lang::Message;
use crate::lesson::{self, LessonError};
use crate::source::Problem;

/// All lessons: title, text, question and choices.
pub fn lessons() -> Value {
    let both = |message: &Message| json!([message.zh.trim(), message.en.trim()]);
    let told = lesson::all().map(|all| {
        let lessons = all.iter().map(|lesson| {
            let choices: Vec<_> = lesson.choices.iter().map(|choice| json!([choice.zh, choice.en])).collect();
            json!({
                "name": lesson.name, "title": both(&lesson.title), "text": both(&lesson.text),
                "question": both(&lesson.question), "choices": choices,
            })
        });
        json!({ "lessons": lessons.collect::<Vec<_>>() })
    });
    told.unwrap_or_else(|error| failed(&error))
}

/// The run of a lesson; none when there is no such lesson.
pub fn lesson(name: &str) -> Option<Value> {
    let lesson = lesson::all().ok()?.into_iter().find(|lesson| lesson.name == name)?;
    let told = lesson.source().and_then(|source| Ok(shown(&lesson.run()?, &source)));
    Some(told.unwrap_or_else(|error| failed(&error)))
}

/// What the experiment of a choice (from 0) shows; none when there is no such lesson or choice.
pub fn attempt(name: &str, choice: usize) -> Option<Value> {
    let lesson = lesson::all().ok()?.into_iter().find(|lesson| lesson.name == name)?;
    let choice = lesson.choices.get(choice)?;
    let told = lesson.source().and_then(|source| {
        let tried = lesson.attempt(choice)?;
        let mut answer = shown(&tried.finished, &source);
        answer["right"] = json!(tried.right);
        answer["because"] = json!([choice.because.zh.trim(), choice.because.en.trim()]);
        Ok(answer)
    });
    Some(told.unwrap_or_else(|error| failed(&error)))
}

fn failed(error: &LessonError) -> Value {
    problems(&[Problem::new(format!("课程无法运行：{error}"), format!("the lesson cannot be run: {error}"))])
}
