//! TypeScript: what only types are made of becomes blanks in place, so every line and column stays the author's.
//!
//! Enums, parameter properties, `import x = require()` and `export =` are rewritten. Decorators, namespaces with values and
//! auto-accessors are refused by name: they need code that stands nowhere in the author's text.

use oxc_ast::ast::{
    AccessorProperty, ArrowFunctionExpression, Class, Declaration, Decorator, Expression, FormalParameter, Function,
    ImportDeclaration, MethodDefinition, MethodDefinitionKind, Program, PropertyDefinition, PropertyDefinitionType, Statement,
    TSAsExpression, TSClassImplements, TSEnumDeclaration, TSGlobalDeclaration, TSImportEqualsDeclaration, TSIndexSignature,
    TSInterfaceDeclaration, TSModuleDeclaration, TSModuleDeclarationBody, TSModuleReference, TSNonNullExpression,
    TSSatisfiesExpression, TSThisParameter, TSTypeAliasDeclaration, TSTypeAnnotation, TSTypeAssertion,
    TSTypeParameterDeclaration, TSTypeParameterInstantiation, VariableDeclaration, VariableDeclarator,
};
use oxc_ast_visit::{Visit, walk};
use oxc_span::{GetSpan, Span};
use oxc_syntax::scope::ScopeFlags;

use super::edits::Edits;
use super::{Refused, enums};

/// Writes the edits that take the types out.
pub(super) fn strip(program: &Program<'_>, edits: &mut Edits<'_>) -> Result<(), Refused> {
    let mut stripper = Stripper { edits, refused: None };
    stripper.visit_program(program);
    stripper.refused.map_or(Ok(()), Err)
}

struct Stripper<'e, 't> {
    edits: &'e mut Edits<'t>,
    refused: Option<Refused>,
}

impl Stripper<'_, '_> {
    fn blank(&mut self, start: u32, end: u32) {
        self.edits.blank(start as usize, end as usize);
    }

    fn blank_statement(&mut self, span: Span) {
        self.edits.blank_statement(span.start as usize, span.end as usize);
    }

    fn refuse(&mut self, span: Span, what: &str) {
        let message = format!("{what} cannot be run; compile this file to JavaScript first");
        self.refused.get_or_insert(Refused::new(span.start, message));
    }

    /// Blanks a mark such as `?` or `!` that stands after `from`.
    fn mark(&mut self, from: u32, marks: &[char]) {
        let text = &self.edits.text()[from as usize..];
        let skipped = text.len() - text.trim_start_matches(|c: char| c.is_whitespace() || c == ']').len();
        if text[skipped..].starts_with(marks) {
            let at = from as usize + skipped;
            self.edits.blank(at, at + 1);
        }
    }

    /// Blanks TypeScript's modifiers between `from` and `to`; one that begins a class member leaves a semicolon.
    fn modifiers(&mut self, from: u32, to: u32, in_class: bool) {
        const WORDS: [&str; 7] = ["public", "private", "protected", "readonly", "abstract", "override", "declare"];
        let (start, end) = (from as usize, to as usize);
        let text = self.edits.text();
        let mut at = start;
        for word in text[start..end].split(|c: char| !c.is_alphanumeric()) {
            if WORDS.contains(&word) {
                if in_class && at == start {
                    self.edits.blank_statement(at, at + word.len());
                } else {
                    self.edits.blank(at, at + word.len());
                }
            }
            at += word.len();
            at += text[at..end].chars().next().map_or(0, char::len_utf8);
        }
    }

    /// Blanks what follows an expression; where the next line would go on as a call, a semicolon ends the statement.
    fn after_expression(&mut self, start: u32, end: u32) {
        let rest = &self.edits.text()[end as usize..];
        let next = rest.trim_start();
        let breaks = rest[..rest.len() - next.len()].contains('\n');
        self.blank(start, end);
        if breaks && next.starts_with(['(', '[', '`']) {
            self.edits.insert(end as usize, ";");
        }
    }

    fn parameter_properties(&mut self, function: &Function<'_>) {
        let Some(body) = &function.body else { return };
        let is_property = |item: &&FormalParameter<'_>| item.accessibility.is_some() || item.readonly || item.r#override;
        let names = function.params.items.iter().filter(is_property);
        let names = names.flat_map(|item| item.pattern.get_binding_identifiers());
        let text: String = names.map(|id| format!(" this.{0} = {0};", id.name)).collect();
        if text.is_empty() {
            return;
        }
        let calls_super = |statement: &&Statement<'_>| match statement {
            Statement::ExpressionStatement(statement) => {
                matches!(&statement.expression, Expression::CallExpression(call) if call.callee.is_super())
            }
            _ => false,
        };
        match body.statements.iter().find(calls_super) {
            Some(statement) => self.edits.insert(statement.span().end as usize, format!(";{text}")),
            None => self.edits.insert(body.span.start as usize + 1, text),
        }
    }
}

impl<'a> Visit<'a> for Stripper<'_, '_> {
    fn visit_ts_type_annotation(&mut self, it: &TSTypeAnnotation<'a>) {
        self.blank(it.span.start, it.span.end);
    }

    fn visit_ts_type_parameter_declaration(&mut self, it: &TSTypeParameterDeclaration<'a>) {
        self.blank(it.span.start, it.span.end);
    }

    fn visit_ts_type_parameter_instantiation(&mut self, it: &TSTypeParameterInstantiation<'a>) {
        self.blank(it.span.start, it.span.end);
    }

    fn visit_ts_this_parameter(&mut self, it: &TSThisParameter<'a>) {
        self.blank(it.span.start, it.span.end);
        self.mark(it.span.end, &[',']);
    }

    fn visit_ts_as_expression(&mut self, it: &TSAsExpression<'a>) {
        self.visit_expression(&it.expression);
        self.after_expression(it.expression.span().end, it.span.end);
    }

    fn visit_ts_satisfies_expression(&mut self, it: &TSSatisfiesExpression<'a>) {
        self.visit_expression(&it.expression);
        self.after_expression(it.expression.span().end, it.span.end);
    }

    fn visit_ts_non_null_expression(&mut self, it: &TSNonNullExpression<'a>) {
        self.visit_expression(&it.expression);
        self.blank(it.span.end - 1, it.span.end);
    }

    fn visit_ts_type_assertion(&mut self, it: &TSTypeAssertion<'a>) {
        self.blank(it.span.start, it.expression.span().start);
        self.visit_expression(&it.expression);
    }

    fn visit_ts_type_alias_declaration(&mut self, it: &TSTypeAliasDeclaration<'a>) {
        self.blank_statement(it.span);
    }

    fn visit_ts_interface_declaration(&mut self, it: &TSInterfaceDeclaration<'a>) {
        self.blank_statement(it.span);
    }

    fn visit_ts_global_declaration(&mut self, it: &TSGlobalDeclaration<'a>) {
        self.blank_statement(it.span);
    }

    fn visit_ts_index_signature(&mut self, it: &TSIndexSignature<'a>) {
        self.blank_statement(it.span);
    }

    fn visit_ts_module_declaration(&mut self, it: &TSModuleDeclaration<'a>) {
        if it.declare || has_only_types(it) {
            self.blank_statement(it.span);
        } else {
            self.refuse(it.span, "a namespace with values");
        }
    }

    fn visit_ts_enum_declaration(&mut self, it: &TSEnumDeclaration<'a>) {
        if it.declare {
            self.blank_statement(it.span);
        } else {
            enums::rewrite(it, self.edits);
            walk::walk_ts_enum_declaration(self, it);
        }
    }

    fn visit_ts_import_equals_declaration(&mut self, it: &TSImportEqualsDeclaration<'a>) {
        match &it.module_reference {
            _ if it.import_kind.is_type() => self.blank_statement(it.span),
            TSModuleReference::ExternalModuleReference(_) => {
                self.edits.replace(it.span.start as usize, it.id.span.start as usize, "const ");
            }
            _ => self.refuse(it.span, "import x = a.b"),
        }
    }

    fn visit_decorator(&mut self, it: &Decorator<'a>) {
        self.refuse(it.span, "a decorator");
    }

    fn visit_accessor_property(&mut self, it: &AccessorProperty<'a>) {
        self.refuse(it.span, "an auto-accessor");
    }

    fn visit_variable_declaration(&mut self, it: &VariableDeclaration<'a>) {
        if it.declare { self.blank_statement(it.span) } else { walk::walk_variable_declaration(self, it) }
    }

    fn visit_variable_declarator(&mut self, it: &VariableDeclarator<'a>) {
        if it.definite {
            self.mark(it.id.span().end, &['!']);
        }
        walk::walk_variable_declarator(self, it);
    }

    fn visit_function(&mut self, it: &Function<'a>, flags: ScopeFlags) {
        // An overload or `declare function`.
        if it.body.is_none() || it.declare {
            return self.blank_statement(it.span);
        }
        walk::walk_function(self, it, flags);
    }

    fn visit_arrow_function_expression(&mut self, it: &ArrowFunctionExpression<'a>) {
        walk::walk_arrow_function_expression(self, it);
        let Some(types) = &it.return_type else { return };
        // No line may end before `=>`: the parenthesis moves behind the type.
        let (close, end) = (it.params.span.end as usize - 1, types.span.end as usize);
        if self.edits.text()[close..end].contains('\n') {
            self.edits.blank(close, close + 1);
            self.edits.insert(end, ")");
        }
    }

    fn visit_formal_parameter(&mut self, it: &FormalParameter<'a>) {
        self.modifiers(it.span.start, it.pattern.span().start, false);
        if it.optional {
            self.mark(it.pattern.span().end, &['?']);
        }
        walk::walk_formal_parameter(self, it);
    }

    fn visit_class(&mut self, it: &Class<'a>) {
        if it.declare {
            return self.blank_statement(it.span);
        }
        if it.r#abstract {
            let head = &self.edits.text()[it.span.start as usize..it.body.span.start as usize];
            if head.starts_with("abstract") {
                self.blank(it.span.start, it.span.start + 8);
            }
        }
        if let (Some(first), Some(last)) = (it.implements.first(), it.implements.last()) {
            let head = &self.edits.text()[it.span.start as usize..first.span.start as usize];
            if let Some(keyword) = head.rfind("implements") {
                self.edits.blank(it.span.start as usize + keyword, last.span.end as usize);
            }
        }
        walk::walk_class(self, it);
    }

    fn visit_ts_class_implements(&mut self, _: &TSClassImplements<'a>) {}

    fn visit_method_definition(&mut self, it: &MethodDefinition<'a>) {
        if it.value.body.is_none() {
            return self.blank_statement(it.span);
        }
        self.modifiers(it.span.start, it.key.span().start, true);
        if it.optional {
            self.mark(it.key.span().end, &['?']);
        }
        if it.kind == MethodDefinitionKind::Constructor {
            self.parameter_properties(&it.value);
        }
        walk::walk_method_definition(self, it);
    }

    fn visit_property_definition(&mut self, it: &PropertyDefinition<'a>) {
        if it.declare || it.r#type == PropertyDefinitionType::TSAbstractPropertyDefinition {
            return self.blank_statement(it.span);
        }
        self.modifiers(it.span.start, it.key.span().start, true);
        if it.optional || it.definite {
            self.mark(it.key.span().end, &['?', '!']);
        }
        walk::walk_property_definition(self, it);
    }

    // What only types are made of in imports and exports is the modules' part.
    fn visit_import_declaration(&mut self, _: &ImportDeclaration<'a>) {}
}

fn has_only_types(module: &TSModuleDeclaration<'_>) -> bool {
    match &module.body {
        None => true,
        Some(TSModuleDeclarationBody::TSModuleDeclaration(inner)) => has_only_types(inner),
        Some(TSModuleDeclarationBody::TSModuleBlock(block)) => block.body.iter().all(|statement| {
            let declaration = match statement {
                Statement::ExportNamedDeclaration(export) => export.declaration.as_ref(),
                other => other.as_declaration(),
            };
            match declaration {
                Some(Declaration::TSModuleDeclaration(inner)) => has_only_types(inner),
                Some(declaration) => declaration.is_type() || declaration.declare(),
                None => false,
            }
        }),
    }
}
