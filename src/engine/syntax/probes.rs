//! Coverage: counters that are put into an author's text, before each statement and into each function, and what they stand for.
//!
//! A counter is an element of an array that only the counters can name (`$cov$[3]++`), so no function is called, nothing is
//! allocated and no job is made. At the top level of a script it is `3 instanceof $cov$` instead, which a native answers: there the
//! engine would let the place of a `++` stand for what comes after it. Lines never move, and columns lead back as after every edit.

mod insert;
mod names;

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

pub(super) use insert::insert;

/// The name of the array of counters.
pub(in crate::engine) const COUNTERS: &str = "$cov$";

/// Stands before brackets that were put in with a counter, so that they can be told from the author's.
const MARK: &str = "/*$cov$*/";

/// A text as the author wrote it: what [`insert`] put in is taken out.
pub(in crate::engine) fn without_counters(text: &str) -> String {
    static PUT_IN: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let count = r"(?:\$cov\$\[\d+\]\+\+|\d+ instanceof \$cov\$)";
        let mark = r"/\*\$cov\$\*/";
        Regex::new(&format!(r"{mark}[{{;]{count};|{mark}[}})]|\({count},|{count};")).ok()
    });
    match &*PUT_IN {
        Some(put_in) if text.contains(COUNTERS) => put_in.replace_all(text, "").into_owned(),
        _ => text.to_owned(),
    }
}

/// What the counters of one text stand for; places are byte offsets.
#[derive(Debug, Default)]
pub(in crate::engine) struct Probes {
    /// The number after the last counter.
    pub(in crate::engine) end: usize,
    pub(in crate::engine) functions: Vec<FunctionProbe>,
    pub(in crate::engine) statements: Vec<(usize, usize)>,
    pub(in crate::engine) sites: Vec<SiteProbe>,
    pub(in crate::engine) promises: Vec<PromiseProbe>,
    /// What each counter counts, from where to where.
    pub(in crate::engine) spans: Vec<SpanProbe>,
    /// From where to where each comment goes.
    pub(in crate::engine) comments: Vec<(usize, usize)>,
}

/// A statement or a function with its body.
#[derive(Debug, Clone, Copy)]
pub(in crate::engine) struct SpanProbe {
    pub(in crate::engine) start: usize,
    pub(in crate::engine) end: usize,
    pub(in crate::engine) counter: usize,
    pub(in crate::engine) is_function: bool,
}

/// A function and its counter.
#[derive(Debug)]
pub(in crate::engine) struct FunctionProbe {
    pub(in crate::engine) name: String,
    pub(in crate::engine) offset: usize,
    pub(in crate::engine) counter: usize,
}

/// A call of `wx.api(…)`; what comes of it is told by the trace.
#[derive(Debug)]
pub(in crate::engine) struct SiteProbe {
    pub(in crate::engine) api: String,
    /// Where the API's name stands.
    pub(in crate::engine) offset: usize,
    /// The callbacks given; absent: the options are not written here, so nobody knows.
    pub(in crate::engine) callbacks: Option<Vec<String>>,
    /// Whether what it returns is dropped at once, so that nobody waits for its promise.
    pub(in crate::engine) dropped: bool,
}

/// A `new Promise(…)`: which counters tell that it was resolved and rejected.
#[derive(Debug, Default)]
pub(in crate::engine) struct PromiseProbe {
    pub(in crate::engine) offset: usize,
    pub(in crate::engine) settles: [Settles; 2],
}

/// What calls `resolve`, or `reject`.
#[derive(Debug, Default)]
pub(in crate::engine) struct Settles {
    /// Counters of its calls.
    pub(in crate::engine) counters: Vec<usize>,
    /// Where it is given as a callback: which site, which callback.
    pub(in crate::engine) given: Vec<(usize, String)>,
}

impl Probes {
    /// Forgets counters that are not in the text: another edit took their place away.
    pub(super) fn keep_those_in(&mut self, text: &str) {
        let mut found: HashSet<usize> = HashSet::new();
        for (at, _) in text.match_indices(COUNTERS) {
            // The number stands behind the name in brackets, or before it.
            let behind = text[at + COUNTERS.len()..].strip_prefix('[').and_then(|rest| rest.split(']').next());
            let before = || text[..at].strip_suffix(" instanceof ").map(|rest| &rest[number(rest)..]);
            found.extend(behind.or_else(before).and_then(|number| number.parse::<usize>().ok()));
        }
        let there = |counter: usize| found.contains(&counter);
        self.functions.retain(|function| there(function.counter));
        self.statements.retain(|(_, counter)| there(*counter));
        self.spans.retain(|span| there(span.counter));
    }
}

/// Where the number at the end of a text begins.
fn number(text: &str) -> usize {
    text.bytes().rposition(|byte| !byte.is_ascii_digit()).map_or(0, |at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::without_counters;
    use crate::engine::syntax::{Prepared, prepare_counted};

    fn counted(text: &str) -> Prepared {
        prepare_counted(text, false, None, Some(0)).unwrap_or_else(|refusal| panic!("{refusal:?}"))
    }

    #[test]
    fn counters_stand_before_statements_and_in_functions() {
        let check = |text: &str, expected: &str| {
            let edited = counted(text).edited.text;
            assert_eq!(edited.replace("/*$cov$*/", ""), expected);
            assert_eq!(without_counters(&edited), text);
        };
        check("a\nb", "0 instanceof $cov$;a\n1 instanceof $cov$;b");
        check("function f() { 'use strict'\n x }", "function f() { 'use strict';$cov$[0]++;\n $cov$[1]++;x }");
        check(
            "function f() { if (a) b; else c }",
            "function f() {$cov$[0]++; $cov$[1]++;if (a) {$cov$[2]++;b;} else {$cov$[3]++;c} }",
        );
        check("f = x => ({ x })", "0 instanceof $cov$;f = x => ($cov$[1]++,({ x }))");
        check(
            "function f() { return new Promise((a, b) => { a(1); g({ b }) }) }",
            "function f() {$cov$[0]++; $cov$[1]++;return new Promise((a, b) => {$cov$[2]++; $cov$[3]++;($cov$[4]++,a(1)); $cov$[5]++;g({ b }) }) }",
        );
        check("l: for (;;) break l", "0 instanceof $cov$;l: for (;;) {1 instanceof $cov$;break l}");
        check("switch (x) { case 1: f() }", "0 instanceof $cov$;switch (x) { case 1: 1 instanceof $cov$;f() }");
    }

    #[test]
    fn functions_have_names_that_readers_know() {
        let text = "const a = () => 1; wx.login({ success() {}, fail: () => {} }).then(function () {}); Page({ onLoad() {} })\n\
            class C { m() {} }; x.y = function () {}; ({ k() {} }); (() => 1)()";
        let probes = counted(text).probes.expect("probes");
        let names: Vec<&str> = probes.functions.iter().map(|function| function.name.as_str()).collect();
        assert_eq!(names, ["a", "wx.login success", "wx.login fail", "then", "Page onLoad", "m", "y", "k", ""]);
    }

    #[test]
    fn sites_know_their_callbacks_and_promises_what_settles_them() {
        let text = "new Promise((ok, no) => { wx.login({ success: ok, fail(e) { no(e) }, x: 1 }); wx.request(o); wx.cloud.init({ ...o })\n\
            f(ok => ok(2)) })";
        let probes = counted(text).probes.expect("probes");
        let sites: Vec<_> = probes.sites.iter().map(|site| (site.api.as_str(), site.callbacks.clone())).collect();
        let both = vec!["success".to_owned(), "fail".to_owned()];
        assert_eq!(sites, [("login", Some(both)), ("request", None), ("cloud.init", None)]);
        assert!(probes.sites.iter().all(|site| site.dropped));
        let waits = counted("wx.login().then(f); const a = wx.login(); f(wx.login()); () => wx.login()").probes.expect("probes");
        assert!(waits.sites.len() == 4 && waits.sites.iter().all(|site| !site.dropped));
        let [ok, no] = &probes.promises[0].settles;
        assert_eq!((ok.counters.len(), ok.given.as_slice(), no.counters.len()), (0, &[(0, "success".to_owned())][..], 1));
    }
}
