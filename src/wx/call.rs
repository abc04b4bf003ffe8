//! The calling convention that all asynchronous `wx.*` APIs share: copied options, checks, callbacks, order, promise form.
//!
//! Facts (base library 2.8.2 and the official page "API"): `success` or `fail`, then `complete`, in one task, with the same
//! object; `this` is the callback itself; parameter failures come at once, inside the call; everything else comes later; a
//! promise only when none of the three callbacks is given; exceptions in callbacks are caught and reported.

mod check;
mod invoke;
mod options;
mod reply;
mod settle;

use std::rc::Rc;

use boa_engine::object::builtins::JsFunction;
use boa_engine::{Context, JsArgs, JsResult, JsValue};
use serde_json::{Map, Value};

use super::api::Api;
use super::state::Wx;
use crate::engine::value::text_of;
use crate::engine::{Host, value};
use crate::trace::{At, Body, Lane};

pub use check::type_name;
pub use invoke::{invoke, invoke_on, sync_error};
pub use options::Options;
pub use reply::{Fail, Payload, Reply};
pub use settle::{Settler, run_callback};

/// One call of one API.
pub struct Call<'a> {
    /// The record of the API.
    pub api: &'static Api,
    /// The `call` event.
    pub seq: u64,
    /// Where in the author's text.
    pub at: Option<At>,
    /// The options, with defaults merged.
    pub options: Options,
    /// The raw arguments.
    pub args: &'a [JsValue],
    /// The program's context.
    pub context: &'a mut Context,
    /// The event loop.
    pub host: Rc<Host>,
    /// The state behind `wx`.
    pub wx: Rc<Wx>,
    settler: Settler,
    /// Extra latency by a fault.
    pub slow: Option<u64>,
    /// For methods of a task: the task's number.
    pub subject: Option<usize>,
}

impl Call<'_> {
    /// A member of the options.
    ///
    /// # Errors
    ///
    /// Nothing in practice: the options are a copy with plain members.
    pub fn option(&mut self, name: &'static str) -> JsResult<JsValue> {
        self.options.get(name, self.context)
    }

    /// A string member, or `None` for anything else.
    pub fn text(&mut self, name: &'static str) -> Option<String> {
        self.option(name).ok()?.as_string().map(|text| text_of(&text))
    }

    /// A number member, or `None` for anything else.
    pub fn number(&mut self, name: &'static str) -> Option<f64> {
        self.option(name).ok()?.as_number()
    }

    /// Whether a member is truthy.
    pub fn flag(&mut self, name: &'static str) -> bool {
        self.option(name).is_ok_and(|value| value.to_boolean())
    }

    /// The first argument if it is a function.
    pub fn callback(&self) -> Option<JsFunction> {
        self.args.get_or_undefined(0).as_object().and_then(|object| JsFunction::from_object(object.clone()))
    }

    /// Records new values of a part of the app's or the device's state.
    pub fn state(&self, what: &str, detail: impl Into<Value>) -> u64 {
        self.record(Lane::Wx, Body::State { what: what.to_owned(), detail: detail.into() })
    }

    /// The options that were given among `names`, as data.
    pub fn given(&mut self, names: &[&'static str]) -> Map<String, Value> {
        let mut given = Map::new();
        for name in names {
            let Ok(value) = self.option(name) else { continue };
            if !value.is_undefined() {
                given.insert((*name).to_owned(), value::data(&value, self.context));
            }
        }
        given
    }

    /// The handle that answers this call.
    pub fn settler(&self) -> Settler {
        self.settler.clone()
    }

    /// Records an event caused by this call.
    pub fn record(&self, lane: Lane, body: Body) -> u64 {
        self.host.recorder.record(lane, Some(self.seq), self.at.clone(), body)
    }

    /// Virtual milliseconds since the start.
    pub fn now(&self) -> u64 {
        self.host.clock.now()
    }

    /// A failure inside the call, for APIs that return tasks.
    pub fn fail_at_once(&mut self, fail: &Fail) {
        invoke::at_once(&self.host, &self.wx, &self.settler, fail, self.context);
    }
}
