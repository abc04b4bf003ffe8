//! Words of a command line as a shell takes them.

/// A word as a shell takes it.
pub(super) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '\\' | '.' | '_' | '-' | ':' | '+' | '@');
    let safe = !word.is_empty() && !word.contains('\\') && word.chars().all(plain);
    if safe || (cfg!(windows) && word.chars().all(plain)) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn what_a_shell_would_change_is_quoted() {
        for (word, expected) in [("js/a.md", "js/a.md"), ("a b", "'a b'"), ("it's", r"'it'\''s'"), ("登录", "登录"), ("", "''")]
        {
            assert_eq!(quoted(word), expected);
        }
    }
}
