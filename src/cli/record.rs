//! `run --record FILE`: what real servers answered, as an own tape or as HAR 1.2.

use std::path::Path;

use super::failure::Failure;
use super::output::{Io, write_file};
use crate::clock::iso;
use crate::scenario::instant;
use crate::source::Problem;
use crate::tape::{Exchange, har, jsonl};
use crate::trace::Trace;

/// Writes a tape; its name says in which format.
pub(super) fn write(path: &Path, trace: &Trace, exchanges: &[Exchange], io: &mut Io<'_>) -> Result<(), Failure> {
    let is_har = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("har"));
    let start = instant(&trace.header.start).unwrap_or_default();
    let moment = |t: u64| iso(start.saturating_add_unsigned(t));
    let text = if is_har { har(exchanges, &moment) } else { jsonl(exchanges) };
    write_file(path, &text)?;
    if exchanges.is_empty() {
        let problem = Problem::new("没有录到任何交换", "nothing was recorded");
        let help = problem.help(
            "只录发往真实服务器的请求；backend: 和 wechat: 由内置的服务器回答，本来就每次相同",
            "only requests to real servers are; the embedded servers behind backend: and wechat: answer the same each time anyway",
        );
        super::message::warn(io, &help);
    }
    Ok(())
}
