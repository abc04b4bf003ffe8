//! A large library, most of whose functions are compiled when they are first called: the side of a plan that a run sees.
//!
//! What makes a plan, and which functions it names, is in `src/engine/syntax/lazy.rs`. It belongs to one text, known by its digest;
//! any other text is compiled as it is.

use std::cell::Cell;
use std::fmt::Write as _;
use std::path::Path;
use std::rc::Rc;

use boa_engine::gc::{Finalize, Trace};
use boa_engine::object::JsObject;
use boa_engine::object::builtins::{JsArray, JsFunction};
use boa_engine::optimizer::OptimizerOptions;
use boa_engine::{Context, JsArgs, JsNativeError, JsResult, JsValue, NativeFunction, Script, Source, js_string};

use super::compile::function;
use super::host::Host;
use super::syntax;

/// What a library gets besides `module, exports, require`; the last two are the plan's own.
const PARAMETERS: &str = "module,exports,require,setTimeout,console,$made,$make";

/// The plan for a text: its digest, then what can wait. None if the text is no strict JavaScript.
///
/// None either if it uses the names that its functions are handed out by.
pub fn plan(text: &str) -> Option<String> {
    if ["$made", "$make", "$this"].iter().any(|name| text.contains(name)) {
        return None;
    }
    Some(format!("{}\n{}", digest(text), syntax::plan(text)?))
}

/// FNV-1a and the length: enough to tell one release of a library from another.
fn digest(text: &str) -> String {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x} {}", text.len())
}

/// A body that waits.
#[derive(Debug, PartialEq, Eq)]
struct Body {
    start: usize,
    end: usize,
    /// What it needs of the module, separated by commas.
    names: String,
    /// The same, as places among the names of all bodies.
    needs: Vec<u32>,
    parameters: String,
    /// Where it names `this`.
    this: Vec<usize>,
}

/// A library whose functions are compiled one by one.
#[derive(Debug)]
struct Library {
    name: String,
    text: String,
    bodies: Vec<Body>,
    /// The names of the module that bodies need.
    names: Vec<String>,
    /// Where the module's first statement can stand: behind its directive.
    first: usize,
    /// Whether its top level still runs: what it defines may yet change.
    loading: Cell<bool>,
}

/// What the native functions of a library know.
#[derive(Debug, Trace, Finalize)]
struct Captured {
    #[unsafe_ignore_trace]
    library: Rc<Library>,
    /// What stands for each body: at first a native that makes it, then itself.
    made: JsObject,
    /// The body that is meant.
    index: u32,
}

impl Library {
    /// The text with the plan's edits, and the bodies that wait; none if the plan is for another text.
    fn read(name: &str, text: &str, plan: &str) -> Option<Self> {
        let (of, plan) = plan.split_once('\n')?;
        if of != digest(text) {
            return None;
        }
        let mut edited = String::with_capacity(text.len() + 1024);
        let (mut from, mut last, mut bodies) = (0, 0, Vec::new());
        let mut all: Vec<String> = Vec::new();
        for line in plan.lines() {
            let (kind, line) = line.split_at_checked(1)?;
            let (place, rest) = line.split_once(' ')?;
            let (distance, length) = place.split_once(',')?;
            let (distance, length) = (distance.parse::<usize>().ok()?, length.parse::<usize>().ok()?);
            if kind == "=" {
                edited.push_str(text.get(from..from + distance)?);
                edited.push_str(rest);
                from += distance + length;
                continue;
            }
            let start = last + distance;
            last = start + length;
            if kind != "+" {
                continue;
            }
            let mut parts = rest.split('|');
            let mut names = || Some(parts.next()?.replace(' ', ","));
            let (names, parameters) = (names()?, names()?);
            let mut at = start;
            let this = parts.next()?.split_ascii_whitespace().map(|distance| {
                at += distance.parse::<usize>().ok()?;
                Some(at)
            });
            let this = this.collect::<Option<Vec<_>>>()?;
            let mut needs = Vec::new();
            for name in names.split(',').filter(|name| !name.is_empty()) {
                let known = all.iter().position(|known| known == name);
                let place = known.unwrap_or_else(|| {
                    all.push(name.to_owned());
                    all.len() - 1
                });
                needs.push(u32::try_from(place).ok()?);
            }
            bodies.push(Body { start, end: last, names, needs, parameters, this });
        }
        edited.push_str(text.get(from..)?);
        // A plan is only made of strict texts.
        let first = edited.find("use strict")? + "use strict".len() + 1;
        if bodies.first().is_some_and(|body| body.start < first) {
            return None;
        }
        Some(Self { name: name.to_owned(), text: edited, bodies, names: all, first, loading: Cell::new(true) })
    }

    /// The module as a function expression, with calls in the place of what waits. What they are to be made of, the module hands out
    /// at its beginning, each name as a function that gives its value.
    fn module(&self) -> Option<String> {
        let mut text = String::with_capacity(self.text.len() / 2);
        let _ = write!(text, "0,function({PARAMETERS}){{{};$make([", self.text.get(..self.first)?);
        for name in &self.names {
            let _ = write!(text, "()=>{name},");
        }
        text.push_str("]);");
        let mut from = self.first;
        for (index, body) in self.bodies.iter().enumerate() {
            text.push_str(self.text.get(from..body.start)?);
            let separator = if body.this.is_empty() || body.parameters.is_empty() { "" } else { "," };
            let this = if body.this.is_empty() { "" } else { "this" };
            let _ = write!(text, "{{return $made[{index}]({this}{separator}{})}}", body.parameters);
            from = body.end;
        }
        text.push_str(self.text.get(from..)?);
        text.push_str("\n}");
        Some(text)
    }

    /// A function of what the body needs, which gives the function.
    fn body(&self, index: usize) -> Option<String> {
        let body = self.bodies.get(index)?;
        let mut text = format!("0,function({}){{'use strict';return function(", body.names);
        if !body.this.is_empty() {
            text.push_str(if body.parameters.is_empty() { "$this" } else { "$this," });
        }
        let _ = write!(text, "{})", body.parameters);
        let mut from = body.start;
        for place in &body.this {
            text.push_str(self.text.get(from..*place)?);
            text.push_str("$this");
            from = place + "this".len();
        }
        text.push_str(self.text.get(from..body.end)?);
        text.push('}');
        Some(text)
    }
}

impl Host {
    /// Runs a library that is a CommonJS module, with `arguments` for `module, exports, require, setTimeout, console`. With the
    /// right plan its functions are compiled when they are first called.
    ///
    /// # Errors
    ///
    /// The text is no JavaScript, or what it throws.
    pub fn run_library(
        &self,
        (name, text, plan): (&str, &str, &str),
        arguments: &[JsValue; 5],
        context: &mut Context,
    ) -> JsResult<()> {
        let read = Library::read(name, text, plan).and_then(|library| Some((library.module()?, Rc::new(library))));
        let Some((module, library)) = read else {
            let text = format!("function({PARAMETERS}){{{text}\n}}");
            let module = self.load_library(name, &text, context)?;
            return callable(&module)?.call(&JsValue::undefined(), arguments, context).map(|_| ());
        };
        let module = evaluate(name, &module, context)?;
        let made = JsObject::from(JsArray::new(context)?);
        let captured = Captured { library: Rc::clone(&library), made: made.clone(), index: 0 };
        let make = NativeFunction::from_copy_closure_with_captures(begin, captured).to_js_function(context.realm());
        let mut arguments = arguments.to_vec();
        arguments.extend([made.into(), make.into()]);
        callable(&module)?.call(&JsValue::undefined(), &arguments, context)?;
        library.loading.set(false);
        Ok(())
    }
}

/// `$make(names)`: puts a native in the place of every body; the names give their values as they are in the module.
fn begin(_: &JsValue, args: &[JsValue], captured: &Captured, context: &mut Context) -> JsResult<JsValue> {
    let Captured { library, made, .. } = captured;
    made.create_data_property_or_throw(js_string!("names"), args.get_or_undefined(0).clone(), context)?;
    for index in 0..u32::try_from(library.bodies.len()).unwrap_or(u32::MAX) {
        let captured = Captured { library: Rc::clone(library), made: made.clone(), index };
        let first = NativeFunction::from_copy_closure_with_captures(first_call, captured).to_js_function(context.realm());
        made.create_data_property_or_throw(index, first, context)?;
    }
    Ok(JsValue::undefined())
}

/// `$made[index](…)`, before it is made: compiles the body, and calls it.
fn first_call(_: &JsValue, args: &[JsValue], captured: &Captured, context: &mut Context) -> JsResult<JsValue> {
    let Captured { library, made, index } = captured;
    let body = usize::try_from(*index).ok().and_then(|index| Some((library.bodies.get(index)?, library.body(index)?)));
    let (body, text) = body.ok_or_else(|| JsNativeError::typ().with_message("the plan has no such function"))?;
    let names = made.get(js_string!("names"), context)?;
    let names = names.as_object().ok_or_else(|| JsNativeError::typ().with_message("the module has no names"))?;
    let mut values = Vec::with_capacity(body.needs.len());
    for place in &body.needs {
        let value = names.get(*place, context)?;
        values.push(callable(&value)?.call(&JsValue::undefined(), &[], context)?);
    }
    let factory = evaluate(&library.name, &text, context)?;
    let function = callable(&factory)?.call(&JsValue::undefined(), &values, context)?;
    if !library.loading.get() {
        made.create_data_property_or_throw(*index, function.clone(), context)?;
    }
    callable(&function)?.call(&JsValue::undefined(), args, context)
}

/// Compiles and runs a text that is not the author's.
pub(super) fn evaluate(name: &str, text: &str, context: &mut Context) -> JsResult<JsValue> {
    let host = Host::of(context);
    let code = host.code.get();
    if let Some(known) = code.and_then(|code| code.library(name, text)) {
        return known.evaluate(context);
    }
    let source = Source::from_bytes(text).with_path(Path::new(name));
    // Folding the constants of a text that was minified finds next to nothing.
    let options = context.optimizer_options();
    context.set_optimizer_options(OptimizerOptions::empty());
    let script = Script::parse(source, None, context);
    context.set_optimizer_options(options);
    let script = script?;
    if let Some(code) = code {
        code.keep_library(name, text, &script);
    }
    script.evaluate(context)
}

fn callable(value: &JsValue) -> JsResult<JsFunction> {
    function(value).ok_or_else(|| JsNativeError::typ().with_message("not a function").into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::engine::{Engine, Limits};
    use crate::trace::Recorder;

    /// What a library exports as JSON, run with this plan.
    fn exported(text: &str, plan: &str) -> String {
        let clock = Clock::starting_at(0);
        let recorder = Recorder::new(clock.clone());
        let limits = Limits::of(&crate::scenario::Limits::default());
        let mut engine = Engine::new(clock, recorder, limits, 1).expect("an engine");
        let host = Rc::clone(engine.host());
        let context = engine.context();
        let exports = JsObject::with_object_proto(context.intrinsics());
        let none = JsValue::undefined;
        let arguments = [none(), exports.clone().into(), none(), none(), none()];
        let ran = host.run_library(("lib", text, plan), &arguments, context);
        ran.map_err(|error| error.to_string()).expect("a library");
        let text = crate::engine::json::stringify(&exports.into(), context).expect("JSON");
        text.expect("a value")
    }

    /// A body that is long enough to wait.
    const LONG: &str = "/* as long as the shortest body that may wait, which is told in characters, this text included: ok */";

    #[test]
    fn what_waits_does_what_it_did() {
        let text = format!(
            "'use strict';
const one = 1; let moves = 0; var late = () => moves;
class Base {{
  constructor(n) {{ {LONG} this.n = n; this.list = [1, 2]; this.list.length = 1 }}
  get twice() {{ {LONG} return [this.n].map((n) => n * 2 + this.n)[0] }}
  set half(n) {{ {LONG} this.n = n / 2 }}
  add(a, {{ b, c: [d] }} = {{ b: 1, c: [2] }}, ...rest) {{ {LONG} return this.n + a + b + d + rest.length + one }}
  static make(n) {{ {LONG} return new Base(n) }}
  bare() {{ {LONG} return (function () {{ return typeof this }})() }}
}}
class Derived extends Base {{
  constructor() {{ {LONG} super(5); this.x = 1 }}
  add(a) {{ {LONG} return super.add(a) * 10 }}
}}
function Old(n) {{ {LONG} this.n = n }}
const count = () => {{ {LONG} return (moves += 1) }};
const all = function () {{ {LONG} return arguments.length }};
function* steps() {{ {LONG} yield one }}
const self = function again(n) {{ {LONG} return n ? again(n - 1) : 'end' }};
const object = {{ m(a) {{ {LONG} return [a, this === object] }}, get g() {{ {LONG} return one }} }};
const base = Base.make(3); base.half = 8;
function early() {{ {LONG} return typeof settled }}
exports.early = early(); var settled = 1; exports.now = early();
exports.all = [base.twice, base.add(1), base.add(1, {{ b: 2, c: [3] }}, 4, 5), new Derived().add(1), base.list, base.bare(),
  new Old(7).n, new Old(1) instanceof Old, count(), count(), late(), all(1, 2), [...steps()], self(3), object.m(1), object.g,
  Base.prototype.add.length, Base.make.name, object.m.name];"
        );
        let plan = plan(&text).expect("a plan");
        let waiting = plan.lines().filter(|line| line.starts_with('+')).count();
        let plain = exported(&text, "");
        assert_eq!(exported(&text, &plan), plain);
        assert_eq!(
            plain,
            r#"{"early":"undefined","now":"number","all":[12,9,13,100,[1],"undefined",7,true,1,2,2,2,[1],"end",[1,true],1,1,"make","m"]}"#
        );
        assert_eq!(waiting, 10, "{plan}");
    }

    #[test]
    fn a_plan_for_another_text_is_left_alone() {
        let text = format!("'use strict'; function f() {{ {LONG} return 1 }} exports.f = f()");
        let plan = plan(&text).expect("a plan");
        let other = text.replace("return 1", "return 2");
        assert!(Library::read("lib", &text, &plan).is_some_and(|library| library.bodies.len() == 1));
        assert!(Library::read("lib", &other, &plan).is_none());
        assert_eq!(exported(&other, &plan), r#"{"f":2}"#);
        assert_eq!(super::plan("exports.x = 1"), None, "sloppy");
        assert_eq!(super::plan("'use strict'; exports.$made = 1"), None);
    }
}
