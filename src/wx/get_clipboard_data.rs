//! `wx.getClipboardData`: the text in the clipboard; empty until the program sets one.

use boa_engine::JsResult;
use serde_json::Map;

use super::api::{Api, Run};
use super::call::{Call, Reply};
use super::set_clipboard_data::clipboard;
use crate::lang::Text;

pub(super) const API: Api = Api {
    since: "1.1.0",
    missing: Text {
        zh: "来自其他应用的文本（可由场景作答）",
        en: "a text from another app, unless the scenario answers the call",
    },
    ..Api::new(
        "getClipboardData",
        Text { zh: "获取系统剪贴板的内容", en: "Gives the text in the clipboard" },
        "device/clipboard/wx.getClipboardData.html",
        Run::Async(run),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    let text = clipboard(&call.host);
    Ok(Reply::ok(call.wx.latency.device, Map::from_iter([("data".to_owned(), text.into())])))
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;

    #[test]
    fn is_empty_at_first() {
        check("wx.getClipboardData().then((r) => console.log(r))", "{\"errMsg\":\"getClipboardData:ok\",\"data\":\"\"}");
    }
}
