//! Limits of one run, and how a run that meets one ends.

use boa_engine::vm::RuntimeLimits;

use crate::scenario;

/// The limits that the engine keeps itself.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Loop iterations of one function call.
    pub loop_iterations: u64,
    /// Nested calls.
    pub recursion: usize,
    /// Virtual milliseconds.
    pub virtual_time: u64,
    /// Events in the trace.
    pub events: usize,
    /// Promise jobs within one turn of the loop.
    pub microtasks: u64,
    /// Nesting of brackets in a source text.
    pub nesting: usize,
    /// Bytes of one `ArrayBuffer`.
    pub buffer: u64,
    /// Told when a continuation after an `await` begins (`true`) and ends, inside which the engine's own limits do not hold.
    pub continuation: fn(bool),
}

impl Limits {
    /// The limits of a scenario, with the defaults of the scenario format's documentation.
    pub fn of(limits: &scenario::Limits) -> Self {
        Self {
            loop_iterations: limits.loop_iterations.unwrap_or(50_000_000),
            recursion: limits.recursion.and_then(|n| usize::try_from(n).ok()).unwrap_or(8_000),
            virtual_time: limits.virtual_time.map_or(86_400_000, |millis| millis.0),
            events: limits.events.and_then(|n| usize::try_from(n).ok()).unwrap_or(100_000),
            microtasks: limits.microtasks.unwrap_or(500_000),
            nesting: 1_000,
            buffer: 64 * 1024 * 1024,
            continuation: |_| {},
        }
    }
}

impl Limits {
    /// Sets the engine's own limits.
    pub(super) fn apply(&self, limits: &mut RuntimeLimits) {
        limits.set_loop_iteration_limit(self.loop_iterations);
        limits.set_recursion_limit(self.recursion);
        limits.set_stack_size_limit(STACK_VALUES);
    }
}

/// Values on the engine's own stack; recursion is limited by frames before this is met.
const STACK_VALUES: usize = 4_000_000;

/// Why a run ended before it had come to rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// A limit was reached; its name as in scenario files, such as `loop_iterations`.
    Limit(String),
    /// The user interrupted it.
    Interrupted,
    /// The program ended itself, as by `wx.exitMiniProgram`.
    Exited,
}
