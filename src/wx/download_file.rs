//! `wx.downloadFile`: fetches a file into the app's temporary files, or to `filePath`; any HTTP status is a success.
//!
//! Facts §9: even the body of a 404 is written; the largest file has 200 MB (here also `limits.response`).

use boa_engine::{JsResult, JsValue};
use serde_json::{Map, Value};

use super::api::{Api, Kind, Param, Run};
use super::call::{Call, Fail, Payload};
use super::exchange::Outgoing;
use super::transfer;
use crate::lang::Text;
use crate::world::files::FileFail;
use crate::world::network::Reply;

pub(super) const API: Api = Api {
    promise: None,
    params: &[
        Param::required("url", Kind::String),
        Param::new("header", Kind::Object),
        Param::new("timeout", Kind::Number).since("2.10.0"),
        Param::new("filePath", Kind::String).since("1.8.0"),
    ],
    failures: &["timeout", "net::ERR_CONNECTION_REFUSED", "net::ERR_CONNECTION_RESET", "abort"],
    missing: Text {
        zh: "enableProfile、enableHttp2、合法域名列表", en: "enableProfile, enableHttp2, the list of legal domains"
    },
    ..Api::new(
        "downloadFile",
        Text { zh: "下载文件资源到本地", en: "Downloads a file to the device" },
        "network/download/wx.downloadFile.html",
        Run::Task(run),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<JsValue> {
    let url = call.text("url").unwrap_or_default();
    let target = call.text("filePath").filter(|path| !path.is_empty() && call.wx.at_least("1.8.0"));
    let plan = match transfer::plan(call, "GET", &url) {
        Ok(plan) => plan,
        Err(unsent) => return transfer::refuse(call, unsent),
    };
    let headers = transfer::headers(call)?;
    let timeout = transfer::timeout(call);
    let extension = url_extension(&url);
    let outgoing = Outgoing {
        method: "GET".to_owned(),
        url,
        headers,
        shown: Value::Null,
        body: Vec::new(),
        manual_redirect: false,
        chunked: false,
        plan,
        slow: call.slow,
    };
    transfer::begin(call, outgoing, timeout, move |host, wx, reply| {
        let now = host.clock.unix_millis();
        let mut files = wx.files.borrow_mut();
        let mut members = Map::new();
        match target {
            Some(path) => {
                files.write(&path, &reply.body, false, now).map_err(|fail| write_fail(fail, &path))?;
                members.insert("filePath".into(), path.into());
            }
            None => {
                let extension = extension.or_else(|| type_extension(&reply)).unwrap_or_default();
                let path = files.temporary(reply.body.clone(), &extension, now);
                members.insert("tempFilePath".into(), path.into());
            }
        }
        members.insert("statusCode".into(), reply.status.into());
        Ok(Payload::Data(members))
    })
}

/// The words are those of `FileSystemManager.writeFile` (inferred).
fn write_fail(fail: FileFail, path: &str) -> Fail {
    match fail {
        FileFail::Full => Fail::new("the maximum size of the file storage limit is exceeded"),
        _ => Fail::new(format!("{fail}, open \"{path}\"")),
    }
}

fn url_extension(url: &str) -> Option<String> {
    let path = url.split(['?', '#']).next()?;
    let (_, extension) = path.rsplit('/').next()?.rsplit_once('.')?;
    let plain =
        !path.ends_with("//") && (1..=5).contains(&extension.len()) && extension.bytes().all(|b| b.is_ascii_alphanumeric());
    (plain && path.matches('/').count() > 2).then(|| extension.to_owned())
}

fn type_extension(reply: &Reply) -> Option<String> {
    let (_, value) = reply.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"))?;
    let extension = match value.split(';').next()?.trim() {
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "image/gif" => "gif",
        "application/json" => "json",
        "application/pdf" => "pdf",
        "text/plain" => "txt",
        "text/html" => "html",
        "audio/mpeg" => "mp3",
        "video/mp4" => "mp4",
        _ => return None,
    };
    Some(extension.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check_in, run_in};

    const SETUP: &str = r#"
        routes = { "https://d.cn/a.txt" = "backend:/a", "https://d.cn/big" = "backend:/big", "https://d.cn/gone" = "backend:/gone" }
        backend = { "GET /a" = [{ body = "hello" }], "GET /big" = [{ bytes = 200000 }], "GET /gone" = [{ status = 404, body = "no" }] }"#;

    #[test]
    fn the_file_is_there_afterwards() {
        let js = "wx.downloadFile({url: 'https://d.cn/a.txt', success: r => {
            console.log(r.statusCode, r.tempFilePath.startsWith('http://tmp/'), r.tempFilePath.endsWith('.txt'), r.filePath, r.errMsg);
            console.log(wx.getFileSystemManager().readFileSync(r.tempFilePath, 'utf8')) }})";
        check_in(SETUP, js, &["200 true true undefined downloadFile:ok", "hello"]);
        assert_eq!(run_in(SETUP, js).finished.trace.to_jsonl(), run_in(SETUP, js).finished.trace.to_jsonl());
    }

    #[test]
    fn a_404_is_written_too_and_a_path_can_be_given() {
        let js = "wx.downloadFile({url: 'https://d.cn/gone', filePath: wx.env.USER_DATA_PATH + '/x', success: r => {
            console.log(r); console.log(wx.getFileSystemManager().readFileSync(r.filePath, 'utf8')) }})";
        check_in(SETUP, js, &[r#"{"errMsg":"downloadFile:ok","filePath":"http://usr/x","statusCode":404}"#, "no"]);
    }

    #[test]
    fn a_large_file_comes_in_steps() {
        let js = "wx.downloadFile({url: 'https://d.cn/big', success: r => console.log('ok')})
            .onProgressUpdate(e => console.log(e.progress, e.totalBytesWritten, e.totalBytesExpectedToWrite))";
        check_in(SETUP, js, &["32 65536 200000", "65 131072 200000", "98 196608 200000", "100 200000 200000", "ok"]);
    }

    #[test]
    fn aborting_in_a_progress_listener_fails_it() {
        let js = "const t = wx.downloadFile({url: 'https://d.cn/big', success: r => console.log('ok'), fail: r => console.log(r.errMsg)});
            t.onProgressUpdate(e => { console.log(e.progress); t.abort() })";
        check_in(SETUP, js, &["32", "downloadFile:fail abort"]);
    }
}
