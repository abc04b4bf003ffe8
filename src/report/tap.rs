//! `--report-tap`: the results in the Test Anything Protocol, version 14.

use std::fmt::Write as _;

use super::suite::{Case, Status, Suite};
use crate::lang::Lang;

/// The results as TAP 14.
pub fn render(suite: &Suite, lang: Lang) -> String {
    let mut out = format!("TAP version 14\n1..{}\n", suite.cases.len() + suite.broken.len());
    for (index, case) in suite.cases.iter().enumerate() {
        let skipped = case.status == Status::Interrupted;
        let ok = if case.status.failed() && !skipped { "not ok" } else { "ok" };
        let skip = if skipped { " # SKIP interrupted" } else { "" };
        let _ = writeln!(out, "{ok} {} - {}: {}{skip}", index + 1, escape(&case.file), escape(&case.name));
        if case.status.failed() && !skipped {
            details(&mut out, case, lang);
        }
    }
    for (index, broken) in suite.broken.iter().enumerate() {
        let _ = writeln!(out, "not ok {} - {}", suite.cases.len() + index + 1, escape(&broken.file));
        let _ = writeln!(out, "  ---\n  message: {}\n  ...", text(broken.message.in_lang(lang)));
    }
    if !suite.complete {
        out.push_str("Bail out! ended early\n");
    }
    out
}

/// The YAML block below a failure.
fn details(out: &mut String, case: &Case, lang: Lang) {
    let _ = writeln!(out, "  ---");
    let message = case.message.as_ref().map_or("", |message| message.in_lang(lang));
    let _ = writeln!(out, "  message: {}", text(message));
    let _ = writeln!(out, "  at: {}", text(&format!("{}:{}:{}", case.file, case.line, case.column)));
    let _ = writeln!(out, "  snapshot: {}", text(&case.snapshot));
    if let Some(diff) = &case.diff {
        let _ = writeln!(out, "  diff: {}", text(diff.in_lang(lang)));
    }
    let _ = writeln!(out, "  rerun: {}", text(&case.rerun));
    if let Some(accept) = &case.accept {
        let _ = writeln!(out, "  accept: {}", text(accept));
    }
    let _ = writeln!(out, "  ...");
}

/// A text as YAML, which JSON's quoted texts are.
fn text(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// In a description, `#` begins a directive.
fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('#', "\\#").replace(char::is_control, " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::suite::tests::case;

    #[test]
    fn a_failure_has_its_details_and_hashes_are_no_directives() {
        let mut suite = Suite::new(None);
        suite.cases = vec![case(0, "a #1", Status::Passed), case(1, "b", Status::Differs), case(2, "c", Status::Interrupted)];
        let tap = render(&suite, Lang::En);
        assert!(
            tap.starts_with("TAP version 14\n1..3\nok 1 - js/a.md.toml: a \\#1\nnot ok 2 - js/a.md.toml: b\n  ---\n"),
            "{tap}"
        );
        assert!(tap.contains("  diff: \"- <a> & \\u001b[1m\\\"b\\\"\\n+ c\"\n"), "{tap}");
        assert!(tap.ends_with("  ...\nok 3 - js/a.md.toml: c # SKIP interrupted\n"), "{tap}");
    }
}
