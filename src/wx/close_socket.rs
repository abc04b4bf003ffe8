//! `wx.closeSocket`: closes the newest socket, as `SocketTask.close` does on its own.

use super::api::{Api, Kind, Param, Run};
use super::connect_socket::close;
use crate::lang::Text;

pub(super) const API: Api = Api {
    params: &[Param::new("code", Kind::Number), Param::new("reason", Kind::String)],
    ..Api::new(
        "closeSocket",
        Text { zh: "关闭 WebSocket 连接", en: "Closes the newest socket" },
        "network/websocket/wx.closeSocket.html",
        Run::Async(close),
    )
};
