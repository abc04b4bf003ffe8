//! Problems told to people: what happened, where, and what to do about it, in 中文 and English.

use serde::{Deserialize, Serialize};

use crate::lang::{Lang, Message};

/// One problem, ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Problem {
    /// What happened, as one sentence without a final stop.
    pub what: Message,
    /// Where: `article.md:92:8`, or a file.
    pub place: Option<String>,
    /// The author's line with the place underlined, as [`excerpt`](super::excerpt()) draws it.
    pub excerpt: Option<String>,
    /// What to do about it.
    pub help: Option<Message>,
}

impl Problem {
    /// A problem that has only a text so far.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { what: Message::new(zh, en), ..Self::default() }
    }

    /// Adds where it happened.
    #[must_use]
    pub fn at(mut self, place: impl Into<String>) -> Self {
        self.place = Some(place.into());
        self
    }

    /// Adds the author's line.
    #[must_use]
    pub fn showing(mut self, excerpt: impl Into<String>) -> Self {
        self.excerpt = Some(excerpt.into());
        self
    }

    /// Adds what to do.
    #[must_use]
    pub fn help(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.help = Some(Message::new(zh, en));
        self
    }
}

impl Problem {
    /// The problem in one line: `article.md.toml:4:1: unknown key modl (did you mean modal?)`.
    pub fn text(&self, lang: Lang) -> String {
        let place = self.place.as_ref().map(|place| format!("{place}{}", lang.pick("：", ": "))).unwrap_or_default();
        let help = self.help.as_ref().map(|help| help.in_lang(lang));
        let help = help.map(|help| lang.pick(&format!("（{help}）"), &format!(" ({help})")).to_owned()).unwrap_or_default();
        format!("{place}{}{help}", self.what.in_lang(lang))
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text(Lang::En))
    }
}

impl From<Message> for Problem {
    fn from(what: Message) -> Self {
        Self { what, ..Self::default() }
    }
}
