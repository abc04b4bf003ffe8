//! `--report-github`: each failure as an annotation that GitHub shows at its line.

use std::fmt::Write as _;

use super::suite::Suite;
use crate::lang::Lang;

/// The most lines of a difference in an annotation; GitHub cuts long ones.
const MOST: usize = 20;

/// One workflow command a failure.
pub fn render(suite: &Suite, lang: Lang) -> String {
    let mut out = String::new();
    for case in suite.cases.iter().filter(|case| case.status.failed()) {
        let mut text = case.message.as_ref().map_or(String::new(), |message| message.in_lang(lang).to_owned());
        for line in case.diff.iter().flat_map(|diff| diff.in_lang(lang).lines()).take(MOST) {
            let _ = write!(text, "\n{line}");
        }
        let _ = write!(text, "\n{}", case.rerun);
        let (file, title) = (property(&case.file), property(&case.name));
        let _ = writeln!(out, "::error file={file},line={},col={},title={title}::{}", case.line, case.column, data(&text));
    }
    for broken in &suite.broken {
        let _ = writeln!(out, "::error file={}::{}", property(&broken.file), data(broken.message.in_lang(lang)));
    }
    for stale in &suite.stale {
        let text = lang.pick("没有哪个场景有这份快照", "no scenario has this snapshot");
        let _ = writeln!(out, "::warning file={}::{text}", property(stale));
    }
    out
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A").replace(|c: char| c.is_control(), " ")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::suite::{Status, tests::case};

    #[test]
    fn failures_stand_at_their_lines() {
        let mut suite = Suite::new(None);
        suite.cases = vec![case(0, "a", Status::Passed), case(1, "b: 100%, c", Status::Differs)];
        let text = render(&suite, Lang::En);
        assert_eq!(text.lines().count(), 1);
        let head = "::error file=js/a.md.toml,line=3,col=8,title=b%3A 100%25%2C c::the trace is not as approved%0A- <a>";
        assert!(text.starts_with(head), "{text}");
    }
}
