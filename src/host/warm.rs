//! The engine that is kept from one run to the next, where the next may have it.

use std::rc::Rc;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::header::calls;
use super::run::is_project;
use super::{Keep, Plan, memory};
use crate::clock::Clock;
use crate::engine::{Context, Engine, EngineFailure, Keepable, Limits, LoadError, Text, calls as calls_global};
use crate::source::{Script, Source};
use crate::trace::Recorder;
use crate::world::choice::Choices;
use crate::world::epoch::Version;
use crate::wx::{self, Made, Reach};

/// What runs that follow each other share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Contexts {
    /// Nothing: every run has a fresh context, and embedded servers that really listen.
    #[default]
    Fresh,
    /// A context that is provably as it was before the last run, and embedded servers that are asked within the process.
    Reused,
}

/// What the script's thread keeps between runs.
#[derive(Debug)]
pub(super) struct Warm {
    contexts: Contexts,
    /// The program of the last run.
    seen: Option<Arc<[Source]>>,
    kept: Option<Kept>,
    /// What was installed for the last run.
    last: Option<(Version, Reach)>,
    /// What the texts of the last run name.
    named: Option<Names>,
}

/// What the texts of a run name.
#[derive(Debug)]
struct Names {
    sources: Arc<[Source]>,
    of_sources: Named,
    calls: Vec<String>,
    all: Rc<Named>,
}

/// What the texts of a plan name.
#[derive(Debug)]
pub(super) struct Named {
    /// What of `wx` they reach.
    pub(super) reach: Reach,
    /// Whether they call `App`.
    pub(super) app: bool,
}

impl Named {
    /// What the plan's sources name.
    pub(super) fn of(plan: &Plan) -> Self {
        let scripts = || plan.sources.iter().flat_map(|source| &source.scripts);
        Self {
            reach: scripts().map(|script| Reach::of(&script.text)).fold(Reach::default(), Reach::and),
            app: scripts().any(|script| calls_global(&script.text, "App")),
        }
    }
}

/// An engine that is as it was before its last run, with its program and its globals.
#[derive(Debug)]
struct Kept {
    sources: Arc<[Source]>,
    engine: Engine,
    age: Age,
    installed: Option<Installed>,
    /// What was decided in its last run.
    choices: Choices,
}

/// How a program is loaded into an engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Loading {
    /// For one run.
    Once,
    /// For this run and further ones, if that is possible.
    Keep,
    /// It has run in this engine before.
    Again,
}

/// What an engine has behind it.
///
/// In Boa 0.22 the root of all shapes holds on to every prototype, and so to every class of every run in its context. So an engine
/// is only kept for so many runs, and while not much is left of them.
#[derive(Debug, Clone, Copy)]
struct Age {
    /// What the thread held when the first run was over.
    held: isize,
    runs: usize,
}

/// The globals of an engine.
#[derive(Debug)]
pub(super) struct Installed {
    base_library: Version,
    reach: Reach,
    wx: Rc<Made>,
}

impl Installed {
    /// Puts `wx` into the global scope, unless it is there.
    pub(super) fn again_or_new(
        before: Option<Self>,
        base_library: Version,
        reach: &Reach,
        context: &mut Context,
    ) -> Result<Self, EngineFailure> {
        if let Some(installed) = before {
            wx::install_again(context, &installed.wx);
            return Ok(installed);
        }
        let wx = wx::install(context, base_library, reach)?;
        Ok(Self { base_library, reach: reach.clone(), wx })
    }
}

/// How much more than after its first run the thread may hold, in bytes, before an engine is given up.
const GROWTH: isize = 16 * 1024 * 1024;
/// How many runs an engine may serve, where nobody counts bytes.
const RUNS: usize = 1000;

/// An engine for one run.
pub(super) struct Lent {
    pub(super) engine: Engine,
    loading: Loading,
    age: Option<Age>,
    pub(super) installed: Option<Installed>,
    /// Whether the globals are those of a run before.
    has_globals: bool,
    /// Whether the next run is likely to want the same globals.
    keeps_globals: bool,
    choices: Choices,
}

impl Warm {
    pub(super) fn new(contexts: Contexts) -> Self {
        Self { contexts, seen: None, kept: None, last: None, named: None }
    }

    /// Forgets everything, after a run that ended in a panic.
    pub(super) fn forget(&mut self) {
        *self = Self::new(self.contexts);
    }

    /// Whether embedded servers are asked within the process: a fixed address is promised to somebody outside.
    pub(super) fn asks_inside(&self, plan: &Plan) -> bool {
        self.contexts == Contexts::Reused && plan.platform_addr.is_none() && plan.proxy.is_none()
    }

    /// What the plan's own texts name: its sources and what is called.
    pub(super) fn named(&mut self, plan: &Plan) -> Rc<Named> {
        let calls = calls(plan);
        let names = match self.named.take().filter(|known| are_same(&known.sources, &plan.sources)) {
            Some(known) if known.calls == calls => known,
            known => {
                let of_sources = known.map_or_else(|| Named::of(plan), |known| known.of_sources);
                let reach = calls.iter().map(|call| Reach::of(call)).fold(of_sources.reach.clone(), Reach::and);
                let all = Rc::new(Named { reach, ..of_sources });
                Names { sources: Arc::clone(&plan.sources), of_sources, calls: calls.to_vec(), all }
            }
        };
        let all = Rc::clone(&names.all);
        self.named = Some(names).filter(|_| self.contexts == Contexts::Reused);
        all
    }

    /// An engine for a run of this plan. What is worth keeping shows when a program comes a second time.
    pub(super) fn lend(
        &mut self,
        plan: &Plan,
        clock: &Clock,
        recorder: &Recorder,
        limits: Limits,
        (base_library, reach): (Version, &Reach),
        choices: &Choices,
    ) -> Result<Lent, EngineFailure> {
        let seed = plan.scenario.seed.unwrap_or(1);
        let is_same = |(known_library, known): &(Version, Reach)| *known_library == base_library && known == reach;
        let keeps_globals = !is_project(plan) && (choices.is_one_of_many() || self.last.as_ref().is_some_and(is_same));
        if !keeps_globals {
            self.last = (self.contexts == Contexts::Reused).then(|| (base_library, reach.clone()));
        }
        if !is_special(plan)
            && let Some(kept) = self.kept.take_if(|kept| are_same(&kept.sources, &plan.sources))
        {
            let Kept { sources, mut engine, age, installed, choices: last } = kept;
            self.seen = Some(sources);
            let installed = installed.filter(|known| known.base_library == base_library && known.reach == *reach);
            let installed = installed.filter(|_| engine.has_globals());
            engine.begin(clock.clone(), recorder.clone(), limits, seed, choices.parting_from(&last));
            return Ok(Lent {
                engine,
                loading: Loading::Again,
                age: Some(age),
                has_globals: installed.is_some(),
                installed,
                keeps_globals,
                choices: choices.clone(),
            });
        }
        let mut loading = Loading::Once;
        let lends_itself = !is_special(plan) && (!is_project(plan) || has_no_scripts(plan));
        if self.contexts == Contexts::Reused && lends_itself {
            if self.seen.as_ref().is_some_and(|seen| are_same(seen, &plan.sources)) || choices.is_one_of_many() {
                // Not the only time, and the engine of a run before is gone or was never kept.
                loading = Loading::Keep;
                // Every collection of garbage goes through all contexts of a thread.
                self.kept = None;
            }
            self.seen = Some(Arc::clone(&plan.sources));
        }
        if self.kept.is_none() {
            // All that is left of runs before is garbage, and so quickly found; the new context gets its memory while that is
            // still in the processor's cache.
            boa_gc::force_collect();
        }
        let engine = Engine::new(clock.clone(), recorder.clone(), limits, seed)?;
        engine.follow(choices.parting_from(&Choices::default()));
        Ok(Lent { engine, loading, age: None, installed: None, has_globals: false, keeps_globals, choices: choices.clone() })
    }

    /// Takes an engine back after its run; one that is not as it was before is thrown away.
    pub(super) fn take_back(&mut self, mut lent: Lent) {
        if lent.loading == Loading::Once || !lent.engine.is_as_before() {
            return;
        }
        let Age { held, runs } = lent.age.unwrap_or_else(|| Age { held: memory::held(), runs: 0 });
        let age = Age { held, runs: runs + 1 };
        if !age.is_too_old() {
            let Lent { engine, installed, choices, .. } = lent;
            self.kept = self.seen.take().map(|sources| Kept { sources, engine, age, installed, choices });
        }
    }
}

/// Whether two programs are the same. The runs of a search share theirs, whose texts need not be compared.
fn are_same(one: &Arc<[Source]>, other: &Arc<[Source]>) -> bool {
    Arc::ptr_eq(one, other) || one == other
}

fn has_no_scripts(plan: &Plan) -> bool {
    plan.sources.iter().all(|source| source.scripts.is_empty())
}

impl Age {
    fn is_too_old(self) -> bool {
        let has_grown = || memory::held() - self.held > GROWTH;
        if self.runs >= RUNS {
            return true;
        }
        if !has_grown() {
            return false;
        }
        boa_gc::force_collect();
        has_grown()
    }
}

/// Whether a run needs more of its engine than others: counters, which stand in the text, or a tape.
fn is_special(plan: &Plan) -> bool {
    plan.keep != Keep::default() || plan.scenario.replay.is_some()
}

impl Lent {
    /// Whether the engine has served another run.
    pub(super) fn is_again(&self) -> bool {
        self.loading == Loading::Again
    }

    /// What has to be done before a project is loaded, whose files are modules.
    pub(super) fn begin_project(&mut self) {
        if self.loading == Loading::Keep {
            self.engine.keep_modules();
        }
    }

    /// Notes what the globals are, if the next run is likely to want the same.
    fn keep_globals(&mut self) {
        let can_serve_again = || self.installed.as_ref().is_some_and(|installed| installed.wx.can_serve_again());
        if !self.has_globals && self.keeps_globals && can_serve_again() {
            self.engine.keep_globals();
        }
    }

    /// Loads the plan's scripts.
    pub(super) fn load(&mut self, plan: &Plan) -> Result<(), LoadError> {
        if is_project(plan) && self.loading != Loading::Once {
            return Ok(());
        }
        if self.loading == Loading::Again {
            self.engine.load_kept(self.has_globals);
            self.keep_globals();
            return Ok(());
        }
        if self.loading == Loading::Keep {
            let texts = Padded::all(plan);
            let texts: Vec<Text<'_>> = texts.iter().map(Padded::text).collect();
            let scripts = plan.sources.iter().flat_map(|source| &source.scripts);
            let program = Keepable::of(scripts.map(|script| script.text.as_str()));
            // A mistake in a text is told in its turn.
            if program.is_some_and(|program| self.engine.load_and_keep(program, &texts).unwrap_or(false)) {
                self.keep_globals();
                return Ok(());
            }
            self.loading = Loading::Once;
        }
        load(&mut self.engine, plan)
    }
}

/// Loads a plan's scripts, one after another.
pub(super) fn load(engine: &mut Engine, plan: &Plan) -> Result<(), LoadError> {
    Padded::all(plan).iter().try_for_each(|text| engine.load(&text.text()))
}

/// A script after as many empty lines as its file has before it.
struct Padded<'p> {
    file: &'p str,
    label: &'p str,
    text: String,
    shifts: Vec<i32>,
}

impl<'p> Padded<'p> {
    fn all(plan: &'p Plan) -> Vec<Self> {
        plan.sources.iter().flat_map(|source| source.scripts.iter().map(|script| Self::of(source, script))).collect()
    }

    fn of(source: &'p Source, script: &'p Script) -> Self {
        let (text, shifts) = (script.padded(), script.column_offsets());
        Self { file: &source.name, label: &script.label, text, shifts }
    }

    fn text(&self) -> Text<'_> {
        Text { file: self.file, label: self.label, text: &self.text, shifts: &self.shifts }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_engine_is_given_up_after_many_runs_or_when_much_is_left_of_them() {
        let held = memory::held();
        assert!(!Age { held, runs: 1 }.is_too_old());
        assert!(!Age { held, runs: RUNS - 1 }.is_too_old());
        assert!(Age { held, runs: RUNS }.is_too_old());
        assert!(Age { held: held - 2 * GROWTH, runs: 1 }.is_too_old());
    }
}
