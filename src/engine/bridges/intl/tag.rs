//! Which language is asked for: `zh-CN` (the default) and `en-US` are known, any other real one is refused by name.

use boa_engine::{Context, JsError, JsNativeError, JsResult, JsString, JsValue, js_string};

use crate::engine::host::Host;
use crate::trace::{Body, ErrorKind, Lane};

/// A language whose forms are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    Zh,
    En,
}

impl Language {
    pub(super) fn pick<T>(self, zh: T, en: T) -> T {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}

/// A locale as `resolvedOptions()` names it, and its language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag {
    pub(super) name: String,
    pub(super) language: Language,
}

/// Extensions that ask for what is the default anyway.
const DEFAULTS: [&str; 3] = ["nu-latn", "ca-gregory", "co-pinyin"];

/// The first locale of a `locales` argument.
///
/// # Errors
///
/// What V8 throws for tags that are none, and the refusal of a locale that is not modelled.
pub(super) fn negotiate(locales: &JsValue, context: &mut Context) -> JsResult<Tag> {
    let Some(first) = list(locales, context)?.into_iter().next() else {
        return Ok(Tag { name: "zh-CN".to_owned(), language: Language::Zh });
    };
    known(&first).ok_or_else(|| refuse(&format!("the locale {first}"), context))
}

/// A canonical tag as a known locale.
pub(super) fn known(tag: &str) -> Option<Tag> {
    let (base, extension) = tag.split_once("-u-").unwrap_or((tag, ""));
    let language = match base {
        "zh" | "zh-CN" | "zh-Hans" | "zh-Hans-CN" => Language::Zh,
        "en" | "en-US" => Language::En,
        _ => return None,
    };
    let plain = extension.is_empty() || DEFAULTS.contains(&extension);
    plain.then(|| Tag { name: tag.to_owned(), language })
}

/// The canonical tags of a `locales` argument: none, one, or an array of them.
pub(super) fn list(locales: &JsValue, context: &mut Context) -> JsResult<Vec<String>> {
    if locales.is_undefined() {
        return Ok(Vec::new());
    }
    if let Some(text) = locales.as_string() {
        return Ok(vec![canonical(&text.to_std_string_lossy())?]);
    }
    let object = locales.to_object(context)?;
    let length = object.get(js_string!("length"), context)?.to_length(context)?;
    let mut tags = Vec::new();
    for index in 0..length.min(64) {
        let tag = object.get(index, context)?;
        if !tag.is_string() && !tag.is_object() {
            return Err(JsNativeError::typ().with_message("Language ID should be string or object.").into());
        }
        tags.push(canonical(&tag.to_string(context)?.to_std_string_lossy())?);
    }
    Ok(tags)
}

/// `ZH-cn` becomes `zh-CN`.
fn canonical(tag: &str) -> JsResult<String> {
    let parts: Vec<&str> = tag.split('-').collect();
    let sound = |part: &&str| (1..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric());
    let begins =
        parts.first().is_some_and(|part| part.len() > 1 && part.len() != 4 && part.chars().all(|c| c.is_ascii_alphabetic()));
    if !begins || !parts.iter().all(sound) {
        return Err(JsNativeError::range().with_message("Incorrect locale information provided").into());
    }
    let mut extended = false;
    let parts = parts.into_iter().enumerate().map(|(index, part)| {
        let lower = part.to_ascii_lowercase();
        extended |= index > 0 && part.len() == 1;
        match (index, part.len(), extended) {
            (0, ..) | (_, _, true) => lower,
            (_, 4, _) => lower[..1].to_ascii_uppercase() + &lower[1..],
            (_, 2, _) => lower.to_ascii_uppercase(),
            _ => lower,
        }
    });
    Ok(parts.collect::<Vec<_>>().join("-"))
}

/// The named diagnosis of something that real engines have and this one does not: an event, and the error to throw.
pub(super) fn refuse(what: &str, context: &mut Context) -> JsError {
    let host = Host::of(context);
    let (at, _) = host.site(context).split();
    let message = format!("Intl: {what} is real, but wxhost models zh-CN and en-US in their usual forms only");
    let stack = at.clone().into_iter().collect();
    let body = Body::Error {
        what: ErrorKind::UnsupportedApi,
        name: "WxhostError".to_owned(),
        message: message.clone(),
        stack,
        of: None,
    };
    host.recorder.record(Lane::Host, host.cause(), at, body);
    JsNativeError::error().with_message(message).into()
}

/// What V8 says of an option whose value is none of those that there are.
pub(super) fn out_of_range(value: &str, service: &str, name: &str) -> JsError {
    let message = format!("Value {value} out of range for {service} options property {name}");
    JsNativeError::range().with_message(message).into()
}

/// An `options` argument.
pub(super) struct Options {
    object: Option<boa_engine::JsObject>,
    service: &'static str,
}

impl Options {
    /// # Errors
    ///
    /// `null` is no options object.
    pub(super) fn new(value: &JsValue, service: &'static str, context: &mut Context) -> JsResult<Self> {
        let object = match value {
            value if value.is_undefined() => None,
            value => Some(value.to_object(context)?),
        };
        Ok(Self { object, service })
    }

    fn get(&self, name: &str, context: &mut Context) -> JsResult<JsValue> {
        match &self.object {
            Some(object) => object.get(JsString::from(name), context),
            None => Ok(JsValue::undefined()),
        }
    }

    /// A text, if one is given.
    pub(super) fn text(&self, name: &str, context: &mut Context) -> JsResult<Option<String>> {
        let value = self.get(name, context)?;
        if value.is_undefined() { Ok(None) } else { Ok(Some(value.to_string(context)?.to_std_string_lossy())) }
    }

    /// One of `values`, if one is given.
    pub(super) fn one_of(&self, name: &str, values: &[&'static str], context: &mut Context) -> JsResult<Option<&'static str>> {
        let Some(text) = self.text(name, context)? else { return Ok(None) };
        let found = values.iter().find(|value| **value == text).copied();
        found.map(Some).ok_or_else(|| out_of_range(&text, self.service, name))
    }

    /// Whether it is truthy, if it is given.
    pub(super) fn flag(&self, name: &str, context: &mut Context) -> JsResult<Option<bool>> {
        let value = self.get(name, context)?;
        Ok((!value.is_undefined()).then(|| value.to_boolean()))
    }

    /// A whole number between two, if one is given.
    pub(super) fn number(&self, name: &str, least: i32, most: i32, context: &mut Context) -> JsResult<Option<i32>> {
        let value = self.get(name, context)?;
        if value.is_undefined() {
            return Ok(None);
        }
        let number = value.to_number(context)?;
        if !(f64::from(least)..=f64::from(most)).contains(&number) {
            return Err(JsNativeError::range().with_message(format!("{name} value is out of range.")).into());
        }
        #[expect(clippy::cast_possible_truncation, reason = "checked to be small")]
        Ok(Some(number.floor() as i32))
    }

    /// Refuses options that are given and not modelled, unless they say what is so anyway.
    pub(super) fn refuse_others(&self, others: &[(&str, &[&str])], context: &mut Context) -> JsResult<()> {
        for (name, harmless) in others {
            if let Some(text) = self.text(name, context)?
                && !harmless.contains(&text.as_str())
            {
                return Err(refuse(&format!("the option {name}: {text}"), context));
            }
        }
        Ok(())
    }
}
