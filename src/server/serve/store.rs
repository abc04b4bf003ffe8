//! `--state DIR`: the state of `serve` in an SQLite file, and how it is read back.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, ErrorCode, OptionalExtension as _, Transaction, params};

use super::super::authority::make_folder;
use super::clock::ClockKind;
use super::inject::Injected;
use crate::world::platform::{Change, Owner, SavedCode, SavedKey, SavedToken};

/// The file in the folder.
const FILE: &str = "wxhost.sqlite3";
/// Marks an SQLite file as ours: "wxht".
const OURS: i64 = 0x7778_6874;
/// The version of the tables below.
const VERSION: i64 = 1;

const SCHEMA: &str = "
    CREATE TABLE meta (name TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;
    CREATE TABLE apps (position INTEGER PRIMARY KEY, appid TEXT NOT NULL UNIQUE, secret TEXT NOT NULL, unionid INTEGER NOT NULL);
    CREATE TABLE users (id TEXT PRIMARY KEY, profile TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE sessions (appid TEXT, user TEXT, key TEXT, issued INTEGER, used INTEGER, expired INTEGER, PRIMARY KEY (appid, user))
        WITHOUT ROWID;
    CREATE TABLE codes (code TEXT PRIMARY KEY, appid TEXT NOT NULL, user TEXT NOT NULL, key TEXT, issued INTEGER NOT NULL,
        spent INTEGER NOT NULL) WITHOUT ROWID;
    CREATE INDEX codes_by_age ON codes (issued);
    CREATE TABLE tokens (token TEXT PRIMARY KEY, appid TEXT NOT NULL, stable INTEGER NOT NULL, ends INTEGER NOT NULL) WITHOUT ROWID;
";

/// Why a state cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// The folder cannot be made or entered.
    #[error("{folder}: {source}")]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Another process serves from this folder.
    #[error("another process uses it")]
    InUse,
    /// Nothing can be written there.
    #[error("it cannot be written to")]
    ReadOnly,
    /// The disk is full.
    #[error("the disk is full")]
    Full,
    /// It was made by a newer version.
    #[error("it was made by a newer wxhost (version {found} of the state, this one knows {VERSION})")]
    Newer {
        /// Its version.
        found: i64,
    },
    /// It is damaged, or something else.
    #[error("{FILE} is not the state of a wxhost: {0}")]
    NotOurs(String),
    /// It lives in another kind of time.
    #[error("it was made with --clock {0}")]
    OtherClock(String),
    /// Something else that SQLite says.
    #[error("{0}")]
    Sqlite(String),
}

impl From<rusqlite::Error> for StateError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => Self::ReadOnly,
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::InUse,
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Self::NotOurs(error.to_string()),
            _ => Self::Sqlite(error.to_string()),
        }
    }
}

/// What holds for a state from its beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Origin {
    pub(super) seed: u64,
    /// The instant of time 0, in milliseconds since 1970.
    pub(super) start: i64,
    pub(super) clock: ClockKind,
    /// How often the state was opened.
    pub(super) generation: u64,
}

/// One thing to be written down.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Record {
    Platform(Change),
    /// What the control plane added to the clock.
    Added(u64),
    /// What is injected from now on.
    Injected(Vec<Injected>),
}

/// An open state.
#[derive(Debug)]
pub(super) struct Store {
    db: Connection,
}

impl Store {
    /// Opens the state in a folder; where there is none, it begins as `new` says.
    pub(super) fn open(folder: &Path, new: &Origin) -> Result<(Self, Origin), StateError> {
        make_folder(folder).map_err(|source| StateError::Folder { folder: folder.to_owned(), source })?;
        let mut db = Connection::open(folder.join(FILE))?;
        db.busy_timeout(std::time::Duration::ZERO)?;
        // Exclusive locking tells a second process at once, and needs no shared memory beside the file.
        db.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
        let number = |db: &Connection, name: &str| db.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
        let (ours, version) = (number(&db, "application_id")?, number(&db, "user_version")?);
        let tables: i64 = db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        let is_new = tables == 0;
        if !is_new && ours != OURS {
            return Err(StateError::NotOurs("it belongs to another program".to_owned()));
        }
        if !is_new && version > VERSION {
            return Err(StateError::Newer { found: version });
        }
        let _: String = db.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
        // In WAL mode a commit outlives the end of the process, however it ends; only a machine that loses its power may forget the last ones.
        db.pragma_update(None, "synchronous", "NORMAL")?;
        let opening = db.transaction()?;
        if is_new {
            opening.execute_batch(SCHEMA)?;
            opening.pragma_update(None, "application_id", OURS)?;
            opening.pragma_update(None, "user_version", VERSION)?;
            put(&opening, "seed", new.seed.cast_signed())?;
            put(&opening, "start", new.start)?;
            put(&opening, "clock", new.clock.name())?;
        }
        opening.execute("INSERT INTO meta VALUES ('generation', 1) ON CONFLICT DO UPDATE SET value = value + 1", [])?;
        opening.commit()?;
        let store = Self { db };
        let origin = store.origin(new.clock)?;
        Ok((store, origin))
    }

    fn origin(&self, wanted: ClockKind) -> Result<Origin, StateError> {
        let clock: Option<String> = self.meta("clock")?;
        if clock.as_deref() != Some(wanted.name()) {
            return Err(StateError::OtherClock(clock.unwrap_or_default()));
        }
        let number = |name: &str| self.meta::<i64>(name).map(Option::unwrap_or_default);
        Ok(Origin {
            seed: number("seed")?.cast_unsigned(),
            start: number("start")?,
            clock: wanted,
            generation: number("generation")?.cast_unsigned(),
        })
    }

    /// What the control plane added to the clock.
    pub(super) fn added(&self) -> Result<u64, StateError> {
        Ok(self.meta::<i64>("added")?.unwrap_or_default().cast_unsigned())
    }

    /// What is injected.
    pub(super) fn injected(&self) -> Result<Vec<Injected>, StateError> {
        let text: Option<String> = self.meta("injected")?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
    }

    /// Tells the platform's state as changes, in an order in which each finds what it needs.
    pub(super) fn load(&self, mut tell: impl FnMut(Change)) -> Result<(), StateError> {
        let db = &self.db;
        each(db, "SELECT appid, secret, unionid FROM apps ORDER BY position", |row| {
            tell(Change::App { appid: row.get(0)?, secret: row.get(1)?, unionid: row.get(2)? });
            Ok(())
        })?;
        each(db, "SELECT id, profile FROM users", |row| {
            let profile: String = row.get(1)?;
            tell(Change::User { id: row.get(0)?, profile: serde_json::from_str(&profile).unwrap_or_default() });
            Ok(())
        })?;
        each(db, "SELECT appid, user, key, issued, used, expired FROM sessions", |row| {
            let key = match row.get::<_, Option<String>>(2)? {
                Some(key) => {
                    Some(SavedKey { key, issued: row.get(3)?, used: row.get::<_, i64>(4)?.cast_unsigned(), expired: row.get(5)? })
                }
                None => None,
            };
            tell(Change::Session { of: Owner { appid: row.get(0)?, user: row.get(1)? }, key });
            Ok(())
        })?;
        each(db, "SELECT code, appid, user, key, issued, spent FROM codes ORDER BY issued", |row| {
            tell(Change::Code(SavedCode {
                code: row.get(0)?,
                of: Owner { appid: row.get(1)?, user: row.get(2)? },
                session_key: row.get(3)?,
                issued: row.get::<_, i64>(4)?.cast_unsigned(),
                spent: row.get(5)?,
            }));
            Ok(())
        })?;
        each(db, "SELECT token, appid, stable, ends FROM tokens ORDER BY ends", |row| {
            let ends = row.get::<_, i64>(3)?.cast_unsigned();
            tell(Change::Token(SavedToken { token: row.get(0)?, appid: row.get(1)?, stable: row.get(2)?, ends }));
            Ok(())
        })
    }

    /// Writes records down, all or none. When this returns they outlive the process.
    pub(super) fn save<'a>(&mut self, records: impl Iterator<Item = &'a Record>) -> Result<(), StateError> {
        let saving = self.db.transaction()?;
        {
            let mut write = Write::new(&saving)?;
            for record in records {
                match record {
                    Record::Platform(change) => write.change(change)?,
                    Record::Added(added) => put(&saving, "added", added.cast_signed())?,
                    Record::Injected(injected) => put(&saving, "injected", serde_json::json!(injected).to_string())?,
                }
            }
        }
        saving.commit()?;
        Ok(())
    }

    fn meta<T: rusqlite::types::FromSql>(&self, name: &str) -> Result<Option<T>, StateError> {
        let asked = self.db.query_row("SELECT value FROM meta WHERE name = ?", [name], |row| row.get(0));
        Ok(asked.optional()?)
    }
}

fn each(
    db: &Connection,
    query: &str,
    mut tell: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<()>,
) -> Result<(), StateError> {
    let mut statement = db.prepare(query)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        tell(row)?;
    }
    Ok(())
}

fn put(db: &Connection, name: &str, value: impl rusqlite::ToSql) -> rusqlite::Result<()> {
    db.execute("INSERT INTO meta VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = ?2", params![name, value]).map(drop)
}

/// The statements that a busy service needs, prepared once for a batch.
struct Write<'a> {
    db: &'a Transaction<'a>,
    code: rusqlite::Statement<'a>,
    spent: rusqlite::Statement<'a>,
    forgotten: rusqlite::Statement<'a>,
    session: rusqlite::Statement<'a>,
}

impl<'a> Write<'a> {
    fn new(db: &'a Transaction<'a>) -> rusqlite::Result<Self> {
        Ok(Self {
            db,
            code: db.prepare("INSERT OR REPLACE INTO codes VALUES (?, ?, ?, ?, ?, ?)")?,
            // A phone number's code has no key, and is still one.
            spent: db.prepare("UPDATE codes SET spent = 1, key = iif(key IS NULL, NULL, '') WHERE code = ?")?,
            forgotten: db.prepare("DELETE FROM codes WHERE code = ?")?,
            session: db.prepare("INSERT OR REPLACE INTO sessions VALUES (?, ?, ?, ?, ?, ?)")?,
        })
    }

    fn change(&mut self, change: &Change) -> rusqlite::Result<()> {
        match change {
            Change::Code(code) => {
                let SavedCode { code, of, session_key, issued, spent } = code;
                self.code.execute(params![code, of.appid, of.user, session_key, issued.cast_signed(), spent])
            }
            Change::Spent { code } => self.spent.execute([code]),
            Change::Forgotten { code } => self.forgotten.execute([code]),
            Change::ForgottenUntil { issued } => self.db.execute("DELETE FROM codes WHERE issued <= ?", [issued.cast_signed()]),
            Change::Session { of, key: Some(key) } => {
                let SavedKey { key, issued, used, expired } = key;
                self.session.execute(params![of.appid, of.user, key, issued, used.cast_signed(), expired])
            }
            Change::Session { of, key: None } => {
                let nothing = rusqlite::types::Null;
                self.session.execute(params![of.appid, of.user, nothing, nothing, nothing, nothing])
            }
            Change::App { appid, secret, unionid } => self.db.execute(
                "INSERT INTO apps (appid, secret, unionid) VALUES (?1, ?2, ?3)
                 ON CONFLICT (appid) DO UPDATE SET secret = ?2, unionid = ?3",
                params![appid, secret, unionid],
            ),
            Change::User { id, profile } => {
                self.db.execute("INSERT OR REPLACE INTO users VALUES (?, ?)", params![id, serde_json::json!(profile).to_string()])
            }
            Change::Token(SavedToken { token, appid, stable, ends }) => self
                .db
                .execute("INSERT OR REPLACE INTO tokens VALUES (?, ?, ?, ?)", params![token, appid, stable, ends.cast_signed()]),
            Change::TokenGone { token } => self.db.execute("DELETE FROM tokens WHERE token = ?", [token]),
        }
        .map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin() -> Origin {
        Origin { seed: 7, start: 1_000, clock: ClockKind::Virtual, generation: 1 }
    }

    fn code(code: &str) -> SavedCode {
        let of = Owner { appid: "wx1".to_owned(), user: "u1".to_owned() };
        SavedCode { code: code.to_owned(), of, session_key: Some("key".to_owned()), issued: 5, spent: false }
    }

    #[test]
    fn what_was_saved_is_there_again() {
        let folder = tempfile::tempdir().unwrap();
        let (mut store, new) = Store::open(folder.path(), &origin()).unwrap();
        assert_eq!(new, origin());
        let app = Change::App { appid: "wx1".to_owned(), secret: "s".to_owned(), unionid: true };
        let records = [
            Record::Platform(app.clone()),
            Record::Platform(Change::Code(code("c1"))),
            Record::Platform(Change::Code(code("c2"))),
            Record::Platform(Change::Spent { code: "c1".to_owned() }),
            Record::Added(60_000),
        ];
        store.save(records.iter()).unwrap();
        assert!(matches!(Store::open(folder.path(), &origin()), Err(StateError::InUse)));
        drop(store);

        let (store, again) = Store::open(folder.path(), &Origin { seed: 9, ..origin() }).unwrap();
        assert_eq!(again, Origin { generation: 2, ..origin() });
        assert_eq!(store.added().unwrap(), 60_000);
        let mut told = Vec::new();
        store.load(|change| told.push(change)).unwrap();
        let spent = SavedCode { spent: true, session_key: Some(String::new()), ..code("c1") };
        assert_eq!(told, [app, Change::Code(spent), Change::Code(code("c2"))]);
    }

    #[test]
    fn what_is_not_ours_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let open = |clock| Store::open(folder.path(), &Origin { clock, ..origin() }).map(drop);
        open(ClockKind::Virtual).unwrap();
        assert!(matches!(open(ClockKind::Real), Err(StateError::OtherClock(kind)) if kind == "virtual"));
        let db = Connection::open(folder.path().join(FILE)).unwrap();
        db.pragma_update(None, "user_version", VERSION + 8).unwrap();
        drop(db);
        assert!(matches!(open(ClockKind::Virtual), Err(StateError::Newer { found: 9 })));
        let db = Connection::open(folder.path().join(FILE)).unwrap();
        db.pragma_update(None, "application_id", 1).unwrap();
        drop(db);
        assert!(matches!(open(ClockKind::Virtual), Err(StateError::NotOurs(_))));
        std::fs::write(folder.path().join(FILE), vec![b'x'; 5000]).unwrap();
        assert!(matches!(open(ClockKind::Virtual), Err(StateError::NotOurs(_))));
        let file = folder.path().join("a-file");
        std::fs::write(&file, "").unwrap();
        assert!(matches!(Store::open(&file, &origin()), Err(StateError::Folder { .. })));
    }

    #[test]
    fn a_batch_that_does_not_fit_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let (mut store, _) = Store::open(folder.path(), &origin()).unwrap();
        let many: Vec<Record> = (0..2000).map(|n| Record::Platform(Change::Code(code(&format!("{n:032}"))))).collect();
        store.save(many[..10].iter()).unwrap();
        store.db.pragma_update(None, "max_page_count", 20).unwrap();
        assert!(matches!(store.save(many.iter()), Err(StateError::Full)));
        let mut count = 0;
        store.load(|_| count += 1).unwrap();
        assert_eq!(count, 10);
        store.db.pragma_update(None, "max_page_count", 1_000_000).unwrap();
        store.save(many.iter()).unwrap();
    }
}
