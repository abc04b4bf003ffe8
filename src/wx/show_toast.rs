//! `wx.showToast`: a short message that disappears by itself, in the one slot it shares with `wx.showLoading`.
//!
//! Facts §5.1: succeeds as soon as it is shown; an unknown icon silently becomes `success`; a new toast replaces the old one.

use boa_engine::JsResult;

use super::api::{Api, Default, Kind, Param, Run};
use super::call::{Call, Reply};
use super::state::record_changes;
use crate::lang::Text;
use crate::trace::Lane;
use crate::world::screen::{ToastKind, ToastSpec};

pub(super) const API: Api = Api {
    params: &[
        Param::new("duration", Kind::Number).checked().or(Default::Number(1500.0)),
        Param { required: true, ..Param::new("title", Kind::String).checked().or(Default::Text("")) },
        Param::new("icon", Kind::String).checked().or(Default::Text("success")),
        Param::new("image", Kind::String).since("1.1.0"),
        Param::new("mask", Kind::Boolean).or(Default::Flag(false)),
    ],
    ..Api::new(
        "showToast",
        Text { zh: "显示消息提示框", en: "Shows a short message that disappears by itself" },
        "ui/interact/wx.showToast.html",
        Run::Async(run),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    let icon = call.text("icon").unwrap_or_default();
    let known = match icon.as_str() {
        "success" | "loading" | "none" => true,
        "error" => call.wx.at_least("2.14.1"),
        _ => false,
    };
    let duration = call.number("duration").unwrap_or(1500.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "made non-negative; a cast saturates")]
    let duration = duration.max(0.0) as u64;
    let spec = ToastSpec {
        kind: ToastKind::Toast,
        title: call.text("title").unwrap_or_default(),
        icon: if known { icon } else { "success".to_owned() },
        image: call.text("image").filter(|image| !image.is_empty()),
        duration: Some(duration),
        mask: call.flag("mask"),
    };
    show(call, &spec);
    Ok(Reply::done(call.wx.latency.device))
}

/// Puts a toast or loading on the screen and plans its end.
pub(super) fn show(call: &mut Call<'_>, spec: &ToastSpec) {
    let (token, changes) = call.wx.screen.borrow_mut().show_toast(spec, call.now());
    let shown = record_changes(&call.host, Lane::Wx, Some(call.seq), call.at.as_ref(), changes);
    if let Some(event) = shown {
        call.wx.screen.borrow_mut().shown_by(token, event);
    }
    let Some(duration) = spec.duration else { return };
    let (wx, at) = (call.wx.clone(), call.at.clone());
    call.host.after(duration, move |host, _| {
        let change = wx.screen.borrow_mut().expire(token, host.clock.now());
        record_changes(host, Lane::Wx, shown, at.as_ref(), change.into_iter().collect());
    });
}
