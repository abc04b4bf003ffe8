//! Which functions of a text somebody could call from outside: those of the top level that need no argument.

use oxc_allocator::Allocator;
use oxc_ast::ast::{Expression, FormalParameters, Statement};
use oxc_parser::Parser;
use oxc_span::SourceType;

/// The names of all top-level functions without a required parameter, in order; a text that does not parse has none.
pub fn entries(text: &str) -> Vec<String> {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, text, SourceType::cjs().with_script(true)).parse();
    if parsed.panicked || !parsed.errors.is_empty() {
        return Vec::new();
    }
    let mut names: Vec<String> = Vec::new();
    let mut found = |name: &str, parameters: &FormalParameters<'_>| {
        names.retain(|known| known != name);
        if parameters.items.iter().all(|parameter| parameter.initializer.is_some()) {
            names.push(name.to_owned());
        }
    };
    for statement in &parsed.program.body {
        match statement {
            Statement::FunctionDeclaration(function) => {
                if let Some(id) = &function.id {
                    found(&id.name, &function.params);
                }
            }
            Statement::VariableDeclaration(declaration) => {
                for declarator in &declaration.declarations {
                    let Some(id) = declarator.id.get_binding_identifier() else { continue };
                    match &declarator.init {
                        Some(Expression::ArrowFunctionExpression(function)) => found(&id.name, &function.params),
                        Some(Expression::FunctionExpression(function)) => found(&id.name, &function.params),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::entries;

    #[test]
    fn functions_that_need_no_argument_are_entries() {
        let text =
            "function a() {} function b(x) {} const c = () => 1, d = async (x = 1) => x; let e = function () {}; var f = a";
        assert_eq!(entries(text), ["a", "c", "d", "e"]);
    }

    #[test]
    fn the_last_of_two_functions_with_one_name_counts() {
        assert_eq!(entries("function a() {} function b() {} function a(x) {}"), ["b"]);
        assert_eq!(entries("function a( {"), Vec::<String>::new());
    }
}
