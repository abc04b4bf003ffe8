//! [`Host`]: run an article or a script from a Rust test in a few lines.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::{Finished, HostError, Keep, Plan, run};
use crate::lang::{Lang, Message};
use crate::scenario::{Routes, Scenario, ScenarioError, ScenarioFile, load, sidecar_for};
use crate::source::{DEFAULT_LIMIT, Problem, Source, SourceError, Spec};

/// A program and the scenario it is run in.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let finished = wxhost::Host::open("js/seed/article.md")?.scenario("login succeeds")?.run()?;
/// assert!(finished.trace.to_jsonl().contains("<openid:1>"));
/// assert_eq!(finished.trace.findings().count(), 0);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Host {
    spec: Spec,
    sidecar: Option<ScenarioFile>,
    scenario: Scenario,
    routes: Routes,
    calls: Vec<String>,
    allow_hosts: Vec<String>,
    keep: Keep,
}

impl Host {
    /// Opens `article.md`, `article.md#1,2` or `x.js`, and the scenario file beside it if there is one.
    ///
    /// # Errors
    ///
    /// The source or its scenario file cannot be read; the message says where and why.
    pub fn open(source: impl AsRef<Path>) -> Result<Self, HostError> {
        let path = source.as_ref().display().to_string();
        let spec = Spec::parse(&path).map_err(config)?;
        let sidecar = match sidecar_for(&spec.path) {
            Some(sidecar) => Some(load(&sidecar).map_err(config)?),
            None => None,
        };
        let scenario = match &sidecar {
            Some(file) => file.ad_hoc(&[]).map_err(config)?,
            None => Scenario::default(),
        };
        let routes = sidecar.as_ref().map(|file| file.file.routes.clone()).unwrap_or_default();
        Ok(Self { spec, sidecar, scenario, routes, calls: Vec::new(), allow_hosts: Vec::new(), keep: Keep::default() })
    }

    /// Takes a scenario of the file beside the source, by name.
    ///
    /// # Errors
    ///
    /// There is no such scenario.
    pub fn scenario(mut self, name: &str) -> Result<Self, HostError> {
        let Some(sidecar) = &self.sidecar else {
            let en = format!("there is no scenario \"{name}\": {} has no scenario file beside it", self.spec.path.display());
            let zh = format!("没有名为“{name}”的场景:{} 旁边没有场景文件", self.spec.path.display());
            return Err(HostError::Config(Message::new(zh, en)));
        };
        self.scenario = sidecar.select(name).map_err(config)?.clone();
        Ok(self)
    }

    /// Changes the scenario.
    #[must_use]
    pub fn with(mut self, change: impl FnOnce(&mut Scenario)) -> Self {
        change(&mut self.scenario);
        self
    }

    /// Evaluates an expression after loading, instead of the scenario's own.
    #[must_use]
    pub fn call(mut self, expression: impl Into<String>) -> Self {
        self.calls.push(expression.into());
        self
    }

    /// Sends requests for `url` to `target`: `backend:/login`, or a real address.
    #[must_use]
    pub fn route(mut self, url: &str, target: &str) -> Self {
        self.scenario.routes.insert(url.to_owned(), target.into());
        self
    }

    /// Lets the program reach an address besides loopback.
    #[must_use]
    pub fn allow_host(mut self, host: impl Into<String>) -> Self {
        self.allow_hosts.push(host.into());
        self
    }

    /// Keeps more of the run than its trace; see [`Finished::kept`].
    #[must_use]
    pub fn keep(mut self, keep: Keep) -> Self {
        self.keep = keep;
        self
    }

    /// Runs to the end.
    ///
    /// # Errors
    ///
    /// The program cannot be run at all. What it does wrong is in the trace.
    pub fn run(self) -> Result<Finished, HostError> {
        let mut spec = self.spec;
        if let (Some(wanted), None) = (&self.scenario.source, &spec.blocks) {
            // The scenario chooses the blocks, or another file beside this one.
            let beside = spec.path.parent().unwrap_or_else(|| Path::new(""));
            let file = if wanted.starts_with('#') { spec.path.clone() } else { beside.to_path_buf() };
            let text = if wanted.starts_with('#') {
                format!("{}{wanted}", file.display())
            } else {
                file.join(wanted).display().to_string()
            };
            spec = Spec::parse(&text).map_err(config)?;
        }
        let source = Source::open_spec(&spec, DEFAULT_LIMIT).map_err(config)?;
        let plan = Plan {
            sources: [source].into(),
            scenario: self.scenario,
            routes: self.routes,
            ad_hoc_calls: self.calls,
            allow_hosts: self.allow_hosts,
            keep: self.keep,
            ..Plan::default()
        };
        run(plan, Arc::new(AtomicBool::new(false)))
    }
}

/// An error of the sources or of the scenario file, in both languages.
fn config(error: impl Into<Told>) -> HostError {
    HostError::Config(error.into().0)
}

struct Told(Message);

impl From<SourceError> for Told {
    fn from(error: SourceError) -> Self {
        Self::of(&[error.problem()])
    }
}

impl From<ScenarioError> for Told {
    fn from(error: ScenarioError) -> Self {
        Self::of(&error.problems())
    }
}

impl Told {
    fn of(problems: &[Problem]) -> Self {
        let all = |lang| problems.iter().map(|problem| problem.text(lang)).collect::<Vec<_>>().join("\n");
        Self(Message::new(all(Lang::Zh), all(Lang::En)))
    }
}
