//! Where a WXS text has what WXS has not: the first place of each.

use oxc_allocator::Allocator;
use oxc_ast::ast::{
    ArrayAssignmentTarget, ArrayPattern, ArrowFunctionExpression, AssignmentExpression, AssignmentPattern, BinaryExpression,
    BinaryOperator, BindingRestElement, ChainExpression, Class, ExportAllDeclaration, ExportDefaultDeclaration,
    ExportNamedDeclaration, ForOfStatement, FormalParameter, Function, ImportDeclaration, LogicalExpression, LogicalOperator,
    ObjectAssignmentTarget, ObjectPattern, ObjectProperty, SpreadElement, TemplateLiteral, VariableDeclaration,
    VariableDeclarationKind,
};
use oxc_ast_visit::{Visit, walk};
use oxc_parser::Parser;
use oxc_span::{SourceType, Span};
use oxc_syntax::operator::AssignmentOperator;
use oxc_syntax::scope::ScopeFlags;

use super::census::Places;
use crate::trace::Lack;

/// What a WXS text has that WXS has not, each at its first line and column. Nothing is known of a text that cannot be read.
pub fn wxs_lacks(text: &str) -> Vec<((u32, u32), Lack)> {
    let allocator = Allocator::default();
    let read = |source_type| {
        let parsed = Parser::new(&allocator, text, source_type).parse();
        (!parsed.panicked && parsed.errors.is_empty()).then_some(parsed)
    };
    let parsed = read(SourceType::cjs().with_script(true)).or_else(|| read(SourceType::mjs()));
    let Some(parsed) = parsed else { return Vec::new() };
    let mut finder = Finder::default();
    finder.visit_program(&parsed.program);
    let places = Places::new(text);
    let mut found = finder.found;
    found.sort_by_key(|(start, _)| *start);
    found.into_iter().map(|(start, lack)| (places.of(start as usize), lack)).collect()
}

#[derive(Default)]
struct Finder {
    found: Vec<(u32, Lack)>,
}

impl Finder {
    fn has(&mut self, span: Span, lack: Lack) {
        match self.found.iter_mut().find(|(_, known)| *known == lack) {
            Some((start, _)) => *start = (*start).min(span.start),
            None => self.found.push((span.start, lack)),
        }
    }
}

impl<'a> Visit<'a> for Finder {
    fn visit_arrow_function_expression(&mut self, it: &ArrowFunctionExpression<'a>) {
        self.has(it.span, Lack::ARROW);
        walk::walk_arrow_function_expression(self, it);
    }

    fn visit_variable_declaration(&mut self, it: &VariableDeclaration<'a>) {
        if it.kind != VariableDeclarationKind::Var {
            self.has(it.span, Lack::LET);
        }
        walk::walk_variable_declaration(self, it);
    }

    fn visit_template_literal(&mut self, it: &TemplateLiteral<'a>) {
        self.has(it.span, Lack::TEMPLATE);
        walk::walk_template_literal(self, it);
    }

    fn visit_class(&mut self, it: &Class<'a>) {
        self.has(it.span, Lack::CLASS);
    }

    fn visit_spread_element(&mut self, it: &SpreadElement<'a>) {
        self.has(it.span, Lack::SPREAD);
        walk::walk_spread_element(self, it);
    }

    fn visit_binding_rest_element(&mut self, it: &BindingRestElement<'a>) {
        self.has(it.span, Lack::SPREAD);
        walk::walk_binding_rest_element(self, it);
    }

    fn visit_object_pattern(&mut self, it: &ObjectPattern<'a>) {
        self.has(it.span, Lack::PATTERN);
        walk::walk_object_pattern(self, it);
    }

    fn visit_array_pattern(&mut self, it: &ArrayPattern<'a>) {
        self.has(it.span, Lack::PATTERN);
        walk::walk_array_pattern(self, it);
    }

    fn visit_object_assignment_target(&mut self, it: &ObjectAssignmentTarget<'a>) {
        self.has(it.span, Lack::PATTERN);
        walk::walk_object_assignment_target(self, it);
    }

    fn visit_array_assignment_target(&mut self, it: &ArrayAssignmentTarget<'a>) {
        self.has(it.span, Lack::PATTERN);
        walk::walk_array_assignment_target(self, it);
    }

    fn visit_formal_parameter(&mut self, it: &FormalParameter<'a>) {
        if it.initializer.is_some() {
            self.has(it.span, Lack::DEFAULT);
        }
        walk::walk_formal_parameter(self, it);
    }

    fn visit_assignment_pattern(&mut self, it: &AssignmentPattern<'a>) {
        self.has(it.span, Lack::PATTERN);
        walk::walk_assignment_pattern(self, it);
    }

    fn visit_object_property(&mut self, it: &ObjectProperty<'a>) {
        if it.method || it.shorthand || it.computed {
            self.has(it.span, Lack::SHORTHAND);
        }
        walk::walk_object_property(self, it);
    }

    fn visit_for_of_statement(&mut self, it: &ForOfStatement<'a>) {
        self.has(it.span, Lack::FOR_OF);
        walk::walk_for_of_statement(self, it);
    }

    fn visit_function(&mut self, it: &Function<'a>, flags: ScopeFlags) {
        if it.generator || it.r#async {
            self.has(it.span, Lack::SUSPENDED);
        }
        walk::walk_function(self, it, flags);
    }

    fn visit_chain_expression(&mut self, it: &ChainExpression<'a>) {
        self.has(it.span, Lack::OPTIONAL);
        walk::walk_chain_expression(self, it);
    }

    fn visit_logical_expression(&mut self, it: &LogicalExpression<'a>) {
        if it.operator == LogicalOperator::Coalesce {
            self.has(it.span, Lack::OPTIONAL);
        }
        walk::walk_logical_expression(self, it);
    }

    fn visit_binary_expression(&mut self, it: &BinaryExpression<'a>) {
        if it.operator == BinaryOperator::Exponential {
            self.has(it.span, Lack::POWER);
        }
        walk::walk_binary_expression(self, it);
    }

    fn visit_assignment_expression(&mut self, it: &AssignmentExpression<'a>) {
        match it.operator {
            AssignmentOperator::Exponential => self.has(it.span, Lack::POWER),
            operator if operator.is_logical() => self.has(it.span, Lack::OPTIONAL),
            _ => {}
        }
        walk::walk_assignment_expression(self, it);
    }

    fn visit_import_declaration(&mut self, it: &ImportDeclaration<'a>) {
        self.has(it.span, Lack::MODULES);
    }

    fn visit_export_named_declaration(&mut self, it: &ExportNamedDeclaration<'a>) {
        self.has(it.span, Lack::MODULES);
        walk::walk_export_named_declaration(self, it);
    }

    fn visit_export_default_declaration(&mut self, it: &ExportDefaultDeclaration<'a>) {
        self.has(it.span, Lack::MODULES);
        walk::walk_export_default_declaration(self, it);
    }

    fn visit_export_all_declaration(&mut self, it: &ExportAllDeclaration<'a>) {
        self.has(it.span, Lack::MODULES);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lacks(text: &str) -> Vec<String> {
        let name = |lack: Lack| lack.message().en.trim_start_matches("WXS has no ").split(':').next().unwrap_or("").to_owned();
        wxs_lacks(text).into_iter().map(|((line, column), lack)| format!("{line}:{column} {}", name(lack))).collect()
    }

    #[test]
    fn what_wxs_has_not_is_found_where_it_stands_first() {
        let check = |text: &str, expected: &[&str]| assert_eq!(lacks(text), expected, "{text}");
        check(
            "module.exports.f = (x) => { let y = x; return `v${y}` };",
            &["1:20 arrow functions", "1:29 let and const", "1:47 template strings"],
        );
        check("var a = 1\nconst b = 2, c = 3; let d", &["2:1 let and const"]);
        check("class A {}", &["1:1 classes"]);
        check("f(...a)", &["1:3 spread and rest (...)"]);
        check("function f(a, ...b) {}", &["1:15 spread and rest (...)"]);
        check("var { a } = o", &["1:5 destructuring"]);
        check("[a, b] = o", &["1:1 destructuring"]);
        check("function f(a = 1) {}", &["1:12 default values of parameters"]);
        for text in ["var o = { a }", "var o = { f() {} }", "var o = { [k]: 1 }"] {
            check(text, &["1:11 shorthand and computed names in objects"]);
        }
        check("for (var a of b) {}", &["1:1 for … of"]);
        check("var f = function* () {}", &["1:9 generators and async functions"]);
        check("a = b?.c", &["1:5 ?., ??, ??=, ||= and &&="]);
        check("a = b ?? c", &["1:5 ?., ??, ??=, ||= and &&="]);
        check("a ||= c", &["1:1 ?., ??, ??=, ||= and &&="]);
        check("a = 2 ** 3; a **= 2", &["1:5 **"]);
        check("export default 1", &["1:1 import and export"]);
    }

    #[test]
    fn what_wxs_has_is_let_through() {
        let text = "var o = { 'a': 1, b: function (x) { return arguments.length }, get: 2, set: 3, async: 4 };
            var r = getRegExp('a', 'g'), d = getDate(); var let_ = 1, of = 2, is = o.class;
            function f(a) { for (var i = 0; i < 3; i++) { switch (a) { case 1: break; default: continue } } return a ? typeof a : void 0 }
            do { o.b(1) } while (false); module.exports = { f: f, o: o }; // => ... `x`
            var text = '=> ... `x` let'; x = f; delete o.b; var y = x in o; try { null.x } catch (e) { throw new Error(e) }";
        assert_eq!(lacks(text), Vec::<String>::new());
        assert_eq!(lacks("var = ;"), Vec::<String>::new());
    }
}
