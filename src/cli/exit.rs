//! The exit codes of `wxhost`, which scripts and CI may rely on.

use std::process::ExitCode;

use crate::lang::{Lang, Text};

/// How the command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Everything as approved, or nothing wrong.
    Ok = 0,
    /// A trace differs from the approved one, or a rule failed.
    Differs = 1,
    /// The command line or a configuration is wrong.
    Usage = 2,
    /// The input cannot be parsed.
    Unparsable = 3,
    /// The script failed by itself.
    ScriptFailed = 4,
    /// The script used an unknown API, or made a request that nothing matches.
    Unknown = 5,
    /// A limit was reached.
    Limit = 6,
    /// Nothing was selected.
    Nothing = 7,
    /// A bug in wxhost.
    Internal = 70,
    /// Ctrl-C.
    Interrupted = 130,
}

impl Exit {
    /// All of them, by number.
    pub const ALL: [Self; 10] = [
        Self::Ok,
        Self::Differs,
        Self::Usage,
        Self::Unparsable,
        Self::ScriptFailed,
        Self::Unknown,
        Self::Limit,
        Self::Nothing,
        Self::Internal,
        Self::Interrupted,
    ];

    /// The number that the process returns.
    pub fn code(self) -> u8 {
        self as u8
    }

    /// What it means, for `--help`.
    pub fn meaning(self) -> Text {
        let (zh, en) = match self {
            Self::Ok => ("一切如已批准的那样", "as approved"),
            Self::Differs => ("轨迹与已批准的不同，或某条规则未通过", "a trace differs or a rule failed"),
            Self::Usage => ("用法或配置有误", "usage or configuration"),
            Self::Unparsable => ("输入无法解析", "input cannot be parsed"),
            Self::ScriptFailed => (
                "脚本自己出错（未捕获的异常或未处理的 Promise 拒绝）",
                "the script failed by itself (uncaught exception, unhandled rejection)",
            ),
            Self::Unknown => ("未知的接口，或没有匹配的请求", "unknown API or unmatched request"),
            Self::Limit => ("达到某个上限", "a limit was reached"),
            Self::Nothing => ("没有选中任何东西", "nothing selected"),
            Self::Internal => ("wxhost 内部错误", "internal error"),
            Self::Interrupted => ("被中断", "interrupted"),
        };
        Text { zh, en }
    }

    /// The table of exit codes, for `--help`.
    pub(super) fn table(lang: Lang) -> String {
        let rows: Vec<String> =
            Self::ALL.iter().map(|exit| format!("  {:>3}  {}", exit.code(), exit.meaning().in_lang(lang))).collect();
        rows.join("\n")
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_a_promise() {
        let codes: Vec<u8> = Exit::ALL.iter().map(|exit| exit.code()).collect();
        assert_eq!(codes, [0, 1, 2, 3, 4, 5, 6, 7, 70, 130]);
    }
}
