//! WeChat's component framework, as npm gives it: found in the project's `node_modules` or in wxhost's cache, and loaded when needed.

use std::cell::RefCell;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::OnceLock;

use boa_engine::object::builtins::{JsArray, JsFunction};
use boa_engine::object::{JsObject, ObjectInitializer};
use boa_engine::{Context, JsArgs, JsError, JsNativeError, JsResult, JsString, JsValue, NativeFunction, js_string};
use serde_json::Value;

use super::natives;
use crate::app::project::Running;
use crate::engine::{Host, json};

/// The version that the template compiler writes for.
pub const VERSION: &str = "0.12.1";
/// The packages, and the file of each that is loaded.
pub const PACKAGES: [(&str, &str); 2] =
    [("glass-easel", "dist/glass_easel.all.js"), ("glass-easel-miniprogram-adapter", "dist/glass_easel_miniprogram_adapter.js")];

/// For each package and the glue, which of its functions wait until they are called (`src/engine/library.rs`).
const PLANS: [&str; 3] = [include_str!("plans/framework.txt"), include_str!("plans/adapter.txt"), include_str!("plans/glue.txt")];

/// What joins the framework to this host.
const GLUE: &str = include_str!("glue.js");

/// The folder of wxhost's own copies.
static CACHE: OnceLock<PathBuf> = OnceLock::new();

/// Says where wxhost's own copies of the framework are: a folder with `node_modules`. The first call counts.
pub fn set_view_cache(folder: PathBuf) {
    let _ = CACHE.set(folder);
}

/// The framework of a run.
pub(super) struct Framework {
    glue: JsObject,
    /// Pages and components that the framework knows.
    pub(super) known: RefCell<HashSet<String>>,
}

/// Whether the framework is there.
#[derive(Default, Clone)]
enum State {
    /// Nobody has asked yet.
    #[default]
    Unknown,
    Missing,
    Loaded(Rc<Framework>),
}

/// What is known of the framework in a run.
#[derive(Default)]
struct Loaded(RefCell<State>);

/// The framework, if it is installed.
pub(super) fn framework(host: &Rc<Host>, context: &mut Context) -> Option<Rc<Framework>> {
    let loaded = host.get::<Loaded>().unwrap_or_else(|| {
        let fresh = Rc::new(Loaded::default());
        host.extend(Rc::clone(&fresh));
        fresh
    });
    let known = loaded.0.borrow().clone();
    match known {
        State::Loaded(framework) => return Some(framework),
        State::Missing => return None,
        State::Unknown => {}
    }
    let found = host.get::<Running>().and_then(|running| find(&running.project.folder));
    let framework = found.and_then(|files| match load(host, &files, context) {
        Ok(glue) => Some(Rc::new(Framework { glue, known: RefCell::default() })),
        Err(error) => {
            host.report(crate::trace::ErrorKind::UncaughtException, &error, context);
            None
        }
    });
    loaded.0.replace(framework.clone().map_or(State::Missing, State::Loaded));
    framework
}

/// The files of the two packages, in the right version.
fn find(project: &Path) -> Option<[PathBuf; 2]> {
    let places = [Some(project), CACHE.get().map(PathBuf::as_path)];
    places.into_iter().flatten().find_map(|place| files_in(&place.join("node_modules")))
}

/// The files of the two packages below a `node_modules`, if both are there in the right version.
pub fn files_in(modules: &Path) -> Option<[PathBuf; 2]> {
    let file = |(name, file): (&str, &str)| {
        let package = modules.join(name);
        let text = std::fs::read_to_string(package.join("package.json")).ok()?;
        let json: Value = serde_json::from_str(&text).ok()?;
        let right = json.get("version").and_then(Value::as_str) == Some(VERSION);
        Some(package.join(file)).filter(|file| right && file.is_file())
    };
    let [first, second] = PACKAGES.map(file);
    Some([first?, second?])
}

fn load(host: &Rc<Host>, files: &[PathBuf; 2], context: &mut Context) -> JsResult<JsObject> {
    let given = JsObject::with_object_proto(context.intrinsics());
    given.create_data_property_or_throw(js_string!("wxhost"), natives::object(context), context)?;
    for (((name, _), path), plan) in PACKAGES.iter().zip(files).zip(PLANS) {
        let text =
            std::fs::read_to_string(path).map_err(|error| JsNativeError::error().with_message(format!("{name}: {error}")))?;
        let exports = module(host, (name, &text, plan), &given, context)?;
        given.create_data_property_or_throw(JsString::from(*name), exports, context)?;
    }
    let glue = module(host, ("view", GLUE, PLANS[2]), &given, context)?;
    glue.as_object().ok_or_else(|| JsNativeError::typ().with_message("the view has no glue").into())
}

/// Runs a text as a CommonJS module whose `require` gives the members of `given`.
fn module(host: &Rc<Host>, (name, text, plan): (&str, &str, &str), given: &JsObject, context: &mut Context) -> JsResult<JsValue> {
    let module = JsObject::with_object_proto(context.intrinsics());
    let exports = JsObject::with_object_proto(context.intrinsics());
    module.create_data_property_or_throw(js_string!("exports"), exports.clone(), context)?;
    let require = |_: &JsValue, args: &[JsValue], given: &JsObject, context: &mut Context| {
        let name = args.get_or_undefined(0).to_property_key(context)?;
        given.get(name, context)
    };
    let require = NativeFunction::from_copy_closure_with_captures(require, given.clone()).to_js_function(context.realm());
    // Timers and a console of its own, so that what the framework does by itself is not taken for the program's.
    let timer = NativeFunction::from_copy_closure(natives::set_timeout).to_js_function(context.realm());
    let mut console = ObjectInitializer::new(context);
    for level in ["log", "info", "warn", "error"] {
        console.function(NativeFunction::from_copy_closure(|_, _, _| Ok(JsValue::undefined())), JsString::from(level), 0);
    }
    let console = console.build();
    let arguments = [module.clone().into(), exports.into(), require.into(), timer.into(), console.into()];
    host.run_library((name, text, plan), &arguments, context)?;
    module.get(js_string!("exports"), context)
}

fn function(value: &JsValue) -> JsResult<JsFunction> {
    let function = value.as_object().and_then(|object| JsFunction::from_object(object.clone()));
    function.ok_or_else(|| JsNativeError::typ().with_message("not a function").into())
}

impl Framework {
    /// Calls one of the glue's functions.
    pub(super) fn call(&self, name: &str, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
        let called = self.glue.get(JsString::from(name), context)?;
        function(&called)?.call(&JsValue::undefined(), args, context)
    }

    /// Calls one of the glue's functions that answer with JSON.
    pub(super) fn ask(&self, name: &str, args: &[JsValue], context: &mut Context) -> JsResult<Value> {
        let answer = self.call(name, args, context)?;
        let text = answer.as_string().map(|text| text.to_std_string_lossy()).unwrap_or_default();
        serde_json::from_str(&text).map_err(|error| JsError::from(JsNativeError::error().with_message(error.to_string())))
    }

    /// What components have besides their own methods: `selectComponent`, `triggerEvent`, …
    pub(super) fn caller(&self, context: &mut Context) -> JsResult<JsValue> {
        self.glue.get(js_string!("Caller"), context)
    }

    /// Hands compiled templates over.
    pub(super) fn templates(
        &self,
        host: &Rc<Host>,
        (text, scripts): (&str, Vec<JsFunction>),
        context: &mut Context,
    ) -> JsResult<()> {
        let make = function(&host.load_library("wxml", text, context)?)?;
        let [date, regexp, kind] = natives::wxs(context)?;
        let scripts = JsValue::from(JsArray::from_iter(scripts.into_iter().map(JsValue::from), context));
        let bound = NativeFunction::from_copy_closure_with_captures(
            |_, args, (make, [date, regexp, kind, scripts]), context| {
                let given = [args.get_or_undefined(0), date, regexp, kind, scripts].map(JsValue::clone);
                make.call(&JsValue::undefined(), &given, context)
            },
            (make, [date, regexp, kind, scripts]),
        );
        let bound = bound.to_js_function(context.realm());
        self.call("templates", &[bound.into()], context).map(|_| ())
    }

    /// Hands a page's or component's JSON over.
    pub(super) fn configure(&self, path: &str, config: &Value, context: &mut Context) -> JsResult<()> {
        let config = json::from_data(config, context)?;
        self.call("configure", &[JsString::from(path).into(), config], context).map(|_| ())
    }
}
