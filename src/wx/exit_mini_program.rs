//! `wx.exitMiniProgram`: leaves the mini-program, which ends the run; only a tap may do so.

use boa_engine::JsResult;
use serde_json::{Map, json};

use super::api::{Api, Run};
use super::call::{Call, Payload, Reply};
use super::tap;
use crate::engine::Stop;
use crate::lang::Text;

pub(super) const API: Api = Api {
    since: "2.17.3",
    ..Api::new(
        "exitMiniProgram",
        Text { zh: "退出当前小程序", en: "Leaves the mini-program" },
        "navigate/wx.exitMiniProgram.html",
        Run::Async(run),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    if let Some(fail) = tap::refused(call) {
        return Ok(Reply::After(call.wx.latency.device, Err(fail)));
    }
    let settler = call.settler();
    let cause = call.state("app", json!({ "exited": true }));
    call.host.after(call.slow.unwrap_or(call.wx.latency.device), move |host, context| {
        settler.settle(host, context, Some(cause), Ok(Payload::Data(Map::new())));
        // What is planned for later does not happen any more; promise callbacks of this turn do.
        host.after(0, |host, _| host.stop(Stop::Exited));
    });
    Ok(Reply::Planned)
}

#[cfg(test)]
mod tests {
    use super::super::testing::check_in;

    #[test]
    fn nothing_happens_after_it() {
        let js = "const go = () => { setTimeout(() => console.log('late'), 100); wx.exitMiniProgram().then((r) => console.log(r.errMsg)) }";
        check_in("call = ['go()']", js, "exitMiniProgram:ok");
        check_in(
            "",
            "wx.exitMiniProgram({ fail: (e) => console.log(e.errMsg) })",
            "exitMiniProgram:fail can only be invoked by user TAP gesture.",
        );
    }
}
