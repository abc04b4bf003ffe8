//! `EventChannel`: what the page that calls `wx.navigateTo` and the page it opens say to each other (base library 2.7.3).

use std::cell::RefCell;
use std::rc::Rc;

use boa_engine::object::ObjectInitializer;
use boa_engine::object::builtins::JsFunction;
use boa_engine::{Context, JsArgs, JsObject, JsResult, JsString, JsValue, NativeFunction};

use crate::engine::Host;
use crate::trace::{Body, ErrorKind, Lane};

/// Which of the two pages holds an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// The page that called `wx.navigateTo`.
    Opener,
    /// The page it opened.
    Opened,
}

struct Listener {
    end: End,
    event: String,
    function: JsFunction,
    once: bool,
}

/// The channel between two pages.
#[derive(Default)]
pub(crate) struct Channel {
    listeners: RefCell<Vec<Listener>>,
}

/// The channels that JavaScript may still hold, by number.
#[derive(Default)]
struct Channels {
    known: RefCell<Vec<Rc<Channel>>>,
}

impl Channel {
    /// Listens at one end, as the option `events` of `wx.navigateTo` does.
    pub(crate) fn listen(&self, end: End, event: String, function: JsFunction, once: bool) {
        self.listeners.borrow_mut().push(Listener { end, event, function, once });
    }

    fn emit(&self, from: End, event: &str, args: &[JsValue], context: &mut Context) {
        let host = Host::of(context);
        let called: Vec<JsFunction> = {
            let mut listeners = self.listeners.borrow_mut();
            let meant = |listener: &Listener| listener.end != from && listener.event == event;
            let called = listeners.iter().filter(|listener| meant(listener)).map(|listener| listener.function.clone()).collect();
            listeners.retain(|listener| !(meant(listener) && listener.once));
            called
        };
        for function in called {
            let body = Body::Invoke { what: format!("EventChannel {event}") };
            let seq = host.recorder.record(Lane::Host, host.cause(), None, body);
            let before = host.set_cause(Some(seq));
            if let Err(error) = function.call(&JsValue::undefined(), args, context) {
                host.report(ErrorKind::CallbackThrew, &error, context);
            }
            host.set_cause(before);
        }
    }

    /// The object that the holder of `end` gets.
    #[expect(clippy::unnecessary_wraps, reason = "the callers are natives")]
    pub(crate) fn object(self: &Rc<Self>, end: End, context: &mut Context) -> JsResult<JsValue> {
        let host = Host::of(context);
        let channels = host.get::<Channels>().unwrap_or_else(|| {
            let fresh = Rc::new(Channels::default());
            host.extend(Rc::clone(&fresh));
            fresh
        });
        let number = channels.known.borrow().len();
        channels.known.borrow_mut().push(Rc::clone(self));
        let find = move |context: &Context| Host::of(context).get::<Channels>()?.known.borrow().get(number).cloned();
        let emit = NativeFunction::from_copy_closure(move |_, args, context| {
            if let (Some(channel), Some(event)) = (find(context), name(args)) {
                channel.emit(end, &event, args.get(1..).unwrap_or_default(), context);
            }
            Ok(JsValue::undefined())
        });
        let listen = |once: bool| {
            NativeFunction::from_copy_closure(move |_, args, context| {
                if let (Some(channel), Some(event), Some(function)) = (find(context), name(args), function(args)) {
                    channel.listen(end, event, function, once);
                }
                Ok(JsValue::undefined())
            })
        };
        let off = NativeFunction::from_copy_closure(move |_, args, context| {
            if let (Some(channel), Some(event)) = (find(context), name(args)) {
                let given = function(args);
                channel.listeners.borrow_mut().retain(|listener| {
                    let other = given.as_ref().is_some_and(|given| !JsObject::equals(given, &listener.function));
                    listener.end != end || listener.event != event || other
                });
            }
            Ok(JsValue::undefined())
        });
        let (on, once) = (listen(false), listen(true));
        let mut object = ObjectInitializer::new(context);
        object.function(emit, JsString::from("emit"), 1);
        object.function(on, JsString::from("on"), 2);
        object.function(once, JsString::from("once"), 2);
        object.function(off, JsString::from("off"), 2);
        Ok(object.build().into())
    }
}

fn name(args: &[JsValue]) -> Option<String> {
    args.get_or_undefined(0).as_string().map(|name| name.to_std_string_lossy())
}

fn function(args: &[JsValue]) -> Option<JsFunction> {
    args.get_or_undefined(1).as_object().and_then(|object| JsFunction::from_object(object.clone()))
}
