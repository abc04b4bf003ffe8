//! `wx.createSelectorQuery`: asks the view for nodes; there is no view here, so the scenario answers `exec()`.
//!
//! `[[scenario.answer]]` with `api = "SelectorQuery.exec"` and `success = { result = [ … ] }`: one element for each question, in order, as
//! the callback of `exec` gets them; TOML has no null, a missing element is one. Without an answer `exec` is left open.

use std::cell::RefCell;
use std::rc::Rc;

use boa_engine::object::ObjectInitializer;
use boa_engine::object::builtins::JsFunction;
use boa_engine::{Context, JsArgs, JsResult, JsString, JsValue, NativeFunction};
use serde_json::{Value, json};

use super::api::{Api, Kind, Param, Run};
use super::call::{self, Call, run_callback};
use crate::engine::{Host, json as js_json, value};
use crate::lang::Text;
use crate::trace::{Body, Lane, Outcome};

const SUMMARY: Text = Text { zh: "返回一个查询节点信息的 SelectorQuery 对象", en: "Asks the view for nodes" };
const PAGE: &str = "wxml/wx.createSelectorQuery.html";

pub(super) const API: Api = Api {
    since: "1.4.0",
    promise: None,
    missing: Text {
        zh: "视图层：由场景用 [[scenario.answer]] api = \"SelectorQuery.exec\" 作答",
        en: "a view: the scenario answers with [[scenario.answer]] api = \"SelectorQuery.exec\"",
    },
    ..Api::new("createSelectorQuery", SUMMARY, PAGE, Run::Sync(run))
};

const EXEC: Api = Api {
    since: "1.4.0",
    promise: None,
    params: &[Param::new("callback", Kind::Any)],
    ..Api::new("SelectorQuery.exec", SUMMARY, PAGE, Run::Sync(exec))
};

/// What can be asked of nodes, and at which position its callback stands.
const QUESTIONS: [(&str, usize); 6] =
    [("boundingClientRect", 0), ("scrollOffset", 0), ("fields", 1), ("context", 0), ("node", 0), ("ref", 0)];

/// One question: what was asked of which nodes, and who wants to know.
type Question = (String, Option<JsFunction>);

/// The queries of a run, by number.
#[derive(Default)]
struct Queries(RefCell<Vec<Vec<Question>>>);

fn run(call: &mut Call<'_>) -> JsResult<JsValue> {
    let queries = call.host.get::<Queries>().unwrap_or_else(|| {
        let fresh = Rc::new(Queries::default());
        call.host.extend(Rc::clone(&fresh));
        fresh
    });
    queries.0.borrow_mut().push(Vec::new());
    let id = queries.0.borrow().len() - 1;
    Ok(query(id, call.context))
}

fn query(id: usize, context: &mut Context) -> JsValue {
    let mut object = ObjectInitializer::new(context);
    let within = NativeFunction::from_copy_closure(|this, _, _| Ok(this.clone()));
    object.function(within, JsString::from("in"), 1);
    for (name, all) in [("select", false), ("selectAll", true), ("selectViewport", false)] {
        let select = NativeFunction::from_copy_closure(move |this, args, context| {
            let selector = match name {
                "selectViewport" => json!("viewport"),
                _ => value::data(args.get_or_undefined(0), context),
            };
            nodes(id, this, &if all { json!({ "all": selector }) } else { selector }, context)
        });
        object.function(select, JsString::from(name), 1);
    }
    let exec = NativeFunction::from_copy_closure(move |_, args, context| call::invoke_on(&EXEC, Some(id), args, context));
    object.function(exec, JsString::from("exec"), 1);
    object.build().into()
}

/// A NodesRef: each question gives the query back.
#[expect(clippy::unnecessary_wraps, reason = "the callers are natives")]
fn nodes(id: usize, query: &JsValue, selector: &Value, context: &mut Context) -> JsResult<JsValue> {
    let mut object = ObjectInitializer::new(context);
    for (name, position) in QUESTIONS {
        let ask = NativeFunction::from_copy_closure_with_captures(
            move |_, args, (query, selector), context| {
                let callback = args.get_or_undefined(position).as_object().and_then(|f| JsFunction::from_object(f.clone()));
                if let Some(queries) = Host::of(context).get::<Queries>()
                    && let Some(questions) = queries.0.borrow_mut().get_mut(id)
                {
                    questions.push((format!("{name} of {selector}"), callback));
                }
                Ok(query.clone())
            },
            (query.clone(), selector.to_string()),
        );
        object.function(ask, JsString::from(name), 1);
    }
    Ok(object.build().into())
}

/// `exec(callback)`: the callback of each question gets its element, then `callback` all of them.
fn exec(call: &mut Call<'_>) -> JsResult<JsValue> {
    let Some(queries) = call.host.get::<Queries>() else { return Ok(JsValue::undefined()) };
    let questions = call.subject.and_then(|id| queries.0.borrow_mut().get_mut(id).map(std::mem::take)).unwrap_or_default();
    let whole = call.args.get_or_undefined(0).as_object().and_then(|f| JsFunction::from_object(f.clone()));
    let asked: Vec<&str> = questions.iter().map(|(asked, _)| asked.as_str()).collect();
    let asked = call.record(Lane::Wx, Body::State { what: "selector-query".to_owned(), detail: json!(asked) });
    let answer = call.wx.answers.borrow_mut().take(EXEC.name);
    let Some(answer) = answer else {
        call.wx.unanswered.borrow_mut().push((call.seq, EXEC.name.to_owned()));
        return Ok(JsValue::undefined());
    };
    let elements = match answer.success {
        Some(Value::Array(elements)) => elements,
        Some(Value::Object(mut members)) => match members.shift_remove("result") {
            Some(Value::Array(elements)) => elements,
            _ => Vec::new(),
        },
        _ => Vec::new(),
    };
    let elements: Vec<Value> = (0..questions.len()).map(|index| elements.get(index).cloned().unwrap_or_default()).collect();
    let after = answer.latency.map_or(call.wx.latency.device, |latency| latency.0);
    let (of, at) = (call.seq, call.at.clone());
    call.host.after(after, move |host, context| {
        let calls = questions.into_iter().map(|(_, callback)| callback).zip(elements.iter().cloned());
        let calls: Vec<_> = calls.chain([(whole, Value::Array(elements.clone()))]).collect();
        for (callback, result) in calls {
            let (Some(callback), Ok(argument)) = (callback, js_json::from_data(&result, context)) else { continue };
            let body = Body::Settle { api: EXEC.name.to_owned(), of, outcome: Outcome::Event, result, handled: true };
            let seq = host.recorder.record(Lane::Wx, Some(asked), at.clone(), body);
            host.set_cause(Some(seq));
            run_callback(host, context, seq, &callback, &[argument], "at SelectorQuery callback function");
        }
    });
    Ok(JsValue::undefined())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check_in, run};

    #[test]
    fn the_scenario_answers_for_the_view() {
        let toml = "[[scenario.answer]]\napi = \"SelectorQuery.exec\"\nsuccess = { result = [{ width = 10 }] }";
        let js = "const q = wx.createSelectorQuery().in(this);
            q.select('#a').boundingClientRect(r => console.log(r.width)).selectViewport().scrollOffset(r => console.log(r)).exec(r => console.log(r))";
        check_in(toml, js, &["10", "null", "[{\"width\":10},null]"]);
    }

    #[test]
    fn without_an_answer_it_is_left_open() {
        let ran = run("wx.createSelectorQuery().selectAll('.x').fields({size: true}, () => console.log('never')).exec()");
        assert_eq!((ran.lines.len(), ran.open[0].what.as_str()), (0, "SelectorQuery.exec"));
    }
}
