//! `--format json`: the whole trace as one JSON document, `{"header": …, "events": […]}`, one event a line.

use crate::trace::{Trace, json_line};

/// The trace as one JSON document.
pub fn render(trace: &Trace) -> String {
    let events: Vec<String> = trace.events.iter().map(json_line).collect();
    let events = if events.is_empty() { String::new() } else { format!("\n{}\n", events.join(",\n")) };
    format!("{{\"header\":{},\"events\":[{events}]}}\n", json_line(&trace.header))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::fixture;
    use serde_json::Value;

    #[test]
    fn it_is_one_document_with_the_same_events() {
        let mut trace = fixture::login_succeeds();
        let value: Value = serde_json::from_str(&render(&trace)).unwrap();
        assert_eq!(value["header"]["schema"], "wxhost.trace/1");
        assert_eq!(value["events"].as_array().map(Vec::len), Some(trace.events.len()));
        trace.events.clear();
        let value: Value = serde_json::from_str(&render(&trace)).unwrap();
        assert_eq!(value["events"], Value::Array(vec![]));
    }
}
