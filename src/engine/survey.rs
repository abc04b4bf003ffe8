//! What a text defines and needs, without running it: names of its top level, names that nothing in it defines.

use oxc_allocator::Allocator;
use oxc_ast::ast::{CallExpression, Expression};
use oxc_ast_visit::{Visit, walk};
use oxc_parser::Parser;
use oxc_semantic::SemanticBuilder;
use oxc_span::SourceType;

use super::syntax::definitions_of;
use crate::trace::Definition;

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Survey {
    /// Names that the top level defines, in order.
    pub defines: Vec<Definition>,
    /// Names that it uses and nothing defines: not the text, the language or the platform; in alphabetical order.
    pub needs: Vec<String>,
    /// Why it cannot be read as a program.
    pub mistake: Option<String>,
}

/// Names that are always there. What is not among them and not in the text must come from elsewhere.
const KNOWN: &[&str] = &[
    "App",
    "Behavior",
    "Component",
    "Page",
    "getApp",
    "getCurrentPages",
    "wx",
    "WXWebAssembly",
    "require",
    "requirePlugin",
    "module",
    "exports",
    "global",
    "console",
    "setTimeout",
    "clearTimeout",
    "setInterval",
    "clearInterval",
    "arguments",
    "undefined",
    "NaN",
    "Infinity",
    "globalThis",
    "Array",
    "ArrayBuffer",
    "Boolean",
    "DataView",
    "Date",
    "Error",
    "EvalError",
    "Float32Array",
    "Float64Array",
    "Function",
    "Int16Array",
    "Int32Array",
    "Int8Array",
    "JSON",
    "Map",
    "Math",
    "Number",
    "Object",
    "Promise",
    "Proxy",
    "RangeError",
    "ReferenceError",
    "Reflect",
    "RegExp",
    "Set",
    "String",
    "Symbol",
    "SyntaxError",
    "TypeError",
    "URIError",
    "Uint16Array",
    "Uint32Array",
    "Uint8Array",
    "Uint8ClampedArray",
    "WeakMap",
    "WeakSet",
    "BigInt",
    "decodeURI",
    "decodeURIComponent",
    "encodeURI",
    "encodeURIComponent",
    "escape",
    "unescape",
    "isFinite",
    "isNaN",
    "parseFloat",
    "parseInt",
    "eval",
];

/// Surveys a text; lines are those of the text.
pub fn survey(text: &str) -> Survey {
    let allocator = Allocator::default();
    let parse = |source_type| Parser::new(&allocator, text, source_type).parse();
    let broken = |parsed: &oxc_parser::ParserReturn<'_>| parsed.panicked || !parsed.errors.is_empty();
    let mut parsed = parse(SourceType::cjs().with_script(true));
    if broken(&parsed) {
        let mistake = parsed.errors.first().map_or_else(|| "it is no JavaScript".to_owned(), |error| error.message.to_string());
        parsed = parse(SourceType::mjs());
        if broken(&parsed) {
            return Survey { mistake: Some(mistake), ..Survey::default() };
        }
    }
    let semantic = SemanticBuilder::new().build(&parsed.program).semantic;
    let unresolved = semantic.scoping().root_unresolved_references().keys().map(ToString::to_string);
    let mut needs: Vec<String> = unresolved.filter(|name| !KNOWN.contains(&name.as_str())).collect();
    needs.sort();
    Survey { defines: definitions_of(&parsed.program, text), needs, mistake: None }
}

/// Whether a text calls a global function by its name: `App({…})`, and no `App` of its own.
pub fn calls(text: &str, name: &str) -> bool {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '.');
    let may = text
        .match_indices(name)
        .any(|(index, _)| !text[..index].ends_with(is_name) && text[index + name.len()..].trim_start().starts_with('('));
    // Most texts do not even mention it.
    may && [SourceType::ts(), SourceType::mjs()].into_iter().any(|source_type| {
        let allocator = Allocator::default();
        let parsed = Parser::new(&allocator, text, source_type).parse();
        let mut finder = Finder { name, found: false };
        finder.visit_program(&parsed.program);
        let semantic = SemanticBuilder::new().build(&parsed.program).semantic;
        let is_global = || semantic.scoping().root_unresolved_references().keys().any(|unresolved| *unresolved == name);
        finder.found && is_global()
    })
}

struct Finder<'n> {
    name: &'n str,
    found: bool,
}

impl<'a> Visit<'a> for Finder<'_> {
    fn visit_call_expression(&mut self, it: &CallExpression<'a>) {
        self.found |= matches!(&it.callee, Expression::Identifier(callee) if callee.name == self.name);
        walk::walk_call_expression(self, it);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_of_a_global_function_is_found() {
        for (text, expected) in [
            ("App({})", true),
            ("import a from 'a'\nApp ({ onLaunch() {} })", true),
            ("const options: Options = {}\nApp<Options>(options as Options)\nApp(options)", true),
            ("(function () { if (1) App({}) })()", true),
            ("getApp()", false),
            ("// App()\nwx.App(); const o = { App() {} }", false),
            ("function App() {}\nApp()", false),
            ("App", false),
        ] {
            assert_eq!(calls(text, "App"), expected, "{text}");
        }
    }

    #[test]
    fn names_are_found_without_running() {
        let found = survey("function a() { b(); wx.login(); return c.d }\nconst c = JSON.parse(e)\n");
        let defines: Vec<_> = found.defines.iter().map(|definition| definition.name.as_str()).collect();
        assert_eq!((defines, found.needs, found.mistake), (vec!["a", "c"], vec!["b".to_owned(), "e".to_owned()], None));
        assert!(survey("wx.login({ … })").mistake.is_some());
        assert_eq!(survey("import x from 'x'\nexport const y = x").needs, Vec::<String>::new());
    }
}
