//! Numbers as zh-CN and en-US write them: grouped, as percent, as money, and shortened (`1.2万`, `12K`).

use boa_engine::{Context, JsNativeError, JsResult, JsValue};
use serde_json::{Map, Value, json};

use super::currency;
use super::decimal::Decimal;
use super::tag::{Language, Options, Tag, negotiate, refuse};

/// A piece of a formatted text: what it is, as `formatToParts` names it, and the text.
pub(super) type Part = (&'static str, String);

/// An `Intl.NumberFormat`.
#[derive(Debug, Clone)]
pub(super) struct NumberFormat {
    tag: Tag,
    style: &'static str,
    currency: String,
    display: &'static str,
    accounting: bool,
    least_whole: usize,
    /// Fewest and most digits behind the point.
    fraction: (i32, i32),
    /// Fewest and most digits in all, when that is what counts.
    significant: Option<(i32, i32)>,
    /// Shortened, and whether with words.
    compact: Option<bool>,
    /// Whether digit options were given: a shortened number without any keeps two digits.
    plain: bool,
    grouping: &'static str,
    sign: &'static str,
}

const STYLES: [&str; 4] = ["decimal", "percent", "currency", "unit"];
const SIGNS: [&str; 5] = ["auto", "always", "never", "exceptZero", "negative"];
const NOTATIONS: [&str; 4] = ["standard", "scientific", "engineering", "compact"];

impl NumberFormat {
    /// Reads the arguments of `Intl.NumberFormat` or `toLocaleString`.
    pub(super) fn new(locales: &JsValue, options: &JsValue, service: &'static str, context: &mut Context) -> JsResult<Self> {
        let tag = negotiate(locales, context)?;
        let options = Options::new(options, service, context)?;
        let style = options.one_of("style", &STYLES, context)?.unwrap_or("decimal");
        if style == "unit" {
            return Err(refuse("the style unit", context));
        }
        let currency = match options.text("currency", context)? {
            Some(code) if code.len() == 3 && code.chars().all(|c| c.is_ascii_alphabetic()) => code.to_ascii_uppercase(),
            Some(code) => return Err(JsNativeError::range().with_message(format!("Invalid currency code : {code}")).into()),
            None if style == "currency" => {
                return Err(JsNativeError::typ().with_message("Currency code is required with currency style.").into());
            }
            None => String::new(),
        };
        let displays = ["symbol", "narrowSymbol", "code", "name"];
        let display = options.one_of("currencyDisplay", &displays, context)?.unwrap_or("symbol");
        let accounting = options.one_of("currencySign", &["standard", "accounting"], context)? == Some("accounting");
        let notation = options.one_of("notation", &NOTATIONS, context)?.unwrap_or("standard");
        let words = options.one_of("compactDisplay", &["short", "long"], context)? == Some("long");
        let compact = match notation {
            "standard" => None,
            "compact" => Some(words),
            other => return Err(refuse(&format!("the notation {other}"), context)),
        };
        if style == "currency" && (display == "name" && (compact.is_some() || currency::name(&currency).is_none()) || words) {
            return Err(refuse(&format!("{currency} in words"), context));
        }
        let least_whole = options.number("minimumIntegerDigits", 1, 21, context)?.unwrap_or(1);
        let least = options.number("minimumFractionDigits", 0, 100, context)?;
        let most = options.number("maximumFractionDigits", 0, 100, context)?;
        let least_significant = options.number("minimumSignificantDigits", 1, 21, context)?;
        let most_significant = options.number("maximumSignificantDigits", least_significant.unwrap_or(1), 21, context)?;
        let asked = least_significant.is_some() || most_significant.is_some();
        let plain = least.is_none() && most.is_none() && !asked;
        let default = match style {
            _ if compact.is_some() && plain => (0, 0),
            "currency" => (currency::digits(&currency), currency::digits(&currency)),
            "decimal" => (0, 3),
            _ => (0, 0),
        };
        let fraction = match (least, most) {
            (None, None) => default,
            (Some(least), None) => (least, default.1.max(least)),
            (None, Some(most)) => (default.0.min(most), most),
            (Some(least), Some(most)) if least > most => {
                return Err(JsNativeError::range().with_message("maximumFractionDigits value is out of range.").into());
            }
            (Some(least), Some(most)) => (least, most),
        };
        let significant = asked.then(|| (least_significant.unwrap_or(1), most_significant.unwrap_or(21)));
        let grouping = match options.text("useGrouping", context)?.as_deref() {
            None => compact.map_or("auto", |_| "min2"),
            Some("false") => "false",
            Some("true" | "always") => "always",
            Some("auto") => "auto",
            Some("min2") => "min2",
            Some(other) => return Err(super::tag::out_of_range(other, service, "useGrouping")),
        };
        let sign = options.one_of("signDisplay", &SIGNS, context)?.unwrap_or("auto");
        let others: [(&str, &[&str]); 4] = [
            ("numberingSystem", &["latn"]),
            ("roundingMode", &["halfExpand"]),
            ("roundingIncrement", &["1"]),
            ("trailingZeroDisplay", &["auto"]),
        ];
        options.refuse_others(&others, context)?;
        let least_whole = usize::try_from(least_whole).unwrap_or(1);
        Ok(Self { tag, style, currency, display, accounting, least_whole, fraction, significant, compact, plain, grouping, sign })
    }

    /// A number or BigInt in pieces.
    pub(super) fn parts(&self, value: &JsValue, context: &mut Context) -> JsResult<Vec<Part>> {
        let value = value.to_numeric(context)?;
        Ok(match value {
            boa_engine::value::Numeric::BigInt(whole) => self.of_decimal(Decimal::of_whole(&whole.to_string_radix(10))),
            boa_engine::value::Numeric::Number(number) if number.is_finite() => self.of_decimal(Decimal::of(number)),
            boa_engine::value::Numeric::Number(number) => {
                let kind = if number.is_nan() { ("nan", "NaN".to_owned()) } else { ("infinity", "∞".to_owned()) };
                self.dressed(vec![kind], !number.is_nan() && number < 0.0, number.is_nan(), None)
            }
        })
    }

    fn of_decimal(&self, mut decimal: Decimal) -> Vec<Part> {
        if self.style == "percent" {
            decimal.shift(2);
        }
        let negative = decimal.negative;
        let mut unit = None;
        if self.compact.is_some() {
            // Rounding can make a number one power greater: 999.9 is 1K.
            for _ in 0..2 {
                let mut scaled = decimal.clone();
                unit = self.unit(decimal.magnitude());
                scaled.shift(-unit.map_or(0, |(power, _)| power));
                self.round(&mut scaled);
                scaled.shift(unit.map_or(0, |(power, _)| power));
                decimal = scaled;
            }
            unit = self.unit(decimal.magnitude());
            decimal.shift(-unit.map_or(0, |(power, _)| power));
        } else {
            self.round(&mut decimal);
        }
        let whole = decimal.whole(self.least_whole);
        let mut parts = self.grouped(&whole);
        let least = match self.significant {
            // Zero has one digit.
            Some((least, _)) => (least - if decimal.is_zero() { 1 } else { decimal.magnitude() }).clamp(0, 100),
            None if self.compact.is_some() && self.plain => 0,
            None => self.fraction.0,
        };
        let fraction = decimal.fraction(usize::try_from(least).unwrap_or(0));
        if !fraction.is_empty() {
            parts.push(("decimal", ".".to_owned()));
            parts.push(("fraction", fraction));
        }
        let zero = decimal.is_zero();
        self.dressed(parts, negative, zero, unit.map(|(_, text)| text))
    }

    fn round(&self, decimal: &mut Decimal) {
        match self.significant {
            Some((_, most)) => decimal.round_significant(most),
            None if self.compact.is_some() && self.plain && decimal.magnitude() <= 1 => decimal.round_significant(2),
            None => decimal.round_fraction(self.fraction.1),
        }
    }

    /// The unit of a shortened number with this many digits: its power of ten and its name.
    fn unit(&self, magnitude: i32) -> Option<(i32, &'static str)> {
        let words = self.compact == Some(true);
        let units: &[(i32, &str, &str)] = match self.tag.language {
            Language::Zh => &[(12, "万亿", "万亿"), (8, "亿", "亿"), (4, "万", "万")],
            Language::En => &[(12, "T", "trillion"), (9, "B", "billion"), (6, "M", "million"), (3, "K", "thousand")],
        };
        let (power, short, long) = units.iter().find(|(power, ..)| magnitude > *power)?;
        Some((*power, if words { long } else { short }))
    }

    fn grouped(&self, whole: &str) -> Vec<Part> {
        let least = match self.grouping {
            "false" => usize::MAX,
            "min2" => 5,
            _ => 4,
        };
        if whole.len() < least {
            return vec![("integer", whole.to_owned())];
        }
        let head = (whole.len() - 1) % 3 + 1;
        let mut parts = vec![("integer", whole[..head].to_owned())];
        for start in (head..whole.len()).step_by(3) {
            parts.push(("group", ",".to_owned()));
            parts.push(("integer", whole[start..start + 3].to_owned()));
        }
        parts
    }

    /// Puts sign, currency, percent and unit around the digits.
    fn dressed(&self, digits: Vec<Part>, negative: bool, zero: bool, unit: Option<&'static str>) -> Vec<Part> {
        let mut parts = digits;
        if let Some(unit) = unit {
            if self.compact == Some(true) && self.tag.language == Language::En {
                parts.push(("literal", " ".to_owned()));
            }
            parts.push(("compact", unit.to_owned()));
        }
        if self.style == "percent" {
            // As V8 names it in a shortened number.
            parts.push((if self.compact.is_some() { "unit" } else { "percentSign" }, "%".to_owned()));
        }
        if self.style == "currency" {
            self.priced(&mut parts);
        }
        let sign = match (self.sign, negative) {
            ("never", _) => None,
            ("exceptZero" | "negative", _) if zero => None,
            (_, true) => Some('-'),
            ("always" | "exceptZero", false) => Some('+'),
            _ => None,
        };
        match sign {
            Some('-') if self.accounting && self.style == "currency" && self.display != "name" => {
                parts.insert(0, ("literal", "(".to_owned()));
                parts.push(("literal", ")".to_owned()));
            }
            Some('-') => parts.insert(0, ("minusSign", "-".to_owned())),
            Some(_) => parts.insert(0, ("plusSign", "+".to_owned())),
            None => {}
        }
        parts
    }

    fn priced(&self, parts: &mut Vec<Part>) {
        let language = self.tag.language;
        if self.display == "name" {
            let Some((zh, one, many)) = currency::name(&self.currency) else { return };
            let single = parts.len() == 1 && parts.first().is_some_and(|(_, text)| text == "1");
            if language == Language::En {
                parts.push(("literal", " ".to_owned()));
            }
            return parts.push(("currency", language.pick(zh, if single { one } else { many }).to_owned()));
        }
        let symbol = match self.display {
            "code" => self.currency.clone(),
            display => currency::symbol(&self.currency, display == "narrowSymbol", language),
        };
        // Letters and digits do not touch.
        let number = parts.first().is_some_and(|(kind, _)| *kind == "integer");
        if number && symbol.chars().next_back().is_some_and(|last| last.is_alphabetic() || last == '.') {
            parts.insert(0, ("literal", "\u{a0}".to_owned()));
        }
        parts.insert(0, ("currency", symbol));
    }

    /// `resolvedOptions()`.
    pub(super) fn resolved(&self) -> Map<String, Value> {
        let mut resolved = Map::new();
        let mut say = |name: &str, value: Value| drop(resolved.insert(name.to_owned(), value));
        say("locale", self.tag.name.clone().into());
        say("numberingSystem", "latn".into());
        say("style", self.style.into());
        if self.style == "currency" {
            say("currency", self.currency.clone().into());
            say("currencyDisplay", self.display.into());
            say("currencySign", if self.accounting { "accounting" } else { "standard" }.into());
        }
        say("minimumIntegerDigits", self.least_whole.into());
        match self.significant {
            Some((least, most)) => {
                say("minimumSignificantDigits", least.into());
                say("maximumSignificantDigits", most.into());
            }
            None => {
                if self.compact.is_some() && self.plain {
                    say("minimumSignificantDigits", 1.into());
                    say("maximumSignificantDigits", 2.into());
                }
                say("minimumFractionDigits", self.fraction.0.into());
                say("maximumFractionDigits", self.fraction.1.into());
            }
        }
        say("useGrouping", if self.grouping == "false" { json!(false) } else { self.grouping.into() });
        say("notation", if self.compact.is_some() { "compact" } else { "standard" }.into());
        if let Some(words) = self.compact {
            say("compactDisplay", if words { "long" } else { "short" }.into());
        }
        say("signDisplay", self.sign.into());
        say("roundingMode", "halfExpand".into());
        say("roundingIncrement", 1.into());
        say("trailingZeroDisplay", "auto".into());
        let precise = self.compact.is_some() && self.plain;
        say("roundingPriority", if precise { "morePrecision" } else { "auto" }.into());
        resolved
    }
}
