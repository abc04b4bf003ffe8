//! The conformance suite: small JavaScript files, each stating one fact about the platform, with what it must print.
//!
//! A fact's file begins with a comment that says what it is about, and ends with what the console must show. Nothing in it
//! is wxhost's own, so that any runtime with a `wx` can run it: `tests/wx/README.md` describes the format.

mod fact;
mod grid;

pub use fact::{Confidence, Fact, FactError, read_folder};
pub use grid::{Cell, Grid};

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::host::{HostError, Plan, run};
use crate::report::console;
use crate::scenario::{Client, ScenarioFile};
use crate::source::Source;

/// How one fact went on one runtime.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The console showed what it must.
    Holds,
    /// It showed something else.
    Differs {
        /// What the console showed.
        found: String,
    },
    /// The runtime could not run it at all.
    Broken {
        /// Why.
        reason: String,
    },
}

/// Runs one fact here, as `client` if the fact does not ask for one itself.
pub fn judge(path: &Path, fact: &Fact, client: Option<Client>) -> Verdict {
    match console_of(path, fact, client) {
        Ok(found) if found == fact.expect => Verdict::Holds,
        Ok(found) => Verdict::Differs { found },
        Err(reason) => Verdict::Broken { reason },
    }
}

fn console_of(path: &Path, fact: &Fact, client: Option<Client>) -> Result<String, String> {
    let source = Source::open(&path.display().to_string()).map_err(|error| error.to_string())?;
    let file = ScenarioFile::parse(path, &fact.scenario).map_err(|error| error.to_string())?;
    let mut scenario = file.ad_hoc(&[]).map_err(|error| error.to_string())?;
    if let Some(first) = file.file.scenarios.first() {
        scenario = first.clone();
    }
    scenario.client = scenario.client.or(client);
    let plan = Plan {
        sources: [source].into(),
        scenario,
        routes: file.file.routes.clone(),
        keep: crate::host::Keep::default(),
        ..Plan::default()
    };
    let finished = run(plan, Arc::new(AtomicBool::new(false))).map_err(|error: HostError| error.to_string())?;
    Ok(console::render(&finished.trace).stdout)
}
