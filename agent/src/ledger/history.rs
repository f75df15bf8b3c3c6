//! What was published of each dataset before: the neighbours rule compares its next version to that.

use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::{Ledger, LedgerError};

pub(super) fn put(transaction: &Transaction<'_>, project: &str, name: &str, history: &[u8]) -> rusqlite::Result<()> {
    transaction
        .execute(
            "INSERT INTO history (project, name, bytes) VALUES (?1, ?2, ?3)
             ON CONFLICT (project, name) DO UPDATE SET bytes = excluded.bytes",
            params![project, name, history],
        )
        .map(drop)
}

pub(super) fn get(connection: &Connection, project: &str, name: &str) -> rusqlite::Result<Option<Vec<u8>>> {
    connection
        .query_row("SELECT bytes FROM history WHERE project = ?1 AND name = ?2", [project, name], |row| row.get(0))
        .optional()
}

impl Ledger {
    /// The private history of the dataset `name` of `project`, as the last capture left it. It never leaves.
    pub fn history(&self, project: &str, name: &str) -> Result<Option<Vec<u8>>, LedgerError> {
        self.gate.with(|connection| get(connection, project, name))
    }
}
