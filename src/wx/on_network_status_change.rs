//! `wx.onNetworkStatusChange` and `wx.offNetworkStatusChange`: the network type changes; when, the scenario's events say.

use super::api::Api;
use super::listener::{off, on};
use crate::lang::Text;

pub(super) const API: Api = on(
    "onNetworkStatusChange",
    "1.1.0",
    Text { zh: "监听网络状态变化事件", en: "Is told when the network type changes" },
    "device/network/wx.onNetworkStatusChange.html",
);

pub(super) const OFF: Api = off("offNetworkStatusChange", "2.9.3", "device/network/wx.offNetworkStatusChange.html");

#[cfg(test)]
mod tests {
    use super::super::testing::check_in;

    const EVENTS: &str = "[[scenario.event]]\nat = 5\nwhat = 'network'\nvalue = 'none'\n[[scenario.event]]\nat = 9\nwhat = 'network'\nvalue = '4g'";

    #[test]
    fn listeners_are_called_in_order_until_they_are_taken_away() {
        check_in(
            EVENTS,
            "const a = (r) => console.log('a', r); const b = (r) => console.log('b', r); wx.onNetworkStatusChange(a); wx.onNetworkStatusChange(b);
             setTimeout(() => wx.offNetworkStatusChange(a), 7)",
            "a {\"isConnected\":false,\"networkType\":\"none\"}\nb {\"isConnected\":false,\"networkType\":\"none\"}\nb {\"isConnected\":true,\"networkType\":\"4g\"}",
        );
    }

    #[test]
    fn requests_fail_without_a_network() {
        let js = "const go = () => wx.request({ url: 'https://a.cn/login', success: (r) => console.log(r.statusCode), fail: (e) => console.log(e.errMsg) });
            go(); wx.onNetworkStatusChange((r) => { go() })";
        let route = "routes = { 'https://a.cn/login' = 'backend:/login' }\ndevice.network = 'none'";
        let back = "[[scenario.event]]\nat = 50\nwhat = 'network'\nvalue = 'wifi'";
        check_in(&format!("{route}\n{back}"), js, "request:fail net::ERR_INTERNET_DISCONNECTED\n200");
        let android = format!("client = 'android'\n{route}");
        check_in(&android, js, "request:fail errcode:-106 cronet_error_code:-106 error_msg:net::ERR_INTERNET_DISCONNECTED");
    }

    #[test]
    fn off_without_an_argument_takes_all_away() {
        check_in(EVENTS, "wx.onNetworkStatusChange((r) => console.log(r)); wx.offNetworkStatusChange()", "");
    }

    #[test]
    fn only_functions_listen() {
        let text = "onNetworkStatusChange:fail parameter error: parameter should be Function instead of Undefined;";
        check_in(EVENTS, "wx.onNetworkStatusChange()", text);
    }
}
