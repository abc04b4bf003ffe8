//! `--format svg`: the sequence diagram as a picture to print, its words selectable.

use std::fmt::Write as _;

use super::flow::{self, Anchor, Diagram, Row, Shape, width_of};
use super::junit::escape;
use super::text::wrap::wrap_by;
use crate::lang::Lang;
use crate::trace::escape::visible;
use crate::trace::story::Story;
use crate::trace::{Trace, brief::clip};

/// Colours for paper; the page has the same names in its style sheet.
const STYLE: &str = "\
text{font:13px ui-monospace,'SF Mono','Cascadia Code',Menlo,Consolas,'DejaVu Sans Mono','PingFang SC','Microsoft YaHei','Noto Sans CJK SC',monospace;\
fill:#20242b;white-space:pre}\
.halo{paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-linejoin:round}\
.title{font-size:17px;font-weight:600}.head{font-weight:600;text-anchor:middle}.lane{stroke:#b9b6ad;stroke-dasharray:2 4}\
.dim,.time{font-size:11px;fill:#62666e}.strong{font-weight:600;fill:#0b5a9d}.screen{fill:#7a3b80}.good{fill:#0b6b4b}\
.bad{fill:#a93400}.finding{fill:#815500;font-weight:600}\
.ask{stroke:#0b5a9d}.reply{stroke:#0b6b4b;stroke-dasharray:5 3}.refusal{stroke:#a93400;stroke-dasharray:5 3}.touch{stroke:#7a3b80}\
.ask,.reply,.refusal,.touch{stroke-width:1.5;fill:none}.sign{fill:#20242b}.bad-sign{fill:#a93400}.touch-sign{fill:#7a3b80}\
.busy{fill:#d9d5c9}.running{fill:#a9c4dd}.on-screen{fill:#cfa5d3}.wait{stroke:#62666e;stroke-width:1.5;stroke-dasharray:1 4;fill:none}\
.screen-box{fill:#faf3fb;stroke:#cfa5d3}.bad-box{fill:#fdf1ec;stroke:#e0a68d}.tick,.axis{stroke:#b9b6ad;fill:none}";

/// Between the picture's edge and what it shows.
const MARGIN: i32 = 12;
/// The most rows: a picture of more than that cannot be read.
const MOST_ROWS: usize = 2000;

/// The picture.
pub fn render(trace: &Trace, lang: Lang) -> String {
    let story = Story::new(trace);
    let mut diagram = flow::wide(&story);
    let left_out = diagram.rows.len().saturating_sub(MOST_ROWS);
    if left_out > 0 {
        diagram.rows.truncate(MOST_ROWS);
        diagram.height = diagram.rows.last().map_or(0, |row| row.y + row.height) + 12;
    }
    let width = diagram.width + 2 * MARGIN;
    let title = title(trace, lang);
    let mut body = String::new();
    let mut y = 26;
    for (index, line) in lines(&title, width - 2 * MARGIN, if width > 0 { 14 } else { 13 }).iter().enumerate() {
        let class = if index == 0 { "title" } else { "plain" };
        let _ = writeln!(body, "<text class=\"{class}\" x=\"{MARGIN}\" y=\"{y}\">{}</text>", escape(line));
        y += 22;
    }
    let top = y + 24;
    lanes(&mut body, &diagram, lang, top);
    for row in &diagram.rows {
        let _ = writeln!(body, "<g transform=\"translate({MARGIN} {})\">", top + row.y);
        draw(&mut body, row, lang);
        body.push_str("</g>\n");
    }
    y = top + diagram.height + 20;
    if left_out > 0 {
        let text = lang.pick(&format!("还有 {left_out} 行没有画出"), &format!("{left_out} more rows are not drawn")).to_owned();
        let _ = writeln!(body, "<text class=\"finding\" x=\"{MARGIN}\" y=\"{y}\">{text}</text>");
        y += 24;
    }
    findings(&mut body, trace, lang, width, &mut y);
    let name = escape(&title);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{y}\" viewBox=\"0 0 {width} {y}\" role=\"img\" \
         aria-label=\"{name}\" lang=\"{}\">\n<title>{name}</title>\n<style>{STYLE}</style>\n\
         <rect width=\"{width}\" height=\"{y}\" fill=\"#fff\"/>\n{body}</svg>\n",
        lang.pick("zh-CN", "en")
    )
}

/// The picture alone, in the colours of the page that it stands in.
pub(super) fn inline(trace: &Trace, lang: Lang) -> String {
    let mut diagram = flow::wide(&Story::new(trace));
    diagram.rows.truncate(MOST_ROWS);
    let height = diagram.rows.last().map_or(0, |row| row.y + row.height) + 12;
    diagram.height = height;
    let mut body = String::new();
    lanes(&mut body, &diagram, lang, 30);
    for row in &diagram.rows {
        let _ = writeln!(body, "<g transform=\"translate({MARGIN} {})\">", 30 + row.y);
        draw(&mut body, row, lang);
        body.push_str("</g>\n");
    }
    let (width, high) = (diagram.width + 2 * MARGIN, height + 30);
    let name = escape(&title(trace, lang));
    format!("<svg class=\"flow\" viewBox=\"0 0 {width} {high}\" role=\"img\" aria-label=\"{name}\">\n{body}</svg>\n")
}

/// What was run, on one line.
pub(super) fn title(trace: &Trace, lang: Lang) -> String {
    let header = &trace.header;
    let sources = header.sources.iter().take(3).map(|source| {
        let blocks: Vec<_> = source.blocks.iter().map(ToString::to_string).collect();
        format!("{}{}{}", source.file, if blocks.is_empty() { "" } else { "#" }, blocks.join(","))
    });
    let mut parts: Vec<String> = header.scenario.iter().cloned().chain(sources).chain(header.call.iter().cloned()).collect();
    let (epoch, library) = (&header.epoch, &header.base_library);
    parts.push(match lang {
        Lang::Zh => format!("{epoch} 的规则（基础库 {library}）"),
        Lang::En => format!("rules of {epoch} (base library {library})"),
    });
    parts.iter().map(|part| clip(&visible(part), 80)).collect::<Vec<_>>().join(" · ")
}

fn lines(text: &str, room: i32, size: i32) -> Vec<String> {
    let of = |c: char| usize::try_from(width_of(c.encode_utf8(&mut [0; 4]), size)).unwrap_or(0);
    wrap_by(&clip(text, 1200), usize::try_from(room).unwrap_or(0), of)
}

fn lanes(body: &mut String, diagram: &Diagram, lang: Lang, top: i32) {
    for head in &diagram.lanes {
        let x = head.x + MARGIN;
        let name = escape(head.name.in_lang(lang));
        let _ = writeln!(body, "<text class=\"head\" x=\"{x}\" y=\"{}\">{name}</text>", top - 12);
        let _ = writeln!(body, "<path class=\"lane\" d=\"M{x} {top}v{}\"/>", diagram.height);
    }
    let x = MARGIN + flow::AXIS;
    let _ = writeln!(body, "<text class=\"time\" x=\"{}\" y=\"{}\" text-anchor=\"end\">ms</text>", x - 8, top - 12);
    let _ = writeln!(body, "<path class=\"axis\" d=\"M{x} {top}v{}\"/>", diagram.height);
}

/// One row, at its own place.
fn draw(body: &mut String, row: &Row, lang: Lang) {
    for part in &row.parts {
        let class = part.style.name();
        match &part.shape {
            Shape::Path(d) => {
                let _ = writeln!(body, "<path class=\"{class}\" d=\"{d}\"/>");
            }
            Shape::Box([x, y, width, height, radius]) => {
                let _ = writeln!(
                    body,
                    "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{radius}\"/>"
                );
            }
            Shape::Words { x, y, anchor, .. } => {
                let anchor = match anchor {
                    Anchor::Start => "",
                    Anchor::End => " text-anchor=\"end\"",
                };
                for (index, line) in part.shape.lines(lang).iter().enumerate() {
                    let y = y + 17 * i32::try_from(index).unwrap_or(0);
                    let _ = writeln!(body, "<text class=\"halo {class}\" x=\"{x}\" y=\"{y}\"{anchor}>{}</text>", escape(line));
                }
            }
        }
    }
}

fn findings(body: &mut String, trace: &Trace, lang: Lang, width: i32, y: &mut i32) {
    for (index, (event, rule, message)) in trace.findings().enumerate() {
        let place = event.at.as_ref().map(|at| format!(" {}:{}", visible(&at.file), at.line)).unwrap_or_default();
        let head = format!("▲{} {}{}", index + 1, clip(&visible(rule), 60), clip(&place, 60));
        let _ = writeln!(body, "<text class=\"finding\" x=\"{MARGIN}\" y=\"{y}\">{}</text>", escape(&head));
        for line in lines(&visible(message.in_lang(lang)), width - 2 * MARGIN - 24, 13) {
            *y += 18;
            let _ = writeln!(body, "<text x=\"{}\" y=\"{y}\">{}</text>", MARGIN + 24, escape(&line));
        }
        *y += 26;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::fixture;

    #[test]
    fn every_party_call_and_finding_is_in_the_picture() {
        for trace in fixture::all() {
            for lang in [Lang::Zh, Lang::En] {
                let svg = render(&trace, lang);
                assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"));
                assert_eq!(svg.matches("class=\"head\"").count(), 5);
                for (_, rule, _) in trace.findings() {
                    assert!(svg.contains(rule), "{rule}");
                }
                assert!(svg.contains(">wx.login<") || svg.contains(">wx.checkSession<"), "{svg}");
            }
        }
    }

    #[test]
    fn nothing_of_a_program_becomes_markup() {
        let mut trace = fixture::login_succeeds();
        trace.header.scenario = Some("</title><script>alert(1)</script>\u{202e}".into());
        let svg = render(&trace, Lang::En);
        assert!(!svg.contains("<script") && !svg.contains('\u{202e}'), "{svg}");
    }
}
