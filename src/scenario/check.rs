//! Checking a scenario file against the format: unknown keys with the nearest valid name, wrong values with what is allowed.
//!
//! The valid keys and values come from the JSON Schema of the types, so that there is no second list to keep.

use std::sync::OnceLock;

use serde_json::{Map, Value as Json};

use super::error::Mistake;
use super::expect::{alternatives, definition, expectation, found, resolve, types, words};
use super::model::{File, Millis};
use super::name::nearest;
use super::node::{Entry, Node, Value};
use crate::lang::Message;

/// Checks a whole file.
pub(super) fn check_file(node: &Node) -> Vec<Mistake> {
    run(root(), node)
}

/// Checks one scenario.
pub(super) fn check_scenario(node: &Node) -> Vec<Mistake> {
    run(scenario_schema(), node)
}

fn run(schema: &Json, node: &Node) -> Vec<Mistake> {
    let mut checker = Checker { path: Vec::new(), free_key: false, mistakes: Vec::new() };
    checker.walk(schema, node);
    checker.mistakes
}

fn root() -> &'static Json {
    static ROOT: OnceLock<Json> = OnceLock::new();
    ROOT.get_or_init(|| schemars::schema_for!(File).to_value())
}

fn scenario_schema() -> &'static Json {
    root().pointer("/$defs/Scenario").unwrap_or(&Json::Null)
}

struct Checker {
    path: Vec<String>,
    /// Whether the last key of the path is one that the author chooses, such as a scope.
    free_key: bool,
    mistakes: Vec<Mistake>,
}

impl Checker {
    fn walk(&mut self, schema: &Json, node: &Node) {
        if definition(schema) == Some("Millis") {
            return self.duration(schema, node);
        }
        let schema = resolve(root(), schema);
        if let Some(all) = alternatives(schema) {
            return self.one_of(schema, &all, node);
        }
        if let Some(word) = schema.get("const") {
            let same = match &node.value {
                Value::Scalar(toml::Value::String(text)) => word.as_str() == Some(text),
                Value::Scalar(toml::Value::Boolean(value)) => word.as_bool() == Some(*value),
                _ => false,
            };
            if !same {
                self.wrong(schema, node);
            }
            return;
        }
        let allowed = types(schema);
        if allowed.is_empty() {
            return;
        }
        let kind = kind(node);
        if !(allowed.contains(&kind) || (kind == "integer" && allowed.contains(&"number"))) {
            return self.wrong(schema, node);
        }
        match &node.value {
            Value::Table(entries) => self.table(schema, node, entries),
            Value::Array(items) => {
                if let Some(schema) = schema.get("items") {
                    for item in items {
                        self.walk(schema, item);
                    }
                }
            }
            Value::Scalar(toml::Value::Integer(number)) => {
                let bound = |key: &str| schema.get(key).and_then(Json::as_i64);
                if bound("minimum").is_some_and(|min| *number < min) || bound("maximum").is_some_and(|max| *number > max) {
                    self.wrong(schema, node);
                }
            }
            Value::Scalar(_) => {}
        }
    }

    fn one_of(&mut self, schema: &Json, all: &[&Json], node: &Node) {
        if let [only] = all {
            return self.walk(only, node);
        }
        let before = self.mistakes.len();
        let mut fitting = Vec::new();
        for one in all {
            self.walk(one, node);
            if self.mistakes.len() == before {
                return;
            }
            let mistakes = self.mistakes.split_off(before);
            // An alternative of the right kind whose inside is wrong is what was meant.
            let inside = mistakes.iter().all(|mistake| mistake.at != node.at);
            if inside && types(resolve(root(), one)).contains(&kind(node)) {
                fitting.push(mistakes);
            }
        }
        match fitting.len() {
            1 => self.mistakes.extend(fitting.remove(0)),
            _ => self.wrong(schema, node),
        }
    }

    fn table(&mut self, schema: &Json, node: &Node, entries: &[Entry]) {
        let empty = Map::new();
        let properties = schema.get("properties").and_then(Json::as_object).unwrap_or(&empty);
        for entry in entries {
            let property = properties.get(&entry.key).or_else(|| {
                properties.values().find(|property| {
                    let names = property.get("x-alias").and_then(Json::as_array);
                    names.is_some_and(|names| names.iter().any(|name| name.as_str() == Some(&entry.key)))
                })
            });
            let inner = match (property, schema.get("additionalProperties")) {
                (Some(property), _) => property,
                (None, Some(Json::Bool(false))) => {
                    self.unknown(properties, entry);
                    continue;
                }
                (None, Some(schema)) => schema,
                (None, None) => continue,
            };
            self.path.push(entry.key.clone());
            self.free_key = property.is_none();
            self.walk(inner, &entry.node);
            self.path.pop();
        }
        for key in schema.get("required").and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str) {
            if !entries.iter().any(|entry| entry.key == key) {
                let place = self.place();
                self.mistakes.push(Mistake::new(
                    &node.at,
                    format!("{}缺少 `{key}`", place.zh),
                    format!("`{key}` is missing{}", place.en),
                ));
            }
        }
    }

    fn duration(&mut self, schema: &Json, node: &Node) {
        let valid = match &node.value {
            Value::Scalar(toml::Value::Integer(number)) => *number >= 0,
            Value::Scalar(toml::Value::String(text)) => text.parse::<Millis>().is_ok(),
            _ => false,
        };
        if !valid {
            self.wrong(schema, node);
        }
    }

    /// The value of the current key is not what the format allows.
    fn wrong(&mut self, schema: &Json, node: &Node) {
        let key = written(&self.path);
        let expected = expectation(root(), schema);
        let found = found(node);
        let mistake = Mistake::new(
            &node.at,
            format!("`{key}` 应为 {}，而不是{}", expected.zh, found.zh),
            format!("`{key}` must be {}, not {}", expected.en, found.en),
        );
        self.mistakes.push(match self.advice(schema, node) {
            Some(help) => Mistake { help: Some(help), ..mistake },
            None => mistake,
        });
    }

    fn advice(&self, schema: &Json, node: &Node) -> Option<Message> {
        if let Some(text) = node.as_str()
            && let words = words(root(), schema)
            && let Some(word) = nearest(text, words.iter().map(String::as_str))
        {
            return Some(Message::new(format!("是不是想写 \"{word}\"？"), format!("did you mean \"{word}\"?")));
        }
        let resolved = resolve(root(), schema);
        if types(resolved) == ["array"] && matches!(node.value, Value::Scalar(_)) {
            let of_texts = resolved.get("items").is_some_and(|item| types(resolve(root(), item)) == ["string"]);
            let quote = if of_texts && node.as_str().is_none() { "\"" } else { "" };
            let value = format!("{quote}{}{quote}", node.to_toml());
            return Some(Message::new(format!("写成列表：[{value}]"), format!("write a list: [{value}]")));
        }
        if let [entry] = node.entries()
            && self.free_key
            && !types(resolved).contains(&"object")
            && let Some(key) = self.path.last()
        {
            let dotted = format!("{key}.{}", entry.key);
            return Some(Message::new(
                format!("键本身含有点时要加引号：\"{dotted}\""),
                format!("a key that itself contains a dot needs quotes: \"{dotted}\""),
            ));
        }
        None
    }

    fn unknown(&mut self, properties: &Map<String, Json>, entry: &Entry) {
        let place = self.place();
        let key = &entry.key;
        let mistake =
            Mistake::new(&entry.at, format!("{}未知的键 `{key}`", place.zh), format!("unknown key `{key}`{}", place.en));
        let mistake = if let Some(home) = self.home_of(key) {
            mistake.help(home.zh, home.en)
        } else if let Some(name) = nearest(key, properties.keys().map(String::as_str)) {
            mistake.help(format!("是不是想写 `{name}`？"), format!("did you mean `{name}`?"))
        } else {
            let names: Vec<String> = properties.keys().map(|name| format!("`{name}`")).collect();
            mistake.help(format!("可用的键：{}", names.join("、")), format!("the keys here are {}", names.join(", ")))
        };
        self.mistakes.push(mistake);
    }

    /// Where a key belongs that is valid elsewhere in a scenario.
    fn home_of(&self, key: &str) -> Option<Message> {
        let properties = |schema: &'static Json| resolve(root(), schema).get("properties").and_then(Json::as_object);
        let scenario = properties(scenario_schema())?;
        if scenario.contains_key(key) {
            return Some(match self.path.as_slice() {
                [] => Message::new(
                    format!("`{key}` 应写在 [defaults] 或某个 [[scenario]] 里"),
                    format!("`{key}` belongs in [defaults] or in a [[scenario]]"),
                ),
                _ => Message::new(
                    format!("`{key}` 属于场景本身：写在第一个 [scenario.…] 之前"),
                    format!("`{key}` belongs to the scenario itself: write it before the first [scenario.…]"),
                ),
            });
        }
        let (table, _) = scenario.iter().find(|(_, schema)| properties(schema).is_some_and(|inner| inner.contains_key(key)))?;
        if self.path.last() == Some(table) {
            return None;
        }
        Some(Message::new(
            format!("`{key}` 属于 `{table}`：写成 `{table}.{key}`"),
            format!("`{key}` belongs in `{table}`: write `{table}.{key}`"),
        ))
    }

    fn place(&self) -> Message {
        if self.path.is_empty() {
            return Message::default();
        }
        let path = written(&self.path);
        Message::new(format!("`{path}` 中"), format!(" in `{path}`"))
    }
}

/// The kind of a value, as JSON Schema names it.
fn kind(node: &Node) -> &'static str {
    match &node.value {
        Value::Table(_) => "object",
        Value::Array(_) => "array",
        Value::Scalar(toml::Value::Integer(_)) => "integer",
        Value::Scalar(toml::Value::Float(_)) => "number",
        Value::Scalar(toml::Value::Boolean(_)) => "boolean",
        Value::Scalar(_) => "string",
    }
}

/// A key path as TOML writes it.
pub(super) fn written(path: &[String]) -> String {
    let bare = |key: &String| !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    path.iter().map(|key| if bare(key) { key.clone() } else { format!("\"{key}\"") }).collect::<Vec<_>>().join(".")
}
