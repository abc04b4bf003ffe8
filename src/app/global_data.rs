//! `getApp().globalData` in the trace: what of it changed in a task is a `state` event at the task's end.
//!
//! It is looked at from outside, and only by its own data: no getter runs, no trap of a Proxy, no method. A getter stands as
//! `<getter>`, a Proxy as `<Proxy>`, a Map as `<Map 2>`, so what changes behind those is not seen. Nor is a change that is taken
//! back within the same task, or one beyond what there is room for, which is said to be cut.

use std::rc::Rc;

use boa_engine::property::PropertyKey;
use boa_engine::{Context, JsObject, JsValue, js_string};
use serde_json::{Map, Value, json};

use super::app::AppState;
use crate::engine::{Host, value};
use crate::trace::{Body, GLOBAL_DATA, Lane};

/// About how many bytes are kept of it.
const MOST: usize = 16 * 1024;
/// How many of one text.
const TEXT: usize = 2 * 1024;
/// What stands for a member that is gone, as for every `undefined` of a trace.
pub(super) const GONE: &str = "<undefined>";

/// Looks after the `globalData` of `instance` from now on; `known` is what the trace tells of it already.
pub(super) fn watch(host: &Rc<Host>, state: &AppState, known: Value) {
    state.told.replace(known);
    host.after_tasks(look);
}

/// The `globalData` of an app, or of the options of one, as data.
pub(super) fn of(object: &JsObject, context: &mut Context) -> Value {
    let property = object.borrow().properties().get(&PropertyKey::from(js_string!("globalData")));
    match property {
        None => json!(GONE),
        Some(property) => match property.value().cloned() {
            Some(data) => read(&data, context),
            None => json!("<getter>"),
        },
    }
}

fn read(data: &JsValue, context: &mut Context) -> Value {
    value::data_within(data, MOST, TEXT, context)
}

fn look(host: &Rc<Host>, began: Option<u64>, context: &mut Context) {
    let Some(state) = host.get::<AppState>() else { return };
    let Some(instance) = state.instance() else { return };
    let now = of(&instance, context);
    if *state.told.borrow() == now {
        return;
    }
    let before = state.told.replace(now.clone());
    let detail = changes(&before, now);
    host.recorder.record(Lane::Page, began, None, Body::State { what: GLOBAL_DATA.to_owned(), detail });
}

/// What is different: the members that changed, if there are members, or all of it.
fn changes(before: &Value, now: Value) -> Value {
    let Value::Object(mut members) = now else { return now };
    let Value::Object(before) = before else { return Value::Object(members) };
    let gone: Vec<String> = before.keys().filter(|key| !members.contains_key(*key)).cloned().collect();
    members.retain(|key, member| before.get(key) != Some(member));
    members.extend(gone.into_iter().map(|key| (key, json!(GONE))).collect::<Map<_, _>>());
    Value::Object(members)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wx::testing::{check, check_all, trace};

    #[test]
    fn what_changed_is_told_at_the_end_of_the_task() {
        check_all(
            "",
            "App({ globalData: { user: null, n: 1 } })
             const { globalData } = getApp()
             globalData.n = 2; globalData.n = 1
             setTimeout(() => { globalData.user = { name: 'a' }; delete globalData.n; console.log('in the task') })
             setTimeout(() => { Promise.resolve().then(() => { globalData.user.name = 'b' }) })
             setTimeout(() => console.log('nothing'))
             setTimeout(() => { getApp().globalData = [1] })
             setTimeout(() => { getApp().globalData = { n: 1 } })
             setTimeout(() => { delete getApp().globalData })",
            "in the task
             [global-data] {\"user\":{\"name\":\"a\"},\"n\":\"<undefined>\"}
             [global-data] {\"user\":{\"name\":\"b\"}}
             nothing
             [global-data] [1]
             [global-data] {\"n\":1}
             [global-data] \"<undefined>\"",
        );
    }

    #[test]
    fn the_app_around_a_snippet_begins_with_what_the_scenario_says() {
        check_all(
            "app.globalData = { n = 1 }",
            "setTimeout(() => { getApp().globalData.m = 2 }, 5); getApp()",
            "[global-data] {\"n\":1}
             [global-data] {\"m\":2}",
        );
        check("getApp()", "");
        check_all("app.globalData = { n = 1 }", "console.log('nobody asks for the app')", "nobody asks for the app");
    }

    #[test]
    fn what_on_launch_does_is_told_and_what_app_was_given_is_not() {
        check_all("", "App({ globalData: { n: 1, m: 1 }, onLaunch() { this.globalData.n = 2 } })", "[global-data] {\"n\":2}");
        check_all("", "App({ onLaunch() { this.globalData = { n: 2 } } })", "[global-data] {\"n\":2}");
    }

    #[test]
    fn nothing_of_the_program_runs() {
        check_all(
            "",
            "const ran = []
             App({ globalData: { get a() { ran.push('getter') } } })
             const traps = new Proxy({}, { get: () => ran.push('get'), ownKeys: () => (ran.push('keys'), []), getOwnPropertyDescriptor: () => void ran.push('own') })
             setTimeout(() => Object.assign(getApp().globalData, { p: traps, m: new Map([[1, 2]]), j: { toJSON() { ran.push('json') } } }))
             setTimeout(() => Object.defineProperty(getApp(), 'globalData', { get() { ran.push('globalData') } }))
             setTimeout(() => console.log(ran.length))",
            "[global-data] {\"p\":\"<Proxy>\",\"m\":\"<Map 1>\",\"j\":{\"toJSON\":\"<function toJSON>\"}}
             [global-data] \"<getter>\"
             0",
        );
    }

    #[test]
    fn what_is_cyclic_or_huge_is_said_to_be_cut() {
        let trace = trace(
            "",
            "App({ globalData: {} })
             const { globalData } = getApp()
             globalData.self = globalData
             globalData.text = 'x'.repeat(1e6)
             globalData.list = Array.from({ length: 100000 }, (_, index) => ({ index }))
             globalData.after = 1",
        );
        let details = trace.events.iter().filter_map(|event| match &event.body {
            Body::State { what, detail } if what == GLOBAL_DATA => Some(detail),
            _ => None,
        });
        let [detail] = details.collect::<Vec<_>>()[..] else { panic!("one change") };
        assert_eq!(detail["self"], "<cyclic>");
        assert!(detail["text"].as_str().is_some_and(|text| text.ends_with("… (1000000 bytes)") && text.len() < TEXT + 30));
        let last = detail["list"].as_array().and_then(|list| list.last()).and_then(Value::as_str).expect("a list");
        assert!(last.starts_with("<… ") && last.ends_with(" more>"), "{last}");
        assert_eq!(detail["<…>"], "<… 1 more>");
        assert!(detail.to_string().len() < 2 * MOST, "{}", detail.to_string().len());
    }

    #[test]
    fn its_cause_is_what_began_the_task() {
        let trace = trace("", "App({ globalData: {} }); wx.login({ success(res) { getApp().globalData.code = res.code } })");
        let change = trace.events.iter().find(|event| matches!(&event.body, Body::State { what, .. } if what == GLOBAL_DATA));
        let cause = change.and_then(|change| trace.event(change.cause?)).expect("a cause");
        assert_eq!(cause.body.kind(), "settle");
        assert!(change.is_some_and(|change| matches!(&change.body, Body::State { detail, .. } if detail["code"] == "<code:1>")));
    }
}
