//! `wx.reportPerformance`: reports a duration to WeChat's statistics; there is nothing a program can notice, so nothing is done but recording the call.

use super::api::{Api, Run};
use crate::lang::Text;

pub(super) const API: Api = Api {
    since: "2.9.2",
    promise: None,
    missing: "the statistics",
    ..Api::new(
        "reportPerformance",
        Text { zh: "小程序测速上报", en: "Reports a duration to WeChat's statistics" },
        "base/performance/wx.reportPerformance.html",
        Run::Stub("the report goes to WeChat's statistics and gives nothing back"),
    )
};

#[cfg(test)]
mod tests {
    use super::super::testing::check;

    #[test]
    fn gives_nothing() {
        check("console.log(wx.reportPerformance('login', { ok: 1 }))", "undefined");
    }
}
