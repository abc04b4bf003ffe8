//! Which functions of a large library can be compiled when they are first called, as a plan that is made once and kept as data.
//!
//! Boa compiles whatever it reads, and a library is mostly functions that a run never calls. A function qualifies if it stands
//! directly in the library's module, and needs nothing of its surroundings but names of the module that are never assigned again,
//! its parameters and `this`. Its body becomes a call of what the host compiles then (`src/engine/library.rs`). Everything else
//! stays as it is: generators, async functions, and what names `super`, `arguments` or `new.target`.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use oxc_allocator::Allocator;
use oxc_ast::ast::{
    Argument, ArrowFunctionExpression, BindingIdentifier, CallExpression, Class, Expression, FormalParameters, Function,
    FunctionBody, IdentifierReference, MetaProperty, MethodDefinition, ObjectProperty, PrivateIdentifier, Super, ThisExpression,
};
use oxc_ast_visit::{Visit, walk};
use oxc_parser::Parser;
use oxc_semantic::{Scoping, SemanticBuilder, SymbolId};
use oxc_span::{SourceType, Span};
use oxc_syntax::scope::ScopeFlags;

use super::edits::Edits;
use super::{length, nested_this};

/// Bodies shorter than this are compiled with the library: what would stand in their place is hardly shorter.
const SHORTEST: usize = 90;

/// A plan: the edits that the engine needs, then the functions in the edited text that can wait, a line each. Every offset is told
/// as the distance from the one before it.
///
/// A line `=12,3 text` replaces three bytes; a line `+40,200 r X|e t|7 19` is a body of 200 bytes that needs `r` and `X` of the
/// module and the parameters `e` and `t`, and names `this` at the given places. In a kept plan `-` instead of `+` marks a function
/// that every first page calls, found by printing what is made in two projects: it is compiled with the library after all. A wrong
/// mark costs time only.
pub(in crate::engine) fn plan(text: &str) -> Option<String> {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, text, SourceType::cjs()).parse();
    let is_strict = parsed.program.directives.iter().any(|directive| directive.directive == "use strict");
    if parsed.panicked || !parsed.errors.is_empty() || !is_strict {
        return None;
    }
    let mut edits = Edits::new(text);
    length::bridge(&parsed.program, &mut edits);
    nested_this::bridge(&parsed.program, &mut edits);
    let mut parentheses = Parentheses(Vec::new());
    parentheses.visit_program(&parsed.program);
    for span in parentheses.0 {
        edits.blank(span.start as usize, span.start as usize + 1);
        edits.blank(span.end as usize - 1, span.end as usize);
    }
    let mut plan = String::new();
    let mut last = 0;
    for (start, end, new) in edits.listed() {
        let _ = writeln!(plan, "={},{} {new}", start - last, end - start);
        last = end;
    }
    let edited = edits.apply().text;
    let parsed = Parser::new(&allocator, &edited, SourceType::cjs()).parse();
    let semantic = SemanticBuilder::new().build(&parsed.program).semantic;
    let mut finder = Finder { scoping: semantic.scoping(), found: Vec::new() };
    finder.visit_program(&parsed.program);
    let mut last = 0;
    for body in finder.found {
        let start = body.span.start as usize;
        let _ = write!(plan, "+{},{} ", start - last, body.span.size());
        let _ = write!(plan, "{}|{}|", body.names.join(" "), body.parameters.join(" "));
        let mut from = start;
        let places = body.this.iter().map(|place| {
            let distance = *place as usize - from;
            from = *place as usize;
            distance.to_string()
        });
        let _ = writeln!(plan, "{}", places.collect::<Vec<_>>().join(" "));
        last = body.span.end as usize;
    }
    Some(plan)
}

/// Functions in parentheses that are arguments: the engine copies whatever stands in parentheses.
struct Parentheses(Vec<Span>);

impl<'a> Visit<'a> for Parentheses {
    fn visit_call_expression(&mut self, it: &CallExpression<'a>) {
        for argument in &it.arguments {
            if let Argument::ParenthesizedExpression(inner) = argument
                && matches!(inner.expression, Expression::ArrowFunctionExpression(_) | Expression::FunctionExpression(_))
            {
                self.0.push(inner.span);
            }
        }
        walk::walk_call_expression(self, it);
    }
}

/// A body that can wait.
struct Body {
    span: Span,
    /// What it needs of the module.
    names: Vec<String>,
    parameters: Vec<String>,
    /// Where it names `this`.
    this: Vec<u32>,
}

/// Finds the functions that stand directly in the module.
struct Finder<'s> {
    scoping: &'s Scoping,
    found: Vec<Body>,
}

impl Finder<'_> {
    fn consider(&mut self, parameters: &FormalParameters<'_>, body: &FunctionBody<'_>, has_this: bool) {
        let span = body.span;
        if (span.size() as usize) < SHORTEST || !body.directives.is_empty() {
            return;
        }
        let inside = Span::new(parameters.span.start, span.end);
        let mut needs =
            Needs { scoping: self.scoping, inside, names: BTreeSet::new(), this: Vec::new(), depth: 0, refused: false };
        needs.visit_function_body(body);
        if needs.refused || (!has_this && !needs.this.is_empty()) {
            return;
        }
        let mut bound = Bound(Vec::new());
        bound.visit_formal_parameters(parameters);
        let names = needs.names.into_iter().collect();
        self.found.push(Body { span, names, parameters: bound.0, this: needs.this });
    }
}

impl<'a> Visit<'a> for Finder<'_> {
    fn visit_function(&mut self, it: &Function<'a>, _: ScopeFlags) {
        if let Some(body) = &it.body
            && !it.generator
            && !it.r#async
        {
            self.consider(&it.params, body, true);
        }
    }

    fn visit_arrow_function_expression(&mut self, it: &ArrowFunctionExpression<'a>) {
        if !it.expression && !it.r#async {
            self.consider(&it.params, &it.body, false);
        }
    }

    fn visit_call_expression(&mut self, it: &CallExpression<'a>) {
        // What is called where it stands is needed at once.
        if !matches!(it.callee.without_parentheses(), Expression::FunctionExpression(_) | Expression::ArrowFunctionExpression(_))
        {
            self.visit_expression(&it.callee);
        }
        self.visit_arguments(&it.arguments);
    }

    fn visit_method_definition(&mut self, it: &MethodDefinition<'a>) {
        if !it.computed {
            self.visit_function(&it.value, ScopeFlags::empty());
        }
    }

    fn visit_object_property(&mut self, it: &ObjectProperty<'a>) {
        if !it.computed {
            walk::walk_object_property(self, it);
        }
    }
}

/// What a body needs of its surroundings.
struct Needs<'s> {
    scoping: &'s Scoping,
    /// The parameters and the body.
    inside: Span,
    names: BTreeSet<String>,
    this: Vec<u32>,
    /// How many functions with a `this` of their own are around.
    depth: usize,
    refused: bool,
}

impl Needs<'_> {
    fn is_inside(&self, symbol: SymbolId) -> bool {
        let span = self.scoping.symbol_span(symbol);
        self.inside.start <= span.start && span.end <= self.inside.end
    }
}

impl<'a> Visit<'a> for Needs<'_> {
    fn visit_identifier_reference(&mut self, it: &IdentifierReference<'a>) {
        let reference = it.reference_id.get().map(|id| self.scoping.get_reference(id));
        match reference.and_then(oxc_semantic::Reference::symbol_id) {
            // Globals, and names of the wrapper around the module.
            None if matches!(it.name.as_str(), "exports" | "module" | "require" | "setTimeout" | "console") => {
                self.names.insert(it.name.to_string());
            }
            None => self.refused |= matches!(it.name.as_str(), "arguments" | "eval") && self.depth == 0,
            Some(symbol) if self.is_inside(symbol) => {}
            Some(symbol) => {
                let of_module = self.scoping.symbol_scope_id(symbol) == self.scoping.root_scope_id();
                let settled = !self.scoping.symbol_is_mutated(symbol) && self.scoping.symbol_redeclarations(symbol).is_empty();
                self.refused |= !(of_module && settled);
                self.names.insert(it.name.to_string());
            }
        }
    }

    fn visit_this_expression(&mut self, it: &ThisExpression) {
        if self.depth == 0 {
            self.this.push(it.span.start);
        }
    }

    fn visit_function(&mut self, it: &Function<'a>, flags: ScopeFlags) {
        self.depth += 1;
        walk::walk_function(self, it, flags);
        self.depth -= 1;
    }

    fn visit_class(&mut self, _: &Class<'a>) {
        self.refused = true;
    }

    fn visit_super(&mut self, _: &Super) {
        self.refused = true;
    }

    fn visit_meta_property(&mut self, _: &MetaProperty<'a>) {
        self.refused = true;
    }

    fn visit_private_identifier(&mut self, _: &PrivateIdentifier<'a>) {
        self.refused = true;
    }
}

/// The names that parameters bind.
struct Bound(Vec<String>);

impl<'a> Visit<'a> for Bound {
    fn visit_binding_identifier(&mut self, it: &BindingIdentifier<'a>) {
        self.0.push(it.name.to_string());
    }

    /// What a default value defines inside is none.
    fn visit_expression(&mut self, _: &Expression<'a>) {}
}
