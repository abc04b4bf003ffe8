//! Functions that come as source text (as `fn.toString()` gives it), and what is to happen when a value has settled.

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;

use boa_engine::builtins::promise::PromiseState;
use boa_engine::gc::{Finalize, Trace};
use boa_engine::object::FunctionObjectBuilder;
use boa_engine::object::builtins::{JsFunction, JsPromise};
use boa_engine::property::PropertyDescriptor;
use boa_engine::{Context, JsArgs, JsError, JsNativeError, JsResult, JsString, JsValue, NativeFunction, Script, Source, js_string};

use super::error::Thrown;
use super::host::Host;
use super::{LoadError, Text, bridges, compile, json, syntax, value};
use crate::trace::ErrorKind;

/// How many texts are kept compiled: suites send the same few again and again.
const KEPT: usize = 64;

/// A compiled text whose value is a function, or an object with one.
pub(super) struct Made {
    script: Script,
    is_member: bool,
}

impl Host {
    /// A fresh function from its source: a function expression, an arrow, or a method in shorthand (`m(a) {…}`).
    ///
    /// # Errors
    ///
    /// A `SyntaxError` when the text is no function, a `TypeError` when its value is none.
    pub fn function_from(&self, source: &str, context: &mut Context) -> JsResult<JsFunction> {
        if !self.functions.borrow().contains_key(source) {
            let made = self.make(source, context)?;
            let mut functions = self.functions.borrow_mut();
            if functions.len() >= KEPT {
                functions.clear();
            }
            functions.insert(source.to_owned(), made);
        }
        let (script, is_member) = {
            let functions = self.functions.borrow();
            let Some(made) = functions.get(source) else { return Err(not_a_function()) };
            (made.script.clone(), made.is_member)
        };
        let mut value = script.evaluate(context)?;
        if is_member && let Some(object) = value.as_object() {
            let key = object.own_property_keys(context)?.into_iter().next();
            value = key.map_or(Ok(JsValue::undefined()), |key| object.get(key, context))?;
        }
        compile::function(&value).ok_or_else(not_a_function)
    }

    fn make(&self, source: &str, context: &mut Context) -> JsResult<Made> {
        if syntax::nesting(source) > self.limits.nesting {
            return Err(JsNativeError::syntax().with_message("the function nests too many brackets").into());
        }
        // The text may end with a comment to the end of its line.
        let trimmed = source.trim().trim_end_matches(';');
        let first = self.script(&format!("({trimmed}\n)"), context);
        match first {
            Ok(script) => Ok(Made { script, is_member: false }),
            Err(error) => match self.script(&format!("({{{trimmed}\n}})"), context) {
                Ok(script) => Ok(Made { script, is_member: true }),
                Err(_) => Err(self.syntax_of_source(trimmed, &error)),
            },
        }
    }

    /// The engine's syntax error in words that say more.
    fn syntax_of_source(&self, source: &str, error: &JsError) -> JsError {
        let text = Text { file: "automator", label: "automator", text: source, shifts: &[] };
        match self.syntax_error(&text, error) {
            LoadError::Syntax { message, .. } => JsNativeError::syntax().with_message(message).into(),
            LoadError::Nesting { .. } => error.clone(),
        }
    }

    fn script(&self, text: &str, context: &mut Context) -> JsResult<Script> {
        let prepared = syntax::prepare(text, false, None);
        let text = prepared.map_or_else(|_| text.to_owned(), |prepared| prepared.edited.text);
        bridges::install_for(&text, context)?;
        // Not an author's file: its own frames are left out of positions.
        let script = Script::parse(Source::from_bytes(&text).with_path(Path::new("automator")), None, context)?;
        script.codeblock(context)?;
        Ok(script)
    }
}

fn not_a_function() -> JsError {
    JsNativeError::typ().with_message("the text is not a function").into()
}

/// Takes what somebody outside asked for: a value as JSON (`None` for `undefined`), or the text of what went wrong.
pub type Answer = Box<dyn FnOnce(Result<Option<serde_json::Value>, String>)>;

/// Answers with what a call returned or threw; a promise is awaited.
pub fn answer(called: JsResult<JsValue>, context: &mut Context, answer: Answer) {
    match called {
        Ok(value) => when_settled(&value, context, move |_, context, result| {
            answer(match result {
                Ok(value) => Ok(json::wire_or_nothing(&value, context)),
                Err(thrown) => Err(reason(&thrown, context)),
            });
        }),
        Err(error) => answer(Err(Host::of(context).told(&error, context))),
    }
}

/// The text that stands for a thrown value outside: an error's message, the `errMsg` of a result of `wx`, or the value itself.
pub fn reason(thrown: &JsValue, context: &mut Context) -> String {
    let of_wx = value::data(thrown, context).get("errMsg").and_then(|text| text.as_str().map(str::to_owned));
    of_wx.unwrap_or_else(|| Thrown::of(thrown, context).message)
}

impl Host {
    /// What somebody outside is told of an error. A limit of the engine is recorded and ends the session.
    pub fn told(self: &Rc<Self>, error: &JsError, context: &mut Context) -> String {
        if error.as_engine().is_some() {
            self.report(ErrorKind::Limit, error, context);
        }
        match error.clone().into_opaque(context) {
            Ok(thrown) => reason(&thrown, context),
            Err(_) => Thrown::of_error(error, context).message,
        }
    }

    /// Makes a function of this name in the global scope, whose calls tell `listener` the arguments and return nothing.
    pub fn expose(&self, context: &mut Context, name: &str, listener: impl Fn(&[serde_json::Value]) + 'static) -> JsResult<()> {
        let exposed = Exposed { listener: Rc::new(listener) };
        let body = NativeFunction::from_copy_closure_with_captures(
            |_, args, exposed: &Exposed, context| {
                let args: Vec<_> = args.iter().map(|arg| json::wire(arg, context)).collect();
                (exposed.listener)(&args);
                Ok(JsValue::undefined())
            },
            exposed,
        );
        let function = FunctionObjectBuilder::new(context.realm(), body).name(JsString::from(name)).build();
        context.global_object().set(JsString::from(name), function, true, context)?;
        Ok(())
    }

    /// Puts data into the global scope, where it can be changed and is not listed.
    pub fn define_global(&self, context: &mut Context, name: &str, data: &serde_json::Value) -> JsResult<()> {
        let value = json::from_data(data, context)?;
        let hidden = PropertyDescriptor::builder().value(value).writable(true).enumerable(false).configurable(true).build();
        context.global_object().define_property_or_throw(JsString::from(name), hidden, context)?;
        Ok(())
    }

    /// Gives the global object another name, such as `global`.
    pub fn alias_global(&self, context: &mut Context, name: &str) -> JsResult<()> {
        let global = context.global_object();
        let hidden = PropertyDescriptor::builder().value(global.clone()).writable(true).enumerable(false).configurable(true);
        global.define_property_or_throw(JsString::from(name), hidden.build(), context)?;
        Ok(())
    }

    /// Calls a function that came as source with these arguments, and answers with what it comes to.
    pub fn call_source(&self, context: &mut Context, source: &str, args: &[serde_json::Value], then: Answer) {
        let called = self.function_from(source, context).and_then(|function| {
            let args = args.iter().map(|arg| json::from_data(arg, context)).collect::<JsResult<Vec<_>>>()?;
            function.call(&JsValue::undefined(), &args, context)
        });
        answer(called, context, then);
    }
}

#[derive(Trace, Finalize)]
struct Exposed {
    #[unsafe_ignore_trace]
    listener: Rc<dyn Fn(&[serde_json::Value])>,
}

/// A function for one call, the first; later calls do nothing.
pub fn once(context: &mut Context, then: impl FnOnce(&Rc<Host>, &mut Context, JsValue) + 'static) -> JsFunction {
    let then: Then = Box::new(move |host, context, value| then(host, context, value.unwrap_or_default()));
    listener(true, &Rc::new(RefCell::new(Some(then))), context)
}

fn listener(good: bool, waiting: &Rc<RefCell<Option<Then>>>, context: &mut Context) -> JsFunction {
    let body = NativeFunction::from_copy_closure_with_captures(
        move |_, args, waiting: &Waiting, context| {
            let then = waiting.then.borrow_mut().take();
            if let Some(then) = then {
                let value = args.get_or_undefined(0).clone();
                then(&Host::of(context), context, if good { Ok(value) } else { Err(value) });
            }
            Ok(JsValue::undefined())
        },
        Waiting { then: Rc::clone(waiting) },
    );
    FunctionObjectBuilder::new(context.realm(), body).name(js_string!("settled")).length(1).build()
}

type Then = Box<dyn FnOnce(&Rc<Host>, &mut Context, Result<JsValue, JsValue>)>;

#[derive(Trace, Finalize)]
struct Waiting {
    #[unsafe_ignore_trace]
    then: Rc<RefCell<Option<Then>>>,
}

/// Goes on with what a value comes to: itself, or what the promise (or any object with a `then`) settles to. A value that is
/// there is handed on at once, a promise's in a promise job.
pub fn when_settled(
    value: &JsValue,
    context: &mut Context,
    then: impl FnOnce(&Rc<Host>, &mut Context, Result<JsValue, JsValue>) + 'static,
) {
    let host = Host::of(context);
    let promise = match promise_of(value, context) {
        Ok(Some(promise)) => promise,
        Ok(None) => return then(&host, context, Ok(value.clone())),
        Err(error) => {
            let thrown = error.into_opaque(context).unwrap_or_default();
            return then(&host, context, Err(thrown));
        }
    };
    if let PromiseState::Fulfilled(value) = promise.state() {
        return then(&host, context, Ok(value));
    }
    let waiting: Rc<RefCell<Option<Then>>> = Rc::new(RefCell::new(Some(Box::new(then))));
    let (good, bad) = (listener(true, &waiting, context), listener(false, &waiting, context));
    // It cannot fail: the promise is a native one.
    let _ = promise.then(Some(good), Some(bad), context);
}

fn promise_of(value: &JsValue, context: &mut Context) -> JsResult<Option<JsPromise>> {
    let Some(object) = value.as_object() else { return Ok(None) };
    if let Ok(promise) = JsPromise::from_object(object.clone()) {
        return Ok(Some(promise));
    }
    if object.get(JsString::from("then"), context)?.is_callable() {
        return JsPromise::resolve(value.clone(), context).map(Some);
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::engine::{Engine, Limits};
    use crate::trace::Recorder;

    fn call(source: &str) -> String {
        let clock = Clock::starting_at(0);
        let recorder = Recorder::new(clock.clone());
        let mut engine = Engine::new(clock, recorder, Limits::of(&crate::scenario::Limits::default()), 1).expect("an engine");
        let told = Rc::new(RefCell::new(String::from("never")));
        let heard = Rc::clone(&told);
        let tell: Answer = Box::new(move |result| {
            *heard.borrow_mut() = match result {
                Ok(value) => value.unwrap_or("nothing".into()).to_string(),
                Err(reason) => reason,
            };
        });
        engine.outside(0, |host, context| host.call_source(context, source, &[7.into()], tell));
        told.take()
    }

    #[test]
    fn every_form_of_a_function_is_taken() {
        for source in [
            "function (a) { return a + 1 }",
            "function named(a) { return a + 1; };",
            "async function (a) { return a + 1 }",
            "a => a + 1 // the last line",
            "async (a) => { await null; return a + 1 }",
            "method(a) { return a + 1 }",
            "async method(a) { return a + 1 }",
            "(a) => new Promise(resolve => resolve(a + 1))",
            "(a) => ({ then(good) { good(a + 1) } })",
        ] {
            assert_eq!(call(source), "8", "{source}");
        }
    }

    #[test]
    fn what_goes_wrong_is_told() {
        assert_eq!(call("() => Promise.reject(new TypeError('no'))"), "no");
        assert_eq!(call("() => missing"), "missing is not defined");
        assert_eq!(call("1 + 1"), "the text is not a function");
        assert_eq!(call("function ("), "the text ends too early: something is not closed");
        assert_eq!(call("() => Promise.reject({ errMsg: 'login:fail' })"), "login:fail");
        assert!(call("() => { const f = () => f(); f() }").contains("recursi"));
    }

    #[test]
    fn no_value_is_refused() {
        assert_eq!(call("() => { const a = { n: 1 }; a.self = a; return a }"), r#"{"n":1,"self":"<cyclic>"}"#);
        assert_eq!(call("() => [undefined, NaN, function f() {}]"), "[null,null,null]");
        assert_eq!(call("() => {}"), "\"nothing\"");
        assert_eq!(call("() => null"), "null");
        assert_eq!(call("() => 10n"), "\"<10n>\"");
    }
}
