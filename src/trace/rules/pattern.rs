//! Which events a pattern picks, and where an event that should be like a pattern is not.

use serde_json::{Map, Value};

use super::{EventKind, Pattern};
use crate::trace::event::{Body, ErrorKind, Event, Lane};
use crate::trace::story::Story;

/// Where an event is not what a pattern says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mismatch {
    /// The path of the value, such as `header.token`.
    pub(super) path: String,
    /// What the pattern wants.
    pub(super) wanted: Value,
    /// What is there; absent: nothing.
    pub(super) found: Option<Value>,
}

impl Pattern {
    /// Calls of this API.
    pub(in crate::trace) fn calls(api: &str) -> Self {
        Self { kind: Some(EventKind::Call), api: Some(api.to_owned()), ..Self::default() }
    }

    /// Errors of this kind.
    pub(in crate::trace) fn errors(what: ErrorKind) -> Self {
        let what = serde_json::to_value(what).ok().and_then(|what| what.as_str().map(str::to_owned));
        Self { kind: Some(EventKind::Error), what, ..Self::default() }
    }

    /// The kind of event that is meant, if the keys say one.
    pub fn means(&self) -> Option<EventKind> {
        if self.kind.is_some() {
            return self.kind;
        }
        if self.outcome.is_some() || self.handled.is_some() || self.result.is_some() {
            return Some(EventKind::Settle);
        }
        if self.api.is_some() || self.args.is_some() {
            return Some(EventKind::Call);
        }
        if self.status.is_some() {
            return Some(EventKind::Response);
        }
        if self.url.is_some() || self.method.is_some() || !self.header.is_empty() || self.body.is_some() {
            return Some(EventKind::Request);
        }
        if self.widget.is_some() || self.action.is_some() {
            return Some(EventKind::Ui);
        }
        if self.level.is_some() || self.text.is_some() {
            return Some(EventKind::Log);
        }
        None
    }

    /// Whether the pattern picks this event.
    pub(in crate::trace) fn picks(&self, story: &Story<'_>, event: &Event) -> bool {
        let kind = self.means();
        if kind.is_some_and(|kind| kind_of(event) != Some(kind)) {
            return false;
        }
        if let (Some(wanted), Body::Settle { outcome, .. }) = (self.outcome, &event.body)
            && wanted != *outcome
        {
            return false;
        }
        // Most patterns only say this, and most events are of another API.
        if let (Some(wanted), Body::Call { api, .. } | Body::Settle { api, .. }) = (&self.api, &event.body)
            && !glob(wanted, api)
        {
            return false;
        }
        let own = match &event.body {
            Body::Request { .. } => event.is_page_request(),
            Body::Response { of, .. } => story.trace.event(*of).is_some_and(Event::is_page_request),
            _ => true,
        };
        (own || self.lane.is_some()) && self.mismatch(story, event).is_none()
    }

    /// The first value of the event that is not as the pattern says; its kind is not looked at.
    pub(super) fn mismatch(&self, story: &Story<'_>, event: &Event) -> Option<Mismatch> {
        let view = View::of(story, event);
        let text = |path: &str, wanted: &Option<String>| {
            let wanted = Value::from(wanted.as_deref()?);
            differs(path, &wanted, view.get(path).as_ref())
        };
        if let Some(lane) = self.lane.filter(|lane| *lane != event.lane) {
            let name = |lane: Lane| serde_json::to_value(lane).unwrap_or_default();
            return Some(Mismatch { path: "lane".into(), wanted: name(lane), found: Some(name(event.lane)) });
        }
        for (path, wanted) in [("api", &self.api), ("widget", &self.widget), ("level", &self.level), ("text", &self.text)] {
            if let Some(mismatch) = text(path, wanted) {
                return Some(mismatch);
            }
        }
        if let Some(mismatch) = text("what", &self.what) {
            return Some(mismatch);
        }
        if let Some(wanted) = &self.method
            && let Some(mismatch) = differs("method", &Value::from(wanted.to_uppercase()), view.get("method").as_ref())
        {
            return Some(mismatch);
        }
        if let Some(mismatch) = text("url", &self.url)
            // Where a route leads is as good as what the program wrote.
            && !view.get("route").is_some_and(|route| fits(&mismatch.wanted, Some(&route)))
        {
            return Some(mismatch);
        }
        let word = |path: &str, wanted: Option<Value>| differs(path, &wanted?, view.get(path).as_ref());
        word("outcome", self.outcome.and_then(|outcome| serde_json::to_value(outcome).ok()))
            .or_else(|| word("action", self.action.and_then(|action| serde_json::to_value(action).ok())))
            .or_else(|| word("handled", self.handled.map(Value::from)))
            .or_else(|| word("status", self.status.clone()))
            .or_else(|| {
                if self.header.is_empty() {
                    return None;
                }
                let lower = |(name, value): (&String, &Value)| (name.to_lowercase(), value.clone());
                let wanted: Map<String, Value> = self.header.iter().map(lower).collect();
                let found = view.get("header").unwrap_or_default();
                let found = found.as_object().map(|found| found.iter().map(lower).collect()).unwrap_or_default();
                differs("header", &Value::Object(wanted), Some(&Value::Object(found)))
            })
            .or_else(|| word("body", self.body.clone()))
            .or_else(|| word("args", self.args.clone()))
            .or_else(|| word("result", self.result.clone()))
            .or_else(|| word("detail", self.detail.clone()))
    }
}

/// The kind of an event, if patterns know it.
fn kind_of(event: &Event) -> Option<EventKind> {
    Some(match event.body {
        Body::Call { .. } => EventKind::Call,
        Body::Settle { .. } => EventKind::Settle,
        Body::Request { .. } => EventKind::Request,
        Body::Response { .. } => EventKind::Response,
        Body::Ui { .. } => EventKind::Ui,
        Body::Platform { .. } => EventKind::Platform,
        Body::State { .. } => EventKind::State,
        Body::Log { .. } => EventKind::Log,
        Body::Error { .. } => EventKind::Error,
        Body::Invoke { .. } => EventKind::Invoke,
        Body::Load { .. } | Body::Finding { .. } | Body::End { .. } => return None,
    })
}

/// The value at a path such as `body.code`, by the names that patterns use.
pub(super) fn value_at(story: &Story<'_>, event: &Event, path: &str) -> Option<Value> {
    let mut parts = path.split('.');
    let mut value = View::of(story, event).get(parts.next()?)?;
    for part in parts {
        value = match value {
            Value::Object(mut members) => {
                let known = members.keys().find(|key| key.as_str() == part || key.eq_ignore_ascii_case(part)).cloned();
                members.shift_remove(&known?)?
            }
            Value::Array(mut items) => {
                let index: usize = part.parse().ok()?;
                if index >= items.len() {
                    return None;
                }
                items.swap_remove(index)
            }
            _ => return None,
        };
    }
    Some(value)
}

/// The names by which `value_at` and patterns reach the values of an event.
pub const PATHS: [&str; 14] = [
    "api", "outcome", "url", "method", "header", "body", "args", "result", "status", "widget", "detail", "level", "text", "what",
];

/// An event by the names of a pattern's keys.
struct View<'s, 't> {
    event: &'s Event,
    /// The request that a response answers, or the call that an answer belongs to.
    behind: Option<&'t Event>,
}

impl<'s, 't> View<'s, 't> {
    fn of(story: &Story<'t>, event: &'s Event) -> Self {
        let behind = match &event.body {
            Body::Settle { of, .. } | Body::Response { of, .. } => story.trace.event(*of),
            _ => None,
        };
        Self { event, behind }
    }

    fn get(&self, name: &str) -> Option<Value> {
        let some = |text: &str| Some(Value::from(text));
        match (&self.event.body, name) {
            (Body::Call { api, .. } | Body::Settle { api, .. }, "api") => some(api),
            (Body::Call { args, .. }, "args") => Some(args.clone()),
            (Body::Call { args, .. }, "url" | "method" | "header") => args.get(name).cloned(),
            (Body::Settle { outcome, .. }, "outcome") => serde_json::to_value(outcome).ok(),
            (Body::Settle { result, .. }, "result") => Some(result.clone()),
            (Body::Settle { handled, .. }, "handled") => Some(Value::from(*handled)),
            (Body::Settle { .. }, "args" | "url" | "method") => View { event: self.behind?, behind: None }.get(name),
            (Body::Request { method, .. }, "method") => some(&method.to_uppercase()),
            (Body::Request { url, .. }, "url") => some(url),
            (Body::Request { route, .. }, "route") => some(route.as_deref()?),
            (Body::Request { headers, .. } | Body::Response { headers, .. }, "header") => Some(headers.clone()),
            (Body::Request { body, .. } | Body::Response { body, .. }, "body") => Some(body.clone()),
            (Body::Response { status, .. }, "status") => status.map(Value::from),
            (Body::Response { error, .. }, "text") => some(error.as_deref()?),
            (Body::Response { .. }, "method" | "url" | "route") => View { event: self.behind?, behind: None }.get(name),
            (Body::Ui { widget, .. }, "widget") => some(widget),
            (Body::Ui { action, .. }, "action") => serde_json::to_value(action).ok(),
            (Body::Ui { detail, .. } | Body::Platform { detail, .. } | Body::State { detail, .. }, "detail") => {
                Some(detail.clone())
            }
            (Body::Platform { action, .. }, "what") => some(action),
            (Body::State { what, .. } | Body::Invoke { what }, "what") => some(what),
            (Body::Log { level, .. }, "level") => some(level),
            (Body::Log { text, .. }, "text") => some(text),
            (Body::Error { what, .. }, "what") => serde_json::to_value(what).ok(),
            (Body::Error { name, message, .. }, "text") => {
                some(&if name.is_empty() { message.clone() } else { format!("{name}: {message}") })
            }
            _ => None,
        }
    }
}

/// The first place at which a value is not as wanted.
fn differs(path: &str, wanted: &Value, found: Option<&Value>) -> Option<Mismatch> {
    if let Value::Object(members) = wanted {
        return members.iter().find_map(|(name, wanted)| {
            let found = found.and_then(|found| found.get(name));
            differs(&format!("{path}.{name}"), wanted, found)
        });
    }
    (!fits(wanted, found)).then(|| Mismatch { path: path.to_owned(), wanted: wanted.clone(), found: found.cloned() })
}

/// Whether a value is as wanted: texts with `*` for anything, numbers by value, tables member by member.
fn fits(wanted: &Value, found: Option<&Value>) -> bool {
    let Some(found) = found else { return false };
    match (wanted, found) {
        (Value::String(wanted), Value::String(found)) => glob(wanted, found),
        (Value::String(wanted), other) => glob(wanted, &other.to_string()),
        (Value::Number(wanted), Value::Number(found)) => wanted.as_f64() == found.as_f64(),
        (Value::Array(wanted), Value::Array(found)) => {
            wanted.len() == found.len() && wanted.iter().zip(found).all(|(wanted, found)| fits(wanted, Some(found)))
        }
        (Value::Object(wanted), found) => wanted.iter().all(|(name, wanted)| fits(wanted, found.get(name))),
        (wanted, found) => wanted == found,
    }
}

/// Whether a text is as a pattern with `*` for anything says.
fn glob(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_star_stands_for_anything() {
        for (pattern, text, expected) in [
            ("*", "", true),
            ("a*c", "abc", true),
            ("a*c", "ac", true),
            ("a*c", "acd", false),
            ("a*b*c", "a-b-b-c", true),
            ("*.cn/*", "https://x.cn/a", true),
            ("aa*aa", "aaa", false),
            ("a", "ab", false),
        ] {
            assert_eq!(glob(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn values_fit_by_what_is_said_of_them() {
        assert!(fits(&json!({"a": {"b": 1}}), Some(&json!({"a": {"b": 1.0, "c": 2}, "d": 3}))));
        assert!(fits(&json!("*"), Some(&Value::Null)) && !fits(&json!("*"), None));
        assert!(fits(&json!("5*"), Some(&json!(503))) && !fits(&json!([1, 2]), Some(&json!([1]))));
        let mismatch = differs("header", &json!({"token": "*"}), Some(&json!({}))).map(|mismatch| mismatch.path);
        assert_eq!(mismatch.as_deref(), Some("header.token"));
    }
}
