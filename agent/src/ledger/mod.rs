//! The durable outbox, and the record of all that left.
//!
//! A capture is on disk before the call that made it returns (SQLite, WAL, `synchronous=FULL`). Its exact bytes are kept:
//! what [`Ledger::bytes`] shows is what goes over the wire. Several processes share one ledger; its secret is made once.

mod connection;
mod entry;
mod error;
mod history;
mod outbox;
mod schema;
mod secret;
mod workspace;

pub mod busy;

use std::path::{Path, PathBuf};

pub use entry::{Entry, State};
pub use error::LedgerError;
pub use history::{Asset, Before, Next};
pub use outbox::{Outgoing, Settlement};
pub use workspace::KnownWorkspace;

use connection::Gate;
use conspectus_metadata::{Capture, CaptureId};
use rusqlite::{OptionalExtension, Transaction, params};

use crate::surroundings::Surroundings;

/// The largest capture: what surrounds it in a batch takes the rest.
pub const MAX_CAPTURE_BYTES: usize = conspectus_metadata::MAX_BATCH_BYTES - 64;

/// The ledger in one folder. Clones of an `Arc` of it may be used from any thread.
#[derive(Debug)]
pub struct Ledger {
    folder: PathBuf,
    secret: [u8; 32],
    gate: Gate,
}

impl Ledger {
    /// Opens the ledger in `folder`, making both if need be.
    pub fn open(folder: &Path, surroundings: &dyn Surroundings) -> Result<Self, LedgerError> {
        make_folder(folder).map_err(|e| LedgerError::from_io(folder, &e))?;
        let secret = secret::read_or_make(folder, surroundings)?;
        let gate = Gate::new(folder.to_owned());
        gate.with(|_| Ok(()))?;
        Ok(Self { folder: folder.to_owned(), secret, gate })
    }

    /// Where it lives.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The key of every hash of content made on this machine. It never leaves.
    #[must_use]
    pub const fn secret(&self) -> &[u8; 32] {
        &self.secret
    }

    /// Records a capture durably. `server` is where it is meant to go, if that is known yet.
    ///
    /// The same id with the same bytes is accepted again.
    pub fn append(&self, capture: &Capture, server: Option<&str>) -> Result<Vec<u8>, LedgerError> {
        let bytes = self.bytes_of(capture)?;
        if self.gate.write(|transaction| insert(transaction, capture, &bytes, server))?
            || self.bytes(capture.id)?.as_ref() == Some(&bytes)
        {
            Ok(bytes)
        } else {
            Err(LedgerError::IdReused { id: capture.id })
        }
    }

    /// Records the next version of a dataset: `make` gets what is known of its earlier versions and answers with the
    /// capture and what is known with it, or refuses. No other process records a version of it in between.
    pub fn append_next<E>(
        &self,
        asset: &Asset<'_>,
        server: Option<&str>,
        mut make: impl FnMut(Before) -> Result<Next, E>,
    ) -> Result<Result<Vec<u8>, E>, LedgerError> {
        self.gate.write(|transaction| {
            let next = match make(history::get(transaction, asset)?) {
                Ok(next) => next,
                Err(refused) => return Ok(Ok(Err(refused))),
            };
            let bytes = match self.bytes_of(&next.capture) {
                Ok(bytes) => bytes,
                Err(too_large) => return Ok(Err(too_large)),
            };
            insert(transaction, &next.capture, &bytes, server)?;
            history::put(transaction, asset, &next)?;
            Ok(Ok(Ok(bytes)))
        })?
    }

    fn bytes_of(&self, capture: &Capture) -> Result<Vec<u8>, LedgerError> {
        let bytes = serde_json::to_vec(capture)
            .map_err(|e| LedgerError::Folder { path: self.folder.clone(), reason: e.to_string() })?;
        if bytes.len() > MAX_CAPTURE_BYTES {
            return Err(LedgerError::TooLarge { bytes: bytes.len(), most: MAX_CAPTURE_BYTES });
        }
        Ok(bytes)
    }

    /// The exact bytes of one capture.
    pub fn bytes(&self, id: CaptureId) -> Result<Option<Vec<u8>>, LedgerError> {
        self.gate.with(|connection| {
            connection
                .query_row("SELECT bytes FROM capture WHERE id = ?1", [id.to_string()], |row| row.get(0))
                .optional()
        })
    }

    /// One capture's entry.
    pub fn entry(&self, id: CaptureId) -> Result<Option<Entry>, LedgerError> {
        let sql = format!("SELECT {} FROM capture WHERE id = ?1", Entry::COLUMNS);
        self.gate.with(|connection| connection.query_row(&sql, [id.to_string()], Entry::read).optional())
    }

    /// Every entry, oldest first.
    pub fn entries(&self) -> Result<Vec<Entry>, LedgerError> {
        let sql = format!("SELECT {} FROM capture ORDER BY seq", Entry::COLUMNS);
        self.gate.with(|connection| connection.prepare(&sql)?.query_map([], Entry::read)?.collect())
    }

    /// Closes the file before the process forks: SQLite's state must not be copied while it is open. Other threads wait
    /// until [`Self::resume`]; the child must not use this ledger again, but open its own.
    pub fn pause(&self) {
        self.gate.pause();
    }

    /// After the fork, in the parent.
    pub fn resume(&self) {
        self.gate.resume();
    }
}

/// False when the id is there already.
fn insert(
    transaction: &Transaction<'_>,
    capture: &Capture,
    bytes: &[u8],
    server: Option<&str>,
) -> rusqlite::Result<bool> {
    let Capture { id, filing, name, captured_at, .. } = capture;
    let added = transaction.execute(
        "INSERT INTO capture (id, kind, project, name, captured_at, bytes, server)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (id) DO NOTHING",
        params![id.to_string(), kind(capture), filing.project, name, captured_at, bytes, server],
    )?;
    Ok(added == 1)
}

fn kind(capture: &Capture) -> &'static str {
    capture.body.asset_kind().map_or("note", conspectus_metadata::AssetKind::as_str)
}

fn make_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(test)]
mod tests;
