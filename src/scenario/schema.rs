//! JSON Schemas of the two formats that other programs read and write: scenario files and traces.

use schemars::generate::SchemaSettings;
use schemars::transform::{Transform as _, transform_subschemas};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Value, json};

use super::model::File;
use crate::trace::{At, Body, Header, Lane, SCHEMA};

/// The schema of scenario files (`article.md.toml`, `*.scenario.toml`), as indented JSON.
pub fn scenario() -> String {
    let mut schema = generator().into_root_schema_for::<File>();
    schema.insert("title".to_owned(), json!("wxhost scenario file"));
    pretty(schema)
}

/// The schema of one line of a trace, as indented JSON.
pub fn trace() -> String {
    let mut generator = generator();
    let header = generator.subschema_for::<Header>();
    let at = generator.subschema_for::<Option<At>>();
    let lane = generator.subschema_for::<Lane>();
    let body = Body::json_schema(&mut generator);
    let definitions = generator.take_definitions(true);
    let event = json!({
        "description": "Every other line: one event.",
        "type": "object",
        "properties": {
            "seq": { "description": "Position in the trace, from 1.", "type": "integer", "minimum": 1 },
            "t": { "description": "Virtual milliseconds since the start.", "type": "integer", "minimum": 0 },
            "lane": described(lane, "Who did it."),
            "kind": { "description": "What kind of event it is.", "type": "string" },
            "cause": { "description": "The `seq` of the event that led to this one.", "type": ["integer", "null"], "minimum": 1 },
            "at": described(at, "Where in the author's text it happened."),
        },
        "required": ["seq", "t", "lane", "kind", "cause", "at"],
        "allOf": [body],
    });
    let mut schema: Schema = Schema::default();
    schema.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    schema.insert("title".to_owned(), json!(SCHEMA));
    schema.insert("description".to_owned(), json!("One line of a trace: the first line is a header, each other line an event."));
    schema.insert("oneOf".to_owned(), json!([header, event]));
    schema.insert("$defs".to_owned(), Value::Object(definitions));
    pretty(schema)
}

fn generator() -> SchemaGenerator {
    SchemaSettings::draft2020_12().into_generator()
}

fn described(schema: Schema, text: &str) -> Schema {
    let mut schema = schema;
    schema.insert("description".to_owned(), json!(text));
    schema
}

/// Takes rustdoc's link brackets out of the descriptions and our own marks out of the schema, then prints it.
fn pretty(mut schema: Schema) -> String {
    fn clean(schema: &mut Schema) {
        if let Some(Value::String(text)) = schema.get_mut("description") {
            *text = text.replace("[`", "`").replace("`]", "`").replace("Scenario::", "");
        }
        schema.remove("x-alias");
        transform_subschemas(&mut clean, schema);
    }
    clean.transform(&mut schema);
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Value {
        serde_json::from_str(text).expect("JSON")
    }

    #[test]
    fn the_scenario_schema_describes_the_format() {
        let text = scenario();
        let schema = parsed(&text);
        assert_eq!(schema["properties"]["scenario"]["items"]["$ref"], "#/$defs/Scenario");
        assert_eq!(schema["$defs"]["Scenario"]["properties"]["user"]["$ref"], "#/$defs/User");
        assert!(schema["properties"]["routes"]["description"].is_string());
        assert!(!text.contains("[`") && !text.contains("x-alias"), "rustdoc or private marks in the schema");
    }

    #[test]
    fn the_trace_schema_has_a_header_and_every_kind_of_event() {
        let schema = parsed(&trace());
        assert_eq!(schema["oneOf"][0]["$ref"], "#/$defs/Header");
        let kinds = schema["oneOf"][1]["allOf"][0]["oneOf"].as_array().expect("kinds");
        let kinds: Vec<&str> = kinds.iter().filter_map(|kind| kind["properties"]["kind"]["const"].as_str()).collect();
        assert!(kinds.contains(&"load") && kinds.contains(&"end") && kinds.contains(&"finding"), "{kinds:?}");
        assert!(schema["$defs"]["At"].is_object() && schema["$defs"]["Lane"].is_object());
    }

    #[test]
    fn every_reference_leads_somewhere() {
        fn references(value: &Value, out: &mut Vec<String>) {
            match value {
                Value::Object(map) => {
                    out.extend(map.get("$ref").and_then(Value::as_str).map(str::to_owned));
                    map.values().for_each(|inner| references(inner, out));
                }
                Value::Array(items) => items.iter().for_each(|inner| references(inner, out)),
                _ => {}
            }
        }
        for schema in [parsed(&scenario()), parsed(&trace())] {
            let mut found = Vec::new();
            references(&schema, &mut found);
            for reference in found {
                assert!(schema.pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
            }
        }
    }
}
