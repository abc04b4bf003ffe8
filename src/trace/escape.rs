//! Characters that could deceive a terminal or a reader (control, bidirectional, invisible), and their visible form `\u202e`.

use std::borrow::Cow;

/// Whether a character must never reach a terminal as itself: it moves the cursor, reorders the text or cannot be seen.
#[inline]
pub fn deceives(c: char) -> bool {
    // Nearly every character is an ASCII one or a Chinese one.
    !matches!(c, ' '..='~' | '\u{3000}'..='\u{d7ff}') && deceives_among_rare(c)
}

fn deceives_among_rare(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// The text on one line, with every deceiving character written as an escape: `\n`, `\t`, `\u001b`.
pub fn visible(text: &str) -> String {
    shown(text).into_owned()
}

/// The same; most texts are so already.
pub(super) fn shown(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) || !text.chars().any(deceives) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if deceives(c) { push_escape(&mut out, c) } else { out.push(c) }
    }
    out.into()
}

/// Like [`visible`], but line ends and tabs stay: for text that has lines of its own.
pub fn visible_lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if deceives(c) && !matches!(c, '\n' | '\t') { push_escape(&mut out, c) } else { out.push(c) }
    }
    out
}

/// Writes a character as the escape that JSON and JavaScript know.
pub(super) fn push_escape(out: &mut String, c: char) {
    match c {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        _ => {
            let mut units = [0; 2];
            let escapes = c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}"));
            out.extend(escapes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_hidden_survives() {
        assert_eq!(visible("a\u{1b}[2J\r\nb\u{202e}c\u{9b}\u{e0041}"), "a\\u001b[2J\\r\\nb\\u202ec\\u009b\\udb40\\udc41");
        assert_eq!(visible("数据加载中 …"), "数据加载中 …");
        assert_eq!(visible_lines("a\n\tb\u{7}"), "a\n\tb\\u0007");
    }
}
