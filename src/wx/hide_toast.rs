//! `wx.hideToast`: takes the toast (or the loading in its slot) away.
//!
//! Facts §5.2: when nothing is shown, Android says `hideToast:fail:toast can't be found`; DevTools and iOS say ok.

use boa_engine::JsResult;

use super::api::{Api, Kind, Param, Run};
use super::call::{Call, Fail, Reply};
use super::state::record_changes;
use crate::lang::Text;
use crate::scenario::Client;
use crate::trace::Lane;
use crate::world::screen::ToastKind;

pub(super) const API: Api = Api {
    params: &[Param::new("noConflict", Kind::Boolean).since("2.22.1")],
    failures: &["toast can't be found"],
    ..Api::new(
        "hideToast",
        Text { zh: "隐藏消息提示框", en: "Takes the toast away" },
        "ui/interact/wx.hideToast.html",
        Run::Async(run),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    Ok(hide(call, ToastKind::Toast))
}

/// Empties the shared slot; with `noConflict` only if it holds `kind`.
pub(super) fn hide(call: &mut Call<'_>, kind: ToastKind) -> Reply {
    let only = (call.wx.at_least("2.22.1") && call.flag("noConflict")).then_some(kind);
    let change = call.wx.screen.borrow_mut().hide(only, call.now());
    let after = call.wx.latency.device;
    match change {
        Some(change) => {
            record_changes(&call.host, Lane::Wx, Some(call.seq), call.at.as_ref(), vec![change]);
            Reply::done(after)
        }
        None if call.wx.rules.client == Client::Android => Reply::After(after, Err(Fail::native("toast can't be found"))),
        None => Reply::done(after),
    }
}
