//! Stand-in for the host until its room is merged: what the command line asks of it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::lang::Message;
use crate::scenario::{Routes, Scenario};
use crate::source::Source;
use crate::trace::{At, Body, Event, Header, Lane, SCHEMA, SourceInfo, Trace};

/// What to run.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The sources, in order.
    pub sources: Vec<Source>,
    /// The scenario, with everything from the command line laid on top.
    pub scenario: Scenario,
    /// The file's own routes.
    pub routes: Routes,
    /// `--call`.
    pub ad_hoc_calls: Vec<String>,
    /// `--allow-host`.
    pub allow_hosts: Vec<String>,
    /// `--platform`.
    pub platform_addr: Option<SocketAddr>,
}

/// A run that came to an end.
#[derive(Debug, Clone)]
pub struct Finished {
    /// Everything that happened.
    pub trace: Trace,
    /// How it ended.
    pub verdict: Verdict,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing wrong.
    Clean,
    /// An uncaught exception or an unhandled rejection.
    ScriptFailed,
    /// An API that is not modelled, or a request that nothing matches.
    UnknownApi,
    /// A limit was reached.
    Limit(String),
    /// Ctrl-C.
    Interrupted,
}

/// Why a host could not do its work.
#[derive(Debug, Clone)]
pub enum HostError {
    /// A source cannot be parsed.
    Syntax {
        /// Where.
        at: At,
        /// What the parser says.
        message: String,
    },
    /// An address cannot be used.
    Address {
        /// The address.
        addr: SocketAddr,
        /// What the operating system says.
        message: String,
    },
    /// The plan makes no sense.
    Config(Message),
    /// A bug.
    Internal(String),
}

/// Runs a plan.
///
/// # Errors
///
/// When a source cannot be parsed, an address cannot be used, or wxhost itself fails.
pub fn run(plan: Plan, _interrupt: Arc<AtomicBool>) -> Result<Finished, HostError> {
    let info =
        |source: &Source| SourceInfo { file: source.name.clone(), blocks: source.chosen_blocks(), sha256: source.sha256.clone() };
    let header = Header {
        schema: SCHEMA.to_owned(),
        tool: concat!("wxhost ", env!("CARGO_PKG_VERSION")).to_owned(),
        engine: "none".to_owned(),
        sources: plan.sources.iter().map(info).collect(),
        composition: String::new(),
        scenario: Some(plan.scenario.name.clone()).filter(|name| !name.is_empty()),
        call: plan.scenario.call.clone().unwrap_or_default().into_iter().chain(plan.ad_hoc_calls).collect(),
        epoch: plan.scenario.epoch.clone().unwrap_or_default(),
        base_library: plan.scenario.base_library.clone().unwrap_or_default(),
        client: plan.scenario.client.unwrap_or_default().name().to_owned(),
        start: String::new(),
        seed: plan.scenario.seed.unwrap_or(1),
        bridges: Vec::new(),
    };
    let body = Body::End { reason: "drained".to_owned(), limit: None, open: Vec::new() };
    let events = vec![Event { seq: 1, t: 0, lane: Lane::Host, cause: None, at: None, body }];
    Ok(Finished { trace: Trace { header, events }, verdict: Verdict::Clean })
}
