//! `--report-junit`: the results as JUnit XML, in the form that Jenkins and GitLab read.
//!
//! `time` is virtual time, so that the same program gives the same report.

use std::fmt::Write as _;

use super::suite::{Case, Status, Suite};
use crate::lang::Lang;

/// The results as JUnit XML.
pub fn render(suite: &Suite, lang: Lang) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let groups: Vec<&[Case]> = suite.cases.chunk_by(|a, b| a.file == b.file).collect();
    let _ = writeln!(out, "<testsuites {}>", totals("wxhost check", &suite.cases, suite.broken.len()));
    for cases in groups {
        let file = cases.first().map_or("", |case| &case.file);
        let _ = writeln!(out, "  <testsuite {}>", totals(file, cases, 0));
        for case in cases {
            one(&mut out, case, lang);
        }
        out.push_str("  </testsuite>\n");
    }
    for broken in &suite.broken {
        let (file, why) = (escape(&broken.file), broken.message.in_lang(lang));
        let _ =
            writeln!(out, "  <testsuite name=\"{file}\" tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\" time=\"0.000\">");
        let _ = writeln!(out, "    <testcase name=\"{file}\" classname=\"{file}\" time=\"0.000\">");
        let _ =
            writeln!(out, "      <error message=\"{}\" type=\"unreadable\">{}</error>", escape(first_line(why)), content(why));
        out.push_str("    </testcase>\n  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

fn totals(name: &str, cases: &[Case], broken: usize) -> String {
    let count = |wanted: fn(Status) -> bool| cases.iter().filter(|case| wanted(case.status)).count();
    let errors = count(is_error) + broken;
    let failures = count(|status| status.failed() && !is_error(status) && status != Status::Interrupted);
    let skipped = count(|status| status == Status::Interrupted);
    let time = seconds(cases.iter().map(|case| case.virtual_ms).sum());
    let (name, tests) = (escape(name), cases.len() + broken);
    // Only `testsuite` may say how many were skipped, in the strictest of the schemas.
    let skipped = if name == "wxhost check" { String::new() } else { format!(" skipped=\"{skipped}\"") };
    format!("name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\"{skipped} time=\"{time}\"")
}

fn is_error(status: Status) -> bool {
    matches!(status, Status::Error | Status::Limit)
}

fn one(out: &mut String, case: &Case, lang: Lang) {
    let class = case.file.trim_end_matches(".toml").replace('/', ".");
    let (name, class, time) = (escape(&case.name), escape(&class), seconds(case.virtual_ms));
    let head = format!("    <testcase name=\"{name}\" classname=\"{class}\" time=\"{time}\"");
    let message = case.message.as_ref().map_or("", |message| message.in_lang(lang));
    let printed: String = case
        .findings
        .iter()
        .map(|found| {
            let at = found.at.as_ref().map(|at| format!(" {at}")).unwrap_or_default();
            format!("{}{at}: {}\n", found.rule, found.message.in_lang(lang))
        })
        .collect();
    if !case.status.failed() && printed.is_empty() {
        let _ = writeln!(out, "{head}/>");
        return;
    }
    let _ = writeln!(out, "{head}>");
    if case.status == Status::Interrupted {
        // As content: the older of Jenkins' schemas allows no attribute here.
        let _ = writeln!(out, "      <skipped>{}</skipped>", content(message));
    } else if case.status.failed() {
        let element = if is_error(case.status) { "error" } else { "failure" };
        let kind = serde_json::to_value(case.status).ok();
        let kind = kind.as_ref().and_then(|kind| kind.as_str()).unwrap_or("failed");
        let mut text = format!("{}:{}:{}: {message}\n", case.file, case.line, case.column);
        if let Some(diff) = &case.diff {
            let _ = writeln!(text, "{}\n{}", case.snapshot, diff.in_lang(lang));
        }
        let _ = writeln!(text, "{}", case.rerun);
        if let Some(accept) = &case.accept {
            let _ = writeln!(text, "{accept}");
        }
        let short = escape(first_line(message));
        let _ = writeln!(out, "      <{element} message=\"{short}\" type=\"{kind}\">{}</{element}>", content(&text));
    }
    if !printed.is_empty() {
        let _ = writeln!(out, "      <system-out>{}</system-out>", content(&printed));
    }
    out.push_str("    </testcase>\n");
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

fn seconds(millis: u64) -> String {
    format!("{}.{:03}", millis / 1000, millis % 1000)
}

/// A text between tags, where line ends may stand as they are.
fn content(text: &str) -> String {
    escape(text).replace("&#10;", "\n").replace("&#9;", "\t")
}

/// A text for XML 1.0: what it cannot hold at all becomes U+FFFD.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Message;
    use crate::report::suite::{Broken, tests::case};

    #[test]
    fn everything_is_escaped_and_counted() {
        let mut suite = Suite::new(None);
        suite.cases = vec![case(0, "a", Status::Passed), case(1, "b <&> \u{1b}", Status::Differs), case(2, "c", Status::Limit)];
        suite.broken.push(Broken { file: "x.toml".into(), message: Message::new("坏", "broken \"x\"\nmore") });
        let xml = render(&suite, Lang::En);
        assert!(
            xml.contains("<testsuites name=\"wxhost check\" tests=\"4\" failures=\"1\" errors=\"2\" time=\"0.180\">"),
            "{xml}"
        );
        assert!(xml.contains("<testcase name=\"b &lt;&amp;&gt; \u{fffd}\" classname=\"js.a.md\" time=\"0.060\">"), "{xml}");
        assert!(xml.contains("- &lt;a&gt; &amp; \u{fffd}[1m&quot;b&quot;\n+ c"), "{xml}");
        assert!(xml.contains("<error message=\"broken &quot;x&quot;\" type=\"unreadable\">"), "{xml}");
        assert!(!xml.contains('\u{1b}'));
        assert!(render(&suite, Lang::Zh).contains("轨迹与批准的不同"));
    }
}
