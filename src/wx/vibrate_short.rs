//! `wx.vibrateShort`: a short vibration. Recorded as state; nothing is drawn.

use boa_engine::JsResult;

use super::api::{Api, Kind, Param, Run};
use super::call::{Call, Reply};
use crate::lang::Text;

pub(super) const API: Api = Api {
    since: "1.2.0",
    params: &[Param::new("type", Kind::String).since("2.13.0")],
    missing: Text {
        zh: "不支持振动的设备（`style is not support`）",
        en: "devices that cannot vibrate (`style is not support`)",
    },
    ..Api::new(
        "vibrateShort",
        Text { zh: "使手机发生较短时间的振动（15 ms）", en: "Vibrates for 15 ms" },
        "device/vibrate/wx.vibrateShort.html",
        Run::Async(run),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    let mut detail = call.given(&["type"]);
    detail.insert("ms".into(), 15.into());
    call.state("vibration", detail);
    Ok(Reply::done(call.wx.latency.device))
}

#[cfg(test)]
mod tests {
    use super::super::testing::check_all;

    #[test]
    fn is_recorded_and_checked() {
        check_all(
            "",
            "wx.vibrateShort({ type: 'light' }).then((r) => console.log(r.errMsg))",
            "[vibration] {\"type\":\"light\",\"ms\":15}
             vibrateShort:ok",
        );
    }
}
