//! Keys, sealing and the blind index: no SQL, no HTTP.
//!
//! A master key in a file wraps each workspace's own keys. Bodies are sealed under the workspace's content key with
//! where they stand as associated data, so that a ciphertext moved elsewhere does not open.

mod keys;
mod master;
mod words;

pub use keys::{BLIND_BYTES, KeyPurpose, NewKey, Place, Table, WorkspaceKeys, WrappedKey};
pub use master::MasterKey;
pub use words::{Word, query_words, words_of};

pub(crate) use master::{hexadecimal, random as random_bytes};

/// Why a key or a sealed body could not be used.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    #[error("the master key file {path}: {reason}")]
    MasterKeyFile { path: String, reason: String },
    #[error(
        "this database was sealed under master key {expected}, and the key file holds {found}: mount the right file"
    )]
    OtherMasterKey { expected: String, found: String },
    #[error("a sealed body of table {table} does not open: it was changed, moved, or sealed under another key")]
    DoesNotOpen { table: &'static str },
    #[error("key version {0} is not known")]
    UnknownKeyVersion(u32),
    #[error("a body of table {table} has not the shape this version knows")]
    Shape { table: &'static str },
    #[error("the system's random source failed")]
    Random,
}

#[cfg(test)]
mod tests;
