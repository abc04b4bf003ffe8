//! What the user does to an element: taps it, types into it, lets it send an event.

use std::rc::Rc;

use boa_engine::{Context, JsString, JsValue};
use serde_json::Value;

use super::framework::framework;
use super::{NoView, number, thrown};
use crate::engine::{Host, json};

/// Something done to an element.
#[derive(Debug, Clone, PartialEq)]
pub enum Gesture {
    /// A tap: `touchstart`, `touchend` and `tap`, then what the element does by itself.
    Tap,
    /// A long press.
    LongPress,
    /// A part of a touch: `touchstart`, `touchmove`, `touchend`, `touchcancel`.
    Touch(String),
    /// A new value: a text for an input, `true` for a switch, the chosen values of a group.
    Input(Value),
    /// An event of this name with this detail; whether it bubbles.
    Event(String, Value, bool),
}

/// What an element wishes for when it was tapped, beyond what a page can do by itself.
#[derive(Debug, Clone, PartialEq)]
pub enum Wish {
    /// `<button open-type>`.
    Open(String),
    /// `<button open-type="share">`: the button, as events tell it.
    Share(Value),
    /// `<navigator>`: how, and where to.
    Go {
        /// `navigate`, `redirect`, `switchTab`, `reLaunch`, `navigateBack`.
        how: String,
        /// The address.
        url: String,
    },
}

/// There is no such element.
pub type NoElement = String;

/// Why the user cannot see an element, such as `<view> has hidden`; none if nothing is known to hide it.
pub fn hidden_by(element: u64, host: &Rc<Host>, context: &mut Context) -> Option<String> {
    let framework = framework(host, context)?;
    let why = framework.ask("hiddenBy", &[number(element)], context).ok()?;
    why.as_str().map(str::to_owned)
}

/// Does something to an element; gives what it wishes for then.
///
/// # Errors
///
/// There is no view, or no such element.
pub fn do_gesture(element: u64, gesture: &Gesture, host: &Rc<Host>, context: &mut Context) -> Result<Option<Wish>, NoElement> {
    let framework = framework(host, context).ok_or_else(|| NoView.to_string())?;
    let element = number(element);
    let data = |value: &Value, context: &mut Context| json::from_data(value, context).unwrap_or_default();
    let answer = match gesture {
        Gesture::Tap => framework.ask("tap", &[element], context),
        Gesture::LongPress => {
            let mut result = Ok(Value::Null);
            for (name, ended) in [("touchstart", false), ("longpress", false), ("touchend", true)] {
                let arguments = [element.clone(), JsString::from(name).into(), ended.into()];
                result = result.and(framework.call("touch", &arguments, context).map(|_| Value::Null));
            }
            result
        }
        Gesture::Touch(name) => {
            let ended = name == "touchend" || name == "touchcancel";
            let arguments = [element, JsString::from(name.as_str()).into(), ended.into()];
            framework.call("touch", &arguments, context).map(|_| Value::Null)
        }
        Gesture::Input(value) => {
            let value = data(value, context);
            framework.ask("input", &[element, value], context)
        }
        Gesture::Event(name, detail, bubbles) => {
            let arguments: [JsValue; 4] =
                [element, JsString::from(name.as_str()).into(), data(detail, context), (*bubbles).into()];
            framework.call("fire", &arguments, context).map(|_| Value::Null)
        }
    };
    let wish = answer.map_err(|error| thrown(&error, context))?;
    let text = |name: &str| wish.get(name).and_then(Value::as_str).map(str::to_owned);
    Ok(match (text("open"), text("go")) {
        (Some(open), _) if open == "share" => Some(Wish::Share(wish.get("target").cloned().unwrap_or_default())),
        (Some(open), _) => Some(Wish::Open(open)),
        (None, Some(how)) => Some(Wish::Go { how, url: text("url").unwrap_or_default() }),
        (None, None) => None,
    })
}
