//! What waits for the server, and what the server said.

use conspectus_metadata::{CaptureId, Receipt};
use rusqlite::params;

use super::{Ledger, LedgerError, State};
use crate::surroundings::rfc3339;

/// A capture on its way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// Its place in the ledger.
    pub seq: i64,
    /// Its id.
    pub id: CaptureId,
    /// Its exact bytes.
    pub bytes: Vec<u8>,
}

/// The end of a capture's wait.
#[derive(Debug, Clone, PartialEq)]
pub struct Settlement {
    /// Acknowledged or refused.
    pub state: State,
    /// What the server answered; for a refusal it holds the problem.
    pub receipt: Receipt,
}

impl Ledger {
    /// The oldest captures that wait for `server` (or for any), after `seq`: at least one, then as many as fit in
    /// `max_bytes`.
    pub fn waiting(&self, server: &str, after: i64, max_bytes: usize) -> Result<Vec<Outgoing>, LedgerError> {
        self.gate.with(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT seq, id, bytes FROM capture
                 WHERE state = 'waiting' AND seq > ?1 AND (server IS NULL OR server = ?2) ORDER BY seq",
            )?;
            let mut rows = statement.query(params![after, server])?;
            let (mut batch, mut size) = (Vec::new(), 0);
            while let Some(row) = rows.next()? {
                let bytes: Vec<u8> = row.get(2)?;
                size += bytes.len() + 1;
                if size > max_bytes && !batch.is_empty() {
                    break;
                }
                let id: String = row.get(1)?;
                let id = CaptureId(id.parse().map_err(|e| super::entry::unreadable(1, e))?);
                batch.push(Outgoing { seq: row.get(0)?, id, bytes });
            }
            Ok(batch)
        })
    }

    /// How many captures wait for `server` or for any; with no server, how many wait at all.
    pub fn count_waiting(&self, server: Option<&str>) -> Result<u64, LedgerError> {
        self.gate.with(|connection| {
            connection.query_row(
                "SELECT count(*) FROM capture
                 WHERE state = 'waiting' AND (?1 IS NULL OR server IS NULL OR server = ?1)",
                params![server],
                |row| row.get::<_, i64>(0).map(|n| n as u64),
            )
        })
    }

    /// Notes what the server said. A capture that is settled already stays as it is.
    pub fn settle(&self, server: &str, settlements: &[Settlement], now: jiff::Timestamp) -> Result<(), LedgerError> {
        self.gate.write(|transaction| {
            let mut statement = transaction.prepare_cached(
                "UPDATE capture SET state = ?2, server = ?3, settled_at = ?4, receipt = ?5
                 WHERE id = ?1 AND state = 'waiting'",
            )?;
            for Settlement { state, receipt } in settlements {
                let json = serde_json::to_string(receipt).map_err(|e| super::entry::unreadable(5, e))?;
                statement.execute(params![receipt.id.to_string(), state.as_str(), server, rfc3339(now), json])?;
            }
            Ok(())
        })
    }

    /// Sends what waits for `from` to `to` instead: a server got a new address.
    pub fn redirect(&self, from: &str, to: &str) -> Result<u64, LedgerError> {
        self.gate.write(|transaction| {
            transaction
                .execute("UPDATE capture SET server = ?2 WHERE state = 'waiting' AND server = ?1", [from, to])
                .map(|n| n as u64)
        })
    }
}
