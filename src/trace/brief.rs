//! Values in short form, as reports and findings show them: `{code: <code:1>}` for a JavaScript value, `{"code": <code:1>}` for JSON.

use serde_json::Value;
use unicode_width::UnicodeWidthChar;

use super::escape::{deceives, push_escape, shown};
use super::number::number_text;

/// Longest string, most items and deepest nesting that a short form shows.
const LONGEST: usize = 48;
const MOST: usize = 12;
const DEEPEST: usize = 4;

/// A value as a JavaScript console shows it, in short: bare keys, quoted strings, bare placeholders.
pub fn brief(value: &Value) -> String {
    let mut out = String::new();
    write(&mut out, value, 0, false);
    out
}

/// A value as JSON, in short: quoted keys, for what travels over the network.
pub fn brief_json(value: &Value) -> String {
    let mut out = String::new();
    write(&mut out, value, 0, true);
    out
}

/// A text in short and on one line, without quotes.
pub fn brief_text(text: &str) -> String {
    clip(&shown(text), LONGEST)
}

/// An API as the program writes it: `wx.login`, but `App` and `getApp`.
pub fn api_name(api: &str) -> String {
    let of_framework = api.starts_with(|c: char| c.is_ascii_uppercase()) || matches!(api, "getApp" | "getCurrentPages");
    let name = brief_text(api);
    if of_framework { name } else { format!("wx.{name}") }
}

/// A message in short and on one line: longer than [`brief_text`], for what an error or an API says.
pub fn brief_message(text: &str) -> String {
    clip(&shown(text), LONGEST * 2)
}

/// How many columns of a terminal the text takes, character by character; Chinese characters take two.
pub fn columns(text: &str) -> usize {
    text.chars().map(|c| c.width().unwrap_or(0)).sum()
}

/// The text cut to at most `width` columns, `…` standing for what was cut.
pub fn clip(text: &str, width: usize) -> String {
    // No character takes more columns than bytes.
    if text.len() <= width || columns(text) <= width {
        return text.to_owned();
    }
    let Some(room) = width.checked_sub(1) else { return String::new() };
    let mut used = 0;
    let mut out = String::new();
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > room {
            break;
        }
        out.push(c);
    }
    while out.ends_with([' ', '…']) {
        out.pop();
    }
    out.push('…');
    out
}

/// Whether the text is one placeholder, such as `<code:1>`.
pub fn is_placeholder(text: &str) -> bool {
    let inner = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
    let Some((word, number)) = inner.and_then(|inner| inner.split_once(':')) else { return false };
    !word.is_empty()
        && !number.is_empty()
        && word.chars().all(|c| c.is_ascii_alphabetic() || c == '_')
        && number.chars().all(|c| c.is_ascii_digit())
}

/// Whether the text stands for a value that JSON cannot say, such as `<undefined>` or `<function f>`.
pub fn is_mark(text: &str) -> bool {
    let Some(inner) = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) else { return false };
    let word = inner.split(' ').next().unwrap_or_default();
    let known = [
        "undefined",
        "function",
        "Promise",
        "Map",
        "Set",
        "ArrayBuffer",
        "Proxy",
        "cyclic",
        "getter",
        "NaN",
        "Infinity",
        "-Infinity",
    ];
    (known.contains(&word) || word.ends_with("Error:")) && columns(inner) <= LONGEST * 2 && !inner.contains(deceives)
}

fn write(out: &mut String, value: &Value, depth: usize, json: bool) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Value::Number(number) => out.push_str(&number_text(number)),
        Value::String(text) => write_string(out, text),
        Value::Array(items) if items.is_empty() => out.push_str("[]"),
        Value::Array(_) if depth >= DEEPEST => out.push_str("[…]"),
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().take(MOST).enumerate() {
                out.push_str(if index == 0 { "" } else { ", " });
                write(out, item, depth + 1, json);
            }
            out.push_str(if items.len() > MOST { ", …]" } else { "]" });
        }
        Value::Object(map) if map.is_empty() => out.push_str("{}"),
        Value::Object(_) if depth >= DEEPEST => out.push_str("{…}"),
        Value::Object(map) => {
            out.push('{');
            for (index, (key, item)) in map.iter().take(MOST).enumerate() {
                out.push_str(if index == 0 { "" } else { ", " });
                let bare = !json && !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '$');
                if bare {
                    out.push_str(&clip(key, LONGEST));
                } else {
                    write_string(out, key);
                }
                out.push_str(": ");
                write(out, item, depth + 1, json);
            }
            out.push_str(if map.len() > MOST { ", …}" } else { "}" });
        }
    }
}

fn write_string(out: &mut String, text: &str) {
    if is_placeholder(text) || is_mark(text) {
        out.push_str(text);
        return;
    }
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\');
    if text.len() <= LONGEST && text.bytes().all(is_plain) {
        out.extend(["\"", text, "\""]);
        return;
    }
    let mut quoted = String::new();
    for c in text.chars().take(LONGEST * 2) {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            _ if deceives(c) => push_escape(&mut quoted, c),
            _ => quoted.push(c),
        }
    }
    if text.chars().nth(LONGEST * 2).is_some() {
        quoted.push('…');
    }
    out.push('"');
    out.push_str(&clip(&quoted, LONGEST));
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_are_short_and_safe() {
        let check =
            |value: Value, js: &str, wire: &str| assert_eq!((brief(&value).as_str(), brief_json(&value).as_str()), (js, wire));
        check(json!({"code": "<code:1>"}), "{code: <code:1>}", r#"{"code": <code:1>}"#);
        check(json!({"a-b": [1, 2.0, 1.5], "": null}), r#"{"a-b": [1, 2, 1.5], "": null}"#, r#"{"a-b": [1, 2, 1.5], "": null}"#);
        check(json!([1e20, 1e-5]), "[100000000000000000000, 0.00001]", "[100000000000000000000, 0.00001]");
        check(json!("say \"hi\"\n\u{1b}"), r#""say \"hi\"\n\u001b""#, r#""say \"hi\"\n\u001b""#);
        check(json!([[[[[1]]]]]), "[[[[[…]]]]]", "[[[[[…]]]]]");
        let long = brief(&json!("数".repeat(1000)));
        assert_eq!(columns(&long), 2 + 47);
        check(
            json!({"a": "<undefined>", "b": "<div>"}),
            r#"{a: <undefined>, b: "<div>"}"#,
            r#"{"a": <undefined>, "b": "<div>"}"#,
        );
        assert!(brief(&json!((0..100).collect::<Vec<_>>())).ends_with("11, …]"));
    }

    #[test]
    fn clipping_counts_columns_not_characters() {
        assert_eq!(clip("数据加载中", 10), "数据加载中");
        assert_eq!(clip("数据加载中", 9), "数据加载…");
        assert_eq!(clip("数据加载中", 8), "数据加…");
        assert_eq!(clip("abc def", 5), "abc…");
        assert_eq!(clip("abc…def", 5), "abc…");
        assert_eq!(clip("abc", 0), "");
    }

    #[test]
    fn no_character_takes_more_columns_than_bytes() {
        assert!((char::MIN..=char::MAX).all(|c| c.width().unwrap_or(0) <= c.len_utf8()));
    }

    #[test]
    fn only_placeholders_are_placeholders() {
        assert!(is_placeholder("<code:1>") && is_placeholder("<session_key:12>"));
        assert!(!is_placeholder("<code:>") && !is_placeholder("<a b:1>") && !is_placeholder("code:1"));
    }
}
