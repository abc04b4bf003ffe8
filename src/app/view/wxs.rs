//! WXS as JavaScript: where the small language of templates differs, its text is changed before it is compiled.
//!
//! In WXS `value.constructor` is a text such as `"Array"`, and an escape that strings do not know, such as `\d`, keeps its backslash.

/// The function that tells what `constructor` is in WXS.
pub(super) const TYPE: &str = "__wxsType";

/// That function.
pub(super) const TYPE_FUNCTION: &str = "function(v){if(v==null)return undefined;if(Array.isArray(v))return 'Array';\
    if(v instanceof Date)return 'Date';if(v instanceof RegExp)return 'RegExp';\
    var t=typeof v;return t.charAt(0).toUpperCase()+t.slice(1)}";

/// A WXS text as JavaScript, on the same lines.
pub(super) fn to_javascript(text: &str) -> String {
    const MEMBER: &str = ".constructor";
    let mut out = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if rest.starts_with("//") || rest.starts_with("/*") {
            let end = if rest.starts_with("//") { rest.find('\n') } else { rest[2..].find("*/").map(|at| at + 4) };
            let (comment, after) = rest.split_at(end.unwrap_or(rest.len()));
            out.push_str(comment);
            rest = after;
        } else if matches!(c, '"' | '\'') {
            rest = string(rest, c, &mut out);
        } else if rest.strip_prefix(MEMBER).is_some_and(|after| !after.starts_with(is_name)) {
            let start = operand(&out);
            if start < out.len() {
                out.insert_str(start, &format!("{TYPE}("));
                out.push(')');
            } else {
                out.push_str(MEMBER);
            }
            rest = &rest[MEMBER.len()..];
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}

/// The text of an inline script alone, at its lines and columns in the template `text`; `line` is the one on which it begins, from 0.
pub(super) fn in_place(text: &str, script: &str, line: u32) -> String {
    let begins = |at: &usize| text[..*at].matches('\n').count() == line as usize;
    let at = text.match_indices(script).map(|(at, _)| at).find(begins).unwrap_or(0);
    let column = text[..at].rsplit('\n').next().map_or(0, |before| before.encode_utf16().count());
    format!("{}{}{script}", "\n".repeat(line as usize), " ".repeat(column))
}

/// Copies a string literal; gives what follows it.
fn string<'t>(text: &'t str, quote: char, out: &mut String) -> &'t str {
    let mut chars = text.char_indices();
    if let Some((_, open)) = chars.next() {
        out.push(open);
    }
    while let Some((at, c)) = chars.next() {
        if c == '\\' {
            let Some((_, escaped)) = chars.next() else { break };
            if !"nrtbfv0ux'\"\\\n\r".contains(escaped) {
                out.push('\\');
            }
            out.extend(['\\', escaped]);
            continue;
        }
        out.push(c);
        if c == quote {
            return &text[at + c.len_utf8()..];
        }
    }
    ""
}

/// Where the expression begins that stands at the end of a text: names, members, calls and indices.
fn operand(text: &str) -> usize {
    let mut start = text.len();
    let mut depth = 0_usize;
    for (at, c) in text.char_indices().rev() {
        match c {
            ')' | ']' => depth += 1,
            '(' | '[' if depth > 0 => depth -= 1,
            _ if depth > 0 || is_name(c) || c == '.' => {}
            _ => break,
        }
        start = at;
    }
    start
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

#[cfg(test)]
mod tests {
    use super::{in_place, to_javascript};

    #[test]
    fn inline_scripts_stand_where_they_stood() {
        let text = "<view>\n甲<wxs module=\"m\">a\n b</wxs></view><wxs>a\n b</wxs>";
        assert_eq!(in_place(text, "a\n b", 1), format!("\n{}a\n b", " ".repeat(17)));
        assert_eq!(in_place(text, "a\n b", 2), format!("\n\n{}a\n b", " ".repeat(20)));
    }

    #[test]
    fn constructors_and_escapes_are_those_of_wxs() {
        let check = |wxs: &str, expected: &str| assert_eq!(to_javascript(wxs), expected);
        check("return a && a.constructor === 'Array'", "return a && __wxsType(a) === 'Array'");
        check("if ('Object' === s.t[0].f(x).constructor) {}", "if ('Object' === __wxsType(s.t[0].f(x))) {}");
        check("a.constructors // a.constructor\n'a.constructor'", "a.constructors // a.constructor\n'a.constructor'");
        check(r"getRegExp('^-?\d+(\.\d+)?$')", r"getRegExp('^-?\\d+(\\.\\d+)?$')");
        check(r"'a\n\\d\''", r"'a\n\\d\''");
        check("(x).constructor == 1", "__wxsType((x)) == 1");
    }
}
