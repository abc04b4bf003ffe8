//! Boa's host hooks: the time zone, promise callbacks and rejections, and strings that would be compiled.

use std::rc::Rc;

use boa_engine::builtins::promise::{OperationType, Promise, PromiseState};
use boa_engine::context::HostHooks;
use boa_engine::gc::{Finalize, Trace};
use boa_engine::job::JobCallback;
use boa_engine::object::JsObject;
use boa_engine::object::builtins::{JsFunction, JsPromise};
use boa_engine::realm::Realm;
use boa_engine::{Context, JsData, JsNativeError, JsResult, JsString, JsValue};

use super::host::{Host, Origin, Rejection};
use crate::trace::{At, Body, ErrorKind, Lane};

/// Asia/Shanghai, where mini-programs live: no daylight saving time since 1991.
pub(super) const ZONE_SECONDS: i32 = 8 * 3600;

/// Frames whose memory alone is more than the memory limit allows.
const UNLIMITED_RECURSION: usize = 2_000_000;

pub(super) struct Hooks {
    pub(super) buffer: u64,
}

/// What is known of a promise callback from the moment it was registered.
#[derive(Debug, Trace, Finalize, JsData)]
struct Registered {
    #[unsafe_ignore_trace]
    at: Option<At>,
    /// Whether the engine registered it for an `await`.
    is_await: bool,
}

impl HostHooks for Hooks {
    fn make_job_callback(&self, callback: JsFunction, context: &mut Context) -> JobCallback {
        let host = Host::of(context);
        let site = host.site(context);
        // In a live session functions come from outside, whose frames are nobody's.
        let is_await = !site.through_native && (!site.stack.is_empty() || host.is_live());
        JobCallback::new(callback, Registered { at: site.stack.into_iter().next(), is_await })
    }

    fn call_job_callback(&self, job: &JobCallback, this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
        let host = Host::of(context);
        let registered = (job.host_defined() as &dyn std::any::Any).downcast_ref::<Registered>();
        let is_await = registered.is_some_and(|registered| registered.is_await);
        if is_await {
            // An engine error raised after an `await` vanishes inside the engine: a limit met there would end in silence. So
            // there the engine's own limits give way to the guards outside it, whose ends are recorded: the deadline for
            // loops, the memory limit for recursion.
            let limits = context.runtime_limits_mut();
            limits.disable_loop_iteration_limit();
            limits.set_recursion_limit(UNLIMITED_RECURSION);
            limits.set_stack_size_limit(usize::MAX);
            (host.limits.continuation)(true);
            let result = job.callback().call(this, args, context);
            (host.limits.continuation)(false);
            host.limits.apply(context.runtime_limits_mut());
            return result;
        }
        let origin = host.origin.take();
        if let Some(error) = origin.error {
            let at = registered.and_then(|registered| registered.at.clone());
            let body = Body::Error {
                what: ErrorKind::Caught,
                name: String::new(),
                message: String::new(),
                stack: Vec::new(),
                of: Some(error),
            };
            let seq = host.recorder.record(Lane::Page, Some(error), at, body);
            host.set_cause(Some(seq));
        }
        let result = job.callback().call(this, args, context);
        match &result {
            Ok(_) => host.origin.replace(Origin::default()),
            Err(error) if error.as_engine().is_some() => {
                host.report(ErrorKind::Limit, error, context);
                return result;
            }
            Err(error) => {
                let (seq, stack) = host.record_error(ErrorKind::PromiseThrew, error, context);
                host.set_cause(Some(seq));
                host.origin.replace(Origin { stack, error: Some(seq) })
            }
        };
        result
    }

    fn promise_rejection_tracker(&self, promise: &JsObject<Promise>, operation: OperationType, context: &mut Context) {
        let host = Host::of(context);
        match operation {
            OperationType::Reject => {
                let mut origin = host.origin.borrow().clone();
                if origin.stack.is_empty() {
                    origin.stack = host.site(context).stack;
                }
                let state = JsPromise::from_object(promise.clone().upcast()).map(|promise| promise.state());
                let reason = match state {
                    Ok(PromiseState::Rejected(reason)) => reason,
                    _ => JsValue::undefined(),
                };
                host.name_member(&reason, context);
                let rejection = Rejection { promise: promise.clone(), reason, cause: host.cause(), origin };
                host.rejections.borrow_mut().push(rejection);
            }
            OperationType::Handle => {
                let mut rejections = host.rejections.borrow_mut();
                if let Some(index) = rejections.iter().position(|known| JsObject::equals(&known.promise, promise)) {
                    let rejection = rejections.remove(index);
                    host.handled_origin.replace(Some(rejection.origin));
                }
            }
        }
    }

    fn ensure_can_compile_strings(&self, _: Realm, _: &[JsString], _: &JsString, _: bool, _: &mut Context) -> JsResult<()> {
        Err(JsNativeError::eval().with_message("code from strings is not allowed in mini-programs").into())
    }

    fn local_timezone_offset_seconds(&self, _: i64) -> i32 {
        ZONE_SECONDS
    }

    fn max_buffer_size(&self, _: &mut Context) -> u64 {
        self.buffer
    }
}

impl Host {
    /// The origin to hand on to a promise job that is being queued.
    pub(super) fn origin_of_job(self: &Rc<Self>, context: &mut Context) -> Origin {
        if let Some(origin) = self.handled_origin.take() {
            return origin;
        }
        let mut origin = self.origin.borrow().clone();
        if origin.stack.is_empty() {
            origin.stack = self.site(context).stack;
        }
        origin
    }
}
