//! Functions that come as source text (as `fn.toString()` gives it), and what is to happen when a value has settled.

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;

use boa_engine::builtins::promise::PromiseState;
use boa_engine::gc::{Finalize, Trace};
use boa_engine::object::FunctionObjectBuilder;
use boa_engine::object::builtins::{JsFunction, JsPromise};
use boa_engine::{Context, JsArgs, JsNativeError, JsResult, JsString, JsValue, NativeFunction, Script, Source, js_string};

use super::host::Host;
use super::{bridges, compile, syntax};

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
                Err(_) => Err(error),
            },
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

fn not_a_function() -> boa_engine::JsError {
    JsNativeError::typ().with_message("the text is not a function").into()
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
    let listener = |good: bool, context: &mut Context| {
        let body = NativeFunction::from_copy_closure_with_captures(
            move |_, args, waiting: &Waiting, context| {
                let then = waiting.then.borrow_mut().take();
                if let Some(then) = then {
                    let value = args.get_or_undefined(0).clone();
                    then(&Host::of(context), context, if good { Ok(value) } else { Err(value) });
                }
                Ok(JsValue::undefined())
            },
            Waiting { then: Rc::clone(&waiting) },
        );
        FunctionObjectBuilder::new(context.realm(), body).name(js_string!("settled")).length(1).build()
    };
    let (good, bad) = (listener(true, context), listener(false, context));
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
    use crate::engine::{Engine, Limits, json};
    use crate::trace::Recorder;

    fn call(source: &str) -> String {
        let clock = Clock::starting_at(0);
        let recorder = Recorder::new(clock.clone());
        let mut engine = Engine::new(clock, recorder, Limits::of(&crate::scenario::Limits::default()), 1).expect("an engine");
        let told = Rc::new(RefCell::new(String::from("never")));
        let heard = Rc::clone(&told);
        engine.outside(|host, context| {
            let called = host.function_from(source, context);
            let value = called.and_then(|function| function.call(&JsValue::undefined(), &[JsValue::from(7)], context));
            match value {
                Ok(value) => when_settled(&value, context, move |_, context, result| {
                    *heard.borrow_mut() = match result {
                        Ok(value) => json::wire(&value, context).to_string(),
                        Err(thrown) => format!("threw {}", json::wire(&thrown, context)),
                    };
                }),
                Err(error) => *told.borrow_mut() = crate::engine::Thrown::of_error(&error, context).text(),
            }
        });
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
        assert_eq!(call("() => Promise.reject(new TypeError('no'))"), "threw \"TypeError: no\"");
        assert_eq!(call("() => missing"), "ReferenceError: missing is not defined");
        assert_eq!(call("1 + 1"), "TypeError: the text is not a function");
        assert!(call("function (").starts_with("SyntaxError"), "{}", call("function ("));
    }

    #[test]
    fn no_value_is_refused() {
        assert_eq!(call("() => { const a = { n: 1 }; a.self = a; return a }"), r#"{"n":1,"self":"<cyclic>"}"#);
        assert_eq!(call("() => [undefined, NaN, function f() {}]"), "[null,null,null]");
        assert_eq!(call("() => {}"), "null");
        assert_eq!(call("() => 10n"), "\"<10n>\"");
    }
}
