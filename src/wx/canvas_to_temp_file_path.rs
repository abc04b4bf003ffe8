//! `wx.canvasToTempFilePath`: makes a picture of a canvas. The file exists and can be uploaded; it holds an empty picture.
//!
//! Official page: wx.canvasToTempFilePath. A canvas on which nothing was drawn fails (a recollection of logs); a canvas of the newer
//! kind (`canvas`) is taken as it is.

use boa_engine::JsResult;
use bytes::Bytes;
use serde_json::{Map, Value};

use super::api::{Api, Kind, Param, Run};
use super::call::{Call, Fail, Reply};
use super::create_canvas_context::Canvases;
use super::state::kept;
use crate::lang::Text;

pub(super) const API: Api = Api {
    params: &[
        Param::new("canvasId", Kind::String),
        Param::new("canvas", Kind::Object),
        Param::new("x", Kind::Number),
        Param::new("y", Kind::Number),
        Param::new("width", Kind::Number).since("1.2.0"),
        Param::new("height", Kind::Number).since("1.2.0"),
        Param::new("destWidth", Kind::Number).since("1.2.0"),
        Param::new("destHeight", Kind::Number).since("1.2.0"),
        Param::new("fileType", Kind::String).since("1.7.0"),
        Param::new("quality", Kind::Number).since("1.7.0"),
    ],
    missing: Text {
        zh: "图像内容：文件里是一张 1×1 的空白 PNG；裁剪与尺寸",
        en: "the picture: the file holds an empty PNG of 1×1; clipping and sizes",
    },
    ..Api::new(
        "canvasToTempFilePath",
        Text { zh: "把画布内容导出生成图片", en: "Makes a picture of a canvas" },
        "canvas/wx.canvasToTempFilePath.html",
        Run::Async(run),
    )
};

/// A transparent PNG of one pixel.
const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\
\0\0\0\rIDATx\x9cc\0\x01\0\0\x05\0\x01\r\n-\xb4\0\0\0\0IEND\xaeB`\x82";

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    let canvas = call.text("canvasId").unwrap_or_default();
    let after = call.wx.latency.device;
    let is_newer = call.option("canvas")?.is_object();
    if !is_newer && !kept::<Canvases>(&call.host).has(&canvas) {
        return Ok(Reply::After(after, Err(Fail::native("canvas is empty"))));
    }
    let extension = match call.text("fileType").as_deref() {
        Some("jpg") => "jpg",
        _ => "png",
    };
    let now = call.host.clock.unix_millis();
    let path = call.wx.files.borrow_mut().temporary(Bytes::from_static(PICTURE), extension, now);
    Ok(Reply::ok(after, Map::from_iter([("tempFilePath".to_owned(), Value::from(path))])))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_in};

    #[test]
    fn what_was_drawn_becomes_a_file() {
        check(
            "const c = wx.createCanvasContext('a'); c.fillRect(0, 0, 9, 9);
            c.draw(false, () => wx.canvasToTempFilePath({ canvasId: 'a', fileType: 'jpg', success(r) { console.log(r.tempFilePath.split('.').pop(), r.errMsg);
            wx.getFileSystemManager().readFile({ filePath: r.tempFilePath, encoding: 'hex', success: (f) => console.log(f.data.slice(0, 16)) }) } }, this))",
            "jpg canvasToTempFilePath:ok\n89504e470d0a1a0a",
        );
    }

    #[test]
    fn nothing_drawn_fails_and_an_answer_comes_first() {
        let js = "wx.canvasToTempFilePath({ canvasId: 'b' }).then(r => console.log(r.tempFilePath), e => console.log(e.errMsg))";
        check(js, "canvasToTempFilePath:fail canvas is empty");
        check_in("client = 'android'", js, "canvasToTempFilePath:fail:canvas is empty");
        let answer = "[[scenario.answer]]\napi = 'canvasToTempFilePath'\nsuccess = { tempFilePath = 'wxfile://tmp_1.png' }";
        check_in(answer, js, "wxfile://tmp_1.png");
        check(
            "wx.canvasToTempFilePath({ canvas: {}, fail: e => console.log(e) , success: r => console.log(typeof r.tempFilePath)})",
            "string",
        );
    }
}
