//! `wx.createAnimation`: a description of steps that a page hands to its view; nothing is drawn.
//!
//! Facts: the shape of what `export()` gives is that of base library 2.8.2 (recollection): `{actions: [{animates, option}]}`, where a
//! step carries on the transformations of the steps before it, and exporting empties the list.

use std::cell::RefCell;
use std::rc::Rc;

use boa_engine::object::ObjectInitializer;
use boa_engine::{Context, JsArgs as _, JsResult, JsString, JsValue, NativeFunction};
use serde_json::{Map, Value, json};

use super::api::{Api, Default, Kind, Param, Run};
use super::call::Call;
use crate::engine::{Host, json as js_json, value};
use crate::lang::Text;

pub(super) const API: Api = Api {
    promise: None,
    params: &[
        Param::new("duration", Kind::Number).or(Default::Number(400.0)),
        Param::new("timingFunction", Kind::String).or(Default::Text("linear")),
        Param::new("delay", Kind::Number).or(Default::Number(0.0)),
        Param::new("transformOrigin", Kind::String).or(Default::Text("50% 50% 0")),
    ],
    ..Api::new(
        "createAnimation",
        Text { zh: "创建一个动画实例", en: "Makes a description of an animation" },
        "ui/animation/wx.createAnimation.html",
        Run::Sync(run),
    )
};

/// Styles, whose lengths get a unit.
const STYLES: [(&str, &str, bool); 8] = [
    ("opacity", "opacity", false),
    ("backgroundColor", "background-color", false),
    ("width", "width", true),
    ("height", "height", true),
    ("left", "left", true),
    ("right", "right", true),
    ("top", "top", true),
    ("bottom", "bottom", true),
];

const TRANSFORMS: [&str; 20] = [
    "matrix",
    "matrix3d",
    "rotate",
    "rotate3d",
    "rotateX",
    "rotateY",
    "rotateZ",
    "scale",
    "scale3d",
    "scaleX",
    "scaleY",
    "scaleZ",
    "skew",
    "skewX",
    "skewY",
    "translate",
    "translate3d",
    "translateX",
    "translateY",
    "translateZ",
];

/// One animation: what has been said since the last step, what the steps before left in force, and the steps.
#[derive(Default)]
struct Animation {
    option: Map<String, Value>,
    said: Vec<(String, Value)>,
    in_force: Vec<(String, Value)>,
    actions: Vec<Value>,
}

/// The animations of a run, by number.
#[derive(Default)]
struct Animations(RefCell<Vec<Animation>>);

const OPTIONS: [(&str, &str); 4] =
    [("duration", "400"), ("timingFunction", "\"linear\""), ("delay", "0"), ("transformOrigin", "\"50% 50% 0\"")];

fn run(call: &mut Call<'_>) -> JsResult<JsValue> {
    let given = value::data(call.args.get_or_undefined(0), call.context);
    let animations = call.host.get::<Animations>().unwrap_or_else(|| {
        let fresh = Rc::new(Animations::default());
        call.host.extend(Rc::clone(&fresh));
        fresh
    });
    let defaults = OPTIONS.iter().map(|(name, text)| ((*name).to_owned(), serde_json::from_str(text).unwrap_or_default()));
    let option = defaults
        .map(|(name, default)| {
            let value = given.get(&name).cloned().unwrap_or(default);
            (name, value)
        })
        .collect();
    animations.0.borrow_mut().push(Animation { option, ..Animation::default() });
    let id = animations.0.borrow().len() - 1;
    Ok(object(id, call.context))
}

fn object(id: usize, context: &mut Context) -> JsValue {
    let mut object = ObjectInitializer::new(context);
    for (name, css, length) in STYLES {
        let method = method(id, move |animation, args| {
            let value = args.into_iter().next().unwrap_or(Value::Null);
            let value = if length && value.is_number() { format!("{value}px").into() } else { value };
            animation.said.push((format!("style.{css}"), json!({ "type": "style", "args": [css, value] })));
        });
        object.function(method, JsString::from(name), 1);
    }
    for name in TRANSFORMS {
        let method = method(id, move |animation, args| {
            animation.said.push((name.to_owned(), json!({ "type": name, "args": args })));
        });
        object.function(method, JsString::from(name), 1);
    }
    object.function(method(id, step), JsString::from("step"), 1);
    let export = NativeFunction::from_copy_closure(move |_, _, context| {
        let actions = animations(context, id, |animation| std::mem::take(&mut animation.actions)).unwrap_or_default();
        js_json::from_data(&json!({ "actions": actions }), context)
    });
    object.function(export, JsString::from("export"), 0);
    object.build().into()
}

/// A method that changes the animation and returns it.
fn method(id: usize, change: impl Fn(&mut Animation, Vec<Value>) + Copy + 'static) -> NativeFunction {
    NativeFunction::from_copy_closure(move |this, args, context| {
        let args = args.iter().map(|arg| value::data(arg, context)).collect();
        animations(context, id, |animation| change(animation, args));
        Ok(this.clone())
    })
}

fn step(animation: &mut Animation, args: Vec<Value>) {
    for (name, said) in animation.said.drain(..) {
        match animation.in_force.iter_mut().find(|(known, _)| *known == name) {
            Some((_, old)) => *old = said,
            None => animation.in_force.push((name, said)),
        }
    }
    let own = args.into_iter().next().unwrap_or(Value::Null);
    let option = |name: &str| own.get(name).or_else(|| animation.option.get(name)).cloned().unwrap_or(Value::Null);
    let animates: Vec<&Value> = animation.in_force.iter().map(|(_, said)| said).collect();
    let transition =
        json!({ "duration": option("duration"), "timingFunction": option("timingFunction"), "delay": option("delay") });
    let action = json!({
        "animates": animates,
        "option": { "transformOrigin": option("transformOrigin"), "transition": transition },
    });
    animation.actions.push(action);
}

fn animations<T>(context: &Context, id: usize, change: impl FnOnce(&mut Animation) -> T) -> Option<T> {
    let animations = Host::of(context).get::<Animations>()?;
    let mut animations = animations.0.borrow_mut();
    animations.get_mut(id).map(change)
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;

    #[test]
    fn steps_are_chained_exported_once_and_carry_transformations_on() {
        check(
            "const a = wx.createAnimation({duration: 1000});
            a.rotate(45).width(10).step().opacity(0).step({duration: 5});
            const {actions} = a.export(); console.log(actions.length, actions[1].animates.map(m => m.type + ':' + m.args));
            console.log(actions[0].option, actions[1].option.transition.duration, a.export().actions.length)",
            &[
                "2 [\"rotate:45\",\"style:width,10px\",\"style:opacity,0\"]",
                r#"{"transformOrigin":"50% 50% 0","transition":{"duration":1000,"timingFunction":"linear","delay":0}} 5 0"#,
            ],
        );
    }
}
