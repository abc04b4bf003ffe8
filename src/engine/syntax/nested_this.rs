//! Arrow functions inside arrow functions: Boa 0.22 loses their `this` where only the inner one names it, so the outer one is made to.
//!
//! Its scope analysis keeps `this` alive for one enclosing function only (`escape_this_in_enclosing_function_scope`). With a `this` of
//! its own, the outer arrow function asks the function around it in turn.

use oxc_ast::ast::{
    ArrowFunctionExpression, Class, Function, MethodDefinition, MethodDefinitionKind, Program, PropertyDefinition, StaticBlock,
    ThisExpression,
};
use oxc_ast_visit::{Visit, walk};
use oxc_span::GetSpan;
use oxc_syntax::scope::ScopeFlags;

use super::edits::Edits;

/// Whether a text may have such an arrow function.
pub(super) fn may_need(text: &str) -> bool {
    text.contains("=>") && text.contains("this")
}

/// Bridges every such arrow function; tells whether there was one.
pub(super) fn bridge(program: &Program<'_>, edits: &mut Edits<'_>) -> bool {
    let text = edits.text();
    if !may_need(text) {
        return false;
    }
    let mut finder = Finder { frames: Vec::new(), derived: Vec::new(), found: Vec::new() };
    finder.visit_program(program);
    for place in &finder.found {
        match *place {
            Place::Statement(at) => edits.insert(at, "this;"),
            Place::Expression(start, end) => {
                edits.insert(start, "(this,");
                edits.insert(end, ")");
            }
        }
    }
    !finder.found.is_empty()
}

enum Place {
    Statement(usize),
    Expression(usize, usize),
}

/// What is around the place that is looked at.
enum Frame {
    /// An arrow function: whether it names `this` itself, whether one inside does.
    Arrow { own: bool, inner: bool },
    /// Whatever has a `this` of its own; in the constructor of a derived class, naming it can be too early.
    Barrier { derived: bool },
}

struct Finder {
    frames: Vec<Frame>,
    /// For each class around: whether it extends another.
    derived: Vec<bool>,
    found: Vec<Place>,
}

impl Finder {
    fn behind_barrier(&mut self, derived: bool, visit: impl FnOnce(&mut Self)) {
        self.frames.push(Frame::Barrier { derived });
        visit(self);
        self.frames.pop();
    }
}

impl<'a> Visit<'a> for Finder {
    fn visit_this_expression(&mut self, _: &ThisExpression) {
        if let Some(Frame::Arrow { own, .. }) = self.frames.last_mut() {
            *own = true;
        }
    }

    fn visit_arrow_function_expression(&mut self, it: &ArrowFunctionExpression<'a>) {
        self.frames.push(Frame::Arrow { own: false, inner: false });
        walk::walk_arrow_function_expression(self, it);
        let Some(Frame::Arrow { own, inner }) = self.frames.pop() else { return };
        if !(own || inner) {
            return;
        }
        let too_early = self.frames.iter().rev().find_map(|frame| match frame {
            Frame::Barrier { derived } => Some(*derived),
            Frame::Arrow { .. } => None,
        });
        if inner && !own && too_early != Some(true) {
            self.found.push(if it.expression {
                let span = it.body.span();
                Place::Expression(span.start as usize, span.end as usize)
            } else {
                let after = it.body.directives.last().map_or(it.body.span.start + 1, |directive| directive.span.end);
                Place::Statement(after as usize)
            });
        }
        if let Some(Frame::Arrow { inner, .. }) = self.frames.last_mut() {
            *inner = true;
        }
    }

    fn visit_function(&mut self, it: &Function<'a>, flags: ScopeFlags) {
        self.behind_barrier(false, |finder| walk::walk_function(finder, it, flags));
    }

    fn visit_class(&mut self, it: &Class<'a>) {
        self.derived.push(it.super_class.is_some());
        walk::walk_class(self, it);
        self.derived.pop();
    }

    fn visit_method_definition(&mut self, it: &MethodDefinition<'a>) {
        let derived = it.kind == MethodDefinitionKind::Constructor && self.derived.last() == Some(&true);
        if derived {
            self.visit_property_key(&it.key);
            self.behind_barrier(true, |finder| {
                // Its own function is walked without a barrier of its own, which would hide this one.
                walk::walk_function(finder, &it.value, ScopeFlags::Constructor);
            });
        } else {
            walk::walk_method_definition(self, it);
        }
    }

    fn visit_property_definition(&mut self, it: &PropertyDefinition<'a>) {
        self.behind_barrier(false, |finder| walk::walk_property_definition(finder, it));
    }

    fn visit_static_block(&mut self, it: &StaticBlock<'a>) {
        self.behind_barrier(false, |finder| walk::walk_static_block(finder, it));
    }
}

#[cfg(test)]
mod tests {
    use crate::engine::syntax::prepare;
    use crate::wx::testing::check;

    #[track_caller]
    fn edited(text: &str, expected: &str) {
        let found = prepare(text, false, None).map(|prepared| prepared.edited.text).unwrap_or_default();
        assert_eq!(found, expected);
    }

    #[test]
    fn only_the_outer_of_two_is_changed() {
        edited("() => this", "() => this");
        edited("() => { this.a; () => this }", "() => { this.a; () => this }");
        edited("() => () => this", "() => (this,() => this)");
        edited("() => { f(() => this) }", "() => {this; f(() => this) }");
        edited("() => { 'use strict'; f(() => this) }", "() => { 'use strict';this; f(() => this) }");
        edited("() => ({ a: () => this })", "() => (this,({ a: () => this }))");
        edited("() => function () { () => this }", "() => function () { () => this }");
        edited("() => () => () => this", "() => (this,() => (this,() => this))");
    }

    #[test]
    fn not_where_it_would_be_too_early() {
        let text = "class A extends B { constructor() { const f = () => { super(); return () => this } } }";
        edited(text, text);
    }

    #[test]
    fn the_inner_function_has_the_right_this() {
        check(
            "const o = { m: 1, later() { setTimeout(() => { wx.login({ success: () => console.log(this.m) }) }) },
                 now() { return [1].map(() => [2].map(() => this.m)) }, name() { const f = () => { return () => this.m }; return f()() } };
             o.later(); console.log(o.now(), o.name());
             function F() { this.v = 2; const f = (g = () => this.v) => g(); console.log(f()) } new F()",
            "[[1]] 1
             2
             1",
        );
    }
}
