//! Compiled texts of a program that is run again and again in one realm: they are parsed once, and evaluated for every run.
//!
//! A compiled text is no part of what a run can change: evaluated again it gives new functions. Only an engine that is
//! [kept](Engine::keep_modules) has any.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use boa_engine::Script;

use super::compile::Compiled;
use super::syntax::Shifts;

/// What one realm has compiled.
#[derive(Default)]
pub(super) struct Code {
    modules: RefCell<HashMap<String, Vec<Module>>>,
    libraries: RefCell<HashMap<String, HashMap<String, Script>>>,
    /// Whether a text may notice what the collector of garbage has done.
    unrepeatable: Cell<bool>,
}

/// An author's text, and what compiling it left on the host.
struct Module {
    text: String,
    parameters: Option<String>,
    done: Done,
}

/// What compiling gives.
#[derive(Clone)]
pub(super) struct Done {
    pub(super) compiled: Compiled,
    pub(super) edits: Shifts,
    pub(super) bridged: [bool; 2],
}

impl Code {
    /// The author's text, if it was compiled before.
    pub(super) fn module(&self, file: &str, text: &str, parameters: Option<&str>) -> Option<Done> {
        let modules = self.modules.borrow();
        let known = modules.get(file)?.iter().find(|known| known.text == text && known.parameters.as_deref() == parameters)?;
        Some(known.done.clone())
    }

    /// Keeps an author's text.
    pub(super) fn keep_module(&self, file: &str, text: &str, parameters: Option<&str>, done: Done) {
        if ["WeakRef", "FinalizationRegistry"].iter().any(|name| text.contains(name)) {
            self.unrepeatable.set(true);
        }
        let module = Module { text: text.to_owned(), parameters: parameters.map(str::to_owned), done };
        self.modules.borrow_mut().entry(file.to_owned()).or_default().push(module);
    }

    /// A text of the host's own, if it was compiled before.
    pub(super) fn library(&self, name: &str, text: &str) -> Option<Script> {
        self.libraries.borrow().get(name)?.get(text).cloned()
    }

    /// Keeps a text of the host's own.
    pub(super) fn keep_library(&self, name: &str, text: &str, script: &Script) {
        self.libraries.borrow_mut().entry(name.to_owned()).or_default().insert(text.to_owned(), script.clone());
    }

    /// Whether what was compiled does the same in every run.
    pub(super) fn is_repeatable(&self) -> bool {
        !self.unrepeatable.get()
    }
}
