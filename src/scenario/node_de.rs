//! Reading the types of a scenario straight out of its tree.

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{Deserializer, Error as _, IntoDeserializer, Visitor};
use toml::de::Error;

use super::node::{Entry, Node, Value};

/// Entries of tables, read as one table.
pub(super) fn entries<'de>(entries: impl Iterator<Item = &'de Entry>) -> impl Deserializer<'de, Error = Error> {
    MapDeserializer::new(entries.map(|entry| (entry.key.as_str(), &entry.node)))
}

impl<'de> IntoDeserializer<'de, Error> for &'de Node {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for &'de Node {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.value {
            Value::Table(entries) => {
                visitor.visit_map(MapDeserializer::new(entries.iter().map(|entry| (entry.key.as_str(), &entry.node))))
            }
            Value::Array(items) => visitor.visit_seq(SeqDeserializer::new(items.iter())),
            Value::Scalar(toml::Value::String(text)) => visitor.visit_borrowed_str(text),
            Value::Scalar(toml::Value::Integer(number)) => visitor.visit_i64(*number),
            Value::Scalar(toml::Value::Float(number)) => visitor.visit_f64(*number),
            Value::Scalar(toml::Value::Boolean(flag)) => visitor.visit_bool(*flag),
            Value::Scalar(other) => Err(Error::custom(format!("`{other}` cannot stand here"))),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match &self.value {
            Value::Scalar(toml::Value::String(text)) => visitor.visit_enum(text.as_str().into_deserializer()),
            // The formats' enums are words; anything else goes the long way for its error text.
            _ => {
                let value = self.to_toml();
                value.deserialize_enum(name, variants, visitor)
            }
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}
