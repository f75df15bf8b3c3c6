//! How long one process waits for another that is writing to the same ledger.

use std::time::Duration;

use rusqlite::{Connection, ErrorCode};

/// What SQLite waits for a lock, sleeping in growing steps.
const LOCK_WAIT: Duration = Duration::from_secs(5);
/// How often a transaction that lost a race in spite of that is begun again.
const ATTEMPTS: u32 = 4;
/// The longest a call waits for other processes.
pub const PATIENCE: Duration = Duration::from_secs(LOCK_WAIT.as_secs() * ATTEMPTS as u64);

pub(super) fn set(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(LOCK_WAIT)
}

/// Runs `work` again while another process is in the way.
pub(super) fn patiently<T>(mut work: impl FnMut() -> rusqlite::Result<T>) -> rusqlite::Result<T> {
    let mut attempt = 1;
    loop {
        match work() {
            Err(e) if e.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && attempt < ATTEMPTS => attempt += 1,
            done => return done,
        }
    }
}
