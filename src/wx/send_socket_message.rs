//! `wx.sendSocketMessage`: sends a message on the newest socket, as `SocketTask.send` does on its own.

use super::api::{Api, Kind, Param, Run};
use super::connect_socket::send;
use crate::lang::Text;

pub(super) const API: Api = Api {
    params: &[Param::new("data", Kind::Any)],
    ..Api::new(
        "sendSocketMessage",
        Text { zh: "通过 WebSocket 连接发送数据", en: "Sends a message on the newest socket" },
        "network/websocket/wx.sendSocketMessage.html",
        Run::Async(send),
    )
};
