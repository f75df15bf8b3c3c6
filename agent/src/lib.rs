//! The local half of Conspectus: the only code that touches data.
//!
//! A capture flows one way: Arrow stream -> `summary` -> `disclosure` -> [`ledger`] -> [`upload`]. [`session`] walks it
//! for a caller; bindings only convert and call it.
//!
//! # How to add one more kind of capture
//! 1. Give it a body in `conspectus-metadata` (see there).
//! 2. Let `disclosure` make that body from what the user holds.
//! 3. Hand it to [`session::Session::record`]; ledger, upload and conflicts need no change.

pub mod ledger;
pub mod summary;
pub mod surroundings;
pub mod upload;
