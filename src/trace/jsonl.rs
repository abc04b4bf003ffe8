//! A trace as JSON Lines, the `--format jsonl` of every command: one header line, then one event a line, keys in a fixed order.

use std::io;

use serde::de::Error as _;
use serde::ser::{Error as _, SerializeMap};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::error::Category;
use serde_json::{Map, Value};

use super::escape::{deceives, push_escape};
use super::event::{Body, Event, Header, SCHEMA, Trace};
use crate::lang::Message;

/// Why a text could not be read as a trace.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TraceError {
    /// There is no line at all.
    #[error("the trace is empty: it needs a header line first")]
    Empty,
    /// The first line is no header.
    #[error("line 1 is not the header of a trace: {0}")]
    NotATrace(String),
    /// The header names a schema that this version does not know yet.
    #[error("the trace has schema `{0}`; this version reads `{SCHEMA}`: a newer wxhost can read it")]
    NewerSchema(String),
    /// The last line breaks off.
    #[error("line {0}, the last one, breaks off in the middle: the trace was cut")]
    Truncated(usize),
    /// A line is not JSON.
    #[error("line {line}, column {column} is not JSON: {message}")]
    Json {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// What the JSON parser said.
        message: String,
    },
    /// A line has a kind that the schema does not know.
    #[error("line {line} has the unknown kind `{kind}`; the kinds are {}", Body::KINDS.join(", "))]
    UnknownKind {
        /// The line, from 1.
        line: usize,
        /// The kind as written.
        kind: String,
    },
    /// A line is JSON, but not an event.
    #[error("line {line} is not an event: {message}")]
    NotAnEvent {
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        message: String,
    },
    /// The numbers of the events do not follow each other.
    #[error("line {line} has seq {found} where {expected} was due: lines are missing or out of order")]
    OutOfOrder {
        /// The line, from 1.
        line: usize,
        /// The `seq` that was due.
        expected: u64,
        /// The `seq` that stands there.
        found: u64,
    },
}

impl TraceError {
    /// The same in both languages.
    pub fn message(&self) -> Message {
        let zh = match self {
            Self::Empty => "trace 是空的：第一行应当是文件头".to_owned(),
            Self::NotATrace(why) => format!("第 1 行不是 trace 的文件头：{why}"),
            Self::NewerSchema(found) => {
                format!("这份 trace 的格式是 `{found}`，当前版本只认识 `{SCHEMA}`：请用更新的 wxhost 打开")
            }
            Self::Truncated(line) => format!("最后一行（第 {line} 行）只有半截：trace 不完整"),
            Self::Json { line, column, message } => format!("第 {line} 行第 {column} 列不是合法的 JSON：{message}"),
            Self::UnknownKind { line, kind } => {
                format!("第 {line} 行的 kind `{kind}` 不认识；可用的有 {}", Body::KINDS.join("、"))
            }
            Self::NotAnEvent { line, message } => format!("第 {line} 行不是事件：{message}"),
            Self::OutOfOrder { line, expected, found } => {
                format!("第 {line} 行的 seq 是 {found}，应当是 {expected}：缺行或顺序不对")
            }
        };
        Message::new(zh, self.to_string())
    }
}

impl Trace {
    /// The trace as JSON Lines; every line ends with `\n`.
    pub fn to_jsonl(&self) -> String {
        let mut out = json_line(&self.header);
        for event in &self.events {
            out.push('\n');
            out.push_str(&json_line(event));
        }
        out.push('\n');
        out
    }

    /// Reads what [`Trace::to_jsonl`] wrote; unknown fields are passed over, so later additions to the schema do no harm.
    ///
    /// # Errors
    /// When the text is no trace, belongs to a newer schema, was cut, or has a line that is no event.
    pub fn from_jsonl(text: &str) -> Result<Self, TraceError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let text = text.trim_end_matches(['\n', '\r', ' ']);
        let last = text.split('\n').count();
        let mut lines = text.split('\n').enumerate().map(|(index, line)| (index + 1, line));
        let header = match lines.next() {
            Some((_, line)) if !line.trim().is_empty() => read_header(line, last == 1)?,
            _ => return Err(TraceError::Empty),
        };
        let mut events = Vec::new();
        for (number, line) in lines {
            let event = read_event(number, line, number == last)?;
            let expected = events.len() as u64 + 1;
            if event.seq != expected {
                return Err(TraceError::OutOfOrder { line: number, expected, found: event.seq });
            }
            events.push(event);
        }
        Ok(Self { header, events })
    }
}

/// One value as compact JSON whose deceiving characters are escaped, so that the line is safe to show and stays one line.
pub fn json_line<T: Serialize>(value: &T) -> String {
    let mut bytes = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, Escaping);
    // Writing into memory cannot fail, and every key of our types is a string.
    if value.serialize(&mut serializer).is_err() {
        bytes.clear();
    }
    String::from_utf8(bytes).unwrap_or_default()
}

fn read_header(line: &str, is_last: bool) -> Result<Header, TraceError> {
    let value = parse(1, line, is_last)?;
    let Some(schema) = value.get("schema").and_then(Value::as_str) else {
        return Err(TraceError::NotATrace("it has no `schema`".to_owned()));
    };
    if schema != SCHEMA {
        let version = schema.strip_prefix("wxhost.trace/").and_then(|version| version.parse::<u32>().ok());
        return Err(match version {
            Some(version) if version > 1 => TraceError::NewerSchema(schema.to_owned()),
            _ => TraceError::NotATrace(format!("its schema is `{schema}`, not `{SCHEMA}`")),
        });
    }
    serde_json::from_value(value).map_err(|error| TraceError::NotATrace(error.to_string()))
}

fn read_event(line: usize, text: &str, is_last: bool) -> Result<Event, TraceError> {
    let value = parse(line, text, is_last)?;
    if let Some(kind) = value.get("kind").and_then(Value::as_str)
        && !Body::KINDS.contains(&kind)
    {
        return Err(TraceError::UnknownKind { line, kind: kind.to_owned() });
    }
    serde_json::from_value(value).map_err(|error| TraceError::NotAnEvent { line, message: error.to_string() })
}

fn parse(line: usize, text: &str, is_last: bool) -> Result<Value, TraceError> {
    serde_json::from_str(text).map_err(|error| match error.classify() {
        Category::Eof if is_last => TraceError::Truncated(line),
        _ => {
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or_default().to_owned();
            TraceError::Json { line, column: error.column(), message }
        }
    })
}

impl Serialize for Event {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let body = serde_json::to_value(&self.body).map_err(S::Error::custom)?;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("seq", &self.seq)?;
        map.serialize_entry("t", &self.t)?;
        map.serialize_entry("lane", &self.lane)?;
        map.serialize_entry("kind", self.body.kind())?;
        map.serialize_entry("cause", &self.cause)?;
        map.serialize_entry("at", &self.at)?;
        for (key, value) in body.as_object().into_iter().flatten().filter(|(key, _)| *key != "kind") {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut map = Map::<String, Value>::deserialize(deserializer)?;
        Ok(Self {
            seq: take(&mut map, "seq")?,
            t: take(&mut map, "t")?,
            lane: take(&mut map, "lane")?,
            cause: take(&mut map, "cause")?,
            at: take(&mut map, "at")?,
            body: serde_json::from_value(Value::Object(map)).map_err(D::Error::custom)?,
        })
    }
}

/// Takes a field out of an event; a missing one reads as null, which only optional fields accept.
fn take<T: for<'a> Deserialize<'a>, E: serde::de::Error>(map: &mut Map<String, Value>, key: &str) -> Result<T, E> {
    let value = map.shift_remove(key).unwrap_or(Value::Null);
    serde_json::from_value(value).map_err(|error| E::custom(format!("`{key}`: {error}")))
}

/// Compact JSON whose strings hold no deceiving character.
struct Escaping;

impl serde_json::ser::Formatter for Escaping {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        if !fragment.contains(deceives) {
            return writer.write_all(fragment.as_bytes());
        }
        let mut out = String::with_capacity(fragment.len() + 8);
        for c in fragment.chars() {
            if deceives(c) { push_escape(&mut out, c) } else { out.push(c) }
        }
        writer.write_all(out.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::fixture;
    use crate::trace::{At, Lane, Open};
    use serde_json::json;

    #[test]
    fn a_trace_survives_the_round_trip_byte_for_byte() {
        for trace in fixture::all() {
            let text = trace.to_jsonl();
            let read = Trace::from_jsonl(&text).unwrap();
            assert_eq!(read, trace);
            assert_eq!(read.to_jsonl(), text);
        }
    }

    #[test]
    fn keys_have_a_fixed_order_and_cause_and_at_are_always_there() {
        let end = Body::End { reason: "drained".into(), limit: None, open: vec![Open { what: "modal".into(), of: Some(3) }] };
        let event = Event { seq: 4, t: 30, lane: Lane::Host, cause: None, at: None, body: end };
        assert_eq!(
            json_line(&event),
            r#"{"seq":4,"t":30,"lane":"host","kind":"end","cause":null,"at":null,"reason":"drained","open":[{"what":"modal","of":3}]}"#
        );
        let at = Some(At { file: "a.js".into(), line: 1, column: 2 });
        let body = Body::Platform { action: "code-issued".into(), detail: json!({"z": 1, "a": 2}) };
        let event = Event { seq: 1, t: 0, lane: Lane::Wechat, cause: Some(9), at, body };
        assert_eq!(
            json_line(&event),
            r#"{"seq":1,"t":0,"lane":"wechat","kind":"platform","cause":9,"at":{"file":"a.js","line":1,"column":2},"action":"code-issued","detail":{"z":1,"a":2}}"#
        );
    }

    #[test]
    fn numbers_keep_their_form() {
        let args = json!([u64::MAX, i64::MIN, 1.0, 0.1 + 0.2, 1e300, -0.5, 9_007_199_254_740_993_u64]);
        let mut trace = fixture::login_succeeds();
        trace.events[0].body =
            Body::Call { api: "x".into(), args, callbacks: vec![], form: crate::trace::Form::Sync, via: vec![] };
        let text = trace.to_jsonl();
        assert!(
            text.contains("[18446744073709551615,-9223372036854775808,1.0,0.30000000000000004,1e+300,-0.5,9007199254740993]")
        );
        assert_eq!(Trace::from_jsonl(&text).unwrap().to_jsonl(), text);
    }

    #[test]
    fn deceiving_characters_are_escaped_and_come_back() {
        let mut trace = fixture::login_succeeds();
        trace.events[0].body = Body::Invoke { what: "a\u{202e}b\u{9b}c\u{2028}\u{e0041}\n".into() };
        let text = trace.to_jsonl();
        assert!(text.contains(r"a\u202eb\u009bc\u2028\udb40\udc41\n"), "{text}");
        assert_eq!(Trace::from_jsonl(&text).unwrap(), trace);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        let good = fixture::login_succeeds().to_jsonl();
        let check = |text: &str, expected: &str| {
            let error = Trace::from_jsonl(text).unwrap_err();
            assert_eq!(error.to_string(), expected);
            assert_ne!(error.message().zh, error.message().en);
        };
        check("", "the trace is empty: it needs a header line first");
        check("\n\n", "the trace is empty: it needs a header line first");
        check("{}", "line 1 is not the header of a trace: it has no `schema`");
        check("hello", "line 1, column 1 is not JSON: expected value");
        check(
            &good.replace("wxhost.trace/1", "wxhost.trace/2"),
            "the trace has schema `wxhost.trace/2`; this version reads `wxhost.trace/1`: a newer wxhost can read it",
        );
        check(
            &good.replace("wxhost.trace/1", "other/1"),
            "line 1 is not the header of a trace: its schema is `other/1`, not `wxhost.trace/1`",
        );
        let lines = good.lines().count();
        check(&good[..good.len() - 10], &format!("line {lines}, the last one, breaks off in the middle: the trace was cut"));
        check(&good.replacen("\"t\":0,", "\"t\":0", 1), "line 2, column 15 is not JSON: expected `,` or `}`");
        check(
            &good.replacen("\"kind\":\"load\"", "\"kind\":\"loaded\"", 1),
            "line 2 has the unknown kind `loaded`; the kinds are load, invoke, call, settle, request, response, ui, platform, \
             state, log, error, finding, end",
        );
        check(
            &good.replacen("\"t\":0,", "\"t\":-1,", 1),
            "line 2 is not an event: `t`: invalid value: integer `-1`, expected u64",
        );
        check(&good.replacen("\"seq\":2,", "", 1), "line 3 is not an event: `seq`: invalid type: null, expected u64");
        check(
            &good.replacen("\"seq\":2,", "\"seq\":3,", 1),
            "line 3 has seq 3 where 2 was due: lines are missing or out of order",
        );
    }

    #[test]
    fn unknown_fields_blank_ends_and_windows_line_ends_do_no_harm() {
        let trace = fixture::login_succeeds();
        let text = trace.to_jsonl().replace("\"kind\":", "\"later\":1,\"kind\":").replace('\n', "\r\n") + "\r\n";
        assert_eq!(Trace::from_jsonl(&format!("\u{feff}{text}")).unwrap(), trace);
    }
}
