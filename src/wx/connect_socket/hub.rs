//! All sockets of a run: how they connect, and in which order what arrives on them is taken.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use boa_engine::Context;
use boa_engine::object::builtins::JsFunction;
use serde_json::json;
use tokio::sync::Mutex;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::super::call::Call;
use super::super::state::Wx;
use super::socket::{CLOSED, CONNECTING, Peer, Socket};
use crate::engine::{Host, Io, Task};
use crate::scenario::NetworkFault;
use crate::trace::{Body, ErrorKind, Lane};
use crate::world::network::socket::{Dial, Happening, serve};
use crate::world::network::{Plan, Target};

/// Real time for which an answer of a real peer is waited for.
const QUIET: Duration = Duration::from_millis(150);
/// Real time for which a real peer's handshake is waited for.
const HANDSHAKE: Duration = Duration::from_secs(5);
/// Real time for which an open socket is listened to when nothing else is left to do.
const IDLE: Duration = Duration::from_secs(1);

/// What one can listen to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Event {
    Open,
    Message,
    Error,
    Close,
}

impl Event {
    pub(super) const ALL: [Self; 4] = [Self::Open, Self::Message, Self::Error, Self::Close];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::Message => "Message",
            Self::Error => "Error",
            Self::Close => "Close",
        }
    }
}

/// The sockets of a run.
#[derive(Default)]
pub(in super::super) struct Hub {
    sockets: RefCell<Vec<Rc<Socket>>>,
    /// The listeners of `wx.onSocketOpen` and its like: one of each, for the newest socket.
    globals: RefCell<Vec<(Event, JsFunction)>>,
    channel: OnceCell<Channel>,
    /// Whether an answer of a real peer is being waited for already.
    expecting: Cell<bool>,
    /// Whether listening at the end has heard nothing since the last activity.
    exhausted: Cell<bool>,
}

struct Channel {
    sender: UnboundedSender<(usize, Happening)>,
    receiver: Arc<Mutex<UnboundedReceiver<(usize, Happening)>>>,
}

/// How the program wants to connect.
pub(super) struct Wish {
    pub(super) headers: Vec<(String, String)>,
    pub(super) protocols: Vec<String>,
    pub(super) timeout: u64,
    pub(super) slow: Option<u64>,
}

impl Hub {
    pub(super) fn get(&self, id: usize) -> Option<Rc<Socket>> {
        self.sockets.borrow().get(id).cloned()
    }

    /// The newest socket: the one that `wx.sendSocketMessage` and `wx.onSocketOpen` mean (inferred).
    pub(in super::super) fn newest(&self) -> Option<usize> {
        self.sockets.borrow().len().checked_sub(1)
    }

    /// The `connectSocket` calls whose sockets are not closed.
    pub(in super::super) fn open(&self) -> Vec<u64> {
        self.sockets.borrow().iter().filter(|socket| socket.state.get() != CLOSED).map(|socket| socket.call).collect()
    }

    /// The network is gone: open connections end, and those that are being made fail.
    pub(in super::super) fn lose_all(&self, host: &Rc<Host>, wx: &Rc<Wx>, context: &mut Context) {
        let sockets = self.sockets.borrow().clone();
        for socket in sockets {
            let happening = match socket.state.get() {
                CONNECTING => Happening::Failed("network is down".to_owned()),
                _ => Happening::Closed(1006, "abnormal closure".to_owned()),
            };
            socket.happened(host, wx, context, happening);
            // A real connection ends when nobody holds its other end.
            socket.peer.replace(Peer::None);
        }
    }

    /// Sets the listener of `wx.onSocketOpen` and its like; it takes the place of the one before (inferred).
    pub(in super::super) fn listen(&self, event: Event, listener: JsFunction) {
        let mut globals = self.globals.borrow_mut();
        globals.retain(|(known, _)| *known != event);
        globals.push((event, listener));
    }

    /// The listener of `wx.onSocketOpen` and its like.
    pub(super) fn global(&self, event: Event) -> Option<JsFunction> {
        self.globals.borrow().iter().find(|(known, _)| *known == event).map(|(_, listener)| listener.clone())
    }

    fn channel(&self) -> &Channel {
        self.channel.get_or_init(|| {
            let (sender, receiver) = unbounded_channel();
            Channel { sender, receiver: Arc::new(Mutex::new(receiver)) }
        })
    }

    fn has_real(&self) -> bool {
        let sockets = self.sockets.borrow();
        sockets.iter().any(|socket| socket.state.get() != CLOSED && matches!(*socket.peer.borrow(), Peer::Real(_)))
    }

    fn is_connecting(&self) -> bool {
        let sockets = self.sockets.borrow();
        sockets.iter().any(|socket| socket.state.get() == CONNECTING && matches!(*socket.peer.borrow(), Peer::Real(_)))
    }
}

pub(super) fn create(call: &Call<'_>, url: &str, plan: &Plan) -> Rc<Socket> {
    let hub = &call.wx.sockets;
    let socket = Rc::new(Socket {
        id: hub.sockets.borrow().len(),
        call: call.seq,
        at: call.at.clone(),
        state: Cell::new(CONNECTING),
        timer: Cell::new(None),
        peer: RefCell::new(Peer::None),
        listeners: RefCell::default(),
    });
    hub.sockets.borrow_mut().push(Rc::clone(&socket));
    let mut detail = json!({ "url": url });
    if let Some(route) = &plan.route {
        detail["route"] = route.as_str().into();
    }
    call.record(Lane::Wx, Body::State { what: "socket-connect".to_owned(), detail });
    socket
}

pub(super) fn dial(host: &Rc<Host>, wx: &Rc<Wx>, socket: &Rc<Socket>, plan: Plan, wish: Wish) {
    let fault = plan.fault.as_ref();
    let slow = wish.slow.or_else(|| fault.and_then(|fault| fault.latency).map(|latency| latency.0));
    let latency = slow.unwrap_or(wx.network_latency());
    let (late, wx_late) = (Rc::clone(socket), Rc::clone(wx));
    let timer = host.after(wish.timeout, move |host, context| {
        late.happened(host, &wx_late, context, Happening::Failed("Timed out connecting to server.".to_owned()));
    });
    socket.timer.set(Some(timer));
    let failed = match fault.map(|fault| (fault.network, fault.status)) {
        Some((Some(NetworkFault::Timeout), _)) => return,
        Some((Some(_), _)) => Some("network is down".to_owned()),
        Some((None, Some(status))) => Some(format!("Error during WebSocket handshake: Unexpected response code: {status}")),
        _ => None,
    };
    let soon = |happening: Happening| {
        let (socket, wx) = (Rc::clone(socket), Rc::clone(wx));
        host.after(latency, move |host, context| socket.happened(host, &wx, context, happening));
    };
    if let Some(reason) = failed {
        return soon(Happening::Failed(reason));
    }
    match plan.target {
        Target::Backend { path_and_query } | Target::Wechat { path_and_query } => {
            let path = path_and_query.split('?').next().unwrap_or_default();
            let Some(peer) = wx.scenario.socket.get(path).cloned() else {
                let message = format!(
                    "no socket listens at backend:{path}: describe it in [scenario.socket.\"{path}\"], such as echo = true"
                );
                let stack = socket.at.clone().into_iter().collect();
                let of = Some(socket.call);
                let body = Body::Error { what: ErrorKind::UnmatchedRequest, name: "WxhostError".to_owned(), message, stack, of };
                host.recorder.record(Lane::Host, of, socket.at.clone(), body);
                let reason = "Error during WebSocket handshake: Unexpected response code: 404";
                return soon(Happening::Failed(reason.to_owned()));
            };
            socket.peer.replace(Peer::Scripted(Box::new(peer)));
            soon(Happening::Open);
        }
        Target::Real { url } => {
            let (sender, commands) = unbounded_channel();
            socket.peer.replace(Peer::Real(sender));
            let dial = Dial { url, headers: wish.headers, protocols: wish.protocols };
            host.spawns();
            match host.runtime() {
                Ok(runtime) => drop(runtime.spawn(serve(socket.id, dial, commands, wx.sockets.channel().sender.clone()))),
                Err(error) => return soon(Happening::Failed(error.to_string())),
            }
            let listener = Rc::clone(wx);
            host.on_idle(move |host| listen_at_the_end(host, &listener));
            expect(host, wx, latency);
        }
    }
}

/// Waits at `now + after` for the next frame of any real peer, and on for more as long as they come.
pub(super) fn expect(host: &Rc<Host>, wx: &Rc<Wx>, after: u64) {
    wx.sockets.exhausted.set(false);
    if wx.sockets.expecting.replace(true) {
        return;
    }
    let (receiver, wx) = (Arc::clone(&wx.sockets.channel().receiver), Rc::clone(wx));
    host.after_io(after, async move {
        let patience = if wx.sockets.is_connecting() { HANDSHAKE } else { QUIET };
        let heard = tokio::time::timeout(patience, async { receiver.lock().await.recv().await }).await;
        let task: Task = Box::new(move |host: &Rc<Host>, context: &mut Context| {
            wx.sockets.expecting.set(false);
            if let Ok(Some((id, happening))) = heard {
                deliver(host, &wx, context, id, happening);
            }
        });
        task
    });
}

fn listen_at_the_end(host: &Rc<Host>, wx: &Rc<Wx>) -> Option<Io> {
    // A live session has no end: a peer may speak whenever it likes.
    let live = host.is_live();
    if !wx.sockets.has_real() || (wx.sockets.exhausted.get() && !live) {
        return None;
    }
    let (receiver, wx) = (Arc::clone(&wx.sockets.channel().receiver), Rc::clone(wx));
    let patience = wx.scenario.limits.socket_idle.map_or(IDLE, |millis| Duration::from_millis(millis.0));
    let patience = if live { Duration::from_secs(3600) } else { patience };
    Some(Box::pin(async move {
        let heard = tokio::time::timeout(patience, async { receiver.lock().await.recv().await }).await;
        let task: Task = Box::new(move |host: &Rc<Host>, _: &mut Context| match heard {
            Ok(Some((id, happening))) => {
                host.after(1, move |host, context| deliver(host, &wx, context, id, happening));
            }
            _ => wx.sockets.exhausted.set(true),
        });
        task
    }))
}

fn deliver(host: &Rc<Host>, wx: &Rc<Wx>, context: &mut Context, id: usize, happening: Happening) {
    if let Some(socket) = wx.sockets.get(id) {
        socket.happened(host, wx, context, happening);
    }
    if wx.sockets.has_real() {
        expect(host, wx, 1);
    }
}
