use rusqlite::{Connection, TransactionBehavior};

/// The format this version writes, kept in `user_version`. A later format adds a step to [`STEPS`].
pub(super) const FORMAT: i64 = STEPS.len() as i64;

const STEPS: [&str; 2] = [
    "
CREATE TABLE capture (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    id          TEXT NOT NULL UNIQUE,
    kind        TEXT NOT NULL,
    project     TEXT NOT NULL,
    name        TEXT,
    captured_at TEXT NOT NULL,
    -- The capture's JSON, exactly as it is sent.
    bytes       BLOB NOT NULL,
    state       TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'acknowledged', 'refused')),
    -- The server it is meant for; empty until one is known.
    server      TEXT,
    settled_at  TEXT,
    -- The server's receipt, or the problem that refused it.
    receipt     TEXT
) STRICT;
CREATE INDEX capture_waiting ON capture (seq) WHERE state = 'waiting';
-- What the neighbours rule compares the next version of a dataset to.
CREATE TABLE history (
    project TEXT NOT NULL,
    name    TEXT NOT NULL,
    bytes   BLOB NOT NULL,
    PRIMARY KEY (project, name)
) STRICT;
CREATE TABLE workspace (
    server     TEXT PRIMARY KEY,
    id         TEXT NOT NULL,
    name       TEXT NOT NULL,
    policy     TEXT NOT NULL,
    fetched_at TEXT NOT NULL
) STRICT;
",
    "
-- A digest of the columns' names and types: a table is compared to others with the same.
ALTER TABLE history ADD COLUMN columns BLOB;
CREATE INDEX history_columns ON history (columns);
-- What differentially private figures of each dataset have spent.
CREATE TABLE budget (
    project TEXT NOT NULL,
    name    TEXT NOT NULL,
    epsilon REAL NOT NULL,
    delta   REAL NOT NULL,
    PRIMARY KEY (project, name)
) STRICT;
",
];

/// Brings the file to [`FORMAT`]; answers the format found when it is newer than that.
pub(super) fn prepare(connection: &mut Connection) -> rusqlite::Result<Result<(), i64>> {
    if format(connection)? == FORMAT {
        return Ok(Ok(()));
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found = format(&transaction)?;
    if !(0..=FORMAT).contains(&found) {
        return Ok(Err(found));
    }
    for step in &STEPS[found as usize..] {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", FORMAT)?;
    transaction.commit()?;
    Ok(Ok(()))
}

fn format(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0))
}
