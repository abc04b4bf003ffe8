//! The two languages every message exists in: 中文 (`zh`) and English (`en`).

use std::fmt;

use serde::{Deserialize, Serialize};

/// As `format!`, for sentences: with room for one from the beginning, so that its text is not moved again and again while it grows.
macro_rules! told {
    ($($words:tt)*) => {
        $crate::lang::sentence(format_args!($($words)*))
    };
}

pub(crate) use told;

/// What [`told!`] makes.
pub(crate) fn sentence(words: fmt::Arguments<'_>) -> String {
    const USUAL: usize = 256;
    let mut text = String::with_capacity(USUAL);
    // A text takes everything.
    let _ = fmt::Write::write_fmt(&mut text, words);
    text
}

/// The language of texts made for people. Traces are the same in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// 简体中文.
    Zh,
    /// English.
    #[default]
    En,
}

impl Lang {
    /// Picks the text of this language.
    pub fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}

/// One text in both languages, for tables known at compile time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Text {
    /// 中文.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

impl Text {
    /// The text in `lang`.
    pub fn in_lang(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }
}

/// One text in both languages, made at run time.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Message {
    /// 中文.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Message {
    /// Makes a message from both texts.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// The text in `lang`.
    pub fn in_lang(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}
