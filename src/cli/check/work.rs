//! Running one scenario: in this process, or on the other side of a worker's pipe.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::{Deserialize, Serialize};

use super::ran::{Ran, Reply};
use crate::cli::failure::Failure;
use crate::cli::{Exit, select};
use crate::host::{Contexts, Keep, Plan, Session, Verdict};
use crate::scenario::{ScenarioFile, load};
use crate::source::Problem;
use crate::source::Source;
use crate::world::choice::Choices;

/// One scenario to be run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Job {
    /// The scenario file.
    pub file: PathBuf,
    /// Which of its scenarios.
    pub index: usize,
    /// Its name: the file may have changed since it was chosen.
    pub name: String,
    /// How often it is run.
    pub repeat: usize,
    /// What to keep besides its trace.
    pub keep: Keep,
    /// Another number: files may have changed since the last one.
    pub round: usize,
    /// What it may share with the scenario before it.
    pub contexts: Contexts,
}

/// Runs jobs, and keeps the scenario file of the last one, and what runs them.
#[derive(Debug, Default)]
pub(super) struct Workshop {
    open: Option<(usize, ScenarioFile)>,
    session: Option<(Contexts, Session)>,
}

impl Workshop {
    pub fn run(&mut self, job: &Job, interrupt: &Arc<AtomicBool>) -> Result<Ran, Failure> {
        let mut session = match self.session.take() {
            Some((contexts, session)) if contexts == job.contexts => session,
            _ => Session::new(job.contexts),
        };
        let file = self.file(job.round, &job.file)?;
        if file.names().nth(job.index) != Some(&job.name) {
            let problem = Problem::new("场景文件在检查时被改动了", "the scenario file was changed during the check");
            return Err(Failure::new(Exit::Usage, problem.at(job.file.display().to_string())));
        }
        let (sources, scenario) = select::open(file, job.index)?;
        let calls = scenario.call.clone().unwrap_or_default();
        let sources: Arc<[Source]> = sources.into();
        let mut run = || {
            let plan = Plan {
                sources: Arc::clone(&sources),
                scenario: scenario.clone(),
                routes: file.file.routes.clone(),
                keep: job.keep,
                ..Plan::default()
            };
            session.run(plan, interrupt, &Choices::default()).map_err(|error| Failure::of_host(error, &sources, &calls))
        };
        let mut ran = Ran::of(run()?);
        for _ in 1..job.repeat {
            if interrupt.load(Ordering::Relaxed) {
                break;
            }
            let again = Ran::of(run()?);
            if again.jsonl != ran.jsonl {
                ran.unlike = Some((again.text, again.jsonl));
                break;
            }
        }
        self.session = Some((job.contexts, session));
        Ok(ran)
    }

    fn file(&mut self, round: usize, path: &Path) -> Result<&ScenarioFile, Failure> {
        if self.open.as_ref().is_some_and(|(known, file)| *known != round || file.path != path) {
            self.open = None;
        }
        Ok(match self.open.take() {
            Some(open) => &self.open.insert(open).1,
            None => &self.open.insert((round, load(path)?)).1,
        })
    }
}

/// What a worker process does with a message of `check`.
pub(in crate::cli) fn serve() -> impl FnMut(&[u8], bool) -> Vec<u8> {
    let mut shop = Workshop::default();
    let never = Arc::new(AtomicBool::new(false));
    move |message, full| {
        let result = match serde_json::from_slice::<Job>(message) {
            Ok(job) => shop.run(&job, &never),
            Err(error) => Err(Failure::new(Exit::Internal, Problem::new(error.to_string(), error.to_string()))),
        };
        // A run that was stopped leaves its thread behind, and what that holds.
        let left_behind = matches!(&result, Ok(Ran { verdict: Verdict::Limit(name), .. }) if is_stopped(name));
        serde_json::to_vec(&Reply::of(result, left_behind || full)).unwrap_or_default()
    }
}

/// Whether a limit is one that the guard sees from outside.
fn is_stopped(limit: &str) -> bool {
    ["deadline", "memory", "stack"].contains(&limit)
}
