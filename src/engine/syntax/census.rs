//! The names that a text defines at its top level, so that a trace can tell when one file's function replaces another's.

use oxc_ast::ast::{BindingPattern, Declaration, Function, Program, Statement, VariableDeclaration, VariableDeclarationKind};
use oxc_ast_visit::Visit;

use crate::trace::Definition;

/// Lists the names, in order.
pub(in crate::engine) fn definitions(program: &Program<'_>, text: &str) -> Vec<Definition> {
    let mut census = Census { defines: Vec::new(), places: Places::new(text) };
    for statement in &program.body {
        match statement {
            Statement::ExportNamedDeclaration(export) => {
                if let Some(declaration) = &export.declaration {
                    census.declaration(declaration);
                }
            }
            _ => {
                if let Some(declaration) = statement.as_declaration() {
                    census.declaration(declaration);
                }
            }
        }
    }
    census.defines
}

struct Census<'t> {
    defines: Vec<Definition>,
    places: Places<'t>,
}

impl Census<'_> {
    fn declaration(&mut self, declaration: &Declaration<'_>) {
        match declaration {
            Declaration::FunctionDeclaration(function) if !function.declare => self.function(function),
            Declaration::ClassDeclaration(class) if !class.declare => {
                if let Some(id) = &class.id {
                    self.define(&id.name, "class", id.span.start, false);
                }
            }
            Declaration::VariableDeclaration(declaration) if !declaration.declare => self.variables(declaration),
            _ => {}
        }
    }

    fn variables(&mut self, declaration: &VariableDeclaration<'_>) {
        let what = match declaration.kind {
            VariableDeclarationKind::Const => "const",
            VariableDeclarationKind::Let => "let",
            _ => "var",
        };
        for declarator in &declaration.declarations {
            self.pattern(&declarator.id, what);
        }
    }

    fn define(&mut self, name: &str, what: &str, start: u32, returns_nothing: bool) {
        let (line, column) = self.places.of(start as usize);
        self.defines.push(Definition { name: name.to_owned(), what: what.to_owned(), line, column, returns_nothing });
    }

    fn function(&mut self, function: &Function<'_>) {
        if let Some(id) = &function.id {
            let mut returns = Returns { found: false };
            if let Some(body) = &function.body {
                returns.visit_function_body(body);
            }
            let nothing = !returns.found && !function.r#async && !function.generator;
            self.define(&id.name, "function", id.span.start, nothing);
        }
    }

    fn pattern(&mut self, pattern: &BindingPattern<'_>, what: &str) {
        for id in pattern.get_binding_identifiers() {
            self.define(&id.name, what, id.span.start, false);
        }
    }
}

/// Finds `return value` in a function, not in functions inside it.
struct Returns {
    found: bool,
}

impl<'a> Visit<'a> for Returns {
    fn visit_return_statement(&mut self, statement: &oxc_ast::ast::ReturnStatement<'a>) {
        self.found |= statement.argument.is_some();
    }

    fn visit_function(&mut self, _: &Function<'a>, _: oxc_syntax::scope::ScopeFlags) {}

    fn visit_arrow_function_expression(&mut self, _: &oxc_ast::ast::ArrowFunctionExpression<'a>) {}
}

/// Byte offsets to lines and columns.
pub(super) struct Places<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Places<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(index, _)| index + 1)).collect();
        Self { text, starts }
    }

    pub(super) fn of(&self, offset: usize) -> (u32, u32) {
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts[line - 1];
        let column = self.text[start..offset].encode_utf16().count() + 1;
        (u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use crate::engine::syntax::prepare;

    #[test]
    fn finds_top_level_names_and_whether_functions_return() {
        let text = "function a() { return 1 }\nconst { b, c: [d] } = x\nfunction e() { g(() => { return 2 }) }\nclass F {}";
        let defines = prepare(text, false, None).map(|prepared| prepared.defines).unwrap_or_default();
        let found: Vec<_> =
            defines.iter().map(|d| (d.name.as_str(), d.what.as_str(), d.line, d.column, d.returns_nothing)).collect();
        assert_eq!(
            found,
            [
                ("a", "function", 1, 10, false),
                ("b", "const", 2, 9, false),
                ("d", "const", 2, 16, false),
                ("e", "function", 3, 10, true),
                ("F", "class", 4, 7, false)
            ]
        );
    }
}
