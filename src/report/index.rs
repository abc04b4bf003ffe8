//! `--report-html`: the results as one HTML page that runs no script and leads to a page for each scenario.

use std::fmt::Write as _;

use super::html;
use super::junit::escape;
use super::suite::{Case, Suite};
use crate::lang::Lang;

/// The page. Scenarios that have a page of their own lead to it.
pub fn render(suite: &Suite, lang: Lang) -> String {
    let summary = suite.summary().in_lang(lang).to_owned();
    let failed = suite.cases.iter().any(|case| case.status.failed()) || !suite.broken.is_empty();
    let class = if failed { "bad" } else { "good" };
    let mut out = format!("<main>\n<header class=\"page\"><h1 class=\"{class}\">{}</h1></header>\n", text(&summary));
    for broken in &suite.broken {
        let (file, why) = (text(&broken.file), text(broken.message.in_lang(lang)));
        let _ = writeln!(out, "<p class=\"bad\"><code>{file}</code>: {why}</p>");
    }
    let heads = lang.pick("<th>结果</th><th>场景</th><th>发现</th>", "<th>result</th><th>scenario</th><th>findings</th>");
    let _ = writeln!(out, "<table>\n<tr>{heads}</tr>");
    for case in &suite.cases {
        row(&mut out, case, lang);
    }
    out.push_str("</table>\n");
    for stale in &suite.stale {
        let words = lang.pick("没有哪个场景有这份快照", "no scenario has this snapshot");
        let _ = writeln!(out, "<p><code>{}</code>: {words}</p>", text(stale));
    }
    out.push_str("</main>\n");
    html::still(&summary, &out, lang)
}

fn row(out: &mut String, case: &Case, lang: Lang) {
    let class = if case.status.failed() { "bad" } else { "good" };
    let sign = if case.status.failed() { "✗" } else { "✓" };
    let place = text(&format!("{}:{}:{}", case.file, case.line, case.column));
    let words = case.status.words();
    let name = match &case.page {
        Some(page) => format!("<a href=\"{}\">{}</a>", text(page), text(&case.name)),
        None => text(&case.name),
    };
    let words = words.in_lang(lang);
    let _ = write!(out, "<tr><td class=\"{class}\">{sign} {words}</td><td>{name}<br><code>{place}</code>");
    if let Some(message) = &case.message {
        let _ = write!(out, "<p>{}</p>", text(message.in_lang(lang)));
    }
    if let Some(diff) = &case.diff {
        let lines: Vec<String> = diff.in_lang(lang).lines().map(line).collect();
        let _ = write!(out, "<pre tabindex=\"0\">{}</pre>", lines.join("\n"));
    }
    if case.status.failed() {
        for command in std::iter::once(&case.rerun).chain(&case.accept) {
            let _ = write!(out, "<code>{}</code><br>", text(command));
        }
    }
    out.push_str("</td><td>");
    for found in &case.findings {
        let at = found.at.as_ref().map(|at| format!(" <code>{}</code>", text(at))).unwrap_or_default();
        let _ =
            write!(out, "<span class=\"rule\">▲ {}</span>{at}<br>{}<br>", text(&found.rule), text(found.message.in_lang(lang)));
    }
    out.push_str("</td></tr>\n");
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
