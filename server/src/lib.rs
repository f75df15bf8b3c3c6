//! The server a team owns: it records what agents capture, and shows it to people.
//!
//! `api` speaks HTTP, `catalog` knows what versions are, `identity` who acts, `vault` keeps keys, `audit` proves
//! the log, `store` holds all SQL. A request goes through them in that order and never back.

pub mod api;
pub mod audit;
pub mod catalog;
pub mod cli;
pub mod config;
pub mod edge;
pub mod environment;
pub mod identity;
pub mod ingest;
pub mod integrations;
pub mod moment;
pub mod operations;
pub mod store;
pub mod vault;
