//! SocketTask: `readyState` with its four constants, `send`, `close`, `onOpen`, `onMessage`, `onError`, `onClose`.

use boa_engine::object::builtins::{JsArrayBuffer, JsFunction};
use boa_engine::object::{FunctionObjectBuilder, ObjectInitializer};
use boa_engine::property::Attribute;
use boa_engine::{Context, JsArgs, JsResult, JsString, JsValue, NativeFunction, js_string};

use super::super::api::{Api, Kind, Param, Run};
use super::super::call::{self, Call, Fail, Reply};
use super::super::state::Wx;
use super::hub::Event;
use super::socket::{CLOSED, CLOSING, OPEN};
use crate::engine::Host;
use crate::lang::Text;
use crate::world::network::socket::Frame;

const SEND: Api = Api {
    owner: "SocketTask.send",
    since: "1.7.0",
    params: &[Param::new("data", Kind::Any)],
    ..Api::new("sendSocketMessage", Text { zh: "通过 WebSocket 连接发送数据", en: "Sends a message" }, PAGE, Run::Async(send))
};

const CLOSE: Api = Api {
    owner: "SocketTask.close",
    since: "1.7.0",
    params: &[Param::new("code", Kind::Number), Param::new("reason", Kind::String)],
    ..Api::new("closeSocket", Text { zh: "关闭 WebSocket 连接", en: "Closes the connection" }, PAGE, Run::Async(close))
};

/// The records of a SocketTask's methods.
pub(in super::super) fn methods() -> impl Iterator<Item = Api> {
    let listens = Text { zh: "监听事件", en: "Listens to an event" };
    let events = ["onClose", "onError", "onMessage", "onOpen"].into_iter().map(move |name| Api {
        owner: "SocketTask",
        since: "1.7.0",
        promise: None,
        ..Api::new(name, listens, PAGE, Run::Sync(|_| Ok(JsValue::undefined())))
    });
    [SEND, CLOSE].into_iter().chain(events)
}

const PAGE: &str = "network/websocket/SocketTask.html";

/// Sends on the task's socket, or on the newest one for `wx.sendSocketMessage`.
pub(in super::super) fn send(call: &mut Call<'_>) -> JsResult<Reply> {
    let after = call.wx.latency.device;
    let data = call.option("data")?;
    let frame = match (data.as_string(), data.as_object().map(|object| JsArrayBuffer::from_object(object.clone()))) {
        (Some(text), _) => Some(Frame::Text(text.to_std_string_lossy())),
        (None, Some(Ok(buffer))) => Some(Frame::Binary(buffer.data().map_or_else(Vec::new, |bytes| bytes.to_vec()))),
        _ => None,
    };
    let wx = call.wx.clone();
    let Some(socket) = call.subject.or_else(|| wx.sockets.newest()).and_then(|id| wx.sockets.get(id)) else {
        // A recollection of logs that developers have posted.
        return Ok(Reply::fail(after, "taskID not exist"));
    };
    if socket.state.get() != OPEN {
        return Ok(Reply::After(after, Err(not_open(call, "send", "SocketTask.readyState is not OPEN"))));
    }
    // The page names the two types; the text is our own.
    let Some(frame) = frame else { return Ok(Reply::fail(after, "data should be String or ArrayBuffer")) };
    socket.send(&call.host, &wx, call.seq, frame);
    Ok(Reply::done(after))
}

/// Closes the task's socket, or the newest one for `wx.closeSocket`.
pub(in super::super) fn close(call: &mut Call<'_>) -> JsResult<Reply> {
    let after = call.wx.latency.device;
    let wx = call.wx.clone();
    let Some(socket) = call.subject.or_else(|| wx.sockets.newest()).and_then(|id| wx.sockets.get(id)) else {
        return Ok(Reply::fail(after, "taskID not exist"));
    };
    if socket.state.get() == CLOSED || socket.state.get() == CLOSING {
        return Ok(Reply::After(after, Err(not_open(call, "close", "SocketTask.readyState is CLOSED"))));
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be a code")]
    let code = call.number("code").filter(|code| (1000.0..5000.0).contains(code)).map_or(1000, |code| code as u16);
    let reason = call.text("reason").unwrap_or_default();
    socket.close(&call.host, &wx, code, reason);
    Ok(Reply::done(after))
}

/// `SocketTask.send:fail SocketTask.readyState is not OPEN` (observed in logs) for a task; the global functions' own name else.
fn not_open(call: &Call<'_>, method: &str, reason: &str) -> Fail {
    match call.subject {
        Some(_) => Fail { whole: Some(format!("SocketTask.{method}:fail {reason}")), ..Fail::default() },
        None => Fail::new(reason),
    }
}

/// The SocketTask of a socket; `None`: one whose socket never was.
#[expect(clippy::unnecessary_wraps, reason = "the callers are natives")]
pub(super) fn object(id: Option<usize>, context: &mut Context) -> JsResult<JsValue> {
    let find = move |context: &Context| Host::of(context).get::<Wx>()?.sockets.get(id?);
    let state = NativeFunction::from_copy_closure(move |_, _, context| {
        Ok(find(context).map_or(CLOSED, |socket| socket.state.get()).into())
    });
    let state = FunctionObjectBuilder::new(context.realm(), state).name(js_string!("get readyState")).build();
    let mut object = ObjectInitializer::new(context);
    for (name, number) in [("CONNECTING", 0), ("OPEN", 1), ("CLOSING", 2), ("CLOSED", 3)] {
        object.property(JsString::from(name), number, Attribute::ENUMERABLE);
    }
    object.accessor(js_string!("readyState"), Some(state), None, Attribute::ENUMERABLE | Attribute::CONFIGURABLE);
    for (name, api) in [("send", &SEND), ("close", &CLOSE)] {
        // A task that never was has a number that no socket has.
        let subject = Some(id.unwrap_or(usize::MAX));
        let method = NativeFunction::from_copy_closure(move |_, args, context| call::invoke_on(api, subject, args, context));
        object.function(method, JsString::from(name), 1);
    }
    for event in Event::ALL {
        let on = NativeFunction::from_copy_closure(move |_, args, context| {
            let callback = args.get_or_undefined(0).as_object().and_then(|object| JsFunction::from_object(object.clone()));
            if let (Some(socket), Some(callback)) = (find(context), callback) {
                socket.listeners.borrow_mut().push((event, callback));
            }
            Ok(JsValue::undefined())
        });
        object.function(on, JsString::from(format!("on{}", event.name())), 1);
    }
    Ok(object.build().into())
}
