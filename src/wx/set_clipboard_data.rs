//! `wx.setClipboardData`: puts a text into the clipboard; the client says so in a toast of its own (内容已复制).

use std::cell::RefCell;
use std::rc::Rc;

use boa_engine::JsResult;
use serde_json::json;

use super::api::{Api, Kind, Param, Run};
use super::call::{Call, Reply};
use super::show_toast::show;
use super::state::kept;
use crate::engine::Host;
use crate::lang::Text;
use crate::world::screen::{ToastKind, ToastSpec};

pub(super) const API: Api = Api {
    since: "1.1.0",
    params: &[Param::required("data", Kind::String)],
    ..Api::new(
        "setClipboardData",
        Text { zh: "设置系统剪贴板的内容", en: "Puts a text into the clipboard" },
        "device/clipboard/wx.setClipboardData.html",
        Run::Async(run),
    )
};

/// The clipboard.
#[derive(Default)]
struct Clipboard {
    text: RefCell<String>,
}

/// What is in the clipboard.
pub(super) fn clipboard(host: &Rc<Host>) -> String {
    kept::<Clipboard>(host).text.borrow().clone()
}

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    let data = call.text("data").unwrap_or_default();
    call.state("clipboard", json!({ "data": data }));
    kept::<Clipboard>(&call.host).text.replace(data);
    let title = "内容已复制".to_owned();
    let spec =
        ToastSpec { kind: ToastKind::Toast, title, icon: "none".to_owned(), image: None, duration: Some(1500), mask: false };
    show(call, &spec);
    Ok(Reply::done(call.wx.latency.device))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_all};

    #[test]
    fn what_is_set_can_be_read_and_a_toast_says_so() {
        check_all(
            "",
            "wx.setClipboardData({ data: 'x', success: () => wx.getClipboardData({ success: (r) => console.log(r) }) })",
            "[clipboard] {\"data\":\"x\"}
             [toast] show {\"title\":\"内容已复制\",\"icon\":\"none\",\"duration\":1500}
             {\"errMsg\":\"getClipboardData:ok\",\"data\":\"x\"}
             [toast] expire {\"title\":\"内容已复制\",\"shown_ms\":1500,\"of_ms\":1500}",
        );
    }

    #[test]
    fn only_strings() {
        let text = "setClipboardData:fail parameter error: parameter.data should be String instead of Number;";
        check("wx.setClipboardData({ data: 1, fail: (e) => console.log(e.errMsg) })", &format!("{text}\n{text}"));
    }
}
