//! `wx.setKeepScreenOn`: whether the screen stays on. Recorded as state; nothing is drawn.

use boa_engine::JsResult;

use super::api::{Api, Kind, Param, Run};
use super::call::{Call, Reply};
use crate::lang::Text;

pub(super) const API: Api = Api {
    since: "1.4.0",
    params: &[Param::required("keepScreenOn", Kind::Boolean)],
    ..Api::new(
        "setKeepScreenOn",
        Text { zh: "设置是否保持常亮状态", en: "Keeps the screen on, or not" },
        "device/screen/wx.setKeepScreenOn.html",
        Run::Async(run),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    let given = call.given(&["keepScreenOn"]);
    call.state("screen", given);
    Ok(Reply::done(call.wx.latency.device))
}

#[cfg(test)]
mod tests {
    use super::super::testing::check_all;

    #[test]
    fn is_recorded_and_checked() {
        check_all(
            "",
            "wx.setKeepScreenOn({ keepScreenOn: true, complete: (r) => console.log(r.errMsg) })",
            "[screen] {\"keepScreenOn\":true}
             setKeepScreenOn:ok",
        );
        check_all(
            "",
            "wx.setKeepScreenOn({ keepScreenOn: 1 }).catch(() => {})",
            "setKeepScreenOn:fail parameter error: parameter.keepScreenOn should be Boolean instead of Number;",
        );
    }
}
