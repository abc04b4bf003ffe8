//! One run: sources and a scenario in, a trace and a verdict out. This is the library's front door.

mod batch;
mod census;
mod coverage;
mod entry;
mod guard;
mod happen;
mod header;
pub mod live;
mod memory;
mod open;
mod own_rules;
mod run;
mod ties;
mod warm;
pub mod worker;

pub use batch::Wanted;
pub use census::{Census, census};
pub use guard::{Session, Sessions, deadline_of, run, run_noting, time_over};
pub use memory::Guarded;
pub(crate) use memory::Keeping;
pub use open::Host;
pub use warm::Contexts;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::lang::Message;
use crate::scenario::{Routes, Scenario};
use crate::source::Source;
use crate::tape::Exchange;
use crate::trace::coverage::Coverage;
use crate::trace::{At, Trace};

/// What to run.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// The sources, in order; all share one global scope. Shared with every other plan for them: texts are long.
    pub sources: Arc<[Source]>,
    /// The scenario, with everything from the command line laid on top.
    pub scenario: Scenario,
    /// The file's own routes, after the scenario's.
    pub routes: Routes,
    /// Expressions to evaluate instead of the scenario's `call`.
    pub ad_hoc_calls: Vec<String>,
    /// Addresses besides loopback that the program may reach.
    pub allow_hosts: Vec<String>,
    /// A fixed address for the embedded WeChat platform.
    pub platform_addr: Option<SocketAddr>,
    /// A fixed address for a proxy that stands for WeChat's host, and the folder of the authority that its clients trust.
    pub proxy: Option<(SocketAddr, PathBuf)>,
    /// Whether the process ends after this run, so that tidying up can be left to the operating system.
    pub last: bool,
    /// What to keep besides the trace.
    pub keep: Keep,
}

/// What to keep of a run besides its trace; nothing by default, which costs nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Keep {
    /// Count what of the author's code runs. The trace stays the same.
    pub coverage: bool,
    /// Keep what was exchanged with real servers.
    pub exchanges: bool,
}

/// What was kept of a run besides its trace: plain data, for whoever puts the results of many runs together.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Kept {
    /// What ran; absent when it was not asked for, or when the run was given up while a text was loaded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coverage: Option<Coverage>,
    /// What was exchanged with real servers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exchanges: Vec<Exchange>,
}

/// A run that came to an end.
#[derive(Debug, Clone)]
pub struct Finished {
    /// Everything that happened.
    pub trace: Trace,
    /// How it ended.
    pub verdict: Verdict,
    /// What was to be kept besides.
    pub kept: Kept,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// The program came to rest without an uncaught exception or an unhandled rejection.
    Clean,
    /// An uncaught exception or an unhandled rejection.
    ScriptFailed,
    /// A file of the program could not be parsed, and the rest ran without it.
    Unparsable,
    /// An API that is not modelled, or a request that nothing matches.
    UnknownApi,
    /// A limit was reached: its name.
    Limit(String),
    /// It was interrupted.
    Interrupted,
}

/// Why the host could not do its work.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum HostError {
    /// A source cannot be parsed.
    #[error("{at}: {message}")]
    Syntax {
        /// Where.
        at: At,
        /// What the parser says.
        message: String,
    },
    /// An address cannot be used.
    #[error("could not listen on {addr}: {message}")]
    Address {
        /// The address.
        addr: SocketAddr,
        /// What the operating system says.
        message: String,
    },
    /// The plan makes no sense.
    #[error("{}", .0.en)]
    Config(Message),
    /// A mistake of ours.
    #[error("internal error: {0}")]
    Internal(String),
}

impl HostError {
    /// What to do about it, where that is known.
    pub fn help(&self) -> Option<Message> {
        match self {
            // The engine's parser and that for modules and TypeScript word it each in its own way.
            Self::Syntax { message, .. } if message.replace('`', "").starts_with("await is only") => Some(Message::new(
                "在包住它的函数前面加 async，如 async onLoad() { 或 async () => {；小程序的函数外面不能用 await",
                "put async before the function around it, as in async onLoad() { or async () => {; outside of functions mini-programs have no await",
            )),
            _ => None,
        }
    }
}
