//! `setTimeout`, `setInterval`, `clearTimeout`, `clearInterval` on the virtual clock.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use boa_engine::object::builtins::JsFunction;
use boa_engine::{Context, JsArgs, JsNativeError, JsResult, JsString, JsValue, NativeFunction};

use rustc_hash::FxHashMap;

use super::host::Host;
use super::order::TIMERS;
use crate::trace::{At, Body, ErrorKind, Lane};

/// The timers of one run.
#[derive(Default)]
struct Timers {
    next: Cell<u32>,
    planned: RefCell<FxHashMap<u32, u64>>,
}

struct Timer {
    id: u32,
    name: &'static str,
    callback: JsFunction,
    args: Vec<JsValue>,
    every: Option<u64>,
    cause: Option<u64>,
    at: Option<At>,
}

/// Gives a run its own timers.
pub(super) fn begin(host: &Host) {
    host.extend(Rc::new(Timers::default()));
}

pub(super) fn install(context: &mut Context) -> JsResult<()> {
    let functions: [(&str, usize, NativeFunction); 4] = [
        ("setTimeout", 2, NativeFunction::from_copy_closure(|_, args, context| set("setTimeout", false, args, context))),
        ("setInterval", 2, NativeFunction::from_copy_closure(|_, args, context| set("setInterval", true, args, context))),
        ("clearTimeout", 1, NativeFunction::from_copy_closure(|_, args, context| clear(args, context))),
        ("clearInterval", 1, NativeFunction::from_copy_closure(|_, args, context| clear(args, context))),
    ];
    for (name, length, function) in functions {
        context.register_global_builtin_callable(JsString::from(name), length, function)?;
    }
    Ok(())
}

/// The platform's own check: a timer takes functions only (facts: base library 2.8.2).
fn set(name: &'static str, repeat: bool, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let host = Host::of(context);
    let first = args.get_or_undefined(0);
    let Some(callback) = first.as_object().and_then(|object| JsFunction::from_object(object.clone())) else {
        let message = format!("{name} expects a function as first argument but got {}.", first.type_of());
        return Err(JsNativeError::typ().with_message(message).into());
    };
    let delay = args.get_or_undefined(1).to_number(context)?;
    // As browsers do: not a number, negative or above 2^31-1 counts as 0.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be in range")]
    let delay = if delay.is_finite() && (0.0..2_147_483_648.0).contains(&delay) { delay as u64 } else { 0 };
    let Some(timers) = host.get::<Timers>() else { return Ok(JsValue::undefined()) };
    let id = timers.next.get() + 1;
    timers.next.set(id);
    let at = host.site(context).stack.into_iter().next();
    // An interval of 0 would never let the virtual time move.
    let every = repeat.then_some(delay.max(1));
    let args = args.get(2..).unwrap_or_default().to_vec();
    plan(&host, &timers, Timer { id, name, callback, args, every, cause: host.cause(), at }, every.unwrap_or(delay));
    Ok(JsValue::from(id))
}

fn plan(host: &Rc<Host>, timers: &Rc<Timers>, timer: Timer, delay: u64) {
    let id = timer.id;
    let _timers = host.inside(TIMERS);
    let sequence = host.after(delay, move |host, context| fire(host, context, timer));
    timers.planned.borrow_mut().insert(id, sequence);
}

fn fire(host: &Rc<Host>, context: &mut Context, timer: Timer) {
    let Some(timers) = host.get::<Timers>() else { return };
    timers.planned.borrow_mut().remove(&timer.id);
    let body = Body::Invoke { what: format!("{} callback", timer.name) };
    let seq = host.recorder.record(Lane::Host, timer.cause, timer.at.clone(), body);
    host.set_cause(Some(seq));
    let timer_name = timer.name;
    let callback = timer.callback.clone();
    let args = timer.args.clone();
    // Planned before the callback runs, so that the callback can clear it.
    if let Some(every) = timer.every {
        plan(host, &timers, Timer { cause: Some(seq), ..timer }, every);
    }
    // `this` in a callback is the callback itself (facts: base library 2.8.2).
    match callback.call(&JsValue::from(callback.clone()), &args, context) {
        Ok(value) => host.watch(seq, &value),
        Err(error) => {
            host.report_during(ErrorKind::CallbackThrew, &error, &format!("at {timer_name} callback function"), context);
        }
    }
}

fn clear(args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let host = Host::of(context);
    let id = args.get_or_undefined(0);
    let number = id.as_number().or_else(|| id.as_string().and_then(|text| text.to_std_string_lossy().trim().parse().ok()));
    let planned = number.and_then(|number| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an unknown id does nothing")]
        host.get::<Timers>()?.planned.borrow_mut().remove(&(number as u32))
    });
    if let Some(sequence) = planned {
        host.cancel(sequence);
    }
    Ok(JsValue::undefined())
}
