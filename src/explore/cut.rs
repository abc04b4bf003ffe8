//! Why a search ended before everything was tried, and how that is told.

use super::search::Bounds;
use crate::lang::Message;

/// Why a search ended before everything was tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    Paths,
    Choices,
    Deadline,
    Interrupted,
    Memory,
}

impl Cut {
    /// What was not covered; `left` paths are known that were not run.
    pub(super) fn told(self, bounds: &Bounds, left: usize) -> Message {
        let (zh, en) = match self {
            Self::Choices => (
                format!("超过 {} 个选择的路径没有运行（已知 {left} 条；--max-choices）", bounds.max_choices),
                format!("paths with more than {} choices were not run ({left} known; --max-choices)", bounds.max_choices),
            ),
            Self::Paths => (
                format!("只运行了 {} 条路径，至少还有 {left} 条（--max-paths）", bounds.max_paths),
                format!("only {} paths were run, at least {left} more are known (--max-paths)", bounds.max_paths),
            ),
            Self::Deadline => (
                format!("时间到了，至少还有 {left} 条路径没有运行（--deadline）"),
                format!("the time was over with at least {left} more paths known (--deadline)"),
            ),
            Self::Interrupted => {
                (format!("被中断，至少还有 {left} 条路径没有运行"), format!("interrupted with at least {left} more paths known"))
            }
            Self::Memory => (
                format!("一条路径用完了内存（limits.memory），至少还有 {left} 条路径没有运行"),
                format!("one path used up its memory (limits.memory); at least {left} more paths are known"),
            ),
        };
        Message::new(zh, en)
    }

    /// Some paths met more decisions than are tried on one path.
    pub(super) fn decisions(most: usize) -> Message {
        Message::new(
            format!("有的路径遇到超过 {most} 个决定，后面的没有换过"),
            format!("some paths meet more than {most} decisions; the later ones were left as they are"),
        )
    }
}
