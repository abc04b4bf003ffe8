//! What a key of the format may hold, told in words: "a list of `confirm`, `cancel` or a table with `confirm`".

use serde_json::Value as Json;

use super::node::{Node, Value};
use crate::lang::Message;

/// What `schema` allows; `root` holds its definitions.
pub(super) fn expectation(root: &Json, schema: &Json) -> Message {
    let mut words = Vec::new();
    let mut others = Vec::new();
    collect(root, schema, &mut words, &mut others);
    let mut zh: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    let mut en = zh.clone();
    zh.extend(others.iter().map(|other| other.zh.clone()));
    en.extend(others.into_iter().map(|other| other.en));
    Message::new(zh.join(" 或 "), english_or(&en))
}

/// The words of an enumeration such as `granted`, `denied`.
pub(super) fn words(root: &Json, schema: &Json) -> Vec<String> {
    let mut words = Vec::new();
    collect(root, schema, &mut words, &mut Vec::new());
    words
}

/// A value as an error message names it.
pub(super) fn found(node: &Node) -> Message {
    match &node.value {
        Value::Table(_) => Message::new("一个表", "a table"),
        Value::Array(_) => Message::new("一个列表", "a list"),
        Value::Scalar(toml::Value::String(text)) => {
            let text = shortened(text);
            Message::new(format!("文本 \"{text}\""), format!("the text \"{text}\""))
        }
        Value::Scalar(scalar) => Message::new(format!("{scalar}"), format!("{scalar}")),
    }
}

/// Follows `$ref` to the definition.
pub(super) fn resolve<'a>(root: &'a Json, schema: &'a Json) -> &'a Json {
    match definition(schema) {
        Some(name) => root.get("$defs").and_then(|defs| defs.get(name)).unwrap_or(&Json::Null),
        None => schema,
    }
}

/// The name of the definition that a schema refers to.
pub(super) fn definition(schema: &Json) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix("#/$defs/")
}

/// The alternatives of a schema, without `null`, which TOML does not have.
pub(super) fn alternatives(schema: &Json) -> Option<Vec<&Json>> {
    let all = schema.get("anyOf").or_else(|| schema.get("oneOf"))?.as_array()?;
    Some(all.iter().filter(|one| one.get("type").and_then(Json::as_str) != Some("null")).collect())
}

/// The types that a schema allows, without `null`.
pub(super) fn types(schema: &Json) -> Vec<&str> {
    match schema.get("type") {
        Some(Json::String(one)) => vec![one.as_str()],
        Some(Json::Array(all)) => all.iter().filter_map(Json::as_str).filter(|one| *one != "null").collect(),
        _ => Vec::new(),
    }
}

fn collect(root: &Json, schema: &Json, words: &mut Vec<String>, others: &mut Vec<Message>) {
    if definition(schema) == Some("Millis") {
        others.push(Message::new("时长（如 300、300ms、1.5s、5m）", "a duration (such as 300, 300ms, 1.5s, 5m)"));
        return;
    }
    let schema = resolve(root, schema);
    if let Some(word) = schema.get("const") {
        words.push(word.as_str().map_or_else(|| word.to_string(), str::to_owned));
    } else if let Some(all) = schema.get("enum").and_then(Json::as_array) {
        words.extend(all.iter().filter_map(Json::as_str).map(str::to_owned));
    } else if let Some(all) = alternatives(schema) {
        for one in all {
            collect(root, one, words, others);
        }
    } else {
        others.extend(types(schema).into_iter().map(|one| of_type(root, schema, one)));
    }
}

fn of_type(root: &Json, schema: &Json, name: &str) -> Message {
    match name {
        "string" => Message::new("文本", "a text in quotes"),
        "boolean" => Message::new("true 或 false", "true or false"),
        "integer" => whole_number(schema),
        "number" => Message::new("数", "a number"),
        "array" => match schema.get("items") {
            Some(items) => {
                let Message { zh, en } = expectation(root, items);
                Message::new(format!("列表（[…]，每项为 {zh}）"), format!("a list […] of {}", en.trim_start_matches("a ")))
            }
            None => Message::new("列表（[…]）", "a list […]"),
        },
        _ => {
            let required: Vec<String> = schema
                .get("required")
                .and_then(Json::as_array)
                .map(|all| all.iter().filter_map(Json::as_str).map(|key| format!("`{key}`")).collect())
                .unwrap_or_default();
            if required.is_empty() {
                Message::new("表（{…}）", "a table {…}")
            } else {
                Message::new(
                    format!("含 {} 的表（{{…}}）", required.join("、")),
                    format!("a table {{…}} with {}", required.join(", ")),
                )
            }
        }
    }
}

fn whole_number(schema: &Json) -> Message {
    let bound = |key: &str| schema.get(key).and_then(Json::as_i64);
    match (bound("minimum"), bound("maximum")) {
        (Some(min), Some(max)) => Message::new(format!("{min} 到 {max} 的整数"), format!("a whole number from {min} to {max}")),
        (Some(0), None) => Message::new("不小于 0 的整数", "a whole number of at least 0"),
        _ => Message::new("整数", "a whole number"),
    }
}

fn english_or(items: &[String]) -> String {
    match items {
        [] => "something else".to_owned(),
        [one] => one.clone(),
        [init @ .., last] => format!("{} or {last}", init.join(", ")),
    }
}

fn shortened(text: &str) -> String {
    let mut chars = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let short: String = chars.by_ref().take(40).collect();
    if chars.next().is_some() { format!("{short}…") } else { short }
}
