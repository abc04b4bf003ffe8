//! `wx.createCanvasContext`: draws on a page's `<canvas>`. Nothing is painted: `draw()` records the commands since the last one.
//!
//! Official page: CanvasContext. What a program can read back is modelled: the drawing state with `save` and `restore`, and
//! `measureText`, whose widths are our own (a full-width character is as wide as the font is high, any other half of that).

use std::cell::RefCell;
use std::collections::BTreeSet;

use boa_engine::object::builtins::JsFunction;
use boa_engine::object::{FunctionObjectBuilder, ObjectInitializer};
use boa_engine::property::Attribute;
use boa_engine::{Context, JsArgs, JsObject, JsResult, JsString, JsValue, NativeFunction, js_string};
use serde_json::{Map, Value, json};
use unicode_width::UnicodeWidthStr as _;

use super::api::{Api, Run};
use super::call::{Call, run_callback};
use super::state::{Wx, kept};
use crate::engine::{Host, json as js_json, value};
use crate::lang::Text;
use crate::trace::{Body, Lane, Outcome};

pub(super) const API: Api = Api {
    promise: None,
    missing: Text {
        zh: "绘图本身：每次 draw() 只记录绘图命令；measureText 的宽度是估算值",
        en: "the painting: each draw() records its commands; measureText estimates",
    },
    ..Api::new(
        "createCanvasContext",
        Text { zh: "创建 canvas 的绘图上下文 CanvasContext 对象", en: "Gives the context that draws on a canvas" },
        "canvas/wx.createCanvasContext.html",
        Run::Sync(run),
    )
};

/// Methods that only add a command.
const COMMANDS: [&str; 32] = [
    "arc",
    "arcTo",
    "beginPath",
    "bezierCurveTo",
    "clearRect",
    "clip",
    "closePath",
    "drawImage",
    "fill",
    "fillRect",
    "fillText",
    "lineTo",
    "moveTo",
    "quadraticCurveTo",
    "rect",
    "restore",
    "rotate",
    "save",
    "scale",
    "setLineDash",
    "setShadow",
    "setTransform",
    "stroke",
    "strokeRect",
    "strokeText",
    "transform",
    "translate",
    "setFontSize",
    "clearActions",
    "setTextAlign",
    "setTextBaseline",
    "drawFocusIfNeeded",
];

/// Members that a program may set and read back, the method that does the same (empty: there is none), and their defaults as JSON.
const STATE: [(&str, &str, &str); 14] = [
    ("fillStyle", "setFillStyle", "\"#000000\""),
    ("strokeStyle", "setStrokeStyle", "\"#000000\""),
    ("lineWidth", "setLineWidth", "1"),
    ("lineCap", "setLineCap", "\"butt\""),
    ("lineJoin", "setLineJoin", "\"miter\""),
    ("miterLimit", "setMiterLimit", "10"),
    ("globalAlpha", "setGlobalAlpha", "1"),
    ("globalCompositeOperation", "", "\"source-over\""),
    ("font", "", "\"10px sans-serif\""),
    ("lineDashOffset", "", "0"),
    ("shadowBlur", "", "0"),
    ("shadowColor", "", "\"#000000\""),
    ("shadowOffsetX", "", "0"),
    ("shadowOffsetY", "", "0"),
];

/// Methods that give an object and are recorded as well.
const MAKERS: [&str; 3] = ["createCircularGradient", "createLinearGradient", "createPattern"];

/// One context: where it draws, the commands since the last `draw()`, the drawing state and those that `save` kept.
struct Drawing {
    canvas: String,
    commands: Vec<Value>,
    state: Map<String, Value>,
    saved: Vec<Map<String, Value>>,
}

/// The contexts of a run by number, and which canvases have something on them.
#[derive(Default)]
pub(super) struct Canvases {
    contexts: RefCell<Vec<Drawing>>,
    drawn: RefCell<BTreeSet<String>>,
}

impl Canvases {
    /// Whether something was drawn on the canvas with this id.
    pub(super) fn has(&self, canvas: &str) -> bool {
        self.drawn.borrow().contains(canvas)
    }
}

fn run(call: &mut Call<'_>) -> JsResult<JsValue> {
    let canvas = value::data(call.args.get_or_undefined(0), call.context).as_str().unwrap_or_default().to_owned();
    let canvases = kept::<Canvases>(&call.host);
    let default = |(name, _, json): (&str, &str, &str)| (name.to_owned(), serde_json::from_str(json).unwrap_or_default());
    let state = STATE.into_iter().map(default).collect();
    canvases.contexts.borrow_mut().push(Drawing { canvas, commands: Vec::new(), state, saved: Vec::new() });
    let id = canvases.contexts.borrow().len() - 1;
    Ok(object(id, call.context))
}

fn object(id: usize, context: &mut Context) -> JsValue {
    let mut accessors = Vec::new();
    for (member, _, _) in STATE {
        let get = NativeFunction::from_copy_closure(move |_, _, context| {
            let value = drawing(context, id, |drawing| drawing.state.get(member).cloned()).flatten();
            js_json::from_data(&value.unwrap_or_default(), context)
        });
        let set = NativeFunction::from_copy_closure(move |_, args, context| {
            assign(id, member, args.get_or_undefined(0), context);
            Ok(JsValue::undefined())
        });
        let function = |body| FunctionObjectBuilder::new(context.realm(), body).build();
        accessors.push((member, function(get), function(set)));
    }
    let mut object = ObjectInitializer::new(context);
    for (member, get, set) in accessors {
        let attributes = Attribute::ENUMERABLE | Attribute::CONFIGURABLE;
        object.accessor(JsString::from(member), Some(get), Some(set), attributes);
    }
    for name in COMMANDS {
        let command = NativeFunction::from_copy_closure(move |_, args, context| {
            let args: Vec<Value> = args.iter().map(|arg| value::data(arg, context)).collect();
            drawing(context, id, |drawing| drawing.command(name, args));
            Ok(JsValue::undefined())
        });
        object.function(command, JsString::from(name), 1);
    }
    for (member, setter, _) in STATE.into_iter().filter(|(_, setter, _)| !setter.is_empty()) {
        let set = NativeFunction::from_copy_closure(move |_, args, context| {
            assign(id, member, args.get_or_undefined(0), context);
            Ok(JsValue::undefined())
        });
        object.function(set, JsString::from(setter), 1);
    }
    for name in MAKERS {
        let make = NativeFunction::from_copy_closure(move |_, args, context| {
            let args: Vec<Value> = args.iter().map(|arg| value::data(arg, context)).collect();
            let text = drawing(context, id, |drawing| {
                drawing.command(name, args);
                format!("{name} {}", drawing.commands.len())
            });
            Ok(paint(id, text.unwrap_or_default(), context).into())
        });
        object.function(make, JsString::from(name), 1);
    }
    object.function(
        NativeFunction::from_copy_closure(move |_, args, context| measure(id, args, context)),
        js_string!("measureText"),
        1,
    );
    object.function(NativeFunction::from_copy_closure(move |_, args, context| draw(id, args, context)), js_string!("draw"), 2);
    object.build().into()
}

impl Drawing {
    fn command(&mut self, name: &str, args: Vec<Value>) {
        match name {
            "save" => self.saved.push(self.state.clone()),
            "restore" => {
                if let Some(state) = self.saved.pop() {
                    self.state = state;
                }
            }
            // Sets the size within the font, as the page says.
            "setFontSize" => {
                if let Some(size) = args.first().and_then(Value::as_f64) {
                    self.state.insert("font".to_owned(), format!("{size}px sans-serif").into());
                }
            }
            "clearActions" => return self.commands.clear(),
            _ => {}
        }
        let mut command = vec![Value::from(name)];
        command.extend(args);
        self.commands.push(command.into());
    }

    /// The height of the font in pixels.
    fn font_size(&self) -> f64 {
        let font = self.state.get("font").and_then(Value::as_str).unwrap_or_default();
        let pixels = font.split_whitespace().find_map(|word| word.split('/').next()?.strip_suffix("px")?.parse().ok());
        pixels.unwrap_or(10.0)
    }
}

/// Sets a member of the drawing state; a gradient is shown by the command that made it.
fn assign(id: usize, member: &'static str, given: &JsValue, context: &mut Context) {
    let name = js_string!("wxhostPaint");
    let paint = given.as_object().and_then(|object| object.get(name, context).ok()).filter(|text| text.is_string());
    let data = value::data(&paint.unwrap_or_else(|| given.clone()), context);
    drawing(context, id, |drawing| {
        drawing.state.insert(member.to_owned(), data.clone());
        drawing.commands.push(json!([member, data]));
    });
}

/// A gradient or pattern: an object with `addColorStop`, and a hidden member that says which command made it.
fn paint(id: usize, made_by: String, context: &mut Context) -> JsObject {
    let add = NativeFunction::from_copy_closure(move |_, args, context| {
        let args: Vec<Value> = args.iter().map(|arg| value::data(arg, context)).collect();
        drawing(context, id, |drawing| drawing.command("addColorStop", args));
        Ok(JsValue::undefined())
    });
    let mut object = ObjectInitializer::new(context);
    object.function(add, js_string!("addColorStop"), 2);
    object.property(js_string!("wxhostPaint"), JsString::from(made_by), Attribute::empty());
    object.build()
}

fn measure(id: usize, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let text = args.get_or_undefined(0).to_string(context)?.to_std_string_lossy();
    let size = drawing(context, id, |drawing| drawing.font_size()).unwrap_or(10.0);
    #[expect(clippy::cast_precision_loss, reason = "no text is that long")]
    let width = text.width() as f64 * size / 2.0;
    js_json::from_data(&json!({ "width": width }), context)
}

/// `draw(reserve, callback)`: the commands become an event, then the callback is called.
fn draw(id: usize, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let host = Host::of(context);
    let at = host.site(context).stack.into_iter().next();
    let reserve = args.get_or_undefined(0).to_boolean();
    let callback = args.iter().take(2).find_map(|arg| JsFunction::from_object(arg.as_object()?.clone()));
    let canvases = kept::<Canvases>(&host);
    let Some((canvas, commands)) =
        drawing(context, id, |drawing| (drawing.canvas.clone(), std::mem::take(&mut drawing.commands)))
    else {
        return Ok(JsValue::undefined());
    };
    canvases.drawn.borrow_mut().insert(canvas.clone());
    let detail = json!({ "canvas": canvas, "reserve": reserve, "commands": commands });
    let drawn = host.recorder.record(Lane::Page, host.cause(), at.clone(), Body::State { what: "canvas".to_owned(), detail });
    let Some(callback) = callback else { return Ok(JsValue::undefined()) };
    let after = host.get::<Wx>().map_or(1, |wx| wx.latency.device);
    host.after(after, move |host, context| {
        let api = "CanvasContext.draw".to_owned();
        let body = Body::Settle { api, of: drawn, outcome: Outcome::Event, result: Value::Null, handled: true };
        let seq = host.recorder.record(Lane::Wx, Some(drawn), at, body);
        host.set_cause(Some(seq));
        run_callback(host, context, seq, &callback, &[], "at CanvasContext draw callback function");
    });
    Ok(JsValue::undefined())
}

fn drawing<T>(context: &Context, id: usize, change: impl FnOnce(&mut Drawing) -> T) -> Option<T> {
    let canvases = kept::<Canvases>(&Host::of(context));
    let mut contexts = canvases.contexts.borrow_mut();
    contexts.get_mut(id).map(change)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_all};

    #[test]
    fn commands_are_recorded_by_draw_and_its_callback_follows() {
        check_all(
            "",
            "const c = wx.createCanvasContext('poster', this); c.setFillStyle('red'); c.fillRect(0, 0, 10, 20); c.lineWidth = 2;
            const g = c.createLinearGradient(0, 0, 1, 1); g.addColorStop(0, 'blue'); c.fillStyle = g;
            console.log(c.draw(false, () => console.log('drawn'))); console.log('after'); c.draw(true)",
            r#"[canvas] {"canvas":"poster","reserve":false,"commands":[["fillStyle","red"],["fillRect",0,0,10,20],["lineWidth",2],["createLinearGradient",0,0,1,1],["addColorStop",0,"blue"],["fillStyle","createLinearGradient 4"]]}
            undefined
            after
            [canvas] {"canvas":"poster","reserve":true,"commands":[]}
            drawn"#,
        );
    }

    #[test]
    fn the_drawing_state_is_read_back_saved_and_restored() {
        check(
            "const c = wx.createCanvasContext('a'); console.log(c.fillStyle, c.font, c.lineWidth, c.globalAlpha);
            c.save(); c.setLineWidth(5); c.setFontSize(20); console.log(c.lineWidth, c.font); c.restore(); c.restore(); console.log(c.lineWidth, c.font)",
            "#000000 10px sans-serif 1 1
            5 20px sans-serif
            1 10px sans-serif",
        );
    }

    #[test]
    fn text_is_measured_by_the_font_size() {
        check(
            "const c = wx.createCanvasContext('a'); c.font = 'bold 20px/1.2 PingFang'; console.log(c.measureText('微信ab').width, c.measureText('').width);
            const m = c.measureText; c.setFontSize(10); console.log(m(12).width)",
            "60 0\n10",
        );
    }

    #[test]
    fn members_work_detached_and_a_canvas_without_an_id_is_one() {
        check("const { fillRect, draw } = wx.createCanvasContext(); fillRect(0, 0, 1, 1); draw(() => console.log('ok'))", "ok");
    }
}
