//! Where something is taken apart (`const { a } = b`) or gone through (`for (const a of b)`, `[...b]`): what can have failed between two
//! places of one function, in the order in which it runs.

use oxc_allocator::Allocator;
use oxc_ast::ast::{
    ArrowFunctionExpression, AssignmentExpression, BindingPattern, CatchClause, Class, Expression, ForInStatement,
    ForOfStatement, ForStatementLeft, FormalParameters, Function, SpreadElement, SwitchStatement, VariableDeclarator,
    YieldExpression,
};
use oxc_ast_visit::{Visit, walk};
use oxc_parser::Parser;
use oxc_span::{GetSpan, SourceType, Span};
use oxc_syntax::scope::ScopeFlags;

use super::census::Places;

/// What is known of a failure: where the function was.
#[derive(Debug, Default)]
pub(in crate::engine) struct Between {
    /// Every place of the function that is known.
    pub(in crate::engine) known: Vec<usize>,
    /// The last place that was reached before.
    pub(in crate::engine) before: Option<usize>,
    /// The first place that comes after.
    pub(in crate::engine) after: Option<usize>,
    /// Whether something that cannot be gone through failed, and not something that cannot be taken apart.
    pub(in crate::engine) iterates: bool,
}

/// The line and column of what failed; `None` when it can have been one of several lines, or none is known.
pub(in crate::engine) fn failed(text: &str, typescript: bool, between: &Between) -> Option<(u32, u32)> {
    let types: &[SourceType] =
        if typescript { &[SourceType::ts()] } else { &[SourceType::cjs().with_script(true), SourceType::mjs()] };
    types.iter().find_map(|source_type| {
        let allocator = Allocator::default();
        let parsed = Parser::new(&allocator, text, source_type.to_owned()).parse();
        if parsed.panicked || !parsed.errors.is_empty() {
            return None;
        }
        let mut reader = Reader { functions: vec![Own { span: parsed.program.span, ..Own::default() }], open: vec![0] };
        reader.visit_program(&parsed.program);
        reader.failed(text, between)
    })
}

/// Something that can fail.
#[derive(Debug)]
struct Candidate {
    /// All of it, up to where it runs.
    whole: Span,
    /// Where it is told.
    told: u32,
    takes_apart: bool,
    iterates: bool,
}

/// The code of a function but for the functions in it.
#[derive(Debug, Default)]
struct Own {
    span: Span,
    candidates: Vec<Candidate>,
    /// Whether its code does not run in the order in which it stands.
    jumps: bool,
}

struct Reader {
    /// The program and all functions.
    functions: Vec<Own>,
    /// Those around what is read, the innermost last.
    open: Vec<usize>,
}

impl Reader {
    fn failed(&self, text: &str, between: &Between) -> Option<(u32, u32)> {
        let owner = |place: usize| {
            let around = self.functions.iter().enumerate().filter(|(_, own)| {
                (own.span.start as usize..own.span.end as usize).contains(&place) || own.span.start == 0 && place == 0
            });
            around.min_by_key(|(_, own)| own.span.size()).map_or(0, |(index, _)| index)
        };
        let index = between.known.first().map_or(0, |place| owner(*place));
        if between.known.iter().any(|place| owner(*place) != index) {
            return None;
        }
        let own = &self.functions[index];
        let fits = |candidate: &&Candidate| if between.iterates { candidate.iterates } else { candidate.takes_apart };
        let (start, end) = (|span: Span| span.start as usize, |span: Span| span.end as usize);
        let mut possible = own.candidates.iter().filter(fits).filter(|candidate| {
            own.jumps
                || (between.before.is_none_or(|before| end(candidate.whole) > before)
                    && between.after.is_none_or(|after| end(candidate.whole) <= after || start(candidate.whole) <= after))
        });
        let places = Places::new(text);
        let first = places.of(possible.next()?.told as usize);
        possible.all(|other| places.of(other.told as usize).0 == first.0).then_some(first)
    }

    fn add(&mut self, candidate: Candidate) {
        if let Some(own) = self.open.last().and_then(|index| self.functions.get_mut(*index)) {
            own.candidates.push(candidate);
        }
    }

    fn unordered(&mut self) {
        if let Some(own) = self.open.last().and_then(|index| self.functions.get_mut(*index)) {
            own.jumps = true;
        }
    }

    /// A pattern that takes `value` apart.
    fn pattern(&mut self, whole: Span, pattern: Span, is_array: bool, iterates: bool, value: Span) {
        let told = if is_array { value.start } else { pattern.start };
        self.add(Candidate { whole, told, takes_apart: true, iterates });
    }

    fn within(&mut self, span: Span, read: impl FnOnce(&mut Self)) {
        self.functions.push(Own { span, ..Own::default() });
        self.open.push(self.functions.len() - 1);
        read(self);
        self.open.pop();
    }
}

/// Whether there is an array pattern in a pattern.
struct Arrays(bool);

impl<'a> Visit<'a> for Arrays {
    fn visit_array_pattern(&mut self, _: &oxc_ast::ast::ArrayPattern<'a>) {
        self.0 = true;
    }

    fn visit_array_assignment_target(&mut self, _: &oxc_ast::ast::ArrayAssignmentTarget<'a>) {
        self.0 = true;
    }

    fn visit_expression(&mut self, _: &Expression<'a>) {}
}

fn has_arrays(pattern: &BindingPattern<'_>) -> bool {
    let mut arrays = Arrays(false);
    arrays.visit_binding_pattern(pattern);
    arrays.0
}

impl<'a> Visit<'a> for Reader {
    fn visit_function(&mut self, it: &Function<'a>, flags: ScopeFlags) {
        self.within(it.span, |reader| walk::walk_function(reader, it, flags));
    }

    fn visit_arrow_function_expression(&mut self, it: &ArrowFunctionExpression<'a>) {
        self.within(it.span, |reader| walk::walk_arrow_function_expression(reader, it));
    }

    /// Fields and static blocks are functions of their own to the engine.
    fn visit_class(&mut self, it: &Class<'a>) {
        self.within(it.span, |reader| walk::walk_class(reader, it));
    }

    fn visit_formal_parameters(&mut self, it: &FormalParameters<'a>) {
        for parameter in &it.items {
            let span = parameter.pattern.span();
            if parameter.pattern.is_destructuring_pattern() {
                self.pattern(span, span, false, has_arrays(&parameter.pattern), span);
            }
        }
        walk::walk_formal_parameters(self, it);
    }

    fn visit_variable_declarator(&mut self, it: &VariableDeclarator<'a>) {
        if let Some(init) = it.init.as_ref().filter(|_| it.id.is_destructuring_pattern()) {
            let whole = Span::new(it.span.start, init.span().end);
            let is_array = matches!(it.id, BindingPattern::ArrayPattern(_));
            self.pattern(whole, it.id.span(), is_array, has_arrays(&it.id), init.span());
        }
        walk::walk_variable_declarator(self, it);
    }

    fn visit_assignment_expression(&mut self, it: &AssignmentExpression<'a>) {
        if it.left.is_assignment_target_pattern() {
            let mut arrays = Arrays(false);
            arrays.visit_assignment_target(&it.left);
            let is_array = matches!(it.left, oxc_ast::ast::AssignmentTarget::ArrayAssignmentTarget(_));
            self.pattern(it.span, it.left.span(), is_array, arrays.0, it.right.span());
        }
        walk::walk_assignment_expression(self, it);
    }

    fn visit_for_of_statement(&mut self, it: &ForOfStatement<'a>) {
        let takes_apart = match &it.left {
            ForStatementLeft::VariableDeclaration(left) => left.declarations.iter().any(|one| one.id.is_destructuring_pattern()),
            left => left.as_assignment_target().is_some_and(oxc_ast::ast::AssignmentTarget::is_assignment_target_pattern),
        };
        let whole = Span::new(it.span.start, it.right.span().end);
        self.add(Candidate { whole, told: it.right.span().start, takes_apart, iterates: true });
        walk::walk_for_of_statement(self, it);
    }

    fn visit_for_in_statement(&mut self, it: &ForInStatement<'a>) {
        let whole = Span::new(it.span.start, it.right.span().end);
        if let ForStatementLeft::VariableDeclaration(left) = &it.left
            && let Some(one) = left.declarations.iter().find(|one| one.id.is_destructuring_pattern())
        {
            self.pattern(whole, one.id.span(), false, has_arrays(&one.id), it.right.span());
        }
        walk::walk_for_in_statement(self, it);
    }

    fn visit_catch_clause(&mut self, it: &CatchClause<'a>) {
        if let Some(parameter) = it.param.as_ref().filter(|parameter| parameter.pattern.is_destructuring_pattern()) {
            let span = parameter.pattern.span();
            self.pattern(span, span, false, has_arrays(&parameter.pattern), span);
        }
        walk::walk_catch_clause(self, it);
    }

    fn visit_spread_element(&mut self, it: &SpreadElement<'a>) {
        self.add(Candidate { whole: it.span, told: it.argument.span().start, takes_apart: false, iterates: true });
        walk::walk_spread_element(self, it);
    }

    fn visit_yield_expression(&mut self, it: &YieldExpression<'a>) {
        if let Some(argument) = it.argument.as_ref().filter(|_| it.delegate) {
            self.add(Candidate { whole: it.span, told: argument.span().start, takes_apart: false, iterates: true });
        }
        walk::walk_yield_expression(self, it);
    }

    /// The engine computes what stands behind `case` before anything else.
    fn visit_switch_statement(&mut self, it: &SwitchStatement<'a>) {
        self.unordered();
        walk::walk_switch_statement(self, it);
    }
}
