//! Which members of `wx` a program can reach, read from its text, so that the others need not be made.
//!
//! A context with all five hundred functions costs as much as the article's whole login. Most programs write `wx.login` and
//! nothing else; anything that is not of that form (`wx[name]`, `Object.keys(wx)`, `f(wx)`, `globalThis`) reaches everything.

use std::collections::BTreeSet;

/// The members that a text can reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// Those with these names.
    Names(BTreeSet<String>),
    /// All.
    All,
}

impl Default for Reach {
    fn default() -> Self {
        Self::Names(BTreeSet::new())
    }
}

impl Reach {
    /// Reads a text.
    pub fn of(text: &str) -> Self {
        if text.contains("globalThis") || text.contains("return this") {
            return Self::All;
        }
        let mut names = BTreeSet::new();
        for (index, _) in text.match_indices("wx") {
            if text[..index].chars().next_back().is_some_and(is_name) {
                continue;
            }
            let rest = &text[index + 2..];
            // The name of a built-in behavior: `'wx://form-field'`.
            if text[..index].ends_with(['\'', '"', '`']) && rest.starts_with("://") {
                continue;
            }
            if rest.chars().next().is_some_and(is_name) {
                continue;
            }
            let rest = rest.trim_start();
            let Some(rest) = rest.strip_prefix("?.").or_else(|| rest.strip_prefix('.')) else { return Self::All };
            let rest = rest.trim_start();
            let end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
            if end == 0 {
                return Self::All;
            }
            names.insert(rest[..end].to_owned());
        }
        Self::Names(names)
    }

    /// What both texts reach together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Names(mut names), Self::Names(more)) => {
                names.extend(more);
                Self::Names(names)
            }
            _ => Self::All,
        }
    }

    /// Whether this member is reached.
    pub fn includes(&self, name: &str) -> bool {
        match self {
            Self::Names(names) => names.contains(name),
            Self::All => true,
        }
    }
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Option<Vec<String>> {
        match Reach::of(text) {
            Reach::Names(names) => Some(names.into_iter().collect()),
            Reach::All => None,
        }
    }

    #[test]
    fn plain_members_are_reached_by_name() {
        assert_eq!(names("Component({ behaviors: ['wx://form-field'] })").unwrap_or_default(), [""; 0]);
        let text = "// 调用wx.login\nwx.login(); wx\n  .request({}); wx?.showToast; mywx[1]; wxLogin(); this.wx.hideToast()";
        assert_eq!(names(text).unwrap_or_default(), ["hideToast", "login", "request", "showToast"]);
    }

    #[test]
    fn anything_else_reaches_everything() {
        for text in [
            "wx[name]",
            "f(wx)",
            "Object.keys(wx)",
            "const { login } = wx",
            "'wx'",
            "globalThis.x",
            "for (const k in wx) {}",
            "wx?.[a]",
            "a ? wx ://\nb",
            "['wx://form-field', wx]",
        ] {
            assert_eq!(names(text), None, "{text}");
        }
    }
}
