//! Failures of a command: the problems to print and the exit code that goes with them.

use super::Exit;
use crate::host::HostError;
use crate::scenario::ScenarioError;
use crate::source::{Problem, Source, SourceError, excerpt};

/// Why a command did not do its work.
#[derive(Debug)]
pub(super) struct Failure {
    pub problems: Vec<Problem>,
    pub exit: Exit,
}

impl Failure {
    pub fn new(exit: Exit, problem: Problem) -> Self {
        Self { problems: vec![problem], exit }
    }

    /// A failure of the host; a syntax error shows the line in its source, or in the only call.
    pub fn of_host(error: HostError, sources: &[Source], calls: &[String]) -> Self {
        let help = error.help();
        match error {
            HostError::Syntax { at, message } => {
                let mut problem =
                    Problem::new(format!("语法错误：{message}"), format!("syntax error: {message}")).at(at.to_string());
                if let Some(help) = help {
                    problem = problem.help(help.zh, help.en);
                }
                let source = sources.iter().find(|source| source.name == at.file);
                Self::new(
                    Exit::Unparsable,
                    match (source, calls) {
                        (Some(source), _) => problem.showing(source.excerpt(at.line, at.column, 1)),
                        (None, [call]) => problem.showing(excerpt(call, at.line, at.column, 1)),
                        _ => problem,
                    },
                )
            }
            HostError::Address { addr, message } => Self::new(
                Exit::Usage,
                Problem::new(format!("无法使用地址 {addr}：{message}"), format!("could not use the address {addr}: {message}"))
                    .help(
                        "换一个端口，或写 127.0.0.1:0 由系统选择",
                        "choose another port, or 127.0.0.1:0 to let the system choose",
                    ),
            ),
            HostError::Config(message) => Self::new(Exit::Usage, message.into()),
            HostError::Internal(message) => Self::new(
                Exit::Internal,
                Problem::new(format!("wxhost 内部错误：{message}"), format!("internal error: {message}")).help(
                    "这是 wxhost 的缺陷，请带上命令和输入报告它",
                    "this is a bug in wxhost; please report it with the command and the input",
                ),
            ),
        }
    }
}

impl From<SourceError> for Failure {
    fn from(error: SourceError) -> Self {
        let exit = match error {
            SourceError::TooLarge { .. } => Exit::Limit,
            _ if error.is_unparsable() => Exit::Unparsable,
            _ => Exit::Usage,
        };
        Self::new(exit, error.problem())
    }
}

impl From<ScenarioError> for Failure {
    fn from(error: ScenarioError) -> Self {
        let exit = match error {
            ScenarioError::Read(error) => return error.into(),
            ScenarioError::Syntax(_) => Exit::Unparsable,
            ScenarioError::Invalid(_) => Exit::Usage,
            ScenarioError::NoMatch { .. } => Exit::Nothing,
        };
        Self { problems: error.problems(), exit }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::At;

    #[test]
    fn a_syntax_error_in_a_call_shows_the_call() {
        let at = At { file: "call".into(), line: 1, column: 3 };
        let error = HostError::Syntax { at, message: "unexpected token".into() };
        let failure = Failure::of_host(error, &[], &["f(]".into()]);
        assert_eq!((failure.exit, failure.problems[0].place.as_deref()), (Exit::Unparsable, Some("call:1:3")));
        assert_eq!(failure.problems[0].excerpt.as_deref(), Some("    1 | f(]\n      |   ^"));
    }

    #[test]
    fn an_await_without_async_is_helped() {
        for message in ["await is only valid in async functions", "`await` is only allowed within async functions"] {
            let at = At { file: "a.js".into(), line: 1, column: 1 };
            let failure = Failure::of_host(HostError::Syntax { at, message: message.into() }, &[], &[]);
            let help = failure.problems[0].help.as_ref().expect("a help");
            assert!(help.zh.contains("前面加 async") && help.en.starts_with("put async before"), "{help:?}");
        }
    }

    #[test]
    fn every_failure_of_the_host_has_its_exit_code() {
        let addr = std::net::SocketAddr::from(([127, 0, 0, 1], 1));
        let code = |error| Failure::of_host(error, &[], &[]).exit.code();
        assert_eq!(code(HostError::Address { addr, message: String::new() }), 2);
        assert_eq!(code(HostError::Config(crate::lang::Message::default())), 2);
        assert_eq!(code(HostError::Internal(String::new())), 70);
    }
}
