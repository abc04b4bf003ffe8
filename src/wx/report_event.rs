//! `wx.reportEvent` and its kin report to WeChat's statistics: there is nothing that a program can notice, so nothing is done but
//! recording the call.

use super::api::{Api, Run};
use crate::lang::Text;

const fn api(name: &'static str, summary: Text, page: &'static str, why: &'static str) -> Api {
    Api {
        promise: None,
        missing: Text { zh: "统计本身", en: "the statistics" },
        ..Api::new(name, summary, page, Run::Stub(why))
    }
}

pub(super) const API: Api = Api {
    since: "2.14.4",
    ..api(
        "reportEvent",
        Text { zh: "事件上报", en: "Reports an event to WeChat's statistics" },
        "data-analysis/wx.reportEvent.html",
        "the report goes to WeChat's statistics and gives nothing back",
    )
};

pub(super) const ANALYTICS: Api = Api {
    since: "1.0.0",
    ..api(
        "reportAnalytics",
        Text { zh: "自定义分析数据上报", en: "Reports data to WeChat's statistics" },
        "data-analysis/wx.reportAnalytics.html",
        "the report goes to WeChat's statistics and gives nothing back",
    )
};

pub(super) const MONITOR: Api = Api {
    since: "2.0.1",
    ..api(
        "reportMonitor",
        Text { zh: "自定义业务数据监控上报", en: "Reports a number to WeChat's monitoring" },
        "data-analysis/wx.reportMonitor.html",
        "the report goes to WeChat's monitoring and gives nothing back",
    )
};

pub(super) const PERFORMANCE: Api = Api {
    since: "2.9.2",
    ..api(
        "reportPerformance",
        Text { zh: "小程序测速上报", en: "Reports a duration to WeChat's statistics" },
        "base/performance/wx.reportPerformance.html",
        "the report goes to WeChat's statistics and gives nothing back",
    )
};

#[cfg(test)]
mod tests {
    use super::super::testing::check;

    #[test]
    fn they_give_nothing() {
        for api in ["reportEvent", "reportAnalytics", "reportMonitor", "reportPerformance"] {
            check(&format!("console.log(wx.{api}('login', {{ ok: 1 }}))"), "undefined");
        }
    }
}
