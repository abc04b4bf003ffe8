//! `wx.showModal`: a dialog with a title, a text and one or two buttons, answered by the scenario's user.
//!
//! Facts §5.4: cancel is success with `cancel: true`; button texts of more than eight half-width units fail inside the call;
//! empty button texts fall back to the defaults. With no answer left, the dialog stays open.

use std::rc::Rc;

use boa_engine::{Context, JsResult};
use serde_json::{Map, Value, json};

use super::api::{Api, Default, Kind, Param, Run};
use super::call::{Call, Fail, Payload, Reply};
use super::dialog::{self, Reaction};
use super::state::record_changes;
use crate::engine::Host;
use crate::lang::Text;
use crate::scenario::{ModalAnswer, ModalButton};
use crate::trace::Lane;

pub(super) const API: Api = Api {
    params: &[
        Param::new("title", Kind::String).checked().or(Default::Text("")),
        Param::new("content", Kind::String).checked().or(Default::Text("")),
        Param::new("showCancel", Kind::Boolean).or(Default::Flag(true)),
        // In the order in which the base library checks them (facts §1.3).
        Param::new("confirmText", Kind::String).checked().or(Default::Text("确定")),
        Param::new("cancelText", Kind::String).checked().or(Default::Text("取消")),
        Param::new("confirmColor", Kind::String).checked().or(Default::Text("#576B95")),
        Param::new("cancelColor", Kind::String).checked().or(Default::Text("#000000")),
        Param::new("editable", Kind::Boolean).since("2.17.1"),
        Param::new("placeholderText", Kind::String).since("2.17.1"),
    ],
    ..Api::new(
        "showModal",
        Text { zh: "显示模态对话框", en: "Shows a dialog and tells which button was tapped" },
        "ui/interact/wx.showModal.html",
        Run::Async(run),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    let show_cancel = call.flag("showCancel");
    let mut button = |name: &'static str, default: &str| -> Result<String, Fail> {
        let text = call.text(name).unwrap_or_default();
        // Every character outside Latin-1 counts two.
        let width: usize = text.encode_utf16().map(|unit| if unit > 0xff { 2 } else { 1 }).sum();
        if width > 8 {
            return Err(Fail::new(format!("{name} length should not larger than 4 Chinese characters")));
        }
        Ok(if text.is_empty() { default.to_owned() } else { text })
    };
    let (cancel, confirm) = match (button("confirmText", "确定"), button("cancelText", "取消")) {
        (Ok(confirm), Ok(cancel)) => (cancel, confirm),
        (Err(fail), _) | (_, Err(fail)) => return Ok(Reply::AtOnce(fail)),
    };
    let editable = call.wx.at_least("2.17.1") && call.flag("editable");
    let content = call.text("content").unwrap_or_default();
    let mut detail = Map::with_capacity(4);
    detail.insert("title".into(), call.text("title").unwrap_or_default().into());
    detail.insert("content".into(), content.clone().into());
    if show_cancel {
        detail.insert("cancelText".into(), cancel.clone().into());
    }
    detail.insert("confirmText".into(), confirm.clone().into());
    if editable {
        detail.insert("editable".into(), true.into());
        detail.insert("placeholderText".into(), call.text("placeholderText").unwrap_or_default().into());
    }
    let (token, change) = call.wx.screen.borrow_mut().open("modal", Value::Object(detail), call.now());
    let shown = record_changes(&call.host, Lane::Wx, Some(call.seq), call.at.as_ref(), vec![change]);
    if let Some(event) = shown {
        call.wx.screen.borrow_mut().shown_by(token, event);
    }
    let answer = call.wx.user.borrow_mut().next_modal();
    let (settler, wx, at) = (call.settler(), call.wx.clone(), call.at.clone());
    let answered = move |host: &Rc<Host>, context: &mut Context, confirmed: bool, typed: Option<String>| {
        let mut told =
            json!({ "button": if confirmed { "confirm" } else { "cancel" }, "text": if confirmed { &confirm } else { &cancel } });
        let mut result = Map::with_capacity(2);
        result.insert("confirm".into(), confirmed.into());
        result.insert("cancel".into(), (!confirmed).into());
        if editable {
            let typed = if confirmed { typed.unwrap_or(content) } else { String::new() };
            told["typed"] = typed.clone().into();
            result.insert("content".into(), if confirmed { typed.into() } else { Value::Null });
        }
        let change = wx.screen.borrow_mut().answer(token, told);
        let answer = record_changes(host, Lane::User, shown, at.as_ref(), change.into_iter().collect());
        // The tap on a button is a tap for what `success` calls.
        wx.tap_now(host);
        settler.settle(host, context, answer, Ok(Payload::Data(result)));
    };
    // Without a cancel button there is only one way out.
    let (confirmed, typed) = match answer {
        Some(ModalAnswer::Typed { confirm }) => (true, Some(confirm)),
        Some(ModalAnswer::Button(ModalButton::Confirm)) => (true, None),
        Some(ModalAnswer::Button(ModalButton::Cancel | ModalButton::Ignore)) => (!show_cancel, None),
        None => {
            dialog::wait(&call.host, "modal", move |host, context, reaction| match reaction {
                Reaction::Confirm(typed) => answered(host, context, true, typed),
                Reaction::Cancel | Reaction::Tap(_) => answered(host, context, !show_cancel, None),
            });
            return Ok(Reply::Planned);
        }
    };
    call.host.after(call.wx.latency.think, move |host, context| answered(host, context, confirmed, typed));
    Ok(Reply::Planned)
}
