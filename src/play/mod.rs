//! What the page of `wxhost play` asks, answered as data: a run of the code as it stands in the editor, and the lessons.
//!
//! Questions and answers are JSON, so that a supervised worker process can do the running.

mod lessons;

use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

pub use lessons::{attempt, lesson, lessons};

use crate::host::{self, Finished, HostError, Keep, Plan, Verdict};
use crate::lang::Message;
use crate::report::html::{self, Covered, SourceText};
use crate::scenario::{Millis, Scenario, ScenarioFile, Set, to_toml};
use crate::source::{Problem, Source};
use crate::trace::Trace;

/// Real time after which a run is ended, in milliseconds: nobody who plays waits longer.
const DEADLINE: u64 = 3_000;
/// Limits that are seen from outside; what runs then cannot be stopped, and is left behind.
const OUTSIDE: [&str; 3] = ["deadline", "memory", "stack"];

/// One run that the page asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Question {
    /// The file, which gives the text its name.
    pub path: PathBuf,
    /// The text in the editor.
    pub text: String,
    /// The blocks of the article to run, unless the scenario names its own.
    pub blocks: Option<Vec<usize>>,
    /// The scenario file: its path and text.
    pub sidecar: Option<(PathBuf, String)>,
    /// The scenario's name; none: only the file's common tables.
    pub scenario: Option<String>,
    /// What is changed in it, as `--set` writes it.
    pub sets: Vec<String>,
}

/// Answers a question, both as JSON. This is what a worker process does.
pub fn answer(question: &[u8]) -> Vec<u8> {
    let answer = match serde_json::from_slice::<Question>(question) {
        Ok(question) => run(&question),
        Err(error) => problems(&[Problem::new(error.to_string(), error.to_string())]),
    };
    serde_json::to_vec(&answer).unwrap_or_default()
}

/// Whether whoever gave this answer has left something running behind.
pub fn is_worn(answer: &Value) -> bool {
    answer["limit"].as_str().is_some_and(|limit| OUTSIDE.contains(&limit))
}

/// An answer that has nothing to show but what is wrong.
pub fn problems(problems: &[Problem]) -> Value {
    json!({ "problems": problems })
}

/// What is shown before anything was run.
///
/// # Errors
///
/// The run of an empty program failed.
pub fn nothing() -> Result<Trace, HostError> {
    let source = Source::of_text(std::path::Path::new("empty.js"), "", None);
    let sources = source.into_iter().collect();
    Ok(host::run(Plan { sources, ..Plan::default() }, Arc::default())?.trace)
}

/// The scenario that a question means.
fn scenario(question: &Question) -> Result<(ScenarioFile, Scenario), Vec<Problem>> {
    let file = match &question.sidecar {
        Some((path, text)) => ScenarioFile::parse(path, text).map_err(|error| error.problems())?,
        None => ScenarioFile::default(),
    };
    let sets: Result<Vec<Set>, _> = question.sets.iter().map(|set| Set::parse(set)).collect();
    let sets = sets.map_err(|error| error.problems())?;
    let index = question.scenario.as_deref().and_then(|name| file.names().position(|known| known == name));
    let scenario = match index {
        Some(index) => file.scenario(index, &sets),
        None => file.ad_hoc(&sets),
    };
    Ok((file, scenario.map_err(|error| error.problems())?))
}

/// The blocks that a scenario of the article runs; none when it says nothing of blocks.
pub fn blocks_of(source: &str) -> Option<Vec<usize>> {
    source.strip_prefix('#')?.split(',').map(|number| number.trim().parse().ok()).collect()
}

/// Runs what is asked for.
fn run(question: &Question) -> Value {
    match told(question) {
        Ok(answer) => answer,
        Err(found) => problems(&found),
    }
}

fn told(question: &Question) -> Result<Value, Vec<Problem>> {
    let (file, scenario) = scenario(question)?;
    let blocks = scenario.source.as_deref().and_then(blocks_of).or_else(|| question.blocks.clone());
    let source = Source::of_text(&question.path, &question.text, blocks.as_deref()).map_err(|error| vec![error.problem()])?;
    let mut limited = scenario.clone();
    let deadline = limited.limits.deadline.map_or(DEADLINE, |own| own.0.min(DEADLINE));
    limited.limits.deadline = Some(Millis(deadline));
    let routes = file.file.routes.clone();
    let plan = Plan {
        sources: [source.clone()].into(),
        scenario: limited,
        routes: routes.clone(),
        keep: Keep { coverage: true, ..Keep::default() },
        ..Plan::default()
    };
    let finished = host::run(plan, Arc::default()).map_err(|error| vec![of_host(error, &source)])?;
    let limit = match &finished.verdict {
        Verdict::Limit(name) => Some(name.clone()),
        _ => None,
    };
    let key = scenario.backend.keys().next().cloned().or_else(|| {
        let mut targets = routes.values().chain(scenario.routes.values()).filter_map(Value::as_str);
        targets.find_map(|target| target.strip_prefix("backend:")).map(|path| format!("POST {path}"))
    });
    let mut answer = shown(&finished, &source);
    answer["limit"] = json!(limit);
    answer["toml"] = json!(toml(&scenario, &file, &source, question));
    answer["backend"] = json!(key);
    answer["scenario"] = serde_json::to_value(&scenario).unwrap_or_default();
    Ok(answer)
}

/// A run as the page shows it: the view, and how it ended.
fn shown(finished: &Finished, source: &Source) -> Value {
    let files = finished.kept.coverage.iter().flat_map(|coverage| &coverage.files);
    let mut files = files;
    let covered = files.find(|file| file.file == source.name).map(Covered::from);
    let text = SourceText { file: source.name.clone(), sha256: source.sha256.clone(), text: source.text.clone(), covered };
    let verdict = match &finished.verdict {
        Verdict::Clean => Message::new("运行结束", "came to rest"),
        Verdict::Interrupted => Message::new("被打断", "interrupted"),
        Verdict::ScriptFailed => Message::new("脚本出错", "the script failed"),
        Verdict::Unparsable => Message::new("有文件无法解析", "a file cannot be parsed"),
        Verdict::UnknownApi => Message::new("未知的接口或请求", "an unknown API or request"),
        Verdict::Limit(name) => Message::new(format!("到达上限：{name}"), format!("a limit was reached: {name}")),
    };
    json!({
        "view": html::view(&finished.trace, &[text]),
        "verdict": [verdict.zh, verdict.en],
        "clean": finished.verdict == Verdict::Clean,
        "problems": [],
    })
}

/// The scenario with its changes, to be pasted into a scenario file.
fn toml(scenario: &Scenario, file: &ScenarioFile, source: &Source, question: &Question) -> Result<String, String> {
    let mut scenario = scenario.clone();
    if scenario.name.is_empty() {
        "new".clone_into(&mut scenario.name);
    } else if !question.sets.is_empty() {
        scenario.name.push_str(", changed");
    }
    if scenario.source.is_none() && file.name.is_empty() {
        scenario.source = Some(source.name.clone());
    }
    let note = match file.name.as_str() {
        "" => String::new(),
        name => format!("# For {name}, whose [routes] apply. 放进 {name}，其中的 [routes] 同样适用。\n\n"),
    };
    to_toml(&scenario).map(|text| format!("{note}{text}"))
}

fn of_host(error: HostError, source: &Source) -> Problem {
    let help = error.help();
    match error {
        HostError::Syntax { at, message } => {
            let mut problem = Problem::new(format!("语法错误：{message}"), format!("syntax error: {message}")).at(at.to_string());
            if let Some(help) = help {
                problem = problem.help(help.zh, help.en);
            }
            if at.file == source.name { problem.showing(source.excerpt(at.line, at.column, 1)) } else { problem }
        }
        HostError::Config(message) => message.into(),
        other => Problem::new(format!("无法运行：{other}"), format!("it cannot be run: {other}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARTICLE: &str =
        "# A\n\n```js\nfunction go() { wx.showModal({ title: 't', success: (r) => console.log(r.confirm) }) }\n```\n";
    const SIDECAR: &str = "[defaults]\nseed = 7\n[[scenario]]\nname = 'one'\nsource = '#1'\ncall = ['go()']\n[scenario.user]\nmodal = ['confirm']\n";

    fn asked(text: &str, sets: &[&str]) -> Value {
        let question = Question {
            path: "a.md".into(),
            text: text.to_owned(),
            sidecar: Some(("a.md.toml".into(), SIDECAR.to_owned())),
            scenario: Some("one".to_owned()),
            sets: sets.iter().map(|set| (*set).to_owned()).collect(),
            ..Question::default()
        };
        let answer = answer(&serde_json::to_vec(&question).expect("a question"));
        serde_json::from_slice(&answer).expect("an answer")
    }

    #[test]
    fn a_change_of_the_scenario_changes_the_run_and_can_be_kept() {
        let plain = asked(ARTICLE, &[]);
        let changed = asked(ARTICLE, &["user.modal=[\"cancel\"]"]);
        assert!(plain["clean"] == true && plain["view"]["chunks"] != changed["view"]["chunks"]);
        let toml = changed["toml"]["Ok"].as_str().expect("TOML");
        let kept = ScenarioFile::parse(std::path::Path::new("b.toml"), toml).expect("a scenario file");
        let scenario = kept.select("one, changed").expect("the scenario");
        assert_eq!((scenario.seed, scenario.user.modal.len(), scenario.source.as_deref()), (Some(7), 1, Some("#1")));
        assert!(scenario.limits.deadline.is_none(), "our own deadline is not the scenario's");
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let place = |answer: &Value| answer["problems"][0]["place"].as_str().unwrap_or_default().to_owned();
        let broken = asked(&ARTICLE.replace("function go()", "function go("), &[]);
        assert!(place(&broken).starts_with("a.md:4:") && broken["view"].is_null(), "{broken}");
        assert!(place(&asked(ARTICLE, &["user.modl=1"])).starts_with("--set user.modl"));
        assert!(place(&asked("no code\n", &[])).is_empty() && !asked("no code\n", &[])["problems"][0].is_null());
        let endless = asked(&ARTICLE.replace("wx.showModal", "for (;;) {} wx.showModal"), &["limits.deadline=100"]);
        assert!(is_worn(&endless) && endless["view"].is_object(), "{}", endless["limit"]);
    }
}
