//! `wx.reportAnalytics`: reports data to WeChat's statistics; there is nothing a program can notice, so nothing is done but recording the call.

use super::api::{Api, Run};
use crate::lang::Text;

pub(super) const API: Api = Api {
    since: "1.0.0",
    promise: None,
    missing: "the statistics",
    ..Api::new(
        "reportAnalytics",
        Text { zh: "自定义分析数据上报", en: "Reports data to WeChat's statistics" },
        "data-analysis/wx.reportAnalytics.html",
        Run::Stub("the report goes to WeChat's statistics and gives nothing back"),
    )
};

#[cfg(test)]
mod tests {
    use super::super::testing::check;

    #[test]
    fn gives_nothing() {
        check("console.log(wx.reportAnalytics('login', { ok: 1 }))", "undefined");
    }
}
