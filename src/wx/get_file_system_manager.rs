//! `wx.getFileSystemManager`: the app's files, read and written with callbacks, promises or the `…Sync` forms.
//!
//! Official page: FileSystemManager. The files live in memory for one run (`world::files`); what a scenario's `device.files` names
//! is there from the beginning. Each method is one function over the call's options, used by both of its forms: a `…Sync` form
//! takes the same options by position and throws the failure.

mod content;
mod methods;
mod saved;
mod tree;

use boa_engine::object::FunctionObjectBuilder;
use boa_engine::{Context, JsNativeError, JsObject, JsResult, JsString, JsValue, NativeFunction};

use super::api::{Api, Kind, Run};
use super::call::{self, Call, Fail, Options, Payload, Reply, type_name};
use crate::engine::Host;
use crate::lang::Text;
use crate::world::files::FileFail;

pub(super) use methods::all as methods;
pub(super) use methods::{FILE_INFO, REMOVE_SAVED, SAVE, SAVED_INFO, SAVED_LIST};

pub(super) const API: Api = Api {
    since: "1.9.9",
    promise: None,
    missing: Text {
        zh: "open、read、write、fstat、ftruncate、truncate、unzip、readZipEntry、readCompressedFile；代码包内文件",
        en: "open, read, write, fstat, ftruncate, truncate, unzip, readZipEntry, readCompressedFile; files of the code package",
    },
    ..Api::new(
        "getFileSystemManager",
        Text { zh: "获取全局唯一的文件管理器", en: "Gives the manager of the app's files" },
        "file/FileSystemManager.html",
        Run::Sync(run),
    )
};

/// The members of a result besides `errMsg`.
type Members = Vec<(&'static str, JsValue)>;
/// What a method does with its options.
type Method = fn(&mut Call<'_>) -> JsResult<Result<Members, Fail>>;

/// The one manager of a run.
struct Manager(JsObject);

fn run(call: &mut Call<'_>) -> JsResult<JsValue> {
    if let Some(manager) = call.host.get::<Manager>() {
        return Ok(manager.0.clone().into());
    }
    let object = object(call.context)?;
    call.host.extend(std::rc::Rc::new(Manager(object.clone())));
    Ok(object.into())
}

fn object(context: &mut Context) -> JsResult<JsObject> {
    let object = JsObject::with_object_proto(context.intrinsics());
    for api in methods::all() {
        if !Host::of(context).get::<super::Wx>().is_some_and(|wx| wx.at_least(api.since)) {
            continue;
        }
        let function = NativeFunction::from_copy_closure(move |_, args, context| call::invoke(api, args, context));
        let name = JsString::from(api.name);
        let function = FunctionObjectBuilder::new(context.realm(), function).name(name.clone()).length(1).build();
        object.create_data_property_or_throw(name, function, context)?;
    }
    Ok(object)
}

/// Runs a method in its asynchronous form.
fn later(call: &mut Call<'_>) -> JsResult<Reply> {
    let after = call.wx.latency.device;
    let Some(method) = methods::method(call.api.name) else { return Ok(Reply::Planned) };
    Ok(match method(call)? {
        Ok(members) => Reply::After(
            after,
            Ok(Payload::Build(Box::new(move |object, context| {
                for (name, value) in members {
                    object.create_data_property_or_throw(JsString::from(name), value, context)?;
                }
                Ok(())
            }))),
        ),
        Err(fail) => Reply::After(after, Err(fail)),
    })
}

/// Runs a method in its synchronous form: options by position, the failure thrown, the first member returned.
fn at_once(call: &mut Call<'_>) -> JsResult<JsValue> {
    let Some(method) = methods::method(call.api.name.trim_end_matches("Sync")) else { return Ok(JsValue::undefined()) };
    let options = JsObject::with_object_proto(call.context.intrinsics());
    let mut problems = String::new();
    for (param, value) in call.api.params.iter().zip(call.args.iter().cloned().chain(std::iter::repeat(JsValue::undefined()))) {
        let actual = type_name(&value, call.context);
        if param.checked && param.kind != Kind::Any && actual != param.kind.name() {
            problems.push_str(&format!("parameter.{} should be {} instead of {actual};", param.name, param.kind.name()));
        }
        options.create_data_property_or_throw(JsString::from(param.name), value, call.context)?;
    }
    call.options = Options::Object(options);
    let result = if problems.is_empty() { method(call)? } else { Err(Fail::new(format!("parameter error: {problems}"))) };
    let client = call.wx.rules.client;
    match result {
        Ok(members) => Ok(members.into_iter().next().map_or_else(JsValue::undefined, |(_, value)| value)),
        Err(fail) => Err(JsNativeError::error().with_message(fail.message(call.api.name, client)).into()),
    }
}

/// A failure that names the path behind `open`, in DevTools' quotes: `no such file or directory, open 'wxfile://usr/x'`.
///
/// The official page writes the texts without quotes; DevTools passes on what its file system says, which quotes (recollection).
fn open_fail(fail: FileFail, path: &str) -> Fail {
    match fail {
        FileFail::Full => Fail::new(fail.to_string()),
        _ => Fail::new(format!("{fail}, open '{path}'")),
    }
}

/// A failure that names the path behind the reason: `no such file or directory 'wxfile://usr/x'`.
fn path_fail(fail: FileFail, path: &str) -> Fail {
    match fail {
        FileFail::Full | FileFail::NotEmpty => Fail::new(fail.to_string()),
        FileFail::Denied => open_fail(fail, path),
        _ => Fail::new(format!("{fail} '{path}'")),
    }
}
