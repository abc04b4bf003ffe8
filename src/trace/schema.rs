//! The JSON Schema of a trace's lines, which `wxhost schema trace` prints.

use std::borrow::Cow;

use schemars::generate::SchemaGenerator;
use schemars::{JsonSchema, Schema, json_schema};
use serde_json::Value;

use super::event::{At, Body, Event, Header, Lane, SCHEMA};

/// One event of a trace.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its shape is read, by the derive")]
struct EventShape {
    /// Position in the trace, from 1.
    seq: u64,
    /// Virtual milliseconds since the start.
    t: u64,
    /// Who did it.
    lane: Lane,
    /// The event that led to this one, or null.
    cause: Option<u64>,
    /// Where in the author's text it happened, or null.
    at: Option<At>,
    /// What happened.
    #[serde(flatten)]
    body: Body,
}

impl JsonSchema for Event {
    fn schema_name() -> Cow<'static, str> {
        "Event".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        EventShape::json_schema(generator)
    }
}

/// The JSON Schema of one line of a trace: line 1 is a `Header`, every other line an `Event`.
pub fn schema() -> Value {
    let mut generator = SchemaGenerator::default();
    let header = generator.subschema_for::<Header>();
    let event = generator.subschema_for::<Event>();
    let mut schema = json_schema!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": SCHEMA,
        "description": "One line of a trace in JSON Lines: the first line is the header, every other line an event.",
        "anyOf": [header, event],
    });
    schema.insert("$defs".to_owned(), Value::Object(generator.take_definitions(true)));
    schema.to_value()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_shape() {
        let text = schema().to_string();
        for kind in Body::KINDS {
            assert!(text.contains(&format!("\"const\":\"{kind}\"")), "{kind}");
        }
        assert!(text.contains("\"Header\":") && text.contains("\"cause\""));
    }
}
