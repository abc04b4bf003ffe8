//! What `[[scenario.answer]]` says: results that only a person, a device or a cloud function can give.

use std::collections::BTreeMap;

use crate::scenario::ApiAnswer;

/// The scripted answers of a run, with what has been used of them.
#[derive(Debug, Clone, Default)]
pub struct Answers {
    answers: Vec<ApiAnswer>,
    used: Vec<bool>,
    functions: BTreeMap<(String, String), usize>,
}

impl Answers {
    /// The answers of a scenario, none used yet.
    pub fn new(answers: &[ApiAnswer]) -> Self {
        Self { answers: answers.to_vec(), used: vec![false; answers.len()], functions: BTreeMap::new() }
    }

    /// Whether the scenario answers this API at all.
    pub fn knows(&self, api: &str) -> bool {
        self.answers.iter().any(|answer| answer.api == api)
    }

    /// Whether an answer bears exactly this name.
    pub fn names(&self, api: &str, name: &str) -> bool {
        self.answers.iter().any(|answer| answer.api == api && answer.name.as_deref() == Some(name))
    }

    /// Whether an answer is left for this API.
    pub fn has(&self, api: &str) -> bool {
        self.next(api).is_some()
    }

    /// The answer that the next call of this API gets.
    pub fn peek(&self, api: &str) -> Option<&ApiAnswer> {
        self.answers.get(self.next(api)?)
    }

    /// The n-th answer for the n-th call; the last does not repeat.
    pub fn take(&mut self, api: &str) -> Option<ApiAnswer> {
        let index = self.next(api)?;
        *self.used.get_mut(index)? = true;
        self.answers.get(index).cloned()
    }

    /// The answer of a function of a server, by its name; answers without a name are for every function. The last repeats, as
    /// those of the backend do.
    pub fn of_function(&mut self, api: &str, name: &str) -> Option<ApiAnswer> {
        let fits = |answer: &&ApiAnswer| answer.api == api && answer.name.as_deref().is_none_or(|known| known == name);
        let all: Vec<&ApiAnswer> = self.answers.iter().filter(fits).collect();
        let count = self.functions.entry((api.to_owned(), name.to_owned())).or_default();
        let answer = all.get(*count).or_else(|| all.last()).map(|answer| (*answer).clone());
        *count += 1;
        answer
    }

    fn next(&self, api: &str) -> Option<usize> {
        (0..self.answers.len()).find(|index| !self.used[*index] && self.answers[*index].api == api)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(api: &str, name: Option<&str>, fail: &str) -> ApiAnswer {
        ApiAnswer { api: api.into(), name: name.map(Into::into), fail: Some(fail.into()), ..ApiAnswer::default() }
    }

    #[test]
    fn a_persons_answers_are_used_up_and_a_servers_last_one_repeats() {
        let mut answers = Answers::new(&[answer("scanCode", None, "1"), answer("f", Some("a"), "a1"), answer("f", None, "any")]);
        assert!(answers.take("scanCode").is_some() && answers.take("scanCode").is_none());
        assert!(answers.knows("scanCode") && !answers.has("scanCode"));
        let mut told = |name: &str| answers.of_function("f", name).and_then(|answer| answer.fail);
        assert_eq!([told("a"), told("a"), told("a")], [Some("a1".into()), Some("any".into()), Some("any".into())]);
        assert_eq!(told("b"), Some("any".into()));
    }
}
