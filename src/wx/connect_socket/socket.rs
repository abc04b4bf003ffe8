//! One socket: its state, its peer, what the program does to it, and what happens to it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use boa_engine::object::builtins::{AlignedVec, JsArrayBuffer, JsFunction};
use boa_engine::{Context, JsObject, JsResult, JsString, JsValue, js_string};
use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedSender;

use super::super::call::run_callback;
use super::super::state::Wx;
use super::hub::{Event, expect};
use crate::engine::{Host, value};
use crate::scenario::SocketPeer;
use crate::trace::{At, Body, Lane, Outcome};
use crate::world::network::socket::{Command, Frame, Happening};

/// `readyState`.
pub(super) const CONNECTING: u8 = 0;
pub(super) const OPEN: u8 = 1;
pub(super) const CLOSING: u8 = 2;
pub(super) const CLOSED: u8 = 3;

/// What is at the other end.
pub(super) enum Peer {
    /// Nobody yet, or never.
    None,
    Scripted(Box<SocketPeer>),
    Real(UnboundedSender<Command>),
}

/// One socket.
pub(super) struct Socket {
    pub(super) id: usize,
    pub(super) call: u64,
    pub(super) at: Option<At>,
    pub(super) state: Cell<u8>,
    /// Ends an attempt to connect.
    pub(super) timer: Cell<Option<u64>>,
    pub(super) peer: RefCell<Peer>,
    pub(super) listeners: RefCell<Vec<(Event, JsFunction)>>,
}

impl Socket {
    /// The program sends.
    pub(super) fn send(self: &Rc<Self>, host: &Rc<Host>, wx: &Rc<Wx>, cause: u64, frame: Frame) {
        self.record(host, Lane::Wx, Some(cause), "socket-send", json!({ "data": shown(&frame) }));
        match &*self.peer.borrow() {
            Peer::Real(sender) => {
                // A connection that is gone tells so itself.
                let _ = sender.send(Command::Send(frame));
                expect(host, wx, wx.network_latency());
            }
            Peer::Scripted(peer) => {
                let text = match &frame {
                    Frame::Text(text) => text.as_str(),
                    Frame::Binary(_) => "",
                };
                let answers = match peer.replies.get(text).or_else(|| peer.replies.get("*")) {
                    Some(answers) => answers.iter().cloned().map(Frame::Text).collect(),
                    None if peer.echo => vec![frame],
                    None => Vec::new(),
                };
                self.receive(host, wx, wx.network_latency(), answers);
            }
            Peer::None => {}
        }
    }

    /// The program closes it: the event comes one latency later, whatever the peer says.
    pub(super) fn close(self: &Rc<Self>, host: &Rc<Host>, wx: &Rc<Wx>, code: u16, reason: String) {
        self.state.set(CLOSING);
        if let Peer::Real(sender) = &*self.peer.borrow() {
            let _ = sender.send(Command::Close(code, reason.clone()));
        }
        let (socket, wx_late) = (Rc::clone(self), Rc::clone(wx));
        host.after(wx.network_latency(), move |host, context| {
            socket.happened(host, &wx_late, context, Happening::Closed(code, reason));
        });
    }

    /// Frames of a scripted peer, one millisecond apart.
    fn receive(self: &Rc<Self>, host: &Rc<Host>, wx: &Rc<Wx>, after: u64, frames: Vec<Frame>) {
        for (index, frame) in frames.into_iter().enumerate() {
            let (socket, wx) = (Rc::clone(self), Rc::clone(wx));
            host.after(after + index as u64, move |host, context| socket.happened(host, &wx, context, Happening::Message(frame)));
        }
    }

    pub(super) fn happened(self: &Rc<Self>, host: &Rc<Host>, wx: &Rc<Wx>, context: &mut Context, happening: Happening) {
        if let Some(timer) = self.timer.take() {
            host.cancel(timer);
        }
        match happening {
            Happening::Open if self.state.get() == CONNECTING => {
                self.state.set(OPEN);
                let cause = self.record(host, Lane::Backend, Some(self.call), "socket-open", Value::Null);
                let event = crate::engine::json::from_data(&json!({ "header": {} }), context);
                self.emit(host, wx, context, cause, Event::Open, event);
                if let Peer::Scripted(peer) = &*self.peer.borrow() {
                    self.receive(host, wx, 1, peer.on_open.iter().cloned().map(Frame::Text).collect());
                    if let Some(after) = peer.close_after {
                        let happening = Happening::Closed(peer.close_code.unwrap_or(1000), peer.close_reason.clone());
                        let (socket, wx) = (Rc::clone(self), Rc::clone(wx));
                        host.after(after.0, move |host, context| socket.happened(host, &wx, context, happening));
                    }
                }
            }
            Happening::Message(frame) if self.state.get() == OPEN => {
                let cause = self.record(host, Lane::Backend, Some(self.call), "socket-message", json!({ "data": shown(&frame) }));
                let event = message(&frame, context);
                self.emit(host, wx, context, cause, Event::Message, event);
            }
            Happening::Closed(code, reason) if self.state.get() != CLOSED => {
                self.state.set(CLOSED);
                let detail = json!({ "code": code, "reason": reason });
                let cause = self.record(host, Lane::Backend, Some(self.call), "socket-close", detail.clone());
                let event = crate::engine::json::from_data(&detail, context);
                self.emit(host, wx, context, cause, Event::Close, event);
            }
            Happening::Failed(reason) if self.state.get() != CLOSED => {
                let detail = json!({ "errMsg": format!("connectSocket:fail {reason}") });
                let cause = self.record(host, Lane::Wx, Some(self.call), "socket-error", detail.clone());
                let event = crate::engine::json::from_data(&detail, context);
                self.emit(host, wx, context, cause, Event::Error, event);
                self.happened(host, wx, context, Happening::Closed(1006, "abnormal closure".to_owned()));
            }
            _ => {}
        }
    }

    fn record(&self, host: &Rc<Host>, lane: Lane, cause: Option<u64>, what: &str, detail: Value) -> u64 {
        host.recorder.record(lane, cause, self.at.clone(), Body::State { what: what.to_owned(), detail })
    }

    fn emit(&self, host: &Rc<Host>, wx: &Rc<Wx>, context: &mut Context, cause: u64, event: Event, argument: JsResult<JsValue>) {
        let Ok(argument) = argument else { return };
        let own = self.listeners.borrow().iter().filter(|(known, _)| *known == event).map(|(_, f)| f.clone()).collect::<Vec<_>>();
        let own = own.into_iter().map(|listener| (format!("SocketTask.on{}", event.name()), listener));
        let newest = wx.sockets.newest() == Some(self.id);
        let global = if newest { wx.sockets.global(event) } else { None };
        let global = global.map(|listener| (format!("onSocket{}", event.name()), listener));
        for (api, listener) in own.chain(global) {
            let result = value::data(&argument, context);
            let body = Body::Settle { api, of: self.call, outcome: Outcome::Event, result, handled: true };
            let seq = host.recorder.record(Lane::Wx, Some(cause), self.at.clone(), body);
            host.set_cause(Some(seq));
            let during = format!("at on{} callback function", event.name());
            run_callback(host, context, seq, &listener, std::slice::from_ref(&argument), &during);
        }
    }
}

fn message(frame: &Frame, context: &mut Context) -> JsResult<JsValue> {
    let data: JsValue = match frame {
        Frame::Text(text) => JsString::from(text.as_str()).into(),
        Frame::Binary(bytes) => JsArrayBuffer::from_byte_block(AlignedVec::from_iter(0, bytes.iter().copied()), context)?.into(),
    };
    let object = JsObject::with_object_proto(context.intrinsics());
    object.create_data_property_or_throw(js_string!("data"), data, context)?;
    Ok(object.into())
}

fn shown(frame: &Frame) -> Value {
    match frame {
        Frame::Text(text) => serde_json::from_str(text).unwrap_or_else(|_| Value::from(text.as_str())),
        Frame::Binary(bytes) => format!("<ArrayBuffer {}>", bytes.len()).into(),
    }
}
