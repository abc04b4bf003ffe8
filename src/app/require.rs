//! `require(path)`, `module`, `exports`: one scope per file, loaded once, resolved as the platform does (facts §7.3).

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use boa_engine::object::builtins::{JsFunction, JsPromise};
use boa_engine::object::{FunctionObjectBuilder, JsObject};
use boa_engine::property::Attribute;
use boa_engine::{Context, JsArgs, JsNativeError, JsResult, JsString, JsValue, NativeFunction, js_string};

use super::files::Files;
use super::resolve;
use crate::engine::{Host, LoadError, Text, Thrown, value};
use crate::source::{DEFAULT_LIMIT, SourceError, read_text};
use crate::trace::ErrorKind;

/// The modules of a run.
#[derive(Debug, Default)]
pub(super) struct Modules {
    /// The files that paths mean.
    pub(super) files: Files,
    /// `module` objects by file, relative to the root.
    loaded: RefCell<HashMap<String, JsObject>>,
    /// The folders of the `require` functions that were made, by number.
    folders: RefCell<Vec<PathBuf>>,
}

pub(super) fn begin(host: &Rc<Host>, files: Files) {
    host.extend(Rc::new(Modules { files, folders: RefCell::new(vec![PathBuf::new()]), ..Modules::default() }));
}

pub(super) fn install(context: &mut Context) -> JsResult<()> {
    let require = require_function(ROOT, context)?;
    let module = module_object(context)?;
    let exports = module.get(js_string!("exports"), context)?;
    context.register_global_property(js_string!("require"), require, Attribute::all())?;
    context.register_global_property(js_string!("module"), module, Attribute::all())?;
    context.register_global_property(js_string!("exports"), exports, Attribute::all())?;
    // An object that all files of the app share, not the global object with its built-ins: bundles keep their chunks on it
    // (`global["webpackJsonp"]`). That nothing else is on it is inferred.
    let global = value::object(context);
    context.register_global_property(js_string!("global"), global, Attribute::all())
}

fn module_object(context: &mut Context) -> JsResult<JsObject> {
    let (module, exports) = (value::object(context), value::object(context));
    module.create_data_property_or_throw(js_string!("exports"), exports, context)?;
    Ok(module)
}

/// The number of the folder that the global `require` starts from.
const ROOT: usize = 0;

/// The `require` of files in `folder` (relative to the root), with its `async` form.
fn require_in(host: &Rc<Host>, folder: PathBuf, context: &mut Context) -> JsResult<JsFunction> {
    let number = host.get::<Modules>().map_or(0, |modules| {
        let mut folders = modules.folders.borrow_mut();
        folders.push(folder);
        folders.len() - 1
    });
    require_function(number, context)
}

fn require_function(number: usize, context: &mut Context) -> JsResult<JsFunction> {
    let body = NativeFunction::from_copy_closure(move |_, args, context| {
        let (done, failed) = (function(args.get_or_undefined(1)), function(args.get_or_undefined(2)));
        if done.is_none() && failed.is_none() {
            return require(number, args.get_or_undefined(0), context);
        }
        later(number, args.get_or_undefined(0).clone(), done, failed, context);
        Ok(JsValue::undefined())
    });
    let require = FunctionObjectBuilder::new(context.realm(), body).name(js_string!("require")).length(1).build();
    let body = NativeFunction::from_copy_closure(move |_, args, context| {
        let (promise, resolvers) = JsPromise::new_pending(context);
        let path = args.get_or_undefined(0).clone();
        later(number, path, Some(resolvers.resolve), Some(resolvers.reject), context);
        Ok(promise.into())
    });
    let r#async = FunctionObjectBuilder::new(context.realm(), body).name(js_string!("async")).length(1).build();
    require.create_data_property_or_throw(js_string!("async"), r#async, context)?;
    Ok(require)
}

fn function(value: &JsValue) -> Option<JsFunction> {
    value.as_object().and_then(|object| JsFunction::from_object(object.clone()))
}

/// Loads a module in a later turn and hands it on, or `{mod, errMsg}` (documented; that the turn is the next one is not).
fn later(folder: usize, path: JsValue, done: Option<JsFunction>, failed: Option<JsFunction>, context: &mut Context) {
    let host = Host::of(context);
    let cause = host.cause();
    host.after(0, move |host, context| {
        host.set_cause(cause);
        let (told, value) = match require(folder, &path, context) {
            Ok(exports) => (done, exports),
            Err(error) => {
                let message = Thrown::of_error(&error, context).message;
                let value = JsObject::with_object_proto(context.intrinsics());
                let _ = value.create_data_property_or_throw(js_string!("mod"), path, context);
                let _ = value.create_data_property_or_throw(js_string!("errMsg"), JsString::from(message), context);
                (failed, value.into())
            }
        };
        if let Some(told) = told
            && let Err(error) = told.call(&JsValue::undefined(), &[value], context)
        {
            host.report(ErrorKind::CallbackThrew, &error, context);
        }
    });
}

fn require(folder: usize, wanted: &JsValue, context: &mut Context) -> JsResult<JsValue> {
    let host = Host::of(context);
    let Some(modules) = host.get::<Modules>() else { return Ok(JsValue::undefined()) };
    let Some(wanted) = wanted.as_string().map(|text| text.to_std_string_lossy()) else {
        return Err(JsNativeError::error().with_message("require args must be a string").into());
    };
    let folder = modules.folders.borrow().get(folder).cloned().unwrap_or_default();
    let Some(file) = resolve::resolve(&modules.files, &folder, &wanted) else {
        return Err(JsNativeError::error().with_message(resolve::not_defined(&modules.files, &folder, &wanted)).into());
    };
    load(&host, &modules, &file, context)
}

/// Runs a file of the program as a module, unless it has run, and gives its exports.
///
/// # Errors
///
/// What the file throws, and a `SyntaxError` at its own line when it is no JavaScript.
pub(super) fn load(host: &Rc<Host>, modules: &Modules, file: &Path, context: &mut Context) -> JsResult<JsValue> {
    let label = resolve::name(file);
    if let Some(module) = modules.loaded.borrow().get(&label).cloned() {
        return module.get(js_string!("exports"), context);
    }
    let module = module_object(context)?;
    modules.loaded.borrow_mut().insert(label.clone(), module.clone());
    let result = run(host, modules, file, &label, &module, context);
    if result.is_err() {
        modules.loaded.borrow_mut().remove(&label);
    }
    result
}

fn run(
    host: &Rc<Host>,
    modules: &Modules,
    file: &Path,
    label: &str,
    module: &JsObject,
    context: &mut Context,
) -> JsResult<JsValue> {
    let path = modules.files.find(file).unwrap_or_else(|| file.to_owned());
    let text = read_text(&path, DEFAULT_LIMIT).map_err(|error| unreadable(label, &error))?;
    crate::wx::reach(context, &crate::wx::Reach::of(&text.text))?;
    let text = Text { file: label, label, text: &text.text, shifts: &[] };
    let function = host.compile_module(&text, context).map_err(|error| match error {
        LoadError::Syntax { at, message } => {
            not_parsed(host);
            host.module_error(&at, &message, context)
        }
        LoadError::Nesting { depth, limit } => {
            JsNativeError::syntax().with_message(format!("{label} nests {depth} deep; the limit is {limit}")).into()
        }
    })?;
    let folder = file.parent().map(Path::to_path_buf).unwrap_or_default();
    let require = require_in(host, folder, context)?;
    let exports = module.get(js_string!("exports"), context)?;
    function.call(&JsValue::undefined(), &[require.into(), module.clone().into(), exports], context)?;
    module.get(js_string!("exports"), context)
}

/// Set once a file of the program could not be parsed.
struct NotParsed;

/// Notes that a file of the program could not be parsed.
pub(super) fn not_parsed(host: &Rc<Host>) {
    host.extend(Rc::new(NotParsed));
}

/// Whether a file of the program could not be parsed.
pub fn could_not_parse(host: &Rc<Host>) -> bool {
    host.get::<NotParsed>().is_some()
}

fn unreadable(label: &str, error: &SourceError) -> JsNativeError {
    JsNativeError::error().with_message(format!("module '{label}' could not be read: {error}"))
}
