//! The server from outside its modules: every claim is shown on both engines.

mod audit;
mod captures;
mod command_line;
mod harness;
mod identity;
mod privacy;
mod routes;
mod tokens;
