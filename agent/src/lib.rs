//! The local half of Conspectus: the only code that touches data.
//!
//! A capture flows one way: Arrow stream -> `summary` -> `disclosure` -> [`ledger`] -> [`upload`]. [`session`] walks it
//! for a caller; bindings only convert and call it.
//!
//! # How to add one more kind of capture
//! 1. Give it a body in `conspectus-metadata` (see there).
//! 2. Let `disclosure` make that body from what the user holds.
//! 3. Hand it to [`session::Session::record`]; ledger, upload and conflicts need no change.

pub mod config;
pub mod credentials;
pub mod disclosure;
mod error;
pub mod ledger;
mod lexicon;
pub mod places;
pub mod session;
pub mod settings;
pub mod summary;
pub mod surroundings;
pub mod upload;

pub use error::Error;

/// Options for a file that only its owner may read.
pub(crate) fn private_file() -> std::fs::OpenOptions {
    let mut options = std::fs::OpenOptions::new();
    options.read(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
