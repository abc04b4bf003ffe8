//! `wx.vibrateLong`: a long vibration. Recorded as state; nothing is drawn.

use boa_engine::JsResult;
use serde_json::json;

use super::api::{Api, Run};
use super::call::{Call, Reply};
use crate::lang::Text;

pub(super) const API: Api = Api {
    since: "1.2.0",
    ..Api::new(
        "vibrateLong",
        Text { zh: "使手机发生较长时间的振动（400 ms）", en: "Vibrates for 400 ms" },
        "device/vibrate/wx.vibrateLong.html",
        Run::Async(run),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    call.state("vibration", json!({ "ms": 400 }));
    Ok(Reply::done(call.wx.latency.device))
}

#[cfg(test)]
mod tests {
    use super::super::testing::check_all;

    #[test]
    fn is_recorded_and_checked() {
        check_all(
            "",
            "wx.vibrateLong({ success: (r) => console.log(r.errMsg) })",
            "[vibration] {\"ms\":400}
             vibrateLong:ok",
        );
    }
}
