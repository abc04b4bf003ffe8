//! `import` and `export` as the official tool compiles them: CommonJS in Babel's manner, on the same lines.
//!
//! A module is strict; it marks its exports with `__esModule`; imported names become members of what `require` gave, so they
//! are live. Not modelled: an assignment to an exported name in the head of `for…of` or `for…in` is not seen by importers.

use std::collections::HashMap;

use oxc_ast::AstKind;
use oxc_ast::ast::{
    ExportAllDeclaration, IdentifierReference, ImportDeclaration, ImportDeclarationSpecifier, ModuleExportName, Program,
    Statement,
};
use oxc_semantic::{NodeId, Semantic, SymbolId};
use oxc_span::{GetSpan, Span};

use super::Refused;
use super::edits::Edits;
use super::exports::Exports;

const INTEROP_DEFAULT: &str = "function _interopRequireDefault(e) { return e && e.__esModule ? e : { default: e }; }";
const INTEROP_WILDCARD: &str = "function _interopRequireWildcard(e) { if (e && e.__esModule) return e; var n = { __proto__: null, default: e }; if (e === null || typeof e !== \"object\" && typeof e !== \"function\") return n; for (var k in e) if (k !== \"default\" && {}.hasOwnProperty.call(e, k)) n[k] = e[k]; return n; }";

/// Writes the edits that make CommonJS of a module.
pub(super) fn to_common_js<'a>(
    program: &Program<'a>,
    semantic: &Semantic<'a>,
    typescript: bool,
    edits: &mut Edits<'_>,
) -> Result<(), Refused> {
    let exports = Exports::collect(program, semantic);
    let mut modules = Modules {
        semantic,
        typescript,
        edits,
        exports,
        imported: HashMap::new(),
        variables: Vec::new(),
        late: String::new(),
        began: false,
    };
    for statement in &program.body {
        modules.statement(statement)?;
    }
    modules.export_imported();
    modules.exports.write(modules.semantic, modules.edits);
    modules.references();
    modules.head();
    Ok(())
}

pub(super) struct Modules<'m, 't, 'a> {
    pub(super) semantic: &'m Semantic<'a>,
    typescript: bool,
    pub(super) edits: &'m mut Edits<'t>,
    pub(super) exports: Exports,
    /// What stands for an imported name.
    imported: HashMap<SymbolId, String>,
    /// The variables made for modules.
    variables: Vec<String>,
    /// Requires of imports that stand below other code: they run first all the same.
    late: String,
    /// Whether other code came before.
    began: bool,
}

impl<'a> Modules<'_, '_, 'a> {
    fn statement(&mut self, statement: &Statement<'a>) -> Result<(), Refused> {
        match statement {
            Statement::ImportDeclaration(import) => self.import(import),
            Statement::ExportAllDeclaration(export) => self.export_all(export),
            Statement::ExportNamedDeclaration(export) => self.export_named(export)?,
            Statement::ExportDefaultDeclaration(export) => self.export_default(export),
            Statement::TSExportAssignment(export) => {
                let start = export.span.start as usize;
                self.edits.replace(start, export.expression.span().start as usize, "module.exports = ");
            }
            Statement::TSNamespaceExportDeclaration(export) => self.blank(export.span),
            _ => {
                self.began |= !matches!(statement, Statement::EmptyStatement(_)) && !is_type_only(statement);
            }
        }
        Ok(())
    }

    pub(super) fn blank(&mut self, span: Span) {
        self.edits.blank_statement(span.start as usize, span.end as usize);
    }

    /// Puts a `require` where its statement stands, or before everything if code stands above it.
    pub(super) fn put(&mut self, span: Span, text: &str) {
        if self.began {
            self.late.push_str(text);
            self.blank(span);
        } else {
            self.edits.replace(span.start as usize, span.end as usize, text);
        }
    }

    fn import(&mut self, import: &ImportDeclaration<'a>) {
        if import.import_kind.is_type() {
            return self.blank(import.span);
        }
        let source = quoted(&import.source.value);
        let Some(specifiers) = &import.specifiers else {
            return self.put(import.span, &format!("require({source});"));
        };
        let kept: Vec<_> = specifiers.iter().filter(|specifier| self.is_used(specifier)).collect();
        if kept.is_empty() && !specifiers.is_empty() {
            return self.blank(import.span);
        }
        let namespace = kept.iter().find_map(|specifier| match specifier {
            ImportDeclarationSpecifier::ImportNamespaceSpecifier(namespace) => Some(namespace.local.name.to_string()),
            _ => None,
        });
        let is_default = |specifier: &&&ImportDeclarationSpecifier<'a>| match specifier {
            ImportDeclarationSpecifier::ImportDefaultSpecifier(_) => true,
            ImportDeclarationSpecifier::ImportSpecifier(specifier) => specifier.imported.name() == "default",
            ImportDeclarationSpecifier::ImportNamespaceSpecifier(_) => false,
        };
        let defaults = kept.iter().filter(is_default).count();
        let variable = match &namespace {
            Some(name) => name.clone(),
            None => self.variable(&import.source.value),
        };
        for specifier in &kept {
            let (local, member) = match specifier {
                ImportDeclarationSpecifier::ImportDefaultSpecifier(default) => (&default.local, ".default".to_owned()),
                ImportDeclarationSpecifier::ImportSpecifier(named) => (&named.local, member(&named.imported.name())),
                ImportDeclarationSpecifier::ImportNamespaceSpecifier(_) => continue,
            };
            if let Some(symbol) = local.symbol_id.get() {
                self.imported.insert(symbol, format!("{variable}{member}"));
            }
        }
        let required = match (namespace.is_some(), defaults) {
            (false, 0) => format!("require({source})"),
            (false, defaults) if defaults == kept.len() => format!("_interopRequireDefault(require({source}))"),
            _ => format!("_interopRequireWildcard(require({source}))"),
        };
        self.put(import.span, &format!("var {variable} = {required};"));
    }

    /// TypeScript leaves out what is imported for types alone.
    fn is_used(&self, specifier: &ImportDeclarationSpecifier<'a>) -> bool {
        if let ImportDeclarationSpecifier::ImportSpecifier(specifier) = specifier
            && specifier.import_kind.is_type()
        {
            return false;
        }
        let Some(symbol) = specifier.local().symbol_id.get() else { return true };
        !self.typescript || self.semantic.symbol_references(symbol).any(oxc_semantic::Reference::is_value)
    }

    fn export_all(&mut self, export: &ExportAllDeclaration<'a>) {
        if export.export_kind.is_type() {
            return self.blank(export.span);
        }
        let source = quoted(&export.source.value);
        if let Some(exported) = &export.exported {
            let name = exported.name().to_string();
            let target = member(&name);
            self.exports.void(name);
            return self.put(export.span, &format!("exports{target} = _interopRequireWildcard(require({source}));"));
        }
        let variable = self.variable(&export.source.value);
        let names: Vec<String> = self.exports.names().map(|name| format!("k === {}", quoted(name))).collect();
        let own = if names.is_empty() { String::new() } else { format!(" || {}", names.join(" || ")) };
        let text = format!(
            "var {variable} = require({source}); Object.keys({variable}).forEach(function (k) {{ if (k === \"default\" || k === \"__esModule\"{own}) return; if (k in exports && exports[k] === {variable}[k]) return; Object.defineProperty(exports, k, {{ enumerable: true, get: function () {{ return {variable}[k]; }} }}); }});"
        );
        self.put(export.span, &text);
    }

    /// A name for what a module gives, such as `_util` for `../util.js`, that the text does not use.
    pub(super) fn variable(&mut self, source: &str) -> String {
        let last = source.rsplit('/').next().unwrap_or_default();
        let stem: String =
            last.trim_end_matches(".js").chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
        let mut name = format!("_{stem}");
        let mut number = 2;
        while self.edits.text().contains(&name) || self.variables.contains(&name) {
            name = format!("_{stem}{number}");
            number += 1;
        }
        self.variables.push(name.clone());
        name
    }

    /// What an imported symbol stands for.
    pub(super) fn imported(&self, symbol: SymbolId) -> Option<&String> {
        self.imported.get(&symbol)
    }

    /// Writes `_util.name` wherever an imported name is used.
    fn references(&mut self) {
        for (symbol, stands) in &self.imported {
            for reference in self.semantic.symbol_references(*symbol) {
                let node = self.semantic.nodes().get_node(reference.node_id());
                let AstKind::IdentifierReference(identifier) = node.kind() else { continue };
                if reference.is_type() && !reference.is_value() {
                    continue;
                }
                let text = match self.semantic.nodes().parent_kind(node.id()) {
                    AstKind::ExportSpecifier(_) | AstKind::TSTypeQuery(_) => continue,
                    AstKind::ObjectProperty(property) if property.shorthand => format!("{}: {stands}", identifier.name),
                    AstKind::CallExpression(call) if call.callee.span() == identifier.span => {
                        self.call(node.id(), identifier, stands)
                    }
                    AstKind::TaggedTemplateExpression(_) => self.call(node.id(), identifier, stands),
                    _ => stands.clone(),
                };
                self.edits.replace(identifier.span.start as usize, identifier.span.end as usize, text);
            }
        }
    }

    /// `(0, _util.f)` calls without a receiver; after a line without a semicolon it needs one.
    fn call(&self, node: NodeId, identifier: &IdentifierReference<'_>, stands: &str) -> String {
        let before = self.edits.text()[..identifier.span.start as usize].trim_end();
        let is_ended = before.is_empty() || before.ends_with([';', '{']);
        let guard = if !is_ended && begins_statement(self.semantic, node, identifier.span.start) { ";" } else { "" };
        format!("{guard}(0, {stands})")
    }

    fn head(self) {
        let mut head = String::from("\"use strict\";");
        head.push_str(&self.exports.head());
        let all = format!("{}{}", self.late, head);
        let uses = |name: &str| all.contains(name) || self.edits.mentions(name);
        for (name, helper) in [("_interopRequireDefault", INTEROP_DEFAULT), ("_interopRequireWildcard", INTEROP_WILDCARD)] {
            if uses(name) {
                head.push_str(helper);
            }
        }
        head.push_str(&self.late);
        self.edits.head(&head);
    }
}

/// Whether a node is all of an expression statement; the body of `() => x` looks like one in the tree and is none.
pub(super) fn is_statement(semantic: &Semantic<'_>, node: NodeId) -> bool {
    let nodes = semantic.nodes();
    matches!(nodes.parent_kind(node), AstKind::ExpressionStatement(_)) && {
        let mut above = nodes.ancestors(node).skip(1);
        let (body, function) = (above.next(), above.next());
        !(body.is_some_and(|body| matches!(body.kind(), AstKind::FunctionBody(_)))
            && function.is_some_and(|f| matches!(f.kind(), AstKind::ArrowFunctionExpression(arrow) if arrow.expression)))
    }
}

/// Whether `start` begins a statement in a list of statements.
pub(super) fn begins_statement(semantic: &Semantic<'_>, node: NodeId, start: u32) -> bool {
    let nodes = semantic.nodes();
    let statement = nodes.ancestors(node).find(|ancestor| matches!(ancestor.kind(), AstKind::ExpressionStatement(_)));
    statement.is_some_and(|statement| {
        let arrow = nodes.ancestors(statement.id()).nth(1).map(oxc_semantic::AstNode::kind);
        statement.kind().span().start == start
            && !matches!(arrow, Some(AstKind::ArrowFunctionExpression(arrow)) if arrow.expression)
            && matches!(
                nodes.parent_kind(statement.id()),
                AstKind::Program(_)
                    | AstKind::FunctionBody(_)
                    | AstKind::BlockStatement(_)
                    | AstKind::SwitchCase(_)
                    | AstKind::StaticBlock(_)
            )
    })
}

fn is_type_only(statement: &Statement<'_>) -> bool {
    matches!(statement, Statement::TSTypeAliasDeclaration(_) | Statement::TSInterfaceDeclaration(_))
}

/// `.name`, or `["na-me"]` for a name that is no identifier.
pub(super) fn member(name: &str) -> String {
    if oxc_syntax::identifier::is_identifier_name(name) { format!(".{name}") } else { format!("[{}]", quoted(name)) }
}

pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The name that an export gives.
pub(super) fn exported_name(name: &ModuleExportName<'_>) -> String {
    name.name().to_string()
}
