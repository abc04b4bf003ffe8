//! `wx.reportMonitor`: reports a number to WeChat's monitoring; there is nothing a program can notice, so nothing is done but recording the call.

use super::api::{Api, Run};
use crate::lang::Text;

pub(super) const API: Api = Api {
    since: "2.0.1",
    promise: None,
    missing: "the statistics",
    ..Api::new(
        "reportMonitor",
        Text { zh: "自定义业务数据监控上报", en: "Reports a number to WeChat's monitoring" },
        "data-analysis/wx.reportMonitor.html",
        Run::Stub("the report goes to WeChat's monitoring and gives nothing back"),
    )
};

#[cfg(test)]
mod tests {
    use super::super::testing::check;

    #[test]
    fn gives_nothing() {
        check("console.log(wx.reportMonitor('login', { ok: 1 }))", "undefined");
    }
}
