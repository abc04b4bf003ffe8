//! What a module exports: `export const x`, `export { a as b }`, `export default`, `export … from`, and assignments to them later.

use oxc_ast::AstKind;
use oxc_ast::ast::{
    Declaration, ExportDefaultDeclaration, ExportDefaultDeclarationKind, ExportNamedDeclaration, Program, Statement,
};
use oxc_semantic::{NodeId, Semantic, SymbolId};
use oxc_span::{GetSpan, Span};

use super::Refused;
use super::edits::Edits;
use super::modules::{Modules, exported_name, is_statement, member, quoted};

/// The exports of a module.
#[derive(Debug, Default)]
pub(super) struct Exports {
    /// Local variables and the names that they are exported under.
    local: Vec<(SymbolId, String)>,
    /// Names that are undefined until their declaration runs.
    voids: Vec<String>,
    /// Functions: there from the beginning.
    functions: Vec<(String, String)>,
    /// Names that are read from another module each time: name, expression.
    getters: Vec<(String, String)>,
    /// Imported names that are exported again, until it is known what stands for them.
    imported: Vec<(SymbolId, String)>,
    has_any: bool,
}

impl Exports {
    /// Finds the local variables that are exported.
    pub(super) fn collect(program: &Program<'_>, semantic: &Semantic<'_>) -> Self {
        let mut exports = Self::default();
        for statement in &program.body {
            exports.has_any |= matches!(
                statement,
                Statement::ExportAllDeclaration(_)
                    | Statement::ExportDefaultDeclaration(_)
                    | Statement::ExportNamedDeclaration(_)
            );
            let Statement::ExportNamedDeclaration(export) = statement else { continue };
            if export.source.is_some() || export.export_kind.is_type() {
                continue;
            }
            for specifier in export.specifiers.iter().filter(|specifier| !specifier.export_kind.is_type()) {
                if let Some(symbol) = semantic.scoping().get_root_binding(&specifier.local.name()) {
                    exports.local.push((symbol, exported_name(&specifier.exported)));
                }
            }
            for (symbol, name) in export.declaration.iter().flat_map(declared) {
                exports.local.push((symbol, name));
            }
        }
        let scoping = semantic.scoping();
        exports.local.retain(|(symbol, _)| scoping.symbol_flags(*symbol).can_be_referenced_by_value());
        for (symbol, name) in &exports.local {
            let flags = scoping.symbol_flags(*symbol);
            if flags.is_function() {
                exports.functions.push((name.clone(), scoping.symbol_name(*symbol).to_owned()));
            } else if !flags.is_import() {
                exports.voids.push(name.clone());
            }
        }
        exports
    }

    /// A name that is exported and undefined at first.
    pub(super) fn void(&mut self, name: String) {
        self.voids.push(name);
    }

    /// The exported names.
    pub(super) fn names(&self) -> impl Iterator<Item = &String> {
        let local = self.local.iter().map(|(_, name)| name);
        local.chain(&self.voids).chain(self.getters.iter().map(|(name, _)| name))
    }

    /// `exports.a = exports.b = ` for a variable; empty if it is not exported.
    fn targets(&self, symbol: SymbolId) -> String {
        let names = self.local.iter().filter(|(known, _)| *known == symbol);
        names.map(|(_, name)| format!("exports{} = ", member(name))).collect()
    }

    /// Sets the exports wherever their variables are declared or assigned.
    pub(super) fn write(&self, semantic: &Semantic<'_>, edits: &mut Edits<'_>) {
        let scoping = semantic.scoping();
        for (index, (symbol, _)) in self.local.iter().enumerate() {
            let symbol = *symbol;
            if self.local[..index].iter().any(|(earlier, _)| *earlier == symbol) {
                continue;
            }
            let flags = scoping.symbol_flags(symbol);
            if flags.is_import() {
                continue;
            }
            let (name, targets) = (scoping.symbol_name(symbol), self.targets(symbol));
            if !flags.is_function() {
                let declaration = scoping.symbol_declaration(symbol);
                let end = statement_end(semantic, declaration).unwrap_or(edits.text().len());
                edits.insert(end, format!(";{targets}{name};"));
            }
            for reference in semantic.symbol_references(symbol).filter(|reference| reference.is_write()) {
                assigned(semantic, reference.node_id(), name, &targets, edits);
            }
        }
    }

    /// What stands at the head of the module.
    pub(super) fn head(&self) -> String {
        let mut head = String::new();
        if self.has_any {
            head.push_str("Object.defineProperty(exports, \"__esModule\", { value: true });");
        }
        if !self.voids.is_empty() {
            for name in &self.voids {
                head.push_str(&format!("exports{} = ", member(name)));
            }
            head.push_str("void 0;");
        }
        for (name, expression) in &self.getters {
            let name = quoted(name);
            head.push_str(&format!(
                "Object.defineProperty(exports, {name}, {{ enumerable: true, get: function () {{ return {expression}; }} }});"
            ));
        }
        for (name, function) in &self.functions {
            head.push_str(&format!("exports{} = {function};", member(name)));
        }
        head
    }
}

impl<'a> Modules<'_, '_, 'a> {
    pub(super) fn export_named(&mut self, export: &ExportNamedDeclaration<'a>) -> Result<(), Refused> {
        if export.export_kind.is_type() && export.declaration.is_none() {
            self.blank(export.span);
            return Ok(());
        }
        if let Some(declaration) = &export.declaration {
            let keyword = (export.span.start as usize, declaration.span().start as usize);
            self.edits.blank(keyword.0, keyword.1);
            return Ok(());
        }
        let specifiers: Vec<_> = export.specifiers.iter().filter(|specifier| !specifier.export_kind.is_type()).collect();
        let Some(source) = &export.source else {
            for specifier in specifiers {
                let symbol = self.semantic.scoping().get_root_binding(&specifier.local.name());
                let Some(symbol) = symbol else {
                    let message = format!("Export '{}' is not defined", specifier.local.name());
                    return Err(Refused::new(specifier.span.start, message));
                };
                if self.semantic.scoping().symbol_flags(symbol).is_import() {
                    self.exports.imported.push((symbol, exported_name(&specifier.exported)));
                }
            }
            self.blank(export.span);
            return Ok(());
        };
        if specifiers.is_empty() && !export.specifiers.is_empty() {
            self.blank(export.span);
            return Ok(());
        }
        let variable = self.variable(&source.value);
        let has_default = specifiers.iter().any(|specifier| specifier.local.name() == "default");
        for specifier in &specifiers {
            let read = format!("{variable}{}", member(&specifier.local.name()));
            self.exports.getters.push((exported_name(&specifier.exported), read));
        }
        let source = quoted(&source.value);
        let required = match (has_default, specifiers.len()) {
            (false, _) => format!("require({source})"),
            (true, 1) => format!("_interopRequireDefault(require({source}))"),
            (true, _) => format!("_interopRequireWildcard(require({source}))"),
        };
        self.put(export.span, &format!("var {variable} = {required};"));
        Ok(())
    }

    /// Imported names that are exported again are read from their module each time.
    pub(super) fn export_imported(&mut self) {
        for (symbol, name) in std::mem::take(&mut self.exports.imported) {
            let own = || self.semantic.scoping().symbol_name(symbol).to_owned();
            let expression = self.imported(symbol).cloned().unwrap_or_else(own);
            self.exports.getters.push((name, expression));
        }
    }

    pub(super) fn export_default(&mut self, export: &ExportDefaultDeclaration<'a>) {
        let start = export.span.start as usize;
        let inner = export.declaration.span().start as usize;
        match &export.declaration {
            ExportDefaultDeclarationKind::TSInterfaceDeclaration(_) => self.blank(export.span),
            ExportDefaultDeclarationKind::FunctionDeclaration(function) if function.body.is_none() => self.blank(export.span),
            ExportDefaultDeclarationKind::FunctionDeclaration(function) => {
                self.edits.blank(start, inner);
                let name = match &function.id {
                    Some(id) => id.name.to_string(),
                    None => {
                        // The name goes before the type parameters or the parameters.
                        let at = function.type_parameters.as_ref().map_or(function.params.span.start, |types| types.span.start);
                        let name = self.variable("default");
                        self.edits.insert(at as usize, format!(" {name}"));
                        name
                    }
                };
                self.exports.functions.push(("default".to_owned(), name));
            }
            ExportDefaultDeclarationKind::ClassDeclaration(class) if class.id.is_some() => {
                self.edits.blank(start, inner);
                let name = class.id.as_ref().map_or("", |id| id.name.as_str());
                self.exports.void("default".to_owned());
                self.edits.insert(class.span.end as usize, format!(";exports.default = {name};"));
            }
            declaration => {
                self.exports.void("default".to_owned());
                self.edits.replace(start, inner, "exports.default = ");
                if matches!(declaration, ExportDefaultDeclarationKind::ClassDeclaration(_)) {
                    self.edits.insert(export.span.end as usize, ";");
                }
            }
        }
    }
}

/// The variables of a declaration.
fn declared(declaration: &Declaration<'_>) -> Vec<(SymbolId, String)> {
    let ids: Vec<_> = match declaration {
        Declaration::VariableDeclaration(declaration) if !declaration.declare => {
            declaration.declarations.iter().flat_map(|declarator| declarator.id.get_binding_identifiers()).collect()
        }
        Declaration::FunctionDeclaration(function) if !function.declare => function.id.iter().collect(),
        Declaration::ClassDeclaration(class) if !class.declare => class.id.iter().collect(),
        Declaration::TSEnumDeclaration(declaration) if !declaration.declare => vec![&declaration.id],
        _ => Vec::new(),
    };
    ids.into_iter().filter_map(|id| Some((id.symbol_id.get()?, id.name.to_string()))).collect()
}

/// The end of the top-level statement that declares a variable.
fn statement_end(semantic: &Semantic<'_>, declaration: NodeId) -> Option<usize> {
    let nodes = semantic.nodes();
    let mut last: Option<Span> = Some(nodes.get_node(declaration).kind().span());
    for ancestor in nodes.ancestors(declaration) {
        match ancestor.kind() {
            AstKind::Program(_) => return last.map(|span| span.end as usize),
            kind => last = Some(kind.span()),
        }
    }
    None
}

/// Hands an assigned value on to the exports.
fn assigned(semantic: &Semantic<'_>, node: NodeId, name: &str, targets: &str, edits: &mut Edits<'_>) {
    let nodes = semantic.nodes();
    let own = nodes.get_node(node).kind().span();
    for ancestor in nodes.ancestors(node) {
        let span = ancestor.kind().span();
        let (start, end) = (span.start as usize, span.end as usize);
        match ancestor.kind() {
            AstKind::AssignmentExpression(assignment) if assignment.left.span() == own => {
                return edits.insert(start, targets);
            }
            AstKind::AssignmentExpression(_) => return edits.insert(end, format!(", {targets}{name}")),
            AstKind::UpdateExpression(update) => {
                let parent = nodes.parent_kind(ancestor.id());
                let is_statement = is_statement(semantic, ancestor.id());
                if update.prefix || is_statement || matches!(parent, AstKind::ForStatement(_)) {
                    let (open, close) = if is_statement { ("", "") } else { ("(", ")") };
                    edits.insert(start, format!("{open}{targets}("));
                    edits.insert(end, format!(", {name}){close}"));
                } else {
                    edits.insert(start, "[");
                    edits.insert(end, format!(", {targets}{name}][0]"));
                }
                return;
            }
            AstKind::ForInStatement(_) | AstKind::ForOfStatement(_) | AstKind::Function(_) | AstKind::Program(_) => return,
            _ => {}
        }
    }
}
