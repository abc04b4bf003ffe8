//! What the engine gets for an author's text: `import`/`export` as CommonJS, TypeScript without its types, bridges, all by exact edits.
//!
//! oxc reads the text (Boa's own tree is not open to others) and every change is an edit of the author's text that keeps lines,
//! so each position leads back (`edits.rs`). oxc was preferred to swc because its parser was already here: reading scopes adds
//! three crates (`oxc_semantic`, `itertools`, `self_cell`). Transpiling with a printer and source maps (`oxc_transformer` +
//! `oxc_codegen`, or `swc_ecma_*`) would add dozens, lower syntax that Boa runs as it is, and move every column.

mod callee;
mod census;
mod edits;
mod enums;
mod exports;
mod lazy;
mod length;
mod mistakes;
mod modules;
mod nested_this;
mod nesting;
mod probes;
mod typescript;
mod unpack;
mod writes;
mod wxs;

use oxc_allocator::Allocator;
use oxc_ast::ast::{ImportExpression, MetaProperty, Program};
use oxc_ast_visit::{Visit, walk};
use oxc_parser::Parser;
use oxc_semantic::SemanticBuilder;
use oxc_span::SourceType;

pub(super) use callee::callee;
pub(super) use census::definitions as definitions_of;
pub(super) use edits::{Edited, Shifts, author_column};
pub(super) use lazy::plan;
pub(super) use mistakes::{await_before, declared_twice, end, first_mistake};
pub(super) use nesting::nesting;
pub(super) use probes::{COUNTERS, Probes, PromiseProbe, SiteProbe, SpanProbe, without_counters};
pub(super) use unpack::{Between, failed};
pub(super) use writes::{Study, Writes, study_call, study_script};
pub use wxs::wxs_lacks;

use crate::trace::Definition;
use edits::Edits;

/// A text made ready for the engine.
#[derive(Debug, Default)]
pub(super) struct Prepared {
    /// The text for the engine.
    pub(super) edited: Edited,
    /// Names defined at the top level, in order.
    pub(super) defines: Vec<Definition>,
    /// Whether it has `import` or `export`: it is a module wherever it stands.
    pub(super) is_module: bool,
    /// Whether an assignment to `.length` was bridged.
    pub(super) bridged_length: bool,
    /// What the counters in the text stand for, if there are any.
    pub(super) probes: Option<Probes>,
    /// Whether the `this` of an arrow function inside another was bridged.
    pub(super) bridged_this: bool,
}

/// Why a text is refused before the engine sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    /// The line and column (UTF-16 units) in the text.
    pub(super) place: (u32, u32),
    pub(super) message: String,
}

/// A refusal that still knows its place as a byte offset.
#[derive(Debug)]
struct Refused {
    offset: u32,
    message: String,
}

/// The parameters of the function around a module.
const PARAMETERS: &str = "require, module, exports";

/// Prepares a text. With `parameters`, or when it has `import` or `export`, it becomes the body of a function expression.
///
/// A text that is no JavaScript is handed on as it is: the engine says why.
pub(super) fn prepare(text: &str, typescript: bool, parameters: Option<&str>) -> Result<Prepared, Refusal> {
    prepare_counted(text, typescript, parameters, None)
}

/// The same, with counters for coverage that are numbered from `counters`.
pub(super) fn prepare_counted(
    text: &str,
    typescript: bool,
    parameters: Option<&str>,
    counters: Option<usize>,
) -> Result<Prepared, Refusal> {
    let allocator = Allocator::default();
    let source_type = if typescript { SourceType::ts() } else { SourceType::cjs().with_script(true) };
    let mut parsed = Parser::new(&allocator, text, source_type).parse();
    let is_broken = |parsed: &oxc_parser::ParserReturn<'_>| parsed.panicked || !parsed.errors.is_empty();
    let mut read_as_module = false;
    let mentions = text.contains("import") || text.contains("export");
    if is_broken(&parsed) && !typescript && mentions {
        let module = Parser::new(&allocator, text, SourceType::mjs()).parse();
        // A script with an error in it is better explained as a script.
        let looks_like_module = || text.lines().any(|line| line.starts_with("import ") || line.starts_with("export "));
        if !is_broken(&module) || looks_like_module() {
            (parsed, read_as_module) = (module, true);
        }
    }
    if is_broken(&parsed) {
        if !typescript && !read_as_module {
            return Ok(unread(text, parameters));
        }
        return Err(first_error(&parsed).at(text));
    }
    let is_module = has_module_syntax(&parsed.program);
    let mut edits = Edits::new(text);
    let mut prepared = Prepared { is_module, defines: census::definitions(&parsed.program, text), ..Prepared::default() };
    let parameters = parameters.or(is_module.then_some(PARAMETERS));
    if let Some(parameters) = parameters {
        edits.head(&format!("(function ({parameters}) {{"));
    }
    let refusal = |refused: Refused| refused.at(text);
    if let Some(first) = counters.filter(|_| !text.contains(COUNTERS)) {
        prepared.probes = Some(probes::insert(&parsed.program, &mut edits, first, parameters.is_some()));
    }
    if mentions {
        refuse_import_expressions(&parsed.program).map_err(refusal)?;
    }
    if is_module || typescript {
        let semantic = SemanticBuilder::new().build(&parsed.program).semantic;
        if typescript {
            typescript::strip(&parsed.program, &mut edits).map_err(refusal)?;
        }
        if is_module {
            modules::to_common_js(&parsed.program, &semantic, typescript, &mut edits).map_err(refusal)?;
        }
    }
    prepared.bridged_length = length::bridge(&parsed.program, &mut edits);
    prepared.bridged_this = nested_this::bridge(&parsed.program, &mut edits);
    if parameters.is_some() {
        edits.insert(text.len(), "\n})");
    }
    prepared.edited = if edits.is_empty() { Edited { text: text.to_owned(), shifts: Shifts::new() } } else { edits.apply() };
    if let Some(probes) = &mut prepared.probes {
        probes.keep_those_in(&prepared.edited.text);
    }
    Ok(prepared)
}

/// A library that the host brings, with the bridges and nothing else.
pub(super) fn bridged(text: &str) -> String {
    if !length::may_need(text) && !nested_this::may_need(text) {
        return text.to_owned();
    }
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, text, SourceType::cjs().with_script(true)).parse();
    let mut edits = Edits::new(text);
    if parsed.panicked || !parsed.errors.is_empty() {
        return text.to_owned();
    }
    length::bridge(&parsed.program, &mut edits);
    nested_this::bridge(&parsed.program, &mut edits);
    if edits.is_empty() { text.to_owned() } else { edits.apply().text }
}

fn first_error(parsed: &oxc_parser::ParserReturn<'_>) -> Refused {
    let error = parsed.errors.first();
    let message = error.map_or_else(|| "cannot be parsed".to_owned(), |error| error.message.to_string());
    let label = error.and_then(|error| error.labels.as_ref()).and_then(|labels| labels.first());
    Refused { offset: label.map_or(0, |label| u32::try_from(label.offset()).unwrap_or(0)), message }
}

fn unread(text: &str, parameters: Option<&str>) -> Prepared {
    let mut edits = Edits::new(text);
    if let Some(parameters) = parameters {
        edits.head(&format!("(function ({parameters}) {{"));
        edits.insert(text.len(), "\n})");
    }
    Prepared { edited: edits.apply(), ..Prepared::default() }
}

impl Refused {
    fn new(offset: u32, message: impl Into<String>) -> Self {
        Self { offset, message: message.into() }
    }

    fn at(self, text: &str) -> Refusal {
        let mut offset = text.len().min(self.offset as usize);
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        Refusal { place: census::Places::new(text).of(offset), message: self.message }
    }
}

fn has_module_syntax(program: &Program<'_>) -> bool {
    program.body.iter().any(oxc_ast::ast::Statement::is_module_declaration)
}

/// `import()` and `import.meta` have no meaning in a mini-program.
fn refuse_import_expressions(program: &Program<'_>) -> Result<(), Refused> {
    let mut finder = ImportExpressions(None);
    finder.visit_program(program);
    finder.0.map_or(Ok(()), Err)
}

struct ImportExpressions(Option<Refused>);

impl<'a> Visit<'a> for ImportExpressions {
    fn visit_import_expression(&mut self, it: &ImportExpression<'a>) {
        let message = "import() is not available in mini-programs; use require.async(path)";
        self.0.get_or_insert(Refused::new(it.span.start, message));
        walk::walk_import_expression(self, it);
    }

    fn visit_meta_property(&mut self, it: &MetaProperty<'a>) {
        if it.meta.name == "import" {
            self.0.get_or_insert(Refused::new(it.span.start, "import.meta is not available in mini-programs"));
        }
    }
}

#[cfg(test)]
mod tests;
