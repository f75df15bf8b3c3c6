//! One connection a process, opened on first use, closed around a fork.

use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::{LedgerError, busy, schema};

const FILE: &str = "ledger.sqlite";

#[derive(Debug)]
pub(super) struct Gate {
    folder: PathBuf,
    slot: Mutex<Slot>,
    resumed: Condvar,
}

#[derive(Debug, Default)]
struct Slot {
    connection: Option<Connection>,
    /// How many forks are under way.
    paused: u32,
}

impl Gate {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder, slot: Mutex::default(), resumed: Condvar::new() }
    }

    /// Runs a read.
    pub(super) fn with<T>(
        &self,
        mut work: impl FnMut(&mut Connection) -> rusqlite::Result<T>,
    ) -> Result<T, LedgerError> {
        let mut slot = self.lock();
        while slot.paused > 0 {
            slot = self.resumed.wait(slot).unwrap_or_else(PoisonError::into_inner);
        }
        let connection = match &mut slot.connection {
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

    pub(super) fn pause(&self) {
        let mut slot = self.lock();
        slot.connection = None;
        slot.paused += 1;
    }

    pub(super) fn resume(&self) {
        let mut slot = self.lock();
        slot.paused = slot.paused.saturating_sub(1);
        self.resumed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, Slot> {
        // A panic cannot leave a transaction open: dropping it rolls it back.
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
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
