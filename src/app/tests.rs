//! Modules as programs use them, and the globals that a mini-program has and has not.

use crate::host::{Finished, Host};
use crate::trace::Body;

/// Runs the first of the files; tells logs and errors as `text@file:line:column`.
fn run(files: &[(&str, &str)]) -> Vec<String> {
    let finished = finish(files);
    let shown = finished.trace.events.iter().filter_map(|event| {
        let at = event.at.as_ref().map_or(String::new(), |at| format!("@{at}"));
        match &event.body {
            Body::Log { text, .. } => Some(format!("{text}{at}")),
            Body::Error { name, message, .. } => Some(format!("{name}: {message}{at}")),
            _ => None,
        }
    });
    shown.collect()
}

fn finish(files: &[(&str, &str)]) -> Finished {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    Host::open(folder.path().join(files[0].0)).expect("a program").run().expect("a run")
}

#[test]
fn paths_are_found_as_the_platform_finds_them() {
    let lines = run(&[
        (
            "main.js",
            "console.log(require('./a'), require('a.js'), require('/lib/b'), require('./lib'), require('pkg'), require('./typed'))",
        ),
        ("a.js", "module.exports = 'a'"),
        ("lib/b.js", "module.exports = 'b' + require('inner') + require('../a')"),
        ("lib/index.js", "exports.index = 1"),
        ("lib/miniprogram_npm/inner/index.js", "module.exports = 'inner'"),
        ("miniprogram_npm/pkg/index.js", "module.exports = require('./lib/x')"),
        ("miniprogram_npm/pkg/lib/x.js", "module.exports = 'x' + require('dep')"),
        ("miniprogram_npm/dep.js", "module.exports = 'dep'"),
        ("typed.ts", "const x: number = 3\nexport = x"),
    ]);
    assert_eq!(lines, ["a a binnera {\"index\":1} xdep 3@main.js:1:9"]);
}

#[test]
fn modules_run_once_and_may_form_a_circle() {
    let lines = run(&[
        ("main.js", "const a = require('./a'); console.log(a.done, a.b.seen, require('./a') === a)"),
        ("a.js", "exports.early = 1\nexports.b = require('./b')\nexports.done = true\nconsole.log('once')"),
        ("b.js", "const a = require('./a')\nexports.seen = Object.keys(a).join()"),
    ]);
    assert_eq!(lines, ["once@a.js:4:9", "true early true@main.js:1:35"]);
}

#[test]
fn all_files_share_one_global() {
    // As the first statements of bundles do.
    let chunk = |name: &str| format!("(global['webpackJsonp'] = global['webpackJsonp'] || []).push(['{name}'])");
    let (main, lib) = (format!("require('./lib');\n{}", chunk("main")), chunk("lib"));
    let main = format!("{main}\nconsole.log(global.webpackJsonp, typeof webpackJsonp, typeof global.wx, global === globalThis)");
    assert_eq!(run(&[("main.js", &main), ("lib.js", &lib)]), ["[[\"lib\"],[\"main\"]] undefined undefined false@main.js:3:9"]);
    assert_eq!(run(&[("a.js", "const global = 1; console.log(global)")]), ["1@a.js:1:27"]);
}

#[test]
fn a_program_that_calls_app_has_no_other_app() {
    let app = "App({ globalData: { a: 1 }, onLaunch() { console.log('launch', getApp()) } })";
    assert_eq!(
        run(&[("a.js", &format!("console.log(getApp())\n{app}\nconsole.log(getApp().globalData)"))]),
        ["undefined@a.js:1:9", "launch undefined@a.js:2:50", "{\"a\":1}@a.js:3:9"]
    );
    assert_eq!(run(&[("a.js", "console.log(getApp().globalData)")]), ["{}@a.js:1:9"]);
}

#[test]
fn web_assembly_is_there_and_refused_by_name() {
    let lines = run(&[(
        "a.js",
        "console.log(typeof WXWebAssembly, typeof WXWebAssembly.instantiate, typeof WebAssembly)
try { WXWebAssembly.instantiate('a.wasm') } catch (e) { console.log('caught') }
try { new WXWebAssembly.Memory({ initial: 1 }) } catch (e) { console.log('caught') }",
    )]);
    assert_eq!(
        lines,
        [
            "object function undefined@a.js:1:9",
            "WxhostError: WXWebAssembly.instantiate is a real API of WeChat that wxhost does not model@a.js:2:21",
            "caught@a.js:2:65",
            "WxhostError: WXWebAssembly.Memory is a real API of WeChat that wxhost does not model@a.js:3:7",
            "caught@a.js:3:70",
        ]
    );
}

#[test]
fn what_is_missing_is_told_in_the_platforms_words() {
    let lines = run(&[
        (
            "main.js",
            "for (const path of ['./no', './data.json', '/x/y.js', 'pkg', '../out'])\n  try { require(path) } catch (e) { console.log(e.message) }\nrequire('./lib/m')",
        ),
        ("data.json", "{}"),
        ("lib/m.js", "\nrequire('./gone')"),
    ]);
    assert_eq!(
        lines,
        [
            "module 'no.js' is not defined, require args is './no'@main.js:2:45",
            "module 'data.json.js' is not defined, require args is './data.json'@main.js:2:45",
            "module 'x/y.js' is not defined, require args is '/x/y.js'@main.js:2:45",
            "module 'pkg.js' is not defined, require args is 'pkg'@main.js:2:45",
            "module '../out.js' is not defined, require args is '../out'@main.js:2:45",
            "Error: module 'lib/gone.js' is not defined, require args is './gone'@lib/m.js:2:1",
        ]
    );
}

#[test]
fn a_module_can_be_asked_for_later() {
    let lines = run(&[
        (
            "main.js",
            "require('./a', a => console.log('callback', a), () => console.log('no'))
require('./no', () => console.log('no'), ({ mod, errMsg }) => console.log(mod, errMsg))
require.async('./a').then(a => console.log('promise', a))
require.async('./no').catch(({ mod, errMsg }) => console.log(mod, errMsg))
console.log('first')",
        ),
        ("a.js", "module.exports = 'a'"),
    ]);
    assert_eq!(
        lines,
        [
            "first@main.js:5:9",
            "callback a@main.js:1:29",
            "./no module 'no.js' is not defined, require args is './no'@main.js:2:71",
            "promise a@main.js:3:40",
            "./no module 'no.js' is not defined, require args is './no'@main.js:4:58",
        ]
    );
}

#[test]
fn errors_of_a_module_stand_at_its_own_lines() {
    let lines = run(&[
        ("main.js", "try { require('./bad') } catch (e) { console.log(e.name, e.stack.split('\\n')[1]) }\nrequire('./throws')"),
        ("bad.js", "let a = 1\nlet b = = 2"),
        ("throws.js", "import './side'\nfunction f() {\n  throw new Error('inside')\n}\nf()"),
        ("side.js", ""),
    ]);
    assert_eq!(lines[1..], ["Error: inside@throws.js:3:9"]);
    assert!(lines[0].starts_with("SyntaxError     at <source> (bad.js:2:"), "{lines:?}");
    let finished = finish(&[("main.js", "\nrequire('./bad')"), ("bad.js", "let a = 1\nexport const b = = 2")]);
    assert_eq!(finished.verdict, crate::host::Verdict::Unparsable);
    let at =
        finished.trace.events.iter().find(|event| matches!(event.body, Body::Error { .. })).and_then(|event| event.at.clone());
    assert_eq!(at.map(|at| at.to_string()).as_deref(), Some("bad.js:2:18"));
}

#[test]
fn import_and_export_work_together_with_common_js() {
    let lines = run(&[
        (
            "main.js",
            "import def, { count, add, 名 as name } from './es'
import * as all from './es'
import cjs, { member } from './cjs'
add(); add()
console.log(def.x, count, name(), Object.keys(all).sort().join(), cjs.member === member, typeof this)
export default 1",
        ),
        (
            "es.ts",
            "export let count: number = 0\nexport function add(): void { count++ }\nexport const 名 = () => 'n'\nexport default { x: 1 } as { x: number }\nexport * from './more'\nexport { default as again } from './cjs'\nexport type T = string",
        ),
        ("more.js", "export const more = 1, add = 'hidden'"),
        ("cjs.js", "module.exports = { member: 1 }"),
    ]);
    assert_eq!(lines, ["1 2 n add,again,count,default,more,名 true undefined@main.js:5:9"]);
}

#[test]
fn a_typescript_program_runs_with_its_own_positions() {
    let lines = run(&[(
        "main.ts",
        "enum Level { Low = 1, High }
class Session<T> { constructor(private readonly code: T, public level: Level = Level.High) {} get(): T { return this.code } }
const s = new Session<string>('c'); console.log(s.get(), Level[s.level]); (s as any).missing()",
    )]);
    assert_eq!(lines[0], "c High@main.ts:3:45");
    assert!(lines[1].ends_with("@main.ts:3:86") && lines[1].starts_with("TypeError"), "{lines:?}");
}

#[test]
fn only_the_platforms_globals_are_there() {
    let lines = run(&[(
        "main.js",
        "console.log([typeof my, typeof tt, typeof swan, typeof qq, typeof uni, typeof window, typeof document, typeof process, typeof XMLHttpRequest, typeof fetch, typeof localStorage, typeof navigator, typeof Buffer].join())
const member = Object.getOwnPropertyDescriptor(wx, 'login')
console.log(member.enumerable, member.writable, member.configurable, Object.isExtensible(wx))
const { getStorageSync, setStorageSync } = wx; setStorageSync('k', 1); console.log(getStorageSync('k'))
wx.login = () => 'mine'; console.log(wx.login()); delete wx.login; console.log(typeof wx.login)
App = () => 'app'; console.log(App({}))",
    )]);
    let undefined = vec!["undefined"; 13].join(",");
    let texts: Vec<&str> = lines.iter().filter_map(|line| line.split('@').next()).collect();
    assert_eq!(texts, [&undefined, "true true true true", "1", "mine", "undefined", "app"]);
}
