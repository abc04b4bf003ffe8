//! How deep a text nests its brackets, found without a parser: `((((…` must end the scenario, not the tool.

/// The deepest nesting of brackets, found without a parser: strings, templates and comments are skipped, a `/` is taken for a
/// regular expression where an expression may begin. Boa's parser and compiler recurse on the native stack, so a text that
/// nests deeper than a limit is refused before it is parsed.
pub(in crate::engine) fn nesting(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut depth, mut deepest, mut index) = (0_usize, 0_usize, 0_usize);
    let mut previous = b'\n';
    let mut run = 0_usize;
    while index < bytes.len() {
        let byte = bytes[index];
        match byte {
            b'(' | b'[' | b'{' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            b'"' | b'\'' | b'`' => index = skip_quoted(bytes, index, byte),
            b'/' if bytes.get(index + 1) == Some(&b'/') => {
                while index < bytes.len() && bytes[index] != b'\n' {
                    index += 1;
                }
                continue;
            }
            b'/' if bytes.get(index + 1) == Some(&b'*') => {
                index += 2;
                while index < bytes.len() && !(bytes[index] == b'*' && bytes.get(index + 1) == Some(&b'/')) {
                    index += 1;
                }
                index += 2;
                continue;
            }
            b'/' if !(previous.is_ascii_alphanumeric()
                || matches!(previous, b'_' | b'$' | b')' | b']' | b'}')
                || previous >= 0x80) =>
            {
                index = skip_regexp(bytes, index);
            }
            _ => {}
        }
        // Prefix operators nest too: `!!!!x`, `- - -x`.
        if matches!(byte, b'!' | b'~' | b'-' | b'+') {
            run += 1;
            deepest = deepest.max(run.saturating_sub(2));
        } else if !byte.is_ascii_whitespace() {
            run = 0;
        }
        if !byte.is_ascii_whitespace() {
            previous = byte;
        }
        index += 1;
    }
    deepest
}

fn skip_quoted(bytes: &[u8], start: usize, quote: u8) -> usize {
    let mut index = start + 1;
    while index < bytes.len() {
        match bytes[index] {
            b'\\' => index += 1,
            b'\n' if quote != b'`' => return index,
            byte if byte == quote => return index,
            _ => {}
        }
        index += 1;
    }
    index
}

fn skip_regexp(bytes: &[u8], start: usize) -> usize {
    let mut index = start + 1;
    let mut class = false;
    while index < bytes.len() {
        match bytes[index] {
            b'\\' => index += 1,
            b'\n' => return start,
            b'[' => class = true,
            b']' => class = false,
            b'/' if !class => return index,
            _ => {}
        }
        index += 1;
    }
    start
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_nesting() {
        assert_eq!(nesting("((()))"), 3);
        assert_eq!(nesting("'(((' + `((` + /[(](/ // ((("), 0);
        assert_eq!(nesting("a / (b) / (c)"), 1);
        assert_eq!(nesting(&"(".repeat(10_000)), 10_000);
    }
}
