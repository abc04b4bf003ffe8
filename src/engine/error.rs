//! Errors of the program: what was thrown, where in the author's text, and who is told.

use std::rc::Rc;

use boa_engine::property::{PropertyDescriptor, PropertyKey};
use boa_engine::{Context, JsError, JsNativeError, JsString, JsValue, js_string};

use super::blame;
use super::host::{Explain, Failure, Host};
use super::limits::Stop;
use super::site::AUTHOR;
use super::value;
use super::value::text_of;
use crate::trace::{At, Body, ErrorKind, Lane};

/// A thrown value, read without running the program's code.
#[derive(Debug, Default, Clone)]
pub struct Thrown {
    /// The error's name; empty for a thrown value that is no error.
    pub name: String,
    /// The message, or the value as a console shows it.
    pub message: String,
}

impl Thrown {
    /// Reads a thrown value.
    pub fn of(value: &JsValue, context: &mut Context) -> Self {
        if let Some(object) = value.as_object()
            && object.is::<boa_engine::builtins::error::Error>()
        {
            let name = data_string(&object, js_string!("name"));
            let message = data_string(&object, js_string!("message"));
            return Self { name: name.unwrap_or_else(|| "Error".into()), message: message.unwrap_or_default() };
        }
        Self { name: String::new(), message: value::console_text(value, context) }
    }

    /// Reads what an error carries.
    pub fn of_error(error: &JsError, context: &mut Context) -> Self {
        match error.clone().into_opaque(context) {
            Ok(value) => Self::of(&value, context),
            Err(_) => Self { name: String::new(), message: error.to_string().lines().next().unwrap_or_default().to_owned() },
        }
    }

    /// `TypeError: message`, or the value alone.
    pub fn text(&self) -> String {
        match (self.name.as_str(), self.message.as_str()) {
            ("", message) => message.to_owned(),
            (name, "") => name.to_owned(),
            (name, message) => format!("{name}: {message}"),
        }
    }
}

/// A string-valued data property, own or inherited, without running getters.
fn data_string(object: &boa_engine::JsObject, key: JsString) -> Option<String> {
    let key = PropertyKey::from(key);
    let mut current = Some(object.clone());
    for _ in 0..32 {
        let object = current?;
        let found = object.borrow().properties().get(&key);
        if let Some(descriptor) = found {
            return descriptor.value().and_then(JsValue::as_string).map(|text| text_of(&text));
        }
        current = object.prototype();
    }
    None
}

impl Host {
    /// Records an error event and returns its `seq` and the author's frames.
    pub(super) fn record_error(self: &Rc<Self>, what: ErrorKind, error: &JsError, context: &mut Context) -> (u64, Vec<At>) {
        let mut stack = self.frames_of(error, context);
        let (mut thrown, what) = match error.as_engine() {
            Some(engine) => (self.meet_limit(&engine.to_string()), ErrorKind::Limit),
            None => (Thrown::of_error(error, context), what),
        };
        if thrown.message == blame::NOTHING {
            self.correct(error, &mut thrown, &mut stack);
        } else if let Some(message) = self.name_callee(error, &thrown.message, &stack) {
            thrown.message = self.explained(message);
        } else {
            self.place_of_unpacking(error, &thrown.message, &mut stack, what == ErrorKind::UncaughtException, context);
        }
        if thrown.name == "ReferenceError"
            && let Some(name) = thrown.message.strip_suffix(" is not defined")
        {
            // The engine points at what surrounds the name, and nowhere when nothing with a place ran before it.
            let from = stack.first().cloned().or_else(|| self.start_of_frame(error, context));
            if let Some(place) = from.and_then(|from| self.sources.find_name(&from, name)) {
                match stack.first_mut() {
                    Some(first) => *first = place,
                    None => stack.push(place),
                }
            }
        }
        let at = stack.first().cloned();
        let body = Body::Error { what, name: thrown.name, message: thrown.message, stack: stack.clone(), of: None };
        (self.recorder.record(Lane::Page, self.cause(), at, body), stack)
    }

    /// Finds the member access that failed, and words the message with its name.
    fn correct(&self, error: &JsError, thrown: &mut Thrown, stack: &mut [At]) {
        let Some(first) = stack.first_mut() else { return };
        let counters = self.counters();
        let put_in = |place| counters.as_ref().is_some_and(|counters| counters.stands_at(&first.file, place));
        if let Some((line, column)) = self.way.failed_call(&self.recorder, first, || blame::failed_call(error, put_in))
            && let Some(call) = self.sources.author(&first.file, line, column, true)
            && self.sources.member_at(&call).is_some()
        {
            *first = call;
        }
        if let Some(name) = self.sources.member_at(first) {
            thrown.message = format!("cannot read '{name}' of null or undefined");
        }
    }

    /// Finds what was taken apart or gone through and could not be: the engine notes no places for that. A program's own top level
    /// (`is_top`) is at least told by its file.
    fn place_of_unpacking(&self, error: &JsError, message: &str, stack: &mut Vec<At>, is_top: bool, context: &mut Context) {
        let iterates = message.starts_with("value with type `") && message.ends_with("` is not iterable");
        let takes_apart = message.starts_with("Cannot destructure '") && message.ends_with("' value");
        if !iterates && !takes_apart {
            return;
        }
        let text = error.as_opaque().and_then(|value| error_frames(self, value, context)).unwrap_or_else(|| error.to_string());
        let frame = text.lines().find_map(|line| line.trim_start().strip_prefix("at "));
        let place = frame.and_then(|frame| frame.strip_suffix(')')?.rsplit_once(" (")).map(|(_, place)| place);
        let Some(file) = place.and_then(|place| place.rsplitn(3, ':').nth(2)) else { return };
        let counters = self.counters();
        let put_in = |place| counters.as_ref().is_some_and(|counters| counters.stands_at(file, place));
        let Some(window) = blame::window(error, put_in) else { return };
        // Without any place only a program's top level is known for what it is.
        let found = (is_top || !window.known.is_empty()).then(|| self.sources.failed(file, &window, iterates)).flatten();
        match (found, stack.first_mut()) {
            (Some(found), Some(first)) if window.has_place => *first = found,
            (Some(found), _) => stack.insert(0, found),
            (None, None) => stack.extend(self.sources.start(file).filter(|_| is_top)),
            (None, Some(_)) => {}
        }
    }

    /// The message of a call that failed because there is no function, with what was called.
    fn name_callee(&self, error: &JsError, message: &str, stack: &[At]) -> Option<String> {
        let (is_new, what) = match message {
            blame::NO_FUNCTION => (false, "function"),
            blame::NO_CONSTRUCTOR => (true, "constructor"),
            _ => return None,
        };
        let callee = self.sources.callee(&stack.first()?.file, blame::place(error)?, is_new)?;
        Some(format!("{callee} is not a {what}"))
    }

    /// The message with what the rooms above know about what is not there.
    fn explained(&self, message: String) -> String {
        let callee = message.strip_suffix(" is not a function");
        match callee.zip(self.explain.get()).and_then(|(callee, explain)| explain(self, callee)) {
            Some(about) => format!("{message} ({about})"),
            None => message,
        }
    }

    /// Asks `explain` from now on about what the program called and is no function: `wx.shwoToast`.
    pub fn explain_calls(&self, explain: Explain) {
        self.explain.set(Some(explain));
    }

    /// The author's frames of an error: where it was made if it is an `Error`, else where it was thrown.
    fn frames_of(&self, error: &JsError, context: &mut Context) -> Vec<At> {
        if let Some(text) = error.as_opaque().and_then(|value| error_frames(self, value, context)) {
            let site = self.known_stack(&text);
            if !site.stack.is_empty() {
                return site.stack;
            }
        }
        self.known_stack(&error.to_string()).stack
    }

    /// Words the message of a rejection's `TypeError` with the member or the call that failed, before `catch` handlers read it.
    pub(super) fn name_member(&self, reason: &JsValue, context: &mut Context) {
        let Some(object) = reason.as_object().filter(|object| object.is::<boa_engine::builtins::error::Error>()) else { return };
        let Some(message) = data_string(&object, js_string!("message")) else { return };
        if ![blame::NOTHING, blame::NO_FUNCTION, blame::NO_CONSTRUCTOR].contains(&message.as_str()) {
            return;
        }
        let stack = self.raw_stack_of(reason, context).map(|text| self.known_stack(&text).stack).unwrap_or_default();
        let named = if message == blame::NOTHING {
            let member = stack.first().and_then(|at| self.sources.member_at(at));
            member.map(|name| format!("cannot read '{name}' of null or undefined"))
        } else {
            self.name_callee(&JsError::from_opaque(reason.clone()), &message, &stack)
        };
        if let Some(named) = named {
            let message = JsString::from(named);
            let hidden = PropertyDescriptor::builder().value(message).writable(true).enumerable(false).configurable(true).build();
            let _ = object.define_property_or_throw(js_string!("message"), hidden, context);
        }
    }

    /// The `SyntaxError` that a module's requirer gets; it stands at the module's own line.
    pub fn module_error(&self, at: &At, message: &str, context: &mut Context) -> JsError {
        let error = JsError::from(JsNativeError::syntax().with_message(message.to_owned()));
        let Ok(value) = error.clone().into_opaque(context) else { return error };
        let mut stack = format!("SyntaxError: {message}\n    at {AUTHOR} ({at})");
        for frame in self.site(context).stack {
            stack.push_str(&format!("\n    at {AUTHOR} ({frame})"));
        }
        if let Some(object) = value.as_object() {
            let stack = JsString::from(stack);
            let hidden = PropertyDescriptor::builder().value(stack).writable(true).enumerable(false).configurable(true).build();
            let _ = object.define_property_or_throw(js_string!("stack"), hidden, context);
        }
        JsError::from_opaque(value)
    }

    /// The start of the author's file in which the innermost frame is, for a frame whose line the engine does not know.
    fn start_of_frame(&self, error: &JsError, context: &mut Context) -> Option<At> {
        let text = error.as_opaque().and_then(|value| error_frames(self, value, context)).unwrap_or_else(|| error.to_string());
        let frame = text.lines().find_map(|line| line.trim_start().strip_prefix("at "))?;
        let (_, place) = frame.strip_suffix(":?:?)")?.rsplit_once(" (")?;
        self.sources.start(place)
    }

    /// Turns an engine limit into the end of the run.
    fn meet_limit(&self, text: &str) -> Thrown {
        let name = if text.contains("loop") {
            "loop_iterations"
        } else if text.contains("recurs") {
            "recursion"
        } else if text.contains("stack") {
            "stack_size"
        } else {
            "engine"
        };
        self.stop(Stop::Limit(name.to_owned()));
        Thrown { name: "Limit".to_owned(), message: text.lines().next().unwrap_or_default().to_owned() }
    }

    /// Records an error of the program as seen by the platform and tells the listeners (`App.onError` and the like), each in a later turn.
    pub fn report(self: &Rc<Self>, what: ErrorKind, error: &JsError, context: &mut Context) -> u64 {
        self.report_during(what, error, "", context)
    }

    /// The same, with what was going on, such as `at api login success callback function`.
    pub fn report_during(self: &Rc<Self>, what: ErrorKind, error: &JsError, during: &str, context: &mut Context) -> u64 {
        let (seq, stack) = self.record_error(what, error, context);
        if error.as_engine().is_none()
            && let Ok(value) = error.clone().into_opaque(context)
        {
            let thrown = Thrown::of(&value, context);
            self.tell(Failure { seq, value, promise: None, thrown, stack, during: during.to_owned() });
        }
        seq
    }

    pub(super) fn report_rejections(self: &Rc<Self>, context: &mut Context) {
        let rejections = std::mem::take(&mut *self.rejections.borrow_mut());
        for rejection in rejections {
            let thrown = Thrown::of(&rejection.reason, context);
            let own = error_frames(self, &rejection.reason, context).map(|text| self.known_stack(&text).stack);
            let mut stack = own.filter(|stack| !stack.is_empty()).unwrap_or(rejection.origin.stack);
            let error = JsError::from_opaque(rejection.reason.clone());
            self.place_of_unpacking(&error, &thrown.message, &mut stack, false, context);
            let body = Body::Error {
                what: ErrorKind::UnhandledRejection,
                name: thrown.name.clone(),
                message: self.explained(thrown.message.clone()),
                stack: stack.clone(),
                of: rejection.origin.error,
            };
            let cause = rejection.origin.error.or(rejection.cause);
            let seq = self.recorder.record(Lane::Page, cause, stack.first().cloned(), body);
            let promise = Some(JsValue::from(rejection.promise.upcast()));
            self.tell(Failure { seq, value: rejection.reason, promise, thrown, stack, during: String::new() });
        }
    }

    fn tell(self: &Rc<Self>, failure: Failure) {
        let listeners = self.listeners.borrow().clone();
        for listener in listeners {
            listener(self, &failure);
        }
    }
}

/// The engine's stack text of an `Error`; a syntax error of a module brings its own.
fn error_frames(host: &Host, value: &JsValue, context: &mut Context) -> Option<String> {
    let object = value.as_object().filter(|object| object.is::<boa_engine::builtins::error::Error>())?;
    let own = object.borrow().properties().get(&PropertyKey::from(js_string!("stack")));
    let own = own.and_then(|own| own.value().and_then(JsValue::as_string).map(|text| text_of(&text)));
    own.filter(|text| text.contains(AUTHOR)).or_else(|| host.raw_stack_of(value, context))
}
