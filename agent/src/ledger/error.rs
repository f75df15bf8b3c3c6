use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// Why the ledger could not do what was asked. Nothing is half-written when it comes back.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// No room left: the capture was not recorded.
    #[error("the disk that holds the ledger is full ({path}); free some space, then make the call again")]
    Full {
        /// The ledger's folder.
        path: PathBuf,
    },
    /// Another process kept the ledger locked for longer than [`super::busy::PATIENCE`].
    #[error("another process keeps the ledger locked ({path}); end it or try again")]
    Busy {
        /// The ledger's folder.
        path: PathBuf,
    },
    /// The folder or a file in it cannot be read or written.
    #[error("the ledger's folder {path} cannot be used: {reason}; set CONSPECTUS_HOME to a folder you can write to")]
    Folder {
        /// The folder or file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// A later version of Conspectus wrote this ledger.
    #[error("the ledger in {path} was written by a newer version of Conspectus (format {found}); update conspectus")]
    Newer {
        /// The ledger's folder.
        path: PathBuf,
        /// The format found.
        found: i64,
    },
    /// The file is damaged or no ledger.
    #[error("the ledger in {path} is damaged: {reason}; move the folder aside to start a new one")]
    Damaged {
        /// The ledger's folder.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// No server takes a capture of this size.
    #[error("the capture is too large: {} MiB, at most {} are possible; make the document or figure smaller", .bytes >> 20, .most >> 20)]
    TooLarge {
        /// Its size.
        bytes: usize,
        /// The largest size.
        most: usize,
    },
    /// The same id was recorded before with other bytes.
    #[error("the capture {id} is in the ledger already, with other content")]
    IdReused {
        /// The id both claim.
        id: conspectus_metadata::CaptureId,
    },
}

impl LedgerError {
    /// Whether freeing disk space is the remedy.
    #[must_use]
    pub const fn is_full(&self) -> bool {
        matches!(self, Self::Full { .. })
    }

    pub(super) fn from_sqlite(path: &Path, error: &rusqlite::Error) -> Self {
        let path = path.to_owned();
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full { path },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy { path },
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::TypeMismatch) => {
                Self::Damaged { path, reason: error.to_string() }
            }
            // The shared-memory file cannot grow: SQLite reports it as an I/O error, the cause is the same.
            Some(ErrorCode::SystemIoFailure) if extended_code(error) == rusqlite::ffi::SQLITE_IOERR_SHMSIZE => {
                Self::Full { path }
            }
            _ => Self::Folder { path, reason: error.to_string() },
        }
    }

    pub(super) fn from_io(path: &Path, error: &std::io::Error) -> Self {
        let path = path.to_owned();
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::Full { path },
            _ => Self::Folder { path, reason: error.to_string() },
        }
    }
}

fn extended_code(error: &rusqlite::Error) -> i32 {
    error.sqlite_error().map_or(0, |e| e.extended_code)
}
