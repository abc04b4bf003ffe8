//! The device's key-value storage behind `wx.setStorage` and its family, on the level of serialised entries.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// The most one entry may hold, in UTF-16 units of key and serialised value together (facts: Android client; docs say 1 MB).
pub const ENTRY_LIMIT: usize = 1_048_576;
/// The most all entries may hold together, in the same units (docs: 10 MB).
pub const TOTAL_LIMIT: usize = 10 * 1_048_576;
/// `limitSize` of `wx.getStorageInfo`, in KB.
pub const LIMIT_SIZE_KB: u64 = 10_240;

/// Why a value could not be stored; [`StorageFail::reason`] is the part of the `errMsg` after `fail`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StorageFail {
    /// Key and value together exceed [`ENTRY_LIMIT`].
    #[error("entry size limit reached")]
    EntryTooLarge,
    /// All entries together would exceed [`TOTAL_LIMIT`].
    #[error("quota reached")]
    QuotaReached,
    /// Keys beginning with `__plugins__` are reserved.
    #[error("invalid key \"{0}\"")]
    ReservedKey(String),
    /// The key is empty; the client fails without giving a reason.
    #[error("")]
    EmptyKey,
}

impl StorageFail {
    /// The part of the `errMsg` after `fail` and its separator; empty when there is none.
    pub fn reason(&self) -> String {
        self.to_string()
    }
}

#[derive(Debug, Clone)]
struct Entry {
    order: u64,
    type_name: String,
    data: String,
    size: usize,
    encrypted: bool,
}

/// What `wx.getStorageInfo` tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Info {
    /// All keys, in the order in which they were first stored.
    pub keys: Vec<String>,
    /// What is stored, in KB, rounded up.
    pub current_size: u64,
    /// What may be stored, in KB.
    pub limit_size: u64,
}

/// The storage of one mini-program on one device.
#[derive(Debug, Clone, Default)]
pub struct Storage {
    entries: BTreeMap<String, Entry>,
    order: BTreeMap<u64, String>,
    next: u64,
    total: usize,
}

impl Storage {
    /// A storage that already holds `preloaded` (a scenario's `device.storage`). Limits do not apply to it.
    pub fn new(preloaded: &Map<String, Value>) -> Self {
        let mut storage = Self::default();
        for (key, value) in preloaded {
            let (type_name, data) = serialise(value);
            storage.put(key, type_name, data, false);
        }
        storage
    }

    /// Stores a serialised value; one under the same key is replaced and keeps its place among the keys.
    ///
    /// # Errors
    /// The key is empty or reserved, or a limit is reached; nothing is changed then.
    pub fn set(&mut self, key: &str, type_name: &str, data: String) -> Result<(), StorageFail> {
        self.keep(key, type_name, data, false)
    }

    /// The same, encrypted (`encrypt: true`): an entry takes half as much room again (docs: 0.7 MB a key, 7.1 MB in total).
    ///
    /// # Errors
    /// As [`Self::set`].
    pub fn set_encrypted(&mut self, key: &str, type_name: &str, data: String) -> Result<(), StorageFail> {
        self.keep(key, type_name, data, true)
    }

    fn keep(&mut self, key: &str, type_name: &str, data: String, encrypted: bool) -> Result<(), StorageFail> {
        if key.is_empty() {
            return Err(StorageFail::EmptyKey);
        }
        if key.starts_with("__plugins__") {
            return Err(StorageFail::ReservedKey(key.to_owned()));
        }
        let size = room(key, &data, encrypted);
        if size > ENTRY_LIMIT {
            return Err(StorageFail::EntryTooLarge);
        }
        let replaced = self.entries.get(key).map_or(0, |entry| entry.size);
        if self.total - replaced + size > TOTAL_LIMIT {
            return Err(StorageFail::QuotaReached);
        }
        self.put(key, type_name, data, encrypted);
        Ok(())
    }

    /// The type name and the serialised value stored under `key`. An encrypted entry is not found without its key, and the
    /// other way round: `encrypt` must be the same on both sides.
    pub fn get(&self, key: &str) -> Option<(&str, &str)> {
        self.look(key, false)
    }

    /// The same for an encrypted entry.
    pub fn get_encrypted(&self, key: &str) -> Option<(&str, &str)> {
        self.look(key, true)
    }

    fn look(&self, key: &str, encrypted: bool) -> Option<(&str, &str)> {
        self.entries
            .get(key)
            .filter(|entry| entry.encrypted == encrypted)
            .map(|entry| (entry.type_name.as_str(), entry.data.as_str()))
    }

    /// Removes a key; whether it was there.
    pub fn remove(&mut self, key: &str) -> bool {
        let Some(entry) = self.entries.remove(key) else { return false };
        self.order.remove(&entry.order);
        self.total -= entry.size;
        true
    }

    /// Removes everything.
    pub fn clear(&mut self) {
        *self = Self { next: self.next, ..Self::default() };
    }

    /// What `wx.getStorageInfo` tells.
    pub fn info(&self) -> Info {
        Info {
            keys: self.order.values().cloned().collect(),
            current_size: (self.total as u64).div_ceil(1024),
            limit_size: LIMIT_SIZE_KB,
        }
    }

    fn put(&mut self, key: &str, type_name: &str, data: String, encrypted: bool) {
        let size = room(key, &data, encrypted);
        let order = if let Some(old) = self.entries.get(key) {
            self.total -= old.size;
            old.order
        } else {
            self.next += 1;
            self.order.insert(self.next, key.to_owned());
            self.next
        };
        self.total += size;
        self.entries.insert(key.to_owned(), Entry { order, type_name: type_name.to_owned(), data, size, encrypted });
    }
}

/// The room an entry takes.
fn room(key: &str, data: &str, encrypted: bool) -> usize {
    let plain = units(key) + units(data);
    if encrypted { plain + plain / 2 } else { plain }
}

/// The length JavaScript gives: UTF-16 units.
fn units(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// A scenario's value as the base library would have stored it: its type name and its text.
fn serialise(value: &Value) -> (&'static str, String) {
    match value {
        Value::Null => ("Null", "null".to_owned()),
        Value::Bool(value) => ("Boolean", value.to_string()),
        Value::Number(value) => ("Number", value.to_string()),
        Value::String(value) => ("String", value.clone()),
        Value::Array(_) => ("Array", value.to_string()),
        Value::Object(_) => ("Object", value.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn empty() -> Storage {
        Storage::new(&Map::new())
    }

    #[test]
    fn the_entry_limit_counts_key_and_value_in_utf_16_units() {
        let mut storage = empty();
        assert_eq!(storage.set("key", "String", "a".repeat(ENTRY_LIMIT - 3)), Ok(()));
        assert_eq!(storage.set("key", "String", "a".repeat(ENTRY_LIMIT - 2)), Err(StorageFail::EntryTooLarge));
        assert_eq!(storage.set("k", "String", "中".repeat(ENTRY_LIMIT - 1)), Ok(()));
        assert_eq!(storage.set("k", "String", "😀".repeat(ENTRY_LIMIT / 2)), Err(StorageFail::EntryTooLarge));
    }

    #[test]
    fn the_quota_counts_what_stays() {
        let mut storage = empty();
        for index in 0..10 {
            assert_eq!(storage.set(&index.to_string(), "String", "a".repeat(ENTRY_LIMIT - 1)), Ok(()));
        }
        assert_eq!(storage.set("x", "String", String::new()), Err(StorageFail::QuotaReached));
        assert_eq!(storage.set("0", "String", "b".repeat(ENTRY_LIMIT - 1)), Ok(()));
        assert!(storage.remove("9"));
        assert_eq!(storage.set("x", "String", String::new()), Ok(()));
        assert_eq!(storage.info().current_size, 9 * 1024 + 1);
    }

    #[test]
    fn keys_stand_in_the_order_of_their_first_storing() {
        let mut storage = Storage::new(json!({"z": 1, "a": {"b": [null]}, "t": "x"}).as_object().unwrap());
        storage.set("z", "String", "later".into()).unwrap();
        storage.set("m", "Boolean", "true".into()).unwrap();
        assert_eq!(storage.info().keys, ["z", "a", "t", "m"]);
        assert_eq!(storage.get("a"), Some(("Object", r#"{"b":[null]}"#)));
        assert!(!storage.remove("nothing"));
        storage.clear();
        assert_eq!(storage.info(), Info { keys: vec![], current_size: 0, limit_size: 10_240 });
        assert_eq!(storage.get("z"), None);
    }

    #[test]
    fn bad_keys_are_refused_with_the_clients_words() {
        let mut storage = empty();
        assert_eq!(storage.set("__plugins__x", "String", String::new()).unwrap_err().reason(), "invalid key \"__plugins__x\"");
        assert_eq!(storage.set("", "String", String::new()).unwrap_err().reason(), "");
    }
}
