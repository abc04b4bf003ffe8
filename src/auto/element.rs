//! `Element.*`, and the finding of elements in pages: what the view layer knows of them and does to them.
//!
//! Nothing is laid out, so sizes and positions are 0. An element's id is its number in the view; one that is a component also has a
//! node id, which makes clients offer its data and methods.

use serde_json::{Map, Value, json};

use super::desk::{Reply, Work};
use super::frame::Params;
use super::page;
use super::wxml;
use crate::app::remote::{self, Owner};
use crate::app::view::{self, Gesture};
use crate::trace::{Body, Lane};
use crate::wx;

/// The words by which a known client recognises it.
const NONE: &str = "no such element";

/// Finds elements in a page, or gives the reply back if the request is none of these.
pub(super) fn find(work: &mut Work<'_>, name: &str, params: &Params, reply: Reply) -> Option<Reply> {
    match name {
        "getElement" | "getElements" => reply.give(select(work, None, name == "getElements", params)),
        _ => return Some(reply),
    }
    None
}

fn select(work: &mut Work<'_>, scope: Option<u64>, all: bool, params: &Params) -> Result<Value, String> {
    let page = remote::page(work.host, params.number("pageId")?)?;
    let selector = params.text("selector")?;
    let found = view::select(&page, scope, (selector, all), work.host, work.context)?;
    let shown: Vec<Value> = found.into_iter().filter_map(|element| handle(work, element)).collect();
    match (all, shown.into_iter().collect::<Vec<_>>()) {
        (true, shown) => Ok(json!({ "elements": shown })),
        (false, mut shown) if !shown.is_empty() => Ok(shown.swap_remove(0)),
        (false, _) => Err(NONE.to_owned()),
    }
}

/// How a client gets hold of an element.
fn handle(work: &mut Work<'_>, element: u64) -> Option<Value> {
    let known = view::describe(element, work.host, work.context).ok()?;
    let mut shown = json!({ "elementId": element.to_string(), "tagName": known.get("tag") });
    if known.get("is").is_some_and(Value::is_string) {
        shown["nodeId"] = element.to_string().into();
    }
    Some(shown)
}

/// Carries a request out, or gives its reply back if it is none of these.
pub(super) fn carry_out(work: &mut Work<'_>, name: &str, params: &Params, reply: Reply) -> Option<Reply> {
    let element = match known(work, params) {
        Ok(element) => element,
        Err(message) => {
            reply.fail(&message);
            return None;
        }
    };
    let names = params.list("names");
    match name {
        "getElement" | "getElements" => reply.give(select(work, Some(element), name == "getElements", params)),
        "getDOMProperties" => reply.give(each(work, element, &names, dom)),
        "getAttributes" => reply.give(each(work, element, &names, attribute).map(|value| renamed(value, "attributes"))),
        "getStyles" => reply.give(each(work, element, &names, style).map(|value| renamed(value, "styles"))),
        "getProperties" => reply.give(each(work, element, &names, property)),
        "getOffset" => reply.ok(&json!({ "left": 0, "top": 0 })),
        "getWXML" => reply.give(outer(work, element, params)),
        "getData" | "setData" | "callMethod" => page::own(work, Owner::Component(element), name, params, reply),
        "tap" | "touchstart" | "touchmove" | "touchend" | "touchcancel" | "longpress" => {
            touch(work, element, name);
            reply.done();
        }
        "triggerEvent" | "dispatchEvent" => reply.give(trigger(work, element, params)),
        "callFunction" => return call(work, element, params, reply),
        _ => return Some(reply),
    }
    None
}

/// The element that a request means, if it is there.
fn known(work: &mut Work<'_>, params: &Params) -> Result<u64, String> {
    remote::page(work.host, params.number("pageId")?)?;
    let element = params.number("elementId").map_err(|_| NONE.to_owned())?;
    view::describe(element, work.host, work.context).map(|_| element)
}

/// What `read` finds for each name, in order.
fn each(work: &mut Work<'_>, element: u64, names: &[Value], read: fn(&Value, &str) -> Value) -> Result<Value, String> {
    let known = view::describe(element, work.host, work.context)?;
    let values: Vec<Value> = names.iter().map(|name| read(&known, name.as_str().unwrap_or_default())).collect();
    Ok(json!({ "properties": values }))
}

fn renamed(value: Value, name: &str) -> Value {
    json!({ name: value.get("properties") })
}

fn dom(known: &Value, name: &str) -> Value {
    match name {
        "innerText" | "textContent" => known.get("text").cloned().unwrap_or_default(),
        "offsetWidth" | "offsetHeight" | "offsetLeft" | "offsetTop" | "scrollTop" | "scrollLeft" => 0.into(),
        "scrollWidth" | "scrollHeight" | "clientWidth" | "clientHeight" => 0.into(),
        _ => attribute(known, name),
    }
}

fn attribute(known: &Value, name: &str) -> Value {
    let own = |name: &str| known.get(name).filter(|value| !value.is_null()).cloned();
    if let Some(key) = name.strip_prefix("data-") {
        return known.get("dataset").and_then(|dataset| dataset.get(camel(key))).cloned().unwrap_or_default();
    }
    match name {
        "id" | "class" | "style" => own(name).unwrap_or_default(),
        _ => {
            let attributes = known.get("attributes");
            let found = attributes.and_then(|attributes| attributes.get(name).or_else(|| attributes.get(camel(name))));
            found.cloned().or_else(|| own("value").filter(|_| name == "value")).unwrap_or_default()
        }
    }
}

/// What is written on the element; there is no style sheet behind it.
fn style(known: &Value, name: &str) -> Value {
    let written = known.get("style").and_then(Value::as_str).unwrap_or_default();
    let wanted = |declaration: &str| {
        let (key, value) = declaration.split_once(':')?;
        (camel(key.trim()) == camel(name)).then(|| value.trim().to_owned())
    };
    written.split(';').find_map(wanted).unwrap_or_default().into()
}

fn property(known: &Value, name: &str) -> Value {
    match name {
        // Which properties may be asked for: every one that the element has.
        "__propPublic" => {
            let attributes = known.get("attributes").and_then(Value::as_object);
            let names = attributes.into_iter().flat_map(Map::keys).flat_map(|name| [name.clone(), camel(name)]);
            let always = ["value", "id", "class", "style", "dataset"].map(str::to_owned);
            Value::Object(names.chain(always).map(|name| (name, Value::Bool(true))).collect())
        }
        "dataset" => known.get("dataset").cloned().unwrap_or_default(),
        "_translateX" | "_translateY" => 0.into(),
        _ => attribute(known, name),
    }
}

/// `some-name` as `someName`.
fn camel(name: &str) -> String {
    let mut parts = name.split('-');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |mut made, part| {
        let mut letters = part.chars();
        made.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        made.push_str(letters.as_str());
        made
    })
}

fn outer(work: &mut Work<'_>, element: u64, params: &Params) -> Result<Value, String> {
    let node = view::outer(element, work.host, work.context)?;
    let text = match params.get("type").and_then(Value::as_str) {
        Some("outer") => wxml::text(&node),
        _ => wxml::inside(&node),
    };
    Ok(json!({ "wxml": text }))
}

/// Does something to an element as the user.
fn gesture(work: &mut Work<'_>, element: u64, kind: &str, gesture: &Gesture) {
    let known = view::describe(element, work.host, work.context).unwrap_or_default();
    let mut detail = json!({ "type": kind, "target": wxml::name(&known) });
    if let Gesture::Input(value) = gesture {
        detail["value"] = value.clone();
    }
    let body = Body::State { what: "gesture".to_owned(), detail };
    let seq = work.host.recorder.record(Lane::User, None, None, body);
    work.host.set_cause(Some(seq));
    wx::touch(element, gesture, seq, work.host, work.context);
}

/// The client's long press is a `touchstart` and, 350 ms later, a `touchend`: the press between them is ours to see.
fn touch(work: &mut Work<'_>, element: u64, name: &str) {
    let host = work.host;
    let presses = host.get::<Presses>().unwrap_or_else(|| {
        let fresh = std::rc::Rc::new(Presses::default());
        host.extend(std::rc::Rc::clone(&fresh));
        fresh
    });
    let now = host.clock.now();
    match name {
        "tap" => return gesture(work, element, name, &Gesture::Tap),
        "longpress" => return gesture(work, element, name, &Gesture::LongPress),
        "touchstart" => presses.began.set(Some((element, now))),
        "touchend" => {
            let held = presses.began.take().filter(|(began, at)| *began == element && now - at >= LONG);
            if held.is_some() {
                gesture(work, element, "longpress", &Gesture::Touch("longpress".to_owned()));
            }
        }
        _ => presses.began.set(None),
    }
    gesture(work, element, name, &Gesture::Touch(name.to_owned()));
}

/// Milliseconds that make a touch a long press; the client waits 350, less what the way takes.
const LONG: u64 = 340;

/// The element that is being touched, and since when.
#[derive(Default)]
struct Presses {
    began: std::cell::Cell<Option<(u64, u64)>>,
}

/// An event by its name. Those of fingers bubble, as they do by themselves. Some clients put its parts one level deeper.
fn trigger(work: &mut Work<'_>, element: u64, params: &Params) -> Result<Value, String> {
    let nested = params.get("eventData").and_then(Value::as_object).cloned().map(Params).unwrap_or_default();
    let either = |name: &str| params.get(name).or_else(|| nested.get(name)).cloned();
    let kind = either("type").or_else(|| either("eventName"));
    let kind = kind.as_ref().and_then(Value::as_str).ok_or("the event has no name")?.to_owned();
    let bubbles = kind.starts_with("touch") || ["tap", "longpress", "longtap"].contains(&kind.as_str());
    let detail = either("detail").unwrap_or_else(|| json!({}));
    gesture(work, element, &kind.clone(), &Gesture::Event(kind, detail, bubbles));
    Ok(json!({}))
}

/// What single kinds of elements can do.
fn call(work: &mut Work<'_>, element: u64, params: &Params, reply: Reply) -> Option<Reply> {
    let function = params.get("functionName").and_then(Value::as_str).unwrap_or_default();
    let first = params.list("args").into_iter().next().unwrap_or_default();
    match function {
        "input.input" | "textarea.input" | "slider.slideTo" | "swiper.swipeTo" => {
            gesture(work, element, "input", &Gesture::Input(first));
        }
        "switch.tap" => gesture(work, element, "tap", &Gesture::Tap),
        // Without a layout there is nothing to scroll or to move.
        "scroll-view.scrollTop" | "scroll-view.scrollLeft" | "scroll-view.scrollWidth" | "scroll-view.scrollHeight" => {
            reply.ok(&json!({ "result": 0 }));
            return None;
        }
        "scroll-view.scrollTo" | "movable-view.moveTo" => {}
        _ => return Some(reply),
    }
    reply.done();
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_and_styles_are_found_by_either_spelling() {
        let known = json!({ "tag": "input", "class": "a b", "style": "color: red; font-size:12px", "dataset": { "userId": 7 },
            "attributes": { "placeholder-class": "p", "type": "number" }, "text": "x", "value": "v" });
        for (name, expected) in
            [("class", json!("a b")), ("type", json!("number")), ("data-user-id", json!(7)), ("value", json!("v")), ("no", Value::Null)]
        {
            assert_eq!(attribute(&known, name), expected, "{name}");
        }
        assert_eq!((style(&known, "color"), style(&known, "fontSize"), style(&known, "left")), (json!("red"), json!("12px"), json!("")));
        let public = property(&known, "__propPublic");
        assert!(public["placeholderClass"] == true && public["type"] == true && public["value"] == true, "{public}");
        assert_eq!((dom(&known, "innerText"), dom(&known, "offsetWidth")), (json!("x"), json!(0)));
    }
}
