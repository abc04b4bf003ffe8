//! What a text defines and needs, without running it: names of its top level, names that nothing in it defines.

use oxc_allocator::Allocator;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_without_running() {
        let found = survey("function a() { b(); wx.login(); return c.d }\nconst c = JSON.parse(e)\n");
        let defines: Vec<_> = found.defines.iter().map(|definition| definition.name.as_str()).collect();
        assert_eq!((defines, found.needs, found.mistake), (vec!["a", "c"], vec!["b".to_owned(), "e".to_owned()], None));
        assert!(survey("wx.login({ … })").mistake.is_some());
        assert_eq!(survey("import x from 'x'\nexport const y = x").needs, Vec::<String>::new());
    }
}
