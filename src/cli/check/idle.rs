//! Rules that were about nothing: a slip in a pattern would keep a rule forever, so `check` tells of it.

use std::collections::BTreeMap;

use super::find::Item;
use crate::cli::message;
use crate::cli::output::Io;
use crate::source::Problem;

/// Each rule of a scenario file, and whether any scenario had something that it is about.
#[derive(Debug, Default)]
pub(super) struct IdleRules(BTreeMap<(String, String), bool>);

impl IdleRules {
    /// Looks at the rules of one scenario, each with whether it was about something; one that could not be run may have had
    /// everything.
    pub fn look(&mut self, item: &Item, rules: Option<&[(String, bool)]>) {
        let mut note = |name: &str, applied: bool| {
            let applies = self.0.entry((item.path.to_string(), name.to_owned())).or_default();
            *applies = *applies || applied;
        };
        match rules {
            Some(rules) => rules.iter().for_each(|(name, applied)| note(name, *applied)),
            None => item.rules.iter().for_each(|name| note(name, true)),
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
