//! `wx.onAppRouteDone`: which page the app has come to, after its lifecycle functions.

use super::api::Api;
use super::listener::{off, on};
use crate::lang::Text;

pub(super) const API: Api = on(
    "onAppRouteDone",
    "3.5.5",
    Text { zh: "监听当前路由动画执行完成的事件", en: "Is told of a route when it is done" },
    "base/app/app-route/wx.onAppRouteDone.html",
);

pub(super) const OFF: Api = off("offAppRouteDone", "3.5.5", "base/app/app-route/wx.offAppRouteDone.html");

#[cfg(test)]
mod tests {
    use super::super::testing::check;

    #[test]
    fn every_route_is_told_before_and_after() {
        check(
            "for (const name of ['onAppRoute', 'onAppRouteDone']) wx[name]((r) => console.log(name, r.openType, r.path, r.query, r.webviewId));
             Page({ onLoad() { console.log('load'); wx.navigateTo({ url: '/pages/b?x=1', success() { console.log('ok'); wx.navigateBack() } }) } })",
            "onAppRoute appLaunch pages/index/index {} 1
             load
             onAppRouteDone appLaunch pages/index/index {} 1
             onAppRoute navigateTo pages/b {\"x\":\"1\"} 2
             ok
             onAppRouteDone navigateTo pages/b {\"x\":\"1\"} 2
             onAppRoute navigateBack pages/index/index {} 1
             onAppRouteDone navigateBack pages/index/index {} 1",
        );
    }
}
