//! Markdown: the fences of an article (```` ```js ````, `~~~javascript`), with the lines and columns of their code.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::excerpt::small;
use super::script::Origin;

/// One fenced code block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fence {
    /// The first word of the info string in lower case; empty when there is none.
    pub language: String,
    pub text: String,
    /// The line where the code begins, from 1.
    pub first_line: u32,
    /// Where each line of the code stands.
    pub origins: Vec<Origin>,
}

impl Fence {
    /// Whether it is JavaScript to run.
    pub fn is_script(&self) -> bool {
        matches!(self.language.as_str(), "js" | "javascript")
    }
}

/// All fences of `text[start..]`, in order; lines and columns are those of the whole `text`.
pub(super) fn fences(text: &str, start: usize) -> Vec<Fence> {
    let lines = Lines::of(text);
    let mut found = Vec::new();
    let mut open: Option<Builder> = None;
    // With a line end after the last line, pulldown-cmark 0.13 cannot mistake a lone `\r` near the end for half of a `\r\n`.
    let closed = format!("{}\n", &text[start..]);
    for (event, range) in Parser::new_ext(&closed, Options::empty()).into_offset_iter() {
        let offset = range.start + start;
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                let first_line = lines.place(text, offset).0.saturating_add(1);
                open = Some(Builder {
                    fence: Fence { language: language(&info), text: String::new(), first_line, origins: Vec::new() },
                    pending: 0,
                    fresh: true,
                });
            }
            Event::Text(code) => {
                if let Some(builder) = &mut open {
                    let synthetic = range.is_empty();
                    let code = if synthetic { &code } else { text.get(offset..range.end + start).unwrap_or(&text[offset..]) };
                    builder.push(text, &lines, code, offset, synthetic);
                }
            }
            Event::End(TagEnd::CodeBlock) => found.extend(open.take().map(|builder| builder.fence)),
            _ => {}
        }
    }
    found
}

/// `js`, `JavaScript title="x"`, `js{1,3}`, `js,ignore` → the language alone.
fn language(info: &str) -> String {
    let end = info.find(|c: char| c.is_whitespace() || matches!(c, '{' | ',' | ':' | ';' | '[' | '(')).unwrap_or(info.len());
    info[..end].to_lowercase()
}

/// A fence while its text comes in.
struct Builder {
    fence: Fence,
    /// Spaces that Markdown made out of part of a tab, at the start of the line that comes next.
    pending: usize,
    /// Whether the next text begins a line.
    fresh: bool,
}

impl Builder {
    fn push(&mut self, text: &str, lines: &Lines, code: &str, offset: usize, synthetic: bool) {
        if synthetic {
            self.pending += code.len();
        } else {
            let mut offset = offset;
            for piece in code.split_inclusive('\n') {
                self.begin(text, lines, offset);
                self.fresh = piece.ends_with('\n');
                offset += piece.len();
            }
        }
        self.fence.text.push_str(code);
    }

    fn begin(&mut self, text: &str, lines: &Lines, offset: usize) {
        if !self.fresh {
            return;
        }
        let (line, before) = lines.place(text, offset);
        let shift = i32::try_from(before).unwrap_or(0).saturating_sub(i32::try_from(self.pending).unwrap_or(0));
        self.fence.origins.push(Origin { line, shift });
        self.fresh = false;
        self.pending = 0;
    }
}

/// Where the lines of a text begin.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        Self(std::iter::once(0).chain(text.match_indices('\n').map(|(index, _)| index + 1)).collect())
    }

    /// The line (from 1) of the byte at `offset`, and the UTF-16 units before it on that line.
    fn place(&self, text: &str, offset: usize) -> (u32, u32) {
        let index = self.0.partition_point(|start| *start <= offset).saturating_sub(1);
        let before = text.get(self.0[index]..offset).unwrap_or_default();
        (small(index + 1), small(before.encode_utf16().count()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Found = (u32, String, Vec<(u32, i32)>);

    /// Each script fence as `first line | code`, and the places of its lines as `line+shift`.
    fn check(text: &str) -> Vec<Found> {
        let origins = |fence: &Fence| fence.origins.iter().map(|origin| (origin.line, origin.shift)).collect();
        fences(text, 0)
            .iter()
            .filter(|fence| fence.is_script())
            .map(|fence| (fence.first_line, fence.text.clone(), origins(fence)))
            .collect()
    }

    #[test]
    fn finds_tagged_fences_only() {
        let text = "```js\na\n```\n```\nb\n```\n~~~JavaScript title=x\nc\n~~~\n\n    d\n\n```ts\ne\n```\n```js{1,3}\nf\n```\n```jsx\ng\n```\n`js`\n";
        let found: Vec<_> = check(text).into_iter().map(|(line, code, _)| (line, code)).collect();
        assert_eq!(found, [(2, "a\n".into()), (8, "c\n".into()), (17, "f\n".into())]);
    }

    #[test]
    fn fences_in_lists_and_quotes_keep_their_places() {
        let text = "1. x\n\n   ```js\n   a\n     b\n\n   c\n   ```\n\n> ```js\n> d\n>e\n> ```\n";
        let expected =
            [(4, "a\n  b\n\nc\n".into(), vec![(4, 3), (5, 3), (6, 0), (7, 3)]), (11, "d\ne\n".into(), vec![(11, 2), (12, 1)])];
        assert_eq!(check(text), expected);
    }

    #[test]
    fn tabs_indentation_and_windows_lines_keep_their_places() {
        assert_eq!(check("  ```js\r\n  a\r\n\r\n b\r\n  ```\r\n"), [(2, "a\n\nb\n".into(), vec![(2, 2), (3, 1), (4, 1)])]);
        // The tab is four columns wide; the list takes two of them.
        assert_eq!(check("- x\n\n  ```js\n\ta后b\n  ```\n"), [(4, "  a后b\n".into(), vec![(4, -1)])]);
    }

    #[test]
    fn an_unclosed_fence_runs_to_the_end() {
        assert_eq!(check("x\n```js\na\nb"), [(3, "a\nb".into(), vec![(3, 0), (4, 0)])]);
        assert_eq!(check("```js"), [(2, String::new(), vec![])]);
        assert_eq!(check("```js\n```"), [(2, String::new(), vec![])]);
    }

    #[test]
    fn a_longer_fence_holds_a_shorter_one() {
        assert_eq!(check("````js\n```js\na\n```\n````\n"), [(2, "```js\na\n```\n".into(), vec![(2, 0), (3, 0), (4, 0)])]);
    }

    #[test]
    fn comments_and_thematic_breaks_hide_what_markdown_says() {
        assert_eq!(check("<!--\n```js\na\n```\n-->\n"), []);
        assert_eq!(check("x\n\n---\ny\n\n```js\na\n```\n\n---\n").len(), 1);
    }

    #[test]
    fn the_text_before_the_start_counts_for_lines_only() {
        let text = "---\ntitle: ```js\n---\n```js\na\n```\n";
        let found = fences(text, 21);
        assert_eq!((found.len(), found[0].first_line, found[0].text.as_str()), (1, 5, "a\n"));
    }
}
