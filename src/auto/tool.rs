//! `Tool.*`: the tool itself, and the phone's own buttons and dialogs.

use serde_json::{Value, json};

use super::desk::{Reply, Work, desk, note};
use super::frame::Params;
use crate::wx::{self, Reaction, Wx};

/// The version of DevTools that clients are told; they compare it with those that brought a feature.
const VERSION: &str = "1.06.2409140";

/// Carries a request out, or gives its reply back if it is none of these.
pub(super) fn carry_out(work: &mut Work<'_>, name: &str, params: &Params, reply: Reply) -> Option<Reply> {
    match name {
        "getInfo" => {
            let library = work.host.get::<Wx>().map(|wx| wx.rules.base_library.to_string());
            reply.ok(&json!({ "SDKVersion": library.unwrap_or_default(), "version": VERSION }));
        }
        "close" => {
            reply.done();
            if let Some(desk) = desk(work.host) {
                desk.end();
            }
        }
        "native" => return native(work, params, reply),
        _ => return Some(reply),
    }
    None
}

fn native(work: &mut Work<'_>, params: &Params, reply: Reply) -> Option<Reply> {
    let method = match params.text("method") {
        Ok(method) => method,
        Err(message) => {
            reply.fail(&message);
            return None;
        }
    };
    let data = params.get("data").cloned().unwrap_or_default();
    let route = |work: &mut Work<'_>, api: &str, args: &[Value], reply: Reply| {
        note(work.host, format!("native {method}"));
        wx::call_by_name(work.host, work.context, api, args, reply.done_later());
    };
    let (widget, reaction) = match method {
        "confirmModal" => {
            let typed = data.get("content").or_else(|| data.get("text")).and_then(Value::as_str).map(str::to_owned);
            ("modal", Reaction::Confirm(typed))
        }
        "cancelModal" => ("modal", Reaction::Cancel),
        "authorizeAllow" => ("consent", Reaction::Confirm(None)),
        "authorizeCancel" => ("consent", Reaction::Cancel),
        // What minium presses in the privacy dialog; it tries at its start whether that is possible.
        "clickCoverView" => {
            let text = data.pointer("/data/text").and_then(Value::as_str).unwrap_or_default();
            let reaction = if text == "拒绝" { Reaction::Cancel } else { Reaction::Confirm(None) };
            wx::react(work.host, work.context, "consent", reaction);
            reply.done();
            return None;
        }
        // Not in the official client, which has no word for sheets.
        "tapActionSheet" => {
            let index = data.get("index").and_then(Value::as_u64).and_then(|index| usize::try_from(index).ok());
            ("action-sheet", index.map_or(Reaction::Cancel, Reaction::Tap))
        }
        "goHome" => {
            let home = desk(work.host).map(|desk| desk.home.clone()).unwrap_or_default();
            route(work, "reLaunch", &[json!({ "url": format!("/{home}") })], reply);
            return None;
        }
        "navigateLeft" => {
            route(work, "navigateBack", &[], reply);
            return None;
        }
        "switchTab" => {
            route(work, "switchTab", &[data], reply);
            return None;
        }
        other => {
            reply.fail(&format!("Tool.native {other} unimplemented"));
            return None;
        }
    };
    note(work.host, format!("native {method}"));
    match wx::react(work.host, work.context, widget, reaction) {
        true => reply.done(),
        false => reply.fail(&format!("{method}: no {widget} is open")),
    }
    None
}
