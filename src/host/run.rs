//! The run itself, on its own thread: engine, `wx` and framework are put together, the sources loaded, the calls made.

use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::OnceLock;

use serde_json::{Map, Value};

use super::header::{Setting, calls};
use super::warm::{Installed, Named, Warm};
use super::{HostError, Plan, entry, happen, ties};
use crate::app::{self, Launch};
use crate::clock::Clock;
use crate::engine::{Counts, Covered, Engine, Limits, LoadError, Stop};
use crate::lang::{Lang, Message};
use crate::scenario::{Routes, effective_routes};
use crate::tape::{Exchange, Tape};
use crate::trace::{Body, ErrorKind, Lane, Open, Recorder};
use crate::world::choice::Choices;
use crate::wx::{Parts, Recording, Replaying, Wx};

/// What the JavaScript thread tells when it is done.
#[derive(Debug, Default)]
pub(super) struct Done {
    pub(super) bridges: Vec<String>,
    pub(super) stop: Option<Stop>,
    pub(super) open: Vec<Open>,
    /// What was counted, if that was wanted.
    pub(super) covered: Option<Vec<Covered>>,
    /// Whether the run was made in a context that had served another.
    pub(super) reused: bool,
    /// What was exchanged with real servers, if that was wanted.
    pub(super) exchanges: Vec<Exchange>,
    /// Whether a file of the program could not be parsed.
    pub(super) unparsable: bool,
}

/// Engine, `wx` and framework put together, before any source is loaded. `installed`: the globals, if they are those of a run before.
pub(super) fn assemble(
    plan: &Plan,
    setting: &Setting,
    clock: &Clock,
    recorder: &Recorder,
    choices: &Choices,
    (engine, installed): (&mut Engine, &mut Option<Installed>),
    (named, inside): (&Named, bool),
) -> Result<Rc<Wx>, HostError> {
    let internal = |error: crate::engine::EngineFailure| HostError::Internal(error.to_string());
    let scenario = &plan.scenario;
    let tape = scenario.replay.as_ref().map(|path| Tape::read(Path::new(path))).transpose();
    let tape = tape.map_err(|problem| HostError::Config(Message::new(problem.text(Lang::Zh), problem.text(Lang::En))))?;
    let mut scenario = scenario.clone();
    entry::settle(plan, &mut scenario)?;
    let routes = effective_routes(&plan.routes, &scenario.routes);
    scenario.routes = routes.into_iter().map(|(url, target)| (url, Value::from(target))).collect();
    let state = Rc::new(Wx::new(Parts {
        scenario,
        rules: setting.rules.clone(),
        clock: clock.clone(),
        recorder: recorder.clone(),
        routes: Routes::new(),
        // With a recording nothing leaves the machine, so every address may be asked.
        allow_hosts: if tape.is_some() { vec!["*".to_owned()] } else { plan.allow_hosts.clone() },
        platform_address: plan.platform_addr,
        proxy: plan.proxy.clone(),
        choices: choices.clone(),
        inside,
    }));
    engine.host().extend(Rc::clone(&state));
    match tape {
        Some(tape) => engine.host().extend(Rc::new(Replaying::of(tape))),
        None if plan.keep.exchanges => engine.host().extend(Rc::new(Recording::default())),
        None => {}
    }
    if state.device.borrow().promises_are_tasks() {
        engine.host().run_promises_as_tasks();
        engine.host().read_few_dates();
    }
    let order = &plan.scenario.order;
    engine.host().order_by(order, choices.wanted().then(|| ties::listener(order.len(), choices)));
    if plan.platform_addr.is_some() || plan.proxy.is_some() {
        // A fixed address is promised to somebody outside, so it is there from the beginning.
        let host = Rc::clone(engine.host());
        let runtime = host.runtime().map_err(|error| HostError::Internal(error.to_string()))?;
        let _inside = runtime.enter();
        state.start_servers().map_err(|(addr, message)| match addr {
            Some(addr) => HostError::Address { addr, message },
            None => HostError::Config(Message::new(
                format!("代理无法使用：{message}"),
                format!("the proxy cannot be used: {message}"),
            )),
        })?;
    }
    let is_there = installed.is_some();
    let before = installed.take();
    let now = Installed::again_or_new(before, setting.rules.base_library, &named.reach, engine.context()).map_err(internal)?;
    *installed = Some(now);
    let project = plan.sources.iter().find_map(|source| source.project.clone());
    let launch = Launch {
        options: Rc::clone(state.device.borrow().launch_options()),
        old_reports: !setting.rules.at_least("3.0.0"),
        around: around(plan, named),
        pages: project.as_ref().map_or_else(|| plan.scenario.app.pages.clone(), |project| project.pages.clone()),
        tabs: project.as_ref().map_or_else(|| plan.scenario.app.tabs.clone(), |project| project.tabs.clone()),
        project: project.clone(),
    };
    app::install(engine.context(), launch, &base(plan), is_there).map_err(internal)?;
    Ok(state)
}

/// Loads the project's program and plans the opening of its start page, if the plan has one.
pub(super) fn start_project(plan: &Plan, engine: &mut Engine) {
    if is_project(plan) {
        engine.turn(None, app::start);
    }
}

/// Whether a project is run.
pub(super) fn is_project(plan: &Plan) -> bool {
    plan.sources.iter().any(|source| source.project.is_some())
}

pub(super) fn execute(
    plan: &Plan,
    setting: &Setting,
    clock: &Clock,
    recorder: &Recorder,
    choices: &Choices,
    counted: &OnceLock<Counts>,
    warm: &mut Warm,
) -> Result<Done, HostError> {
    let internal = |error: crate::engine::EngineFailure| HostError::Internal(error.to_string());
    let named = warm.named(plan);
    let globals = (setting.rules.base_library, &named.reach);
    let mut lent = warm.lend(plan, clock, recorder, limits(plan), globals, choices).map_err(internal)?;
    let engine = (&mut lent.engine, &mut lent.installed);
    let state = assemble(plan, setting, clock, recorder, choices, engine, (&named, warm.asks_inside(plan)))?;
    let engine = &mut lent.engine;
    if plan.keep.coverage {
        let _ = counted.set(engine.count_coverage().map_err(internal)?);
    }
    if is_project(plan) {
        lent.begin_project();
    }
    let engine = &mut lent.engine;
    start_project(plan, engine);
    let calls = calls(plan);
    let mut events = Some(plan.scenario.events.as_slice());
    if calls.is_empty() {
        happen::plan(engine.host(), events.take().unwrap_or_default());
    } else if is_project(plan) {
        app::name_page(engine.context()).map_err(|error| HostError::Internal(error.to_string()))?;
    }
    if let Err(error) = lent.load(plan) {
        return refused(error, &lent.engine, recorder);
    }
    let engine = &mut lent.engine;
    engine.run();
    for call in calls {
        if engine.stopped().is_some() {
            break;
        }
        happen::plan(engine.host(), events.take().unwrap_or_default());
        // What a scenario calls, the user has tapped.
        state.tap_next(engine.host());
        if let Err(error) = engine.call(call) {
            return refused(error, engine, recorder);
        }
        engine.run();
    }
    if plan.scenario.tree && engine.stopped().is_none() {
        engine.turn(None, app::view::record_tree);
        engine.run();
    }
    ties::note(engine, choices);
    let mut open = state.open_things();
    open.extend(engine.pending_promises());
    let covered = engine.covered();
    let exchanges = engine.host().get::<Recording>().map(|recording| recording.take()).unwrap_or_default();
    let stop = engine.stopped();
    let unparsable = app::could_not_parse(engine.host());
    let done = Done { bridges: engine.bridges(), stop, open, covered, exchanges, unparsable, reused: lent.is_again() };
    state.let_go();
    if plan.last {
        // Collecting a whole heap takes as long as making it.
        std::mem::forget((lent, state));
    } else {
        if state.has_connected() {
            lent.engine.host().spawns();
        }
        if is_project(plan) {
            app::forget_page(lent.engine.context());
        }
        warm.take_back(lent);
    }
    Ok(done)
}

/// The limits of a plan.
pub(super) fn limits(plan: &Plan) -> Limits {
    Limits { continuation: super::memory::continuation, ..Limits::of(&plan.scenario.limits) }
}

/// A text that cannot run: not JavaScript is the caller's error, too deep a nesting a limit.
pub(super) fn refused(error: LoadError, engine: &Engine, recorder: &Recorder) -> Result<Done, HostError> {
    match error {
        LoadError::Syntax { at, message } => Err(HostError::Syntax { at, message }),
        LoadError::Nesting { depth, limit } => {
            let message = format!("the source nests {depth} brackets deep; the limit is {limit}");
            let body = Body::Error { what: ErrorKind::Limit, name: "Limit".into(), message, stack: Vec::new(), of: None };
            recorder.record(Lane::Host, None, None, body);
            Ok(Done { bridges: engine.bridges(), stop: Some(Stop::Limit("nesting".into())), ..Done::default() })
        }
    }
}

/// The folder beside which modules are found.
pub(super) fn base(plan: &Plan) -> PathBuf {
    let parent = plan.sources.first().and_then(|source| source.path.parent());
    parent.map(PathBuf::from).filter(|parent| !parent.as_os_str().is_empty()).unwrap_or_else(|| PathBuf::from("."))
}

/// The app around a snippet. A program that calls `App` has its own, unless the scenario says what the other one holds.
fn around(plan: &Plan, named: &Named) -> Option<Value> {
    let app = &plan.scenario.app;
    if app.none || is_project(plan) {
        return None;
    }
    app.global_data.clone().or_else(|| (!named.app).then(|| Value::Object(Map::new())))
}
