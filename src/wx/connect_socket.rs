//! `wx.connectSocket` and SocketTask: a WebSocket to the scenario's peer or, over a real connection, to an allowed address.
//!
//! Facts §9: the url must be ws or wss; success only says that the task was created; five connections at once. In virtual time a
//! connection opens one network latency after the call. What a scripted peer sends arrives one latency after what it answers.
//! Of a real peer the loop takes frames in the order in which they arrive: after opening and after every `send` it waits, one
//! latency later, a moment of real time for an answer (the clock stands still), and goes on listening as long as frames come; when
//! nothing else is left to do it listens for `limits.socket_idle`. A connection still open then is told as `open: socket`.

mod hub;
mod socket;
mod task;

use boa_engine::{Context, JsResult, JsValue};

use super::api::{Api, Kind, Param, Run};
use super::call::{Call, Fail, Payload};
use super::tape::Replaying;
use super::transfer::{self, Unsent};
use crate::lang::Text;
use crate::world::network::{Refusal, Target};

pub(super) use hub::{Event, Hub};
pub(super) use task::{close, methods, send};

pub(super) const API: Api = Api {
    promise: None,
    params: &[
        Param::required("url", Kind::String),
        Param::new("header", Kind::Object),
        Param::new("protocols", Kind::Array).since("1.4.0"),
        Param::new("tcpNoDelay", Kind::Boolean).since("2.4.0"),
        Param::new("perMessageDeflate", Kind::Boolean).since("2.8.0"),
        Param::new("timeout", Kind::Number).since("2.10.0"),
        Param::new("forceCellularNetwork", Kind::Boolean).since("2.29.0"),
    ],
    failures: &["network is down"],
    missing: Text {
        zh: "tcpNoDelay、perMessageDeflate、forceCellularNetwork、合法域名列表",
        en: "tcpNoDelay, perMessageDeflate, forceCellularNetwork, the list of legal domains",
    },
    ..Api::new(
        "connectSocket",
        Text { zh: "创建一个 WebSocket 连接", en: "Opens a WebSocket" },
        "network/websocket/wx.connectSocket.html",
        Run::Task(run),
    )
};

/// How many connections there may be at once (official page: 5).
const PLACES: usize = 5;

fn run(call: &mut Call<'_>) -> JsResult<JsValue> {
    let url = call.text("url").unwrap_or_default();
    let plan = call.wx.network.borrow_mut().plan_socket(&url);
    if plan.as_ref().is_ok_and(|plan| matches!(plan.target, Target::Real { .. })) && call.host.get::<Replaying>().is_some() {
        // A tape holds no sockets, and nothing leaves the machine while it plays.
        let reason = format!("not in the recording: a connection to {url}; sockets are not recorded");
        let unsent = Unsent::later(transfer::unmatched(call, reason));
        return transfer::refuse(call, unsent);
    }
    let plan = match plan {
        Ok(plan) => plan,
        Err(refusal) => {
            let unsent = match refusal {
                Refusal::InvalidUrl { .. } => Unsent::at_once(Fail::new(format!("invalid url \"{url}\"")).errno(600_009)),
                Refusal::BadRoute { url, target } => {
                    let reason =
                        format!("the route for \"{url}\" leads to \"{target}\", which is neither backend:/… nor a ws address");
                    Unsent::later(transfer::unmatched(call, reason))
                }
                Refusal::Unmatched { host } => {
                    let reason = format!(
                        "{url} is answered by nobody: give it a route (\"{url}\" = \"backend:/…\" with [scenario.socket.\"/…\"]) or allow the address (--allow-host {host})"
                    );
                    Unsent::later(transfer::unmatched(call, reason))
                }
            };
            return transfer::refuse(call, unsent);
        }
    };
    let (host, wx, settler, after) = (call.host.clone(), call.wx.clone(), call.settler(), call.wx.latency.device);
    let is_offline = !wx.device.borrow().is_connected();
    if is_offline || wx.sockets.open().len() >= PLACES {
        let fail = Fail::new(if is_offline { "network is down" } else { "exceed max task count" });
        host.after(after, move |host, context| settler.settle(host, context, Some(settler.call()), Err(fail)));
        return task::object(None, call.context);
    }
    let headers = transfer::headers(call)?;
    let protocols = protocols(call)?;
    let timeout = transfer::timeout(call);
    let slow = call.slow;
    let socket = hub::create(call, &url, &plan);
    let id = socket.id;
    host.after(after, move |host, context| {
        settler.settle(host, context, Some(settler.call()), Ok(Payload::Data(serde_json::Map::new())));
    });
    hub::dial(&host, &wx, &socket, plan, hub::Wish { headers, protocols, timeout, slow });
    task::object(Some(id), call.context)
}

/// The task of a connection that is never made.
///
/// # Errors
///
/// Fails only when the engine is out of resources.
pub(super) fn unconnected(context: &mut Context) -> JsResult<JsValue> {
    task::object(None, context)
}

fn protocols(call: &mut Call<'_>) -> JsResult<Vec<String>> {
    let value = call.option("protocols")?;
    let data = crate::engine::value::data(&value, call.context);
    let texts = data.as_array().into_iter().flatten().filter_map(|item| item.as_str());
    Ok(texts.map(str::to_owned).collect())
}

#[cfg(test)]
mod tests;
