//! The event loop's state: queues of jobs and due tasks, the current cause, and what the rooms above keep beside the engine.

use std::any::{Any, TypeId};
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use boa_engine::builtins::promise::Promise;
use boa_engine::job::PromiseJob;
use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsFunction;
use boa_engine::{Context, JsValue};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rustc_hash::FxHashMap;

use super::bridges::Matches;
use super::code::Code;
use super::error::Thrown;
use super::executor::Executor;
use super::function::Made;
use super::json::Json;
use super::limits::{Limits, Stop};
use super::order::Order;
use super::site::Sources;
use super::sleep::Sleep;
use super::way::Way;
use crate::clock::Clock;
use crate::trace::{At, Recorder};

/// Something to do on the JavaScript thread when its time has come.
pub type Task = Box<dyn FnOnce(&Rc<Host>, &mut Context)>;

/// Real I/O whose end is awaited at a due time; its output says what to do then.
pub type Io = Pin<Box<dyn Future<Output = Task>>>;

pub(super) enum Due {
    Run(Task),
    Wait(Io),
}

pub(super) struct Micro {
    pub(super) job: PromiseJob,
    pub(super) cause: Option<u64>,
    pub(super) origin: Origin,
}

/// Where a rejection that is travelling along a promise chain came from.
#[derive(Debug, Clone, Default)]
pub(super) struct Origin {
    /// The author's frames at the `reject(…)` or `throw`, innermost first.
    pub(super) stack: Vec<At>,
    /// The `promise-threw` event, if a promise callback threw.
    pub(super) error: Option<u64>,
}

pub(super) struct Rejection {
    pub(super) promise: JsObject<Promise>,
    pub(super) reason: JsValue,
    pub(super) cause: Option<u64>,
    pub(super) origin: Origin,
}

/// An error as the listeners of `App.onError` and `wx.onUnhandledRejection` get it.
#[derive(Clone)]
pub struct Failure {
    /// The `error` event.
    pub seq: u64,
    /// The thrown value or the rejection's reason.
    pub value: JsValue,
    /// The rejected promise, for unhandled rejections.
    pub promise: Option<JsValue>,
    /// What was thrown.
    pub thrown: Thrown,
    /// The author's frames, innermost first.
    pub stack: Vec<At>,
    /// What was going on, such as `at api login success callback function`; empty when nothing of the platform was.
    pub during: String,
}

/// Gives I/O to wait for when nothing is due, or nothing.
type Idle = Rc<dyn Fn(&Rc<Host>) -> Option<Io>>;

type Listener = Rc<dyn Fn(&Rc<Host>, &Failure)>;

/// What a room looks after when a task is over; `began` is the event with which the task entered the program.
type AfterTask = fn(host: &Rc<Host>, began: Option<u64>, context: &mut Context);

/// What there is to say about something that the program called and is no function.
pub type Explain = fn(host: &Host, callee: &str) -> Option<String>;

type Logger = Rc<dyn Fn(&str, &[serde_json::Value])>;

/// The state around one Boa context.
///
/// Natives get it back from their context by [`Host::of`]. It belongs to one run, and only holds queues; the loop lives in
/// [`super::Engine`].
pub struct Host {
    /// The virtual clock.
    pub clock: Clock,
    /// Where events go.
    pub recorder: Recorder,
    pub(super) sources: Sources,
    /// The places of the last run in this context.
    pub(super) way: Rc<Way>,
    pub(super) limits: Limits,
    pub(super) micro: RefCell<VecDeque<Micro>>,
    pub(super) due: RefCell<BTreeMap<(u64, u64), Due>>,
    pub(super) order: Order,
    pub(super) sleep: RefCell<Sleep>,
    sequence: Cell<u64>,
    pub(super) turn: Cell<u64>,
    cause: Cell<Option<u64>>,
    /// The first cause of the running turn.
    began: Cell<Option<u64>>,
    after_task: Cell<Option<AfterTask>>,
    pub(super) explain: Cell<Option<Explain>>,
    pub(super) origin: RefCell<Origin>,
    pub(super) handled_origin: RefCell<Option<Origin>>,
    pub(super) rejections: RefCell<Vec<Rejection>>,
    pub(super) listeners: RefCell<Vec<Listener>>,
    pub(super) watched: RefCell<Vec<(u64, JsObject<Promise>)>>,
    pub(super) stop: RefCell<Option<Stop>>,
    pub(super) json: OnceCell<Json>,
    /// The engine's own getter of `stack`, before it was bridged.
    pub(super) raw_stack: OnceCell<JsFunction>,
    pub(super) matches: Matches,
    /// What was compiled in this realm, if it is kept.
    pub(super) code: OnceCell<Rc<Code>>,
    pub(super) random: RefCell<ChaCha8Rng>,
    pub(super) bridges: RefCell<Vec<String>>,
    /// Whether promise jobs run in a task of their own, and whether one is planned.
    promise_tasks: Cell<bool>,
    promise_task_planned: Cell<bool>,
    /// Whether `Date` reads fewer texts than V8's does.
    few_dates: Cell<bool>,
    idle: RefCell<Option<Idle>>,
    /// Whether the clock is tied to real time.
    pub(super) live: Cell<bool>,
    pub(super) loggers: RefCell<Vec<Logger>>,
    pub(super) functions: RefCell<HashMap<String, Made>>,
    extensions: RefCell<FxHashMap<TypeId, Rc<dyn Any>>>,
    runtime: OnceCell<Rc<tokio::runtime::Runtime>>,
    /// Whether something was spawned on the runtime that can go on after this run.
    spawned: Cell<bool>,
}

impl Host {
    pub(super) fn new(clock: Clock, recorder: Recorder, limits: Limits, seed: u64) -> Rc<Self> {
        Rc::new(Self {
            clock,
            recorder,
            sources: Sources::default(),
            way: Rc::default(),
            limits,
            micro: RefCell::default(),
            due: RefCell::default(),
            order: Order::default(),
            sleep: RefCell::default(),
            sequence: Cell::new(0),
            turn: Cell::new(0),
            cause: Cell::new(None),
            began: Cell::new(None),
            after_task: Cell::new(None),
            explain: Cell::new(None),
            origin: RefCell::default(),
            handled_origin: RefCell::default(),
            rejections: RefCell::default(),
            listeners: RefCell::default(),
            watched: RefCell::default(),
            stop: RefCell::default(),
            json: OnceCell::new(),
            raw_stack: OnceCell::new(),
            matches: Matches::default(),
            code: OnceCell::new(),
            random: RefCell::new(ChaCha8Rng::seed_from_u64(seed ^ 0x006d_6174_685f_726e)),
            bridges: RefCell::default(),
            promise_tasks: Cell::new(false),
            promise_task_planned: Cell::new(false),
            few_dates: Cell::new(false),
            idle: RefCell::default(),
            live: Cell::new(false),
            loggers: RefCell::default(),
            functions: RefCell::default(),
            extensions: RefCell::default(),
            runtime: OnceCell::new(),
            spawned: Cell::new(false),
        })
    }

    /// The host of the next run in the context of this one: nothing of the run is left but what belongs to the context.
    pub(super) fn next(&self, clock: Clock, recorder: Recorder, limits: Limits, seed: u64) -> Rc<Self> {
        let mut next = Self::new(clock, recorder, limits, seed);
        if let Some(host) = Rc::get_mut(&mut next) {
            host.json = self.json.clone();
            host.raw_stack = self.raw_stack.clone();
            host.matches = self.matches.next();
            host.code = self.code.clone();
            host.way = Rc::clone(&self.way);
            if !self.spawned.get() {
                host.runtime = self.runtime.clone();
            }
        }
        next
    }

    /// The host of a context made by [`super::Engine`].
    ///
    /// # Panics
    ///
    /// Panics if the context was not made by [`super::Engine`], which no public path allows.
    #[expect(clippy::expect_used, reason = "every context of this crate is made by Engine::new")]
    pub fn of(context: &Context) -> Rc<Self> {
        context.downcast_job_executor::<Executor>().expect("a context of this engine").host()
    }

    /// The event whose continuation is running now: the cause of whatever happens next.
    pub fn cause(&self) -> Option<u64> {
        self.cause.get()
    }

    /// Makes `cause` the current cause and returns the one before.
    pub fn set_cause(&self, cause: Option<u64>) -> Option<u64> {
        self.began.set(self.began.get().or(cause));
        self.cause.replace(cause)
    }

    /// A turn of the loop begins.
    pub(super) fn begin_turn(&self, cause: Option<u64>) {
        self.turn.set(self.turn.get() + 1);
        self.began.set(None);
        self.set_cause(cause);
    }

    /// A turn of the loop is over, its promise jobs included.
    pub(super) fn end_turn(self: &Rc<Self>, context: &mut Context) {
        if let Some(look) = self.after_task.get() {
            look(self, self.began.get(), context);
        }
    }

    /// Calls `look` from now on whenever a task with its promise jobs is over. There is one such look, that of the app.
    pub fn after_tasks(&self, look: AfterTask) {
        self.after_task.set(Some(look));
    }

    /// Plans a task for the virtual time `now + after` ms; tasks due together run in the order in which they were planned.
    pub fn after(&self, after: u64, task: impl FnOnce(&Rc<Self>, &mut Context) + 'static) -> u64 {
        let due = self.clock.now().saturating_add(after);
        let sequence = self.next_sequence();
        self.due.borrow_mut().insert((due, sequence), Due::Run(Box::new(task)));
        self.planned(sequence);
        sequence
    }

    /// Plans the end of real I/O: at `now + after` ms the loop waits until `io` is done (the clock stands still), then runs its task.
    pub fn after_io(&self, after: u64, io: impl Future<Output = Task> + 'static) -> u64 {
        let due = self.clock.now().saturating_add(after);
        let sequence = self.next_sequence();
        self.due.borrow_mut().insert((due, sequence), Due::Wait(Box::pin(io)));
        self.planned(sequence);
        sequence
    }

    /// Takes a planned task out again. Does nothing if it has run.
    pub fn cancel(&self, sequence: u64) {
        self.due.borrow_mut().retain(|(_, planned), _| *planned != sequence);
        self.cancel_sleeper(sequence);
    }

    /// The number of the running turn of the loop: a macrotask with its promise jobs.
    pub fn turn(&self) -> u64 {
        self.turn.get()
    }

    fn next_sequence(&self) -> u64 {
        let sequence = self.sequence.get() + 1;
        self.sequence.set(sequence);
        sequence
    }

    /// Keeps one value of type `T` beside the engine, for the room that owns `T`.
    pub fn extend<T: 'static>(&self, value: Rc<T>) {
        self.extensions.borrow_mut().insert(TypeId::of::<T>(), value);
    }

    /// The value kept by [`Self::extend`].
    pub fn get<T: 'static>(&self) -> Option<Rc<T>> {
        self.extensions.borrow().get(&TypeId::of::<T>()).cloned()?.downcast().ok()
    }

    /// Calls `listener` after every reported error of the program.
    pub fn on_failure(&self, listener: impl Fn(&Rc<Self>, &Failure) + 'static) {
        self.listeners.borrow_mut().push(Rc::new(listener));
    }

    /// Makes promise jobs wait for a task of their own, as a Promise that is built on `setTimeout` does: the client on iOS 15 and
    /// older (official page: JavaScript support). Jobs that come up while it runs still belong to it.
    pub fn run_promises_as_tasks(&self) {
        self.promise_tasks.set(true);
    }

    /// Lets `Date` read no more texts than the client on iOS 15 and older does.
    pub fn read_few_dates(&self) {
        self.few_dates.set(true);
    }

    /// Whether `Date` reads fewer texts than V8's does.
    pub(super) fn reads_few_dates(&self) -> bool {
        self.few_dates.get()
    }

    /// Whether the promise jobs at the end of a turn are left to their own task; plans it.
    pub(super) fn leaves_promises_to_a_task(self: &Rc<Self>) -> bool {
        if !self.promise_tasks.get() {
            return false;
        }
        if !self.micro.borrow().is_empty() && !self.promise_task_planned.replace(true) {
            self.after(0, |host, context| {
                host.promise_task_planned.set(false);
                host.run_promise_jobs(context);
            });
        }
        true
    }

    /// When nothing is due any more, asks `idle` for I/O to wait for (as an open socket has) before the run ends.
    pub fn on_idle(&self, idle: impl Fn(&Rc<Self>) -> Option<Io> + 'static) {
        self.idle.borrow_mut().get_or_insert_with(|| Rc::new(idle));
    }

    pub(super) fn idle_io(self: &Rc<Self>) -> Option<Io> {
        let idle = self.idle.borrow().clone();
        idle.and_then(|idle| idle(self))
    }

    /// Ends the run at the next turn of the loop.
    pub fn stop(&self, stop: Stop) {
        self.stop.borrow_mut().get_or_insert(stop);
    }

    /// Lets go of everything that was planned or watched, and of the rooms' own state: most of it holds the host again, and what
    /// holds itself is never freed. Nothing can run after this.
    pub(super) fn let_go(&self) {
        // Out first and then away: what is dropped may look at the host.
        let planned = (self.micro.take(), self.due.take(), self.rejections.take(), self.listeners.take(), self.watched.take());
        let rooms = (self.idle.take(), self.extensions.take(), self.handled_origin.take());
        drop((planned, rooms));
        self.let_sleepers_go();
    }

    /// Whether the run is to end.
    pub fn stopped(&self) -> bool {
        self.stop.borrow().is_some()
    }

    /// The runtime for real I/O, made when it is first needed.
    ///
    /// # Errors
    ///
    /// Fails when the operating system gives no I/O driver.
    pub fn runtime(&self) -> std::io::Result<&tokio::runtime::Runtime> {
        if self.runtime.get().is_none() {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build()?;
            let _ = self.runtime.set(Rc::new(runtime));
        }
        self.runtime.get().map(Rc::as_ref).ok_or_else(|| std::io::Error::other("no I/O runtime"))
    }

    /// Tells that something is spawned on the runtime that can go on after this run, so that no other run may have the runtime.
    pub fn spawns(&self) {
        self.spawned.set(true);
    }

    /// Whether nothing is planned or queued.
    pub(super) fn is_at_rest(&self) -> bool {
        self.micro.borrow().is_empty() && self.due.borrow().is_empty() && self.rejections.borrow().is_empty() && !self.is_asleep()
    }

    /// Remembers a promise that the host was given, to tell at the end whether it was ever settled.
    pub fn watch(&self, of: u64, value: &JsValue) {
        if let Some(promise) = value.as_object().and_then(|object| object.clone().downcast::<Promise>().ok()) {
            self.watched.borrow_mut().push((of, promise));
        }
    }

    /// A `Math.random()` of the scenario's seed: 53 random bits.
    pub fn random(&self) -> f64 {
        use rand_chacha::rand_core::RngCore;
        #[expect(clippy::cast_precision_loss, reason = "53 bits fit a double exactly")]
        let bits = (self.random.borrow_mut().next_u64() >> 11) as f64;
        bits / 9_007_199_254_740_992.0
    }
}

impl std::fmt::Debug for Host {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Host").field("clock", &self.clock).finish_non_exhaustive()
    }
}
