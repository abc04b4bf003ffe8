//! `wx.nextTick`: runs a function after the current turn, before anything that is planned for later.
//!
//! Facts §9: functions of one turn are collected and run in one task of no delay; each is guarded on its own.

use boa_engine::{JsResult, JsValue};

use super::api::{Api, Run};
use super::call::{Call, run_callback};
use crate::lang::Text;
use crate::trace::{Body, Lane};

pub(super) const API: Api = Api {
    since: "2.2.3",
    promise: None,
    ..Api::new(
        "nextTick",
        Text { zh: "延迟一部分操作到下一个时间片再执行", en: "Runs a function after the current turn" },
        "ui/custom-component/wx.nextTick.html",
        Run::Sync(run),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<JsValue> {
    if let Some(callback) = call.callback() {
        let (cause, at) = (call.seq, call.at.clone());
        call.host.after(0, move |host, context| {
            let body = Body::Invoke { what: "nextTick callback".to_owned() };
            let seq = host.recorder.record(Lane::Host, Some(cause), at, body);
            host.set_cause(Some(seq));
            run_callback(host, context, seq, &callback, &[], "at api nextTick callback function");
        });
    }
    Ok(JsValue::undefined())
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;

    #[test]
    fn runs_after_promises_and_before_timers_set_later() {
        check(
            "wx.nextTick(() => { console.log('tick'); throw new Error('x') }); wx.nextTick(() => console.log('tock')); wx.nextTick();
             setTimeout(() => console.log('timer'), 0); Promise.resolve().then(() => console.log('promise')); console.log('now')",
            "now
             promise
             tick
             ! Error: x
             tock
             timer",
        );
    }
}
