//! `require(path)`, `module`, `exports`: one scope per file, loaded once, resolved as the platform does (facts §7.3).

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};
use std::rc::Rc;

use boa_engine::object::builtins::JsFunction;
use boa_engine::object::{FunctionObjectBuilder, JsObject};
use boa_engine::property::Attribute;
use boa_engine::{Context, JsArgs, JsNativeError, JsResult, JsValue, NativeFunction, js_string};

use crate::engine::{Host, LoadError, Text};
use crate::source::{DEFAULT_LIMIT, SourceError, read_text};

/// The modules of a run.
#[derive(Debug, Default)]
struct Modules {
    /// The folder that absolute paths and file names are relative to.
    root: PathBuf,
    /// `module` objects by file, relative to the root.
    loaded: RefCell<HashMap<String, JsObject>>,
    /// The folders of the `require` functions that were made, by number.
    folders: RefCell<Vec<PathBuf>>,
}

pub(super) fn install(host: &Rc<Host>, base: &Path, context: &mut Context) -> JsResult<()> {
    host.extend(Rc::new(Modules { root: base.to_path_buf(), ..Modules::default() }));
    let require = require_in(host, PathBuf::new(), context);
    let module = module_object(context)?;
    let exports = module.get(js_string!("exports"), context)?;
    context.register_global_property(js_string!("require"), require, Attribute::all())?;
    context.register_global_property(js_string!("module"), module, Attribute::all())?;
    context.register_global_property(js_string!("exports"), exports, Attribute::all())
}

fn module_object(context: &mut Context) -> JsResult<JsObject> {
    let module = JsObject::with_object_proto(context.intrinsics());
    let exports = JsObject::with_object_proto(context.intrinsics());
    module.create_data_property_or_throw(js_string!("exports"), exports, context)?;
    Ok(module)
}

/// The `require` of files in `folder` (relative to the root).
fn require_in(host: &Rc<Host>, folder: PathBuf, context: &mut Context) -> JsFunction {
    let number = host.get::<Modules>().map_or(0, |modules| {
        let mut folders = modules.folders.borrow_mut();
        folders.push(folder);
        folders.len() - 1
    });
    let body = NativeFunction::from_copy_closure(move |_, args, context| require(number, args.get_or_undefined(0), context));
    FunctionObjectBuilder::new(context.realm(), body).name(js_string!("require")).length(1).build()
}

fn require(folder: usize, wanted: &JsValue, context: &mut Context) -> JsResult<JsValue> {
    let host = Host::of(context);
    let Some(modules) = host.get::<Modules>() else { return Ok(JsValue::undefined()) };
    let Some(wanted) = wanted.as_string().map(|text| text.to_std_string_lossy()) else {
        return Err(JsNativeError::error().with_message("require args must be a string").into());
    };
    let folder = modules.folders.borrow().get(folder).cloned().unwrap_or_default();
    let Some(file) = modules.resolve(&folder, &wanted) else {
        let shown = name(&normal(&folder.join(&wanted)));
        let shown = if Path::new(&shown).extension().is_some_and(|ext| ext == "js") { shown } else { format!("{shown}.js") };
        let message = format!("module '{shown}' is not defined, require args is '{wanted}'");
        return Err(JsNativeError::error().with_message(message).into());
    };
    let label = name(&file);
    if let Some(module) = modules.loaded.borrow().get(&label).cloned() {
        return module.get(js_string!("exports"), context);
    }
    let module = module_object(context)?;
    modules.loaded.borrow_mut().insert(label.clone(), module.clone());
    let result = run(&host, &modules, &file, &label, &module, context);
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
    let text = read_text(&modules.root.join(file), DEFAULT_LIMIT).map_err(|error| unreadable(label, &error))?;
    crate::wx::reach(context, &crate::wx::Reach::of(&text.text))?;
    let text = Text { file: label, label, text: &text.text, shifts: &[] };
    let function = host.compile_module(&text, context).map_err(|error| match error {
        LoadError::Syntax { at, message } => JsNativeError::syntax().with_message(format!("{message} ({at})")),
        LoadError::Nesting { depth, limit } => {
            JsNativeError::syntax().with_message(format!("{label} nests {depth} deep; the limit is {limit}"))
        }
    })?;
    let folder = file.parent().map(Path::to_path_buf).unwrap_or_default();
    let require = require_in(host, folder, context);
    let exports = module.get(js_string!("exports"), context)?;
    function.call(&JsValue::undefined(), &[require.into(), module.clone().into(), exports], context)?;
    module.get(js_string!("exports"), context)
}

fn unreadable(label: &str, error: &SourceError) -> JsNativeError {
    JsNativeError::error().with_message(format!("module '{label}' could not be read: {error}"))
}

impl Modules {
    /// The file that a path means: relative to the folder, to the root for `/…`, else in `miniprogram_npm` up the tree.
    fn resolve(&self, folder: &Path, wanted: &str) -> Option<PathBuf> {
        if wanted.starts_with("./") || wanted.starts_with("../") || wanted == "." || wanted == ".." {
            return self.file(&normal(&folder.join(wanted)));
        }
        if let Some(absolute) = wanted.strip_prefix('/') {
            return self.file(&normal(Path::new(absolute)));
        }
        // The platform also takes a bare path for a relative one.
        if let Some(file) = self.file(&normal(&folder.join(wanted))) {
            return Some(file);
        }
        folder.ancestors().find_map(|up| self.file(&normal(&up.join("miniprogram_npm").join(wanted))))
    }

    /// `x`, `x.js` or `x/index.js`, whichever is a file inside the root.
    fn file(&self, path: &Path) -> Option<PathBuf> {
        if path.components().any(|part| matches!(part, Component::ParentDir)) {
            return None;
        }
        let with_js = PathBuf::from(format!("{}.js", path.display()));
        let index = path.join("index.js");
        let is_js = path.extension().is_some_and(|extension| extension == "js");
        let candidates = if is_js { vec![path.to_path_buf(), with_js] } else { vec![with_js, index] };
        candidates.into_iter().find(|candidate| self.root.join(candidate).is_file())
    }
}

/// A path without `.` and, as far as it goes, `..`.
fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                if !out.pop() {
                    out.push("..");
                }
            }
            other => out.push(other),
        }
    }
    out
}

fn name(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_normal() {
        assert_eq!(name(&normal(Path::new("a/./b/../c"))), "a/c");
        assert_eq!(name(&normal(Path::new("../c"))), "../c");
    }
}
