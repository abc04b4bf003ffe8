//! `wx.getUpdateManager`: whether a new version of the app is there; the scenario's `update` event brings one, else there is none.

use boa_engine::object::ObjectInitializer;
use boa_engine::{JsArgs, JsResult, JsString, JsValue, NativeFunction};
use serde_json::json;

use super::api::{Api, Run};
use super::call::Call;
use super::listener;
use crate::engine::Host;
use crate::lang::Text;
use crate::scenario::What;
use crate::trace::{Body, Lane};

pub(super) const API: Api = Api {
    since: "1.9.90",
    promise: None,
    missing: Text {
        zh: "applyUpdate 的重启：只作记录，程序继续运行",
        en: "the restart by applyUpdate: it is recorded, and the program goes on",
    },
    ..Api::new(
        "getUpdateManager",
        Text {
            zh: "获取全局唯一的版本更新管理器", en: "Gives the manager that tells about new versions of the app"
        },
        "base/update/UpdateManager.html",
        Run::Sync(run),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<JsValue> {
    let mut manager = ObjectInitializer::new(call.context);
    for (name, event) in
        [("onCheckForUpdate", "onCheckForUpdate"), ("onUpdateReady", "onUpdateReady"), ("onUpdateFailed", "onUpdateFailed")]
    {
        let listen = NativeFunction::from_copy_closure(move |_, args, context| {
            let host = Host::of(context);
            listener::listen(&host, event, args.get_or_undefined(0), context);
            if event == "onCheckForUpdate" {
                check_later(&host);
            }
            Ok(JsValue::undefined())
        });
        manager.function(listen, JsString::from(name), 1);
    }
    let apply = NativeFunction::from_copy_closure(|_, _, context| {
        let host = Host::of(context);
        let at = host.site(context).stack.into_iter().next();
        let body = Body::State { what: "update".to_owned(), detail: json!({ "applied": true }) };
        host.recorder.record(Lane::Page, host.cause(), at, body);
        Ok(JsValue::undefined())
    });
    manager.function(apply, JsString::from("applyUpdate"), 0);
    Ok(manager.build().into())
}

/// At every launch the platform looks for a new version; without one in the scenario there is none.
fn check_later(host: &std::rc::Rc<Host>) {
    let Some(wx) = host.get::<super::Wx>() else { return };
    if wx.scenario.events.iter().any(|event| event.what == What::Update) {
        return;
    }
    host.after(wx.latency.account, |host, context| {
        listener::emit(host, context, "onCheckForUpdate", None, &json!({ "hasUpdate": false }));
        listener::clear(host, "onCheckForUpdate");
    });
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_all};

    const WATCH: &str = "const m = wx.getUpdateManager(); m.onCheckForUpdate((r) => console.log(r.hasUpdate));
        m.onUpdateReady(() => m.applyUpdate()); m.onUpdateFailed(() => console.log('failed'));";

    #[test]
    fn there_is_none_unless_the_scenario_brings_one() {
        check(WATCH, "false");
        check_all(
            "[[scenario.event]]\nat = 5\nwhat = 'update'\nvalue = 'ready'",
            WATCH,
            "[update] {\"version\":\"ready\"}
             true
             [update] {\"applied\":true}",
        );
    }
}
