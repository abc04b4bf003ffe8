//! Breaking a text into lines of a given width, at blanks or between Chinese characters.

use unicode_width::UnicodeWidthChar;

/// The text in lines of at most `width` columns (at least 8).
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    wrap_by(text, width.max(8), |c| c.width().unwrap_or(0))
}

/// The same for any measure: `width` and what `of` gives for a character are in the same unit.
pub(in crate::report) fn wrap_by(text: &str, width: usize, of: impl Fn(char) -> usize) -> Vec<String> {
    let columns = |text: &str| text.chars().map(&of).sum::<usize>();
    let mut lines = Vec::new();
    let mut line = String::new();
    for piece in pieces(text) {
        if columns(&line) + columns(piece.trim_end()) > width && !line.is_empty() {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
        }
        for c in piece.chars() {
            // A piece wider than the line is cut where it must be.
            if columns(&line) + of(c) > width && c != ' ' && !line.is_empty() {
                lines.push(std::mem::take(&mut line).trim_end().to_owned());
            }
            line.push(c);
        }
    }
    if !line.trim_end().is_empty() || lines.is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// The parts of a text that must stay together: words with the blanks after them, Chinese characters with their punctuation.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    for (index, c) in text.char_indices() {
        let wide = |c: char| c.width() == Some(2);
        let breaks = !is_line_number(&text[start..index], c)
            && before.is_some_and(|before| {
                (before == ' ' && !matches!(c, ' ' | '·'))
                    || ((wide(before) || wide(c)) && c != ' ' && !closes(c) && !opens(before))
            });
        if breaks && index > start {
            pieces.push(&text[start..index]);
            start = index;
        }
        before = Some(c);
    }
    pieces.push(&text[start..]);
    pieces
}

/// Whether `c` goes on with `line 96` or `第 96 行`.
fn is_line_number(text: &str, c: char) -> bool {
    let after_number = text.trim_end_matches(' ').trim_end_matches(|c: char| c.is_ascii_digit()).ends_with("第 ");
    (c.is_ascii_digit() && (text.ends_with("line ") || text.ends_with("第 "))) || (c == '行' && after_number)
}

/// Punctuation that must not begin a line.
fn closes(c: char) -> bool {
    matches!(
        c,
        '，' | '。'
            | '；'
            | '：'
            | '·'
            | ']'
            | '）'
            | '”'
            | '、'
            | '！'
            | '？'
            | '》'
            | '」'
            | '』'
            | '…'
            | ')'
            | ','
            | '.'
            | ';'
            | ':'
    )
}

/// Punctuation that must not end a line.
fn opens(c: char) -> bool {
    matches!(c, '（' | '“' | '《' | '「' | '『' | '(' | '[')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::brief::columns;

    #[test]
    fn lines_break_at_blanks_or_between_chinese_characters() {
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap("服务器明明回了 200，用户看到失败。", 14), ["服务器明明回了", "200，用户看到", "失败。"]);
        assert_eq!(wrap("用户却看到“请求失败”", 12), ["用户却看到", "“请求失败”"]);
        assert_eq!(wrap("abcdefghijklmnop", 8), ["abcdefgh", "ijklmnop"]);
        assert_eq!(wrap("failed at line 96", 14), ["failed at", "line 96"]);
        assert_eq!(wrap("失败在第 96 行", 12), ["失败在", "第 96 行"]);
        assert_eq!(wrap("", 8), [""]);
        for width in 8..40 {
            let text = "wx.getUserInfo（第 81 行）失败（getUserInfo:fail auth deny），Promise 因此被 reject";
            assert!(wrap(text, width).iter().all(|line| columns(line) <= width));
        }
    }
}
