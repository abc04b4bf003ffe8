//! `Page.*`: a page's data and methods, its window, its elements.

use serde_json::{Value, json};

use super::desk::{Reply, Work, member_of};
use super::element;
use super::frame::Params;
use crate::app::remote::Owner;
use crate::wx::Wx;

/// Carries a request out, or gives its reply back if it is none of these.
pub(super) fn carry_out(work: &mut Work<'_>, name: &str, params: &Params, reply: Reply) -> Option<Reply> {
    if !["getData", "setData", "callMethod", "getWindowProperties"].contains(&name) {
        return element::find(work, name, params, reply);
    }
    let page = match params.number("pageId") {
        Ok(page) => page,
        Err(message) => {
            reply.fail(&message);
            return None;
        }
    };
    let owner = Owner::Page(page);
    match name {
        "getWindowProperties" => reply.ok(&json!({ "properties": window(work, &params.list("names")) })),
        _ => own(work, owner, name, params, reply),
    }
    None
}

/// Data and methods of a page or a component.
pub(super) fn own(work: &mut Work<'_>, owner: Owner, name: &str, params: &Params, reply: Reply) {
    match name {
        "getData" => {
            let path = params.get("path").and_then(Value::as_str).unwrap_or_default();
            let data = owner.data(work.host, work.context, path);
            reply.give(data.map(|data| member_of("data", data)));
        }
        "setData" => {
            let data = params.get("data").cloned().unwrap_or_default();
            owner.set_data(work.host, work.context, &data, reply.done_later());
        }
        _ => match params.text("method") {
            Ok(method) => owner.call(work.host, work.context, method, &params.list("args"), reply.later("result")),
            Err(message) => reply.fail(&message),
        },
    }
}

/// Sizes are the device's; nothing is laid out, so a page is as large as its window and is not scrolled.
fn window(work: &Work<'_>, names: &[Value]) -> Vec<Value> {
    let system = work.host.get::<Wx>().map(|wx| wx.device.borrow().system_info().clone()).unwrap_or_default();
    let member = |name: &str| system.get(name).cloned().unwrap_or_default();
    let property = |name: &Value| match name.as_str().unwrap_or_default().rsplit('.').next().unwrap_or_default() {
        "scrollWidth" | "innerWidth" | "clientWidth" | "offsetWidth" => member("windowWidth"),
        "scrollHeight" | "innerHeight" | "clientHeight" | "offsetHeight" => member("windowHeight"),
        "devicePixelRatio" => member("pixelRatio"),
        "scrollTop" | "scrollLeft" | "scrollX" | "scrollY" => 0.into(),
        _ => Value::Null,
    };
    names.iter().map(property).collect()
}
