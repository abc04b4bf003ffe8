//! `wxhost render`: an article as a page, each block with what it defines and needs, its scenarios with their diagrams and findings.
//!
//! The page runs no script: it can be put on any web server. A badge tells the result at a glance.

use std::fmt::Write as _;

use super::prose::{Code, Node, nodes};
use super::{SourceText, frame};
use crate::lang::{Lang, Message};
use crate::report::flow::width_of;
use crate::report::junit::escape;
use crate::report::svg;
use crate::trace::Trace;
use crate::trace::brief::clip;
use crate::trace::escape::visible_lines;

/// A js block of the article, as its census found it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Block {
    /// Its number, from 1.
    pub number: usize,
    /// The names that its top level defines, each with its line.
    pub defines: Vec<(String, u32)>,
    /// Those that an earlier block defines as well: the name, its line here, the line there.
    pub redefines: Vec<(String, u32, u32)>,
    /// Names that it uses and that neither it nor the platform defines, each with the block that does, if one does.
    pub needs: Vec<(String, Option<usize>)>,
    /// Why it cannot be read as a program.
    pub fragment: Option<Message>,
}

/// One scenario that was run.
#[derive(Debug, Clone, PartialEq)]
pub struct Ran {
    /// Its name.
    pub name: String,
    /// What it is about.
    pub about: Message,
    /// The blocks that were run.
    pub blocks: Vec<usize>,
    /// How it ended, in words, if the program failed by itself or a limit ended it.
    pub failed: Option<Message>,
    /// What happened.
    pub trace: Trace,
    /// The page that shows it, relative to the article's.
    pub page: String,
}

/// An article with everything that was found out about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Scripted {
    /// Its text.
    pub source: SourceText,
    /// Its title.
    pub title: String,
    /// Its blocks.
    pub blocks: Vec<Block>,
    /// Its scenarios.
    pub scenarios: Vec<Ran>,
}

impl Scripted {
    fn findings(&self) -> usize {
        self.scenarios.iter().filter(|ran| ran.trace.findings().next().is_some()).count()
    }

    fn epochs(&self) -> String {
        let mut epochs: Vec<&str> = self.scenarios.iter().map(|ran| ran.trace.header.epoch.as_str()).collect();
        epochs.sort_unstable();
        epochs.dedup();
        match epochs.as_slice() {
            [] => String::new(),
            [only] => (*only).to_owned(),
            [first, .., last] => format!("{first} – {last}"),
        }
    }
}

/// The page.
pub fn article(scripted: &Scripted, lang: Lang) -> String {
    let mut body = String::from("<main>\n");
    let (count, found) = (scripted.scenarios.len(), scripted.findings());
    let summary = match lang {
        Lang::Zh => format!("{count} 个场景，其中 {found} 个发现了问题"),
        Lang::En => format!("{count} scenario{}, {found} with findings", if count == 1 { "" } else { "s" }),
    };
    let rules = match lang {
        Lang::Zh => format!("按 {} 的平台规则", scripted.epochs()),
        Lang::En => format!("platform rules of {}", scripted.epochs()),
    };
    let class = if found > 0 { "found" } else { "fine" };
    let _ = writeln!(
        body,
        "<header class=\"page\"><h1>{}</h1><p><span class=\"count {class}\">{}{}</span> <span class=\"soft\">{} · {}</span></p></header>",
        text(&scripted.title),
        if found > 0 { "▲ " } else { "✓ " },
        text(&summary),
        text(&scripted.source.file),
        text(&rules)
    );
    if scripted.source.covered.is_some() {
        legend(&mut body, lang);
    }
    for node in nodes(&scripted.source.file, &scripted.source.text) {
        write(&mut body, &node, scripted, lang);
    }
    body.push_str("</main>\n");
    frame::still_page(&scripted.title, &body, lang)
}

/// What the signs beside the lines of code mean.
fn legend(out: &mut String, lang: Lang) {
    let about = lang.pick("所有场景合计：", "All scenarios together:");
    let (ran, never) = (lang.pick("执行过", "ran"), lang.pick("从未执行", "never ran"));
    let none = lang.pick("没有代码", "no code");
    let _ = writeln!(
        out,
        "<p class=\"legend\">{about} <span class=\"ran\"><i></i>{ran}</span> <span class=\"never\"><i></i>{never}</span> <span \
         class=\"none\"><i></i>{none}</span></p>"
    );
}

fn write(out: &mut String, node: &Node, scripted: &Scripted, lang: Lang) {
    match node {
        Node::Text(words) => out.push_str(&text(words)),
        Node::Element(name @ ("br" | "hr"), _) => {
            let _ = write!(out, "<{name}>");
        }
        Node::Element(name, children) => {
            let _ = write!(out, "<{name}>");
            for child in children {
                write(out, child, scripted, lang);
            }
            let _ = writeln!(out, "</{name}>");
        }
        Node::Link(to, children) => {
            let _ = write!(out, "<a href=\"{}\" rel=\"noreferrer noopener\">", text(to));
            for child in children {
                write(out, child, scripted, lang);
            }
            out.push_str("</a>");
        }
        Node::Code(code) => {
            lines(out, code, scripted, lang);
            if let Some(block) = scripted.blocks.iter().find(|block| block.number == code.block) {
                census(out, block, scripted, lang);
            }
        }
    }
}

/// Code with its line numbers, and below a line the findings of all scenarios there.
fn lines(out: &mut String, code: &Code, scripted: &Scripted, lang: Lang) {
    out.push_str("<pre tabindex=\"0\">");
    for (index, line) in code.text.split_terminator('\n').enumerate() {
        let number = code.first_line + u32::try_from(index).unwrap_or(0);
        let covered = scripted.source.covered.as_ref().filter(|_| code.block > 0);
        let (class, said) = match covered {
            Some(covered) if covered.ran.contains(&number) => (" ran", String::new()),
            Some(covered) if covered.never.contains(&number) => {
                (" never", format!("<span class=\"sr\"> {}</span>", lang.pick("从未执行", "never ran")))
            }
            _ => ("", String::new()),
        };
        let _ = write!(out, "<span class=\"l{class}\"><i>{number}{said}</i>{}</span>", text(line));
        if code.block == 0 {
            continue;
        }
        for (rule, scenarios) in pinned(scripted, number) {
            let _ = write!(
                out,
                "<span class=\"note\"><b>▲ {}</b> {}</span>",
                text(&rule),
                text(&scenarios.join(lang.pick("、", ", ")))
            );
        }
    }
    out.push_str("</pre>\n");
}

/// The rules that found something at a line, each with its scenarios.
fn pinned(scripted: &Scripted, line: u32) -> Vec<(String, Vec<String>)> {
    let mut all: Vec<(String, Vec<String>)> = Vec::new();
    for ran in &scripted.scenarios {
        for (event, rule, _) in ran.trace.findings() {
            if event.at.as_ref().is_none_or(|at| at.line != line || at.file != scripted.source.file) {
                continue;
            }
            match all.iter_mut().find(|(known, _)| known == rule) {
                Some((_, scenarios)) if scenarios.last() == Some(&ran.name) => {}
                Some((_, scenarios)) => scenarios.push(ran.name.clone()),
                None => all.push((rule.to_owned(), vec![ran.name.clone()])),
            }
        }
    }
    all
}

/// What a block defines and needs, and the scenarios that run it; those of several blocks stand at the last of them.
fn census(out: &mut String, block: &Block, scripted: &Scripted, lang: Lang) {
    let _ = writeln!(out, "<section class=\"block\" id=\"block-{}\">\n<dl class=\"census\">", block.number);
    let mut row = |name: &str, content: String| {
        let _ = writeln!(out, "<dt>{name}</dt><dd>{content}</dd>");
    };
    let (zh, en) = match (&block.fragment, block.needs.is_empty()) {
        (Some(_), _) => ("片段，不能单独执行", "a fragment: it cannot be run"),
        (None, true) => ("可以单独执行", "runs by itself"),
        (None, false) => ("缺少名字，不能单独执行", "needs names from elsewhere"),
    };
    let class = if block.fragment.is_some() {
        "bad"
    } else if block.needs.is_empty() {
        "good"
    } else {
        "rule"
    };
    let verdict = format!("<span class=\"{class}\">{}</span>", lang.pick(zh, en));
    row(&format!("{} {}", lang.pick("代码块", "block"), block.number), verdict);
    if let Some(why) = &block.fragment {
        row(lang.pick("原因", "because"), text(why.in_lang(lang)));
    }
    let code = |name: &str, place: String| format!("<code>{}</code>{}", text(name), text(&place));
    let at = |line: u32| lang.pick(&format!("（第 {line} 行）"), &format!(" (line {line})")).to_owned();
    if !block.defines.is_empty() {
        row(
            lang.pick("定义", "defines"),
            block.defines.iter().map(|(name, line)| code(name, at(*line))).collect::<Vec<_>>().join(", "),
        );
    }
    if !block.redefines.is_empty() {
        let again = block.redefines.iter().map(|(name, line, before)| {
            code(
                name,
                lang.pick(&format!("（第 {line} 行，覆盖第 {before} 行）"), &format!(" (line {line} replaces line {before})"))
                    .to_owned(),
            )
        });
        row(lang.pick("重复定义", "redefines"), again.collect::<Vec<_>>().join(", "));
    }
    if !block.needs.is_empty() {
        let needs = block.needs.iter().map(|(name, from)| {
            let from =
                from.map(|block| lang.pick(&format!("（在代码块 {block} 里）"), &format!(" (in block {block})")).to_owned());
            code(name, from.unwrap_or_default())
        });
        row(lang.pick("未定义", "undefined"), needs.collect::<Vec<_>>().join(", "));
    }
    out.push_str("</dl>\n");
    for ran in scripted.scenarios.iter().filter(|ran| ran.blocks.iter().max() == Some(&block.number)) {
        scenario(out, ran, lang);
    }
    out.push_str("</section>\n");
}

fn scenario(out: &mut String, ran: &Ran, lang: Lang) {
    let findings: Vec<_> = ran.trace.findings().collect();
    let (class, verdict) = match (&ran.failed, findings.len()) {
        (Some(failed), _) => ("bad", format!("✗ {}", failed.in_lang(lang))),
        (None, 0) => ("fine", format!("✓ {}", lang.pick("没有发现问题", "no findings"))),
        (None, 1) => ("found", format!("▲ {}", lang.pick("1 个发现", "1 finding"))),
        (None, count) => ("found", format!("▲ {}", lang.pick(&format!("{count} 个发现"), &format!("{count} findings")))),
    };
    let _ = writeln!(
        out,
        "<details class=\"scenario\"><summary><b>{}</b> <span class=\"count {class}\">{}</span> <span class=\"about\">{}</span></summary>",
        text(&ran.name),
        text(&verdict),
        text(ran.about.in_lang(lang))
    );
    if !findings.is_empty() {
        out.push_str("<ul>\n");
        for (event, rule, message) in findings {
            let place = event.at.as_ref().map(|at| format!(" {}:{}", at.file, at.line)).unwrap_or_default();
            let _ = writeln!(
                out,
                "<li><span class=\"rule\">{}</span>{} — {} <a href=\"{}#e{}\">{}</a></li>",
                text(rule),
                text(&place),
                text(message.in_lang(lang)),
                text(&ran.page),
                event.seq,
                lang.pick("看", "look")
            );
        }
        out.push_str("</ul>\n");
    }
    let open = lang.pick("打开：一步一步地看", "open it, step by step");
    let _ = writeln!(out, "<p><a href=\"{}\">{open}</a></p>\n{}</details>", text(&ran.page), svg::inline(&ran.trace, lang));
}

/// A badge: `wxhost | 24 scenarios, 21 with findings | 2020-10-06`.
pub fn badge(scripted: &Scripted, lang: Lang) -> String {
    let (count, found) = (scripted.scenarios.len(), scripted.findings());
    let result = match (found, lang) {
        (0, Lang::Zh) => format!("{count} 个场景 · 没有发现"),
        (0, Lang::En) => format!("{count} scenarios · no findings"),
        (_, Lang::Zh) => format!("{count} 个场景 · {found} 个有发现"),
        (_, Lang::En) => format!("{count} scenarios · {found} with findings"),
    };
    let parts = [
        ("wxhost".to_owned(), "#444a54"),
        (result, if found > 0 { "#7d5200" } else { "#0b6b4b" }),
        (scripted.epochs(), "#5b6069"),
    ];
    let title = parts.iter().map(|(words, _)| words.as_str()).collect::<Vec<_>>().join(" · ");
    let (mut x, mut boxes) = (0, String::new());
    for (words, color) in parts.iter().filter(|(words, _)| !words.is_empty()) {
        let wide = width_of(words, 11) + 14;
        let middle = x + wide / 2;
        let _ = write!(
            boxes,
            "<rect x=\"{x}\" width=\"{wide}\" height=\"20\" fill=\"{color}\"/><text x=\"{middle}\" y=\"14\" text-anchor=\"middle\">{}</text>",
            text(words)
        );
        x += wide;
    }
    let title = text(&title);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{x}\" height=\"20\" role=\"img\" aria-label=\"{title}\"><title>{title}</title>\
         <clipPath id=\"r\"><rect width=\"{x}\" height=\"20\" rx=\"3\"/></clipPath><g clip-path=\"url(#r)\" fill=\"#fff\" \
         font-family=\"Verdana,'DejaVu Sans','PingFang SC','Noto Sans CJK SC',sans-serif\" font-size=\"11\">{boxes}</g></svg>\n"
    )
}

fn text(words: &str) -> String {
    escape(&visible_lines(&clip(words, 100_000)))
}
