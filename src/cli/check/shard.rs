//! `--shard 2/3`: every third scenario, beginning with the second; also from the variables of the usual CI systems.

use crate::cli::{Exit, failure::Failure};
use crate::source::Problem;

/// One of several equal parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shard {
    /// From 1.
    pub index: usize,
    pub of: usize,
}

/// Index and total as CI systems give them, and the index of the first: Kubernetes, GitLab, CircleCI, Buildkite.
const VARIABLES: &[(&str, &str, usize)] = &[
    ("JOB_COMPLETION_INDEX", "JOB_COMPLETIONS", 0),
    ("CI_NODE_INDEX", "CI_NODE_TOTAL", 1),
    ("CIRCLE_NODE_INDEX", "CIRCLE_NODE_TOTAL", 0),
    ("BUILDKITE_PARALLEL_JOB", "BUILDKITE_PARALLEL_JOB_COUNT", 0),
];

impl Shard {
    /// The part asked for, by option or by environment.
    pub fn find(option: Option<&str>, variable: impl Fn(&str) -> Option<String>) -> Result<Option<Self>, Failure> {
        if let Some(text) = option.filter(|text| !text.is_empty()) {
            let shard = text.split_once('/').and_then(|(index, of)| Self::new(index.parse().ok()?, of.parse().ok()?));
            return shard.map(Some).ok_or_else(|| invalid(&format!("--shard {text}")));
        }
        for (index_name, total_name, first) in VARIABLES {
            let variable = |name: &str| variable(name).filter(|value| !value.is_empty());
            let (Some(index), total) = (variable(index_name), variable(total_name)) else { continue };
            let Some(total) = total else {
                let problem = Problem::new(
                    format!("有 {index_name}，但没有 {total_name}：不知道一共分几份"),
                    format!("{index_name} is set but {total_name} is not: into how many parts?"),
                );
                let problem = problem.help(
                    format!("设置 {total_name}，或用 --shard 1/1 运行全部"),
                    format!("set {total_name}, or run everything with --shard 1/1"),
                );
                return Err(Failure::new(Exit::Usage, problem));
            };
            let shard =
                index.parse::<usize>().ok().and_then(|index| Self::new((index + 1).checked_sub(*first)?, total.parse().ok()?));
            return shard.map(Some).ok_or_else(|| invalid(&format!("{index_name}={index} {total_name}={total}")));
        }
        Ok(None)
    }

    fn new(index: usize, of: usize) -> Option<Self> {
        (1..=of).contains(&index).then_some(Self { index, of })
    }

    /// Whether the scenario at this place belongs to it.
    pub fn has(self, position: usize) -> bool {
        position % self.of == self.index - 1
    }
}

impl std::fmt::Display for Shard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.index, self.of)
    }
}

fn invalid(given: &str) -> Failure {
    let problem = Problem::new("分份的写法无效", "this is no part of a whole").at(given);
    Failure::new(Exit::Usage, problem.help("写法是 --shard 2/3：三份中的第二份", "write --shard 2/3 for the second of three"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(option: Option<&str>, environment: &[(&str, &str)]) -> Result<String, Exit> {
        let variable = |name: &str| environment.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        Shard::find(option, variable)
            .map(|shard| shard.map_or("all".to_owned(), |shard| shard.to_string()))
            .map_err(|failure| failure.exit)
    }

    #[test]
    fn parts_come_from_the_option_or_the_ci_system() {
        assert_eq!(find(None, &[]).as_deref(), Ok("all"));
        assert_eq!(find(Some("2/3"), &[("JOB_COMPLETION_INDEX", "0"), ("JOB_COMPLETIONS", "9")]).as_deref(), Ok("2/3"));
        assert_eq!(find(None, &[("JOB_COMPLETION_INDEX", "0"), ("JOB_COMPLETIONS", "9")]).as_deref(), Ok("1/9"));
        assert_eq!(find(None, &[("CI_NODE_INDEX", "2"), ("CI_NODE_TOTAL", "2")]).as_deref(), Ok("2/2"));
        assert_eq!(find(None, &[("CIRCLE_NODE_INDEX", "1"), ("CIRCLE_NODE_TOTAL", "2")]).as_deref(), Ok("2/2"));
        for option in ["0/3", "4/3", "1", "a/b", "1/0"] {
            assert_eq!(find(Some(option), &[]), Err(Exit::Usage), "{option}");
        }
        assert_eq!(find(None, &[("JOB_COMPLETION_INDEX", "0")]), Err(Exit::Usage));
        assert_eq!(find(None, &[("CI_NODE_INDEX", "0"), ("CI_NODE_TOTAL", "2")]), Err(Exit::Usage));
    }

    #[test]
    fn the_parts_together_are_the_whole() {
        for of in 1..6 {
            let parts: Vec<Shard> = (1..=of).filter_map(|index| Shard::new(index, of)).collect();
            for position in 0..20 {
                assert_eq!(parts.iter().filter(|part| part.has(position)).count(), 1);
            }
        }
    }
}
