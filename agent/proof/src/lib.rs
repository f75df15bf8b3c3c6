//! What proves an audit log, for whoever holds a piece of it: no I/O, no clock, no key of the server.
//!
//! The events of a workspace are the leaves of a Merkle tree as RFC 6962 defines it ([`tree`]). The server signs its root
//! with how many leaves there are ([`checkpoint`]). Whoever keeps a checkpoint can be shown that a later one only appended
//! to it, and whoever holds an export can check each event in it ([`export`]).

pub mod checkpoint;
pub mod event;
pub mod export;
mod hexadecimal;
pub mod tree;

pub use checkpoint::{Checkpoint, CheckpointError, PublicKey};
pub use event::{Body, Committed, EventView, Leaf};
pub use hexadecimal::{from_hex, to_hex};
pub use tree::{Frontier, Hash, ProofError};
