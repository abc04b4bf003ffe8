//! What a text says before it runs: its top-level names, its nesting, and the places where the engine needs a bridge.

use std::collections::HashMap;

use oxc_allocator::Allocator;
use oxc_ast::ast::{
    AssignmentTarget, BindingPattern, Function, SimpleAssignmentTarget, Statement, StaticMemberExpression,
    VariableDeclarationKind,
};
use oxc_ast_visit::{Visit, walk};
use oxc_parser::Parser;
use oxc_span::{GetSpan, SourceType};

use crate::trace::Definition;

/// What was found in one script.
#[derive(Debug, Default)]
pub(super) struct Census {
    /// Names defined at the top level, in order.
    pub(super) defines: Vec<Definition>,
    /// Byte offsets of the dots of `.length` members that are assigned to.
    pub(super) length_writes: Vec<usize>,
}

/// Reads a script; `None` when it does not parse (the engine then says why).
pub(super) fn census(text: &str) -> Option<Census> {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, text, SourceType::cjs().with_script(true)).parse();
    if parsed.panicked || !parsed.errors.is_empty() {
        return None;
    }
    let mut census = Census::default();
    let places = Places::new(text);
    for statement in &parsed.program.body {
        match statement {
            Statement::FunctionDeclaration(function) => census.function(function, &places),
            Statement::ClassDeclaration(class) => {
                if let Some(id) = &class.id {
                    census.define(&id.name, "class", id.span.start, &places, false);
                }
            }
            Statement::VariableDeclaration(declaration) => {
                let what = match declaration.kind {
                    VariableDeclarationKind::Const => "const",
                    VariableDeclarationKind::Let => "let",
                    _ => "var",
                };
                for declarator in &declaration.declarations {
                    census.pattern(&declarator.id, what, &places);
                }
            }
            _ => {}
        }
    }
    if text.contains("length") {
        let mut finder = LengthWrites { found: Vec::new(), text };
        finder.visit_program(&parsed.program);
        census.length_writes = finder.found;
        census.length_writes.sort_unstable();
        census.length_writes.dedup();
    }
    Some(census)
}

/// The line and column of the last character that is not blank.
pub(super) fn end(text: &str) -> (u32, u32) {
    let end = text.trim_end();
    let last = end.char_indices().next_back().map_or(0, |(index, _)| index);
    Places::new(text).of(last)
}

/// Where a second parser finds its first mistake.
pub(super) fn first_mistake(text: &str) -> Option<(u32, u32)> {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, text, SourceType::cjs().with_script(true)).parse();
    let label = parsed.errors.first()?.labels.as_ref()?.first()?.offset();
    Some(Places::new(text).of(label))
}

/// Where a `let`, `const` or `class` name is declared for the second time.
pub(super) fn declared_twice(text: &str) -> Option<(u32, u32)> {
    let defines = census(text)?.defines;
    let twice = defines.iter().enumerate().find(|(index, define)| {
        let lexical = |define: &Definition| matches!(define.what.as_str(), "let" | "const" | "class");
        defines[..*index].iter().any(|earlier| earlier.name == define.name && (lexical(earlier) || lexical(define)))
    });
    twice.map(|(_, define)| (define.line, define.column))
}

impl Census {
    fn define(&mut self, name: &str, what: &str, start: u32, places: &Places<'_>, returns_nothing: bool) {
        let (line, column) = places.of(start as usize);
        self.defines.push(Definition { name: name.to_owned(), what: what.to_owned(), line, column, returns_nothing });
    }

    fn function(&mut self, function: &Function<'_>, places: &Places<'_>) {
        if let Some(id) = &function.id {
            let mut returns = Returns { found: false };
            if let Some(body) = &function.body {
                returns.visit_function_body(body);
            }
            let nothing = !returns.found && !function.r#async && !function.generator;
            self.define(&id.name, "function", id.span.start, places, nothing);
        }
    }

    fn pattern(&mut self, pattern: &BindingPattern<'_>, what: &str, places: &Places<'_>) {
        for id in pattern.get_binding_identifiers() {
            self.define(&id.name, what, id.span.start, places, false);
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

/// Finds assignments to a member named `length`.
struct LengthWrites<'t> {
    found: Vec<usize>,
    text: &'t str,
}

impl LengthWrites<'_> {
    fn member(&mut self, member: &StaticMemberExpression<'_>) {
        if member.property.name == "length" && !member.optional {
            // The dot is the last one between the object and the name; blanks and comments may stand between.
            let object_end = member.object.span().end as usize;
            let name_start = member.property.span.start as usize;
            if let Some(dot) = self.text[object_end..name_start].find('.')
                && self.text[object_end..name_start].trim() == "."
            {
                self.found.push(object_end + dot);
            }
        }
    }
}

impl<'a> Visit<'a> for LengthWrites<'_> {
    fn visit_assignment_target(&mut self, target: &AssignmentTarget<'a>) {
        if let AssignmentTarget::StaticMemberExpression(member) = target {
            self.member(member);
        }
        walk::walk_assignment_target(self, target);
    }

    fn visit_simple_assignment_target(&mut self, target: &SimpleAssignmentTarget<'a>) {
        if let SimpleAssignmentTarget::StaticMemberExpression(member) = target {
            self.member(member);
        }
        walk::walk_simple_assignment_target(self, target);
    }
}

/// Byte offsets to lines and columns.
struct Places<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Places<'t> {
    fn new(text: &'t str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(index, _)| index + 1)).collect();
        Self { text, starts }
    }

    fn of(&self, offset: usize) -> (u32, u32) {
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts[line - 1];
        let column = self.text[start..offset].encode_utf16().count() + 1;
        (u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX))
    }
}

/// An edited text: the engine gets `text`; `edits` lead its positions back to the author's.
#[derive(Debug, Default)]
pub(super) struct Edited {
    pub(super) text: String,
    pub(super) edits: HashMap<u32, Vec<(u32, u32)>>,
}

/// Writes `x['length'] = n` for `x.length = n`.
///
/// Boa 0.22 forgets that an array's `length` is special from the second time on that such an assignment runs (its inline
/// cache writes the slot and skips ArraySetLength). The computed form is not cached. Three columns are added for each.
pub(super) fn bridge_length(text: &str, dots: &[usize]) -> Edited {
    const WRITTEN: &str = ".length";
    const BRIDGED: &str = "['length']";
    let places = Places::new(text);
    let mut edited = Edited { text: String::with_capacity(text.len() + dots.len() * 3), ..Edited::default() };
    let mut from = 0;
    for dot in dots {
        let end = text[*dot..].find("length").map_or(*dot, |index| dot + index + "length".len());
        edited.text.push_str(&text[from..*dot]);
        edited.text.push_str(BRIDGED);
        // A name on another line than its dot keeps its line break.
        let between = &text[dot + 1..end - "length".len()];
        edited.text.push_str(between);
        let (line, _) = places.of(end);
        let start = places.starts[line as usize - 1];
        let before: u32 = edited.edits.get(&line).map_or(0, |edits: &Vec<(u32, u32)>| edits.iter().map(|(_, by)| by).sum());
        let column = u32::try_from(text[start..end].chars().count()).unwrap_or(0) + before + 1;
        let added = u32::try_from(BRIDGED.len() - WRITTEN.len()).unwrap_or(0);
        edited.edits.entry(line).or_default().push((column + added, added));
        from = end;
    }
    edited.text.push_str(&text[from..]);
    edited
}

/// The deepest nesting of brackets, found without a parser: strings, templates and comments are skipped, a `/` is taken for a
/// regular expression where an expression may begin. Boa's parser and compiler recurse on the native stack, so a text that
/// nests deeper than a limit is refused before it is parsed.
pub(super) fn nesting(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut depth, mut deepest, mut index) = (0_usize, 0_usize, 0_usize);
    let mut previous = b'\n';
    let mut run = 0_usize;
    while index < bytes.len() {
        let byte = bytes[index];
        match byte {
            b'(' | b'[' | b'{' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            b'"' | b'\'' | b'`' => index = skip_quoted(bytes, index, byte),
            b'/' if bytes.get(index + 1) == Some(&b'/') => {
                while index < bytes.len() && bytes[index] != b'\n' {
                    index += 1;
                }
                continue;
            }
            b'/' if bytes.get(index + 1) == Some(&b'*') => {
                index += 2;
                while index < bytes.len() && !(bytes[index] == b'*' && bytes.get(index + 1) == Some(&b'/')) {
                    index += 1;
                }
                index += 2;
                continue;
            }
            b'/' if !(previous.is_ascii_alphanumeric()
                || matches!(previous, b'_' | b'$' | b')' | b']' | b'}')
                || previous >= 0x80) =>
            {
                index = skip_regexp(bytes, index);
            }
            _ => {}
        }
        // Prefix operators nest too: `!!!!x`, `- - -x`.
        if matches!(byte, b'!' | b'~' | b'-' | b'+') {
            run += 1;
            deepest = deepest.max(run.saturating_sub(2));
        } else if !byte.is_ascii_whitespace() {
            run = 0;
        }
        if !byte.is_ascii_whitespace() {
            previous = byte;
        }
        index += 1;
    }
    deepest
}

fn skip_quoted(bytes: &[u8], start: usize, quote: u8) -> usize {
    let mut index = start + 1;
    while index < bytes.len() {
        match bytes[index] {
            b'\\' => index += 1,
            b'\n' if quote != b'`' => return index,
            byte if byte == quote => return index,
            _ => {}
        }
        index += 1;
    }
    index
}

fn skip_regexp(bytes: &[u8], start: usize) -> usize {
    let mut index = start + 1;
    let mut class = false;
    while index < bytes.len() {
        match bytes[index] {
            b'\\' => index += 1,
            b'\n' => return start,
            b'[' => class = true,
            b']' => class = false,
            b'/' if !class => return index,
            _ => {}
        }
        index += 1;
    }
    start
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_top_level_names_and_whether_functions_return() {
        let census =
            census("function a() { return 1 }\nconst { b, c: [d] } = x\nfunction e() { g(() => { return 2 }) }\nclass F {}")
                .unwrap_or_default();
        let found: Vec<_> =
            census.defines.iter().map(|d| (d.name.as_str(), d.what.as_str(), d.line, d.column, d.returns_nothing)).collect();
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

    #[test]
    fn bridges_every_way_of_writing_a_length() {
        let text = "a.length = 0; b.x.length--; [c.length] = [1]; d.length += 2; e.length; f\n  .length = 3; ({x: g.length} = h)";
        let census = census(text).unwrap_or_default();
        let edited = bridge_length(text, &census.length_writes);
        assert_eq!(
            edited.text,
            "a['length'] = 0; b.x['length']--; [c['length']] = [1]; d['length'] += 2; e.length; f\n  ['length'] = 3; ({x: g['length']} = h)"
        );
    }

    #[test]
    fn measures_nesting() {
        assert_eq!(nesting("((()))"), 3);
        assert_eq!(nesting("'(((' + `((` + /[(](/ // ((("), 0);
        assert_eq!(nesting("a / (b) / (c)"), 1);
        assert_eq!(nesting(&"(".repeat(10_000)), 10_000);
    }
}
