//! The privacy contract of base library 2.32.3: the APIs it covers wait until the user has agreed.
//!
//! Facts §3.5: with a listener of `wx.onNeedPrivacyAuthorization` the program asks in its own way and answers with `resolve`;
//! without one the platform shows its own dialog (since October 2023). Refusal: `fail privacy permission is not authorized`.
//! `wx.login`, `wx.request` and storage are not covered. Off unless the scenario says `user.privacy = "needed"`.

use std::cell::RefCell;
use std::rc::Rc;

use boa_engine::object::FunctionObjectBuilder;
use boa_engine::{Context, JsArgs, JsResult, JsString, JsValue, NativeFunction};
use serde_json::json;

use super::call::{Fail, Settler};
use super::dialog;
use super::listener;
use super::state::{Wx, kept};
use crate::engine::{Host, json};
use crate::scenario::Privacy;
use crate::trace::{Body, Lane};

/// The contract's name as `wx.getPrivacySetting` gives it.
pub(super) const CONTRACT: &str = "《小程序隐私保护指引》";

/// The APIs that the contract covers (official page: 小程序隐私协议开发指南).
const COVERED: &[&str] = &[
    "addPhoneCalendar",
    "addPhoneContact",
    "chooseAddress",
    "chooseImage",
    "chooseInvoice",
    "chooseInvoiceTitle",
    "chooseLicensePlate",
    "chooseLocation",
    "chooseMedia",
    "chooseMessageFile",
    "choosePoi",
    "chooseVideo",
    "getClipboardData",
    "getFuzzyLocation",
    "getLocation",
    "getUserInfo",
    "getUserProfile",
    "getWeRunData",
    "openBluetoothAdapter",
    "requirePrivacyAuthorize",
    "saveImageToPhotosAlbum",
    "saveVideoToPhotosAlbum",
    "setClipboardData",
    "startRecord",
];

type Go = Box<dyn FnOnce(&Rc<Host>, &mut Context, u64)>;

struct Waiting {
    settler: Settler,
    go: Go,
}

/// Calls that wait for the program's own dialog.
#[derive(Default)]
struct Held {
    waiting: RefCell<Vec<Waiting>>,
}

/// Whether a call of `api` has to wait for the user's agreement.
pub(super) fn asks_before(wx: &Wx, api: &str) -> bool {
    is_needed(wx) && COVERED.contains(&api)
}

/// Whether there is a contract that the user has not agreed to.
pub(super) fn is_needed(wx: &Wx) -> bool {
    wx.user.borrow().privacy == Privacy::Needed && wx.at_least("2.32.3")
}

/// Asks the user, in the program's way or the platform's, and then goes on or fails.
pub(super) fn ask(host: &Rc<Host>, context: &mut Context, settler: &Settler, go: Go) -> JsResult<()> {
    let Some(wx) = host.get::<Wx>() else { return Ok(()) };
    let waiting = Waiting { settler: settler.clone(), go };
    if listener::any(host, "onNeedPrivacyAuthorization") {
        let held: Rc<Held> = kept(host);
        held.waiting.borrow_mut().push(waiting);
        let resolve = NativeFunction::from_copy_closure(resolve);
        let resolve = FunctionObjectBuilder::new(context.realm(), resolve).name(JsString::from("resolve")).length(1).build();
        let about = json::from_data(&json!({ "referrer": settler.api().name }), context)?;
        let cause = settler.call();
        // The listener is called from the platform's side, never inside the covered call.
        host.after(0, move |host, context| {
            let arguments = [resolve.into(), about];
            listener::emit_value(host, context, "onNeedPrivacyAuthorization", Some(cause), &arguments);
        });
        return Ok(());
    }
    let detail = json!({ "privacy": CONTRACT });
    let at = settler.at().cloned();
    dialog::ask(host, &wx, settler.call(), at.as_ref(), detail, move |host, context, answer, allowed| {
        let cause = answer.unwrap_or_else(|| waiting.settler.call());
        if allowed {
            agree(host, cause);
        }
        finish(host, context, waiting, cause, allowed);
    });
    Ok(())
}

/// `resolve({event, buttonId})` of the program's own dialog.
fn resolve(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let host = Host::of(context);
    let event = match args.get_or_undefined(0).as_object() {
        Some(answer) => answer.get(JsString::from("event"), context)?,
        None => JsValue::undefined(),
    };
    let event = event.as_string().map(|event| event.to_std_string_lossy()).unwrap_or_default();
    let allowed = match event.as_str() {
        "agree" => true,
        "disagree" => false,
        // `exposureAuthorization` only reports that the dialog is seen.
        _ => return Ok(JsValue::undefined()),
    };
    let cause = host.cause().unwrap_or_default();
    if allowed {
        agree(&host, cause);
    }
    let held: Rc<Held> = kept(&host);
    let waiting = std::mem::take(&mut *held.waiting.borrow_mut());
    for waiting in waiting {
        host.after(0, move |host, context| finish(host, context, waiting, cause, allowed));
    }
    Ok(JsValue::undefined())
}

fn finish(host: &Rc<Host>, context: &mut Context, waiting: Waiting, cause: u64, allowed: bool) {
    if allowed {
        if let Some(wx) = host.get::<Wx>() {
            // The tap on 同意 is a tap as good as the one before.
            wx.tap_now(host);
        }
        (waiting.go)(host, context, cause);
    } else {
        let fail = Fail::new("privacy permission is not authorized").errno(101_102);
        waiting.settler.settle(host, context, Some(cause), Err(fail));
    }
}

/// The user agrees to the contract.
pub(super) fn agree(host: &Rc<Host>, cause: u64) {
    let Some(wx) = host.get::<Wx>() else { return };
    wx.user.borrow_mut().privacy = Privacy::Agreed;
    let detail = json!({ "agreed": true });
    host.recorder.record(Lane::User, Some(cause), None, Body::State { what: "privacy".to_owned(), detail });
}
