//! What the script's thread keeps for its clients, and how each request is answered exactly once.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use serde_json::{Map, Value, json};
use tokio::sync::Notify;

use super::frame;
use super::screen::Browser;
use crate::engine::{Answer, Context, Host};
use crate::server::endpoint::{Client, Clients};
use crate::trace::{Body, Lane};

/// The clients and what they have asked for once and for all.
pub(super) struct Desk {
    clients: Clients,
    /// Told when the app is to end.
    ends: Arc<Notify>,
    logging: Cell<bool>,
    /// What takes pictures.
    pub(super) browser: Browser,
    /// The app's first page; empty if it is not known.
    pub(super) home: String,
}

impl Desk {
    pub(super) fn new(clients: Clients, ends: Arc<Notify>, browser: Browser, home: String) -> Self {
        Self { clients, ends, logging: Cell::new(false), browser, home }
    }

    /// From now on the console is told to all clients.
    pub(super) fn enable_log(&self) {
        self.logging.set(true);
    }

    /// Tells all clients that something happened.
    pub(super) fn tell(&self, method: &str, params: &Value) {
        self.clients.tell_all(&frame::event(method, params));
    }

    /// Ends the app.
    pub(super) fn end(&self) {
        self.ends.notify_one();
    }
}

/// Lets the clients hear the console and what nobody caught.
pub(super) fn listen(host: &Rc<Host>, desk: &Rc<Desk>) {
    let told = Rc::clone(desk);
    host.on_log(move |level, args| {
        if told.logging.get() {
            let level = if level == "group" { "log" } else { level };
            told.tell("App.logAdded", &json!({ "type": level, "args": args }));
        }
    });
    let told = Rc::clone(desk);
    host.on_failure(move |_, failure| {
        let mut stack = failure.thrown.text();
        for at in &failure.stack {
            stack.push_str(&format!("\n    at {at}"));
        }
        let mut params = json!({ "message": failure.thrown.message, "stack": stack });
        if !failure.thrown.name.is_empty() {
            params["name"] = failure.thrown.name.as_str().into();
        }
        told.tell("App.exceptionThrown", &params);
    });
}

/// The desk of a session.
pub(super) fn desk(host: &Rc<Host>) -> Option<Rc<Desk>> {
    host.get::<Desk>()
}

/// Notes in the trace what a client has the app do; what follows has this as its cause.
pub(super) fn note(host: &Rc<Host>, what: String) {
    let seq = host.recorder.record(Lane::Host, None, None, Body::Invoke { what });
    host.set_cause(Some(seq));
}

/// The answer that a request still has to get. One that is given up says so.
pub(super) struct Reply {
    id: Value,
    client: Client,
    open: bool,
}

impl Reply {
    pub(super) fn new(id: Value, client: Client) -> Self {
        Self { id, client, open: true }
    }

    /// Answers with these members.
    pub(super) fn ok(mut self, result: &Value) {
        self.open = false;
        self.client.tell(frame::success(&self.id, result));
    }

    /// Answers that it is done.
    pub(super) fn done(self) {
        self.ok(&json!({}));
    }

    /// Answers with the text of what went wrong.
    pub(super) fn fail(mut self, message: &str) {
        self.open = false;
        self.client.tell(frame::failure(&self.id, message));
    }

    /// Answers with either.
    pub(super) fn give(self, result: Result<Value, String>) {
        match result {
            Ok(result) => self.ok(&result),
            Err(message) => self.fail(&message),
        }
    }

    /// Answers later with one member; a value that is `undefined` is left out.
    pub(super) fn later(self, member: &'static str) -> Answer {
        Box::new(move |result| match result {
            Ok(value) => self.ok(&member_of(member, value)),
            Err(message) => self.fail(&message),
        })
    }

    /// Answers later, and that it is done whatever the value is.
    pub(super) fn done_later(self) -> Answer {
        Box::new(move |result| self.give(result.map(|_| json!({}))))
    }
}

/// An object with this member, or without it if there is no value.
pub(super) fn member_of(member: &str, value: Option<Value>) -> Value {
    Value::Object(Map::from_iter(value.map(|value| (member.to_owned(), value))))
}

impl Drop for Reply {
    fn drop(&mut self) {
        if self.open {
            self.client.tell(frame::failure(&self.id, "the app has ended, or nothing is left that could answer"));
        }
    }
}

/// What a request is carried out with.
pub(super) struct Work<'a> {
    pub(super) host: &'a Rc<Host>,
    pub(super) context: &'a mut Context,
}
