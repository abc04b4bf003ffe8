//! `wx.reportEvent`: reports an event to WeChat's statistics; there is nothing a program can notice, so nothing is done but recording the call.

use super::api::{Api, Run};
use crate::lang::Text;

pub(super) const API: Api = Api {
    since: "2.14.4",
    promise: None,
    missing: "the statistics",
    ..Api::new(
        "reportEvent",
        Text { zh: "事件上报", en: "Reports an event to WeChat's statistics" },
        "data-analysis/wx.reportEvent.html",
        Run::Stub("the report goes to WeChat's statistics and gives nothing back"),
    )
};

#[cfg(test)]
mod tests {
    use super::super::testing::check;

    #[test]
    fn gives_nothing() {
        check("console.log(wx.reportEvent('login', { ok: 1 }))", "undefined");
    }
}
