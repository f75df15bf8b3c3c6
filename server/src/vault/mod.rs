//! Keys, sealing and the blind index: no SQL, no HTTP server.
//!
//! A master key, in a file or at a key service, wraps each workspace's own keys. Bodies are sealed under the
//! workspace's content key with where they stand as associated data, so that a ciphertext moved elsewhere does not
//! open.

mod body;
mod keys;
mod place;
mod provider;
mod purpose;
mod sealing;
mod subject;
mod words;

pub use keys::{BLIND_BYTES, NewKey, WorkspaceKeys, WrappedKey};
pub use place::{Place, Table};
pub use provider::{
    Answer, AwsKms, AwsSettings, Custody, KeyName, KeyProvider, MasterKey, Transit, TransitSettings, Wrapped,
};
pub use purpose::{KeyPurpose, KeyState};
pub use sealing::PREFIX_BYTES;
pub use subject::SubjectKey;
pub use words::{Word, query_words, words_of};

pub(crate) use body::random as random_bytes;
pub(crate) use provider::hexadecimal;

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
    #[error("the key was destroyed: what it sealed is gone")]
    Destroyed,
    #[error("the key service refuses to use {key}: it was revoked, disabled or deleted")]
    Refused { key: String },
    #[error("the key service of {key} cannot be reached: {reason}")]
    Unreachable { key: String, reason: String },
    #[error("{0:?} names no key: write file, vault:NAME or aws-kms:ID")]
    KeyName(String),
    #[error("no key service is set up for {0}")]
    NoProvider(String),
    #[error("{0} makes its new versions itself: rotate it where it is kept")]
    RotatesElsewhere(String),
    #[error("a body of table {table} has not the shape this version knows")]
    Shape { table: &'static str },
    #[error("the system's random source failed")]
    Random,
}

impl VaultError {
    /// Whether trying again can help while nobody changes anything.
    pub const fn is_passing(&self) -> bool {
        matches!(self, Self::Unreachable { .. })
    }
}

#[cfg(test)]
mod tests;
