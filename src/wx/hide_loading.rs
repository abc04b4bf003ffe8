//! `wx.hideLoading`: takes the loading message (or the toast in its slot) away.

use boa_engine::JsResult;

use super::api::{Api, Kind, Param, Run};
use super::call::{Call, Reply};
use crate::lang::Text;
use crate::world::screen::ToastKind;

pub(super) const API: Api = Api {
    since: "1.1.0",
    params: &[Param::new("noConflict", Kind::Boolean).since("2.22.1")],
    ..Api::new(
        "hideLoading",
        Text { zh: "隐藏 loading 提示框", en: "Takes the loading message away" },
        "ui/interact/wx.hideLoading.html",
        Run::Async(run),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    Ok(super::hide_toast::hide(call, ToastKind::Loading))
}
