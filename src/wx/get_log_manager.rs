//! `wx.getLogManager`: the log on the device that users can send in; each line is recorded as state.

use boa_engine::object::ObjectInitializer;
use boa_engine::{JsResult, JsString, JsValue, NativeFunction};
use serde_json::{Value, json};

use super::api::{Api, Run};
use super::call::Call;
use crate::engine::{Host, value};
use crate::lang::Text;
use crate::trace::{Body, Lane};

pub(super) const API: Api = Api {
    since: "2.1.0",
    promise: None,
    missing: "sending the log",
    ..Api::new(
        "getLogManager",
        Text { zh: "获取日志管理器对象", en: "Gives the manager that writes to the log on the device" },
        "base/debug/LogManager.html",
        Run::Sync(run),
    )
};

const METHODS: &[&str] = &["debug", "info", "log", "warn"];

fn run(call: &mut Call<'_>) -> JsResult<JsValue> {
    let mut manager = ObjectInitializer::new(call.context);
    for method in METHODS {
        let write = NativeFunction::from_copy_closure(move |_, args, context| {
            let host = Host::of(context);
            let at = host.site(context).stack.into_iter().next();
            let args: Vec<Value> = args.iter().map(|arg| value::data(arg, context)).collect();
            let body = Body::State { what: "log".to_owned(), detail: json!({ "method": method, "args": args }) };
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
            "const log = wx.getLogManager(); log.info('a', { b: 1 })",
            "[log] {\"method\":\"info\",\"args\":[\"a\",{\"b\":1}]}",
        );
    }
}
