//! From an author's text to a script of the engine: nesting, bridges, positions, and syntax errors in the author's own lines.

use std::path::Path;
use std::rc::Rc;

use boa_engine::object::builtins::JsFunction;
use boa_engine::{Context, JsError, JsResult, JsValue, Script, Source};

use super::bridges;
use super::code::Done;
use super::coverage::Counters;
use super::host::Host;
use super::library;
use super::syntax::{self, Prepared, Shifts};
use super::{LoadError, Text};
use crate::trace::{At, Definition};

/// Why the header of a trace tells that `.length` was bridged.
const LENGTH_NOTE: &str = "assignments to .length are handed to the engine as ['length'] (boa_engine 0.22 caches them wrongly)";

/// Why the header of a trace tells that `this` was bridged.
const THIS_NOTE: &str = "arrow functions inside arrow functions are handed their this by an edit (boa_engine 0.22 loses it)";

/// What V8 says of an `await` in a function that is not `async`.
pub(super) const STRAY_AWAIT: &str = "await is only valid in async functions and the top level bodies of modules";

/// A text that is ready to run.
#[derive(Debug, Clone)]
pub struct Compiled {
    pub(super) script: Script,
    /// The names that its top level defines.
    pub(super) defines: Vec<Definition>,
    /// Whether it has `import` or `export`: evaluated, it gives a function of `require, module, exports`.
    pub(super) is_module: bool,
}

impl Host {
    /// Compiles a script and finds the names that its top level defines. With `parameters` the text becomes the body of a
    /// function expression with these parameters, on the same lines: a module.
    ///
    /// # Errors
    ///
    /// The text is no JavaScript or nests too deep.
    pub fn compile(&self, text: &Text<'_>, parameters: Option<&str>, context: &mut Context) -> Result<Compiled, LoadError> {
        self.compile_counted(text, parameters, self.counters(), context)
    }

    fn compile_counted(
        &self,
        text: &Text<'_>,
        parameters: Option<&str>,
        counters: Option<Rc<Counters>>,
        context: &mut Context,
    ) -> Result<Compiled, LoadError> {
        let code = self.code.get();
        if let Some(Done { compiled, edits, bridged }) = code.and_then(|code| code.module(text.file, text.text, parameters)) {
            self.note(text, edits, bridged);
            return Ok(compiled);
        }
        self.check_nesting(text.text)?;
        let is_typescript = Path::new(text.file).extension().is_some_and(|extension| extension == "ts");
        let first = counters.as_ref().map(|counters| counters.next());
        let prepared = syntax::prepare_counted(text.text, is_typescript, parameters, first).map_err(|refusal| {
            let (line, column) = refusal.place;
            let column = column.saturating_add_signed(shift(text, line)).max(1);
            LoadError::Syntax { at: At { file: text.file.to_owned(), line, column }, message: refusal.message }
        })?;
        let Prepared { edited, mut defines, is_module, bridged_length, bridged_this, probes } = prepared;
        if let (Some(counters), Some(probes)) = (counters, probes) {
            // Without counters the text runs as well; what they stand for then never ran.
            let _ = counters.add(text, &edited.text, probes, |line| shift(text, line), context);
        }
        for define in &mut defines {
            let shift = shift(text, define.line);
            define.column = define.column.saturating_add_signed(shift).max(1);
        }
        let bridged = [bridged_length, bridged_this];
        let kept = code.map(|code| (code, edited.shifts.clone()));
        self.note(text, edited.shifts, bridged);
        // What cannot be made now is missing, as it would be without the bridge.
        let _ = bridges::install_for(text.text, context);
        let source = Source::from_bytes(&edited.text).with_path(Path::new(text.file));
        // Compiling finds early errors too; the code is kept for the evaluation.
        let script = Script::parse(source, None, context)
            .and_then(|script| script.codeblock(context).map(|_| script))
            .map_err(|error| self.syntax_error(text, &error))?;
        let compiled = Compiled { script, defines, is_module };
        if let Some((code, edits)) = kept {
            code.keep_module(text.file, text.text, parameters, Done { compiled: compiled.clone(), edits, bridged });
        }
        Ok(compiled)
    }

    /// Notes what positions in a text need, and what was bridged in it.
    fn note(&self, text: &Text<'_>, edits: Shifts, bridged: [bool; 2]) {
        for (bridged, note) in bridged.into_iter().zip([LENGTH_NOTE, THIS_NOTE]) {
            if bridged {
                self.note_bridge(note);
            }
        }
        self.sources.add(text.file, text.text, edits, text.shifts);
    }

    /// Compiles a module: a function of `require, module, exports`.
    ///
    /// # Errors
    ///
    /// The text is no JavaScript or nests too deep.
    pub fn compile_module(&self, text: &Text<'_>, context: &mut Context) -> Result<JsFunction, LoadError> {
        let Compiled { script, .. } = self.compile(text, Some("require, module, exports"), context)?;
        self.function_of(text, &script, context)
    }

    fn function_of(&self, text: &Text<'_>, script: &Script, context: &mut Context) -> Result<JsFunction, LoadError> {
        let value = script.evaluate(context).map_err(|error| self.syntax_error(text, &error))?;
        function(&value).ok_or_else(|| LoadError::Syntax {
            at: At { file: text.file.to_owned(), line: 1, column: 1 },
            message: "the text ends the module's function early".to_owned(),
        })
    }

    /// Compiles a script of a template: a function of `parameters`, whose positions are those of the author's file, and which no
    /// coverage counts.
    ///
    /// # Errors
    ///
    /// The text is no JavaScript or nests too deep.
    pub fn compile_wxs(&self, text: &Text<'_>, parameters: &str, context: &mut Context) -> Result<JsFunction, LoadError> {
        let Compiled { script, .. } = self.compile_counted(text, Some(parameters), None, context)?;
        self.function_of(text, &script, context)
    }

    /// Evaluates a function expression that is not the author's, such as a library that the host brings: its frames do not count in
    /// positions.
    ///
    /// # Errors
    ///
    /// The text is no JavaScript, or what it throws.
    pub fn load_library(&self, name: &str, text: &str, context: &mut Context) -> JsResult<JsValue> {
        // Without parentheses: what stands in them is copied by the engine's parser.
        library::evaluate(name, &syntax::bridged(&format!("0,{text}")), context)
    }

    /// Compiles a text of the host's own (a `call` expression), whose frames do not count as the author's.
    ///
    /// # Errors
    ///
    /// The text is no JavaScript or nests too deep.
    pub(super) fn compile_host_text(&self, name: &str, text: &str, context: &mut Context) -> Result<Script, LoadError> {
        self.check_nesting(text)?;
        let source = Source::from_bytes(text).with_path(Path::new(name));
        Script::parse(source, None, context)
            .and_then(|script| script.codeblock(context).map(|_| script))
            .map_err(|error| self.syntax_error(&Text { file: name, label: name, text, shifts: &[] }, &error))
    }

    fn check_nesting(&self, text: &str) -> Result<(), LoadError> {
        let depth = syntax::nesting(text);
        let limit = self.limits.nesting;
        if depth > limit { Err(LoadError::Nesting { depth, limit }) } else { Ok(()) }
    }

    fn note_bridge(&self, note: &str) {
        let mut bridges = self.bridges.borrow_mut();
        if !bridges.iter().any(|known| known == note) {
            bridges.push(note.to_owned());
        }
    }

    /// Reads the position out of the engine's message, which has no other place for it, and takes it out of the message.
    pub(super) fn syntax_error(&self, text: &Text<'_>, error: &JsError) -> LoadError {
        let shown = error.to_string();
        let line = shown.lines().next().unwrap_or_default();
        let message = line.trim_start_matches("SyntaxError: ").trim_end_matches(" (native)");
        let (message, place) = match message.rsplit_once(" at line ") {
            Some((message, place)) => {
                let mut numbers = place.split(|c: char| !c.is_ascii_digit()).filter_map(|number| number.parse::<u32>().ok());
                let place = numbers.next().zip(numbers.next());
                (message, place.map(|(line, column)| (line, self.sources.column(text.file, line, column))))
            }
            None => (message, None),
        };
        let (message, place) = if message == "abrupt end" {
            ("the text ends too early: something is not closed", Some(syntax::end(text.text)))
        } else if let Some(place) =
            place.filter(|_| message.starts_with("expected")).and_then(|at| syntax::await_before(text.text, at))
        {
            (STRAY_AWAIT, Some(place))
        } else if message.contains("declared multiple times") {
            (message, syntax::declared_twice(text.text).or(place))
        } else {
            (message, syntax::first_mistake(text.text).filter(|_| place.is_none_or(|place| place == (1, 1))).or(place))
        };
        let (line, column) = place.unwrap_or((1, 1));
        let at = At { file: text.file.to_owned(), line, column: column.saturating_add_signed(shift(text, line)).max(1) };
        LoadError::Syntax { at, message: message.to_owned() }
    }
}

pub(super) fn function(value: &JsValue) -> Option<JsFunction> {
    value.as_object().and_then(|object| JsFunction::from_object(object.clone()))
}

fn shift(text: &Text<'_>, line: u32) -> i32 {
    let index = usize::try_from(line).ok().and_then(|line| line.checked_sub(1));
    index.and_then(|index| text.shifts.get(index)).copied().unwrap_or(0)
}
