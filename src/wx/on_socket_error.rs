//! `wx.onSocketError`: listens for errors of the newest socket.

use boa_engine::object::builtins::JsFunction;
use boa_engine::{JsArgs, JsResult, JsValue};

use super::api::{Api, Run};
use super::call::Call;
use super::connect_socket::Event;
use crate::lang::Text;

pub(super) const API: Api = Api {
    promise: None,
    ..Api::new(
        "onSocketError",
        Text { zh: "监听 WebSocket 错误事件", en: "Listens for errors of the newest socket" },
        "network/websocket/wx.onSocketError.html",
        Run::Sync(run),
    )
};

#[expect(clippy::unnecessary_wraps, reason = "the form of every API")]
fn run(call: &mut Call<'_>) -> JsResult<JsValue> {
    if let Some(listener) = call.args.get_or_undefined(0).as_object().and_then(|object| JsFunction::from_object(object.clone())) {
        call.wx.sockets.listen(Event::Error, listener);
    }
    Ok(JsValue::undefined())
}
