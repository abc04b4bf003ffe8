//! TOML as a tree that remembers where each key and value was written: in the file, or in which `--set`.

use std::ops::Range;
use std::sync::Arc;

use serde::Deserialize as _;
use serde::de::IntoDeserializer as _;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::Mistake;

/// A text that values come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Document {
    /// A file's name, or the whole option such as `--set seed=x`.
    pub name: String,
    pub text: String,
    /// Whether it is a command-line option, whose place needs no line numbers.
    pub is_option: bool,
}

/// A place in a document, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span {
    pub document: Arc<Document>,
    pub range: Range<usize>,
}

/// A value and where it was written.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    pub value: Value,
    pub at: Span,
}

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Table(Vec<Entry>),
    Array(Vec<Node>),
    /// Anything else; dates are texts here, so that `epoch = 2020-10-06` may be written without quotes.
    Scalar(toml::Value),
}

/// A key and its value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    pub key: String,
    pub at: Span,
    pub node: Node,
}

impl Node {
    /// Reads a whole TOML document.
    pub fn document(document: &Arc<Document>) -> Result<Self, Vec<Mistake>> {
        let (table, errors) = DeTable::parse_recoverable(&document.text);
        if errors.is_empty() {
            let range = table.span();
            return Self::table(document, range, table.into_inner()).map_err(|mistake| vec![mistake]);
        }
        Err(errors.iter().map(|error| Mistake::syntax(document, error)).collect())
    }

    /// Reads a single TOML value.
    pub fn value(document: &Arc<Document>, text: &str) -> Result<Self, Mistake> {
        let value = DeValue::parse(text).map_err(|error| Mistake::syntax(document, &error))?;
        Self::read(document, value).map(|mut node| {
            node.place_at(&Span { document: Arc::clone(document), range: 0..document.text.len() });
            node
        })
    }

    /// An empty table, written nowhere in particular.
    pub fn empty(document: &Arc<Document>) -> Self {
        Self { value: Value::Table(Vec::new()), at: Span { document: Arc::clone(document), range: 0..0 } }
    }

    /// A text given as an option.
    pub fn text(document: &Arc<Document>, text: &str) -> Self {
        let at = Span { document: Arc::clone(document), range: 0..document.text.len() };
        Self { value: Value::Scalar(toml::Value::String(text.to_owned())), at }
    }

    fn read(document: &Arc<Document>, value: Spanned<DeValue<'_>>) -> Result<Self, Mistake> {
        let range = value.span();
        let at = Span { document: Arc::clone(document), range: range.clone() };
        let value = match value.into_inner() {
            DeValue::Table(table) => return Self::table(document, range, table),
            DeValue::Array(items) => {
                Value::Array(items.into_iter().map(|item| Self::read(document, item)).collect::<Result<_, _>>()?)
            }
            DeValue::Datetime(date) => Value::Scalar(toml::Value::String(date.to_string())),
            DeValue::String(text) => Value::Scalar(toml::Value::String(text.into_owned())),
            DeValue::Boolean(value) => Value::Scalar(toml::Value::Boolean(value)),
            scalar => {
                let scalar = Spanned::new(range, scalar).into_deserializer();
                Value::Scalar(toml::Value::deserialize(scalar).map_err(|error| Mistake::number(&at, error.message()))?)
            }
        };
        Ok(Self { value, at })
    }

    fn table(document: &Arc<Document>, range: Range<usize>, table: DeTable<'_>) -> Result<Self, Mistake> {
        let mut entries = Vec::with_capacity(table.len());
        for (key, value) in table {
            let at = Span { document: Arc::clone(document), range: key.span() };
            entries.push(Entry { key: key.into_inner().into_owned(), at, node: Self::read(document, value)? });
        }
        Ok(Self { value: Value::Table(entries), at: Span { document: Arc::clone(document), range } })
    }

    fn place_at(&mut self, at: &Span) {
        self.at = at.clone();
        match &mut self.value {
            Value::Table(entries) => entries.iter_mut().for_each(|entry| {
                entry.at = at.clone();
                entry.node.place_at(at);
            }),
            Value::Array(items) => items.iter_mut().for_each(|item| item.place_at(at)),
            Value::Scalar(_) => {}
        }
    }

    /// The entries of a table; of anything else, none.
    pub fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Table(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a list; of anything else, none.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::Array(items) => items,
            _ => &[],
        }
    }

    /// The entry of a table.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key == key)
    }

    /// The value of a table's entry.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.node)
    }

    /// The text, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(scalar) => scalar.as_str(),
            _ => None,
        }
    }

    /// The same table without one key.
    pub fn without(&self, key: &str) -> Self {
        let mut node = self.clone();
        if let Value::Table(entries) = &mut node.value {
            entries.retain(|entry| entry.key != key);
        }
        node
    }

    /// This value with `over` laid on top: tables are merged key by key, of everything else `over` wins.
    pub fn merged(&self, over: &Self) -> Self {
        let (Value::Table(base), Value::Table(upper)) = (&self.value, &over.value) else { return over.clone() };
        let mut entries = base.clone();
        for entry in upper {
            match entries.iter_mut().find(|known| known.key == entry.key) {
                Some(known) => *known = Entry { node: known.node.merged(&entry.node), ..entry.clone() },
                None => entries.push(entry.clone()),
            }
        }
        Self { value: Value::Table(entries), at: over.at.clone() }
    }

    /// Takes the items of the list at `key` out of a table.
    pub fn take_items(&mut self, key: &str) -> Vec<Self> {
        let Value::Table(entries) = &mut self.value else { return Vec::new() };
        let found = entries.iter_mut().find(|entry| entry.key == key);
        match found.map(|entry| &mut entry.node.value) {
            Some(Value::Array(items)) => std::mem::take(items),
            _ => Vec::new(),
        }
    }

    /// Puts `value` at `path`, making tables on the way; a number chooses an item of a list.
    pub fn put(&mut self, path: &[String], value: Self) -> Result<(), Mistake> {
        let Some((key, rest)) = path.split_first() else {
            *self = value;
            return Ok(());
        };
        let at = value.at.clone();
        match &mut self.value {
            Value::Table(entries) => {
                let index = entries.iter().position(|entry| entry.key == *key).unwrap_or_else(|| {
                    let node = Self { value: Value::Table(Vec::new()), at: at.clone() };
                    entries.push(Entry { key: key.clone(), at: at.clone(), node });
                    entries.len() - 1
                });
                entries[index].node.put(rest, value)
            }
            Value::Array(items) => {
                let count = items.len();
                match key.parse::<usize>().ok().and_then(|index| items.get_mut(index)) {
                    Some(item) => item.put(rest, value),
                    None => Err(Mistake::no_item(&at, key, count)),
                }
            }
            Value::Scalar(_) => Err(Mistake::no_table(&at, key)),
        }
    }

    /// The value without its places.
    pub fn to_toml(&self) -> toml::Value {
        match &self.value {
            Value::Table(entries) => {
                toml::Value::Table(entries.iter().map(|entry| (entry.key.clone(), entry.node.to_toml())).collect())
            }
            Value::Array(items) => toml::Value::Array(items.iter().map(Self::to_toml).collect()),
            Value::Scalar(scalar) => scalar.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Node {
        let document = Document { name: "x.toml".into(), text: text.into(), is_option: false };
        Node::document(&Arc::new(document)).expect("TOML")
    }

    #[test]
    fn tables_merge_deeply_and_lists_do_not() {
        let merged = read("a = 1\nb = { c = 1, d = [1, 2] }").merged(&read("b = { d = [3], e = 2020-10-06 }"));
        assert_eq!(merged.to_toml().to_string(), r#"{ a = 1, b = { c = 1, d = [3], e = "2020-10-06" } }"#);
    }

    #[test]
    fn remembers_where_keys_and_values_stand() {
        let node = read("[user]\nthink = 0x10\n");
        let entry = node.get("user").and_then(|user| user.entry("think")).expect("the key");
        assert_eq!((entry.at.range.clone(), entry.node.at.range.clone()), (7..12, 15..19));
        assert_eq!(entry.node.to_toml().as_integer(), Some(16));
    }

    #[test]
    fn values_are_put_at_a_path() {
        let mut node = read("list = [{ a = 1 }]\nx = 1");
        let path = |path: &str| path.split('.').map(str::to_owned).collect::<Vec<_>>();
        let value = node.get("x").cloned().expect("x");
        assert_eq!(node.put(&path("list.0.b"), value.clone()), Ok(()));
        assert_eq!(node.put(&path("new.table.c"), value.clone()), Ok(()));
        assert_eq!(node.to_toml().to_string(), "{ list = [{ a = 1, b = 1 }], x = 1, new = { table = { c = 1 } } }");
        assert!(node.put(&path("list.7.b"), value.clone()).is_err());
        assert!(node.put(&path("x.y"), value).is_err());
    }
}
