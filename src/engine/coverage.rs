//! Coverage while a program runs: the array that the counters of `syntax/probes.rs` count in, and what became of them.

mod lines;

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use boa_engine::builtins::array_buffer::SharedArrayBuffer;
use boa_engine::object::FunctionObjectBuilder;
use boa_engine::object::builtins::{JsFunction, JsSharedArrayBuffer};
use boa_engine::property::PropertyDescriptor;
use boa_engine::{Context, JsArgs, JsNativeError, JsObject, JsResult, JsSymbol, JsValue, NativeFunction, js_string};

use self::lines::{LineOfCode, lines_of_code};
use super::syntax::{COUNTERS, Probes};
use super::{Engine, EngineFailure, Host, Text};
use crate::trace::coverage::Counted;

/// What was counted in one text.
#[derive(Debug, Clone, Default)]
pub struct Covered {
    /// The file's name in positions.
    pub file: String,
    /// Its functions.
    pub functions: Vec<Counted>,
    /// Its statements.
    pub statements: Vec<Counted>,
    /// Its calls of `wx`; what came of them is in the trace.
    pub sites: Vec<Site>,
    /// Its promises.
    pub promises: Vec<Promise>,
    /// Its lines with code, each with how often it ran.
    pub lines: Vec<(u32, u64)>,
}

/// A call of `wx` in the author's text.
#[derive(Debug, Clone, Default)]
pub struct Site {
    /// The API, such as `login`.
    pub api: String,
    /// Where its name stands, as a trace says it.
    pub line: u32,
    /// The column.
    pub column: u32,
    /// The callbacks given there; absent: the options are made elsewhere.
    pub callbacks: Option<Vec<String>>,
    /// Whether nobody waits for its promise.
    pub dropped: bool,
}

/// A `new Promise(…)` in the author's text.
#[derive(Debug, Clone, Default)]
pub struct Promise {
    /// Where it stands.
    pub line: u32,
    /// The column.
    pub column: u32,
    /// How `resolve` and `reject` are called.
    pub settles: [Settles; 2],
}

/// How one of the two functions that settle a promise is called.
#[derive(Debug, Clone, Default)]
pub struct Settles {
    /// Whether the text calls it at all.
    pub called: bool,
    /// How often its calls ran.
    pub count: u64,
    /// Where it is given as a callback: which site, which callback.
    pub given: Vec<(usize, String)>,
}

/// What is counted, which any thread can read at any time: also that of a program which will never end.
#[derive(Clone)]
pub struct Counts {
    inner: Arc<Mutex<Inner>>,
}

struct Inner {
    /// A counter of four bytes for each number.
    buffer: SharedArrayBuffer,
    texts: Vec<(Covered, Probes, Vec<LineOfCode>)>,
}

/// How many counters there is room for at first.
const FIRST_ROOM: usize = 1024;
/// The bytes of a counter.
const WIDTH: usize = size_of::<u32>();

/// The counters of a run.
pub(super) struct Counters {
    /// How many counters there is room for.
    room: Cell<usize>,
    counts: Counts,
    /// Gives the counters' name another array.
    rebind: JsFunction,
    /// What answers `3 instanceof $cov$`.
    has_instance: JsObject,
    /// Where counters stand in what the engine reads, by file: line and column of each.
    places: RefCell<HashMap<String, HashSet<(u32, u32)>>>,
}

impl Counters {
    /// The number of the next counter.
    pub(super) fn next(&self) -> usize {
        self.counts.lock().texts.last().map_or(0, |(_, probes, _)| probes.end)
    }

    /// Notes a text with counters; `edited` is what the engine reads, `shift` what to add to a column of a line.
    pub(super) fn add(
        &self,
        text: &Text<'_>,
        edited: &str,
        probes: Probes,
        shift: impl Fn(u32) -> i32,
        context: &mut Context,
    ) -> JsResult<()> {
        if probes.end > self.room.get() {
            self.grow(probes.end.next_power_of_two(), context)?;
        }
        let places = places(text.text, offsets(&probes));
        let place = |offset: usize| {
            let (line, column) = places.get(&offset).copied().unwrap_or((1, 1));
            (line, column.saturating_add_signed(shift(line)).max(1))
        };
        let counted = |offset: usize, name: &str| {
            let (line, column) = place(offset);
            Counted { line, column, name: name.to_owned(), count: 0 }
        };
        let site = |site: &super::syntax::SiteProbe| {
            let (line, column) = place(site.offset);
            Site { api: site.api.clone(), line, column, callbacks: site.callbacks.clone(), dropped: site.dropped }
        };
        let promise = |promise: &super::syntax::PromiseProbe| {
            let (line, column) = place(promise.offset);
            let settles = promise.settles.each_ref().map(|settles| Settles {
                called: !settles.counters.is_empty(),
                count: 0,
                given: settles.given.clone(),
            });
            Promise { line, column, settles }
        };
        let covered = Covered {
            file: text.file.to_owned(),
            functions: probes.functions.iter().map(|function| counted(function.offset, &function.name)).collect(),
            statements: probes.statements.iter().map(|(offset, _)| counted(*offset, "")).collect(),
            sites: probes.sites.iter().map(site).collect(),
            promises: probes.promises.iter().map(promise).collect(),
            lines: Vec::new(),
        };
        let lines = lines_of_code(text.text, &probes);
        let mut places = self.places.borrow_mut();
        let of_file = places.entry(text.file.to_owned()).or_default();
        for (index, line) in edited.split('\n').enumerate() {
            let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
            let (mut from, mut column) = (0, 1);
            for (at, _) in line.match_indices(COUNTERS) {
                column += u32::try_from(line[from..at].chars().count()).unwrap_or(0);
                from = at;
                of_file.insert((number, column));
            }
        }
        self.counts.lock().texts.push((covered, probes, lines));
        Ok(())
    }

    /// Whether a counter stands at this place of what the engine reads.
    pub(super) fn stands_at(&self, file: &str, place: (u32, u32)) -> bool {
        self.places.borrow().get(file).is_some_and(|places| places.contains(&place))
    }

    /// Makes room for so many counters; those there are keep what they have counted.
    fn grow(&self, room: usize, context: &mut Context) -> JsResult<()> {
        let buffer = JsSharedArrayBuffer::new(room * WIDTH, context)?;
        let constructor = context.intrinsics().constructors().typed_uint32_array().constructor();
        let bytes: JsObject = buffer.clone().into();
        let array = constructor.construct(&[bytes.into()], None, context)?;
        let before = self.counts.lock().numbers(context);
        for (number, count) in before.iter().enumerate().filter(|(_, count)| **count > 0) {
            array.set(number, *count, true, context)?;
        }
        let has_instance = PropertyDescriptor::builder().value(self.has_instance.clone());
        let hidden = has_instance.writable(false).enumerable(false).configurable(false).build();
        array.define_property_or_throw(JsSymbol::has_instance(), hidden, context)?;
        self.rebind.call(&JsValue::undefined(), &[array.into()], context)?;
        self.counts.lock().buffer = buffer.inner();
        self.room.set(room);
        Ok(())
    }
}

impl Counts {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was counted so far, by text; absent when the program's thread has been stopped while a text was loaded.
    pub fn read(&self) -> Option<Vec<Covered>> {
        // The engine only lets its objects look into a buffer, so one is made for that.
        self.inner.try_lock().ok().map(|inner| inner.read(&mut Context::default()))
    }
}

impl Inner {
    fn numbers(&self, context: &mut Context) -> Vec<u32> {
        let bytes = JsSharedArrayBuffer::from_buffer(self.buffer.clone(), context).to_vec();
        bytes.as_chunks::<WIDTH>().0.iter().map(|bytes| u32::from_ne_bytes(*bytes)).collect()
    }

    fn read(&self, context: &mut Context) -> Vec<Covered> {
        let numbers = self.numbers(context);
        let count = |counter: usize| numbers.get(counter).copied().map_or(0, u64::from);
        let mut all = Vec::with_capacity(self.texts.len());
        for (covered, probes, lines) in &self.texts {
            let mut covered = covered.clone();
            for (function, probe) in covered.functions.iter_mut().zip(&probes.functions) {
                function.count = count(probe.counter);
            }
            for (statement, (_, counter)) in covered.statements.iter_mut().zip(&probes.statements) {
                statement.count = count(*counter);
            }
            for (promise, probe) in covered.promises.iter_mut().zip(&probes.promises) {
                for (settles, probe) in promise.settles.iter_mut().zip(&probe.settles) {
                    settles.count = probe.counters.iter().map(|counter| count(*counter)).sum();
                }
            }
            covered.lines =
                lines.iter().map(|line| (line.number, line.counters.iter().map(|it| count(*it)).max().unwrap_or(0))).collect();
            all.push(covered);
        }
        all
    }
}

impl std::fmt::Debug for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Counts").finish_non_exhaustive()
    }
}

/// Every offset that the probes of a text name.
fn offsets(probes: &Probes) -> Vec<usize> {
    let mut all: Vec<usize> = probes.functions.iter().map(|function| function.offset).collect();
    all.extend(probes.statements.iter().map(|(offset, _)| *offset));
    all.extend(probes.sites.iter().map(|site| site.offset));
    all.extend(probes.promises.iter().map(|promise| promise.offset));
    all.sort_unstable();
    all.dedup();
    all
}

/// Lines and columns (UTF-16 units) of byte offsets, which are in order: one walk, also where a whole program is one line.
fn places(text: &str, offsets: Vec<usize>) -> HashMap<usize, (u32, u32)> {
    let (mut at, mut line, mut column) = (0, 1, 1);
    let mut found = HashMap::with_capacity(offsets.len());
    for offset in offsets {
        for c in text.get(at..offset).unwrap_or_default().chars() {
            (line, column) = match c {
                '\n' => (line + 1, 1),
                c if c.len_utf16() == 2 => (line, column + 2),
                _ => (line, column + 1),
            };
        }
        at = offset;
        found.insert(offset, (line, column));
    }
    found
}

impl Engine {
    /// Counts from now on what runs of the texts that are loaded.
    ///
    /// # Errors
    ///
    /// Fails only when the engine is out of resources.
    pub fn count_coverage(&mut self) -> Result<Counts, EngineFailure> {
        let context = &mut self.context;
        // A name of the global scope that is no property of the global object: a program cannot come across it.
        let text = format!("let {COUNTERS}; (function (next) {{ {COUNTERS} = next }})");
        let script = boa_engine::Script::parse(boa_engine::Source::from_bytes(&text), None, context)?;
        let rebind = script.evaluate(context)?.as_object().and_then(|object| JsFunction::from_object(object.clone()));
        let rebind = rebind.ok_or_else(|| JsNativeError::typ().with_message("the counters have no name"))?;
        let count = NativeFunction::from_fn_ptr(|this, args, context| {
            if let (Some(array), Some(index)) = (this.as_object(), args.get_or_undefined(0).as_i32()) {
                let before = array.get(index, context)?.as_number().unwrap_or(0.0);
                array.set(index, before + 1.0, true, context)?;
            }
            Ok(JsValue::from(true))
        });
        let count = FunctionObjectBuilder::new(context.realm(), count).name(js_string!("count")).length(1).build();
        let inner = Inner { buffer: SharedArrayBuffer::empty(), texts: Vec::new() };
        let counts = Counts { inner: Arc::new(Mutex::new(inner)) };
        let (room, places) = (Cell::new(0), RefCell::default());
        let counters = Counters { room, counts: counts.clone(), rebind, has_instance: count.into(), places };
        counters.grow(FIRST_ROOM, context)?;
        super::bridges::without_counters(context)?;
        self.host.extend(Rc::new(counters));
        Ok(counts)
    }

    /// What was counted, by text; absent: nothing was to be counted.
    pub fn covered(&mut self) -> Option<Vec<Covered>> {
        let counters = self.host.get::<Counters>()?;
        Some(counters.counts.lock().read(&mut self.context))
    }
}

impl Host {
    /// The counters, if coverage is wanted.
    pub(super) fn counters(&self) -> Option<Rc<Counters>> {
        self.get::<Counters>()
    }
}

#[cfg(test)]
mod tests;
