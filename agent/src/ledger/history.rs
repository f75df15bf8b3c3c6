//! What was published of each dataset before: the neighbours rule compares its next version to that, and to other datasets
//! with the same columns. And what its noisy figures have spent.

use conspectus_metadata::{Budget, Capture};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::{Ledger, LedgerError};

/// Other datasets a table is compared to, at most: the newest.
const MOST_BESIDE: u32 = 64;

/// A dataset, and the columns of the table that is its next version.
#[derive(Debug, Clone, Copy)]
pub struct Asset<'a> {
    /// Its project.
    pub project: &'a str,
    /// Its name.
    pub name: &'a str,
    /// A digest of the columns' names and types.
    pub columns: &'a [u8],
}

/// What is known before the next version of a dataset.
#[derive(Debug, Clone, PartialEq)]
pub struct Before {
    /// Its private history.
    pub history: Option<Vec<u8>>,
    /// Those of other datasets with the same columns.
    pub beside: Vec<Vec<u8>>,
    /// What its noisy figures have spent.
    pub spent: Budget,
}

/// The next version of a dataset.
#[derive(Debug, Clone, PartialEq)]
pub struct Next {
    /// What leaves.
    pub capture: Capture,
    /// The history with it.
    pub history: Vec<u8>,
    /// What is spent with it.
    pub spent: Budget,
}

pub(super) fn put(transaction: &Transaction<'_>, asset: &Asset<'_>, next: &Next) -> rusqlite::Result<()> {
    let Asset { project, name, columns } = asset;
    transaction.execute(
        "INSERT INTO history (project, name, bytes, columns) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (project, name) DO UPDATE SET bytes = excluded.bytes, columns = excluded.columns",
        params![project, name, next.history, columns],
    )?;
    if next.spent.epsilon > 0.0 {
        transaction.execute(
            "INSERT INTO budget (project, name, epsilon, delta) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (project, name) DO UPDATE SET epsilon = excluded.epsilon, delta = excluded.delta",
            params![project, name, next.spent.epsilon, next.spent.delta],
        )?;
    }
    Ok(())
}

pub(super) fn get(connection: &Connection, asset: &Asset<'_>) -> rusqlite::Result<Before> {
    let Asset { project, name, columns } = asset;
    let history = connection
        .query_row("SELECT bytes FROM history WHERE project = ?1 AND name = ?2", [project, name], |row| row.get(0))
        .optional()?;
    let spent = connection
        .query_row("SELECT epsilon, delta FROM budget WHERE project = ?1 AND name = ?2", [project, name], |row| {
            Ok(Budget { epsilon: row.get(0)?, delta: row.get(1)? })
        })
        .optional()?;
    let mut statement = connection.prepare_cached(
        "SELECT bytes FROM history WHERE columns = ?3 AND NOT (project = ?1 AND name = ?2) ORDER BY rowid DESC LIMIT ?4",
    )?;
    let beside = statement.query_map(params![project, name, columns, MOST_BESIDE], |row| row.get(0))?;
    let beside = beside.collect::<rusqlite::Result<_>>()?;
    Ok(Before { history, beside, spent: spent.unwrap_or(Budget { epsilon: 0.0, delta: 0.0 }) })
}

impl Ledger {
    /// What is known of the datasets before, as the last captures left it. It never leaves.
    pub fn before(&self, asset: &Asset<'_>) -> Result<Before, LedgerError> {
        self.gate.with(|connection| get(connection, asset))
    }
}
