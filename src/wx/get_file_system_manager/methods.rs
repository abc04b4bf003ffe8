//! The methods of the FileSystemManager: one record for each form, and the function behind both.

use std::sync::OnceLock;

use super::super::api::{Api, Kind, Param, Run};
use super::{Method, at_once, content, later, saved, tree};
use crate::lang::Text;

/// Name, function, parameters, and in words what it does. Methods marked `true` have a `…Sync` form.
type Row = (&'static str, Method, &'static [Param], bool, &'static str, &'static str);

const PATH: Param = Param::required("path", Kind::String);
const FILE: Param = Param::required("filePath", Kind::String);
const FOLDER: Param = Param::required("dirPath", Kind::String);
const TEMP: Param = Param::required("tempFilePath", Kind::String);
const RECURSIVE: Param = Param::new("recursive", Kind::Boolean);
const ENCODING: Param = Param::new("encoding", Kind::String);
const DATA: Param = Param::new("data", Kind::Any);
const DIGEST: Param = Param::new("digestAlgorithm", Kind::String);
const POSITION: Param = Param::new("position", Kind::Number);
const LENGTH: Param = Param::new("length", Kind::Number);
const RENAME: &[Param] = &[Param::required("oldPath", Kind::String), Param::required("newPath", Kind::String)];
const COPY: &[Param] = &[Param::required("srcPath", Kind::String), Param::required("destPath", Kind::String)];
const SAVE_PARAMS: &[Param] = &[TEMP, Param::new("filePath", Kind::String)];

#[rustfmt::skip]
const ROWS: &[Row] = &[
    ("access", tree::access, &[PATH], true, "判断文件或目录是否存在", "Tells whether a file or folder exists"),
    ("appendFile", content::append, &[FILE, DATA, ENCODING], true, "在文件结尾追加内容", "Adds to the end of a file"),
    ("copyFile", tree::copy, COPY, true, "复制文件", "Copies a file"),
    ("getFileInfo", saved::info, &[FILE, DIGEST], false, "获取文件的大小和摘要", "Gives a file's size and digest"),
    ("getSavedFileInfo", saved::saved_info, &[FILE], false, "获取已保存文件的信息", "Gives a saved file's size and time"),
    ("getSavedFileList", saved::list, &[], false, "获取已保存的本地缓存文件列表", "Lists the saved files"),
    ("mkdir", tree::make, &[FOLDER, RECURSIVE], true, "创建目录", "Makes a folder"),
    ("readFile", content::read, &[FILE, ENCODING, POSITION, LENGTH], true, "读取本地文件内容", "Reads a file"),
    ("readdir", tree::list, &[FOLDER], true, "读取目录内文件列表", "Lists a folder"),
    ("removeSavedFile", saved::remove, &[FILE], false, "删除已保存的本地缓存文件", "Removes a saved file"),
    ("rename", tree::rename, RENAME, true, "重命名文件", "Moves a file or folder"),
    ("rmdir", tree::remove_folder, &[FOLDER, RECURSIVE], true, "删除目录", "Removes a folder"),
    ("saveFile", saved::save, SAVE_PARAMS, true, "保存临时文件到本地", "Keeps a temporary file"),
    ("stat", tree::stat, &[PATH, RECURSIVE], true, "获取文件 Stats 对象", "Tells what a path is"),
    ("unlink", tree::unlink, &[FILE], true, "删除文件", "Removes a file"),
    ("writeFile", content::write, &[FILE, DATA, ENCODING], true, "写文件", "Writes a file"),
];

/// Methods that are known and refused.
const REFUSED: &[(&str, &str)] = &[
    ("close", "2.16.1"),
    ("closeSync", "2.16.1"),
    ("fstat", "2.16.1"),
    ("fstatSync", "2.16.1"),
    ("ftruncate", "2.16.1"),
    ("ftruncateSync", "2.16.1"),
    ("open", "2.16.1"),
    ("openSync", "2.16.1"),
    ("read", "2.16.1"),
    ("readCompressedFile", "2.21.1"),
    ("readCompressedFileSync", "2.21.1"),
    ("readSync", "2.16.1"),
    ("readZipEntry", "2.17.3"),
    ("truncate", "2.16.1"),
    ("truncateSync", "2.16.1"),
    ("unzip", "1.9.9"),
    ("write", "2.16.1"),
    ("writeSync", "2.16.1"),
];

/// The deprecated `wx.saveFile`.
pub(in super::super) const SAVE: Api = old("saveFile", SAVE_PARAMS, "保存文件到本地", "Keeps a temporary file (deprecated)");
/// The deprecated `wx.getSavedFileList`.
pub(in super::super) const SAVED_LIST: Api =
    old("getSavedFileList", &[], "获取该小程序下已保存的本地缓存文件列表", "Lists the saved files (deprecated)");
/// The deprecated `wx.getSavedFileInfo`.
pub(in super::super) const SAVED_INFO: Api =
    old("getSavedFileInfo", &[FILE], "获取本地文件的文件信息", "Gives a saved file's size and time (deprecated)");
/// The deprecated `wx.removeSavedFile`.
pub(in super::super) const REMOVE_SAVED: Api =
    old("removeSavedFile", &[FILE], "删除本地缓存文件", "Removes a saved file (deprecated)");
/// The deprecated `wx.getFileInfo`.
pub(in super::super) const FILE_INFO: Api = Api {
    since: "1.4.0",
    ..old("getFileInfo", &[FILE, DIGEST], "获取文件信息", "Gives a file's size and digest (deprecated)")
};

const fn old(name: &'static str, params: &'static [Param], zh: &'static str, en: &'static str) -> Api {
    Api { params, ..Api::new(name, Text { zh, en }, "file/wx.saveFile.html", Run::Async(later)) }
}

/// The function behind a method.
pub(super) fn method(name: &str) -> Option<Method> {
    ROWS.iter().find(|row| row.0 == name).map(|row| row.1)
}

/// The records of all methods, by name.
pub(in super::super) fn all() -> &'static [Api] {
    static ALL: OnceLock<Vec<Api>> = OnceLock::new();
    ALL.get_or_init(|| {
        let base = |name, zh, en, run| Api {
            since: "1.9.9",
            owner: "FileSystemManager",
            ..Api::new(name, Text { zh, en }, "file/FileSystemManager.html", run)
        };
        let mut all = Vec::new();
        for (name, _, params, sync, zh, en) in ROWS {
            // `wx.getSavedFileInfo` has no method of its own.
            if *name != "getSavedFileInfo" {
                all.push(Api { params, ..base(name, zh, en, Run::Async(later)) });
            }
            if *sync {
                let name = Box::leak(format!("{name}Sync").into_boxed_str());
                all.push(Api { params, promise: None, ..base(name, zh, en, Run::Sync(at_once)) });
            }
        }
        for (name, since) in REFUSED {
            let en = "Known by name; wxhost does not model it";
            all.push(Api { since, promise: None, ..base(name, "wxhost 认识但未模拟的方法", en, Run::Refused) });
        }
        all.sort_unstable_by_key(|api| api.name);
        all
    })
}
