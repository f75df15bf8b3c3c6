//! One connection a process, opened on first use, closed around a fork.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::{LedgerError, busy, schema};

const FILE: &str = "ledger.sqlite";

#[derive(Debug)]
pub(super) struct Gate {
    folder: PathBuf,
    connection: Mutex<Option<Connection>>,
}

/// Keeps the ledger closed while it lives.
#[derive(Debug)]
pub struct Pause<'a> {
    _closed: MutexGuard<'a, Option<Connection>>,
}

impl Gate {
    pub(super) const fn new(folder: PathBuf) -> Self {
        Self { folder, connection: Mutex::new(None) }
    }

    /// Runs a read.
    pub(super) fn with<T>(
        &self,
        mut work: impl FnMut(&mut Connection) -> rusqlite::Result<T>,
    ) -> Result<T, LedgerError> {
        let mut slot = self.lock();
        let connection = match &mut *slot {
            Some(connection) => connection,
            empty => empty.insert(open(&self.folder)?),
        };
        busy::patiently(|| work(connection)).map_err(|e| LedgerError::from_sqlite(&self.folder, &e))
    }

    /// Runs a write: all of it becomes durable, or none.
    pub(super) fn write<T>(
        &self,
        mut work: impl FnMut(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, LedgerError> {
        self.with(|connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let done = work(&transaction)?;
            transaction.commit()?;
            Ok(done)
        })
    }

    pub(super) fn pause(&self) -> Pause<'_> {
        let mut slot = self.lock();
        *slot = None;
        Pause { _closed: slot }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Connection>> {
        // A panic cannot leave a transaction open: dropping it rolls it back.
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn open(folder: &Path) -> Result<Connection, LedgerError> {
    let path = folder.join(FILE);
    crate::private_file().create(true).truncate(false).open(&path).map_err(|e| LedgerError::from_io(folder, &e))?;
    let mut connection = Connection::open(&path).map_err(|e| LedgerError::from_sqlite(folder, &e))?;
    busy::patiently(|| configure(&connection)).map_err(|e| LedgerError::from_sqlite(folder, &e))?;
    let prepared = busy::patiently(|| schema::prepare(&mut connection));
    match prepared.map_err(|e| LedgerError::from_sqlite(folder, &e))? {
        Ok(()) => Ok(connection),
        Err(found) => Err(LedgerError::Newer { path: folder.to_owned(), found }),
    }
}

fn configure(connection: &Connection) -> rusqlite::Result<()> {
    busy::set(connection)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")
}
