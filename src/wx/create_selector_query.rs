//! `wx.createSelectorQuery`: asks the view for nodes.
//!
//! In a project with WXML the rendered nodes answer. Nothing is laid out, so sizes and positions are 0, and the program is told so once.
//! Elsewhere, and where it wants other numbers, the scenario answers `exec()`:
//!
//! `[[scenario.answer]]` with `api = "SelectorQuery.exec"` and `success = { result = [ … ] }`: one element for each question, in order, as
//! the callback of `exec` gets them; TOML has no null, a missing element is one. Without an answer `exec` is left open.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use boa_engine::object::builtins::JsFunction;
use boa_engine::object::{JsObject, ObjectInitializer};
use boa_engine::property::PropertyDescriptor;
use boa_engine::{Context, JsArgs, JsResult, JsString, JsValue, NativeFunction};
use serde_json::{Map, Value, json};

use super::api::{Api, Kind, Param, Run};
use super::call::{self, Call, run_callback};
use super::state::Wx;
use crate::app::is_project;
use crate::app::view;
use crate::engine::{Host, json as js_json, platform_message, value};
use crate::lang::Text;
use crate::trace::{Body, Lane, Outcome};

const SUMMARY: Text = Text { zh: "返回一个查询节点信息的 SelectorQuery 对象", en: "Asks the view for nodes" };
const PAGE: &str = "wxml/wx.createSelectorQuery.html";

pub(super) const API: Api = Api {
    since: "1.4.0",
    promise: None,
    missing: Text {
        zh: "布局：尺寸和位置都是 0，除非场景用 [[scenario.answer]] api = \"SelectorQuery.exec\" 作答",
        en: "layout: sizes and positions are 0 unless the scenario answers with [[scenario.answer]] api = \"SelectorQuery.exec\"",
    },
    ..Api::new("createSelectorQuery", SUMMARY, PAGE, Run::Sync(run))
};

const EXEC: Api = Api {
    since: "1.4.0",
    promise: None,
    params: &[Param::new("callback", Kind::Any)],
    ..Api::new("SelectorQuery.exec", SUMMARY, PAGE, Run::Sync(exec))
};

/// What the program is told when it measures something.
const ZEROS: &str = "wxhost computes no layout: sizes and positions of nodes are 0";

/// What can be asked of nodes, and at which position its callback stands.
const QUESTIONS: [(&str, usize); 6] =
    [("boundingClientRect", 0), ("scrollOffset", 0), ("fields", 1), ("context", 0), ("node", 0), ("ref", 0)];

/// One question: what is asked of which nodes, and who wants to know.
struct Question {
    /// What was asked, for the trace.
    asked: String,
    /// The question's name, such as `boundingClientRect`.
    what: &'static str,
    /// The selector; none for the viewport.
    selector: Option<String>,
    all: bool,
    /// What `fields` wants.
    fields: Value,
    /// The page or component that is asked.
    within: Option<JsObject>,
    callback: Option<JsFunction>,
}

/// The queries of a run, by number.
#[derive(Default)]
struct Queries {
    asked: RefCell<Vec<Vec<Question>>>,
    /// Whether it was told that nothing is laid out.
    told: Cell<bool>,
}

fn run(call: &mut Call<'_>) -> JsResult<JsValue> {
    let queries = call.host.get::<Queries>().unwrap_or_else(|| {
        let fresh = Rc::new(Queries::default());
        call.host.extend(Rc::clone(&fresh));
        fresh
    });
    queries.asked.borrow_mut().push(Vec::new());
    let id = queries.asked.borrow().len() - 1;
    Ok(query(id, call.context))
}

/// Where `in(component)` keeps its component.
const WITHIN: &str = "_component";

fn query(id: usize, context: &mut Context) -> JsValue {
    let mut object = ObjectInitializer::new(context);
    let within = NativeFunction::from_copy_closure(|this, args, context| {
        if let Some(query) = this.as_object() {
            let kept =
                PropertyDescriptor::builder().value(args.get_or_undefined(0).clone()).configurable(true).writable(true).build();
            query.define_property_or_throw(JsString::from(WITHIN), kept, context)?;
        }
        Ok(this.clone())
    });
    object.function(within, JsString::from("in"), 1);
    for (name, all) in [("select", false), ("selectAll", true), ("selectViewport", false)] {
        let select = NativeFunction::from_copy_closure(move |this, args, context| {
            let selector = match name {
                "selectViewport" => None,
                _ => Some(args.get_or_undefined(0).to_string(context)?.to_std_string_lossy()),
            };
            nodes(id, this, selector, all, context)
        });
        object.function(select, JsString::from(name), 1);
    }
    let exec = NativeFunction::from_copy_closure(move |_, args, context| call::invoke_on(&EXEC, Some(id), args, context));
    object.function(exec, JsString::from("exec"), 1);
    object.build().into()
}

/// A NodesRef: each question gives the query back.
fn nodes(id: usize, query: &JsValue, selector: Option<String>, all: bool, context: &mut Context) -> JsResult<JsValue> {
    let mut object = ObjectInitializer::new(context);
    for (name, position) in QUESTIONS {
        let ask = NativeFunction::from_copy_closure_with_captures(
            move |_, args, (query, selector), context| {
                let callback = args.get_or_undefined(position).as_object().and_then(|f| JsFunction::from_object(f.clone()));
                let within = query.as_object().map(|query| query.get(JsString::from(WITHIN), context)).transpose()?;
                let shown = selector.as_ref().map_or_else(|| json!("viewport"), |selector| json!(selector));
                let shown = if all { json!({ "all": shown }) } else { shown };
                let question = Question {
                    asked: format!("{name} of {shown}"),
                    what: name,
                    selector: selector.clone(),
                    all,
                    fields: if name == "fields" { value::data(args.get_or_undefined(0), context) } else { Value::Null },
                    within: within.and_then(|within| within.as_object()),
                    callback,
                };
                if let Some(queries) = Host::of(context).get::<Queries>()
                    && let Some(questions) = queries.asked.borrow_mut().get_mut(id)
                {
                    questions.push(question);
                }
                Ok(query.clone())
            },
            (query.clone(), selector.clone()),
        );
        object.function(ask, JsString::from(name), 1);
    }
    Ok(object.build().into())
}

/// What the rendered nodes answer; none where there is no view.
fn rendered(question: &Question, wx: &Wx, host: &Rc<Host>, context: &mut Context) -> Option<Value> {
    let system = wx.device.borrow().system_info().clone();
    let window = |name: &str| system.get(name).cloned().unwrap_or_default();
    let Some(selector) = &question.selector else {
        let (width, height) = (window("windowWidth"), window("windowHeight"));
        let all = json!({ "id": "", "dataset": {}, "left": 0, "top": 0, "right": width, "bottom": height, "width": width,
            "height": height, "scrollLeft": 0, "scrollTop": 0, "scrollWidth": width, "scrollHeight": height });
        return Some(chosen(question, &all));
    };
    let found = view::query(question.within.as_ref(), (selector, question.all), host, context)?;
    let zeros = ["left", "top", "right", "bottom", "width", "height", "scrollLeft", "scrollTop", "scrollWidth", "scrollHeight"];
    let results = found.into_iter().map(|element| {
        let mut all = Map::new();
        for name in ["id", "dataset"] {
            all.insert(name.to_owned(), element.get(name).cloned().unwrap_or_default());
        }
        all.extend(zeros.map(|name| (name.to_owned(), json!(0))));
        all.insert("attributes".to_owned(), element.get("attributes").cloned().unwrap_or_default());
        chosen(question, &Value::Object(all))
    });
    let mut results = results.collect::<Vec<_>>();
    Some(if question.all { Value::Array(results) } else { results.drain(..).next().unwrap_or_default() })
}

/// Of everything known of a node, what the question asks for.
fn chosen(question: &Question, all: &Value) -> Value {
    let wants = |name: &str| question.fields.get(name) == Some(&Value::Bool(true));
    let names: Vec<&str> = match question.what {
        "boundingClientRect" => vec!["id", "dataset", "left", "right", "top", "bottom", "width", "height"],
        "scrollOffset" => vec!["id", "dataset", "scrollLeft", "scrollTop", "scrollWidth", "scrollHeight"],
        "fields" => {
            let groups: [(&str, &[&str]); 5] = [
                ("id", &["id"]),
                ("dataset", &["dataset"]),
                ("rect", &["left", "right", "top", "bottom"]),
                ("size", &["width", "height"]),
                ("scrollOffset", &["scrollLeft", "scrollTop"]),
            ];
            groups.iter().filter(|(group, _)| wants(group)).flat_map(|(_, names)| names.iter().copied()).collect()
        }
        _ => Vec::new(),
    };
    let mut chosen: Map<String, Value> =
        names.into_iter().filter_map(|name| Some((name.to_owned(), all.get(name)?.clone()))).collect();
    for property in question.fields.get("properties").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str) {
        if let Some(value) = all.get("attributes").and_then(|attributes| attributes.get(property)) {
            chosen.insert(property.to_owned(), value.clone());
        }
    }
    Value::Object(chosen)
}

/// `exec(callback)`: the callback of each question gets its element, then `callback` all of them.
fn exec(call: &mut Call<'_>) -> JsResult<JsValue> {
    let Some(queries) = call.host.get::<Queries>() else { return Ok(JsValue::undefined()) };
    let questions = call.subject.and_then(|id| queries.asked.borrow_mut().get_mut(id).map(std::mem::take)).unwrap_or_default();
    let whole = call.args.get_or_undefined(0).as_object().and_then(|f| JsFunction::from_object(f.clone()));
    let asked: Vec<&str> = questions.iter().map(|question| question.asked.as_str()).collect();
    let asked = call.record(Lane::Wx, Body::State { what: "selector-query".to_owned(), detail: json!(asked) });
    let answer = call.wx.answers.borrow_mut().take(EXEC.name);
    let (elements, after) = match answer {
        Some(answer) => {
            let after = answer.latency.map_or(call.wx.latency.device, |latency| latency.0);
            let elements = match answer.success {
                Some(Value::Array(elements)) => elements,
                Some(Value::Object(mut members)) => match members.shift_remove("result") {
                    Some(Value::Array(elements)) => elements,
                    _ => Vec::new(),
                },
                _ => Vec::new(),
            };
            (elements, after)
        }
        None => {
            let (host, wx) = (Rc::clone(&call.host), Rc::clone(&call.wx));
            let answers = questions.iter().map(|question| rendered(question, &wx, &host, call.context));
            let Some(elements) = answers.collect::<Option<Vec<_>>>().filter(|_| is_project(&host)) else {
                call.wx.unanswered.borrow_mut().push((call.seq, EXEC.name.to_owned()));
                return Ok(JsValue::undefined());
            };
            let measured = questions.iter().any(|question| question.selector.is_some() && question.what != "context");
            if measured && !queries.told.replace(true) {
                platform_message(&host, "info", ZEROS.to_owned());
            }
            (elements, call.wx.latency.device)
        }
    };
    let elements: Vec<Value> = (0..questions.len()).map(|index| elements.get(index).cloned().unwrap_or_default()).collect();
    let (of, at) = (call.seq, call.at.clone());
    call.host.after(after, move |host, context| {
        let calls = questions.into_iter().map(|question| question.callback).zip(elements.iter().cloned());
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
