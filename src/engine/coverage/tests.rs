//! What was counted is what ran, and counting changes nothing that a program or a trace can see.

use super::*;
use crate::clock::Clock;
use crate::engine::Limits;
use crate::trace::Recorder;

/// The trace of a script as lines, and what was counted.
fn run(script: &str, counted: bool) -> (String, Vec<Covered>) {
    let clock = Clock::starting_at(0);
    let recorder = Recorder::new(clock.clone());
    let limits = Limits { recursion: 200, ..Limits::of(&crate::scenario::Limits::default()) };
    let mut engine = Engine::new(clock, recorder.clone(), limits, 1).expect("an engine");
    if counted {
        engine.count_coverage().expect("counters");
    }
    engine.load(&Text { file: "a.js", label: "a.js", text: script, shifts: &[] }).expect("a script");
    engine.run();
    let events = recorder.take();
    let covered = engine.covered().unwrap_or_default();
    assert_eq!(covered.is_empty(), !counted);
    (format!("{events:#?}\n{:?}", engine.stopped()), covered)
}

/// Each line that has statements with the counts of these, and the functions.
fn counts(script: &str) -> (Vec<(u32, u64)>, Vec<Counted>) {
    let covered = run(script, true).1.remove(0);
    let lines = covered.statements.iter().map(|one| (one.line, one.count)).collect();
    (lines, covered.functions)
}

/// The lines with code, each with how often it ran.
pub(super) fn states(script: &str) -> Vec<(u32, u64)> {
    run(script, true).1.remove(0).lines
}

#[test]
fn what_ran_is_counted() {
    let text = "let n = 0\nfunction f(x) {\n  if (x) n++\n  else return\n  n--\n}\nfor (const x of [0, 1, 2]) f(x)\nconst g = () => 1\nclass C { static { n = 5 } m() { g() } }";
    let (lines, functions) = counts(text);
    assert_eq!(lines, [(1, 1), (3, 3), (3, 2), (4, 1), (5, 2), (7, 1), (7, 3), (8, 1), (8, 0), (9, 1), (9, 1), (9, 0)]);
    let functions: Vec<_> = functions.iter().map(|one| (one.name.as_str(), one.count)).collect();
    assert_eq!(functions, [("f", 3), ("g", 0), ("m", 0)]);
}

#[test]
fn promises_know_what_settled_them() {
    let text = "new Promise((ok, no) => { ok(1) }); new Promise((ok, no) => { if (0) ok(1); no(2) }).catch(() => {})";
    let covered = run(text, true).1.remove(0);
    let settles: Vec<_> =
        covered.promises.iter().map(|promise| promise.settles.each_ref().map(|one| (one.called, one.count))).collect();
    assert_eq!(settles, [[(true, 1), (false, 0)], [(true, 0), (true, 1)]]);
}

#[test]
fn counting_changes_nothing() {
    let programs = [
        "nothing()",
        "// nothing\nfunction f() { nothing }\nconsole.log(1)\nnothing",
        "console.log('a')\nconst { a } = null\nfoo()",
        "function f(o) {\n  const { a } = o\n  o.b.c()\n}\ntry { f(null) } catch (e) { console.log(e.stack) }\nf({})",
        "function f(o) { o.x; o.y.z(1); return g(o) }\nfunction g(o) { return o.q.r() }\nsetTimeout(() => f({ y: { z() {} } }))",
        "let depth = 0\nfunction deep() { depth++; if (depth > 10) console.log(depth); deep() }\ndeep()",
        "console.log(String(function f (a) { if (a) b; else { c }; return () => a }), (x => x).toString(), Function.prototype.toString.toString(), class A { m() { x } }.toString())",
        "const f = x => x.y\nPromise.reject(f(null))",
        "async function f() { await null; throw new Error('x') }\nf()\nnew Promise((a, b) => { setTimeout(() => b(new Error('late'))) })",
        "label: for (const x of [1, 2]) { switch (x) { case 1: continue label; default: console.log(x) } }\ndo console.log('once'); while (0)\nvar i = 3; while (i--) console.log(i)",
        "console.log(Object.getOwnPropertyNames(globalThis).length, typeof $cov, (function () { 'use strict'; return this })())",
        "const o = { get a() { return 1 }, b: async () => 2, *c() { yield 3 } }\nconsole.log(o.a, [...o.c()], Object.keys(o)); o.b().then(console.log)",
        "a = b\n;[1].forEach(function (x) { console.log(x) })\nvar b",
        "if (1) function g() { return 1 }\nconsole.log(g())",
        "throw new TypeError('top')",
        "undefined.x",
        "console.log(new Error('e').stack)\nfunction h() { return new Error('f').stack }\nconsole.log(h())",
    ];
    for program in programs {
        assert_eq!(run(program, true).0, run(program, false).0, "{program}");
    }
}
