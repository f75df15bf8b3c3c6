//! The server from outside its modules: every claim is shown on both engines.

mod audit;
mod captures;
mod command_line;
mod documents;
mod edge;
mod export;
mod golden;
mod harness;
mod identity;
mod isolation;
mod keys;
mod lists;
mod matrix;
mod members;
mod policy;
mod privacy;
mod routes;
mod scim;
mod search;
mod sso;
mod storage;
mod tamper;
mod tokens;
mod versions;
