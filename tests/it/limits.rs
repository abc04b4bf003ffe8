//! Scripts that never end, grow without bound or nest too deep end their run with exit code 6, and the trace so far is kept.

use crate::support::{Ran, Wxhost, folder};

/// Runs a script that reaches a limit; what it logged before must be in the trace.
#[track_caller]
fn limited(script: &str, more: &[&str]) -> Ran {
    let folder = folder(&[("a.js", &format!("console.log('before');\n{script}\n"))]);
    let args = ["run", "a.js"].iter().chain(more);
    Wxhost::new(args).within(folder.path()).run().expect(6, &["before", "limit", "▲"])
}

#[test]
fn an_endless_loop() {
    limited("while (true) {}", &[]);
    let folder = folder(&[("a.js", "while (true) {}\n")]);
    Wxhost::new(["run", "a.js", "--lang", "zh"])
        .within(folder.path())
        .run()
        .expect(6, &["有个循环转了太多次", "limits.loop_iterations"]);
}

#[test]
fn an_endless_loop_that_catches_everything() {
    limited("while (true) { try { while (true) {} } catch (e) {} }", &["--deadline", "3s"]);
}

#[test]
fn endless_promise_jobs() {
    // The default is met as well, only later.
    limited("(function again() { Promise.resolve().then(again) })()", &["--set", "limits.microtasks=5000"]);
}

#[test]
fn endless_recursion() {
    limited("(function deeper() { deeper() })()", &[]);
}

#[test]
fn endless_timers() {
    let ran = limited("setInterval(() => {}, 10)", &["--set", "limits.events=5000"]);
    assert!(ran.out.lines().count() < 4000, "a long trace is cut");
}

#[test]
fn a_gibibyte_of_text() {
    limited("let s = 'x'; for (let i = 0; i < 30; i++) s += s; console.log(s.length)", &[]);
}

#[test]
fn an_array_that_never_stops_growing() {
    limited("const all = []; for (;;) all.push(new Array(1000).fill(1.5))", &["--set", "limits.memory=33554432"]);
}

#[test]
fn a_catastrophic_regular_expression() {
    limited("console.log(/^(a+)+$/.test('a'.repeat(40) + 'b'))", &["--deadline", "2s"]);
}

#[test]
fn ten_thousand_nested_parentheses() {
    let (open, close) = ("(".repeat(10_000), ")".repeat(10_000));
    let folder = folder(&[("a.js", &format!("{open}1{close}\n"))]);
    Wxhost::new(["run", "a.js"]).within(folder.path()).run().expect(6, &["limit", "nests"]);
}

/// Built-ins that recurse natively would overflow the stack, which ends a process.
#[test]
fn a_million_nested_arrays() {
    for (make, use_it) in [("[a]", "String(a)"), ("[a]", "JSON.stringify(a)"), ("{ a }", "wx.setStorageSync('a', a)")] {
        limited(&format!("let a = []; for (let i = 0; i < 1000000; i++) a = {make};\n{use_it}"), &["--deadline", "60s"])
            .expect(6, &["stopped by a limit (stack)", "recursed too deep"]);
    }
}

#[test]
fn a_reply_of_a_gibibyte() {
    let script = "wx.request({ url: 'https://big.example/', success(res) { console.log('success') }, fail(res) { console.log(res.errMsg) } })";
    let sidecar = "[routes]\n'https://big.example/' = 'backend:/big'\n[[scenario]]\nname = 'big'\n\
        [scenario.backend]\n'GET /big' = [{ bytes = 1073741824 }]\n";
    let folder = folder(&[("a.js", &format!("console.log('before');\n{script}\n")), ("a.js.toml", sidecar)]);
    let ran = Wxhost::new(["run", "a.js"]).within(folder.path()).run().expect(6, &["before", "limit"]);
    assert!(!ran.out.contains("console.log success"), "{}", ran.out);
}

#[test]
fn a_source_that_is_too_large() {
    let folder = folder(&[("a.js", &"//\n".repeat(2_000_000))]);
    Wxhost::new(["run", "a.js"]).within(folder.path()).run().expect(6, &["a.js", "4"]);
}

/// An engine limit met after an `await` is lost inside the engine; the guards outside it end the run and tell.
#[test]
fn recursion_after_an_await_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    for recursion in ["(function g() { g() })()", "(function g() { [1].forEach(g) })()"] {
        let script = format!("async function f() {{ await null; console.log('go'); {recursion} }}\nf()");
        std::fs::write(folder.path().join("a.js"), script).expect("a script");
        let ran = Wxhost::new(["run", "a.js", "--format", "console"]).within(folder.path()).run();
        assert_eq!((ran.code, ran.out.as_str()), (6, "go\n"), "{}", ran.err);
    }
}
