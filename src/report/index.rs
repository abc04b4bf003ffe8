//! `--report-html`: the results as one HTML page, which needs nothing else and runs no script.

use std::fmt::Write as _;

use super::junit::escape;
use super::suite::{Case, Suite};
use crate::lang::Lang;

const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#222;background:#fff}\
h1{font-size:1.3rem}table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #ddd;\
vertical-align:top}pre{overflow-x:auto;background:#f6f6f6;padding:.6rem;font:13px/1.4 ui-monospace,monospace}code{font-size:13px}\
.bad{color:#b00020}.good{color:#1b6e3c}.add{color:#1b6e3c}.del{color:#b00020}.mod{color:#8a5a00}\
@media(prefers-color-scheme:dark){body{color:#ddd;background:#181818}pre{background:#242424}td,th{border-color:#333}\
.bad,.del{color:#ff7b8a}.good,.add{color:#7bd88f}.mod{color:#e0b060}}";

/// The page.
pub fn render(suite: &Suite, lang: Lang) -> String {
    let summary = text(suite.summary().in_lang(lang));
    let failed = suite.cases.iter().any(|case| case.status.failed()) || !suite.broken.is_empty();
    let class = if failed { "bad" } else { "good" };
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>{summary}</title>\n<style>{STYLE}</style>\n<h1 class=\"{class}\">{summary}</h1>\n",
        lang.pick("zh-CN", "en")
    );
    for broken in &suite.broken {
        let (file, why) = (text(&broken.file), text(broken.message.in_lang(lang)));
        let _ = writeln!(out, "<p class=\"bad\"><code>{file}</code>: {why}</p>");
    }
    let heads = lang.pick("<th>结果<th>场景<th>发现", "<th>result<th>scenario<th>findings");
    let _ = writeln!(out, "<table>\n<tr>{heads}</tr>");
    for case in &suite.cases {
        row(&mut out, case, lang);
    }
    out.push_str("</table>\n");
    for stale in &suite.stale {
        let words = lang.pick("没有哪个场景有这份快照", "no scenario has this snapshot");
        let _ = writeln!(out, "<p><code>{}</code>: {words}</p>", text(stale));
    }
    out.push_str("</html>\n");
    out
}

fn row(out: &mut String, case: &Case, lang: Lang) {
    let class = if case.status.failed() { "bad" } else { "good" };
    let place = text(&format!("{}:{}:{}", case.file, case.line, case.column));
    let words = case.status.words();
    let _ = write!(out, "<tr><td class=\"{class}\">{}<td>{}<br><code>{place}</code>", words.in_lang(lang), text(&case.name));
    if let Some(message) = &case.message {
        let _ = write!(out, "<p>{}</p>", text(message.in_lang(lang)));
    }
    if let Some(diff) = &case.diff {
        let lines: Vec<String> = diff.in_lang(lang).lines().map(line).collect();
        let _ = write!(out, "<pre>{}</pre>", lines.join("\n"));
    }
    if case.status.failed() {
        for command in std::iter::once(&case.rerun).chain(&case.accept) {
            let _ = write!(out, "<code>{}</code><br>", text(command));
        }
    }
    out.push_str("<td>");
    for found in &case.findings {
        let at = found.at.as_ref().map(|at| format!(" <code>{}</code>", text(at))).unwrap_or_default();
        let _ = write!(out, "<b>{}</b>{at}<br>{}<br>", text(&found.rule), text(found.message.in_lang(lang)));
    }
    out.push_str("</tr>\n");
}

fn line(line: &str) -> String {
    let class = match line.chars().next() {
        Some('+') => "add",
        Some('-') => "del",
        Some('~' | '>') => "mod",
        _ => return text(line),
    };
    format!("<span class=\"{class}\">{}</span>", text(line))
}

fn text(text: &str) -> String {
    escape(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::suite::{Status, tests::case};

    #[test]
    fn nothing_of_a_program_becomes_markup() {
        let mut suite = Suite::new(None);
        suite.cases = vec![case(0, "<script>alert(1)</script>", Status::Differs), case(1, "b", Status::Passed)];
        let html = render(&suite, Lang::En);
        assert!(!html.contains("<script") && html.contains("&lt;script&gt;alert(1)"), "{html}");
        assert!(html.contains("<span class=\"del\">- &lt;a&gt; &amp; "), "{html}");
        assert!(html.contains("2 scenarios: 1 as approved, 1 differs"));
    }
}
