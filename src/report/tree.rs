//! What pages show (`state` events `tree`): as an outline for people, and as markup.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use crate::trace::escape::visible;
use crate::trace::number::number_text;
use crate::trace::{Body, Trace};

/// The pages whose trees a trace holds, in order: the virtual time, the route and the nodes.
pub fn trees(trace: &Trace) -> Vec<(u64, &str, &Value)> {
    let tree = |body: &'_ Body| matches!(body, Body::State { what, .. } if what == "tree");
    let details = trace.events.iter().filter(|event| tree(&event.body)).filter_map(|event| match &event.body {
        Body::State { detail, .. } => Some((event.t, detail.get("page")?.as_str()?, detail.get("nodes")?)),
        _ => None,
    });
    details.collect()
}

/// Every tree of a trace as an outline.
pub fn outlines(trace: &Trace) -> String {
    each(trace, |nodes| outline(nodes, 1).join("\n"))
}

/// Every tree of a trace as markup.
pub fn markups(trace: &Trace) -> String {
    trees(trace).into_iter().map(|(_, page, nodes)| format!("<!-- {} -->\n{}", visible(page), markup(nodes))).collect()
}

fn each(trace: &Trace, show: impl Fn(&Value) -> String) -> String {
    let mut text = String::new();
    for (_, page, nodes) in trees(trace) {
        let _ = writeln!(text, "{}\n{}", visible(page), show(nodes));
    }
    text
}

/// Nodes as lines: `view#id.class name=value "text"`, children indented.
pub fn outline(nodes: &Value, depth: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for node in nodes.as_array().into_iter().flatten() {
        let indent = "  ".repeat(depth);
        let Some(element) = node.as_object() else {
            lines.push(format!("{indent}{}", quoted(node)));
            continue;
        };
        let mut line = format!("{indent}{}", word(element, "tag"));
        if let Some(id) = element.get("id").and_then(Value::as_str) {
            let _ = write!(line, "#{}", visible(id));
        }
        for class in element.get("class").and_then(Value::as_str).unwrap_or_default().split_whitespace() {
            let _ = write!(line, ".{}", visible(class));
        }
        if element.contains_key("is") {
            let _ = write!(line, " ({})", word(element, "is"));
        }
        for (name, value) in attributes(element) {
            let _ = write!(line, " {}={}", visible(&name), visible(&shown(&value)));
        }
        match element.get("children") {
            Some(Value::Array(children)) if children.len() == 1 && children[0].is_string() => {
                let _ = write!(line, " {}", quoted(&children[0]));
                lines.push(line);
            }
            Some(children) => {
                lines.push(line);
                lines.extend(outline(children, depth + 1));
            }
            None => lines.push(line),
        }
    }
    lines
}

/// Nodes as markup, two blanks a level; elements that hold text alone stay on their line.
pub fn markup(nodes: &Value) -> String {
    let mut text = String::new();
    write_markup(&mut text, nodes, 0);
    text
}

fn write_markup(text: &mut String, nodes: &Value, depth: usize) {
    for node in nodes.as_array().into_iter().flatten() {
        let indent = "  ".repeat(depth);
        let Some(element) = node.as_object() else {
            let _ = writeln!(text, "{indent}{}", escaped(node.as_str().unwrap_or_default().trim()));
            continue;
        };
        let tag = word(element, "tag");
        let _ = write!(text, "{indent}<{tag}");
        for name in ["id", "class", "style"] {
            if let Some(value) = element.get(name).and_then(Value::as_str) {
                let _ = write!(text, " {name}=\"{}\"", escaped(value));
            }
        }
        for (name, value) in attributes(element) {
            match value {
                Value::Bool(true) => {
                    let _ = write!(text, " {}", escaped(&name));
                }
                Value::String(value) => {
                    let _ = write!(text, " {}=\"{}\"", escaped(&name), escaped(&value));
                }
                Value::Number(number) => {
                    let _ = write!(text, " {}=\"{}\"", escaped(&name), number_text(&number));
                }
                value => {
                    let _ = write!(text, " {}=\"{}\"", escaped(&name), escaped(&value.to_string()));
                }
            }
        }
        match element.get("children") {
            None => {
                let _ = writeln!(text, "></{tag}>");
            }
            Some(Value::Array(children)) if children.len() == 1 && children[0].is_string() => {
                let _ = writeln!(text, ">{}</{tag}>", escaped(children[0].as_str().unwrap_or_default().trim()));
            }
            Some(children) => {
                text.push_str(">\n");
                write_markup(text, children, depth + 1);
                let _ = writeln!(text, "{indent}</{tag}>");
            }
        }
    }
}

/// Attributes, then the dataset as `data-…`; what says nothing is left out.
fn attributes(element: &Map<String, Value>) -> Vec<(String, Value)> {
    let own = element.get("attributes").and_then(Value::as_object).into_iter().flatten();
    let data = element.get("dataset").and_then(Value::as_object).into_iter().flatten();
    let own = own.map(|(name, value)| (dashed(name), value.clone()));
    let data = data.map(|(name, value)| (format!("data-{}", dashed(name)), value.clone()));
    own.chain(data).filter(|(_, value)| !(value.is_null() || *value == false || *value == "")).collect()
}

/// `itemId` → `item-id`.
fn dashed(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        if c.is_ascii_uppercase() {
            out.push('-');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

fn shown(value: &Value) -> String {
    let text = match value {
        Value::String(text) if text.chars().all(|c| c.is_alphanumeric() || "-_/.:%#".contains(c)) => text.clone(),
        Value::Number(number) => number_text(number),
        value => value.to_string(),
    };
    crate::trace::brief::clip(&text, 60)
}

fn quoted(value: &Value) -> String {
    visible(&Value::from(value.as_str().unwrap_or_default().trim()).to_string())
}

fn word(element: &Map<String, Value>, name: &str) -> String {
    visible(element.get(name).and_then(Value::as_str).unwrap_or_default())
}

fn escaped(text: &str) -> String {
    visible(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_tree_is_an_outline_and_markup() {
        let nodes = json!([
            { "tag": "view", "id": "a", "class": "b c", "dataset": { "itemId": 7 }, "children": [
                { "tag": "text", "children": ["1 < 2"] }, "你好",
                { "tag": "my-x", "is": "components/x", "attributes": { "value": "p q", "on": true, "off": false } },
            ] },
        ]);
        assert_eq!(
            outline(&nodes, 0).join("\n"),
            "view#a.b.c data-item-id=7\n  text \"1 < 2\"\n  \"你好\"\n  my-x (components/x) value=\"p q\" on=true"
        );
        assert_eq!(
            markup(&nodes),
            "<view id=\"a\" class=\"b c\" data-item-id=\"7\">\n  <text>1 &lt; 2</text>\n  你好\n  <my-x value=\"p q\" on></my-x>\n</view>\n"
        );
    }
}
