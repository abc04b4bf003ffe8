//! What stands behind the page: the file, its scenarios, and one supervised worker process that runs what is asked last.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};

use crate::cli::output::write_file;
use crate::cli::worker;
use crate::host::worker::{Answer, Worker};
use crate::lang::{Lang, Message};
use crate::play::{self, Question};
use crate::report::html::{self, Desk};
use crate::scenario::{About, ScenarioFile};
use crate::server::desk::Site;
use crate::source::{DEFAULT_LIMIT, Problem, Spec, Text, read_text};

/// How long a worker may be silent: longer than any run may take.
const PATIENCE: Duration = Duration::from_secs(8);

/// The site of one file.
pub(super) struct Room {
    spec: Spec,
    sidecar: Option<PathBuf>,
    scenarios: Vec<(String, Message)>,
    chosen: Option<String>,
    lang: Lang,
    worker: Mutex<Option<Worker>>,
    /// The number of the newest run that was asked for; older ones are given up.
    newest: AtomicU64,
    /// Tells the run that is going on that there is a newer one.
    give_up: AtomicBool,
}

impl Room {
    /// The room of a file that can be opened; `file` is its scenario file, or one that says nothing.
    pub(super) fn new(spec: Spec, file: &ScenarioFile, chosen: Option<String>, lang: Lang) -> Self {
        // Scenarios that run another file have nothing to do with the text in the editor.
        let own = file.file.scenarios.iter().filter(|scenario| {
            scenario.source.as_deref().is_none_or(|source| play::blocks_of(source).is_some())
                && (spec.blocks.is_none() || scenario.source.as_deref().and_then(play::blocks_of) == spec.blocks)
        });
        let about = |about: &Option<About>| match about {
            Some(About::Both(message)) => message.clone(),
            Some(About::Text(text)) => Message::new(text, text),
            None => Message::default(),
        };
        let scenarios: Vec<_> = own.map(|scenario| (scenario.name.clone(), about(&scenario.about))).collect();
        let chosen = chosen.filter(|name| scenarios.iter().any(|(known, _)| known == name));
        let chosen = chosen.or_else(|| scenarios.first().map(|(name, _)| name.clone()));
        let sidecar = (!file.name.is_empty()).then(|| file.path.clone());
        let (worker, newest, give_up) = (Mutex::default(), AtomicU64::new(0), AtomicBool::new(false));
        Self { spec, sidecar, scenarios, chosen, lang, worker, newest, give_up }
    }

    fn run(&self, body: &Value) -> Value {
        let number = self.newest.fetch_add(1, Ordering::SeqCst) + 1;
        self.give_up.store(true, Ordering::SeqCst);
        let mut worker = self.worker.lock().unwrap_or_else(PoisonError::into_inner);
        self.give_up.store(false, Ordering::SeqCst);
        if self.newest.load(Ordering::SeqCst) != number {
            return json!({ "stale": true });
        }
        let sidecar = match self.sidecar.as_ref().map(|path| Ok((path.clone(), read_text(path, DEFAULT_LIMIT)?.text))) {
            Some(Err(error)) => return problem(crate::source::SourceError::problem(&error)),
            Some(Ok(sidecar)) => Some(sidecar),
            None => None,
        };
        let texts = |value: &Value| value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
        let question = Question {
            path: self.spec.path.clone(),
            text: body["code"].as_str().unwrap_or_default().to_owned(),
            blocks: self.spec.blocks.clone(),
            sidecar,
            scenario: body["scenario"].as_str().map(str::to_owned),
            sets: texts(&body["sets"]),
        };
        let question = serde_json::to_vec(&question).unwrap_or_default();
        let Some(program) = worker::program("play") else { return read(&play::answer(&question)) };
        let mut asked = match worker.take().map_or_else(|| Worker::start(&program), Ok) {
            Ok(worker) => worker,
            Err(error) => {
                return problem(Problem::new(format!("无法启动进程：{error}"), format!("no process could be started: {error}")));
            }
        };
        asked.ask(&question);
        match asked.answer(PATIENCE, &self.give_up) {
            Answer::Told(answer) => {
                let answer = read(&answer);
                if !play::is_worn(&answer) {
                    *worker = Some(asked);
                }
                answer
            }
            Answer::Interrupted => json!({ "stale": true }),
            Answer::Late => problem(Problem::new("运行没有在期限内结束", "the run did not end in time")),
            Answer::Died(how) => {
                problem(Problem::new(format!("运行它的进程死了：{how}"), format!("the process that ran it died: {how}")))
            }
        }
    }

    /// Writes the file, if it is still the one that the page knows.
    fn save(&self, body: &Value) -> Value {
        let path = &self.spec.path;
        let (Some(text), Some(known)) = (body["code"].as_str(), body["sha256"].as_str()) else {
            return problem(Problem::new("没有要保存的内容", "there is nothing to save"));
        };
        let now = match read_text(path, DEFAULT_LIMIT) {
            Ok(now) => now,
            Err(error) => return problem(error.problem()),
        };
        if now.sha256() != known {
            let changed =
                Problem::new("文件在磁盘上被别人改过，没有保存", "the file was changed on disk meanwhile; nothing was saved");
            let help = "先复制你的改动，再重新打开这一页";
            return problem(changed.at(path.display().to_string()).help(help, "copy your changes, then open the page again"));
        }
        // An editor in a page knows one kind of line end; the file keeps its own, and its byte order mark.
        let text = if now.text.contains("\r\n") { text.replace("\r\n", "\n").replace('\n', "\r\n") } else { text.to_owned() };
        let text = if now.marked { format!("\u{feff}{text}") } else { text };
        match write_file(path, &text) {
            Ok(()) => json!({ "sha256": Text::of(&text).sha256(), "problems": [] }),
            Err(failure) => play::problems(&failure.problems),
        }
    }
}

impl Site for Room {
    fn page(&self) -> (String, String) {
        let (text, sha256) = match read_text(&self.spec.path, DEFAULT_LIMIT) {
            Ok(text) => (text.text.clone(), text.sha256()),
            Err(error) => (format!("// {}\n", error.problem().text(self.lang)), String::new()),
        };
        let file = self.spec.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let desk = Desk { file, text, sha256, scenarios: self.scenarios.clone(), chosen: self.chosen.clone() };
        match play::nothing() {
            Ok(first) => html::play(&desk, &first, self.lang),
            Err(error) => (error.to_string(), String::new()),
        }
    }

    fn answer(&self, what: &str, body: &Value) -> Option<Value> {
        let name = body["lesson"].as_str().unwrap_or_default();
        match what {
            "run" => Some(self.run(body)),
            "save" => Some(self.save(body)),
            "lessons" => Some(play::lessons()),
            "lesson" => play::lesson(name),
            "attempt" => play::attempt(name, usize::try_from(body["choice"].as_u64()?).ok()?),
            _ => None,
        }
    }
}

fn problem(problem: Problem) -> Value {
    play::problems(&[problem])
}

fn read(answer: &[u8]) -> Value {
    serde_json::from_slice(answer).unwrap_or_else(|error| problem(Problem::new(error.to_string(), error.to_string())))
}
