//! The rendered tree as WXML text.

use serde_json::Value;

/// A node and everything inside it.
pub(super) fn text(node: &Value) -> String {
    let mut out = String::new();
    write(node, &mut out);
    out
}

/// What is inside a node.
pub(super) fn inside(node: &Value) -> String {
    let mut out = String::new();
    children(node).for_each(|child| write(child, &mut out));
    out
}

/// A node in short, as a selector that a reader recognises: `button.primary`, `#name`.
pub(super) fn name(known: &Value) -> String {
    let member = |name: &str| known.get(name).and_then(Value::as_str).unwrap_or_default();
    match (member("id"), member("class").split_whitespace().next()) {
        ("", None) => member("tag").to_owned(),
        ("", Some(class)) => format!("{}.{class}", member("tag")),
        (id, _) => format!("#{id}"),
    }
}

fn children(node: &Value) -> impl Iterator<Item = &Value> {
    node.get("children").and_then(Value::as_array).into_iter().flatten()
}

fn write(node: &Value, out: &mut String) {
    if let Some(text) = node.as_str() {
        return escape(text, false, out);
    }
    let Some(tag) = node.get("tag").and_then(Value::as_str) else { return };
    out.push('<');
    out.push_str(tag);
    for name in ["id", "class", "style"] {
        if let Some(value) = node.get(name) {
            attribute(name, value, out);
        }
    }
    for (name, value) in node.get("attributes").and_then(Value::as_object).into_iter().flatten() {
        attribute(name, value, out);
    }
    for (name, value) in node.get("dataset").and_then(Value::as_object).into_iter().flatten() {
        attribute(&format!("data-{}", dashed(name)), value, out);
    }
    out.push('>');
    children(node).for_each(|child| write(child, out));
    out.push_str("</");
    out.push_str(tag);
    out.push('>');
}

fn attribute(name: &str, value: &Value, out: &mut String) {
    let text = match value {
        Value::Null | Value::Bool(false) => return,
        Value::Bool(true) => {
            out.push(' ');
            return out.push_str(name);
        }
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    escape(&text, true, out);
    out.push('"');
}

/// `someName` as `some-name`.
fn dashed(name: &str) -> String {
    let mut made = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() {
            made.push('-');
        }
        made.extend(letter.to_lowercase());
    }
    made
}

fn escape(text: &str, quoted: bool, out: &mut String) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if quoted => out.push_str("&quot;"),
            _ => out.push(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_tree_is_written_as_its_author_would() {
        let node = json!({ "tag": "view", "class": "a", "dataset": { "userId": 1 }, "children": [
            "x < y", { "tag": "button", "attributes": { "disabled": true, "loading": false, "type": "a\"b" } } ] });
        let button = "<button disabled type=\"a&quot;b\"></button>";
        assert_eq!(text(&node), format!("<view class=\"a\" data-user-id=\"1\">x &lt; y{button}</view>"));
        assert_eq!(inside(&node), format!("x &lt; y{button}"));
        assert_eq!((name(&node).as_str(), name(&json!({ "tag": "view", "id": "n" })).as_str()), ("view.a", "#n"));
    }
}
