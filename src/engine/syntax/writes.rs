//! What a text can change of the realm it runs in, read from its syntax: whether its top level does nothing but declare
//! functions, and under which names it writes.
//!
//! It can also only change objects that it gets hold of. It begins with its own and the global object, and comes from one to another
//! by the names that it mentions.
//!
//! A program without computed members, without `delete`, and without the built-ins that write under names of their own
//! (`Object.assign`, `Object.defineProperty`, `Reflect`, …) can add a property, or replace its value, only by an assignment or a
//! class field that names it, or as an element, or as the few names that built-ins write to whatever they are called on.

use std::collections::BTreeSet;

use boa_engine::property::PropertyKey;
use oxc_allocator::Allocator;
use oxc_ast::ast::{
    AccessorProperty, AssignmentTargetPropertyIdentifier, AssignmentTargetPropertyProperty, BindingProperty,
    ComputedMemberExpression, Expression, IdentifierReference, PropertyDefinition, PropertyKey as Key, SimpleAssignmentTarget,
    Statement, StaticMemberExpression, UnaryExpression, WithStatement,
};
use oxc_ast_visit::{Visit, walk};
use oxc_parser::Parser;
use oxc_span::SourceType;
use oxc_syntax::operator::UnaryOperator;

use super::super::value::text_of;

/// Under which names a program can add a property to an object that was there before it, or replace its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::engine) enum Writes {
    /// These.
    Names(Names),
    /// Any, in any object.
    Any,
}

/// The names in a program.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::engine) struct Names {
    /// Those that it writes.
    written: BTreeSet<String>,
    /// Those of variables and members that it mentions.
    mentioned: BTreeSet<String>,
}

/// What built-ins write to whatever they are called on: array methods, methods of strings that take a regular expression.
const BY_BUILT_INS: [&str; 2] = ["lastIndex", "length"];

impl Writes {
    /// The names, if they are known.
    pub(in crate::engine) fn names(&self) -> Option<impl Iterator<Item = &str>> {
        match self {
            Self::Names(names) => Some(names.written.iter().map(String::as_str).chain(BY_BUILT_INS)),
            Self::Any => None,
        }
    }

    /// Whether the value of a property with this key is an object that the program can get hold of, whatever object has it.
    pub(in crate::engine) fn leads_to(&self, key: &PropertyKey) -> bool {
        match (self, key) {
            (Self::Any, _) => true,
            (Self::Names(names), PropertyKey::String(key)) => names.mentioned.contains(&text_of(key)),
            (Self::Names(_), _) => false,
        }
    }

    /// Whether the program can get hold of an object without its name.
    pub(in crate::engine) fn leads_anywhere(&self) -> bool {
        match self {
            Self::Any => true,
            Self::Names(names) => LEADERS.iter().any(|leader| names.mentioned.contains(*leader)),
        }
    }

    /// Whether the value of a property with this key can have been replaced. What built-ins write under names of their own they
    /// write as an assignment does, so never to a property that is not `writable`, such as a function's `length`.
    pub(in crate::engine) fn reach(&self, key: &PropertyKey, writable: bool) -> bool {
        match (self, key) {
            (Self::Any, _) => true,
            (Self::Names(names), PropertyKey::String(key)) => {
                let key = text_of(key);
                names.written.contains(&key) || (writable && BY_BUILT_INS.contains(&key.as_str()))
            }
            (Self::Names(_), PropertyKey::Symbol(_)) => false,
            // An index can be written without a name: by `push`.
            (Self::Names(_), PropertyKey::Index(_)) => true,
        }
    }

    /// What two programs write together.
    #[must_use]
    pub(in crate::engine) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Names(mut names), Self::Names(more)) => {
                names.written.extend(more.written);
                names.mentioned.extend(more.mentioned);
                Self::Names(names)
            }
            _ => Self::Any,
        }
    }
}

impl Default for Writes {
    fn default() -> Self {
        Self::Names(Names::default())
    }
}

/// What a text does to its realm.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::engine) struct Study {
    /// The functions that its top level declares.
    pub(in crate::engine) declares: Vec<String>,
    /// Under which names it writes.
    pub(in crate::engine) writes: Writes,
}

/// Names of built-ins that write, define or delete under names that do not stand in the text, or that lead to those that do.
const WRITERS: [&str; 17] = [
    "Function",
    "Proxy",
    "Reflect",
    "__defineGetter__",
    "__defineSetter__",
    "__proto__",
    "assign",
    "captureStackTrace",
    "constructor",
    "defineProperties",
    "defineProperty",
    "eval",
    "getOwnPropertyDescriptor",
    "getOwnPropertyDescriptors",
    "require",
    "setData",
    "setPrototypeOf",
];
/// Names of built-ins that give an object of the realm without its name, besides [`WRITERS`]; `stringify` gives what it comes across to
/// its replacer.
const LEADERS: [&str; 6] = ["__lookupGetter__", "__lookupSetter__", "entries", "getPrototypeOf", "stringify", "values"];
/// Names of built-ins whose behaviour depends on what the collector has done.
const COLLECTED: [&str; 2] = ["WeakRef", "FinalizationRegistry"];

/// Studies a script whose top level must do nothing but declare functions; `None` when it does more, or is no script.
pub(in crate::engine) fn study_script(text: &str) -> Option<Study> {
    study(text, |statement| match statement {
        Statement::FunctionDeclaration(function) => function.id.as_ref().map(|id| Some(id.name.to_string())),
        Statement::EmptyStatement(_) => Some(None),
        _ => None,
    })
}

/// Studies an expression; `None` when the text is more than expressions.
pub(in crate::engine) fn study_call(text: &str) -> Option<Study> {
    study(text, |statement| matches!(statement, Statement::ExpressionStatement(_) | Statement::EmptyStatement(_)).then_some(None))
}

fn study(text: &str, top: impl Fn(&Statement<'_>) -> Option<Option<String>>) -> Option<Study> {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, text, SourceType::cjs().with_script(true)).parse();
    if parsed.panicked || !parsed.errors.is_empty() {
        return None;
    }
    let mut declares = Vec::new();
    for statement in &parsed.program.body {
        declares.extend(top(statement)?);
    }
    let mut reader = Reader { names: Names::default(), any: false, collected: false };
    reader.visit_program(&parsed.program);
    let writes = if reader.any { Writes::Any } else { Writes::Names(reader.names) };
    (!reader.collected).then_some(Study { declares, writes })
}

struct Reader {
    names: Names,
    any: bool,
    collected: bool,
}

impl Reader {
    /// The program mentions a name.
    fn mention(&mut self, name: &str) {
        if !self.names.mentioned.contains(name) {
            self.names.mentioned.insert(name.to_owned());
        }
        self.any |= WRITERS.contains(&name);
        self.collected |= COLLECTED.contains(&name);
    }

    /// The key of a member that is read; one that is computed can be any.
    fn key(&mut self, key: &Key<'_>) {
        match key.static_name() {
            Some(name) => self.mention(&name),
            None => self.any = true,
        }
    }
}

impl<'a> Visit<'a> for Reader {
    fn visit_identifier_reference(&mut self, it: &IdentifierReference<'a>) {
        self.mention(&it.name);
    }

    fn visit_static_member_expression(&mut self, it: &StaticMemberExpression<'a>) {
        self.mention(&it.property.name);
        walk::walk_static_member_expression(self, it);
    }

    fn visit_computed_member_expression(&mut self, it: &ComputedMemberExpression<'a>) {
        match &it.expression {
            Expression::StringLiteral(name) => self.mention(&name.value),
            Expression::NumericLiteral(_) => {}
            _ => self.any = true,
        }
        walk::walk_computed_member_expression(self, it);
    }

    fn visit_binding_property(&mut self, it: &BindingProperty<'a>) {
        self.key(&it.key);
        walk::walk_binding_property(self, it);
    }

    fn visit_assignment_target_property_identifier(&mut self, it: &AssignmentTargetPropertyIdentifier<'a>) {
        self.mention(&it.binding.name);
        self.names.written.insert(it.binding.name.to_string());
        walk::walk_assignment_target_property_identifier(self, it);
    }

    fn visit_assignment_target_property_property(&mut self, it: &AssignmentTargetPropertyProperty<'a>) {
        self.key(&it.name);
        walk::walk_assignment_target_property_property(self, it);
    }

    fn visit_simple_assignment_target(&mut self, it: &SimpleAssignmentTarget<'a>) {
        match it {
            SimpleAssignmentTarget::AssignmentTargetIdentifier(id) => {
                self.mention(&id.name);
                self.names.written.insert(id.name.to_string());
            }
            SimpleAssignmentTarget::StaticMemberExpression(member) => {
                self.mention(&member.property.name);
                self.names.written.insert(member.property.name.to_string());
            }
            SimpleAssignmentTarget::ComputedMemberExpression(member) => match &member.expression {
                Expression::StringLiteral(name) => {
                    self.mention(&name.value);
                    self.names.written.insert(name.value.to_string());
                }
                _ => self.any = true,
            },
            SimpleAssignmentTarget::PrivateFieldExpression(_) => {}
            _ => self.any = true,
        }
        walk::walk_simple_assignment_target(self, it);
    }

    /// A field is put on whatever the constructor above returns.
    fn visit_property_definition(&mut self, it: &PropertyDefinition<'a>) {
        match it.key.static_name() {
            Some(name) => {
                self.names.written.insert(name.into_owned());
            }
            None => self.any |= !it.key.is_private_identifier(),
        }
        walk::walk_property_definition(self, it);
    }

    fn visit_accessor_property(&mut self, it: &AccessorProperty<'a>) {
        self.any = true;
        walk::walk_accessor_property(self, it);
    }

    fn visit_unary_expression(&mut self, it: &UnaryExpression<'a>) {
        self.any |= it.operator == UnaryOperator::Delete;
        walk::walk_unary_expression(self, it);
    }

    fn visit_with_statement(&mut self, it: &WithStatement<'a>) {
        self.any = true;
        walk::walk_with_statement(self, it);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Option<Vec<String>> {
        match study_script(&format!("function f() {{ {text} }}")).expect("functions only").writes {
            Writes::Names(names) => Some(names.written.into_iter().collect()),
            Writes::Any => None,
        }
    }

    #[test]
    fn only_a_top_level_of_functions_will_do() {
        let declares =
            study_script("'use strict'; function a() { let x = 1 } async function b() {};").map(|study| study.declares);
        assert_eq!(declares, Some(vec!["a".to_owned(), "b".to_owned()]));
        for text in ["var a = 1", "let a", "class A {}", "f()", "if (1) { function f() {} }", "function f( {", "import 'x'", "{}"]
        {
            assert_eq!(study_script(text), None, "{text}");
        }
        assert!(study_call("f(); g.h").is_some());
        for text in ["let a = f()", "var a", "function f() {}", "return 1"] {
            assert_eq!(study_call(text), None, "{text}");
        }
    }

    #[test]
    fn every_way_of_writing_names_what_it_writes() {
        for (text, written) in [
            ("a = 1", "a"),
            ("a.b = 1", "b"),
            ("a['b'] += 1", "b"),
            ("a.b++", "b"),
            ("[a.b, c] = d", "b c"),
            ("({ a, x: b.c = 1, ...d.e } = f)", "a c e"),
            ("for (a.b of c) ;", "b"),
            ("for (a in c) ;", "a"),
            ("a.b ??= 1", "b"),
            ("class A extends B { c = 1; #d = 2; static e = 3; f() {} }", "c e"),
            ("a?.b.c(); let x = { y: 1 }, { z } = x; const w = [1][0]; x.z()", ""),
        ] {
            assert_eq!(names(text).map(|names| names.join(" ")).as_deref(), Some(written), "{text}");
        }
    }

    #[test]
    fn what_can_write_without_a_name_writes_anything() {
        for text in [
            "a[b] = 1",
            "a[b]()",
            "a[0] = 1",
            "delete a.b",
            "Object.assign(a, b)",
            "Object['assign'](a, b)",
            "const { assign } = Object",
            "const { [a]: b } = c",
            "({ defineProperty: a } = Object)",
            "Reflect.set(a, b, c)",
            "f.constructor('x')",
            "a.__proto__ = b",
            "eval('x')",
            "with (a) b = 1",
            "class A { [b] = 1 }",
            "this.setData({})",
            "require('a')",
            "Object.getOwnPropertyDescriptors(Object)",
        ] {
            assert_eq!(names(text), None, "{text}");
        }
    }

    #[test]
    fn objects_are_reached_by_the_names_that_are_mentioned() {
        let key = |name: &str| PropertyKey::from(boa_engine::JsString::from(name));
        let writes = |text: &str| study_script(&format!("function f() {{ {text} }}")).expect("functions only").writes;
        for text in
            ["Math.max.x = 1", "const { max: m } = Math", "({ max: a } = Math)", "({ max } = Math)", "super_['max']", "max++"]
        {
            assert!(writes(text).leads_to(&key("max")), "{text}");
            assert!(!writes(text).leads_to(&key("min")) && !writes(text).leads_anywhere(), "{text}");
        }
        for text in ["Object.getPrototypeOf([])", "const { entries } = Object", "Object['values'](Math)", "a[b] = 1"] {
            assert!(writes(text).leads_anywhere(), "{text}");
        }
    }

    #[test]
    fn what_depends_on_the_collector_is_refused() {
        assert_eq!(study_script("function f() { new WeakRef(x) }"), None);
        assert_eq!(study_script("function f() { return globalThis.FinalizationRegistry }"), None);
    }
}
