//! Durations in scenario files: `300`, `"300ms"`, `"1.5s"`, `"5m"`, `"1h"`.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A duration: milliseconds as a number, or a text such as `300ms`, `1.5s`, `5m`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Millis(pub u64);

impl std::str::FromStr for Millis {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let split = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
        let (number, unit) = text.split_at(split);
        let number: f64 =
            number.trim().parse().map_err(|_| format!("`{text}` is not a duration; write 300, 300ms, 1.5s, 5m or 1h"))?;
        let factor = match unit {
            "" | "ms" => 1.0,
            "s" => 1_000.0,
            "m" | "min" => 60_000.0,
            "h" => 3_600_000.0,
            "d" => 86_400_000.0,
            _ => return Err(format!("`{unit}` is not a unit of time; use ms, s, m, h or d")),
        };
        let millis = number * factor;
        if !(0.0..=1e15).contains(&millis) {
            return Err(format!("`{text}` is out of range for a duration"));
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked above")]
        Ok(Self(millis.round() as u64))
    }
}

impl Serialize for Millis {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(self.0)
    }
}

impl<'de> Deserialize<'de> for Millis {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct V;
        impl Visitor<'_> for V {
            type Value = Millis;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a duration: milliseconds, or a text such as 300ms, 1.5s, 5m")
            }

            fn visit_u64<E: Error>(self, v: u64) -> Result<Millis, E> {
                Ok(Millis(v))
            }

            fn visit_i64<E: Error>(self, v: i64) -> Result<Millis, E> {
                u64::try_from(v).map(Millis).map_err(|_| E::custom("a duration cannot be negative"))
            }

            fn visit_str<E: Error>(self, v: &str) -> Result<Millis, E> {
                v.parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_any(V)
    }
}

/// Reads an optional duration into its milliseconds.
pub(crate) fn optional<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    Ok(Option::<Millis>::deserialize(deserializer)?.map(|millis| millis.0))
}

impl JsonSchema for Millis {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Millis".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Milliseconds, or a text such as 300ms, 1.5s, 5m.",
            "type": ["integer", "string"],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Millis;

    #[test]
    fn reads_numbers_with_and_without_units() {
        for (text, millis) in [("300", 300), ("300ms", 300), ("1.5s", 1_500), ("5m", 300_000), ("1h", 3_600_000)] {
            assert_eq!(text.parse(), Ok(Millis(millis)));
        }
        for text in ["", "fast", "3 parsecs", "-1s"] {
            assert!(text.parse::<Millis>().is_err(), "{text}");
        }
    }
}
