//! Coverage of one run: what the engine counted, with what the trace tells of the callbacks of each call of `wx`.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::{Covered, CoveredSite};
use crate::trace::coverage::{Counted, Coverage, FileCoverage};
use crate::trace::{Body, Event, Form, Outcome};
use crate::world::epoch::Rules;
use crate::wx;

/// Puts both together. `path_of` says where a file of the trace was read.
pub(super) fn of(covered: Vec<Covered>, events: &[Event], rules: &Rules, path_of: impl Fn(&str) -> String) -> Coverage {
    let mut calls = calls(events);
    let mut coverage = Coverage::default();
    let known: BTreeSet<(String, u32, u32)> =
        covered.iter().flat_map(|text| text.sites.iter().map(|site| (text.file.clone(), site.line, site.column))).collect();
    for mut text in covered {
        // Calls that the text does not show as such: `const api = wx; api.login()`.
        let others: Vec<CoveredSite> = calls
            .iter()
            .filter(|(place, call)| place.0 == text.file && !call.taken && !known.contains(*place))
            .map(|((_, line, column), call)| CoveredSite {
                api: call.api.clone(),
                line: *line,
                column: *column,
                ..CoveredSite::default()
            })
            .collect();
        text.sites.extend(others);
        let mut branches = Vec::new();
        for site in &text.sites {
            let mut call = calls.get_mut(&(text.file.clone(), site.line, site.column));
            if let Some(call) = &mut call {
                call.taken = true;
            }
            branches.extend(branches_of(site, call.as_deref(), rules));
        }
        for promise in &text.promises {
            for (settles, name) in promise.settles.iter().zip(["resolve", "reject"]) {
                let given = settles.given.iter().filter_map(|(site, callback)| {
                    let site = text.sites.get(*site)?;
                    let call = calls.get(&(text.file.clone(), site.line, site.column))?;
                    call.outcomes.get(callback.as_str()).copied()
                });
                if settles.called || !settles.given.is_empty() {
                    let count = settles.count + given.sum::<u64>();
                    let name = format!("Promise {name}");
                    branches.push(Counted { line: promise.line, column: promise.column, name, count });
                }
            }
        }
        let path = path_of(&text.file);
        let Covered { file, functions, statements, lines, .. } = text;
        let file = FileCoverage { file, path, functions, statements, branches, code: lines };
        coverage.add(Coverage { files: vec![file] });
    }
    coverage
}

/// What became of the calls of one place.
#[derive(Debug, Default)]
struct Called {
    api: String,
    callbacks: Vec<String>,
    promised: bool,
    /// How often each callback ran, or each way of settling the promise, or each answer to a modal.
    outcomes: BTreeMap<&'static str, u64>,
    /// Whether a text has it among its own.
    taken: bool,
}

fn calls(events: &[Event]) -> BTreeMap<(String, u32, u32), Called> {
    let mut calls: BTreeMap<(String, u32, u32), Called> = BTreeMap::new();
    let mut places: BTreeMap<u64, (String, u32, u32)> = BTreeMap::new();
    for event in events {
        match (&event.body, &event.at) {
            (Body::Call { api, callbacks, form, .. }, Some(at)) => {
                let place = (at.file.clone(), at.line, at.column);
                let call = calls.entry(place.clone()).or_default();
                call.api.clone_from(api);
                call.promised |= *form == Form::Promise;
                let new = callbacks.iter().filter(|name| !call.callbacks.contains(name)).cloned().collect::<Vec<_>>();
                call.callbacks.extend(new);
                places.insert(event.seq, place);
            }
            (Body::Settle { of, outcome, result, handled, .. }, _) => {
                let Some(call) = places.get(of).and_then(|place| calls.get_mut(place)) else { continue };
                let name = match outcome {
                    Outcome::Success if *handled => "success",
                    Outcome::Fail if *handled => "fail",
                    Outcome::Complete => "complete",
                    Outcome::Resolve => "resolve",
                    Outcome::Reject => "reject",
                    _ => continue,
                };
                *call.outcomes.entry(name).or_default() += 1;
                for answer in ["confirm", "cancel"] {
                    if call.api == "showModal" && result.get(answer).is_some_and(|given| *given == true) {
                        *call.outcomes.entry(answer).or_default() += 1;
                    }
                }
            }
            _ => {}
        }
    }
    calls
}

/// What a call can come to, as far as the code has an answer to it.
fn branches_of(site: &CoveredSite, call: Option<&Called>, rules: &Rules) -> Vec<Counted> {
    let mut names: Vec<&str> = Vec::new();
    let given = site.callbacks.as_ref().or(call.map(|call| &call.callbacks));
    for name in given.into_iter().flatten() {
        match name.as_str() {
            "success" if site.api == "showModal" => names.extend(["confirm", "cancel"]),
            name => names.push(name),
        }
    }
    let promises = || {
        let record = wx::record(&site.api);
        record.is_some_and(|api| matches!(api.run, wx::Run::Async(_)) && api.promise.is_some_and(|since| rules.at_least(since)))
    };
    let promised = match call {
        Some(call) => call.promised,
        None => given.is_some_and(Vec::is_empty) && promises(),
    };
    if promised && !site.dropped && names.is_empty() {
        names.extend(if site.api == "showModal" { &["confirm", "cancel", "reject"][..] } else { &["resolve", "reject"] });
    }
    let count = |name: &str| call.and_then(|call| call.outcomes.get(name)).copied().unwrap_or(0);
    let branch = |name: &str| {
        let (line, column) = (site.line, site.column);
        Counted { line, column, name: format!("wx.{} {name}", site.api), count: count(name) }
    };
    names.into_iter().map(branch).collect()
}
