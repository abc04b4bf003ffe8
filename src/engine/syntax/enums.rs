//! TypeScript's `enum`: the same object that its compiler makes, member by member on the author's lines.

use oxc_ast::ast::{Expression, IdentifierReference, TSEnumDeclaration, TSEnumMember, TSEnumMemberName, UnaryOperator};
use oxc_ast_visit::Visit;
use oxc_span::GetSpan;

use super::edits::Edits;
use super::modules::quoted;

/// Writes `var E; (function (E) { E[E["A"] = 0] = "A"; … })(E || (E = {}));` for `enum E { A, … }`.
pub(super) fn rewrite(declaration: &TSEnumDeclaration<'_>, edits: &mut Edits<'_>) {
    let name = declaration.id.name.as_str();
    let members: Vec<String> = declaration.body.members.iter().filter_map(|member| static_name(&member.id)).collect();
    let open = declaration.body.span.start as usize + 1;
    edits.replace(declaration.span.start as usize, open, format!("var {name}; (function ({name}) {{"));
    let mut next = Next::Number(0.0);
    for member in &declaration.body.members {
        let Some(key) = static_name(&member.id) else { continue };
        write(member, name, &key, &mut next, edits);
        if let Some(initializer) = &member.initializer {
            qualify(initializer, name, &members, edits);
        }
    }
    let close = declaration.body.span.end as usize;
    edits.replace(close - 1, close, format!("}})({name} || ({name} = {{}}));"));
}

/// The value of a member that has none of its own.
enum Next {
    Number(f64),
    /// One more than the member before.
    After(String),
}

fn write(member: &TSEnumMember<'_>, name: &str, key: &str, next: &mut Next, edits: &mut Edits<'_>) {
    let (start, end) = (member.span.start as usize, member.span.end as usize);
    let text = edits.text();
    // The comma after a member becomes the end of a statement.
    let rest = &text[end..];
    let gap = rest.len() - rest.trim_start().len();
    let comma = rest[gap..].starts_with(',').then_some(end + gap);
    let key = quoted(key);
    match &member.initializer {
        None => {
            let value = match &*next {
                Next::Number(number) => number.to_string(),
                Next::After(member) => format!("{name}[{member}] + 1"),
            };
            edits.replace(start, end, format!("{name}[{name}[{key}] = {value}] = {key};"));
            *next = match &*next {
                Next::Number(number) => Next::Number(number + 1.0),
                Next::After(_) => Next::After(key),
            };
        }
        Some(initializer) => {
            let from = initializer.span().start as usize;
            let is_text = matches!(initializer, Expression::StringLiteral(_) | Expression::TemplateLiteral(_));
            if is_text {
                edits.replace(start, from, format!("{name}[{key}] = "));
                edits.insert(end, ";");
            } else {
                edits.replace(start, from, format!("{name}[{name}[{key}] = "));
                edits.insert(end, format!("] = {key};"));
            }
            *next = number(initializer).map_or(Next::After(key), |number| Next::Number(number + 1.0));
        }
    }
    if let Some(comma) = comma {
        edits.blank(comma, comma + 1);
    }
}

fn number(expression: &Expression<'_>) -> Option<f64> {
    match expression {
        Expression::NumericLiteral(literal) => Some(literal.value),
        Expression::UnaryExpression(unary) if unary.operator == UnaryOperator::UnaryNegation => {
            number(&unary.argument).map(|n| -n)
        }
        _ => None,
    }
}

fn static_name(name: &TSEnumMemberName<'_>) -> Option<String> {
    match name {
        TSEnumMemberName::Identifier(identifier) => Some(identifier.name.to_string()),
        TSEnumMemberName::String(text) | TSEnumMemberName::ComputedString(text) => Some(text.value.to_string()),
        TSEnumMemberName::ComputedTemplateString(_) => None,
    }
}

/// Earlier members stand for themselves in an initializer: `B = A << 1`.
fn qualify(initializer: &Expression<'_>, name: &str, members: &[String], edits: &mut Edits<'_>) {
    let mut finder = Finder { name, members, edits };
    finder.visit_expression(initializer);
}

struct Finder<'f, 't> {
    name: &'f str,
    members: &'f [String],
    edits: &'f mut Edits<'t>,
}

impl<'a> Visit<'a> for Finder<'_, '_> {
    fn visit_identifier_reference(&mut self, it: &IdentifierReference<'a>) {
        if self.members.iter().any(|member| *member == it.name.as_str()) {
            self.edits.insert(it.span.start as usize, format!("{}.", self.name));
        }
    }
}
