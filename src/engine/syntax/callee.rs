//! What a call calls, in the words of V8: `wx.shwoToast`, `this.setData`, `list[i].run`, `make(...)`.

use oxc_allocator::Allocator;
use oxc_ast::ast::{
    ArrowFunctionExpression, CallExpression, ChainElement, Class, Expression, Function, NewExpression, SpreadElement,
    TaggedTemplateExpression, YieldExpression,
};
use oxc_ast_visit::{Visit, walk};
use oxc_parser::Parser;
use oxc_span::{GetSpan, SourceType};
use oxc_syntax::scope::ScopeFlags;

/// What stands for a value that has no short text.
const VALUE: &str = "(intermediate value)";

/// What the call whose parenthesis stands at `offset` calls, or, if it `is_new`, what the `new` there makes; `None` when that is not
/// certain.
pub(in crate::engine) fn callee(text: &str, typescript: bool, offset: usize, is_new: bool) -> Option<String> {
    let types: &[SourceType] =
        if typescript { &[SourceType::ts()] } else { &[SourceType::cjs().with_script(true), SourceType::mjs()] };
    let begins = if is_new { "new" } else { "(" };
    text.get(offset..).filter(|rest| rest.starts_with(begins))?;
    types.iter().find_map(|source_type| {
        let allocator = Allocator::default();
        let parsed = Parser::new(&allocator, text, source_type.to_owned()).parse();
        if parsed.panicked || !parsed.errors.is_empty() {
            return None;
        }
        let mut finder = Finder { offset: u32::try_from(offset).ok()?, is_new, found: None };
        finder.visit_program(&parsed.program);
        finder.found
    })
}

struct Finder {
    offset: u32,
    is_new: bool,
    found: Option<String>,
}

impl<'a> Visit<'a> for Finder {
    fn visit_call_expression(&mut self, it: &CallExpression<'a>) {
        let end = it.arguments.first().map_or(it.span.end, |first| first.span().start);
        if !self.is_new && (it.callee.span().end..end).contains(&self.offset) {
            let mut other = OtherCalls(false);
            it.arguments.iter().for_each(|argument| other.visit_argument(argument));
            self.found = (!other.0).then(|| written(&it.callee));
        }
        walk::walk_call_expression(self, it);
    }

    fn visit_new_expression(&mut self, it: &NewExpression<'a>) {
        if self.is_new && it.span.start == self.offset {
            self.found = Some(written(&it.callee));
        }
        walk::walk_new_expression(self, it);
    }
}

/// Whether there is a call that the engine places at whatever surrounds it, so that it could be what failed. What functions do is
/// theirs.
struct OtherCalls(bool);

impl<'a> Visit<'a> for OtherCalls {
    fn visit_tagged_template_expression(&mut self, _: &TaggedTemplateExpression<'a>) {
        self.0 = true;
    }

    fn visit_chain_element(&mut self, it: &ChainElement<'a>) {
        self.0 |= matches!(it, ChainElement::CallExpression(_));
        walk::walk_chain_element(self, it);
    }

    fn visit_call_expression(&mut self, it: &CallExpression<'a>) {
        self.0 |= it.optional;
        walk::walk_call_expression(self, it);
    }

    fn visit_yield_expression(&mut self, it: &YieldExpression<'a>) {
        self.0 |= it.delegate;
        walk::walk_yield_expression(self, it);
    }

    /// Calls the `next` of an iterator.
    fn visit_spread_element(&mut self, _: &SpreadElement<'a>) {
        self.0 = true;
    }

    fn visit_class(&mut self, _: &Class<'a>) {
        self.0 = true;
    }

    fn visit_function(&mut self, _: &Function<'a>, _: ScopeFlags) {}

    fn visit_arrow_function_expression(&mut self, _: &ArrowFunctionExpression<'a>) {}
}

/// An expression as V8 writes it in `… is not a function`.
fn written(expression: &Expression<'_>) -> String {
    match expression {
        Expression::Identifier(name) => name.name.to_string(),
        Expression::ThisExpression(_) => "this".to_owned(),
        Expression::NumericLiteral(number) => number.raw.map_or_else(|| VALUE.to_owned(), |raw| raw.to_string()),
        Expression::ParenthesizedExpression(inner) => written(&inner.expression),
        Expression::TSAsExpression(inner) => written(&inner.expression),
        Expression::TSSatisfiesExpression(inner) => written(&inner.expression),
        Expression::TSNonNullExpression(inner) => written(&inner.expression),
        Expression::StaticMemberExpression(member) => {
            format!("{}{}{}", written(&member.object), if member.optional { "?." } else { "." }, member.property.name)
        }
        Expression::PrivateFieldExpression(member) => format!("{}.#{}", written(&member.object), member.field.name),
        Expression::ComputedMemberExpression(member) => {
            let object = written(&member.object);
            let dot = if member.optional { "?." } else { "" };
            match &member.expression {
                Expression::StringLiteral(name) => format!("{object}{}{}", if member.optional { "?." } else { "." }, name.value),
                key => format!("{object}{dot}[{}]", written(key)),
            }
        }
        Expression::CallExpression(call) => format!("{}(...)", written(&call.callee)),
        Expression::ChainExpression(chain) => match &chain.expression {
            ChainElement::CallExpression(call) => format!("{}(...)", written(&call.callee)),
            ChainElement::StaticMemberExpression(member) => {
                format!("{}{}{}", written(&member.object), if member.optional { "?." } else { "." }, member.property.name)
            }
            _ => VALUE.to_owned(),
        },
        _ => VALUE.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn called(text: &str) -> Option<String> {
        let offset = text.find('§').expect("a mark");
        callee(&text.replace('§', ""), false, offset, text.contains("§new"))
    }

    #[test]
    fn a_callee_is_written_as_v8_writes_it() {
        for (text, expected) in [
            ("wx.shwoToast§({ title: 'a' })", "wx.shwoToast"),
            ("f§()", "f"),
            ("f()§()", "f(...)"),
            ("f§()()", "f"),
            ("a.b(c).d §(e, () => g`x`)", "a.b(...).d"),
            ("a[i].b['x'][0]§()", "a[i].b.x[0]"),
            ("this.setData§({ a: b() })", "this.setData"),
            ("a?.b.c§(1)", "a?.b.c"),
            ("(await_, {}).foo§()", "(intermediate value).foo"),
            ("(() => {})§()", "(intermediate value)"),
            ("a.b\n  // (\n  .c§(d)", "a.b.c"),
            ("§new a.B(...d)", "a.B"),
            ("new §new A()()", "A"),
            ("f(g§(1), h`x`)", "g"),
        ] {
            assert_eq!(called(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_not_certain_is_not_named() {
        for text in [
            "f§(g`x`)",
            "f§(a?.())",
            "f§(...a)",
            "f§([...a])",
            "new A§()",
            "f§(a?.b.c())",
            "f§(class extends A {})",
            "f(§ 1)",
            "§(f)()",
            "f§(",
            "if§ (f()) g()",
        ] {
            assert_eq!(called(text), None, "{text}");
        }
    }
}
