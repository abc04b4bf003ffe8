//! The own format of tapes: JSON Lines, a header first, then one exchange a line.

use serde_json::json;

use super::{Exchange, Wrong};

/// The schema name in the first line.
pub const SCHEMA: &str = "wxhost.tape/1";

/// A tape as JSON Lines.
pub fn jsonl(exchanges: &[Exchange]) -> String {
    let tool = concat!("wxhost ", env!("CARGO_PKG_VERSION"));
    let mut out = format!("{}\n", json!({ "schema": SCHEMA, "tool": tool }));
    for exchange in exchanges {
        out.push_str(&serde_json::to_string(exchange).unwrap_or_default());
        out.push('\n');
    }
    out
}

/// Whether a text begins like a tape.
pub(super) fn is_tape(text: &str) -> bool {
    text.lines().next().is_some_and(|line| line.contains("\"wxhost.tape/"))
}

pub(super) fn read(text: &str) -> Result<Vec<Exchange>, Wrong> {
    let mut lines = text.lines().enumerate();
    let schema = lines.next().and_then(|(_, line)| serde_json::from_str::<serde_json::Value>(line).ok());
    let schema = schema.as_ref().and_then(|header| header.get("schema")).and_then(serde_json::Value::as_str);
    if schema != Some(SCHEMA) {
        let found = schema.unwrap_or_default();
        return Err(Wrong::new(
            "",
            format!("格式是 {found}，当前版本只认识 {SCHEMA}"),
            format!("its schema is {found}; this version reads {SCHEMA}"),
        ));
    }
    let rest = lines.filter(|(_, line)| !line.trim().is_empty());
    rest.map(|(index, line)| {
        serde_json::from_str(line).map_err(|error| {
            let place = format!("{}", index + 1);
            Wrong::new(place, format!("不是一次交换：{error}"), format!("this line is no exchange: {error}"))
        })
    })
    .collect()
}
