//! What stands above and below the drawing: what was run under which rules, and the findings.

use super::Options;
use super::paint::{Line, Page, Tone};
use super::wrap::wrap;
use crate::lang::Lang;
use crate::trace::brief::{brief_text, clip, columns};
use crate::trace::escape::visible;
use crate::trace::{Event, Header, Trace};

/// What was run: scenario, sources, calls, rules, seed.
pub(super) fn header(page: &mut Page, trace: &Trace, options: &Options) {
    let header = &trace.header;
    let lang = options.lang;
    let mut parts: Vec<String> = header.scenario.iter().map(|name| brief_text(name)).collect();
    parts.push(sources(header));
    parts.extend(header.call.iter().map(|call| brief_text(call)));
    let (epoch, library, client) = (brief_text(&header.epoch), brief_text(&header.base_library), brief_text(&header.client));
    parts.push(match lang {
        Lang::Zh => format!("{epoch} 的规则（基础库 {library}，{client}）"),
        Lang::En => format!("rules of {epoch} (base library {library}, {client})"),
    });
    parts.push(lang.pick(&format!("种子 {}", header.seed), &format!("seed {}", header.seed)).to_owned());
    let room = options.width.max(60) - 4;
    let mut line = String::new();
    for part in parts.iter().map(|part| clip(part, room)) {
        if !line.is_empty() && columns(&line) + 3 + columns(&part) > room {
            page.say(1, &format!("{line} ·"), Tone::Strong);
            line.clear();
        }
        line.push_str(if line.is_empty() { "" } else { " · " });
        line.push_str(&part);
    }
    page.say(1, &line, Tone::Strong);
    let many = header.sources.len() > 1 || header.sources.iter().any(|source| source.blocks.len() > 1);
    if many {
        for line in wrap(&composition(lang, &header.composition), options.width.saturating_sub(2)) {
            page.say(1, &line, Tone::Dim);
        }
    }
    for bridge in &header.bridges {
        for line in wrap(&visible(bridge), options.width.saturating_sub(4)) {
            page.say(1, &format!("! {line}"), Tone::Warn);
        }
    }
    page.say(0, "", Tone::Plain);
}

/// How the sources were put together; the usual way for an article is known in both languages.
fn composition(lang: Lang, text: &str) -> String {
    let text = visible(text);
    let rest = text.strip_suffix(", one after another in one global scope").and_then(|text| text.strip_prefix("blocks "));
    match (lang, rest.and_then(|rest| rest.split_once(" of "))) {
        (Lang::Zh, Some((blocks, file))) => format!("{file} 的代码块 {blocks} 依次放在同一个全局作用域里运行"),
        _ => text,
    }
}

/// `article.md#1,2`.
fn sources(header: &Header) -> String {
    const MOST: usize = 3;
    let name = |source: &crate::trace::SourceInfo| {
        let blocks: Vec<_> = source.blocks.iter().map(ToString::to_string).collect();
        let hash = if blocks.is_empty() { "" } else { "#" };
        format!("{}{hash}{}", brief_text(&source.file), blocks.join(","))
    };
    let mut text = header.sources.iter().take(MOST).map(name).collect::<Vec<_>>().join(" + ");
    if header.sources.len() > MOST {
        text.push_str(&format!(" + {}", header.sources.len() - MOST));
    }
    text
}

/// What pages show, where the trace says it.
pub(super) fn trees(page: &mut Page, trace: &Trace, options: &Options) {
    for (t, route, nodes) in crate::report::tree::trees(trace) {
        let route = brief_text(route);
        let (zh, en) = (format!("{t} ms 时 {route} 显示："), format!("at {t} ms {route} shows:"));
        page.say(1, options.lang.pick(&zh, &en), Tone::Strong);
        for line in crate::report::tree::outline(nodes, 0) {
            page.say(3, &clip(&line, options.width.max(60) - 4), Tone::Screen);
        }
    }
}

/// The findings, each with its rule, the author's line and what it means.
pub(super) fn findings(page: &mut Page, trace: &Trace, options: &Options) {
    let lang = options.lang;
    let findings: Vec<_> = trace.findings().collect();
    let count = match (findings.len(), lang) {
        (0, Lang::Zh) => "没有发现问题".to_owned(),
        (count, Lang::Zh) => format!("发现 {count} 个问题"),
        (0, Lang::En) => "no findings".to_owned(),
        (1, Lang::En) => "1 finding".to_owned(),
        (count, Lang::En) => format!("{count} findings"),
    };
    page.say(1, &count, if findings.is_empty() { Tone::Good } else { Tone::Warn });
    let widest = |text: fn(&(&Event, &str)) -> usize| {
        let all = findings.iter().map(|(event, rule, _)| text(&(*event, *rule)));
        all.max().unwrap_or(0)
    };
    let rules = widest(|(_, rule)| columns(&brief_text(rule)));
    let places = widest(|(event, _)| columns(&place(event))).min(30);
    for (event, rule, message) in &findings {
        let mut line = Line::default();
        line.put(1, "▲", Tone::Warn);
        let after = line.put(3, &brief_text(rule), Tone::Strong);
        let message = visible(message.in_lang(lang));
        if options.width >= Options::WIDE {
            line.put(3 + rules + 2, &place(event), Tone::Dim);
            let start = 3 + rules + 2 + places + 2;
            tell(page, line, start, &message, options.width);
        } else {
            line.put(after + 2, &place(event), Tone::Dim);
            page.push(&line);
            tell(page, Line::default(), 3, &message, options.width);
        }
    }
}

/// Writes a message from a column on, in as many lines as it takes.
fn tell(page: &mut Page, first: Line, start: usize, message: &str, width: usize) {
    let mut line = first;
    for text in wrap(message, width.saturating_sub(start + 1)) {
        line.put(start.max(line.len() + 1), &text, Tone::Plain);
        page.push(&line);
        line = Line::default();
    }
}

fn place(event: &Event) -> String {
    event.at.as_ref().map(|at| visible(&format!("{}:{}", at.file, at.line))).unwrap_or_default()
}
