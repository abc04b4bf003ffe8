//! `--format mermaid`: the sequence diagram in Mermaid's language, for READMEs and wikis that draw it.

use std::fmt::Write as _;

use super::text::paint::Tone;
use super::text::row::{LANES, PAGE, Row, WX, all_rows};
use crate::lang::Lang;
use crate::trace::Trace;
use crate::trace::brief::clip;
use crate::trace::escape::visible;
use crate::trace::story::Story;

/// The lanes' names in the diagram's source.
const IDS: [&str; LANES] = ["U", "M", "X", "S", "W"];
/// The longest text of one message.
const LONGEST: usize = 120;
/// From which wait on a note tells of it.
const WORTH_TELLING: u64 = 200;
/// The most rows: Mermaid refuses texts of more than 50,000 characters.
const MOST_ROWS: usize = 300;

/// The diagram's source.
pub fn render(trace: &Trace, lang: Lang) -> String {
    let story = Story::new(trace);
    let rows = all_rows(&story, lang, false);
    let title = super::svg::title(trace, lang).replace(['"', '\\'], "'");
    let mut out = format!("---\ntitle: \"{}\"\n---\nsequenceDiagram\n", title.replace('<', "‹").replace('>', "›"));
    let names = match lang {
        Lang::Zh => ["用户", "小程序", "wx / 手机", "开发者服务器", "微信"],
        Lang::En => ["user", "mini-program", "wx / phone", "developer's server", "WeChat"],
    };
    for (id, name) in IDS.iter().zip(names) {
        let _ = writeln!(out, "    participant {id} as {name}");
    }
    let mut t = 0;
    for row in rows.iter().take(MOST_ROWS) {
        if row.t >= t + WORTH_TELLING {
            let waited = row.t - t;
            let text =
                lang.pick(&format!("过了 {waited} ms（{} ms）", row.t), &format!("{waited} ms later ({} ms)", row.t)).to_owned();
            let _ = writeln!(out, "    Note over U,W: {text}");
        }
        t = row.t;
        draw(&mut out, row);
    }
    if let Some(left_out) = rows.len().checked_sub(MOST_ROWS).filter(|count| *count > 0) {
        let text = lang.pick(&format!("还有 {left_out} 行"), &format!("{left_out} more rows")).to_owned();
        let _ = writeln!(out, "    Note over U,W: {text}");
    }
    for (event, rule, message) in trace.findings() {
        let place = event.at.as_ref().map(|at| format!(" {}:{}", at.file, at.line)).unwrap_or_default();
        let text = format!("▲ {rule}{place} {}", message.in_lang(lang));
        let _ = writeln!(out, "    Note over U,W: {}", words(&text, LONGEST * 3));
    }
    out
}

fn draw(out: &mut String, row: &Row) {
    for (from, to) in &row.arrows {
        let (said, answer) = (&row.cells[*from], from > to);
        let bad = said.tone == Tone::Bad;
        let line = match (answer, bad) {
            (true, true) => "--x",
            (true, false) => "-->>",
            (false, _) => "->>",
        };
        let text = if said.text.is_empty() { " ".to_owned() } else { words(&said.text, LONGEST) };
        let _ = writeln!(out, "    {}{line}{}: {text}", IDS[*from], IDS[*to]);
    }
    let quiet = |lane: usize| !row.arrows.iter().any(|(from, _)| *from == lane);
    for (lane, cell) in row.cells.iter().enumerate().filter(|(lane, cell)| !cell.text.is_empty() && quiet(*lane)) {
        let sign = match row.mark {
            Some((marked, '✗')) if marked == lane => "✗ ",
            _ => "",
        };
        let side = if lane <= PAGE || lane == WX || lane + 1 < LANES {
            format!("over {}", IDS[lane])
        } else {
            format!("right of {}", IDS[lane])
        };
        let _ = writeln!(out, "    Note {side}: {sign}{}", words(&cell.text, LONGEST));
    }
}

/// A text whose characters mean nothing to Mermaid.
fn words(text: &str, longest: usize) -> String {
    let mut out = String::new();
    for c in clip(&visible(text), longest).chars() {
        match c {
            '#' => out.push_str("#35;"),
            ';' => out.push_str("#59;"),
            '<' => out.push_str("#lt;"),
            '>' => out.push_str("#gt;"),
            '&' => out.push_str("#amp;"),
            '%' => out.push_str("#37;"),
            '$' => out.push_str("#36;"),
            '\\' => out.push_str("#92;"),
            '`' => out.push_str("#96;"),
            _ => out.push(c),
        }
    }
    // `wrap:` and `nowrap:` at the beginning are orders.
    for order in ["wrap:", "nowrap:"] {
        if let Some(rest) = out.strip_prefix(order) {
            out = format!("{}#58;{rest}", order.trim_end_matches(':'));
        }
    }
    if out.trim().is_empty() { " ".to_owned() } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::fixture;

    #[test]
    fn calls_answers_and_findings_are_there() {
        let text = render(&fixture::both_blocks(), Lang::En);
        assert!(text.contains("\nsequenceDiagram\n    participant U as user\n"), "{text}");
        assert!(
            text.contains("    M->>X: wx.login\n") && text.contains("    X-->>M: success {code: #lt;code:1#gt;}\n"),
            "{text}"
        );
        let mut trace = fixture::both_blocks();
        let message = crate::lang::Message::new("用了两次", "used twice");
        let body = crate::trace::Body::Finding { rule: "code-reused".into(), message, events: vec![] };
        let seq = trace.events.len() as u64 + 1;
        trace.events.push(crate::trace::Event { seq, t: 2000, lane: crate::trace::Lane::Host, cause: None, at: None, body });
        let text = render(&trace, Lang::Zh);
        assert!(text.contains("    Note over U,W: ▲ code-reused 用了两次\n"), "{text}");
    }

    #[test]
    fn no_text_means_something_to_mermaid() {
        assert_eq!(words("a;b#c<br>%%\n`x`", 99), "a#59;b#35;c#lt;br#gt;#37;#37;#92;n#96;x#96;");
        assert_eq!(words("wrap: me", 99), "wrap#58; me");
        assert_eq!(words("", 99), " ");
    }
}
