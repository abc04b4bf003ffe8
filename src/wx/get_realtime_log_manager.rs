//! `wx.getRealtimeLogManager`: the log that is sent to WeChat while the app runs; each line is recorded as state.

use boa_engine::object::ObjectInitializer;
use boa_engine::{JsResult, JsString, JsValue, NativeFunction};
use serde_json::{Value, json};

use super::api::{Api, Run};
use super::call::Call;
use crate::engine::{Host, value};
use crate::lang::Text;
use crate::trace::{Body, Lane};

pub(super) const API: Api = Api {
    since: "2.7.1",
    promise: None,
    missing: "sending the log; tag()",
    ..Api::new(
        "getRealtimeLogManager",
        Text { zh: "获取实时日志管理器对象", en: "Gives the manager that writes to the log that is sent to WeChat" },
        "base/debug/RealtimeLogManager.html",
        Run::Sync(run),
    )
};

const METHODS: &[&str] = &["info", "warn", "error", "setFilterMsg", "addFilterMsg", "in"];

fn run(call: &mut Call<'_>) -> JsResult<JsValue> {
    let mut manager = ObjectInitializer::new(call.context);
    for method in METHODS {
        let write = NativeFunction::from_copy_closure(move |_, args, context| {
            let host = Host::of(context);
            let at = host.site(context).stack.into_iter().next();
            let args: Vec<Value> = args.iter().map(|arg| value::data(arg, context)).collect();
            let body = Body::State { what: "realtime-log".to_owned(), detail: json!({ "method": method, "args": args }) };
            host.recorder.record(Lane::Page, host.cause(), at, body);
            Ok(JsValue::undefined())
        });
        manager.function(write, JsString::from(*method), 0);
    }
    Ok(manager.build().into())
}

#[cfg(test)]
mod tests {
    use super::super::testing::check_all;

    #[test]
    fn lines_are_recorded_and_the_console_stays_empty() {
        check_all(
            "",
            "const log = wx.getRealtimeLogManager(); log.info('a', { b: 1 })",
            "[realtime-log] {\"method\":\"info\",\"args\":[\"a\",{\"b\":1}]}",
        );
    }
}
