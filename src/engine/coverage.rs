//! Coverage while a program runs: the array that the counters of `syntax/probes.rs` count in, and what became of them.

mod lines;

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use boa_engine::object::FunctionObjectBuilder;
use boa_engine::property::PropertyDescriptor;
use boa_engine::{Context, JsArgs, JsObject, JsResult, JsSymbol, JsValue, NativeFunction, js_string};

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

/// The counters of a run.
pub(super) struct Counters {
    array: JsObject,
    texts: RefCell<Vec<(Covered, Probes, Vec<LineOfCode>)>>,
    /// Where counters stand in what the engine reads, by file: line and column of each.
    places: RefCell<HashMap<String, HashSet<(u32, u32)>>>,
}

impl Counters {
    /// The number of the next counter.
    pub(super) fn next(&self) -> usize {
        self.texts.borrow().last().map_or(0, |(_, probes, _)| probes.end)
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
        for number in self.next()..probes.end {
            self.array.create_data_property_or_throw(number, 0, context)?;
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
        self.texts.borrow_mut().push((covered, probes, lines));
        Ok(())
    }

    /// Whether a counter stands at this place of what the engine reads.
    pub(super) fn stands_at(&self, file: &str, place: (u32, u32)) -> bool {
        self.places.borrow().get(file).is_some_and(|places| places.contains(&place))
    }

    fn read(&self, context: &mut Context) -> Vec<Covered> {
        let mut count = |counter: usize| {
            let value = self.array.get(counter, context).ok().and_then(|value| value.as_number()).unwrap_or(0.0);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count, from 0")]
            let count = value as u64;
            count
        };
        let texts = self.texts.borrow();
        let mut all = Vec::with_capacity(texts.len());
        for (covered, probes, lines) in texts.iter() {
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
    pub fn count_coverage(&mut self) -> Result<(), EngineFailure> {
        // A name of the global scope that is no property of the global object: a program cannot come across it.
        let text = format!("const {COUNTERS} = []; {COUNTERS}");
        let script = boa_engine::Script::parse(boa_engine::Source::from_bytes(&text), None, &mut self.context)?;
        let Some(array) = script.evaluate(&mut self.context)?.as_object() else { return Ok(()) };
        let count = NativeFunction::from_fn_ptr(|this, args, context| {
            if let (Some(array), Some(index)) = (this.as_object(), args.get_or_undefined(0).as_i32()) {
                let before = array.get(index, context)?.as_number().unwrap_or(0.0);
                array.set(index, before + 1.0, true, context)?;
            }
            Ok(JsValue::from(true))
        });
        let count = FunctionObjectBuilder::new(self.context.realm(), count).name(js_string!("count")).length(1).build();
        let hidden = PropertyDescriptor::builder().value(count).writable(false).enumerable(false).configurable(false).build();
        array.define_property_or_throw(JsSymbol::has_instance(), hidden, &mut self.context)?;
        super::bridges::without_counters(&mut self.context)?;
        self.host.extend(Rc::new(Counters { array, texts: RefCell::default(), places: RefCell::default() }));
        Ok(())
    }

    /// What was counted, by text; absent: nothing was to be counted.
    pub fn covered(&mut self) -> Option<Vec<Covered>> {
        let counters = self.host.get::<Counters>()?;
        Some(counters.read(&mut self.context))
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
