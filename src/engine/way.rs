//! The places of the last run, for one that goes the same way.
//!
//! To find out where a program is, the engine has to make an `Error` and to write down its stack, which is a tenth of what a short
//! run costs. Runs that try what else can happen begin alike: up to the first decision in which two of them differ, the next one
//! stands at the places of the last one, in the same order. So it is told those, as long as whoever knows the decisions has not
//! said that it has parted from the last run. That the same functions are running is seen each time, and with debug assertions the
//! engine is asked all the same.

use std::cell::{Cell, RefCell};
use std::hash::{Hash as _, Hasher as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use boa_engine::Context;
use rustc_hash::FxHasher;

use super::site::{FRAMES, Site};

/// How many places are kept of a run.
const MOST: usize = 1000;

/// The places of a run, in order.
#[derive(Debug, Default)]
pub(super) struct Way {
    stops: RefCell<Vec<Stop>>,
    /// How many of them this run has come to.
    passed: Cell<usize>,
    /// Whether this run has parted from the last one; nothing if neither the last run nor the next one wants to know.
    parted: RefCell<Option<Arc<AtomicBool>>>,
}

/// A place, and what was running there.
#[derive(Debug)]
struct Stop {
    functions: u64,
    site: Site,
}

impl Way {
    /// A run begins. `parted` will say when it parts from the last one.
    pub(super) fn begin(&self, parted: Option<Arc<AtomicBool>>) {
        let known = if parted.is_some() { self.passed.get() } else { 0 };
        self.stops.borrow_mut().truncate(known);
        self.passed.set(0);
        self.parted.replace(parted);
    }

    /// Where the program is: where the last run was, or what `find` says.
    pub(super) fn site(&self, context: &mut Context, find: impl FnOnce(&mut Context) -> Site) -> Site {
        let parted = self.parted.borrow();
        let place = self.passed.get();
        let Some(parted) = parted.as_ref().filter(|_| place < MOST) else { return find(context) };
        self.passed.set(place + 1);
        let functions = running(context);
        if !parted.load(Ordering::Relaxed) {
            let known = self.stops.borrow().get(place).filter(|stop| stop.functions == functions).map(|stop| stop.site.clone());
            if let Some(known) = known {
                debug_assert_eq!(known, find(context), "a run that goes the way of the last one is where that was");
                return known;
            }
            parted.store(true, Ordering::Relaxed);
        }
        let site = find(context);
        let mut stops = self.stops.borrow_mut();
        stops.truncate(place);
        stops.push(Stop { functions, site: site.clone() });
        site
    }
}

/// What tells the functions that are running from most others.
fn running(context: &Context) -> u64 {
    let mut hasher = FxHasher::default();
    for frame in context.stack_trace().take(FRAMES) {
        std::ptr::from_ref(&**frame.code_block()).addr().hash(&mut hasher);
    }
    hasher.finish()
}
