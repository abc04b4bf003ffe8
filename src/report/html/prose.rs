//! An article as a tree of plain nodes: headings, paragraphs, code with its line numbers. No markup of the author survives.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use serde_json::{Value, json};

use crate::trace::escape::visible_lines;

/// How deep lists and quotes may stand in each other; what is deeper is shown flat.
const DEEPEST: usize = 24;

/// A node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    /// Words.
    Text(String),
    /// An element of HTML by its name, from the list that the page knows, with what is in it.
    Element(&'static str, Vec<Node>),
    /// A link to a place in the web.
    Link(String, Vec<Node>),
    /// A code block.
    Code(Code),
}

/// A code block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Code {
    /// The word after the fence.
    pub language: String,
    /// Its number among the js blocks, from 1; 0 for others.
    pub block: usize,
    /// The line where the code begins, from 1.
    pub first_line: u32,
    /// The code.
    pub text: String,
}

/// A text as nodes: Markdown by the file's name, else one code block.
pub(super) fn nodes(file: &str, text: &str) -> Vec<Node> {
    let lower = file.to_lowercase();
    if lower.ends_with(".md") || lower.ends_with(".markdown") {
        return markdown(text);
    }
    let language = if lower.ends_with(".json") { "json" } else { "js" };
    vec![Node::Code(Code { language: language.into(), block: 0, first_line: 1, text: visible_lines(text) })]
}

fn markdown(text: &str) -> Vec<Node> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut tree = Tree { open: vec![(Kind::Root, Vec::new())], blocks: 0, head: false };
    let mut lines = Lines { text, offset: 0, line: 1 };
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        match event {
            Event::Start(tag) => tree.start(tag, &mut lines, range.start),
            Event::End(end) => tree.end(end),
            Event::Text(words) => tree.text(&words),
            Event::Code(words) => tree.push(Node::Element("code", vec![Node::Text(visible_lines(&words))])),
            Event::SoftBreak => tree.text("\n"),
            Event::HardBreak => tree.push(Node::Element("br", Vec::new())),
            Event::Rule => tree.push(Node::Element("hr", Vec::new())),
            // HTML of the author is shown as what it is: text.
            Event::Html(words) | Event::InlineHtml(words) => tree.text(&words),
            _ => {}
        }
    }
    tree.finish()
}

/// What is open while the text is read.
enum Kind {
    Root,
    Element(&'static str),
    Link(String),
    Code(Code),
    /// Its content stands where it would stand itself.
    Nothing,
}

struct Tree {
    open: Vec<(Kind, Vec<Node>)>,
    blocks: usize,
    head: bool,
}

impl Tree {
    fn start(&mut self, tag: Tag<'_>, lines: &mut Lines<'_>, offset: usize) {
        let kind = match tag {
            Tag::Paragraph => Kind::Element("p"),
            Tag::Heading { level, .. } => Kind::Element(["h1", "h2", "h3", "h4", "h5", "h6"][(level as usize).clamp(1, 6) - 1]),
            Tag::BlockQuote(_) => Kind::Element("blockquote"),
            Tag::List(Some(_)) => Kind::Element("ol"),
            Tag::List(None) => Kind::Element("ul"),
            Tag::Item => Kind::Element("li"),
            Tag::Emphasis => Kind::Element("em"),
            Tag::Strong => Kind::Element("strong"),
            Tag::Strikethrough => Kind::Element("s"),
            Tag::Table(_) => Kind::Element("table"),
            Tag::TableHead => {
                self.head = true;
                Kind::Element("tr")
            }
            Tag::TableRow => Kind::Element("tr"),
            Tag::TableCell => Kind::Element(if self.head { "th" } else { "td" }),
            Tag::Link { dest_url, .. } if is_web(&dest_url) => Kind::Link(dest_url.to_string()),
            Tag::Image { dest_url, .. } if is_web(&dest_url) => Kind::Link(dest_url.to_string()),
            Tag::CodeBlock(kind) => {
                let language = match &kind {
                    CodeBlockKind::Fenced(info) => language(info),
                    CodeBlockKind::Indented => String::new(),
                };
                let is_script = matches!(language.as_str(), "js" | "javascript");
                self.blocks += usize::from(is_script);
                let fence = u32::from(matches!(kind, CodeBlockKind::Fenced(_)));
                let block = if is_script { self.blocks } else { 0 };
                Kind::Code(Code { language, block, first_line: lines.at(offset) + fence, text: String::new() })
            }
            Tag::MetadataBlock(_) => Kind::Code(Code {
                language: "front matter".into(),
                block: 0,
                first_line: lines.at(offset) + 1,
                text: String::new(),
            }),
            Tag::HtmlBlock => Kind::Element("p"),
            _ => Kind::Nothing,
        };
        let kind = if self.open.len() > DEEPEST && !matches!(kind, Kind::Code(_)) { Kind::Nothing } else { kind };
        self.open.push((kind, Vec::new()));
    }

    fn end(&mut self, end: TagEnd) {
        if matches!(end, TagEnd::TableHead) {
            self.head = false;
        }
        if self.open.len() > 1
            && let Some((kind, children)) = self.open.pop()
        {
            self.close(kind, children);
        }
    }

    fn close(&mut self, kind: Kind, children: Vec<Node>) {
        match kind {
            Kind::Element(name) => self.push(Node::Element(name, children)),
            Kind::Link(to) => self.push(Node::Link(to, children)),
            Kind::Code(code) => self.push(Node::Code(code)),
            Kind::Root | Kind::Nothing => {
                if let Some((_, into)) = self.open.last_mut() {
                    into.extend(children);
                }
            }
        }
    }

    fn text(&mut self, words: &str) {
        match self.open.last_mut() {
            Some((Kind::Code(code), _)) => code.text.push_str(&visible_lines(words)),
            Some((_, children)) => match children.last_mut() {
                Some(Node::Text(before)) => before.push_str(&visible_lines(words)),
                _ => children.push(Node::Text(visible_lines(words))),
            },
            None => {}
        }
    }

    fn push(&mut self, node: Node) {
        if let Some((_, children)) = self.open.last_mut() {
            children.push(node);
        }
    }

    fn finish(mut self) -> Vec<Node> {
        while self.open.len() > 1 {
            if let Some((kind, children)) = self.open.pop() {
                self.close(kind, children);
            }
        }
        self.open.pop().map(|(_, nodes)| nodes).unwrap_or_default()
    }
}

/// Counts lines up to offsets that only grow.
struct Lines<'t> {
    text: &'t str,
    offset: usize,
    line: u32,
}

impl Lines<'_> {
    fn at(&mut self, offset: usize) -> u32 {
        let between = self.text.get(self.offset..offset).unwrap_or_default();
        self.line += u32::try_from(between.matches('\n').count()).unwrap_or(0);
        self.offset = offset.max(self.offset);
        self.line
    }
}

fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

fn language(info: &str) -> String {
    let end = info.find(|c: char| c.is_whitespace() || matches!(c, '{' | ',' | ':' | ';' | '[' | '(')).unwrap_or(info.len());
    info[..end].to_lowercase()
}

impl Node {
    /// As data for the page: a text, or an array of the element's name, its values and what is in it.
    pub(super) fn to_json(&self) -> Value {
        match self {
            Self::Text(words) => json!(words),
            Self::Element(name, children) => json!([name, null, all(children)]),
            Self::Link(to, children) => json!(["a", to, all(children)]),
            Self::Code(code) => {
                json!(["pre", { "language": code.language, "block": code.block, "line": code.first_line }, code.text])
            }
        }
    }
}

fn all(nodes: &[Node]) -> Vec<Value> {
    nodes.iter().map(Node::to_json).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(nodes: &[Node], found: &mut Vec<(usize, u32, String)>) {
        for node in nodes {
            match node {
                Node::Code(code) => found.push((code.block, code.first_line, code.text.clone())),
                Node::Element(_, children) | Node::Link(_, children) => codes(children, found),
                Node::Text(_) => {}
            }
        }
    }

    #[test]
    fn blocks_have_their_numbers_and_lines() {
        let text = "---\ntitle: x\n---\n# a\n\n```js\nb()\n```\n\n- c\n\n  ```JavaScript x\n  d()\n  ```\n\n```ts\ne\n```\n";
        let mut found = Vec::new();
        codes(&nodes("a.md", text), &mut found);
        let expected = [(0, 2, "title: x\n"), (1, 7, "b()\n"), (2, 13, "d()\n"), (0, 17, "e\n")];
        assert_eq!(found, expected.map(|(block, line, text)| (block, line, text.to_owned())));
    }

    #[test]
    fn nothing_of_an_article_is_markup() {
        let nodes = markdown("<script>x</script>\n\n[a](javascript:x) [b](https://b) ![c](https://c) \u{202e}\n");
        let json = all(&nodes);
        assert_eq!(
            json!(json),
            json!([
                ["p", null, ["<script>x</script>\n"]],
                ["p", null, ["a ", ["a", "https://b", ["b"]], " ", ["a", "https://c", ["c"]], " \\u202e"]]
            ])
        );
        let deep = "> ".repeat(5000) + "x";
        assert!(markdown(&deep).len() == 1);
    }
}
