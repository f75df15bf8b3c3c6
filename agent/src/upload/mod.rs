//! Sends what the ledger holds, until the server says it has it.
//!
//! One background thread a process. Order is kept, answers may be lost, a refused capture never holds up the next one,
//! and a server that is down is asked again with growing patience.

mod backoff;
mod client;
mod drain;
mod server;
mod turn;
mod worker;

pub use client::{Client, Failure};
pub use drain::Interruption;
pub use server::{AddressError, Server};
pub use worker::{Progress, Uploader};

#[cfg(test)]
mod tests;
