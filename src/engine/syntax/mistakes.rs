//! Where a text is no JavaScript, when the engine does not say it well: its end, its first mistake, a name declared twice.

use oxc_allocator::Allocator;
use oxc_parser::Parser;
use oxc_span::SourceType;

use super::census::Places;
use super::prepare;
use crate::trace::Definition;

/// The line and column of the last character that is not blank.
pub(in crate::engine) fn end(text: &str) -> (u32, u32) {
    let end = text.trim_end();
    let last = end.char_indices().next_back().map_or(0, |(index, _)| index);
    Places::new(text).of(last)
}

/// Where a second parser finds its first mistake.
pub(in crate::engine) fn first_mistake(text: &str) -> Option<(u32, u32)> {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, text, SourceType::cjs().with_script(true)).parse();
    let label = parsed.errors.first()?.labels.as_ref()?.first()?.offset();
    Some(Places::new(text).of(label))
}

/// Where the `await` stands after which the engine met something that it did not expect: in a function that is not `async` it is a
/// name, and nothing can follow a name.
pub(in crate::engine) fn await_before(text: &str, (line, column): (u32, u32)) -> Option<(u32, u32)> {
    let row = text.lines().nth((line as usize).checked_sub(1)?)?;
    let before: Vec<char> = row.chars().take((column as usize).checked_sub(1)?).collect();
    let before: String = before.into_iter().collect();
    let rest = before.trim_end().strip_suffix("await").filter(|_| before.ends_with(char::is_whitespace))?;
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '.');
    let column = u32::try_from(rest.chars().count()).ok()?.checked_add(1)?;
    (!rest.ends_with(is_name)).then_some((line, column))
}

/// Where a `let`, `const` or `class` name is declared for the second time.
pub(in crate::engine) fn declared_twice(text: &str) -> Option<(u32, u32)> {
    let defines = prepare(text, false, None).ok()?.defines;
    let twice = defines.iter().enumerate().find(|(index, define)| {
        let lexical = |define: &Definition| matches!(define.what.as_str(), "let" | "const" | "class");
        defines[..*index].iter().any(|earlier| earlier.name == define.name && (lexical(earlier) || lexical(define)))
    });
    twice.map(|(_, define)| (define.line, define.column))
}
