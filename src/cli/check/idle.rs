//! Rules that were about nothing: a slip in a pattern would keep a rule forever, so `check` tells of it.

use std::collections::BTreeMap;

use super::find::Item;
use crate::cli::message;
use crate::cli::output::Io;
use crate::source::Problem;
use crate::trace::Trace;

/// Each rule of a scenario file, and whether any scenario had something that it is about.
#[derive(Debug, Default)]
pub(super) struct IdleRules(BTreeMap<(String, String), bool>);

impl IdleRules {
    /// Looks at what one scenario came to; one that could not be run may have had everything.
    pub fn look(&mut self, item: &Item, trace: Option<&Trace>) {
        let rules = trace.map_or(item.file.file.rules.as_slice(), |trace| trace.header.rules.as_slice());
        for rule in rules {
            let applies = self.0.entry((item.path.clone(), rule.name.clone())).or_default();
            *applies = *applies || trace.is_none_or(|trace| rule.applies(trace));
        }
    }

    /// Tells of those that were about nothing.
    pub fn tell(&self, io: &mut Io<'_>) {
        for ((path, name), _) in self.0.iter().filter(|(_, applies)| !**applies) {
            let problem = Problem::new(
                format!("规则“{name}”在所有场景里都没有遇到它所说的事件"),
                format!("the rule \"{name}\" met nothing that it is about in any scenario"),
            );
            let help = problem.help("看看 `each` 写得对不对", "is its `each` as it should be?");
            message::warn(io, &help.at(path.clone()));
        }
    }
}
