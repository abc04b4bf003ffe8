//! `--set KEY=VALUE`: one value of a scenario given on the command line.

use std::sync::Arc;

use super::error::{Mistake, ScenarioError};
use super::node::{Document, Node};

/// A value to put into a scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Set {
    pub(super) path: Vec<String>,
    pub(super) value: Node,
    /// The value as a text, for keys that hold texts: `--set base_library=2.13` means "2.13".
    pub(super) text: Option<Node>,
}

impl Set {
    /// Reads `KEY=VALUE`: KEY is a TOML key path (`user.modal`, `routes."后端提供的接口"`), VALUE a TOML value or a bare text.
    ///
    /// # Errors
    ///
    /// When there is no `=`, the key path is malformed, or a VALUE that begins like a list, table or quoted text does not end so.
    pub fn parse(text: &str) -> Result<Self, ScenarioError> {
        let document = document(&format!("--set {text}"));
        let root = Node::empty(&document);
        let Some((path, value)) = split(text) else {
            let mistake = Mistake::new(&root.at, "`--set` 的写法是 KEY=VALUE", "`--set` is written KEY=VALUE")
                .help("例如 --set user.modal='[\"cancel\"]'", "such as --set user.modal='[\"cancel\"]'");
            return Err(ScenarioError::invalid(vec![mistake]));
        };
        let value = value.trim();
        match Node::value(&document, value) {
            Ok(node) => {
                let quoted = value.starts_with(['"', '\'', '[', '{']);
                Ok(Self { path, value: node, text: (!quoted).then(|| Node::text(&document, value)) })
            }
            Err(mistake) if value.starts_with(['"', '\'', '[', '{']) => Err(ScenarioError::invalid(vec![mistake])),
            Err(_) => Ok(Self { path, value: Node::text(&document, value), text: None }),
        }
    }

    /// The value that an option such as `--epoch` stands for; `option` is the option with its value, for errors.
    pub fn option(option: &str, path: &[&str], value: &str) -> Self {
        let document = document(option);
        let text = Node::text(&document, value);
        // Numbers are numbers where the format wants them.
        let value = Node::value(&document, value).ok().filter(|node| node.to_toml().as_integer().is_some());
        let path = path.iter().map(|key| (*key).to_owned()).collect();
        match value {
            Some(value) => Self { path, value, text: Some(text) },
            None => Self { path, value: text, text: None },
        }
    }

    /// The route that `--route URL=TARGET` stands for; TARGET `false` takes a route away.
    ///
    /// # Errors
    ///
    /// When there is no `=`.
    pub fn route(text: &str) -> Result<Self, ScenarioError> {
        let document = document(&format!("--route {text}"));
        let Some((url, target)) = split_route(text) else {
            let mistake =
                Mistake::new(&Node::empty(&document).at, "`--route` 的写法是 URL=TARGET", "`--route` is written URL=TARGET")
                    .help(
                        "例如 --route 后端提供的接口=backend:/login",
                        "such as --route 后端提供的接口=http://127.0.0.1:3000/login",
                    );
            return Err(ScenarioError::invalid(vec![mistake]));
        };
        let value = match target {
            "false" => Node::value(&document, "false").map_err(|mistake| ScenarioError::invalid(vec![mistake]))?,
            target => Node::text(&document, target),
        };
        Ok(Self { path: vec!["routes".to_owned(), url.to_owned()], value, text: None })
    }
}

fn document(name: &str) -> Arc<Document> {
    Arc::new(Document { name: name.to_owned(), text: name.to_owned(), is_option: true })
}

/// Splits at the first `=` outside quotes and the key path at its dots.
fn split(text: &str) -> Option<(Vec<String>, &str)> {
    let mut path = Vec::new();
    let mut key = String::new();
    let mut quoted = false;
    let mut chars = text.char_indices();
    while let Some((index, c)) = chars.next() {
        match c {
            '"' | '\'' if key.trim().is_empty() && !quoted => {
                key.clear();
                quoted = true;
                loop {
                    match chars.next()?.1 {
                        end if end == c => break,
                        '\\' if c == '"' => key.push(chars.next()?.1),
                        other => key.push(other),
                    }
                }
            }
            '.' | '=' => {
                let whole = if quoted { std::mem::take(&mut key) } else { key.trim().to_owned() };
                if whole.is_empty() && !quoted {
                    return None;
                }
                path.push(whole);
                key.clear();
                quoted = false;
                if c == '=' {
                    return Some((path, &text[index + 1..]));
                }
            }
            c if quoted && c.is_whitespace() => {}
            _ if quoted => return None,
            c => key.push(c),
        }
    }
    None
}

/// Splits where a target begins: URLs may contain `=` themselves.
fn split_route(text: &str) -> Option<(&str, &str)> {
    let starts = ["backend:", "wechat:", "http://", "https://", "false"];
    let split = text
        .match_indices('=')
        .find(|(index, _)| starts.iter().any(|start| text[index + 1..].trim_start().starts_with(start)))
        .or_else(|| text.match_indices('=').next_back())?;
    let (url, target) = (text[..split.0].trim(), text[split.0 + 1..].trim());
    (!url.is_empty()).then_some((url, target))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `key|path = value`, or `refused`.
    fn told(set: Result<Set, ScenarioError>) -> String {
        set.map_or_else(|_| "refused".to_owned(), |set| format!("{} = {}", set.path.join("|"), set.value.to_toml()))
    }

    fn set(text: &str) -> String {
        told(Set::parse(text))
    }

    #[test]
    fn reads_key_paths_and_values() {
        assert_eq!(set("user.modal=[\"cancel\"]"), "user|modal = [\"cancel\"]");
        assert_eq!(set("routes.\"后端提供的接口\" = false"), "routes|后端提供的接口 = false");
        assert_eq!(set("routes.后端提供的接口=backend:/x"), "routes|后端提供的接口 = \"backend:/x\"");
        assert_eq!(set("backend.\"GET /a.b=c\".0.status=500"), "backend|GET /a.b=c|0|status = 500");
        assert_eq!(set("about=a = b"), "about = \"a = b\"");
        assert_eq!(set("epoch=2021-04-29"), "epoch = \"2021-04-29\"");
        assert_eq!(set("about="), "about = \"\"");
    }

    #[test]
    fn refuses_what_is_no_assignment() {
        for text in ["", "seed", "=1", ".a=1", "a..b=1", "\"a=1", "\"a\"b=1", "user.modal=[\"cancel\"", "x={"] {
            assert_eq!(set(text), "refused", "{text}");
        }
    }

    #[test]
    fn routes_may_hold_equal_signs() {
        let route = |text: &str| told(Set::route(text));
        assert_eq!(route("https://a/?x=1=http://127.0.0.1:1/?y=2"), "routes|https://a/?x=1 = \"http://127.0.0.1:1/?y=2\"");
        assert_eq!(route("u=false"), "routes|u = false");
        assert_eq!(route("u"), "refused");
    }
}
