//! Modules and TypeScript as text: what comes out, and that every call keeps its place.

use std::collections::BTreeSet;

use oxc_ast::ast::CallExpression;

use super::*;

fn text(source: &str, typescript: bool) -> String {
    match prepare(source, typescript, None) {
        Ok(prepared) => prepared.edited.text,
        Err(refusal) => format!("{}:{} {}", refusal.place.0, refusal.place.1, refusal.message),
    }
}

/// The places of the parentheses of all calls.
fn calls(source: &str, source_type: SourceType) -> BTreeSet<(u32, u32)> {
    struct Calls<'s>(&'s str, BTreeSet<(u32, u32)>);
    impl<'a> Visit<'a> for Calls<'_> {
        fn visit_call_expression(&mut self, it: &CallExpression<'a>) {
            let from =
                it.type_arguments.as_ref().map_or(oxc_span::GetSpan::span(&it.callee).end, |types| types.span.end) as usize;
            let paren = from + self.0[from..].find('(').unwrap_or(0);
            let line = self.0[..paren].matches('\n').count() + 1;
            let start = self.0[..paren].rfind('\n').map_or(0, |index| index + 1);
            let column = self.0[start..paren].chars().count() + 1;
            self.1.insert((u32::try_from(line).unwrap_or(0), u32::try_from(column).unwrap_or(0)));
            walk::walk_call_expression(self, it);
        }
    }
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, source, source_type).parse();
    assert!(parsed.errors.is_empty(), "{:?}\n{source}", parsed.errors);
    let mut calls = Calls(source, BTreeSet::new());
    calls.visit_program(&parsed.program);
    calls.1
}

/// Checks that every call of the author's text is found again after the way there and back.
fn keeps_places(source: &str, typescript: bool) {
    let prepared = prepare(source, typescript, None).expect("a program");
    let before = calls(source, if typescript { SourceType::ts() } else { SourceType::mjs() });
    let after = calls(&prepared.edited.text, SourceType::cjs().with_script(true));
    let back: BTreeSet<_> =
        after.into_iter().map(|(line, column)| (line, author_column(prepared.edited.shifts.get(&line), column))).collect();
    let lost: Vec<_> = before.difference(&back).collect();
    assert!(lost.is_empty() && !before.is_empty(), "{lost:?} of\n{}", prepared.edited.text);
    let lines = |text: &str| text.matches('\n').count();
    assert!(lines(&prepared.edited.text) - lines(source) <= 1);
}

const MODULE: &str = "import api, { get as 取, default as again } from './lib/api.js';
import * as util from '../util'
import {
  one,
  two
} from 'pkg'
import './side.js'; 取(1); one(two(api()), again())
export const a = 取(1), { b } = util.f(); f(a)
export let n = 0
n++
n = one(2)
const old = n++
取(n)
const arrows = [() => one(1), () => n++, () => { n++ }]
export function f() { return one({ one, two: two() })() }
export default class extends api.Base { m() { return one`x${two(3)}` } }
export { a as c, one, f as g }
export * from './all'
export { default as d, x as y } from './x'
";

#[test]
fn calls_keep_their_places() {
    keeps_places(MODULE, false);
    keeps_places(TYPED, true);
}

#[test]
fn modules_become_common_js() {
    let out = text(MODULE, false);
    let mut lines: Vec<&str> = out.lines().collect();
    let (head, first) = lines[0].split_once("var _api").unwrap_or_default();
    assert!(head.starts_with(
        "(function (require, module, exports) {\"use strict\";Object.defineProperty(exports, \"__esModule\", { value: true });exports.a = exports.b = exports.n = exports.c = exports.default = void 0;"
    ), "{head}");
    assert!(head.contains("exports.f = f;exports.g = f;"), "{head}");
    assert!(
        head.contains("Object.defineProperty(exports, \"one\", { enumerable: true, get: function () { return _pkg.one; } });"),
        "{head}"
    );
    assert_eq!(first, " = _interopRequireWildcard(require(\"./lib/api.js\"));");
    lines.remove(0);
    assert_eq!(
        &lines[..12],
        [
            "var util = _interopRequireWildcard(require(\"../util\"));",
            "var _pkg = require(\"pkg\");",
            "",
            "",
            "",
            "require(\"./side.js\"); (0, _api.get)(1); (0, _pkg.one)((0, _pkg.two)((0, _api.default)()), (0, _api.default)())",
            "       const a = (0, _api.get)(1), { b } = util.f();;exports.a = exports.c = a;;exports.b = b; f(a)",
            "       let n = 0;exports.n = n;",
            "exports.n = (n++, n)",
            "exports.n = n = (0, _pkg.one)(2)",
            "const old = [n++, exports.n = n][0]",
            ";(0, _api.get)(n)",
        ]
    );
    assert!(lines[12].contains("[() => (0, _pkg.one)(1), () => [n++, exports.n = n][0], () => { exports.n = (n++, n) }]"));
    assert!(lines[13].contains("(0, _pkg.one)({ one: _pkg.one, two: (0, _pkg.two)() })()"));
    assert!(
        lines[14]
            .starts_with("exports.default = class extends _api.default.Base { m() { return (0, _pkg.one)`x${(0, _pkg.two)(3)}`")
    );
}

const TYPED: &str = "import type { T } from './t'
import { Only, value } from './v'
interface A<T> { x: T }
type B = A<string>
enum Color { Red, Green = 5, Blue, Text = 't', Both = Red | Green }
enum 方向 {
  上 = 'up',
  下 = f(),
}
declare const wx: any
function f(this: any, a: number, b?: string): void
function f<T extends A<any>>(this: any, a?: T, ...rest: B[]): number { return <any>g(a!, rest as any) }
abstract class C<T> extends D<T> implements A<T>, E {
  private readonly x: number = f(1)
  static override y?: string
  declare z: number
  [key: string]: unknown
  constructor(private a: number, public b = 2, c?: string) { super(a); f(c) }
  abstract m(): void
  protected async n?<U>(u: U): Promise<U> { return await f<U>(u) }
}
const g = async <T,>(x: T): Promise<
  T
> => f(x)
let h = value(1) as unknown
(f)(2)
const { p }: { p: Only } = f() satisfies object
for (const k of f() as string[]) { try { f(k) } catch (e: unknown) { f(e) } }
export type { T }
export default f
";

#[test]
fn types_become_blanks() {
    let out = text(TYPED, true);
    let lines: Vec<&str> = out.lines().map(str::trim_end).collect();
    let shown = lines[1..].join("\n");
    assert_eq!(
        shown,
        "var _v = require(\"./v\");
;
;
var Color; (function (Color) { Color[Color[\"Red\"] = 0] = \"Red\";  Color[Color[\"Green\"] = 5] = \"Green\";  Color[Color[\"Blue\"] = 6] = \"Blue\";  Color[\"Text\"] = 't';  Color[Color[\"Both\"] = Color.Red | Color.Green] = \"Both\"; })(Color || (Color = {}));
var 方向; (function (方向) {
  方向[\"上\"] = 'up';
  方向[方向[\"下\"] = f()] = \"下\";
})(方向 || (方向 = {}));
;
;
function f                  (           a    , ...rest     )         { return      g(a , rest       ) }
         class C    extends D                       {
  ;                x         = f(1)
  static          y
  ;
  ;
  constructor(        a        ,        b = 2, c         ) { super(a);; this.a = a; this.b = b; f(c) }
  ;
  ;         async n    (u   )             { return await f   (u) }
}
const g = async     (x

 ) => f(x)
let h = (0, _v.value)(1)           ;
(f)(2)
const { p }              = f()
for (const k of f()            ) { try { f(k) } catch (e         ) { f(e) } }
;
exports.default = f

})"
    );
}

#[test]
fn imports_below_code_run_first_all_the_same() {
    let out = text("f()\nimport { f } from './f'", false);
    assert_eq!(
        out,
        "(function (require, module, exports) {\"use strict\";var _f = require(\"./f\");(0, _f.f)()\n;                      \n})"
    );
}

#[test]
fn what_cannot_be_run_is_refused_by_name() {
    assert_eq!(
        text("f()\nnamespace N { export const a = 1 }", true),
        "2:1 a namespace with values cannot be run; compile this file to JavaScript first"
    );
    assert_eq!(text("class A { @d m() {} }", true), "1:11 a decorator cannot be run; compile this file to JavaScript first");
    assert_eq!(text("登录; import('./x')", false), "1:5 import() is not available in mini-programs; use require.async(path)");
    assert!(text("import x from 'x'; import.meta.url", false).starts_with("1:20 import.meta is not available"));
    assert!(text("let x: = 1", true).starts_with("1:"));
    assert!(text("export { nothing }", false).starts_with("1:"));
}
