//! `wx.request`: an HTTPS request to the developer's server; any HTTP status is a success.
//!
//! Facts §4: the url's form is checked inside the call; header values become strings; GET data goes into the query; the body
//! follows the content-type; `timeout <= 0` means the default of 60 s; ten run at once, the others wait in a queue.

mod body;
mod options;
mod reply;
mod task;

use boa_engine::{Context, JsResult, JsValue};

use super::api::{Api, Default, Kind, Param, Run};
use super::call::{Call, Fail};
use crate::lang::Text;
use options::Prepared;

pub(super) const API: Api = Api {
    promise: None,
    params: &[
        Param::required("url", Kind::String),
        Param::new("data", Kind::Any),
        Param::new("header", Kind::Object),
        Param::new("timeout", Kind::Number).since("2.10.0"),
        Param::new("method", Kind::String).or(Default::Text("GET")),
        Param::new("dataType", Kind::String).or(Default::Text("json")),
        Param::new("responseType", Kind::String).or(Default::Text("text")).since("1.7.0"),
        Param::new("redirect", Kind::String).or(Default::Text("follow")).since("3.2.2"),
    ],
    failures: &["timeout", "net::ERR_CONNECTION_REFUSED", "net::ERR_CONNECTION_RESET", "abort"],
    missing: "enableHttp2, enableQuic, enableCache, enableChunked, HttpDNS, profile, forceCellularNetwork, the list of legal domains",
    ..Api::new(
        "request",
        Text { zh: "发起 HTTPS 网络请求", en: "Sends a request to the developer's server" },
        "network/request/wx.request.html",
        Run::Task(run),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<JsValue> {
    let prepared = match options::prepare(call)? {
        Ok(prepared) => prepared,
        Err(unsent) if unsent.at_once => {
            call.fail_at_once(&unsent.fail);
            // No task was created (facts §4.6).
            return Ok(JsValue::undefined());
        }
        Err(unsent) => {
            let settler = call.settler();
            let cause = Some(call.seq);
            call.host.after(call.wx.latency.device, move |host, context| settler.settle(host, context, cause, Err(unsent.fail)));
            return task::dead(call.context);
        }
    };
    start(call, prepared)
}

fn start(call: &mut Call<'_>, prepared: Prepared) -> JsResult<JsValue> {
    let settler = call.settler();
    let task = task::Task::new(call, settler, prepared);
    let object = task.object(call.context)?;
    task.enter(&call.host, call.context);
    Ok(object)
}

/// The task of a request that a fault has failed before it began: its methods do nothing.
///
/// # Errors
///
/// Fails only when the engine is out of resources.
pub(super) fn dead_task(context: &mut Context) -> JsResult<JsValue> {
    task::dead(context)
}

/// `request:fail invalid url "…"`.
fn invalid_url(url: &str) -> Fail {
    Fail::new(format!("invalid url \"{url}\"")).errno(600_009)
}

/// A string for JavaScript.
pub(super) fn text_value(text: &str) -> JsValue {
    options::js(text)
}
