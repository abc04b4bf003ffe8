//! `wx.getLogManager` and `wx.getRealtimeLogManager`: the logs that reach the developer; each line is recorded as state.

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
    missing: Text { zh: "日志的上报", en: "sending the log" },
    ..Api::new(
        "getLogManager",
        Text { zh: "获取日志管理器对象", en: "Gives the manager that writes to the log on the device" },
        "base/debug/LogManager.html",
        Run::Sync(|call| manager(call, "log", &["debug", "info", "log", "warn"])),
    )
};

pub(super) const REALTIME: Api = Api {
    since: "2.7.1",
    promise: None,
    missing: Text { zh: "日志的上报；tag()", en: "sending the log; tag()" },
    ..Api::new(
        "getRealtimeLogManager",
        Text { zh: "获取实时日志管理器对象", en: "Gives the manager that writes to the log that is sent to WeChat" },
        "base/debug/RealtimeLogManager.html",
        Run::Sync(|call| manager(call, "realtime-log", &["info", "warn", "error", "setFilterMsg", "addFilterMsg", "in"])),
    )
};

/// An object whose methods record what they are given as state `what`.
fn manager(call: &mut Call<'_>, what: &'static str, methods: &[&'static str]) -> JsResult<JsValue> {
    let mut manager = ObjectInitializer::new(call.context);
    for method in methods {
        let method: &'static str = method;
        let write = NativeFunction::from_copy_closure(move |_, args, context| {
            let host = Host::of(context);
            let at = host.site(context).stack.into_iter().next();
            let args: Vec<Value> = args.iter().map(|arg| value::data(arg, context)).collect();
            let body = Body::State { what: what.to_owned(), detail: json!({ "method": method, "args": args }) };
            host.recorder.record(Lane::Page, host.cause(), at, body);
            Ok(JsValue::undefined())
        });
        manager.function(write, JsString::from(method), 0);
    }
    Ok(manager.build().into())
}

#[cfg(test)]
mod tests {
    use super::super::testing::check_all;

    #[test]
    fn lines_are_recorded_and_the_console_stays_empty() {
        for (api, what) in [("getLogManager", "log"), ("getRealtimeLogManager", "realtime-log")] {
            let js = format!("const log = wx.{api}(); log.info('a', {{ b: 1 }})");
            check_all("", &js, &format!("[{what}] {{\"method\":\"info\",\"args\":[\"a\",{{\"b\":1}}]}}"));
        }
    }
}
