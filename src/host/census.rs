//! The blocks of an article before they are run: what each defines, what it needs, whether it is a program at all.

use crate::engine::survey;
use crate::source::Source;
use crate::trace::Definition;

/// One script of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Census {
    /// Its number among the js blocks of its article; absent for a `.js` file.
    pub block: Option<usize>,
    /// The names that its top level defines, with their places in the file.
    pub defines: Vec<Definition>,
    /// Names that it uses, and that neither it nor the platform defines.
    pub needs: Vec<String>,
    /// Why it cannot be read as a program.
    pub mistake: Option<String>,
}

/// Takes the census of every script of a source.
pub fn census(source: &Source) -> Vec<Census> {
    let one = |script: &crate::source::Script| {
        let found = survey(&script.padded());
        let defines = found.defines.into_iter().map(|definition| {
            let (line, column) = script.place(definition.line, definition.column);
            Definition { line, column, ..definition }
        });
        Census { block: script.block, defines: defines.collect(), needs: found.needs, mistake: found.mistake }
    };
    source.scripts.iter().map(one).collect()
}
