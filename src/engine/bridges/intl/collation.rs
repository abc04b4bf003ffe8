//! `a.localeCompare(b)` and `Intl.Collator`: Chinese by pinyin, by the tables of the Unicode CLDR.

use boa_engine::{Context, JsResult, JsString, JsValue};
use icu_collator::options::{AlternateHandling, CaseLevel, CollatorOptions, Strength};
use icu_collator::preferences::{CollationCaseFirst, CollationNumericOrdering};
use icu_collator::{Collator, CollatorBorrowed, CollatorPreferences};
use icu_locale_core::locale;
use serde_json::{Map, Value, json};

use super::tag::{Options, Tag, negotiate, refuse};

/// An `Intl.Collator`.
pub(super) struct Collation {
    tag: Tag,
    sensitivity: &'static str,
    ignore_punctuation: bool,
    numeric: bool,
    case_first: &'static str,
    collator: CollatorBorrowed<'static>,
}

impl Collation {
    /// Reads the arguments of `Intl.Collator` or `localeCompare`.
    pub(super) fn new(locales: &JsValue, options: &JsValue, service: &'static str, context: &mut Context) -> JsResult<Self> {
        let tag = negotiate(locales, context)?;
        let options = Options::new(options, service, context)?;
        if options.one_of("usage", &["sort", "search"], context)? == Some("search") {
            return Err(refuse("a search by collation", context));
        }
        let numeric = options.flag("numeric", context)?.unwrap_or(false);
        let case_first = options.one_of("caseFirst", &["upper", "lower", "false"], context)?.unwrap_or("false");
        let sensitivity = options.one_of("sensitivity", &["base", "accent", "case", "variant"], context)?.unwrap_or("variant");
        let ignore_punctuation = options.flag("ignorePunctuation", context)?.unwrap_or(false);
        options.refuse_others(&[("collation", &["default", "pinyin"])], context)?;
        let mut wanted = CollatorOptions::default();
        wanted.strength = Some(match sensitivity {
            "base" | "case" => Strength::Primary,
            "accent" => Strength::Secondary,
            _ => Strength::Tertiary,
        });
        wanted.case_level = (sensitivity == "case").then_some(CaseLevel::On);
        wanted.alternate_handling = ignore_punctuation.then_some(AlternateHandling::Shifted);
        let mut preferences: CollatorPreferences = tag.language.pick(locale!("zh-CN"), locale!("en-US")).into();
        preferences.numeric_ordering = numeric.then_some(CollationNumericOrdering::True);
        preferences.case_first = match case_first {
            "upper" => Some(CollationCaseFirst::Upper),
            "lower" => Some(CollationCaseFirst::Lower),
            _ => None,
        };
        let Ok(collator) = Collator::try_new(preferences, wanted) else {
            return Err(refuse("this collation", context));
        };
        Ok(Self { tag, sensitivity, ignore_punctuation, numeric, case_first, collator })
    }

    /// -1, 0 or 1.
    pub(super) fn compare(&self, one: &JsString, other: &JsString) -> i32 {
        self.collator.compare_utf16(&one.to_vec(), &other.to_vec()) as i32
    }

    /// `resolvedOptions()`.
    pub(super) fn resolved(&self) -> Map<String, Value> {
        let resolved = json!({
            "locale": self.tag.name,
            "usage": "sort",
            "sensitivity": self.sensitivity,
            "ignorePunctuation": self.ignore_punctuation,
            "collation": "default",
            "numeric": self.numeric,
            "caseFirst": self.case_first,
        });
        resolved.as_object().cloned().unwrap_or_default()
    }
}
