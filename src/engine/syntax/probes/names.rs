//! What functions and calls are named by in a report of coverage, and which statements are counted.

use oxc_ast::ast::{Declaration, Expression, ObjectExpression, ObjectPropertyKind, PropertyKey, Statement};

/// The callbacks that the calling convention of `wx` knows.
pub(super) const CALLBACKS: [&str; 3] = ["success", "fail", "complete"];

pub(super) fn callbacks_of(object: &ObjectExpression<'_>) -> Option<Vec<String>> {
    let mut found = Vec::new();
    for property in &object.properties {
        match property {
            ObjectPropertyKind::ObjectProperty(property) => found.extend(key_name(&property.key)),
            ObjectPropertyKind::SpreadProperty(_) => return None,
        }
    }
    found.retain(|name| CALLBACKS.contains(&name.as_str()));
    Some(found)
}

pub(super) fn key_name(key: &PropertyKey<'_>) -> Option<String> {
    key.static_name().map(|name| name.to_string())
}

/// `wx.cloud.callFunction`, `getApp`; anything else that ends in a name gives that name.
pub(super) fn dotted(expression: &Expression<'_>) -> Option<String> {
    match expression {
        Expression::Identifier(id) => Some(id.name.to_string()),
        Expression::StaticMemberExpression(member) => Some(format!("{}.{}", dotted(&member.object)?, member.property.name)),
        _ => None,
    }
}

/// What a call is named by: `wx.login`, `then`.
pub(super) fn callee_name(callee: &Expression<'_>) -> String {
    match callee {
        Expression::StaticMemberExpression(member) => {
            let whole = dotted(callee).filter(|name| name.starts_with("wx."));
            whole.unwrap_or_else(|| member.property.name.to_string())
        }
        Expression::Identifier(id) => id.name.to_string(),
        _ => String::new(),
    }
}

/// Whether a statement does anything when its turn comes.
pub(super) fn is_executed(statement: &Statement<'_>) -> bool {
    match statement {
        Statement::FunctionDeclaration(_)
        | Statement::EmptyStatement(_)
        | Statement::BlockStatement(_)
        | Statement::ImportDeclaration(_)
        | Statement::ExportAllDeclaration(_)
        | Statement::TSTypeAliasDeclaration(_)
        | Statement::TSInterfaceDeclaration(_)
        | Statement::TSEnumDeclaration(_)
        | Statement::TSModuleDeclaration(_)
        | Statement::TSGlobalDeclaration(_)
        | Statement::TSImportEqualsDeclaration(_)
        | Statement::TSNamespaceExportDeclaration(_) => false,
        Statement::VariableDeclaration(declaration) => !declaration.declare,
        Statement::ClassDeclaration(class) => !class.declare,
        Statement::ExportNamedDeclaration(export) => {
            matches!(&export.declaration, Some(Declaration::VariableDeclaration(declaration)) if !declaration.declare)
        }
        Statement::ExportDefaultDeclaration(export) => export.declaration.is_expression(),
        _ => true,
    }
}

pub(super) fn is_function(expression: &Expression<'_>) -> bool {
    matches!(expression, Expression::FunctionExpression(_) | Expression::ArrowFunctionExpression(_))
}
