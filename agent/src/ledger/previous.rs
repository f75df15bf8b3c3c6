//! What the neighbours rule compares a dataset's next version to.

use rusqlite::{OptionalExtension, Transaction, params};

use super::{Ledger, LedgerError};

/// The figures published last for one dataset, and the private sketch of its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPrevious {
    /// The JSON of the published profile.
    pub profile: Vec<u8>,
    /// The private form of the row set; it never leaves.
    pub row_set: Vec<u8>,
}

/// What [`Ledger::append`] stores beside a dataset's capture.
#[derive(Debug, Clone, Copy)]
pub struct NewPrevious<'a> {
    /// The JSON of the profile in the capture.
    pub profile: &'a [u8],
    /// The rows the profile's figures were made from.
    pub row_set: &'a [u8],
}

pub(super) fn put(
    transaction: &Transaction<'_>,
    project: &str,
    name: &str,
    previous: &NewPrevious<'_>,
) -> rusqlite::Result<()> {
    transaction
        .execute(
            "INSERT INTO previous (project, name, profile, row_set) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (project, name) DO UPDATE SET profile = excluded.profile, row_set = excluded.row_set",
            params![project, name, previous.profile, previous.row_set],
        )
        .map(drop)
}

impl Ledger {
    /// What was published last from this ledger for the dataset `name` of `project`.
    pub fn previous(&self, project: &str, name: &str) -> Result<Option<StoredPrevious>, LedgerError> {
        self.gate.with(|connection| {
            connection
                .query_row(
                    "SELECT profile, row_set FROM previous WHERE project = ?1 AND name = ?2",
                    [project, name],
                    |row| Ok(StoredPrevious { profile: row.get(0)?, row_set: row.get(1)? }),
                )
                .optional()
        })
    }
}
