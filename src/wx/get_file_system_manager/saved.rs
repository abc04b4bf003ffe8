//! `saveFile`, `getSavedFileList`, `removeSavedFile`, `getFileInfo`: temporary files that are kept.

use std::fmt::Write as _;

use boa_engine::object::ObjectInitializer;
use boa_engine::object::builtins::JsArray;
use boa_engine::property::Attribute;
use boa_engine::{JsResult, JsString, JsValue, js_string};
use md5::Digest as _;

use super::super::call::{Call, Fail};
use super::{Members, open_fail};
use crate::world::files::FileFail;

pub(super) fn save(call: &mut Call<'_>) -> JsResult<Result<Members, Fail>> {
    let from = call.text("tempFilePath").unwrap_or_default();
    let to = call.text("filePath").filter(|path| !path.is_empty());
    let now = call.host.clock.unix_millis();
    let saved = call.wx.files.borrow_mut().save(&from, to.as_deref(), now);
    Ok(match saved {
        Ok(path) => Ok(vec![("savedFilePath", JsString::from(path).into())]),
        // Official page: FileSystemManager.saveFile.
        Err(FileFail::NotFound) if to.is_none() => Err(Fail::new("tempFilePath file not exist")),
        Err(fail) => Err(open_fail(fail, to.as_deref().unwrap_or(&from))),
    })
}

pub(super) fn list(call: &mut Call<'_>) -> JsResult<Result<Members, Fail>> {
    let saved = call.wx.files.borrow().saved();
    let mut rows = Vec::new();
    for (path, stat) in saved {
        let mut row = ObjectInitializer::new(call.context);
        row.property(js_string!("filePath"), JsString::from(path), Attribute::all());
        row.property(js_string!("size"), stat.size, Attribute::all());
        row.property(js_string!("createTime"), stat.modified.div_euclid(1000), Attribute::all());
        rows.push(JsValue::from(row.build()));
    }
    Ok(Ok(vec![("fileList", JsArray::from_iter(rows, call.context).into())]))
}

pub(super) fn saved_info(call: &mut Call<'_>) -> JsResult<Result<Members, Fail>> {
    let path = call.text("filePath").unwrap_or_default();
    let found = call.wx.files.borrow().saved().into_iter().find(|(saved, _)| *saved == path);
    Ok(match found {
        Some((_, stat)) => Ok(vec![("size", stat.size.into()), ("createTime", stat.modified.div_euclid(1000).into())]),
        None => Err(not_there()),
    })
}

pub(super) fn remove(call: &mut Call<'_>) -> JsResult<Result<Members, Fail>> {
    let path = call.text("filePath").unwrap_or_default();
    let mut files = call.wx.files.borrow_mut();
    let known = files.saved().iter().any(|(saved, _)| *saved == path);
    Ok(if known && files.remove(&path).is_ok() { Ok(Vec::new()) } else { Err(not_there()) })
}

/// Size and digest: `md5`, or `sha1` if asked for.
pub(super) fn info(call: &mut Call<'_>) -> JsResult<Result<Members, Fail>> {
    let path = call.text("filePath").unwrap_or_default();
    let algorithm = call.text("digestAlgorithm").unwrap_or_else(|| "md5".to_owned());
    let content = call.wx.files.borrow().read(&path);
    let Ok(content) = content else { return Ok(Err(not_there())) };
    let digest: Vec<u8> = match algorithm.as_str() {
        "sha1" => sha1::Sha1::digest(&content).to_vec(),
        _ => md5::Md5::digest(&content).to_vec(),
    };
    let digest = digest.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    });
    Ok(Ok(vec![("size", content.len().into()), ("digest", JsString::from(digest).into())]))
}

/// Official page: getFileInfo, removeSavedFile.
fn not_there() -> Fail {
    Fail::new("file not exist")
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::check_in;

    const FILES: &str = r#"device.files = { "http://tmp/a.txt" = "hello", "wxfile://usr/b" = "" }"#;

    #[test]
    fn a_temporary_file_is_kept_listed_and_removed() {
        check_in(
            FILES,
            "wx.saveFile({tempFilePath: 'http://tmp/a.txt', success({savedFilePath: p}) {
                wx.getSavedFileList({success: r => { console.log(r.fileList.length, r.fileList[0].size, r.fileList[0].filePath === p);
                    wx.getSavedFileInfo({filePath: p, success: r => console.log(r.size, r.errMsg)});
                    wx.removeSavedFile({filePath: p, success: r => console.log(r.errMsg)});
                    wx.removeSavedFile({filePath: p, fail: r => console.log(r.errMsg)}) }}) }})",
            &["1 5 true", "5 getSavedFileInfo:ok", "removeSavedFile:ok", "removeSavedFile:fail file not exist"],
        );
    }

    #[test]
    fn digests_and_missing_files() {
        check_in(
            FILES,
            "const fs = wx.getFileSystemManager(), show = r => console.log(r.digest || r.errMsg);
            wx.getFileInfo({filePath: 'http://tmp/a.txt', success: show});
            fs.getFileInfo({filePath: 'http://tmp/a.txt', digestAlgorithm: 'sha1', success: show});
            fs.getFileInfo({filePath: 'x', fail: show}); fs.saveFile({tempFilePath: 'http://tmp/no', fail: show});
            console.log(fs.saveFileSync('http://tmp/a.txt', 'wxfile://usr/kept'), fs.readdirSync('wxfile://usr'))",
            &[
                "wxfile://usr/kept [\"b\",\"kept\"]",
                "5d41402abc4b2a76b9719d911017c592",
                "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d",
                "getFileInfo:fail file not exist",
                "saveFile:fail tempFilePath file not exist",
            ],
        );
    }
}
