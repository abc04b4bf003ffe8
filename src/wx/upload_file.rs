//! `wx.uploadFile`: a local file and form fields as one multipart POST; any HTTP status is a success.
//!
//! Facts §9: `url`, `filePath` and `name` are required; form values become strings; `data` of the result is never parsed. The form
//! fields come before the file, and the boundary is always the same, so that traces do not differ.

use boa_engine::property::PropertyKey;
use boa_engine::{JsResult, JsValue};
use serde_json::{Map, Value};

use super::api::{Api, Kind, Param, Run};
use super::call::{Call, Fail, Payload, type_name};
use super::exchange::Outgoing;
use super::transfer::{self, Unsent};
use crate::engine::json;
use crate::lang::Text;

pub(super) const API: Api = Api {
    promise: None,
    params: &[
        Param::required("url", Kind::String),
        Param::required("filePath", Kind::String),
        Param::required("name", Kind::String),
        Param::new("header", Kind::Object),
        Param::new("formData", Kind::Object),
        Param::new("timeout", Kind::Number).since("2.10.0"),
    ],
    failures: &["timeout", "net::ERR_CONNECTION_REFUSED", "net::ERR_CONNECTION_RESET", "abort"],
    missing: Text {
        zh: "enableProfile、enableHttp2、代码包内文件、合法域名列表",
        en: "enableProfile, enableHttp2, files of the code package, the list of legal domains",
    },
    ..Api::new(
        "uploadFile",
        Text { zh: "将本地资源上传到服务器", en: "Uploads a local file as a multipart POST" },
        "network/upload/wx.uploadFile.html",
        Run::Task(run),
    )
};

/// Long enough not to stand in a file by chance.
const BOUNDARY: &str = "----wxhostFormBoundary7MA4YWxkTrZu0gW";

fn run(call: &mut Call<'_>) -> JsResult<JsValue> {
    match prepare(call)? {
        Ok(outgoing) => {
            let timeout = transfer::timeout(call);
            transfer::begin(call, outgoing, timeout, |_, _, reply| {
                let mut members = Map::new();
                let text = String::from_utf8_lossy(&reply.body);
                members.insert("data".into(), text.into());
                members.insert("statusCode".into(), reply.status.into());
                Ok(Payload::Data(members))
            })
        }
        Err(unsent) => transfer::refuse(call, unsent),
    }
}

fn prepare(call: &mut Call<'_>) -> JsResult<Result<Outgoing, Unsent>> {
    let url = call.text("url").unwrap_or_default();
    let path = call.text("filePath").unwrap_or_default();
    let name = call.text("name").unwrap_or_default();
    let plan = match transfer::plan(call, "POST", &url) {
        Ok(plan) => plan,
        Err(unsent) => return Ok(Err(unsent)),
    };
    let fields = match fields(call) {
        Ok(fields) => fields,
        Err(error) => {
            let reason = super::storage_value::reason(&error, call.context);
            return Ok(Err(Unsent::at_once(Fail::new(reason).errno(600_010))));
        }
    };
    let content = call.wx.files.borrow().read(&path);
    // The text is a recollection; DevTools and Android both speak of a file not found.
    let Ok(content) = content else { return Ok(Err(Unsent::later(Fail::native("file not found")))) };
    let mut headers = transfer::headers(call)?;
    headers.retain(|(name, _)| name != "content-type");
    headers.push(("content-type".to_owned(), format!("multipart/form-data; boundary={BOUNDARY}")));
    let file_name = path.rsplit('/').next().unwrap_or_default();
    let mut shown: Map<String, Value> = fields.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect();
    shown.insert(name.clone(), format!("<file {file_name}, {} bytes>", content.len()).into());
    Ok(Ok(Outgoing {
        method: "POST".to_owned(),
        url,
        headers,
        shown: Value::Object(shown),
        body: multipart(&fields, &name, file_name, &content),
        manual_redirect: false,
        chunked: false,
        plan,
        slow: call.slow,
    }))
}

/// The members of `formData` as strings: objects become JSON, as the base library passes them to the client (inferred).
fn fields(call: &mut Call<'_>) -> JsResult<Vec<(String, String)>> {
    let data = call.option("formData")?;
    let Some(object) = data.as_object().filter(|_| type_name(&data, call.context) == "Object") else {
        return Ok(Vec::new());
    };
    let mut fields = Vec::new();
    for key in object.own_property_keys(call.context)? {
        let name = match &key {
            PropertyKey::String(name) => name.to_std_string_lossy(),
            PropertyKey::Index(index) => index.get().to_string(),
            PropertyKey::Symbol(_) => continue,
        };
        let value = object.get(key, call.context)?;
        let text = match value.as_object() {
            Some(object) if !object.is_callable() => json::stringify(&value, call.context)?.unwrap_or_default(),
            _ => value.to_string(call.context)?.to_std_string_lossy(),
        };
        fields.push((name, text));
    }
    Ok(fields)
}

fn multipart(fields: &[(String, String)], name: &str, file_name: &str, content: &[u8]) -> Vec<u8> {
    let quote = |text: &str| text.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
    let mut body = Vec::new();
    for (name, value) in fields {
        let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n", quote(name));
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(value.as_bytes());
        body.extend_from_slice(b"\r\n");
    }
    let head = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{}\"; filename=\"{}\"\r\nContent-Type: {}\r\n\r\n",
        quote(name),
        quote(file_name),
        media_type(file_name)
    );
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(content);
    body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
    body
}

fn media_type(file_name: &str) -> &'static str {
    match file_name.rsplit('.').next().unwrap_or_default().to_lowercase().as_str() {
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "mp4" => "video/mp4",
        "mp3" => "audio/mpeg",
        "pdf" => "application/pdf",
        "json" => "application/json",
        "txt" => "text/plain",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_in, run_in};
    use super::*;

    const SETUP: &str = r#"
        device.files = { "http://tmp/a.png" = "PNG" }
        routes = { "https://up.cn/" = "backend:/up" }
        backend = { "POST /up" = [{ status = 201, body = "{\"id\":1}" }] }"#;

    #[test]
    fn the_reply_is_a_string_whatever_the_status() {
        let js = "wx.uploadFile({url: 'https://up.cn/', filePath: 'http://tmp/a.png', name: 'f', formData: {n: 1, o: {a: 2}},
            success: r => console.log(r)})";
        check_in(SETUP, js, &[r#"{"errMsg":"uploadFile:ok","data":"{\"id\":1}","statusCode":201}"#]);
        let trace = run_in(SETUP, js).finished.trace.to_jsonl();
        assert!(trace.contains(r#""body":{"n":"1","o":"{\"a\":2}","f":"<file a.png, 3 bytes>"}"#), "{trace}");
    }

    #[test]
    fn the_body_is_multipart_with_the_file_last() {
        let body = multipart(&[("a".into(), "1".into())], "f", "x\".txt", b"hi");
        let expect = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--{BOUNDARY}\r\nContent-Disposition: form-data; \
             name=\"f\"; filename=\"x%22.txt\"\r\nContent-Type: text/plain\r\n\r\nhi\r\n--{BOUNDARY}--\r\n"
        );
        assert_eq!(String::from_utf8(body).unwrap(), expect);
    }

    #[test]
    fn what_is_missing_fails_inside_the_call() {
        check(
            "let t = wx.uploadFile({url: 'https://up.cn/', fail: r => console.log(r.errMsg)}); console.log(typeof t)",
            &[
                "uploadFile:fail parameter error: parameter.filePath should be String instead of Undefined;parameter.name should be String instead of Undefined;",
                "uploadFile:fail parameter error: parameter.filePath should be String instead of Undefined;parameter.name should be String instead of Undefined;",
                "undefined",
            ],
        );
        let js =
            "wx.uploadFile({url: 'https://up.cn/', filePath: 'http://tmp/b.png', name: 'f', fail: r => console.log(r.errMsg)})";
        assert_eq!(run_in(SETUP, js).lines.last().unwrap(), "uploadFile:fail file not found");
    }

    #[test]
    fn progress_is_told_before_the_reply() {
        let js = "const t = wx.uploadFile({url: 'https://up.cn/', filePath: 'http://tmp/a.png', name: 'f', success: r => console.log('ok')});
            const p = e => console.log(e.progress, e.totalBytesSent === e.totalBytesExpectedToSend);
            t.onProgressUpdate(p); t.onProgressUpdate(() => console.log('never')); t.offProgressUpdate(); t.onProgressUpdate(p);
            t.onHeadersReceived(e => console.log(typeof e.header))";
        check_in(SETUP, js, &["100 true", "object", "ok"]);
    }

    #[test]
    fn data_that_cannot_be_sent_fails_inside_the_call() {
        let js =
            "const o = {}; o.o = o; wx.uploadFile({url: 'https://up.cn/', filePath: 'http://tmp/a.png', name: 'f', formData: {o},
            fail: r => console.log(r.errMsg.startsWith('uploadFile:fail '))})";
        assert_eq!(run_in(SETUP, js).lines.last().unwrap(), "true");
        let js = "wx.uploadFile({url: 'https://up.cn/', filePath: 'http://tmp/a.png', name: 'f', formData: {o: {toJSON() { throw new Error('no') }}},
            fail: r => console.log(r.errMsg)})";
        assert_eq!(run_in(SETUP, js).lines.last().unwrap(), "uploadFile:fail no");
    }
}
