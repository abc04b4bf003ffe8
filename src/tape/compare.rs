//! Whether a recorded exchange answers a request, and if not, where the two differ.

use serde_json::Value;
use url::Url;

use super::{Asked, Exchange};

/// Where a request differs from a recorded one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Which part: `method`, `url`, `query.page`, `body.code`, `body`.
    pub field: String,
    /// What was recorded; absent: nothing.
    pub recorded: Option<String>,
    /// What is asked for now; absent: nothing.
    pub asked: Option<String>,
}

/// The first difference and how far apart the two are; headers do not count, and where a generated value stands now, any value
/// may have stood.
pub(super) fn compare(recorded: &Exchange, asked: &Asked<'_>) -> (usize, Option<Difference>) {
    let mut found = Differences::default();
    if !recorded.method.eq_ignore_ascii_case(asked.method) {
        found.add(20, "method", Some(&recorded.method), Some(&asked.method.to_uppercase()));
    }
    urls(recorded, asked, &mut found);
    bodies(recorded, asked, &mut found);
    (found.weight, found.first)
}

#[derive(Default)]
struct Differences {
    weight: usize,
    first: Option<Difference>,
}

impl Differences {
    fn add(&mut self, weight: usize, field: &str, recorded: Option<&str>, asked: Option<&str>) {
        self.weight += weight;
        let owned = |text: Option<&str>| text.map(str::to_owned);
        self.first.get_or_insert_with(|| Difference { field: field.to_owned(), recorded: owned(recorded), asked: owned(asked) });
    }
}

fn urls(recorded: &Exchange, asked: &Asked<'_>, found: &mut Differences) {
    let target = recorded.target.as_deref().unwrap_or(&recorded.url);
    let same = |a: &str, b: &str| a == b || Url::parse(a).is_ok_and(|a| Url::parse(b).is_ok_and(|b| a == b));
    if recorded.url == asked.url || same(target, asked.target) {
        return;
    }
    let (old_base, old_query) = split(target);
    let (new_base, new_query) = split(asked.target);
    if !same(old_base, new_base) && split(&recorded.url).0 != split(asked.url).0 {
        // Two paths of one server are nearer to each other than two servers.
        let host = |url: &str| Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned));
        let weight = if host(old_base).is_some() && host(old_base) == host(new_base) { 50 } else { 100 };
        found.add(weight + strsim::levenshtein(old_base, new_base).min(40), "url", Some(old_base), Some(new_base));
    }
    pairs("query", old_query, new_query, found);
}

fn split(url: &str) -> (&str, &str) {
    let url = url.split('#').next().unwrap_or(url);
    url.split_once('?').unwrap_or((url, ""))
}

/// Compares `a=1&b=2` by name.
fn pairs(part: &str, recorded: &str, asked: &str, found: &mut Differences) {
    let read = |text: &str| -> Vec<(String, String)> { url::form_urlencoded::parse(text.as_bytes()).into_owned().collect() };
    let (old, mut new) = (read(recorded), read(asked));
    for (name, value) in &old {
        let field = format!("{part}.{name}");
        match new.iter().position(|(other, _)| other == name) {
            None => found.add(2, &field, Some(value), None),
            Some(index) => {
                let (_, now) = new.remove(index);
                if !texts(value, &now) {
                    found.add(2, &field, Some(value), Some(&now));
                }
            }
        }
    }
    for (name, value) in new {
        found.add(2, &format!("{part}.{name}"), None, Some(&value));
    }
}

fn bodies(recorded: &Exchange, asked: &Asked<'_>, found: &mut Differences) {
    if recorded.body.0 == asked.body {
        return;
    }
    let (Some(old), Ok(new)) = (recorded.body.text(), std::str::from_utf8(asked.body)) else {
        let size = |bytes: &[u8]| format!("{} bytes", bytes.len());
        return found.add(4, "body", Some(&size(&recorded.body.0)), Some(&size(asked.body)));
    };
    if let (Ok(old), Ok(new)) = (serde_json::from_str::<Value>(old), serde_json::from_str::<Value>(new)) {
        return values("body", Some(&old), Some(&new), found);
    }
    let is_form = |text: &str| !text.is_empty() && text.contains('=') && !text.contains(['\n', '{', '<']);
    if is_form(old) && is_form(new) {
        return pairs("body", old, new, found);
    }
    if !texts(old, new) {
        found.add(4, "body", Some(old), Some(new));
    }
}

fn values(path: &str, old: Option<&Value>, new: Option<&Value>, found: &mut Differences) {
    let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match (old, new) {
        (Some(Value::Object(old)), Some(Value::Object(new))) => {
            for (name, value) in old {
                values(&format!("{path}.{name}"), Some(value), new.get(name), found);
            }
            for (name, value) in new.iter().filter(|(name, _)| !old.contains_key(*name)) {
                values(&format!("{path}.{name}"), None, Some(value), found);
            }
        }
        (Some(Value::Array(old)), Some(Value::Array(new))) if old.len() == new.len() => {
            for (index, (old, new)) in old.iter().zip(new).enumerate() {
                values(&format!("{path}.{index}"), Some(old), Some(new), found);
            }
        }
        (Some(Value::String(old)), Some(Value::String(new))) if texts(old, new) => {}
        (Some(Value::Number(old)), Some(Value::Number(new))) if old.as_f64() == new.as_f64() => {}
        (Some(old), Some(new)) if old == new => {}
        (old, new) => found.add(3, path, old.map(plain).as_deref(), new.map(plain).as_deref()),
    }
}

/// Whether two texts are the same but for generated values, which are placeholders in the new one.
fn texts(old: &str, new: &str) -> bool {
    if old == new {
        return true;
    }
    let mut rest = old;
    let mut from = 0;
    let mut literal = true;
    while let Some((start, end)) = placeholder(new, from) {
        let before = &new[from..start];
        let Some(at) = (if literal { rest.strip_prefix(before) } else { rest.find(before).map(|at| &rest[at + before.len()..]) })
        else {
            return false;
        };
        (rest, from, literal) = (at, end, false);
    }
    from > 0 && rest.ends_with(&new[from..])
}

/// The next placeholder, such as `<code:1>`.
fn placeholder(text: &str, from: usize) -> Option<(usize, usize)> {
    for (at, _) in text[from..].match_indices('<') {
        let start = from + at;
        let end = text[start..].find('>').map(|end| start + end + 1)?;
        if crate::trace::brief::is_placeholder(&text[start..end]) {
            return Some((start, end));
        }
    }
    None
}
