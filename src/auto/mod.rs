//! The official automation protocol over a live session: what `miniprogram-automator` and `minium` say to WeChat DevTools.
//!
//! Requests are JSON over a WebSocket; each is a turn of the app's loop. Every client hears every event, answers go to the one that
//! asked. What a client does to the app is in the trace, with everything that follows from it.

mod app;
mod desk;
mod element;
mod frame;
mod page;
mod screen;
mod tool;
mod wxml;

use std::future::Future;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::engine::{Context, Host, Stop};
use crate::host::live::{self, Commands, Session, Watch};
use crate::host::{HostError, Plan};
use crate::server::endpoint::{self, Client, Clients, Listeners};
use desk::{Desk, Reply, Work};
use frame::Request;
pub use screen::Browser;

/// How long clients may take to say goodbye.
const GOODBYE: Duration = Duration::from_secs(1);
/// How often a busy script is looked at.
const LOOK: Duration = Duration::from_millis(200);

/// An app with its door open for automation.
#[derive(Debug)]
pub struct Automation {
    session: Session,
    clients: Clients,
    ends: Arc<Notify>,
}

impl Automation {
    /// Starts the app of a plan; `browser` takes its pictures.
    ///
    /// # Errors
    ///
    /// The plan cannot be run at all.
    pub fn start(plan: Plan, browser: Browser) -> Result<Self, HostError> {
        let (clients, ends) = (Clients::default(), Arc::new(Notify::new()));
        let config = config(&plan);
        let project = plan.sources.iter().find_map(|source| source.project.as_ref());
        let home = project.and_then(|project| project.pages.first().cloned()).unwrap_or_default();
        // The app is up before anybody can connect, so each client hears of it when it does.
        clients.greet(frame::event("App.initialized", &json!({ "from": "devtools" })));
        let (told, end) = (clients.clone(), Arc::clone(&ends));
        let session = live::start(plan, move |host, context| {
            let desk = Rc::new(Desk::new(told, end, browser, home));
            desk::listen(host, &desk);
            host.extend(desk);
            // They fail only when the engine is out of resources.
            let _ = host.alias_global(context, "global");
            let _ = host.define_global(context, "__wxConfig", &config);
        })?;
        Ok(Self { session, clients, ends })
    }

    /// Whether the app has come up.
    pub fn is_up(&mut self) -> bool {
        !self.session.is_over()
    }

    /// Serves clients until one of them closes the app, the app ends by itself, or `interrupt` is done; returns why. Each request
    /// waits `latency` first.
    pub async fn serve(&mut self, listeners: Listeners, latency: Duration, interrupt: impl Future<Output = ()>) -> Stop {
        let busy = Busy::default();
        let hear = hear(self.session.commands(), busy.clone());
        let mut serving = std::pin::pin!(endpoint::serve(listeners, self.clients.clone(), latency, hear));
        let watch = self.session.watch();
        let stop = tokio::select! {
            () = self.session.over() => Stop::Exited,
            () = self.ends.notified() => Stop::Exited,
            () = interrupt => Stop::Interrupted,
            limit = busy.until_stuck(watch) => Stop::Limit(limit.to_owned()),
            _ = &mut serving => Stop::Limit("io".to_owned()),
        };
        tokio::select! {
            () = self.clients.close(GOODBYE) => {}
            _ = serving => {}
        }
        stop
    }

    /// Ends the app; see [`Session::finish`].
    ///
    /// # Errors
    ///
    /// The app could not be started, as with a source that is no JavaScript.
    pub fn finish(self, stop: Stop) -> Result<crate::host::Finished, HostError> {
        self.session.finish(stop)
    }
}

/// What `__wxConfig` says: clients look up pages and tabs in it.
fn config(plan: &Plan) -> Value {
    let project = plan.sources.iter().find_map(|source| source.project.as_ref());
    let mut config = project.map_or_else(|| json!({}), |project| Value::Object(project.app.clone()));
    let pages = project.map_or(&plan.scenario.app.pages, |project| &project.pages);
    config["pages"] = json!(pages);
    config["entryPagePath"] = project.map_or_else(|| json!(pages.first()), |project| json!(project.entry));
    config["accountInfo"] = json!({ "appId": project.and_then(|project| project.appid.clone()) });
    config["platform"] = "devtools".into();
    config
}

/// Requests that wait for the script's thread.
#[derive(Debug, Clone, Default)]
struct Busy {
    count: Arc<AtomicUsize>,
    more: Arc<Notify>,
}

/// One of them, until its turn is over.
struct Waiting(Busy);

impl Busy {
    fn enter(&self) -> Waiting {
        self.count.fetch_add(1, Ordering::Relaxed);
        self.more.notify_one();
        Waiting(self.clone())
    }

    /// Looks at the script's thread while requests wait for it, and ends when it is stuck; sleeps otherwise.
    async fn until_stuck(&self, watch: Watch) -> &'static str {
        loop {
            self.more.notified().await;
            // A turn goes on after its command, with promise jobs.
            while self.count.load(Ordering::Relaxed) > 0 || watch.is_busy() {
                tokio::time::sleep(LOOK).await;
                if let Some(limit) = watch.stuck() {
                    return limit;
                }
            }
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.count.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Sends what clients ask for to the script's thread.
fn hear(commands: Commands, busy: Busy) -> impl Fn(&Client, &str) + Clone + 'static {
    move |client, text| match frame::read(text) {
        Err(answer) => client.tell(answer),
        Ok(request) => {
            let (waiting, reply) = (busy.enter(), Reply::new(request.id.clone(), client.clone()));
            // What cannot be sent is dropped, and says so to the client.
            commands.send(move |host, context| {
                carry_out(host, context, &request, reply);
                drop(waiting);
            });
        }
    }
}

fn carry_out(host: &Rc<Host>, context: &mut Context, request: &Request, reply: Reply) {
    let Request { method, params, .. } = request;
    let mut work = Work { host, context };
    let (domain, name) = method.split_once('.').unwrap_or((method, ""));
    let left = match domain {
        "Tool" => tool::carry_out(&mut work, name, params, reply),
        "App" => app::carry_out(&mut work, name, params, reply),
        "Page" => page::carry_out(&mut work, name, params, reply),
        "Element" => element::carry_out(&mut work, name, params, reply),
        _ => Some(reply),
    };
    if let Some(reply) = left {
        // Clients look for the word.
        reply.fail(&format!("{method} unimplemented"));
    }
}
