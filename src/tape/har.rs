//! HAR 1.2, the format of browsers' network panels: written for viewers, read from whoever exported it.
//!
//! <http://www.softwareishard.com/blog/har-12-spec/>. A failed exchange has the status 0 and Chrome's `_error`; a URL that a
//! route led elsewhere is kept as `_url`.

use serde_json::{Map, Value, json};
use url::Url;

use super::{Answer, Bytes, Exchange, Wrong};

/// Tells the instant of a virtual time as ISO 8601.
pub type Moment<'a> = &'a dyn Fn(u64) -> String;

/// Exchanges as a HAR; `moment` tells the instant of a virtual time.
pub fn har(exchanges: &[Exchange], moment: Moment<'_>) -> String {
    let entries: Vec<Value> = exchanges.iter().map(|exchange| entry(exchange, moment)).collect();
    let creator = json!({ "name": "wxhost", "version": env!("CARGO_PKG_VERSION") });
    let log = json!({ "log": { "version": "1.2", "creator": creator, "entries": entries } });
    format!("{}\n", serde_json::to_string_pretty(&log).unwrap_or_default())
}

fn entry(exchange: &Exchange, moment: Moment<'_>) -> Value {
    let url = exchange.target.as_deref().unwrap_or(&exchange.url);
    let query: Vec<Value> = Url::parse(url).map_or_else(
        |_| Vec::new(),
        |url| url.query_pairs().map(|(name, value)| json!({ "name": name, "value": value })).collect(),
    );
    let mut request = json!({
        "method": exchange.method,
        "url": url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": pairs(&exchange.headers),
        "queryString": query,
        "headersSize": -1,
        "bodySize": exchange.body.0.len(),
    });
    if !exchange.body.is_empty() {
        let mime = header(&exchange.headers, "content-type").unwrap_or("application/octet-stream");
        let mut data =
            json!({ "mimeType": mime, "text": exchange.body.text().map_or_else(|| exchange.body.base64(), str::to_owned) });
        if exchange.body.text().is_none() {
            data["_encoding"] = "base64".into();
        }
        request["postData"] = data;
    }
    let mut entry = json!({
        "startedDateTime": moment(exchange.t),
        "time": exchange.took,
        "request": request,
        "response": response(&exchange.answer),
        "cache": {},
        "timings": { "send": 0, "wait": exchange.took, "receive": 0 },
    });
    if exchange.target.is_some() {
        entry["_url"] = exchange.url.clone().into();
    }
    if let Answer::Reply { from: Some(from), .. } = &exchange.answer {
        entry["_from"] = from.clone().into();
    }
    entry
}

fn response(answer: &Answer) -> Value {
    let empty = Vec::new();
    let (status, headers, body) = match answer {
        Answer::Reply { status, headers, body, .. } => (*status, headers, body.as_ref()),
        Answer::Failure { .. } => (0, &empty, None),
    };
    let mime = header(headers, "content-type").unwrap_or("x-unknown");
    let size = body.map_or(0, |body| body.0.len());
    let mut content = json!({ "size": size, "mimeType": mime });
    match body.map(|body| (body, body.text())) {
        Some((_, Some(text))) => content["text"] = text.into(),
        Some((body, None)) => {
            content["text"] = body.base64().into();
            content["encoding"] = "base64".into();
        }
        None => {}
    }
    let mut response = json!({
        "status": status,
        "statusText": "",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": pairs(headers),
        "content": content,
        "redirectURL": header(headers, "location").unwrap_or(""),
        "headersSize": -1,
        "bodySize": size,
    });
    if let Answer::Failure { error } = answer {
        response["_error"] = error.clone().into();
    }
    response
}

fn pairs(headers: &[(String, String)]) -> Vec<Value> {
    headers.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect()
}

fn header<'a>(headers: &'a [(String, String)], wanted: &str) -> Option<&'a str> {
    headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value.as_str())
}

/// The entries of a HAR as exchanges.
pub(super) fn read(text: &str) -> Result<Vec<Exchange>, Wrong> {
    let own = text.contains("\"name\": \"wxhost\"");
    entries(text)?.iter().enumerate().map(|(index, entry)| exchange(index, entry, own)).collect()
}

/// The entries of a HAR as they stand there.
pub(super) fn entries(text: &str) -> Result<Vec<Value>, Wrong> {
    let mut value: Value = serde_json::from_str(text).map_err(|error| {
        let place = format!("{}:{}", error.line(), error.column());
        Wrong::new(place, format!("不是 JSON：{error}"), format!("this is not JSON: {error}"))
    })?;
    let Some(log) = value.get_mut("log").filter(|log| log.is_object()) else {
        let zh = "不是 HAR：没有 log 对象；请用浏览器或开发者工具的 Network 面板导出 HAR";
        let en = "this is no HAR: it has no log object; export one from the network panel of a browser or DevTools";
        return Err(Wrong::new("", zh, en));
    };
    match log.get_mut("entries").map(Value::take) {
        Some(Value::Array(entries)) => Ok(entries),
        _ => Err(Wrong::new("log.entries", "应为一个列表", "it must be a list")),
    }
}

/// Headers that say how a body travelled, not what it is: a HAR keeps the body as it was read.
const TRAVEL: [&str; 4] = ["content-encoding", "content-length", "transfer-encoding", "connection"];

/// One entry as an exchange; `own`: we wrote it, and keep headers and body as they were.
pub(super) fn exchange(index: usize, entry: &Value, own: bool) -> Result<Exchange, Wrong> {
    let place = |path: &str| format!("log.entries[{index}].{path}");
    let text = |value: &Value, path: &str, key: &str| {
        value
            .get(key)
            .and_then(Value::as_str)
            .map(str::to_owned)
            .ok_or_else(|| Wrong::new(place(&format!("{path}.{key}")), "应为一个文本", "it must be a text"))
    };
    let object = |key: &str| {
        entry
            .get(key)
            .filter(|value| value.is_object())
            .ok_or_else(|| Wrong::new(place(key), "应为一个对象", "it must be an object"))
    };
    let (request, response) = (object("request")?, object("response")?);
    let url = text(request, "request", "url")?;
    let method = text(request, "request", "method")?.to_uppercase();
    let body = match request.get("postData").filter(|data| !data.is_null()) {
        None => Bytes::default(),
        Some(data) => post_data(data).map_err(|why| {
            Wrong::new(place("request.postData"), format!("不是有效的 base64：{why}"), format!("this is no base64: {why}"))
        })?,
    };
    let status = response.get("status").and_then(Value::as_f64).unwrap_or(0.0);
    let answer = if status == 0.0 {
        let error = response.get("_error").and_then(Value::as_str).unwrap_or("reset");
        Answer::Failure { error: failure(error) }
    } else if (100.0..=599.0).contains(&status) {
        let content = response.get("content").cloned().unwrap_or_default();
        let encoded = content.get("encoding").and_then(Value::as_str).is_some_and(|name| name.eq_ignore_ascii_case("base64"));
        let size = content.get("size").and_then(Value::as_f64).unwrap_or(0.0);
        let body = match content.get("text").and_then(Value::as_str) {
            Some(text) if encoded => Some(Bytes::of_base64(text).map_err(|why| {
                Wrong::new(
                    place("response.content.text"),
                    format!("不是有效的 base64：{why}"),
                    format!("this is no base64: {why}"),
                )
            })?),
            Some(text) => Some(Bytes(text.as_bytes().to_vec())),
            // Nothing was there to keep.
            None if size <= 0.0 || (300.0..400.0).contains(&status) => Some(Bytes::default()),
            None => None,
        };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 100 and 599")]
        let status = status as u16;
        let from = entry.get("_from").and_then(Value::as_str).map(str::to_owned);
        Answer::Reply { status, headers: headers(response, !own), body, from }
    } else {
        return Err(Wrong::new(place("response.status"), "不是 HTTP 状态码", "this is no HTTP status"));
    };
    let written = entry.get("_url").and_then(Value::as_str).map(str::to_owned);
    let target = written.is_some().then(|| url.clone());
    let took = entry.get("time").and_then(Value::as_f64).unwrap_or(0.0).clamp(0.0, 1e9);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
    let took = took as u64;
    Ok(Exchange { t: 0, took, method, url: written.unwrap_or(url), target, headers: headers(request, false), body, answer })
}

fn post_data(data: &Value) -> Result<Bytes, String> {
    let text = data.get("text").and_then(Value::as_str);
    if data.get("_encoding").or(data.get("encoding")).and_then(Value::as_str) == Some("base64") {
        return Bytes::of_base64(text.unwrap_or_default());
    }
    if let Some(text) = text {
        return Ok(Bytes(text.as_bytes().to_vec()));
    }
    // Some exporters keep forms as parameters only.
    let params = data.get("params").and_then(Value::as_array).into_iter().flatten();
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    for param in params {
        let member = |key: &str| param.get(key).and_then(Value::as_str).unwrap_or_default();
        form.append_pair(member("name"), member("value"));
    }
    Ok(Bytes(form.finish().into_bytes()))
}

fn headers(message: &Value, decoded: bool) -> Vec<(String, String)> {
    let all = message.get("headers").and_then(Value::as_array).into_iter().flatten();
    let pairs = all.filter_map(|header| {
        let name = header.get("name").and_then(Value::as_str)?;
        let value = header.get("value").and_then(Value::as_str)?;
        Some((name.to_owned(), value.to_owned()))
    });
    let travels = |name: &str| decoded && TRAVEL.iter().any(|known| known.eq_ignore_ascii_case(name));
    pairs.filter(|(name, _)| !name.starts_with(':') && !name.is_empty() && !travels(name)).collect()
}

/// A browser's word for a failure in ours.
fn failure(error: &str) -> String {
    match error {
        _ if error.contains("REFUSED") => "refused",
        _ if error.contains("TIMED_OUT") => "timeout",
        _ if error.contains("RESET") || error.contains("CLOSED") || error.contains("ABORTED") || error.is_empty() => "reset",
        own => own,
    }
    .to_owned()
}

/// The object that an entry of a HAR may have under `key`.
pub(super) fn member<'a>(entry: &'a Value, key: &str) -> Option<&'a str> {
    entry.as_object().map(|entry: &Map<String, Value>| entry.get(key)).and_then(|value| value.and_then(Value::as_str))
}
