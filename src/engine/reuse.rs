//! Another run in the context of one that is over, where that is provably the same as a run in a fresh one.
//!
//! A fresh context costs more than most runs. So an engine whose program does nothing at its top level but declare functions can
//! be [kept](Engine::keep): its compiled scripts are evaluated again for the next run, which gives new functions, and the host's
//! side is made anew for every run. A program of modules leaves no name of its own in the realm and can be kept as well
//! ([`Engine::keep_modules`]). What is left is the realm; the next run may only have it when [`Pristine`] tells that it is
//! as it was. The natives hold no state of a run: they find it through [`Host::of`]. So where the same globals are wanted again and
//! nobody has touched them ([`Engine::has_globals`]), they stay, and so do the functions that the program declares.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use boa_engine::{JsString, Script};

use super::host::Host;
use super::limits::Limits;
use super::pristine::Pristine;
use super::syntax::{Study, Writes, study_call, study_script};
use super::{Compiled, Engine, LoadError, Text, timers};
use crate::clock::Clock;
use crate::trace::Recorder;

/// What an engine keeps for the next run.
pub(super) struct Kept {
    scripts: Vec<(String, Compiled)>,
    /// The expressions that were called, and what each writes; `None`: something that cannot be repeated.
    calls: HashMap<String, (Script, Option<Rc<Writes>>)>,
    /// What the scripts write.
    writes: Rc<Writes>,
    pristine: Pristine,
    /// The host as it was when the scripts were compiled.
    compiled: Rc<Host>,
    /// What the scripts and the expressions of this run write.
    written: Option<Vec<Rc<Writes>>>,
    /// What the rooms above have installed, and what the scripts have declared, as it was when everything was loaded.
    globals: Option<Pristine>,
    /// Whether it still is.
    has_globals: bool,
}

impl Kept {
    fn new(scripts: Vec<(String, Compiled)>, writes: Writes, pristine: Pristine, compiled: Rc<Host>) -> Self {
        let writes = Rc::new(writes);
        let written = Some(vec![Rc::clone(&writes)]);
        Self { scripts, calls: HashMap::new(), writes, pristine, compiled, written, globals: None, has_globals: false }
    }
}

/// A program that can be kept: every top level only declares functions, and none of a name that is there already.
#[derive(Debug)]
pub struct Keepable {
    studies: Vec<Study>,
}

impl Keepable {
    /// Studies the texts of a program; `None` when an engine that has run it cannot be kept.
    pub fn of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Option<Self> {
        let studies: Vec<Study> = texts.into_iter().map(study_script).collect::<Option<_>>()?;
        (!studies.is_empty()).then_some(Self { studies })
    }
}

impl Engine {
    /// Loads a program as [`Engine::load`] does each of its texts, and keeps the engine for further runs of it. Globals that the
    /// rooms above have installed are theirs to install again for every run. Whether it could be done; if not, nothing has
    /// happened that a run could notice.
    ///
    /// # Errors
    ///
    /// A text is no JavaScript or nests too deep: nothing was evaluated.
    pub fn load_and_keep(&mut self, program: Keepable, texts: &[Text<'_>]) -> Result<bool, LoadError> {
        let declared = || program.studies.iter().flat_map(|study| &study.declares);
        let global = self.context.global_object();
        let is_taken = |name: &String| global.borrow().properties().contains_key(&JsString::from(name.as_str()).into());
        if declared().any(is_taken) {
            return Ok(false);
        }
        let mut scripts = Vec::with_capacity(texts.len());
        for text in texts {
            scripts.push((text.label.to_owned(), self.host.compile(text, None, &mut self.context)?));
        }
        // Of the run's own host nothing is needed but what compiling left there.
        let compiled = Host::new(self.host.clock.clone(), self.host.recorder.clone(), self.host.limits.clone(), 0);
        compiled.take_texts_of(&self.host);
        for (label, script) in &scripts {
            self.load_compiled(label, script);
        }
        let Some(pristine) = self.pristine() else { return Ok(true) };
        let writes = program.studies.iter().map(|study| study.writes.clone()).fold(Writes::default(), Writes::and);
        self.kept = Some(Kept::new(scripts, writes, pristine, compiled));
        Ok(true)
    }

    /// Keeps an engine in which nothing has run yet but what the rooms above install, for runs whose files are modules. What they
    /// do to the realm shows when they are over.
    pub fn keep_modules(&mut self) {
        let Some(pristine) = self.pristine() else { return };
        let compiled = Host::new(self.host.clock.clone(), self.host.recorder.clone(), self.host.limits.clone(), 0);
        self.kept = Some(Kept::new(Vec::new(), Writes::Any, pristine, compiled));
        let _ = self.host.code.set(Rc::default());
    }

    /// The realm as it is now; the values of what the rooms above have installed do not count.
    fn pristine(&mut self) -> Option<Pristine> {
        let keys = self.context.global_object().borrow().shape().keys();
        let renewed = keys.into_iter().filter(|key| !self.own_globals.contains(key));
        Pristine::of(&mut self.context, renewed).ok()
    }

    /// Loads the kept program again, in a run that [`Engine::begin`] has begun. `is_there`: what it declares is in the global scope
    /// and as it was.
    pub fn load_kept(&mut self, is_there: bool) {
        let Some(kept) = self.kept.take() else { return };
        self.host.take_texts_of(&kept.compiled);
        for (label, script) in &kept.scripts {
            if is_there {
                let seq = self.record_load(label, script);
                self.turn(Some(seq), |_, _| {});
            } else {
                self.load_compiled(label, script);
            }
        }
        self.kept = Some(kept);
    }

    /// Writes down what the rooms above have installed and what the scripts have declared, so that [`Engine::has_globals`] can tell
    /// whether further runs need it anew. To be called when everything is loaded and nothing has been called.
    pub fn keep_globals(&mut self) {
        let Some(kept) = &mut self.kept else { return };
        kept.globals = kept.pristine.renewed(&mut self.context).ok();
    }

    /// Whether the last run has left what the rooms above installed, and the functions of the program, as they were.
    pub fn has_globals(&self) -> bool {
        self.kept.as_ref().is_some_and(|kept| kept.has_globals)
    }

    /// Begins another run in this context, whose realm is as it was. What the rooms above keep beside the engine is gone, and has
    /// to be installed again. For `parted` see [`Engine::follow`].
    pub fn begin(&mut self, clock: Clock, recorder: Recorder, limits: Limits, seed: u64, parted: Option<Arc<AtomicBool>>) {
        self.host.let_go();
        self.host = self.host.next(clock, recorder, limits, seed);
        self.follow(parted);
        self.executor.begin(Rc::clone(&self.host));
        self.host.limits.apply(self.context.runtime_limits_mut());
        timers::begin(&self.host);
        if let Some(kept) = &mut self.kept {
            kept.written = Some(vec![Rc::clone(&kept.writes)]);
        }
    }

    /// Tells how this run is related to others: as long as `parted` is not set, it goes the way of the last one in this context.
    /// Nothing means that no other run goes any part of its way. To be called when a run begins.
    pub fn follow(&self, parted: Option<Arc<AtomicBool>>) {
        self.host.way.begin(parted);
    }

    /// Whether the engine can serve another run: the run has come to rest by itself, and the realm is as it was.
    pub fn is_as_before(&mut self) -> bool {
        let Some(kept) = &mut self.kept else { return false };
        let Some(written) = &kept.written else { return false };
        let as_before = self.host.code.get().is_none_or(|code| code.is_repeatable())
            && !self.host.stopped()
            && self.host.is_at_rest()
            && kept.pristine.holds(written, &mut self.context);
        kept.has_globals = as_before && kept.globals.as_mut().is_some_and(|globals| globals.holds(written, &mut self.context));
        as_before
    }

    /// The compiled expression, if it was called in a run before.
    pub(super) fn kept_call(&self, expression: &str) -> Option<Script> {
        self.kept.as_ref()?.calls.get(expression).map(|(script, _)| script.clone())
    }

    /// Keeps a compiled expression, and what it writes.
    pub(super) fn keep_call(&mut self, expression: &str, script: &Script) {
        let Some(kept) = &mut self.kept else { return };
        let entry = kept.calls.entry(expression.to_owned());
        let study = || study_call(expression).map(|study| Rc::new(study.writes));
        let (_, writes) = entry.or_insert_with(|| (script.clone(), study()));
        kept.written = match (kept.written.take(), writes) {
            (Some(mut written), Some(writes)) => {
                if !written.iter().any(|known| Rc::ptr_eq(known, writes)) {
                    written.push(Rc::clone(writes));
                }
                Some(written)
            }
            _ => None,
        };
    }
}

impl Host {
    /// Takes over what compiling the program's texts left on another host: their lines and the notes about bridges.
    fn take_texts_of(&self, other: &Self) {
        self.sources.take(&other.sources);
        self.bridges.replace(other.bridges.borrow().clone());
    }
}
