//! Where a scenario's approved trace stands: `snapshots/article/login-succeeds.snap`.

/// What a scenario's name is in a file name: its words in lower case, joined by `-`.
///
/// ```
/// assert_eq!(wxhost::snapshot::slug("session expired, both blocks"), "session-expired-both-blocks");
/// ```
pub fn slug(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let slug = words.map(str::to_lowercase).collect::<Vec<_>>().join("-");
    if slug.is_empty() { "scenario".to_owned() } else { slug }
}

/// What a scenario file is called in `snapshots/`: `article` for `article.md.toml`, `shop` for `shop.scenario.toml`.
pub fn file_stem(file_name: &str) -> &str {
    let stem = file_name.strip_suffix(".toml").unwrap_or(file_name);
    let known = [".scenario", ".md", ".markdown", ".js", ".ts"].iter().find_map(|end| stem.strip_suffix(end));
    known.filter(|stem| !stem.is_empty()).unwrap_or(stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_file_names() {
        for (name, expected) in [
            ("login succeeds", "login-succeeds"),
            ("InfoState is not 0", "infostate-is-not-0"),
            ("wx.login fails", "wx-login-fails"),
            ("用户 取消", "用户-取消"),
            ("../../etc/passwd", "etc-passwd"),
            ("?!", "scenario"),
        ] {
            assert_eq!(slug(name), expected);
        }
        for (name, expected) in [
            ("article.md.toml", "article"),
            ("a.b.js.toml", "a.b"),
            ("a.ts.toml", "a"),
            ("x.scenario.toml", "x"),
            (".scenario.toml", ".scenario"),
        ] {
            assert_eq!(file_stem(name), expected);
        }
    }
}
