//! `wx.getNetworkType`: Wi-Fi, 4G, none …, as the scenario's device and its events say.

use boa_engine::JsResult;
use serde_json::Map;

use super::api::{Api, Run};
use super::call::{Call, Reply};
use crate::lang::Text;

pub(super) const API: Api = Api {
    missing: Text { zh: "signalStrength；weakNet 恒为 false", en: "signalStrength; weakNet is always false" },
    ..Api::new(
        "getNetworkType",
        Text { zh: "获取网络类型", en: "Tells the network type" },
        "device/network/wx.getNetworkType.html",
        Run::Async(run),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    let mut members = Map::new();
    members.insert("networkType".into(), call.wx.device.borrow().network_type().into());
    if call.wx.at_least("2.22.1") {
        members.insert("hasSystemProxy".into(), false.into());
    }
    if call.wx.at_least("3.5.3") {
        members.insert("weakNet".into(), false.into());
    }
    Ok(Reply::ok(call.wx.latency.device, members))
}

#[cfg(test)]
mod tests {
    use super::super::testing::check_in;

    #[test]
    fn follows_the_scenario() {
        let js = "const ask = () => wx.getNetworkType({ success: (r) => console.log(r) }); ask(); setTimeout(ask, 10)";
        check_in(
            "base_library = '2.13.0'\ndevice.network = '4g'\n[[scenario.event]]\nat = 5\nwhat = 'network'\nvalue = 'none'",
            js,
            "{\"errMsg\":\"getNetworkType:ok\",\"networkType\":\"4g\"}
             {\"errMsg\":\"getNetworkType:ok\",\"networkType\":\"none\"}",
        );
    }
}
