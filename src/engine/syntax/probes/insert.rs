//! Putting counters into a text: a walk through its syntax tree that names functions and follows what settles a promise.

use oxc_ast::ast::{
    Argument, ArrowFunctionExpression, AssignmentExpression, AssignmentTarget, BlockStatement, CallExpression, DoWhileStatement,
    Expression, ExpressionStatement, ForInStatement, ForOfStatement, ForStatement, FormalParameters, Function, FunctionBody,
    IfStatement, MethodDefinition, NewExpression, ObjectExpression, ObjectProperty, ObjectPropertyKind, Program,
    PropertyDefinition, Statement, StaticBlock, VariableDeclarator, WhileStatement, WithStatement,
};
use oxc_ast_visit::{Visit, walk};
use oxc_span::{GetSpan, Span};
use oxc_syntax::scope::ScopeFlags;

use super::super::edits::Edits;
use super::names::{CALLBACKS, callbacks_of, callee_name, dotted, is_executed, is_function, key_name};
use super::{COUNTERS, FunctionProbe, MARK, Probes, PromiseProbe, SiteProbe, SpanProbe};

/// Puts counters into a program, numbered from `first`. `wrapped`: the text becomes the body of a function.
pub(in crate::engine::syntax) fn insert(program: &Program<'_>, edits: &mut Edits<'_>, first: usize, wrapped: bool) -> Probes {
    let mut inserter = Inserter {
        edits,
        probes: Probes { end: first, comments: program.comments.iter().map(|it| range(it.span)).collect(), ..Probes::default() },
        depth: usize::from(wrapped),
        name: None,
        scopes: Vec::new(),
        dropped: None,
    };
    inserter.visit_program(program);
    inserter.probes
}

fn range(span: Span) -> (usize, usize) {
    (span.start as usize, span.end as usize)
}

/// A parameter, and which promise it settles and how (0: resolve, 1: reject), if it does.
type Parameter = (String, Option<(usize, usize)>);

struct Inserter<'e, 't> {
    edits: &'e mut Edits<'t>,
    probes: Probes,
    /// How many functions are around.
    depth: usize,
    /// What a function that comes next is called, and where that stands.
    name: Option<(String, usize)>,
    /// The parameters of the functions around: those that settle a promise know which one and how.
    scopes: Vec<Vec<Parameter>>,
    /// The call that is a statement by itself.
    dropped: Option<Span>,
}

impl<'a> Inserter<'_, '_> {
    fn counter(&mut self) -> usize {
        self.probes.end += 1;
        self.probes.end - 1
    }

    fn count(&self, counter: usize) -> String {
        if self.depth == 0 { format!("{counter} instanceof {COUNTERS}") } else { format!("{COUNTERS}[{counter}]++") }
    }

    /// Counts a statement that stands in a list.
    fn before(&mut self, statement: &Statement<'a>) {
        if !is_executed(statement) {
            return;
        }
        let (offset, _) = range(statement.span());
        let counter = self.counter();
        self.statement(statement.span(), counter);
        let text = format!("{};", self.count(counter));
        self.edits.insert(offset, text);
    }

    /// Counts a statement that stands alone, as after `if (…)`.
    fn alone(&mut self, statement: &Statement<'a>) {
        let wraps =
            !matches!(statement, Statement::BlockStatement(_) | Statement::EmptyStatement(_) | Statement::FunctionDeclaration(_));
        if wraps {
            let span = statement.span();
            let counter = self.counter();
            self.statement(span, counter);
            let text = format!("{MARK}{{{};", self.count(counter));
            self.edits.insert(span.start as usize, text);
            self.visit_statement(statement);
            self.edits.insert(span.end as usize, format!("{MARK}}}"));
        } else {
            self.visit_statement(statement);
        }
    }

    /// The name of a function that is about to be visited.
    fn take_name(&mut self, own: Option<(String, usize)>, span: Span) -> (String, usize) {
        let given = self.name.take();
        own.or(given).unwrap_or_else(|| (String::new(), span.start as usize))
    }

    fn statement(&mut self, span: Span, counter: usize) {
        let (start, end) = range(span);
        self.probes.statements.push((start, counter));
        self.probes.spans.push(SpanProbe { start, end, counter, is_function: false });
    }

    fn function(&mut self, (name, offset): (String, usize), body: Span, counter: usize) {
        self.probes.spans.push(SpanProbe { start: offset, end: body.end as usize, counter, is_function: true });
        self.probes.functions.push(FunctionProbe { name, offset, counter });
    }

    /// The names that a function's parameters hide, and whether the function settles a promise by them.
    fn enter(&mut self, params: &FormalParameters<'a>, promise: Option<usize>) {
        let mut names = Vec::new();
        for (index, parameter) in params.items.iter().enumerate() {
            for id in parameter.pattern.get_binding_identifiers() {
                names.push((id.name.to_string(), promise.filter(|_| index < 2).map(|promise| (promise, index))));
            }
        }
        self.scopes.push(names);
    }

    /// Which promise a name settles, and how (0: resolve, 1: reject).
    fn settles(&self, name: &str) -> Option<(usize, usize)> {
        let known = self.scopes.iter().rev().find_map(|scope| scope.iter().find(|(known, _)| known == name));
        known.and_then(|(_, settles)| *settles)
    }

    fn body(&mut self, body: &FunctionBody<'a>, name: (String, usize)) {
        let counter = self.counter();
        self.depth += 1;
        let text = self.count(counter);
        // What stands first in a body must stay first: `'use strict'`.
        let (offset, text) = match body.directives.last() {
            Some(directive) => (directive.span.end as usize, format!("{MARK};{text};")),
            None => (body.span.start as usize + 1, format!("{text};")),
        };
        self.edits.insert(offset, text);
        self.function(name, body.span, counter);
        self.visit_function_body(body);
        self.depth -= 1;
    }

    /// A function, with the promise that its parameters settle.
    fn any_function(&mut self, it: &Function<'a>, promise: Option<usize>) {
        let own = it.id.as_ref().map(|id| (id.name.to_string(), id.span.start as usize));
        let name = self.take_name(own, it.span);
        let Some(body) = &it.body else { return };
        self.enter(&it.params, promise);
        self.visit_formal_parameters(&it.params);
        self.body(body, name);
        self.scopes.pop();
    }

    fn any_arrow(&mut self, it: &ArrowFunctionExpression<'a>, promise: Option<usize>) {
        let name = self.take_name(None, it.span);
        self.enter(&it.params, promise);
        self.visit_formal_parameters(&it.params);
        match it.get_expression() {
            None => self.body(&it.body, name),
            Some(expression) => {
                let counter = self.counter();
                let span = expression.span();
                self.depth += 1;
                let text = format!("({},", self.count(counter));
                self.edits.insert(span.start as usize, text);
                self.function(name, span, counter);
                self.statement(span, counter);
                self.visit_expression(expression);
                self.edits.insert(span.end as usize, format!("{MARK})"));
                self.depth -= 1;
            }
        }
        self.scopes.pop();
    }

    fn arguments(&mut self, arguments: &[Argument<'a>], callee: &str, site: Option<usize>) {
        for argument in arguments {
            match argument {
                Argument::ObjectExpression(object) => self.options(object, callee, site),
                Argument::FunctionExpression(_) | Argument::ArrowFunctionExpression(_) => {
                    self.name = Some((callee.to_owned(), argument.span().start as usize));
                    self.visit_argument(argument);
                    self.name = None;
                }
                _ => self.visit_argument(argument),
            }
        }
    }

    /// The object of options of a call: its functions are called after the call and their key.
    fn options(&mut self, object: &ObjectExpression<'a>, callee: &str, site: Option<usize>) {
        for property in &object.properties {
            let ObjectPropertyKind::ObjectProperty(property) = property else {
                self.visit_object_property_kind(property);
                continue;
            };
            let key = key_name(&property.key);
            if let (Some(site), Some(key), Expression::Identifier(value)) = (site, &key, &property.value)
                && CALLBACKS.contains(&key.as_str())
                && let Some((promise, how)) = self.settles(&value.name)
            {
                self.probes.promises[promise].settles[how].given.push((site, key.clone()));
            }
            let name = key.map(|key| if callee.is_empty() { key } else { format!("{callee} {key}") });
            self.name = name.map(|name| (name, property.key.span().start as usize));
            if property.computed {
                self.visit_property_key(&property.key);
            }
            self.visit_expression(&property.value);
            self.name = None;
        }
    }

    fn site(&mut self, call: &CallExpression<'a>) -> Option<usize> {
        let Expression::StaticMemberExpression(member) = &call.callee else { return None };
        let api = dotted(&call.callee)?.strip_prefix("wx.")?.to_owned();
        let callbacks = match call.arguments.first() {
            None => Some(Vec::new()),
            Some(Argument::ObjectExpression(object)) => callbacks_of(object),
            Some(_) => None,
        };
        let (offset, dropped) = (member.property.span.start as usize, self.dropped == Some(call.span));
        self.probes.sites.push(SiteProbe { api, offset, callbacks, dropped });
        Some(self.probes.sites.len() - 1)
    }
}

impl<'a> Visit<'a> for Inserter<'_, '_> {
    fn visit_statements(&mut self, it: &oxc_allocator::Vec<'a, Statement<'a>>) {
        for statement in it {
            self.before(statement);
            self.visit_statement(statement);
        }
    }

    fn visit_block_statement(&mut self, it: &BlockStatement<'a>) {
        self.visit_statements(&it.body);
    }

    fn visit_static_block(&mut self, it: &StaticBlock<'a>) {
        self.depth += 1;
        walk::walk_static_block(self, it);
        self.depth -= 1;
    }

    fn visit_expression_statement(&mut self, it: &ExpressionStatement<'a>) {
        if let Expression::CallExpression(call) = &it.expression {
            self.dropped = Some(call.span);
        }
        self.visit_expression(&it.expression);
    }

    fn visit_if_statement(&mut self, it: &IfStatement<'a>) {
        self.visit_expression(&it.test);
        self.alone(&it.consequent);
        if let Some(alternate) = &it.alternate {
            self.alone(alternate);
        }
    }

    fn visit_for_statement(&mut self, it: &ForStatement<'a>) {
        if let Some(init) = &it.init {
            self.visit_for_statement_init(init);
        }
        if let Some(test) = &it.test {
            self.visit_expression(test);
        }
        if let Some(update) = &it.update {
            self.visit_expression(update);
        }
        self.alone(&it.body);
    }

    fn visit_for_in_statement(&mut self, it: &ForInStatement<'a>) {
        self.visit_for_statement_left(&it.left);
        self.visit_expression(&it.right);
        self.alone(&it.body);
    }

    fn visit_for_of_statement(&mut self, it: &ForOfStatement<'a>) {
        self.visit_for_statement_left(&it.left);
        self.visit_expression(&it.right);
        self.alone(&it.body);
    }

    fn visit_while_statement(&mut self, it: &WhileStatement<'a>) {
        self.visit_expression(&it.test);
        self.alone(&it.body);
    }

    fn visit_do_while_statement(&mut self, it: &DoWhileStatement<'a>) {
        self.alone(&it.body);
        self.visit_expression(&it.test);
    }

    fn visit_with_statement(&mut self, it: &WithStatement<'a>) {
        self.visit_expression(&it.object);
        self.alone(&it.body);
    }

    fn visit_function(&mut self, it: &Function<'a>, _: ScopeFlags) {
        self.any_function(it, None);
    }

    fn visit_arrow_function_expression(&mut self, it: &ArrowFunctionExpression<'a>) {
        self.any_arrow(it, None);
    }

    fn visit_variable_declarator(&mut self, it: &VariableDeclarator<'a>) {
        self.visit_binding_pattern(&it.id);
        if let Some(init) = &it.init {
            if is_function(init) {
                self.name = it.id.get_binding_identifier().map(|id| (id.name.to_string(), id.span.start as usize));
            }
            self.visit_expression(init);
            self.name = None;
        }
    }

    fn visit_assignment_expression(&mut self, it: &AssignmentExpression<'a>) {
        self.visit_assignment_target(&it.left);
        if is_function(&it.right) {
            self.name = match &it.left {
                AssignmentTarget::AssignmentTargetIdentifier(id) => Some((id.name.to_string(), id.span.start as usize)),
                AssignmentTarget::StaticMemberExpression(member) => {
                    Some((member.property.name.to_string(), member.property.span.start as usize))
                }
                _ => None,
            };
        }
        self.visit_expression(&it.right);
        self.name = None;
    }

    fn visit_object_property(&mut self, it: &ObjectProperty<'a>) {
        if it.computed {
            self.visit_property_key(&it.key);
        }
        if is_function(&it.value) {
            self.name = key_name(&it.key).map(|name| (name, it.key.span().start as usize));
        }
        self.visit_expression(&it.value);
        self.name = None;
    }

    fn visit_method_definition(&mut self, it: &MethodDefinition<'a>) {
        if it.computed {
            self.visit_property_key(&it.key);
        }
        self.name = key_name(&it.key).map(|name| (name, it.key.span().start as usize));
        self.any_function(&it.value, None);
        self.name = None;
    }

    fn visit_property_definition(&mut self, it: &PropertyDefinition<'a>) {
        if it.computed {
            self.visit_property_key(&it.key);
        }
        let Some(value) = &it.value else { return };
        if is_function(value) {
            self.name = key_name(&it.key).map(|name| (name, it.key.span().start as usize));
        }
        self.depth += 1;
        self.visit_expression(value);
        self.depth -= 1;
        self.name = None;
    }

    fn visit_call_expression(&mut self, it: &CallExpression<'a>) {
        self.name = None;
        let settles = match &it.callee {
            Expression::Identifier(callee) if !it.optional => self.settles(&callee.name),
            _ => None,
        };
        if let Some((promise, how)) = settles {
            let counter = self.counter();
            let text = format!("({},", self.count(counter));
            self.edits.insert(it.span.start as usize, text);
            self.probes.promises[promise].settles[how].counters.push(counter);
        }
        self.visit_expression(&it.callee);
        let site = self.site(it);
        self.arguments(&it.arguments, &callee_name(&it.callee), site);
        if settles.is_some() {
            self.edits.insert(it.span.end as usize, format!("{MARK})"));
        }
    }

    fn visit_new_expression(&mut self, it: &NewExpression<'a>) {
        self.name = None;
        let is_promise = matches!(&it.callee, Expression::Identifier(id) if id.name == "Promise");
        self.visit_expression(&it.callee);
        let mut rest = it.arguments.as_slice();
        if is_promise && let Some((first, others)) = it.arguments.split_first() {
            let promise = self.probes.promises.len();
            let name = Some(("Promise executor".to_owned(), first.span().start as usize));
            let found = PromiseProbe { offset: it.span.start as usize, ..PromiseProbe::default() };
            match first {
                Argument::ArrowFunctionExpression(function) => {
                    self.probes.promises.push(found);
                    self.name = name;
                    self.any_arrow(function, Some(promise));
                    rest = others;
                }
                Argument::FunctionExpression(function) => {
                    self.probes.promises.push(found);
                    self.name = name;
                    self.any_function(function, Some(promise));
                    rest = others;
                }
                _ => {}
            }
        }
        let callee = callee_name(&it.callee);
        self.arguments(rest, &callee, None);
    }
}
