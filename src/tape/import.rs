//! `wxhost import har`: the start of a scenario from what a browser or DevTools recorded. Secrets do not come along.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use serde_json::Value;
use url::Url;

use super::{Answer, Exchange, MASKED, SECRET_HEADERS, Wrong, har};
use crate::lang::Message;
use crate::source::{Problem, read_text};

/// What of a HAR to take.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Only requests to these hosts; empty: all.
    pub hosts: Vec<String>,
    /// Also what a page loads for itself: scripts, styles, pictures.
    pub everything: bool,
    /// What the scenario runs, such as `pages/login.js`.
    pub source: Option<String>,
    /// The scenario's name.
    pub name: Option<String>,
}

/// The start of a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The scenario file.
    pub toml: String,
    /// What was left out, masked or changed, for the user.
    pub notes: Vec<Message>,
    /// How many exchanges it holds.
    pub taken: usize,
}

/// Makes a scenario file of a HAR.
///
/// # Errors
///
/// The file cannot be read or is no HAR; the problem says where.
pub fn import(path: &Path, wanted: &Wanted) -> Result<Imported, Problem> {
    let text = read_text(path, super::LARGEST).map_err(|error| error.problem())?.text;
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    of_text(&text, &name, wanted).map_err(|Wrong { place, what }| {
        let shown = path.display();
        Problem::from(what).at(if place.is_empty() { shown.to_string() } else { format!("{shown}: {place}") })
    })
}

fn of_text(text: &str, file: &str, wanted: &Wanted) -> Result<Imported, Wrong> {
    let entries = har::entries(text)?;
    let total = entries.len();
    let mut kept: Vec<(Url, Exchange)> = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        let exchange = har::exchange(index, entry, false)?;
        let Ok(url) = Url::parse(exchange.target.as_deref().unwrap_or(&exchange.url)) else { continue };
        let host = url.host_str().unwrap_or_default();
        let from_host = wanted.hosts.is_empty() || wanted.hosts.iter().any(|wanted| fits(wanted, host));
        let is_web = matches!(url.scheme(), "http" | "https") && exchange.method != "OPTIONS";
        if is_web && from_host && (wanted.everything || !loads_itself(entry, &exchange)) {
            kept.push((url, exchange));
        }
    }
    let mut maker = Maker { masked: BTreeMap::new(), notes: Vec::new() };
    let toml = maker.file(file, &kept, total, wanted);
    let left = total - kept.len();
    if left > 0 {
        maker.note(
            format!("{total} 个条目中有 {left} 个没有取：页面自己加载的文件、预检请求，或其他主机（--all 取全部，--host 选主机）"),
            format!("{left} of {total} entries were not taken: files that the page loads itself, preflights, or other hosts (--all takes all, --host chooses)"),
        );
    }
    if !maker.masked.is_empty() {
        let (zh, en) = told(&maker.masked);
        maker.note(format!("已遮盖：{zh}；需要真实的值时请自己填"), format!("masked: {en}; fill in what the program needs"));
    }
    Ok(Imported { toml, notes: maker.notes, taken: kept.len() })
}

/// `*.example.com` or a whole name.
fn fits(wanted: &str, host: &str) -> bool {
    match wanted.strip_prefix("*.") {
        Some(domain) => host.strip_suffix(domain).is_some_and(|sub| sub.ends_with('.')),
        None => wanted.eq_ignore_ascii_case(host),
    }
}

/// Whether a page loads such a thing for itself; nothing that a mini-program asks for.
fn loads_itself(entry: &Value, exchange: &Exchange) -> bool {
    if let Some(kind) = har::member(entry, "_resourceType") {
        return !["xhr", "fetch", "other", "preflight", "websocket", "eventsource"].contains(&kind);
    }
    let Answer::Reply { headers, .. } = &exchange.answer else { return false };
    let kind = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type")).map_or("", |(_, value)| value.as_str());
    ["image/", "font/", "video/", "audio/", "text/css"].iter().any(|start| kind.starts_with(start)) || kind.contains("javascript")
}

struct Maker {
    /// What was masked, and how often.
    masked: BTreeMap<String, usize>,
    notes: Vec<Message>,
}

impl Maker {
    fn note(&mut self, zh: impl Into<String>, en: impl Into<String>) {
        self.notes.push(Message::new(zh, en));
    }

    fn mask(&mut self, what: &str) -> String {
        *self.masked.entry(what.to_lowercase()).or_default() += 1;
        MASKED.to_owned()
    }

    fn file(&mut self, file: &str, kept: &[(Url, Exchange)], total: usize, wanted: &Wanted) -> String {
        let mut hosts: Vec<String> = kept.iter().map(|(url, _)| origin(url)).collect();
        hosts.sort();
        hosts.dedup();
        let alone = hosts.len() < 2;
        let path_of = |url: &Url| match alone {
            true => url.path().to_owned(),
            // Two servers may have the same paths.
            false => format!("/{}{}", url.host_str().unwrap_or_default(), url.path()),
        };
        let mut routes: Vec<(String, String)> = Vec::new();
        let mut answers: Vec<(String, Vec<String>)> = Vec::new();
        for (url, exchange) in kept {
            let from = format!("{}{}", origin(url), url.path());
            let path = path_of(url);
            if !routes.iter().any(|(known, _)| *known == from) {
                routes.push((from, format!("backend:{path}")));
            }
            let key = format!("{} {path}", exchange.method);
            let answer = self.answer(&key, exchange);
            match answers.iter_mut().find(|(known, _)| *known == key) {
                Some((_, list)) => list.push(answer),
                None => answers.push((key, vec![answer])),
            }
        }
        let count = kept.len();
        let file = file.replace(char::is_control, " ");
        let mut out = format!(
            "# Made from {file} by wxhost import har: {count} of {total} entries. Secrets are masked.\n\
             # 由 wxhost import har 根据 {file} 生成：取了 {total} 个条目中的 {count} 个，其中的机密已遮盖。\n\n[routes]\n"
        );
        for (from, to) in &routes {
            let _ = writeln!(out, "{} = {}", one_line(from), one_line(to));
        }
        let name = wanted.name.as_deref().unwrap_or("recorded");
        let _ = write!(out, "\n[[scenario]]\nname = {}\n", one_line(name));
        match &wanted.source {
            Some(source) => {
                let _ = writeln!(out, "source = {}", one_line(source));
            }
            None => out.push_str("# source = \"pages/login.js\"    # what to run 运行什么\n"),
        }
        out.push_str("# call = [\"login()\"]             # what to call then 然后调用什么\n[scenario.backend]\n");
        for (key, list) in &mut answers {
            // The last answer repeats.
            while list.len() > 1 && list[list.len() - 1] == list[list.len() - 2] {
                list.pop();
            }
            let _ = match list.as_slice() {
                [only] => writeln!(out, "{} = [{only}]", one_line(key)),
                several => writeln!(out, "{} = [\n  {},\n]", one_line(key), several.join(",\n  ")),
            };
        }
        out
    }

    /// One answer of the backend, as TOML.
    fn answer(&mut self, key: &str, exchange: &Exchange) -> String {
        let (status, headers, body) = match &exchange.answer {
            Answer::Failure { error } => {
                let network = if ["refused", "timeout"].contains(&error.as_str()) { error } else { "reset" };
                return format!("{{ network = {} }}", one_line(network));
            }
            Answer::Reply { status, headers, body, .. } => (status, headers, body),
        };
        let mut parts = vec![format!("status = {status}")];
        let mut kept: BTreeMap<String, String> = BTreeMap::new();
        for (name, value) in headers {
            let name = name.to_lowercase();
            let value = if SECRET_HEADERS.contains(&name.as_str()) { self.mask(&name) } else { value.clone() };
            if ["content-type", "location", "set-cookie", "www-authenticate"].contains(&name.as_str()) || name.starts_with("x-") {
                kept.insert(name, value);
            }
        }
        let empty = super::Bytes::default();
        let body = body.as_ref().unwrap_or_else(|| {
            let (zh, en) = (format!("{key} 的回答没有录下正文"), format!("the body of an answer to {key} was not recorded"));
            self.notes.push(Message::new(zh, en));
            &empty
        });
        let told = match body.text() {
            None => {
                let size = body.0.len();
                self.note(
                    format!("{key} 有一个二进制的回答（{size} 字节），只保留了大小；要原样重放，请用 replay"),
                    format!("an answer to {key} is binary ({size} bytes); only its size was kept: replay keeps it all"),
                );
                Some(format!("bytes = {size}"))
            }
            Some("") => None,
            Some(text) => Some(match serde_json::from_str::<Value>(text) {
                Ok(mut value) => {
                    self.mask_members(&mut value);
                    let content = kept.get("content-type").is_some_and(|kind| kind.contains("json"));
                    match toml_value(&value).filter(|_| value.is_object() || value.is_array()) {
                        Some(value) => {
                            if content {
                                kept.remove("content-type");
                            }
                            format!("json = {value}")
                        }
                        // TOML has no null.
                        None => format!("body = {}", one_line(&value.to_string())),
                    }
                }
                Err(_) => format!("body = {}", one_line(text)),
            }),
        };
        parts.extend(told);
        if !kept.is_empty() {
            let pairs: Vec<String> =
                kept.iter().map(|(name, value)| format!("{} = {}", one_line(name), one_line(value))).collect();
            parts.push(format!("headers = {{ {} }}", pairs.join(", ")));
        }
        format!("{{ {} }}", parts.join(", "))
    }

    /// Masks what a reader of the scenario file should not see.
    fn mask_members(&mut self, value: &mut Value) {
        match value {
            Value::Object(members) => {
                for (name, member) in members.iter_mut() {
                    match member {
                        Value::String(text) if is_secret(name) && !text.is_empty() => {
                            let masked = self.mask(name);
                            *member = Value::String(masked);
                        }
                        other => self.mask_members(other),
                    }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.mask_members(item)),
            _ => {}
        }
    }
}

/// Whether a member of a reply is a secret or says who somebody is.
fn is_secret(name: &str) -> bool {
    let name = name.to_lowercase().replace(['_', '-'], "");
    ["token", "secret", "password", "passwd", "session", "ticket", "openid", "unionid", "phone", "mobile", "idcard"]
        .iter()
        .any(|word| name.contains(word))
}

fn told(masked: &BTreeMap<String, usize>) -> (String, String) {
    let all = |between: &str| {
        let parts: Vec<String> = masked.iter().map(|(name, count)| format!("{name} ×{count}")).collect();
        parts.join(between)
    };
    (all("、"), all(", "))
}

/// `https://api.example.com:8443`.
fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

/// A JSON value as TOML on one line; absent: TOML cannot say it.
fn toml_value(value: &Value) -> Option<String> {
    Some(match value {
        Value::Null => return None,
        Value::Bool(flag) => flag.to_string(),
        // Numbers beyond 64 bits are no numbers of TOML.
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(number), _) => number.to_string(),
            (None, Some(_)) if number.is_f64() => format!("{}", toml::Value::Float(number.as_f64()?)),
            _ => return None,
        },
        Value::String(text) => one_line(text),
        Value::Array(items) => format!("[{}]", items.iter().map(toml_value).collect::<Option<Vec<_>>>()?.join(", ")),
        Value::Object(members) if members.is_empty() => "{}".to_owned(),
        Value::Object(members) => {
            let pair = |(name, value): (&String, &Value)| Some(format!("{} = {}", key(name), toml_value(value)?));
            format!("{{ {} }}", members.iter().map(pair).collect::<Option<Vec<_>>>()?.join(", "))
        }
    })
}

fn key(name: &str) -> String {
    let bare = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    if bare { name.to_owned() } else { one_line(name) }
}

/// A basic string, whatever is in it: an inline table stays on its line.
fn one_line(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
