//! RequestTask, UploadTask and DownloadTask: `abort()` and the `onX`/`offX` pairs of their events.

use std::rc::Rc;

use boa_engine::builtins::object::OrdinaryObject;
use boa_engine::object::ObjectInitializer;
use boa_engine::object::builtins::JsFunction;
use boa_engine::{Context, JsArgs, JsObject, JsResult, JsValue, NativeFunction};

use super::super::connect_socket;
use super::super::state::Wx;
use super::{Kind, Transfer};
use crate::engine::{Host, value};

/// The task of a call that a fault has failed before it began: its methods do nothing.
///
/// # Errors
///
/// Fails only when the engine is out of resources.
pub(in super::super) fn dead(api: &str, context: &mut Context) -> JsResult<JsValue> {
    match api {
        "connectSocket" => connect_socket::unconnected(context),
        _ => object(Kind::of(api), None, context),
    }
}

/// The task object of the transfer with this number.
#[expect(clippy::unnecessary_wraps, reason = "the callers are natives")]
pub(super) fn object(kind: Kind, id: Option<usize>, context: &mut Context) -> JsResult<JsValue> {
    let find = move |context: &Context| -> Option<(Rc<Host>, Rc<Transfer>)> {
        let host = Host::of(context);
        let transfer = host.get::<Wx>()?.transfers.known.borrow().get(id?).cloned()?;
        Some((host, transfer))
    };
    let mut object = ObjectInitializer::with_native_data(OrdinaryObject, context);
    let abort = NativeFunction::from_copy_closure(move |_, _, context| {
        if let Some((host, transfer)) = find(context) {
            transfer.abort(&host);
        }
        Ok(JsValue::undefined())
    });
    object.function(abort, value::name("abort"), 0);
    for (event, begin, end) in kind.events() {
        let on = NativeFunction::from_copy_closure(move |_, args, context| {
            let callback = args.get_or_undefined(0).as_object().and_then(|object| JsFunction::from_object(object.clone()));
            if let (Some((_, transfer)), Some(callback)) = (find(context), callback) {
                transfer.listeners.borrow_mut().push((event, callback));
            }
            Ok(JsValue::undefined())
        });
        let off = NativeFunction::from_copy_closure(move |_, args, context| {
            let callback = args.get_or_undefined(0).as_object();
            if let Some((_, transfer)) = find(context) {
                // Without an argument all listeners of the event go.
                let goes = |known: &JsFunction| callback.as_ref().is_none_or(|callback| JsObject::equals(callback, known));
                transfer.listeners.borrow_mut().retain(|(name, known)| *name != event || !goes(known));
            }
            Ok(JsValue::undefined())
        });
        object.function(on, value::name(begin), 1);
        object.function(off, value::name(end), 1);
    }
    Ok(object.build().into())
}
