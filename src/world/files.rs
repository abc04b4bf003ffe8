//! The app's files on the device behind `wx.getFileSystemManager`: temporary, saved and user files of one run, in memory.
//!
//! A path has one of three areas: `usr` (`wx.env.USER_DATA_PATH`, the only one that programs may write), `tmp` (what
//! downloads and the user's choices leave) and `store` (what `saveFile` keeps). DevTools writes them as `http://usr/…`, phones as
//! `wxfile://usr/…` and `wxfile://tmp_…`; both spellings are understood everywhere. Files of the code package are not modelled.

mod path;

use std::collections::BTreeMap;

use bytes::Bytes;

use super::seed::Source;
use crate::scenario::Client;
use path::{key, parent, writable};

/// What an app may keep in `usr` and `store` together (official page: file system, 200 MB).
pub const TOTAL_LIMIT: usize = 200 * 1024 * 1024;
/// The largest file that can be read at once (official page: `readFile`, 100 MB).
pub const READ_LIMIT: usize = 100 * 1024 * 1024;

/// Why a file operation failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FileFail {
    /// There is nothing under this path, or its folder is missing.
    #[error("no such file or directory")]
    NotFound,
    /// Something is there already.
    #[error("file already exists")]
    Exists,
    /// A folder stands where a file is needed.
    #[error("illegal operation on a directory")]
    IsDirectory,
    /// A file stands where a folder is needed.
    #[error("not a directory")]
    NotDirectory,
    /// The folder still has something in it.
    #[error("directory not empty")]
    NotEmpty,
    /// The area cannot be written by programs.
    #[error("permission denied")]
    Denied,
    /// The app's space is used up.
    #[error("the maximum size of the file storage limit is exceeded")]
    Full,
}

#[derive(Debug, Clone)]
struct Node {
    /// `None`: a folder.
    content: Option<Bytes>,
    /// Milliseconds since 1970.
    modified: i64,
}

/// What `stat` tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stat {
    /// Whether it is a folder.
    pub directory: bool,
    /// Bytes; 0 for a folder.
    pub size: usize,
    /// Milliseconds since 1970.
    pub modified: i64,
}

/// The files of one run.
#[derive(Debug)]
pub struct Files {
    nodes: BTreeMap<String, Node>,
    names: Source,
    devtools: bool,
    total: usize,
}

impl Files {
    /// A file system that holds `preloaded` (a scenario's `device.files`).
    pub fn new(client: Client, seed: u64, preloaded: &BTreeMap<String, String>) -> Self {
        let mut files = Self {
            nodes: BTreeMap::new(),
            names: Source::later(seed, &["files"]),
            devtools: client == Client::Devtools,
            total: 0,
        };
        for area in ["usr", "tmp", "store"] {
            files.nodes.insert(area.to_owned(), Node { content: None, modified: 0 });
        }
        for (path, text) in preloaded {
            files.place(path, Bytes::from(text.clone()));
        }
        files
    }

    /// `wx.env.USER_DATA_PATH`.
    pub fn user_data_path(&self) -> &'static str {
        if self.devtools { "http://usr" } else { "wxfile://usr" }
    }

    /// Puts a file anywhere, with the folders it needs: the world's doing, not the program's.
    pub fn place(&mut self, path: &str, content: Bytes) {
        let key = key(path).unwrap_or_else(|| path.trim_start_matches('/').to_owned());
        let mut parent = parent(&key);
        while let Some(folder) = parent {
            self.nodes.entry(folder.to_owned()).or_insert(Node { content: None, modified: 0 });
            parent = path::parent(folder);
        }
        self.put(&key, content, 0);
    }

    /// Makes sure that a temporary file which the world handed out exists: with its own path as content.
    pub fn hand_out(&mut self, path: &str) {
        let known = key(path).is_none_or(|key| !key.starts_with("tmp/") || self.nodes.contains_key(&key));
        if !known {
            self.place(path, Bytes::from(path.to_owned()));
        }
    }

    /// A new temporary file; its path.
    pub fn temporary(&mut self, content: Bytes, extension: &str, now: i64) -> String {
        let name = self.new_name(extension);
        self.put(&format!("tmp/{name}"), content, now);
        if self.devtools { format!("http://tmp/{name}") } else { format!("wxfile://tmp_{name}") }
    }

    /// The content of a file.
    ///
    /// # Errors
    /// Nothing there, or a folder.
    pub fn read(&self, path: &str) -> Result<Bytes, FileFail> {
        self.find(path)?.content.clone().ok_or(FileFail::IsDirectory)
    }

    /// Writes a file anew, or adds to one that exists.
    ///
    /// # Errors
    /// No writable path, no such folder (or, to add, no such file), a folder of that name, or no space.
    pub fn write(&mut self, path: &str, content: &[u8], append: bool, now: i64) -> Result<(), FileFail> {
        let key = writable(path)?;
        let old = match self.nodes.get(&key) {
            Some(Node { content: None, .. }) => return Err(FileFail::IsDirectory),
            Some(Node { content: Some(old), .. }) => old.clone(),
            None if append => return Err(FileFail::NotFound),
            None => Bytes::new(),
        };
        self.folder_of(&key)?;
        let content = if append { [&old[..], content].concat() } else { content.to_vec() };
        if self.total - old.len() + content.len() > TOTAL_LIMIT {
            return Err(FileFail::Full);
        }
        self.put(&key, Bytes::from(content), now);
        Ok(())
    }

    /// Makes a folder, with those above it if `recursive`.
    ///
    /// # Errors
    /// No writable path, something there already, or no folder above.
    pub fn make_folder(&mut self, path: &str, recursive: bool, now: i64) -> Result<(), FileFail> {
        let key = writable(path)?;
        if self.nodes.contains_key(&key) {
            return Err(FileFail::Exists);
        }
        let mut missing = vec![key.clone()];
        let mut above = parent(&key);
        while let Some(folder) = above {
            match self.nodes.get(folder) {
                Some(Node { content: None, .. }) => break,
                Some(_) => return Err(FileFail::NotDirectory),
                None if !recursive => return Err(FileFail::NotFound),
                None => missing.push(folder.to_owned()),
            }
            above = parent(folder);
        }
        for folder in missing {
            self.nodes.insert(folder, Node { content: None, modified: now });
        }
        Ok(())
    }

    /// Removes a folder, with all that is in it if `recursive`.
    ///
    /// # Errors
    /// No such folder, a file, a folder that is not empty, or the root of the area.
    pub fn remove_folder(&mut self, path: &str, recursive: bool) -> Result<(), FileFail> {
        let key = writable(path)?;
        if self.find(path)?.content.is_some() {
            return Err(FileFail::NotDirectory);
        }
        if key == "usr" {
            return Err(FileFail::Denied);
        }
        let inside = self.inside(&key);
        if !inside.is_empty() && !recursive {
            return Err(FileFail::NotEmpty);
        }
        inside.iter().chain([&key]).for_each(|gone| self.drop_node(gone));
        Ok(())
    }

    /// The names directly in a folder, sorted.
    ///
    /// # Errors
    /// No such folder, or a file.
    pub fn list(&self, path: &str) -> Result<Vec<String>, FileFail> {
        if self.find(path)?.content.is_some() {
            return Err(FileFail::NotDirectory);
        }
        let key = key(path).ok_or(FileFail::NotFound)?;
        let names = self.inside(&key).into_iter().map(|inside| inside[key.len() + 1..].to_owned());
        Ok(names.filter(|name| !name.contains('/')).collect())
    }

    /// What a path is.
    ///
    /// # Errors
    /// Nothing there.
    pub fn stat(&self, path: &str) -> Result<Stat, FileFail> {
        self.find(path).map(Node::stat)
    }

    /// What a folder and all in it are: paths relative to it, beginning with `/`.
    ///
    /// # Errors
    /// Nothing there.
    pub fn stat_all(&self, path: &str) -> Result<Vec<(String, Stat)>, FileFail> {
        let top = self.stat(path)?;
        let key = key(path).ok_or(FileFail::NotFound)?;
        let mut all = vec![("/".to_owned(), top)];
        all.extend(self.inside(&key).into_iter().filter_map(|inside| {
            let stat = self.nodes.get(&inside)?.stat();
            Some((inside[key.len()..].to_owned(), stat))
        }));
        Ok(all)
    }

    /// Removes a file.
    ///
    /// # Errors
    /// No such file, a folder, or an area that programs may not write.
    pub fn remove(&mut self, path: &str) -> Result<(), FileFail> {
        let key = key(path).ok_or(FileFail::NotFound)?;
        if self.find(path)?.content.is_none() {
            return Err(FileFail::IsDirectory);
        }
        self.drop_node(&key);
        Ok(())
    }

    /// Moves a file or folder.
    ///
    /// # Errors
    /// Nothing there, or a target that cannot be written.
    pub fn rename(&mut self, from: &str, to: &str) -> Result<(), FileFail> {
        let (old, new) = (key(from).ok_or(FileFail::NotFound)?, writable(to)?);
        self.find(from)?;
        self.folder_of(&new)?;
        let moved: Vec<String> = self.inside(&old).into_iter().chain([old.clone()]).collect();
        for path in moved {
            if let Some(node) = self.nodes.remove(&path) {
                self.nodes.insert(format!("{new}{}", &path[old.len()..]), node);
            }
        }
        self.count();
        Ok(())
    }

    /// Copies a file.
    ///
    /// # Errors
    /// No such file, a target that cannot be written, or no space.
    pub fn copy(&mut self, from: &str, to: &str, now: i64) -> Result<(), FileFail> {
        let content = self.read(from)?;
        self.write(to, &content, false, now)
    }

    /// Moves a temporary file to `to`, or under a new name to the saved ones; its new path.
    ///
    /// # Errors
    /// No such temporary file, or a target that cannot be written.
    pub fn save(&mut self, from: &str, to: Option<&str>, now: i64) -> Result<String, FileFail> {
        let old = key(from).filter(|key| key.starts_with("tmp/")).ok_or(FileFail::NotFound)?;
        let content = self.read(from)?;
        let kept = match to {
            Some(to) => {
                self.write(to, &content, false, now)?;
                to.to_owned()
            }
            None => {
                let extension = old.rsplit_once('.').map_or("", |(_, extension)| extension).to_owned();
                let name = self.new_name(&extension);
                self.put(&format!("store/{name}"), content, now);
                self.saved_path(&name)
            }
        };
        self.drop_node(&old);
        Ok(kept)
    }

    /// The saved files, sorted by path.
    pub fn saved(&self) -> Vec<(String, Stat)> {
        let saved = self.inside("store");
        saved.iter().filter_map(|key| Some((self.saved_path(&key["store/".len()..]), self.nodes.get(key)?.stat()))).collect()
    }

    fn saved_path(&self, name: &str) -> String {
        if self.devtools { format!("http://store/{name}") } else { format!("wxfile://store_{name}") }
    }

    fn new_name(&mut self, extension: &str) -> String {
        let name = self.names.hex(32);
        if extension.is_empty() { name } else { format!("{name}.{extension}") }
    }

    fn find(&self, path: &str) -> Result<&Node, FileFail> {
        let key = key(path).unwrap_or_else(|| path.trim_start_matches("./").trim_start_matches('/').to_owned());
        self.nodes.get(&key).ok_or(FileFail::NotFound)
    }

    fn inside(&self, folder: &str) -> Vec<String> {
        let prefix = format!("{folder}/");
        self.nodes.range(prefix.clone()..).map(|(key, _)| key).take_while(|key| key.starts_with(&prefix)).cloned().collect()
    }

    fn folder_of(&self, key: &str) -> Result<(), FileFail> {
        match parent(key).and_then(|folder| self.nodes.get(folder)) {
            Some(Node { content: None, .. }) => Ok(()),
            Some(_) => Err(FileFail::NotDirectory),
            None => Err(FileFail::NotFound),
        }
    }

    fn put(&mut self, key: &str, content: Bytes, modified: i64) {
        self.nodes.insert(key.to_owned(), Node { content: Some(content), modified });
        self.count();
    }

    fn drop_node(&mut self, key: &str) {
        self.nodes.remove(key);
        self.count();
    }

    fn count(&mut self) {
        let kept = self.nodes.iter().filter(|(key, _)| !key.starts_with("tmp/"));
        self.total = kept.map(|(_, node)| node.content.as_ref().map_or(0, Bytes::len)).sum();
    }
}

impl Node {
    fn stat(&self) -> Stat {
        let size = self.content.as_ref().map_or(0, Bytes::len);
        Stat { directory: self.content.is_none(), size, modified: self.modified }
    }
}

#[cfg(test)]
mod tests;
