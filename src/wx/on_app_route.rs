//! `wx.onAppRoute`: which page the app goes to, before its lifecycle functions run.

use super::api::Api;
use super::listener::{off, on};
use crate::lang::Text;

pub(super) const API: Api = on(
    "onAppRoute",
    "3.5.5",
    Text { zh: "监听路由事件下发后、执行路由逻辑前的事件", en: "Is told of a route before it is carried out" },
    "base/app/app-route/wx.onAppRoute.html",
);

pub(super) const OFF: Api = off("offAppRoute", "3.5.5", "base/app/app-route/wx.offAppRoute.html");
