//! Assignments to `x.length`, which Boa 0.22 gets wrong from the second time on, are handed to it as `x['length']`.
//!
//! Its inline cache forgets that an array's `length` is special (it writes the slot and skips ArraySetLength); the computed
//! form is not cached.

use oxc_ast::ast::{AssignmentTarget, Program, SimpleAssignmentTarget, StaticMemberExpression};
use oxc_ast_visit::{Visit, walk};
use oxc_span::GetSpan;

use super::edits::Edits;

/// Whether a text may have such an assignment.
pub(super) fn may_need(text: &str) -> bool {
    text.contains("length")
}

/// Bridges every assignment; tells whether there was one.
pub(super) fn bridge(program: &Program<'_>, edits: &mut Edits<'_>) -> bool {
    let text = edits.text();
    if !may_need(text) {
        return false;
    }
    let mut finder = LengthWrites { found: Vec::new(), text };
    finder.visit_program(program);
    finder.found.sort_unstable();
    finder.found.dedup();
    for dot in &finder.found {
        let end = text[*dot..].find("length").map_or(*dot, |index| dot + index + "length".len());
        // A name on another line than its dot keeps its line break.
        let between = &text[dot + 1..end - "length".len()];
        edits.replace(*dot, end, format!("['length']{between}"));
    }
    !finder.found.is_empty()
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

#[cfg(test)]
mod tests {
    use crate::engine::syntax::prepare;

    #[test]
    fn bridges_every_way_of_writing_a_length() {
        let text = "a.length = 0; b.x.length--; [c.length] = [1]; d.length += 2; e.length; f\n  .length = 3; ({x: g.length} = h)";
        let edited = prepare(text, false, None).map(|prepared| prepared.edited.text).unwrap_or_default();
        assert_eq!(
            edited,
            "a['length'] = 0; b.x['length']--; [c['length']] = [1]; d['length'] += 2; e.length; f\n  ['length'] = 3; ({x: g['length']} = h)"
        );
    }
}
