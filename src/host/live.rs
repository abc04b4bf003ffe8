//! A live session: an app that stays up and is told what to do, on the engine's own loop with the clock tied to real time.
//!
//! The script has its own thread, as in a run. Commands come through a channel and are a turn of the loop each, in the order in
//! which they were sent; between them whatever is due happens. With nothing due and nobody asking, the thread sleeps.
//! This is the one place where virtual time follows the wall clock, so traces of sessions are not reproducible.

use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::oneshot;

use super::guard::{DEADLINE, MEMORY, PATIENCE, STACK, STACK_LIMIT, finish, panic_text};
use super::header::{Setting, header, setting};
use super::run::{Done, assemble, limits, refused, start_project};
use super::warm::{Named, load};
use super::{Finished, HostError, Plan, happen, memory};
use crate::clock::Clock;
use crate::engine::{Context, Engine, Host, Limits, Step, Stop};
use crate::trace::{Header, Recorder};
use crate::world::choice::Choices;
use crate::wx::{Reach, Wx};

/// Something to do on the script's thread, as a turn of its loop.
pub type Command = Box<dyn FnOnce(&Rc<Host>, &mut Context) + Send>;

/// How many events a session records before it ends: a thousandfold of a run's.
const EVENTS: usize = 100_000_000;

/// An app that is up.
#[derive(Debug)]
pub struct Session {
    commands: Commands,
    header: Header,
    recorder: Recorder,
    over: oneshot::Receiver<Result<Done, HostError>>,
    done: Option<Result<Done, HostError>>,
    thread: JoinHandle<()>,
    watch: Watch,
}

/// Where commands for a session go. Clones lead to the same session.
#[derive(Debug, Clone)]
pub struct Commands(UnboundedSender<Command>);

impl Commands {
    /// Sends a command; whether the session is still there to take it.
    pub fn send(&self, command: impl FnOnce(&Rc<Host>, &mut Context) + Send + 'static) -> bool {
        self.0.send(Box::new(command)).is_ok()
    }
}

/// Tells from outside whether the script's thread is stuck.
#[derive(Debug, Clone)]
pub struct Watch {
    run: u64,
    deadline: Duration,
    started: Instant,
    /// Milliseconds after the session's start at which the running turn began; 0: none is running.
    turn: Arc<AtomicU64>,
}

impl Watch {
    /// Whether a turn is running.
    pub fn is_busy(&self) -> bool {
        self.turn.load(Ordering::Relaxed) > 0
    }

    /// The limit that the script's thread has met and cannot tell itself: `memory`, `stack`, or `deadline` for a turn without an end.
    #[expect(clippy::disallowed_methods, reason = "a live session follows the wall clock")]
    pub fn stuck(&self) -> Option<&'static str> {
        if let Some(name) = memory::limit_met(self.run) {
            return Some(name);
        }
        let began = self.turn.load(Ordering::Relaxed);
        let now = Instant::now().duration_since(self.started);
        (began > 0 && now.saturating_sub(Duration::from_millis(began)) > self.deadline).then_some("deadline")
    }
}

/// Starts an app and returns when its sources are loaded. `prepare` runs on the script's thread before they are.
///
/// # Errors
///
/// The plan cannot be run at all. What the program does wrong is in the trace.
#[expect(clippy::disallowed_methods, reason = "a live session follows the wall clock")]
pub fn start(plan: Plan, prepare: impl FnOnce(&Rc<Host>, &mut Context) + Send + 'static) -> Result<Session, HostError> {
    let setting = setting(&plan)?;
    let clock = Clock::starting_at(setting.start);
    let recorder = Recorder::new(clock.clone());
    let header = header(&plan, &setting, Vec::new());
    let deadline = plan.scenario.limits.deadline.map_or(DEADLINE, |millis| Duration::from_millis(millis.0));
    let watch = Watch { run: memory::new_run(), deadline, started: Instant::now(), turn: Arc::default() };
    let (sender, receiver) = unbounded_channel();
    let (ready, loaded) = std::sync::mpsc::channel();
    let (end, over) = oneshot::channel();
    let work = {
        let (recorder, watch) = (recorder.clone(), watch.clone());
        move || {
            memory::limit_this_thread(watch.run, plan.scenario.limits.memory.unwrap_or(4 * MEMORY), STACK_LIMIT);
            let live = Live { plan, setting, clock, recorder, watch };
            let run = std::panic::AssertUnwindSafe(|| live.run(prepare, receiver, ready));
            let result = std::panic::catch_unwind(run);
            // Nobody listens only when the session was given up.
            let _ = end.send(result.unwrap_or_else(|panic| Err(HostError::Internal(panic_text(panic.as_ref())))));
        }
    };
    let thread = std::thread::Builder::new().name("javascript".to_owned()).stack_size(STACK).spawn(work);
    let thread = thread.map_err(|error| HostError::Internal(format!("no thread for the script: {error}")))?;
    let mut session = Session { commands: Commands(sender), header, recorder, over, done: None, thread, watch };
    // What takes longer is stuck, which the watch tells.
    if let Err(std::sync::mpsc::RecvTimeoutError::Disconnected) = loaded.recv_timeout(deadline) {
        session.done = session.wait_for_the_end();
    }
    Ok(session)
}

impl Session {
    /// Where its commands go.
    pub fn commands(&self) -> Commands {
        self.commands.clone()
    }

    /// Tells whether it is stuck.
    pub fn watch(&self) -> Watch {
        self.watch.clone()
    }

    /// Whether it is over already.
    pub fn is_over(&mut self) -> bool {
        if self.done.is_none() {
            self.done = self.over.try_recv().ok();
        }
        self.done.is_some()
    }

    /// Waits until it is over by itself: a limit was met, the program has left, or it could not start.
    pub async fn over(&mut self) {
        if self.done.is_none() {
            self.done = Some((&mut self.over).await.unwrap_or_else(|_| Err(gone())));
        }
    }

    /// Ends it. `stop` says why; a session that ended by itself keeps its own reason.
    ///
    /// # Errors
    ///
    /// It could not be started, as with a source that is no JavaScript.
    pub fn finish(mut self, stop: Stop) -> Result<Finished, HostError> {
        let asked = stop.clone();
        self.commands.send(move |host, _| host.stop(asked));
        let done = self.done.take().or_else(|| self.wait_for_the_end());
        match done {
            Some(result) => {
                let _ = self.thread.join();
                result.map(|done| finish(self.header, self.recorder.take(), done))
            }
            None => {
                let stop = self.watch.stuck().map_or(stop, |limit| Stop::Limit(limit.to_owned()));
                let done = Done { stop: Some(stop), ..Done::default() };
                Ok(finish(self.header, self.recorder.snapshot_within(PATIENCE), done))
            }
        }
    }

    /// What the thread says at its end, unless it is stuck.
    fn wait_for_the_end(&mut self) -> Option<Result<Done, HostError>> {
        const PAUSE: Duration = Duration::from_millis(2);
        for _ in 0..PATIENCE.as_millis() / PAUSE.as_millis() {
            match self.over.try_recv() {
                Ok(result) => return Some(result),
                Err(oneshot::error::TryRecvError::Closed) => return Some(Err(gone())),
                Err(oneshot::error::TryRecvError::Empty) => std::thread::sleep(PAUSE),
            }
        }
        None
    }
}

fn gone() -> HostError {
    HostError::Internal("the script's thread is gone".to_owned())
}

/// The session as its own thread sees it.
struct Live {
    plan: Plan,
    setting: Setting,
    clock: Clock,
    recorder: Recorder,
    watch: Watch,
}

impl Live {
    fn run(
        &self,
        prepare: impl FnOnce(&Rc<Host>, &mut Context),
        mut commands: UnboundedReceiver<Command>,
        ready: std::sync::mpsc::Sender<()>,
    ) -> Result<Done, HostError> {
        let plan = &self.plan;
        let limits = Limits { events: plan.scenario.limits.events.map_or(EVENTS, |_| limits(plan).events), ..limits(plan) };
        let choices = Choices::default();
        let seed = plan.scenario.seed.unwrap_or(1);
        let engine = Engine::new(self.clock.clone(), self.recorder.clone(), limits, seed);
        let mut engine = engine.map_err(|error| HostError::Internal(error.to_string()))?;
        let fresh = (&mut engine, &mut None);
        // What clients will ask for is not known yet.
        let named = Named { reach: Reach::All, ..Named::of(plan) };
        let state = assemble(plan, &self.setting, &self.clock, &self.recorder, &choices, fresh, (&named, false))?;
        engine.go_live();
        self.busy(|| engine.outside(0, prepare));
        self.busy(|| start_project(plan, &mut engine));
        happen::plan(engine.host(), &plan.scenario.events);
        if let Err(error) = self.busy(|| load(&mut engine, plan)) {
            return refused(error, &engine, &self.recorder);
        }
        // Nobody waits for it any more only when the session was given up.
        let _ = ready.send(());
        self.serve(&mut engine, &mut commands)?;
        Ok(Self::done(&engine, &state))
    }

    /// Commands and what is due, in turns, until the end.
    fn serve(&self, engine: &mut Engine, commands: &mut UnboundedReceiver<Command>) -> Result<(), HostError> {
        loop {
            if let Ok(command) = commands.try_recv() {
                self.busy(|| engine.outside(self.now(), command));
            }
            let next = match self.busy(|| engine.step(self.now())) {
                Step::Ran => continue,
                Step::Over => return Ok(()),
                Step::Idle(next) => next,
            };
            let pause = next.map(|next| Duration::from_millis(next.saturating_sub(self.now())));
            let first = engine.wait(|| self.now(), async {
                let due = async {
                    match pause {
                        Some(pause) => tokio::time::sleep(pause).await,
                        None => std::future::pending().await,
                    }
                };
                tokio::select! {
                    command = commands.recv() => Some(command),
                    () = due => None,
                }
            });
            match first.map_err(|error| HostError::Internal(error.to_string()))? {
                Some(Some(Some(command))) => self.busy(|| engine.outside(self.now(), command)),
                // Nobody is left who could ask for anything.
                Some(Some(None)) => return Ok(()),
                Some(None) | None => {}
            }
        }
    }

    /// Virtual milliseconds by the wall clock.
    #[expect(clippy::disallowed_methods, reason = "a live session follows the wall clock")]
    fn now(&self) -> u64 {
        u64::try_from(Instant::now().duration_since(self.watch.started).as_millis()).unwrap_or(u64::MAX)
    }

    /// Runs a turn under the watch.
    fn busy<T>(&self, turn: impl FnOnce() -> T) -> T {
        self.watch.turn.store(self.now().max(1), Ordering::Relaxed);
        let result = turn();
        self.watch.turn.store(0, Ordering::Relaxed);
        result
    }

    fn done(engine: &Engine, state: &Rc<Wx>) -> Done {
        let mut open = state.open_things();
        open.extend(engine.pending_promises());
        let unparsable = crate::app::could_not_parse(engine.host());
        Done { bridges: engine.bridges(), stop: engine.stopped(), open, unparsable, ..Done::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::platform_message;
    use crate::host::Verdict;
    use crate::source::Source;
    use crate::trace::Body;

    fn session(js: &str) -> Session {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("app.js");
        std::fs::write(&path, js).expect("a file");
        let plan = Plan {
            sources: [Source::open(&path.display().to_string()).expect("a source")].into(),
            scenario: crate::scenario::Scenario::default(),
            routes: crate::scenario::Routes::new(),
            ..Plan::default()
        };
        start(plan, |_, _| {}).expect("a session")
    }

    /// Calls a function in the session and waits for what it returns.
    fn ask(session: &Session, source: &'static str) -> String {
        let (sender, receiver) = std::sync::mpsc::channel();
        session.commands().send(move |host, context| {
            let tell = move |result: Result<Option<serde_json::Value>, String>| {
                let _ = sender.send(result.map_or_else(|reason| reason, |value| value.unwrap_or_default().to_string()));
            };
            host.call_source(context, source, &[], Box::new(tell));
        });
        receiver.recv_timeout(Duration::from_secs(20)).expect("an answer")
    }

    #[test]
    fn commands_are_turns_and_time_is_real() {
        let session = session("let n = 0; setTimeout(() => { n += 10 }, 30)");
        assert_eq!(ask(&session, "() => ++n"), "1");
        std::thread::sleep(Duration::from_millis(80));
        assert_eq!(ask(&session, "() => n"), "11");
        let before: u64 = ask(&session, "() => Date.now()").parse().expect("a number");
        std::thread::sleep(Duration::from_millis(50));
        let after: u64 = ask(&session, "() => Date.now()").parse().expect("a number");
        assert!(after >= before + 45, "nothing was due, yet time goes on: {before} {after}");
        let finished = session.finish(Stop::Exited).expect("a trace");
        assert_eq!(finished.verdict, Verdict::Clean);
        let fired = finished.trace.events.iter().find(|event| matches!(&event.body, Body::Invoke { .. })).expect("the timer");
        assert!((30..10_000).contains(&fired.t), "{fired:?}");
    }

    #[test]
    fn a_session_whose_program_met_a_limit_says_so() {
        let mut session = session("");
        assert!(ask(&session, "() => { const f = () => f(); f() }").contains("recursi"));
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        runtime.block_on(session.over());
        assert!(!session.commands().send(|host, _| platform_message(host, "log", String::new())));
        assert_eq!(session.finish(Stop::Exited).expect("a trace").verdict, Verdict::Limit("recursion".to_owned()));
    }

    #[test]
    fn a_source_that_is_no_javascript_is_an_error_at_the_end() {
        let mut session = session("let = ;");
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        runtime.block_on(session.over());
        assert!(matches!(session.finish(Stop::Exited), Err(HostError::Syntax { .. })));
    }
}
