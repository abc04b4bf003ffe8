//! The search: breadth first by the number of choices, each path run from the beginning, several at once.

use std::borrow::Cow;
use std::collections::hash_map::Entry as Slot;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use rustc_hash::{FxHashMap, FxHashSet};

use super::crew::{Crew, Hands};
use super::cut::Cut;
use super::entry::Entry;
use super::known::{Decision, Found, Known};
use super::outcome;
use super::path::{Mark, Taken, Trail, words};
use super::report::{Counts, Exploration, Finding, Flow, Outcome, Path, RuleAt, SCHEMA};
use super::save::Distinct;
use super::trace_hash::{StoryHash, story_hash};
use crate::host::{Contexts, Finished, HostError, Keeping, Plan, Sessions, Verdict, Wanted, deadline_of, time_over};
use crate::lang::Message;
use crate::scenario::Scenario;
use crate::trace::coverage::Coverage;
use crate::world::choice::{self, Alternative, Choices, Day, Offer};

/// How far an exploration goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// The most paths that are run.
    pub max_paths: usize,
    /// The most choices that depart from the ordinary day on one path.
    pub max_choices: usize,
    /// Wall-clock time after which no further path is begun.
    pub deadline: Duration,
    /// How many paths run at once.
    pub jobs: usize,
    /// What paths that run one after another share.
    pub contexts: Contexts,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { max_paths: 2000, max_choices: 3, deadline: Duration::from_secs(60), jobs: 1, contexts: Contexts::Reused }
    }
}

/// An exploration and the scenarios of its distinct paths.
#[derive(Debug, Clone, PartialEq)]
pub struct Explored {
    /// What was found.
    pub exploration: Exploration,
    /// The distinct paths, each of which can be had as a scenario.
    pub distinct: Distinct,
    /// Whether it was interrupted.
    pub interrupted: bool,
    /// What of the author's code ran on any path, if the plan asks for it.
    pub coverage: Option<Coverage>,
}

/// Decisions of one path whose alternatives are tried; a program that goes on for a day meets them without an end.
const MOST_DECISIONS: usize = 100;
/// Paths that are run before their results are merged; bounds what is in memory.
const BATCH: usize = 32;
/// Bytes of free blocks that the searching thread keeps: what a path gave is given back here.
const KEPT_BLOCKS: usize = 1024 * 1024;
/// How many of them a thread takes at a time when there are several.
const WINDOW: usize = 4;

/// Runs every path from these entries, as far as the bounds allow. `plan` says the sources and the ordinary day.
///
/// # Errors
///
/// The program cannot be run at all.
pub fn explore(plan: &Plan, entries: &[Entry], bounds: &Bounds, interrupt: &Arc<AtomicBool>) -> Result<Explored, HostError> {
    explore_by(plan, entries, bounds, interrupt, Choices::noted)
}

/// Does the same with every path in a worker process of `crew`, so that a path which ends its process ends nothing else. The
/// workers must have been told to explore these entries of this plan.
///
/// # Errors
///
/// As [`explore`]; also when worker processes cannot be started.
pub fn explore_in(
    crew: &Crew,
    plan: &Plan,
    entries: &[Entry],
    bounds: &Bounds,
    interrupt: &Arc<AtomicBool>,
) -> Result<Explored, HostError> {
    let stop = stopper(bounds, interrupt);
    let hands = Hands::new(crew, deadline_of(&plan.scenario.limits));
    let _keeping = Keeping::blocks(KEPT_BLOCKS);
    let mut search = Search::new(entries.len());
    let cut = search.all(bounds, true, &|trails| hands.run(trails, bounds.jobs, interrupt, &stop), &stop)?;
    Ok(search.finish(plan, entries, bounds, cut))
}

/// Tells whether no further path may be begun.
fn stopper<'a>(bounds: &Bounds, interrupt: &'a AtomicBool) -> impl Fn() -> Option<Cut> + Sync + use<'a> {
    let late = time_over(bounds.deadline);
    move || match (interrupt.load(Ordering::Relaxed), late()) {
        (true, _) => Some(Cut::Interrupted),
        (_, true) => Some(Cut::Deadline),
        _ => None,
    }
}

/// The same; `choices` makes what each run notes its decisions in.
pub(super) fn explore_by(
    plan: &Plan,
    entries: &[Entry],
    bounds: &Bounds,
    interrupt: &Arc<AtomicBool>,
    choices: impl Fn() -> Choices + Copy + Send + Sync + 'static,
) -> Result<Explored, HostError> {
    let sessions = Sessions::new(bounds.contexts);
    let paths = Paths::new(plan.clone(), entries.to_vec(), sessions);
    let stop = stopper(bounds, interrupt);
    let halt = || stop().is_some();
    let runner = |trails: &[Trail]| {
        let known = Arc::clone(&paths.known);
        paths.run(trails, interrupt, &halt, choices, move |finished, choices| Ran::of(finished, choices, &known))
    };
    let _keeping = Keeping::blocks(KEPT_BLOCKS);
    let mut search = Search::new(entries.len());
    let cut = search.all(bounds, false, &|trails| in_parallel(trails, bounds.jobs, &runner), &stop)?;
    Ok(search.finish(plan, entries, bounds, cut))
}

/// What one run gave.
#[derive(Debug)]
pub(super) struct Ran {
    pub(super) offers: Vec<Arc<Decision>>,
    pub(super) story: StoryHash,
    pub(super) sees: Arc<Message>,
    pub(super) findings: Vec<Arc<Found>>,
    pub(super) end: Cow<'static, str>,
    pub(super) verdict: Verdict,
    pub(super) composition: Arc<String>,
    pub(super) coverage: Option<Coverage>,
}

/// What is explored: runs any path of it.
#[derive(Debug)]
pub(crate) struct Paths {
    /// The sources and the ordinary day.
    pub(crate) plan: Arc<Plan>,
    /// Where paths begin.
    pub(crate) entries: Vec<Entry>,
    /// What runs them.
    sessions: Sessions,
    /// The ordinary day, for each entry.
    days: Arc<[Scenario]>,
    /// What they have given so far.
    pub(super) known: Arc<Mutex<Known>>,
}

/// The ordinary day of each entry.
fn days(plan: &Plan, entries: &[Entry]) -> Vec<Scenario> {
    entries.iter().map(|entry| Scenario { call: Some(entry.calls.clone()), ..plan.scenario.clone() }).collect()
}

impl Paths {
    /// The paths of a plan from these entries.
    pub(crate) fn new(plan: Plan, entries: Vec<Entry>, sessions: Sessions) -> Self {
        let days = days(&plan, &entries).into();
        Self { plan: plan.into(), entries, sessions, days, known: Arc::default() }
    }

    /// Runs paths one after another, and makes of each what `then` says; after `halt` says so or an interrupt there are fewer results
    /// than paths.
    pub(super) fn run(
        &self,
        trails: &[Trail],
        interrupt: &AtomicBool,
        halt: &dyn Fn() -> bool,
        choices: impl Fn() -> Choices + Send + Sync + 'static,
        then: impl Fn(Finished, &Choices) -> Ran + Send + Sync + 'static,
    ) -> Vec<Result<Ran, HostError>> {
        let (plan, days, trails) = (Arc::clone(&self.plan), Arc::clone(&self.days), trails.to_vec());
        let count = trails.len();
        let wanted = move |index: usize| {
            let trail = trails.get(index);
            let scenario = trail.and_then(|trail| Some(trail.scenario(days.get(trail.entry)?))).unwrap_or_default();
            let Plan { sources, routes, allow_hosts, platform_addr, proxy, keep, .. } = &*plan;
            let plan = Plan {
                sources: Arc::clone(sources),
                scenario,
                routes: routes.clone(),
                ad_hoc_calls: Vec::new(),
                allow_hosts: allow_hosts.clone(),
                platform_addr: *platform_addr,
                proxy: proxy.clone(),
                last: false,
                keep: *keep,
            };
            let taken = trail.iter().flat_map(|trail| &trail.taken);
            let taken =
                taken.map(|Taken { key, mark, initial, .. }| (Arc::clone(key), choice::Taken { mark: *mark, initial: *initial }));
            let day = Day { of: Arc::clone(&days), place: trail.map_or(0, |trail| trail.entry) };
            Wanted { plan, choices: choices().taking(day, taken) }
        };
        self.sessions.run_all(count, wanted, interrupt, halt, then)
    }
}

impl Ran {
    pub(super) fn of(Finished { trace, verdict, kept }: Finished, choices: &Choices, known: &Mutex<Known>) -> Self {
        let end = match &verdict {
            Verdict::Clean => "clean".into(),
            Verdict::ScriptFailed => "script-failed".into(),
            Verdict::Unparsable => "unparsable".into(),
            Verdict::UnknownApi => "unknown".into(),
            Verdict::Limit(name) => format!("limit: {name}").into(),
            Verdict::Interrupted => "interrupted".into(),
        };
        let sees = outcome::sees(&trace);
        let story = story_hash(&trace);
        let composition = trace.header.composition.as_str();
        let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
        let Known { decisions, findings, messages, compositions } = &mut *known;
        let offers = choices.take();
        let keep = |offer: &Offer| decisions.keep(&offer.key, |known| known.offer == *offer, || offer.clone().into());
        Self {
            offers: offers.iter().map(keep).collect(),
            sees: messages.keep(&sees.en, |known| *known == sees, || sees.clone()),
            findings: outcome::findings(&trace, findings),
            end,
            composition: compositions.keep(composition, |_| true, || composition.to_owned()),
            verdict,
            coverage: kept.coverage,
            story,
        }
    }
}

/// What tells outcomes apart: the entry, what the user sees, how it ended, and the numbers of the rules that found something.
type Kind = (usize, Arc<Message>, Cow<'static, str>, Vec<usize>);

#[derive(Debug)]
struct Search {
    known: FxHashSet<(usize, Vec<Mark>)>,
    stories: FxHashSet<(usize, StoryHash)>,
    flows: Vec<Vec<Outcome>>,
    /// Where each kind of outcome stands in its flow.
    places: FxHashMap<Kind, usize>,
    findings: Vec<(usize, Finding)>,
    /// The number of each finding.
    found: FxHashMap<RuleAt, usize>,
    counts: Counts,
    /// The next level: children of new stories, then those of stories already known.
    next: [Vec<Trail>; 2],
    distinct: Vec<(Trail, Vec<Arc<Alternative>>)>,
    composition: Arc<String>,
    many_decisions: bool,
    left: usize,
    coverage: Option<Coverage>,
}

impl Search {
    fn new(entries: usize) -> Self {
        Self {
            known: FxHashSet::default(),
            stories: FxHashSet::default(),
            flows: vec![Vec::new(); entries],
            places: FxHashMap::default(),
            findings: Vec::new(),
            found: FxHashMap::default(),
            counts: Counts::default(),
            next: [(0..entries).map(|entry| Trail { entry, ..Trail::default() }).collect(), Vec::new()],
            distinct: Vec::new(),
            composition: Arc::default(),
            many_decisions: false,
            left: 0,
            coverage: None,
        }
    }

    /// Level by level; the order in which results are merged does not depend on which thread was faster.
    /// `isolated`: a path that used up its memory took it from its own process only.
    fn all(
        &mut self,
        bounds: &Bounds,
        isolated: bool,
        run: &impl Fn(&[Trail]) -> Vec<Option<Result<Ran, HostError>>>,
        stop: &impl Fn() -> Option<Cut>,
    ) -> Result<Option<Cut>, HostError> {
        let mut number = 0;
        for choices in 0.. {
            let mut level: Vec<Trail> = self.next.iter_mut().flat_map(std::mem::take).collect();
            if level.is_empty() {
                return Ok(None);
            }
            self.left = level.len();
            if choices > bounds.max_choices {
                return Ok(Some(Cut::Choices));
            }
            for trail in &mut level {
                number += 1;
                trail.number = number;
            }
            for batch in level.chunks(BATCH) {
                let room = bounds.max_paths.saturating_sub(self.counts.run);
                let allowed = &batch[..batch.len().min(room)];
                let results = run(allowed);
                for (trail, result) in allowed.iter().zip(results) {
                    let Some(ran) = result else { return Ok(stop().or(Some(Cut::Interrupted))) };
                    let ran = ran?;
                    if ran.verdict == Verdict::Interrupted {
                        return Ok(Some(Cut::Interrupted));
                    }
                    self.left -= 1;
                    let out_of_memory = !isolated && ran.verdict == Verdict::Limit("memory".to_owned());
                    self.merge(trail, ran);
                    if out_of_memory {
                        return Ok(Some(Cut::Memory));
                    }
                }
                if allowed.len() < batch.len() {
                    return Ok(Some(Cut::Paths));
                }
            }
        }
        Ok(None)
    }

    fn merge(&mut self, trail: &Trail, mut ran: Ran) {
        self.counts.run += 1;
        Coverage::sum(&mut self.coverage, ran.coverage.take());
        if trail.taken.iter().any(|taken| !ran.offers.iter().any(|decision| *decision.offer.key == *taken.key)) {
            self.counts.pruned += 1;
            return;
        }
        let new = self.stories.insert((trail.entry, ran.story));
        if self.composition.is_empty() {
            self.composition = Arc::clone(&ran.composition);
        }
        if new {
            self.counts.distinct += 1;
            self.tell(trail, &ran);
        } else {
            self.counts.duplicates += 1;
        }
        self.expand(trail, &ran.offers, usize::from(!new));
    }

    fn tell(&mut self, trail: &Trail, ran: &Ran) {
        let chosen = trail.chosen(&ran.offers);
        let path = || Path { number: trail.number, choices: words(&chosen) };
        let mut rules = Vec::with_capacity(ran.findings.len());
        for (what, message) in ran.findings.iter().map(|found| &**found) {
            let next = self.findings.len();
            let number = self.found.get(what).copied().unwrap_or_else(|| {
                self.found.insert(what.clone(), next);
                let (what, message) = (what.clone(), message.clone());
                self.findings.push((trail.entry, Finding { what, message, call: Vec::new(), path: path() }));
                next
            });
            rules.push(number);
        }
        let flow = &mut self.flows[trail.entry];
        match self.places.entry((trail.entry, Arc::clone(&ran.sees), ran.end.clone(), rules)) {
            Slot::Occupied(place) => flow[*place.get()].traces += 1,
            Slot::Vacant(place) => {
                place.insert(flow.len());
                self.counts.outcomes += 1;
                let findings = ran.findings.iter().map(|found| found.0.clone()).collect();
                let (sees, end) = (Message::clone(&ran.sees), ran.end.clone().into_owned());
                flow.push(Outcome { sees, end, findings, traces: 1, path: path() });
            }
        }
        self.distinct.push((trail.clone(), chosen));
    }

    /// Plans every path with one more choice. Decisions before the last one taken have been tried without it. Those about the state
    /// before the run can be met anywhere; what they make of the run is found by choosing them first, wherever that is possible.
    fn expand(&mut self, trail: &Trail, offers: &[Arc<Decision>], rank: usize) {
        let tries = |Decision { offer, .. }: &Decision| !offer.initial && trail.takes(&offer.key);
        let last = offers.iter().rposition(|decision| tries(decision));
        self.many_decisions |= offers.len() > MOST_DECISIONS;
        for (index, decision) in offers.iter().enumerate().take(MOST_DECISIONS) {
            let offer = &decision.offer;
            let tried = !offer.initial && last.is_some_and(|last| index < last);
            if offer.pinned || tried || trail.takes(&offer.key) {
                continue;
            }
            for choice in decision.choices() {
                if offer.initial && trail.begins_later() && self.known.contains(&trail.before_the_run(choice)) {
                    continue;
                }
                let next = trail.and(choice.clone());
                if self.known.insert(next.signature()) {
                    self.next[rank].push(next);
                }
            }
        }
    }

    fn finish(self, plan: &Plan, entries: &[Entry], bounds: &Bounds, cut: Option<Cut>) -> Explored {
        let mut not_covered = Vec::new();
        let left = self.left + self.next.iter().map(Vec::len).sum::<usize>();
        not_covered.extend(cut.map(|cut| cut.told(bounds, left)));
        if self.many_decisions {
            not_covered.push(Cut::decisions(MOST_DECISIONS));
        }
        let flows = entries.iter().zip(self.flows);
        let is_broken = |name: &&String| self.findings.iter().any(|(_, finding)| finding.what.rule == **name);
        let broken_rules = plan.scenario.rules.iter().map(|rule| &rule.name).filter(is_broken).cloned().collect();
        let with_call = |(entry, finding): (usize, Finding)| Finding { call: entries[entry].calls.clone(), ..finding };
        Explored {
            distinct: Distinct { days: days(plan, entries), paths: self.distinct },
            interrupted: cut == Some(Cut::Interrupted),
            coverage: self.coverage,
            exploration: Exploration {
                schema: SCHEMA,
                composition: String::clone(&self.composition),
                flows: flows.map(|(entry, outcomes)| Flow { call: entry.calls.clone(), outcomes }).collect(),
                findings: self.findings.into_iter().map(with_call).collect(),
                broken_rules,
                counts: self.counts,
                not_covered,
            },
        }
    }
}

/// Runs paths on several threads; a result is absent where the search was stopped before.
fn in_parallel(
    trails: &[Trail],
    jobs: usize,
    runner: &(impl Fn(&[Trail]) -> Vec<Result<Ran, HostError>> + Sync),
) -> Vec<Option<Result<Ran, HostError>>> {
    if jobs <= 1 {
        let mut results: Vec<_> = runner(trails).into_iter().map(Some).collect();
        results.resize_with(trails.len(), || None);
        return results;
    }
    let results: Mutex<Vec<Option<Result<Ran, HostError>>>> = Mutex::new(trails.iter().map(|_| None).collect());
    let window = WINDOW.min(trails.len().div_ceil(jobs)).max(1);
    let next = AtomicUsize::new(0);
    let work = || {
        loop {
            let first = next.fetch_add(window, Ordering::Relaxed);
            let Some(rest) = trails.get(first..).filter(|rest| !rest.is_empty()) else { break };
            let some = runner(&rest[..rest.len().min(window)]);
            let mut results = results.lock().unwrap_or_else(PoisonError::into_inner);
            for (place, result) in results[first..].iter_mut().zip(some) {
                *place = Some(result);
            }
        }
    };
    thread::scope(|scope| {
        for _ in 1..jobs.min(trails.len()) {
            scope.spawn(work);
        }
        work();
    });
    results.into_inner().unwrap_or_else(PoisonError::into_inner)
}
