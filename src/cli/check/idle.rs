//! Rules that were about nothing: a slip in a pattern would keep a rule forever, so `check` tells of it.

use std::collections::{BTreeMap, BTreeSet};

use super::find::Item;
use super::ran::Ran;
use crate::cli::message;
use crate::cli::output::Io;
use crate::source::Problem;

/// Each rule of a scenario file, and whether any scenario had something that it is about.
#[derive(Debug, Default)]
pub(super) struct IdleRules {
    rules: BTreeMap<(String, String), bool>,
    /// Scenario files of which something could not be run.
    unknown: BTreeSet<String>,
}

impl IdleRules {
    /// Looks at what one scenario came to; one that could not be run may have had everything.
    pub fn look(&mut self, item: &Item, ran: Option<&Ran>) {
        let Some(ran) = ran else {
            self.unknown.insert(item.path.to_string());
            return;
        };
        for (name, applies) in &ran.rules {
            let known = self.rules.entry((item.path.to_string(), name.clone())).or_default();
            *known = *known || *applies;
        }
    }

    /// Tells of those that were about nothing.
    pub fn tell(&self, io: &mut Io<'_>) {
        for ((path, name), _) in self.rules.iter().filter(|((path, _), applies)| !**applies && !self.unknown.contains(path)) {
            let problem = Problem::new(
                format!("规则“{name}”在所有场景里都没有遇到它所说的事件"),
                format!("the rule \"{name}\" met nothing that it is about in any scenario"),
            );
            let help = problem.help("看看 `each` 写得对不对", "is its `each` as it should be?");
            message::warn(io, &help.at(path.clone()));
        }
    }
}
