//! The global `Intl` and its constructors.

use std::cell::RefCell;
use std::rc::Rc;

use boa_engine::object::builtins::JsArray;
use boa_engine::object::{FunctionObjectBuilder, JsObject};
use boa_engine::property::{Attribute, PropertyDescriptor};
use boa_engine::{Context, JsArgs, JsNativeError, JsResult, JsString, JsSymbol, JsValue, NativeFunction, js_string};
use serde_json::{Map, Value, json};

use super::super::define;
use super::collation::Collation;
use super::dates::{DateFormat, Wanted};
use super::numbers::{NumberFormat, Part};
use super::tag::{Language, Options, Tag, known, list, negotiate};
use super::{text, text_of_date};
use crate::engine::host::Host;
use crate::engine::json;

/// What an object of `Intl` works with.
enum Service {
    Date(DateFormat),
    Number(NumberFormat),
    Collator(Collation),
    Plural { tag: Tag, ordinal: bool },
}

/// The kinds of objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    DateTimeFormat,
    NumberFormat,
    Collator,
    PluralRules,
}

impl Kind {
    const ALL: [Self; 4] = [Self::Collator, Self::DateTimeFormat, Self::NumberFormat, Self::PluralRules];

    fn name(self) -> &'static str {
        match self {
            Self::DateTimeFormat => "DateTimeFormat",
            Self::NumberFormat => "NumberFormat",
            Self::Collator => "Collator",
            Self::PluralRules => "PluralRules",
        }
    }

    fn make(self, args: &[JsValue], context: &mut Context) -> JsResult<Service> {
        let (locales, options) = (args.get_or_undefined(0), args.get_or_undefined(1));
        Ok(match self {
            Self::DateTimeFormat => {
                Service::Date(DateFormat::new(locales, options, Wanted::Any, "Intl.DateTimeFormat", context)?)
            }
            Self::NumberFormat => Service::Number(NumberFormat::new(locales, options, "Intl.NumberFormat", context)?),
            Self::Collator => Service::Collator(Collation::new(locales, options, "Intl.Collator", context)?),
            Self::PluralRules => {
                let tag = negotiate(locales, context)?;
                let options = Options::new(options, "Intl.PluralRules", context)?;
                let ordinal = options.one_of("type", &["cardinal", "ordinal"], context)? == Some("ordinal");
                let digits = ["minimumFractionDigits", "minimumSignificantDigits", "maximumSignificantDigits"];
                options.refuse_others(&digits.map(|name| (name, &[] as &[&str])), context)?;
                Service::Plural { tag, ordinal }
            }
        })
    }
}

/// The objects of a run, and the hidden key under which each bears its number.
struct Made {
    slot: JsSymbol,
    services: RefCell<Vec<Rc<Service>>>,
    prototypes: RefCell<Vec<JsObject>>,
}

/// Makes the global `Intl`.
pub(super) fn install(context: &mut Context) -> JsResult<()> {
    let host = Host::of(context);
    if host.get::<Made>().is_some() {
        return Ok(());
    }
    let Some(slot) = JsSymbol::new(Some(js_string!("Intl"))) else { return Ok(()) };
    let intl = JsObject::with_object_proto(context.intrinsics());
    let made = Made { slot, services: RefCell::default(), prototypes: RefCell::default() };
    host.extend(Rc::new(made));
    for (index, kind) in Kind::ALL.into_iter().enumerate() {
        let constructor = constructor(kind, index, context)?;
        hidden(&intl, kind.name(), constructor.into(), context)?;
    }
    let canonical = NativeFunction::from_copy_closure(|_, args, context| {
        let tags = list(args.get_or_undefined(0), context)?.into_iter().map(|tag| JsString::from(tag).into());
        Ok(JsArray::from_iter(tags.collect::<Vec<JsValue>>(), context).into())
    });
    define(&intl, "getCanonicalLocales", canonical, 1, context)?;
    named(&intl, "Intl", context)?;
    context.register_global_property(js_string!("Intl"), intl, Attribute::WRITABLE | Attribute::CONFIGURABLE)
}

fn constructor(kind: Kind, index: usize, context: &mut Context) -> JsResult<JsObject> {
    let body = NativeFunction::from_copy_closure(move |new_target, args, context| {
        let new_target = new_target.as_object().filter(JsObject::is_constructor);
        if new_target.is_none() && kind == Kind::PluralRules {
            return Err(JsNativeError::typ().with_message("Constructor Intl.PluralRules requires 'new'").into());
        }
        let Some(made) = Host::of(context).get::<Made>() else { return Ok(JsValue::undefined()) };
        let service = kind.make(args, context)?;
        let own = match new_target {
            Some(target) => target.get(js_string!("prototype"), context)?.as_object(),
            None => None,
        };
        let prototype = own.or_else(|| made.prototypes.borrow().get(index).cloned());
        made.services.borrow_mut().push(Rc::new(service));
        let number = made.services.borrow().len() - 1;
        let object = JsObject::with_object_proto(context.intrinsics());
        object.set_prototype(prototype);
        let value = PropertyDescriptor::builder().value(number).writable(false).enumerable(false).configurable(false);
        object.define_property_or_throw(made.slot.clone(), value.build(), context)?;
        Ok(object.into())
    });
    let name = JsString::from(kind.name());
    let function = FunctionObjectBuilder::new(context.realm(), body).name(name).length(0).constructor(true).build();
    let prototype = JsObject::with_object_proto(context.intrinsics());
    members(kind, &prototype, context)?;
    named(&prototype, &format!("Intl.{}", kind.name()), context)?;
    hidden(&prototype, "constructor", function.clone().into(), context)?;
    let fixed = PropertyDescriptor::builder().value(prototype.clone()).writable(false).enumerable(false).configurable(false);
    function.define_property_or_throw(js_string!("prototype"), fixed.build(), context)?;
    let supported = NativeFunction::from_copy_closure(|_, args, context| {
        let tags = list(args.get_or_undefined(0), context)?.into_iter().filter(|tag| known(tag).is_some());
        Ok(JsArray::from_iter(tags.map(|tag| JsString::from(tag).into()).collect::<Vec<JsValue>>(), context).into())
    });
    define(&function, "supportedLocalesOf", supported, 1, context)?;
    if let Some(made) = Host::of(context).get::<Made>() {
        made.prototypes.borrow_mut().push(prototype);
    }
    Ok(function.into())
}

fn members(kind: Kind, prototype: &JsObject, context: &mut Context) -> JsResult<()> {
    let resolved = NativeFunction::from_copy_closure(move |this, _, context| {
        let members = match &*service(this, kind, "resolvedOptions", context)? {
            Service::Date(format) => format.resolved(),
            Service::Number(format) => format.resolved(),
            Service::Collator(collation) => collation.resolved(),
            Service::Plural { tag, ordinal } => plural_options(tag, *ordinal),
        };
        json::from_data(&Value::Object(members), context)
    });
    define(prototype, "resolvedOptions", resolved, 0, context)?;
    match kind {
        Kind::PluralRules => {
            let select = NativeFunction::from_copy_closure(move |this, args, context| {
                let number = args.get_or_undefined(0).to_number(context)?;
                let service = service(this, kind, "select", context)?;
                let Service::Plural { tag, ordinal } = &*service else { return Ok(JsValue::undefined()) };
                Ok(JsString::from(plural(tag.language, *ordinal, number)).into())
            });
            define(prototype, "select", select, 1, context)
        }
        Kind::Collator => bound(prototype, kind, "compare", 2, context),
        Kind::DateTimeFormat | Kind::NumberFormat => {
            let to_parts = NativeFunction::from_copy_closure(move |this, args, context| {
                let service = service(this, kind, "formatToParts", context)?;
                let parts = parts(&service, args, context)?;
                let parts: Vec<Value> = parts.into_iter().map(|(kind, text)| json!({ "type": kind, "value": text })).collect();
                json::from_data(&Value::Array(parts), context)
            });
            define(prototype, "formatToParts", to_parts, 1, context)?;
            bound(prototype, kind, "format", 1, context)
        }
    }
}

/// A getter that gives a function which works detached: `names.sort(collator.compare)`.
fn bound(prototype: &JsObject, kind: Kind, name: &'static str, length: usize, context: &mut Context) -> JsResult<()> {
    let getter = NativeFunction::from_copy_closure(move |this, _, context| {
        service(this, kind, name, context)?;
        let number = slot(this, context)?.unwrap_or_default();
        let body = NativeFunction::from_copy_closure(move |_, args, context| {
            let made = Host::of(context).get::<Made>();
            let Some(service) = made.and_then(|made| made.services.borrow().get(number).cloned()) else {
                return Ok(JsValue::undefined());
            };
            if let Service::Collator(collation) = &*service {
                let one = args.get_or_undefined(0).to_string(context)?;
                let other = args.get_or_undefined(1).to_string(context)?;
                return Ok(collation.compare(&one, &other).into());
            }
            let parts = parts(&service, args, context)?;
            Ok(if kind == Kind::DateTimeFormat { text_of_date(parts) } else { text(parts) })
        });
        Ok(FunctionObjectBuilder::new(context.realm(), body).length(length).build().into())
    });
    let getter = FunctionObjectBuilder::new(context.realm(), getter).name(JsString::from(format!("get {name}"))).build();
    let property = PropertyDescriptor::builder().get(getter).enumerable(false).configurable(true).build();
    prototype.define_property_or_throw(JsString::from(name), property, context)?;
    Ok(())
}

fn parts(service: &Service, args: &[JsValue], context: &mut Context) -> JsResult<Vec<Part>> {
    let value = args.get_or_undefined(0);
    match service {
        Service::Date(format) if value.is_undefined() => {
            #[expect(clippy::cast_precision_loss, reason = "a time value")]
            let now = Host::of(context).clock.unix_millis() as f64;
            format.parts(now)
        }
        Service::Date(format) => format.parts(value.to_number(context)?),
        Service::Number(format) => format.parts(value, context),
        _ => Ok(Vec::new()),
    }
}

fn slot(this: &JsValue, context: &mut Context) -> JsResult<Option<usize>> {
    let (Some(object), Some(made)) = (this.as_object(), Host::of(context).get::<Made>()) else { return Ok(None) };
    let number = object.get(made.slot.clone(), context)?.as_number();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an index that this file wrote")]
    Ok(number.map(|number| number as usize))
}

fn service(this: &JsValue, kind: Kind, method: &str, context: &mut Context) -> JsResult<Rc<Service>> {
    let made = Host::of(context).get::<Made>();
    let found = slot(this, context)?.and_then(|number| made?.services.borrow().get(number).cloned());
    let fits = |service: &Rc<Service>| {
        matches!(
            (kind, &**service),
            (Kind::DateTimeFormat, Service::Date(_))
                | (Kind::NumberFormat, Service::Number(_))
                | (Kind::Collator, Service::Collator(_))
                | (Kind::PluralRules, Service::Plural { .. })
        )
    };
    found.filter(fits).ok_or_else(|| {
        let message = format!("Method Intl.{}.prototype.{method} called on incompatible receiver", kind.name());
        JsNativeError::typ().with_message(message).into()
    })
}

fn plural(language: Language, ordinal: bool, number: f64) -> &'static str {
    let last = number.abs() % 10.0;
    let teens = (11.0..=13.0).contains(&(number.abs() % 100.0));
    match (language, ordinal) {
        (Language::Zh, _) => "other",
        (Language::En, false) => {
            if number.abs() == 1.0 {
                "one"
            } else {
                "other"
            }
        }
        (Language::En, true) if teens => "other",
        (Language::En, true) => match last {
            1.0 => "one",
            2.0 => "two",
            3.0 => "few",
            _ => "other",
        },
    }
}

fn plural_options(tag: &Tag, ordinal: bool) -> Map<String, Value> {
    let categories = match (tag.language, ordinal) {
        (Language::Zh, _) => json!(["other"]),
        (Language::En, false) => json!(["one", "other"]),
        (Language::En, true) => json!(["few", "one", "two", "other"]),
    };
    let resolved = json!({
        "locale": tag.name,
        "type": if ordinal { "ordinal" } else { "cardinal" },
        "minimumIntegerDigits": 1,
        "minimumFractionDigits": 0,
        "maximumFractionDigits": 3,
        "pluralCategories": categories,
        "roundingIncrement": 1,
        "roundingMode": "halfExpand",
        "roundingPriority": "auto",
        "trailingZeroDisplay": "auto",
    });
    resolved.as_object().cloned().unwrap_or_default()
}

fn hidden(object: &JsObject, name: &str, value: JsValue, context: &mut Context) -> JsResult<()> {
    let property = PropertyDescriptor::builder().value(value).writable(true).enumerable(false).configurable(true).build();
    object.define_property_or_throw(JsString::from(name), property, context)?;
    Ok(())
}

fn named(object: &JsObject, name: &str, context: &mut Context) -> JsResult<()> {
    let name = JsString::from(name);
    let property = PropertyDescriptor::builder().value(name).writable(false).enumerable(false).configurable(true).build();
    object.define_property_or_throw(JsSymbol::to_string_tag(), property, context)?;
    Ok(())
}
