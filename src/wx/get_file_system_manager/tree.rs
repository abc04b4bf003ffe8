//! `access`, `mkdir`, `rmdir`, `readdir`, `stat`, `unlink`, `rename`, `copyFile`: files and folders as a whole.

use boa_engine::object::builtins::JsArray;
use boa_engine::object::{FunctionObjectBuilder, ObjectInitializer};
use boa_engine::property::Attribute;
use boa_engine::{Context, JsResult, JsString, JsValue, NativeFunction, js_string};

use super::super::call::{Call, Fail};
use super::{Members, open_fail, path_fail};
use crate::world::files::{FileFail, Stat};

/// A method's result without members, or its failure.
fn done(result: Result<(), FileFail>, word: impl FnOnce(FileFail) -> Fail) -> JsResult<Result<Members, Fail>> {
    Ok(result.map(|()| Vec::new()).map_err(word))
}

pub(super) fn access(call: &mut Call<'_>) -> JsResult<Result<Members, Fail>> {
    let path = call.text("path").unwrap_or_default();
    let result = call.wx.files.borrow().stat(&path).map(|_| ());
    done(result, |fail| path_fail(fail, &path))
}

pub(super) fn make(call: &mut Call<'_>) -> JsResult<Result<Members, Fail>> {
    let (path, recursive) = (call.text("dirPath").unwrap_or_default(), call.flag("recursive"));
    let now = call.host.clock.unix_millis();
    let result = call.wx.files.borrow_mut().make_folder(&path, recursive, now);
    done(result, |fail| path_fail(fail, &path))
}

pub(super) fn remove_folder(call: &mut Call<'_>) -> JsResult<Result<Members, Fail>> {
    let (path, recursive) = (call.text("dirPath").unwrap_or_default(), call.flag("recursive"));
    let result = call.wx.files.borrow_mut().remove_folder(&path, recursive);
    done(result, |fail| path_fail(fail, &path))
}

pub(super) fn list(call: &mut Call<'_>) -> JsResult<Result<Members, Fail>> {
    let path = call.text("dirPath").unwrap_or_default();
    let names = match call.wx.files.borrow().list(&path) {
        Ok(names) => names,
        Err(fail) => return Ok(Err(path_fail(fail, &path))),
    };
    let names: Vec<JsValue> = names.into_iter().map(|name| JsString::from(name).into()).collect();
    Ok(Ok(vec![("files", JsArray::from_iter(names, call.context).into())]))
}

pub(super) fn unlink(call: &mut Call<'_>) -> JsResult<Result<Members, Fail>> {
    let path = call.text("filePath").unwrap_or_default();
    let result = call.wx.files.borrow_mut().remove(&path);
    done(result, |fail| match fail {
        FileFail::IsDirectory => Fail::new(format!("operation not permitted, unlink '{path}'")),
        _ => path_fail(fail, &path),
    })
}

pub(super) fn rename(call: &mut Call<'_>) -> JsResult<Result<Members, Fail>> {
    let (from, to) = (call.text("oldPath").unwrap_or_default(), call.text("newPath").unwrap_or_default());
    let result = call.wx.files.borrow_mut().rename(&from, &to);
    done(result, |fail| Fail::new(format!("{fail}, rename '{from}' -> '{to}'")))
}

pub(super) fn copy(call: &mut Call<'_>) -> JsResult<Result<Members, Fail>> {
    let (from, to) = (call.text("srcPath").unwrap_or_default(), call.text("destPath").unwrap_or_default());
    let now = call.host.clock.unix_millis();
    let result = call.wx.files.borrow_mut().copy(&from, &to, now);
    done(result, |fail| match fail {
        FileFail::Full => open_fail(fail, &to),
        _ => Fail::new(format!("{fail}, copyFile '{from}' -> '{to}'")),
    })
}

/// One Stats object; with `recursive` on a folder an array of `{path, stats}` (official page: `stat`, 2.3.0).
pub(super) fn stat(call: &mut Call<'_>) -> JsResult<Result<Members, Fail>> {
    let path = call.text("path").unwrap_or_default();
    let recursive = call.flag("recursive") && call.wx.at_least("2.3.0");
    let all = match call.wx.files.borrow().stat_all(&path) {
        Ok(all) => all,
        Err(fail) => return Ok(Err(path_fail(fail, &path))),
    };
    let Some((_, top)) = all.first() else { return Ok(Err(path_fail(FileFail::NotFound, &path))) };
    if !recursive || !top.directory {
        return Ok(Ok(vec![("stats", stats(*top, call.context))]));
    }
    let mut rows = Vec::new();
    for (path, stat) in &all {
        let stat = stats(*stat, call.context);
        let mut row = ObjectInitializer::new(call.context);
        row.property(js_string!("path"), JsString::from(path.as_str()), Attribute::all());
        row.property(js_string!("stats"), stat, Attribute::all());
        rows.push(JsValue::from(row.build()));
    }
    Ok(Ok(vec![("stats", JsArray::from_iter(rows, call.context).into())]))
}

fn stats(stat: Stat, context: &mut Context) -> JsValue {
    let is = |directory: bool| NativeFunction::from_copy_closure(move |_, _, _| Ok((stat.directory == directory).into()));
    let methods = [("isDirectory", true), ("isFile", false)].map(|(name, directory)| {
        let function = FunctionObjectBuilder::new(context.realm(), is(directory)).name(JsString::from(name)).build();
        (name, function)
    });
    let seconds = stat.modified.div_euclid(1000);
    let mode = if stat.directory { 0o40_755 } else { 0o100_644 };
    let mut object = ObjectInitializer::new(context);
    object.property(js_string!("mode"), mode, Attribute::all());
    object.property(js_string!("size"), stat.size, Attribute::all());
    object.property(js_string!("lastAccessedTime"), seconds, Attribute::all());
    object.property(js_string!("lastModifiedTime"), seconds, Attribute::all());
    for (name, function) in methods {
        object.property(JsString::from(name), function, Attribute::WRITABLE | Attribute::CONFIGURABLE);
    }
    object.build().into()
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::{check, run};
    use crate::host::Verdict;

    #[test]
    fn folders_and_files() {
        check(
            "const fs = wx.getFileSystemManager(), root = wx.env.USER_DATA_PATH;
            fs.mkdirSync(root + '/a/b', true); fs.writeFileSync(root + '/a/f', 'abc'); fs.copyFileSync(root + '/a/f', root + '/a/g');
            console.log(fs.readdirSync(root + '/a')); fs.renameSync(root + '/a/g', root + '/h'); fs.unlinkSync(root + '/h');
            const s = fs.statSync(root + '/a/f'); console.log(s.size, s.isFile(), s.isDirectory(), s.lastModifiedTime * 1000 <= Date.now());
            console.log(fs.statSync(root, true).map(r => r.path)); fs.rmdirSync(root + '/a', true); console.log(fs.readdirSync(root))",
            &["[\"b\",\"f\",\"g\"]", "3 true false true", "[\"/\",\"/a\",\"/a/b\",\"/a/f\"]", "[]"],
        );
    }

    #[test]
    fn failures_as_documented() {
        check(
            "const fs = wx.getFileSystemManager(), show = r => console.log(r.errMsg), root = 'wxfile://usr';
            fs.access({path: root + '/x', fail: show}); fs.mkdir({dirPath: root + '/x/y', fail: show}); fs.mkdir({dirPath: root, fail: show});
            fs.rmdir({dirPath: root + '/x', fail: show}); fs.readdir({dirPath: root + '/x', fail: show}); fs.stat({path: root + '/x', fail: show});
            fs.unlink({filePath: root + '/x', fail: show}); fs.unlink({filePath: root, fail: show});
            fs.rename({oldPath: root + '/x', newPath: root + '/y', fail: show}); fs.copyFile({srcPath: root + '/x', destPath: root + '/y', fail: show})",
            &[
                "access:fail no such file or directory 'wxfile://usr/x'",
                "mkdir:fail no such file or directory 'wxfile://usr/x/y'",
                "mkdir:fail file already exists 'wxfile://usr'",
                "rmdir:fail no such file or directory 'wxfile://usr/x'",
                "readdir:fail no such file or directory 'wxfile://usr/x'",
                "stat:fail no such file or directory 'wxfile://usr/x'",
                "unlink:fail no such file or directory 'wxfile://usr/x'",
                "unlink:fail operation not permitted, unlink 'wxfile://usr'",
                "rename:fail no such file or directory, rename 'wxfile://usr/x' -> 'wxfile://usr/y'",
                "copyFile:fail no such file or directory, copyFile 'wxfile://usr/x' -> 'wxfile://usr/y'",
            ],
        );
    }

    #[test]
    fn a_method_without_a_model_is_refused_by_name() {
        let ran = run("wx.getFileSystemManager().unzip({})");
        assert_eq!(*ran.verdict(), Verdict::UnknownApi);
        assert!(ran.lines[0].contains("FileSystemManager.unzip"), "{:?}", ran.lines);
    }
}
