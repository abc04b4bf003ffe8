//! `wx.showLoading`: a loading message that stays until it is hidden, in the one slot it shares with `wx.showToast`.

use boa_engine::JsResult;

use super::api::{Api, Default, Kind, Param, Run};
use super::call::{Call, Reply};
use super::show_toast::show;
use crate::lang::Text;
use crate::world::screen::{ToastKind, ToastSpec};

pub(super) const API: Api = Api {
    since: "1.1.0",
    params: &[
        Param { required: true, ..Param::new("title", Kind::String).checked().or(Default::Text("")) },
        Param::new("mask", Kind::Boolean).or(Default::Flag(false)),
    ],
    ..Api::new(
        "showLoading",
        Text { zh: "显示 loading 提示框", en: "Shows a loading message until it is hidden" },
        "ui/interact/wx.showLoading.html",
        Run::Async(run),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    let spec = ToastSpec {
        kind: ToastKind::Loading,
        title: call.text("title").unwrap_or_default(),
        icon: "loading".to_owned(),
        image: None,
        duration: None,
        mask: call.flag("mask"),
    };
    show(call, &spec);
    Ok(Reply::done(call.wx.latency.device))
}
